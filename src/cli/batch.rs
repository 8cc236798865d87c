//! The scenarios of one command: all are read before anything is done, and every error of every
//! file is said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::guard;
use crate::cli::messages::Messages;
use crate::cli::{paths, read};
use crate::diag::Severity;
use crate::scenario::{Override, Scenario};

/// Code of a message about an argument that names no scenario.
const UNREADABLE: &str = "E001";
/// Code of a message about an id that two scenarios have.
const ID_TWICE: &str = "E020";

/// One file of the batch, or an argument that means none.
#[derive(Debug)]
pub struct Entry {
    /// As the user knows it.
    pub path: PathBuf,
    /// The scenario, or how reading it ended; everything is said already.
    pub scenario: Result<Scenario, Exit>,
    /// Errors said about it, each with file and line.
    pub errors: Vec<String>,
    /// Warnings said about it.
    pub warnings: usize,
}

/// All of them.
#[derive(Debug)]
pub struct Batch {
    /// In the order of the arguments; those that mean nothing are last.
    pub entries: Vec<Entry>,
    /// What is wrong with the arguments and the files, the most severe.
    pub exit: Exit,
}

impl Batch {
    /// Reads all scenarios and says everything that is wrong with them.
    pub fn read(arguments: &[PathBuf], settings: &[Override], messages: Messages) -> Self {
        let expanded = paths::expand(arguments);
        let nothing = |(path, wrong): (PathBuf, String)| {
            let errors = vec![wrong.clone()];
            messages.say_plainly(UNREADABLE, Severity::Error, wrong);
            Entry { path, scenario: Err(Exit::Input), errors, warnings: 0 }
        };
        let wrong: Vec<_> = expanded.wrong.into_iter().map(nothing).collect();
        let read = |path: &PathBuf| guard(|| Ok(read::scenario(path, settings)));
        let read: Vec<_> = expanded.files.par_iter().map(read).collect();
        let named = expanded.files.into_iter().zip(read);
        let mut entries: Vec<_> = named.map(|(path, read)| entry(path, read, messages)).collect();
        refuse_shared_ids(&mut entries, messages);
        entries.extend(wrong);
        let ends = entries.iter().filter_map(|entry| entry.scenario.as_ref().err());
        let exit = ends.fold(Exit::Ok, |worst, exit| worst.or_worse(*exit));
        Self { entries, exit }
    }

    /// Warnings said about all files.
    pub fn warnings(&self) -> usize {
        self.entries.iter().map(|entry| entry.warnings).sum()
    }
}

fn entry(path: PathBuf, read: Result<read::Read, Failure>, messages: Messages) -> Entry {
    match read {
        Ok(read) => {
            messages.say(&read.found, &read.sources);
            let warnings = read.count(Severity::Warning);
            let errors = read.errors();
            Entry { path, scenario: read.scenario.ok_or(Exit::Input), errors, warnings }
        }
        Err(failure) => {
            say_failure(&path, &failure, messages);
            Entry { path, scenario: Err(failure.exit), errors: vec![failure.message], warnings: 0 }
        }
    }
}

/// Says why work on a file ended, unless it is said.
pub fn say_failure(path: &Path, failure: &Failure, messages: Messages) {
    if failure.message.is_empty() {
        return;
    }
    let code = match failure.exit {
        Exit::Bug => "bug",
        Exit::Unwritable => "unwritable",
        Exit::Baseline => "baseline",
        _ => "failure",
    };
    let message = format!("{}: {}", path.display(), failure.message);
    messages.say_plainly(code, Severity::Error, message);
}

/// Two scenarios with one id would write over each other: neither is used.
fn refuse_shared_ids(entries: &mut [Entry], messages: Messages) {
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        if let Ok(scenario) = &entry.scenario {
            by_id.entry(scenario.about.id.clone()).or_default().push(place);
        }
    }
    for (id, places) in by_id.into_iter().filter(|(_, places)| places.len() > 1) {
        let files: Vec<_> =
            places.iter().map(|p| format!("`{}`", entries[*p].path.display())).collect();
        let message = format!(
            "{} have one id, `{id}`; a run needs a different `[scenario] id` in each",
            files.join(" and ")
        );
        for place in places {
            entries[place].scenario = Err(Exit::Input);
            entries[place].errors = vec![message.clone()];
        }
        messages.say_plainly(ID_TWICE, Severity::Error, message);
    }
}
