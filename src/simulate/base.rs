//! Every strategy at the base values.

use super::case::{Case, Met};
use super::rerun::Rerun;
use super::trial::Trial;
use super::wishes::Wishes;
use super::worth::spend;
use crate::plan::Precision;
use crate::scenario::Scenario;

/// Runs every strategy at the base values as far as it is wanted, in the order of the file.
pub fn base_cases(scenario: &Scenario, precision: Precision, wishes: Wishes) -> Vec<Case> {
    let values = scenario.base_values();
    in_order(scenario, |place, target: Option<&Case>| {
        let trial = Trial::expected(scenario, place, &values, precision);
        let target = target.map(|case| spend(&case.plan, &case.run));
        let mut rerun = Rerun::new(trial, trial.none());
        let (adjust, met, unmet) = trial.match_spend(&mut rerun, target, Met::default());
        rerun.plan(&adjust);
        let (adjust, plan, _) = rerun.into_parts();
        Case { met, unmet, ..Case::of(adjust, plan, wishes) }
    })
}

/// Runs each strategy after the one whose spend it matches, which is handed to it; back in the order of the file.
pub(super) fn in_order<T>(
    scenario: &Scenario,
    mut run: impl FnMut(usize, Option<&T>) -> T,
) -> Vec<T> {
    let mut done: Vec<Option<T>> = scenario.strategies.iter().map(|_| None).collect();
    let other = |place: usize| scenario.strategies[place].spend_as.as_ref().map(|s| s.strategy);
    let ready = |done: &[Option<T>]| {
        let open = |place: &usize| {
            done[*place].is_none() && other(*place).is_none_or(|other| done[other].is_some())
        };
        (0..done.len()).find(open)
    };
    // Checked when read: references do not go in circles.
    while let Some(place) = ready(&done) {
        done[place] = Some(run(place, other(place).and_then(|other| done[other].as_ref())));
    }
    done.into_iter().flatten().collect()
}
