//! How many customers, and how much of their revenue, stay?

use super::list::{Measure, Value, divide};
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
        divide(self.left.iter().sum(), self.active.iter().sum(), NO_CUSTOMERS)
    }

    /// The same of a segment.
    pub(super) fn churn_of(&self, s: usize) -> Value {
        let run = self.run;
        let joined: f64 = (0..self.plan.periods).map(|t| self.joined_in(s, t)).sum();
        let at_risk =
            run.opening[s].iter().sum::<f64>() + joined + run.returned[s].iter().sum::<f64>();
        divide(run.left[s].iter().sum(), at_risk, NO_CUSTOMERS)
    }

    /// How many customers there are, come and go.
    pub(super) fn base(&self) -> [Measure; 9] {
        let (plan, run, churn) = (self.plan, self.run, self.churn());
        [
            ("customers_end", Ok(Projection::total(&run.closing, plan.last()))),
            ("market_penetration_end", self.market_penetration()),
            ("customers_joined", Ok(self.joined.iter().sum())),
            ("customers_returned", Ok(run.returned.iter().flatten().sum())),
            ("customers_left", Ok(self.left.iter().sum())),
            ("churn_period", churn),
            ("churn_monthly", churn.map(|rate| per_month(plan, rate))),
            ("churn_annual", churn.map(|rate| per_year(plan, rate))),
            ("churn_average_base", self.churn_average_base()),
        ]
    }

    /// The same of a segment.
    pub(super) fn base_of(&self, s: usize) -> [Measure; 2] {
        [
            ("customers_end", Ok(self.run.closing[s][self.plan.last()])),
            ("churn_period", self.churn_of(s)),
        ]
    }

    /// How far the base can grow.
    pub(super) fn growth(&self) -> [Measure; 2] {
        [
            ("leaky_bucket_ceiling", self.leaky_bucket_ceiling()),
            ("growth_stalls_period", self.growth_stalls()),
        ]
    }

    fn churn_average_base(&self) -> Value {
        let rate = |t: usize| {
            let base =
                Projection::total(&self.run.opening, t) + Projection::total(&self.run.closing, t);
            divide(self.left[t], base / 2.0, EMPTY_PERIOD)
        };
        let rates: Vec<f64> = (0..self.plan.periods).map(rate).collect::<Result<_, _>>()?;
        // Who joins and leaves in the same period is in no average of the two ends: no share any more.
        if rates.iter().any(|rate| *rate > 1.0) {
            return Err(MORE_LEAVE_THAN_AVERAGE.into());
        }
        Ok(ordered_sum(&rates) / self.plan.periods as f64)
    }

    /// Revenue churn, gross and net revenue retention per year, and the quick ratio, from recurring revenue.
    pub(super) fn revenue_ratios(&self) -> Vec<Measure> {
        let (plan, moves) = (self.plan, &self.run.revenue_moves);
        let sum = |series: &[f64]| ordered_sum(series);
        let (lost, shrunk, cut) = (sum(&moves.churned), sum(&moves.contraction), sum(&moves.cut));
        let gained = sum(&moves.new) + sum(&moves.expansion) + sum(&moves.risen);
        // Moves of the price are no churn.
        let share_lost = divide(lost + shrunk, sum(&moves.billed), NO_CUSTOMERS);
        let mut list = vec![
            ("revenue_churn_period", share_lost),
            ("revenue_churn_monthly", share_lost.map(|rate| per_month(plan, rate))),
            ("revenue_churn_annual", share_lost.map(|rate| per_year(plan, rate))),
        ];
        list.extend(self.revenue_retention(moves));
        let quick = divide(gained, lost + shrunk + cut, NO_REVENUE_LOST);
        list.push(("quick_ratio", quick));
        list
    }

    /// Gross and net revenue retention per year, and the latter by growth alone.
    pub(super) fn revenue_retention(&self, moves: &RevenueMoves) -> [Measure; 3] {
        let sum = |series: &[f64]| ordered_sum(series);
        let billed = sum(&moves.billed);
        let (shrunk, cut) = (sum(&moves.contraction), sum(&moves.cut));
        let (grown, risen) = (sum(&moves.expansion), sum(&moves.risen));
        let kept = |more: f64| {
            let kept = billed - sum(&moves.churned) - shrunk + more;
            let kept = divide(kept, billed, NO_CUSTOMERS);
            kept.map(|kept| libm::pow(kept.max(0.0), self.plan.cycle as f64))
        };
        [
            ("grr", kept(-cut)),
            ("nrr", kept(grown + risen - cut)),
            ("nrr_constant_price", kept(grown)),
        ]
    }

    /// N* = A/(h − w) at the joiners A, churn h and word of mouth w of the last period.
    fn leaky_bucket_ceiling(&self) -> Value {
        let last = self.plan.last();
        let churn = divide(self.left[last], self.active[last], NO_CUSTOMERS)?;
        let spoken = self.run.word_of_mouth[last];
        let before =
            if last == 0 { Projection::total(&self.run.opening, 0) } else { self.active[last - 1] };
        let word = if spoken == 0.0 { 0.0 } else { divide(spoken, before, NO_CUSTOMERS)? };
        if churn <= word {
            let why = NO_GROWTH_CEILING;
            return Err(Absent::endless(self.active[last], why));
        }
        Ok((self.joined[last] - spoken) / (churn - word))
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
