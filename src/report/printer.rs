//! How does a finding become a printed figure: which digits, which unit, which path?

use crate::fields;
use crate::findings::{Draws, Figure, Findings, Metric, Metrics, Slot};
use crate::metric::Unit;
use crate::text::{self, Catalogue, MISSING, Numbers, SPACE, Sign};

use super::finite::full;
use super::prose::{Printed, Prose, ProseKind};
use super::roles::{Roles, name_of};
use super::table::Cell;
use super::voice::Voice;

/// Prints the figures of one scenario in one language.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    pub findings: &'a Findings,
    pub words: &'static Catalogue,
    pub roles: Roles,
}

/// How many digits a figure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// Three significant ones, with the unit: tiles and sentences.
    Three,
    /// All down to that decimal, without the unit: tables.
    Exact(usize),
}

impl<'a> Printer<'a> {
    /// A printer for these findings in their language.
    pub fn new(findings: &'a Findings) -> Self {
        let words = Catalogue::of(&findings.scenario.language);
        Self { findings, words, roles: Roles::of(findings) }
    }

    /// Who says what the findings say.
    pub fn voice(&self) -> Voice {
        Voice::of(self.findings)
    }

    /// Why a figure is missing; nothing where it is not.
    pub fn reason(&self, why: Option<&Slot>) -> Prose {
        why.map_or_else(|| Prose::given(""), |why| self.told(why))
    }

    /// Words of the findings, set apart as one text.
    pub fn told(&self, words: &Slot) -> Prose {
        self.voice().filling(words).whole()
    }

    /// What an assumption counts, by its words in `findings.json`.
    pub fn unit(&self, unit: &str) -> Prose {
        self.voice().unit(unit).whole()
    }

    /// All digits of what a file states, by the words of its unit, which stands beside it.
    pub fn stated(&self, value: f64, unit: &str) -> String {
        let numbers = self.numbers();
        match fields::StatedUnit::in_percent(unit) {
            true => numbers.with_percent(numbers.stated(value * 100.0)),
            false => numbers.stated(value),
        }
    }

    /// The number format.
    pub fn numbers(&self) -> &'static Numbers {
        self.words.numbers()
    }

    /// The message of that key.
    pub fn say(&self, key: &str, slots: &[(&str, Prose)]) -> Prose {
        Prose::say(self.words, key, slots)
    }

    /// The message of that key without slots.
    pub fn word(&self, key: &str) -> Prose {
        Prose::say(self.words, key, &[])
    }

    /// A finding with the text already made.
    pub fn as_text(&self, path: impl Into<String>, value: f64, text: String) -> Printed {
        Printed { path: path.into(), value: full(value), text, kind: ProseKind::Number }
    }

    /// A finding in the unit it counts.
    pub fn print(
        &self,
        path: impl Into<String>,
        value: f64,
        unit: Unit,
        digits: Digits,
        sign: Sign,
    ) -> Printed {
        self.as_text(path, value, self.text(value, unit, digits, sign))
    }

    /// Money with three digits and its currency.
    pub fn money(&self, path: impl Into<String>, value: f64, sign: Sign) -> Printed {
        self.print(path, value, Unit::Money, Digits::Three, sign)
    }

    /// Money down to whole units of the currency, without it: tables.
    pub fn amount(&self, path: impl Into<String>, value: f64, sign: Sign) -> Printed {
        self.print(path, value, Unit::Money, Digits::Exact(0), sign)
    }

    /// The same in a cell of a table.
    pub fn cell(&self, path: impl Into<String>, value: f64, sign: Sign) -> Cell {
        Cell::figure(self.amount(path, value, sign))
    }

    /// The same where it may be missing.
    pub fn cell_or(&self, path: impl Into<String>, value: Option<f64>, sign: Sign) -> Cell {
        value.map_or_else(Cell::missing, |value| self.cell(path, value, sign))
    }

    /// A share in per cent, down to that decimal.
    pub fn share(&self, path: impl Into<String>, value: f64, decimals: usize) -> Printed {
        self.print(path, value, Unit::Share, Digits::Exact(decimals), Sign::OnlyMinus)
    }

    /// A count of people down to whole ones.
    pub fn count(&self, path: impl Into<String>, value: f64) -> Printed {
        self.print(path, value, Unit::Count, Digits::Exact(0), Sign::OnlyMinus)
    }

    /// A probability in whole percent, with decimals where it would round to all or nothing.
    pub fn chance(&self, path: impl Into<String>, value: f64) -> Printed {
        self.as_text(path, value, self.numbers().chance(value))
    }

    /// In how many runs something holds: as a share, or counted where it nearly always or never does.
    pub fn runs(&self, path: &str, share: f64) -> Prose {
        self.counted_runs(path, share).unwrap_or_else(|| self.chance(path, share).into())
    }

    /// The same with the word for the runs.
    #[must_use]
    pub fn of_the_runs(&self, path: &str, share: f64) -> Prose {
        match self.counted_runs(path, share) {
            Some(counted) => self.say("runs.counted", &[("count", counted)]),
            None => self.say("runs.share", &[("share", self.chance(path, share).into())]),
        }
    }

    /// The count of the runs in which something holds that always, never, or nearly so does; else none.
    fn counted_runs(&self, path: &str, share: f64) -> Option<Prose> {
        const FEW: f64 = 10.0;
        let draws = self.findings.scenario.draws as f64;
        let (with, without) = (share * draws, (1.0 - share) * draws);
        let least = with.min(without);
        if least >= FEW || draws == 0.0 {
            return None;
        }
        // "100 %" beside a share of made-up inputs would be read as certainty.
        let key = match (least >= 0.5, with < without) {
            (true, true) => "runs.only",
            (true, false) => "runs.all_but",
            (false, true) => "runs.none",
            (false, false) => "runs.all",
        };
        let text = self.numbers().fixed(least.round(), 0, Sign::OnlyMinus);
        let all = self.count("scenario.draws", draws);
        let count = self.as_text(path, share, text).into();
        Some(self.say(key, &[("count", count), ("all", all.into())]))
    }

    /// A date as a month.
    pub fn date(&self, path: impl Into<String>, iso: &str) -> Printed {
        Printed {
            path: path.into(),
            value: iso.to_owned(),
            text: text::month(self.words, &text::later(iso, self.months() - 1)),
            kind: ProseKind::Date,
        }
    }

    /// Months of a period.
    pub fn months(&self) -> u32 {
        match self.findings.scenario.period {
            "quarter" => 3,
            "year" => 12,
            _ => 1,
        }
    }

    /// The first day of a period as a month.
    pub fn month(&self, strategy: usize, period: usize) -> Option<Printed> {
        let iso = self.findings.strategies.get(strategy)?.series.date.get(period)?;
        Some(Printed {
            path: format!("strategies.{strategy}.series.date.{period}"),
            value: iso.clone(),
            text: text::month(self.words, iso),
            kind: ProseKind::Date,
        })
    }

    /// The last month of a period: a quarter or a year ends later than it begins.
    pub fn last_month(&self, strategy: usize, period: usize) -> Option<Printed> {
        let begins = self.month(strategy, period)?;
        let text = text::month(self.words, &text::later(&begins.value, self.months() - 1));
        Some(Printed { text, ..begins })
    }

    /// `1 month`, `14 months` … in periods of the scenario.
    pub fn periods(&self, path: impl Into<String>, value: f64) -> Printed {
        self.print(path, value, Unit::Periods, Digits::Three, Sign::OnlyMinus)
    }

    /// The text of a figure alone.
    pub fn text(&self, value: f64, unit: Unit, digits: Digits, sign: Sign) -> String {
        let numbers = self.numbers();
        match (unit, digits) {
            (Unit::Money, Digits::Three) => {
                // The sign stands before the currency: −DKK 5.00 m.
                let text = numbers.short(value, sign);
                let (sign, size) =
                    text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
                format!("{sign}{}{SPACE}{size}", self.findings.scenario.currency)
            }
            (Unit::Share, Digits::Three) => {
                let size = (value * 100.0).abs();
                let decimals = if size >= 100.0 {
                    0
                } else if size >= 10.0 {
                    1
                } else {
                    2
                };
                numbers.percent(value, decimals, sign)
            }
            (Unit::Share, Digits::Exact(decimals)) => numbers.percent(value, decimals, sign),
            (Unit::Ratio, Digits::Three) => numbers.short(value, sign),
            (Unit::Count, Digits::Three) if value.abs() < 1000.0 && value.fract() == 0.0 => {
                numbers.fixed(value, 0, sign)
            }
            (Unit::Count, Digits::Three) => numbers.short(value, sign),
            (Unit::Periods, Digits::Three) => {
                let decimals = usize::from(value.fract() != 0.0);
                let number = numbers.fixed(value, decimals, sign);
                let form = if value == 1.0 { "one" } else { "other" };
                let word =
                    self.words.plain(&format!("period.{}.{form}", self.findings.scenario.period));
                format!("{number}{SPACE}{word}")
            }
            (Unit::Periods, Digits::Exact(_)) => {
                numbers.fixed(value, usize::from(value.fract() != 0.0), sign)
            }
            (_, Digits::Exact(decimals)) => numbers.fixed(value, decimals, sign),
        }
    }

    /// A metric's expected value.
    pub fn metric(&self, path: &str, figure: &Figure, digits: Digits, sign: Sign) -> Printed {
        self.print(format!("{path}.expected"), figure.expected, figure.unit, digits, sign)
    }

    /// A metric's expected value in a sentence or tile, else a dash.
    pub fn metric_or_dash(&self, path: &str, metrics: &Metrics, id: &str) -> Prose {
        match metrics.get(id) {
            Some(Metric::Scalar(figure)) => self
                .metric(&format!("{path}.metrics.{id}"), figure, Digits::Three, Sign::OnlyMinus)
                .into(),
            _ => Prose::words(MISSING),
        }
    }

    /// A metric in a table cell, with the reason if it is missing.
    pub fn metric_cell(
        &self,
        path: &str,
        metrics: &Metrics,
        id: &str,
        decimals: usize,
        sign: Sign,
    ) -> (Cell, Option<Prose>) {
        match metrics.get(id) {
            Some(Metric::Scalar(figure)) => {
                let printed = self.metric(
                    &format!("{path}.metrics.{id}"),
                    figure,
                    Digits::Exact(decimals),
                    sign,
                );
                (Cell::figure(printed), None)
            }
            Some(Metric::Missing(missing)) => {
                (Cell::missing(), Some(self.reason(Some(&missing.why))))
            }
            _ => (Cell::missing(), None),
        }
    }

    /// Whether the draws of a figure differ: without ranges and chance they are all the same.
    pub fn varies(figure: &Figure) -> bool {
        figure.draws.as_ref().is_some_and(Draws::spread)
    }

    /// P10 and P90 of a figure's draws in a message with slots `low` and `high`, money without its
    /// currency.
    pub fn range(&self, key: &str, path: &str, figure: &Figure, sign: Sign) -> Option<Prose> {
        let (low, high) = figure.draws.as_ref().filter(|_| Self::varies(figure))?.range()?;
        // A number of three digits reads the same for money and for counts.
        let unit = if figure.unit == Unit::Money { Unit::Ratio } else { figure.unit };
        let low = self.print(format!("{path}.p10"), low, unit, Digits::Three, sign);
        let high = self.print(format!("{path}.p90"), high, unit, Digits::Three, sign);
        Some(self.say(key, &[("low", low.into()), ("high", high.into())]))
    }

    /// Percentiles that the file asks for beside P10, P50 and P90.
    #[must_use]
    pub fn percentiles(&self) -> Vec<u32> {
        let of = |figure: &Figure| figure.draws.as_ref().map(|draws| draws.more.clone());
        let npv = self.findings.strategies.iter().find_map(|one| of(one.metrics.figure("npv")?));
        npv.into_iter().flatten().map(|(percentile, _)| percentile).collect()
    }

    /// Its name.
    #[must_use]
    pub fn percentile(&self, percentile: u32) -> Prose {
        self.say("distribution.percentile", &[("share", Prose::given(percentile.to_string()))])
    }

    /// The name of a strategy, as the user wrote it.
    pub fn name(&self, strategy: usize) -> Prose {
        let name = self.findings.strategies.get(strategy).map_or("", |s| s.name.as_str());
        Prose::given(name)
    }

    /// The name of the strategy of that id.
    pub fn name_of(&self, id: &str) -> Prose {
        Prose::given(name_of(&self.findings.strategies, id))
    }

    /// The currency as a slot of a head or subtitle.
    pub fn currency(&self) -> Prose {
        Prose::given(self.findings.scenario.currency.clone())
    }

    /// The word for one period.
    pub fn period(&self) -> Prose {
        self.word(&format!("period.{}.one", self.findings.scenario.period))
    }
}
