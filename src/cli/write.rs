//! Files appear whole or not at all, and a set of files as one.
//!
//! Everything is written beside its place first, brought to the disk, and only then renamed. When
//! that fails half way, what was there before is put back.

use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempPath;

use crate::cli::disk::{self, Disk, File, Real};
use crate::cli::exit::{Exit, Failure};

/// Held while files are being put into place, so that an interruption waits for it.
static IN_PLACE: Mutex<()> = Mutex::new(());

/// A folder that no other run writes into as long as this is there.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    // The system forgets the lock with the file, also when the program is killed.
    _open: Option<fs::File>,
}

/// Runs `end` when no file is being put into place.
pub fn when_whole<T>(end: impl FnOnce() -> T) -> T {
    let _held = IN_PLACE.lock().unwrap_or_else(PoisonError::into_inner);
    end()
}

/// Writes all `files` into `folder`, which is the one held or lies in it, or none of them and leaves what was there.
///
/// # Errors
/// The path that could not be written, or that another run is writing into.
pub fn all(held: &Held, folder: &Path, files: &[File]) -> Result<Vec<PathBuf>, Failure> {
    superseding(held, folder, files, &[])
}

/// The same, and removes the files of the folder held that speak of what was in `folder` before: whoever ends between
/// this set and those that will speak of it leaves none that tells of other figures.
///
/// # Errors
/// As above; the files then stay.
pub fn superseding(
    held: &Held,
    folder: &Path,
    files: &[File],
    stale: &[&str],
) -> Result<Vec<PathBuf>, Failure> {
    when_whole(|| {
        create(folder)?;
        let _own = if folder == held.path { None } else { Some(lock(folder)?) };
        let written = set(&Real, folder, files)?;
        for name in stale {
            // Mostly they are gone already: the first set of a run took them away.
            let _ = fs::remove_file(held.path.join(name));
        }
        Ok(written)
    })
}

/// Puts a set into place: every step that can fail is one of `disk`.
fn set(disk: &impl Disk, folder: &Path, files: &[File]) -> Result<Vec<PathBuf>, Failure> {
    let mut ready = vec![];
    for file in files {
        let path = folder.join(file.name);
        let written = disk.beside(folder, file).map_err(|e| unwritable(&path, &e))?;
        let previous = disk.keep(&path).map_err(|e| unwritable(&path, &e))?;
        ready.push((written, previous, path));
    }
    let mut replaced = vec![];
    for (written, previous, path) in ready {
        if let Err((error, _)) = disk.rename(written, &path) {
            let mut failure = unwritable(&path, &error);
            for lost in put_back(disk, replaced) {
                failure.message.push_str(&lost);
            }
            return Err(failure);
        }
        replaced.push((path, previous));
    }
    // The new names are safe once the folder itself is on the disk; not every system can
    // synchronise a folder, and the content is safe either way.
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    let paths = replaced.into_iter().map(|(path, _)| path).collect();
    // Not before: the set is whole, so what a killed run left behind is of no use to anybody.
    disk::sweep(folder, files);
    Ok(paths)
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// The path, also when something is there already.
pub fn new(folder: &Path, file: &File) -> Result<PathBuf, Failure> {
    when_whole(|| {
        create(folder)?;
        // What passing files of others there are is then litter.
        let _own = lock(folder)?;
        let path = folder.join(file.name);
        let written = Real.beside(folder, file).map_err(|e| unwritable(&path, &e))?;
        match written.persist_noclobber(&path) {
            Ok(()) => {
                disk::sweep(folder, std::slice::from_ref(file));
                Ok(path)
            }
            Err(failed) => Err(unwritable(&path, &failed.error)),
        }
    })
}

/// Takes `folder` for this run, creates it, and tries whether files can be written into it: asked before the work
/// starts.
///
/// # Errors
/// The path that could not be written, or that another run is writing into.
pub fn hold(folder: &Path) -> Result<Held, Failure> {
    when_whole(|| {
        create(folder)?;
        let held = lock(folder)?;
        Real.trial(folder).map_err(|e| unwritable(folder, &e))?;
        Ok(held)
    })
}

fn lock(folder: &Path) -> Result<Held, Failure> {
    // Not every system opens or locks a folder; then nobody waits for anybody, as before.
    let held = |open| Held { path: folder.to_owned(), _open: open };
    let Ok(open) = fs::File::open(folder) else { return Ok(held(None)) };
    match open.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let message = format!(
                "another run is writing into `{}`; wait for it or name another folder with --out",
                folder.display()
            );
            Err(Failure { exit: Exit::Unwritable, message })
        }
        Ok(()) => Ok(held(Some(open))),
        Err(TryLockError::Error(_)) => Ok(held(None)),
    }
}

fn create(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::unwritable(format_args!("`{}`", path.display()), error)
}

/// Undoes the replacements made so far. The failure that led here is what is reported, and what could not be undone.
fn put_back(disk: &impl Disk, replaced: Vec<(PathBuf, Option<TempPath>)>) -> Vec<String> {
    let mut lost = vec![];
    for (path, previous) in replaced {
        let Some(previous) = previous else {
            if disk.remove(&path).is_err() {
                lost.push(format!("; `{}` is new and could not be removed", path.display()));
            }
            continue;
        };
        let Err((_, mut previous)) = disk.rename(previous, &path) else { continue };
        // Where nothing can be renamed any more, a name may still be made anew.
        if disk.remove(&path).and_then(|()| disk.link(&previous, &path)).is_ok() {
            continue;
        }
        let shown = path.display();
        // The only copy of what was there: it is never removed.
        previous.disable_cleanup(true);
        lost.push(format!("; what `{shown}` was before is in `{}`", previous.display()));
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

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

    /// Takes the folder and writes into it, or a folder in it.
    fn whole(folder: &Path, files: &[File]) -> Result<Vec<PathBuf>, Failure> {
        all(&hold(folder)?, folder, files)
    }

    #[test]
    fn a_set_of_files_replaces_the_previous_one() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("a/b");
        whole(&inside, &[file("x", "1"), file("y", "1")]).unwrap();
        let written = whole(&inside, &[file("x", "2"), file("y", "2")]).unwrap();
        assert_eq!(written, [inside.join("x"), inside.join("y")]);
        assert_eq!(names(&inside), ["x", "y"]);
        assert_eq!(fs::read_to_string(inside.join("x")).unwrap(), "2");
    }

    #[test]
    fn a_failure_half_way_leaves_the_previous_files() {
        let folder = tempfile::tempdir().unwrap();
        whole(folder.path(), &[file("x", "1")]).unwrap();
        fs::create_dir(folder.path().join("z")).unwrap();
        let files = [file("x", "2"), file("y", "2"), file("z", "2")];
        let failure = whole(folder.path(), &files).unwrap_err();
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

    #[test]
    fn a_folder_is_one_run_s_as_long_as_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("not/there/yet");
        let held = hold(&out).unwrap();
        let failure = hold(&out).unwrap_err();
        assert_eq!(failure.exit, Exit::Unwritable);
        assert!(failure.message.contains(&out.display().to_string()), "{}", failure.message);
        // Another way into a folder in it.
        let inner = out.join("one");
        all(&held, &inner, &[file("x", "1")]).unwrap();
        let other = hold(&inner).unwrap();
        assert_eq!(all(&held, &inner, &[file("x", "2")]).unwrap_err().exit, Exit::Unwritable);
        drop((held, other));
        assert_eq!(names(&out), ["one"]);
        whole(&out, &[file("x", "1")]).unwrap();
        assert_eq!(names(&out), ["one", "x"]);
    }

    #[test]
    fn what_killed_runs_left_behind_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| fs::write(folder.path().join(name), "").unwrap();
        let litter = [
            ".tenure-new-x.a1B2c3",
            ".tenure-new-gone.a1B2c3",
            ".tenure-previous-x.a1B2c3",
            ".tenure-trial.a1B2c3",
        ];
        let of_others = [
            ".previous.a1B2c3",
            ".tenure-new-x",
            ".tenure-new-x.a1B2c34",
            ".tenure-new-x.backup",
            // It may be all that is left of `z`.
            ".tenure-previous-z.a1B2c3",
            ".x.a1B2c3",
            "tenure-new-x.a1B2c3",
        ];
        litter.iter().chain(&of_others[..3]).chain(&of_others[4..]).for_each(|name| put(name));
        fs::create_dir(folder.path().join(".tenure-new-x.backup")).unwrap();
        whole(folder.path(), &[file("x", "1")]).unwrap();
        let mut left: Vec<_> = of_others.to_vec();
        left.push("x");
        left.sort_unstable();
        assert_eq!(names(folder.path()), left);
    }

    /// A disk on which the `at`-th step fails, or every one from it on.
    struct Failing {
        at: usize,
        for_ever: bool,
        done: Cell<usize>,
    }

    impl Failing {
        fn step(&self) -> io::Result<()> {
            let now = self.done.replace(self.done.get() + 1);
            if now == self.at || (self.for_ever && now > self.at) {
                return Err(io::Error::other("no"));
            }
            Ok(())
        }
    }

    impl Disk for Failing {
        fn beside(&self, folder: &Path, file: &File) -> io::Result<TempPath> {
            self.step().and_then(|()| Real.beside(folder, file))
        }
        fn keep(&self, path: &Path) -> io::Result<Option<TempPath>> {
            self.step().and_then(|()| Real.keep(path))
        }
        fn rename(&self, from: TempPath, to: &Path) -> Result<(), (io::Error, TempPath)> {
            match self.step() {
                Ok(()) => Real.rename(from, to),
                Err(error) => Err((error, from)),
            }
        }
        fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.step().and_then(|()| Real.link(from, to))
        }
        fn remove(&self, path: &Path) -> io::Result<()> {
            self.step().and_then(|()| Real.remove(path))
        }
    }

    /// Every step of a set fails, once or from there on: the old set is there, or what is not in its place is named.
    #[test]
    fn at_every_failing_step_the_old_files_are_there() {
        let old = [("a", "old a"), ("c", "old c")];
        let files = [file("a", "new a"), file("b", "new b"), file("c", "new c")];
        for for_ever in [false, true] {
            let mut at = 0;
            loop {
                let folder = tempfile::tempdir().unwrap();
                old.iter()
                    .for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
                let disk = Failing { at, for_ever, done: Cell::new(0) };
                let ended = set(&disk, folder.path(), &files);
                let there = names(folder.path());
                let text =
                    |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
                let Err(failure) = ended else {
                    // Three files: written, kept and renamed.
                    assert_eq!((at, there), (9, vec!["a".into(), "b".into(), "c".into()]));
                    assert!(files.iter().all(|one| text(one.name).as_bytes() == one.content));
                    break;
                };
                for (name, was) in old {
                    let kept = there
                        .iter()
                        .find(|one| one.starts_with(&format!(".tenure-previous-{name}.")));
                    let kept = kept.filter(|kept| failure.message.contains(kept.as_str()));
                    let found = kept.map_or(text(name), |kept| text(kept));
                    assert_eq!(found, was, "step {at}: {there:?} {}", failure.message);
                }
                if !for_ever {
                    assert_eq!(there, ["a", "c"], "step {at}: {}", failure.message);
                }
                // No new file without a word, no litter without a name.
                for name in there.iter().filter(|name| !["a", "c"].contains(&name.as_str())) {
                    assert!(
                        failure.message.contains(name.as_str()),
                        "step {at}: {there:?} {}",
                        failure.message
                    );
                }
                at += 1;
            }
        }
    }
}
