//! The short table on stdout: who wins, by how much, and where to read on.

use std::path::Path;

use crate::cli::baseline;
use crate::cli::exit::Exit;
use crate::cli::outcome::{Done, Outcome};
use crate::cli::print::Text;
use crate::findings::{BaselineFindings, CheckFindings, CheckVerdict, Comparison};
use crate::report::plain;
use crate::report::prose::Prose;
use crate::report::voice::Voice;
use crate::text::MISSING;

/// One line per scenario, in the order of the arguments, and the index below. Scenarios of which nothing changed since
/// the baseline share one line.
///
/// Heads are in the language of the scenarios, in English where they have several.
pub fn table(outcomes: &[Outcome], index: Option<&Path>) -> Text {
    let done = || outcomes.iter().filter_map(|outcome| outcome.done.as_ref().ok());
    let mut languages = done().map(|done| done.findings.scenario.language.as_str());
    let first = languages.next().filter(|first| languages.all(|other| other == *first));
    let voice = Voice::new(first.unwrap_or("en"), "");
    let word = |key: &str| voice.say(&format!("table.{key}"), &[]).plain();
    let unchanged = done().filter(|done| is_unchanged(done)).count();
    let folds = |done: &Done| unchanged > 1 && is_unchanged(done);
    let mut rows = vec![["scenario", "winner", "gain", "checks", "written"].map(word).to_vec()];
    for outcome in outcomes.iter().filter(|one| !one.done.as_ref().is_ok_and(folds)) {
        rows.push(match &outcome.done {
            Ok(done) => row(done),
            Err(failure) => {
                let why = word(match failure.exit {
                    Exit::Input => "errors",
                    Exit::Baseline => "no_baseline",
                    Exit::Unwritable => "unwritable",
                    _ => "bug",
                });
                let shown = outcome.path.display().to_string();
                let none = || MISSING.to_owned();
                vec![shown, format!("{MISSING} ({why})"), none(), none(), word("nothing")]
            }
        });
    }
    let mut text = Text::default();
    if rows.len() > 1 {
        text.table(&rows);
    }
    if unchanged > 1 {
        let count = Prose::words(voice.counted(&unchanged.to_string(), "summary.row"));
        text.line(&voice.say("summary.unchanged", &[("count", count)]).plain());
    }
    for findings in done().filter(|done| !folds(done)).map(|done| &done.findings) {
        let (facts, voice) = (&findings.scenario, Voice::of(findings));
        if let Some(found) = &findings.baseline {
            text.add(&baseline::text(found, &facts.id, &voice, &findings.headline.winner));
        } else if let Some(why) = &findings.baseline_why {
            text.line(&format!("{}: {}", facts.id, voice.prose(why).plain()));
        }
    }
    if let Some(index) = index {
        let path = Prose::given(index.display().to_string());
        text.line(&voice.say("table.index", &[("path", path)]).plain());
    }
    text
}

/// Whether it has the figure, the gates and the assumptions of the baseline, and no required gate fails.
fn is_unchanged(done: &Done) -> bool {
    let same =
        |found: &BaselineFindings| found.changes.is_empty() && found.other_changes.is_empty();
    !done.standing.is_told() && done.findings.baseline.as_ref().is_some_and(same)
}

fn row(done: &Done) -> Vec<String> {
    let (findings, voice) = (&done.findings, Voice::of(&done.findings));
    let nothing = || voice.say("table.nothing", &[]).plain();
    let written = done.written.first().map_or_else(nothing, |path| path.display().to_string());
    let winner = findings.headline.winner.clone();
    // Where today wins nothing is gained.
    let won = findings.against_today().iter().find(|one| one.strategy == winner);
    let gain = won.map_or_else(|| MISSING.to_owned(), |one| gain(one, &voice));
    vec![findings.scenario.id.clone(), winner, gain, checks(&findings.checks, &voice), written]
}

/// What a change gains over what it is compared with.
fn gain(found: &Comparison, voice: &Voice) -> String {
    let gain = plain::signed_whole(found.incremental_npv.expected, voice);
    let slots = [
        ("gain", Prose::words(gain)),
        ("currency", Prose::given(voice.currency())),
        ("against", Prose::given(found.against.as_str())),
    ];
    voice.say("table.over", &slots).plain()
}

/// How many checks passed, failed and could not be decided; those that stop a run apart from advice.
fn checks(all: &[CheckFindings], voice: &Voice) -> String {
    let counted = [
        ("failed", CheckVerdict::Fail, "error"),
        ("warned", CheckVerdict::Fail, "warning"),
        ("uncertain", CheckVerdict::Uncertain, ""),
        ("passed", CheckVerdict::Pass, ""),
    ];
    let told = counted.iter().filter_map(|(key, verdict, severity)| {
        let own = |check: &&CheckFindings| {
            check.verdict == *verdict && [check.severity, ""].contains(severity)
        };
        let count = Some(all.iter().filter(own).count()).filter(|count| *count > 0)?;
        let count = Prose::words(count.to_string());
        Some(voice.say(&format!("table.checks_{key}"), &[("count", count)]).plain())
    });
    let words: Vec<String> = told.collect();
    if words.is_empty() { voice.say("table.checks_none", &[]).plain() } else { words.join(", ") }
}
