//! A strategy period by period and year by year.

use super::messages::{BOUNDLESS, NO_DESK_CAPACITY};
use super::model::{Absent, Map, Metric, PartSeries, Series, Year};
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
        let [revenue, cost, service, acquisition, retention, overhead, tax] =
            groups.each_ref().map(|group| group[t]);
        let [closing, joined, returned, left] =
            [&run.closing, &run.joined, &run.returned, &run.left]
                .map(|of| Projection::total(of, t));
        let figures = [
            ("customers_end", closing),
            ("joined", joined),
            ("returned", returned),
            ("left", left),
            // Those at risk are summed here; what is left of it in the end is the share.
            ("churn", closing + left),
            ("revenue", revenue),
            // Parts of the revenue: what members and takers of an offer go on to pay for it, and money given back.
            ("fees", sum_of(t, |account| account == Account::MembershipFees)),
            ("refunds", sum_of(t, |account| matches!(account, Account::Refunds(_)))),
            ("contribution", revenue - cost - service),
            ("acquisition_spend", acquisition),
            ("retention_spend", retention),
            ("overhead", overhead),
            ("tax", tax),
            ("cash_flow", flow[t]),
        ];
        if years.last().is_none_or(|year| year.fiscal_year != fiscal_year) {
            let figures = Map(figures.map(|(name, _)| (name.to_owned(), 0.0)).to_vec());
            years.push(Year { fiscal_year, periods: 0, figures });
        }
        let Some(year) = years.last_mut() else { continue };
        year.periods += 1;
        for ((name, sum), (_, own)) in year.figures.0.iter_mut().zip(figures) {
            *sum = if name == "customers_end" { own } else { *sum + own };
        }
    }
    for year in &mut years {
        let left = year.figures.get("left").copied().unwrap_or(0.0);
        let at_risk = year.figures.0.iter_mut().find(|(name, _)| name == "churn");
        at_risk.into_iter().for_each(|(_, own)| *own = if *own > 0.0 { left / *own } else { 0.0 });
    }
    years
}
