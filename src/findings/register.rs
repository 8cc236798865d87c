//! The register of assumptions: every number with its evidence, how much each moves the answer, and
//! where the answer turns.

use rayon::prelude::*;

use super::correlations::Correlations;
use super::messages::{NO_ASSUMPTIONS, NO_RANGE_STATED, NO_VALUE_AT_END, NOT_MOVED, ONE_STRATEGY};
use super::model::{
    Assumed, AssumptionFindings, AssumptionSwing, BreakEven, Comparison, Flip, Metric, Sentence,
    SourceFindings,
};
use super::names::{assumption_name, name_of};
use super::opponents::Opponents;
use super::ran::Ran;
use super::turning::{Search, ends, in_force};
use crate::plan::{Account, Precision};
use crate::scenario::{Assumption, Scenario, TerminalValue, Tornado};
use crate::simulate::{Trial, npv};

/// Every strategy with each ranged assumption at either end.
#[derive(Clone, Debug)]
pub struct Register {
    /// The two ends that were tried, and the values there, by assumption.
    tried: Vec<Option<Tried>>,
    opponents: Option<Opponents>,
}

/// One assumption moved to both ends.
#[derive(Clone, Debug)]
struct Tried {
    /// Ends, as the file states the assumption.
    ends: [f64; 2],
    /// What every strategy comes to at the low and at the high end; none where it has no value, or is neither a
    /// candidate nor an opponent.
    worths: Vec<[Option<Worth>; 2]>,
}

/// What a strategy comes to.
#[derive(Clone, Copy, Debug)]
struct Worth {
    npv: f64,
    npv_horizon: f64,
}

impl Tried {
    /// The difference of a pair of strategies at both ends.
    fn results(&self, pair: (usize, usize), of: impl Fn(Worth) -> f64) -> Option<[f64; 2]> {
        let at = |end: usize| {
            let gain = of(self.worths[pair.0][end]?) - of(self.worths[pair.1][end]?);
            gain.is_finite().then_some(gain)
        };
        Some([at(0)?, at(1)?])
    }

    /// That of their values.
    fn gains(&self, pair: (usize, usize)) -> Option<[f64; 2]> {
        self.results(pair, |worth| worth.npv)
    }
}

impl Register {
    /// Moves every assumption of the tornado to its ends, one at a time.
    pub fn of(ran: &Ran<'_>, opponents: Option<Opponents>) -> Self {
        let scenario = ran.scenario;
        let mut places = scenario.candidates();
        places.extend(opponents.iter().flat_map(|own| [Some(own.today), own.rival]).flatten());
        let tried = |place: usize| -> Option<Tried> {
            let assumption =
                Some(&scenario.assumptions[place]).filter(|one| wanted(scenario, one))?;
            opponents?;
            let (low, high) = ends(assumption, scenario.sensitivity.swing);
            let ends = [low, high];
            let of = |strategy: usize| {
                let wanted = places.contains(&strategy);
                ends.map(|end| wanted.then(|| worth(ran, strategy, &moved(ran, place, end)))?)
            };
            Some(Tried { ends, worths: (0..scenario.strategies.len()).map(of).collect() })
        };
        let tried: Vec<Option<Tried>> =
            (0..scenario.assumptions.len()).into_par_iter().map(tried).collect();
        Self { tried, opponents }
    }

    /// The lead against each opponent, today first; empty with one strategy.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        self.opponents.into_iter().flat_map(Opponents::pairs).collect()
    }

    /// The lead and what the others are compared with; none with one strategy.
    pub fn pair(&self) -> Option<(usize, usize)> {
        self.opponents.map(|own| (own.lead, own.today))
    }

    /// The assumption that moves the difference of a pair the most.
    fn decisive(&self, pair: (usize, usize)) -> Option<usize> {
        let swing = |tried: &Option<Tried>| {
            let [low, high] = tried.as_ref()?.gains(pair)?;
            Some((high - low).abs())
        };
        let swings = self.tried.iter().enumerate();
        swings
            .filter_map(|(place, tried)| Some((place, swing(tried)?)))
            .filter(|(_, swing)| *swing > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place)
    }

    /// Adds to the comparisons how the assumptions move them, and break-even values: of every path that the file asks
    /// for, and of the decisive assumption where the comparison is one of the lead's.
    pub fn with_sensitivity(
        &self,
        mut comparisons: Vec<Comparison>,
        ran: &Ran<'_>,
    ) -> Vec<Comparison> {
        let scenario = ran.scenario;
        let pairs = self.pairs();
        for comparison in &mut comparisons {
            let place = |id: &str| scenario.strategies.iter().position(|s| s.label.id == id);
            let Some(pair) = place(&comparison.strategy).zip(place(&comparison.against)) else {
                continue;
            };
            let told = pairs.contains(&pair);
            if told {
                comparison.tornado = self.tornado(scenario, pair);
                comparison.judgement_swing_share = self.judgement_swing_share(scenario, pair);
            }
            let decisive = self.decisive(pair).filter(|_| told);
            let asked = scenario.sensitivity.break_even.iter();
            let asked = asked.filter_map(|path| in_force(scenario, pair.0, path));
            for place in decisive.into_iter().chain(asked.filter(|one| decisive != Some(*one))) {
                comparison.break_even.push(break_even(ran, pair, place));
            }
        }
        comparisons
    }

    /// The gain of a pair with each assumption at either end, the widest swing first.
    fn tornado(&self, scenario: &Scenario, pair: (usize, usize)) -> Vec<AssumptionSwing> {
        let of = |(place, tried): (usize, &Option<Tried>)| {
            let tried = tried.as_ref()?;
            let [at_low, at_high] = tried.gains(pair)?;
            let [at_low_horizon, at_high_horizon] = tried.results(pair, |own| own.npv_horizon)?;
            let one = &scenario.assumptions[place];
            let [low, high] = tried.ends.map(|end| stated(one, None, end));
            let (assumption, name) = (one.path.clone(), name_of(scenario, one));
            let strategy = one.strategy.map(|s| scenario.strategies[s].label.id.clone());
            let unit = one.unit.words();
            Some(AssumptionSwing {
                place,
                assumption,
                strategy,
                name,
                unit,
                low,
                high,
                at_low,
                at_high,
                at_low_horizon,
                at_high_horizon,
            })
        };
        let mut swings: Vec<AssumptionSwing> =
            self.tried.iter().enumerate().filter_map(of).collect();
        swings.retain(|one| one.width() > 0.0);
        swings.sort_by(|a, b| b.width().total_cmp(&a.width()));
        swings
    }

    /// Share of all swings of a pair's difference, by size, that belongs to assumptions which nothing measured or
    /// published backs.
    fn judgement_swing_share(&self, scenario: &Scenario, pair: (usize, usize)) -> Option<f64> {
        let (mut all, mut judged) = (0.0, 0.0);
        for (tried, assumption) in self.tried.iter().zip(&scenario.assumptions) {
            let results = tried.as_ref().and_then(|tried| tried.gains(pair));
            let swing = results.map_or(0.0, |[low, high]| (high - low).abs());
            all += swing;
            if !is_backed(scenario, assumption) {
                judged += swing;
            }
        }
        (all > 0.0).then(|| judged / all)
    }

    /// Where another candidate overtakes the winner as one assumption moves inside its range, the one that is
    /// nearest to what is assumed first, on the way to the end of its range.
    pub fn flips(&self, ran: &Ran<'_>, winner: usize) -> Vec<Flip> {
        let scenario = ran.scenario;
        let candidates = scenario.candidates();
        let ways = self.tried.iter().enumerate().flat_map(|(place, tried)| {
            let ends = tried.as_ref().map(|tried| [(tried, place, 0), (tried, place, 1)]);
            ends.into_iter().flatten()
        });
        let ways: Vec<(&Tried, usize, usize)> = ways.collect();
        let flip = |(tried, place, end): &(&Tried, usize, usize)| {
            let best = tried.worths[winner][*end]?.npv;
            let ahead =
                |other: &usize| tried.worths[*other][*end].is_some_and(|own| own.npv > best);
            let search = Search { scenario, place: *place, strategy: winner };
            let overtaken = candidates.iter().copied().filter(ahead).filter_map(|other| {
                let gain = |value: f64| difference(ran, (winner, other), *place, value);
                let turn = search.on_the_way(tried.ends[*end], gain)?;
                Some(Flip { turn, to: scenario.strategies[other].label.id.clone() })
            });
            overtaken.min_by(|a, b| a.distance().total_cmp(&b.distance()))
        };
        let found: Vec<Option<Flip>> = ways.par_iter().map(flip).collect();
        let mut flips: Vec<Flip> = found.into_iter().flatten().collect();
        flips.sort_by(|a, b| a.distance().total_cmp(&b.distance()));
        flips
    }

    /// Assumptions that nothing backs and that have no range: no tornado shows what hangs on them.
    pub fn unranged(scenario: &Scenario) -> usize {
        let ranged = |one: &Assumption| one.low.is_some() && one.high.is_some();
        let unknown = |one: &&Assumption| !ranged(one) && !is_backed(scenario, one);
        scenario.assumptions.iter().filter(unknown).count()
    }

    /// Why an assumption was not moved.
    fn untried(&self, scenario: &Scenario, assumption: &Assumption) -> Sentence {
        let why = if self.opponents.is_none() {
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
            let tried = self.tried[place].as_ref();
            let results = tried.and_then(|tried| tried.gains(self.pair()?));
            let ranged = assumption.low.is_some() && assumption.high.is_some();
            let correlation = correlations.get(&assumption.path);
            AssumptionFindings {
                path: assumption.path.clone(),
                name: assumption_name(scenario, &assumption.path, assumption.named.as_deref()),
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
                swing: results.map(|[low, high]| high - low),
                swing_why: results.is_none().then(|| self.untried(scenario, assumption)),
                at_low: results.map(|results| results[0]),
                at_high: results.map(|results| results[1]),
                tried: tried
                    .filter(|_| !ranged && results.is_some())
                    .map(|tried| tried.ends.map(in_force)),
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

/// Whether something measured or published backs an assumption: a source that is neither of kind `judgement` nor
/// `illustrative`.
fn is_backed(scenario: &Scenario, assumption: &Assumption) -> bool {
    let kind = source_of(scenario, assumption).map(|source| source.kind.as_str());
    !matches!(kind, None | Some("judgement" | "illustrative"))
}

/// The base values with one of them moved.
fn moved(ran: &Ran<'_>, place: usize, value: f64) -> Vec<f64> {
    let mut values = ran.scenario.base_values();
    values[place] = value;
    values
}

/// Difference of npv between two strategies with one assumption moved.
fn difference(ran: &Ran<'_>, pair: (usize, usize), place: usize, value: f64) -> Option<f64> {
    let values = moved(ran, place, value);
    Some(npv_at(ran, pair.0, &values)? - npv_at(ran, pair.1, &values)?)
}

/// The npv of a strategy at given values of the assumptions.
pub(super) fn npv_at(ran: &Ran<'_>, strategy: usize, values: &[f64]) -> Option<f64> {
    worth(ran, strategy, values).map(|worth| worth.npv)
}

/// What a strategy comes to there.
fn worth(ran: &Ran<'_>, strategy: usize, values: &[f64]) -> Option<Worth> {
    let trial = Trial::expected(ran.scenario, strategy, values, Precision::Margin);
    let (plan, run) = trial.run_matched(&ran.cases);
    let npv_horizon = run.ledger.present_value(&plan, Account::sign);
    npv(&plan, &run).ok().map(|npv| Worth { npv, npv_horizon })
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
