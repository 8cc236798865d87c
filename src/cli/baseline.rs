//! The findings of an earlier run that a run is compared with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::{Exit, Failure};
use crate::cli::print::Text;
use crate::diag::input;
use crate::findings::{Baseline, BaselineFindings};
use crate::report::difference::Difference;
use crate::report::prose::Prose;
use crate::report::standing::Standing;
use crate::report::voice::Voice;
use crate::scenario::Scenario;

/// File of findings in the folder of a scenario.
pub const FINDINGS: &str = "findings.json";
/// Largest file of findings, in bytes: more than a scenario at all its bounds makes.
pub const LARGEST_FINDINGS: u64 = 128_000_000;

/// The baseline of a scenario, and how it stood: a file of findings, or a folder that holds it, by itself or below the
/// scenario's id as a run writes it. None where the folder is that of a run without this scenario, which
/// is new.
///
/// # Errors
/// The baseline is missing or cannot be compared; the message says how to make one.
pub fn of(
    path: &Path,
    scenario: &Scenario,
) -> Result<Option<(Baseline, Option<Standing>)>, Failure> {
    let folder = path;
    let path = file(path, &scenario.about.id);
    if path.symlink_metadata().is_err() && has_others(folder) {
        return Ok(None);
    }
    let unfit = |wrong: String| unfit(&path, &wrong);
    let text = findings_text(&path).map_err(unfit)?;
    let baseline = Baseline::read(&text).map_err(unfit)?;
    baseline.comparable(scenario).map_err(unfit)?;
    Ok(Some((baseline, Standing::read(&text))))
}

/// Whether a folder holds the findings of any scenario, as a run writes them.
fn has_others(folder: &Path) -> bool {
    let inside = fs::read_dir(folder).into_iter().flatten().flatten();
    inside.into_iter().any(|entry| entry.path().join(FINDINGS).is_file())
}

/// The text of a file of findings.
///
/// # Errors
/// Why it cannot be read, after the name of the file.
pub fn findings_text(path: &Path) -> Result<String, String> {
    let bytes = input::bytes(path, LARGEST_FINDINGS).map_err(|unread| match unread {
        input::Unread::Absent(_) => "does not exist".to_owned(),
        unread => format!("cannot be read: {unread}"),
    })?;
    let (text, bad) = input::text(&bytes);
    match bad {
        None => Ok(text),
        Some(at) => {
            let place = input::place(&text, at);
            Err(format!("is not UTF-8 at {}:{}:{}", path.display(), place.line, place.column))
        }
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
pub fn text(found: &BaselineFindings, scenario: &str, voice: &Voice, winner: &str) -> Text {
    let difference = Difference::of(found, voice, winner, str::to_owned);
    let slots =
        [("scenario", Prose::given(scenario)), ("total", Prose::words(difference.total.clone()))];
    let total = |key: &str| Text::of(&voice.say(key, &slots).plain());
    if difference.rows.is_empty() && difference.others.is_empty() {
        // A batch may have hundreds of these.
        return total("table.same");
    }
    let mut text = total("table.since");
    for line in [&difference.own, &difference.winner].into_iter().flatten() {
        text.line(&format!("  {line}"));
    }
    if !difference.rows.is_empty() {
        let rows: Vec<Vec<String>> =
            std::iter::once(difference.heads).chain(difference.rows).collect();
        text.indented("  ", &rows);
    }
    for other in &difference.others {
        let what = [("what", Prose::words(other.clone()))];
        text.line(&format!("  {}", voice.say("table.also", &what).plain()));
    }
    text
}
