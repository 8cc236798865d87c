//! The ledger: what was posted to which account in which period.

use std::sync::Arc;

use crate::numeric::sum::Accumulators;
use crate::plan::{Account, Chart, Group, Plan};

/// Postings by account and period; costs are positive.
#[derive(Clone, Debug)]
pub struct Ledger {
    chart: Chart,
    postings: Vec<Vec<f64>>,
    discounts: Arc<Discounts>,
}

/// Discount factors of every account's own place in each period.
#[derive(Debug)]
struct Discounts {
    /// By distinct place in the period, then by period.
    factors: Vec<Vec<f64>>,
    /// Which of them each account has.
    own: Vec<usize>,
}

impl Discounts {
    fn of(plan: &Plan) -> Self {
        let retention = if plan.retention_at_end { 1.0 } else { plan.delta };
        let mut offsets: Vec<f64> = Vec::new();
        let own = plan.chart.accounts().iter().map(|account| {
            let offset = account.offset(plan.delta, retention);
            let known = offsets.iter().position(|other| *other == offset);
            known.unwrap_or_else(|| {
                offsets.push(offset);
                offsets.len() - 1
            })
        });
        let own = own.collect();
        let factors = |offset: &f64| (0..plan.periods).map(|t| plan.discount(t, *offset)).collect();
        Self { factors: offsets.iter().map(factors).collect(), own }
    }
}

impl Ledger {
    /// An empty ledger over the plan's accounts and periods.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let postings = vec![vec![0.0; plan.periods]; plan.chart.accounts().len()];
        Self { chart: plan.chart.clone(), postings, discounts: Arc::new(Discounts::of(plan)) }
    }

    /// Adds `amount` to an account. An amount of zero needs no account.
    pub fn post(&mut self, account: Account, t: usize, amount: f64) {
        if amount == 0.0 {
            return;
        }
        let place = self.chart.place(account);
        let place = place.expect("every posting has an account in the plan's chart");
        self.postings[place][t] += amount;
    }

    /// Postings of the account at a place of the chart, to be written over.
    pub fn postings_mut(&mut self, place: usize) -> &mut [f64] {
        &mut self.postings[place]
    }

    /// Accounts and their postings, in the order of the chart.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, &[f64])> {
        self.chart.accounts().iter().copied().zip(self.postings.iter().map(Vec::as_slice))
    }

    /// Sum over the accounts of `factor` × posting × what `weight` gives for the account's place,
    /// per period.
    fn summed<'a>(
        &'a self,
        periods: usize,
        chosen: impl Fn(Account) -> f64,
        weight: impl Fn(usize) -> Option<&'a [f64]>,
    ) -> Vec<f64> {
        let mut sums = Accumulators::new(periods);
        for (place, (account, postings)) in self.accounts().enumerate() {
            let factor = chosen(account);
            if factor == 0.0 || postings.iter().all(|amount| *amount == 0.0) {
                continue;
            }
            match weight(place) {
                None => sums.add(postings, postings, |amount, _| factor * amount),
                Some(weight) => {
                    sums.add(postings, weight, |amount, weight| factor * amount * weight)
                }
            }
        }
        sums.values()
    }

    /// Amounts of one group per period, as positive numbers.
    #[must_use]
    pub fn group(&self, plan: &Plan, group: Group) -> Vec<f64> {
        self.summed(plan.periods, |account| f64::from(u8::from(account.group() == group)), |_| None)
    }

    /// Cash flow per period: revenue less everything else.
    #[must_use]
    pub fn cash_flow(&self, plan: &Plan) -> Vec<f64> {
        self.summed(plan.periods, Account::sign, |_| None)
    }

    /// Discounted cash flow per period, each account at its own place in the period.
    #[must_use]
    pub fn discounted(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> Vec<f64> {
        let discounts = &*self.discounts;
        let weight = |place: usize| Some(&discounts.factors[discounts.own[place]][..]);
        self.summed(plan.periods, chosen, weight)
    }

    /// Present value of the accounts that `chosen` weighs.
    #[must_use]
    pub fn present_value(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> f64 {
        crate::numeric::sum::ordered_sum(&self.discounted(plan, chosen))
    }
}
