//! A few figures of every strategy, and whether the checks hold: what a variant of a scenario comes to.
//!
//! Nothing is computed that is not asked for: neither what moves a figure nor where it breaks even.

use super::baseline::Earlier;
use super::checks::{Figures, evaluate, figure};
use super::measure::{Holder, metric_after};
use super::model::{CheckVerdict, Metric, Metrics};
use super::ran::{Asking, Named, Ran};
use super::row::wishes;
use super::series::{series, series_metrics};
use super::strategy::measured;
use super::{budget, compare, margins, reach, register, sensitivity};
use crate::metric;
use crate::plan::Precision;
use crate::scenario::{Asked, Check, CheckSeverity, Comparator, Limit, Scenario, TerminalValue};
use crate::simulate::Wishes;

/// What is asked for as a check without consequence: one reader of figures serves both.
fn check(asked: &Asked, strategies: usize) -> Check {
    Check {
        id: String::new(),
        metric: asked.metric.id.to_owned(),
        strategies: (0..strategies).collect(),
        versus: None,
        segment: None,
        channel: None,
        statistic: asked.statistic,
        must: String::new(),
        comparison: Comparator::AtLeast,
        limit: Limit::Number(0.0),
        severity: CheckSeverity::Off,
        confidence: 0.95,
        file: 0,
        line: 0,
    }
}

/// What a scenario comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// One for each strategy, in the order of the file.
    pub rows: Vec<AnsweredRow>,
    /// Whether a check of severity `error` fails.
    pub failed: bool,
}

/// What a strategy comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct AnsweredRow {
    /// Id of the strategy.
    pub strategy: String,
    /// What was asked for, in that order; none where it is no number.
    pub figures: Vec<Option<f64>>,
}

/// Runs a scenario for a few figures: those that `tenure run` would find, at full precision to the last digit. Draws
/// are taken only where a figure or a check is read from them.
pub fn rows(mut scenario: Scenario, asked: &[Asked], precision: Precision) -> Answered {
    let own: Vec<Check> = asked.iter().map(|one| check(one, scenario.strategies.len())).collect();
    // What a draw must compute is read from the checks.
    scenario.checks.retain(|check| check.severity != CheckSeverity::Off);
    scenario.checks.extend(own.iter().cloned());
    if !scenario.checks.iter().any(|check| check.statistic.of_draws()) {
        scenario.uncertainty.draws = 0;
    }
    let ran = &Ran::asked(&scenario, asking(&scenario, precision));
    let found: Vec<Found> = (0..ran.cases.len()).map(|place| Found::of(ran, place)).collect();
    let row = |place: usize| AnsweredRow {
        strategy: scenario.strategies[place].label.id.clone(),
        figures: own.iter().map(|check| figure(ran, &found, check, place)).collect(),
    };
    let checks = evaluate(ran, &found, Earlier::NotNamed);
    let failed =
        checks.iter().any(|check| check.verdict == CheckVerdict::Fail && check.severity == "error");
    Answered { rows: (0..ran.cases.len()).map(row).collect(), failed }
}

/// What the checks of a scenario ask of its runs.
fn asking(scenario: &Scenario, precision: Precision) -> Asking {
    let parts = scenario.checks.iter().any(|one| one.segment.is_some() || one.channel.is_some());
    let of_a_customer = |check: &Check| {
        let id = check.metric.trim_start_matches("incremental_");
        parts || metric::find(id).is_some_and(|metric| metric.of_a_customer)
    };
    let lives = |drawn: bool| {
        let mut own = scenario.checks.iter().filter(|check| !drawn || check.statistic.of_draws());
        own.any(of_a_customer)
    };
    let asked = |id: &str| {
        let mut all = scenario.checks.iter();
        all.any(|check| check.metric.trim_start_matches("incremental_") == id)
    };
    let mut strategies = scenario.strategies.iter();
    let runs_off = strategies.any(|own| own.business.terminal_value == TerminalValue::RunOff);
    let after = |drawn: bool| {
        let counts = |check: &Check| {
            let id = check.metric.trim_start_matches("incremental_");
            metric::find(id).is_some_and(|metric| metric.after_horizon)
        };
        let mut own = scenario.checks.iter().filter(|check| !drawn || check.statistic.of_draws());
        parts || runs_off || own.any(counts)
    };
    let base = Wishes {
        parts,
        lives: lives(false),
        after: after(false),
        undiscounted: asked("ltv_undiscounted"),
        other_end: asked(metric_after(scenario.after_horizon.other())),
    };
    let drawn = Wishes { parts, lives: lives(true), after: after(true), ..wishes(scenario) };
    Asking { precision, named: Some(named(scenario)), base, drawn }
}

/// The metrics that the checks of a scenario are read from.
fn named(scenario: &Scenario) -> Named {
    /// What gains are differences of, and elasticities shares of.
    const VALUES: [&str; 5] = ["npv", "npv_horizon", "npv_stop", "npv_go_on", "clv_runoff"];
    let own = |check: &Check| metric::find(&check.metric).map(|metric| metric.id);
    let drawn = scenario.checks.iter().filter(|check| check.statistic.of_draws());
    let drawn = drawn.flat_map(|check| match check.metric.starts_with("incremental_npv") {
        // One that nothing counts for after the horizon is the horizon's.
        true if check.metric == "incremental_npv" => vec!["npv"],
        true => VALUES.to_vec(),
        false => own(check).into_iter().collect(),
    });
    Named {
        base: VALUES.into_iter().chain(scenario.checks.iter().filter_map(own)).collect(),
        drawn: drawn.collect(),
    }
}

/// What the checks of a scenario look at under one strategy.
struct Found {
    strategy: Metrics,
    segments: Vec<Metrics>,
    channels: Vec<Metrics>,
}

impl Found {
    fn of(ran: &Ran<'_>, place: usize) -> Self {
        let (plan, run) = (&ran.cases[place].plan, &ran.cases[place].run);
        let any = |of: fn(&Check) -> bool| ran.scenario.checks.iter().any(of);
        let segment = |s: usize| {
            let mut found = measured(ran, place, Holder::Segment(s));
            let used = reach::utilisation_metric(reach::utilisation(plan, run, s));
            found.0.push(("capacity_utilisation", used));
            found.0.push(compare::part_gain(ran, place, Holder::Segment(s)));
            found
        };
        let segments = if any(|check| check.segment.is_some()) { plan.segments.len() } else { 0 };
        let channels = if any(|check| check.channel.is_some()) { plan.channels.len() } else { 0 };
        Self {
            strategy: of_strategy(ran, place),
            segments: (0..segments).map(segment).collect(),
            channels: (0..channels).map(|c| measured(ran, place, Holder::Channel(c))).collect(),
        }
    }
}

impl Figures for Found {
    fn of(&self, check: &Check) -> &Metrics {
        match (check.segment, check.channel) {
            (Some(s), _) => &self.segments[s],
            (_, Some(c)) => &self.channels[c],
            _ => &self.strategy,
        }
    }
}

/// The metrics of a strategy, group by group, the dearest last, until all that checks name are there.
fn of_strategy(ran: &Ran<'_>, place: usize) -> Metrics {
    let (scenario, case) = (ran.scenario, &ran.cases[place]);
    let of_parts = |check: &&Check| check.segment.is_none() && check.channel.is_none();
    let wanted: Vec<&str> =
        scenario.checks.iter().filter(of_parts).map(|check| check.metric.as_str()).collect();
    let series = || series_metrics(&series(scenario, &case.plan, &case.run), &case.plan);
    let groups: [&dyn Fn() -> Vec<(&'static str, Metric)>; 6] = [
        &|| compare::against_metrics(ran, place),
        &|| register::counts(scenario),
        &|| vec![budget::metrics(ran).swap_remove(place)],
        &series,
        &|| margins::metrics(&margins::of_strategy(ran, place)),
        &|| sensitivity::of_strategy(ran, place),
    ];
    let mut found = measured(ran, place, Holder::Strategy);
    for group in groups {
        if wanted.iter().all(|id| found.get(id).is_some()) {
            break;
        }
        found.0.extend(group());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::find;
    use crate::metric::METRICS;
    use crate::scenario::Statistic;
    use std::path::Path;

    fn read(file: &str) -> Scenario {
        let (mut scenario, ..) = crate::scenario::read(Path::new(file), &[]).unwrap();
        scenario.uncertainty.draws = 4;
        scenario
    }

    /// Whatever may be asked for.
    fn all() -> Vec<Asked> {
        let names = METRICS.iter().flat_map(|metric| {
            let of = |one: Statistic| Asked::parse(&format!("{}:{}", metric.id, one.word()));
            Statistic::ALL.into_iter().filter_map(move |one| of(one).ok())
        });
        names.collect()
    }

    /// Nothing is missing where only one is asked for, and no check asks for more.
    fn is_whole_alone(scenario: &Scenario, asked: &[Asked], answer: &Answered) {
        let bare = Scenario { checks: Vec::new(), ..scenario.clone() };
        let alone = |one: &Asked| rows(bare.clone(), std::slice::from_ref(one), Precision::Base);
        let few = [Statistic::Expected, Statistic::P50];
        for (at, one) in asked.iter().enumerate().filter(|(_, one)| few.contains(&one.statistic)) {
            for (row, whole) in alone(one).rows.iter().zip(&answer.rows) {
                assert_eq!(row.figures[0], whole.figures[at], "{}", one.name());
            }
        }
    }

    /// Where nothing after the horizon counts, runs end there unless something is asked for that does.
    #[test]
    fn what_comes_after_is_run_where_it_is_asked_for() {
        let (mut scenario, asked) = (read("scenarios/minimal.toml"), all());
        for own in &mut scenario.strategies {
            own.business.terminal_value = TerminalValue::None;
        }
        let answer = rows(scenario.clone(), &asked, Precision::Base);
        assert!(asked.iter().any(|one| one.metric.after_horizon));
        is_whole_alone(&scenario, &asked, &answer);
    }

    /// Whatever may be asked for is found: no metric of strategies is left out.
    #[test]
    fn every_metric_of_strategies_is_answered() {
        let (scenario, asked) = (read("scenarios/streaming.toml"), all());
        assert!(asked.len() > 300, "{}", asked.len());
        let findings = find(&scenario);
        let answer = rows(scenario.clone(), &asked, Precision::Base);
        is_whole_alone(&scenario, &asked, &answer);
        assert!(
            answer.failed
                == findings
                    .checks
                    .iter()
                    .any(|check| check.verdict == CheckVerdict::Fail && check.severity == "error")
        );
        for (row, found) in answer.rows.iter().zip(&findings.strategies) {
            assert_eq!(row.strategy, found.id);
            for (one, value) in asked.iter().zip(&row.figures) {
                let figure = found.metrics.figure(one.metric.id);
                let draws = figure.and_then(|figure| figure.draws.as_ref());
                let wanted = match one.statistic {
                    Statistic::Expected => figure.map(|figure| figure.expected),
                    Statistic::Mean => draws.and_then(|draws| draws.mean.ok()),
                    Statistic::P10 => draws.and_then(|draws| draws.p10.ok()),
                    Statistic::P50 => draws.and_then(|draws| draws.p50.ok()),
                    Statistic::P90 => draws.and_then(|draws| draws.p90.ok()),
                    _ => continue,
                };
                // A run draws some metrics only where a check asks for it.
                if figure.is_some() && (one.statistic == Statistic::Expected || draws.is_some()) {
                    assert_eq!(*value, wanted, "{} of {}", one.name(), row.strategy);
                }
            }
        }
    }
}
