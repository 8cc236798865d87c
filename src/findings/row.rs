//! What is kept of the draws: of each strategy in each of them, the metrics that are drawn.

use std::collections::BTreeMap;

use super::measure::{Holder, Measures, metric_after};
use super::messages::{BASE_ONLY, SUM_TOO_LARGE};
use super::model::{Absent, Value};
use crate::metric;
use crate::scenario::{Check, Scenario, Statistic};
use crate::simulate::Wishes;

/// The draws of a scenario: figures asked for by what has them and their id.
#[derive(Clone, Debug)]
pub struct Sample {
    /// By draw and strategy.
    pub draws: Vec<Vec<DrawnRow>>,
    /// By strategy.
    pub(super) columns: Vec<Columns>,
}

/// One strategy in one draw: numbers only.
#[derive(Clone, Debug)]
pub struct DrawnRow {
    /// Its measures that are drawn, in the order of [`values`]; NaN where there is no number.
    figures: Vec<f64>,
    /// Why, by place, where it is not as in the base case.
    absent: Vec<(usize, Absent)>,
    /// Cumulative discounted cash flow per period.
    pub cumulative: Vec<f64>,
}

/// Where a strategy's metrics that are drawn stand among the figures of its rows, and what they are in the base case.
pub(super) type Columns = BTreeMap<(Holder, &'static str), (usize, Value)>;

impl Sample {
    /// How a metric of the strategy at `place`, or of a part of it, is read from a draw; none where it is of the
    /// base case only.
    pub fn reader(
        &self,
        place: usize,
        holder: Holder,
        id: &'static str,
    ) -> Option<impl Fn(&Vec<DrawnRow>) -> Value + use<>> {
        let (at, base) = *self.columns[place].get(&(holder, id))?;
        Some(move |draw: &Vec<DrawnRow>| draw[place].value(at, base))
    }
}

/// Which of a strategy's measures are drawn: of those named, or of all.
pub(super) fn chosen(measures: &Measures, named: Option<&[&'static str]>) -> Vec<bool> {
    let drawn = |id, holder: Holder| metric::declared(id).drawn.contains(&holder.level());
    let named = |id: &&'static str| named.is_none_or(|named| named.contains(id));
    values(measures).map(|(holder, id, _)| named(&id) && drawn(id, holder)).collect()
}

pub(super) fn columns(measures: &Measures, chosen: &[bool]) -> Columns {
    let drawn = values(measures).zip(chosen).filter(|(_, chosen)| **chosen).enumerate();
    drawn.map(|(at, ((holder, id, base), _))| ((holder, id), (at, base))).collect()
}

/// What the draws of the scenario need a run of their own for: the value without discounting, and the one that
/// `after_horizon` does not name, where a check asks for draws of it.
pub fn wishes(scenario: &Scenario) -> Wishes {
    let asked = |id: &str| {
        let drawn = |check: &&Check| check.statistic != Statistic::Expected;
        let mut drawn = scenario.checks.iter().filter(drawn);
        drawn.any(|check| check.metric.trim_start_matches("incremental_") == id)
    };
    Wishes {
        parts: true,
        lives: true,
        after: true,
        undiscounted: asked("ltv_undiscounted"),
        other_end: asked(metric_after(scenario.after_horizon.other())),
    }
}

impl DrawnRow {
    /// What a draw comes to; `base` are the strategy's measures in the base case, of which those `chosen` are drawn.
    pub(super) fn of(
        measures: &Measures,
        (base, chosen): (&Measures, &[bool]),
        cumulative: Vec<f64>,
    ) -> Self {
        let mut figures = Vec::new();
        let mut absent = Vec::new();
        let base = values(base).zip(chosen).filter(|(_, chosen)| **chosen);
        for ((_, _, own), ((_, _, base), _)) in values(measures).zip(base) {
            // A draw shares most of its reasons with the base case: a list of its own would be as long as its numbers.
            if let Err(why) = own
                && own != base
                && why.why != BASE_ONLY
            {
                absent.push((figures.len(), why));
            }
            figures.push(own.unwrap_or(f64::NAN));
        }
        Self { figures, absent, cumulative }
    }

    /// One of the figures; `base` is the same of the base case.
    fn value(&self, at: usize, base: Value) -> Value {
        let number = self.figures[at];
        if !number.is_nan() {
            return Ok(number);
        }
        let own = self.absent.iter().find(|(place, _)| *place == at).map(|(_, absent)| *absent);
        Err(own.or(base.err()).unwrap_or(BASE_ONLY.into()))
    }
}

/// All that is measured of a strategy, in a fixed order.
fn values(measures: &Measures) -> impl Iterator<Item = (Holder, &'static str, Value)> {
    measures.all.iter().flat_map(|(holder, own)| {
        own.iter().map(|(id, value)| match value {
            Ok(number) if !number.is_finite() => (*holder, *id, Err(SUM_TOO_LARGE.into())),
            value => (*holder, *id, *value),
        })
    })
}
