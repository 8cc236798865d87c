//! What each budget brings at its best split.

use super::levers::BudgetLever;
use super::objective::{AT_AN_END, Objective, USED_UP};
use crate::findings::FrontierPoint;
use crate::numeric::allocate::Landscape;
use rayon::prelude::*;

/// Budgets on the frontier.
const BUDGETS: usize = 13;
/// Accuracy of the levers on the frontier, as a share of their range.
const ACCURACY: f64 = 1e-6;
/// The last budget, as a multiple of the largest that matters.
const BEYOND: f64 = 1.15;

/// Best splits from the least spend to some more than `top`, evenly spaced.
pub fn frontier(
    objective: &Objective<'_>,
    landscape: &Landscape<'_>,
    least: f64,
    top: f64,
) -> Vec<FrontierPoint> {
    let highest: Vec<f64> = objective.levers.iter().map(|lever| lever.max).collect();
    let most = (BEYOND * top).min(objective.ask(&highest).spend).max(least);
    let at = |k: usize| {
        let budget = least + (most - least) * k as f64 / (BUDGETS - 1) as f64;
        // Rounding must not close the first budget.
        let best = landscape.best(budget * (1.0 + 1e-12), ACCURACY)?;
        let values = objective.stated(best.point);
        let returns = objective.marginal_returns(&values);
        let taken = objective.ask(&values);
        let price = shadow_price(objective.levers, &values, &returns, taken.spend, budget);
        let (npv, spend_pv) = (taken.worth, taken.spend);
        Some(FrontierPoint { budget, npv, spend_pv, shadow_price: price, values })
    };
    let found: Vec<Option<FrontierPoint>> = (0..BUDGETS).into_par_iter().map(at).collect();
    found.into_iter().flatten().collect()
}

/// What one more unit of the budget brings: the best that a lever does which can take more; 0 where there is budget
/// left over.
pub fn shadow_price(
    levers: &[BudgetLever],
    x: &[f64],
    returns: &[Option<f64>],
    spend: f64,
    budget: f64,
) -> f64 {
    if spend < budget * (1.0 - USED_UP) {
        return 0.0;
    }
    let each = levers.iter().zip(x).zip(returns);
    let open = each.filter(|((lever, x), _)| **x < lever.max - AT_AN_END * (lever.max - lever.min));
    open.filter_map(|(_, value)| *value).map(|value| value - 1.0).fold(0.0, f64::max)
}
