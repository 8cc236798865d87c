//! What is kept of the draws: of each strategy in each of them, the metrics that are drawn.

use std::collections::BTreeMap;

use super::measure::{BASE_ONLY, Holder, Lifetimes, Measures, measure, metric_after, npv_runoff};
use super::model::{Absent, Value};
use super::ran::Ran;
use crate::metric;
use crate::numeric::sum::running;
use crate::plan::Account;
use crate::scenario::{Check, Scenario, Statistic};
use crate::simulate::{Drawn, Lives, Wishes, draws};

/// The draws of a scenario: figures asked for by what has them and their id.
#[derive(Clone, Debug)]
pub struct Sample {
    /// By draw and strategy.
    pub draws: Vec<Vec<Row>>,
    /// By strategy.
    columns: Vec<Columns>,
}

/// One strategy in one draw: numbers only.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its columns; NaN where there is no number.
    figures: Vec<f64>,
    /// Why, by column, where it is not as in the base case.
    absent: Vec<(usize, Absent)>,
    /// Cumulative discounted cash flow per period.
    pub cumulative: Vec<f64>,
}

/// Which of a strategy's measures its draws keep.
#[derive(Clone, Debug)]
struct Columns {
    /// For each measure, in the order of [`values`], whether it is kept.
    kept: Vec<bool>,
    /// What each column is in the base case.
    base: Vec<Value>,
    /// The column of a metric.
    of: BTreeMap<(Holder, &'static str), usize>,
}

impl Sample {
    /// Measures every draw of a scenario whose base cases have run.
    #[must_use]
    pub fn of(ran: &Ran<'_>) -> Self {
        let columns: Vec<Columns> = ran.measures.iter().map(Columns::of).collect();
        let wishes = wishes(ran.scenario);
        let after = ran.scenario.after_horizon.other();
        let draws = draws(ran.scenario, &ran.cases, wishes, |drawn| {
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
            Row::of(&measures, &columns[place], running(&flows))
        });
        Self { draws, columns }
    }

    /// How a metric of the strategy at `place`, or of a part of it, is read from a draw; none where it is of the
    /// base case only.
    pub fn reader(
        &self,
        place: usize,
        holder: Holder,
        id: &'static str,
    ) -> Option<impl Fn(&Vec<Row>) -> Value + use<>> {
        let columns = &self.columns[place];
        let at = *columns.of.get(&(holder, id))?;
        let base = columns.base[at];
        Some(move |draw: &Vec<Row>| draw[place].value(at, base))
    }
}

impl Columns {
    fn of(measures: &Measures) -> Self {
        let (mut kept, mut base, mut of) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (holder, id, value) in values(measures) {
            let drawn = metric::declared(id).drawn.contains(&holder.level());
            kept.push(drawn);
            if drawn {
                of.insert((holder, id), base.len());
                base.push(value);
            }
        }
        Self { kept, base, of }
    }
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
    fn of(measures: &Measures, columns: &Columns, cumulative: Vec<f64>) -> Self {
        let (mut figures, mut absent) = (Vec::with_capacity(columns.base.len()), Vec::new());
        let kept = values(measures).zip(&columns.kept).filter(|(_, kept)| **kept);
        for (((_, _, own), _), base) in kept.zip(&columns.base) {
            match own {
                // A draw shares most of its reasons with the base case: a list of its own would be as long as its
                // numbers.
                Err(why) if own != *base && why.why != BASE_ONLY => {
                    absent.push((figures.len(), why));
                }
                _ => {}
            }
            figures.push(own.unwrap_or(f64::NAN));
        }
        Self { figures, absent, cumulative }
    }

    /// One of the columns; `base` is the same of the base case.
    fn value(&self, at: usize, base: Value) -> Value {
        let number = self.figures[at];
        if !number.is_nan() {
            return Ok(number);
        }
        let own = self.absent.iter().find(|(place, _)| *place == at).map(|(_, absent)| *absent);
        Err(own.or(base.err()).unwrap_or(BASE_ONLY.into()))
    }
}

/// All that is measured of a strategy, in a fixed order: its own, then of segments, channels and programmes, then
/// what is common.
fn values(measures: &Measures) -> impl Iterator<Item = (Holder, &'static str, Value)> {
    measures.holders().flat_map(|holder| {
        measures.of(holder).iter().map(move |(id, value)| match value {
            Ok(number) if !number.is_finite() => (holder, *id, Err(TOO_LARGE.into())),
            value => (holder, *id, *value),
        })
    })
}

/// Why a sum is no number.
const TOO_LARGE: &str = "its sum leaves the range of numbers";
