//! The one place where commands reach the reader of scenarios.

use std::path::Path;

use crate::diag::{Diagnostic, Severity, Sources};
use crate::scenario::{self, Loaded, Override, Scenario};

/// A scenario, if it can be used, and everything found on the way.
#[derive(Debug)]
pub struct Read {
    /// The checked scenario; none when there are errors.
    pub scenario: Option<Scenario>,
    /// Errors and warnings, in the order of the text.
    pub found: Vec<Diagnostic>,
    /// The texts that they quote.
    pub sources: Sources,
}

impl Read {
    /// How many of the findings are that severe.
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|one| one.severity == severity).count()
    }

    /// The errors, each as `FILE:LINE: MESSAGE`.
    pub fn errors(&self) -> Vec<String> {
        let place = |one: &Diagnostic| {
            let span = one.span?;
            let file = self.sources.file(span)?;
            Some(format!("{}:{}: {}", file.shown, self.sources.line(span), one.message))
        };
        let errors = self.found.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|one| place(one).unwrap_or_else(|| one.message.clone())).collect()
    }
}

/// Reads and checks one file with `settings` on top of every strategy.
pub fn scenario(path: &Path, settings: &[Override]) -> Read {
    read(scenario::read(path, settings))
}

/// Checks what is read already.
pub fn loaded(loaded: Loaded) -> Read {
    read(scenario::assemble(loaded))
}

fn read(read: scenario::Read) -> Read {
    match read {
        Ok((scenario, found, sources)) => Read { scenario: Some(scenario), found, sources },
        Err((found, sources)) => Read { scenario: None, found, sources },
    }
}
