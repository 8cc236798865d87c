//! `tenure check`: reads and validates, and writes nothing.

use clap::ColorChoice;

use crate::cli::args::CheckArgs;
use crate::cli::batch::Batch;
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::Messages;
use crate::cli::print::{self, Text};
use crate::units::counted;

/// Says everything that is wrong with the scenarios, and on stdout which of them can be run.
///
/// # Errors
/// Stdout cannot be written.
pub fn check(args: &CheckArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    let batch = Batch::read(&args.paths, &args.settings, messages);
    let mut text = Text::default();
    for entry in &batch.entries {
        let state = match (&entry.scenario, entry.warnings) {
            (Ok(_), 0) => "ok".to_owned(),
            (Ok(_), warnings) => format!("ok, {}", counted(warnings as u64, "warning")),
            (Err(_), _) => "has errors".to_owned(),
        };
        text.line(&format!("{}: {state}", entry.path.display()));
    }
    if !args.quiet {
        print::result(&text)?;
    }
    let strict = if args.strict && batch.warnings() > 0 { Exit::Warnings } else { Exit::Ok };
    Ok(batch.exit.or_worse(strict))
}
