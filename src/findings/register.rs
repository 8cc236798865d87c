//! The register of assumptions: every number with its evidence, how much each moves the answer, and
//! where the answer turns.

use super::find::scalar;
use super::headline::Ranking;
use super::model::{AssumptionFindings, BreakEven, Comparison, FigureUnit, Metric, SourceFindings};
use super::names::assumption_name;
use super::run::{Case, Happening, Trial};
use crate::numeric::root::{bracket, brent};
use crate::plan::Precision;
use crate::scenario::{Assumption, Scenario, Unit};

/// Swings of the ranged assumptions, and the decisive one.
#[derive(Clone, Debug)]
pub struct Register {
    /// The difference at the low and at the high end, by assumption.
    ends: Vec<Option<(f64, f64)>>,
    /// Strategy and the one it is compared with.
    pair: Option<(usize, usize)>,
    /// The assumption with the widest swing.
    decisive: Option<usize>,
}

impl Register {
    /// Moves every ranged assumption to its ends, one at a time.
    #[must_use]
    pub fn of(scenario: &Scenario, cases: &[Case], ranking: &Ranking) -> Self {
        use rayon::prelude::*;
        let against = scenario.against;
        let subject =
            if ranking.winner == against { ranking.runner_up } else { Some(ranking.winner) };
        let pair = subject.map(|subject| (subject, against));
        let ends = |place: usize| -> Option<(f64, f64)> {
            let pair = pair?;
            let assumption = &scenario.assumptions[place];
            let (low, high) = (assumption.low?, assumption.high?);
            let at = |value: f64| difference(scenario, cases, pair, place, value);
            let ends = (at(low)?, at(high)?);
            (ends.0.is_finite() && ends.1.is_finite()).then_some(ends)
        };
        let ends: Vec<Option<(f64, f64)>> =
            (0..scenario.assumptions.len()).into_par_iter().map(ends).collect();
        let decisive = ends
            .iter()
            .enumerate()
            .filter_map(|(place, ends)| ends.map(|(low, high)| (place, (high - low).abs())))
            .filter(|(_, swing)| *swing > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place);
        Self { ends, pair, decisive }
    }

    /// Adds the break-even of the decisive assumption to the comparison it belongs to.
    #[must_use]
    pub fn with_break_even(
        &self,
        mut comparisons: Vec<Comparison>,
        scenario: &Scenario,
        cases: &[Case],
    ) -> Vec<Comparison> {
        let (Some(pair), Some(place)) = (self.pair, self.decisive) else {
            return comparisons;
        };
        let id = &scenario.strategies[pair.0].label.id;
        if let Some(own) = comparisons.iter_mut().find(|comparison| comparison.strategy == *id) {
            own.break_even.push(break_even(scenario, cases, pair, place));
        }
        comparisons
    }

    /// The register as findings.
    #[must_use]
    pub fn findings(&self, scenario: &Scenario) -> Vec<AssumptionFindings> {
        let of = |(place, assumption): (usize, &Assumption)| {
            let source = source_of(scenario, assumption);
            let in_force = |value: f64| stated(assumption, None, value);
            AssumptionFindings {
                path: assumption.path.clone(),
                strategy: assumption.strategy.map(|s| scenario.strategies[s].label.id.clone()),
                value: in_force(assumption.value),
                low: assumption.low.map(in_force),
                high: assumption.high.map(in_force),
                unit: unit_words(&assumption.unit),
                source: assumption.source.clone(),
                kind: source.map(|source| source.kind.clone()),
                confidence: assumption
                    .confidence
                    .clone()
                    .or_else(|| source.and_then(|source| source.confidence.clone())),
                owner: assumption
                    .owner
                    .clone()
                    .or_else(|| source.and_then(|source| source.owner.clone())),
                note: assumption.note.clone(),
                file: scenario.files[assumption.file].name.clone(),
                line: assumption.line,
                swing: self.ends[place].map(|(low, high)| high - low),
                at_low: self.ends[place].map(|(low, _)| low),
                at_high: self.ends[place].map(|(_, high)| high),
            }
        };
        scenario.assumptions.iter().enumerate().map(of).collect()
    }
}

fn source_of<'a>(
    scenario: &'a Scenario,
    assumption: &Assumption,
) -> Option<&'a crate::scenario::Source> {
    let id = assumption.source.as_ref()?;
    scenario.sources.iter().find(|source| source.id == *id)
}

/// Difference of npv between two strategies with one assumption moved.
fn difference(
    scenario: &Scenario,
    cases: &[Case],
    pair: (usize, usize),
    place: usize,
    value: f64,
) -> Option<f64> {
    let mut values = scenario.base_values();
    values[place] = value;
    let npv = |strategy: usize| -> Option<f64> {
        let (values, events) = (&values[..], Happening::Expected);
        let trial =
            Trial { scenario, place: strategy, values, events, precision: Precision::Margin };
        let (plan, run) = trial.run_for_npv(&trial.matched(cases));
        super::run::npv(&plan, &run).ok()
    };
    Some(npv(pair.0)? - npv(pair.1)?)
}

/// A value of the file's register as it is in force under a strategy, or where none changes it.
fn stated(assumption: &Assumption, strategy: Option<usize>, value: f64) -> f64 {
    assumption.in_force(strategy).map_or(value, |number| number.restated(value))
}

/// The value of one assumption, as in force under the first of the pair, at which the difference is
/// 0, searched over its range widened by its own width on both sides, inside its legal domain.
fn break_even(
    scenario: &Scenario,
    cases: &[Case],
    pair: (usize, usize),
    place: usize,
) -> BreakEven {
    let assumption = &scenario.assumptions[place];
    // A change that leaves nothing of the assumption is none to search along.
    let changed = assumption.in_force(Some(pair.0)).filter(|one| one.unstated(0.0).is_some());
    let own = |value: f64| changed.map_or(value, |number| number.restated(value));
    let unit = unit_key(&assumption.unit);
    let base = own(assumption.value);
    let ends = [assumption.low, assumption.high].map(|end| end.map(own));
    // A negative factor turns the range round.
    let ends = match ends {
        [Some(low), Some(high)] if low > high => [Some(high), Some(low)],
        ends => ends,
    };
    let (low, high) = (ends[0].unwrap_or(base), ends[1].unwrap_or(base));
    let width = (high - low).max(base.abs() * 0.1);
    let (least, most) = domain(&assumption.unit, base);
    let (from, to) = ((low - width).max(least), (high + width).min(most));
    let at = |value: f64| {
        let value = changed.map_or(Some(value), |number| number.unstated(value));
        value.and_then(|v| difference(scenario, cases, pair, place, v)).unwrap_or(f64::NAN)
    };
    let found = bracket(at, from, to, 16).and_then(|(lo, hi)| {
        let tolerance = 1e-9 * (hi.abs() + lo.abs());
        brent(at, lo, hi, tolerance, 60)
    });
    BreakEven {
        assumption: assumption.path.clone(),
        name: assumption_name(scenario, &assumption.path),
        value: found,
        value_why: found.is_none().then(|| {
            "no value within the assumption's range, widened by its own width, turns the answer"
                .to_owned()
        }),
        assumed: base,
        low: ends[0],
        high: ends[1],
        unit,
    }
}

/// Values that an assumption may take at all.
fn domain(unit: &Unit, base: f64) -> (f64, f64) {
    match unit {
        Unit::Share if base < 0.0 => (-1.0, 1.0),
        Unit::Share => (0.0, 1.0),
        Unit::Rate(_) => (0.0, 1.0 - 1e-9),
        Unit::Growth(_) => (-0.99, f64::INFINITY),
        _ if base > 0.0 => (base * 1e-6, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

fn unit_key(unit: &Unit) -> &'static str {
    match unit {
        Unit::Money => "money",
        Unit::Share => "share",
        Unit::Rate(_) | Unit::Growth(_) => "rate",
        Unit::Count(_) | Unit::Quantity => "count",
        Unit::Number | Unit::Factor => "number",
    }
}

fn unit_words(unit: &Unit) -> String {
    match unit {
        Unit::Rate(period) | Unit::Growth(period) => format!("rate per {period}"),
        Unit::Count(period) => format!("count per {period}"),
        Unit::Factor => "factor".to_owned(),
        other => unit_key(other).to_owned(),
    }
}

/// Counts over the scenario that every strategy repeats.
#[must_use]
pub fn counts(scenario: &Scenario) -> Vec<(&'static str, Metric)> {
    let all = scenario.assumptions.len();
    let without = scenario.assumptions.iter().filter(|a| a.source.is_none()).count();
    let judged = |a: &&Assumption| source_of(scenario, a).is_some_and(|s| s.kind == "judgement");
    let judged = scenario.assumptions.iter().filter(judged).count();
    let share = if all == 0 {
        Metric::Missing("the scenario has no assumptions".to_owned())
    } else {
        scalar(judged as f64 / all as f64, FigureUnit::Share)
    };
    vec![
        ("assumptions_without_source", scalar(without as f64, FigureUnit::Count)),
        ("assumptions_judgement_share", share),
    ]
}

/// The evidence, in the order of the file.
#[must_use]
pub fn sources(scenario: &Scenario) -> Vec<SourceFindings> {
    let of = |source: &crate::scenario::Source| SourceFindings {
        id: source.id.clone(),
        title: source.title.clone(),
        kind: source.kind.clone(),
        owner: source.owner.clone(),
        date: source.date.clone(),
        confidence: source.confidence.clone(),
        url: source.url.clone(),
    };
    scenario.sources.iter().map(of).collect()
}
