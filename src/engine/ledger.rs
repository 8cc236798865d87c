//! The ledger: what was posted to which account in which period.

use crate::numeric::sum::Accumulator;
use crate::plan::{Account, Group, Plan};

/// Postings by account and period; costs are positive.
#[derive(Clone, Debug)]
pub struct Ledger {
    accounts: Vec<Account>,
    postings: Vec<Vec<f64>>,
}

impl Ledger {
    /// An empty ledger over the plan's accounts and periods.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let postings = vec![vec![0.0; plan.periods]; plan.accounts.len()];
        Self { accounts: plan.accounts.clone(), postings }
    }

    /// Adds `amount` to an account. An amount of zero needs no account.
    pub fn post(&mut self, account: Account, t: usize, amount: f64) {
        if amount == 0.0 {
            return;
        }
        let place = self.accounts.iter().position(|other| *other == account);
        let place = place.expect("every posting has an account in the plan's chart");
        self.postings[place][t] += amount;
    }

    /// Accounts and their postings, in the order of the chart.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, &[f64])> {
        self.accounts.iter().copied().zip(self.postings.iter().map(Vec::as_slice))
    }

    /// Sum of the accounts that `chosen` selects, per period; money in less money out if signed.
    fn by_period(&self, periods: usize, chosen: impl Fn(Account) -> f64) -> Vec<f64> {
        let mut sums = vec![Accumulator::new(); periods];
        for (account, postings) in self.accounts() {
            let factor = chosen(account);
            if factor != 0.0 {
                sums.iter_mut().zip(postings).for_each(|(sum, amount)| sum.add(factor * amount));
            }
        }
        sums.iter().map(Accumulator::value).collect()
    }

    /// Amounts of one group per period, as positive numbers.
    #[must_use]
    pub fn group(&self, plan: &Plan, group: Group) -> Vec<f64> {
        self.by_period(plan.periods, |account| f64::from(u8::from(account.group() == group)))
    }

    /// Cash flow per period: revenue less everything else.
    #[must_use]
    pub fn cash_flow(&self, plan: &Plan) -> Vec<f64> {
        self.by_period(plan.periods, Account::sign)
    }

    /// Discounted cash flow per period, each account at its own place in the period.
    #[must_use]
    pub fn discounted(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> Vec<f64> {
        let retention = if plan.retention_at_end { 1.0 } else { plan.delta };
        let mut sums = vec![Accumulator::new(); plan.periods];
        for (account, postings) in self.accounts() {
            let factor = chosen(account);
            if factor != 0.0 {
                let offset = account.offset(plan.delta, retention);
                for (t, (sum, amount)) in sums.iter_mut().zip(postings).enumerate() {
                    if *amount != 0.0 {
                        sum.add(factor * amount * plan.discount(t, offset));
                    }
                }
            }
        }
        sums.iter().map(Accumulator::value).collect()
    }

    /// Present value of the accounts that `chosen` weighs.
    #[must_use]
    pub fn present_value(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> f64 {
        let retention = if plan.retention_at_end { 1.0 } else { plan.delta };
        let mut sum = Accumulator::new();
        for (account, postings) in self.accounts() {
            let factor = chosen(account);
            if factor != 0.0 {
                let offset = account.offset(plan.delta, retention);
                for (t, amount) in postings.iter().enumerate().filter(|(_, amount)| **amount != 0.0) {
                    sum.add(factor * amount * plan.discount(t, offset));
                }
            }
        }
        sum.value()
    }
}
