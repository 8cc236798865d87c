//! Customers who differ by nothing but their risk, and whose money stands still: through many periods in one sweep.

use std::ops::Range;

use super::customers::Customers;
use super::kernel::kept;
use super::lane::Lane;
use super::population::Population;
use super::run::{Depth, Kept, Run};
use super::streams::Chance;
use super::stretch::Counts;
use crate::plan::OriginKind;

impl Lane {
    /// Whether all customers are of one tenure slot and phase.
    pub fn is_one_cell(&self) -> bool {
        self.counts.len() == 1
    }

    /// Lets those of the one cell go who do not stay: how many there were, and how many left.
    fn fade(&mut self, keep: &[f64]) -> (f64, f64) {
        let count = self.counts[0];
        let stayers = kept(&self.cells, keep, &mut self.stay);
        std::mem::swap(&mut self.cells, &mut self.stay);
        self.counts[0] = stayers;
        (count, count - stayers)
    }
}

impl Run<'_> {
    /// Whether a population goes through the periods of a row in one sweep: of its customers nothing is asked but how many
    /// there are.
    pub(super) fn fades(&self, place: usize) -> bool {
        let Population { block, terms, customers, alike, .. } = &self.populations[place];
        let block = &self.plan.blocks[*block];
        let opening = self.plan.origins[block.origin].kind == OriginKind::Opening;
        let lived = opening && matches!(self.depth, Depth::Values | Depth::Customers);
        let one = |customers: &Customers| customers.cells().is_some_and(Lane::is_one_cell);
        self.chance == Chance::Expected
            && matches!(self.kept, Kept::Together | Kept::Money)
            && *alike
            && self.terms[*terms].sheet.is_flat()
            && !lived
            && !block.varied()
            && one(customers)
    }

    /// A row of periods of such a population, to which so many come in each.
    pub(super) fn fade(&mut self, place: usize, row: Range<usize>) {
        let plan = self.plan;
        let Population { block, terms, customers, step, given, stretch, standing, .. } =
            &mut self.populations[place];
        let Customers::Cells(lane) = customers else { return };
        let (block, multipliers) = (&plan.blocks[*block], &self.terms[*terms].phases.multipliers);
        let share = &plan.segments[block.segment].classes.weight;
        let hazards = &mut self.hazards[block.group];
        let closing = &mut self.out.closing[block.segment][..];
        let left = &mut self.out.left[block.segment][..];
        let come = &self.arrived[place * row.len()..][..row.len()];
        let (mut active, mut gone) = (0.0, 0.0);
        for (t, arrived) in row.clone().zip(come.iter().copied()) {
            if arrived > 0.0 {
                lane.add(0, arrived, share);
            }
            if lane.used() == 0 {
                continue;
            }
            hazards.prepare(plan, block, t, 1, multipliers);
            (active, gone) = lane.fade(hazards.now().keep(0, 0));
            stretch.add(t, Counts { active, gone, arrived });
            *standing = active - gone;
            closing[t] += *standing;
            left[t] += gone;
        }
        let nobody = stretch.counts.is_empty();
        (given.active, step.leavers) = (vec![active], vec![gone]);
        let population = &mut self.populations[place];
        (population.active, population.leaving, population.gone) = (active, gone, gone);
        if !nobody && let Err(at) = self.waiting.binary_search(&place) {
            self.waiting.insert(at, place);
        }
    }
}
