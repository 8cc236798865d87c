//! Lines of a stream, as many at a time as are there, in bounded memory.

use std::io::{self, Read};

/// Longest line, in bytes.
pub const LONGEST_LINE: usize = 1_000_000;
/// Bytes that are asked for at a time.
const READ: usize = 256 * 1024;

/// The lines of a stream.
pub struct Lines<R> {
    source: R,
    /// What is read of the line that has not ended yet.
    open: Vec<u8>,
    /// Whether that line is too long; the rest of it is passed over.
    too_long: bool,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// The lines of `source`.
    pub const fn new(source: R) -> Self {
        Self { source, open: Vec::new(), too_long: false, ended: false }
    }

    /// The lines that one read brings to an end, without empty ones: whoever sends one and waits for what comes of it
    /// gets that. A line that is too long is none.
    ///
    /// # Errors
    ///
    /// The stream cannot be read.
    pub fn block(&mut self) -> io::Result<Option<Vec<Option<Vec<u8>>>>> {
        let mut lines = Vec::new();
        let mut buffer = vec![0; READ];
        while lines.is_empty() && !self.ended {
            let count = match self.source.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.ended = count == 0;
            let mut rest = &buffer[..count];
            while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
                self.grow(&rest[..at]);
                lines.extend(self.take());
                rest = &rest[at + 1..];
            }
            self.grow(rest);
            if self.ended {
                lines.extend(self.take());
            }
        }
        Ok((!lines.is_empty()).then_some(lines))
    }

    fn grow(&mut self, more: &[u8]) {
        self.too_long |= self.open.len() + more.len() > LONGEST_LINE;
        if self.too_long {
            self.open = Vec::new();
        } else {
            self.open.extend_from_slice(more);
        }
    }

    /// The line that has ended; nothing where it is empty.
    fn take(&mut self) -> Option<Option<Vec<u8>>> {
        if std::mem::take(&mut self.too_long) {
            return Some(None);
        }
        let line = std::mem::take(&mut self.open);
        let blank = line.iter().all(u8::is_ascii_whitespace);
        (!blank).then_some(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_whatever_the_reads_bring() {
        let long = "x".repeat(LONGEST_LINE + 1);
        let fits = "y".repeat(LONGEST_LINE);
        let text = format!("a\n\n \r\n{long}\nb\r\n{fits}\nlast");
        let mut all = Vec::new();
        let mut lines = Lines::new(text.as_bytes());
        while let Some(block) = lines.block().unwrap() {
            all.extend(block);
        }
        let of = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(all, [of("a"), None, of("b\r"), of(&fits), of("last")]);
        assert!(Lines::new(&b""[..]).block().unwrap().is_none());
    }
}
