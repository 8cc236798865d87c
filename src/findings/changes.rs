//! What changed since an earlier run, and what did each change do to the answer?
//!
//! Every assumption of the scenario that has another value in the baseline is put back, and then given
//! its new value again: alone, and one after the other in the order of the file. What is left of the
//! difference belongs to whatever is no assumption.

use rayon::prelude::*;

use super::baseline::{Baseline, Stated};
use super::messages::*;
use super::model::{
    BaselineFindings, Change, Form, Message, Quote, Sentence, Slot, StrategyChange,
};
use super::names::assumption_name;
use super::ran::Ran;
use crate::plan::Precision;
use crate::scenario::{Assumption, Scenario, StatedUnit};
use crate::simulate::{Case, Trial, npv};

messages! {
    FACT = "change.fact" [what then now];
    NEW_STRATEGY = "change.new_strategy" [id];
    GONE_STRATEGY = "change.gone_strategy" [id];
    NEW_ASSUMPTION = "change.new_assumption" [assumption];
    GONE_ASSUMPTION = "change.gone_assumption" [assumption];
    OTHER_UNIT = "change.other_unit" [assumption then now];
    OTHER_RANGE = "change.other_range" [assumption then now];
    SOMETHING = "change.something" [files];
    PATH_UNDER = "change.path_under" [path strategy];
    RANGE = "change.range" [low high];
    NO_RANGE = "change.no_range" [];
    ALONE_IN_ONE = "why.alone_in_one" [];
    BASELINE_NOT_FINITE = "why.baseline_not_finite" [];
    NOW_NOT_FINITE = "why.now_not_finite" [];
    EARLIER_NOT_FINITE = "why.earlier_not_finite" [];
    NOT_ALLOWED = "why.not_allowed" [path];
}

/// Relative difference below which two figures are the same: the expected engine's own error.
const NOISE: f64 = 1e-9;

/// What differs between two runs, without what each change did.
pub fn between(old: &Baseline, new: &Baseline) -> BaselineFindings {
    let (then, now) = (best(old), best(new));
    let alone = [old, new].map(|run| run.strategies.len() == 1);
    let comparable = alone[0] == alone[1];
    let value = |best: &Option<(&str, f64)>| best.as_ref().map(|(_, value)| *value);
    let difference = value(&now).zip(value(&then)).filter(|_| comparable);
    let why = match (&then, &now) {
        _ if !comparable => Some(ALONE_IN_ONE),
        (None, _) => Some(BASELINE_NOT_FINITE),
        (_, None) => Some(NOW_NOT_FINITE),
        _ => None,
    };
    let all = new
        .strategies
        .iter()
        .chain(old.strategies.iter().filter(|gone| new.strategy(&gone.id).is_none()));
    let strategies = all.map(|one| StrategyChange {
        id: one.id.clone(),
        name: one.name.clone(),
        old: old.npv(&one.id),
        new: new.npv(&one.id),
    });
    let strategies = strategies.collect();
    let changes = changed(old, new);
    // Figures that differ by rounding are the same: of gains, by that of the values that they are made of.
    let scale = |run: &Baseline| {
        run.strategies
            .iter()
            .filter_map(|one| run.npv(&one.id))
            .fold(0.0, |m: f64, v| m.max(v.abs()))
    };
    let terms = scale(old).max(scale(new));
    let difference = difference.map(|(now, then)| match super::limit::equal(now, then, terms) {
        true => 0.0,
        false => now - then,
    });
    let id = |best: &Option<(&str, f64)>| best.map(|(id, _)| id.to_owned());
    BaselineFindings {
        tenure: old.tenure.clone(),
        headline: old.headline.text.clone(),
        winner: old.headline.winner.clone(),
        metric: if alone[1] { "npv" } else { "incremental_npv" },
        strategy: id(&now),
        old_strategy: id(&then),
        against: (!alone[1]).then(|| new.scenario.against.clone()),
        old: value(&then),
        new: value(&now),
        difference,
        difference_why: why.map(|why| why.say([])),
        strategies,
        // Without a changed value there is nothing to take apart.
        other: difference.filter(|_| changes.is_empty()),
        changes,
        other_changes: others(old, new),
    }
}

/// The best change, as the headline ranks them, and what it gains over what it is compared with; the only
/// strategy and its value where there is one.
fn best(run: &Baseline) -> Option<(&str, f64)> {
    let against = match run.strategies.as_slice() {
        [only] => return Some((&only.id, run.npv(&only.id)?)),
        _ => run.scenario.against.as_str(),
    };
    let base = run.npv(against)?;
    if let Some(lead) = run.lead() {
        return Some((lead, run.npv(lead)? - base));
    }
    // No other strategy can win: the best of those that are only shown.
    let others = run.strategies.iter().filter(|one| one.id != against);
    others
        .filter_map(|one| Some((one.id.as_str(), run.npv(&one.id)? - base)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn same_place(a: &Stated, b: &Stated) -> bool {
    a.path == b.path && a.strategy == b.strategy
}

/// Assumptions that both runs state in the same unit, with another value.
fn changed(old: &Baseline, new: &Baseline) -> Vec<Change> {
    let change = |now: &Stated| {
        let then = old.assumptions.iter().find(|then| same_place(then, now))?;
        (then.unit == now.unit && then.value != now.value).then(|| Change {
            path: now.path.clone(),
            name: now.name.as_str().into(),
            strategy: now.strategy.clone(),
            unit: now.unit.clone(),
            old: then.value,
            new: now.value,
            alone: None,
            in_order: None,
        })
    };
    new.assumptions.iter().filter_map(change).collect()
}

/// What differs and is no value of an assumption.
fn others(old: &Baseline, new: &Baseline) -> Vec<Sentence> {
    let mut list = Vec::new();
    let mut fact = |what: &str, then: &str, now: &str| {
        if then != now {
            list.push(FACT.say([what.into(), then.into(), now.into()]));
        }
    };
    let (then, now) = (&old.scenario, &new.scenario);
    fact("tenure", &old.tenure, &new.tenure);
    fact("against", &then.against, &now.against);
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    fact("start", &word(&then.start), &word(&now.start));
    fact("cash_timing", &word(&then.cash_timing), &word(&now.cash_timing));
    fact("clv_convention", &word(&then.clv_convention), &word(&now.clv_convention));
    fact("terminal_value", &word(&then.terminal_value), &word(&now.terminal_value));
    fact("after_horizon", &word(&then.after_horizon), &word(&now.after_horizon));
    fact("price_basis", &word(&then.price_basis), &word(&now.price_basis));
    // A run without draws has no figure that they could move.
    if then.draws > 0 && now.draws > 0 {
        fact("draws", &then.draws.to_string(), &now.draws.to_string());
        fact("seed", &then.seed.to_string(), &now.seed.to_string());
    }
    let strategies = |all: &Baseline, other: &Baseline, message: Message<1>| -> Vec<Sentence> {
        let alone = all.strategies.iter().filter(|one| other.strategy(&one.id).is_none());
        alone.map(|one| message.say([one.id.as_str().into()])).collect()
    };
    list.extend(strategies(new, old, NEW_STRATEGY));
    list.extend(strategies(old, new, GONE_STRATEGY));
    for now in &new.assumptions {
        match old.assumptions.iter().find(|then| same_place(then, now)) {
            None => list.push(NEW_ASSUMPTION.say([stated_at(now)])),
            Some(then) if then.unit != now.unit => {
                let [was, is] = [then, now].map(|one| Slot::Unit(one.unit.clone()));
                list.push(OTHER_UNIT.say([stated_at(now), was, is]));
            }
            Some(then) if (then.low, then.high) != (now.low, now.high) => {
                list.push(OTHER_RANGE.say([stated_at(now), range(then), range(now)]));
            }
            Some(_) => {}
        }
    }
    let gone = |then: &&Stated| !new.assumptions.iter().any(|now| same_place(then, now));
    let gone = old.assumptions.iter().filter(gone);
    list.extend(gone.map(|then| GONE_ASSUMPTION.say([stated_at(then)])));
    list
}

/// The path of an assumption, and the strategy that states it.
fn stated_at(one: &Stated) -> Slot {
    let path = one.path.as_str().into();
    let words = match &one.strategy {
        Some(strategy) => PATH_UNDER.say([path, strategy.as_str().into()]),
        None => PATH.say([path]),
    };
    words.into()
}

/// A range in its unit.
fn range(one: &Stated) -> Slot {
    let (Some(low), Some(high)) = (one.low, one.high) else {
        return NO_RANGE.say([]).into();
    };
    let form = if StatedUnit::in_percent(&one.unit) { Form::FullShare } else { Form::Full };
    RANGE.say([low, high].map(|end| Quote::alone(end, form))).into()
}

/// Finds out what each change did, by running the scenario with the earlier values.
pub fn attribute(findings: &mut BaselineFindings, ran: &Ran<'_>) {
    let scenario = ran.scenario;
    let new = scenario.base_values();
    let mut places: Vec<usize> = Vec::new();
    for change in &mut findings.changes {
        let of = |one: &Assumption| {
            let owner = one.strategy.map(|place| &scenario.strategies[place].label.id);
            one.path == change.path && owner == change.strategy.as_ref()
        };
        let Some(place) = scenario.assumptions.iter().position(of) else {
            return;
        };
        places.push(place);
        let named = scenario.assumptions[place].named.as_deref();
        change.name = assumption_name(scenario, &change.path, named);
    }
    // Files are read section by section, so the register may stand in another order.
    let mut order: Vec<usize> = (0..places.len()).collect();
    let line = |at: &usize| {
        let one = &scenario.assumptions[places[*at]];
        (one.file, one.line, places[*at])
    };
    order.sort_by_key(line);
    findings.changes = order.iter().map(|at| findings.changes[*at].clone()).collect();
    let places: Vec<usize> = order.iter().map(|at| places[*at]).collect();

    // Somebody may have edited the findings; the engine takes nothing that a file could not say.
    let legal = |(change, place): (&Change, &usize)| may_be(&scenario.assumptions[*place], change);
    if let Some(at) = findings.changes.iter().zip(&places).position(|one| !legal(one)) {
        let path = &findings.changes[at].path;
        findings.difference_why = Some(NOT_ALLOWED.say([path.as_str().into()]));
        return;
    }
    let mut old = new.clone();
    for (change, place) in findings.changes.iter().zip(&places) {
        let assumption = &scenario.assumptions[*place];
        let changed = assumption.in_force(None);
        old[*place] = changed.and_then(|one| one.unstated(change.old)).unwrap_or(change.old);
    }
    let with = |moved: &[usize]| {
        let mut values = old.clone();
        moved.iter().for_each(|place| values[*place] = new[*place]);
        values
    };
    // First all as it was, then each alone, then more and more of them.
    let alone = (0..places.len()).map(|at| with(&places[at..=at]));
    let in_order = (1..=places.len()).map(|count| with(&places[..count]));
    let trials: Vec<Vec<f64>> = std::iter::once(old.clone()).chain(alone).chain(in_order).collect();
    let tried: Option<Vec<f64>> = trials
        .par_iter()
        .map(|values| figure(&edited(scenario, values), &ran.cases, values))
        .collect();
    let Some(tried) = tried else {
        findings.difference_why = Some(EARLIER_NOT_FINITE.say([]));
        return;
    };
    let (start, count) = (tried[0], places.len());
    let mut before = start;
    for (at, change) in findings.changes.iter_mut().enumerate() {
        let after = tried[1 + count + at];
        change.alone = Some(tried[1 + at] - start);
        change.in_order = Some(after - before);
        before = after;
    }
    if let (Some(then), Some(now)) = (findings.old, findings.new) {
        // What the values do not explain; the search for equal spend ends a little beside itself.
        let other = (start - then) + (now - before);
        let size = then.abs().max(now.abs());
        let other = if other.abs() <= NOISE * size { 0.0 } else { other };
        if other != 0.0 && findings.other_changes.is_empty() {
            let files: Vec<String> =
                scenario.files.iter().map(|file| format!("`{}`", file.name)).collect();
            findings.other_changes.push(SOMETHING.say([files.join(", ").into()]));
        }
        findings.other = Some(other);
    }
}

/// The scenario as a file with these values would be read: response curves go through the spend that it
/// states. (`--set`, ranges and draws move along a curve instead.)
fn edited(scenario: &Scenario, values: &[f64]) -> Scenario {
    let mut edited = scenario.clone();
    edited.strategies.iter_mut().for_each(|strategy| strategy.business.restate(values));
    edited
}

/// Keys of parameters that are above zero.
const POSITIVE: &[&str] = &["alpha", "beta", "shape", "ceiling", "exponent", "visits"];

/// Most that an earlier number may be of the present one where nothing else bounds it: far above what
/// anybody changes, far below what the engine's sums and searches could not hold.
const MOST: f64 = 1e6;

/// Most that an earlier amount of money may be where the present one is nought.
const AMOUNT: f64 = 1e12;

/// Whether the earlier value is one that a file could state there, as far as the unit and the present value
/// tell.
fn may_be(assumption: &Assumption, change: &Change) -> bool {
    let (old, new) = (change.old, change.new);
    let key = change.path.rsplit('.').next().unwrap_or_default();
    if POSITIVE.contains(&key) && old <= 0.0 {
        return false;
    }
    match assumption.unit {
        StatedUnit::Share => (if new < 0.0 { -1.0..=1.0 } else { 0.0..=1.0 }).contains(&old),
        StatedUnit::Rate(_) => (0.0..1.0).contains(&old),
        StatedUnit::Growth(_) => old > -1.0 && old <= 10.0,
        // An amount that is nought now may have been any.
        StatedUnit::Money if new == 0.0 => (0.0..=AMOUNT).contains(&old),
        _ => (old >= 0.0 || new < 0.0) && old.abs() <= MOST * new.abs().max(1.0),
    }
}

/// The gain of the best change at given values of the assumptions, or the value of the only strategy.
fn figure(scenario: &Scenario, cases: &[Case], values: &[f64]) -> Option<f64> {
    let value = |place: usize| -> Option<f64> {
        let trial = Trial::expected(scenario, place, values, Precision::Base);
        let (plan, run) = trial.run_matched(cases);
        npv(&plan, &run).ok().filter(|value| value.is_finite())
    };
    let base = value(scenario.against)?;
    if scenario.strategies.len() == 1 {
        return Some(base);
    }
    let other = |place: &usize| *place != scenario.against;
    let mut open: Vec<usize> = scenario.candidates().into_iter().filter(other).collect();
    if open.is_empty() {
        open = (0..scenario.strategies.len()).filter(other).collect();
    }
    open.into_iter().filter_map(|place| Some(value(place)? - base)).reduce(f64::max)
}
