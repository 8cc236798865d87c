//! `tenure man`: the manual page, from the same definitions as `--help`.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::cli::args::Args;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};

/// Prints the page of tenure, or of one command.
///
/// # Errors
/// The command does not exist, or stdout cannot be written.
pub fn man(command: Option<&str>) -> Result<Exit, Failure> {
    let mut all = Args::command();
    all.build();
    let page = match command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            Failure::input(format!("there is no command `{name}`; `tenure --help` lists them"))
        })?,
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(Failure::bug)?;
    print::result(&Text::document(&String::from_utf8_lossy(&text)))?;
    Ok(Exit::Ok)
}
