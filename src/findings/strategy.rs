//! Everything that is found of one strategy.

use super::margins::{self, Margins};
use super::measure::{self, Holder, survival};
use super::messages::{INFINITE, NO_DRAWS};
use super::model::{
    Comparison, Draws, Map, Metric, Metrics, PartFindings, ReasonFindings, StrategyFindings,
};
use super::ran::Ran;
use super::rewards::rewards;
use super::series::{series, series_metrics, years};
use super::{
    accounting, attribution, budget, compare, parts, reach, register, sensitivity, triangle,
};
use crate::engine::{LedgerPart, Projection, customers_moments, residual_values};
use crate::plan::Plan;
use crate::programme::Programme;
use crate::scenario::{ClvConvention, Label, TerminalValue};

/// What is found of every strategy, alone and beside the others.
pub fn strategies(
    ran: &Ran<'_>,
    margins: &[Margins],
    comparisons: &[Comparison],
) -> Vec<StrategyFindings> {
    let beside = margins.iter().zip(sensitivity::elasticities(ran)).zip(budget::metrics(ran));
    let of = |(place, ((margins, elasticities), budget))| {
        let mut findings = strategy(ran, place);
        let metrics = &mut findings.metrics.0;
        metrics.extend(compare::against_metrics(ran, place));
        metrics.extend(margins::metrics(margins));
        metrics.extend(register::counts(ran.scenario));
        metrics.extend(series_metrics(&findings.series, &ran.cases[place].plan));
        metrics.extend(elasticities);
        metrics.push(budget);
        for (s, segment) in findings.segments.iter_mut().enumerate() {
            segment.metrics.0.push(compare::part_gain(ran, place, Holder::Segment(s)));
        }
        findings.common.metrics.0.push(compare::part_gain(ran, place, Holder::Common));
        let comparison = comparisons.iter().find(|one| one.strategy == findings.id);
        let shares = comparison.and_then(|one| one.attribution.as_ref());
        let worth = attribution::metrics(ran, place, shares);
        for (programme, metrics) in findings.programmes.iter_mut().zip(worth) {
            programme.metrics.0.extend(metrics);
        }
        findings
    };
    beside.enumerate().map(of).collect()
}

/// What is found of the strategy at `place` alone.
pub fn strategy(ran: &Ran<'_>, place: usize) -> StrategyFindings {
    let (scenario, case) = (ran.scenario, &ran.cases[place]);
    let strategy = &scenario.strategies[place];
    let (plan, run) = (&case.plan, &case.run);
    let mut metrics = measured(ran, place, Holder::Strategy);
    let moments = customers_moments(plan, run);
    for (id, metric) in &mut metrics.0 {
        let whole = *id == "npv_horizon" || (*id == "npv" && plan.terminal == TerminalValue::None);
        if let (true, Metric::Scalar(figure), Some(moments)) = (whole, &mut *metric, &moments) {
            figure.customers_sd = Some(moments.sd());
        }
    }
    if let Some(values) = survival(plan, run, &ran.lifetimes[place], None) {
        metrics.0.push(("survival", Metric::Array(values)));
    }
    let part = |label: &Label, holder: Holder| PartFindings {
        id: label.id.clone(),
        name: label.name.clone(),
        observed: None,
        metrics: measured(ran, place, holder),
        flows: None,
    };
    let list = |labels: &mut dyn Iterator<Item = &Label>, of: fn(usize) -> Holder| {
        labels.enumerate().map(|(at, label)| part(label, of(at))).collect::<Vec<PartFindings>>()
    };
    let mut segments = list(&mut scenario.segments.iter(), Holder::Segment);
    let label =
        |programme: &Programme| Label { id: programme.id.clone(), name: programme.name.clone() };
    let labels: Vec<Label> = strategy.business.programmes.iter().map(label).collect();
    // A referral programme is a way of finding customers, beside the channels.
    let referrals = plan.levers.referrals.iter().map(|lever| &labels[lever.programme]);
    let mut channels = list(&mut scenario.channels.iter().chain(referrals), Holder::Channel);
    let programmes = list(&mut labels.iter(), Holder::Programme);
    for (s, segment) in segments.iter_mut().enumerate() {
        segment.observed = strategy.business.segments[s].churn.observed();
        segment.metrics.0.push(("rlv", rlv(plan, run, s)));
        let used = reach::utilisation_metric(reach::utilisation(plan, run, s));
        segment.metrics.0.push(("capacity_utilisation", used));
        if let Some(values) = survival(plan, run, &ran.lifetimes[place], Some(s)) {
            segment.metrics.0.push(("survival", Metric::Array(values)));
        }
        segment.flows = Some(parts::flows(ran, place, LedgerPart::Segment(Some(s))));
    }
    for (c, channel) in channels.iter_mut().enumerate().take(plan.channels.len()) {
        channel.flows = Some(parts::flows(ran, place, LedgerPart::Channel(Some(c))));
    }
    let common = PartFindings {
        flows: Some(parts::flows(ran, place, LedgerPart::Segment(None))),
        ..part(&Label { id: COMMON.to_owned(), name: COMMON.to_owned() }, Holder::Common)
    };
    let ledger = parts::ledger(ran, place);
    StrategyFindings {
        id: strategy.label.id.clone(),
        name: strategy.label.name.clone(),
        candidate: strategy.candidate,
        metrics,
        segments,
        common,
        channels,
        without_channel: parts::flows(ran, place, LedgerPart::Channel(None)),
        programmes,
        rewards: rewards(strategy, plan, run),
        series: series(scenario, plan, run),
        billing: parts::billing(case, |_| true),
        accounts: parts::accounts(ran, place, &ledger),
        ledger,
        years: years(scenario, plan, run),
        retention_triangle: triangle::triangle(ran, place),
        reasons: reasons(ran, place),
        cumulative_band: ran.band(|draw, t| draw[place].cumulative[t]),
        cumulative_band_why: ran.sample.is_none().then(|| NO_DRAWS.say([])),
        accounting: accounting::account(scenario, place, plan, run),
    }
}

/// Id of what belongs to no segment.
const COMMON: &str = "common";

/// What is measured of the strategy at `place` or of a part of it, with the draws.
pub(super) fn measured(ran: &Ran<'_>, place: usize, holder: Holder) -> Metrics {
    let each = ran.measures[place].of(holder).iter().map(|(id, value)| {
        let draws = ran.summary(|| ran.column(place, holder, id));
        Metric::drawn(id, *value, draws.filter(some_number))
    });
    Metrics(each.collect())
}

/// Whether any draw has a number, or a percentile has.
fn some_number(draws: &Draws) -> bool {
    draws.mean.is_ok() || draws.p50.is_ok()
}

/// Residual value by tenure: 0 … T−1, and the opening tenures beyond.
fn rlv(plan: &Plan, run: &Projection, s: usize) -> Metric {
    let mut tenures: Vec<usize> = (0..plan.periods).collect();
    tenures
        .extend(plan.segments[s].opening.iter().map(|g| g.tenure).filter(|k| *k >= plan.periods));
    let Some(values) = residual_values(plan, run, s, &tenures) else {
        return Metric::missing(INFINITE);
    };
    let (cash, late) = measure::offsets(plan);
    let (cash, late) = (plan.discount(0, cash), plan.discount(0, late));
    let value = |(all, first): &(crate::engine::TailValue, crate::engine::TailValue)| {
        let all = all.margin * cash + all.margin_at_end * late;
        let first = first.margin * cash + first.margin_at_end * late;
        if plan.convention == ClvConvention::JustAcquired { all - first } else { all }
    };
    let entries = tenures.iter().zip(&values).map(|(k, pair)| (k.to_string(), value(pair)));
    Metric::Object(Map(entries.collect()))
}

fn reasons(ran: &Ran<'_>, place: usize) -> Vec<ReasonFindings> {
    let (scenario, cases) = (ran.scenario, &ran.cases);
    let (plan, run) = (&cases[place].plan, &cases[place].run);
    let at_risk: f64 = (0..plan.periods)
        .map(|t| {
            Projection::total(&run.opening, t)
                + Projection::total(&run.joined, t)
                + Projection::total(&run.returned, t)
        })
        .sum();
    let acting = |place: usize, j: usize| -> Vec<&String> {
        let programmes = scenario.strategies[place].business.programmes.iter().enumerate();
        let levers = &cases[place].plan.levers;
        let acts = programmes.filter(|(p, one)| one.acts_on(j) && levers.reach(*p, j));
        acts.map(|(_, programme)| &programme.name).collect()
    };
    let of = |(j, reason): (usize, &String)| {
        let left: f64 = run.left_by_reason[j].iter().sum();
        ReasonFindings {
            reason: reason.clone(),
            left,
            rate: if at_risk > 0.0 { left / at_risk } else { 0.0 },
            reached_by: acting(place, j).into_iter().cloned().collect(),
            reached_here: !acting(place, j).is_empty(),
            reached_anywhere: (0..cases.len()).any(|other| !acting(other, j).is_empty()),
        }
    };
    scenario.reasons.iter().enumerate().map(of).collect()
}
