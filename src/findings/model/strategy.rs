//! What one strategy leads to.

use super::{
    AccountFindings, Accounting, Band, Billing, Map, Metrics, PartFlows, PartSeries, Sentence,
};
use serde::Serialize;

/// One strategy.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyFindings {
    /// Its id.
    pub id: String,
    pub(crate) name: String,
    /// Whether it may be the answer; else it is shown beside it.
    pub candidate: bool,
    /// Its figures.
    pub metrics: Metrics,
    /// The same by segment.
    pub segments: Vec<PartFindings>,
    /// What belongs to no segment: with the segments it sums to the strategy.
    pub common: PartFindings,
    /// The same by channel.
    pub channels: Vec<PartFindings>,
    /// What belongs to no channel: with the channels it sums to the strategy.
    pub without_channel: PartFlows,
    /// The same by programme.
    pub programmes: Vec<PartFindings>,
    /// What points are redeemed for, where a programme has a catalogue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<RewardFindings>,
    /// Customers and money by period.
    pub series: Series,
    /// Recurring revenue and what moves it.
    pub billing: Billing,
    /// The accounts of the ledger, in its order.
    pub accounts: Vec<AccountFindings>,
    /// Postings per account and period, in a fixed order.
    pub ledger: Map<Vec<f64>>,
    /// One row per fiscal year.
    pub years: Vec<Year>,
    /// How long those who join at different times stay; absent where too few cohorts join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_triangle: Option<Triangle>,
    /// Leavers by reason over the horizon, expected engine.
    pub reasons: Vec<ReasonFindings>,
    /// Band of the draws for the cumulative discounted cash flow: P10, P50, P90 per period; absent
    /// without draws.
    pub cumulative_band: Option<Band>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cumulative_band_why: Option<Sentence>,
    /// Beside cash; absent where nothing is deferred or capitalised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounting: Option<Accounting>,
}

/// A segment, channel or programme.
#[derive(Clone, Debug, Serialize)]
pub struct PartFindings {
    /// Its id.
    pub id: String,
    pub(crate) name: String,
    /// Tenures that the data of a segment's churn cover, in periods; absent where a formula gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<usize>,
    /// Its figures.
    pub metrics: Metrics,
    /// Of a segment or a channel, and of what belongs to none.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub flows: Option<PartFlows>,
}

/// A reward of a points programme, over the horizon.
#[derive(Clone, Debug, Serialize)]
pub struct RewardFindings {
    /// `programme.reward`.
    pub id: String,
    pub(crate) name: String,
    /// Name of its programme.
    pub programme: String,
    /// Share of the points redeemed.
    pub share: f64,
    /// Points redeemed for it.
    pub points: f64,
    /// What 1,000 points are worth to the member, on average over those redeemed.
    pub value_per_1000: f64,
    /// What 1,000 points cost.
    pub cost_per_1000: f64,
    /// What it costs, undiscounted.
    pub cost: f64,
}

/// One number per period.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    pub(crate) period: Vec<usize>,
    /// First day of each period, ISO 8601.
    pub date: Vec<String>,
    /// What the whole and every part have.
    #[serde(flatten)]
    pub flows: PartSeries,
    /// Prospects at the opening; absent without a market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<Vec<f64>>,
    /// Share of prospects who know the name at the opening; absent without a brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<Vec<f64>>,
    /// Share of prospects to whom it was recommended, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended: Option<Vec<f64>>,
    /// Demand on the desks as a share of their capacity; absent without a limited desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk_utilisation: Option<Vec<f64>>,
    /// Customers billed as a share of the capacity of their segment, of the fullest segment; no number where
    /// there is no room at all. Absent without a capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_utilisation: Option<Vec<Option<f64>>>,
    /// Customers at the end as a share of all who can be reached; no number where nobody can. Absent without
    /// a market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market_penetration: Option<Vec<Option<f64>>>,
}

/// One fiscal year of one strategy, or what a strategy changes in it; undiscounted.
#[derive(Clone, Debug, Serialize)]
pub struct Year {
    /// Year in which the fiscal year ends.
    pub fiscal_year: i32,
    /// Periods of the horizon that fall into it.
    pub periods: usize,
    /// Its figures by name, in the order in which they are told.
    #[serde(flatten)]
    pub figures: Map<f64>,
}

/// Cohorts side by side, expected engine.
#[derive(Clone, Debug, Serialize)]
pub struct Triangle {
    /// Periods since joining, of the columns.
    pub tenures: Vec<usize>,
    pub(crate) cohorts: Vec<CohortFindings>,
}

/// The customers who join at the start of one period.
#[derive(Clone, Debug, Serialize)]
pub struct CohortFindings {
    /// In which they join.
    pub period: usize,
    /// Its first day, ISO 8601.
    pub date: String,
    /// How many join.
    pub joined: f64,
    /// Share of them still active at each of the tenures, as far as the horizon goes.
    pub active: Vec<f64>,
}

/// Leaving for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonFindings {
    pub(crate) reason: String,
    /// Leavers over the horizon.
    pub left: f64,
    /// Leavers per customer at risk and period.
    pub rate: f64,
    /// Names of the programmes of this strategy that act on the reason.
    pub reached_by: Vec<String>,
    /// Whether any programme of this strategy acts on the reason.
    pub reached_here: bool,
    /// Whether any programme of any strategy acts on the reason; if not it is the floor.
    pub reached_anywhere: bool,
}
