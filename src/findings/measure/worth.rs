//! What is the strategy's cash worth?

use std::cell::LazyCell;

use super::lifetime::endless;
use super::list::{List, Value, divide, undefined};
use super::measuring::Measuring;
use crate::engine::Projection;
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known};
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, CostPart, Group, Plan};
use crate::scenario::{AfterHorizon, TerminalValue};

messages! {
    NO_CASH_NEED = "why.no_cash_need" [];
    NO_OPENING_CASH = "why.no_opening_cash" [];
    CASH_LASTS = "why.cash_lasts" [];
    NO_MARGIN = "why.no_margin" [];
    NO_INFLATION = "why.no_inflation" [];
}

/// Value of the horizon and of what its customers bring until the last has left, after tax.
pub fn npv_runoff(plan: &Plan, run: &Projection) -> Value {
    crate::simulate::npv_runoff(plan, run).ok_or_else(|| endless(run))
}

impl Measuring<'_> {
    /// Net present value by the scenario's terminal value, and by each other.
    pub(super) fn values(&self, list: &mut List<'_>) {
        let horizon = LazyCell::new(|| self.npv_horizon());
        let run_off = LazyCell::new(|| npv_runoff(self.plan, self.run));
        // The other of the two takes a run of its own.
        let after = |end| if self.plan.after == end { *run_off } else { undefined(BASE_ONLY) };
        list.add("npv", || match self.plan.terminal {
            TerminalValue::None => Ok(*horizon),
            TerminalValue::RunOff => *run_off,
            TerminalValue::Perpetuity => self.perpetuity().map(|value| *horizon + value),
        });
        list.add("npv_horizon", || Ok(*horizon));
        list.add("npv_stop", || after(AfterHorizon::Stop));
        list.add("npv_go_on", || after(AfterHorizon::GoOn));
        list.add("npv_runoff", || *run_off);
    }

    /// Cash, how long it lasts, and what the customers are worth before what does not depend on them.
    pub(super) fn cash(&self, list: &mut List<'_>) {
        list.add("net_cash", || Ok(self.net_cash()));
        list.add("net_cash_real", || self.net_cash_real());
        list.add("cash_runway", || self.cash_runway());
        list.add("break_even_customers", || self.break_even_customers());
        list.add("customer_equity", || self.customer_equity());
    }

    /// What is spent and earned, at its present value.
    pub(super) fn money(&self, list: &mut List<'_>) {
        let worth = |of: &dyn Fn(Account) -> f64| self.run.ledger.present_value(self.plan, of);
        let group = |group: Group| worth(&|account| f64::from(u8::from(account.group() == group)));
        list.add("acquisition_spend_pv", || Ok(group(Group::Acquisition)));
        list.add("retention_spend_pv", || Ok(group(Group::Retention)));
        list.add("spend_pv", || Ok(worth(&Account::spent)));
        list.add("revenue_pv", || Ok(group(Group::Revenue)));
        list.add("contribution_pv", || Ok(worth(&contributes)));
        list.add("contribution_margin", || self.contribution_margin());
    }

    fn npv_horizon(&self) -> f64 {
        self.run.ledger.present_value(self.plan, Account::sign)
    }

    /// The last period's discounted cash flow for ever after.
    fn perpetuity(&self) -> Value {
        let last = self.run.ledger.discounted(self.plan, Account::sign)[self.plan.last()];
        let rate = self.plan.discount_rate;
        divide(last, rate, PERPETUITY_NEEDS_RATE)
    }

    /// `npv_runoff` before overheads, fixed cost of channels and programmes, set-up and tax.
    fn customer_equity(&self) -> Value {
        let run_off = self.run.run_off.ok_or_else(|| endless(self.run))?;
        let counted = |account: Account| match account {
            Account::Overhead(_)
            | Account::AcquisitionTeam(_)
            | Account::ChannelFixed(_)
            | Account::Tax
            | Account::Programme(_, CostPart::Fixed | CostPart::SetUp) => 0.0,
            other => other.sign(),
        };
        Ok(self.run.ledger.present_value(self.plan, counted) + run_off.value)
    }

    /// Deepest point of the cumulative cash flow, and its period.
    pub(super) fn cash_need(&self, list: &mut List<'_>) {
        let deepest = LazyCell::new(|| {
            let (mut sum, mut deepest, mut when) = (0.0, 0.0, None);
            for (t, flow) in self.cash_flow().iter().enumerate() {
                sum += flow;
                if sum < deepest {
                    (deepest, when) = (sum, Some(t as f64));
                }
            }
            (deepest, when)
        });
        list.add("peak_cash_need", || Ok(-deepest.0));
        list.add("peak_cash_period", || deepest.1.ok_or(Absent::nothing(NO_CASH_NEED)));
    }

    /// Whole periods that the cash at the start pays for.
    fn cash_runway(&self) -> Value {
        let mut cash = self.plan.opening_cash.ok_or(NO_OPENING_CASH)?;
        for (t, flow) in self.cash_flow().iter().enumerate() {
            cash += flow;
            if cash < 0.0 {
                return Ok(t as f64);
            }
        }
        let side = Known::AtLeast(self.plan.periods as f64);
        Err(Absent { why: CASH_LASTS, side })
    }

    /// Customers whose margin pays for what does not depend on their number, over the last year of the horizon.
    fn break_even_customers(&self) -> Value {
        let year = self.plan.periods.saturating_sub(self.plan.cycle)..self.plan.periods;
        let (mut margin, mut fixed) = (0.0, 0.0);
        for (account, postings) in self.run.ledger.accounts() {
            let sum: f64 = postings[year.clone()].iter().sum();
            match (account, account.group()) {
                (Account::Tax, _) => {}
                (Account::Programme(_, CostPart::Fixed | CostPart::SetUp), _)
                | (_, Group::Acquisition | Group::Overhead) => fixed += sum,
                _ => margin += account.sign() * sum,
            }
        }
        let active: f64 = self.active()[year.clone()].iter().sum();
        if margin <= 0.0 || active <= 0.0 {
            let why = NO_MARGIN;
            return if active > 0.0 { Err(Absent::endless(fixed, why)) } else { undefined(why) };
        }
        Ok(fixed / year.len() as f64 / (margin / active))
    }

    /// Cash of the horizon, undiscounted, after tax.
    pub(super) fn net_cash(&self) -> f64 {
        ordered_sum(self.cash_flow())
    }

    /// The same in money of the start date: every flow is divided by the rise of prices until it falls.
    fn net_cash_real(&self) -> Value {
        let plan = self.plan;
        let rise = plan.inflation.ok_or(NO_INFLATION)?;
        let retention = if plan.retention_at_end { 1.0 } else { plan.delta };
        let mut flows = Vec::new();
        let rise = libm::log1p(rise);
        for (account, postings) in self.run.ledger.accounts() {
            let offset = account.offset(plan.delta, retention);
            let worth = |t: usize| libm::exp(-(t as f64 + offset) * rise);
            let sign = account.sign();
            let paid = postings.iter().enumerate().filter(|(_, amount)| **amount != 0.0);
            flows.extend(paid.map(|(t, amount)| sign * amount * worth(t)));
        }
        Ok(ordered_sum(&flows))
    }

    /// Revenue less cost of revenue and service, as a share of revenue.
    fn contribution_margin(&self) -> Value {
        let group = |group: Group| ordered_sum(&self.run.ledger.group(self.plan, group));
        let revenue = group(Group::Revenue);
        let left = revenue - group(Group::CostOfRevenue) - group(Group::Service);
        divide(left, revenue, NO_REVENUE)
    }
}

/// How an account counts in revenue less cost of revenue and service.
fn contributes(account: Account) -> f64 {
    match account.group() {
        Group::Revenue | Group::CostOfRevenue | Group::Service => account.sign(),
        _ => 0.0,
    }
}
