//! What customers are worth when rates repeat with the season for ever.

use super::chance::{Chance, Split, Worth};
use super::counted::Counted;
use super::hazard::{Hazard, Hazards};
use super::phases::Phases;
use super::risk::{self, ClassCost};
use super::unknown::Unknown;
use crate::lever::Desk;
use crate::numeric::systems::System;
use crate::plan::{BlockPlan, Plan, Sheet, Slots, TenureShape};

/// Values of one slot for every step of the season: index (step × phases + phase) × classes + class.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// Margins paid at the cash timing.
    pub margin: Vec<f64>,
    /// Margins paid at the end of their period.
    pub at_end: Vec<f64>,
}

impl Values {
    /// Nothing to come.
    pub fn zero(season: &Season<'_>) -> Self {
        let size = season.steps * season.phases.count * season.classes;
        Self { margin: vec![0.0; size], at_end: vec![0.0; size] }
    }
}

/// What customers of one tenure pay and cost over the season.
struct Paid<'m> {
    /// Margins by step and phase.
    margins: &'m [(f64, f64)],
    /// Whether anything falls at the end of a period.
    late: bool,
}

/// One block in the repeating season after the last period run.
#[derive(Debug)]
pub struct Season<'a> {
    pub(super) plan: &'a Plan,
    pub(super) block: &'a BlockPlan,
    pub(super) phases: &'a Phases,
    pub(super) end: usize,
    pub(super) counted: Counted,
    /// Whether periods are counted in the place of what is paid at the end of one.
    beside: bool,
    /// Whether anything stands there at all: few plans pay then.
    late: bool,
    pub(super) steps: usize,
    pub(super) classes: usize,
    hazards: Vec<Hazard>,
    /// Hazards of the run that came before, where they may be found again.
    known: Option<&'a mut Hazards>,
    /// Whether the steps' are among those: not where tenure matters.
    remembered: bool,
    /// Where each step's are.
    places: Vec<usize>,
    /// What offers to the riskiest cost at each step; empty where there are none.
    costs: Vec<ClassCost>,
}

impl<'a> Season<'a> {
    /// The season of `block` from period `end` on.
    pub fn new(
        plan: &'a Plan,
        block: &'a BlockPlan,
        phases: &'a Phases,
        (end, counted, beside): (usize, Counted, bool),
        known: Option<&'a mut Hazards>,
    ) -> Self {
        let alike = |i: usize| block.rates.alike[plan.rate_index(end + i)];
        let same = |i: usize| alike(i) == alike(0);
        let steps = if (1..plan.cycle).all(same) { 1 } else { plan.cycle };
        let classes = plan.segments[block.segment].classes.count();
        let (hazards, places) = (vec![Hazard::default(); steps], Vec::new());
        let costs = Vec::new();
        Self {
            plan,
            block,
            phases,
            end,
            counted,
            beside,
            late: beside || plan.pays_late(),
            steps,
            classes,
            hazards,
            known,
            remembered: false,
            places,
            costs,
        }
    }

    /// What a value of the next period is worth now: bills that grow lose less.
    pub(super) fn factor(&self) -> f64 {
        let discount = self.plan.factor();
        match self.counted {
            Counted::Growing => discount * self.block.bill.growth.settled(),
            Counted::Money | Counted::Steady | Counted::Periods => discount,
        }
    }

    pub(super) fn at(&self, i: usize, phase: usize) -> std::ops::Range<usize> {
        let start = (i * self.phases.count + phase) * self.classes;
        start..start + self.classes
    }

    fn load(&mut self, k: usize) {
        let (plan, block, multipliers) = (self.plan, self.block, &self.phases.multipliers[..]);
        let uniform = matches!(plan.segments[block.segment].classes.shape, TenureShape::Uniform);
        let settled = matches!(plan.segments[block.segment].slots, Slots::Settled(_));
        self.costs = self.class_costs(k);
        self.places.clear();
        match &mut self.known {
            // A season fits among those remembered.
            Some(known) if uniform && settled => {
                self.remembered = true;
                self.places.extend(
                    (0..self.steps)
                        .map(|i| known.prepare(plan, block, self.end + i, 1, multipliers)),
                );
            }
            _ => {
                // Most months of a season are alike, but whom an offer targets in them.
                let alike = |i: usize| block.rates.alike[plan.rate_index(self.end + i)];
                let targeted = block.hangs_on_risk();
                for (i, hazard) in self.hazards.iter_mut().enumerate() {
                    let known = (0..i).find(|other| !targeted && alike(*other) == alike(i));
                    let first = known.unwrap_or(i);
                    self.places.push(first);
                    if first == i {
                        hazard.fill_tenure(plan, block, self.end + i, k, multipliers);
                    }
                }
            }
        }
    }

    /// What offers to the riskiest cost a customer of tenure `k` at each step; empty where there are none.
    pub(super) fn class_costs(&self, k: usize) -> Vec<ClassCost> {
        if self.block.reach.risks.is_empty() || self.counted == Counted::Periods {
            return Vec::new();
        }
        let of = |i: usize| {
            let t = self.end + i;
            let mut sheet = Sheet::default();
            sheet.fill_ungrown(self.plan, self.block, t, k..k + 1);
            let all = risk::class_costs(self.plan, self.block, t, &sheet, (k, 1.0));
            all.into_iter().map(|cost| cost.part(self.counted))
        };
        (0..self.steps).flat_map(of).collect()
    }

    /// Hazards of step `i`.
    fn hazard(&self, i: usize) -> &Hazard {
        match &self.known {
            Some(known) if self.remembered => known.at(self.places[i]),
            _ => &self.hazards[self.places[i]],
        }
    }

    /// Margins of a customer of tenure `k` who is in `phase` at step `i`, without class-bound costs.
    pub(super) fn margins(&self, k: usize) -> Vec<(f64, f64)> {
        let phases = 0..self.phases.count;
        if self.counted == Counted::Periods {
            return vec![(1.0, 0.0); self.steps * phases.len()];
        }
        let given: Vec<(f64, f64)> =
            phases.map(|phase| self.phases.given(phase, self.plan)).collect();
        let mut margins = Vec::with_capacity(self.steps * given.len());
        let mut sheet = Sheet::default();
        for i in 0..self.steps {
            if i == 0 || self.end < self.plan.still_from {
                sheet.fill_ungrown(self.plan, self.block, self.end + i, k..k + 1);
            }
            margins.extend(given.iter().map(|(discount, gift)| {
                let (margin, at_end) = match self.counted {
                    Counted::Growing => return (sheet.growing(0, *discount), 0.0),
                    Counted::Steady => sheet.margins(0, 0.0, 0.0, *gift),
                    _ => sheet.margins(0, 1.0, *discount, *gift),
                };
                (margin, if self.beside { 1.0 } else { at_end })
            }));
        }
        margins
    }

    fn chance(&self, i: usize) -> Chance<'_> {
        Chance {
            plan: self.plan,
            block: self.block,
            phases: self.phases,
            hazard: self.hazard(i),
            row: 0,
            t: self.end + i,
            served: None,
            offers: self.costs.get(i),
            counted: self.counted,
            factor: self.factor(),
        }
    }

    /// Values at tenure `k` from those at tenure k + 1, at so many of the season's first steps; written where
    /// other values had `room`.
    pub fn before(
        &mut self,
        k: usize,
        later: &Values,
        steps: usize,
        room: Option<Values>,
    ) -> Values {
        self.load(k);
        let margins = self.margins(k);
        let mut values = room.unwrap_or_else(|| Values::zero(self));
        let mut split = Split::default();
        for i in 0..self.steps.min(steps) {
            let mut next = self.row((i + 1) % self.steps, later);
            if !self.late {
                next.at_end = &[];
            }
            for phase in 0..self.phases.count {
                let own = margins[i * self.phases.count + phase];
                let at = self.at(i, phase);
                let (margin, at_end) = (&mut values.margin[at.clone()], &mut values.at_end[at]);
                self.chance(i).back(phase, own, next, &mut split, margin, at_end);
            }
        }
        values
    }

    fn row<'v>(&self, i: usize, values: &'v Values) -> Worth<'v> {
        let at = self.at(i, 0).start..self.at(i + 1, 0).start;
        Worth { margin: &values.margin[at.clone()], at_end: &values.at_end[at] }
    }

    /// Values at a tenure `k` from which nothing changes with tenure; at the first step of the season
    /// only, or at `all`. None where they are infinite. They are worked out in `room`, whatever stands there.
    pub fn settled(&mut self, k: usize, all: bool, room: &mut Values) -> Option<Values> {
        self.load(k);
        let margins = self.margins(k);
        let unknown = Unknown::of(self.plan, self.phases);
        let row = self.phases.count * self.classes;
        for series in [&mut room.margin, &mut room.at_end] {
            series.resize(self.steps * row, 0.0);
        }
        // Mostly only the regular phase is entered from elsewhere than the phase before.
        if unknown.phases.len() == 1 {
            self.follow(&margins, all, room)?;
        } else {
            let mut splits = vec![Split::default(); self.steps * self.phases.count];
            for (place, split) in splits.iter_mut().enumerate() {
                self.chance(place / self.phases.count).split(place % self.phases.count, split);
            }
            for q in 0..self.classes {
                self.solve(q, &margins, &splits, &unknown, room)?;
            }
        }
        let wanted = if all { self.steps * row } else { row };
        Some(Values {
            margin: room.margin[..wanted].to_vec(),
            at_end: room.at_end[..wanted].to_vec(),
        })
    }

    /// The values where every offer runs its course and ends in the regular phase: each chain of phases
    /// is worth `constant + ratio × regular` at its end, so only the regular phase's values over the
    /// season are unknown. All classes at once.
    fn follow(&self, margins: &[(f64, f64)], all: bool, values: &mut Values) -> Option<()> {
        let (steps, phases, classes) = (self.steps, self.phases.count, self.classes);
        let factor = self.factor();
        // Few plans pay anything at the end of a period.
        let late = margins.iter().any(|(_, at_end)| *at_end != 0.0);
        let paid = Paid { margins, late };
        let mut split = Split::default();
        // Unknowns of the system: the regular phase at each step; then the two constants.
        let mut system = System::new(steps, classes);
        let mut chain = Chain::default();
        let mut anybody = false;
        for i in 0..steps {
            self.chance(i).split(0, &mut split);
            let next = (i + 1) % steps;
            let (margin, at_end) = margins[i * phases];
            system.entry(i, i).fill(1.0);
            system
                .entry(i, steps)
                .iter_mut()
                .zip(&split.cost)
                .for_each(|(c, cost)| *c = margin - cost);
            system.entry(i, steps + 1).fill(at_end);
            subtract(system.entry(i, next), &split.stay, factor);
            for (d, own) in self.phases.desks.iter().enumerate() {
                let shares = [&split.saved[d], &split.offer_only[d]];
                for ((first, length), share) in own.chains().into_iter().zip(shares) {
                    // A desk that has ended serves nobody.
                    if share.iter().all(|share| *share == 0.0) {
                        continue;
                    }
                    anybody = true;
                    self.run_chain(next, first, length, &paid, &mut chain);
                    let onward = (next + length) % steps;
                    chain.ratio.iter_mut().zip(share).for_each(|(r, share)| *r *= share);
                    subtract(system.entry(i, onward), &chain.ratio, factor);
                    chain.margin.iter_mut().zip(share).for_each(|(m, share)| *m *= -share);
                    subtract(system.entry(i, steps), &chain.margin, factor);
                    if late {
                        chain.at_end.iter_mut().zip(share).for_each(|(m, share)| *m *= -share);
                        subtract(system.entry(i, steps + 1), &chain.at_end, factor);
                    }
                }
            }
        }
        if anybody {
            system.eliminate()?
        } else {
            system.go_round()?
        }
        for i in 0..steps {
            let at = self.at(i, 0);
            values.margin[at.clone()].copy_from_slice(system.entry(i, steps));
            values.at_end[at].copy_from_slice(system.entry(i, steps + 1));
        }
        for own in &self.phases.desks {
            for (first, length) in own.chains() {
                for a in (0..length).rev() {
                    let after = if a + 1 == length { 0 } else { first + a + 1 };
                    for i in 0..if all { steps } else { steps.min(a + 1) } {
                        let later = self.at((i + 1) % steps, after);
                        let to = self.at(i, first + a);
                        let (margin, at_end) = margins[i * phases + first + a];
                        let keep = self.hazard(i).keep(0, self.phases.multiplier[first + a]);
                        for (q, keep) in keep.iter().enumerate() {
                            let later = margin + factor * keep * values.margin[later.start + q];
                            values.margin[to.start + q] = later;
                        }
                        if late {
                            for (q, keep) in keep.iter().enumerate() {
                                let later = at_end + factor * keep * values.at_end[later.start + q];
                                values.at_end[to.start + q] = later;
                            }
                        } else {
                            values.at_end[to.clone()].fill(0.0);
                        }
                        self.charge(i, first + a, &mut values.margin[to]);
                    }
                }
            }
        }
        Some(())
    }

    /// What a chain of `length` phases from `first` on is worth when entered at step `i`.
    fn run_chain(&self, i: usize, first: usize, length: usize, paid: &Paid<'_>, chain: &mut Chain) {
        let Paid { margins, late } = paid;
        chain.reset(self.classes);
        let factor = self.factor();
        for a in (0..length).rev() {
            let at = (i + a) % self.steps;
            let (margin, at_end) = margins[at * self.phases.count + first + a];
            let keep = self.hazard(at).keep(0, self.phases.multiplier[first + a]);
            chain
                .margin
                .iter_mut()
                .zip(keep)
                .for_each(|(m, keep)| *m = margin + factor * keep * *m);
            if *late {
                let later = chain.at_end.iter_mut().zip(keep);
                later.for_each(|(later, keep)| *later = at_end + factor * keep * *later);
            }
            chain.ratio.iter_mut().zip(keep).for_each(|(r, keep)| *r *= factor * keep);
            self.charge(at, first + a, &mut chain.margin);
        }
    }

    /// Takes what hangs on the class, failed payments and offers to the riskiest, in a phase at step `i` from a
    /// margin.
    fn charge(&self, i: usize, phase: usize, margin: &mut [f64]) {
        if self.counted.is_charged() && !self.block.rates.failures.is_empty() {
            let index = self.plan.rate_index(self.end + i);
            for (f, rate) in self.block.rates.failures.iter().enumerate() {
                let cost = rate.cost[index];
                let fail = self.hazard(i).fail(f, 0, self.phases.multiplier[phase]);
                margin.iter_mut().zip(fail).for_each(|(margin, fail)| *margin -= fail * cost);
            }
        }
        if let Some(offers) = self.costs.get(i) {
            let discount = self.phases.given(phase, self.plan).0;
            margin.iter_mut().zip(offers.each(discount)).for_each(|(margin, own)| *margin -= own);
        }
    }

    /// Tenure at which the recursion may start from nothing; none where it would never end.
    pub fn horizon_of_open_tenures(&self, tenures: usize) -> Option<usize> {
        let tail = open_tail(self.plan, self.block, (self.end, tenures), self.factor());
        tail.map(|periods| tenures + periods)
    }
}

/// Periods from `end` on after which nothing is left of a block's customers of a tenure, of whom a period leaves the `factor`
/// beside those who go; none where it would never end.
pub(super) fn open_tail(
    plan: &Plan,
    block: &BlockPlan,
    (end, tenure): (usize, usize),
    factor: f64,
) -> Option<usize> {
    let segment = &plan.segments[block.segment];
    let discount = -libm::log(factor);
    let least = segment.classes.log_hazard.iter().copied().fold(f64::INFINITY, f64::min);
    let time = segment.classes.time[segment.classes.time.len() - 1];
    let rates = &block.rates;
    // A season on average, where programmes keep the most, desks save all whom they can, and who is saved for good stays the
    // longest.
    let leaving = |i: usize| {
        let now = plan.rate_index(end + i);
        let then = plan.entry(end + i);
        let saved =
            |desk: &Desk| desk.reach[then] * desk.accept[then] * (1.0 - desk.would_have_stayed);
        let desks = plan.levers.desks.iter().zip(&rates.heard);
        let heard = desks.filter(|(_, heard)| heard.iter().any(|reason| *reason));
        let most = heard.map(|(desk, _)| saved(desk)).fold(0.0, f64::max);
        rates.observed[now] * rates.least(now) * (1.0 - most)
    };
    let season = (0..plan.cycle).map(leaving).sum::<f64>() / plan.cycle as f64;
    let for_good = plan.levers.desks.iter().filter(|desk| desk.lasting);
    let after = for_good.filter_map(|desk| desk.multiplier.last().copied()).fold(1.0, f64::min);
    let each = least * time * block.multiplier * season * after;
    let shape = &segment.classes.shape;
    let reached = shape.before(tenure);
    let lost = |periods: usize| {
        discount * periods as f64 + each * (shape.before(tenure + periods) - reached)
    };
    // The least that is enough: whole seasons of it are not the average.
    let (mut few, mut enough) = (0, LONGEST_TAIL);
    if lost(enough) < NOTHING_LEFT {
        return None;
    }
    while enough - few > 1 {
        let middle = few.midpoint(enough);
        if lost(middle) < NOTHING_LEFT { few = middle } else { enough = middle }
    }
    Some(enough + plan.cycle)
}

/// −ln(1e-15): what is left of a customer is below the last digit of a value.
const NOTHING_LEFT: f64 = 34.5;
/// Longer tails are not followed period by period.
const LONGEST_TAIL: usize = 65_536;

/// What one chain of phases is worth: `constant + ratio × regular phase at its end`, by class.
#[derive(Default)]
struct Chain {
    margin: Vec<f64>,
    at_end: Vec<f64>,
    ratio: Vec<f64>,
}

impl Chain {
    fn reset(&mut self, classes: usize) {
        for (series, value) in
            [(&mut self.margin, 0.0), (&mut self.at_end, 0.0), (&mut self.ratio, 1.0)]
        {
            series.clear();
            series.resize(classes, value);
        }
    }
}

fn subtract(from: &mut [f64], share: &[f64], factor: f64) {
    from.iter_mut().zip(share).for_each(|(from, share)| *from -= factor * share);
}
