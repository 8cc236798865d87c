//! Which gates on expected figures does one strategy meet, with its levers moved?

use super::baseline::Earlier;
use super::find::strategy;
use super::model::{CheckFindings, StrategyFindings};
use super::run::Case;
use super::series::series_metrics;
use super::{checks, compare, measure, register};
use crate::scenario::Scenario;

/// The strategies' own figures, to be judged with one of them replaced.
pub struct Judge<'a> {
    scenario: &'a Scenario,
    own: Vec<StrategyFindings>,
}

impl<'a> Judge<'a> {
    /// Measures every strategy.
    #[must_use]
    pub fn of(scenario: &'a Scenario, cases: &[Case]) -> Self {
        let each = cases.iter().enumerate();
        Self {
            scenario,
            own: each.map(|(place, case)| strategy(scenario, place, case, None)).collect(),
        }
    }

    /// The gates of the strategy at `place`, whose case has changed: those on figures that need no draws.
    #[must_use]
    pub fn gates(&self, cases: &[Case], place: usize) -> Vec<CheckFindings> {
        let scenario = self.scenario;
        let mut strategies = self.own.clone();
        strategies[place] = strategy(scenario, place, &cases[place], None);
        for (at, findings) in strategies.iter_mut().enumerate() {
            let extra = compare::against_metrics(cases, None, at, scenario.against);
            findings.metrics.0.extend(extra);
            findings.metrics.0.extend(measure::against(cases, at, scenario.against));
            findings.metrics.0.extend(register::counts(scenario));
            findings.metrics.0.extend(series_metrics(&findings.series, &cases[at].plan));
        }
        let id = &scenario.strategies[place].label.id;
        let known = ["expected", "max_over_time", "min_over_time"];
        let mut gates = checks::evaluate(scenario, &strategies, None, cases, Earlier::NotNamed);
        gates.retain(|gate| gate.strategy.as_ref() == Some(id) && known.contains(&gate.statistic));
        gates
    }
}
