//! The horizon, in rows of periods: one by one where customers act on one another; else each population goes through many
//! periods before the next one does.

use std::iter::repeat;
use std::ops::Range;

use super::population::Population;
use super::run::Run;
use crate::plan::{OriginKind, Plan, Slots};

/// Whether who joins hangs on no customers.
pub fn joins_freely(plan: &Plan) -> bool {
    let unheard = || plan.channels.iter().all(|c| c.word_of_mouth.iter().all(|w| *w == 0.0));
    let (referrals, win_backs) = (&plan.levers.referrals, &plan.levers.win_backs);
    let room = || plan.segments.iter().all(|segment| segment.capacity.is_none());
    let unlimited = plan.market.is_none() && plan.brand.is_none();
    unlimited && referrals.is_empty() && win_backs.is_empty() && unheard() && room()
}

/// Whether no customer does anything to another, and what each brings stands still between the dates of the plan.
pub fn is_alone(plan: &Plan) -> bool {
    joins_freely(plan)
        && plan.levers.risks.len() + plan.observed_risks.len() == 0
        && plan.levers.desks.is_empty()
        && plan.blocks.iter().all(|block| block.bill.is_still())
}

impl Run<'_> {
    /// All periods of the horizon.
    pub(super) fn horizon(&mut self) {
        let periods = self.plan.periods;
        let mut first = 0;
        while first < periods {
            let since = self.plan.still_since(first);
            let alike = |t: &usize| self.alone && self.plan.still_since(*t) == since;
            let row = first..first + 1 + (first + 1..periods).take_while(alike).count();
            first = row.end;
            self.row(row);
        }
    }

    /// Periods of the horizon, in the contract's order.
    fn row(&mut self, row: Range<usize>) {
        // 1–2. Opening counts; joiners enter; acquisition cost is posted. 3–6. Billing, then leaving through the desks;
        // closing counts.
        if self.alone {
            self.welcome(row.clone());
            self.together(row.clone());
        } else {
            let (plan, t) = (self.plan, row.start);
            let customers = self.populations.iter().map(|population| population.standing).sum();
            self.joining.arrivals(plan, t, customers, &mut self.arrivals);
            self.open(t);
            self.post_acquisition(t);
            (0..self.populations.len()).for_each(|place| self.join(place, t, self.arrived[place]));
            self.period(t);
            let pool = self.arrivals.pool;
            self.joining.remember(plan, &self.populations, pool);
        }
        self.billed = self.populations.iter().map(|population| population.active).sum();
        let last = row.end.min(self.plan.periods - 1);
        for (opening, closing) in self.out.opening.iter_mut().zip(&self.out.closing) {
            opening[row.start + 1..=last].copy_from_slice(&closing[row.start..last]);
        }
    }

    /// Those who come in a row of periods as planned, and what is paid for them.
    fn welcome(&mut self, row: Range<usize>) {
        let plan = self.plan;
        self.arrived.clear();
        self.arrived.resize(row.len() * self.populations.len(), 0.0);
        for (place, block) in plan.blocks.iter().enumerate() {
            let arrived = &mut self.arrived[self.home[place] * row.len()..][..row.len()];
            let (joiners, mix) = match plan.origins[block.origin].kind {
                OriginKind::Channel(c) => {
                    let channel = &plan.channels[c];
                    (&channel.joiners[row.clone()], channel.mix[block.segment])
                }
                _ => (&[][..], 0.0),
            };
            let planned = joiners.iter().map(|joiners| joiners * mix).chain(repeat(0.0));
            let came = row.clone().zip(planned);
            let came = came.map(|(t, planned)| self.chance.joiners(plan, block, t, planned));
            if let Some(series) = self.out.joined.get_mut(place) {
                series.extend(came.clone());
            }
            if let Some(series) = self.out.parts.get_mut(place) {
                series.came.extend(came.clone());
            }
            arrived.iter_mut().zip(came).for_each(|(arrived, came)| *arrived += came);
        }
        self.out.word_of_mouth.resize(row.end, 0.0);
        self.out.recommended.resize(row.end, 0.0);
        self.post_welcome(row);
    }

    /// One period of all populations.
    pub(super) fn period(&mut self, t: usize) {
        self.prepare(t);
        self.serve(t, t < self.plan.periods);
        self.out.served.push(self.served.clone());
        (0..self.terms.len()).for_each(|terms| self.live(terms, t));
        (0..self.populations.len()).for_each(|place| self.advance(place, t));
    }

    /// Many periods of one population after the other.
    fn together(&mut self, row: Range<usize>) {
        self.count_tenures();
        for terms in &mut self.terms {
            let block = &self.plan.blocks[terms.block];
            let last = terms.tenures + row.len() - 1;
            terms.tenures = match block.slots(&self.plan.segments[block.segment]) {
                Slots::Settled(slots) => last.min(slots),
                Slots::Open => last,
            };
        }
        self.price(row.start);
        self.out.served.resize_with(row.end, Vec::new);
        let lived = (0..self.terms.len()).filter(|place| self.is_lived(*place));
        for place in lived.collect::<Vec<_>>() {
            for t in row.clone() {
                let (block, used) = (self.terms[place].block, self.terms[place].probe.used());
                self.set_hazard(place, block, t, used);
                self.live(place, t);
            }
        }
        for place in 0..self.populations.len() {
            if self.fades(place) {
                self.fade(place, row.clone());
                continue;
            }
            for t in row.clone() {
                self.join(place, t, self.arrived[place * row.len() + t - row.start]);
                let Population { block, terms, customers, .. } = &self.populations[place];
                self.set_hazard(*terms, *block, t, customers.used().max(1));
                self.advance(place, t);
            }
        }
    }

    /// Hazards of every group and money of every kind of customer in period `t`.
    pub(super) fn prepare(&mut self, t: usize) {
        let plan = self.plan;
        self.aim(t);
        self.count_tenures();
        self.filled.clear();
        self.filled.resize(plan.groups, 0);
        for terms in &self.terms {
            let block = &plan.blocks[terms.block];
            let filled = &mut self.filled[block.group];
            if *filled < terms.tenures {
                let multipliers = &terms.phases.multipliers;
                self.hazards[block.group].prepare(plan, block, t, terms.tenures, multipliers);
                *filled = terms.tenures;
            }
        }
        self.price(t);
    }

    /// Counts the tenures of every kind of customer.
    fn count_tenures(&mut self) {
        for terms in &mut self.terms {
            terms.tenures = terms.probe.used().max(1);
        }
        for population in &self.populations {
            let used = population.shadow.as_ref().map_or(0, |(shadow, _)| shadow.used());
            let own = &mut self.terms[population.terms].tenures;
            *own = (*own).max(used).max(population.customers.used());
        }
    }

    /// Writes down the money of every kind of customer in period `t`, where it does not stand as it was.
    fn price(&mut self, t: usize) {
        let (plan, since) = (self.plan, self.plan.still_since(t));
        self.catch_up(|_, terms| !terms.stands(since));
        let moved = self.terms.iter_mut().filter(|terms| !terms.stands(since));
        moved.for_each(|terms| terms.price(plan, t, since));
    }

    fn set_hazard(&mut self, terms: usize, block: usize, t: usize, tenures: usize) {
        let block = &self.plan.blocks[block];
        let multipliers = &self.terms[terms].phases.multipliers;
        self.hazards[block.group].prepare(self.plan, block, t, tenures, multipliers);
    }
}
