//! What is a segment's cash worth, and what belongs to no segment?

use super::acquisition::Discounting;
use super::list::{Measure, Value, divide, over, undefined};
use super::measuring::Measuring;
use crate::engine::{Ledger, LedgerPart, RevenueMoves, RunOff};
use crate::findings::messages::*;
use crate::plan::{Account, Plan};
use crate::scenario::TerminalValue;

/// Net present value of a part by the scenario's terminal value, of its horizon, and with its run-off.
pub(super) fn worth(plan: &Plan, ledger: Option<&Ledger>, run_off: Option<RunOff>) -> [Measure; 3] {
    let value = || -> [Value; 3] {
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
    };
    let [npv, horizon, to_the_end] = value();
    [("npv", npv), ("npv_horizon", horizon), ("npv_runoff", to_the_end)]
}

impl Measuring<'_> {
    /// What belongs to no segment.
    pub(super) fn common(&self) -> Vec<Measure> {
        let ledger = self.run.ledger.part(LedgerPart::Segment(None));
        let run_off = RunOff { fixed_cost: self.run.run_off_common, ..RunOff::default() };
        worth(self.plan, ledger.as_ref(), Some(run_off)).to_vec()
    }

    /// Money of a segment, and what its customers cost to find and leave behind.
    pub(super) fn segment_money(&self, s: usize, mix: &[(usize, f64)], clv: Value) -> Vec<Measure> {
        let (plan, run) = (self.plan, self.run);
        let ledger = run.ledger.part(LedgerPart::Segment(Some(s)));
        let run_off = run.run_off_of.get(s).copied().flatten();
        let joined: f64 = (0..plan.periods).map(|t| self.joined_in(s, t)).sum();
        let cac = match &ledger {
            Some(ledger) => divide(channel_money(ledger), joined, NO_JOINERS),
            None => undefined(BASE_ONLY),
        };
        let mut list = worth(plan, ledger.as_ref(), run_off).to_vec();
        list.extend([
            ("cac_blended", cac),
            ("ltv_cac", over(clv, cac)),
            ("payback_survival", self.payback(mix, cac, Discounting::Undiscounted)),
            ("payback_discounted", self.payback(mix, cac, Discounting::Discounted)),
        ]);
        list.extend(match self.moves_of(s) {
            Some(moves) => self.revenue_retention(&moves),
            None => ["grr", "nrr", "nrr_constant_price"].map(|id| (id, undefined(BASE_ONLY))),
        });
        list
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
    let own = |account: &Account| {
        matches!(account, Account::Media(_) | Account::Commission(_) | Account::ChannelFixed(_))
    };
    ledger.accounts().filter(|(account, _)| own(account)).flat_map(|(_, postings)| postings).sum()
}
