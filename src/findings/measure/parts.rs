//! What is a segment's cash worth, and what belongs to no segment?

use std::cell::LazyCell;

use super::acquisition::Discounting;
use super::list::{List, Value, divide, over, undefined};
use super::measuring::Measuring;
use crate::engine::{Ledger, LedgerPart, RevenueMoves, RunOff};
use crate::findings::messages::*;
use crate::plan::{Account, Plan};
use crate::scenario::TerminalValue;

/// Net present value of a part by the scenario's terminal value, of its horizon, and with its run-off.
fn worth(plan: &Plan, ledger: Option<&Ledger>, run_off: Option<RunOff>, list: &mut List<'_>) {
    let values = LazyCell::new(|| -> [Value; 3] {
        let Some(ledger) = ledger else { return [undefined(BASE_ONLY); 3] };
        let flows = ledger.discounted(plan, Account::sign);
        let horizon = crate::numeric::sum::ordered_sum(&flows);
        let tax = plan.tax[plan.last()];
        let after = run_off.map(|own| own.net(tax));
        let to_the_end = after.map(|after| horizon + after).ok_or_else(|| INFINITE.into());
        let npv = match plan.terminal {
            TerminalValue::None => Ok(horizon),
            TerminalValue::RunOff => to_the_end,
            TerminalValue::Perpetuity => {
                let why = PERPETUITY_NEEDS_RATE;
                divide(flows[plan.last()], plan.discount_rate, why).map(|later| horizon + later)
            }
        };
        [npv, Ok(horizon), to_the_end]
    });
    list.add("npv", || values[0]);
    list.add("npv_horizon", || values[1]);
    list.add("npv_runoff", || values[2]);
}

impl Measuring<'_> {
    /// What belongs to no segment.
    pub(super) fn common(&self, list: &mut List<'_>) {
        let ledger = self.run.ledger.part(LedgerPart::Segment(None));
        let run_off = RunOff { fixed_cost: self.run.run_off_common, ..RunOff::default() };
        worth(self.plan, ledger.as_ref(), Some(run_off), list);
    }

    /// Money of a segment, and what its customers cost to find and leave behind.
    pub(super) fn segment_money(&self, s: usize, mix: &[(usize, f64)], list: &mut List<'_>) {
        let (plan, run) = (self.plan, self.run);
        let ledger = run.ledger.part(LedgerPart::Segment(Some(s)));
        let run_off = run.run_off_of.get(s).copied().flatten();
        let cac = LazyCell::new(|| {
            let joined = run.joined_in(plan, s).iter().sum();
            match &ledger {
                Some(ledger) => divide(channel_money(ledger), joined, NO_JOINERS),
                None => undefined(BASE_ONLY),
            }
        });
        worth(plan, ledger.as_ref(), run_off, list);
        list.add("cac_blended", || *cac);
        list.add("ltv_cac", || over(self.clv(mix), *cac));
        list.add("payback_survival", || self.payback(mix, *cac, Discounting::Undiscounted));
        list.add("payback_discounted", || self.payback(mix, *cac, Discounting::Discounted));
        self.revenue_retention(list, || self.moves_of(s));
    }

    /// Recurring revenue of a segment; none where blocks are not kept apart.
    fn moves_of(&self, s: usize) -> Option<RevenueMoves> {
        let own = self.plan.blocks.iter().zip(&self.run.parts);
        let own = own.filter(|(block, _)| block.segment == s).map(|(_, part)| &part.moves);
        own.cloned().reduce(|mut sum, moves| {
            sum.join(&moves);
            sum
        })
    }
}

/// Media, pay, and what is paid for joiners, of all channels.
fn channel_money(ledger: &Ledger) -> f64 {
    ledger.total(|account| {
        matches!(account, Account::Media(_) | Account::Commission(_) | Account::ChannelFixed(_))
    })
}
