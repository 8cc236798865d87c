//! Which phases refer to one another in a circle?

use super::phases::Phases;
use crate::plan::Plan;

/// Phases whose values other phases refer to in a circle.
pub(super) struct Unknown {
    pub phases: Vec<usize>,
}

impl Unknown {
    pub fn of(plan: &Plan, phases: &Phases) -> Self {
        let mut unknown = vec![0];
        for own in &phases.desks {
            let desk = &plan.levers.desks[own.desk];
            if Phases::reaches(own.saved, desk) {
                unknown.extend([own.saved, own.offer_only]);
            }
            let last = own.saved + own.length - 1;
            if desk.lasting && !unknown.contains(&last) {
                unknown.push(last);
            }
        }
        Self { phases: unknown }
    }
}
