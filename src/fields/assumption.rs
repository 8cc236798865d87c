//! One number of the file, with its range and its evidence.

use crate::numeric::distribution::Distribution;
use crate::units::Quantity;

/// One number of the file, or of a strategy's `set`.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Path by ids, such as `programmes.save-desk.accept`.
    pub path: String,
    /// The strategy whose `set` states it; none for the file itself.
    pub strategy: Option<usize>,
    /// Base value in stated units.
    pub value: f64,
    /// Low end as stated.
    pub low: Option<f64>,
    /// High end as stated.
    pub high: Option<f64>,
    /// What the number counts.
    pub unit: StatedUnit,
    /// Distribution of a ranged assumption, truncated to its legal domain.
    pub distribution: Option<Distribution>,
    /// Id of the source, of the value or of the table around it.
    pub source: Option<String>,
    /// Remark.
    pub note: Option<String>,
    /// Name for readers of the innermost table around it that has one.
    pub named: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Own confidence word; else the source's.
    pub confidence: Option<String>,
    /// Place in `files`.
    pub file: usize,
    /// Line, from 1.
    pub line: usize,
    /// What relative changes such as "x1.2" make of it, at most one a strategy.
    pub changed: Vec<Changed>,
}

impl Assumption {
    /// Keeps the draws between two values as stated.
    pub(super) fn keep(&mut self, least: f64, most: f64) {
        if let Some(whole) = &self.distribution {
            self.distribution = Some(whole.truncated(least, most).0);
        }
    }
}

/// A number changed by `--set` or by a strategy's `set`.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    /// The strategy whose `set` changes it; none for `--set`, which holds for every strategy.
    pub strategy: Option<usize>,
    /// The assumption with all changes on top of each other.
    pub number: Quantity,
}

impl Assumption {
    /// The number that is in force under a strategy, or under those that leave it alone.
    ///
    /// None where no relative change stands between the assumption and the model.
    pub fn in_force(&self, strategy: Option<usize>) -> Option<Quantity> {
        let of = |wanted| self.changed.iter().find(|one| one.strategy == wanted);
        strategy.and_then(|_| of(strategy)).or_else(|| of(None)).map(|one| one.number)
    }
}

/// What a stated number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedUnit {
    /// In the scenario's currency.
    Money,
    /// A fraction 0 … 1.
    Share,
    /// A rate per period; the word is the stated period: month, quarter, year, visit.
    Rate(&'static str),
    /// A growth or discount rate per stated period.
    Growth(&'static str),
    /// A count per stated period.
    Count(&'static str),
    /// A plain number.
    Number,
    /// A multiplier.
    Factor,
    /// Number of customers, points, agents.
    Quantity,
}

impl StatedUnit {
    /// What it counts, in one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Share => "share",
            Self::Rate(_) | Self::Growth(_) => "rate",
            Self::Count(_) | Self::Quantity => "count",
            Self::Number | Self::Factor => "number",
        }
    }

    /// The words for it in `findings.json`.
    pub fn words(self) -> String {
        match self {
            Self::Rate(per) | Self::Growth(per) | Self::Count(per) => {
                format!("{} per {per}", self.word())
            }
            Self::Factor => "factor".to_owned(),
            other => other.word().to_owned(),
        }
    }

    /// Whether what has these words is printed in per cent.
    pub fn in_percent(words: &str) -> bool {
        words == "share" || words.starts_with("rate")
    }
}
