//! `tenure run`: scenarios → findings → reports, one line a stage.

use std::io;
use std::path::{Path, PathBuf};

use clap::ColorChoice;
use rayon::prelude::*;

use crate::cli::args::{Progress, RunArgs};
use crate::cli::batch::{self, Batch, Entry};
use crate::cli::disk::File;
use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::guard;
use crate::cli::messages::Messages;
use crate::cli::outcome::{Done, Outcome};
use crate::cli::pages::Pages;
use crate::cli::print::{self, Text};
use crate::cli::progress::{Bar, Shown};
use crate::cli::write::{self, Held};
use crate::cli::{baseline, limits, summary, variants, verdict};
use crate::findings::{self, Earlier, Findings};
use crate::report::json;
use crate::report::standing::Standing;
use crate::scenario::Scenario;

/// Reads, simulates, writes and sums up.
///
/// # Errors
/// What stops the whole run; what stops one scenario is said, and the others go on.
pub fn run(args: &RunArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    let to_stdout = args.out == Path::new("-");
    let pages = Pages::asked(&args.format, args.date, to_stdout)?;
    let mut batch = Batch::read(&args.paths, &args.settings, messages);
    if args.variants {
        batch = variants::expand(batch, &args.settings, messages);
    } else if !args.quiet {
        variants::say(&batch, messages);
    }
    if to_stdout && batch.entries.len() > 1 {
        let count = batch.entries.len();
        let message = format!("`-o -` prints the findings of one scenario, and these are {count}");
        return Err(Failure::input(message));
    }
    if batch.entries.iter().all(|entry| entry.scenario.is_err()) {
        return Ok(batch.exit);
    }
    batch.entries.iter_mut().for_each(|entry| override_chance(entry, args));
    let (large, quiet) = (args.allow_large, args.quiet);
    let bounds = limits::Bounds { large, quiet, own_draws: args.draws.is_some() };
    limits::keep(&mut batch, &args.settings, bounds, messages);
    if batch.entries.iter().all(|entry| entry.scenario.is_err()) {
        return Ok(batch.exit);
    }
    if to_stdout {
        return one_to_stdout(batch, args, messages);
    }
    let held = write::hold(&args.out)?;
    let outcomes = every(batch.entries, &pages, &held, args);
    let mut exit = batch.exit.or_worse(verdict::say(&outcomes, args, messages));
    let index = pages.of_all(&held, &args.out, &outcomes).unwrap_or_else(|failure| {
        batch::say_failure(&args.out, &failure, messages);
        exit = exit.or_worse(failure.exit);
        None
    });
    if !args.quiet {
        print::result(&summary::table(&outcomes, index.as_deref()))?;
    }
    if args.open {
        open(index.as_deref(), &outcomes, messages);
    }
    Ok(exit)
}

/// `--draws` and `--seed` in place of the scenario's own.
fn override_chance(entry: &mut Entry, args: &RunArgs) {
    if let Ok(scenario) = &mut entry.scenario {
        scenario.uncertainty.draws =
            args.draws.map_or(scenario.uncertainty.draws, |draws| draws as usize);
        scenario.seed = args.seed.unwrap_or(scenario.seed);
    }
}

/// Simulates and writes all scenarios, several at a time.
fn every(entries: Vec<Entry>, pages: &Pages, held: &Held, args: &RunArgs) -> Vec<Outcome> {
    let hidden = args.quiet || args.progress == Progress::Never;
    let bar = Bar::new(entries.len(), if hidden { Shown::Never } else { Shown::OnTerminal });
    let one = |entry: Entry| {
        let done = match entry.scenario {
            Ok(scenario) => {
                let done = guard(|| simulate_and_write(&scenario, pages, held, args));
                bar.done(&scenario.about.id);
                done
            }
            Err(exit) => Err(Failure { exit, message: String::new() }),
        };
        Outcome::of(entry.path, done, entry.errors, entry.warnings)
    };
    let outcomes = entries.into_par_iter().map(one).collect();
    bar.clear();
    outcomes
}

fn simulate_and_write(
    scenario: &Scenario,
    pages: &Pages,
    held: &Held,
    args: &RunArgs,
) -> Result<Done, Failure> {
    let (findings, before) = compared(scenario, args)?;
    let files: Vec<File> = pages.of(scenario, &findings)?;
    let folder = args.out.join(&findings.scenario.id);
    // What speaks of all scenarios tells of the former ones until it is written anew, last of all.
    let written = write::superseding(held, &folder, &files, &pages.names_of_all())?;
    Ok(Done::of(findings, before.as_ref(), written))
}

/// The findings, compared with the baseline if one is named, and how that stood.
fn compared(scenario: &Scenario, args: &RunArgs) -> Result<(Findings, Option<Standing>), Failure> {
    let earlier = args.baseline.as_deref().map(|path| baseline::of(path, scenario)).transpose()?;
    let against = match &earlier {
        None => Earlier::NotNamed,
        Some(None) => Earlier::New,
        Some(Some((run, _))) => Earlier::Run(run),
    };
    let found = findings::find_against(scenario, against);
    Ok((found, earlier.flatten().and_then(|(_, stood)| stood)))
}

/// `-o -`: the findings and nothing else.
fn one_to_stdout(batch: Batch, args: &RunArgs, messages: Messages) -> Result<Exit, Failure> {
    let mut exit = batch.exit;
    for entry in batch.entries {
        let Ok(scenario) = entry.scenario else {
            continue;
        };
        let done = guard(|| {
            let (findings, before) = compared(&scenario, args)?;
            let text = json::render(&findings).map_err(Failure::bug)?;
            print::result(&Text::json(&text))?;
            Ok(Done::of(findings, before.as_ref(), vec![]))
        });
        let outcome = Outcome::of(entry.path, done, entry.errors, entry.warnings);
        exit = exit.or_worse(verdict::say(&[outcome], args, messages));
    }
    Ok(exit)
}

/// Shows the index, or the first file of the only scenario.
fn open(index: Option<&Path>, outcomes: &[Outcome], messages: Messages) {
    let mut done = outcomes.iter().filter_map(|outcome| outcome.done.as_ref().ok());
    let page = match (done.next(), done.next(), index) {
        (Some(only), None, _) => only.written.first().map(PathBuf::as_path),
        (_, _, index) => index,
    };
    let opened: io::Result<()> = page.map_or(Ok(()), open::that_detached);
    if let Err(error) = opened {
        messages.remark(&format!("cannot open the report: {error}"));
    }
}
