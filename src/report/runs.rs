//! Several runs side by side: a figure a row, a run a column.

use serde::Serialize;

use crate::findings::Baseline;
use crate::metric::{Declared, Unit, find};
use crate::text::{Catalogue, MISSING, Numbers, SPACE, Sign};

use super::RenderOptions;
use super::finite::full;
use super::html::{Press, RenderError};
use super::metrics;
use super::overlay::{self, Run, Trend};
use super::prose::{Markup, Printed, Prose, ProseKind};
use super::table::{Cell, Row, Table};

/// Metrics of the best change that are compared, in their order.
const METRICS: &[&str] = &[
    "npv",
    "ltv_cac",
    "ltv_cac_marginal",
    "clv",
    "payback_discounted",
    "churn_annual",
    "customers_end",
    "acquisition_spend_pv",
    "retention_spend_pv",
    "peak_cash_need",
];

/// Runs to compare, in the order in which they were named.
pub struct Runs<'a> {
    runs: &'a [Run],
    words: &'static Catalogue,
}

/// What the template shows.
#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    table: Table,
    /// Why figures are not of one kind, if so.
    warning: Option<Prose>,
    answers: Vec<RunAnswer>,
    /// The extra cash of each run, drawn over each other.
    cash: Option<Markup>,
    trends: Vec<Trend>,
    date: Option<&'a str>,
}

/// The headline of a run.
#[derive(Serialize)]
struct RunAnswer {
    name: Prose,
    text: Prose,
}

impl<'a> Runs<'a> {
    /// The runs.
    pub fn new(runs: &'a [Run]) -> Self {
        Self { runs, words: Catalogue::of("en") }
    }

    /// The page.
    ///
    /// # Errors
    /// When the template asks for what the page does not have.
    pub fn html(&self, options: &RenderOptions) -> Result<String, RenderError> {
        let answer = |run: &Run| RunAnswer {
            name: Prose::given(format!("{}: {}", run.name, run.found.scenario.title)),
            text: Prose::given(run.found.headline.text.clone()),
        };
        let page = Page {
            lang: self.words.language(),
            table: self.table(),
            warning: self.warning(),
            answers: self.runs.iter().map(answer).collect(),
            cash: overlay::cash(self.runs, self.words).filter(|_| self.differ().is_none()),
            trends: overlay::trends(self.runs, self.words),
            date: options.date.as_deref(),
        };
        Press::page("compare.html.j2", |press| &press.report, &page, self.words)
    }

    /// The same table as rows of plain cells, heads first, and the warning.
    pub fn plain(&self) -> (Vec<Vec<String>>, Option<String>) {
        (self.table().plain(), self.warning().map(|warning| warning.plain()))
    }

    /// What makes figures that stand in one row differ in kind.
    fn warning(&self) -> Option<Prose> {
        let both = [self.differ(), self.after()].into_iter().flatten();
        both.reduce(|one, other| one.then(Prose::words(" ")).then(other))
    }

    /// A gain that goes on after the horizon is another figure than one that ends there.
    fn after(&self) -> Option<Prose> {
        let counted = |run: &Run| {
            let own = &run.found.scenario;
            match own.terminal_value.as_deref() {
                Some("runoff") => own.after_horizon.clone().unwrap_or_else(|| "stop".to_owned()),
                Some(other) => other.to_owned(),
                None => "none".to_owned(),
            }
        };
        let first = counted(self.runs.first()?);
        if self.runs.iter().all(|run| counted(run) == first) {
            return None;
        }
        let words = |run: &Run| {
            format!("{} {}", run.name, self.words.plain(&format!("terminal.{}", counted(run))))
        };
        let each: Vec<String> = self.runs.iter().map(words).collect();
        let slots = [("each", Prose::words(each.join("; ")))];
        Some(Prose::say(self.words, "compare.after", &slots))
    }

    /// Money of several currencies, and lives in several periods, are not compared by looking at them.
    fn differ(&self) -> Option<Prose> {
        let first = self.runs.first()?;
        let facts = |run: &Run| {
            let own = &run.found.scenario;
            (own.currency.clone(), own.period.clone(), own.periods)
        };
        let same = self.runs.iter().all(|run| facts(run) == facts(first));
        (!same).then(|| Prose::say(self.words, "compare.differ", &[]))
    }

    fn word(&self, key: &str) -> Prose {
        Prose::say(self.words, key, &[])
    }

    fn table(&self) -> Table {
        let mut table = Table::new(self.word("compare.caption"), self.word("compare.figure"));
        for run in self.runs {
            table.figures(Prose::given(run.name.clone()));
        }
        // Money of two currencies has no difference.
        let differs = self.differ().is_none();
        if differs {
            table.figures(self.word("compare.difference"));
        }
        let nothing = || differs.then(|| Cell { content: Prose::default(), class: "n" });
        let mut texts = |key: &str, of: &dyn Fn(&Baseline) -> String| {
            let cells = self.runs.iter().map(|run| Cell::figure(Prose::given(of(&run.found))));
            table.row(self.word(key), cells.chain(nothing()).collect());
        };
        texts("compare.currency", &|run| run.scenario.currency.clone());
        texts("compare.horizon", &|run| self.periods(run.scenario.periods as f64, run));
        texts("compare.winner", &|run| name(run, &run.headline.winner));
        // Where a change wins everywhere it is the winner.
        if self.runs.iter().any(|run| run.found.lead() != Some(&*run.found.headline.winner)) {
            texts("compare.best", &|run| run.lead().map_or(MISSING.to_owned(), |id| name(run, id)));
        }
        texts("compare.against", &|run| name(run, &run.scenario.against));
        let figures = |key: Prose,
                       of: &dyn Fn(usize, &Baseline) -> Option<Printed>,
                       change: &dyn Fn(f64) -> String| {
            let found: Vec<Option<Printed>> =
                self.runs.iter().enumerate().map(|(at, run)| of(at, &run.found)).collect();
            found.iter().any(Option::is_some).then(|| {
                let value =
                    |one: Option<&Option<Printed>>| one?.as_ref()?.value.parse::<f64>().ok();
                let change = value(found.last())
                    .zip(value(found.first()))
                    .map(|(last, first)| Cell::figure(Prose::words(change(last - first))));
                let change = differs.then(|| change.unwrap_or_else(Cell::missing));
                let cells =
                    found.into_iter().map(|one| one.map_or_else(Cell::missing, Cell::figure));
                Row { head: key, cells: cells.chain(change).collect(), ..Row::default() }
            })
        };
        let mut rows = Vec::new();
        for statistic in ["expected", "p10", "p90"] {
            let of = |at: usize, run: &Baseline| {
                self.metric(at, run, run.lead()?, "incremental_npv", statistic, Sign::Always)
            };
            let key = self.word(&format!("compare.gain_{statistic}"));
            rows.extend(figures(key, &of, &|by| self.change("incremental_npv", by)));
        }
        let chance = |at: usize, run: &Baseline| {
            let lead = run.lead()?;
            let chance = run.probability_better(lead)?;
            let path = format!("{at}.comparisons.{lead}.probability_better");
            Some(printed(path, chance, self.numbers().chance(chance)))
        };
        let points = |by: f64| self.numbers().percent(by, 0, Sign::Always);
        rows.extend(figures(self.word("compare.chance"), &chance, &points));
        for metric in METRICS {
            let of = |at: usize, run: &Baseline| {
                let lead = run.lead().unwrap_or(&run.scenario.against);
                self.metric(at, run, lead, metric, "expected", Sign::OnlyMinus)
            };
            rows.extend(figures(metrics::name(self.words, metric), &of, &|by| {
                self.change(metric, by)
            }));
        }
        table.rows.extend(rows);
        let checks = self.runs.iter().map(|run| Cell::figure(self.verdicts(&run.found)));
        table.row(self.word("compare.checks"), checks.chain(nothing()).collect());
        table
    }

    /// A difference of a metric, with its sign.
    fn change(&self, metric: &str, by: f64) -> String {
        let Some(Declared { unit, digits, .. }) = find(metric) else { return MISSING.to_owned() };
        match unit {
            Unit::Share => self.numbers().percent(by, *digits, Sign::Always),
            _ => self.numbers().fixed(by, *digits, Sign::Always),
        }
    }

    /// How many gates pass and do not.
    fn verdicts(&self, run: &Baseline) -> Prose {
        let told = ["fail", "uncertain", "pass"].into_iter().filter_map(|verdict| {
            let count = Some(run.verdicts(verdict)).filter(|count| *count > 0)?;
            let slots = [("count", Prose::words(count.to_string()))];
            Some(Prose::say(self.words, &format!("compare.checks_{verdict}"), &slots))
        });
        let all = told.reduce(|one, next| one.then(Prose::words(", ")).then(next));
        all.unwrap_or_else(|| self.word("compare.checks_none")).whole()
    }

    fn numbers(&self) -> &'static Numbers {
        self.words.numbers()
    }

    fn periods(&self, value: f64, run: &Baseline) -> String {
        let form = if value == 1.0 { "one" } else { "other" };
        let word = self.words.plain(&format!("period.{}.{form}", run.scenario.period));
        format!("{}{SPACE}{word}", self.numbers().stated(value))
    }

    fn metric(
        &self,
        at: usize,
        run: &Baseline,
        strategy: &str,
        metric: &str,
        statistic: &str,
        sign: Sign,
    ) -> Option<Printed> {
        let part = run.strategy(strategy)?;
        let value = part.scalar(metric, statistic)?;
        let numbers = self.numbers();
        let Declared { unit, digits, .. } = find(metric)?;
        let text = match unit {
            Unit::Share => numbers.percent(value, *digits, sign),
            Unit::Periods => self.periods(value, run),
            _ => numbers.fixed(value, *digits, sign),
        };
        let path = format!("{at}.strategies.{strategy}.metrics.{metric}.{statistic}");
        Some(printed(path, value, text))
    }
}

fn name(run: &Baseline, id: &str) -> String {
    let named = run.strategy(id).filter(|one| !one.name.is_empty());
    named.map_or_else(|| id.to_owned(), |one| one.name.clone())
}

fn printed(path: String, value: f64, text: String) -> Printed {
    Printed { path, value: full(value), text, kind: ProseKind::Number }
}
