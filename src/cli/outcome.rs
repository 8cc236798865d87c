//! How the scenarios of a run ended.

use std::path::PathBuf;

use crate::cli::exit::Failure;
use crate::findings::Findings;
use crate::report::standing::Standing;

/// A scenario that was simulated and written.
#[derive(Debug)]
pub struct Done {
    /// What was found, without strategies and assumptions: a run may have thousands of scenarios.
    pub findings: Findings,
    /// How it stands among the scenarios of the run.
    pub standing: Standing,
    /// Files written, in the order of the formats.
    pub written: Vec<PathBuf>,
}

impl Done {
    /// Of these findings, beside those of the baseline.
    pub fn of(findings: Findings, before: Option<&Standing>, written: Vec<PathBuf>) -> Self {
        let standing = Standing::of(&findings, before);
        let findings = Findings { strategies: vec![], assumptions: vec![], ..findings };
        Self { findings, standing, written }
    }
}

/// How one file of the batch ended.
#[derive(Debug)]
pub struct Outcome {
    /// The scenario's file.
    pub path: PathBuf,
    /// Findings and files, or what went wrong; an empty message is said already.
    pub done: Result<Done, Failure>,
    /// Errors said about it, each with file and line.
    pub errors: Vec<String>,
    /// Warnings said while reading.
    pub warnings: usize,
}

impl Outcome {
    /// With the reason of a failure that came after reading among the errors.
    pub fn of(
        path: PathBuf,
        done: Result<Done, Failure>,
        mut errors: Vec<String>,
        warnings: usize,
    ) -> Self {
        let failure = done.as_ref().err().filter(|failure| !failure.message.is_empty());
        errors.extend(failure.map(|failure| failure.message.clone()));
        Self { path, done, errors, warnings }
    }
}
