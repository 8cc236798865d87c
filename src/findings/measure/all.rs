//! Everything that is measured of a strategy and of its parts.

use super::lifetime::Lifetimes;
use super::list::{Holder, Measure, Measures, Totals, undefined};
use super::measuring::Measuring;
use super::programmes::{LaterSaveRates, later_save_rates};
use crate::engine::Projection;
use crate::findings::messages::*;
use crate::plan::{Account, Plan};

/// Metrics of a strategy that are measured, or a few less.
const MEASURED: usize = 64;

/// Measures one strategy, and where wanted its `parts`, with what its customers' lifetimes are worth.
pub fn measure(plan: &Plan, run: &Projection, lifetimes: &Lifetimes, parts: bool) -> Measures {
    measure_all(plan, run, lifetimes, parts, [undefined(BASE_ONLY); 2])
}

/// The same with the metrics that take longer than a draw may: those of the base case.
pub fn measure_base(plan: &Plan, run: &Projection, lifetimes: &Lifetimes, parts: bool) -> Measures {
    measure_all(plan, run, lifetimes, parts, later_save_rates(plan, run))
}

fn measure_all(
    plan: &Plan,
    run: &Projection,
    lifetimes: &Lifetimes,
    parts: bool,
    later: LaterSaveRates,
) -> Measures {
    let m = Measuring::new(plan, run, lifetimes);
    let refunds = run.ledger.accounts().filter(|(one, _)| matches!(one, Account::Refunds(_)));
    let refunds = refunds.flat_map(|(one, sums)| sums.iter().map(move |sum| one.spent() * sum));
    let keeping = m.retention.iter().sum::<f64>() + refunds.sum::<f64>();
    let mut all = vec![(Holder::Strategy, m.strategy(later))];
    let totals = Totals { active: m.active.iter().sum(), keeping };
    if !parts {
        return Measures { all, totals };
    }
    let segments = (0..plan.segments.len()).map(|s| (Holder::Segment(s), m.segment(s)));
    let ways = (0..plan.channels.len()).map(|c| m.channel(c));
    let ways = ways.chain((0..plan.levers.referrals.len()).map(|r| m.referral(r)));
    let ways = ways.enumerate().map(|(place, measures)| (Holder::Channel(place), measures));
    let programmes = (0..plan.programmes).map(|p| (Holder::Programme(p), m.programme(p)));
    all.extend(segments.chain(ways).chain(programmes));
    all.push((Holder::Common, m.common()));
    Measures { all, totals }
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
}
