//! What customers are worth after the last period run, until the last of them has left.
//!
//! From there on rates repeat with the season. In a class whose hazard no longer depends on tenure the
//! value of each phase is linear in the values one period later, so one small linear system over a
//! season gives it exactly; tenures before that follow backwards. Where tenure matters for ever the
//! recursion starts so late that the rest is below the last digit.

use std::ops::Range;
use std::rc::Rc;

use super::chance::Counted;
use super::hazard::Hazards;
use super::lane::Lane;
use super::phases::Phases;
use super::season::{Season, Values};
use crate::plan::{BlockPlan, Plan, Slots};

/// Margins to come, discounted to the start of the period, as if each fell at a period's start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TailValue {
    /// Margins paid at the cash timing.
    pub margin: f64,
    /// Margins paid at the end of their period.
    pub margin_at_end: f64,
}

/// Values by tenure slot, phase and class at the start of one period.
#[derive(Clone, Debug)]
pub struct TailTable {
    classes: usize,
    phases: usize,
    /// Slots of tenure that are not empty; the last stands for all longer tenures where they are alike.
    slots: Range<usize>,
    margin: Vec<f64>,
    at_end: Vec<f64>,
}

impl TailTable {
    /// Value of the customers of a lane.
    #[must_use]
    pub fn of(&self, lane: &Lane) -> TailValue {
        let mut value = TailValue::default();
        for slot in self.slots.start..lane.used().min(self.slots.end) {
            for phase in (0..self.phases).filter(|phase| lane.held(slot, *phase) > 0.0) {
                let at = self.at(slot, phase);
                let cell = lane.cell(slot, phase);
                value.margin += super::kernel::dot(cell, &self.margin[at.clone()]);
                value.margin_at_end += super::kernel::dot(cell, &self.at_end[at]);
            }
        }
        value
    }

    /// Slots of tenure in the table; nobody is in those before.
    #[must_use]
    pub fn slots(&self) -> Range<usize> {
        self.slots.clone()
    }

    /// Values of the classes at a slot and phase: cash timing, and end of period.
    #[must_use]
    pub fn cell(&self, slot: usize, phase: usize) -> (&[f64], &[f64]) {
        (&self.margin[self.at(slot, phase)], &self.at_end[self.at(slot, phase)])
    }

    /// Number of risk classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    fn at(&self, slot: usize, phase: usize) -> std::ops::Range<usize> {
        let start = ((self.slots.end - 1 - slot) * self.phases + phase) * self.classes;
        start..start + self.classes
    }
}

/// Values at the start of period `end` of the customers of several blocks.
///
/// Blocks with the same hazards share what they are worth once their tenure no longer matters.
#[derive(Debug)]
pub struct Tails<'a> {
    plan: &'a Plan,
    end: usize,
    counted: Counted,
    settled: Vec<Option<Rc<Vec<Values>>>>,
}

impl<'a> Tails<'a> {
    /// No block valued yet.
    #[must_use]
    pub fn new(plan: &'a Plan, end: usize, counted: Counted) -> Self {
        Self { plan, end, counted, settled: vec![None; plan.groups] }
    }

    /// Values of a block for tenures below `tenures`; none where they are infinite. Its group's hazards
    /// that are `known` already are not worked out again.
    #[must_use]
    pub fn table(
        &mut self,
        block: &BlockPlan,
        phases: &Phases,
        tenures: usize,
        known: Option<&mut Hazards>,
    ) -> Option<TailTable> {
        let plan = self.plan;
        let segment = &plan.segments[block.segment];
        if plan.discount_rate == 0.0 && !segment.classes.finite_lifetime {
            return None;
        }
        let mut season = Season::new(plan, block, phases, (self.end, self.counted), known);
        // Nobody joins after the horizon: younger tenures than this are empty by now.
        let youngest = |slots: usize| (self.end + 1 - plan.periods).min(slots - 1);
        // From a tenure on values are known, again and again; before it each follows from the next.
        let known = &mut self.settled[block.group];
        let (slots, from) = match (segment.slots, segment.recurring) {
            (Slots::Settled(slots), _) => {
                if known.is_none() {
                    // Younger tenures look ahead from every step of the season.
                    let all = youngest(slots) + 1 < slots;
                    *known = Some(Rc::new(vec![season.settled(slots - 1, all)?]));
                }
                (slots, slots - 1)
            }
            (Slots::Open, Some((from, every))) => {
                if known.is_none() {
                    *known = Some(Rc::new(season.recurring(from, every)?));
                }
                (tenures, from)
            }
            (Slots::Open, None) => {
                // Beyond it nothing is left.
                let last = season.horizon_of_open_tenures(tenures)?;
                *known = Some(Rc::new(vec![Values::zero(&season)]));
                (tenures, last)
            }
        };
        let known = known.as_ref().map(Rc::clone)?;
        let mut table = TailTable::empty(phases, segment.classes.count(), youngest(slots)..slots);
        let (mut later, mut room) = (None, None);
        for slot in (youngest(slots)..slots.max(from)).rev() {
            let values = if slot >= from {
                &known[(slot - from) % known.len()]
            } else {
                // Customers of this tenure are met at the first step, those a period younger at the next.
                let steps = slot + 1 - youngest(slots);
                let next = later.as_ref().unwrap_or(&known[0]);
                let values = season.before(slot, next, steps, room.take());
                room = later.replace(values);
                later.as_ref().unwrap_or(&known[0])
            };
            if slot < slots {
                table.push(values);
            }
        }
        Some(table)
    }
}

impl TailTable {
    fn empty(phases: &Phases, classes: usize, slots: Range<usize>) -> Self {
        let room = || Vec::with_capacity(slots.len() * phases.count * classes);
        let (margin, at_end) = (room(), room());
        Self { classes, phases: phases.count, slots, margin, at_end }
    }

    /// Writes the next slot: the longest tenure first.
    fn push(&mut self, values: &Values) {
        let size = self.phases * self.classes;
        self.margin.extend_from_slice(&values.margin[..size]);
        self.at_end.extend_from_slice(&values.at_end[..size]);
    }
}
