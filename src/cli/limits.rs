//! Bounds of a whole run: what would take too long or too much memory is refused before it begins.

use std::path::Path;

use rayon::prelude::*;

use crate::cli::baseline::LARGEST_FINDINGS;
use crate::cli::batch::Batch;
use crate::cli::exit::{Exit, Failure};
use crate::cli::fit::LARGEST_FILE as LARGEST_DATA;
use crate::cli::guard::guard;
use crate::cli::messages::Messages;
use crate::cli::pool::MOST_THREADS;
use crate::cli::print::Text;
use crate::diag::OF_A_KIND;
use crate::findings::estimate::{Cause, Estimate, LONG, MOST_BYTES, MOST_SECONDS, estimate, key};
use crate::fit::{MOST_CUSTOMERS, MOST_TENURE};
use crate::lever::MOST_DESKS;
use crate::optimise::MOST_LEVERS;
use crate::plan::MOST_CLASSES;
use crate::programme::{LATEST_REDEMPTION, MOST_STAMPS, OLDEST_CARD, OLDEST_REWARDED, REMEMBERED};
use crate::scenario::Override;
use crate::scenario::bounds::{
    DEEPEST, LARGEST, LARGEST_FILE, LISTS, LONGEST_CHAIN, LONGEST_LENGTH, LONGEST_NAME, MOST_DRAWS,
    MOST_PERIODS, OLDEST_OPENING, SMALLEST,
};
use crate::text::{Numbers, Sign};

/// Topic of `tenure explain` that lists the bounds, and code of the message about one that is broken.
pub const TOPIC: &str = "limits";
/// The option that lifts the bounds.
const OPTION: &str = "--allow-large";
/// Causes that are named, at most, and the share of the whole that one must have.
const NAMED: usize = 3;
const WORTH_NAMING: f64 = 0.005;

/// A run that is refused: why, and the key that makes it so large.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    why: String,
    key: &'static str,
}

/// Refuses the scenarios of a batch that would be too large, and says how long the others take where that is long.
pub fn keep(batch: &mut Batch, settings: &[Override], args: Bounds, messages: Messages) {
    let of = |entry: &crate::cli::batch::Entry| {
        let scenario = entry.scenario.as_ref().ok()?;
        guard(|| Ok(estimate(scenario))).ok()
    };
    let found: Vec<Option<Estimate>> = batch.entries.par_iter().map(of).collect();
    let mut seconds = 0.0;
    for (entry, found) in batch.entries.iter_mut().zip(found) {
        let Some(found) = found else { continue };
        match within(&found, args.large) {
            Ok(()) => seconds += found.seconds(),
            Err(refused) => {
                say(&refused, (&entry.path, settings), args, messages);
                entry.scenario = Err(Exit::Input);
                entry.errors.push(refused.why);
                batch.exit = batch.exit.or_worse(Exit::Input);
            }
        }
    }
    if !args.quiet {
        say_long(seconds, messages);
    }
}

/// What was typed about the bounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds {
    /// `--allow-large`.
    pub large: bool,
    /// Whether nothing is said of long runs.
    pub quiet: bool,
    /// Whether the draws are asked for by an option, so that the file is not to blame for them.
    pub own_draws: bool,
}

/// The same for one run of a file with the settings of the command line.
///
/// # Errors
/// It is refused; why is said.
pub fn allow(
    found: &Estimate,
    file: (&Path, &[Override]),
    args: Bounds,
    messages: Messages,
) -> Result<(), Failure> {
    if let Err(refused) = within(found, args.large) {
        say(&refused, file, args, messages);
        return Err(Failure { exit: Exit::Input, message: String::new() });
    }
    if !args.quiet {
        say_long(found.seconds(), messages);
    }
    Ok(())
}

/// Says why a file is not run, where its largest cause is stated, and what to change.
fn say(refused: &Refused, file: (&Path, &[Override]), args: Bounds, messages: Messages) {
    let by_option = refused.key == key::DRAWS && args.own_draws;
    let change = match refused.key {
        key::DRAWS if by_option => "ask for fewer with --draws",
        key::DRAWS => "ask for fewer `draws`",
        key::SWING => "state no `swing`, and ranges for fewer numbers",
        key::BREAK_EVEN => "name fewer paths in `break_even`",
        key::GRIDS => "name fewer `grids`",
        key::STRATEGIES => "compare fewer strategies, or fewer programmes in each",
        key::LEVERS => "name fewer `levers` in [optimise]",
        _ => "shorten `horizon`, or count in a longer `period`",
    };
    let keys: &[&str] = if by_option { &[] } else { &[refused.key] };
    let help = format!("{change}; {OPTION} lifts these bounds");
    messages.say_at(file, keys, (TOPIC, &refused.why, &help));
}

/// Says how long a run takes, where that is long.
fn say_long(seconds: f64, messages: Messages) {
    if seconds > LONG {
        messages.remark(&format!("expected work: about {} of one core", time(seconds)));
    }
}

/// Whether a run keeps the bounds; else why not, with its biggest causes.
fn within(found: &Estimate, large: bool) -> Result<(), Refused> {
    let (seconds, bytes) = (found.seconds(), found.bytes());
    if large || seconds <= MOST_SECONDS && bytes <= MOST_BYTES {
        return Ok(());
    }
    let named = |causes: &[Cause], words: fn(f64) -> String| {
        let one = |cause: &Cause| format!("{} ({})", cause.what, words(cause.amount));
        let least = WORTH_NAMING * causes.iter().map(|cause| cause.amount).sum::<f64>();
        let large = causes.iter().filter(|cause| cause.amount >= least);
        large.take(NAMED).map(one).collect::<Vec<_>>().join("; ")
    };
    let mut parts = Vec::new();
    if seconds > MOST_SECONDS {
        parts.push(format!(
            "this run would take about {} of one core, and {} is the most; what takes it: {}",
            time(seconds),
            time(MOST_SECONDS),
            named(&found.work, time)
        ));
    }
    if bytes > MOST_BYTES {
        parts.push(format!(
            "this run would hold about {} of memory, and {} is the most; what holds it: {}",
            memory(bytes),
            memory(MOST_BYTES),
            named(&found.memory, memory)
        ));
    }
    let causes = if seconds > MOST_SECONDS { &found.work } else { &found.memory };
    let key = causes.first().map_or(key::HORIZON, |cause| cause.key);
    Err(Refused { why: parts.join("; "), key })
}

/// "12 s", "35 min", "2.4 hours": two digits.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => format!("{} s", digits(s)),
        s if s < 6_000.0 => format!("{} min", digits(s / 60.0)),
        s => format!("{} hours", digits(s / 3_600.0)),
    }
}

/// "120 GB".
fn memory(bytes: f64) -> String {
    match bytes {
        b if b < 1e9 => format!("{} MB", digits(b / 1e6)),
        b => format!("{} GB", digits(b / 1e9)),
    }
}

/// Two digits of a number, with its thousands apart.
fn digits(number: f64) -> String {
    let small = number < 9.95;
    let step = match small {
        true => 0.1,
        false => libm::exp10(libm::log10(number).floor() - 1.0),
    };
    let rounded = (number / step).round() * step;
    let text = Numbers::default().fixed(rounded, usize::from(small), Sign::OnlyMinus);
    text.trim_end_matches(".0").to_owned()
}

/// Every bound of a whole run, and of single things: what, and how much.
pub fn all() -> [Vec<(String, String)>; 2] {
    let run =
        [("work", format!("{} of one core", time(MOST_SECONDS))), ("memory", memory(MOST_BYTES))];
    [run.map(|(what, bound)| (what.to_owned(), bound)).to_vec(), bounds()]
}

/// What is said of the bounds of a whole run.
pub fn of_a_run() -> String {
    format!(
        "A run beyond them ends with code {}, the estimate and its three biggest causes; {OPTION} lifts them. \
         Above {} of work a line on stderr says how long. The estimate is right within a factor of about three.",
        Exit::Input.code(),
        time(LONG)
    )
}

/// Heads of the two lists.
pub const HEADS: [&str; 2] = [
    "Of a whole run, counted before it begins (operations and bytes, never a clock):",
    "Of single things, which no option lifts:",
];

/// Every bound, for `tenure explain limits`.
pub fn page() -> Text {
    let [run, single] = all()
        .map(|list| list.into_iter().map(|(what, bound)| vec![what, bound]).collect::<Vec<_>>());
    let mut text = Text::of(HEADS[0]);
    text.table(&run);
    text.line(&of_a_run());
    text.line("");
    text.line(HEADS[1]);
    text.table(&single);
    text
}

/// What is bounded, and how: every number is the one that is kept.
fn bounds() -> Vec<(String, String)> {
    let list = |name: &str, most: usize| (format!("[[{name}]]"), number(most));
    let mut all = vec![
        ("scenario file".to_owned(), format!("{} of UTF-8", size(LARGEST_FILE))),
        ("tables inside one another".into(), format!("{DEEPEST} deep")),
        ("chain of `extends`".into(), format!("{LONGEST_CHAIN} files")),
        ("horizon".into(), periods(MOST_PERIODS)),
        ("a length of time".into(), periods(LONGEST_LENGTH)),
    ];
    all.extend(LISTS.map(|(name, most)| list(name, most)));
    all.extend(
        [
            ("draws", number(MOST_DRAWS)),
            ("numbers", format!("0, or from {SMALLEST:e} to {LARGEST:e}")),
            ("a name", format!("{LONGEST_NAME} letters")),
            ("tenures of an opening base", periods(OLDEST_OPENING)),
            ("offers that run on, after-save phases, `keeps_paying`", periods(REMEMBERED)),
            ("cards: stamps, and rewards for a full one", number(MOST_STAMPS)),
            ("cards: expiry", periods(OLDEST_CARD)),
            ("redemption of points", periods(LATEST_REDEMPTION)),
            ("rewards for tenure", periods(OLDEST_REWARDED)),
            ("desks of a strategy", number(MOST_DESKS)),
            ("risk classes", number(MOST_CLASSES)),
            ("levers of `tenure optimise`", number(MOST_LEVERS)),
            (
                "data of `tenure fit`",
                format!(
                    "{}, tenures to {}, {MOST_CUSTOMERS:e} customers",
                    size(LARGEST_DATA),
                    number(MOST_TENURE)
                ),
            ),
            ("findings of an earlier run", size(LARGEST_FINDINGS)),
            ("threads", number(MOST_THREADS)),
            ("mistakes of one kind that are told", number(OF_A_KIND)),
        ]
        .map(|(what, bound)| (what.to_owned(), bound)),
    );
    all
}

fn number(count: impl TryInto<i64>) -> String {
    let count = count.try_into().unwrap_or(i64::MAX);
    Numbers::default().fixed(count as f64, 0, Sign::OnlyMinus)
}

fn periods(count: usize) -> String {
    format!("{} periods", number(count))
}

fn size(bytes: u64) -> String {
    format!("{} MB", number(bytes / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(work: &[f64], memory: &[f64]) -> Estimate {
        let causes = |amounts: &[f64]| {
            let cause = |(i, amount): (usize, &f64)| Cause {
                what: format!("c{i}"),
                key: key::GRIDS,
                amount: *amount,
            };
            amounts.iter().enumerate().map(cause).collect()
        };
        Estimate { work: causes(work), memory: causes(memory) }
    }

    #[test]
    fn a_run_beyond_a_bound_names_its_three_biggest_causes() {
        assert_eq!(within(&of(&[3_600.0], &[16e9]), false), Ok(()));
        let refused = within(&of(&[8_000.0, 900.0, 70.0, 1.0], &[5e9]), false).unwrap_err();
        assert_eq!(refused.key, key::GRIDS);
        assert_eq!(
            refused.why,
            "this run would take about 2.5 hours of one core, and 60 min is the most; what takes it: \
             c0 (2.2 hours); c1 (15 min); c2 (70 s)"
        );
        let why = within(&of(&[1.0], &[1.23e11, 4e9, 1e8]), false).unwrap_err().why;
        assert!(why.contains("about 130 GB of memory, and 16 GB is the most"), "{why}");
        assert!(why.contains("c0 (120 GB); c1 (4 GB)"), "{why}");
        assert_eq!(within(&of(&[1e9], &[1e15]), true), Ok(()));
    }
}
