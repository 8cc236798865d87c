//! `tenure completions`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::args::Args;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};

/// Prints the completions of a shell.
///
/// # Errors
/// Stdout cannot be written.
pub fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "tenure", &mut script);
    print::result(&Text::document(&String::from_utf8_lossy(&script)))?;
    Ok(Exit::Ok)
}
