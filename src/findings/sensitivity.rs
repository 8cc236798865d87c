//! What would change the answer? Two assumptions at a time, rank correlations over the draws, elasticities.

use rayon::prelude::*;

use super::measure::{Holder, Lifetimes, Measures, Wanted, measure, offsets};
use super::messages::{
    CHANGE_OF_NOTHING, NO_SWING, NO_VALUE_THERE, NOT_MEASURED, PERPETUITY_REPEATS,
};
use super::model::{
    Absent, Comparison, GridAxis, GridFindings, Metric, Reason, SensitivityFindings,
};
use super::names::name_of;
use super::ran::Ran;
use super::register::{Register, npv_at};
use super::turning::{ends, in_force};
use crate::plan::{Account, Group, Precision};
use crate::scenario::{Assumption, Grid, Scenario};
use crate::simulate::{Trial, npv};

/// Values of each assumption of a grid.
const STEPS: usize = 9;

/// How the gain of the register's pair hangs on the assumptions; none with one strategy.
pub fn sensitivity(
    ran: &Ran<'_>,
    register: &Register,
    comparisons: &[Comparison],
) -> Option<SensitivityFindings> {
    let (scenario, pair) = (ran.scenario, register.pair()?);
    let id = |place: usize| scenario.strategies[place].label.id.clone();
    let grids = scenario.sensitivity.grids.iter();
    let (own, other) = (id(pair.0), id(pair.1));
    let told = comparisons.iter().find(|one| one.strategy == own && one.against == other);
    let judged = told.and_then(|own| own.judgement_swing_share);
    Some(SensitivityFindings {
        strategy: own,
        against: other,
        unranged_judgements: Register::unranged(scenario),
        judgement_swing_share: judged,
        judgement_swing_share_why: judged.is_none().then(|| NO_SWING.say([])),
        grids: grids.flat_map(|one| grid(ran, register, one)).flatten().collect(),
    })
}

/// The gain over each opponent, today first.
fn grid(ran: &Ran<'_>, register: &Register, grid: &Grid) -> Option<Vec<GridFindings>> {
    let scenario = ran.scenario;
    let pairs = register.pairs();
    let lead = pairs.first()?.0;
    let places = (in_force(scenario, lead, &grid.x)?, in_force(scenario, lead, &grid.y)?);
    let (x, y) = (values(scenario, places.0), values(scenario, places.1));
    let base = scenario.base_values();
    let at = |cell: usize| {
        let mut moved = base.clone();
        moved[places.0] = x[cell % STEPS];
        moved[places.1] = y[cell / STEPS];
        let own = npv_at(ran, lead, &moved);
        let gain = |(_, other): &(usize, usize)| {
            Some(own? - npv_at(ran, *other, &moved)?).filter(|gain| gain.is_finite())
        };
        pairs.iter().map(gain).collect::<Vec<Option<f64>>>()
    };
    let cells: Vec<Vec<Option<f64>>> = (0..STEPS * STEPS).into_par_iter().map(at).collect();
    let id = |place: usize| scenario.strategies[place].label.id.clone();
    let of = |(at, (_, other)): (usize, &(usize, usize))| {
        let gains: Vec<Option<f64>> = cells.iter().map(|cell| cell[at]).collect();
        GridFindings {
            strategy: id(lead),
            against: id(*other),
            x: axis(scenario, lead, places.0, &x),
            y: axis(scenario, lead, places.1, &y),
            gain: gains.chunks(STEPS).map(<[_]>::to_vec).collect(),
            gain_why: gains.contains(&None).then(|| NO_VALUE_THERE.say([])),
        }
    };
    Some(pairs.iter().enumerate().map(of).collect())
}

/// Evenly spread values over the range of an assumption, as the file states it.
fn values(scenario: &Scenario, place: usize) -> Vec<f64> {
    let (low, high) = ends(&scenario.assumptions[place], scenario.sensitivity.swing);
    (0..STEPS).map(|step| low + (high - low) * step as f64 / (STEPS - 1) as f64).collect()
}

fn axis(scenario: &Scenario, strategy: usize, place: usize, values: &[f64]) -> GridAxis {
    let assumption: &Assumption = &scenario.assumptions[place];
    let own = |value: f64| {
        assumption.in_force(Some(strategy)).map_or(value, |number| number.restated(value))
    };
    GridAxis {
        path: assumption.path.clone(),
        name: name_of(scenario, assumption),
        unit: assumption.unit.word(),
        values: values.iter().copied().map(own).collect(),
        assumed: own(assumption.value),
    }
}

/// Relative step of the retention of an elasticity: far below the discount, so that what is left out is no digit.
const STEP: f64 = 1e-6;

/// Elasticities of a strategy: the change of value in percent when one driver gets better by 1 %.
///
/// Margin and acquisition cost change no behaviour, so value is linear in both and the ledger gives them;
/// retention takes a difference of second order from below, the share kept in every period and risk class moved
/// together: from above, nobody would ever leave whose hazard is below the step.
///
/// Source: Gupta, Lehmann & Stuart (2004), "Valuing customers", JMR 41(1).
pub fn elasticities(ran: &Ran<'_>) -> Vec<Vec<(&'static str, Metric)>> {
    (0..ran.cases.len()).into_par_iter().map(|place| of_strategy(ran, place)).collect()
}

/// The same of one strategy.
pub fn of_strategy(ran: &Ran<'_>, place: usize) -> Vec<(&'static str, Metric)> {
    let (scenario, case) = (ran.scenario, &ran.cases[place]);
    let metric = |id: &'static str, value: Result<f64, Reason>| {
        let value = value.and_then(|value| match value.is_finite() {
            true => Ok(value),
            false => Err(CHANGE_OF_NOTHING),
        });
        Metric::plain(id, value.map_err(Absent::from))
    };
    let value = npv(&case.plan, &case.run).map_err(Reason::from);
    let share = |group: Group| {
        let paid = |account: Account| f64::from(u8::from(account.group() == group));
        let flows = case.run.ledger.discounted(&case.plan, paid);
        // Tax falls due at the cash timing, whenever in its period the money is paid.
        let (cash, _) = offsets(&case.plan);
        let amounts = case.run.ledger.group(&case.plan, group);
        let taxed = amounts.iter().zip(&case.plan.tax).enumerate();
        let tax = taxed.map(|(t, (amount, tax))| amount * tax * case.plan.discount(t, cash));
        flows.iter().sum::<f64>() - tax.sum::<f64>()
    };
    // A perpetuity repeats the last period's spending as well.
    let linear = match case.plan.terminal {
        crate::scenario::TerminalValue::Perpetuity => Err(PERPETUITY_REPEATS),
        _ => value,
    };
    let acquisition = linear.map(|value| share(Group::Acquisition) / value);
    let margin =
        linear.map(|value| 1.0 + (share(Group::Acquisition) + share(Group::Overhead)) / value);
    let values = scenario.base_values();
    let moved = |kept: f64| {
        let trial = Trial::expected(scenario, place, &values, Precision::Base);
        let mut adjust = case.adjust.clone();
        adjust.kept = kept;
        let (plan, run) = trial.run(&adjust);
        let all =
            measure(&plan, &run, &Lifetimes::of(&plan, &run, None), false, Wanted::Named(&[CLV]));
        (npv(&plan, &run).map_err(Reason::from), clv_of(&all))
    };
    let (far, near) = (moved(1.0 - 2.0 * STEP), moved(1.0 - STEP));
    let slope = |far: Result<f64, Reason>, near: Result<f64, Reason>, at: f64| {
        Ok((3.0 * at - 4.0 * near? + far?) / (2.0 * STEP) / at)
    };
    let retention = value.and_then(|value| slope(far.0, near.0, value));
    let of_clv = clv_of(&ran.measures[place]).and_then(|value| slope(far.1, near.1, value));
    vec![
        metric("elasticity_retention", retention),
        metric("elasticity_margin", margin),
        metric("elasticity_acquisition_cost", acquisition),
        metric("clv_elasticity_retention", of_clv),
    ]
}

/// What a customer is worth whose elasticity is told.
const CLV: &str = "clv_runoff";

fn clv_of(measures: &Measures) -> Result<f64, Reason> {
    let clv = measures.value(Holder::Strategy, CLV);
    clv.unwrap_or(Err(NOT_MEASURED.into())).map_err(|absent| absent.why)
}
