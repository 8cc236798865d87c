//! Which metrics do a strategy, a segment, a channel and a programme have?

use super::acquisition::Discounting;
use super::lifetime::Lifetimes;
use super::programmes::{LaterSaveRates, later_save_rates};
use super::retention::{per_month, per_year};
use super::returns::{irr, mirr, yearly};
use crate::engine::{Life, Projection};
pub use crate::findings::model::Value;
use crate::findings::model::{Absent, Known, bounds};
use crate::metric::Unit;
use crate::plan::{Account, Group, InflowPlan, OriginKind, Plan};
use crate::scenario::{AfterHorizon, TerminalValue};

/// One metric of one strategy or of one of its parts.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub id: &'static str,
    pub unit: Unit,
    pub value: Value,
}

/// All scalar metrics of one strategy that need no other strategy.
#[derive(Clone, Debug)]
pub struct Measures {
    pub strategy: Vec<Measure>,
    pub segments: Vec<Vec<Measure>>,
    /// What belongs to no segment.
    pub common: Vec<Measure>,
    /// Channels, then referral programmes.
    pub channels: Vec<Vec<Measure>>,
    pub programmes: Vec<Vec<Measure>>,
    /// Sums that comparisons need.
    pub totals: Totals,
}

impl Measures {
    /// Adds the value with what runs after the horizon where that is not what the scenario names.
    pub fn with_other(mut self, after: AfterHorizon, value: Value) -> Self {
        let id = metric_after(after);
        let own = self.strategy.iter_mut().filter(|measure| measure.id == id);
        own.for_each(|measure| measure.value = value);
        self
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

pub(super) const NO_JOINERS: &str = "nobody joins in the horizon";
pub(super) const NO_CUSTOMERS: &str = "there are no customers";
pub(super) const NEVER: &str = "not paid back within the horizon";
pub(super) const NO_SPEND: &str = "no channel costs money";
/// Why a quotient is no number: its divisor is next to nought.
pub(in crate::findings) const BOUNDLESS: &str =
    "it is divided by next to nothing, and larger than any number";
/// Why a channel has no cost figure.
const FREE: &str = "the channel costs no money";
/// Why a channel without spend or stated customers has no cost of one more.
const TALK: &str = "its customers come by word of mouth: no money brings one more";
/// Why a channel has none under a strategy that leaves it alone.
const UNUSED: &str = "nobody joins through the channel under this strategy";
pub(super) const SLOW: &str = "the expected lifetime is infinite or too long to sum";

/// Why a metric that takes too long in every draw has no figure there.
pub(super) const SATURATED: &str =
    "the channel is at its ceiling: no spend brings one customer more";
pub(in crate::findings) const BASE_ONLY: &str = "computed for the base case only";

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
    Measures {
        strategy: m.strategy(later),
        segments: (0..plan.segments.len()).map(|s| m.segment(s)).collect(),
        common: m.common(),
        channels: (0..plan.channels.len())
            .map(|c| m.channel(c))
            .chain((0..plan.levers.referrals.len()).map(|r| m.referral(r)))
            .collect(),
        programmes: (0..plan.programmes).map(|p| m.programme(p)).collect(),
        totals: Totals { active: m.active.iter().sum(), keeping },
    }
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

pub(super) fn money(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: Unit::Money, value }
}

pub(super) fn count(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: Unit::Count, value }
}

pub(super) fn share(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: Unit::Share, value }
}

pub(super) fn ratio(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: Unit::Ratio, value }
}

pub(super) fn periods(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: Unit::Periods, value }
}

/// No number, and nothing known of it.
pub(super) fn undefined(why: &'static str) -> Value {
    Err(why.into())
}

/// A quotient; over 0 it is endless on the side of the dividend, and of 0 over 0 nothing is known.
pub(super) fn divide(left: f64, right: f64, why: &'static str) -> Value {
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
        (Ok(clv), Ok(cac)) => divide(clv, cac, NO_SPEND),
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
    pub(super) fn strategy(&self, later: LaterSaveRates) -> Vec<Measure> {
        let plan = self.plan;
        let horizon = self.npv_horizon();
        let run_off = self.npv_runoff();
        let stops = plan.after == AfterHorizon::Stop;
        let npv = match plan.terminal {
            TerminalValue::None => Ok(horizon),
            TerminalValue::RunOff => run_off,
            TerminalValue::Perpetuity => self.perpetuity().map(|value| horizon + value),
        };
        let mix = self.mix(None);
        let clv = self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]));
        let clv_runoff = self.mean(&mix, |_, block| self.lifetimes.run_off[block]);
        let (paid, joiners) = self.paid();
        let cac_paid = match paid.0 == 0.0 {
            true => Err(Absent::nothing(NO_SPEND)),
            false => divide(paid.0, paid.1, NO_SPEND),
        };
        let cac_blended = divide(paid.0, joiners, NO_JOINERS);
        let cac_loaded = divide(self.loaded(), joiners, NO_JOINERS);
        let marginal = self.marginal_cac();
        let churn = self.churn();
        let quick_ltv = self.quick_ltv(None, churn);
        let rate = plan.discount_rate;
        let spend = |group: Group| {
            let chosen = |a: Account| f64::from(u8::from(a.group() == group));
            Ok(self.run.ledger.present_value(plan, chosen))
        };
        let mut list = vec![
            money("npv", npv),
            money("npv_horizon", Ok(horizon)),
            money("npv_stop", if stops { run_off } else { undefined(BASE_ONLY) }),
            money("npv_go_on", if stops { undefined(BASE_ONLY) } else { run_off }),
            money("npv_runoff", run_off),
            share("irr", yearly(irr(&self.cash_flow), plan.cycle)),
            share("mirr", yearly(mirr(&self.cash_flow, rate, rate), plan.cycle)),
            money("net_cash", Ok(self.net_cash())),
            money("net_cash_real", self.net_cash_real()),
            periods("cash_runway", self.cash_runway()),
            count("break_even_customers", self.break_even_customers()),
            money("customer_equity", self.customer_equity()),
            money("opening_base_value", self.opening_base_value()),
            money("opening_base_value_constant_churn", self.lifetimes.constant_churn),
            money("clv", clv),
            money("clv_runoff", clv_runoff),
            money("quick_ltv", quick_ltv),
            share("quick_ltv_error", error_of(quick_ltv, clv_runoff)),
            money(
                "ltv_undiscounted",
                self.mean(&mix, |_, block| self.lifetimes.undiscounted[block]),
            ),
            money("cac_paid", cac_paid),
            money("cac_blended", cac_blended),
            money("cac_loaded", cac_loaded),
            ratio("ltv_cac", over(clv, cac_blended)),
            ratio("ltv_cac_marginal", over(clv, marginal)),
            periods("payback_simple", self.payback_simple(cac_blended)),
            periods("payback_survival", self.payback(&mix, cac_blended, Discounting::Undiscounted)),
            periods("payback_discounted", self.payback(&mix, cac_blended, Discounting::Discounted)),
            count("customers_end", Ok(Projection::total(&self.run.closing, plan.last()))),
            share("market_penetration_end", self.market_penetration()),
            count("customers_joined", Ok(joiners)),
            count("customers_returned", Ok(self.run.returned.iter().flatten().sum())),
            count("customers_left", Ok(self.left.iter().sum())),
            share("churn_period", churn),
            share("churn_monthly", churn.map(|rate| per_month(plan, rate))),
            share("churn_annual", churn.map(|rate| per_year(plan, rate))),
            share("churn_average_base", self.churn_average_base()),
            money("acquisition_spend_pv", spend(Group::Acquisition)),
            money("retention_spend_pv", spend(Group::Retention)),
            money("spend_pv", Ok(self.run.ledger.present_value(plan, Account::spent))),
            money("revenue_pv", Ok(self.revenue_pv())),
        ];
        list.extend(self.contribution());
        list.extend(self.revenue_ratios());
        list.extend(self.cash_need());
        list.push(count("leaky_bucket_ceiling", self.leaky_bucket_ceiling()));
        list.push(periods("growth_stalls_period", self.growth_stalls()));
        list.push(ratio("magic_number", self.magic_number()));
        list.push(ratio("burn_multiple", self.burn_multiple()));
        list.extend(self.desk(later));
        list.push(share("reward_cost_share_of_revenue", self.reward_share()));
        list.push(count("customer_rollforward_difference", Ok(self.rollforward_difference())));
        list
    }

    pub(super) fn segment(&self, s: usize) -> Vec<Measure> {
        let plan = self.plan;
        let mix = self.mix(Some(s));
        let left: f64 = self.run.left[s].iter().sum();
        let joined: f64 = (0..plan.periods).map(|t| self.joined_in(s, t)).sum();
        let at_risk = self.run.opening[s].iter().sum::<f64>()
            + joined
            + self.run.returned[s].iter().sum::<f64>();
        let churn = divide(left, at_risk, NO_CUSTOMERS);
        let clv_runoff = self.mean(&mix, |_, block| self.lifetimes.run_off[block]);
        let quick_ltv = self.quick_ltv(Some(s), churn);
        let clv = self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]));
        let mut list = vec![
            money("clv", clv),
            money("clv_runoff", clv_runoff),
            count("customers_end", Ok(self.run.closing[s][plan.last()])),
            money(
                "ltv_undiscounted",
                self.mean(&mix, |_, block| self.lifetimes.undiscounted[block]),
            ),
            money("quick_ltv", quick_ltv),
            share("quick_ltv_error", error_of(quick_ltv, clv_runoff)),
            share("churn_period", churn),
        ];
        list.extend(self.segment_money(s, &mix, clv));
        list
    }

    pub(super) fn channel(&self, c: usize) -> Vec<Measure> {
        let plan = self.plan;
        let own =
            |block: usize| plan.origins[plan.blocks[block].origin].kind == OriginKind::Channel(c);
        let joined: f64 =
            (0..plan.blocks.len()).filter(|b| own(*b)).flat_map(|b| &self.run.joined[b]).sum();
        let (spend, spend_pv) = self.channel_spend(c);
        // Who comes for nothing costs 0; who does not come has no cost.
        let none: Value =
            Err(if joined == 0.0 { Absent::from(UNUSED) } else { Absent::nothing(FREE) });
        let average = if spend > 0.0 { divide(spend, joined, NO_JOINERS) } else { none };
        let marginal = match plan.channels[c].inflow {
            InflowPlan::None if spend > 0.0 => undefined(TALK),
            InflowPlan::None => none,
            InflowPlan::Stated { marginal } | InflowPlan::Response { marginal } => {
                match (spend > 0.0, marginal.is_finite()) {
                    (true, true) => Ok(marginal),
                    (true, false) => Err(Absent::endless(1.0, SATURATED)),
                    (false, _) => none,
                }
            }
        };
        let mix: Vec<(usize, f64)> = (0..plan.blocks.len())
            .filter(|b| own(*b))
            .map(|b| (b, plan.channels[c].mix[plan.blocks[b].segment]))
            .collect();
        let clv = self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]));
        vec![
            money("clv", clv),
            money("cac_average", average),
            money("cac_marginal", marginal),
            ratio("ltv_cac", over(clv, average)),
            ratio("ltv_cac_marginal", over(clv, marginal)),
            count("joined", Ok(joined)),
            money("spend_pv", Ok(spend_pv)),
        ]
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

/// What a value of the quick formula is off the cohort's, as a share of it.
fn error_of(quick: Value, value: Value) -> Value {
    let value = value.map_err(Absent::unknown)?;
    let quick = quick.map_err(Absent::unknown)?;
    Ok(divide(quick, value, "the cohort's value is zero")? - 1.0)
}
