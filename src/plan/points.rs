//! What members earn.

use super::{BlockPlan, Plan};
use crate::lever::EarnOn;

/// Points that a unit of money billed earns, members and others averaged.
pub fn earned_per_unit(plan: &Plan, block: &BlockPlan, points: usize, t: usize) -> f64 {
    let now = plan.entry(t);
    let lever = &plan.levers.points[points];
    let gross = match lever.earn_on {
        EarnOn::Net => 1.0,
        EarnOn::Gross => 1.0 + plan.segments[block.segment].vat[t.min(plan.last())],
    };
    lever.members[block.segment][now] * lever.earn[now] * gross
}
