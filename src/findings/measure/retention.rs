//! How many customers, and how much of their revenue, stay?

use std::borrow::Borrow;
use std::cell::LazyCell;

use super::list::{List, Value, divide};
use super::measuring::Measuring;
use crate::engine::{Projection, RevenueMoves};
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known};
use crate::findings::{Integrity, integrity};
use crate::numeric::sum::ordered_sum;
use crate::plan::Plan;

messages! {
    EMPTY_PERIOD = "why.empty_period" [];
    MORE_LEAVE_THAN_AVERAGE = "why.more_leave_than_average" [];
    NO_REVENUE_LOST = "why.no_revenue_lost" [];
    NO_GROWTH_CEILING = "why.no_growth_ceiling" [];
    HIGHEST_AT_END = "why.highest_at_end" [];
}

impl Measuring<'_> {
    pub(super) fn churn(&self) -> Value {
        divide(self.left().iter().sum(), self.active().iter().sum(), NO_CUSTOMERS)
    }

    /// The same of a segment.
    pub(super) fn churn_of(&self, s: usize) -> Value {
        let run = self.run;
        let joined: f64 = run.joined_in(self.plan, s).iter().sum();
        let at_risk =
            run.opening[s].iter().sum::<f64>() + joined + run.returned[s].iter().sum::<f64>();
        divide(run.left[s].iter().sum(), at_risk, NO_CUSTOMERS)
    }

    /// How many customers there are, come and go.
    pub(super) fn base(&self, list: &mut List<'_>) {
        let (plan, run) = (self.plan, self.run);
        list.add("customers_end", || Ok(Projection::total(&run.closing, plan.last())));
        list.add("market_penetration_end", || self.market_penetration());
        list.add("customers_joined", || Ok(self.joined().iter().sum()));
        list.add("customers_returned", || Ok(run.returned.iter().flatten().sum()));
        list.add("customers_left", || Ok(self.left().iter().sum()));
        list.add("churn_period", || self.churn());
        list.add("churn_monthly", || self.churn().map(|rate| per_month(plan, rate)));
        list.add("churn_annual", || self.churn().map(|rate| per_year(plan, rate)));
        list.add("churn_average_base", || self.churn_average_base());
    }

    /// The same of a segment.
    pub(super) fn base_of(&self, s: usize, list: &mut List<'_>) {
        list.add("customers_end", || Ok(self.run.closing[s][self.plan.last()]));
        list.add("churn_period", || self.churn_of(s));
    }

    /// How far the base can grow.
    pub(super) fn growth(&self, list: &mut List<'_>) {
        list.add("leaky_bucket_ceiling", || self.leaky_bucket_ceiling());
        list.add("growth_stalls_period", || self.growth_stalls());
    }

    fn churn_average_base(&self) -> Value {
        let rate = |t: usize| {
            let base =
                Projection::total(&self.run.opening, t) + Projection::total(&self.run.closing, t);
            divide(self.left()[t], base / 2.0, EMPTY_PERIOD)
        };
        let rates: Vec<f64> = (0..self.plan.periods).map(rate).collect::<Result<_, _>>()?;
        // Who joins and leaves in the same period is in no average of the two ends: no share any more.
        if rates.iter().any(|rate| *rate > 1.0) {
            return Err(MORE_LEAVE_THAN_AVERAGE.into());
        }
        Ok(ordered_sum(&rates) / self.plan.periods as f64)
    }

    /// Revenue churn, gross and net revenue retention per year, and the quick ratio, from recurring revenue.
    pub(super) fn revenue_ratios(&self, list: &mut List<'_>) {
        let (plan, moves) = (self.plan, &self.run.revenue_moves);
        let sum = |series: &[f64]| ordered_sum(series);
        // Moves of the price are no churn.
        let lost = LazyCell::new(|| sum(moves.churned()) + sum(moves.contraction()));
        let share = LazyCell::new(|| divide(*lost, sum(moves.billed()), NO_CUSTOMERS));
        list.add("revenue_churn_period", || *share);
        list.add("revenue_churn_monthly", || share.map(|rate| per_month(plan, rate)));
        list.add("revenue_churn_annual", || share.map(|rate| per_year(plan, rate)));
        self.revenue_retention(list, || Some(moves));
        list.add("quick_ratio", || {
            let gained = sum(moves.joined()) + sum(moves.expansion()) + sum(moves.risen());
            divide(gained, *lost + sum(moves.cut()), NO_REVENUE_LOST)
        });
    }

    /// Gross and net revenue retention per year, and the latter by growth alone; none without `moves`.
    pub(super) fn revenue_retention<M: Borrow<RevenueMoves>>(
        &self,
        list: &mut List<'_>,
        moves: impl FnOnce() -> Option<M>,
    ) {
        let sums = LazyCell::new(|| {
            let moves = moves()?;
            let (moves, of) = (moves.borrow(), |series: &[f64]| ordered_sum(series));
            let billed = of(moves.billed());
            let kept = billed - of(moves.churned()) - of(moves.contraction());
            Some((billed, kept, of(moves.cut()), of(moves.expansion()), of(moves.risen())))
        });
        let kept = |more: fn(f64, f64, f64) -> f64| {
            let (billed, kept, cut, grown, risen) = sums.ok_or(BASE_ONLY)?;
            let kept = divide(kept + more(cut, grown, risen), billed, NO_CUSTOMERS);
            kept.map(|kept| libm::pow(kept.max(0.0), self.plan.cycle as f64))
        };
        list.add("grr", || kept(|cut, _, _| -cut));
        list.add("nrr", || kept(|cut, grown, risen| grown + risen - cut));
        list.add("nrr_constant_price", || kept(|_, grown, _| grown));
    }

    /// N* = A/(h − w) at the joiners A, churn h and word of mouth w of the last period.
    fn leaky_bucket_ceiling(&self) -> Value {
        let last = self.plan.last();
        let churn = divide(self.left()[last], self.active()[last], NO_CUSTOMERS)?;
        let spoken = self.run.word_of_mouth[last];
        let before = if last == 0 {
            Projection::total(&self.run.opening, 0)
        } else {
            self.active()[last - 1]
        };
        let word = if spoken == 0.0 { 0.0 } else { divide(spoken, before, NO_CUSTOMERS)? };
        if churn <= word {
            let why = NO_GROWTH_CEILING;
            return Err(Absent::endless(self.active()[last], why));
        }
        Ok((self.joined()[last] - spoken) / (churn - word))
    }

    /// First period from which on customers never again exceed what they were before it.
    fn growth_stalls(&self) -> Value {
        let last = self.plan.periods;
        let before = Projection::total(&self.run.opening, 0);
        let closing = (0..last).map(|t| Projection::total(&self.run.closing, t));
        // Place of the first highest count among the opening and the closings: the period after it.
        let mut highest = (0, before);
        for (t, count) in closing.enumerate() {
            if count > highest.1 {
                highest = (t + 1, count);
            }
        }
        if highest.0 == last {
            let why = HIGHEST_AT_END;
            return Err(Absent { why, side: Known::AtLeast(last as f64) });
        }
        Ok(highest.0 as f64)
    }

    /// Largest gap of closing = opening + joined + returned − left over periods and segments, where
    /// the opening is the closing of the period before; differences below the last digits are none.
    pub(super) fn rollforward_difference(&self) -> f64 {
        let residual = integrity::rollforward(self.plan, self.run);
        if residual <= Integrity::TOLERANCE { 0.0 } else { residual }
    }
}

/// A leaving rate per period as one per year.
fn per_year(plan: &Plan, rate: f64) -> f64 {
    compounded(rate, plan.cycle as f64)
}

/// A leaving rate per period as one per month.
fn per_month(plan: &Plan, rate: f64) -> f64 {
    compounded(rate, plan.cycle as f64 / 12.0)
}

/// A leaving rate over `n` times its time; of a rate above 1 nothing is left.
fn compounded(rate: f64, n: f64) -> f64 {
    if rate >= 1.0 { 1.0 } else { -libm::expm1(n * libm::log1p(-rate)) }
}
