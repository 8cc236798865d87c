//! What the checks, sums and warnings of a scenario mean for how the program ends.

use std::collections::BTreeMap;

use crate::cli::args::RunArgs;
use crate::cli::batch::say_failure;
use crate::cli::exit::Exit;
use crate::cli::messages::Messages;
use crate::cli::outcome::Outcome;
use crate::diag::Severity;
use crate::findings::{CheckVerdict, Findings};
use crate::report::plain;
use crate::report::voice::{self, Voice};
use crate::units::counted;

/// Code of a message about a check that failed.
pub const FAILED: &str = "check-failed";
/// Code of a message about a check that nobody can decide.
pub const UNCERTAIN: &str = "check-uncertain";
/// Code of a message about a relative limit that lets most of the gain go.
const SLACK: &str = "check-slack";
/// Code of a message about churn that is not the observed one.
const OBSERVED: &str = "observed-churn";
/// Code of a message about a sum that does not close.
const INTEGRITY: &str = "integrity";

/// Says what is to be said about the scenarios of a run, and how it ends.
pub fn say(outcomes: &[Outcome], args: &RunArgs, messages: Messages) -> Exit {
    let mut open = Vec::new();
    let ends = outcomes.iter().map(|outcome| one(outcome, args, messages, &mut open));
    let exit = ends.fold(Exit::Ok, Exit::or_worse);
    say_open(open, messages);
    exit
}

/// A check that nobody can decide for want of a limit: why, and the message about it alone.
type Open = (String, String);

/// Checks that are open for one reason are one message: a first run has one for every relative limit.
fn say_open(open: Vec<Open>, messages: Messages) {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (why, message) in open {
        by_reason.entry(why).or_default().push(message);
    }
    for (why, mut all) in by_reason {
        let message = match all.len() {
            1 => all.remove(0),
            count => format!("{} are uncertain: {why}", counted(count as u64, "check")),
        };
        messages.say_plainly(UNCERTAIN, Severity::Warning, message);
    }
}

fn one(outcome: &Outcome, args: &RunArgs, messages: Messages, open: &mut Vec<Open>) -> Exit {
    let done = match &outcome.done {
        Ok(done) => done,
        Err(failure) => {
            say_failure(&outcome.path, failure, messages);
            return failure.exit;
        }
    };
    let findings = &done.findings;
    if args.verbose {
        notes(outcome, findings, messages);
        for path in &done.written {
            messages.remark(&format!("  wrote {}", path.display()));
        }
    }
    let mut exit = Exit::Ok;
    let mut warnings = outcome.warnings;
    for warning in &findings.warnings {
        warnings += 1;
        let message = format!("{}: {}", findings.scenario.id, voice::plain(findings, warning));
        messages.say_plainly(OBSERVED, Severity::Warning, message);
    }
    let voice = Voice::of(findings);
    for check in &findings.checks {
        if let Some(slack) = plain::slack(check, &voice) {
            warnings += 1;
            messages.say_plainly(
                SLACK,
                Severity::Warning,
                format!("{}: check `{}`: {slack}", findings.scenario.id, check.id),
            );
        }
        let (code, severity) = match (check.verdict, check.severity) {
            (CheckVerdict::Pass, _) => continue,
            (CheckVerdict::Fail, "error") => (FAILED, Severity::Error),
            (CheckVerdict::Fail, _) => (FAILED, Severity::Warning),
            (CheckVerdict::Uncertain, _) => (UNCERTAIN, Severity::Warning),
        };
        match severity {
            Severity::Error => exit = exit.or_worse(Exit::CheckFailed),
            Severity::Warning => warnings += 1,
        }
        let message = format!("{}: {}", findings.scenario.id, plain::check(check, &voice));
        match &check.limit_value_why {
            Some(why) if code == UNCERTAIN => open.push((voice.filling(why).plain(), message)),
            _ => messages.say_plainly(code, severity, message),
        }
    }
    exit = exit.or_worse(sums(findings, messages));
    if args.strict && warnings > 0 {
        exit = exit.or_worse(Exit::Warnings);
    }
    exit
}

/// Says which sums do not close: a bug.
pub fn sums(findings: &Findings, messages: Messages) -> Exit {
    let mut exit = Exit::Ok;
    for sum in findings.integrity.iter().filter(|sum| sum.verdict != CheckVerdict::Pass) {
        let message = format!(
            "{}: `{}` does not close: {}, off by {:e} where {:e} is allowed; this is a bug in \
             tenure, please report it with the scenario",
            findings.scenario.id,
            sum.id(),
            voice::plain(findings, &sum.meaning()),
            sum.residual,
            sum.tolerance
        );
        messages.say_plainly(INTEGRITY, Severity::Error, message);
        exit = exit.or_worse(Exit::Bug);
    }
    exit
}

fn notes(outcome: &Outcome, findings: &Findings, messages: Messages) {
    let facts = &findings.scenario;
    messages.remark(&format!(
        "{} from {}: {}, {}, seed {}",
        facts.id,
        outcome.path.display(),
        counted(facts.periods as u64, facts.period),
        counted(facts.draws as u64, "draw"),
        facts.seed
    ));
    for (name, sha256) in &facts.input_sha256.0 {
        messages.remark(&format!("  read {name} (SHA-256 {sha256})"));
    }
    for note in &findings.notes {
        messages.remark(&format!("  note: {}", voice::plain(findings, note)));
    }
}
