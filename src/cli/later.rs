//! Commands whose names are taken and whose work is not built yet.

use crate::cli::exit::{Exit, Failure};

/// Says that the command comes later.
///
/// # Errors
/// Always.
pub fn later(command: &str) -> Result<Exit, Failure> {
    Err(Failure::input(format!("`tenure {command}` comes in a later version")))
}
