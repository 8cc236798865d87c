//! The best split of a budget over the levers of one strategy.

use super::{Reason, Sentence, Side, Slot};
use serde::Serialize;

/// What `tenure optimise` found (`docs/model.md`, section 10).
#[derive(Clone, Debug, Serialize)]
pub struct Optimum {
    /// Id of the strategy that it starts from.
    pub strategy: String,
    /// Its name.
    pub name: String,
    /// Id of the metric that is as large as possible.
    pub objective: &'static str,
    /// Limit on discounted spend over the horizon, as the budget counts it.
    pub budget: f64,
    /// Where the limit comes from: `option`, `scenario`, or `today` for the spend of the strategy itself.
    pub budget_from: &'static str,
    /// What counts against it: `acquisition`, `retention` or both.
    pub counts: Vec<&'static str>,
    /// The strategy as the file states it.
    pub today: Split,
    /// The best split within the budget.
    pub best: Split,
    /// NPV of the best split above that of today.
    pub gain: f64,
    /// The best split without a limit, within the bounds of the levers.
    pub unlimited: Split,
    /// What one more unit of the budget brings in NPV after it is paid, at the best split; 0 where the budget is not
    /// used up.
    pub shadow_price: f64,
    /// What is moved.
    pub levers: Vec<OptimumLever>,
    /// What could be meant by the levers, and why it is not moved.
    pub left_out: Vec<LeftOut>,
    /// Best NPV by budget, ascending.
    pub frontier: Vec<FrontierPoint>,
    /// Smallest budget that meets each of the strategy's gates on expected figures.
    pub targets: Vec<BudgetTarget>,
    /// Gates on expected figures that do not hold at the best split.
    pub failing: Vec<String>,
    /// NPV over the spend of both sides; absent where one side has no lever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mix: Option<MixGrid>,
    /// The best split as a strategy, ready to be put into the scenario.
    pub snippet: String,
}

/// Money of one split.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Split {
    /// What is as large as possible.
    pub npv: f64,
    /// Discounted spend over the horizon, as the budget counts it.
    pub spend_pv: f64,
    /// Discounted acquisition spend.
    pub acquisition_spend_pv: f64,
    /// Discounted retention spend.
    pub retention_spend_pv: f64,
    /// Discounted refunds; they count as spent on retention.
    pub refunds_pv: f64,
}

/// One lever at three splits.
#[derive(Clone, Debug, Serialize)]
pub struct OptimumLever {
    /// Path of what is moved, such as `channels.ads.spend`.
    pub path: String,
    /// Words for readers.
    pub name: Slot,
    pub(crate) side: Side,
    /// `money`, `count` or `share`.
    pub unit: &'static str,
    /// Its value as the file states it.
    pub today: f64,
    /// Value at the best split.
    pub best: f64,
    /// Value where the budget does not bind.
    pub unlimited: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// Whether the file states the limits; else they are those of the search.
    pub min_stated: bool,
    pub(crate) max_stated: bool,
    /// 1 + ΔNPV/Δspend today; absent where the lever moves no money that the budget counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marginal_return_today: Option<f64>,
    /// The same at the best split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marginal_return_best: Option<f64>,
    /// What holds the lever at the best split, if anything does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// What the lever does on its own, the others as in the best split.
    pub curve: LeverCurve,
}

/// What holds a lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// The programme does not run.
    Off,
    /// Its lowest value.
    Minimum,
    /// Its highest value.
    Maximum,
    /// Everybody is reached.
    FullReach,
    /// As far as the search goes without a stated highest value.
    Search,
    /// A check that holds today would fail beyond.
    Check,
    /// The desk's agents are busy in some period: more contacts are not served.
    Capacity,
}

/// Values of a lever, evenly spaced from its lowest to its highest, and what follows.
#[derive(Clone, Debug, Serialize)]
pub struct LeverCurve {
    pub(crate) values: Vec<f64>,
    pub(crate) npv: Vec<Option<f64>>,
    /// Why some are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npv_why: Option<Reason>,
}

/// A lever that is not moved.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// Path of what would be moved.
    pub path: String,
    pub(crate) why: Sentence,
}

/// The best split at one budget.
#[derive(Clone, Debug, Serialize)]
pub struct FrontierPoint {
    pub(crate) budget: f64,
    /// Net present value of the best split.
    pub npv: f64,
    pub(crate) spend_pv: f64,
    /// NPV per unit more of the budget; 0 where it is not used up.
    pub shadow_price: f64,
    /// Values of the levers, in their order.
    pub values: Vec<f64>,
}

/// The smallest budget at which a gate holds.
#[derive(Clone, Debug, Serialize)]
pub struct BudgetTarget {
    /// Id of the gate; `all` for all of them together.
    pub check: String,
    /// What it asks for.
    pub must: String,
    /// Id of its metric; absent for `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// Discounted spend of the cheapest split on the frontier that meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// NPV there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npv: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Reason>,
}

/// NPV over the spend of acquisition (across) and retention (up).
#[derive(Clone, Debug, Serialize)]
pub struct MixGrid {
    /// Discounted spend, evenly spaced.
    pub acquisition: Vec<f64>,
    pub(crate) retention: Vec<f64>,
    /// One row for each step of retention.
    pub npv: Vec<Vec<Option<f64>>>,
    /// Why some are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npv_why: Option<Reason>,
    /// Places of the strategy as it is, and of the best split: acquisition, retention.
    pub today: [f64; 2],
    pub(crate) best: [f64; 2],
}

impl Optimum {
    /// Whether the best split without a limit stands where the search ends and no file says so: more may pay still.
    pub fn search_ends(&self) -> bool {
        let at_end = |lever: &OptimumLever| lever.unlimited >= lever.max * (1.0 - 1e-9);
        let free = |lever: &OptimumLever| !lever.max_stated && lever.unit != "share";
        self.levers.iter().any(|lever| free(lever) && at_end(lever))
    }
}
