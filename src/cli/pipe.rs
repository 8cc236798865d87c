//! `tenure pipe`: a line for each variant in, a row for each of its strategies out.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::ColorChoice;
use rayon::prelude::*;

use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::guard;
use crate::cli::messages::MessageFormat;
use crate::cli::messages::Messages;
use crate::cli::print;
use crate::cli::sweep_args::{PipeArgs, WishesArgs};
use crate::diag::any_errors;
use crate::scenario::{Base, assemble};
use crate::sweep::{Job, Lines, Wishes};

/// Variants that a thread computes between two writings, at most.
const AT_A_TIME: usize = 32;

/// Answers every line.
///
/// # Errors
/// A base or a stream that cannot be read, rows that cannot be written, and bugs.
pub fn pipe(args: &PipeArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    print::open()?;
    let messages = Messages::new(MessageFormat::Human, colour);
    let Some(base) = base(&args.base, messages) else {
        return Ok(Exit::Input);
    };
    let job = Job::new(base, wishes(&args.wishes));
    let shown = args.variants.display();
    let source: Box<dyn Read> = match args.variants.to_str() {
        Some("-") => Box::new(io::stdin()),
        _ => Box::new(
            File::open(&args.variants)
                .map_err(|error| Failure::input(format!("cannot read `{shown}`: {error}")))?,
        ),
    };
    let mut lines = Lines::new(source);
    let mut out = io::stdout();
    let unread = |error| Failure::input(format!("cannot read `{shown}`: {error}"));
    while let Some(block) = lines.block().map_err(unread)? {
        for some in block.chunks(AT_A_TIME * rayon::current_num_threads()) {
            let rows = |line: &Option<Vec<u8>>| guard(|| Ok(job.line(line.as_deref())));
            let rows: Vec<String> = some.par_iter().map(rows).collect::<Result<_, _>>()?;
            let written = rows.iter().try_for_each(|rows| out.write_all(rows.as_bytes()));
            // Whoever reads no more has not all rows: that is no success.
            written.and_then(|()| out.flush()).map_err(|e| Failure::unwritable("to stdout", &e))?;
        }
    }
    Ok(Exit::Ok)
}

/// What is asked for of every variant.
pub fn wishes(args: &WishesArgs) -> Wishes {
    let WishesArgs { metrics, draws, seed, precision } = args;
    Wishes { asked: metrics.clone(), draws: *draws, seed: *seed, exactness: *precision }
}

/// The scenario that is varied, if it can be used as it stands; what is wrong with it is said.
pub fn base(path: &Path, messages: Messages) -> Option<Base> {
    let base = match Base::read(path) {
        Ok(base) => base,
        Err((found, sources)) => {
            messages.say(&found, &sources);
            return None;
        }
    };
    let (found, sources) = match assemble(base.with(&[])) {
        Ok((_, found, sources)) => (found, sources),
        Err(failed) => failed,
    };
    messages.say(&found, &sources);
    (!any_errors(&found)).then_some(base)
}
