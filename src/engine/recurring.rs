//! What customers are worth where tenures are told apart for ever, but only by what comes back.

use super::chance::{Chance, Split, Worth};
use super::hazard::Hazard;
use super::phases::Phases;
use super::risk::ClassCost;
use super::season::{Season, Values};
use crate::numeric::systems::eliminate;

/// One period of a customer's way round: where he is in the season, and at which of the tenures.
#[derive(Clone, Copy)]
struct Place {
    step: usize,
    tenure: usize,
}

impl Season<'_> {
    /// Values at the tenures `from` … `from` + `every` − 1, where from there on nothing changes with tenure
    /// but what comes back after `every` periods; none where they are infinite.
    ///
    /// Once season and occasions have both come round, a customer stands where he stood. What he is worth
    /// there is linear in what he is worth then: one small system for each class.
    pub fn recurring(&self, from: usize, every: usize) -> Option<Vec<Values>> {
        let fill = |tenure: usize, step: usize| {
            let mut hazard = Hazard::default();
            let multipliers = &self.phases.multipliers;
            let t = self.end + step;
            hazard.fill_tenure(self.plan, self.block, t, from + tenure, multipliers);
            hazard
        };
        let each = (0..every).flat_map(|tenure| (0..self.steps).map(move |step| (tenure, step)));
        let hazards: Vec<Hazard> = each.map(|(tenure, step)| fill(tenure, step)).collect();
        let margins: Vec<Vec<(f64, f64)>> = (0..every).map(|k| self.margins(from + k)).collect();
        let costs: Vec<Vec<ClassCost>> = (0..every).map(|k| self.class_costs(from + k)).collect();
        let chance = |at: Place| Chance {
            plan: self.plan,
            block: self.block,
            phases: self.phases,
            hazard: &hazards[at.tenure * self.steps + at.step],
            row: 0,
            t: self.end + at.step,
            served: None,
            offers: costs[at.tenure].get(at.step),
            counted: self.counted,
            factor: self.factor(),
        };
        let (phases, classes) = (self.phases.count, self.classes);
        let mut values = vec![Values::zero(self); every];
        let ways = common(self.steps, every);
        let round = self.steps / ways * every;
        let mut split = Split::default();
        for first in 0..ways {
            let place = |n: usize| Place { step: n % self.steps, tenure: (first + n) % every };
            let mut way = Way::start(phases, classes);
            for n in (0..round).rev() {
                let at = place(n);
                let mut before = Way::empty(phases, classes);
                for phase in 0..phases {
                    let own = margins[at.tenure][at.step * phases + phase];
                    chance(at).split(phase, &mut split);
                    before.set(phase, own, &split.cost);
                    self.onward(phase, &split, |to, share| {
                        before.add(phase, &way, to, share, self.factor());
                    });
                }
                way = before;
            }
            let (mut margin, mut at_end) = way.closed()?;
            for n in (0..round).rev() {
                let at = place(n);
                let mut own = (vec![0.0; phases * classes], vec![0.0; phases * classes]);
                let later = Worth { margin: &margin, at_end: &at_end };
                for phase in 0..phases {
                    let cell = phase * classes..(phase + 1) * classes;
                    let paid = margins[at.tenure][at.step * phases + phase];
                    let (cash, end) = (&mut own.0[cell.clone()], &mut own.1[cell]);
                    chance(at).back(phase, paid, later, &mut split, cash, end);
                }
                (margin, at_end) = own;
                let row = self.at(at.step, 0).start..self.at(at.step + 1, 0).start;
                values[at.tenure].margin[row.clone()].copy_from_slice(&margin);
                values[at.tenure].at_end[row].copy_from_slice(&at_end);
            }
        }
        Some(values)
    }

    /// Where the customers of a phase go, and in which shares.
    fn onward(&self, phase: usize, split: &Split, mut to: impl FnMut(usize, &[f64])) {
        for (d, own) in self.phases.desks.iter().enumerate() {
            if Phases::reaches(phase, &self.plan.levers.desks[own.desk]) {
                to(own.saved, &split.saved[d]);
                to(own.offer_only, &split.offer_only[d]);
            }
        }
        to(self.phases.next[phase], &split.stay);
    }
}

/// The largest number that divides both.
fn common(one: usize, other: usize) -> usize {
    if other == 0 { one } else { common(other, one % other) }
}

/// Values of every phase as a sum of what all phases are worth when the round is over, and of two constants:
/// margins at the cash timing and at the end. `phase × (phases + 2) + place`, classes innermost.
struct Way {
    phases: usize,
    classes: usize,
    terms: Vec<f64>,
}

impl Way {
    fn empty(phases: usize, classes: usize) -> Self {
        Self { phases, classes, terms: vec![0.0; phases * (phases + 2) * classes] }
    }

    /// At the end of the round each phase is worth what it is worth.
    fn start(phases: usize, classes: usize) -> Self {
        let mut way = Self::empty(phases, classes);
        for phase in 0..phases {
            way.term_mut(phase, phase).fill(1.0);
        }
        way
    }

    fn at(&self, phase: usize, place: usize) -> std::ops::Range<usize> {
        let start = (phase * (self.phases + 2) + place) * self.classes;
        start..start + self.classes
    }

    fn term_mut(&mut self, phase: usize, place: usize) -> &mut [f64] {
        let at = self.at(phase, place);
        &mut self.terms[at]
    }

    /// Sets what a phase pays in its own period.
    fn set(&mut self, phase: usize, (margin, at_end): (f64, f64), costs: &[f64]) {
        let own = self.phases;
        let paid = self.term_mut(phase, own).iter_mut().zip(costs);
        paid.for_each(|(paid, cost)| *paid = margin - cost);
        self.term_mut(phase, own + 1).fill(at_end);
    }

    /// Adds what those of a phase are worth who go `to` another.
    fn add(&mut self, phase: usize, later: &Self, to: usize, share: &[f64], factor: f64) {
        for place in 0..self.phases + 2 {
            let ahead = &later.terms[later.at(to, place)];
            let own = self.term_mut(phase, place).iter_mut().zip(ahead).zip(share);
            own.for_each(|((own, ahead), share)| *own += factor * share * ahead);
        }
    }

    /// What all phases are worth where the round closes.
    fn closed(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let (phases, classes) = (self.phases, self.classes);
        let mut values = (vec![0.0; phases * classes], vec![0.0; phases * classes]);
        let width = phases + 2;
        let mut system = vec![0.0; phases * width];
        for q in 0..classes {
            for phase in 0..phases {
                for place in 0..width {
                    let term = self.terms[self.at(phase, place).start + q];
                    let unit = if place == phase { 1.0 } else { 0.0 };
                    system[phase * width + place] = if place < phases { unit - term } else { term };
                }
            }
            eliminate(&mut system, phases, width)?;
            for phase in 0..phases {
                values.0[phase * classes + q] = system[phase * width + phases];
                values.1[phase * classes + q] = system[phase * width + phases + 1];
            }
        }
        Some(values)
    }
}
