//! Residual lifetime value: what a customer of each tenure is worth at the start of period 0.

use std::ops::Range;

use super::chance::{Chance, Split, Worth};
use super::counted::Counted;
use super::hazard::{Hazard, Hazards};
use super::phases::Phases;
use super::risk::class_costs;
use super::tail::{TailTable, Tails};
use super::{Projection, TailValue};
use crate::plan::{BlockPlan, OriginKind, Plan, Sheet, Slots};

/// Values at the start of period 0, run off to the end, of one customer of segment `s` of each of
/// the `tenures`, origin multiplier 1; none where they are infinite. The second value is the margin
/// of period 0 itself.
pub fn residual_values(
    plan: &Plan,
    projection: &Projection,
    s: usize,
    tenures: &[usize],
) -> Option<Vec<(TailValue, TailValue)>> {
    let opening =
        |b: &&BlockPlan| b.segment == s && plan.origins[b.origin].kind == OriginKind::Opening;
    let place = plan.blocks.iter().position(|block| opening(&block))?;
    let block = &plan.blocks[place];
    // Who was there at the start got his cards when a customer of period 0 did.
    let cards = &projection.probe(place).cards;
    let segment = &plan.segments[s];
    let phases = Phases::of(plan, block);
    let end = projection.served.len();
    let oldest = tenures.iter().copied().max().unwrap_or(0);
    let own_slots = block.slots(segment);
    let slots = match own_slots {
        Slots::Settled(slots) => slots,
        Slots::Open => oldest + 1,
    };
    let tail = Tails::new(plan, end, Counted::Money).table(block, &phases, slots + end, None)?;
    let reach = |t: usize| if matches!(own_slots, Slots::Open) { slots + t } else { slots };
    // Mostly alike from period to period.
    let mut hazards = Hazards::default();
    let mut later = ValueTable::from_tail(&tail, &phases, reach(end), |k| block.bill.level(end, k));
    let new = || ValueTable::new(later.phases, later.classes);
    let (mut room, mut first) = (new(), new());
    for t in (0..end).rev() {
        let cards = cards.get(t).copied().unwrap_or((1.0, 0.0));
        let served = &projection.served[t];
        hazards.prepare(plan, block, t, reach(t), &phases.multipliers);
        let now = (hazards.now(), t, reach(t));
        room.resize(reach(t));
        if t == 0 {
            first.resize(reach(t));
        }
        before(plan, block, &phases, (served, cards), now, (&later, &mut room, &mut first));
        std::mem::swap(&mut later, &mut room);
    }
    let value = |k: &usize| {
        let slot = (*k).min(slots - 1);
        let share = segment.classes.posterior(*k);
        (later.average(slot, &share), first.average(slot, &share))
    };
    Some(tenures.iter().map(value).collect())
}

/// Values by slot, phase and class.
struct ValueTable {
    classes: usize,
    phases: usize,
    margin: Vec<f64>,
    at_end: Vec<f64>,
}

impl ValueTable {
    /// No slots yet.
    const fn new(phases: usize, classes: usize) -> Self {
        Self { classes, phases, margin: Vec::new(), at_end: Vec::new() }
    }

    /// Makes it a table of so many slots, whatever stands there.
    fn resize(&mut self, slots: usize) {
        let size = slots * self.phases * self.classes;
        self.margin.resize(size, 0.0);
        self.at_end.resize(size, 0.0);
    }

    /// The values of a tail, for customers whose bills stand at `level` of the price by slot.
    fn from_tail(
        tail: &TailTable,
        phases: &Phases,
        slots: usize,
        level: impl Fn(usize) -> f64,
    ) -> Self {
        let mut table = Self::new(phases.count, tail.classes());
        table.resize(slots);
        for slot in tail.slots().start..slots {
            for phase in 0..phases.count {
                let at = table.at(slot, phase);
                let (margin, at_end) = (&mut table.margin[at.clone()], &mut table.at_end[at]);
                tail.write((slot, phase), level(slot), margin, at_end);
            }
        }
        table
    }

    fn slots(&self) -> usize {
        self.margin.len() / (self.phases * self.classes)
    }

    fn at(&self, slot: usize, phase: usize) -> Range<usize> {
        let start = (slot * self.phases + phase) * self.classes;
        start..start + self.classes
    }

    fn row(&self, slot: usize) -> Worth<'_> {
        let size = self.phases * self.classes;
        let at = slot * size..(slot + 1) * size;
        Worth { margin: &self.margin[at.clone()], at_end: &self.at_end[at] }
    }

    fn average(&self, slot: usize, share: &[f64]) -> TailValue {
        let at = self.at(slot, 0);
        TailValue {
            margin: super::kernel::dot(share, &self.margin[at.clone()]),
            margin_at_end: super::kernel::dot(share, &self.at_end[at]),
            periods: 0.0,
        }
    }
}

/// Values at the start of period `t` from those of the next; and the margins of period `t` alone, where there is room for
/// them.
fn before(
    plan: &Plan,
    block: &BlockPlan,
    phases: &Phases,
    (served, cards): (&[f64], (f64, f64)),
    (hazard, t, slots): (&Hazard, usize, usize),
    (later, values, first): (&ValueTable, &mut ValueTable, &mut ValueTable),
) {
    let mut split = Split::default();
    let sheet = Sheet::of(plan, block, t, 0..slots);
    let costs = class_costs(plan, block, t, &sheet, (0, cards.0));
    let late = plan.pays_late();
    for slot in 0..slots {
        let mut next = later.row((slot + 1).min(later.slots() - 1));
        if !late {
            next.at_end = &[];
        }
        let (served, offers) = (Some(served), costs.get(slot));
        let (counted, factor) = (Counted::Money, plan.factor());
        let row = slot;
        let chance =
            Chance { plan, block, phases, hazard, row, t, served, offers, counted, factor };
        for phase in 0..phases.count {
            let (discount, gift) = phases.given(phase, plan);
            let margins = sheet.margins(slot, cards.0, discount, gift + cards.1);
            let at = values.at(slot, phase);
            let (margin, at_end) = (&mut values.margin[at.clone()], &mut values.at_end[at.clone()]);
            chance.back(phase, margins, next, &mut split, margin, at_end);
            if let Some(first) = first.margin.get_mut(at.clone()) {
                let first = first.iter_mut().zip(&split.cost);
                first.for_each(|(first, cost)| *first = margins.0 - cost);
            }
            first.at_end.get_mut(at).unwrap_or_default().fill(margins.1);
        }
    }
}
