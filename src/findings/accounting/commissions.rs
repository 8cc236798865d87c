//! Commissions as an asset: what it costs to win a contract, spread over the time that customers stay.
//!
//! Source: IFRS 15.91–94, 99; ASC 340-40-25-1, 340-40-35-1.

use crate::engine::Projection;
use crate::findings::CommissionAsset;
use crate::plan::{OriginKind, Plan};

/// Share of a commission that is amortised in each of `periods` after signing: in proportion to the customers
/// then still there. `survival` starts at signing; its last rate goes on where it is too short.
pub fn amortised_shares(survival: &[f64], periods: usize) -> Vec<f64> {
    let known = survival.len();
    let rate = match survival {
        [.., before, last] if *before > 0.0 => last / before,
        _ => 0.0,
    };
    let mut shares = Vec::with_capacity(periods);
    for age in 0..periods {
        let alive = match survival.get(age) {
            Some(alive) => *alive,
            None if known == 0 => 0.0,
            None => shares[age - 1] * rate,
        };
        shares.push(alive);
    }
    let sum = crate::numeric::sum::ordered_sum(&shares);
    if sum > 0.0 {
        shares.iter_mut().for_each(|share| *share /= sum);
    }
    shares
}

/// Share of the customers whom channel `c` brings at the start who are active in each period after.
pub fn survival(plan: &Plan, run: &Projection, c: usize) -> Vec<f64> {
    let own = plan.blocks.iter().enumerate().filter_map(|(place, block)| {
        let here = plan.origins[block.origin].kind == OriginKind::Channel(c);
        here.then(|| (plan.channels[c].mix[block.segment], &run.probe(place).active))
    });
    let own: Vec<(f64, &Vec<f64>)> = own.collect();
    let known = own.iter().map(|(_, active)| active.len()).min().unwrap_or(0);
    (0..known).map(|t| own.iter().map(|(share, active)| share * active[t]).sum()).collect()
}

/// The asset of a channel that pays these commissions, per period of the horizon.
pub fn asset(paid: &[f64], shares: &[f64]) -> CommissionAsset<Vec<f64>> {
    let periods = paid.len();
    let nothing = || vec![0.0; periods];
    let mut lines = CommissionAsset {
        opening: nothing(),
        capitalised: paid.to_vec(),
        amortised: nothing(),
        closing: nothing(),
    };
    for (since, amount) in paid.iter().enumerate().filter(|(_, amount)| **amount != 0.0) {
        let mut left = 1.0;
        for t in since..periods {
            let share = shares.get(t - since).copied().unwrap_or(0.0);
            left = if t - since + 1 < shares.len() { left - share } else { 0.0 };
            lines.amortised[t] += amount * share;
            lines.closing[t] += amount * left;
        }
    }
    for t in 1..periods {
        lines.opening[t] = lines.closing[t - 1];
    }
    lines
}
