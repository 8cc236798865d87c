//! Which metrics do a strategy, a segment, a channel and a programme have?

use crate::findings::messages::*;
pub use crate::findings::model::Value;
use crate::findings::model::{Absent, Known, Reason};
use crate::metric::Level;
use crate::scenario::AfterHorizon;

/// A metric by its id, and what it comes to.
pub type Measure = (&'static str, Value);

/// What has metrics under a strategy: the strategy, or one of its parts by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    Strategy,
    Segment(usize),
    /// What belongs to no segment.
    Common,
    /// Channels, then referral programmes.
    Channel(usize),
    Programme(usize),
}

impl Holder {
    /// Its level.
    pub const fn level(self) -> Level {
        match self {
            Self::Strategy => Level::Strategy,
            Self::Segment(_) => Level::Segment,
            Self::Common => Level::Common,
            Self::Channel(_) => Level::Channel,
            Self::Programme(_) => Level::Programme,
        }
    }
}

/// Which metrics are asked for?
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    All,
    /// By their ids.
    Named(&'a [&'static str]),
    /// By their places among all that are measured.
    Places(&'a [bool]),
}

/// Metrics being listed: what nobody asks for is not worked out.
#[derive(Debug)]
pub(super) struct List<'a> {
    wanted: Wanted<'a>,
    /// How many were named so far, wanted or not.
    named: usize,
    pub(super) all: Vec<(Holder, Vec<Measure>)>,
}

impl<'a> List<'a> {
    pub(super) const fn new(wanted: Wanted<'a>) -> Self {
        Self { wanted, named: 0, all: Vec::new() }
    }

    /// What is added from here on is the holder's.
    pub(super) fn of(&mut self, holder: Holder) -> &mut Self {
        self.all.push((holder, Vec::new()));
        self
    }

    pub(super) fn add(&mut self, id: &'static str, value: impl FnOnce() -> Value) {
        let wanted = match self.wanted {
            Wanted::All => true,
            Wanted::Named(ids) => ids.contains(&id),
            Wanted::Places(places) => places[self.named],
        };
        self.named += 1;
        if let Some((_, own)) = self.all.last_mut().filter(|_| wanted) {
            own.push((id, value()));
        }
    }
}

/// All scalar metrics of one strategy that need no other strategy.
#[derive(Clone, Debug)]
pub struct Measures {
    /// Of the strategy, then of segments, channels, programmes, and of what is common.
    pub all: Vec<(Holder, Vec<Measure>)>,
    /// Sums that comparisons need.
    pub totals: Totals,
}

impl Measures {
    /// Adds the value with what runs after the horizon where that is not what the scenario names.
    pub fn with_other(mut self, after: AfterHorizon, value: Value) -> Self {
        let other = metric_after(after);
        let own = self.all[0].1.iter_mut().filter(|(id, _)| *id == other);
        own.for_each(|(_, known)| *known = value);
        self
    }

    /// What is measured of the strategy or of one of its parts.
    pub fn of(&self, holder: Holder) -> &[Measure] {
        let found = self.all.iter().find(|(own, _)| *own == holder);
        found.map_or(&[], |(_, measures)| measures)
    }

    /// One figure, if it is measured there.
    pub fn value(&self, holder: Holder, id: &str) -> Option<Value> {
        self.of(holder).iter().find(|(own, _)| *own == id).map(|(_, value)| *value)
    }
}

/// The metric that has a strategy's value with what runs after the horizon.
pub const fn metric_after(after: AfterHorizon) -> &'static str {
    match after {
        AfterHorizon::Stop => "npv_stop",
        AfterHorizon::GoOn => "npv_go_on",
    }
}

/// Sums over the horizon.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Customers active, summed over the periods.
    pub active: f64,
    /// Retention spend and refunds, undiscounted.
    pub keeping: f64,
}

/// No number, and nothing known of it.
pub(super) fn undefined(why: Reason) -> Value {
    Err(why.into())
}

/// A quotient; over 0 it is endless on the side of the dividend, and of 0 over 0 nothing is known.
pub(super) fn divide(left: f64, right: f64, why: Reason) -> Value {
    let quotient = left / right;
    match right == 0.0 {
        true => Err(Absent::endless(left, why)),
        false if left.is_finite() && quotient.is_infinite() => {
            Err(Absent::endless(quotient, BOUNDLESS))
        }
        false => Ok(quotient),
    }
}

/// What a customer is worth for each unit of money that one costs. One who costs more than any number is worth
/// nothing of it.
pub(super) fn over(clv: Value, cac: Value) -> Value {
    match (clv, cac) {
        (Ok(clv), Ok(cac)) => divide(clv, cac, NO_PAID_CHANNEL),
        (Ok(_), Err(cost)) if cost.side == Known::AtLeast(f64::INFINITY) => {
            Err(Absent::nothing(cost.why))
        }
        (Ok(clv), Err(cost)) if cost.side == Known::AtMost(0.0) => {
            Err(Absent::endless(clv, cost.why))
        }
        (_, Err(absent)) | (Err(absent), _) => Err(absent.unknown()),
    }
}
