//! `tenure schema`: the scenario language for editors.

use crate::cli::exit::{Exit, Failure};
use crate::cli::print;

/// Prints the JSON Schema.
///
/// # Errors
/// Stdout cannot be written.
pub fn schema() -> Result<Exit, Failure> {
    print::result("{}\n")?;
    Ok(Exit::Ok)
}
