//! Which gates on expected figures does one strategy meet, with its levers moved?

use super::baseline::Earlier;
use super::model::{CheckFindings, StrategyFindings};
use super::ran::Ran;
use super::series::series_metrics;
use super::strategy::strategy;
use super::{checks, compare, register};

/// The strategies' own figures, to be judged with one of them replaced.
pub struct Judge {
    own: Vec<StrategyFindings>,
}

impl Judge {
    /// Measures every strategy.
    pub fn of(ran: &Ran<'_>) -> Self {
        Self { own: (0..ran.cases.len()).map(|place| strategy(ran, place)).collect() }
    }

    /// The gates of the strategy at `place`, whose case has changed: those on figures that need no draws.
    pub fn gates(&self, ran: &Ran<'_>, place: usize) -> Vec<CheckFindings> {
        let scenario = ran.scenario;
        let mut strategies = self.own.clone();
        strategies[place] = strategy(ran, place);
        for (at, findings) in strategies.iter_mut().enumerate() {
            findings.metrics.0.extend(compare::against_metrics(ran, at));
            findings.metrics.0.extend(register::counts(scenario));
            findings.metrics.0.extend(series_metrics(&findings.series, &ran.cases[at].plan));
        }
        let id = &scenario.strategies[place].label.id;
        let known = ["expected", "max_over_time", "min_over_time"];
        let mut gates = checks::evaluate(ran, &strategies, Earlier::NotNamed);
        gates.retain(|gate| gate.strategy.as_ref() == Some(id) && known.contains(&gate.statistic));
        gates
    }
}
