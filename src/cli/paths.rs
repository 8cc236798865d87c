//! Which files a list of files, folders and patterns means.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files in the order of the arguments, each once, and what is wrong with the arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// Scenario files.
    pub files: Vec<PathBuf>,
    /// Arguments that mean nothing, each with why.
    pub wrong: Vec<(PathBuf, String)>,
}

/// Expands arguments: a file is itself; a folder is every `*.toml` directly inside, sorted; what
/// does not exist is a pattern. Files whose name starts with `_` are only there for `extends` and
/// are left out, unless one is the only argument: the shell may have expanded a pattern.
pub fn expand(arguments: &[PathBuf]) -> Expanded {
    let mut expanded = Expanded::default();
    let mut seen = BTreeSet::new();
    for argument in arguments {
        match one(argument).and_then(printable) {
            Ok(files) => {
                let new = |file: &PathBuf| {
                    seen.insert(fs::canonicalize(file).unwrap_or_else(|_| file.clone()))
                };
                let asked_for = |file: &PathBuf| arguments.len() == 1 || !is_base(file);
                expanded.files.extend(files.into_iter().filter(asked_for).filter(new));
            }
            Err(wrong) => expanded.wrong.push((argument.clone(), wrong)),
        }
    }
    expanded
}

/// The files, if their names can be printed: a line break or an escape in a name would write into logs.
fn printable(files: Vec<PathBuf>) -> Result<Vec<PathBuf>, String> {
    let odd = |file: &&PathBuf| file.to_string_lossy().contains(char::is_control);
    match files.iter().find(odd) {
        Some(file) => Err(format!("the name {file:?} holds control characters: rename the file")),
        None => Ok(files),
    }
}

fn one(argument: &Path) -> Result<Vec<PathBuf>, String> {
    let shown = argument.display();
    if argument.is_dir() {
        let files = inside(argument).map_err(|e| format!("cannot read folder `{shown}`: {e}"))?;
        return match files.is_empty() {
            true => Err(format!("folder `{shown}` has no scenarios (*.toml directly inside)")),
            false => Ok(files),
        };
    }
    let pattern = argument.to_str().filter(|text| text.contains(['*', '?', '[']));
    match pattern {
        _ if argument.exists() => Ok(vec![argument.to_owned()]),
        Some(pattern) => matching(pattern),
        None => Err(format!("`{shown}` does not exist")),
    }
}

/// Scenarios directly inside a folder, sorted by name.
fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if is_scenario(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn matching(pattern: &str) -> Result<Vec<PathBuf>, String> {
    let found = glob::glob(pattern).map_err(|e| format!("`{pattern}` is not a pattern: {e}"))?;
    let mut files = vec![];
    for path in found {
        let path = path.map_err(|e| format!("cannot read what `{pattern}` matches: {e}"))?;
        if path.is_dir() {
            let more = inside(&path);
            files.extend(more.map_err(|e| format!("cannot read `{}`: {e}", path.display()))?);
        } else if is_scenario(&path) {
            files.push(path);
        }
    }
    match files.is_empty() {
        true => Err(format!("`{pattern}` matches no scenario")),
        false => Ok(files),
    }
}

/// Whether a file that was not named itself is a scenario. A link that leads nowhere is one that cannot be
/// read, and is said to be.
fn is_scenario(path: &Path) -> bool {
    let there = path.is_file() || path.is_symlink() && !path.exists();
    path.extension().is_some_and(|end| end == "toml") && there && !is_base(path)
}

/// Whether the file is only there to be extended.
fn is_base(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn expanded(folder: &Path, arguments: &[&str]) -> (Vec<String>, usize) {
        let arguments: Vec<_> = arguments.iter().map(|argument| folder.join(argument)).collect();
        let expanded = expand(&arguments);
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().display().to_string();
        (expanded.files.iter().map(name).collect(), expanded.wrong.len())
    }

    #[test]
    fn folders_files_and_patterns_are_expanded_once_and_in_order() {
        let folder = folder(&[
            "b.toml",
            "a.toml",
            "_base.toml",
            "notes.md",
            "in/c.toml",
            "x[1].toml",
            "in/d.csv",
        ]);
        let files = |arguments: &[&str]| expanded(folder.path(), arguments);
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(files(&["."]).0.len(), 3);
        assert_eq!(files(&["b.toml", "a.toml", "b.toml"]), (of(&["b.toml", "a.toml"]), 0));
        assert_eq!(files(&["[_ab]*.toml"]), (of(&["a.toml", "b.toml"]), 0));
        assert_eq!(files(&["i*"]), (of(&["in/c.toml"]), 0));
        assert_eq!(files(&["x[1].toml"]), (of(&["x[1].toml"]), 0));
        assert_eq!(files(&["in/*"]), (of(&["in/c.toml"]), 0));
        assert_eq!(files(&["_base.toml"]), (of(&["_base.toml"]), 0));
        assert_eq!(files(&["_base.toml", "a.toml"]), (of(&["a.toml"]), 0));
    }

    #[test]
    fn arguments_that_mean_nothing_are_named_and_the_rest_goes_on() {
        let folder = folder(&["a.toml", "empty/notes.md"]);
        let found = expanded(folder.path(), &["gone.toml", "empty", "z*.toml", "a.toml"]);
        assert_eq!(found, (vec!["a.toml".to_owned()], 3));
    }
}
