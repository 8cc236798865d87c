//! What customers are worth after the last period run, until the last of them has left.
//!
//! From there on rates repeat with the season. In a class whose hazard no longer depends on tenure the
//! value of each phase is linear in the values one period later, so one small linear system over a
//! season gives it exactly; tenures before that follow backwards. Where tenure matters for ever the
//! recursion starts so late that the rest is below the last digit.

use std::ops::Range;
use std::rc::Rc;

use super::counted::Counted;
use super::hazard::Hazards;
use super::kernel::dot;
use super::lane::Lane;
use super::phases::Phases;
use super::season::{Season, Values};
use crate::plan::{BlockPlan, Plan, Slots, TenureShape};

/// Margins to come, discounted to the start of the period, as if each fell at a period's start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TailValue {
    /// Margins paid at the cash timing.
    pub margin: f64,
    /// Margins paid at the end of their period.
    pub margin_at_end: f64,
    /// Periods in which customers are active, discounted likewise; 0 where they were not counted.
    pub periods: f64,
}

impl TailValue {
    /// The sum of two.
    pub fn plus(self, other: Self) -> Self {
        Self {
            margin: self.margin + other.margin,
            margin_at_end: self.margin_at_end + other.margin_at_end,
            periods: self.periods + other.periods,
        }
    }
}

/// Values by tenure slot, phase and class at the start of one period.
#[derive(Clone, Debug)]
pub struct TailTable {
    classes: usize,
    phases: usize,
    /// Slots of tenure that are not empty; the last stands for all longer tenures where they are alike.
    slots: Range<usize>,
    margin: Vec<f64>,
    /// Empty where nothing is paid then.
    at_end: Vec<f64>,
    /// Whether that is no money but periods to come.
    beside: bool,
    /// What grows with the bill, for a bill at the level of the price; empty where bills do not grow.
    growing: Vec<f64>,
}

impl TailTable {
    /// Value of the customers of a lane whose bills stand at `level` of the price, by slot.
    pub fn of(&self, lane: &Lane, level: impl Fn(usize) -> f64) -> TailValue {
        let mut value = TailValue::default();
        for slot in self.slots.start..lane.used() {
            for phase in (0..self.phases).filter(|phase| lane.held(slot, *phase) > 0.0) {
                value = value.plus(self.worth(lane.cell(slot, phase), slot, phase, level(slot)));
            }
        }
        value
    }

    /// Slots of tenure in the table; nobody is in those before.
    pub fn slots(&self) -> Range<usize> {
        self.slots.clone()
    }

    /// Value of the customers of one cell.
    pub fn worth(&self, cell: &[f64], slot: usize, phase: usize, level: f64) -> TailValue {
        let at = self.at(slot, phase);
        let mut margin = dot(cell, &self.margin[at.clone()]);
        if !self.growing.is_empty() {
            margin += level * dot(cell, &self.growing[at.clone()]);
        }
        let second = if self.at_end.is_empty() { 0.0 } else { dot(cell, &self.at_end[at]) };
        let (margin_at_end, periods) = if self.beside { (0.0, second) } else { (second, 0.0) };
        TailValue { margin, margin_at_end, periods }
    }

    /// Writes down the values of the classes at a slot and phase: cash timing, and end of period.
    pub fn write(
        &self,
        (slot, phase): (usize, usize),
        level: f64,
        margin: &mut [f64],
        at_end: &mut [f64],
    ) {
        let at = self.at(slot, phase);
        margin.copy_from_slice(&self.margin[at.clone()]);
        match self.at_end.get(at.clone()) {
            Some(own) => at_end.copy_from_slice(own),
            None => at_end.fill(0.0),
        }
        let growing = self.growing.get(at).unwrap_or_default();
        margin.iter_mut().zip(growing).for_each(|(margin, growing)| *margin += level * growing);
    }

    /// Number of risk classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Place of a slot's values; longer tenures than the table has are alike.
    fn at(&self, slot: usize, phase: usize) -> Range<usize> {
        let last = self.slots.end - 1;
        let start = ((last - slot.min(last)) * self.phases + phase) * self.classes;
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
    beside: bool,
    /// By group: all money where bills do not grow; else what does not grow with them, and what does.
    settled: Vec<[Option<Rc<Vec<Values>>>; 3]>,
    /// Where values are worked out.
    room: Values,
}

impl<'a> Tails<'a> {
    /// No block valued yet.
    pub fn new(plan: &'a Plan, end: usize, counted: Counted) -> Self {
        let settled = vec![[None, None, None]; plan.groups];
        Self { plan, end, counted, beside: false, settled, room: Values::default() }
    }

    /// Money, and beside it the periods in which customers are active: in the place of what is paid at the end
    /// of a period, where a plan pays nothing then.
    pub fn with_periods(plan: &'a Plan, end: usize) -> Self {
        Self { beside: !plan.pays_late(), ..Self::new(plan, end, Counted::Money) }
    }

    /// Values of a block for tenures below `tenures`; none where they are infinite. Its group's hazards
    /// that are `known` already are not worked out again.
    pub fn table(
        &mut self,
        block: &BlockPlan,
        phases: &Phases,
        tenures: usize,
        mut known: Option<&mut Hazards>,
    ) -> Option<TailTable> {
        let classes = self.plan.segments[block.segment].classes.count();
        let grows = self.counted == Counted::Money && !block.bill.is_still();
        let first = if grows { Counted::Steady } else { self.counted };
        let beside = self.beside;
        let mut values =
            |counted: Counted| self.values(block, phases, tenures, counted, known.as_deref_mut());
        let (slots, Values { margin, mut at_end }) = values(first)?;
        if at_end.iter().all(|value| *value == 0.0) {
            at_end.clear();
        }
        let mut table = TailTable {
            classes,
            phases: phases.count,
            slots,
            margin,
            at_end,
            beside,
            growing: Vec::new(),
        };
        if grows {
            table.growing = values(Counted::Growing)?.1.margin;
        }
        Some(table)
    }

    /// The slots of a table, and one part of its values.
    fn values(
        &mut self,
        block: &BlockPlan,
        phases: &Phases,
        tenures: usize,
        counted: Counted,
        known: Option<&mut Hazards>,
    ) -> Option<(Range<usize>, Values)> {
        let plan = self.plan;
        let segment = &plan.segments[block.segment];
        let growth = if counted == Counted::Growing { block.bill.growth.settled() } else { 1.0 };
        let lost = (1.0 + plan.discount_rate) / growth - 1.0;
        let classes = &segment.classes;
        // Where customers differ, or settle in, some stay longer than any power of what is lost.
        let lingering = classes.count() > 1
            || matches!(classes.shape, TenureShape::Data(_))
            || matches!(classes.shape, TenureShape::Power(c) if c < 1.0);
        if (lost == 0.0 && !classes.finite_lifetime) || (lost < 0.0 && lingering) {
            return None;
        }
        // A bill that has grown for so long is no number any more.
        if libm::log(growth) * self.end as f64 > MOST_GROWTH {
            return None;
        }
        let mut season = Season::new(plan, block, phases, (self.end, counted, self.beside), known);
        // Nobody joins after the horizon: younger tenures than this are empty by now.
        let youngest = |slots: usize| (self.end + 1 - plan.periods).min(slots - 1);
        // From a tenure on values are known, again and again; before it each follows from the next.
        let part = match counted {
            Counted::Money | Counted::Periods => 0,
            Counted::Steady => 1,
            Counted::Growing => 2,
        };
        // Who pays a price of his own shares what he is worth with nobody.
        let alone = &mut None;
        let known = match block.bill.price {
            Some(_) => alone,
            None => &mut self.settled[block.group][part],
        };
        let (slots, from) = match (segment.slots, segment.recurring) {
            (Slots::Settled(slots), _) => {
                if known.is_none() {
                    // Younger tenures look ahead from every step of the season.
                    let all = youngest(slots) + 1 < slots;
                    *known = Some(Rc::new(vec![season.settled(slots - 1, all, &mut self.room)?]));
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
        let own = youngest(slots)..slots;
        let row = phases.count * classes.count();
        let empty = || Vec::with_capacity(own.len() * row);
        let mut table = Values { margin: empty(), at_end: empty() };
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
                // The longest tenure first.
                table.margin.extend_from_slice(&values.margin[..row]);
                table.at_end.extend_from_slice(&values.at_end[..row]);
            }
        }
        Some((own, table))
    }
}

/// Logarithm of the largest factor by which a bill may have grown when it is valued to the end.
const MOST_GROWTH: f64 = 600.0;
