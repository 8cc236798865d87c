//! `tenure show`: what a scenario says in the end, and where every value comes from.

use clap::ColorChoice;

use crate::cli::args::ShowArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::{MessageFormat, Messages};
use crate::cli::print::{self, Text};
use crate::scenario::show;

/// Prints the scenario after defaults, `extends` and overrides, or what is wrong with it.
///
/// # Errors
/// Stdout cannot be written.
pub fn print(args: &ShowArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    match show::show(&args.path, &args.settings) {
        Ok(text) => print::result(&Text::document(&text)).map(|()| Exit::Ok),
        Err((found, sources)) => {
            Messages::new(MessageFormat::Human, colour).say(&found, &sources);
            Ok(Exit::Input)
        }
    }
}
