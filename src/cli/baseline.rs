//! The findings of an earlier run that a run is compared with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::findings::{Baseline, BaselineFindings};
use crate::report::difference::Difference;
use crate::scenario::Scenario;

/// File of findings in the folder of a scenario.
pub const FINDINGS: &str = "findings.json";

/// The baseline of a scenario: a file of findings, or a folder that holds it, by itself or below the
/// scenario's id as a run writes it. None where the folder is that of a run without this scenario, which
/// is new.
///
/// # Errors
/// The baseline is missing or cannot be compared; the message says how to make one.
pub fn of(path: &Path, scenario: &Scenario) -> Result<Option<Baseline>, Failure> {
    let folder = path;
    let path = file(path, &scenario.about.id);
    if path.symlink_metadata().is_err() && has_others(folder) {
        return Ok(None);
    }
    let baseline = read(&path).map_err(|wrong| unfit(&path, &wrong))?;
    baseline.comparable(scenario).map_err(|wrong| unfit(&path, &wrong))?;
    Ok(Some(baseline))
}

/// Reads findings.
///
/// # Errors
/// They are missing, or no findings: what is wrong, after the name of the file.
pub fn read(path: &Path) -> Result<Baseline, String> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    Baseline::read(&text)
}

/// Whether a folder holds the findings of any scenario, as a run writes them.
fn has_others(folder: &Path) -> bool {
    let inside = fs::read_dir(folder).into_iter().flatten().flatten();
    inside.into_iter().any(|entry| entry.path().join(FINDINGS).is_file())
}

fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        std::io::ErrorKind::InvalidData => "is no text".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

fn file(path: &Path, id: &str) -> PathBuf {
    if !path.is_dir() {
        return path.to_owned();
    }
    let below = path.join(id).join(FINDINGS);
    let own = path.join(FINDINGS);
    // The folder of the scenario itself, else that of the run.
    if own.is_file() && !below.is_file() { own } else { below }
}

/// A baseline that cannot be compared with.
pub fn unfit(path: &Path, wrong: &str) -> Failure {
    let message = format!(
        "the baseline `{}` {wrong}; make one of the scenario as it was with `tenure run SCENARIO \
         --format json -o DIR`, and name DIR or its {FINDINGS}",
        path.display()
    );
    Failure { exit: Exit::Baseline, message }
}

/// What changed, as text for stdout.
#[must_use]
pub fn text(found: &BaselineFindings, scenario: &str, currency: &str, winner: &str) -> String {
    let difference = Difference::of(found, currency, winner, str::to_owned);
    let mut text = format!("{scenario} since the baseline: {}", difference.total);
    if difference.rows.is_empty() && difference.others.is_empty() {
        // A batch may have hundreds of these.
        return text + "; no assumption changed\n";
    }
    text.push('\n');
    for line in [&difference.own, &difference.winner].into_iter().flatten() {
        text.push_str(&format!("  {line}\n"));
    }
    if !difference.rows.is_empty() {
        let rows: Vec<Vec<String>> =
            std::iter::once(difference.heads).chain(difference.rows).collect();
        for line in print::table(&rows).lines() {
            text.push_str(&format!("  {line}\n"));
        }
    }
    for other in &difference.others {
        text.push_str(&format!("  also: {other}\n"));
    }
    text
}
