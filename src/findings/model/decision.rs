//! How strategies compare, where the answer turns and where the next money goes.

use super::sentence::{Line, Spoken};
use super::{BreakEven, Figure, Reason, Sentence, Side, Slot};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One strategy against the comparison's `against`.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Id of the strategy.
    pub strategy: String,
    /// Id of what it is compared with.
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
    /// What of the gain comes after the horizon: `incremental_npv` less `incremental_npv_horizon`.
    pub incremental_npv_after: f64,
    /// Share of draws in which the strategy is better; absent without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_better: Option<f64>,
    /// Expected loss, over the draws, from choosing this strategy when it is not the best of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regret: Option<f64>,
    /// Share of the draws in which all candidates have a value that the strategy is the best of them in; absent without
    /// draws, and where the strategy is no candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_best: Option<f64>,
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
    /// How it goes on after the horizon with what `npv` counts there: until it is paid back and 95 % of what
    /// follows has come, over at most as many periods again. Empty where nothing after the horizon counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cumulative_difference_after: Vec<f64>,
    /// First day of the last period that is followed, ISO 8601.
    pub followed_until: String,
    /// Where the money is furthest out; absent where it never is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_out: Option<MostOut>,
    /// Period in which the cumulative difference turns positive for good, also after the horizon; absent where it does
    /// not as far as it is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_period: Option<usize>,
    /// First day of that period, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_date: Option<String>,
    /// The difference by fiscal year, as it enters a budget.
    pub years: Vec<super::Year>,
    /// Difference of the cash view over the horizon by account group; sums to
    /// `incremental_npv_horizon.expected`.
    pub bridge: Vec<Driver>,
    /// The same by cause: what customers bring, and what programmes cost; sums to it likewise.
    pub causes: Vec<Driver>,
    /// Break-even of the decisive assumption and of those named in `[sensitivity]`.
    pub break_even: Vec<BreakEven>,
    /// The gain with one assumption at a time at the ends of its range, the widest swing first; of the winner, or the
    /// best other candidate where nothing is better than today.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tornado: Vec<AssumptionSwing>,
    /// Share of these swings that belongs to assumptions which nothing measured or published backs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgement_swing_share: Option<f64>,
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

/// The lowest point of a cumulative difference.
#[derive(Clone, Debug, Serialize)]
pub struct MostOut {
    /// Discounted cash that is out by then, a positive number.
    pub amount: f64,
    /// Period, which may lie after the horizon.
    pub period: usize,
    /// First day of that period, ISO 8601.
    pub date: String,
}

/// One bar of a bridge.
#[derive(Clone, Debug, Serialize)]
pub struct Driver {
    /// What it is, such as `revenue` or `dead-weight`.
    pub driver: String,
    /// Discounted money, above zero where it adds to the gain.
    pub value: f64,
}

/// A gain with one assumption at the ends of its range, the others at their base.
#[derive(Clone, Debug, Serialize)]
pub struct AssumptionSwing {
    /// Place of the assumption in the register.
    #[serde(skip)]
    pub place: usize,
    /// Path of the assumption.
    pub assumption: String,
    /// The strategy whose `set` states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// Its name for readers, after "the".
    pub name: Slot,
    pub(crate) unit: String,
    /// Low end of its range, in stated units.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// Gain at the low end.
    pub at_low: f64,
    /// Gain at the high end.
    pub at_high: f64,
    /// The gain by the end of the plan, likewise.
    pub at_low_horizon: f64,
    pub(crate) at_high_horizon: f64,
}

impl AssumptionSwing {
    /// Its size.
    pub fn width(&self) -> f64 {
        (self.at_high - self.at_low).abs()
    }
}

/// Where another candidate overtakes the winner, inside the range of one assumption.
#[derive(Clone, Debug, Serialize)]
pub struct Flip {
    /// Where it does.
    #[serde(flatten)]
    pub turn: BreakEven,
    /// Who is then ahead.
    pub to: String,
}

impl Flip {
    /// How far from what is assumed, as a share of the way to the end of the range.
    pub fn distance(&self) -> f64 {
        let BreakEven { value, assumed, low, high, .. } = &self.turn;
        let Some(value) = value else { return f64::INFINITY };
        let end = if value > assumed { high } else { low };
        end.map_or(f64::INFINITY, |end| ((value - assumed) / (end - assumed)).abs())
    }
}

/// The next unit of money, under `strategy`.
#[derive(Clone, Debug, Serialize)]
pub struct NextMoney {
    /// Strategy at which the margins are taken: the winner.
    pub strategy: String,
    /// Levers, acquisition first.
    pub levers: Vec<Lever>,
    /// The move of money from one lever to another that gains most; absent where none is told.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub moved: Option<MoneyMove>,
    /// What is said of it, and which lever to stop, with the figures that are quoted.
    #[serde(flatten, serialize_with = "lines")]
    pub lines: Vec<Line>,
    /// Why there is nothing to move, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_missing: Option<Sentence>,
}

fn lines<S: Serializer>(lines: &[Line], serializer: S) -> Result<S::Ok, S::Error> {
    let Spoken { text, figures, said } = Spoken::of(lines);
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("sentence", &text)?;
    map.serialize_entry("figures", &figures)?;
    map.serialize_entry("said", &said)?;
    map.end()
}

/// Money that moves from one lever to another, all other levers as stated and the spend of the strategy the same.
#[derive(Clone, Debug, Serialize)]
pub struct MoneyMove {
    /// Path of the lever that gives.
    pub from: String,
    /// Path of the lever that takes.
    pub to: String,
    /// Money that moves in a period on average, undiscounted.
    pub amount_per_period: f64,
    /// `npv` gained.
    pub gain: f64,
    /// P10 and P90 of that over the draws of the assumptions; absent without such draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p10: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) p90: Option<f64>,
    /// What stops it there.
    pub until: Until,
}

/// What stops a move of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// The last unit brings back as much on both sides.
    Even,
    /// The desk of the lever that takes has no minute left.
    Full,
    /// The programme that takes reaches everybody.
    Reached,
    /// The bound of `[optimise]` on the lever that takes.
    Bound,
    /// Nothing more may be taken from the lever that gives.
    Empty,
    /// The lever that takes has twice its money: further out the figures have no ground.
    Doubled,
}

/// One lever that money can go to.
#[derive(Clone, Debug, Serialize)]
pub struct Lever {
    /// Path of what is moved, such as `channels.ads.spend`.
    pub path: String,
    /// Words for readers.
    pub name: Slot,
    pub(crate) side: Side,
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
