//! What is one customer worth, new or already there?

use super::list::{Value, undefined};
use crate::engine::{Life, Projection, longest_run};
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known};
use crate::numeric::sum::ordered_sum;
use crate::plan::Plan;
use crate::scenario::ClvConvention;

messages! {
    INFINITE_LIFETIME = "why.infinite_lifetime" [];
    LONG_LIFETIME = "why.long_lifetime" [];
}

/// What depends on the plan and on one customer's life, not on how many customers there are: the
/// same for all draws of customers' own chance.
#[derive(Clone, Debug)]
pub struct Lifetimes {
    /// Value over the horizon of a customer of each block.
    pub(super) horizon: Vec<f64>,
    /// The same until nobody is left.
    pub(super) run_off: Vec<Value>,
    /// The same with money that keeps its value, the first payment counted.
    pub(super) undiscounted: Vec<Value>,
    /// The opening base at one blended retention rate.
    pub(super) constant_churn: Value,
    pub(super) discounts: Discounts,
}

impl Lifetimes {
    /// Of the customers of one plan; `undiscounted` is the same plan at a discount rate of 0.
    pub fn of(plan: &Plan, run: &Projection, undiscounted: Option<(&Plan, &Projection)>) -> Self {
        Self::until(plan, run, undiscounted, run.served.len())
    }

    /// The same, for runs of the plan in which chance decides when no desk is short any more.
    pub fn of_any_run(
        plan: &Plan,
        run: &Projection,
        undiscounted: Option<(&Plan, &Projection)>,
    ) -> Self {
        Self::until(plan, run, undiscounted, longest_run(plan))
    }

    fn until(
        plan: &Plan,
        run: &Projection,
        undiscounted: Option<(&Plan, &Projection)>,
        last: usize,
    ) -> Self {
        let discounts =
            if run.has_lives() { Discounts::of(plan, last) } else { Discounts::default() };
        let horizon = |life: &Life| match life.active.is_empty() {
            true => 0.0,
            false => horizon_value(plan, life, &discounts),
        };
        let run_off = |life: &Life| match life.active.is_empty() {
            true => Ok(0.0),
            false => run_off_value(plan, life, &discounts),
        };
        Self {
            horizon: run.probes().map(horizon).collect(),
            run_off: run.probes().map(run_off).collect(),
            undiscounted: undiscounted_values(plan, undiscounted),
            constant_churn: opening_base_value_constant_churn(plan),
            discounts,
        }
    }
}

/// Discount factors by period.
#[derive(Clone, Debug, Default)]
pub(super) struct Discounts {
    /// At the cash timing.
    pub(super) cash: Vec<f64>,
    /// At the period's end.
    pub(super) end: Vec<f64>,
    /// Of payments at the cash timing and at the end, under the convention of lifetime values.
    counted: (Vec<f64>, Vec<f64>),
}

impl Discounts {
    pub(super) fn of(plan: &Plan, last: usize) -> Self {
        let at =
            |offset: f64| -> Vec<f64> { (0..=last).map(|t| plan.discount(t, offset)).collect() };
        let (own, end) = (at(plan.delta), at(1.0));
        let counted = |offset: f64| {
            if offset == 1.0 {
                end.clone()
            } else if offset == plan.delta {
                own.clone()
            } else {
                at(offset)
            }
        };
        let (cash, late) = offsets(plan);
        Self { counted: (counted(cash), counted(late)), cash: own, end }
    }
}

/// The opening base valued with one blended retention rate, to show the error.
fn opening_base_value_constant_churn(plan: &Plan) -> Value {
    let (mut now, mut before) = (0.0, 0.0);
    for segment in &plan.segments {
        let grown = segment.opening.iter().filter(|group| group.tenure >= 1);
        now += grown.map(|group| group.count).sum::<f64>();
        before += segment.classes.a_renewal_ago(&segment.opening);
    }
    if before == 0.0 {
        return undefined(ALL_ARE_NEW);
    }
    let r = now / before;
    let factor = plan.factor();
    let endless = r * factor >= 1.0;
    let annuity = if endless { f64::INFINITY } else { 1.0 / (1.0 - r * factor) };
    let (cash, end, periods) = match plan.convention {
        ClvConvention::FirstPaymentCounted => (plan.discount(0, plan.delta), factor, annuity),
        ClvConvention::JustAcquired => (plan.discount(0, plan.delta), factor, annuity - 1.0),
        ClvConvention::EndOfPeriod => (factor, factor, annuity),
    };
    let mut value = 0.0;
    for (s, segment) in plan.segments.iter().enumerate() {
        for group in &segment.opening {
            let retention = segment.retention_spend.at(0, group.tenure);
            let response = segment.response_spend[0];
            let (early, late) =
                if plan.retention_at_end { (0.0, retention) } else { (retention, 0.0) };
            let price = plan.opening_block(s).list(segment, 0, group.tenure);
            let margin = list_margin(plan, s, group.tenure, price) + retention;
            value += group.count * ((margin - early) * cash - (late + response) * end);
        }
    }
    if endless { Err(Absent::endless(value, INFINITE)) } else { Ok(periods * value) }
}

/// Price less cost of revenue, service and `retention_spend` in period 0, at list price.
pub(super) fn list_margin(plan: &Plan, s: usize, tenure: usize, price: f64) -> f64 {
    let own = &plan.segments[s];
    let shares = own.cost_of_revenue.at(0, tenure)
        + own.payment_fees.at(0, tenure)
        + own.cost_of_sales.at(0, tenure)
        + own.variable_labour.at(0, tenure);
    price * (1.0 - shares) - own.service_cost.at(0, tenure) - own.retention_spend.at(0, tenure)
}

/// Σ over the payments that the convention counts within the horizon.
fn horizon_value(plan: &Plan, life: &Life, discounts: &Discounts) -> f64 {
    let (first, last) = match plan.convention {
        ClvConvention::JustAcquired => (1, plan.periods + 1),
        _ => (0, plan.periods),
    };
    counted(life, first, last, discounts)
}

/// Σ over the payments that the convention counts until nobody is left.
pub(super) fn run_off_value(plan: &Plan, life: &Life, discounts: &Discounts) -> Value {
    let rest = life.rest.ok_or_else(|| Absent::endless(last_margin(life), INFINITE))?;
    let first = usize::from(plan.convention == ClvConvention::JustAcquired);
    let end = life.active.len();
    let (cash, late) = &discounts.counted;
    let rest = rest.margin * cash[end] + rest.margin_at_end * late[end];
    Ok(counted(life, first, end, discounts) + rest)
}

/// Σ over all payments, the first included, whatever the convention.
fn whole_life(life: &Life, discounts: &Discounts) -> Value {
    let rest = life.rest.ok_or_else(|| Absent::endless(last_margin(life), LONG_LIFETIME))?;
    Ok(counted(life, 0, life.active.len(), discounts) + rest.margin + rest.margin_at_end)
}

/// Margin of the last period that was lived through: the sign of an endless rest.
fn last_margin(life: &Life) -> f64 {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    last(&life.margin) + last(&life.margin_at_end)
}

/// Why the value after the horizon is no number, and on which side: that of all whose rest is endless, if they
/// agree.
pub(in crate::findings) fn endless(run: &Projection) -> Absent {
    let rests = run.probes().chain(&run.opening_life).filter(|life| life.rest.is_none());
    let margins: Vec<f64> = rests.map(last_margin).filter(|margin| *margin != 0.0).collect();
    let sign = match margins.first() {
        Some(first) if margins.iter().all(|margin| (*margin > 0.0) == (*first > 0.0)) => *first,
        _ => 0.0,
    };
    Absent::endless(sign, INFINITE)
}

fn counted(life: &Life, first: usize, last: usize, discounts: &Discounts) -> f64 {
    let (cash, late) = &discounts.counted;
    let value = |t: usize| life.margin[t] * cash[t] + life.margin_at_end[t] * late[t];
    ordered_sum(&(first..last).map(value).collect::<Vec<_>>())
}

/// Offsets of payments at the cash timing and at the end of the period, under the convention.
pub(crate) fn offsets(plan: &Plan) -> (f64, f64) {
    match plan.convention {
        ClvConvention::EndOfPeriod => (1.0, 1.0),
        _ => (plan.delta, 1.0),
    }
}

/// Lifetime value of a customer of each block of `plan` with money that keeps its value.
fn undiscounted_values(plan: &Plan, run: Option<(&Plan, &Projection)>) -> Vec<Value> {
    let Some((flat, run)) = run else {
        return vec![undefined(BASE_ONLY); plan.blocks.len()];
    };
    let discounts = Discounts::of(flat, run.served.len());
    let value = |block: usize| {
        if !flat.segments[flat.blocks[block].segment].classes.finite_lifetime {
            return Err(Absent::endless(last_margin(run.probe(block)), INFINITE_LIFETIME));
        }
        let life = run.probe(block);
        whole_life(life, &discounts).map_err(|absent| match absent.side {
            // The sum may be too long only: it is more than what was summed.
            Known::AtLeast(_) => Absent {
                side: Known::AtLeast(counted(life, 0, life.active.len(), &discounts)),
                ..absent
            },
            _ => absent.unknown(),
        })
    };
    (0..flat.blocks.len()).map(value).collect()
}
