//! A scenario that has run: all that findings are made from.

use super::column::Column;
use super::measure::{Holder, Lifetimes, Measures, Wanted, measure, measure_base, npv_runoff};
use super::model::{Band, Draws, Map, Value};
use super::row::{DrawnRow, Sample, chosen, columns, wishes};
use crate::engine::project_customers;
use crate::metric;
use crate::numeric::quantile::quantiles;
use crate::numeric::sum::running;
use crate::plan::{Account, Precision};
use crate::scenario::Scenario;
use crate::simulate::{Case, Drawn, Lives, Trial, Wishes, base_cases, draws};

/// A scenario that has run. Lists are by strategy, in the order of the file.
#[derive(Clone, Debug)]
pub struct Ran<'a> {
    pub scenario: &'a Scenario,
    /// The strategies at the base values.
    pub cases: Vec<Case>,
    /// What one customer of each is worth there.
    pub lifetimes: Vec<Lifetimes>,
    /// What each comes to there.
    pub measures: Vec<Measures>,
    /// The draws; none where none were taken.
    pub sample: Option<Sample>,
    asking: Asking,
}

/// What is asked of a scenario, and how exactly it is to be answered.
#[derive(Clone, Debug)]
pub struct Asking {
    pub precision: Precision,
    /// The metrics that are read; none: all.
    pub named: Option<Named>,
    /// At the base values.
    pub base: Wishes,
    /// In each draw.
    pub drawn: Wishes,
}

/// Metrics by their ids.
#[derive(Clone, Debug)]
pub struct Named {
    /// Those read at the base values.
    pub base: Vec<&'static str>,
    /// Those read from draws.
    pub drawn: Vec<&'static str>,
}

impl Asking {
    /// All that a run finds.
    fn all(scenario: &Scenario) -> Self {
        let (base, drawn) = (Wishes::ALL, wishes(scenario));
        Self { precision: Precision::Base, named: None, base, drawn }
    }
}

impl<'a> Ran<'a> {
    /// Every strategy at the base values, and the draws.
    pub fn of(scenario: &'a Scenario) -> Self {
        Self::asked(scenario, Asking::all(scenario))
    }

    /// The same as far as it is asked for.
    pub fn asked(scenario: &'a Scenario, asking: Asking) -> Self {
        let ran = Self::at(scenario, asking);
        let sample = (scenario.uncertainty.draws > 0).then(|| ran.drawn());
        Self { sample, ..ran }
    }

    /// Every strategy at the base values alone.
    pub fn expected(scenario: &'a Scenario) -> Self {
        Self::at(scenario, Asking::all(scenario))
    }

    fn at(scenario: &'a Scenario, asking: Asking) -> Self {
        let cases = base_cases(scenario, asking.precision, asking.base);
        let measured = |(place, case)| measured(scenario, place, case, &asking);
        let (lifetimes, measures) = cases.iter().enumerate().map(measured).unzip();
        Self { scenario, cases, lifetimes, measures, sample: None, asking }
    }

    /// Measures every draw.
    fn drawn(&self) -> Sample {
        let named = self.asking.named.as_ref().map(|named| &named.drawn[..]);
        let chosen: Vec<Vec<bool>> = self.measures.iter().map(|own| chosen(own, named)).collect();
        let columns = self.measures.iter().zip(&chosen).map(|(own, chosen)| columns(own, chosen));
        let columns = columns.collect();
        let wishes = self.asking.drawn;
        let after = self.scenario.after_horizon.other();
        let draws = draws(self.scenario, &self.cases, wishes, |drawn| {
            let Drawn { place, plan, run, .. } = drawn;
            let chosen = &chosen[place][..];
            let measured = |lifetimes: &Lifetimes| {
                measure(plan, run, lifetimes, wishes.parts, Wanted::Places(chosen))
            };
            let mut measures = match drawn.lives {
                Lives::Base => measured(&self.lifetimes[place]),
                Lives::Own(flat) => measured(&Lifetimes::of(plan, run, flat)),
            };
            if wishes.other_end {
                let (plan, run) = drawn.other_end.unwrap_or((plan, run));
                measures = measures.with_other(after, npv_runoff(plan, run));
            }
            // Bands are of a page.
            let cumulative = match named {
                None => running(&run.ledger.discounted(plan, Account::sign)),
                Some(_) => Vec::new(),
            };
            DrawnRow::of(&measures, (&self.measures[place], chosen), cumulative)
        });
        Sample { draws, columns }
    }

    /// Puts another case of the strategy at `place` in the place of its own.
    pub fn replace(&mut self, place: usize, case: Case) {
        (self.lifetimes[place], self.measures[place]) =
            measured(self.scenario, place, &case, &self.asking);
        self.cases[place] = case;
    }

    /// A metric of the strategy at `place` in the base case.
    ///
    /// # Panics
    ///
    /// If no strategy has such a metric.
    pub fn value(&self, place: usize, id: &str) -> Value {
        let found = self.measures[place].value(Holder::Strategy, id);
        found.expect("every strategy measures the same list")
    }

    /// A metric of the strategy at `place`, or of a part of it, over the draws; none without draws, or where
    /// it is of the base case only.
    pub fn column(&self, place: usize, holder: Holder, id: &str) -> Option<Column> {
        let sample = self.sample.as_ref()?;
        let read = sample.reader(place, holder, metric::find(id)?.id)?;
        Some(Column::of(sample.draws.iter().map(read)))
    }

    /// The difference of a metric between the strategies at `own` and `other`, or the same part of both, over the
    /// draws; none likewise.
    pub fn differences(
        &self,
        own: usize,
        other: usize,
        holder: Holder,
        id: &str,
    ) -> Option<Column> {
        let (sample, id) = (self.sample.as_ref()?, metric::find(id)?.id);
        let (own, other) = (sample.reader(own, holder, id)?, sample.reader(other, holder, id)?);
        Some(Column::differences(sample.draws.iter().map(|draw| (own(draw), other(draw)))))
    }

    /// Summary of a column with the percentiles that the scenario reports; none where only named metrics are read.
    pub fn summary(&self, column: impl FnOnce() -> Option<Column>) -> Option<Draws> {
        let all = self.asking.named.is_none();
        all.then(column)?.and_then(|column| column.summary(&self.scenario.uncertainty.report))
    }

    /// P10, P50 and P90, and what else is asked for, over the draws of what `of` reads from one for each period; none without draws.
    pub fn band(&self, of: impl Fn(&[DrawnRow], usize) -> f64) -> Option<Band> {
        let sample = self.sample.as_ref()?;
        let more = &self.scenario.uncertainty.report;
        let asked = more.iter().map(|percentile| f64::from(*percentile) / 100.0);
        let shares: Vec<f64> = [0.1, 0.5, 0.9].into_iter().chain(asked).collect();
        let at = |t: usize| {
            let mut values: Vec<f64> = sample.draws.iter().map(|draw| of(draw, t)).collect();
            quantiles(&mut values, &shares)
        };
        let all: Vec<Vec<f64>> = (0..self.cases[0].plan.periods).map(at).collect();
        let of = |share: usize| all.iter().map(|at| at[share]).collect();
        let more = more.iter().enumerate().map(|(n, share)| (format!("p{share}"), of(3 + n)));
        Some(Band { p10: of(0), p50: of(1), p90: of(2), more: Map(more.collect()) })
    }
}

/// What a customer of the strategy at `place` is worth, and what the strategy comes to.
fn measured(
    scenario: &Scenario,
    place: usize,
    case: &Case,
    Asking { precision, named, base: wishes, .. }: &Asking,
) -> (Lifetimes, Measures) {
    let values = scenario.base_values();
    let trial = Trial::expected(scenario, place, &values, *precision);
    let (plan, run) = (&case.plan, &case.run);
    let flat = wishes.undiscounted.then(|| trial.undiscounted(&case.adjust, (plan, run)));
    let flat = flat.as_ref().map(|(plan, lives)| (plan, lives));
    let lifetimes = Lifetimes::of_any_run(plan, run, flat);
    // Draws are chosen among all.
    let wanted = match named {
        Some(named) if scenario.uncertainty.draws == 0 => Wanted::Named(&named.base),
        _ => Wanted::All,
    };
    let measures = measure_base(plan, run, &lifetimes, wishes.parts, wanted);
    if !wishes.other_end {
        return (lifetimes, measures);
    }
    let other = match trial.other_end(&case.adjust, plan) {
        Some(other) => npv_runoff(&other, &project_customers(&other)),
        None => npv_runoff(plan, run),
    };
    (lifetimes, measures.with_other(scenario.after_horizon.other(), other))
}
