//! `tenure diff`: which assumptions changed between two scenarios or runs, and what each did.

use clap::ColorChoice;

use crate::cli::args::DiffArgs;
use crate::cli::baseline;
use crate::cli::compare::{Side, side};
use crate::cli::exit::{Exit, Failure};
use crate::cli::limits;
use crate::cli::messages::Messages;
use crate::cli::print::{self, Text};
use crate::findings::estimate::estimate;
use crate::findings::{BaselineFindings, Earlier, Findings, between, find, find_against};
use crate::report::json;
use crate::report::voice::{self, Voice};

/// Prints the difference.
///
/// # Errors
/// A file that cannot be read or compared.
pub fn diff(args: &DiffArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let messages = Messages::new(args.message_format, colour);
    let (Some(old), Some(new)) = (side(&args.old, messages), side(&args.new, messages)) else {
        return Ok(Exit::Input);
    };
    let bounds = limits::Bounds { large: args.allow_large, ..Default::default() };
    let old = match old {
        Side::Scenario(mut scenario) => {
            // A difference is one of expected values.
            scenario.uncertainty.draws = 0;
            limits::allow(&estimate(&scenario), (&args.old, &[]), bounds, messages)?;
            voice::baseline(&find(&scenario))
        }
        Side::Findings(findings) => *findings,
    };
    let from_findings = matches!(new, Side::Findings(..));
    let (found, facts) = match new {
        Side::Scenario(mut scenario) => {
            scenario.uncertainty.draws = 0;
            let calendar = &scenario.calendar;
            old.same_measures(&scenario.currency, calendar.period.word(), calendar.periods)
                .map_err(|wrong| apart(args, &wrong))?;
            limits::allow(&estimate(&scenario), (&args.new, &[]), bounds, messages)?;
            let findings = find_against(&scenario, Earlier::Run(&old));
            let facts = RunFacts::of(&findings);
            (findings.baseline, facts)
        }
        Side::Findings(new) => {
            let own = &new.scenario;
            old.same_measures(&own.currency, &own.period, own.periods)
                .map_err(|wrong| apart(args, &wrong))?;
            let facts = RunFacts {
                id: own.id.clone(),
                voice: Voice::new(&own.language, &own.currency),
                winner: new.headline.winner.clone(),
            };
            (Some(between(&old, &new)), facts)
        }
    };
    let found = found.ok_or_else(|| Failure::bug("two runs were not compared"))?;
    if args.json {
        let written = facts.voice.spoken(|| json::any(&found));
        print::result(&Text::json(&written.map_err(Failure::bug)?))?;
        return Ok(Exit::Ok);
    }
    print::result(&facts.text(&found))?;
    let untold = found.changes.iter().any(|change| change.in_order.is_none());
    if untold && from_findings {
        messages.remark(
            "what each change did takes the scenario: name its file as NEW instead of its findings",
        );
    }
    Ok(Exit::Ok)
}

/// Two runs of which money or time are not counted in the same way.
fn apart(args: &DiffArgs, wrong: &str) -> Failure {
    let (old, new) = (args.old.display(), args.new.display());
    let message = format!("`{old}` and `{new}` cannot be compared: the first {wrong}");
    Failure { exit: Exit::Baseline, message }
}

struct RunFacts {
    id: String,
    voice: Voice,
    winner: String,
}

impl RunFacts {
    fn of(findings: &Findings) -> Self {
        Self {
            id: findings.scenario.id.clone(),
            voice: Voice::of(findings),
            winner: findings.headline.winner.clone(),
        }
    }

    fn text(&self, found: &BaselineFindings) -> Text {
        baseline::text(found, &self.id, &self.voice, &self.winner)
    }
}
