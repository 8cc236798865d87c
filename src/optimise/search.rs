//! From a scenario to its best split, and what stands around it: frontier, curves, targets.

use super::levers::{self, BudgetLever, Moves};
use super::objective::{AT_AN_END, Objective};
use super::targets::{self, Gates};
use super::{frontier, mix, snippet};
use crate::findings::messages::NPV_TOO_LARGE;
use crate::findings::ran::Ran;
use crate::findings::ranking::Ranking;
use crate::findings::{
    Bound, Findings, LeftOut, LeverCurve, Optimum, OptimumLever, Split, find, measure,
};
use crate::numeric::allocate::{Ask, Landscape};
use crate::plan::{Plan, Precision};
use crate::scenario::{Budget, BudgetCounts, BudgetTime, Scenario};
use crate::simulate::Trial;
use crate::units::grouped;
use rayon::prelude::*;

/// What was asked for beside the scenario.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Discounted spend over the horizon, in place of the scenario's budget.
    pub budget: Option<f64>,
    /// Place of the strategy to start from; the one with the highest NPV where absent.
    pub strategy: Option<usize>,
    /// What the best split is called after the name of the strategy, in words for readers.
    pub called: &'a str,
    /// What is noted beside each of its values.
    pub note: &'a str,
}

/// Why there is no best split.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// What is wrong.
    pub why: String,
    /// Levers that were asked for and cannot be moved.
    pub left_out: Vec<LeftOut>,
    /// What to change.
    pub help: String,
    /// Keys of the scenario that are to blame, the first that is stated.
    pub keys: &'static [&'static str],
}

/// Accuracy of the levers at the best split, as a share of their range.
const ACCURACY: f64 = 1e-9;
/// Points of a lever's own curve.
const CURVE: usize = 33;
/// Levers that are searched together, at most: the survey looks at every pair of them.
pub const MOST_LEVERS: usize = 12;

/// Levers of the scenario that a search may move, at most.
pub fn most_levers(scenario: &Scenario) -> usize {
    let named = scenario.optimise.as_ref().map_or(0, |asked| asked.levers.len());
    let programmes = scenario.strategies.iter().map(|one| one.business.programmes.len()).max();
    let all = scenario.channels.len() + programmes.unwrap_or(0) + 1;
    (if named > 0 { named } else { all }).min(MOST_LEVERS)
}

/// Checks that end a lever, at most.
const ROUNDS: usize = 4;

/// Findings of the scenario with the best split of a budget over the levers of one strategy.
///
/// The scenario's `optimise.horizon` shortens the whole run. The same input gives the same bytes on any number of
/// threads.
///
/// # Errors
///
/// Why there is no split: no lever, or a budget that no split keeps.
pub fn optimise(scenario: &mut Scenario, options: Options<'_>) -> Result<Findings, Refused> {
    if let Some(horizon) = scenario.optimise.as_ref().and_then(|asked| asked.horizon) {
        scenario.calendar.periods = scenario.calendar.periods.min(horizon);
    }
    let optimum = optimum(scenario, options)?;
    Ok(Findings { optimum: Some(optimum), ..find(scenario) })
}

fn optimum(scenario: &Scenario, options: Options<'_>) -> Result<Optimum, Refused> {
    let ran = Ran::expected(scenario);
    let place = options.strategy.unwrap_or_else(|| Ranking::of(&ran).winner);
    let values = scenario.base_values();
    let trial = Trial::expected(scenario, place, &values, Precision::Margin);
    let (mut levers, left_out) = levers::levers(&ran, place);
    let asked = scenario.optimise.as_ref();
    let own = asked.and_then(|asked| asked.budget.as_ref());
    let counts = counted(own);
    let name = &scenario.strategies[place].label.id;
    if levers.is_empty() {
        return Err(Refused {
            why: format!("strategy `{name}` has no lever that can be moved"),
            left_out,
            help: "name another strategy with --strategy, or levers that it has under `levers` of [optimise]"
                .to_owned(),
            keys: &["optimise.levers"],
        });
    }
    if levers.len() > MOST_LEVERS {
        return Err(Refused {
            why: format!("{} levers are too many to search together", levers.len()),
            help: format!("name up to {MOST_LEVERS} of them under `levers` of [optimise]"),
            keys: &["optimise.levers", "optimise"],
            ..Refused::default()
        });
    }
    let beyond = asked.is_none_or(|asked| asked.objective == "npv");
    let case = &ran.cases[place];
    let today_at: Vec<f64> = levers.iter().map(|lever| lever.today).collect();
    let objective = Objective { trial, case, levers: &levers, beyond, counts };
    let today = objective.split(&today_at);
    if !today.npv.is_finite() {
        return Err(Refused {
            why: format!("the NPV of strategy `{name}` is infinite: nothing is best"),
            help: "maximise what the horizon holds: objective = \"npv_horizon\" in [optimise]"
                .to_owned(),
            keys: &["optimise.objective", "model.terminal_value"],
            ..Refused::default()
        });
    }
    let (budget, budget_from) = match (options.budget, own) {
        (Some(budget), _) => (budget, "option"),
        (None, Some(own)) => (discounted(own, &case.plan, &today), "scenario"),
        (None, None) => (today.spend_pv, "today"),
    };
    let mut gates = Gates::of(ran.clone(), trial);
    let held_today = gates.failing(&objective, &today_at);
    // A check that holds today is not given up: the lever that breaks it ends where it still holds.
    for _ in 0..ROUNDS {
        let objective = Objective { trial, case, levers: &levers, beyond, counts };
        let Some(found) = at_budget(&objective, &today_at, budget) else { break };
        let failing = gates.failing(&objective, &found);
        let broken = failing.into_iter().filter(|id| !held_today.contains(id));
        let end = |id: String| gates.end(&objective, &id, &today_at, &found);
        let Some((i, value)) = broken.filter_map(end).next() else { break };
        let lever = &mut levers[i];
        if found[i] > today_at[i] {
            lever.max = value.max(lever.min)
        } else {
            lever.min = value.min(lever.max)
        }
        lever.checked = true;
    }
    let objective = Objective { trial, case, levers: &levers, beyond, counts };
    let ask: Ask<'_> = &|x: &[f64]| objective.ask(x);
    let bounds = objective.bounds();
    let landscape = Landscape::survey(ask, &bounds, &objective.inside(&today_at));
    let lowest: Vec<f64> = levers.iter().map(|lever| lever.min).collect();
    let least = objective.ask(&lowest).spend;
    let best_at = landscape
        .best(with_last_bits(budget), ACCURACY)
        .map(|found| objective.stated(found.point))
        .ok_or_else(|| too_small(scenario, (budget, budget_from), least, place))?;
    // What the file states is a split too: nothing that is worth less takes its place.
    let inside = levers.iter().all(|lever| (lever.min..=lever.max).contains(&lever.today));
    let stays = inside && today.spend_pv <= with_last_bits(budget);
    let keep = |found: Vec<f64>, stays: bool, stated: &[f64], worth: f64| {
        if stays && objective.split(&found).npv <= worth { stated.to_vec() } else { found }
    };
    let best_at = keep(best_at, stays, &today_at, today.npv);
    let best = objective.split(&best_at);
    let unlimited_at = landscape
        .best(f64::INFINITY, ACCURACY)
        .map_or_else(|| best_at.clone(), |found| objective.stated(found.point));
    let unlimited_at = keep(unlimited_at, true, &best_at, best.npv);
    let unlimited = objective.split(&unlimited_at);
    let failing = gates.failing(&objective, &best_at);
    let returns = [&today_at, &best_at].map(|x| objective.marginal_returns(x));
    let shadow_price =
        frontier::shadow_price(&levers, &best_at, &returns[1], best.spend_pv, budget);
    let top = unlimited.spend_pv.max(budget).max(today.spend_pv);
    let frontier = frontier::frontier(&objective, &landscape, least, top);
    let mix = mix::mix(&objective, &today_at, &best_at);
    let busy = objective.busy_desks(&best_at);
    let each = levers.iter().enumerate();
    let shown = each.map(|(i, lever)| OptimumLever {
        path: lever.path.clone(),
        name: lever.name.clone(),
        side: lever.side,
        unit: unit(lever),
        today: today_at[i],
        best: best_at[i],
        unlimited: unlimited_at[i],
        min: lever.min,
        max: lever.max,
        min_stated: lever.min_stated,
        max_stated: lever.max_stated,
        marginal_return_today: returns[0][i],
        marginal_return_best: returns[1][i],
        bound: bound(lever, best_at[i], &busy),
        curve: curve(&objective, &best_at, i),
    });
    let shown = shown.collect();
    let targets = targets::targets(&objective, &mut gates, &frontier);
    Ok(Optimum {
        strategy: name.clone(),
        name: scenario.strategies[place].label.name.clone(),
        objective: if beyond { "npv" } else { "npv_horizon" },
        budget,
        budget_from,
        counts: names(counts),
        today,
        best,
        gain: best.npv - today.npv,
        unlimited,
        shadow_price,
        levers: shown,
        left_out,
        frontier,
        targets,
        failing,
        mix,
        snippet: snippet::snippet(&ran, place, &levers, &best_at, (options.called, options.note)),
    })
}

/// The best split within the budget, as the strategy states it.
fn at_budget(objective: &Objective<'_>, today: &[f64], budget: f64) -> Option<Vec<f64>> {
    let ask: Ask<'_> = &|x: &[f64]| objective.ask(x);
    let bounds = objective.bounds();
    let landscape = Landscape::survey(ask, &bounds, &objective.inside(today));
    let found = landscape.best(with_last_bits(budget), ACCURACY)?;
    Some(objective.stated(found.point))
}

/// The budget, with room for the last bits: today's spend is known to these only.
fn with_last_bits(budget: f64) -> f64 {
    budget * (1.0 + 1e-12)
}

/// Whether acquisition counts against the budget, and retention.
fn counted(budget: Option<&Budget>) -> [bool; 2] {
    let Some(budget) = budget else { return [true; 2] };
    let names = |counts: BudgetCounts| budget.counts.contains(&counts);
    let channels = names(BudgetCounts::Channels) || names(BudgetCounts::ChannelsIncrease);
    [channels, names(BudgetCounts::Programmes)]
}

fn names(counts: [bool; 2]) -> Vec<&'static str> {
    let names = ["acquisition", "retention"].into_iter().zip(counts);
    names.filter(|(_, counts)| *counts).map(|(name, _)| name).collect()
}

/// A budget as discounted spend over the horizon: one for the horizon as it is, one for a shorter time spent evenly.
/// Channels' increase is on top of today's.
fn discounted(budget: &Budget, plan: &Plan, today: &Split) -> f64 {
    let months = 12 / plan.cycle as u32;
    let a_time = match budget.per {
        BudgetTime::Horizon => 0,
        BudgetTime::Period => months,
        BudgetTime::Month => 1,
        BudgetTime::Quarter => 3,
        BudgetTime::Year => 12,
    };
    let all = if a_time == 0 {
        budget.limit
    } else {
        let cash = measure::offsets(plan).0;
        let periods: f64 = (0..plan.periods).map(|t| plan.discount(t, cash)).sum();
        budget.limit * f64::from(months) / f64::from(a_time) * periods
    };
    let increase = budget.counts.contains(&BudgetCounts::ChannelsIncrease);
    all + if increase { today.acquisition_spend_pv } else { 0.0 }
}

fn too_small(
    scenario: &Scenario,
    (budget, from): (f64, &str),
    least: f64,
    place: usize,
) -> Refused {
    let (id, currency) = (&scenario.strategies[place].label.id, &scenario.currency);
    let why = format!(
        "no split keeps a budget of {currency} {}: strategy `{id}` spends {currency} {} with every lever at its lowest \
         value (fixed costs, and what is no lever)",
        grouped(budget, 0),
        grouped(least, 0)
    );
    // A budget is discounted money of the horizon; that of the scenario may be per year.
    let (larger, keys): (_, &[&str]) = match from {
        "option" => (format!("give --budget {} or more", least.ceil()), &["optimise.levers"]),
        _ => ("state a larger `budget`".to_owned(), &["optimise.budget", "optimise.levers"]),
    };
    let help = format!("{larger}, or lower a `min` of [optimise]");
    Refused { why, help, keys, ..Refused::default() }
}

fn unit(lever: &BudgetLever) -> &'static str {
    use crate::fields::StatedUnit;
    match lever.unit {
        StatedUnit::Money => "money",
        StatedUnit::Share => "share",
        _ => "count",
    }
}

fn bound(lever: &BudgetLever, x: f64, busy: &[usize]) -> Option<Bound> {
    let near = AT_AN_END * (lever.max - lever.min);
    let programme = match lever.moves {
        Moves::Programme(p) => Some(p),
        _ => None,
    };
    let end = if x <= lever.min + near { lever.min } else { lever.max };
    if programme.is_some() && x <= 0.0 {
        Some(Bound::Off)
    } else if lever.checked && (x - end).abs() <= near {
        Some(Bound::Check)
    } else if x <= lever.min + near {
        Some(Bound::Minimum)
    } else if x >= lever.max - near {
        Some(match programme {
            _ if lever.max_stated => Bound::Maximum,
            Some(_) => Bound::FullReach,
            None => Bound::Search,
        })
    } else {
        programme.is_some_and(|p| busy.contains(&p)).then_some(Bound::Capacity)
    }
}

/// NPV along one lever, the others where they are.
fn curve(objective: &Objective<'_>, x: &[f64], i: usize) -> LeverCurve {
    let lever = &objective.levers[i];
    let last = (CURVE - 1) as f64;
    let value = |k: usize| lever.min + (lever.max - lever.min) * k as f64 / last;
    let values: Vec<f64> = (0..CURVE).map(value).collect();
    let worth = |value: &f64| {
        let mut moved = x.to_vec();
        moved[i] = *value;
        Some(objective.ask(&moved).worth).filter(|worth| worth.is_finite())
    };
    let npv: Vec<Option<f64>> = values.par_iter().map(worth).collect();
    let npv_why = npv.contains(&None).then_some(NPV_TOO_LARGE);
    LeverCurve { values, npv, npv_why }
}
