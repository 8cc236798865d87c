//! What single programmes and single assumptions are worth to a comparison.

use super::{Sentence, Slot};
use serde::Serialize;

/// The gain of a strategy taken apart programme by programme.
///
/// The players are the programmes that the strategy runs and the strategy it is compared with does not.
/// Their Shapley values and `other_changes` sum to the gain in `npv`.
#[derive(Clone, Debug, Serialize)]
pub struct Attribution {
    /// The players, in the order of the strategy.
    pub programmes: Vec<ProgrammeWorth>,
    /// What is left of the gain without any of them: values that the strategy sets, programmes that it drops.
    pub other_changes: f64,
    /// What the money of all players together brings in the best other use.
    pub same_money: Option<SameMoney>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_money_why: Option<Sentence>,
    /// Orders of adding that were drawn, where there are too many programmes for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled_orders: Option<usize>,
}

impl Attribution {
    /// The programme that loses most beside the others, with its place; none where all of them gain or only
    /// one is there.
    pub fn loser(&self) -> Option<(usize, &ProgrammeWorth)> {
        let all = self.programmes.iter().enumerate().filter(|_| self.programmes.len() > 1);
        let losing = all.filter(|(_, one)| one.incremental_npv_last < 0.0);
        losing.min_by(|a, b| a.1.incremental_npv_last.total_cmp(&b.1.incremental_npv_last))
    }
}

/// One programme of a bundle. Money is `npv` with the scenario's terminal value.
#[derive(Clone, Debug, Serialize)]
pub struct ProgrammeWorth {
    pub(crate) id: String,
    /// Its name.
    pub name: String,
    /// Gain where it is the only player that runs.
    pub incremental_npv_alone: f64,
    /// Gain on top of all other players.
    pub incremental_npv_last: f64,
    /// Mean gain over all orders of adding the players.
    pub incremental_npv_shapley: f64,
    /// Standard error of that mean; absent where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incremental_npv_shapley_se: Option<f64>,
    /// Discounted acquisition and retention spend, refunds included, that the programme adds to all others.
    pub spend_pv: f64,
    /// What that spend brings in the best other use.
    pub same_money: Option<SameMoney>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_money_why: Option<Sentence>,
    /// Where the programme, added last, neither gains nor loses.
    pub break_even: Option<BreakEven>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_even_why: Option<Sentence>,
}

/// The best other use of the money of programmes.
#[derive(Clone, Debug, Serialize)]
pub struct SameMoney {
    /// Path of the lever that the money would move.
    pub lever: String,
    pub(crate) name: Slot,
    /// Factor on the lever that spends the same.
    pub factor: f64,
    /// Gain there, over the strategy without the programmes.
    pub incremental_npv: f64,
}

/// How the gain hangs on the assumptions, beyond their swings.
#[derive(Clone, Debug, Serialize)]
pub struct SensitivityFindings {
    /// Strategy whose gain is looked at.
    pub strategy: String,
    pub(crate) against: String,
    /// Assumptions that nothing measured or published backs and that have no range: no swing shows what hangs on them.
    pub unranged_judgements: usize,
    /// Share of the sum of all swings that belongs to assumptions without measured or published evidence.
    pub judgement_swing_share: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgement_swing_share_why: Option<Sentence>,
    /// Gain over two assumptions at a time: for each pair of the file that over today, then that over the rival.
    pub grids: Vec<GridFindings>,
}

/// The gain over two assumptions.
#[derive(Clone, Debug, Serialize)]
pub struct GridFindings {
    /// Strategy whose gain it is.
    pub(crate) strategy: String,
    /// What it is set against.
    pub(crate) against: String,
    /// Assumption along the rows.
    pub x: GridAxis,
    /// Assumption from row to row.
    pub y: GridAxis,
    /// `npv` gained: a row for each value of `y`, in it a number for each value of `x`; null where the
    /// scenario has no value there.
    pub gain: Vec<Vec<Option<f64>>>,
    /// Why some are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain_why: Option<Sentence>,
}

/// One of the two assumptions.
#[derive(Clone, Debug, Serialize)]
pub struct GridAxis {
    /// Path of the assumption.
    pub path: String,
    pub(crate) name: Slot,
    pub(crate) unit: &'static str,
    /// Values in stated units, ascending, evenly spaced.
    pub values: Vec<f64>,
    /// Value in force.
    pub assumed: f64,
}

/// Where an answer turns.
#[derive(Clone, Debug, Serialize)]
pub struct BreakEven {
    /// Path of the assumption.
    pub assumption: String,
    /// Its name for readers, after "the".
    pub name: Slot,
    /// Value in stated units, as in force under the strategy, at which the difference is 0; absent when
    /// there is none in range.
    pub value: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_why: Option<Sentence>,
    /// Value in force under the strategy: that of the file, after `--set` and `set`.
    pub assumed: f64,
    /// Low end of its range; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// High end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    pub(crate) unit: &'static str,
    /// Id of the source of the assumed value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Which side of the product's question a lever is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Finding customers.
    Acquisition,
    /// Keeping them.
    Retention,
}

/// What a channel, or spending on each customer, brings a period at a constant spend, before season, events, market
/// and word of mouth.
#[derive(Clone, Debug, Serialize)]
pub struct ResponseFindings {
    /// Path of the spend.
    pub path: String,
    pub(crate) name: Slot,
    /// Whether it finds customers or keeps them.
    pub side: Side,
    /// Spend of the first period with any: of retention for each customer.
    pub spend: f64,
    /// Customers a period at that spend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customers: Option<f64>,
    /// Share of customers kept a period at that spend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kept: Option<f64>,
    /// By how much more of it half as much spend again brings, as a share.
    pub(crate) half_as_much_again: f64,
    /// Spend at which the last customer of a channel costs what one is worth; absent where the curve has no such place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worthwhile: Option<f64>,
    /// Limits that `[optimise]` states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max: Option<f64>,
    /// Spends, evenly spaced from none to twice the one planned.
    pub spends: Vec<f64>,
    /// Customers, or the share kept, a period at each of them.
    pub brings: Vec<f64>,
}
