//! Whom do offers to the riskiest target in a run?

use super::run::Run;
use super::runs::{project, project_flows};
use super::streams::Chance;
use crate::plan::{BlockPlan, Plan};

impl Run<'_> {
    /// Lets the plan whose figures were observed be run first: it says whom offers targeted there. Draws of
    /// whole customers read from the plan's own expected run whom they target here.
    pub(super) fn observe(plan: &Plan, chance: Chance, flows: bool) {
        let needed = if flows { plan.last() } else { plan.settled_from.saturating_sub(1) };
        let mut aims = plan.aims.iter().chain(&plan.observed_aims);
        if chance != Chance::Expected && aims.any(|aim| !aim.taken(needed)) {
            drop(project(plan));
        }
        let Some(observed) = &plan.observed else { return };
        if observed.aims.iter().any(|aim| !aim.taken(needed)) {
            drop(if flows { project_flows(observed) } else { project(observed) });
        }
    }

    /// Takes the aims of period `t`: the riskiest share of the customers billed in it.
    pub(super) fn aim(&self, t: usize) {
        let plan = self.plan;
        if t >= plan.settled_from || self.chance != Chance::Expected || self.populations.is_empty()
        {
            return;
        }
        for (place, (lever, aim)) in plan.levers.risks.iter().zip(&plan.aims).enumerate() {
            if !aim.taken(t) {
                let covers = |block: &BlockPlan| block.reach.risks.contains(&place);
                aim.take(t, self.cut(lever.share, &covers));
            }
        }
        for (place, (lever, aim)) in plan.observed_risks.iter().zip(&plan.observed_aims).enumerate()
        {
            if aim.taken(t) {
                continue;
            }
            let seen = plan.observed.as_ref().and_then(|other| other.aims[place].at(t));
            let covers = |block: &BlockPlan| block.reach.observed_risks.contains(&place);
            aim.take(t, seen.unwrap_or_else(|| self.cut(lever.share, &covers)));
        }
    }

    /// The threshold above which the riskiest `share` of the customers of some blocks lie.
    fn cut(&self, share: f64, covers: &dyn Fn(&BlockPlan) -> bool) -> f64 {
        let plan = self.plan;
        let mut own = self.populations.iter().filter(|p| covers(&plan.blocks[p.block])).peekable();
        let Some(first) = own.peek() else { return share };
        let classes = &plan.segments[plan.blocks[first.block].segment].classes;
        let mut customers = vec![0.0; classes.count()];
        let lanes = own.filter_map(|population| population.customers.cells());
        lanes.for_each(|lane| lane.add_classes(&mut customers));
        classes.cut(&customers, share)
    }
}
