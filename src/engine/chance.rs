//! Where one customer goes in one period, and what that costs: the transition of a single customer
//! that value recursions run backwards.

use super::hazard::Hazard;
use super::lane::Phases;
use crate::plan::{BlockPlan, Plan};

/// Phases that a customer can be in next period, with their chances.
pub type Moves = Vec<(usize, f64)>;

/// One period of one block, for customers of one tenure (the hazard's `row`).
#[derive(Clone, Copy, Debug)]
pub struct Chance<'a> {
    pub plan: &'a Plan,
    pub block: &'a BlockPlan,
    pub phases: &'a Phases,
    pub hazard: &'a Hazard,
    pub t: usize,
    /// Share of each desk's attempts that is served; none means all.
    pub served: Option<&'a [f64]>,
}

impl Chance<'_> {
    fn served(&self, desk: usize) -> f64 {
        self.served.map_or(1.0, |served| served[desk])
    }

    /// Cost of contacts and failed payments of one customer of class `q` in `phase`.
    #[must_use]
    pub fn class_cost(&self, row: usize, phase: usize, q: usize) -> f64 {
        let m = self.phases.multiplier[phase];
        let now = self.t.min(self.plan.last());
        let index = self.plan.rate_index(self.t);
        let leaves = 1.0 - self.hazard.keep(row, m)[q];
        let mut cost = 0.0;
        for own in &self.phases.desks {
            let desk = &self.plan.levers.desks[own.desk];
            if Phases::reaches(phase, desk) {
                let contacts = leaves
                    * self.block.rates.desk[own.desk][index]
                    * desk.reach[now]
                    * self.served(own.desk);
                cost += contacts * (1.0 + desk.gaming[now]) * desk.per_contact[now];
            }
        }
        cost + self.failure_cost(row, phase, q)
    }

    /// Cost of failed payments of one customer of class `q` in `phase`.
    #[must_use]
    pub fn failure_cost(&self, row: usize, phase: usize, q: usize) -> f64 {
        let m = self.phases.multiplier[phase];
        let index = self.plan.rate_index(self.t);
        let failures = self.block.rates.failures.iter().enumerate();
        failures.map(|(f, rate)| self.hazard.fail(f, row, m)[q] * rate.cost[index]).sum()
    }

    /// Where a customer of class `q` in `phase` can be next period.
    pub fn moves(&self, row: usize, phase: usize, q: usize, moves: &mut Moves) {
        moves.clear();
        let keep = self.hazard.keep(row, self.phases.multiplier[phase])[q];
        let index = self.plan.rate_index(self.t);
        let now = self.t.min(self.plan.last());
        let mut stay = keep;
        for own in &self.phases.desks {
            let desk = &self.plan.levers.desks[own.desk];
            if !Phases::reaches(phase, desk) {
                continue;
            }
            let taken = self.block.rates.desk[own.desk][index]
                * desk.reach[now]
                * self.served(own.desk)
                * desk.accept;
            let left = (1.0 - keep) * taken;
            let offer_only = (left * desk.would_have_stayed).min(stay);
            stay -= offer_only;
            moves.push((own.saved, left * (1.0 - desk.would_have_stayed)));
            moves.push((own.offer_only, offer_only));
        }
        moves.push((self.phases.next(phase, self.plan), stay));
    }
}
