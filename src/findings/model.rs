//! [`Findings`]: one value that HTML, JSON, CSV, Markdown and the gates print from, so that they
//! cannot disagree. Its serialised form is `findings.json`.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Everything that one run says about one scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    /// Version of the meaning of this structure.
    pub schema: u32,
    /// Version of the program.
    pub tenure: &'static str,
    /// What was asked, and with which input.
    pub scenario: ScenarioFacts,
    /// The answer in two lines.
    pub headline: Headline,
    /// One entry per strategy, in the order of the file.
    pub strategies: Vec<StrategyFindings>,
    /// Every other strategy against the comparison's `against`.
    pub comparisons: Vec<Comparison>,
    /// Where the next unit of money goes.
    pub next_money: NextMoney,
    /// Gates.
    pub checks: Vec<CheckFindings>,
    /// Every number of the file, with its evidence.
    pub assumptions: Vec<AssumptionFindings>,
    /// Evidence that the assumptions name.
    pub sources: Vec<SourceFindings>,
    /// Sums that must close.
    pub integrity: Vec<Integrity>,
    /// Remarks a reader must know (which tier made a number, what is not linear, warnings).
    pub notes: Vec<String>,
}

/// Facts of the scenario and of the run.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioFacts {
    pub id: String,
    pub title: String,
    pub question: Option<String>,
    pub entity: Option<String>,
    pub prepared_by: Option<String>,
    pub reviewed_by: Option<String>,
    /// `draft`, `reviewed` or `approved`.
    pub status: &'static str,
    pub version: Option<String>,
    pub language: String,
    /// ISO 4217.
    pub currency: String,
    /// `month`, `quarter` or `year`.
    pub period: &'static str,
    pub periods: usize,
    /// First day of period 0, ISO 8601.
    pub start: String,
    pub discount_rate_per_period: f64,
    pub discount_rate_per_year: f64,
    /// `start`, `mid-period` or `end`.
    pub cash_timing: &'static str,
    /// `first-payment-counted`, `just-acquired` or `end-of-period`.
    pub clv_convention: &'static str,
    /// `none`, `runoff` or `perpetuity`.
    pub terminal_value: &'static str,
    /// `nominal` or `real`.
    pub price_basis: &'static str,
    /// Growth of prices per year; used for the real-terms line only.
    pub inflation_per_year: f64,
    /// SHA-256 by file name.
    pub input_sha256: Map<String>,
    pub seed: u64,
    pub draws: usize,
    /// Whether draws take ranged assumptions from their distributions.
    pub draws_assumptions: bool,
    /// Whether draws simulate customers in whole numbers.
    pub draws_customers: bool,
    /// Strategy that the others are compared with.
    pub against: String,
    /// Risk classes per segment that carry the churn's heterogeneity.
    pub risk_classes: usize,
}

/// The headline, computed from the figures below.
#[derive(Clone, Debug, Serialize)]
pub struct Headline {
    /// At most two lines.
    pub text: String,
    /// Strategy with the highest expected `npv`.
    pub winner: String,
    /// The next one; absent with one strategy.
    pub runner_up: Option<String>,
    /// Winner against the runner-up.
    pub verdict: Verdict,
    /// Strategy with the highest mean `npv` of the draws, when that is another one.
    pub winner_of_the_draws: Option<String>,
    /// Paths of the findings that the sentence quotes, in its order, with the words printed.
    pub figures: Vec<Quoted>,
}

/// A figure inside a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Quoted {
    /// Path in `findings.json`, such as `comparisons.0.incremental_npv.expected`.
    pub path: String,
    /// Words printed for it; they occur in the sentence in this order.
    pub text: String,
}

/// Winner against runner-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Better,
    Worse,
    CannotBeToldApart,
}

/// One strategy.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyFindings {
    pub id: String,
    pub name: String,
    pub metrics: Metrics,
    pub segments: Vec<PartFindings>,
    pub channels: Vec<PartFindings>,
    pub programmes: Vec<PartFindings>,
    pub series: Series,
    /// Postings per account and period, in a fixed order.
    pub ledger: Map<Vec<f64>>,
    /// One row per fiscal year.
    pub years: Vec<Year>,
    /// Leavers by reason over the horizon, expected engine.
    pub reasons: Vec<ReasonFindings>,
    /// Band of the draws for the cumulative discounted cash flow: P10, P50, P90 per period; absent
    /// without draws.
    pub cumulative_band: Option<Band>,
}

/// A segment, channel or programme.
#[derive(Clone, Debug, Serialize)]
pub struct PartFindings {
    pub id: String,
    pub name: String,
    /// Tenures that the data of a segment's churn cover, in periods; absent where a formula gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<usize>,
    pub metrics: Metrics,
}

/// P10, P50 and P90 per period.
#[derive(Clone, Debug, Serialize)]
pub struct Band {
    pub p10: Vec<f64>,
    pub p50: Vec<f64>,
    pub p90: Vec<f64>,
}

/// Metrics by id, in a fixed order.
#[derive(Clone, Debug, Default)]
pub struct Metrics(pub Vec<(&'static str, Metric)>);

impl Metrics {
    /// The metric of that id, if it is listed.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Metric> {
        self.0.iter().find(|(name, _)| *name == id).map(|(_, metric)| metric)
    }

    /// The figure of that id, if it is a scalar and defined.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        match self.get(id) {
            Some(Metric::Scalar(figure)) => Some(figure),
            _ => None,
        }
    }

    /// The expected value of that id, if it is a scalar and defined.
    #[must_use]
    pub fn expected(&self, id: &str) -> Option<f64> {
        self.figure(id).map(|figure| figure.expected)
    }

    /// Why the metric of that id is missing, if it is.
    #[must_use]
    pub fn why(&self, id: &str) -> Option<&str> {
        match self.get(id) {
            Some(Metric::Missing(why)) => Some(why),
            _ => None,
        }
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, metric) in &self.0 {
            match metric {
                Metric::Scalar(figure) => map.serialize_entry(id, figure)?,
                Metric::Array(values) => map.serialize_entry(id, values)?,
                Metric::Object(values) => map.serialize_entry(id, values)?,
                Metric::Missing(why) => {
                    map.serialize_entry(id, &())?;
                    map.serialize_entry(&format!("{id}_why"), why)?;
                }
            }
        }
        map.end()
    }
}

/// One metric.
#[derive(Clone, Debug)]
pub enum Metric {
    /// A single number with its distribution.
    Scalar(Figure),
    /// Values by period or tenure.
    Array(Vec<f64>),
    /// Values by key.
    Object(Map<f64>),
    /// Undefined, and why.
    Missing(String),
}

/// A number, how sure it is, and what it counts.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Expected engine, every assumption at its base.
    pub expected: f64,
    /// Summary of the draws.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub draws: Option<Draws>,
    /// Standard deviation from customers' own chance alone, by exact moments, where the plan is
    /// linear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers_sd: Option<f64>,
    pub unit: FigureUnit,
}

/// Summary of the draws.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Draws {
    pub mean: f64,
    pub sd: f64,
    /// Standard error of the mean.
    pub se: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
}

impl Draws {
    /// Spread below this share of the figure is rounding.
    const ROUNDING: f64 = 1e-9;

    /// Whether the draws differ at all: without ranges and chance they are all the same.
    #[must_use]
    pub fn spread(self) -> bool {
        self.sd > Self::ROUNDING * self.p10.abs().max(self.p90.abs())
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureUnit {
    /// The scenario's currency.
    Money,
    /// A fraction.
    Share,
    /// A ratio such as LTV:CAC.
    Ratio,
    /// People, contacts, points.
    Count,
    /// Periods of the model.
    Periods,
}

/// One number per period.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    pub period: Vec<usize>,
    /// First day of each period, ISO 8601.
    pub date: Vec<String>,
    pub opening: Vec<f64>,
    pub joined: Vec<f64>,
    pub returned: Vec<f64>,
    pub left: Vec<f64>,
    pub closing: Vec<f64>,
    pub revenue: Vec<f64>,
    pub acquisition_spend: Vec<f64>,
    pub retention_spend: Vec<f64>,
    pub cash_flow: Vec<f64>,
    pub discounted_cash_flow: Vec<f64>,
    pub cumulative_discounted_cash_flow: Vec<f64>,
    /// Prospects at the opening; absent without a market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<Vec<f64>>,
    /// Demand on the desks as a share of their capacity; absent without a limited desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk_utilisation: Option<Vec<f64>>,
}

/// One fiscal year of one strategy.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Year {
    /// Year in which the fiscal year ends.
    pub fiscal_year: i32,
    /// Periods of the horizon that fall into it.
    pub periods: usize,
    pub customers_end: f64,
    pub joined: f64,
    pub returned: f64,
    pub left: f64,
    pub revenue: f64,
    /// Revenue less cost of revenue and service cost.
    pub contribution: f64,
    pub acquisition_spend: f64,
    pub retention_spend: f64,
    pub overhead: f64,
    pub tax: f64,
    pub cash_flow: f64,
}

/// Leaving for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonFindings {
    pub reason: String,
    /// Leavers over the horizon.
    pub left: f64,
    /// Leavers per customer at risk and period.
    pub rate: f64,
    /// Whether any programme of this strategy acts on the reason.
    pub reached_here: bool,
    /// Whether any programme of any strategy acts on the reason; if not it is the floor.
    pub reached_anywhere: bool,
}

/// One strategy against the comparison's `against`.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    pub strategy: String,
    pub against: String,
    /// With the scenario's terminal value.
    pub incremental_npv: Figure,
    /// Over the horizon.
    pub incremental_npv_horizon: Figure,
    /// With run-off; absent where it diverges.
    pub incremental_npv_runoff: Option<Figure>,
    /// Share of draws in which the strategy is better; absent without draws.
    pub probability_better: Option<f64>,
    /// Expected loss, over the draws, from choosing this strategy when it is not the best of all.
    pub regret: Option<f64>,
    /// Discounted extra acquisition spend over the horizon.
    pub acquisition_spend_pv: f64,
    /// Discounted extra retention spend over the horizon.
    pub retention_spend_pv: f64,
    /// Period in which cumulative discounted incremental cash turns positive for good; absent when
    /// it does not within the horizon.
    pub payback_period: Option<usize>,
    /// Cumulative discounted cash flow of the difference, per period.
    pub cumulative_difference: Vec<f64>,
    /// Difference of the cash view over the horizon by account group; sums to
    /// `incremental_npv_horizon.expected`.
    pub bridge: Vec<Driver>,
    /// Break-even of the decisive assumption and of those named in `[sensitivity]`.
    pub break_even: Vec<BreakEven>,
}

/// One bar of a bridge.
#[derive(Clone, Debug, Serialize)]
pub struct Driver {
    pub driver: String,
    pub value: f64,
}

/// Where an answer turns.
#[derive(Clone, Debug, Serialize)]
pub struct BreakEven {
    /// Path of the assumption.
    pub assumption: String,
    /// Its name for readers, after "the".
    pub name: String,
    /// Value in stated units, as in force under the strategy, at which the difference is 0; absent when there is none in range.
    pub value: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_why: Option<String>,
    /// Value in force under the strategy: that of the file, after `--set` and `set`.
    pub assumed: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: &'static str,
}

/// The next unit of money, under `strategy`.
#[derive(Clone, Debug, Serialize)]
pub struct NextMoney {
    /// Strategy at which the margins are taken: the winner.
    pub strategy: String,
    /// Levers, acquisition first.
    pub levers: Vec<Lever>,
    /// What the comparison of the best with the worst lever says.
    pub sentence: String,
    /// Figures quoted in `sentence`.
    pub figures: Vec<Quoted>,
    /// Why there is nothing to compare, if so.
    pub why_missing: Option<String>,
}

/// One lever that money can go to.
#[derive(Clone, Debug, Serialize)]
pub struct Lever {
    /// Path of what is moved, such as `channels.ads.spend`.
    pub path: String,
    /// Words for readers.
    pub name: String,
    pub side: Side,
    /// Whether the lever can take more money: a programme that reaches everybody cannot.
    pub can_grow: bool,
    /// Discounted spend posted in the lever's accounts over the horizon.
    pub spend_pv: f64,
    /// 1 + ΔNPV/Δspend: what the last unit of money brings back.
    pub marginal_return: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marginal_return_why: Option<String>,
}

/// Which side of the product's question a lever is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Acquisition,
    Retention,
}

/// A gate and its verdict.
#[derive(Clone, Debug, Serialize)]
pub struct CheckFindings {
    pub id: String,
    pub metric: String,
    pub strategy: Option<String>,
    pub versus: Option<String>,
    pub segment: Option<String>,
    pub channel: Option<String>,
    pub statistic: &'static str,
    pub verdict: CheckVerdict,
    pub severity: &'static str,
    /// Figure compared; absent with a reason.
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_why: Option<String>,
    /// Interval of the figure by its simulation error; equal ends where there is none.
    pub interval: Option<[f64; 2]>,
    /// Comparison as written.
    pub limit: String,
    /// Limit as a number in the metric's unit.
    pub limit_value: f64,
    pub unit: FigureUnit,
}

/// Outcome of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    Pass,
    Fail,
    /// The simulation's error does not allow a verdict, or the metric is missing.
    Uncertain,
}

/// One number of the file.
#[derive(Clone, Debug, Serialize)]
pub struct AssumptionFindings {
    pub path: String,
    /// The strategy whose `set` states it.
    pub strategy: Option<String>,
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: String,
    /// Id of the source.
    pub source: Option<String>,
    /// Kind of the source.
    pub kind: Option<String>,
    pub confidence: Option<String>,
    pub owner: Option<String>,
    pub note: Option<String>,
    pub file: String,
    pub line: usize,
    /// Change of the winner's incremental `npv` from low to high; absent without a range.
    pub swing: Option<f64>,
}

/// Evidence.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFindings {
    pub id: String,
    pub title: String,
    pub kind: String,
    pub owner: Option<String>,
    pub date: Option<String>,
    pub confidence: Option<String>,
    pub url: Option<String>,
}

/// A sum that must close.
#[derive(Clone, Debug, Serialize)]
pub struct Integrity {
    pub id: String,
    /// What is compared, in words.
    pub meaning: String,
    /// Largest residual, relative to the gross flow.
    pub residual: f64,
    /// What is allowed.
    pub tolerance: f64,
    pub verdict: CheckVerdict,
}

/// An ordered map, serialised as an object.
#[derive(Clone, Debug, Default)]
pub struct Map<T>(pub Vec<(String, T)>);

impl<T> Map<T> {
    /// The entry of that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
