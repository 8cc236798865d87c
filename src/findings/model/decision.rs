//! How strategies compare, where the answer turns and where the next money goes.

use super::sentence::{Keyed, spoken};
use super::{BreakEven, Figure, Reason, Sentence, Slot};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One strategy against the comparison's `against`.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    pub strategy: String,
    pub against: String,
    /// With the scenario's terminal value.
    pub incremental_npv: Figure,
    /// Over the horizon.
    pub incremental_npv_horizon: Figure,
    /// With what the customers still bring if the decision ends with the horizon; that of the horizon where
    /// nothing after it counts; absent where it diverges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incremental_npv_stop: Option<Figure>,
    /// The same if each strategy's programmes go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incremental_npv_go_on: Option<Figure>,
    /// Share of draws in which the strategy is better; absent without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_better: Option<f64>,
    /// Expected loss, over the draws, from choosing this strategy when it is not the best of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regret: Option<f64>,
    /// Discounted extra acquisition spend over the horizon.
    pub acquisition_spend_pv: f64,
    /// Discounted extra retention spend over the horizon.
    pub retention_spend_pv: f64,
    /// Period in which cumulative discounted incremental cash turns positive for good; absent when
    /// it does not within the horizon, and when what follows the horizon takes more than it.
    pub payback_period: Option<usize>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payback_period_why: Option<Sentence>,
    /// Periods within which it does not come, where it may come later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payback_period_beyond: Option<usize>,
    /// How many periods have passed by then since the strategies first differed, that period included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payback_periods: Option<usize>,
    /// Cumulative discounted cash flow of the difference, per period.
    pub cumulative_difference: Vec<f64>,
    /// Difference of the cash view over the horizon by account group; sums to
    /// `incremental_npv_horizon.expected`.
    pub bridge: Vec<Driver>,
    /// Break-even of the decisive assumption and of those named in `[sensitivity]`.
    pub break_even: Vec<BreakEven>,
    /// The gain programme by programme; absent where the strategy adds none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<super::Attribution>,
    /// Quantiles over the draws of the cumulative discounted difference; absent without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cumulative_band: Option<super::Band>,
    /// The gain at evenly spread shares of the draws, 0 % to 100 % in steps of 2.5 %; absent without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<Vec<f64>>,
}

/// One bar of a bridge.
#[derive(Clone, Debug, Serialize)]
pub struct Driver {
    pub driver: String,
    pub value: f64,
}

/// The next unit of money, under `strategy`.
#[derive(Clone, Debug, Serialize)]
pub struct NextMoney {
    /// Strategy at which the margins are taken: the winner.
    pub strategy: String,
    /// Levers, acquisition first.
    pub levers: Vec<Lever>,
    /// What the comparison of the best with the worst lever says, with the figures that it quotes.
    #[serde(flatten, serialize_with = "sentence")]
    pub sentence: Option<Sentence>,
    /// Why there is nothing to compare, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_missing: Option<Sentence>,
}

fn sentence<S: Serializer>(sentence: &Option<Sentence>, serializer: S) -> Result<S::Ok, S::Error> {
    let (text, figures) = sentence.as_ref().map(spoken).unwrap_or_default();
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("sentence", &text)?;
    map.serialize_entry("figures", &figures)?;
    if let Some(sentence) = sentence {
        map.serialize_entry("said", &Keyed(sentence))?;
    }
    map.end()
}

/// One lever that money can go to.
#[derive(Clone, Debug, Serialize)]
pub struct Lever {
    /// Path of what is moved, such as `channels.ads.spend`.
    pub path: String,
    /// Words for readers.
    pub name: Slot,
    pub side: Side,
    /// Whether the lever can take more money: a programme that reaches everybody cannot.
    pub can_grow: bool,
    /// Whether more than three quarters of its spend does not move with a programme's reach, or with a channel's
    /// customers, so that it takes little more money.
    pub mostly_fixed: bool,
    /// Highest share of its desk's capacity in use over the horizon; absent without a stated capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy: Option<f64>,
    /// Discounted spend posted in the lever's accounts over the horizon.
    pub spend_pv: f64,
    /// 1 + ΔNPV/spend against a plan without the lever: what a unit of its money brings back on average; absent
    /// where nothing is spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_return: Option<f64>,
    /// 1 + ΔNPV/Δspend: what the last unit of money brings back.
    pub marginal_return: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marginal_return_why: Option<Reason>,
}

impl Lever {
    /// Whether more than a little money can go to it.
    pub const fn takes_money(&self) -> bool {
        self.can_grow && !self.mostly_fixed
    }
}

/// Which side of the product's question a lever is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Acquisition,
    Retention,
}
