//! Customers who differ by nothing but their risk, and whose money stands still: through many periods in one sweep.

use std::ops::Range;

use super::customers::Customers;
use super::hazard::Hazards;
use super::kernel::{kept, spread, sum};
use super::lane::Lane;
use super::population::Population;
use super::run::{Depth, Kept, Run};
use super::streams::Chance;
use super::stretch::Counts;
use crate::plan::OriginKind;

impl Lane {
    /// Lets so many come, of each class a share, and those go of the one cell who do not stay: how many there were, and how
    /// many left.
    fn fade(&mut self, arrived: f64, (share, all): (&[f64], f64), keep: &[f64]) -> (f64, f64) {
        spread(&mut self.cells, arrived, share);
        let count = self.counts[0] + arrived * all;
        let stayers = kept(&self.cells, keep, &mut self.stay);
        std::mem::swap(&mut self.cells, &mut self.stay);
        self.counts[0] = stayers;
        (count, count - stayers)
    }
}

impl Customers {
    /// Whether they may go through many periods in one sweep.
    fn may_fade(&self, chance: Chance) -> bool {
        match self {
            Self::Cells(lane) => chance == Chance::Expected && lane.is_one_cell(),
            Self::Curve(cohorts) => chance != Chance::Expected && cohorts.foreseen().is_some(),
        }
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
        matches!(self.kept, Kept::Together | Kept::Money | Kept::Whole)
            && *alike
            && self.terms[*terms].sheet.is_flat()
            && !lived
            && !block.varied()
            && customers.may_fade(self.chance)
    }

    /// A row of periods of such a population.
    pub(super) fn fade(&mut self, place: usize, row: Range<usize>) {
        let plan = self.plan;
        let Population { block, terms, customers, step, given, stretch, standing, .. } =
            &mut self.populations[place];
        let (block, multipliers) = (&plan.blocks[*block], &self.terms[*terms].phases.multipliers);
        let share = &plan.segments[block.segment].classes.weight;
        let hazards = &mut self.hazards[block.group];
        let come = &self.arrived[place * row.len()..][..row.len()];
        let before = stretch.counts.len();
        match customers {
            Customers::Cells(lane) => {
                let (all, mut known) = (sum(share), None);
                for (t, arrived) in row.clone().zip(come.iter().copied()) {
                    if lane.used() == 0 {
                        if arrived <= 0.0 {
                            continue;
                        }
                        lane.add(0, 0.0, share);
                    }
                    let alike = Hazards::alike(plan, block, t);
                    if known.replace(alike) != Some(alike) {
                        hazards.prepare(plan, block, t, 1, multipliers);
                    }
                    let keep = hazards.now().keep(0, 0);
                    let (active, gone) = lane.fade(arrived, (share, all), keep);
                    stretch.add(t, Counts { active, gone, arrived });
                }
            }
            Customers::Curve(cohorts) => {
                let (mut here, known) = (*standing, cohorts.used() > 0);
                let left = cohorts.foreseen().unwrap_or_default();
                let each = row.clone().zip(come.iter().copied()).zip(&left[row.clone()]);
                for ((t, arrived), left) in each {
                    let active = here + arrived;
                    // Before the first there is nobody.
                    if known || active > 0.0 || stretch.counts.len() > before {
                        stretch.add(t, Counts { active, gone: active - left, arrived });
                    }
                    here = *left;
                }
                cohorts.pass(row.clone(), come, share);
            }
        }
        let passed = &stretch.counts[before..];
        let first = row.end - passed.len();
        let closing = self.out.closing[block.segment][first..].iter_mut();
        let left = self.out.left[block.segment][first..].iter_mut();
        for ((closing, left), Counts { active, gone, .. }) in closing.zip(left).zip(passed) {
            *closing += active - gone;
            *left += gone;
        }
        let Some(Counts { active, gone, arrived }) = passed.last().copied() else { return };
        given.plain([active].into_iter());
        step.leavers.clear();
        step.leavers.push(gone);
        *standing = active - gone;
        let population = &mut self.populations[place];
        (population.active, population.leaving) = (active, gone);
        (population.gone, population.arrived) = (gone, arrived);
        if let Err(at) = self.waiting.binary_search(&place) {
            self.waiting.insert(at, place);
        }
    }
}
