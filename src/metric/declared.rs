//! What is declared of a metric?

use super::unit::Unit;

/// What has a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The scenario: every strategy repeats the same figure.
    Scenario,
    /// A strategy.
    Strategy,
    /// A segment under a strategy.
    Segment,
    /// What belongs to no segment, under a strategy.
    Common,
    /// A channel, or a referral programme as one, under a strategy.
    Channel,
    /// A programme under a strategy.
    Programme,
}

impl Level {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Strategy => "strategy",
            Self::Segment => "segment",
            Self::Common => "common",
            Self::Channel => "channel",
            Self::Programme => "programme",
        }
    }
}

/// Whether more of a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is.
    High,
    /// Less is.
    Low,
    /// A fact, neither good nor bad.
    Neither,
}

/// How many figures a metric has, and of which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One.
    Figure,
    /// One in the unit of an assumption; that of the metric where it has none of ours.
    OfAssumption,
    /// One for each period.
    ByPeriod,
    /// One for each tenure.
    ByTenure,
}

/// A metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Id in `findings.json`, in checks and among the messages.
    pub id: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Decimals in tables, of a share those of its percentage.
    pub digits: usize,
    /// Which way is better.
    pub better: Better,
    /// What has it.
    pub levels: &'static [Level],
    /// One figure or many.
    pub shape: Shape,
    /// Those of its levels at which draws have it, some of them only where a check asks; of the others there
    /// is the base case only.
    pub drawn: &'static [Level],
    /// Where strategies stand side by side, the key of its group's name among the messages; none where it does not
    /// stand there.
    pub row: Option<&'static str>,
    /// Whether the life of a single customer must be followed for it.
    pub of_a_customer: bool,
    /// Whether it counts what customers are worth after the horizon, whatever `npv` counts.
    pub after_horizon: bool,
    /// Whether it is a share of a whole, never below 0 or above 1.
    pub of_a_whole: bool,
    /// Other metrics that its formula contains or that it is read beside.
    pub from: &'static [&'static str],
}

/// A figure of a strategy, drawn, that no page shows.
pub(super) const fn metric(
    id: &'static str,
    unit: Unit,
    digits: usize,
    better: Better,
) -> Declared {
    Declared {
        id,
        unit,
        digits,
        better,
        levels: &[Level::Strategy],
        shape: Shape::Figure,
        drawn: &[Level::Strategy],
        row: None,
        of_a_customer: false,
        after_horizon: false,
        of_a_whole: false,
        from: &[],
    }
}

impl Declared {
    /// The same of other levels, drawn at each of them.
    pub(super) const fn of(self, levels: &'static [Level]) -> Self {
        Self { levels, drawn: levels, ..self }
    }

    pub(super) const fn drawn(self, drawn: &'static [Level]) -> Self {
        Self { drawn, ..self }
    }

    pub(super) const fn base_only(self) -> Self {
        self.drawn(&[])
    }

    pub(super) const fn by_period(self) -> Self {
        Self { shape: Shape::ByPeriod, ..self.base_only() }
    }

    pub(super) const fn by_tenure(self) -> Self {
        Self { shape: Shape::ByTenure, ..self.base_only() }
    }

    pub(super) const fn of_assumption(self) -> Self {
        Self { shape: Shape::OfAssumption, ..self }
    }

    pub(super) const fn row(self, group: &'static str) -> Self {
        Self { row: Some(group), ..self }
    }

    pub(super) const fn of_a_customer(self) -> Self {
        Self { of_a_customer: true, ..self }
    }

    /// Counts what customers are worth after the horizon.
    pub(super) const fn after_horizon(self) -> Self {
        Self { after_horizon: true, ..self }
    }

    pub(super) const fn of_a_whole(self) -> Self {
        Self { of_a_whole: true, ..self }
    }

    pub(super) const fn from(self, from: &'static [&'static str]) -> Self {
        Self { from, ..self }
    }

    /// Whether `level` has it.
    pub fn is_of(&self, level: Level) -> bool {
        self.levels.contains(&level)
    }

    /// Whether a check may name it: a figure, or one for each period, of what a check can be for.
    pub fn checked(&self) -> bool {
        let places = [Level::Scenario, Level::Strategy, Level::Segment, Level::Channel];
        self.shape != Shape::ByTenure && places.iter().any(|level| self.is_of(*level))
    }

    /// What has it, in words.
    pub fn of_each(&self) -> String {
        words(self.levels)
    }

    /// At which of its levels the draws have it, in words.
    pub fn draws(&self) -> String {
        if self.drawn.is_empty() { "none, base case only".to_owned() } else { words(self.drawn) }
    }

    /// What it counts, in words.
    pub fn counts(&self) -> String {
        let unit = self.unit.word();
        match self.shape {
            Shape::Figure => unit.to_owned(),
            Shape::OfAssumption => "unit of the assumption".to_owned(),
            Shape::ByPeriod => format!("{unit} by period"),
            Shape::ByTenure => format!("{unit} by tenure"),
        }
    }
}

fn words(levels: &[Level]) -> String {
    levels.iter().map(|level| level.word()).collect::<Vec<_>>().join(", ")
}
