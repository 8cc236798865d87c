//! What is a customer of the strategy, or of a segment, worth: new ones, and those of the start?

use std::cell::LazyCell;

use super::lifetime::{Lifetimes, list_margin, run_off_value};
use super::list::{List, Value, divide, undefined};
use super::measuring::Measuring;
use crate::engine::Projection;
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known, bounds};
use crate::numeric::sum::ordered_sum;
use crate::plan::Plan;
use crate::scenario::TerminalValue;

messages! {
    NO_OPENING_CUSTOMERS = "why.no_opening_customers" [];
    CHURN_WITHIN_EXPANSION = "why.churn_within_expansion" [];
    NOBODY_LEAVES = "why.nobody_leaves" [];
    NOBODY_AT_FIRST = "why.nobody_at_first" [];
    COHORT_WORTH_NOTHING = "why.cohort_worth_nothing" [];
}

/// Shares of a new customer still active, t = 0 … T, averaged as `clv` is.
pub fn survival(
    plan: &Plan,
    run: &Projection,
    lifetimes: &Lifetimes,
    segment: Option<usize>,
) -> Option<Vec<f64>> {
    let measuring = Measuring::new(plan, run, lifetimes);
    let mix = measuring.mix(segment);
    let at = |t: usize| measuring.mean(&mix, |life, _| Ok(life.active[t])).ok();
    (0..=plan.periods).map(at).collect()
}

impl Measuring<'_> {
    /// What a new customer is worth over the horizon.
    pub(super) fn clv(&self, mix: &[(usize, f64)]) -> Value {
        self.mean(mix, |_, block| Ok(self.lifetimes.horizon[block]))
    }

    /// The same to the end of what `npv` counts: until the last customer has left where it goes beyond the horizon.
    pub(super) fn worth(&self, mix: &[(usize, f64)]) -> Value {
        match self.plan.terminal {
            TerminalValue::None => self.clv(mix),
            TerminalValue::RunOff | TerminalValue::Perpetuity => {
                self.mean(mix, |_, block| self.lifetimes.run_off[block])
            }
        }
    }

    /// What a new customer is worth, of one segment or of all.
    pub(super) fn customer(
        &self,
        segment: Option<usize>,
        mix: &[(usize, f64)],
        list: &mut List<'_>,
    ) {
        let run_off = LazyCell::new(|| self.mean(mix, |_, block| self.lifetimes.run_off[block]));
        let quick = LazyCell::new(|| {
            let churn = segment.map_or_else(|| self.churn(), |s| self.churn_of(s));
            self.quick_ltv(segment, churn)
        });
        list.add("clv", || self.clv(mix));
        list.add("clv_runoff", || *run_off);
        list.add("quick_ltv", || *quick);
        list.add("quick_ltv_error", || error_of(*quick, *run_off));
        list.add("ltv_undiscounted", || {
            self.mean(mix, |_, block| self.lifetimes.undiscounted[block])
        });
    }

    /// What the customers at the start are worth.
    pub(super) fn opening_base(&self, list: &mut List<'_>) {
        list.add("opening_base_value", || self.opening_base_value());
        list.add("opening_base_value_constant_churn", || self.lifetimes.constant_churn);
    }

    fn opening_base_value(&self) -> Value {
        if !self.run.has_lives() {
            return undefined(BASE_ONLY);
        }
        let lives = self.run.opening_life.iter().enumerate();
        let here = lives.filter(|(s, _)| self.run.opening[*s][0] > 0.0);
        let values: Vec<Value> = here
            .map(|(_, life)| run_off_value(self.plan, life, &self.lifetimes.discounts))
            .collect();
        if values.is_empty() {
            return undefined(NO_OPENING_CUSTOMERS);
        }
        match values.iter().copied().collect::<Result<Vec<f64>, _>>() {
            Ok(values) => Ok(ordered_sum(&values)),
            Err(absent) => {
                let ends = values.iter().map(|value| bounds(*value));
                let ends = ends.fold([0.0, 0.0], |sum, end| [sum[0] + end[0], sum[1] + end[1]]);
                Err(Absent { side: Known::within(ends), ..absent })
            }
        }
    }

    /// Margin of period 0 over churn per period; there is none where revenue per customer grows as fast
    /// as customers leave.
    fn quick_ltv(&self, segment: Option<usize>, churn: Value) -> Value {
        let (margin, growth) = self.first_margin(segment)?;
        let churn = churn?;
        if growth > 0.0 && churn <= growth {
            let why = CHURN_WITHIN_EXPANSION;
            return Err(Absent::endless(margin, why));
        }
        divide(margin, churn, NOBODY_LEAVES)
    }

    /// List margin per active customer of period 0, and the growth of their revenue per period.
    pub(super) fn first_margin(&self, segment: Option<usize>) -> Result<(f64, f64), Absent> {
        let chosen = |s: &usize| segment.is_none_or(|only| only == *s);
        let (mut customers, mut margin, mut growth) = (0.0, 0.0, 0.0);
        for s in (0..self.plan.segments.len()).filter(chosen) {
            let opening = self.plan.opening_block(s);
            for (tenure, price, count) in self.active_at_start(s) {
                customers += count;
                margin += count * list_margin(self.plan, s, tenure, price);
                growth += count * opening.bill.growth.step(0).expansion;
            }
        }
        let why = NOBODY_AT_FIRST;
        Ok((divide(margin, customers, why)?, divide(growth, customers, why)?))
    }

    /// Customers active in period 0, the opening base and those who come: their tenure, their bill at list
    /// price, and how many they are.
    pub(super) fn active_at_start(&self, s: usize) -> Vec<(usize, f64, f64)> {
        let segment = &self.plan.segments[s];
        let block = self.plan.opening_block(s);
        let opening = segment.opening.iter();
        let opening =
            opening.map(|group| (group.tenure, block.list(segment, 0, group.tenure), group.count));
        let joined = self.run.joined[self.plan.blocks_of(s)].iter().map(|joined| joined[0]);
        let come = joined.sum::<f64>() + self.run.returned[s][0];
        opening.chain([(0, segment.price.at(0, 0), come)]).collect()
    }
}

/// What a value of the quick formula is off the cohort's, as a share of it.
fn error_of(quick: Value, value: Value) -> Value {
    let value = value.map_err(Absent::unknown)?;
    let quick = quick.map_err(Absent::unknown)?;
    Ok(divide(quick, value, COHORT_WORTH_NOTHING)? - 1.0)
}
