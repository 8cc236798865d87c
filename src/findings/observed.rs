//! Whether the strategy that churn was observed under loses as many customers as were observed.

use super::messages::NOT_AS_OBSERVED;
use super::model::{Form, Quote, Sentence};
use super::ran::Ran;
use crate::engine::{Projection, project_flows};
use crate::plan::{Precision, build, build_without_desks};
use crate::scenario::Scenario;

/// Churn that differs by more than this part from the observed one is worth a warning.
const WORTH_SAYING: f64 = 0.01;

/// A warning where the desk of `against` makes its own run leave more or less than was observed over the first year:
/// its back-out acts on regular customers as if all were served (`docs/model.md`, section 3).
pub fn warning(ran: &Ran<'_>) -> Option<Sentence> {
    let scenario = ran.scenario;
    let case = &ran.cases[scenario.against];
    if case.plan.levers.desks.is_empty() {
        return None;
    }
    let (values, place) = (scenario.base_values(), scenario.against);
    // What is still to happen was not observed.
    let events = vec![0.0; scenario.strategies[place].business.events.len()];
    let run = |of: Build| {
        let plan = of(scenario, place, &values, &case.adjust, &events, Precision::Base);
        rate(&project_flows(&plan), plan.periods.min(plan.cycle))
    };
    let (left, observed) = (run(build), run(build_without_desks));
    if (left - observed).abs() <= WORTH_SAYING * observed {
        return None;
    }
    let name = scenario.strategies[place].label.name.as_str();
    let rate = |rate: f64| Quote::alone(rate, Form::Rate);
    Some(NOT_AS_OBSERVED.say([name.into(), rate(left), rate(observed)]))
}

type Build = fn(
    &Scenario,
    usize,
    &crate::units::Values,
    &crate::plan::Adjust,
    &[f64],
    Precision,
) -> crate::plan::Plan;

/// Leavers per customer billed and period.
fn rate(run: &Projection, periods: usize) -> f64 {
    let sum = |series: &[Vec<f64>]| (0..periods).map(|t| Projection::total(series, t)).sum::<f64>();
    let billed = sum(&run.opening) + sum(&run.joined) + sum(&run.returned);
    if billed > 0.0 { sum(&run.left) / billed } else { 0.0 }
}
