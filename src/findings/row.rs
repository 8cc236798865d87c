//! The numbers of one strategy in one draw.

use super::measure::{BASE_ONLY, Lifetimes, Measures, measure, metric_after, npv_runoff};
use super::model::{Absent, Value};
use super::ran::Ran;
use crate::numeric::sum::running;
use crate::plan::Account;
use crate::scenario::{Check, Scenario, Statistic};
use crate::simulate::{Drawn, Lives, Wishes, draws};

/// One strategy in one draw: numbers only.
#[derive(Clone, Debug)]
pub struct Row {
    /// Scalar metrics in the order of [`values`]; NaN where there is no number.
    pub scalars: Vec<f64>,
    /// Why, by place, where it is not as in the base case.
    absent: Vec<(usize, Absent)>,
    /// Cumulative discounted cash flow per period.
    pub cumulative: Vec<f64>,
}

/// Measures every draw of a scenario whose base cases have run: by draw and strategy.
#[must_use]
pub fn sample(ran: &Ran<'_>) -> Vec<Vec<Row>> {
    let wishes = wishes(ran.scenario);
    let after = ran.scenario.after_horizon.other();
    draws(ran.scenario, &ran.cases, wishes, |drawn| {
        let Drawn { place, plan, run, .. } = drawn;
        let mut measures = match drawn.lives {
            Lives::Base => measure(plan, run, &ran.lifetimes[place]),
            Lives::Own(flat) => measure(plan, run, &Lifetimes::of(plan, run, flat)),
        };
        if wishes.other_end {
            let (plan, run) = drawn.other_end.unwrap_or((plan, run));
            measures = measures.with_other(after, npv_runoff(plan, run));
        }
        let flows = run.ledger.discounted(plan, Account::sign);
        Row::of(&measures, &ran.measures[place], running(&flows))
    })
}

/// What the draws of the scenario need a run of their own for: the value without discounting, and the one that
/// `after_horizon` does not name, where a check asks for draws of it.
#[must_use]
pub fn wishes(scenario: &Scenario) -> Wishes {
    let asked = |id: &str| {
        let drawn = |check: &&Check| check.statistic != Statistic::Expected;
        let mut drawn = scenario.checks.iter().filter(drawn);
        drawn.any(|check| check.metric.trim_start_matches("incremental_") == id)
    };
    Wishes {
        undiscounted: asked("ltv_undiscounted"),
        other_end: asked(metric_after(scenario.after_horizon.other())),
    }
}

impl Row {
    /// `base` are the strategy's measures in the base case.
    fn of(measures: &Measures, base: &Measures, cumulative: Vec<f64>) -> Self {
        let both = values(measures).zip(values(base)).enumerate();
        let absent = both.filter_map(|(at, (own, base))| match own {
            // A draw shares most of its reasons with the base case: a list of its own would be as long as its numbers.
            Err(absent) if own != base && absent.why != BASE_ONLY => Some((at, absent)),
            _ => None,
        });
        let scalars = values(measures).map(|value| value.unwrap_or(f64::NAN)).collect();
        Self { scalars, absent: absent.collect(), cumulative }
    }

    /// One of the scalars; `base` is the same of the base case.
    pub fn value(&self, at: usize, base: Value) -> Value {
        let number = self.scalars[at];
        if !number.is_nan() {
            return Ok(number);
        }
        let own = self.absent.iter().find(|(place, _)| *place == at).map(|(_, absent)| *absent);
        Err(own.or(base.err()).unwrap_or(BASE_ONLY.into()))
    }
}

/// Scalar metrics in a fixed order: strategy, then segments, channels and programmes, then what is common.
pub fn values(measures: &Measures) -> impl Iterator<Item = Value> {
    let parts = measures.segments.iter().chain(&measures.channels).chain(&measures.programmes);
    let parts = parts.chain(std::iter::once(&measures.common));
    let all = std::iter::once(&measures.strategy).chain(parts).flatten();
    all.map(|measure| match measure.value {
        Ok(number) if !number.is_finite() => Err(TOO_LARGE.into()),
        value => value,
    })
}

/// Why a sum is no number.
const TOO_LARGE: &str = "its sum leaves the range of numbers";
