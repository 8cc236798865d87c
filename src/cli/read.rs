//! The one place where commands reach the reader of scenarios.

use std::path::Path;

use crate::cli::args::Setting;
use crate::diag::{Diagnostic, Sources};
use crate::scenario::Scenario;

/// A scenario, if it can be used, and everything found on the way.
#[derive(Debug)]
pub struct Read {
    pub scenario: Option<Scenario>,
    pub found: Vec<Diagnostic>,
    pub sources: Sources,
}

/// Reads and checks one file with `settings` on top of every strategy.
pub fn scenario(path: &Path, settings: &[Setting]) -> Read {
    crate::cli::stub::read(path, settings)
}
