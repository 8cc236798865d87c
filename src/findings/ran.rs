//! A scenario that has run: all that findings are made from.

use super::column::Column;
use super::measure::{Lifetimes, Measures, measure_base, npv_runoff};
use super::model::{Band, Value};
use super::row::{Row, sample, values};
use crate::engine::project;
use crate::numeric::quantile::quantiles;
use crate::plan::Precision;
use crate::scenario::Scenario;
use crate::simulate::{Case, Trial, base_cases};

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
    /// The draws, by draw and strategy; none where none were taken.
    pub sample: Option<Vec<Vec<Row>>>,
}

impl<'a> Ran<'a> {
    /// Every strategy at the base values, and the draws.
    #[must_use]
    pub fn of(scenario: &'a Scenario) -> Self {
        let ran = Self::expected(scenario);
        let sample = (scenario.uncertainty.draws > 0).then(|| sample(&ran));
        Self { sample, ..ran }
    }

    /// Every strategy at the base values alone.
    #[must_use]
    pub fn expected(scenario: &'a Scenario) -> Self {
        let cases = base_cases(scenario);
        let measured =
            cases.iter().enumerate().map(|(place, case)| measured(scenario, place, case));
        let (lifetimes, measures) = measured.unzip();
        Self { scenario, cases, lifetimes, measures, sample: None }
    }

    /// Puts another case of the strategy at `place` in the place of its own.
    pub fn replace(&mut self, place: usize, case: Case) {
        (self.lifetimes[place], self.measures[place]) = measured(self.scenario, place, &case);
        self.cases[place] = case;
    }

    /// Place of a strategy's metric among its measures and among the scalars of a draw.
    ///
    /// # Panics
    ///
    /// If no strategy has such a metric.
    #[must_use]
    pub fn at(&self, id: &str) -> usize {
        let found = self.measures[0].strategy.iter().position(|measure| measure.id == id);
        found.expect("every strategy measures the same list")
    }

    /// A metric of the strategy at `place` in the base case.
    pub fn value(&self, place: usize, id: &str) -> Value {
        self.measures[place].strategy[self.at(id)].value
    }

    /// One scalar of a strategy over the draws; none without draws.
    #[must_use]
    pub fn column(&self, place: usize, at: usize) -> Option<Column> {
        Some(Column::of(self.sample.as_ref()?.iter().map(self.drawn(place, at))))
    }

    /// The difference of one scalar of two strategies over the draws; none without draws.
    #[must_use]
    pub fn differences(&self, own: (usize, usize), other: (usize, usize)) -> Option<Column> {
        let [own, other] = [own, other].map(|(place, at)| self.drawn(place, at));
        Some(Column::differences(self.sample.as_ref()?.iter().map(|draw| (own(draw), other(draw)))))
    }

    /// P10, P50 and P90 over the draws of what `of` reads from one for each period; none without draws.
    #[must_use]
    pub fn band(&self, of: impl Fn(&[Row], usize) -> f64) -> Option<Band> {
        let sample = self.sample.as_ref()?;
        let at = |t: usize| {
            let mut values: Vec<f64> = sample.iter().map(|draw| of(draw, t)).collect();
            quantiles(&mut values, &[0.1, 0.5, 0.9])
        };
        let all: Vec<Vec<f64>> = (0..self.cases[0].plan.periods).map(at).collect();
        let [p10, p50, p90] = [0, 1, 2].map(|share| all.iter().map(|at| at[share]).collect());
        Some(Band { p10, p50, p90 })
    }

    /// How a scalar is read from a draw.
    fn drawn(&self, place: usize, at: usize) -> impl Fn(&Vec<Row>) -> Value {
        let base = values(&self.measures[place]).nth(at).unwrap_or(Err("no such metric".into()));
        move |draw| draw[place].value(at, base)
    }
}

/// What a customer of the strategy at `place` is worth, and what the strategy comes to.
fn measured(scenario: &Scenario, place: usize, case: &Case) -> (Lifetimes, Measures) {
    let values = scenario.base_values();
    let trial = Trial::expected(scenario, place, &values, Precision::Base);
    let (plan, run) = (&case.plan, &case.run);
    let (flat, lives) = trial.undiscounted(&case.adjust, (plan, run));
    let lifetimes = Lifetimes::of_any_run(plan, run, Some((&flat, &lives)));
    let measures = measure_base(plan, run, &lifetimes);
    let other = match trial.other_end(&case.adjust, plan) {
        Some(other) => npv_runoff(&other, &project(&other)),
        None => npv_runoff(plan, run),
    };
    (lifetimes, measures.with_other(scenario.after_horizon.other(), other))
}
