//! After the horizon: points still to be redeemed, periods until rates repeat, and what is left then.

use std::sync::Arc;

use super::counted::Counted;
use super::population::{Population, Terms};
use super::run::{Depth, Kept, Run, Valued};
use super::tail::{TailTable, TailValue, Tails};
use super::{Life, Lives, Owner, Projection, RunOff};
use crate::lever::Repeat;
use crate::numeric::sum::Accumulator;
use crate::plan::{Account, CostPart, OriginKind, Plan, Slots, TenureShape, Vintage};

impl Run<'_> {
    /// Redeems the points, adds tax, lives on to the run-off and values it; leaves what hangs on the plan alone.
    pub(super) fn finish(&mut self) -> Projection {
        let plan = self.plan;
        self.catch_up(|_, _| true);
        self.post_planned();
        let owed = self.redeem();
        self.keep_own();
        self.out.ledger.post_tax(plan);
        if self.depth == Depth::Flows {
            return std::mem::take(&mut self.out);
        }
        let end = self.outlive();
        let valued = self.tails(end);
        let tails = &valued.tables[..];
        let fixed = self.fixed_cost(end, tails);
        let of = |s: usize| {
            let later = owed[s] + self.promised[s];
            self.run_off(s, end, tails).map(|run_off| RunOff {
                value: run_off.value - later,
                at_cash_timing: run_off.at_cash_timing - later,
                fixed_cost: fixed[s],
            })
        };
        let each: Vec<Option<RunOff>> = (0..plan.segments.len()).map(of).collect();
        let common = fixed[plan.segments.len()];
        let all: Option<RunOff> = each.iter().copied().sum();
        self.out.run_off = all.map(|all| RunOff { fixed_cost: all.fixed_cost + common, ..all });
        self.out.run_off_of = each;
        self.out.run_off_common = common;
        self.follow();
        self.out.opening_life = vec![Life::default(); plan.segments.len()];
        for population in &mut self.populations {
            let block = &plan.blocks[population.block];
            if plan.origins[block.origin].kind == OriginKind::Opening {
                let level = |k: usize| block.bill.level(end, k);
                let tail = tails[population.terms].as_ref();
                let rest = tail.map(|tail| population.customers.worth(tail, level));
                let life = std::mem::take(&mut population.life);
                self.out.opening_life[block.segment] = Life { rest, ..life };
            }
        }
        self.valued = Some(valued);
        self.lived()
    }

    /// What flows in each of the first periods after the horizon, as many as are asked for: what [`RunOff::net`]
    /// counts of them.
    fn follow(&mut self) {
        let plan = self.plan;
        let tax = plan.tax[plan.last()];
        let charged = self.billed > 0.0;
        for i in 0..self.after.paid.len() {
            let t = plan.periods + i;
            let cash = plan.discount(t, plan.delta);
            let (mut value, mut taxed) = (-self.after.paid[i], -self.after.paid[i]);
            for life in self.populations.iter().map(|own| &own.life) {
                // The last of them are the periods after the horizon.
                let at = life.margin.len() - (self.out.served.len() - plan.periods) + i;
                let fixed = if charged { plan.fixed_cost(t) / self.billed } else { 0.0 };
                let (margin, late) =
                    (life.margin[at] - fixed * life.active[at], life.margin_at_end[at]);
                value += margin * cash + late * plan.discount(t, 1.0);
                taxed += (margin + late) * cash;
            }
            self.out.followed.push(value - tax * taxed);
        }
    }

    /// Leaves out the series of programmes that take over after the horizon: within it they are nothing.
    fn keep_own(&mut self) {
        let (plan, out) = (self.plan, &mut self.out);
        let own = |programme: usize| programme < plan.programmes;
        out.desks.truncate(plan.levers.desks.iter().filter(|l| own(l.programme)).count());
        out.points.truncate(plan.levers.points.iter().filter(|l| own(l.programme)).count());
        out.cards.truncate(plan.levers.cards.iter().filter(|l| own(l.programme)).count());
        out.takers.truncate(plan.programmes);
        out.dead_weight.truncate(plan.programmes);
    }

    /// The probes' lives with the shares of attempts that desks serve given.
    pub(super) fn lives(mut self, served: &[Vec<f64>]) -> Projection {
        let end = self.least().max(served.len());
        for t in 0..end {
            self.live_served(t, served);
        }
        self.tails(end);
        self.lived()
    }

    /// The probes' lives from the period in which they join to the end of the horizon.
    pub(super) fn lives_from(mut self, joining: usize, served: &[Vec<f64>]) -> Projection {
        for t in joining..self.plan.periods {
            self.live_served(t, served);
        }
        self.lived()
    }

    /// The probes' period, of whose attempts the desks serve what is given; all where nothing is.
    fn live_served(&mut self, t: usize, served: &[Vec<f64>]) {
        self.prepare(t);
        match served.get(t) {
            Some(served) => self.served.clone_from(served),
            None => self.served.fill(1.0),
        }
        self.out.served.push(self.served.clone());
        (0..self.terms.len()).for_each(|terms| self.live(terms, t));
    }

    fn lived(&mut self) -> Projection {
        if self.depth != Depth::Customers {
            let lives = self.terms.iter_mut().map(|terms| std::mem::take(&mut terms.life));
            let (each, homes) = (lives.collect(), self.terms_of.clone());
            self.out.lives = Arc::new(Lives { each, homes });
        }
        std::mem::take(&mut self.out)
    }

    /// Values of every kind of customer from period `end` on; the probes' lives are completed with them.
    fn tails(&mut self, end: usize) -> Valued {
        let (plan, charged) = (self.plan, self.charged(end));
        let used = |terms: usize| {
            let own = self.populations.iter().filter(|p| p.terms == terms);
            own.map(|p| p.customers.used()).fold(self.terms[terms].probe.used(), usize::max)
        };
        let used: Vec<usize> = (0..self.terms.len()).map(used).collect();
        let alike = |own: &Valued| (own.end, own.charged, &own.used) == (end, charged, &used);
        if let Some(known) = self.valued.take_if(|own| self.depth == Depth::Customers && alike(own))
        {
            return known;
        }
        let mut valued = if charged {
            Tails::with_periods(plan, end)
        } else {
            Tails::new(plan, end, Counted::Money)
        };
        let hazards = &mut self.hazards;
        let tail = |(terms, used): (&Terms, &usize)| {
            let block = &plan.blocks[terms.block];
            valued.table(block, &terms.phases, *used, Some(&mut hazards[block.group]))
        };
        let tables: Vec<Option<TailTable>> = self.terms.iter().zip(&used).map(tail).collect();
        if self.depth == Depth::Customers {
            return Valued { end, charged, used, tables };
        }
        for (terms, tail) in self.terms.iter_mut().zip(&tables) {
            let (block, joiner) = (&plan.blocks[terms.block], terms.joiner.as_ref());
            let own = joiner.map(|(joining, _)| {
                let (hazards, used) = (&mut self.hazards[block.group], terms.probe.used());
                valued.table(joining, &terms.phases, used, Some(hazards))
            });
            let tail = own.as_ref().unwrap_or(tail);
            let bill = joiner.map_or(&block.bill, |(joining, _)| &joining.bill);
            let level = |k: usize| bill.level(end, k);
            let lived = !terms.life.active.is_empty();
            let rest = |tail: &TailTable| {
                if lived { tail.of(&terms.probe, level) } else { TailValue::default() }
            };
            terms.life.rest = tail.as_ref().map(rest);
        }
        Valued { end, charged, used, tables }
    }

    /// Points redeemed and expired; returns the present cost of what is redeemed after the horizon, by segment.
    fn redeem(&mut self) -> Vec<f64> {
        let plan = self.plan;
        let periods = plan.periods;
        let mut owed = vec![Accumulator::new(); plan.segments.len()];
        for (place, lever) in plan.levers.points.iter().enumerate() {
            let earned = std::mem::take(&mut self.earned[place]);
            let series = &mut self.out.points[place];
            let nothing = || vec![0.0; periods];
            let (mut expired, mut to_come) = (nothing(), nothing());
            let mut earned_in = vec![nothing(); plan.segments.len()];
            for (block, earned) in plan.blocks.iter().zip(&earned) {
                let own = earned_in[block.segment].iter_mut().zip(earned);
                own.for_each(|(all, earned)| *all += earned);
            }
            // All customers of a segment redeem alike: together, unless blocks are kept apart.
            let holders: Vec<(usize, Owner, &[f64])> =
                if matches!(self.kept, Kept::Apart | Kept::Split) {
                    let own =
                        plan.blocks.iter().zip(&earned).filter(|(_, earned)| !earned.is_empty());
                    own.map(|(b, earned)| (b.segment, Owner::block(plan, b), &earned[..])).collect()
                } else {
                    let own = earned_in.iter().enumerate();
                    own.map(|(s, earned)| (s, Owner::segment(s), &earned[..])).collect()
                };
            let mut redeemed = vec![nothing(); holders.len()];
            for ((segment, _, earned), redeemed) in holders.iter().zip(&mut redeemed) {
                for (since, earned) in earned.iter().enumerate() {
                    let mut last = 0.0;
                    for step in Vintage::new(lever, *segment, *earned, since) {
                        last = step.cumulative;
                        if step.t >= periods {
                            let cost = step.points * lever.cost_per_point[plan.last()];
                            let cost = cost * plan.discount(step.t, plan.delta);
                            owed[*segment].add(cost);
                            self.after.pay(step.t - periods, cost);
                            continue;
                        }
                        redeemed[step.t] += step.points;
                        to_come[step.t] += (step.expected - step.cumulative).max(0.0);
                    }
                    let cut_off = earned * lever.redemption(*segment, since).cut_off;
                    if let Some(end) = lever.ends().filter(|end| *end < periods) {
                        expired[end] += cut_off;
                    }
                    let ends = lever.expiry.map(|expiry| since + expiry);
                    if let Some(end) = ends.filter(|end| *end < periods) {
                        expired[end] += (earned - last - cut_off).max(0.0);
                    }
                }
            }
            let account = Account::Programme(lever.programme, CostPart::Reward);
            let mut outstanding = 0.0;
            for t in 0..periods {
                let earned: f64 = earned_in.iter().map(|own| own[t]).sum();
                let gone: f64 = redeemed.iter().map(|own| own[t]).sum();
                outstanding += earned - gone - expired[t];
                series.earned.push(earned);
                series.redeemed.push(gone);
                series.outstanding.push(outstanding);
                series.liability.push(to_come[t] * lever.point_value[t]);
                for ((_, owner, _), redeemed) in holders.iter().zip(&redeemed) {
                    let cost = redeemed[t] * lever.cost_per_point[t];
                    self.out.ledger.post(account, t, cost, *owner);
                }
            }
            series.earned_in = earned_in;
            series.expired = expired;
        }
        owed.iter().map(Accumulator::value).collect()
    }

    /// Goes on after the horizon without joiners until rates repeat and no desk is short of capacity.
    /// Returns the first period not run.
    pub(super) fn outlive(&mut self) -> usize {
        let plan = self.plan;
        let mut t = plan.periods;
        let least = self.least();
        let mut at_ease = 0;
        while t < least
            || (at_ease < plan.cycle && !self.eased(t) && t < plan.periods + RUN_OFF_ROOM)
        {
            self.period(t);
            at_ease = if self.served.iter().all(|served| *served == 1.0) { at_ease + 1 } else { 0 };
            t += 1;
        }
        t
    }

    /// The earliest end: rates repeat from there on, and no offer to those who came back runs on.
    fn least(&self) -> usize {
        let plan = self.plan;
        // One period more than the horizon: a value that does not count the first payment needs it.
        let offers = plan.origins.iter().filter_map(|origin| origin.offer.as_ref());
        let longest = offers.map(|offer| offer.discount.len()).max().unwrap_or(0);
        let least = plan.settled_from.max(plan.periods + 1);
        // What was taken while thresholds still moved runs on.
        let taken = plan.levers.risks.iter().map(|risk| risk.discount.len()).max().unwrap_or(0);
        let asked = self.after.paid.len();
        (least + taken).max(plan.periods + longest.max(promoted(plan)).max(asked))
    }

    /// Whether no desk can be short of capacity any more: not even if everybody could reach it in the
    /// worst month of the season, for nobody joins.
    fn eased(&mut self, t: usize) -> bool {
        let plan = self.plan;
        let last = plan.entry(t);
        for (d, desk) in plan.levers.desks.iter().enumerate() {
            let capacity = desk.capacity[last];
            if capacity.is_infinite() {
                continue;
            }
            let mut demand = 0.0;
            for place in 0..self.populations.len() {
                let Some(most) = self.most_attempts(place, d, t) else { return false };
                demand += most * desk.reach[last] * (1.0 + desk.gaming[last]);
            }
            if demand > capacity {
                return false;
            }
        }
        true
    }

    /// A bound on the attempts at desk `d` of a population's customers in any period from `t` on; none where
    /// hazards go on changing with tenure.
    fn most_attempts(&mut self, place: usize, d: usize, t: usize) -> Option<f64> {
        let plan = self.plan;
        let population = &self.populations[place];
        let block = &plan.blocks[population.block];
        let phases = &self.terms[population.terms].phases;
        let Some(lane) = population.customers.cells() else { return Some(0.0) };
        if lane.used() == 0 || phases.desks.iter().all(|own| own.desk != d) {
            return Some(0.0);
        }
        let segment = &plan.segments[block.segment];
        if block.hangs_on_risk() {
            return None;
        }
        // Tenures among which those are that are to come.
        let tenures = match (&segment.classes.shape, segment.slots, segment.recurring) {
            (TenureShape::Uniform, ..) => 1,
            (TenureShape::Table(_), Slots::Settled(slots), _) => slots,
            (TenureShape::Table(_), Slots::Open, Some((from, every))) => from + every,
            _ => return None,
        };
        // Saved customers may leave sooner; only where they reach the desk does it matter.
        let soonest = match plan.levers.desks[d].repeat {
            Repeat::AfterOffer => 0,
            Repeat::AnyTime => {
                let multipliers = phases.multipliers.iter().enumerate();
                multipliers.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(place, _)| place)
            }
        };
        let hazards = &mut self.hazards[block.group];
        let attempts = |i: usize| {
            hazards.prepare(plan, block, t + i, tenures, &phases.multipliers);
            let now = hazards.now();
            let mut keep = now.keep(0, soonest).to_vec();
            for k in 1..tenures {
                let each = keep.iter_mut().zip(now.keep(k, soonest));
                each.for_each(|(least, keep)| *least = least.min(*keep));
            }
            let heard = (0..tenures).map(|k| now.heard(d, k).most()).fold(0.0, f64::max);
            let slots = 0..lane.used();
            let leavers: f64 = slots.map(|slot| lane.most_leavers(slot, &keep)).sum();
            leavers * heard
        };
        Some((0..plan.cycle).map(attempts).fold(0.0, f64::max))
    }

    /// Value at the start of period 0 of what flows after the horizon from the customers of a segment.
    fn run_off(&self, s: usize, end: usize, tails: &[Option<TailTable>]) -> Option<RunOff> {
        let plan = self.plan;
        let own = |population: &&Population| plan.blocks[population.block].segment == s;
        let (mut value, mut at_cash) = (Accumulator::new(), Accumulator::new());
        let mut add = |t: usize, margin: f64, at_end: f64| {
            let cash = plan.discount(t, plan.delta);
            value.add(margin * cash + at_end * plan.discount(t, 1.0));
            at_cash.add((margin + at_end) * cash);
        };
        for Population { life, .. } in self.populations.iter().filter(own) {
            // The last of them are the periods after the horizon.
            let after = end - plan.periods;
            let first = life.margin.len() - after;
            for i in 0..after {
                add(plan.periods + i, life.margin[first + i], life.margin_at_end[first + i]);
            }
        }
        for population in self.populations.iter().filter(own) {
            if population.customers.count() == 0.0 {
                continue;
            }
            let bill = &plan.blocks[population.block].bill;
            let level = |k: usize| bill.level(end, k);
            let rest = population.customers.worth(tails[population.terms].as_ref()?, level);
            add(end, rest.margin, rest.margin_at_end);
        }
        Some(RunOff { value: value.value(), at_cash_timing: at_cash.value(), fixed_cost: 0.0 })
    }

    /// Whether customers bear fixed cost of programmes that run after the horizon.
    fn charged(&self, end: usize) -> bool {
        let plan = self.plan;
        self.billed > 0.0 && (plan.periods..=end).any(|t| plan.fixed_cost(t) != 0.0)
    }

    /// Value at the start of period 0 of the fixed cost of the programmes that run after the horizon, by segment
    /// whose own they are and at last of the others: each active customer bears what one bore in its last period.
    fn fixed_cost(&mut self, end: usize, tails: &[Option<TailTable>]) -> Vec<f64> {
        let plan = self.plan;
        let segments = plan.segments.len();
        if !self.charged(end) {
            return vec![0.0; segments + 1];
        }
        let billed: f64 = self.billed;
        let mut costs = vec![Accumulator::new(); segments + 1];
        let mut add = |t: usize, active: f64| {
            let each = active * plan.discount(t, plan.delta) / billed;
            for cost in &plan.levers.fixed {
                let own = cost.segment.unwrap_or(segments);
                costs[own].add(cost.fixed[plan.entry(t)] * each);
            }
        };
        for Population { life, .. } in &self.populations {
            let after = end - plan.periods;
            let first = life.active.len() - after;
            (0..after).for_each(|i| add(plan.periods + i, life.active[first + i]));
        }
        let mut valued = Tails::new(plan, end, Counted::Periods);
        for population in &self.populations {
            if population.customers.count() == 0.0 {
                continue;
            }
            // Where periods without end have a value, so has the money of each.
            if !plan.pays_late() {
                let tail = tails[population.terms].as_ref();
                add(
                    end,
                    tail.map_or(0.0, |tail| population.customers.worth(tail, |_| 1.0).periods),
                );
                continue;
            }
            let (block, terms) = (&plan.blocks[population.block], &self.terms[population.terms]);
            let hazards = &mut self.hazards[block.group];
            let used = population.customers.used();
            let tail = valued.table(block, &terms.phases, used, Some(hazards));
            add(end, tail.map_or(0.0, |tail| population.customers.worth(&tail, |_| 1.0).margin));
        }
        costs.iter().map(Accumulator::value).collect()
    }
}

/// Periods that a short desk may go on after the horizon before it is valued as if at ease.
pub(super) const RUN_OFF_ROOM: usize = 240;

/// Periods that no run of the plan exceeds.
pub fn longest_run(plan: &Plan) -> usize {
    let offers = plan.origins.iter().filter_map(|origin| origin.offer.as_ref());
    let longest = offers.map(|offer| offer.discount.len()).max().unwrap_or(0);
    let taken = plan.levers.risks.iter().map(|risk| risk.discount.len()).max().unwrap_or(0);
    plan.settled_from + taken + longest.max(promoted(plan)) + RUN_OFF_ROOM + 1
}

/// Periods that the longest offer runs which customers did not ask for.
fn promoted(plan: &Plan) -> usize {
    let all = plan.levers.promotions.iter();
    all.filter_map(|lever| lever.discount.settled_tenure()).max().unwrap_or(0)
}
