//! How much work a run of a plan is, counted before it is run.

use std::collections::BTreeSet;

use super::curve::Cohorts;
use super::phases::Phases;
use super::population::{homes, terms};
use super::season::open_tail;
use crate::plan::{BlockPlan, OriginKind, Plan, Slots};

/// What a run moves, writes down and holds; all of it counted, none of it measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Cells moved: customers of one tenure, phase and risk class, period by period; a row of classes counts as a few more.
    pub cells: f64,
    /// The same where every block is kept apart, as in draws of whole customers.
    pub cells_apart: f64,
    /// Cells of the single customers who are followed, period by period.
    pub lives: f64,
    /// Chances of leaving worked out: by tenure and class, for each period that is not as one before.
    pub hazards: f64,
    /// Tenures of these where each has its own for ever.
    pub open: f64,
    /// Tenures that follow the horizon where each has its own for ever.
    pub open_tail: f64,
    /// Cells of what is left at the end: by tenure, phase and class.
    pub tail: f64,
    /// Punch cards followed, period by period.
    pub cards: f64,
    /// Those of the single customers.
    pub cards_of_lives: f64,
    /// Customers of one tenure whose money is written down, period by period.
    pub sheets: f64,
    /// Blocks stepped, period by period; a points programme counts as a few more.
    pub steps: f64,
    /// Bytes of all of these that are held at a time.
    pub bytes: f64,
}

/// Periods that follow the horizon where run-off is counted at all, beyond those in which something still changes.
const AFTER: usize = 1;

impl Size {
    /// Of a run of this plan.
    pub fn of(plan: &Plan) -> Self {
        let periods = plan.settled_from.max(plan.periods) + plan.cycle.max(AFTER);
        let oldest = plan.segments.iter().flat_map(|s| s.opening.last()).map(|group| group.tenure);
        let oldest = oldest.max().unwrap_or(0);
        let shared = homes(plan, false);
        let kinds = terms(plan);
        let mut size = Self::default();
        let (mut population, mut kind, mut group) = (0, 0, 0);
        for (place, block) in plan.blocks.iter().enumerate() {
            let segment = &plan.segments[block.segment];
            let opening = plan.origins[block.origin].kind == OriginKind::Opening;
            let first = 1 + if opening { oldest } else { 0 };
            let used = |most: Option<usize>| slots(periods, first, most);
            let kept = match block.slots(segment) {
                Slots::Settled(slots) => Some(slots),
                Slots::Open => None,
            };
            let classes = segment.classes.count() as f64;
            let own = Phases::of(plan, block);
            let along = Cohorts::carry(plan, block, own.count) && Cohorts::shorter(plan, block);
            let phases = own.count as f64;
            let tenures = used(kept);
            let rows = rows(periods, first, kept, (own.count, own.desks.len()));
            let cells = rows * (classes + ROW);
            let cards = (block.reach.cards.len() * periods) as f64;
            size.cells_apart += rows * classes;
            size.steps += periods as f64;
            // Two copies of the cells, as they are and as they become.
            let held = kept.unwrap_or(periods + first) as f64 * classes * phases * 16.0;
            let series = 12.0 * periods as f64 * 8.0;
            if shared[place] == population {
                population += 1;
                size.cells += if along { tenures } else { cells };
                size.cards += cards;
                size.steps += (periods * POINTS * block.reach.points.len()) as f64;
                size.bytes += held + series;
            }
            if kinds[place] == kind {
                // One customer of each kind is followed as well.
                kind += 1;
                size.lives += cells;
                size.cards_of_lives += cards;
                // Written once more where nothing moves any more.
                let moving = (plan.still_from + 1).min(periods);
                let still = kept.is_some() && block.bill.is_still();
                size.sheets += if still { slots(moving, first, kept) } else { tenures };
                size.bytes += held + series;
            }
            if block.group == group {
                group += 1;
                let settled = segment.classes.shape.settled_tenure().map(|k| k + 1);
                let oldest = settled.unwrap_or(usize::MAX).min(periods + first);
                let worked = used(settled).min((rates(plan, block, periods) * oldest) as f64);
                size.hazards += worked * classes;
                let ends = match settled {
                    Some(settled) => plan.cycle + settled,
                    None => {
                        let from = periods + first;
                        let tail = open_tail(plan, block, (periods, from), plan.factor());
                        let tail = tail.map_or(0, |tail| from + tail);
                        size.open += worked;
                        size.open_tail += tail as f64;
                        tail
                    }
                };
                // Phases follow each other in a chain.
                size.tail += ends as f64 * classes * (1.0 + CHAINED * (phases - 1.0));
            }
            size.bytes += series;
        }
        size
    }
}

/// A row of classes takes as long as so many classes more.
const ROW: f64 = 5.0;
/// A points programme of customers who are carried together takes as long as so many steps.
const POINTS: usize = 2;
/// What a phase takes at the end beside the regular one.
const CHAINED: f64 = 0.1;

/// Tenures and phases in use, summed over the periods: who joined s periods ago has been saved, or has taken an offer,
/// by each desk at most so many periods ago. The last of tenures that are alike has every phase.
fn rows(periods: usize, first: usize, most: Option<usize>, (phases, desks): (usize, usize)) -> f64 {
    let of = |slot: usize| phases.min(1 + 2 * desks * slot);
    let mut sum = 0;
    let below: Vec<usize> = std::iter::once(0)
        .chain((0..most.unwrap_or(periods + first)).map(|slot| {
            sum += of(slot);
            sum
        }))
        .collect();
    let in_use = |t: usize| match most {
        Some(most) if first + t >= most => below[most.max(1) - 1] + phases,
        _ => below[first + t],
    };
    (0..periods).map(in_use).sum::<usize>() as f64
}

/// Periods whose rates are not those of one before.
fn rates(plan: &Plan, block: &BlockPlan, periods: usize) -> usize {
    if block.hangs_on_risk() {
        return periods;
    }
    let time = &plan.segments[block.segment].classes.time;
    let of =
        |t: usize| (block.rates.alike[plan.rate_index(t)], time[t.min(time.len() - 1)].to_bits());
    (0..periods).map(of).collect::<BTreeSet<_>>().len()
}

/// Tenures in use, summed over the periods: `first` in period 0, one more in each, never more than `most`.
fn slots(periods: usize, first: usize, most: Option<usize>) -> f64 {
    let most = most.unwrap_or(periods + first).max(1);
    let growing = most.saturating_sub(first).min(periods);
    let grown = growing as f64 * first as f64 + growing as f64 * (growing as f64 - 1.0) / 2.0;
    grown + (periods - growing) as f64 * most.min(periods + first) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenures_in_use_are_summed_over_the_periods() {
        let by_hand = |periods: usize, first: usize, most: usize| -> f64 {
            (0..periods).map(|t| (first + t).min(most) as f64).sum()
        };
        for (periods, first, most) in [(5, 1, 100), (5, 1, 3), (5, 4, 3), (7, 3, 6), (1, 1, 1)] {
            let found = slots(periods, first, Some(most));
            assert_eq!(found, by_hand(periods, first, most), "{periods} {first} {most}");
        }
        assert_eq!(slots(5, 2, None), 2.0 + 3.0 + 4.0 + 5.0 + 6.0);
    }

    #[test]
    fn phases_in_use_are_summed_over_the_tenures() {
        // Without desks rows are tenures.
        assert_eq!(rows(5, 2, None, (1, 0)), slots(5, 2, None));
        assert_eq!(rows(5, 1, Some(3), (1, 0)), slots(5, 1, Some(3)));
        // One desk of two phases each: of tenures 0, 1, 2 one, three and five phases; the last of three has all five.
        assert_eq!(rows(3, 1, None, (5, 1)), 1.0 + 4.0 + 9.0);
        assert_eq!(rows(4, 1, Some(3), (5, 1)), 1.0 + 4.0 + 9.0 + 9.0);
        assert_eq!(rows(2, 1, Some(1), (5, 1)), 10.0);
    }
}
