//! Customers of one block by tenure, phase and risk class, and how one period moves them.

use super::hazard::Hazard;
use super::phases::{DeskPhases, Phases};
use crate::numeric::binomial::{binomial, multinomial};
use crate::numeric::random::Stream;
use crate::plan::{BlockPlan, Plan, Slots};

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
    /// Customers of all classes, by slot and phase.
    counts: Vec<f64>,
    next_counts: Vec<f64>,
    /// Leavers and stayers of the cell being moved, by class.
    left: Vec<f64>,
    stay: Vec<f64>,
}

/// A period in which lanes move.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    pub plan: &'a Plan,
    pub block: &'a BlockPlan,
    pub phases: &'a Phases,
    pub hazard: &'a Hazard,
    pub t: usize,
    /// Share of the attempts at each desk of the block that take an offer.
    pub taken: &'a [f64],
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
            counts: vec![0.0; slots * phases.count],
            next_counts: vec![0.0; slots * phases.count],
            left: vec![0.0; classes],
            stay: vec![0.0; classes],
        }
    }

    /// Slots in use.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used
    }

    /// Customers of one cell, all classes.
    #[must_use]
    pub fn held(&self, slot: usize, phase: usize) -> f64 {
        self.counts[slot * self.phases + phase]
    }

    /// Classes of one cell that holds customers.
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
        let place = slot * self.phases;
        self.used = self.used.max(slot + 1);
        let cell = &mut self.cells[place * self.classes..][..self.classes];
        if self.counts[place] == 0.0 {
            cell.fill(0.0);
        }
        self.counts[place] += count * sum(share);
        cell.iter_mut().zip(share).for_each(|(cell, share)| *cell += count * share);
    }

    /// Adds customers of tenure `k` in a phase, a number of each class.
    pub fn add_in(&mut self, k: usize, phase: usize, classes: &[f64]) {
        let slot = if self.absorbing { k.min(self.slots - 1) } else { k };
        let place = slot * self.phases + phase;
        self.used = self.used.max(slot + 1);
        let cell = &mut self.cells[place * self.classes..][..self.classes];
        add_to(cell, classes, self.counts[place] == 0.0);
        self.counts[place] += sum(classes);
    }

    /// All customers.
    #[must_use]
    pub fn count(&self) -> f64 {
        sum(&self.counts[..self.used * self.phases])
    }

    /// Cancel attempts at one desk of the block, before capacity.
    #[must_use]
    pub fn attempts(&self, turn: &Turn<'_>, own: &DeskPhases) -> f64 {
        let Turn { plan, block, phases, hazard, t, .. } = *turn;
        let desk = &plan.levers.desks[own.desk];
        let mut leavers = 0.0;
        for slot in 0..self.used {
            for phase in (0..self.phases).filter(|phase| Phases::reaches(*phase, desk)) {
                let count = self.counts[slot * self.phases + phase];
                if count > 0.0 {
                    let keep = hazard.keep(slot, phases.multiplier[phase]);
                    leavers += count - dot(self.cell(slot, phase), keep);
                }
            }
        }
        leavers * block.rates.desk[own.desk][plan.rate_index(t)]
    }

    /// The most that could leave in one period under `keep`, whatever phase customers are in.
    #[must_use]
    pub fn most_leavers(&self, slot: usize, keep: &[f64]) -> f64 {
        let counts = self.counts[slot * self.phases..][..self.phases].iter().enumerate();
        let held = counts.filter(|(_, count)| **count > 0.0);
        held.map(|(phase, count)| count - dot(self.cell(slot, phase), keep)).sum()
    }

    /// One period.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Option<&mut Stream>, step: &mut LaneStep) {
        let (phases, failures) = (turn.phases, turn.block.rates.failures.len());
        let reached = if self.absorbing { (self.used + 1).min(self.slots) } else { self.used + 1 };
        let reached = reached.min(self.slots);
        step.clear(self.used, self.phases, phases.desks.len(), failures);
        self.next_counts[..reached * self.phases].fill(0.0);
        match chance {
            None => self.flow(turn, step),
            Some(stream) => {
                self.next[..reached * self.phases * self.classes].fill(0.0);
                self.thin(turn, stream, step);
            }
        }
        std::mem::swap(&mut self.cells, &mut self.next);
        std::mem::swap(&mut self.counts, &mut self.next_counts);
        self.used = reached;
    }

    /// Slot after a slot; none where customers of its tenure are followed no further.
    fn target(&self, slot: usize) -> Option<usize> {
        let target = if self.absorbing { (slot + 1).min(self.slots - 1) } else { slot + 1 };
        (target < self.slots).then_some(target)
    }

    /// Moves expected counts.
    fn flow(&mut self, turn: &Turn<'_>, step: &mut LaneStep) {
        let Turn { phases, hazard, .. } = *turn;
        let classes = self.classes;
        for slot in 0..self.used {
            let first = self.target(slot).map(|target| target * self.phases);
            for phase in 0..self.phases {
                let place = slot * self.phases + phase;
                let active = self.counts[place];
                if active <= 0.0 {
                    continue;
                }
                let m = phases.multiplier[phase];
                let cell = &self.cells[place * classes..][..classes];
                let keep = &hazard.keep(slot, m)[..classes];
                for (f, failures) in step.failures.iter_mut().enumerate() {
                    *failures += dot(cell, hazard.fail(f, slot, m));
                }
                step.active[place] = active;
                let stayers = match first {
                    None => kept(cell, keep, &mut self.stay),
                    Some(first) if phases.open[phase] => {
                        let stayers = kept(cell, keep, &mut self.stay);
                        self.serve(turn, (place, phase, first), active - stayers, step);
                        stayers
                    }
                    Some(first) => {
                        let to = first + phases.next[phase];
                        let onward = &mut self.next[to * classes..][..classes];
                        // A cell that nobody has come to yet may hold anything.
                        let stayers = if self.next_counts[to] == 0.0 {
                            kept(cell, keep, onward)
                        } else {
                            kept_on(cell, keep, onward)
                        };
                        self.next_counts[to] += stayers;
                        stayers
                    }
                };
                step.leavers[slot] += active - stayers;
            }
        }
    }

    /// Lets the leavers of a cell meet the desks, and moves all who stay. `from` is the cell, its phase
    /// and the first cell of its customers' next tenure.
    fn serve(
        &mut self,
        turn: &Turn<'_>,
        from: (usize, usize, usize),
        leavers: f64,
        step: &mut LaneStep,
    ) {
        let Turn { plan, block, phases, hazard, t, taken } = *turn;
        let (place, phase, first) = from;
        let (now, classes) = (plan.rate_index(t), self.classes);
        let cell = &self.cells[place * classes..][..classes];
        let keep = hazard.keep(place / self.phases, phases.multiplier[phase]);
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
            let left = self.left.iter_mut().zip(cell).zip(keep);
            left.for_each(|((left, n), keep)| *left = n * (1.0 - keep) * inside);
            let saved = first + own.saved;
            let to = &mut self.next[saved * classes..][..classes];
            add_to(to, &self.left, self.next_counts[saved] == 0.0);
            self.next_counts[saved] += leavers * inside;
            let moving = self.left.iter_mut().zip(cell).zip(keep).zip(&mut self.stay);
            for (((left, n), keep), stay) in moving {
                // Nobody can take an offer who is not there to take it.
                *left = (n * (1.0 - keep) * outside).min(*stay);
                *stay -= *left;
            }
            let moved = sum(&self.left);
            let offer_only = first + own.offer_only;
            let to = &mut self.next[offer_only * classes..][..classes];
            add_to(to, &self.left, self.next_counts[offer_only] == 0.0);
            self.next_counts[offer_only] += moved;
        }
        // Somebody saved may have come to the same cell since.
        let onward = first + phases.next[phase];
        let new = self.next_counts[onward] == 0.0;
        add_to(&mut self.next[onward * classes..][..classes], &self.stay, new);
        self.next_counts[onward] += sum(&self.stay);
    }

    /// Moves whole customers by their own chance.
    fn thin(&mut self, turn: &Turn<'_>, stream: &mut Stream, step: &mut LaneStep) {
        let now = turn.plan.rate_index(turn.t);
        for slot in 0..self.used {
            let target = self.target(slot);
            for phase in 0..self.phases {
                if self.counts[slot * self.phases + phase] > 0.0 {
                    self.drawn(turn, Cell { slot, phase, target, now }, stream, step);
                }
            }
        }
    }
}

/// A cell that is about to be moved by chance.
struct Cell {
    slot: usize,
    phase: usize,
    target: Option<usize>,
    now: usize,
}

impl Lane {
    /// Moves one cell in whole numbers: every customer by its own chance.
    fn drawn(&mut self, turn: &Turn<'_>, from: Cell, stream: &mut Stream, step: &mut LaneStep) {
        let Turn { plan, block, phases, hazard, taken, .. } = *turn;
        let Cell { slot, phase, target, now } = from;
        let place = slot * self.phases + phase;
        let keep = hazard.keep(slot, phases.multiplier[phase]);
        let (row, classes) = (self.phases, self.classes);
        let at = |target: usize, phase: usize| (target * row + phase) * classes;
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
                    self.next[at(target, own.saved) + q] += saved as f64;
                    self.next[at(target, own.offer_only) + q] += offer_only as f64;
                    self.next_counts[target * row + own.saved] += saved as f64;
                    self.next_counts[target * row + own.offer_only] += offer_only as f64;
                }
            }
            if let Some(target) = target {
                self.next_counts[target * row + phases.next[phase]] += stay as f64;
                self.next[at(target, phases.next[phase]) + q] += stay as f64;
            }
        }
    }
}

/// Classes that the sums below take together; the rest is added one by one.
const WIDTH: usize = 8;

type Lanes = [f64; WIDTH];

/// How many of a cell's customers stay; they are written to `stay`, by class. Same shape as [`sum`].
fn kept(cell: &[f64], keep: &[f64], stay: &mut [f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let ((cells, last), (keeps, last_keep)) =
        (cell.as_chunks::<WIDTH>(), keep.as_chunks::<WIDTH>());
    let (stays, last_stay) = stay.as_chunks_mut::<WIDTH>();
    for ((stay, cell), keep) in stays.iter_mut().zip(cells).zip(keeps) {
        for i in 0..WIDTH {
            stay[i] = cell[i] * keep[i];
            lanes[i] += stay[i];
        }
    }
    let mut rest = 0.0;
    for ((stay, n), keep) in last_stay.iter_mut().zip(last).zip(last_keep) {
        *stay = n * keep;
        rest += *stay;
    }
    fold(lanes) + rest
}

/// The same, added to what is in `onward` already.
fn kept_on(cell: &[f64], keep: &[f64], onward: &mut [f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let ((cells, last), (keeps, last_keep)) =
        (cell.as_chunks::<WIDTH>(), keep.as_chunks::<WIDTH>());
    let (onwards, last_onward) = onward.as_chunks_mut::<WIDTH>();
    for ((onward, cell), keep) in onwards.iter_mut().zip(cells).zip(keeps) {
        for i in 0..WIDTH {
            let stay = cell[i] * keep[i];
            onward[i] += stay;
            lanes[i] += stay;
        }
    }
    let mut rest = 0.0;
    for ((onward, n), keep) in last_onward.iter_mut().zip(last).zip(last_keep) {
        let stay = n * keep;
        *onward += stay;
        rest += stay;
    }
    fold(lanes) + rest
}

/// Adds one cell to another; writes it where the other is new.
fn add_to(onward: &mut [f64], cell: &[f64], new: bool) {
    if new {
        onward.copy_from_slice(cell);
    } else {
        onward.iter_mut().zip(cell).for_each(|(to, n)| *to += n);
    }
}

/// Sum in a fixed shape of eight lanes.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let (chunks, rest) = values.as_chunks::<WIDTH>();
    for chunk in chunks {
        for i in 0..WIDTH {
            lanes[i] += chunk[i];
        }
    }
    fold(lanes) + rest.iter().sum::<f64>()
}

/// Sum of products in a fixed shape of eight lanes.
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let ((a, a_rest), (b, b_rest)) = (left.as_chunks::<WIDTH>(), right.as_chunks::<WIDTH>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..WIDTH {
            lanes[i] += a[i] * b[i];
        }
    }
    fold(lanes) + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f64>()
}

fn fold(lanes: Lanes) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}
