//! What customers are worth in a season where offers may follow offers.

use super::chance::Split;
use super::phases::Phases;
use super::season::{Season, Values};
use super::unknown::Unknown;
use crate::numeric::systems::eliminate;

impl Season<'_> {
    /// The values of one class where offers may follow offers: one linear system over the phases that
    /// others refer to in a circle.
    pub(super) fn solve(
        &self,
        q: usize,
        margins: &[(f64, f64)],
        splits: &[Split],
        unknown: &Unknown,
        values: &mut Values,
    ) -> Option<()> {
        let (steps, phases, factor) = (self.steps, self.phases.count, self.factor());
        let size = unknown.phases.len() * steps;
        let width = size + 2;
        // One affine row per phase and step: coefficients of the unknowns, then the two constants.
        let mut rows = vec![0.0; steps * phases * width];
        let row = |i: usize, phase: usize| (i * phases + phase) * width;
        for (u, phase) in unknown.phases.iter().enumerate() {
            for i in 0..steps {
                rows[row(i, *phase) + u * steps + i] = 1.0;
            }
        }
        let mut own = vec![0.0; width];
        let expand = |i: usize, phase: usize, rows: &[f64], own: &mut [f64]| {
            own.fill(0.0);
            let split = &splits[i * phases + phase];
            let mut add = |to: usize, chance: f64| {
                let from = row((i + 1) % steps, to);
                for (own, ahead) in own.iter_mut().zip(&rows[from..from + width]) {
                    *own += factor * chance * ahead;
                }
            };
            for (d, desk) in self.phases.desks.iter().enumerate() {
                if Phases::reaches(phase, &self.plan.levers.desks[desk.desk]) {
                    add(desk.saved, split.saved[d][q]);
                    add(desk.offer_only, split.offer_only[d][q]);
                }
            }
            add(self.phases.next[phase], split.stay[q]);
            let (margin, at_end) = margins[i * phases + phase];
            own[size] += margin - split.cost[q];
            own[size + 1] += at_end;
        };
        // Later phases of an offer first: each refers only to the next one and to unknowns.
        for phase in (0..phases).rev().filter(|phase| !unknown.phases.contains(phase)) {
            for i in 0..steps {
                expand(i, phase, &rows, &mut own);
                rows[row(i, phase)..row(i, phase) + width].copy_from_slice(&own);
            }
        }
        let mut system = vec![0.0; size * width];
        for (u, phase) in unknown.phases.iter().enumerate() {
            for i in 0..steps {
                expand(i, *phase, &rows, &mut own);
                let equation = &mut system[(u * steps + i) * width..][..width];
                for (place, value) in own.iter().enumerate() {
                    equation[place] = if place < size { -value } else { *value };
                }
                equation[u * steps + i] += 1.0;
            }
        }
        eliminate(&mut system, size, width)?;
        let solution = |place: usize, constant: usize| system[place * width + size + constant];
        for i in 0..steps {
            for phase in 0..phases {
                let own = &rows[row(i, phase)..row(i, phase) + width];
                let value = |constant: usize| {
                    let known = own[size + constant];
                    let rest = (0..size).map(|place| own[place] * solution(place, constant));
                    known + rest.sum::<f64>()
                };
                let at = self.at(i, phase).start + q;
                values.margin[at] = value(0);
                values.at_end[at] = value(1);
            }
        }
        Some(())
    }
}
