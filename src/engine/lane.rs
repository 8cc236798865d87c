//! Customers of one block by tenure, phase and risk class, and how one period moves them.

use super::hazard::Hazard;
use crate::lever::{Desk, Repeat};
use crate::numeric::binomial::{binomial, multinomial};
use crate::numeric::random::Stream;
use crate::plan::{BlockPlan, Plan, Slots};

/// The phases of a block's customers: regular, then for each desk that serves it "saved, a periods
/// ago" and "offer only, a periods ago".
#[derive(Clone, Debug)]
pub struct Phases {
    /// Desks that serve the block, by place.
    pub desks: Vec<DeskPhases>,
    /// Number of phases.
    pub count: usize,
    /// Distinct churn multipliers; the first is 1.
    pub multipliers: Vec<f64>,
    /// Multiplier of each phase, by place in `multipliers`.
    pub multiplier: Vec<usize>,
}

/// Where the phases of one desk lie.
#[derive(Clone, Copy, Debug)]
pub struct DeskPhases {
    /// Place among the plan's desks.
    pub desk: usize,
    /// First phase of the saved.
    pub saved: usize,
    /// First phase of the takers who would have stayed.
    pub offer_only: usize,
    /// Number of phases of each.
    pub length: usize,
}

impl Phases {
    /// The phases of a block.
    #[must_use]
    pub fn of(plan: &Plan, block: &BlockPlan) -> Self {
        let mut phases =
            Self { desks: Vec::new(), count: 1, multipliers: vec![1.0], multiplier: vec![0] };
        for (place, desk) in plan.levers.desks.iter().enumerate() {
            if block.rates.desk[place].iter().all(|share| *share == 0.0) {
                continue;
            }
            let length = desk.multiplier.len();
            let saved = phases.count;
            phases.desks.push(DeskPhases {
                desk: place,
                saved,
                offer_only: saved + length,
                length,
            });
            for multiplier in &desk.multiplier {
                let known = phases.multipliers.iter().position(|m| m == multiplier);
                let at = known.unwrap_or(phases.multipliers.len());
                if known.is_none() {
                    phases.multipliers.push(*multiplier);
                }
                phases.multiplier.push(at);
            }
            phases.multiplier.extend(std::iter::repeat_n(0, length));
            phases.count += 2 * length;
        }
        phases
    }

    /// Whether customers in `phase` can reach `desk`.
    #[must_use]
    pub fn reaches(phase: usize, desk: &Desk) -> bool {
        phase == 0 || desk.repeat == Repeat::AnyTime
    }

    /// Phase after `phase`, for customers who stay and take nothing.
    #[must_use]
    pub fn next(&self, phase: usize, plan: &Plan) -> usize {
        for own in &self.desks {
            let lasting = plan.levers.desks[own.desk].lasting;
            if (own.saved..own.saved + own.length).contains(&phase) {
                let last = phase + 1 == own.saved + own.length;
                return if !last {
                    phase + 1
                } else if lasting {
                    phase
                } else {
                    0
                };
            }
            if (own.offer_only..own.offer_only + own.length).contains(&phase) {
                return if phase + 1 == own.offer_only + own.length { 0 } else { phase + 1 };
            }
        }
        0
    }

    /// Share of the price, and money, that a desk gives to a customer in `phase`.
    #[must_use]
    pub fn given(&self, phase: usize, plan: &Plan) -> (f64, f64) {
        for own in &self.desks {
            for first in [own.saved, own.offer_only] {
                if (first..first + own.length).contains(&phase) {
                    let desk = &plan.levers.desks[own.desk];
                    return (desk.discount[phase - first], desk.gift[phase - first]);
                }
            }
        }
        (0.0, 0.0)
    }
}

/// Customers of one block.
#[derive(Clone, Debug)]
pub struct Lane {
    classes: usize,
    phases: usize,
    /// Tenure slots; the last holds all longer tenures when `absorbing`.
    slots: usize,
    absorbing: bool,
    /// Slots in use: tenures below it.
    used: usize,
    cells: Vec<f64>,
    next: Vec<f64>,
}

/// What one period did to a lane.
#[derive(Clone, Debug, Default)]
pub struct LaneStep {
    /// Active customers by slot and phase: `active[k × phases + phase]`.
    pub active: Vec<f64>,
    /// Leavers before any desk, by slot.
    pub leavers: Vec<f64>,
    /// Cancel attempts that each desk of the block may serve.
    pub attempts: Vec<f64>,
    /// Failed payments, per failure rate.
    pub failures: Vec<f64>,
    /// Leavers prevented, per desk of the block.
    pub saved: Vec<f64>,
}

impl LaneStep {
    fn clear(&mut self, slots: usize, phases: usize, desks: usize, failures: usize) {
        let wipe = |values: &mut Vec<f64>, size: usize| {
            values.clear();
            values.resize(size, 0.0);
        };
        wipe(&mut self.active, slots * phases);
        wipe(&mut self.leavers, slots);
        wipe(&mut self.attempts, desks);
        wipe(&mut self.failures, failures);
        wipe(&mut self.saved, desks);
    }
}

impl Lane {
    /// An empty lane that can hold tenures below `open_slots` where tenures never settle.
    #[must_use]
    pub fn new(plan: &Plan, block: &BlockPlan, phases: &Phases, open_slots: usize) -> Self {
        let segment = &plan.segments[block.segment];
        let (slots, absorbing) = match segment.slots {
            Slots::Settled(slots) => (slots, true),
            Slots::Open => (open_slots, false),
        };
        let classes = segment.classes.count();
        let size = slots * phases.count * classes;
        Self {
            classes,
            phases: phases.count,
            slots,
            absorbing,
            used: 0,
            cells: vec![0.0; size],
            next: vec![0.0; size],
        }
    }

    /// Slots in use.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used
    }

    /// Classes of one cell.
    #[must_use]
    pub fn cell(&self, slot: usize, phase: usize) -> &[f64] {
        let start = (slot * self.phases + phase) * self.classes;
        &self.cells[start..start + self.classes]
    }

    /// Adds a whole number of customers of tenure `k`, each of a class drawn by `share`.
    pub fn add_drawn(&mut self, k: usize, count: u64, share: &[f64], stream: &mut Stream) {
        let mut classes = vec![0; share.len()];
        multinomial(stream, count, share, &mut classes);
        let classes: Vec<f64> = classes.into_iter().map(|n| n as f64).collect();
        self.add(k, 1.0, &classes);
    }

    /// Adds customers of tenure `k` in the regular phase, spread over the classes by `share`.
    pub fn add(&mut self, k: usize, count: f64, share: &[f64]) {
        let slot = if self.absorbing { k.min(self.slots - 1) } else { k };
        self.used = self.used.max(slot + 1);
        let start = slot * self.phases * self.classes;
        let cell = &mut self.cells[start..start + self.classes];
        cell.iter_mut().zip(share).for_each(|(cell, share)| *cell += count * share);
    }

    /// Adds customers of tenure `k` in a phase, a number of each class.
    pub fn add_in(&mut self, k: usize, phase: usize, classes: &[f64]) {
        let slot = if self.absorbing { k.min(self.slots - 1) } else { k };
        self.used = self.used.max(slot + 1);
        let start = (slot * self.phases + phase) * self.classes;
        let cell = &mut self.cells[start..start + self.classes];
        cell.iter_mut().zip(classes).for_each(|(cell, count)| *cell += count);
    }

    /// All customers.
    #[must_use]
    pub fn count(&self) -> f64 {
        sum(&self.cells[..self.used * self.phases * self.classes])
    }

    /// Cancel attempts per desk of the block, before capacity.
    pub fn attempts(
        &self,
        plan: &Plan,
        block: &BlockPlan,
        phases: &Phases,
        hazard: &Hazard,
        t: usize,
    ) -> Vec<f64> {
        let now = plan.rate_index(t);
        let of = |own: &DeskPhases| {
            let desk = &plan.levers.desks[own.desk];
            let mut leavers = 0.0;
            for slot in 0..self.used {
                for phase in (0..self.phases).filter(|phase| Phases::reaches(*phase, desk)) {
                    let cell = self.cell(slot, phase);
                    let keep = hazard.keep(slot, phases.multiplier[phase]);
                    leavers += sum(cell) - dot(cell, keep);
                }
            }
            leavers * block.rates.desk[own.desk][now]
        };
        phases.desks.iter().map(of).collect()
    }

    /// One period: `taken[d]` is the share of a desk's attempts that take an offer.
    #[expect(
        clippy::too_many_arguments,
        reason = "a transition needs its place, its chances and its room"
    )]
    pub fn step(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        phases: &Phases,
        hazard: &Hazard,
        t: usize,
        taken: &[f64],
        mut chance: Option<&mut Stream>,
        step: &mut LaneStep,
    ) {
        let now = plan.rate_index(t);
        let used = self.used;
        let reached = if self.absorbing { (used + 1).min(self.slots) } else { used + 1 };
        let row = self.phases * self.classes;
        self.next[..reached.min(self.slots) * row].fill(0.0);
        step.clear(used, self.phases, phases.desks.len(), block.rates.failures.len());
        for slot in 0..used {
            let target = if self.absorbing { (slot + 1).min(self.slots - 1) } else { slot + 1 };
            for phase in 0..self.phases {
                let cell = &self.cells[slot * row + phase * self.classes..][..self.classes];
                let active = sum(cell);
                if active == 0.0 {
                    continue;
                }
                let m = phases.multiplier[phase];
                let keep = hazard.keep(slot, m);
                if let Some(stream) = chance.as_deref_mut() {
                    let target = (target < self.slots).then_some(target * row);
                    let from = Cell { block, phases, hazard, slot, phase, target, now };
                    self.drawn(plan, from, taken, stream, step);
                    continue;
                }
                let leavers = active - dot(cell, keep);
                step.active[slot * self.phases + phase] = active;
                step.leavers[slot] += leavers;
                for (f, failures) in step.failures.iter_mut().enumerate() {
                    *failures += dot(cell, hazard.fail(f, slot, m));
                }
                if target >= self.slots {
                    continue;
                }
                let onward = target * row + phases.next(phase, plan) * self.classes;
                let stay = &mut self.next[onward..onward + self.classes];
                for ((stay, n), keep) in stay.iter_mut().zip(cell).zip(keep) {
                    *stay += n * keep;
                }
                for (d, own) in phases.desks.iter().enumerate() {
                    let desk = &plan.levers.desks[own.desk];
                    if !Phases::reaches(phase, desk) {
                        continue;
                    }
                    let share = block.rates.desk[own.desk][now];
                    step.attempts[d] += leavers * share;
                    let takers = share * taken[d];
                    if takers == 0.0 {
                        continue;
                    }
                    let (inside, outside) =
                        (takers * (1.0 - desk.would_have_stayed), takers * desk.would_have_stayed);
                    step.saved[d] += leavers * inside;
                    let saved = target * row + own.saved * self.classes;
                    let offer_only = target * row + own.offer_only * self.classes;
                    for q in 0..self.classes {
                        let left = cell[q] * (1.0 - keep[q]);
                        self.next[saved + q] += left * inside;
                        // Nobody can take an offer who is not there to take it.
                        let moved = (left * outside).min(self.next[onward + q]);
                        self.next[offer_only + q] += moved;
                        self.next[onward + q] -= moved;
                    }
                }
            }
        }
        std::mem::swap(&mut self.cells, &mut self.next);
        self.used = reached.min(self.slots);
    }
}

/// A cell that is about to be moved by chance.
struct Cell<'a> {
    block: &'a BlockPlan,
    phases: &'a Phases,
    hazard: &'a Hazard,
    slot: usize,
    phase: usize,
    target: Option<usize>,
    now: usize,
}

impl Lane {
    /// Moves one cell in whole numbers: every customer by its own chance.
    fn drawn(
        &mut self,
        plan: &Plan,
        from: Cell<'_>,
        taken: &[f64],
        stream: &mut Stream,
        step: &mut LaneStep,
    ) {
        let Cell { block, phases, hazard, slot, phase, target, now } = from;
        let place = slot * self.phases + phase;
        let keep = hazard.keep(slot, phases.multiplier[phase]);
        for (q, keep) in keep.iter().enumerate() {
            let count = self.cells[place * self.classes + q];
            if count == 0.0 {
                continue;
            }
            let mut stay = binomial(stream, count as u64, *keep);
            let mut leavers = count as u64 - stay;
            step.active[place] += count;
            step.leavers[slot] += leavers as f64;
            for (f, failures) in step.failures.iter_mut().enumerate() {
                *failures += count * hazard.fail(f, slot, phases.multiplier[phase])[q];
            }
            let (mut share_left, mut stayers_left) = (1.0, 1.0);
            for (d, own) in phases.desks.iter().enumerate() {
                let desk = &plan.levers.desks[own.desk];
                if !Phases::reaches(phase, desk) {
                    continue;
                }
                // Attempts for different desks exclude each other: thin what is left.
                let share = block.rates.desk[own.desk][now];
                let attempts = binomial(stream, leavers, (share / share_left).min(1.0));
                leavers -= attempts;
                share_left -= share;
                let saved = binomial(stream, attempts, taken[d] * (1.0 - desk.would_have_stayed));
                // Takers who would have stayed are stayers of the cell, each with the same chance;
                // counted by the callers of a small cell they would often exceed its stayers.
                let calls = (1.0 - keep) * share * taken[d] * desk.would_have_stayed;
                let takes = if *keep > 0.0 { (calls / keep).min(stayers_left) } else { 0.0 };
                let offer_only = if takes > 0.0 {
                    binomial(stream, stay, (takes / stayers_left).min(1.0))
                } else {
                    0
                };
                stayers_left -= takes;
                stay -= offer_only;
                step.attempts[d] += attempts as f64;
                step.saved[d] += saved as f64;
                if let Some(target) = target {
                    self.next[target + own.saved * self.classes + q] += saved as f64;
                    self.next[target + own.offer_only * self.classes + q] += offer_only as f64;
                }
            }
            if let Some(target) = target {
                let onward = target + phases.next(phase, plan) * self.classes + q;
                self.next[onward] += stay as f64;
            }
        }
    }
}

/// Sum in a fixed shape of eight lanes.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    fold(lanes) + rest
}

/// Sum of products in a fixed shape of eight lanes.
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a, b) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        for ((lane, x), y) in lanes.iter_mut().zip(a).zip(b) {
            *lane += x * y;
        }
    }
    fold(lanes) + rest
}

fn fold(lanes: [f64; 8]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}
