//! Files of others: only files, only up to a size, only text.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::Position;

/// The bytes of a file of at most `largest` bytes.
///
/// # Errors
/// Why it cannot be read: it is missing, no file (a folder, device or pipe would never end), or too large.
pub fn bytes(path: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
    // Asked before it is opened, because opening a pipe waits for somebody to write into it.
    let size = fs::metadata(path).map_err(Unread::from)?;
    if !size.is_file() {
        return Err(Unread::NoFile);
    }
    // Some files say that they have no bytes and never end, and one may grow.
    all(File::open(path).map_err(Unread::from)?, largest)
}

/// The bytes of a stream of at most `largest` bytes.
///
/// # Errors
/// It cannot be read, or is too large.
pub fn all(source: impl Read, largest: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    source.take(largest + 1).read_to_end(&mut bytes).map_err(Unread::from)?;
    if bytes.len() as u64 > largest {
        return Err(Unread::TooLarge(largest));
    }
    Ok(bytes)
}

/// The text in the bytes of a file, without a byte-order mark, and the first byte of it that is not UTF-8, if any.
pub fn text(bytes: &[u8]) -> (String, Option<usize>) {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let bad = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    (String::from_utf8_lossy(bytes).into_owned(), bad)
}

/// Line and column of a byte of a text.
pub fn place(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Position { line, column }
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is nothing of that name.
    Absent(String),
    /// A folder, a device or a pipe.
    NoFile,
    /// It has more bytes than allowed.
    TooLarge(u64),
    /// The system's own words.
    Failed(String),
}

impl Unread {
    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Absent(_) => {
                "look at the name and the folder; `tenure init` writes a scenario to start from"
            }
            Self::NoFile => "name a file",
            Self::TooLarge(_) => "leave out what is not part of it",
            Self::Failed(_) => "make it readable",
        }
    }
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Absent(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(words) | Self::Failed(words) => f.write_str(words),
            Self::NoFile => f.write_str("it is no file"),
            Self::TooLarge(largest) => write!(f, "it is larger than {} MB", largest / 1_000_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_up_to_a_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let why = |path: &Path| bytes(path, 1_000_000).unwrap_err();
        assert!(matches!(why(&path), Unread::Absent(_)));
        assert_eq!(why(folder.path()), Unread::NoFile);
        fs::write(&path, vec![b'x'; 1_000_000]).unwrap();
        assert_eq!(bytes(&path, 1_000_000).unwrap().len(), 1_000_000);
        fs::write(&path, vec![b'x'; 1_000_001]).unwrap();
        assert_eq!(why(&path).to_string(), "it is larger than 1 MB");
        #[cfg(unix)]
        assert_eq!(why(Path::new("/dev/zero")), Unread::NoFile);
    }

    #[test]
    fn text_ends_where_a_byte_is_none() {
        assert_eq!(text(b"\xef\xbb\xbfa\nb"), ("a\nb".to_owned(), None));
        let (lossy, bad) = text(b"a = 1\nb = \"\xff\"\n");
        assert_eq!(bad, Some(11));
        assert_eq!(lossy, "a = 1\nb = \"\u{fffd}\"\n");
        assert_eq!(place(&lossy, 11), Position { line: 2, column: 6 });
    }
}
