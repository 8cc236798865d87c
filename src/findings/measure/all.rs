//! Everything that is measured of a strategy and of its parts.

use super::lifetime::Lifetimes;
use super::list::{Holder, List, Measures, Totals, Wanted, undefined};
use super::measuring::Measuring;
use super::programmes::{LaterSaveRates, later_save_rates};
use crate::engine::Projection;
use crate::findings::messages::*;
use crate::plan::{Account, Plan};

/// Measures what is wanted of one strategy, and where wanted of its `parts`, with what its customers' lifetimes are worth.
pub fn measure(
    plan: &Plan,
    run: &Projection,
    lifetimes: &Lifetimes,
    parts: bool,
    wanted: Wanted<'_>,
) -> Measures {
    let m = Measuring::new(plan, run, lifetimes);
    m.all(parts, wanted, || [undefined(BASE_ONLY); 2])
}

/// The same with the metrics that take longer than a draw may, and the sums that comparisons need: those of the base
/// case.
pub fn measure_base(
    plan: &Plan,
    run: &Projection,
    lifetimes: &Lifetimes,
    parts: bool,
    wanted: Wanted<'_>,
) -> Measures {
    let m = Measuring::new(plan, run, lifetimes);
    let refunds = run.ledger.accounts().filter(|(one, _)| matches!(one, Account::Refunds(_)));
    let refunds = refunds.flat_map(|(one, sums)| sums.iter().map(move |sum| one.spent() * sum));
    let keeping = m.retention().iter().sum::<f64>() + refunds.sum::<f64>();
    let totals = Totals { active: m.active().iter().sum(), keeping };
    Measures { totals, ..m.all(parts, wanted, || later_save_rates(plan, run)) }
}

impl Measuring<'_> {
    fn all(
        &self,
        parts: bool,
        wanted: Wanted<'_>,
        later: impl FnOnce() -> LaterSaveRates,
    ) -> Measures {
        let (plan, mut list) = (self.plan, List::new(wanted));
        self.strategy(later, list.of(Holder::Strategy));
        if parts {
            (0..plan.segments.len()).for_each(|s| self.segment(s, list.of(Holder::Segment(s))));
            let channels = plan.channels.len();
            (0..channels).for_each(|c| self.channel(c, list.of(Holder::Channel(c))));
            let referrals = 0..plan.levers.referrals.len();
            referrals.for_each(|r| self.referral(r, list.of(Holder::Channel(channels + r))));
            (0..plan.programmes).for_each(|p| self.programme(p, list.of(Holder::Programme(p))));
            self.common(list.of(Holder::Common));
        }
        Measures { all: list.all, totals: Totals::default() }
    }

    fn strategy(&self, later: impl FnOnce() -> LaterSaveRates, list: &mut List<'_>) {
        let mix = self.mix(None);
        self.values(list);
        self.rates_of_return(list);
        self.cash(list);
        self.opening_base(list);
        self.customer(None, &mix, list);
        self.cost_of_joining(&mix, list);
        self.base(list);
        self.money(list);
        self.revenue_ratios(list);
        self.cash_need(list);
        self.growth(list);
        self.efficiency(list);
        self.programmes(later, list);
        list.add("customer_rollforward_difference", || Ok(self.rollforward_difference()));
    }

    fn segment(&self, s: usize, list: &mut List<'_>) {
        let mix = self.mix(Some(s));
        self.customer(Some(s), &mix, list);
        self.base_of(s, list);
        self.segment_money(s, &mix, list);
    }
}
