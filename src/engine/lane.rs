//! Customers of one block by tenure, phase and risk class, and how one period moves them.

use super::hazard::{Hazard, Heard};
use super::kernel::{
    Taken, add_to, dot, dot_each, empty, kept, pass_on, pass_on_each, spread, sum,
};
use super::phases::{Chain, Phases};
use crate::numeric::binomial::binomial;
use crate::numeric::multinomial::multinomial;
use crate::numeric::random::Stream;
use crate::plan::{BlockPlan, Plan, Slots};

/// Customers of one block.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    classes: usize,
    pub(super) phases: usize,
    /// Tenure slots; the last holds all longer tenures when `absorbing`.
    slots: usize,
    absorbing: bool,
    /// Slots in use: tenures from the lowest on, below it.
    pub(super) used: usize,
    /// The youngest tenure of whom there may be anybody.
    pub(super) lowest: usize,
    /// Both in the period before.
    billed: usize,
    billed_lowest: usize,
    pub(super) cells: Vec<f64>,
    next: Vec<f64>,
    /// Customers of all classes, by slot and phase.
    pub(super) counts: Vec<f64>,
    next_counts: Vec<f64>,
    /// Stayers of the cell being moved, by class.
    pub(super) stay: Vec<f64>,
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
    /// Leavers before any desk, by slot.
    pub leavers: Vec<f64>,
    /// Cancel attempts that each desk of the block may serve.
    pub attempts: Vec<f64>,
    /// Failed payments, per failure rate.
    pub failures: Vec<f64>,
    /// Leavers prevented, per desk of the block.
    pub saved: Vec<f64>,
    /// The same of all desks, by slot.
    pub saved_at: Vec<f64>,
}

impl LaneStep {
    pub(super) fn clear(&mut self, slots: usize, desks: usize, failures: usize) {
        let wipe = |values: &mut Vec<f64>, size: usize| {
            values.clear();
            values.resize(size, 0.0);
        };
        wipe(&mut self.leavers, slots);
        wipe(&mut self.attempts, desks);
        wipe(&mut self.failures, failures);
        wipe(&mut self.saved, desks);
        wipe(&mut self.saved_at, slots);
    }
}

impl Lane {
    /// An empty lane that can hold tenures below `open_slots` where tenures never settle.
    pub fn new(plan: &Plan, block: &BlockPlan, phases: &Phases, open_slots: usize) -> Self {
        let segment = &plan.segments[block.segment];
        let (slots, absorbing) = match block.slots(segment) {
            Slots::Settled(slots) => (slots, true),
            Slots::Open => (open_slots, false),
        };
        Self {
            classes: segment.classes.count(),
            phases: phases.count,
            slots,
            absorbing,
            used: 0,
            lowest: slots,
            billed: 0,
            billed_lowest: slots,
            ..Self::default()
        }
    }

    /// Sees to it that there is room for its cells, before the first come.
    #[inline]
    fn room(&mut self) {
        if self.counts.is_empty() {
            self.make_room();
        }
    }

    #[cold]
    fn make_room(&mut self) {
        let places = self.slots * self.phases;
        self.cells = vec![0.0; places * self.classes];
        self.next = vec![0.0; places * self.classes];
        self.counts = vec![0.0; places];
        self.next_counts = vec![0.0; places];
        self.stay = vec![0.0; self.classes];
    }

    /// Whether all customers are of one tenure slot and phase.
    pub const fn is_one_cell(&self) -> bool {
        self.slots == 1 && self.phases == 1
    }

    /// Slots in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Customers of one cell, all classes.
    pub fn held(&self, slot: usize, phase: usize) -> f64 {
        self.counts[slot * self.phases + phase]
    }

    /// Classes of one cell.
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
        let place = self.reach(k, 0);
        let cell = &mut self.cells[place * self.classes..][..self.classes];
        self.counts[place] += count * sum(share);
        spread(cell, count, share);
    }

    /// Adds customers of tenure `k` in a phase, a number of each class.
    pub fn add_in(&mut self, k: usize, phase: usize, classes: &[f64]) {
        let place = self.reach(k, phase);
        let cell = &mut self.cells[place * self.classes..][..self.classes];
        add_to(cell, classes);
        self.counts[place] += sum(classes);
    }

    /// Takes the slot of tenure `k` into use; returns the place of its cell.
    fn reach(&mut self, k: usize, phase: usize) -> usize {
        self.room();
        let slot = if self.absorbing { k.min(self.slots - 1) } else { k };
        (self.used, self.lowest) = (self.used.max(slot + 1), self.lowest.min(slot));
        slot * self.phases + phase
    }

    /// Customers billed in the period just run, of all classes: one slice of phases per slot of tenure.
    pub fn billed(&self) -> impl Iterator<Item = &[f64]> + Clone {
        // A step leaves the counts that it began with where the next ones will be written.
        self.next_counts[..self.billed * self.phases].chunks_exact(self.phases)
    }

    /// The same by class: one slice of phases × classes per slot of tenure.
    pub fn billed_cells(&self) -> impl Iterator<Item = &[f64]> {
        let size = self.phases * self.classes;
        self.next[..self.billed * size].chunks_exact(size)
    }

    /// Adds all customers to those of each class.
    pub fn add_classes(&self, customers: &mut [f64]) {
        let used = self.used * self.phases * self.classes;
        self.cells[..used].chunks_exact(self.classes).for_each(|cell| add_to(customers, cell));
    }

    /// All customers.
    pub fn count(&self) -> f64 {
        sum(&self.counts[..self.used * self.phases])
    }

    /// One period.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Option<&mut Stream>, step: &mut LaneStep) {
        let (phases, failures) = (turn.phases, turn.block.rates.failures.len());
        let reached = (self.used + 1).min(self.slots);
        self.room();
        step.clear(self.used, phases.desks.len(), failures);
        self.wipe();
        (self.billed, self.billed_lowest) = (self.used, self.lowest);
        match chance {
            None => self.flow(turn, step),
            Some(stream) => self.thin(turn, stream, step),
        }
        std::mem::swap(&mut self.cells, &mut self.next);
        std::mem::swap(&mut self.counts, &mut self.next_counts);
        self.used = reached;
        // All have grown older.
        self.lowest = self.target(self.lowest).unwrap_or(self.slots);
    }

    /// Empties the cells that a period writes to, of those who were billed in the one before the last: most are empty
    /// already.
    fn wipe(&mut self) {
        let from = self.billed_lowest.min(self.billed) * self.phases;
        let counts = &mut self.next_counts[from..self.billed * self.phases];
        let cells = self.next[from * self.classes..].chunks_exact_mut(self.classes).zip(counts);
        for (cell, count) in cells.filter(|(_, count)| **count != 0.0) {
            empty(cell);
            *count = 0.0;
        }
    }

    /// Slot after a slot; none where customers of its tenure are followed no further.
    fn target(&self, slot: usize) -> Option<usize> {
        let last = self.slots - 1;
        (self.absorbing || slot < last).then(|| (slot + 1).min(last))
    }

    /// Moves expected counts.
    fn flow(&mut self, turn: &Turn<'_>, step: &mut LaneStep) {
        let phases = turn.phases;
        if phases.desks.is_empty() {
            return self.pass(turn, step);
        }
        for slot in self.lowest..self.used {
            let target = self.target(slot);
            for phase in phases.open.iter().copied() {
                if self.held(slot, phase) > 0.0 {
                    self.meet_desks(turn, slot, phase, target, step);
                }
            }
            for chain in &phases.chains {
                self.move_on(turn, slot, chain, target, step);
            }
        }
    }

    /// Moves the customers of a block that no desk serves: they have one phase.
    fn pass(&mut self, turn: &Turn<'_>, step: &mut LaneStep) {
        let classes = self.classes;
        for slot in self.lowest..self.used {
            let count = self.counts[slot];
            if count == 0.0 {
                continue;
            }
            let (target, keep) = (self.target(slot), turn.hazard.keep(slot, 0));
            let cell = &self.cells[slot * classes..][..classes];
            for (f, failures) in step.failures.iter_mut().enumerate() {
                *failures += dot(cell, turn.hazard.fail(f, slot, 0));
            }
            let Some(target) = target else {
                step.leavers[slot] += count - dot(cell, keep);
                continue;
            };
            let stayers = pass_on(cell, keep, &mut self.next[target * classes..][..classes]);
            self.next_counts[target] += stayers;
            step.leavers[slot] += count - stayers;
        }
    }

    /// Moves the customers of a tenure who are in a chain of phases that no desk serves.
    fn move_on(
        &mut self,
        turn: &Turn<'_>,
        slot: usize,
        chain: &Chain,
        target: Option<usize>,
        step: &mut LaneStep,
    ) {
        let (count, classes) = (self.phases, self.classes);
        let first = slot * count + chain.first;
        let held = &self.counts[first..][..chain.length];
        let everybody = sum(held);
        // Most tenures have nobody in most chains.
        if everybody == 0.0 {
            return;
        }
        let Some(last) = held.iter().rposition(|count| *count > 0.0) else { return };
        let held = &held[..=last];
        let cells = &self.cells[first * classes..][..held.len() * classes];
        let (from, stride) = (chain.multiplier * classes, chain.stride * classes);
        for (f, failures) in step.failures.iter_mut().enumerate() {
            *failures += dot_each(cells, &turn.hazard.failures(f, slot)[from..], classes, stride);
        }
        let keep = &turn.hazard.row(slot)[from..];
        let Some(target) = target else {
            // Nobody follows them: only how many leave counts.
            step.leavers[slot] += everybody - dot_each(cells, keep, classes, stride);
            return;
        };
        let next = &mut self.next[target * count * classes..][..count * classes];
        let moved = &mut self.next_counts[target * count..][..count];
        // All but the chain's last phase lead to the one beside it.
        let beside = held.len().min(chain.length - 1);
        let (early, rest) = cells.split_at(beside * classes);
        let to = chain.first + 1;
        let onward = &mut next[to * classes..][..early.len()];
        let counts = &mut moved[to..][..beside];
        let mut stayers = pass_on_each(early, keep, onward, counts, classes, stride);
        if !rest.is_empty() {
            let keep = &keep[beside * stride..][..classes];
            let out = pass_on(rest, keep, &mut next[chain.to * classes..][..classes]);
            moved[chain.to] += out;
            stayers += out;
        }
        step.leavers[slot] += everybody - stayers;
    }

    /// Lets the leavers of one cell meet the desks, and moves all who stay.
    fn meet_desks(
        &mut self,
        turn: &Turn<'_>,
        slot: usize,
        phase: usize,
        target: Option<usize>,
        step: &mut LaneStep,
    ) {
        let Turn { plan, phases, hazard, taken, .. } = *turn;
        let classes = self.classes;
        let place = slot * self.phases + phase;
        let cell = &self.cells[place * classes..][..classes];
        let keep = hazard.keep(slot, phases.multiplier[phase]);
        for (f, failures) in step.failures.iter_mut().enumerate() {
            *failures += dot(cell, hazard.fail(f, slot, phases.multiplier[phase]));
        }
        let stay = &mut self.stay[..];
        let mut stayers = kept(cell, keep, stay);
        let leavers = self.counts[place] - stayers;
        step.leavers[slot] += leavers;
        let Some(target) = target else { return };
        let row = self.phases * classes;
        let next = &mut self.next[target * row..][..row];
        let next_counts = &mut self.next_counts[target * self.phases..][..self.phases];
        for (d, own) in phases.desks.iter().enumerate() {
            let desk = &plan.levers.desks[own.desk];
            if !Phases::reaches(phase, desk) {
                continue;
            }
            let share = hazard.heard(own.desk, slot);
            step.attempts[d] += share.among(cell, keep, leavers);
            if share.most() * taken[d] == 0.0 {
                continue;
            }
            // The saved come before those who only take the offer.
            let (before, after) = next.split_at_mut(own.offer_only * classes);
            let (saved, offered) = (&mut before[own.saved * classes..][..classes], after);
            let offered = &mut offered[..classes];
            let (inside, outside) = (1.0 - desk.would_have_stayed, desk.would_have_stayed);
            let moved = match share {
                Heard::All(share) => {
                    let takers = share * taken[d];
                    let shares = Taken { inside: takers * inside, outside: takers * outside };
                    shares.take(cell, keep, saved, offered, stay)
                }
                Heard::Classes(shares) => {
                    let each = Taken { inside: taken[d] * inside, outside: taken[d] * outside };
                    each.take_of(shares, cell, keep, saved, offered, stay)
                }
            };
            step.saved[d] += moved.saved;
            step.saved_at[slot] += moved.saved;
            next_counts[own.saved] += moved.saved;
            next_counts[own.offer_only] += moved.offered;
            stayers -= moved.offered;
        }
        let onward = phases.next[phase];
        add_to(&mut next[onward * classes..][..classes], stay);
        next_counts[onward] += stayers;
    }

    /// Moves whole customers by their own chance.
    fn thin(&mut self, turn: &Turn<'_>, stream: &mut Stream, step: &mut LaneStep) {
        for slot in self.lowest..self.used {
            let target = self.target(slot);
            for phase in 0..self.phases {
                if self.counts[slot * self.phases + phase] > 0.0 {
                    self.drawn(turn, Cell { slot, phase, target }, stream, step);
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
}

impl Lane {
    /// Moves one cell in whole numbers: every customer by its own chance.
    fn drawn(&mut self, turn: &Turn<'_>, from: Cell, stream: &mut Stream, step: &mut LaneStep) {
        let Turn { plan, phases, hazard, taken, .. } = *turn;
        let Cell { slot, phase, target } = from;
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
                let share = hazard.heard(own.desk, slot).of(q);
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
                step.saved_at[slot] += saved as f64;
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
