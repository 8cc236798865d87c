//! What is made of the numbers: evidence, ranges, limits and gates.

use serde::{Deserialize, Serialize};

/// `[[correlations]]`.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// Two paths of ranged assumptions.
    pub between: [String; 2],
    /// Rank correlation, −1 … 1.
    pub rank: f64,
}

/// `comparison.budget`: a limit on extra spending.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Money, in the currency of the scenario, not negative.
    pub limit: f64,
    /// The time that the limit is for.
    pub per: BudgetTime,
    /// What counts against it, at least one.
    pub counts: Vec<BudgetCounts>,
}

/// The time that a budget is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BudgetTime {
    /// A period of the model.
    Period,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    #[default]
    Year,
    /// The whole horizon.
    Horizon,
}

/// What counts against a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetCounts {
    /// All cost of programmes.
    Programmes,
    /// Spend of channels above that of the strategy that is compared with.
    ChannelsIncrease,
    /// All spend of channels.
    Channels,
}

/// `[sensitivity]`: which assumptions are varied, and which are sought a break-even for.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Assumptions of the tornado.
    pub tornado: Tornado,
    /// Relative change where no range is given, 0 to 1.
    pub swing: f64,
    /// Two-way tables.
    pub grids: Vec<Grid>,
    /// Paths whose break-even value is sought.
    pub break_even: Vec<String>,
}

impl Default for Sensitivity {
    fn default() -> Self {
        Self { tornado: Tornado::AllRanges, swing: 0.1, grids: Vec::new(), break_even: Vec::new() }
    }
}

/// Assumptions of a tornado.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tornado {
    /// Every assumption with low and high.
    AllRanges,
    /// These paths.
    Paths(Vec<String>),
}

/// A two-way table: the paths of its two assumptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Path along the rows.
    pub x: String,
    /// Path along the columns.
    pub y: String,
}

/// `[optimise]`: what is moved, how far, under which limit, and for what.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimise {
    /// What is moved; with none, everything that marginal returns are taken of.
    pub levers: Vec<OptimiseLever>,
    /// Limit on spending.
    pub budget: Option<Budget>,
    /// Id of the metric that is maximised, of a strategy.
    pub objective: String,
    /// Periods that it looks ahead; none: the horizon.
    pub horizon: Option<usize>,
}

/// A number that an optimisation moves.
#[derive(Clone, Debug, PartialEq)]
pub struct OptimiseLever {
    /// Path of the assumption, or of a schedule, whose steps all move.
    pub path: String,
    /// Lowest value, in the unit in which the assumption is stated.
    pub min: Option<f64>,
    /// Highest value, in that unit.
    pub max: Option<f64>,
}

/// `[[checks]]`.
#[derive(Clone, Debug)]
pub struct Check {
    /// Id.
    pub id: String,
    /// Metric id.
    pub metric: String,
    /// Strategies by place; several for `"*"`; empty when the metric is of the whole scenario.
    pub strategies: Vec<usize>,
    /// Strategy subtracted.
    pub versus: Option<usize>,
    /// Segment by place.
    pub segment: Option<usize>,
    /// Channel by place.
    pub channel: Option<usize>,
    /// Which figure of the metric.
    pub statistic: Statistic,
    /// Comparison as written, such as `>= 0`.
    pub must: String,
    /// Comparison.
    pub comparison: Comparator,
    /// What the figure is held against.
    pub limit: Limit,
    /// Consequence.
    pub severity: CheckSeverity,
    /// Confidence of the interval that a simulated figure must clear, 0 to 1.
    pub confidence: f64,
    /// Place of its file in `files`.
    pub file: usize,
    /// Line on which it begins, from 1.
    pub line: usize,
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// A number in the metric's unit (durations in periods).
    Number(f64),
    /// The same figure of an earlier run, moved.
    Baseline(Moved),
}

/// How the figure `b` of an earlier run becomes a limit: `factor·b + share·|b| + plus`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Of the figure.
    pub factor: f64,
    /// Of the size of the figure: 2 % less is less also where the figure is below zero.
    pub share: f64,
    /// In the metric's unit.
    pub plus: f64,
}

impl Moved {
    /// The limit.
    pub const fn of(self, figure: f64) -> f64 {
        self.factor * figure + self.share * figure.abs() + self.plus
    }
}

/// Which figure of a metric is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Expected engine.
    #[default]
    Expected,
    /// Mean of the draws.
    Mean,
    /// Tenth percentile.
    P10,
    /// Median.
    P50,
    /// Ninetieth percentile.
    P90,
    /// Share of draws in which the metric (less `versus`) is above 0; `must` limits that share.
    ProbabilityAbove,
    /// Largest value of a series.
    MaxOverTime,
    /// Smallest value of a series.
    MinOverTime,
}

impl Statistic {
    /// Every one, in the order of the words.
    pub const ALL: [Self; 8] = [
        Self::Expected,
        Self::Mean,
        Self::P10,
        Self::P50,
        Self::P90,
        Self::ProbabilityAbove,
        Self::MaxOverTime,
        Self::MinOverTime,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Mean => "mean",
            Self::P10 => "p10",
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::ProbabilityAbove => "probability_above",
            Self::MaxOverTime => "max_over_time",
            Self::MinOverTime => "min_over_time",
        }
    }

    /// The one of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether it is read from the draws.
    pub const fn of_draws(self) -> bool {
        !matches!(self, Self::Expected | Self::MaxOverTime | Self::MinOverTime)
    }

    /// Whether it is one period's of a series.
    pub const fn over_time(self) -> bool {
        matches!(self, Self::MaxOverTime | Self::MinOverTime)
    }
}

/// `>=`, `<=`, `>`, `<`, `==`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// More than.
    Above,
    /// Less than.
    Below,
    /// Equal, to a relative 1e-9.
    Equal,
}

/// What a failed check does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckSeverity {
    /// Exit code 3.
    #[default]
    Error,
    /// A warning.
    Warning,
    /// Not evaluated.
    Off,
}

/// `[sources.ID]`.
#[derive(Clone, Debug)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// internal, experiment, published, vendor, judgement or illustrative.
    pub kind: String,
    /// Owner.
    pub owner: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// high, medium or low.
    pub confidence: Option<String>,
    /// Link.
    pub url: Option<String>,
}

/// `[[sign_off]]`.
#[derive(Clone, Debug)]
pub struct SignOff {
    /// Role.
    pub role: String,
    /// Name.
    pub name: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// Fingerprint of the file that was signed.
    pub sha256: Option<String>,
}
