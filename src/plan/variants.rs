//! The plans that are asked for: as stated, without discounting, without desks, with channels moved.

use super::builder::Builder;
use super::{Adjust, Plan, Precision};
use crate::scenario::Scenario;
use crate::units::Values;

/// The plan of strategy `place`, with the assumptions at `values` and the levers moved by `adjust`.
///
/// `events` holds the exponent of each event's multipliers: its probability in the expected engine,
/// 0 or 1 in a draw.
pub fn build(
    scenario: &Scenario,
    place: usize,
    values: &Values,
    adjust: &Adjust,
    events: &[f64],
    precision: Precision,
) -> Plan {
    Builder::new(scenario, place, values, precision).build(adjust, events)
}

/// As [`build`], with money that keeps its value: for lifetime values without discounting.
pub fn build_undiscounted(
    scenario: &Scenario,
    place: usize,
    values: &Values,
    adjust: &Adjust,
    events: &[f64],
    precision: Precision,
) -> Plan {
    let mut builder = Builder::new(scenario, place, values, precision);
    builder.discount_rate = 0.0;
    builder.build(adjust, events)
}

/// As [`build`], as if nobody had ever been asked to stay by a save desk: churn as it was observed.
pub fn build_without_desks(
    scenario: &Scenario,
    place: usize,
    values: &Values,
    adjust: &Adjust,
    events: &[f64],
    precision: Precision,
) -> Plan {
    let mut builder = Builder::new(scenario, place, values, precision);
    builder.desks = false;
    builder.build(adjust, events)
}

/// Moves the channels of a plan of strategy `place`, and nothing else, to where [`build`] would have them.
pub fn move_channels(
    plan: &mut Plan,
    scenario: &Scenario,
    place: usize,
    values: &Values,
    adjust: &Adjust,
    events: &[f64],
) {
    let builder = Builder::new(scenario, place, values, Precision::Base);
    plan.channels = builder.channels(&plan.segments, adjust, events);
    plan.forget_aims();
    plan.brand = builder.brand(&plan.channels);
}
