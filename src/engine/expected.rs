//! The expected engine: real-valued counts, one pass over the periods in the order of
//! `docs/model.md`, section 5.

use super::flows::{UnitFlows, earned_per_unit};
use super::hazard::Hazard;
use super::joining::{Arrivals, Joining};
use super::lane::{Lane, LaneStep, Phases};
use super::tail::{TailTable, Tails};
use super::{DeskSeries, Ledger, Life, PointsSeries, Projection, RevenueMoves, RunOff};
use crate::lever::MOST_DESKS;
use crate::numeric::random::{Stream, key};
use crate::numeric::sum::Accumulator;
use crate::plan::{Account, OpeningGroup, OriginKind, Part, Plan};

/// Runs a plan in expected values.
#[must_use]
pub fn project(plan: &Plan) -> Projection {
    run(plan, Chance::Expected)
}

/// Runs a plan with whole customers who each leave by their own chance; exact in distribution.
///
/// Lifetime values stay expected ones: they are a customer's, not the customers'.
#[must_use]
pub fn simulate(plan: &Plan, key: u64) -> Projection {
    run(plan, Chance::Drawn(key))
}

/// Whether customers' own chance is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Integrated out: counts are expected values.
    Expected,
    /// Drawn from streams under this key.
    Drawn(u64),
}

impl Chance {
    /// The stream of one block in one period; strategies share it.
    fn stream(self, plan: &Plan, block: usize, t: usize) -> Option<Stream> {
        let Self::Drawn(own) = self else { return None };
        let block = &plan.blocks[block];
        let origin = plan.origins[block.origin].kind.key();
        Some(Stream::new(key(&[own, block.segment as u64, origin, t as u64])))
    }
}

/// Counts and ledger of the horizon in expected values; no lives, no run-off.
#[must_use]
pub fn project_flows(plan: &Plan) -> Projection {
    let mut run = Run::new(plan, Chance::Expected);
    run.depth = Depth::Flows;
    for t in 0..plan.periods {
        run.period(t);
    }
    run.finish()
}

/// How much of a projection is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The flows of the horizon.
    Flows,
    /// Also what customers are worth.
    Values,
}

fn run(plan: &Plan, chance: Chance) -> Projection {
    let mut run = Run::new(plan, chance);
    for t in 0..plan.periods {
        run.period(t);
    }
    run.finish()
}

/// Customers who live alike: the business itself, one probe customer, and people who take a win-back
/// offer although they came back by themselves.
struct Population {
    /// The first of its blocks; all of them have its terms and hazards.
    block: usize,
    phases: Phases,
    main: Lane,
    probe: Lane,
    shadow: Option<Lane>,
    step: LaneStep,
    /// Flows of one customer by tenure, in the period being run.
    units: Vec<UnitFlows>,
}

struct Run<'a> {
    plan: &'a Plan,
    chance: Chance,
    depth: Depth,
    populations: Vec<Population>,
    /// Population of each block.
    home: Vec<usize>,
    hazards: Vec<Hazard>,
    joining: Joining,
    out: Projection,
    probes: Vec<Life>,
    main: Vec<Life>,
    /// Customers at the end of the period before, by population.
    standing: Vec<f64>,
    /// Points earned by lever and period.
    earned: Vec<Vec<f64>>,
    /// Share of a desk's attempts that were served in the last period run.
    served: Vec<f64>,
    /// Present cost of offers that run on after the horizon for people who came back by themselves.
    promised: f64,
}

/// Which population each block belongs to: in expected values, channels without terms of their own
/// and with the same hazards share one. Whole customers keep to their block, whose key they have.
fn homes(plan: &Plan, chance: Chance) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    let plain = |block: &crate::plan::BlockPlan| {
        let origin = &plan.origins[block.origin];
        matches!(origin.kind, OriginKind::Channel(_)) && origin.trial.0 == 0
    };
    let mut home = Vec::with_capacity(plan.blocks.len());
    for (place, block) in plan.blocks.iter().enumerate() {
        let alike = |first: &usize| {
            let other = &plan.blocks[*first];
            plain(other) && other.group == block.group
        };
        let shared = chance == Chance::Expected && plain(block);
        let found = if shared { firsts.iter().position(alike) } else { None };
        home.push(found.unwrap_or(firsts.len()));
        if found.is_none() {
            firsts.push(place);
        }
    }
    home
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, chance: Chance) -> Self {
        let oldest = plan.segments.iter().flat_map(|s| s.opening.last()).map(|g| g.tenure).max();
        let open_slots = plan.settled_from + plan.cycle + oldest.unwrap_or(0) + 4 + RUN_OFF_ROOM;
        let home = homes(plan, chance);
        let mut populations: Vec<Population> = Vec::new();
        for (place, block) in plan.blocks.iter().enumerate() {
            if home[place] < populations.len() {
                continue;
            }
            let segment = &plan.segments[block.segment];
            let phases = Phases::of(plan, block);
            let lane = || Lane::new(plan, block, &phases, open_slots);
            let (mut main, mut probe) = (lane(), lane());
            probe.add(0, 1.0, &segment.classes.weight);
            let kind = plan.origins[block.origin].kind;
            if kind == OriginKind::Opening {
                open_base(&mut main, &segment.opening, chance, block.segment);
            }
            let shadow = matches!(kind, OriginKind::WinBack(_)).then(lane);
            let (step, units) = (LaneStep::default(), Vec::new());
            populations.push(Population { block: place, phases, main, probe, shadow, step, units });
        }
        let standing: Vec<f64> = populations.iter().map(|p| p.main.count()).collect();
        let (segments, periods) = (plan.segments.len(), plan.periods);
        let by_segment = || vec![Vec::with_capacity(periods); segments];
        let lives = vec![Life::default(); populations.len()];
        let mut run = Self {
            joining: Joining::new(plan, &[]),
            standing,
            home,
            hazards: vec![Hazard::default(); plan.groups],
            probes: lives.clone(),
            main: lives,
            earned: vec![vec![0.0; periods]; plan.levers.points.len()],
            served: vec![1.0; plan.levers.desks.len()],
            promised: 0.0,
            out: Projection {
                opening: by_segment(),
                joined: vec![Vec::with_capacity(periods); plan.blocks.len()],
                returned: by_segment(),
                left: by_segment(),
                closing: by_segment(),
                left_by_reason: vec![vec![0.0; periods]; plan.reasons],
                word_of_mouth: Vec::with_capacity(periods),
                ledger: Ledger::new(plan),
                pool: plan.market.as_ref().map(|_| Vec::with_capacity(periods)),
                exhausted: None,
                desks: vec![DeskSeries::default(); plan.levers.desks.len()],
                points: vec![PointsSeries::default(); plan.levers.points.len()],
                takers: vec![vec![0.0; periods]; plan.programmes],
                revenue_moves: RevenueMoves::sized(periods),
                probes: Vec::new(),
                homes: Vec::new(),
                opening_life: Vec::new(),
                served: Vec::new(),
                run_off: None,
            },
            populations,
            plan,
            chance,
            depth: Depth::Values,
        };
        run.joining = Joining::new(plan, &run.by_block(&run.standing));
        run
    }

    /// Numbers of the populations as numbers of blocks: all of a population stands at its first.
    /// Blocks that share one are alike in segment and in every lever's scope.
    fn by_block(&self, by_population: &[f64]) -> Vec<f64> {
        let mut blocks = vec![0.0; self.plan.blocks.len()];
        for (population, count) in self.populations.iter().zip(by_population) {
            blocks[population.block] = *count;
        }
        blocks
    }

    fn sum_of(&self, segment: usize, by_population: &[f64]) -> f64 {
        let own = self.populations.iter().zip(by_population);
        let here = own.filter(|(p, _)| self.plan.blocks[p.block].segment == segment);
        here.map(|(_, count)| count).sum()
    }

    /// One period of the horizon, in the contract's order.
    fn period(&mut self, t: usize) {
        let plan = self.plan;
        // 1–2. Opening counts; joiners enter; acquisition cost is posted.
        let customers: f64 = self.standing.iter().sum();
        let mut arrivals = self.joining.arrivals(plan, t, customers);
        self.open(t, &mut arrivals);
        self.post_acquisition(t, &arrivals);
        self.post_fixed(t);
        // 3–5. Billing, then leaving through the desks.
        let (active, left) = self.advance(t, Some(&arrivals));
        // 6. Closing counts.
        let sums: Vec<(f64, f64)> = (0..plan.segments.len())
            .map(|s| (self.sum_of(s, &self.standing), self.sum_of(s, &left)))
            .collect();
        for (s, closing) in self.out.closing.iter_mut().enumerate() {
            closing.push(sums[s].0);
            self.out.left[s].push(sums[s].1);
        }
        let (active, left) = (self.by_block(&active), self.by_block(&left));
        self.joining.remember(plan, active, &left);
    }

    fn open(&mut self, t: usize, arrivals: &mut Arrivals) {
        let plan = self.plan;
        let standing: Vec<f64> =
            (0..plan.segments.len()).map(|s| self.sum_of(s, &self.standing)).collect();
        for (s, opening) in self.out.opening.iter_mut().enumerate() {
            opening.push(standing[s]);
            self.out.returned[s].push(0.0);
        }
        for (place, block) in plan.blocks.iter().enumerate() {
            let population = &mut self.populations[self.home[place]];
            let share = &plan.segments[block.segment].classes.weight;
            // After the streams of leaving, so that the two never share a key.
            let stream = self.chance.stream(plan, place, t + MOST_PERIODS);
            let count = match stream {
                Some(mut stream) if arrivals.by_block[place] > 0.0 => {
                    let whole = stream.whole(arrivals.by_block[place]);
                    population.main.add_drawn(0, whole, share, &mut stream);
                    whole as f64
                }
                _ => {
                    if arrivals.by_block[place] > 0.0 {
                        population.main.add(0, arrivals.by_block[place], share);
                    }
                    arrivals.by_block[place]
                }
            };
            arrivals.by_block[place] = count;
            match plan.origins[block.origin].kind {
                OriginKind::WinBack(w) => {
                    self.out.returned[block.segment][t] += count;
                    self.out.joined[place].push(0.0);
                    let takers = arrivals.offer_only[w][block.segment];
                    self.out.takers[plan.levers.win_backs[w].programme][t] += count + takers;
                    if let Some(shadow) = population.shadow.as_mut().filter(|_| takers > 0.0) {
                        shadow.add(0, takers, share);
                    }
                }
                _ => self.out.joined[place].push(count),
            }
        }
        self.out.word_of_mouth.push(arrivals.word_of_mouth);
        if let (Some(pool), Some(prospects)) = (&mut self.out.pool, arrivals.pool) {
            pool.push(prospects);
        }
        if arrivals.exhausted && self.out.exhausted.is_none() {
            self.out.exhausted = Some(t);
        }
    }

    fn post_acquisition(&mut self, t: usize, arrivals: &Arrivals) {
        let plan = self.plan;
        let ledger = &mut self.out.ledger;
        for (c, channel) in plan.channels.iter().enumerate() {
            let blocks = plan.blocks.iter().zip(&arrivals.by_block);
            let own = |origin: usize| plan.origins[origin].kind == OriginKind::Channel(c);
            let joined: f64 = blocks.filter(|(b, _)| own(b.origin)).map(|(_, count)| count).sum();
            ledger.post(Account::Media(c), t, channel.media[t]);
            ledger.post(Account::Commission(c), t, arrivals.paid[c] * channel.commission[t]);
            ledger.post(Account::Onboarding(c), t, joined * channel.onboarding[t]);
        }
        if let Some(market) = &plan.market {
            ledger.post(Account::MarketEntry, t, market.entry_cost[t]);
        }
        for (lever, rewarded) in plan.levers.referrals.iter().zip(&arrivals.rewarded) {
            let part = |part| Account::Programme(lever.programme, part);
            for (segment, converts) in plan.segments.iter().zip(rewarded) {
                let paid = converts * (1.0 + lever.abuse);
                ledger.post(part(Part::Reward), t, paid * lever.reward[t]);
                let discount = paid * lever.friend_discount * segment.price.at(t, 0);
                ledger.post(part(Part::Discount), t, discount);
                self.out.takers[lever.programme][t] += paid;
            }
        }
        for (lever, contacted) in plan.levers.win_backs.iter().zip(&arrivals.contacted) {
            let account = Account::Programme(lever.programme, Part::Contact);
            ledger.post(account, t, contacted * lever.per_contact[t]);
        }
    }

    fn post_fixed(&mut self, t: usize) {
        let plan = self.plan;
        let ledger = &mut self.out.ledger;
        for (o, (team, amount)) in plan.overheads.iter().enumerate() {
            let account = if *team { Account::AcquisitionTeam(o) } else { Account::Overhead(o) };
            ledger.post(account, t, amount[t]);
        }
        for cost in &plan.levers.costs {
            let part = |part| Account::Programme(cost.programme, part);
            ledger.post(part(Part::Fixed), t, cost.fixed[t]);
            if let Some((_, amount)) = cost.set_up.filter(|(first, _)| *first == t) {
                ledger.post(part(Part::SetUp), t, amount);
            }
        }
    }

    /// Bills the active customers and lets them leave. Returns customers billed and leavers by
    /// population. Without arrivals the period lies after the horizon and posts nothing.
    fn advance(&mut self, t: usize, arrivals: Option<&Arrivals>) -> (Vec<f64>, Vec<f64>) {
        let plan = self.plan;
        self.prepare(t);
        self.serve(t, arrivals.is_some());
        self.out.served.push(self.served.clone());
        let mut active = Vec::with_capacity(self.populations.len());
        let mut left = Vec::with_capacity(self.populations.len());
        for place in 0..self.populations.len() {
            let taken = self.taken(place, t);
            if self.depth == Depth::Values {
                self.move_lane(place, t, &taken, Which::Probe);
                self.live(place, t, Which::Probe);
            }
            if self.populations[place].shadow.is_some() {
                // They stand for customers counted elsewhere: a desk serves them there.
                self.move_lane(place, t, &vec![0.0; taken.len()], Which::Shadow);
                self.post_offers(place, t);
            }
            self.move_lane(place, t, &taken, Which::Main);
            self.live(place, t, Which::Main);
            let step = &self.populations[place].step;
            let here: f64 = step.active.iter().sum();
            let gone = step.leavers.iter().sum::<f64>() - step.saved.iter().sum::<f64>();
            if let Some(arrivals) = arrivals {
                let own =
                    arrivals.by_block.iter().zip(&self.home).filter(|(_, home)| **home == place);
                let arrived = own.map(|(count, _)| count).sum();
                self.post_population(place, t, here, arrived);
            }
            active.push(here);
            left.push(gone);
            // Subtracting keeps closing = opening + joined − left to the last bit.
            self.standing[place] = here - gone;
        }
        let _ = plan;
        (active, left)
    }

    /// Hazards of every group and flows of every population in period `t`.
    fn prepare(&mut self, t: usize) {
        let plan = self.plan;
        let mut filled = vec![0; plan.groups];
        for population in &mut self.populations {
            let block = &plan.blocks[population.block];
            let tenures = population.main.used().max(population.probe.used());
            let tenures = tenures.max(population.shadow.as_ref().map_or(0, Lane::used));
            if filled[block.group] < tenures {
                let multipliers = &population.phases.multipliers;
                self.hazards[block.group].fill(plan, block, t, tenures, multipliers);
                filled[block.group] = tenures;
            }
            population.units.clear();
            population.units.extend((0..tenures).map(|k| UnitFlows::of(plan, block, t, k)));
        }
    }

    /// Demand on every desk, and the share of attempts that it serves.
    fn serve(&mut self, t: usize, post: bool) {
        let plan = self.plan;
        if plan.levers.desks.is_empty() {
            return;
        }
        let mut attempts = vec![0.0; plan.levers.desks.len()];
        for p in &self.populations {
            let block = &plan.blocks[p.block];
            let own = p.main.attempts(plan, block, &p.phases, &self.hazards[block.group], t);
            for (desk, count) in p.phases.desks.iter().zip(own) {
                attempts[desk.desk] += count;
            }
        }
        let now = t.min(plan.last());
        for (d, desk) in plan.levers.desks.iter().enumerate() {
            // Contacts made only for the offer occupy agents like any other.
            let wanted = attempts[d] * desk.reach[now];
            let demand = wanted * (1.0 + desk.gaming[now]);
            let capacity = desk.capacity[now];
            self.served[d] = if demand > capacity { capacity / demand } else { 1.0 };
            if !post {
                continue;
            }
            let contacts = wanted * self.served[d];
            let gaming = contacts * desk.gaming[now];
            let series = &mut self.out.desks[d];
            series.demand.push(demand);
            series.capacity.push(capacity);
            series.contacts.push(contacts);
            series.takers.push(contacts * desk.accept);
            series.saved.push(0.0);
            let account = Account::Programme(desk.programme, Part::Contact);
            self.out.ledger.post(account, t, (contacts + gaming) * desk.per_contact[now]);
            self.out.takers[desk.programme][t] += contacts * desk.accept;
        }
    }

    /// Share of attempts that take an offer, per desk of a block.
    fn taken(&self, place: usize, t: usize) -> Vec<f64> {
        let now = t.min(self.plan.last());
        let of = |own: &super::lane::DeskPhases| {
            let desk = &self.plan.levers.desks[own.desk];
            desk.reach[now] * self.served[own.desk] * desk.accept
        };
        self.populations[place].phases.desks.iter().map(of).collect()
    }

    fn move_lane(&mut self, place: usize, t: usize, taken: &[f64], which: Which) {
        let plan = self.plan;
        let population = &mut self.populations[place];
        let block = &plan.blocks[population.block];
        // Within the horizon only: what the closing customers are worth is an expected value.
        let drawn = which == Which::Main && t < plan.periods;
        let chance = if drawn { self.chance } else { Chance::Expected };
        let mut stream = chance.stream(plan, population.block, t);
        let lane = match which {
            Which::Main => &mut population.main,
            Which::Probe => &mut population.probe,
            Which::Shadow => population.shadow.as_mut().expect("asked for only where there is one"),
        };
        let hazard = &self.hazards[block.group];
        let step = &mut population.step;
        lane.step(plan, block, &population.phases, hazard, t, taken, stream.as_mut(), step);
    }

    /// Adds a period to the life of a population's customers, or of its probe.
    fn live(&mut self, place: usize, t: usize, which: Which) {
        let plan = self.plan;
        let Population { block, phases, step, units, .. } = &self.populations[place];
        let block = &plan.blocks[*block];
        let now = t.min(plan.last());
        let (mut active, mut margin, mut at_end) = (0.0, 0.0, 0.0);
        for (unit, cells) in units.iter().zip(step.active.chunks_exact(phases.count)) {
            let given = Given::of(plan, phases, cells);
            if given.active == 0.0 {
                continue;
            }
            let own = unit.margins(plan, 0.0, 0.0);
            active += given.active;
            margin += given.active * own.0;
            margin -= given.discount.iter().sum::<f64>() * unit.billed * unit.kept_share();
            margin -= given.gift.iter().sum::<f64>();
            at_end += given.active * own.1;
        }
        for (own, attempts) in phases.desks.iter().zip(&step.attempts) {
            let desk = &plan.levers.desks[own.desk];
            let contacts = attempts * desk.reach[now] * self.served[own.desk];
            margin -= contacts * (1.0 + desk.gaming[now]) * desk.per_contact[now];
        }
        let index = plan.rate_index(t);
        for (rate, failures) in block.rates.failures.iter().zip(&step.failures) {
            margin -= failures * rate.cost[index];
        }
        let life = match which {
            Which::Probe => &mut self.probes[place],
            _ => &mut self.main[place],
        };
        life.active.push(active);
        life.margin.push(margin);
        life.margin_at_end.push(at_end);
    }

    /// Posts the flows of a population's customers.
    fn post_population(&mut self, place: usize, t: usize, active: f64, arrived: f64) {
        let plan = self.plan;
        let Population { block, phases, step, units, .. } = &self.populations[place];
        let block = &plan.blocks[*block];
        let segment = &plan.segments[block.segment];
        let mut sums = Sums { active, ..Sums::default() };
        let ledger = &mut self.out.ledger;
        for (k, unit) in units.iter().enumerate().take(step.leavers.len()) {
            let given = Given::of(plan, phases, &step.active[k * phases.count..][..phases.count]);
            let stay = given.active - step.leavers[k];
            sums.add(&given, unit);
            sums.churned += step.leavers[k] * unit.list;
            sums.contraction += stay * unit.list * segment.contraction;
            sums.expansion += stay * unit.list * segment.expansion;
            for (d, own) in phases.desks.iter().enumerate() {
                let part = |part| Account::Programme(plan.levers.desks[own.desk].programme, part);
                ledger.post(part(Part::Discount), t, given.discount[d] * unit.billed);
                ledger.post(part(Part::Reward), t, given.gift[d]);
            }
        }
        let index = plan.rate_index(t);
        for (rate, failures) in block.rates.failures.iter().zip(&step.failures) {
            let account = Account::Programme(rate.programme, Part::Contact);
            ledger.post(account, t, failures * rate.cost[index]);
        }
        let moves = &mut self.out.revenue_moves;
        moves.billed[t] += sums.list;
        moves.churned[t] += sums.churned;
        moves.contraction[t] += sums.contraction;
        moves.expansion[t] += sums.expansion;
        moves.new[t] += arrived * segment.price.at(t, 0);
        self.post_sums(place, t, &sums);
        self.post_points(place, t, &sums, arrived);
        self.post_reasons(place, t);
    }

    fn post_sums(&mut self, place: usize, t: usize, sums: &Sums) {
        let plan = self.plan;
        let origin = &plan.origins[plan.blocks[self.populations[place].block].origin];
        let ledger = &mut self.out.ledger;
        ledger.post(Account::GrossRevenue, t, sums.list);
        ledger.post(Account::CostOfRevenue, t, sums.cost_of_revenue);
        ledger.post(Account::CostOfSales, t, sums.cost_of_sales);
        ledger.post(Account::PaymentFees, t, sums.payment_fees);
        ledger.post(Account::Service, t, sums.service);
        ledger.post(Account::RetentionSpend, t, sums.retention);
        ledger.post(Account::RetentionResponse, t, sums.response);
        if let OriginKind::Channel(c) = origin.kind {
            ledger.post(Account::FirstPeriodDiscount(c), t, sums.trial_discount);
        }
        if let Some(offer) = &origin.offer {
            let part = |part| Account::Programme(offer.programme, part);
            ledger.post(part(Part::Discount), t, sums.origin_discount);
            ledger.post(part(Part::Reward), t, sums.origin_gift);
        }
    }

    fn post_points(&mut self, place: usize, t: usize, sums: &Sums, arrived: f64) {
        let plan = self.plan;
        let block = &plan.blocks[self.populations[place].block];
        for points in &block.points {
            let lever = &plan.levers.points[*points];
            let share = lever.members[block.segment][t];
            let before = if t == 0 { 0.0 } else { lever.members[block.segment][t - 1] };
            let members = sums.active * share;
            // Those already here enrol as the ramp rises; those who arrive enrol at once.
            let enrolled = (share - before).max(0.0) * (sums.active - arrived) + share * arrived;
            self.earned[*points][t] += earned_per_unit(plan, block, *points, t) * sums.billed;
            let series = &mut self.out.points[*points].members;
            series.resize(t + 1, 0.0);
            series[t] += members;
            let cost = members * lever.per_member[t] + enrolled * lever.per_enrolment[t];
            let ledger = &mut self.out.ledger;
            ledger.post(Account::Programme(lever.programme, Part::Member), t, cost);
            ledger.post(Account::MembershipFees, t, members * lever.fee[t]);
        }
        let place = plan.scope_place(block.origin);
        for lever in &plan.levers.referrals {
            if lever.scope.segments[block.segment] && lever.scope.origins[place] {
                let account = Account::Programme(lever.programme, Part::Contact);
                self.out.ledger.post(account, t, sums.active * lever.contact_cost[t]);
            }
        }
        for cost in &block.costs {
            let lever = &plan.levers.costs[*cost];
            let part = |part| Account::Programme(lever.programme, part);
            let ledger = &mut self.out.ledger;
            ledger.post(part(Part::Contact), t, sums.active * lever.contact_per_customer[t]);
            ledger.post(part(Part::Member), t, sums.active * lever.member_per_customer[t]);
        }
    }

    /// Splits leavers by reason: those saved by a desk stay out of its reasons.
    fn post_reasons(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, phases, step, .. } = &self.populations[place];
        let rates = &plan.blocks[*block].rates;
        let leavers: f64 = step.leavers.iter().sum();
        for (j, series) in self.out.left_by_reason.iter_mut().enumerate() {
            series[t] += leavers * rates.reason[j][t];
        }
        for (own, saved) in phases.desks.iter().zip(&step.saved) {
            let desk = &plan.levers.desks[own.desk];
            let named: f64 = rates.desk[own.desk][t];
            for (j, series) in self.out.left_by_reason.iter_mut().enumerate() {
                if desk.reasons[j] && named > 0.0 {
                    series[t] -= saved * rates.reason[j][t] / named;
                }
            }
            self.out.desks[own.desk].saved[t] += saved;
        }
    }

    /// Posts the offers taken by people who came back by themselves; those that run on after the
    /// horizon are valued.
    fn post_offers(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, step, units, phases, .. } = &self.populations[place];
        let block = &plan.blocks[*block];
        let Some(offer) = &plan.origins[block.origin].offer else {
            return;
        };
        let cells = step.active.chunks_exact(phases.count).zip(units);
        let (mut discount, mut gift) = (0.0, 0.0);
        for (cells, unit) in cells {
            let active: f64 = cells.iter().sum();
            discount += active * unit.origin_discount;
            gift += active * unit.origin_gift;
        }
        if t >= plan.periods {
            self.promised += (discount + gift) * plan.discount(t, plan.delta);
            return;
        }
        let part = |part| Account::Programme(offer.programme, part);
        self.out.ledger.post(part(Part::Discount), t, discount);
        self.out.ledger.post(part(Part::Reward), t, gift);
    }

    /// Redeems the points, adds tax, lives on to the run-off and values it.
    fn finish(mut self) -> Projection {
        let plan = self.plan;
        let owed = self.redeem();
        let flow = self.out.ledger.cash_flow(plan);
        for (t, flow) in flow.into_iter().enumerate() {
            self.out.ledger.post(Account::Tax, t, plan.tax[t] * flow);
        }
        if self.depth == Depth::Flows {
            return self.out;
        }
        let end = self.outlive();
        let mut valued = Tails::new(plan, end);
        let mut tail = |p: &Population| {
            let tenures = p.main.used().max(p.probe.used());
            valued.table(&plan.blocks[p.block], &p.phases, tenures)
        };
        let tails: Vec<Option<TailTable>> = self.populations.iter().map(&mut tail).collect();
        let promised = self.promised;
        self.out.run_off = self.run_off(end, &tails).map(|run_off| RunOff {
            value: run_off.value - owed - promised,
            at_cash_timing: run_off.at_cash_timing - owed - promised,
        });
        for (place, tail) in tails.iter().enumerate() {
            let population = &self.populations[place];
            self.probes[place].rest = tail.as_ref().map(|tail| tail.of(&population.probe));
            self.main[place].rest = tail.as_ref().map(|tail| tail.of(&population.main));
        }
        let opening = |s: usize| {
            let own = self.populations.iter().zip(&self.main);
            let base = |block: usize| {
                let block = &plan.blocks[block];
                block.segment == s && plan.origins[block.origin].kind == OriginKind::Opening
            };
            own.filter(|(p, _)| base(p.block))
                .map(|(_, life)| life.clone())
                .next()
                .unwrap_or_default()
        };
        self.out.opening_life = (0..plan.segments.len()).map(opening).collect();
        self.out.probes = self.probes;
        self.out.homes = self.home;
        self.out
    }

    /// Points redeemed and expired; returns the present cost of what is redeemed after the horizon.
    fn redeem(&mut self) -> f64 {
        let plan = self.plan;
        let periods = plan.periods;
        let mut owed = Accumulator::new();
        for (place, lever) in plan.levers.points.iter().enumerate() {
            let earned = &self.earned[place];
            let kept = |t: usize| earned[t] * (1.0 - lever.breakage[t]);
            let series = &mut self.out.points[place];
            let (mut outstanding, mut liability) = (0.0, 0.0);
            for t in 0..periods + lever.pattern.len() {
                let due = (0..lever.pattern.len()).filter(|j| t >= *j && t - j < periods);
                let redeemed: f64 = due.map(|j| kept(t - j) * lever.pattern[j]).sum();
                if t >= periods {
                    let cost = redeemed * lever.cost_per_point[plan.last()];
                    owed.add(cost * plan.discount(t, plan.delta));
                    continue;
                }
                let expired = match lever.expiry {
                    Some(n) if t >= n => earned[t - n] * lever.breakage[t - n],
                    _ => 0.0,
                };
                outstanding += earned[t] - redeemed - expired;
                liability += kept(t) - redeemed;
                series.earned.push(earned[t]);
                series.redeemed.push(redeemed);
                series.expired.push(expired);
                series.outstanding.push(outstanding);
                series.liability.push(liability * lever.point_value[t]);
                let account = Account::Programme(lever.programme, Part::Reward);
                self.out.ledger.post(account, t, redeemed * lever.cost_per_point[t]);
            }
        }
        owed.value()
    }

    /// Goes on after the horizon without joiners until rates repeat and no desk is short of capacity.
    /// Returns the first period not run.
    fn outlive(&mut self) -> usize {
        let plan = self.plan;
        let mut t = plan.periods;
        // One period more than the horizon: a value that does not count the first payment needs it.
        let offers = plan.origins.iter().filter_map(|origin| origin.offer.as_ref());
        let longest = offers.map(|offer| offer.discount.len()).max().unwrap_or(0);
        let least = plan.settled_from.max(plan.periods + 1).max(plan.periods + longest);
        let mut at_ease = 0;
        let patience = if plan.levers.desks.iter().any(|d| d.capacity[plan.last()].is_finite()) {
            plan.cycle
        } else {
            0
        };
        while t < least || (at_ease < patience && t < plan.periods + RUN_OFF_ROOM) {
            self.advance(t, None);
            at_ease = if self.served.iter().all(|served| *served == 1.0) { at_ease + 1 } else { 0 };
            t += 1;
        }
        t
    }

    /// Value at the start of period 0 of what flows after the horizon.
    fn run_off(&self, end: usize, tails: &[Option<TailTable>]) -> Option<RunOff> {
        let plan = self.plan;
        let (mut value, mut at_cash) = (Accumulator::new(), Accumulator::new());
        let mut add = |t: usize, margin: f64, at_end: f64| {
            let cash = plan.discount(t, plan.delta);
            value.add(margin * cash + at_end * plan.discount(t, 1.0));
            at_cash.add((margin + at_end) * cash);
        };
        for life in &self.main {
            for t in plan.periods..end {
                add(t, life.margin[t], life.margin_at_end[t]);
            }
        }
        for (tail, population) in tails.iter().zip(&self.populations) {
            if population.main.count() == 0.0 {
                continue;
            }
            let rest = tail.as_ref()?.of(&population.main);
            add(end, rest.margin, rest.margin_at_end);
        }
        Some(RunOff { value: value.value(), at_cash_timing: at_cash.value() })
    }
}

/// Periods that a short desk may go on after the horizon before it is valued as if at ease.
const RUN_OFF_ROOM: usize = 240;

/// Periods of the longest horizon and its run-off; keeps keys of different purposes apart.
pub(super) const MOST_PERIODS: usize = 1 << 20;

/// Puts the opening customers in place. When customers are whole, the groups are rounded so that
/// their total stays and each is met on average: one uniform shifts the running sum.
fn open_base(lane: &mut Lane, groups: &[OpeningGroup], chance: Chance, segment: usize) {
    let Chance::Drawn(own) = chance else {
        groups.iter().for_each(|group| lane.add(group.tenure, group.count, &group.classes));
        return;
    };
    let mut stream = Stream::new(key(&[own, segment as u64, OPENING_KEY]));
    let mut sum = stream.uniform();
    for group in groups {
        let before = sum.floor();
        sum += group.count;
        let whole = (sum.floor() - before) as u64;
        lane.add_drawn(group.tenure, whole, &group.classes, &mut stream);
    }
}

/// Separates the opening base from the streams of periods.
pub(super) const OPENING_KEY: u64 = u64::MAX;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Main,
    Probe,
    Shadow,
}

/// Customers of one tenure, and what desks give them.
struct Given {
    active: f64,
    /// Customers weighted by the share of the price given away, per desk.
    discount: [f64; MOST_DESKS],
    /// Money given, per desk.
    gift: [f64; MOST_DESKS],
}

impl Given {
    fn of(plan: &Plan, phases: &Phases, cells: &[f64]) -> Self {
        let mut given = Self {
            active: cells.iter().sum(),
            discount: [0.0; MOST_DESKS],
            gift: [0.0; MOST_DESKS],
        };
        for (d, own) in phases.desks.iter().enumerate() {
            let desk = &plan.levers.desks[own.desk];
            for a in 0..own.length {
                let count = cells[own.saved + a] + cells[own.offer_only + a];
                given.discount[d] += count * desk.discount[a];
                given.gift[d] += count * desk.gift[a];
            }
        }
        given
    }
}

/// Sums of a population's flows in one period.
#[derive(Default)]
struct Sums {
    active: f64,
    list: f64,
    billed: f64,
    trial_discount: f64,
    origin_discount: f64,
    origin_gift: f64,
    cost_of_revenue: f64,
    cost_of_sales: f64,
    payment_fees: f64,
    service: f64,
    retention: f64,
    response: f64,
    churned: f64,
    contraction: f64,
    expansion: f64,
}

impl Sums {
    fn add(&mut self, given: &Given, unit: &UnitFlows) {
        let active = given.active;
        let billed = (active - given.discount.iter().sum::<f64>()) * unit.billed;
        self.list += active * unit.list;
        self.billed += billed;
        self.trial_discount += active * unit.trial_discount;
        self.origin_discount += active * unit.origin_discount;
        self.origin_gift += active * unit.origin_gift;
        self.cost_of_revenue += billed * unit.cost_of_revenue;
        self.payment_fees += billed * unit.payment_fees;
        self.cost_of_sales += active * unit.cost_of_sales;
        self.service += active * unit.service;
        self.retention += active * unit.retention;
        self.response += active * unit.response;
    }
}
