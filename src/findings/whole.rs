//! Draws of customers' own chance alone: every strategy keeps its plan, and only counts differ.

use rayon::prelude::*;

use super::measure::{Lifetimes, measure_with};
use super::run::{Case, Outcome, Trial, cumulative, expected_events, flat, spend};
use crate::engine::{Cohorts, Projection, simulate};
use crate::plan::{Account, Plan, Precision};
use crate::scenario::Scenario;

/// Draws that are taken through all strategies together: enough to share the look-ups of a cell, few
/// enough to stay in the nearest memory.
const TOGETHER: usize = 256;

/// Outcomes by draw and strategy, one draw per key.
#[must_use]
pub fn outcomes(scenario: &Scenario, base: &[Case], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let cohorts: Option<Vec<Cohorts<'_>>> =
        base.iter().map(|case| Cohorts::of(&case.plan, &case.run)).collect();
    match cohorts {
        Some(cohorts) => by_cohort(base, &cohorts, keys),
        // All strategies one way, so that they share their customers' chance.
        None => by_class(scenario, base, keys),
    }
}

/// Whole cohorts, many draws at a time.
fn by_cohort(base: &[Case], cohorts: &[Cohorts<'_>], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let steady: Vec<Steady<'_>> = base.iter().map(|case| Steady::of(&case.plan, &case.run)).collect();
    let chunk = |keys: &[u64]| {
        let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::with_capacity(base.len()); keys.len()];
        for (place, (cohorts, steady)) in cohorts.iter().zip(&steady).enumerate() {
            let drawn = cohorts.draw(keys);
            let mut run = cohorts.projection();
            for (d, outcomes) in outcomes.iter_mut().enumerate() {
                cohorts.write(&drawn, d, &mut run);
                outcomes.push(steady.outcome(place, &run));
            }
        }
        outcomes
    };
    keys.par_chunks(TOGETHER).flat_map_iter(chunk).collect()
}

/// Class by class, for any plan.
fn by_class(scenario: &Scenario, base: &[Case], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let values = scenario.base_values();
    let events = expected_events(scenario, &values);
    // As many classes as a draw needs, not as many as the base case.
    let coarse = |(place, case): (usize, &Case)| {
        let precision = Precision::DRAW;
        let trial = Trial { scenario, place, values: &values, events: &events, precision };
        trial.run(&case.adjust)
    };
    let plans: Vec<(Plan, Projection)> = base.iter().enumerate().map(coarse).collect();
    let steady: Vec<Steady<'_>> = plans.iter().map(|(plan, run)| Steady::of(plan, run)).collect();
    let draw = |own: &u64| {
        let one = |(place, steady): (usize, &Steady<'_>)| {
            steady.outcome(place, &simulate(steady.plan, *own))
        };
        steady.iter().enumerate().map(one).collect()
    };
    keys.par_iter().map(draw).collect()
}

/// What does not differ from draw to draw.
struct Steady<'a> {
    plan: &'a Plan,
    lifetimes: Lifetimes,
    spend: f64,
}

impl<'a> Steady<'a> {
    fn of(plan: &'a Plan, expected: &Projection) -> Self {
        Self { plan, lifetimes: Lifetimes::of(plan, expected), spend: spend(plan, expected) }
    }

    fn outcome(&self, place: usize, run: &Projection) -> Outcome {
        let measures = measure_with(self.plan, run, None, &self.lifetimes);
        let flows = run.ledger.discounted(self.plan, Account::sign);
        Outcome { place, scalars: flat(&measures), cumulative: cumulative(&flows), spend: self.spend }
    }
}
