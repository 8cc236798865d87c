//! Every strategy against the comparison's `against`.

use rayon::prelude::*;

use super::causes::causes;
use super::column::Column;
use super::measure::{self, Holder};
use super::messages::{
    IS_COMPARED_WITH, KEEPS_NO_MORE, LOST_AFTER, NEVER_PAID_BACK, PART_WITHOUT_VALUE,
};
use super::model::{
    Absent, Comparison, Draws, Driver, Figure, Map, Metric, MostOut, Value, Year, minus,
};
use super::ran::Ran;
use super::series::years;
use crate::engine::project_followed;
use crate::numeric::quantile::quantiles;
use crate::numeric::sum::{ordered_sum, running};
use crate::plan::{Account, Group};
use crate::scenario::{Scenario, TerminalValue};
use crate::simulate::Case;

/// Difference of a metric between two strategies, draw by draw; none without draws.
pub fn differences(ran: &Ran<'_>, place: usize, other: usize, id: &str) -> Option<Column> {
    ran.differences(place, other, Holder::Strategy, id)
}

/// Expected difference with its distribution.
fn difference(ran: &Ran<'_>, place: usize, against: usize, id: &str) -> (Value, Option<Draws>) {
    let expected = minus(ran.value(place, id), ran.value(against, id));
    let draws = ran.summary(|| differences(ran, place, against, id));
    // What is not drawn has no draws, not lost ones.
    (expected, draws.filter(|draws| draws.mean.is_ok() || draws.p50.is_ok()))
}

/// Metrics of one strategy that need the strategy it is compared with.
pub fn against_metrics(ran: &Ran<'_>, place: usize) -> Vec<(&'static str, Metric)> {
    let against = ran.scenario.against;
    let (gain, draws) = difference(ran, place, against, "npv");
    let (own, other) = (&ran.measures[place].totals, &ran.measures[against].totals);
    let years = (own.active - other.active) / ran.cases[place].plan.cycle as f64;
    let spend = own.keeping - other.keeping;
    let cost = if place == against {
        Err(IS_COMPARED_WITH.into())
    } else if years <= 0.0 && spend >= 0.0 || years == 0.0 {
        let why = KEEPS_NO_MORE;
        Err(Absent::endless(spend.max(0.0), why))
    } else {
        Ok(spend / years)
    };
    let part = |id: &'static str, of: &'static str| {
        let of = beyond(ran, place, against, of);
        let (gain, draws) = difference(ran, place, against, of);
        Metric::drawn(id, gain, draws)
    };
    let mut metrics = vec![
        Metric::drawn("incremental_npv", gain, draws),
        part("incremental_npv_horizon", "npv_horizon"),
        part("incremental_npv_stop", "npv_stop"),
        part("incremental_npv_go_on", "npv_go_on"),
        Metric::plain("retention_cost_per_incremental_customer_year", cost),
    ];
    metrics.extend(measure::against(ran, place));
    metrics
}

/// The metric that a gain beyond the horizon is the difference of: the horizon's where nothing after it counts.
pub fn beyond(ran: &Ran<'_>, place: usize, against: usize, id: &'static str) -> &'static str {
    let none = |place: usize| ran.cases[place].plan.terminal == TerminalValue::None;
    if none(place) && none(against) { "npv_horizon" } else { id }
}

/// What a part is worth more than the same part under the strategy that is compared with.
pub fn part_gain(ran: &Ran<'_>, place: usize, holder: Holder) -> (&'static str, Metric) {
    let npv = |place: usize| {
        let found = ran.measures[place].value(holder, "npv");
        found.unwrap_or(Err(PART_WITHOUT_VALUE.into()))
    };
    Metric::plain("incremental_npv", minus(npv(place), npv(ran.scenario.against)))
}

/// Every other strategy against the comparison's `against`, then the `rival` pair: the lead against its rival.
pub fn comparisons(ran: &Ran<'_>, rival: Option<(usize, usize)>) -> Vec<Comparison> {
    let against = ran.scenario.against;
    let others = (0..ran.cases.len()).filter(|place| *place != against);
    let pairs = others.map(|place| (place, against)).chain(rival);
    let followed: Vec<Vec<f64>> = ran.cases.par_iter().map(followed).collect();
    pairs.filter_map(|pair| comparison(ran, pair, &followed)).collect()
}

/// What flows in each period after the horizon, over as many as the horizon has; nothing where that does not count.
fn followed(case: &Case) -> Vec<f64> {
    match case.plan.terminal {
        TerminalValue::RunOff => project_followed(&case.plan, case.plan.periods).followed,
        TerminalValue::None | TerminalValue::Perpetuity => Vec::new(),
    }
}

/// Of a cumulative difference that ends the horizon at `reached`, how it goes on with these flows of the two
/// strategies: until it has turned positive for good, and 95 % of the way to the `whole` gain.
fn goes_on([own, other]: [&[f64]; 2], reached: f64, whole: f64) -> Vec<f64> {
    const NEARLY: f64 = 0.95;
    // A strategy that counts nothing after the horizon has no flow there.
    let length = own.len().max(other.len());
    let at = |flows: &[f64], t: usize| flows.get(t).copied().unwrap_or(0.0);
    let steps = (0..length).scan(reached, |sum, t| {
        *sum += at(own, t) - at(other, t);
        Some(*sum)
    });
    let all: Vec<f64> = steps.collect();
    let left = (whole - reached).abs();
    let come = |value: &f64| (whole - value).abs() <= (1.0 - NEARLY) * left;
    // From there on it stays so near.
    let nearly = all.iter().rposition(|value| !come(value)).map_or(0, |last| last + 1);
    let paid = all.iter().rposition(|value| *value < 0.0).map_or(0, |last| last + 1);
    let back = if reached < 0.0 && whole > 0.0 { paid } else { 0 };
    let end = nearly.max(back);
    all.into_iter().take(end + 1).collect()
}

fn comparison(
    ran: &Ran<'_>,
    (place, against): (usize, usize),
    followed: &[Vec<f64>],
) -> Option<Comparison> {
    let scenario = ran.scenario;
    let (own, other) = (&ran.cases[place], &ran.cases[against]);
    let figure = |id: &'static str| {
        let (expected, draws) = difference(ran, place, against, id);
        Some(Figure { draws, ..Figure::plain(id, expected.ok()?) })
    };
    let discounted = |case: &Case, chosen: &dyn Fn(Account) -> f64| {
        case.run.ledger.discounted(&case.plan, chosen)
    };
    let flow: Vec<f64> = discounted(own, &Account::sign)
        .iter()
        .zip(discounted(other, &Account::sign))
        .map(|(own, other)| own - other)
        .collect();
    let cumulative_difference = running(&flow);
    let (gain, horizon) = (figure("npv")?, figure("npv_horizon")?);
    let within = payback(&cumulative_difference);
    let reached = cumulative_difference.last().copied().unwrap_or(0.0);
    let flows = [&followed[place][..], &followed[against][..]];
    let cumulative_difference_after = goes_on(flows, reached, gain.expected);
    let whole = [&cumulative_difference[..], &cumulative_difference_after[..]].concat();
    let date = |period: usize| scenario.calendar.date_of(period as i64).to_string();
    let deepest = whole.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
    let most_out = deepest.filter(|(_, value)| **value < 0.0).map(|(period, value)| MostOut {
        amount: -value,
        period,
        date: date(period),
    });
    let back_period = payback(&whole).filter(|_| gain.expected > 0.0 && most_out.is_some());
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
        incremental_npv_after: gain.expected - horizon.expected,
        incremental_npv: gain,
        incremental_npv_horizon: horizon,
        incremental_npv_stop: figure(beyond(ran, place, against, "npv_stop")),
        incremental_npv_go_on: figure(beyond(ran, place, against, "npv_go_on")),
        probability_better: differences(ran, place, against, "npv")
            .and_then(|column| column.odds().share()),
        probability_best: best(ran, place),
        regret: regret(ran, place),
        acquisition_spend_pv: group(Group::Acquisition),
        retention_spend_pv: group(Group::Retention),
        payback_period,
        payback_period_why: payback_period.is_none().then(|| match within {
            None => NEVER_PAID_BACK.say([]),
            Some(_) => LOST_AFTER.say([]),
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
        cumulative_difference_after,
        followed_until: date(whole.len() - 1),
        most_out,
        back_period,
        back_date: back_period.map(date),
        years: year_differences(scenario, own, other),
        causes: causes(own, other),
        bridge,
        break_even: Vec::new(),
        tornado: Vec::new(),
        judgement_swing_share: None,
        attribution: None,
        cumulative_band: ran
            .band(|draw, t| draw[place].cumulative[t] - draw[against].cumulative[t]),
        quantiles: differences(ran, place, against, "npv").and_then(|column| spread(&column)),
    })
}

/// What of a year differs, as it enters a budget.
const BUDGETED: [&str; 8] = [
    "customers_end",
    "revenue",
    "contribution",
    "acquisition_spend",
    "retention_spend",
    "overhead",
    "tax",
    "cash_flow",
];

fn year_differences(scenario: &Scenario, own: &Case, other: &Case) -> Vec<Year> {
    let [own, other] = [own, other].map(|case| years(scenario, &case.plan, &case.run));
    let differ = |(own, other): (Year, Year)| {
        let pairs = own.figures.0.into_iter().zip(other.figures.0);
        let less = pairs.map(|((name, own), (_, other))| (name, own - other));
        let figures = Map(less.filter(|(name, _)| BUDGETED.contains(&name.as_str())).collect());
        Year { figures, ..own }
    };
    own.into_iter().zip(other).map(differ).collect()
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
pub fn ranked(ran: &Ran<'_>, places: &[usize]) -> Vec<Vec<f64>> {
    let columns = places.iter().filter_map(|p| ran.column(*p, Holder::Strategy, "npv"));
    let columns: Vec<Column> = columns.collect();
    let draws = columns.first().map_or(0, |column| column.values().len());
    let all = (0..draws).map(|draw| columns.iter().map(|own| own.values()[draw]).collect());
    all.filter(|values: &Vec<f64>| values.iter().all(|value| value.is_finite())).collect()
}

/// Share of the draws in which all candidates have a value that a candidate is the best of several in.
pub fn best(ran: &Ran<'_>, place: usize) -> Option<f64> {
    let candidates = ran.scenario.candidates();
    let own = candidates.iter().position(|other| *other == place)?;
    let draws = ranked(ran, &candidates);
    let wins = |draw: &&Vec<f64>| draw.iter().all(|other| *other <= draw[own]);
    let share = draws.iter().filter(wins).count() as f64 / draws.len() as f64;
    (candidates.len() > 1 && !draws.is_empty()).then_some(share)
}

/// Expected loss from choosing this strategy where another candidate is the best, over the draws in which all of
/// them have a value.
fn regret(ran: &Ran<'_>, place: usize) -> Option<f64> {
    let open: Vec<usize> = std::iter::once(place).chain(ran.scenario.candidates()).collect();
    let lost =
        |values: &Vec<f64>| values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - values[0];
    let losses: Vec<f64> = ranked(ran, &open).iter().map(lost).collect();
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
