//! Which scenarios are there, which of them fail or changed, and what does each say?

use serde::Serialize;

use crate::text::{self, Catalogue, MISSING, Sign};

use super::RenderOptions;
use super::html::{Press, RenderError};
use super::prose::Prose;
use super::standing::{Standing, Undone, short};

/// Characters of a headline, at most: a page of a thousand scenarios stays small.
const LONG: usize = 120;
/// Errors that are told of a file; more are counted.
const ERRORS: usize = 3;
/// Verdicts, the worst first.
const VERDICTS: [&str; 5] = ["fail", "warn", "uncertain", "pass", "none"];

/// A report of an earlier run in the same folder: its id, and what its findings say if they are there.
pub struct Kept {
    pub(crate) id: String,
    pub(crate) standing: Option<Standing>,
}

/// A row of the list.
#[derive(Serialize)]
struct IndexRow<'a> {
    id: &'a str,
    title: &'a str,
    /// Whether it is new since the baseline.
    new: bool,
    verdict: &'static str,
    verdict_words: Prose,
    changed: bool,
    /// Where there are several: money is sorted by it first.
    currency: Option<&'a str>,
    answer: String,
    gain: Sorted,
    change: Sorted,
    chance: Sorted,
    payback: Sorted,
}

/// What a cell says, and what it is sorted by.
#[derive(Default, Serialize)]
struct Sorted {
    text: String,
    by: String,
}

impl Sorted {
    fn of(value: Option<f64>, text: impl FnOnce(f64) -> String) -> Self {
        let Some(value) = value else {
            return Self { text: MISSING.to_owned(), by: String::new() };
        };
        // Five digits order any list, and a thousand rows of all of them are large.
        Self { text: text(value), by: format!("{value:.4e}") }
    }
}

/// A choice among the rows.
#[derive(Serialize)]
struct Chip {
    class: &'static str,
    words: Prose,
}

/// A file without a report.
#[derive(Serialize)]
struct Failed {
    path: Prose,
    errors: Prose,
    said: Vec<Prose>,
}

/// What the template lists.
#[derive(Serialize)]
struct Listing<'a> {
    lang: &'static str,
    count: Prose,
    chips: Vec<Chip>,
    rows: Vec<IndexRow<'a>>,
    /// Whether any is compared with a baseline.
    compared: bool,
    failed: Vec<Failed>,
    date: Option<&'a str>,
}

/// The page over the scenarios of a run, the worst first, with the files that have errors above them and the reports
/// that are in the folder already.
///
/// # Errors
/// When the template asks for what the listing does not have.
pub fn render(
    standings: &[Standing],
    undone: &[Undone<'_>],
    kept: &[Kept],
    options: &RenderOptions,
) -> Result<String, RenderError> {
    let words = Catalogue::of("en");
    let number =
        |count: usize| Prose::words(words.numbers().fixed(count as f64, 0, Sign::OnlyMinus));
    let told = |key: &str, count: usize| Prose::say(words, key, &[("count", number(count))]);
    let one_or = |one: &'static str, many: &'static str, count: usize| {
        told(if count == 1 { one } else { many }, count)
    };
    let mut all: Vec<&Standing> = standings.iter().collect();
    all.extend(kept.iter().filter_map(|one| one.standing.as_ref()));
    let place =
        |one: &Standing| VERDICTS.iter().position(|verdict| *verdict == one.gates().worst());
    let share = |one: &Standing| one.share().unwrap_or(0.0);
    all.sort_by(|a, b| place(a).cmp(&place(b)).then(share(a).total_cmp(&share(b))));
    let currencies = all.iter().any(|one| one.scenario.currency != all[0].scenario.currency);
    let mut rows: Vec<IndexRow> = all.iter().map(|one| row(one, words, currencies)).collect();
    rows.extend(kept.iter().filter(|one| one.standing.is_none()).map(|one| bare(&one.id, words)));
    let count = |own: &dyn Fn(&IndexRow) -> bool| rows.iter().filter(|row| own(row)).count();
    let chips = [
        ("all", rows.len()),
        ("fail", count(&|row| row.verdict == "fail")),
        ("warn", count(&|row| ["warn", "uncertain"].contains(&row.verdict))),
        ("changed", count(&|row| row.changed)),
    ];
    let chip = |(class, count): (&'static str, usize)| Chip {
        class,
        words: told(&format!("index.show.{class}"), count),
    };
    let failed = |one: &Undone<'_>| Failed {
        path: Prose::given(one.path),
        errors: one_or("index.failed_one", "index.failed", one.said.len()),
        said: one.said.iter().take(ERRORS).map(|said| Prose::given(said.as_str())).collect(),
    };
    let listing = Listing {
        lang: words.language(),
        count: one_or("index.count_one", "index.count", rows.len()),
        chips: chips.map(chip).into_iter().collect(),
        compared: all.iter().any(|one| one.baseline.is_some()),
        rows,
        failed: undone.iter().map(failed).collect(),
        date: options.date.as_deref(),
    };
    Press::page("index.html.j2", |press| &press.index, &listing, words)
}

fn row<'a>(one: &'a Standing, words: &'static Catalogue, currencies: bool) -> IndexRow<'a> {
    let own = Catalogue::of(&one.scenario.language);
    let gain = one.lead().map(|lead| lead.incremental_npv.expected);
    let back = one.lead().and_then(|lead| lead.payback_period).zip(one.paid_back());
    let share = one.share();
    let difference = one.baseline.as_ref().and_then(|since| since.difference);
    // Where there was no gain, a share of it says nothing.
    let change = match share {
        Some(_) => Sorted::of(share, |share| own.numbers().percent(share, 1, Sign::Always)),
        None => Sorted::of(difference, |by| one.signed(by)),
    };
    let worst = one.gates().worst();
    IndexRow {
        id: &one.scenario.id,
        title: &one.scenario.title,
        new: one.baseline_why.is_some(),
        verdict: worst,
        verdict_words: Prose::say(words, &format!("verdict.{worst}"), &[]),
        changed: one.changed(),
        currency: Some(one.scenario.currency.as_str()).filter(|_| currencies),
        answer: short(&one.headline.text, LONG),
        gain: Sorted::of(gain, |gain| one.signed(gain)),
        change,
        chance: Sorted::of(one.chance(), |chance| own.numbers().chance(chance)),
        payback: back.map_or_else(
            || Sorted::of(None, |_| String::new()),
            |(period, iso)| Sorted { text: text::month(own, &iso), by: period.to_string() },
        ),
    }
}

/// A report of which nothing but its name is known.
fn bare<'a>(id: &'a str, words: &'static Catalogue) -> IndexRow<'a> {
    let nothing = || Sorted::of(None, |_| String::new());
    IndexRow {
        id,
        title: id,
        new: false,
        verdict: "none",
        verdict_words: Prose::say(words, "index.unknown", &[]),
        changed: false,
        currency: None,
        answer: String::new(),
        gain: nothing(),
        change: nothing(),
        chance: nothing(),
        payback: nothing(),
    }
}
