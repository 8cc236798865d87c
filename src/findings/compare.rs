//! Every strategy against the comparison's `against`.

use super::draws::Sample;
use super::find::{scalar, summarise};
use super::model::{Band, Comparison, Driver, Figure, FigureUnit, Metric};
use super::run::{Case, Happening, Trial, cumulative, npv};
use crate::numeric::quantile::quantiles;
use crate::plan::{Account, Adjust, Group, Precision};
use crate::scenario::{Scenario, TerminalValue};

/// Place of a strategy metric among the measures.
fn column(case: &Case, id: &str) -> usize {
    let found = case.measures.strategy.iter().position(|measure| measure.id == id);
    found.expect("every strategy measures the same list")
}

fn value(case: &Case, id: &str) -> Option<f64> {
    case.measures.strategy[column(case, id)].value.ok()
}

/// Difference of a metric between two strategies, draw by draw.
#[must_use]
pub fn differences(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    other: usize,
    id: &str,
) -> Option<Vec<f64>> {
    let at = column(&cases[place], id);
    let sample = sample?;
    let of = |draw: &Vec<super::run::Outcome>| draw[place].scalars[at] - draw[other].scalars[at];
    Some(sample.outcomes.iter().map(of).collect())
}

/// Expected difference with its distribution; none where either side is undefined.
fn difference(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    against: usize,
    id: &str,
) -> Option<Figure> {
    let expected = value(&cases[place], id)? - value(&cases[against], id)?;
    let draws =
        differences(cases, sample, place, against, id).and_then(|values| summarise(&values));
    Some(Figure { expected, draws, customers_sd: None, unit: FigureUnit::Money })
}

/// Metrics of one strategy that need the strategy it is compared with.
#[must_use]
pub fn against_metrics(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    against: usize,
) -> Vec<(&'static str, Metric)> {
    let gain = match difference(cases, sample, place, against, "npv") {
        Some(figure) => Metric::Scalar(figure),
        None => Metric::Missing("npv is undefined".to_owned()),
    };
    let (own, other) = (&cases[place].measures.totals, &cases[against].measures.totals);
    let years = (own.active - other.active) / cases[place].plan.cycle as f64;
    let spend = own.retention_spend - other.retention_spend;
    let cost = if place == against {
        Metric::Missing("this is the strategy that the others are compared with".to_owned())
    } else if years <= 0.0 && spend >= 0.0 || years == 0.0 {
        Metric::Missing("the strategy keeps no more customers for its money".to_owned())
    } else {
        scalar(spend / years, FigureUnit::Money)
    };
    vec![("incremental_npv", gain), ("retention_cost_per_incremental_customer_year", cost)]
}

/// Every other strategy against the comparison's `against`.
#[must_use]
pub fn comparisons(
    scenario: &Scenario,
    cases: &[Case],
    sample: Option<&Sample>,
) -> Vec<Comparison> {
    let against = scenario.against;
    let others = (0..cases.len()).filter(|place| *place != against);
    others.filter_map(|place| comparison(scenario, cases, sample, place, against)).collect()
}

fn comparison(
    scenario: &Scenario,
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    against: usize,
) -> Option<Comparison> {
    let (own, other) = (&cases[place], &cases[against]);
    let figure = |id: &str| difference(cases, sample, place, against, id);
    let discounted = |case: &Case, chosen: &dyn Fn(Account) -> f64| {
        case.run.ledger.discounted(&case.plan, chosen)
    };
    let flow: Vec<f64> = discounted(own, &Account::sign)
        .iter()
        .zip(discounted(other, &Account::sign))
        .map(|(own, other)| own - other)
        .collect();
    let cumulative_difference = cumulative(&flow);
    let group = |group: Group| {
        let chosen = |account: Account| f64::from(u8::from(account.group() == group));
        own.run.ledger.present_value(&own.plan, chosen)
            - other.run.ledger.present_value(&other.plan, chosen)
    };
    let bridge = bridge(group);
    Some(Comparison {
        strategy: scenario.strategies[place].label.id.clone(),
        against: scenario.strategies[against].label.id.clone(),
        incremental_npv: figure("npv")?,
        incremental_npv_horizon: figure("npv_horizon")?,
        incremental_npv_runoff: figure("npv_runoff"),
        incremental_npv_stopped: stopped(scenario, cases, place, against),
        probability_better: probability(differences(cases, sample, place, against, "npv")),
        regret: regret(&scenario.candidates(), cases, sample, place),
        acquisition_spend_pv: group(Group::Acquisition),
        retention_spend_pv: group(Group::Retention),
        payback_period: payback(&cumulative_difference),
        payback_period_why: payback(&cumulative_difference)
            .is_none()
            .then_some("the extra cash does not stay positive within the horizon"),
        payback_periods: payback(&cumulative_difference).map(|period| {
            // Years in which the strategies still do the same are no time of waiting.
            let first = cumulative_difference.iter().position(|gain| *gain != 0.0).unwrap_or(0);
            period + 1 - first.min(period)
        }),
        cumulative_difference,
        bridge,
        break_even: Vec::new(),
        attribution: None,
        cumulative_band: sample.map(|sample| band(sample, place, against)),
        quantiles: differences(cases, sample, place, against, "npv").and_then(spread),
    })
}

/// The gain if every programme of both strategies stopped in the last period of the horizon: run-off lets them
/// work on without their fixed cost, and this is the other end. None without run-off or without programmes.
fn stopped(scenario: &Scenario, cases: &[Case], place: usize, against: usize) -> Option<f64> {
    let last = cases[place].plan.last();
    let programmes = |place: usize| scenario.strategies[place].business.programmes.len();
    let run_off = cases[place].plan.terminal == TerminalValue::RunOff;
    if last == 0 || !run_off || programmes(place) + programmes(against) == 0 {
        return None;
    }
    let values = scenario.base_values();
    let worth = |place: usize| {
        let (events, precision) = (Happening::Expected, Precision::Base);
        let trial = Trial { scenario, place, values: &values, events, precision };
        let (plan, run) = trial.run(&Adjust { ends: Some(last), ..cases[place].adjust.clone() });
        npv(&plan, &run).ok()
    };
    let gain = worth(place)? - worth(against)?;
    // Where nothing runs in the last period any more, nothing is left to stop.
    let stated = value(&cases[place], "npv")? - value(&cases[against], "npv")?;
    let same = (gain - stated).abs() <= 1e-9 * value(&cases[place], "npv")?.abs();
    (!same).then_some(gain)
}

/// P10, P50 and P90 over the draws of the cumulative discounted difference, per period.
fn band(sample: &Sample, place: usize, against: usize) -> Band {
    let periods = sample.outcomes.first().map_or(0, |draw| draw[place].cumulative.len());
    let mut band = Band { p10: Vec::new(), p50: Vec::new(), p90: Vec::new() };
    for t in 0..periods {
        let of = |draw: &Vec<super::run::Outcome>| {
            draw[place].cumulative[t] - draw[against].cumulative[t]
        };
        let mut values: Vec<f64> = sample.outcomes.iter().map(of).collect();
        let at = quantiles(&mut values, &[0.1, 0.5, 0.9]);
        band.p10.push(at[0]);
        band.p50.push(at[1]);
        band.p90.push(at[2]);
    }
    band
}

/// The values at evenly spread shares of the draws, lowest to highest.
fn spread(mut values: Vec<f64>) -> Option<Vec<f64>> {
    const STEPS: u32 = 40;
    let shares: Vec<f64> = (0..=STEPS).map(|n| f64::from(n) / f64::from(STEPS)).collect();
    let known = !values.is_empty() && values.iter().all(|value| value.is_finite());
    known.then(|| quantiles(&mut values, &shares))
}

/// The difference over the horizon by group of accounts.
fn bridge(of: impl Fn(Group) -> f64) -> Vec<Driver> {
    let name = |group| match group {
        Group::Revenue => "revenue",
        Group::CostOfRevenue => "cost of revenue",
        Group::Service => "service",
        Group::Acquisition => "acquisition",
        Group::Retention => "retention",
        Group::Overhead => "overhead",
        Group::Tax => "tax",
    };
    let driver = |group| {
        let sign = if group == Group::Revenue { 1.0 } else { -1.0 };
        Driver { driver: name(group).to_owned(), value: sign * of(group) }
    };
    Group::ALL.map(driver).into_iter().filter(|driver| driver.value != 0.0).collect()
}

/// Share of draws above 0.
#[must_use]
pub fn probability(differences: Option<Vec<f64>>) -> Option<f64> {
    let differences = differences?;
    if differences.iter().any(|d| !d.is_finite()) {
        return None;
    }
    let better = differences.iter().filter(|difference| **difference > 0.0).count();
    Some(better as f64 / differences.len() as f64)
}

/// Expected loss, over the draws, from choosing this strategy where another candidate is the best.
fn regret(
    candidates: &[usize],
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
) -> Option<f64> {
    let at = column(&cases[place], "npv");
    let lost = |draw: &Vec<super::run::Outcome>| {
        let open = candidates.iter().chain([&place]);
        let best = open.map(|o| draw[*o].scalars[at]).fold(f64::NEG_INFINITY, f64::max);
        best - draw[place].scalars[at]
    };
    let losses: Vec<f64> = sample?.outcomes.iter().map(lost).collect();
    summarise(&losses).map(|draws| draws.mean)
}

/// First period from which the cumulative difference stays above zero, if it was ever below.
fn payback(cumulative: &[f64]) -> Option<usize> {
    let last_below = cumulative.iter().rposition(|value| *value < 0.0);
    match last_below {
        None if cumulative.iter().any(|value| *value > 0.0) => Some(0),
        None => None,
        Some(t) if t + 1 < cumulative.len() => Some(t + 1),
        Some(_) => None,
    }
}
