//! Files appear whole or not at all.
//!
//! Everything is written beside its place first, brought to the disk, and only then renamed. When
//! that fails half way, what was there before is put back.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile, TempPath};

use crate::cli::exit::Failure;

/// Held while files are being put into place, so that an interruption waits for it.
static IN_PLACE: Mutex<()> = Mutex::new(());

/// One file of a report: name and content.
#[derive(Clone, Debug)]
pub struct File {
    /// Name inside its folder.
    pub name: &'static str,
    /// All of its bytes.
    pub content: Vec<u8>,
}

/// Runs `end` when no file is being put into place.
pub fn when_whole<T>(end: impl FnOnce() -> T) -> T {
    let _held = IN_PLACE.lock().unwrap_or_else(PoisonError::into_inner);
    end()
}

/// Writes all `files` into `folder`, or none of them and leaves what was there.
///
/// # Errors
/// The path that could not be written.
pub fn all(folder: &Path, files: &[File]) -> Result<Vec<PathBuf>, Failure> {
    when_whole(|| {
        create(folder)?;
        let mut ready = vec![];
        for file in files {
            let path = folder.join(file.name);
            let written = beside(folder, file).map_err(|e| unwritable(&path, &e))?;
            ready.push((written, path));
        }
        let mut replaced = vec![];
        for (written, path) in ready {
            match replace(written, &path) {
                Ok(previous) => replaced.push((path, previous)),
                Err(error) => {
                    put_back(replaced);
                    return Err(unwritable(&path, &error));
                }
            }
        }
        // The new names are safe once the folder itself is on the disk; not every system can
        // synchronise a folder, and the content is safe either way.
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        Ok(replaced.into_iter().map(|(path, _)| path).collect())
    })
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// The path, also when something is there already.
pub fn new(folder: &Path, file: &File) -> Result<PathBuf, Failure> {
    when_whole(|| {
        create(folder)?;
        let path = folder.join(file.name);
        let written = beside(folder, file).map_err(|e| unwritable(&path, &e))?;
        match written.persist_noclobber(&path) {
            Ok(_) => Ok(path),
            Err(failed) => Err(unwritable(&path, &failed.error)),
        }
    })
}

/// Whether files can be written into `folder`, which is created: asked before the work starts.
///
/// # Errors
/// The path that could not be written.
pub fn possible(folder: &Path) -> Result<(), Failure> {
    when_whole(|| {
        create(folder)?;
        NamedTempFile::new_in(folder).map(drop).map_err(|e| unwritable(folder, &e))
    })
}

fn create(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::unwritable(format_args!("`{}`", path.display()), error)
}

/// The file under a passing name in the folder of its place; removed again if it stays there.
fn beside(folder: &Path, file: &File) -> io::Result<NamedTempFile> {
    let prefix = format!(".{}.", file.name);
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    // A report is for others to read too, as far as the user's umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut written = builder.tempfile_in(folder)?;
    written.write_all(&file.content)?;
    written.as_file().sync_all()?;
    Ok(written)
}

/// Puts a written file into its place and keeps what was there before, if anything.
fn replace(written: NamedTempFile, path: &Path) -> io::Result<Option<TempPath>> {
    let previous = keep(path)?;
    written.persist(path).map_err(|failed| failed.error)?;
    Ok(previous)
}

/// A second name for the file at `path`, or a copy where the file system has no second names.
fn keep(path: &Path) -> io::Result<Option<TempPath>> {
    if !path.is_file() {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let kept = Builder::new().prefix(".previous.").make_in(folder, |name| {
        fs::hard_link(path, name).or_else(|_| fs::copy(path, name).map(drop))
    })?;
    Ok(Some(kept.into_temp_path()))
}

/// Undoes the replacements made so far. The failure that led here is what is reported.
fn put_back(replaced: Vec<(PathBuf, Option<TempPath>)>) {
    for (path, previous) in replaced {
        let _ = match previous {
            Some(previous) => previous.persist(&path).map_err(|failed| failed.error),
            None => fs::remove_file(&path),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Exit;

    fn file(name: &'static str, content: &str) -> File {
        File { name, content: content.into() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_set_of_files_replaces_the_previous_one() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("a/b");
        all(&inside, &[file("x", "1"), file("y", "1")]).unwrap();
        let written = all(&inside, &[file("x", "2"), file("y", "2")]).unwrap();
        assert_eq!(written, [inside.join("x"), inside.join("y")]);
        assert_eq!(names(&inside), ["x", "y"]);
        assert_eq!(fs::read_to_string(inside.join("x")).unwrap(), "2");
    }

    #[test]
    fn a_failure_half_way_leaves_the_previous_files() {
        let folder = tempfile::tempdir().unwrap();
        all(folder.path(), &[file("x", "1")]).unwrap();
        fs::create_dir(folder.path().join("z")).unwrap();
        let files = [file("x", "2"), file("y", "2"), file("z", "2")];
        let failure = all(folder.path(), &files).unwrap_err();
        assert_eq!(failure.exit, Exit::Unwritable);
        assert!(failure.message.contains(&folder.path().join("z").display().to_string()));
        assert_eq!(names(folder.path()), ["x", "z"]);
        assert_eq!(fs::read_to_string(folder.path().join("x")).unwrap(), "1");
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let folder = tempfile::tempdir().unwrap();
        new(folder.path(), &file("x", "1")).unwrap();
        assert_eq!(new(folder.path(), &file("x", "2")).unwrap_err().exit, Exit::Unwritable);
        assert_eq!(fs::read_to_string(folder.path().join("x")).unwrap(), "1");
        assert_eq!(names(folder.path()), ["x"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_report_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = new(folder.path(), &file("x", "1")).unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&plain));
    }
}
