//! `tenure optimise`: the best split of a budget, as a table, a strategy to paste, and a report.

use std::path::{Path, PathBuf};

use clap::ColorChoice;

use crate::cli::args::OptimiseArgs;
use crate::cli::batch::{self, Batch};
use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::guard;
use crate::cli::messages::Messages;
use crate::cli::pages::Pages;
use crate::cli::print::{self, Text};
use crate::cli::{limits, verdict, write};
use crate::findings::estimate::estimate_optimise;
use crate::findings::{Findings, LeftOut};
use crate::optimise::{self, Options};
use crate::report::prose::Prose;
use crate::report::voice::Voice;
use crate::report::{best_split, json};
use crate::scenario::Scenario;

/// Code of the message that there is no split; `tenure explain` has it as a topic.
const NO_SPLIT: &str = "optimum";
/// Folder of the report inside that of the scenario: the report of `tenure run` stays.
const FOLDER: &str = "optimise";

/// Reads one scenario, searches, writes and prints.
///
/// # Errors
/// What stops the search; what is wrong with the scenario is said.
pub fn optimise(args: &OptimiseArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    let to_stdout = args.out == Path::new("-");
    let pages = Pages::asked(&args.format, args.date, to_stdout)?;
    let mut batch = Batch::read(std::slice::from_ref(&args.path), &args.settings, messages);
    if batch.entries.len() > 1 {
        let count = batch.entries.len();
        let message = format!("`tenure optimise` takes one scenario, and these are {count}");
        return Err(Failure::input(message));
    }
    let Some(entry) = batch.entries.pop() else { return Ok(batch.exit) };
    let Ok(mut scenario) = entry.scenario else { return Ok(batch.exit) };
    let strategy = named(&scenario, args)?;
    scenario.uncertainty.draws = args.draws as usize;
    let found = estimate_optimise(&scenario, optimise::most_levers(&scenario));
    let (large, quiet) = (args.allow_large, args.quiet);
    let bounds = limits::Bounds { large, quiet, own_draws: true };
    limits::allow(&found, (&entry.path, &args.settings), bounds, messages)?;
    let held = if to_stdout { None } else { Some(write::hold(&args.out)?) };
    let voice = Voice::new(&scenario.about.language, &scenario.currency);
    let word = |key: &str| voice.say(key, &[]).plain();
    let (called, note) = (word("optimum.called"), word("optimum.found_by"));
    let done = guard(|| {
        let options = Options { budget: args.budget, strategy, called: &called, note: &note };
        let findings = match optimise::optimise(&mut scenario, options) {
            Ok(findings) => findings,
            Err(refused) => {
                let left_out = refused.left_out.iter().map(|one| not_moved(one, &voice));
                let left_out: String = left_out.map(|one| format!("; {one}")).collect();
                let said = (NO_SPLIT, &*(refused.why + &left_out), refused.help.as_str());
                messages.say_at((&entry.path, &args.settings), refused.keys, said);
                return Err(Failure { exit: Exit::Input, message: String::new() });
            }
        };
        let Some(held) = &held else {
            print::result(&Text::json(&json::render(&findings).map_err(Failure::bug)?))?;
            return Ok((findings, vec![]));
        };
        let folder = args.out.join(&findings.scenario.id).join(FOLDER);
        let written = write::all(held, &folder, &pages.of(&scenario, &findings)?)?;
        Ok((findings, written))
    });
    match done {
        Ok((findings, written)) => {
            if !to_stdout && !args.quiet {
                print::result(&summary(&findings, &written, &voice))?;
            }
            Ok(batch.exit.or_worse(verdict::sums(&findings, messages)))
        }
        Err(failure) => {
            batch::say_failure(&entry.path, &failure, messages);
            Ok(failure.exit)
        }
    }
}

/// Place of the strategy that was asked for.
fn named(scenario: &Scenario, args: &OptimiseArgs) -> Result<Option<usize>, Failure> {
    let Some(id) = &args.strategy else { return Ok(None) };
    let ids: Vec<&str> = scenario.strategies.iter().map(|one| one.label.id.as_str()).collect();
    let place = ids.iter().position(|known| known == id);
    let unknown =
        || Failure::input(format!("no strategy is called `{id}`: there is {}", ids.join(", ")));
    Ok(Some(place.ok_or_else(unknown)?))
}

/// What stands on stdout: what the page says of the split, and the strategy to paste.
fn summary(findings: &Findings, written: &[PathBuf], words: &Voice) -> Text {
    let Some(split) = best_split(findings) else { return Text::default() };
    let mut text = Text::of(&split.sentence.plain());
    text.table(&split.table.plain());
    text.line(&split.more.plain());
    if let Some(targets) = &split.targets {
        text.line(&targets.caption.plain());
        text.table(&targets.plain());
        targets.missing.iter().for_each(|why| text.line(&why.plain()));
    }
    split.left_out.iter().for_each(|line| text.line(&line.plain()));
    for path in written {
        let path = Prose::given(path.display().to_string());
        text.line(&words.say("table.written_to", &[("path", path)]).plain());
    }
    text.line("");
    text.add(&Text::document(&split.snippet));
    text
}

/// A lever that is not moved, and why.
fn not_moved(one: &LeftOut, voice: &Voice) -> String {
    format!("{}: {}", one.path, voice.prose(&one.why).plain())
}
