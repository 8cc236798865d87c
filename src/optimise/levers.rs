//! What can be moved under a strategy, how far, and what cannot and why.

use crate::fields::{Assumption, StatedUnit};
use crate::findings::margins::{self, Moved};
use crate::findings::messages::*;
use crate::findings::ran::Ran;
use crate::findings::turning::in_force;
use crate::findings::{LeftOut, Sentence, Side, Slot};
use crate::programme::{KINDS, Programme};
use crate::scenario::{Inflow, OptimiseLever, Scenario};
use crate::simulate::Case;

messages! {
    LEVER_OVER_TIME = "why.lever_over_time" [];
    LEVER_IS_NOUGHT = "why.lever_is_nought" [];
    NO_ROOM = "why.no_room" [];
    STATED_NO_LEVER = "why.stated_no_lever" [];
    NO_SUCH_CHANNEL = "why.no_such_channel" [];
    CHANNEL_WORKS_OTHERWISE = "why.channel_works_otherwise" [];
    PROGRAMME_DOES_NOT_RUN = "why.programme_does_not_run" [];
    KIND_WITHOUT_REACH = "why.kind_without_reach" [kind];
    IS_NO_LEVER = "why.is_no_lever" [];
}

/// What a lever moves in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Spend or customers of a channel, by place.
    Channel(usize),
    /// Reach of a programme, by its place in the strategy.
    Programme(usize),
    /// `retention_response.spend`.
    Response,
}

/// A number that is moved, in the unit in which the file states it.
#[derive(Clone, Debug)]
pub struct BudgetLever {
    pub path: String,
    /// Words for readers.
    pub name: Slot,
    pub side: Side,
    pub moves: Moves,
    pub unit: StatedUnit,
    /// Value of the file under the strategy, above 0.
    pub stated: f64,
    /// Value in force: another than stated where the strategy spends as another.
    pub today: f64,
    pub min: f64,
    pub max: f64,
    pub min_stated: bool,
    pub max_stated: bool,
    /// Whether a limit is there because a check would fail beyond it.
    pub checked: bool,
    /// Evidence of the stated value.
    pub source: Option<String>,
}

/// Without a stated highest value spend and customers are tried up to this multiple of today's.
pub const SEARCHED: f64 = 3.0;

/// Levers of the strategy at `place`: those of `[optimise]`, else all that marginal returns are taken of.
pub fn levers(ran: &Ran<'_>, place: usize) -> (Vec<BudgetLever>, Vec<LeftOut>) {
    let (scenario, case) = (ran.scenario, &ran.cases[place]);
    let asked = scenario.optimise.as_ref().map_or(&[][..], |optimise| &optimise.levers);
    let asked = if asked.is_empty() { movable(ran, place) } else { asked.to_vec() };
    let mut found: Vec<BudgetLever> = Vec::new();
    let mut left_out = Vec::new();
    for one in asked {
        match lever(scenario, place, case, &one) {
            // Two paths may lead to one thing: a channel is moved once.
            Ok(lever) if found.iter().any(|known| known.moves == lever.moves) => {}
            Ok(lever) => found.push(lever),
            Err(why) => left_out.push(LeftOut { path: one.path, why }),
        }
    }
    found.sort_by_key(|lever| lever.side == Side::Retention);
    (found, left_out)
}

/// Paths of everything that marginal returns are taken of.
fn movable(ran: &Ran<'_>, place: usize) -> Vec<OptimiseLever> {
    let business = &ran.scenario.strategies[place].business;
    let path = |path: String| {
        let enrolled = business.programmes.iter().find(|p| path == reach_path(p));
        let enrolled =
            enrolled.filter(|programme| !has(programme, "reach") && has(programme, "membership"));
        enrolled.map_or(path, |programme| format!("programmes.{}.membership.enrol", programme.id))
    };
    let all = margins::of_strategy(ran, place).levers.into_iter();
    // What reach does not move is no lever.
    let all = all.filter(|lever| lever.marginal_return.is_some());
    all.map(|lever| OptimiseLever { path: path(lever.path), min: None, max: None }).collect()
}

fn reach_path(programme: &Programme) -> String {
    format!("programmes.{}.reach", programme.id)
}

/// Whether the programme's kind has the key.
fn has(programme: &Programme, key: &str) -> bool {
    let kind = KINDS.iter().find(|kind| kind.name == programme.kind);
    kind.is_some_and(|kind| kind.section.key(key).is_some())
}

fn lever(
    scenario: &Scenario,
    place: usize,
    case: &Case,
    asked: &OptimiseLever,
) -> Result<BudgetLever, Sentence> {
    let strategy = &scenario.strategies[place];
    let path = asked.path.as_str();
    let (moves, name) = meant(scenario, place, path)?;
    let register = in_force(scenario, place, path).map(|at| &scenario.assumptions[at]);
    // A strategy may set a schedule where the file has one number.
    let sets = strategy.settings.iter().any(|(own, _)| own == path);
    let register = register
        .filter(|one| !sets || one.strategy == Some(place) || one.in_force(Some(place)).is_some());
    let (stated, unit, source) = match (register, moves) {
        (Some(one), _) => (value(one, place), one.unit, one.source.clone()),
        (None, Moves::Programme(p)) if path.ends_with(".reach") && !sets => {
            let reach = strategy.business.programmes[p].mechanics.reach(&scenario.base_values());
            (reach, StatedUnit::Share, None)
        }
        (None, _) => return Err(LEVER_OVER_TIME.say([])),
    };
    if stated <= 0.0 {
        return Err(LEVER_IS_NOUGHT.say([]));
    }
    let (factor, side) = match moves {
        Moves::Channel(c) => (case.adjust.channels[c], Side::Acquisition),
        Moves::Programme(p) => (case.adjust.programmes[p], Side::Retention),
        Moves::Response => (case.adjust.retention_response, Side::Retention),
    };
    let today = stated * factor;
    let most = if unit == StatedUnit::Share { 1.0 } else { SEARCHED * today.max(stated) };
    let (min, max) = (asked.min.unwrap_or(0.0), asked.max.unwrap_or(most));
    let max = if unit == StatedUnit::Share { max.min(1.0) } else { max };
    if max - min <= 1e-9 * max.abs() {
        return Err(NO_ROOM.say([]));
    }
    Ok(BudgetLever {
        path: path.to_owned(),
        name,
        side,
        moves,
        unit,
        stated,
        today,
        min,
        max,
        min_stated: asked.min.is_some(),
        checked: false,
        max_stated: asked.max.is_some() && (unit != StatedUnit::Share || max < 1.0),
        source,
    })
}

/// The number as the file and the strategy's changes make it.
fn value(assumption: &Assumption, place: usize) -> f64 {
    let changed = assumption.in_force(Some(place));
    changed.map_or(assumption.value, |number| number.restated(assumption.value))
}

/// What a path moves under the strategy, and its name for readers.
fn meant(scenario: &Scenario, place: usize, path: &str) -> Result<(Moves, Slot), Sentence> {
    let business = &scenario.strategies[place].business;
    let steps: Vec<&str> = path.split('.').collect();
    let lever = |moved: Moved| match moved.is_lever(business) {
        true => Ok(()),
        false => Err(STATED_NO_LEVER.say([])),
    };
    match steps[..] {
        ["channels", id, key] => {
            let c = scenario.channels.iter().position(|channel| channel.id == id);
            let c = c.ok_or_else(|| NO_SUCH_CHANNEL.say([]))?;
            lever(Moved::Channel(c))?;
            let fits = match business.channels[c].inflow {
                Inflow::None => false,
                Inflow::Stated { .. } => key == "customers",
                Inflow::Response { .. } => key == "spend",
            };
            let name = scenario.channels[c].name.as_str().into();
            fits.then_some((Moves::Channel(c), name)).ok_or_else(|| CHANNEL_WORKS_OTHERWISE.say([]))
        }
        ["retention_response", "spend"] => Ok((Moves::Response, RETENTION_RESPONSE.into())),
        ["programmes", id, "reach"] | ["programmes", id, "membership", "enrol"] => {
            let p = business.programmes.iter().position(|programme| programme.id == id);
            let p = p.ok_or_else(|| PROGRAMME_DOES_NOT_RUN.say([]))?;
            lever(Moved::Programme(p))?;
            let programme = &business.programmes[p];
            if steps[2] == "reach" && !has(programme, "reach") {
                return Err(KIND_WITHOUT_REACH.say([programme.kind.into()]));
            }
            Ok((Moves::Programme(p), programme.name.as_str().into()))
        }
        _ => Err(IS_NO_LEVER.say([])),
    }
}
