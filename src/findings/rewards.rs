//! What each reward of a points catalogue costs, over the horizon.

use super::RewardFindings;
use crate::engine::Projection;
use crate::plan::Plan;
use crate::scenario::Strategy;

/// The rewards of the strategy's programmes, in the order of the file.
pub fn rewards(strategy: &Strategy, plan: &Plan, run: &Projection) -> Vec<RewardFindings> {
    let mut list = Vec::new();
    for (lever, series) in plan.levers.points.iter().zip(&run.points) {
        let programme = &strategy.business.programmes[lever.programme];
        for (reward, own) in programme.mechanics.rewards().iter().zip(&lever.rewards) {
            let sum = |of: &dyn Fn(usize) -> f64| -> f64 {
                series.redeemed.iter().enumerate().map(|(t, all)| all * own.share * of(t)).sum()
            };
            let points = sum(&|_| 1.0);
            let each = |total: f64, last: &[f64]| match points > 0.0 {
                true => total / points,
                false => last.last().copied().unwrap_or(0.0),
            };
            let cost = sum(&|t| own.cost[t]);
            list.push(RewardFindings {
                id: format!("{}.{}", programme.id, reward.id),
                name: reward.name.clone(),
                programme: programme.name.clone(),
                share: own.share,
                points,
                value_per_1000: 1_000.0 * each(sum(&|t| own.value[t]), &own.value),
                cost_per_1000: 1_000.0 * each(cost, &own.cost),
                cost,
            });
        }
    }
    list
}
