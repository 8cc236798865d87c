//! Which metrics do a strategy, a segment, a channel and a programme have?

use super::lifetime::Lifetimes;
use super::programmes::{LaterSaveRates, later_save_rates};
use crate::engine::{Life, Projection};
use crate::findings::messages::*;
pub use crate::findings::model::Value;
use crate::findings::model::{Absent, Known, Reason, bounds};
use crate::metric::Level;
use crate::plan::{Account, Group, OriginKind, Plan};
use crate::scenario::AfterHorizon;

/// A metric by its id, and what it comes to.
pub type Measure = (&'static str, Value);

/// Metrics of a strategy that are measured, or a few less.
const MEASURED: usize = 64;

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
    #[must_use]
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
    #[must_use]
    pub fn value(&self, holder: Holder, id: &str) -> Option<Value> {
        self.of(holder).iter().find(|(own, _)| *own == id).map(|(_, value)| *value)
    }
}

/// The metric that has a strategy's value with what runs after the horizon.
#[must_use]
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

/// Measures one strategy, with what its customers' lifetimes are worth.
#[must_use]
pub fn measure(plan: &Plan, run: &Projection, lifetimes: &Lifetimes) -> Measures {
    measure_all(plan, run, lifetimes, [undefined(BASE_ONLY); 2])
}

/// The same with the metrics that take longer than a draw may: those of the base case.
#[must_use]
pub fn measure_base(plan: &Plan, run: &Projection, lifetimes: &Lifetimes) -> Measures {
    measure_all(plan, run, lifetimes, later_save_rates(plan, run))
}

fn measure_all(
    plan: &Plan,
    run: &Projection,
    lifetimes: &Lifetimes,
    later: LaterSaveRates,
) -> Measures {
    let m = Measuring::new(plan, run, lifetimes);
    let refunds = run.ledger.accounts().filter(|(one, _)| matches!(one, Account::Refunds(_)));
    let refunds = refunds.flat_map(|(one, sums)| sums.iter().map(move |sum| one.spent() * sum));
    let keeping = m.retention.iter().sum::<f64>() + refunds.sum::<f64>();
    let segments = (0..plan.segments.len()).map(|s| (Holder::Segment(s), m.segment(s)));
    let ways = (0..plan.channels.len()).map(|c| m.channel(c));
    let ways = ways.chain((0..plan.levers.referrals.len()).map(|r| m.referral(r)));
    let ways = ways.enumerate().map(|(place, measures)| (Holder::Channel(place), measures));
    let programmes = (0..plan.programmes).map(|p| (Holder::Programme(p), m.programme(p)));
    let mut all = vec![(Holder::Strategy, m.strategy(later))];
    all.extend(segments.chain(ways).chain(programmes));
    all.push((Holder::Common, m.common()));
    Measures { all, totals: Totals { active: m.active.iter().sum(), keeping } }
}

/// One strategy being measured.
pub(super) struct Measuring<'a> {
    pub(super) plan: &'a Plan,
    pub(super) run: &'a Projection,
    pub(super) lifetimes: &'a Lifetimes,
    pub(super) active: Vec<f64>,
    pub(super) left: Vec<f64>,
    pub(super) joined: Vec<f64>,
    pub(super) retention: Vec<f64>,
    pub(super) cash_flow: Vec<f64>,
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

impl<'a> Measuring<'a> {
    pub(super) fn new(plan: &'a Plan, run: &'a Projection, lifetimes: &'a Lifetimes) -> Self {
        let total = |series: &[Vec<f64>]| -> Vec<f64> {
            (0..plan.periods).map(|t| Projection::total(series, t)).collect()
        };
        let joined = total(&run.joined);
        let (opening, returned) = (total(&run.opening), total(&run.returned));
        let active = (0..plan.periods).map(|t| opening[t] + joined[t] + returned[t]).collect();
        Self {
            plan,
            run,
            lifetimes,
            active,
            left: total(&run.left),
            joined,
            retention: run.ledger.group(plan, Group::Retention),
            cash_flow: run.ledger.cash_flow(plan),
        }
    }
}

impl Measuring<'_> {
    fn strategy(&self, later: LaterSaveRates) -> Vec<Measure> {
        let mix = self.mix(None);
        let clv = self.clv(&mix);
        let mut list = Vec::with_capacity(MEASURED);
        list.extend(self.values());
        list.extend(self.rates_of_return());
        list.extend(self.cash());
        list.extend(self.opening_base());
        list.extend(self.customer(None, &mix, clv, self.churn()));
        list.extend(self.cost_of_joining(&mix, clv));
        list.extend(self.base());
        list.extend(self.money());
        list.extend(self.revenue_ratios());
        list.extend(self.cash_need());
        list.extend(self.growth());
        list.extend(self.efficiency());
        list.extend(self.programmes(later));
        list.push(("customer_rollforward_difference", Ok(self.rollforward_difference())));
        list
    }

    fn segment(&self, s: usize) -> Vec<Measure> {
        let mix = self.mix(Some(s));
        let clv = self.clv(&mix);
        let mut list = self.customer(Some(s), &mix, clv, self.churn_of(s)).to_vec();
        list.extend(self.base_of(s));
        list.extend(self.segment_money(s, &mix, clv));
        list
    }

    pub(super) fn joined_in(&self, s: usize, t: usize) -> f64 {
        let blocks = self.plan.blocks.iter().zip(&self.run.joined);
        blocks.filter(|(block, _)| block.segment == s).map(|(_, joined)| joined[t]).sum()
    }

    /// Blocks and weights over which a new customer is averaged: the joiners of period 0, or without
    /// any the opening customers with origin multiplier 1.
    pub(super) fn mix(&self, segment: Option<usize>) -> Vec<(usize, f64)> {
        let plan = self.plan;
        let chosen = |s: usize| segment.is_none_or(|only| only == s);
        let joiners: Vec<(usize, f64)> = plan
            .blocks
            .iter()
            .enumerate()
            .filter(|(place, block)| chosen(block.segment) && self.run.joined[*place][0] > 0.0)
            .map(|(place, _)| (place, self.run.joined[place][0]))
            .collect();
        if !joiners.is_empty() {
            return joiners;
        }
        let blocks = plan.blocks.iter().enumerate();
        let opening = blocks.filter(|(_, block)| {
            chosen(block.segment) && plan.origins[block.origin].kind == OriginKind::Opening
        });
        let weight = |s: usize| {
            if segment.is_some() { 1.0 } else { self.run.opening[s][0] }
        };
        opening.map(|(place, block)| (place, weight(block.segment))).collect()
    }

    /// Weighted mean over the probes of some blocks; where one has no number, the mean lies where all of them can.
    pub(super) fn mean(&self, mix: &[(usize, f64)], of: impl Fn(&Life, usize) -> Value) -> Value {
        let weight: f64 = mix.iter().map(|(_, weight)| weight).sum();
        if weight == 0.0 {
            return undefined(NO_CUSTOMERS);
        }
        let (mut sum, mut ends, mut why) = (0.0, [0.0, 0.0], None);
        for (block, own) in mix {
            let value = of(self.run.probe(*block), *block);
            match value {
                Ok(value) => sum += own * value,
                Err(absent) => why = why.or(Some(absent.why)),
            }
            // Who has no weight has no side either.
            let [low, high] = if *own == 0.0 { [0.0; 2] } else { bounds(value) };
            ends = [ends[0] + own * low, ends[1] + own * high];
        }
        match why {
            None => Ok(sum / weight),
            Some(why) => Err(Absent { why, side: Known::within(ends.map(|end| end / weight)) }),
        }
    }
}
