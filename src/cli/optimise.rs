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
use crate::findings::{Bound, Findings, LeftOut, Optimum};
use crate::metric::Unit;
use crate::optimise::{self, Options};
use crate::report::json;
use crate::report::plain;
use crate::report::voice::Voice;
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
    let done = guard(|| {
        let options = Options { budget: args.budget, strategy };
        let findings = match optimise::optimise(&mut scenario, options) {
            Ok(findings) => findings,
            Err(refused) => {
                let voice = Voice::new(&scenario.about.language, &scenario.currency);
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
                print::result(&summary(&findings, &written))?;
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

/// What stands on stdout: the split, what it is worth, and the strategy to paste.
fn summary(findings: &Findings, written: &[PathBuf]) -> Text {
    let Some(optimum) = &findings.optimum else { return Text::default() };
    let voice = Voice::of(findings);
    let head = ["lever", "today", "best", "returns today", "at best", "held by"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for lever in &optimum.levers {
        let unit = match lever.unit {
            "share" => Unit::Share,
            "money" => Unit::Money,
            _ => Unit::Count,
        };
        let returned = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.2}"));
        rows.push(vec![
            lever.path.clone(),
            plain::figure(lever.today, unit, &voice),
            plain::figure(lever.best, unit, &voice),
            returned(lever.marginal_return_today),
            returned(lever.marginal_return_best),
            lever.bound.map_or("–", held).to_owned(),
        ]);
    }
    let currency = &findings.scenario.currency;
    let money = |value: f64| format!("{currency} {}", plain::figure(value, Unit::Money, &voice));
    let lines = [
        format!("{} within {} of discounted spend:", optimum.strategy, money(optimum.budget)),
        format!(
            "NPV {} today, {} at the best split ({} {currency})",
            money(optimum.today.npv),
            money(optimum.best.npv),
            plain::signed_whole(optimum.gain, &voice)
        ),
        format!("one {currency} more of budget is worth {:.2} more", optimum.shadow_price),
        format!(
            "{}: spend {}, NPV {}",
            if optimum.search_ends() {
                "at three times today's values, where the search ends"
            } else {
                "without a limit"
            },
            money(optimum.unlimited.spend_pv),
            money(optimum.unlimited.npv)
        ),
    ];
    let mut text = Text::of(&lines[0]);
    text.table(&rows);
    lines[1..].iter().for_each(|line| text.line(line));
    targets(optimum, &money, &voice).iter().for_each(|line| text.line(line));
    for id in &optimum.failing {
        text.line(&format!("check `{id}` fails at the best split"));
    }
    for one in &optimum.left_out {
        text.line(&format!("not moved: {}", not_moved(one, &voice)));
    }
    for path in written {
        text.line(&format!("written: {}", path.display()));
    }
    text.line("");
    text.add(&Text::document(&optimum.snippet));
    text
}

/// A lever that is not moved, and why.
fn not_moved(one: &LeftOut, voice: &Voice) -> String {
    format!("{}: {}", one.path, voice.prose(&one.why).plain())
}

fn targets(optimum: &Optimum, money: &dyn Fn(f64) -> String, voice: &Voice) -> Vec<String> {
    let line = |target: &crate::findings::BudgetTarget| {
        // Without a metric it is no check of the scenario, but all of them together.
        let (checks, hold) = match target.metric {
            Some(_) => (format!("check `{}`", target.check), "holds"),
            None => ("all checks together".to_owned(), "hold"),
        };
        match (target.budget, &target.why) {
            (Some(budget), _) => Some(format!("{checks} {hold} from {}", money(budget))),
            (None, Some(why)) => Some(format!("{checks}: {}", voice.prose(&why.say([])).plain())),
            (None, None) => None,
        }
    };
    optimum.targets.iter().filter_map(line).collect()
}

fn held(bound: Bound) -> &'static str {
    match bound {
        Bound::Off => "does not run",
        Bound::Minimum => "min",
        Bound::Maximum => "max",
        Bound::FullReach => "full reach",
        Bound::Search => "limit of the search: state `max`",
        Bound::Check => "a check",
        Bound::Capacity => "capacity",
    }
}
