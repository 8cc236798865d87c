//! How much work a run of a plan is, counted before it is run.

use super::phases::Phases;
use super::population::{homes, terms};
use crate::plan::{OriginKind, Plan, Slots};

/// What a run moves, writes down and holds; all of it counted, none of it measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Cells moved: customers of one tenure, phase and risk class, period by period.
    pub cells: f64,
    /// The same where every block is kept apart, as in draws of whole customers.
    pub cells_apart: f64,
    /// Chances of leaving worked out: by tenure and class, period by period.
    pub hazards: f64,
    /// Tenures of these where each has its own for ever, period by period.
    pub open: f64,
    /// Punch cards followed, period by period.
    pub cards: f64,
    /// Customers of one tenure whose money is written down, period by period.
    pub sheets: f64,
    /// Blocks stepped, period by period.
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
            let kept = match segment.slots {
                Slots::Settled(slots) => Some(slots),
                Slots::Open => None,
            };
            let (classes, phases) = (segment.classes.count() as f64, Phases::of(plan, block));
            let phases = phases.count as f64;
            let tenures = used(kept);
            let cells = tenures * classes * phases;
            let cards = (block.reach.cards.len() * periods) as f64;
            size.cells_apart += cells;
            size.steps += periods as f64;
            // Two copies of the cells, as they are and as they become.
            let held = kept.unwrap_or(periods + first) as f64 * classes * phases * 16.0;
            let series = 12.0 * periods as f64 * 8.0;
            if shared[place] == population {
                population += 1;
                size.cells += cells;
                size.cards += cards;
                size.bytes += held + series;
            }
            if kinds[place] == kind {
                // One customer of each kind is followed as well.
                kind += 1;
                size.cells += cells;
                size.cards += cards;
                size.sheets += tenures;
                size.bytes += held + series;
            }
            if block.group == group {
                group += 1;
                let settled = segment.classes.shape.settled_tenure().map(|k| k + 1);
                size.hazards += used(settled) * classes;
                size.open += if settled.is_none() { used(None) } else { 0.0 };
            }
            size.bytes += series;
        }
        size
    }
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
}
