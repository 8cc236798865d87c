//! What scripts rely on: exit codes, what goes to stdout and to stderr, and files that appear whole
//! or not at all.

mod baseline;
mod commands;
mod ends;
mod files;
mod fit;
mod hostile;
mod limits;
mod pipe;
mod pipeline;
mod run;
mod sweep;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const MINIMAL: &str = include_str!("../../templates/init/minimal.toml");

/// A check that no scenario fails, one that all fail, and one that nobody can decide because no
/// opening customer has a tenure.
const PASSING: &str = r#"
[[checks]]
id = "holds"
metric = "npv"
strategy = "baseline"
must = ">= -1e12"
severity = "error"
"#;
const FAILING: &str = r#"
[[checks]]
id = "cannot-hold"
metric = "npv"
strategy = "baseline"
must = "<= -1e12"
severity = "error"
"#;
const UNCERTAIN: &str = r#"
[[checks]]
id = "undecided"
metric = "npv"
strategy = "baseline"
must = ">= baseline - 2%"
severity = "error"
"#;

/// A folder with scenarios, in which commands run.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| folder.put(name, text));
        folder
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
        command.args(arguments).current_dir(self.0.path());
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
        command
    }

    fn tenure(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.command(arguments).output().unwrap())
    }

    /// Every file below the folder, with its bytes.
    fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![];
        walk(&self.path(below), &mut files);
        files.sort();
        files
    }
}

fn walk(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

/// How a command ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    #[track_caller]
    fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

fn minimal(id: &str, more: &str) -> String {
    MINIMAL.replace("id       = \"minimal\"", &format!("id = \"{id}\"")) + more
}
