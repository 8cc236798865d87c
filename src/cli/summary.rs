//! The short table on stdout: who wins, by how much, and where to read on.

use std::path::Path;

use crate::cli::baseline;
use crate::cli::exit::Exit;
use crate::cli::outcome::{Done, Outcome};
use crate::cli::print::Text;
use crate::findings::{CheckVerdict, Findings};
use crate::report::plain;
use crate::report::voice::{self, Voice};

/// One line per scenario, in the order of the arguments, and the index below.
pub fn table(outcomes: &[Outcome], index: Option<&Path>) -> Text {
    let head = ["scenario", "winner", "gain", "checks", "written"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    for outcome in outcomes {
        rows.push(match &outcome.done {
            Ok(done) => row(done),
            Err(failure) => {
                let why = match failure.exit {
                    Exit::Input => "has errors",
                    Exit::Baseline => "has no baseline to compare with",
                    Exit::Unwritable => "could not be written",
                    _ => "was stopped by a bug",
                };
                let shown = outcome.path.display().to_string();
                vec![shown, format!("– ({why})"), "–".into(), "–".into(), "nothing".into()]
            }
        });
    }
    let mut text = Text::default();
    text.table(&rows);
    for done in outcomes.iter().filter_map(|outcome| outcome.done.as_ref().ok()) {
        let findings = &done.findings;
        if let Some(found) = &findings.baseline {
            let facts = &findings.scenario;
            let winner = &findings.headline.winner;
            text.add(&baseline::text(found, &facts.id, &Voice::of(findings), winner));
        } else if let Some(why) = &findings.baseline_why {
            let why = voice::plain(findings, why);
            text.line(&format!("{}: {why}", findings.scenario.id));
        }
    }
    if let Some(index) = index {
        text.line(&format!("index: {}", index.display()));
    }
    text
}

fn row(done: &Done) -> Vec<String> {
    let findings = &done.findings;
    let written = done.written.first().map_or("nothing".into(), |path| path.display().to_string());
    let winner = findings.headline.winner.clone();
    vec![findings.scenario.id.clone(), winner, gain(findings), checks(findings), written]
}

/// What the winner gains over the comparison's strategy, or over the runner-up when it is that
/// strategy itself.
fn gain(findings: &Findings) -> String {
    let winner = &findings.headline.winner;
    let against = &findings.scenario.against;
    let than = |strategy: &str| findings.comparisons.iter().find(|c| c.strategy == strategy);
    let (other, gain) = if winner == against {
        let Some(second) = &findings.headline.runner_up else {
            return "–".into();
        };
        (second, than(second).map(|c| -c.incremental_npv.expected))
    } else {
        (against, than(winner).map(|c| c.incremental_npv.expected))
    };
    let Some(gain) = gain else {
        return "–".into();
    };
    let gain = plain::signed_whole(gain, &Voice::of(findings));
    format!("{gain} {} over {other}", findings.scenario.currency)
}

/// How many checks passed, failed and could not be decided.
fn checks(findings: &Findings) -> String {
    let count = |verdict| findings.checks.iter().filter(|check| check.verdict == verdict).count();
    let counted = [
        (count(CheckVerdict::Fail), "failed"),
        (count(CheckVerdict::Uncertain), "uncertain"),
        (count(CheckVerdict::Pass), "passed"),
    ];
    let some = counted.iter().filter(|(count, _)| *count > 0);
    let words: Vec<_> = some.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}
