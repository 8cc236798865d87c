//! `tenure diff`: which assumptions changed between two scenarios or runs, and what each did.

use std::path::Path;

use clap::ColorChoice;

use crate::cli::args::DiffArgs;
use crate::cli::baseline::{self, read as read_findings, unfit};
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::Messages;
use crate::cli::{print, read};
use crate::diag::Severity;
use crate::findings::{Baseline, BaselineFindings, Findings, between, find, find_against};
use crate::report::json;
use crate::scenario::Scenario;

/// One of the two sides.
enum Side {
    Scenario(Box<Scenario>),
    Findings(Baseline),
}

/// Prints the difference.
///
/// # Errors
/// A file that cannot be read or compared.
pub fn diff(args: &DiffArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    let (Some(old), Some(new)) = (side(&args.old, messages)?, side(&args.new, messages)?) else {
        return Ok(Exit::Input);
    };
    let old = match old {
        Side::Scenario(scenario) => Baseline::of(&find(&scenario)),
        Side::Findings(findings) => findings,
    };
    let (found, facts) = match &new {
        Side::Scenario(scenario) => {
            let calendar = &scenario.calendar;
            old.same_measures(&scenario.currency, calendar.period.word(), calendar.periods)
                .map_err(|wrong| unfit(&args.old, &wrong))?;
            let findings = find_against(scenario, Some(&old));
            let facts = Facts::of(&findings);
            (findings.baseline, facts)
        }
        Side::Findings(new) => {
            let own = &new.scenario;
            old.same_measures(&own.currency, &own.period, own.periods)
                .map_err(|wrong| unfit(&args.old, &wrong))?;
            let facts = Facts {
                id: own.id.clone(),
                currency: own.currency.clone(),
                winner: new.headline.winner.clone(),
            };
            (Some(between(&old, new)), facts)
        }
    };
    let found = found.ok_or_else(|| Failure::bug("two runs were not compared"))?;
    if args.json {
        print::result(&json::any(&found).map_err(Failure::bug)?)?;
        return Ok(Exit::Ok);
    }
    print::result(&facts.text(&found))?;
    let untold = found.changes.iter().any(|change| change.in_order.is_none());
    if untold && matches!(new, Side::Findings(_)) {
        messages.remark(
            "what each change did takes the scenario: name its file as NEW instead of its findings\n",
        );
    }
    Ok(Exit::Ok)
}

struct Facts {
    id: String,
    currency: String,
    winner: String,
}

impl Facts {
    fn of(findings: &Findings) -> Self {
        Self {
            id: findings.scenario.id.clone(),
            currency: findings.scenario.currency.clone(),
            winner: findings.headline.winner.clone(),
        }
    }

    fn text(&self, found: &BaselineFindings) -> String {
        baseline::text(found, &self.id, &self.currency, &self.winner)
    }
}

/// A scenario without its draws, since a difference is one of expected values, or findings; nothing where
/// the errors of a scenario are said.
fn side(path: &Path, messages: Messages) -> Result<Option<Side>, Failure> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if is_json {
        return read_findings(path).map(|findings| Some(Side::Findings(findings)));
    }
    if path.is_dir() {
        return read_findings(&path.join("findings.json")).map(|found| Some(Side::Findings(found)));
    }
    let read = read::scenario(path, &[]);
    messages.say(&read.found, &read.sources);
    if read.count(Severity::Error) > 0 {
        return Ok(None);
    }
    Ok(read.scenario.map(|mut scenario| {
        scenario.uncertainty.draws = 0;
        Side::Scenario(Box::new(scenario))
    }))
}
