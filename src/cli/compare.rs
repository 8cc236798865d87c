//! `tenure compare`: one report from several runs, side by side.

use std::path::{Path, PathBuf};

use clap::ColorChoice;

use crate::cli::args::CompareArgs;
use crate::cli::disk::File;
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::Messages;
use crate::cli::print::{self, Text};
use crate::cli::write;
use crate::cli::{baseline, date, limits, read};
use crate::diag::Severity;
use crate::findings::estimate::estimate;
use crate::findings::{Baseline, find};
use crate::report::overlay::Run;
use crate::report::runs::Runs;
use crate::report::{RenderOptions, voice};
use crate::scenario::Scenario;

/// Code of a message about a side that cannot be read.
const UNREADABLE: &str = "E001";

/// Reads or simulates every side, writes the page and prints its table.
///
/// # Errors
/// A page that cannot be written; what is wrong with a side is said, for all of them, before anything is
/// simulated.
pub fn compare(args: &CompareArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    if !args.label.is_empty() && args.label.len() != args.paths.len() {
        let (labels, runs) = (args.label.len(), args.paths.len());
        let message = format!("{labels} of {runs} runs have a --label: give one for each, or none");
        return Err(Failure::input(message));
    }
    let mut sides = Vec::new();
    let mut wrong = false;
    for path in &args.paths {
        match side(path, messages) {
            Some(side) => sides.push(side),
            None => wrong = true,
        }
    }
    if wrong {
        return Ok(Exit::Input);
    }
    let scenario = |side: &Side| match side {
        Side::Scenario(scenario) => Some(estimate(scenario)),
        Side::Findings(..) => None,
    };
    let bounds = limits::Bounds { large: args.allow_large, ..Default::default() };
    for (path, side) in args.paths.iter().zip(&sides) {
        if let Some(found) = scenario(side) {
            limits::allow(&found, (path, &[]), bounds, messages)?;
        }
    }
    let held = write::hold(&args.out)?;
    let run = |(side, name): (Side, String)| match side {
        Side::Findings(found) => Run { name, found: *found },
        Side::Scenario(scenario) => Run { name, found: voice::baseline(&find(&scenario)) },
    };
    let names = if args.label.is_empty() { names(&args.paths) } else { args.label.clone() };
    let runs: Vec<Run> = sides.into_iter().zip(names).map(run).collect();
    let runs = Runs::new(&runs);
    let date = date::printed(args.date)?.map(|date| date.to_string());
    let options = RenderOptions { date, ..RenderOptions::default() };
    let page = runs.html(&options).map_err(Failure::bug)?;
    let file = File { name: "compare.html", content: page.into_bytes() };
    let written = write::all(&held, &args.out, &[file])?;
    let (rows, warning) = runs.plain();
    let mut text = Text::default();
    text.table(&rows);
    if let Some(warning) = warning {
        text.line(&warning);
    }
    for path in written {
        text.line(&format!("page: {}", path.display()));
    }
    print::result(&text)?;
    Ok(Exit::Ok)
}

/// One side of a comparison or a difference.
pub enum Side {
    /// A scenario that is not simulated yet.
    Scenario(Box<Scenario>),
    /// Findings of a run.
    Findings(Box<Baseline>),
}

/// What tells the runs apart: the last part of a path by which they differ, without the ending of a file; with a letter
/// before it where that is the same.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let parts = |path: &PathBuf| -> Vec<String> {
        let path =
            if path.ends_with(baseline::FINDINGS) { path.parent().unwrap_or(path) } else { path };
        let path = if path.extension().is_some_and(|end| end == "toml" || end == "json") {
            path.with_extension("")
        } else {
            path.to_owned()
        };
        path.iter().map(|part| part.to_string_lossy().into_owned()).collect()
    };
    let mut all: Vec<Vec<String>> = paths.iter().map(parts).collect();
    while all.iter().all(|one| one.len() > 1 && one.last() == all[0].last()) {
        all.iter_mut().for_each(|one| drop(one.pop()));
    }
    let names: Vec<String> = all.into_iter().map(|mut one| one.pop().unwrap_or_default()).collect();
    let same = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let name = |(name, letter): (&String, char)| match same(name) {
        true => format!("{letter}: {name}"),
        false => name.clone(),
    };
    // Beyond Z they would be more than a page can show.
    names.iter().zip(('A'..='Z').cycle()).map(name).collect()
}

/// A scenario, findings, or the folder that holds findings; nothing where its errors are said.
pub fn side(path: &Path, messages: Messages) -> Option<Side> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if is_json || path.is_dir() {
        let file = if is_json { path.to_owned() } else { path.join(baseline::FINDINGS) };
        let read = |text: String| Ok(Side::Findings(Box::new(Baseline::read(&text)?)));
        return match baseline::findings_text(&file).and_then(read) {
            Ok(side) => Some(side),
            Err(wrong) => {
                let message = format!(
                    "`{}` {wrong}; name a scenario, the {} of a run, or the folder that holds it",
                    file.display(),
                    baseline::FINDINGS
                );
                messages.say_plainly(UNREADABLE, Severity::Error, message);
                None
            }
        };
    }
    let read = read::scenario(path, &[]);
    messages.say(&read.found, &read.sources);
    if read.count(Severity::Error) > 0 {
        return None;
    }
    read.scenario.map(|scenario| Side::Scenario(Box::new(scenario)))
}
