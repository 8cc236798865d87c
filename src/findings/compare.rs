//! Every strategy against the comparison's `against`.

use super::column::Column;
use super::draws::Sample;
use super::find::{metric, scalar};
use super::measure::Measure;
use super::model::{
    Absent, Band, Comparison, Draws, Driver, Figure, FigureUnit, Metric, Value, minus,
};
use super::run::{Case, cumulative};
use crate::numeric::quantile::quantiles;
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, Group};
use crate::scenario::{Scenario, TerminalValue};

/// Place of a strategy metric among the measures.
fn column(case: &Case, id: &str) -> usize {
    let found = case.measures.strategy.iter().position(|measure| measure.id == id);
    found.expect("every strategy measures the same list")
}

fn value(case: &Case, id: &str) -> Value {
    case.measures.strategy[column(case, id)].value
}

/// Difference of a metric between two strategies, draw by draw; none without draws.
#[must_use]
pub fn differences(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    other: usize,
    id: &str,
) -> Option<Column> {
    let of = |place: usize| (place, &cases[place], column(&cases[place], id));
    Some(sample?.differences(of(place), of(other)))
}

/// Expected difference with its distribution.
fn difference(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    against: usize,
    id: &str,
) -> (Value, Option<Draws>) {
    let expected = minus(value(&cases[place], id), value(&cases[against], id));
    let draws = differences(cases, sample, place, against, id).and_then(|column| column.summary());
    // What is not drawn has no draws, not lost ones.
    (expected, draws.filter(|draws| draws.mean.is_ok() || draws.p50.is_ok()))
}

/// Metrics of one strategy that need the strategy it is compared with.
#[must_use]
pub fn against_metrics(
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
    against: usize,
) -> Vec<(&'static str, Metric)> {
    let (gain, draws) = difference(cases, sample, place, against, "npv");
    let gain = metric(gain, draws, FigureUnit::Money);
    let (own, other) = (&cases[place].measures.totals, &cases[against].measures.totals);
    let years = (own.active - other.active) / cases[place].plan.cycle as f64;
    let spend = own.keeping - other.keeping;
    let cost = if place == against {
        Metric::missing("this is the strategy that the others are compared with")
    } else if years <= 0.0 && spend >= 0.0 || years == 0.0 {
        let why = "the strategy keeps no more customers for its money";
        metric(Err(Absent::endless(spend.max(0.0), why)), None, FigureUnit::Money)
    } else {
        scalar(spend / years, FigureUnit::Money)
    };
    let part = |id: &'static str, of: &'static str| {
        let of = beyond(cases, place, against, of);
        let (gain, draws) = difference(cases, sample, place, against, of);
        (id, metric(gain, draws, FigureUnit::Money))
    };
    vec![
        ("incremental_npv", gain),
        part("incremental_npv_horizon", "npv_horizon"),
        part("incremental_npv_stop", "npv_stop"),
        part("incremental_npv_go_on", "npv_go_on"),
        ("retention_cost_per_incremental_customer_year", cost),
    ]
}

/// The metric that a gain beyond the horizon is the difference of: the horizon's where nothing after it counts.
#[must_use]
pub fn beyond(cases: &[Case], place: usize, against: usize, id: &'static str) -> &'static str {
    let none = |place: usize| cases[place].plan.terminal == TerminalValue::None;
    if none(place) && none(against) { "npv_horizon" } else { id }
}

/// What a part is worth more than the same part under the strategy that is compared with.
#[must_use]
pub fn part_gain(own: &[Measure], other: &[Measure]) -> (&'static str, Metric) {
    let npv = |measures: &[Measure]| {
        let found = measures.iter().find(|measure| measure.id == "npv");
        found.map_or(Err("the part has no value".into()), |measure| measure.value)
    };
    ("incremental_npv", metric(minus(npv(own), npv(other)), None, FigureUnit::Money))
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
    let figure = |id: &str| {
        let (expected, draws) = difference(cases, sample, place, against, id);
        Some(Figure {
            expected: expected.ok()?,
            draws,
            customers_sd: None,
            unit: FigureUnit::Money,
        })
    };
    let discounted = |case: &Case, chosen: &dyn Fn(Account) -> f64| {
        case.run.ledger.discounted(&case.plan, chosen)
    };
    let flow: Vec<f64> = discounted(own, &Account::sign)
        .iter()
        .zip(discounted(other, &Account::sign))
        .map(|(own, other)| own - other)
        .collect();
    let cumulative_difference = cumulative(&flow);
    let gain = figure("npv")?;
    let within = payback(&cumulative_difference);
    // What follows the horizon can take more than was gained within it: that money never comes back.
    let payback_period = within.filter(|_| gain.expected > 0.0);
    let group = |group: Group| {
        let chosen = |account: Account| f64::from(u8::from(account.group() == group));
        own.run.ledger.present_value(&own.plan, chosen)
            - other.run.ledger.present_value(&other.plan, chosen)
    };
    let bridge = bridge(group);
    Some(Comparison {
        strategy: scenario.strategies[place].label.id.clone(),
        against: scenario.strategies[against].label.id.clone(),
        incremental_npv: gain,
        incremental_npv_horizon: figure("npv_horizon")?,
        incremental_npv_stop: figure(beyond(cases, place, against, "npv_stop")),
        incremental_npv_go_on: figure(beyond(cases, place, against, "npv_go_on")),
        probability_better: differences(cases, sample, place, against, "npv")
            .and_then(|column| column.chance().share()),
        regret: regret(&scenario.candidates(), cases, sample, place),
        acquisition_spend_pv: group(Group::Acquisition),
        retention_spend_pv: group(Group::Retention),
        payback_period,
        payback_period_why: payback_period.is_none().then_some(match within {
            None => "the extra cash does not stay positive within the horizon",
            Some(_) => "the extra cash of the horizon is lost after it",
        }),
        payback_period_beyond: (within.is_none()
            && cumulative_difference.iter().any(|gain| *gain < 0.0))
        .then_some(cumulative_difference.len()),
        payback_periods: payback_period.map(|period| {
            // Years in which the strategies still do the same are no time of waiting.
            let first = cumulative_difference.iter().position(|gain| *gain != 0.0).unwrap_or(0);
            period + 1 - first.min(period)
        }),
        cumulative_difference,
        bridge,
        break_even: Vec::new(),
        attribution: None,
        cumulative_band: sample.map(|sample| band(sample, place, against)),
        quantiles: differences(cases, sample, place, against, "npv")
            .and_then(|column| spread(&column)),
    })
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

/// The values at evenly spread shares of the draws in which both are numbers, lowest to highest.
fn spread(column: &Column) -> Option<Vec<f64>> {
    const STEPS: u32 = 40;
    let shares: Vec<f64> = (0..=STEPS).map(|n| f64::from(n) / f64::from(STEPS)).collect();
    let mut values = column.numbers();
    (!values.is_empty()).then(|| quantiles(&mut values, &shares))
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

/// Draws in which all of some strategies have a net present value, each with theirs, in that order: the only ones
/// in which they can be ranked.
#[must_use]
pub fn ranked(cases: &[Case], sample: &Sample, places: &[usize]) -> Vec<Vec<f64>> {
    let at = column(&cases[0], "npv");
    let all = sample
        .outcomes
        .iter()
        .map(|draw| places.iter().map(|place| draw[*place].scalars[at]).collect::<Vec<f64>>());
    all.filter(|values| values.iter().all(|value| value.is_finite())).collect()
}

/// Expected loss from choosing this strategy where another candidate is the best, over the draws in which all of
/// them have a value.
fn regret(
    candidates: &[usize],
    cases: &[Case],
    sample: Option<&Sample>,
    place: usize,
) -> Option<f64> {
    let open: Vec<usize> = std::iter::once(place).chain(candidates.iter().copied()).collect();
    let lost =
        |values: &Vec<f64>| values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - values[0];
    let losses: Vec<f64> = ranked(cases, sample?, &open).iter().map(lost).collect();
    if losses.is_empty() {
        return None;
    }
    let mean = ordered_sum(&losses) / losses.len() as f64;
    mean.is_finite().then_some(mean)
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
