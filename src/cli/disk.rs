//! The steps by which a set of files gets into its place, and what a killed run may leave behind.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempPath};

/// What every passing name begins with: nobody else's files are called so.
const OURS: &str = ".tenure-";
/// A file that is not in its place yet: this, its name, a point and six letters or digits.
const NEW: &str = ".tenure-new-";
/// What was in the place before.
const PREVIOUS: &str = ".tenure-previous-";
/// Only there to see whether files can be written.
const TRIAL: &str = ".tenure-trial";

/// One file of a report: name and content.
#[derive(Clone, Debug)]
pub struct File {
    /// Name inside its folder.
    pub name: &'static str,
    /// All of its bytes.
    pub content: Vec<u8>,
}

/// A disk; each step may fail.
pub trait Disk {
    /// The file under a passing name in the folder of its place; removed again if it stays there.
    fn beside(&self, folder: &Path, file: &File) -> io::Result<TempPath>;
    /// A second name for the file at `path`, or a copy where the file system has no second names.
    fn keep(&self, path: &Path) -> io::Result<Option<TempPath>>;
    /// Puts a file into its place; it is not lost where that fails.
    fn rename(&self, from: TempPath, to: &Path) -> Result<(), (io::Error, TempPath)>;
    /// Another name for a file.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a name.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk of the system.
#[derive(Clone, Copy, Debug)]
pub struct Real;

impl Disk for Real {
    fn beside(&self, folder: &Path, file: &File) -> io::Result<TempPath> {
        let mut written = passing(folder, file.name)?;
        written.write_all(&file.content)?;
        written.as_file().sync_all()?;
        Ok(written.into_temp_path())
    }

    fn keep(&self, path: &Path) -> io::Result<Option<TempPath>> {
        if !path.is_file() {
            return Ok(None);
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kept =
            Builder::new().prefix(&format!("{PREVIOUS}{name}.")).make_in(folder, |name| {
                fs::hard_link(path, name).or_else(|_| fs::copy(path, name).map(drop))
            })?;
        Ok(Some(kept.into_temp_path()))
    }

    fn rename(&self, from: TempPath, to: &Path) -> Result<(), (io::Error, TempPath)> {
        from.persist(to).map_err(|failed| (failed.error, failed.path))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl Real {
    /// Whether files can be written into the folder.
    pub fn trial(self, folder: &Path) -> io::Result<()> {
        Builder::new().prefix(&format!("{TRIAL}.")).tempfile_in(folder).map(drop)
    }
}

/// An empty file under a passing name in the folder of its place.
///
/// # Errors
/// It cannot be made.
pub fn passing(folder: &Path, name: &str) -> io::Result<NamedTempFile> {
    let prefix = format!("{NEW}{name}.");
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    // A report is for others to read too, as far as the user's umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Removes what killed runs left in a folder into which `files` have been put. A copy of what was there before goes
/// only where its file is among them: else it may be the only one.
pub fn sweep(folder: &Path, files: &[File]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.starts_with(OURS)) else { continue };
        let Some((what, random)) = name.rsplit_once('.') else { continue };
        let passing = random.len() == 6 && random.chars().all(|c| c.is_ascii_alphanumeric());
        let superseded = what
            .strip_prefix(PREVIOUS)
            .is_some_and(|name| files.iter().any(|file| file.name == name));
        let ours = what == TRIAL || what.starts_with(NEW) || superseded;
        if passing && ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // What cannot be removed goes with a later run.
            let _ = fs::remove_file(entry.path());
        }
    }
}
