//! What the numbers rest on, and which limits hold.

use super::messages::SUM_UNDER;
use super::{Reason, Sentence, Slot, Whys};
use crate::metric::Unit;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A gate and its verdict.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckFindings {
    pub(crate) id: String,
    /// Id of the metric.
    pub metric: String,
    /// Strategy; absent where the metric is the same under all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) versus: Option<String>,
    /// Segment whose figure it is; absent for the whole strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Channel, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// `expected`, `mean`, `p10`, `p50`, `p90`, `probability_above`, `max_over_time` or `min_over_time`.
    pub statistic: &'static str,
    /// How it ends.
    pub verdict: CheckVerdict,
    pub(crate) severity: &'static str,
    /// Figure compared; absent with a reason.
    pub value: Option<f64>,
    /// Why there is no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_why: Option<Slot>,
    /// What the missing figure is known to reach: periods of a payback that does not come within so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<f64>,
    /// Draws without a number, of those that the figure is taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined_draws: Option<usize>,
    /// Why they have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined_draws_why: Option<Whys>,
    /// Interval of the figure by its simulation error; equal ends where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<[f64; 2]>,
    /// Comparison as written.
    pub limit: String,
    /// Limit as a number in the metric's unit; absent with a reason where it is relative to a baseline
    /// that does not have the figure.
    pub limit_value: Option<f64>,
    /// Why the limit is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_value_why: Option<Slot>,
    /// Figure of the baseline that a relative limit begins from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// How much of the gain of the baseline a relative limit lets go, as a share of it: above 1 the whole gain can
    /// go unseen. Absent where the limit is not one on a strategy's net present value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack_share_of_gain: Option<f64>,
    pub(crate) unit: Unit,
}

/// Outcome of a gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The simulation's error, draws without a number or a bound do not allow a verdict, or the baseline is missing.
    #[default]
    Uncertain,
}

/// One number of the file.
#[derive(Clone, Debug, Serialize)]
pub struct AssumptionFindings {
    /// Path in the scenario, such as `programmes.save-desk.accept`.
    pub path: String,
    /// Words for readers, after "the": `acceptance of Save desk`.
    pub name: Slot,
    /// The strategy whose `set` states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// Whether that is a change for good: it stays after the horizon, whatever `after_horizon` says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub for_good: bool,
    /// Base value, in stated units.
    pub value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) low: Option<f64>,
    /// High end of its range; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    pub(crate) unit: String,
    /// Id of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Kind of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) file: String,
    pub(crate) line: usize,
    /// Change of the winner's incremental `npv` from low to high; absent where it was not tried.
    pub swing: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swing_why: Option<Sentence>,
    /// The incremental `npv` with this assumption at its low end, the others at their base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_low: Option<f64>,
    /// The same at its high end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_high: Option<f64>,
    /// The two values that were tried where no range is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<[f64; 2]>,
    /// Rank correlation with the gain over the draws, −1 to 1; absent without draws of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank_correlation: Option<f64>,
    /// Its standard error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank_correlation_se: Option<f64>,
}

/// Evidence.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFindings {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// A sum that must close, under one strategy.
#[derive(Clone, Debug)]
pub struct Integrity {
    /// What is compared.
    pub sum: Reason,
    /// Id of the strategy.
    pub strategy: String,
    /// Largest residual, relative to the gross flow.
    pub residual: f64,
    /// What is allowed.
    pub tolerance: f64,
    /// Whether the sum closes.
    pub verdict: CheckVerdict,
}

impl Integrity {
    /// Largest residual of a sum that closes, relative to its gross flow.
    pub const TOLERANCE: f64 = 1e-9;

    /// The verdict on the residual of a sum under a strategy.
    pub fn of(sum: Reason, strategy: &str, residual: f64) -> Self {
        let tolerance = Self::TOLERANCE;
        let verdict = if residual <= tolerance { CheckVerdict::Pass } else { CheckVerdict::Fail };
        Self { sum, strategy: strategy.to_owned(), residual, tolerance, verdict }
    }

    /// What the key of its words ends with.
    pub fn id(&self) -> &'static str {
        self.sum.key.trim_start_matches("integrity.sum.")
    }

    /// What is compared, and under which strategy.
    pub fn meaning(&self) -> Sentence {
        SUM_UNDER.say([self.strategy.as_str().into(), self.sum.into()])
    }
}

impl Serialize for Integrity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Integrity", 5)?;
        fields.serialize_field("id", self.id())?;
        fields.serialize_field("meaning", &self.meaning())?;
        fields.serialize_field("residual", &self.residual)?;
        fields.serialize_field("tolerance", &self.tolerance)?;
        fields.serialize_field("verdict", &self.verdict)?;
        fields.end()
    }
}
