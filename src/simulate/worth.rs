//! What is a run worth, and what does it spend? Money of the start date, discounted.

use crate::engine::Projection;
use crate::plan::{Account, Plan};
use crate::scenario::TerminalValue;

/// Why a run has no net present value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoNpv {
    /// The sum of margins to come does not converge.
    Infinite,
    /// A perpetuity at a discount rate of 0 or less.
    PerpetuityNeedsRate,
}

/// Net present value with the scenario's terminal value.
///
/// # Errors
///
/// Why there is none.
pub fn npv(plan: &Plan, run: &Projection) -> Result<f64, NoNpv> {
    let horizon = run.ledger.present_value(plan, Account::sign);
    match plan.terminal {
        TerminalValue::None => Ok(horizon),
        TerminalValue::RunOff => npv_runoff(plan, run).ok_or(NoNpv::Infinite),
        TerminalValue::Perpetuity => {
            let last = run.ledger.discounted(plan, Account::sign)[plan.last()];
            if plan.discount_rate > 0.0 {
                Ok(horizon + last / plan.discount_rate)
            } else {
                Err(NoNpv::PerpetuityNeedsRate)
            }
        }
    }
}

/// Value of the horizon and of what its customers bring until the last has left, after tax; none where it is
/// infinite.
pub fn npv_runoff(plan: &Plan, run: &Projection) -> Option<f64> {
    let run_off = run.run_off?;
    Some(run.ledger.present_value(plan, Account::sign) + run_off.net(plan.tax[plan.last()]))
}

/// Discounted spend on acquisition and retention over the horizon, refunds included.
pub fn spend(plan: &Plan, run: &Projection) -> f64 {
    run.ledger.present_value(plan, Account::spent)
}
