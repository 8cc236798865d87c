//! Who is about to leave of the customers of a lane, before it moves.

use super::hazard::Heard;
use super::kernel::dot;
use super::lane::{Lane, Turn};
use super::phases::{DeskPhases, Phases};

impl Lane {
    /// Cancel attempts at one desk of the block, before capacity.
    pub fn attempts(&self, turn: &Turn<'_>, own: &DeskPhases) -> f64 {
        let Turn { plan, phases, hazard, .. } = *turn;
        let desk = &plan.levers.desks[own.desk];
        let mut attempts = 0.0;
        for slot in self.lowest..self.used {
            let heard = hazard.heard(own.desk, slot);
            let open = phases.open.iter().copied();
            for phase in open.filter(|phase| Phases::reaches(*phase, desk)) {
                let count = self.counts[slot * self.phases + phase];
                if count > 0.0 {
                    let keep = hazard.keep(slot, phases.multiplier[phase]);
                    let cell = self.cell(slot, phase);
                    attempts += heard.among(cell, keep, count - dot(cell, keep));
                }
            }
        }
        attempts
    }

    /// Leavers of the coming period by reason, without those whom desks save.
    pub fn left_by_reason(&self, turn: &Turn<'_>) -> Vec<f64> {
        let Turn { plan, block, phases, hazard, t, taken } = *turn;
        let now = plan.rate_index(t);
        let mut left = vec![0.0; plan.reasons];
        for slot in 0..self.used {
            let rates = block.rates.leaving(now, slot);
            for phase in (0..self.phases).filter(|phase| self.held(slot, *phase) > 0.0) {
                let keep = hazard.keep(slot, phases.multiplier[phase]);
                let leavers = self.held(slot, phase) - dot(self.cell(slot, phase), keep);
                let mut lost = vec![1.0; plan.reasons];
                for (own, taken) in phases.desks.iter().zip(taken) {
                    let desk = &plan.levers.desks[own.desk];
                    if Phases::reaches(phase, desk) {
                        let named = lost.iter_mut().zip(&desk.reasons).filter(|(_, named)| **named);
                        named.for_each(|(lost, _)| *lost -= taken * (1.0 - desk.would_have_stayed));
                    }
                }
                for (j, (left, lost)) in left.iter_mut().zip(&lost).enumerate() {
                    let share = match hazard.left_for(j, slot) {
                        Some(shares) => Heard::Classes(shares),
                        None if rates.total[now] > 0.0 => {
                            Heard::All(rates.log[j][now] / rates.total[now])
                        }
                        None => continue,
                    };
                    *left += share.among(self.cell(slot, phase), keep, leavers) * lost;
                }
            }
        }
        left
    }

    /// The most that could leave in one period under `keep`, whatever phase customers are in.
    pub fn most_leavers(&self, slot: usize, keep: &[f64]) -> f64 {
        let counts = self.counts[slot * self.phases..][..self.phases].iter().enumerate();
        let held = counts.filter(|(_, count)| **count > 0.0);
        held.map(|(phase, count)| count - dot(self.cell(slot, phase), keep)).sum()
    }
}
