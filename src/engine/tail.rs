//! What customers are worth after the last period run, until the last of them has left.
//!
//! From there on rates repeat with the season. In a class whose hazard no longer depends on tenure the
//! value of each phase is linear in the values one period later, so one small linear system over a
//! season gives it exactly; tenures before that follow backwards. Where tenure matters for ever the
//! recursion starts so late that the rest is below the last digit.

use super::chance::{Chance, Moves};
use super::flows::UnitFlows;
use super::hazard::Hazard;
use super::lane::{Lane, Phases};
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
    slots: usize,
    margin: Vec<f64>,
    at_end: Vec<f64>,
}

impl TailTable {
    /// Value of the customers of a lane.
    #[must_use]
    pub fn of(&self, lane: &Lane) -> TailValue {
        let mut value = TailValue::default();
        for slot in 0..lane.used().min(self.slots) {
            for phase in 0..self.phases {
                let at = self.at(slot, phase);
                let cell = lane.cell(slot, phase);
                value.margin += super::lane::dot(cell, &self.margin[at.clone()]);
                value.margin_at_end += super::lane::dot(cell, &self.at_end[at]);
            }
        }
        value
    }

    /// Slots of tenure in the table; the last stands for all longer tenures where they are alike.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.slots
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
        let start = (slot * self.phases + phase) * self.classes;
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
    settled: Vec<Option<Values>>,
}

impl<'a> Tails<'a> {
    /// No block valued yet.
    #[must_use]
    pub fn new(plan: &'a Plan, end: usize) -> Self {
        Self { plan, end, settled: vec![None; plan.groups] }
    }

    /// Values of a block for tenures below `tenures`; none where they are infinite.
    #[must_use]
    pub fn table(
        &mut self,
        block: &BlockPlan,
        phases: &Phases,
        tenures: usize,
    ) -> Option<TailTable> {
        let plan = self.plan;
        let segment = &plan.segments[block.segment];
        if plan.discount_rate == 0.0 && !segment.classes.finite_lifetime {
            return None;
        }
        let mut season = Season::new(plan, block, phases, self.end);
        let (slots, mut later) = match segment.slots {
            Slots::Settled(slots) => {
                let known = self.settled[block.group].take();
                let values = match known {
                    Some(values) => values,
                    None => season.settled(slots - 1)?,
                };
                self.settled[block.group] = Some(values.clone());
                (slots, values)
            }
            Slots::Open => {
                let last = season.horizon_of_open_tenures(tenures)?;
                let mut later = Values::zero(&season);
                for k in (tenures..last).rev() {
                    later = season.before(k, &later);
                }
                (tenures, later)
            }
        };
        let mut table = TailTable::sized(phases, segment.classes.count(), slots);
        // Nobody joins after the horizon: younger tenures than this are empty by now.
        let youngest = (self.end + 1 - plan.periods).min(slots - 1);
        for slot in (youngest..slots).rev() {
            let settled = matches!(segment.slots, Slots::Settled(_)) && slot + 1 == slots;
            if !settled {
                later = season.before(slot, &later);
            }
            table.write(slot, &later);
        }
        Some(table)
    }
}

impl TailTable {
    fn sized(phases: &Phases, classes: usize, slots: usize) -> Self {
        let size = slots * phases.count * classes;
        Self {
            classes,
            phases: phases.count,
            slots,
            margin: vec![0.0; size],
            at_end: vec![0.0; size],
        }
    }

    fn write(&mut self, slot: usize, values: &Values) {
        let size = self.phases * self.classes;
        let own = slot * size..(slot + 1) * size;
        self.margin[own.clone()].copy_from_slice(&values.margin[..size]);
        self.at_end[own].copy_from_slice(&values.at_end[..size]);
    }
}

/// Values of one slot for every step of the season: index (step × phases + phase) × classes + class.
#[derive(Clone, Debug)]
struct Values {
    margin: Vec<f64>,
    at_end: Vec<f64>,
}

impl Values {
    fn zero(season: &Season<'_>) -> Self {
        let size = season.steps * season.phases.count * season.classes;
        Self { margin: vec![0.0; size], at_end: vec![0.0; size] }
    }
}

/// One block in the repeating season after the last period run.
struct Season<'a> {
    plan: &'a Plan,
    block: &'a BlockPlan,
    phases: &'a Phases,
    end: usize,
    steps: usize,
    classes: usize,
    hazards: Vec<Hazard>,
}

impl<'a> Season<'a> {
    fn new(plan: &'a Plan, block: &'a BlockPlan, phases: &'a Phases, end: usize) -> Self {
        let index = |i: usize| plan.rate_index(end + i);
        let same = |i: usize| {
            block.rates.observed[index(i)] == block.rates.observed[index(0)]
                && block.rates.total[index(i)] == block.rates.total[index(0)]
        };
        let steps = if (1..plan.cycle).all(same) { 1 } else { plan.cycle };
        let classes = plan.segments[block.segment].classes.count();
        let hazards = vec![Hazard::default(); steps];
        Self { plan, block, phases, end, steps, classes, hazards }
    }

    fn at(&self, i: usize, phase: usize, q: usize) -> usize {
        (i * self.phases.count + phase) * self.classes + q
    }

    fn load(&mut self, k: usize) {
        for (i, hazard) in self.hazards.iter_mut().enumerate() {
            hazard.fill_tenure(self.plan, self.block, self.end + i, k, &self.phases.multipliers);
        }
    }

    /// Margins of a customer of tenure `k` who is in `phase` at step `i`, without class-bound costs.
    fn margins(&self, k: usize) -> Vec<(f64, f64)> {
        let unit: Vec<UnitFlows> = (0..self.steps)
            .map(|i| UnitFlows::of(self.plan, self.block, self.end + i, k))
            .collect();
        let of = |i: usize, phase: usize| {
            let (discount, gift) = self.phases.given(phase, self.plan);
            unit[i].margins(self.plan, discount, gift)
        };
        (0..self.steps)
            .flat_map(|i| (0..self.phases.count).map(move |phase| (i, phase)))
            .map(|(i, phase)| of(i, phase))
            .collect()
    }

    fn chance(&self, i: usize) -> Chance<'_> {
        Chance {
            plan: self.plan,
            block: self.block,
            phases: self.phases,
            hazard: &self.hazards[i],
            t: self.end + i,
            served: None,
        }
    }

    /// Values at tenure `k` from those at tenure k + 1.
    fn before(&mut self, k: usize, later: &Values) -> Values {
        self.load(k);
        let margins = self.margins(k);
        let factor = self.plan.factor();
        let mut values = Values::zero(self);
        let mut moves = Moves::new();
        for i in 0..self.steps {
            let next = (i + 1) % self.steps;
            for phase in 0..self.phases.count {
                let (margin, at_end) = margins[i * self.phases.count + phase];
                for q in 0..self.classes {
                    self.chance(i).moves(0, phase, q, &mut moves);
                    let at = self.at(i, phase, q);
                    let ahead = |from: &[f64]| -> f64 {
                        moves.iter().map(|(to, chance)| chance * from[self.at(next, *to, q)]).sum()
                    };
                    values.margin[at] = margin - self.chance(i).class_cost(0, phase, q)
                        + factor * ahead(&later.margin);
                    values.at_end[at] = at_end + factor * ahead(&later.at_end);
                }
            }
        }
        values
    }

    /// Values at a tenure from which nothing changes with tenure.
    fn settled(&mut self, k: usize) -> Option<Values> {
        self.load(k);
        let margins = self.margins(k);
        let mut values = Values::zero(self);
        let unknown = Unknown::of(self.plan, self.phases);
        let mut chains = Chains::new(self);
        for q in 0..self.classes {
            // Mostly only the regular phase is entered from elsewhere than the phase before.
            if unknown.phases.len() == 1 {
                self.solve_chains(q, &margins, &mut chains, &mut values)?;
            } else {
                self.solve(q, &margins, &unknown, &mut values)?;
            }
        }
        Some(values)
    }

    /// The values of one class where every offer runs its course and ends in the regular phase: each
    /// chain of phases is worth `constant + ratio × regular` at its end, so only the regular phase's
    /// values over the season are unknown.
    fn solve_chains(
        &self,
        q: usize,
        margins: &[(f64, f64)],
        chains: &mut Chains,
        values: &mut Values,
    ) -> Option<()> {
        let (steps, phases, factor) = (self.steps, self.phases.count, self.plan.factor());
        let costly = !self.block.rates.failures.is_empty();
        let own = |i: usize, phase: usize| {
            let (margin, at_end) = margins[i * phases + phase];
            let cost = if costly { self.chance(i).failure_cost(0, phase, q) } else { 0.0 };
            (margin - cost, at_end)
        };
        let keep = |i: usize, phase: usize| {
            factor * self.hazards[i].keep(0, self.phases.multiplier[phase])[q]
        };
        for (chain, (first, length)) in chains.list.iter_mut().zip(chains.phases.iter()) {
            for (i, worth) in chain.iter_mut().enumerate() {
                *worth = (0.0, 0.0, 1.0);
                for a in (0..*length).rev() {
                    let at = (i + a) % steps;
                    let ((margin, at_end), keep) = (own(at, first + a), keep(at, first + a));
                    *worth = (margin + keep * worth.0, at_end + keep * worth.1, keep * worth.2);
                }
            }
        }
        let width = steps + 2;
        let system = &mut chains.system;
        system.fill(0.0);
        for i in 0..steps {
            self.chance(i).moves(0, 0, q, &mut chains.moves);
            let next = (i + 1) % steps;
            let (margin, at_end) = margins[i * phases];
            let equation = &mut system[i * width..(i + 1) * width];
            equation[i] += 1.0;
            equation[steps] += margin - self.chance(i).class_cost(0, 0, q);
            equation[steps + 1] += at_end;
            for (to, chance) in &chains.moves {
                let share = factor * chance;
                match chains.phases.iter().position(|(first, _)| first == to) {
                    None => equation[next] -= share,
                    Some(place) => {
                        let (worth, length) = (chains.list[place][next], chains.phases[place].1);
                        equation[(next + length) % steps] -= share * worth.2;
                        equation[steps] += share * worth.0;
                        equation[steps + 1] += share * worth.1;
                    }
                }
            }
        }
        eliminate(system, steps, width)?;
        for i in 0..steps {
            let at = self.at(i, 0, q);
            values.margin[at] = system[i * width + steps];
            values.at_end[at] = system[i * width + steps + 1];
        }
        for (first, length) in &chains.phases {
            for a in (0..*length).rev() {
                let after = if a + 1 == *length { 0 } else { first + a + 1 };
                for i in 0..steps {
                    let (from, to) = (self.at((i + 1) % steps, after, q), self.at(i, first + a, q));
                    let ((margin, at_end), keep) = (own(i, first + a), keep(i, first + a));
                    values.margin[to] = margin + keep * values.margin[from];
                    values.at_end[to] = at_end + keep * values.at_end[from];
                }
            }
        }
        Some(())
    }

    fn solve(
        &self,
        q: usize,
        margins: &[(f64, f64)],
        unknown: &Unknown,
        values: &mut Values,
    ) -> Option<()> {
        let (steps, phases, factor) = (self.steps, self.phases.count, self.plan.factor());
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
        let mut moves = Moves::new();
        let mut own = vec![0.0; width];
        let expand = |i: usize, phase: usize, rows: &[f64], own: &mut [f64], moves: &mut Moves| {
            own.fill(0.0);
            self.chance(i).moves(0, phase, q, moves);
            for (to, chance) in moves.iter() {
                let from = row((i + 1) % steps, *to);
                for (own, ahead) in own.iter_mut().zip(&rows[from..from + width]) {
                    *own += factor * chance * ahead;
                }
            }
            let (margin, at_end) = margins[i * phases + phase];
            own[size] += margin - self.chance(i).class_cost(0, phase, q);
            own[size + 1] += at_end;
        };
        // Later phases of an offer first: each refers only to the next one and to unknowns.
        for phase in (0..phases).rev().filter(|phase| !unknown.phases.contains(phase)) {
            for i in 0..steps {
                expand(i, phase, &rows, &mut own, &mut moves);
                rows[row(i, phase)..row(i, phase) + width].copy_from_slice(&own);
            }
        }
        let mut system = vec![0.0; size * width];
        for (u, phase) in unknown.phases.iter().enumerate() {
            for i in 0..steps {
                expand(i, *phase, &rows, &mut own, &mut moves);
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
                let at = self.at(i, phase, q);
                values.margin[at] = value(0);
                values.at_end[at] = value(1);
            }
        }
        Some(())
    }

    /// Tenure at which the recursion may start from nothing; none where it would never end.
    fn horizon_of_open_tenures(&self, tenures: usize) -> Option<usize> {
        let segment = &self.plan.segments[self.block.segment];
        let growth = libm::log(segment.price.growth).max(0.0);
        let discount = libm::log1p(self.plan.discount_rate) - growth;
        let least = segment.classes.log_hazard.iter().copied().fold(f64::INFINITY, f64::min);
        let factor = self.block.rates.observed[self.plan.rate_index(self.end)]
            * self.block.multiplier
            * self.block.rates.total[self.plan.rate_index(self.end)];
        let lost = |periods: f64| {
            let survived = segment.classes.shape.before((periods as usize).min(1 << 22));
            discount * periods + least * factor * survived
        };
        let mut periods = 64.0;
        while lost(periods) < NOTHING_LEFT {
            periods *= 2.0;
            if periods > LONGEST_TAIL {
                return None;
            }
        }
        Some(tenures + periods as usize)
    }
}

/// ln(1e-15): what is left of a customer is below the last digit of a value.
const NOTHING_LEFT: f64 = 34.5;
/// Longer tails are not followed period by period.
const LONGEST_TAIL: f64 = 70_000.0;

/// Room for [`Season::solve_chains`].
struct Chains {
    /// First phase and length of every chain: the saved and the offer-only of each desk.
    phases: Vec<(usize, usize)>,
    /// By chain and step: constants at the cash timing and the end, and the ratio of what follows.
    list: Vec<Vec<(f64, f64, f64)>>,
    system: Vec<f64>,
    moves: Moves,
}

impl Chains {
    fn new(season: &Season<'_>) -> Self {
        let desks = season.phases.desks.iter();
        let phases: Vec<(usize, usize)> =
            desks.flat_map(|own| [(own.saved, own.length), (own.offer_only, own.length)]).collect();
        Self {
            list: vec![vec![(0.0, 0.0, 1.0); season.steps]; phases.len()],
            phases,
            system: vec![0.0; season.steps * (season.steps + 2)],
            moves: Moves::new(),
        }
    }
}

/// Phases whose values other phases refer to in a circle.
struct Unknown {
    phases: Vec<usize>,
}

impl Unknown {
    fn of(plan: &Plan, phases: &Phases) -> Self {
        let mut unknown = vec![0];
        for own in &phases.desks {
            let desk = &plan.levers.desks[own.desk];
            if Phases::reaches(own.saved, desk) {
                unknown.extend([own.saved, own.offer_only]);
            }
            let last = own.saved + own.length - 1;
            if desk.lasting && !unknown.contains(&last) {
                unknown.push(last);
            }
        }
        Self { phases: unknown }
    }
}

/// Gaussian elimination of `size` equations in rows of `width` = size + 2 constants, in place. The
/// matrix is I − vP with P substochastic, so the diagonal dominates and needs no pivoting; none where
/// a customer never leaves and money never loses value.
fn eliminate(system: &mut [f64], size: usize, width: usize) -> Option<()> {
    for pivot in 0..size {
        let diagonal = system[pivot * width + pivot];
        if diagonal.is_nan() || diagonal <= 1e-14 {
            return None;
        }
        let (head, tail) = system.split_at_mut((pivot + 1) * width);
        let own = &mut head[pivot * width..];
        own[pivot..].iter_mut().for_each(|x| *x /= diagonal);
        let mut clear = |other: &mut [f64]| {
            let factor = other[pivot];
            if factor != 0.0 {
                for (x, y) in other[pivot..].iter_mut().zip(&own[pivot..]) {
                    *x -= factor * y;
                }
            }
        };
        tail.chunks_exact_mut(width).for_each(&mut clear);
    }
    for pivot in (0..size).rev() {
        let own = [system[pivot * width + size], system[pivot * width + size + 1]];
        for other in 0..pivot {
            let factor = system[other * width + pivot];
            if factor != 0.0 {
                system[other * width + size] -= factor * own[0];
                system[other * width + size + 1] -= factor * own[1];
            }
        }
    }
    Some(())
}
