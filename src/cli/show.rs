//! `tenure show`: what a scenario says in the end, and where every value comes from.

use clap::ColorChoice;

use crate::cli::args::{MessageFormat, ShowArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::Messages;
use crate::cli::{print, read};

/// Prints the scenario after defaults, `extends` and overrides.
///
/// # Errors
/// Stdout cannot be written.
pub fn show(args: &ShowArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(MessageFormat::Human, colour);
    let read = read::scenario(&args.path, &args.settings);
    messages.say(&read.found, &read.sources);
    if read.scenario.is_none() {
        return Ok(Exit::Input);
    }
    print::result("\n")?;
    Ok(Exit::Ok)
}
