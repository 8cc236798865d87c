//! How do several runs compare as pictures: their extra cash over each other, and the gain from run to run?

use serde::Serialize;

use crate::chart::{self, Lines, Look, Periods, Series, Span, Sparkline, Values, Words};
use crate::text::{self, Catalogue, Sign};

use super::prose::{Markup, Prose};
use super::sections::picture;
use crate::findings::Baseline;

/// A run to compare.
pub struct Run {
    /// What tells it from the others.
    pub name: String,
    pub found: Baseline,
}

impl Run {
    /// The gain of its best change.
    pub fn gain(&self) -> Option<f64> {
        self.found.strategy(self.found.lead()?)?.scalar("incremental_npv", "expected")
    }
}

/// Runs of one scenario that make a line.
const LINE: usize = 3;

/// The line of each run in one chart, over the horizon; none where fewer than two have one.
pub fn cash(runs: &[Run], words: &'static Catalogue) -> Option<Markup> {
    let drawn: Vec<&Run> = runs.iter().filter(|run| run.found.cash().len() > 1).collect();
    let facts = &drawn.first().filter(|_| drawn.len() > 1)?.found.scenario;
    let months = match facts.period.as_str() {
        "quarter" => 3,
        "year" => 12,
        _ => 1,
    };
    let start = facts.start.as_deref()?;
    let year = |t: usize| text::year(&text::later(start, t as u32 * months)).to_owned();
    let begins = |t: &usize| *t == 0 || year(*t) != year(t - 1);
    let money = |value: f64| words.numbers().tick(value);
    let line = |(at, run): (usize, &&Run)| {
        let cash = run.found.cash();
        let mut line = Series::new(run.name.clone(), cash.to_vec(), Look::nth(at));
        line.note =
            cash.last().map_or_else(String::new, |e| words.numbers().short(*e, Sign::Always));
        line
    };
    let series: Vec<Series> = drawn.iter().enumerate().map(line).collect();
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "cash".into(),
            title: words.plain("compare.cash"),
            desc: words.plain("compare.cash"),
            not_enough: words.plain("charts.not_enough"),
        },
        periods: Periods {
            first: 0.0,
            ticks: (0..facts.periods).filter(begins).map(|t| (t as f64, year(t))).collect(),
            unit: String::new(),
        },
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        series,
        rings: vec![],
        beyond_label: String::new(),
    });
    let month = |t: usize| text::month(words, &text::later(start, (t as u32 + 1) * months - 1));
    picture::probed(&svg, &read, month, |value| words.numbers().short(value, Sign::Always))
}

/// The gain of a scenario from run to run.
#[derive(Serialize)]
pub struct Trend {
    line: Markup,
    text: Prose,
}

/// A line for each scenario that three runs or more have.
pub fn trends(runs: &[Run], words: &'static Catalogue) -> Vec<Trend> {
    let mut ids: Vec<&str> = Vec::new();
    for run in runs {
        let id = run.found.scenario.id.as_str();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter().filter_map(|id| trend(id, runs, words)).collect()
}

fn trend(id: &str, runs: &[Run], words: &'static Catalogue) -> Option<Trend> {
    let own = runs.iter().filter(|run| run.found.scenario.id == id);
    let gains: Vec<f64> = own.filter_map(Run::gain).collect();
    let (first, last) = (gains.first()?, gains.last()?);
    let money = |value: f64, sign| Prose::words(words.numbers().short(value, sign));
    let slots = [
        ("name", Prose::given(id)),
        ("count", Prose::words(gains.len().to_string())),
        ("old", money(*first, Sign::OnlyMinus)),
        ("new", money(*last, Sign::OnlyMinus)),
        ("change", money(last - first, Sign::Always)),
    ];
    let text = Prose::say(words, "compare.trend", &slots);
    let line = Sparkline { title: text.plain(), values: gains.clone(), look: Look::FIRST };
    (gains.len() >= LINE).then(|| Trend { line: Markup::new(chart::sparkline(&line)), text })
}
