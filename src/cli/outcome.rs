//! How the scenarios of a run ended.

use std::path::PathBuf;

use crate::cli::exit::Failure;
use crate::findings::Findings;
use crate::report::index::IndexEntry;

/// A scenario that was simulated and written.
#[derive(Debug)]
pub struct Done {
    /// What was found, without strategies and assumptions: a run may have thousands of scenarios.
    pub findings: Findings,
    /// Its line in the index.
    pub entry: IndexEntry,
    /// Files written, in the order of the formats.
    pub written: Vec<PathBuf>,
}

impl Done {
    /// Of these findings.
    pub fn of(findings: Findings, written: Vec<PathBuf>) -> Self {
        let entry = IndexEntry::of(&findings);
        let findings = Findings { strategies: vec![], assumptions: vec![], ..findings };
        Self { findings, entry, written }
    }
}

/// How one file of the batch ended.
#[derive(Debug)]
pub struct Outcome {
    /// The scenario's file.
    pub path: PathBuf,
    /// Findings and files, or what went wrong; an empty message is said already.
    pub done: Result<Done, Failure>,
    /// Errors said while reading.
    pub errors: usize,
    /// Warnings said while reading.
    pub warnings: usize,
}
