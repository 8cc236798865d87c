//! `tenure schema`: the scenario language for editors.

use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};
use crate::scenario::schema;

/// Prints the JSON Schema.
///
/// # Errors
/// Stdout cannot be written.
pub fn print() -> Result<Exit, Failure> {
    print::result(&Text::json(&schema::schema()))?;
    Ok(Exit::Ok)
}
