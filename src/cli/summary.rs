//! The short table on stdout: who wins, by how much, and where to read on.

use std::path::Path;

use crate::cli::baseline;
use crate::cli::exit::Exit;
use crate::cli::outcome::{Done, Outcome};
use crate::cli::print::Text;
use crate::findings::{CheckFindings, CheckVerdict, Comparison, Findings};
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

/// What the winner gains over what the others are compared with; nothing where that wins itself.
fn gain(findings: &Findings) -> String {
    let won = |one: &&Comparison| one.strategy == findings.headline.winner;
    let Some(found) = findings.against_today().iter().find(won) else {
        return "–".into();
    };
    let gain = plain::signed_whole(found.incremental_npv.expected, &Voice::of(findings));
    format!("{gain} {} over {}", findings.scenario.currency, found.against)
}

/// How many checks passed, failed and could not be decided; those that stop a run apart from advice.
fn checks(findings: &Findings) -> String {
    let count = |verdict, severity: &str| {
        let own = |check: &&CheckFindings| {
            check.verdict == verdict && [check.severity, ""].contains(&severity)
        };
        findings.checks.iter().filter(own).count()
    };
    let counted = [
        (count(CheckVerdict::Fail, "error"), "required failed"),
        (count(CheckVerdict::Fail, "warning"), "advisory failed"),
        (count(CheckVerdict::Uncertain, ""), "uncertain"),
        (count(CheckVerdict::Pass, ""), "passed"),
    ];
    let some = counted.iter().filter(|(count, _)| *count > 0);
    let words: Vec<_> = some.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}
