//! The register of assumptions: every number with its evidence, how much each moves the answer, and
//! where the answer turns.

use super::correlations::Correlations;
use super::headline::Ranking;
use super::messages::{NO_ASSUMPTIONS, NO_RANGE_STATED, NO_VALUE_AT_END, NOT_MOVED, ONE_STRATEGY};
use super::model::{
    Assumed, AssumptionFindings, BreakEven, Comparison, Metric, Sentence, SourceFindings,
};
use super::names::assumption_name;
use super::ran::Ran;
use super::turning::{Search, ends, in_force};
use crate::plan::Precision;
use crate::scenario::{Assumption, Scenario, TerminalValue, Tornado};
use crate::simulate::{Trial, npv};

/// Swings of the ranged assumptions, and the decisive one.
#[derive(Clone, Debug)]
pub struct Register {
    /// The two ends that were tried, and the difference there, by assumption.
    tried: Vec<Option<Tried>>,
    /// Strategy and the one it is compared with.
    pub(super) pair: Option<(usize, usize)>,
    /// The assumption with the widest swing.
    decisive: Option<usize>,
}

/// One assumption moved to both ends.
#[derive(Clone, Copy, Debug)]
struct Tried {
    /// Ends, as the file states the assumption.
    ends: (f64, f64),
    /// The difference at the low and at the high end.
    results: (f64, f64),
}

impl Tried {
    fn swing(&self) -> f64 {
        self.results.1 - self.results.0
    }
}

impl Register {
    /// Moves every assumption of the tornado to its ends, one at a time.
    pub fn of(ran: &Ran<'_>, ranking: &Ranking) -> Self {
        use rayon::prelude::*;
        let scenario = ran.scenario;
        let against = scenario.against;
        let subject =
            if ranking.winner == against { ranking.runner_up } else { Some(ranking.winner) };
        let pair = subject.map(|subject| (subject, against));
        let tried = |place: usize| -> Option<Tried> {
            let pair = pair?;
            let assumption =
                Some(&scenario.assumptions[place]).filter(|one| wanted(scenario, one))?;
            let ends = ends(assumption, scenario.sensitivity.swing);
            let at = |value: f64| difference(ran, pair, place, value);
            let results = (at(ends.0)?, at(ends.1)?);
            (results.0.is_finite() && results.1.is_finite()).then_some(Tried { ends, results })
        };
        let tried: Vec<Option<Tried>> =
            (0..scenario.assumptions.len()).into_par_iter().map(tried).collect();
        let decisive = tried
            .iter()
            .enumerate()
            .filter_map(|(place, tried)| tried.map(|tried| (place, tried.swing().abs())))
            .filter(|(_, swing)| *swing > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place);
        Self { tried, pair, decisive }
    }

    /// Adds break-even values to the comparisons: of the decisive assumption where it was found, and of
    /// every path that the file asks for.
    pub fn with_break_even(
        &self,
        mut comparisons: Vec<Comparison>,
        ran: &Ran<'_>,
    ) -> Vec<Comparison> {
        let scenario = ran.scenario;
        for comparison in &mut comparisons {
            let place = |id: &str| scenario.strategies.iter().position(|s| s.label.id == id);
            let Some(pair) = place(&comparison.strategy).zip(place(&comparison.against)) else {
                continue;
            };
            let decisive = self.decisive.filter(|_| self.pair == Some(pair));
            let asked = scenario.sensitivity.break_even.iter();
            let asked = asked.filter_map(|path| in_force(scenario, pair.0, path));
            for place in decisive.into_iter().chain(asked.filter(|one| decisive != Some(*one))) {
                comparison.break_even.push(break_even(ran, pair, place));
            }
        }
        comparisons
    }

    /// Share of all swings, by size, that belongs to assumptions which nothing measured or published
    /// backs: a source of kind `judgement` or `illustrative`, or none.
    pub fn judgement_swing_share(&self, scenario: &Scenario) -> Option<f64> {
        let swings = self.tried.iter().zip(&scenario.assumptions);
        let swings = swings.filter_map(|(tried, one)| Some((tried.as_ref()?.swing().abs(), one)));
        let (mut all, mut judged) = (0.0, 0.0);
        for (swing, assumption) in swings {
            all += swing;
            let kind = source_of(scenario, assumption).map(|source| source.kind.as_str());
            if matches!(kind, None | Some("judgement" | "illustrative")) {
                judged += swing;
            }
        }
        (all > 0.0).then(|| judged / all)
    }

    /// Why an assumption was not moved.
    fn untried(&self, scenario: &Scenario, assumption: &Assumption) -> Sentence {
        let why = if self.pair.is_none() {
            ONE_STRATEGY
        } else if wanted(scenario, assumption) {
            NO_VALUE_AT_END
        } else if scenario.sensitivity.tornado == Tornado::AllRanges {
            NO_RANGE_STATED
        } else {
            NOT_MOVED
        };
        why.say([])
    }

    /// The register as findings.
    pub fn findings(
        &self,
        scenario: &Scenario,
        correlations: &Correlations,
    ) -> Vec<AssumptionFindings> {
        let of = |(place, assumption): (usize, &Assumption)| {
            let source = source_of(scenario, assumption);
            let in_force = |value: f64| stated(assumption, None, value);
            let tried = self.tried[place];
            let ranged = assumption.low.is_some() && assumption.high.is_some();
            let correlation = correlations.get(&assumption.path);
            AssumptionFindings {
                path: assumption.path.clone(),
                name: assumption_name(scenario, &assumption.path),
                strategy: assumption.strategy.map(|s| scenario.strategies[s].label.id.clone()),
                for_good: for_good(scenario, assumption),
                value: in_force(assumption.value),
                low: assumption.low.map(in_force),
                high: assumption.high.map(in_force),
                unit: assumption.unit.words(),
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
                swing: tried.map(|tried| tried.swing()),
                swing_why: tried.is_none().then(|| self.untried(scenario, assumption)),
                at_low: tried.map(|tried| tried.results.0),
                at_high: tried.map(|tried| tried.results.1),
                tried: tried
                    .filter(|_| !ranged)
                    .map(|tried| [in_force(tried.ends.0), in_force(tried.ends.1)]),
                rank_correlation: correlation.map(|(r, _)| r),
                rank_correlation_se: correlation.and_then(|(_, se)| se),
            }
        };
        scenario.assumptions.iter().enumerate().map(of).collect()
    }
}

/// Whether the tornado moves an assumption.
fn wanted(scenario: &Scenario, assumption: &Assumption) -> bool {
    match &scenario.sensitivity.tornado {
        Tornado::AllRanges => assumption.low.is_some() && assumption.high.is_some(),
        Tornado::Paths(paths) => paths.contains(&assumption.path),
    }
}

/// Whether a strategy's value changes the business itself, whose customers are followed beyond the horizon.
fn for_good(scenario: &Scenario, assumption: &Assumption) -> bool {
    const BUSINESS: [&str; 5] = ["segments", "churn", "quality", "purchase", "retention_response"];
    let followed =
        |place: usize| scenario.strategies[place].business.terminal_value == TerminalValue::RunOff;
    let section = assumption.path.split('.').next().unwrap_or_default();
    assumption.strategy.is_some_and(followed) && BUSINESS.contains(&section)
}

pub(super) fn source_of<'a>(
    scenario: &'a Scenario,
    assumption: &Assumption,
) -> Option<&'a crate::scenario::Source> {
    let id = assumption.source.as_ref()?;
    scenario.sources.iter().find(|source| source.id == *id)
}

/// Difference of npv between two strategies with one assumption moved.
fn difference(ran: &Ran<'_>, pair: (usize, usize), place: usize, value: f64) -> Option<f64> {
    let mut values = ran.scenario.base_values();
    values[place] = value;
    gain(ran, pair, &values)
}

/// Difference of npv between two strategies at given values of the assumptions.
pub(super) fn gain(ran: &Ran<'_>, pair: (usize, usize), values: &[f64]) -> Option<f64> {
    let value = |strategy: usize| -> Option<f64> {
        let trial = Trial::expected(ran.scenario, strategy, values, Precision::Margin);
        let (plan, run) = trial.run_for_npv(&trial.matched(&ran.cases));
        npv(&plan, &run).ok()
    };
    Some(value(pair.0)? - value(pair.1)?)
}

/// A value of the file's register as it is in force under a strategy, or where none changes it.
fn stated(assumption: &Assumption, strategy: Option<usize>, value: f64) -> f64 {
    assumption.in_force(strategy).map_or(value, |number| number.restated(value))
}

/// The value of one assumption at which the difference of a pair is 0.
fn break_even(ran: &Ran<'_>, pair: (usize, usize), place: usize) -> BreakEven {
    let search = Search { scenario: ran.scenario, place, strategy: pair.0 };
    search.turn(|value| difference(ran, pair, place, value))
}

/// What the programmes of the strategies assume where the file is silent, each once, in the order of the file.
pub fn assumed(scenario: &Scenario) -> Vec<Assumed> {
    let mut list: Vec<Assumed> = Vec::new();
    for programme in scenario.strategies.iter().flat_map(|one| &one.business.programmes) {
        let Some((key, what)) = programme.mechanics.assumed() else { continue };
        let path = format!("programmes.{}.{key}", programme.id);
        if list.iter().all(|one| one.path != path) {
            list.push(Assumed { path, name: programme.name.clone(), what: what.into() });
        }
    }
    list
}

/// Counts over the scenario that every strategy repeats.
pub fn counts(scenario: &Scenario) -> Vec<(&'static str, Metric)> {
    let all = scenario.assumptions.len();
    let without = scenario.assumptions.iter().filter(|a| a.source.is_none()).count();
    let judged = |a: &&Assumption| source_of(scenario, a).is_some_and(|s| s.kind == "judgement");
    let judged = scenario.assumptions.iter().filter(judged).count();
    let share = match all {
        0 => Err(NO_ASSUMPTIONS.into()),
        _ => Ok(judged as f64 / all as f64),
    };
    vec![
        Metric::plain("assumptions_without_source", Ok(without as f64)),
        Metric::plain("assumptions_judgement_share", share),
    ]
}

/// The evidence, in the order of the file.
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
