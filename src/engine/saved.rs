//! Which of the customers whom a desk saved are still customers later?

use super::Projection;
use super::hazard::Hazards;
use super::lane::{Lane, LaneStep, Turn};
use super::phases::Phases;
use crate::plan::{BlockPlan, OriginKind, Plan};

/// For each number of periods in `after`: how many of the customers saved at the end of a period t with
/// t + `after` inside the horizon are still customers that many periods later, in expected values. They
/// keep their tenure and risk class; a desk that they reach may save them again.
///
/// None where returning customers of several win-back programmes are counted together, so that they
/// cannot be followed.
pub fn saved_later(plan: &Plan, projection: &Projection, after: &[usize]) -> Option<Vec<f64>> {
    let mut kept = vec![0.0; after.len()];
    for (place, block) in plan.blocks.iter().enumerate() {
        let phases = Phases::of(plan, block);
        if phases.desks.is_empty() {
            continue;
        }
        let arrivals = arrivals(plan, projection, place)?;
        follow(plan, block, &phases, arrivals, &projection.served, after, &mut kept);
    }
    Some(kept)
}

/// Customers who come to a block, by period.
fn arrivals<'a>(plan: &Plan, projection: &'a Projection, place: usize) -> Option<&'a [f64]> {
    let block = &plan.blocks[place];
    match plan.origins[block.origin].kind {
        OriginKind::WinBack(_) if plan.levers.win_backs.len() > 1 => None,
        OriginKind::WinBack(_) => Some(&projection.returned[block.segment]),
        _ => Some(&projection.joined[place]),
    }
}

/// Runs one block again and follows those whom it saves.
fn follow(
    plan: &Plan,
    block: &BlockPlan,
    phases: &Phases,
    arrivals: &[f64],
    served: &[Vec<f64>],
    after: &[usize],
    kept: &mut [f64],
) {
    let segment = &plan.segments[block.segment];
    let oldest = segment.opening.last().map_or(0, |group| group.tenure);
    let room = plan.periods + oldest + 2;
    let mut lane = Lane::new(plan, block, phases, room);
    if plan.origins[block.origin].kind == OriginKind::Opening {
        segment.opening.iter().for_each(|g| lane.add(g.tenure, g.count, &g.classes));
    }
    let longest = after.iter().copied().max().unwrap_or(0);
    let mut saved: Vec<(usize, Lane)> = Vec::new();
    let (mut hazards, mut step) = (Hazards::default(), LaneStep::default());
    for t in 0..plan.periods {
        if arrivals[t] > 0.0 {
            lane.add(0, arrivals[t], &segment.classes.weight);
        }
        hazards.prepare(plan, block, t, room, &phases.multipliers);
        let of = |own: &super::phases::DeskPhases| {
            let desk = &plan.levers.desks[own.desk];
            desk.reach[t] * served[t][own.desk] * desk.accept[t]
        };
        let taken: Vec<f64> = phases.desks.iter().map(of).collect();
        let turn = Turn { plan, block, phases, hazard: hazards.now(), t, taken: &taken };
        for (_, lane) in &mut saved {
            lane.step(&turn, None, &mut step);
        }
        if let Some(now) = saved_now(&turn, &lane, room) {
            saved.push((t, now));
        }
        lane.step(&turn, None, &mut step);
        for (periods, kept) in after.iter().zip(kept.iter_mut()) {
            let due = saved.iter().filter(|(since, _)| since + periods == t);
            *kept += due.map(|(_, lane)| lane.count()).sum::<f64>();
        }
        saved.retain(|(since, _)| since + longest > t);
    }
}

/// The customers of a lane whom the desks save at the end of period `t`, as they are at the opening of
/// the next; none where nobody is saved.
fn saved_now(turn: &Turn<'_>, lane: &Lane, room: usize) -> Option<Lane> {
    let Turn { plan, block, phases, hazard, taken, .. } = *turn;
    let mut found: Option<Lane> = None;
    let mut classes = Vec::new();
    for (own, taken) in phases.desks.iter().zip(taken) {
        let desk = &plan.levers.desks[own.desk];
        for slot in 0..lane.used() {
            let heard = hazard.heard(own.desk, slot);
            let inside = taken * (1.0 - desk.would_have_stayed);
            let held = |phase: &usize| lane.held(slot, *phase) > 0.0;
            for phase in
                (0..phases.count).filter(|phase| Phases::reaches(*phase, desk)).filter(held)
            {
                let (cell, keep) =
                    (lane.cell(slot, phase), hazard.keep(slot, phases.multiplier[phase]));
                classes.clear();
                let leavers = cell.iter().zip(keep).enumerate();
                let saved =
                    |(q, (n, keep)): (usize, (&f64, &f64))| n * (1.0 - keep) * heard.of(q) * inside;
                classes.extend(leavers.map(saved));
                if classes.iter().any(|n| *n > 0.0) {
                    let to = found.get_or_insert_with(|| Lane::new(plan, block, phases, room));
                    to.add_in(slot + 1, own.saved, &classes);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::findings::find;
    use crate::scenario::read_text;

    /// Everybody who wants to leave in the first month is kept once, at no churn multiplier.
    fn text(churn: &str, multiplier: &str) -> String {
        format!(
            r#"
schema = 1
[scenario]
id = "saved"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "13 months"
discount_rate = "12% per year"
[[segments]]
id = "all"
price = 1
opening_customers = 1000
[opening_base]
tenure = "new"
[churn]
{churn}
[[programmes]]
id = "desk"
kind = "save-desk"
accept = "100%"
after_save = {{ churn_multiplier = {multiplier} }}
stops = 2026-02-01
[[strategies]]
id = "baseline"
programmes = []
[[strategies]]
id = "desk"
programmes = ["desk"]
"#
        )
    }

    fn rates(churn: &str, multiplier: &str) -> [f64; 3] {
        let (scenario, ..) = read_text("saved.toml", &text(churn, multiplier), &[]).unwrap();
        let metrics = &find(&scenario).strategies[1].metrics;
        ["save_rate", "save_rate_day_90", "save_rate_day_365"]
            .map(|id| metrics.expected(id).unwrap())
    }

    /// Case P01e of the validation table: (1 − 0.05)^(m n) at multipliers 2 and 1. Twelve digits.
    #[test]
    fn save_rates_are_those_of_the_table() {
        let constant = "model = \"constant\"\nrate = \"5% per month\"";
        for (multiplier, expected) in [
            ("2", [1.0, 0.735_091_890_625, 0.291_989_024_339]),
            ("1", [1.0, 0.857_375, 0.540_360_087_663]),
        ] {
            for (found, expected) in rates(constant, multiplier).into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-11, "{found} {expected}");
            }
        }
    }

    /// The saved are riskier than the rest: a class θ is among them in proportion to θ, so that
    /// E[θ(1−θ)^n]/E[θ] = B(α+1, β+n)/B(α+1, β) = Π_{i<n} (β+i)/(α+1+β+i) of them stay. At α = 1.6 and
    /// β = 16.5 the product is the two figures below, taken with 40 digits elsewhere.
    #[test]
    fn the_saved_keep_their_risk() {
        let mixed = "model = \"beta-geometric\"\nalpha = 1.6\nbeta = 16.5";
        let stays = [1.0, 0.659_449_952_539_973, 0.253_789_334_136_574];
        for (found, stays) in rates(mixed, "1").into_iter().zip(stays) {
            // The classes meet the closed form to 1e-11.
            assert!((found - stays).abs() < 1e-10, "{found} {stays}");
        }
    }
}
