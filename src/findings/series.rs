//! A strategy period by period and year by year.

use super::messages::{BOUNDLESS, NO_DESK_CAPACITY};
use super::model::{Absent, Metric, PartSeries, Series, Year};
use super::parts::money;
use super::reach;
use crate::engine::Projection;
use crate::plan::{Account, Group, Plan};
use crate::scenario::Scenario;

pub(super) fn series(scenario: &Scenario, plan: &Plan, run: &Projection) -> Series {
    let total = |series: &[Vec<f64>]| -> Vec<f64> {
        (0..plan.periods).map(|t| Projection::total(series, t)).collect()
    };
    let utilisation = |t: usize| {
        let each = run.desks.iter().filter(|desk| desk.capacity[t].is_finite());
        // The busiest desk counts: spare agents of one do not help the other.
        each.map(|d| if d.capacity[t] > 0.0 { d.demand[t] / d.capacity[t] } else { 0.0 })
            .fold(0.0, f64::max)
    };
    Series {
        period: (0..plan.periods).collect(),
        date: (0..plan.periods).map(|t| scenario.calendar.date_of(t as i64).to_string()).collect(),
        flows: PartSeries {
            opening: total(&run.opening),
            joined: total(&run.joined),
            returned: total(&run.returned),
            left: total(&run.left),
            closing: total(&run.closing),
            ..money(plan, &run.ledger)
        },
        pool: run.pool.clone(),
        known: plan.brand.as_ref().map(|brand| brand.known.clone()),
        recommended: plan.brand.as_ref().map(|_| run.recommended.clone()),
        capacity_utilisation: reach::fullest(plan, run),
        market_penetration: reach::penetration(plan, run),
        desk_utilisation: limited(plan)
            .then(|| (0..plan.periods).map(utilisation).collect::<Vec<f64>>())
            .filter(|shares| shares.iter().all(|share| share.is_finite())),
    }
}

/// Whether a save desk of the strategy states how many it can serve.
fn limited(plan: &Plan) -> bool {
    plan.levers.desks.iter().any(|desk| desk.capacity.iter().any(|c| c.is_finite()))
}

/// Metrics that are series: read with `max_over_time` and `min_over_time`.
pub(super) fn series_metrics(series: &Series, plan: &Plan) -> Vec<(&'static str, Metric)> {
    let missing = |absent: Absent| Metric::Missing(absent.into());
    let metric = match &series.desk_utilisation {
        Some(values) => Metric::Array(values.clone()),
        None if limited(plan) => missing(Absent::endless(1.0, BOUNDLESS)),
        // Where nothing is limited, nothing is used up.
        None => missing(Absent::nothing(NO_DESK_CAPACITY)),
    };
    vec![
        ("desk_utilisation", metric),
        ("capacity_utilisation", reach::utilisation_metric(series.capacity_utilisation.clone())),
        ("market_penetration", reach::penetration_metric(series.market_penetration.clone())),
    ]
}

pub(super) fn years(scenario: &Scenario, plan: &Plan, run: &Projection) -> Vec<Year> {
    let groups = Group::ALL.map(|group| run.ledger.group(plan, group));
    let flow = run.ledger.cash_flow(plan);
    let sum_of = |t: usize, chosen: fn(Account) -> bool| -> f64 {
        let own = run.ledger.accounts().filter(|(account, _)| chosen(*account));
        own.fold(0.0, |sum, (_, postings)| sum + postings[t])
    };
    let mut years: Vec<Year> = Vec::new();
    for t in 0..plan.periods {
        let fiscal_year = scenario.calendar.fiscal_year(t);
        if years.last().is_none_or(|year| year.fiscal_year != fiscal_year) {
            years.push(Year { fiscal_year, ..Year::default() });
        }
        let Some(year) = years.last_mut() else {
            continue;
        };
        let [revenue, cost, service, acquisition, retention, overhead, tax] =
            groups.each_ref().map(|group| group[t]);
        year.periods += 1;
        year.customers_end = Projection::total(&run.closing, t);
        year.joined += Projection::total(&run.joined, t);
        year.returned += Projection::total(&run.returned, t);
        let left = Projection::total(&run.left, t);
        let at_risk = Projection::total(&run.closing, t) + left;
        year.left += left;
        // Those at risk are summed here; what is left of it in the end is the share.
        year.churn += at_risk;
        year.revenue += revenue;
        year.fees += sum_of(t, |account| account == Account::MembershipFees);
        year.refunds += sum_of(t, |account| matches!(account, Account::Refunds(_)));
        year.contribution += revenue - cost - service;
        year.acquisition_spend += acquisition;
        year.retention_spend += retention;
        year.overhead += overhead;
        year.tax += tax;
        year.cash_flow += flow[t];
    }
    for year in &mut years {
        year.churn = if year.churn > 0.0 { year.left / year.churn } else { 0.0 };
    }
    years
}
