//! The expected engine: real-valued counts, one pass over the periods in the order of
//! `docs/model.md`, section 5.

use super::cards::{CardSeries, chains};
use super::curve::Course;
use super::hazard::Hazards;
use super::joining::{Arrivals, Joining};
use super::lane::Turn;
use super::population::{Given, Population, Terms, homes, mean_visits, terms};
use super::rows::is_alone;
use super::run::{After, Depth, Kept, Run, Weights};
use super::run_off::RUN_OFF_ROOM;
use super::streams::Chance;
use super::{BlockSeries, DeskSeries, Ledger, Owner, PointsSeries, Projection, RevenueMoves};
use crate::lever::{MOST_DESKS, PointsLever};
use crate::plan::{Account, BlockPlan, CostPart, OriginKind, Plan};

impl<'a> Run<'a> {
    pub(super) fn new(plan: &'a Plan, chance: Chance, depth: Depth, kept: Kept) -> Self {
        Self::along(plan, chance, depth, kept, Vec::new())
    }

    /// A run whose blocks go along these courses, where any are known.
    pub(super) fn along(
        plan: &'a Plan,
        chance: Chance,
        depth: Depth,
        kept: Kept,
        courses: Vec<Course>,
    ) -> Self {
        let open_slots = open_slots(plan);
        let together = matches!(kept, Kept::Together | Kept::Money);
        let terms_of = terms(plan);
        let mut terms: Vec<Terms> = Vec::new();
        for (place, own) in terms_of.iter().enumerate() {
            if *own == terms.len() {
                let lived = matches!(depth, Depth::Values | Depth::Lives);
                terms.push(Terms::of(plan, place, open_slots, lived));
            }
        }
        let mut run = Self {
            cards: chains(plan),
            joining: Joining::new(plan, &[]),
            arrivals: Arrivals::default(),
            arrived: Vec::new(),
            waiting: Vec::new(),
            home: homes(plan, !together),
            hazards: vec![Hazards::default(); plan.groups],
            filled: Vec::new(),
            terms_of,
            terms,
            earned: Vec::new(),
            kept,
            alone: is_alone(plan),
            served: Vec::new(),
            promised: Vec::new(),
            after: After::default(),
            billed: 0.0,
            weights: Weights::default(),
            valued: None,
            out: Projection::default(),
            populations: Vec::new(),
            plan,
            chance,
            depth,
        };
        run.begin(chance, courses);
        run
    }

    /// Goes to the start, with customers' own chance and the courses of a draw; what hangs on the plan alone stays.
    pub(super) fn begin(&mut self, chance: Chance, mut courses: Vec<Course>) {
        let (plan, kept) = (self.plan, self.kept);
        if self.depth != Depth::Lives {
            Self::observe(plan, chance, self.depth == Depth::Flows);
        }
        self.chance = chance;
        self.terms.iter_mut().for_each(Terms::begin);
        self.waiting.clear();
        self.populations.clear();
        let open_slots = open_slots(plan);
        for (place, own) in self.terms_of.iter().enumerate() {
            if self.depth != Depth::Lives && self.home[place] == self.populations.len() {
                let course = courses.get_mut(place).map(std::mem::take).unwrap_or_default();
                let drawn = (chance, kept == Kept::Whole, course);
                let own = (&self.terms[*own], *own);
                let population = Population::of(plan, place, own, open_slots, drawn);
                self.populations.push(population);
            }
        }
        self.joining = Joining::new(plan, &self.populations);
        let earned = |_: &PointsLever| vec![Vec::new(); plan.blocks.len()];
        self.earned = plan.levers.points.iter().map(earned).collect();
        self.served = vec![1.0; plan.levers.desks.len()];
        self.promised = vec![0.0; plan.segments.len()];
        self.billed = 0.0;
        self.out = Self::nothing(plan, kept);
        for population in &self.populations {
            self.out.opening[plan.blocks[population.block].segment][0] += population.standing;
        }
        if plan.blocks.iter().any(BlockPlan::hangs_on_risk) {
            // These hang on the customers who happen to be there.
            self.hazards = vec![Hazards::default(); plan.groups];
            self.valued = None;
        }
    }

    /// What is written down, before anything has happened.
    fn nothing(plan: &Plan, kept: Kept) -> Projection {
        let apart = kept == Kept::Apart;
        let (segments, periods) = (plan.segments.len(), plan.periods);
        let series = |count: usize| -> Vec<Vec<f64>> {
            (0..count).map(|_| Vec::with_capacity(periods)).collect()
        };
        let by_segment = || vec![vec![0.0; periods]; segments];
        // Every programme has a fixed cost; those that take over after the horizon come last.
        let places = plan.levers.fixed.iter().map(|cost| cost.programme + 1);
        let programmes = places.fold(plan.programmes, usize::max);
        let by_programme: Vec<_> = (0..programmes).map(|_| vec![0.0; periods]).collect();
        Projection {
            opening: by_segment(),
            joined: series(if kept == Kept::Money { 0 } else { plan.blocks.len() }),
            returned: by_segment(),
            left: by_segment(),
            closing: by_segment(),
            left_by_reason: vec![vec![0.0; periods]; plan.reasons],
            word_of_mouth: Vec::with_capacity(periods),
            ledger: Ledger::new(plan, apart),
            parts: if apart {
                vec![BlockSeries::sized(periods); plan.blocks.len()]
            } else {
                Vec::new()
            },
            pool: plan.market.as_ref().map(|_| Vec::with_capacity(periods)),
            exhausted: None,
            full: vec![None; segments],
            recommended: Vec::with_capacity(periods),
            desks: vec![DeskSeries::default(); plan.levers.desks.len()],
            cards: plan.levers.cards.iter().map(|_| CardSeries::sized(periods)).collect(),
            points: plan
                .levers
                .points
                .iter()
                .map(|_| PointsSeries::sized(segments, periods))
                .collect(),
            takers: by_programme.clone(),
            dead_weight: by_programme,
            revenue_moves: RevenueMoves::sized(periods),
            ..Projection::default()
        }
    }

    /// All periods, and what follows.
    pub(super) fn whole(mut self) -> Projection {
        self.horizon();
        self.finish()
    }

    /// Counts who comes in period `t`, and how many of them each population gets.
    pub(super) fn open(&mut self, t: usize) {
        let (plan, arrivals) = (self.plan, &mut self.arrivals);
        if self.chance != Chance::Expected {
            for (block, count) in plan.blocks.iter().zip(&mut arrivals.by_block) {
                *count = self.chance.joiners(plan, block, t, *count);
            }
        }
        arrivals.admit(plan, t, &self.out.opening, self.chance);
        for (first, full) in self.out.full.iter_mut().zip(&arrivals.full) {
            *first = first.or(full.then_some(t));
        }
        self.arrived.clear();
        self.arrived.resize(self.populations.len(), 0.0);
        let arrived = &mut self.arrived;
        // Blocks of a population mostly lie side by side: their sum waits for no memory.
        let (mut here, mut sum) = (0, 0.0);
        for (home, count) in self.home.iter().zip(&arrivals.by_block) {
            if *home != here {
                arrived[here] = sum;
                (here, sum) = (*home, arrived[*home]);
            }
            sum += count;
        }
        arrived[here] = sum;
        for (series, count) in self.out.parts.iter_mut().zip(&arrivals.by_block) {
            series.came.push(*count);
        }
        for (series, count) in self.out.joined.iter_mut().zip(&arrivals.by_block) {
            series.push(*count);
        }
        for (w, lever) in plan.levers.win_backs.iter().enumerate() {
            for (s, segment) in plan.segments.iter().enumerate() {
                let place = plan.block_of(s, OriginKind::WinBack(w));
                let (count, takers) = (arrivals.by_block[place], arrivals.offer_only[w][s]);
                self.out.returned[s][t] += count;
                // Who comes back has joined before.
                if let Some(series) = self.out.joined.get_mut(place) {
                    series[t] = 0.0;
                }
                self.out.takers[lever.programme][t] += count + takers;
                let shadow = &mut self.populations[self.home[place]].shadow;
                if let Some((shadow, _)) = shadow.as_mut().filter(|_| takers > 0.0) {
                    shadow.add(0, takers, &segment.classes.weight);
                }
            }
        }
        self.out.word_of_mouth.push(arrivals.word_of_mouth);
        self.out.recommended.push(self.joining.recommended);
        if let (Some(pool), Some(prospects)) = (&mut self.out.pool, arrivals.pool) {
            pool.push(prospects);
        }
        if arrivals.exhausted && self.out.exhausted.is_none() {
            self.out.exhausted = Some(t);
        }
    }

    /// Lets those join a population who come to it in period `t`.
    pub(super) fn join(&mut self, place: usize, t: usize, arrived: f64) {
        let plan = self.plan;
        let population = &mut self.populations[place];
        population.arrived = arrived;
        if arrived > 0.0 {
            let block = &plan.blocks[population.block];
            let share = &plan.segments[block.segment].classes.weight;
            // Whole customers keep to their block.
            let stream = || self.chance.arrivals(plan, block, t);
            population.customers.add(0, arrived, share, t, stream);
        }
    }

    /// Bills the customers of a population in period `t` and lets them leave. After the horizon nothing is posted.
    pub(super) fn advance(&mut self, place: usize, t: usize) {
        if let Some(series) = self.out.parts.get_mut(place).filter(|_| t < self.plan.periods) {
            series.opening.push(self.populations[place].standing);
        }
        self.move_shadow(place, t);
        let somebody = self.move_population(place, t);
        if t < self.plan.periods {
            if somebody {
                self.post_or_put_off(place, t);
                self.post_leavers(place, t);
            }
            self.close(place, t);
        }
    }

    /// Counts who is left of a population at the end of period `t`.
    fn close(&mut self, place: usize, t: usize) {
        let Population { block, standing, gone, .. } = &self.populations[place];
        let (standing, gone) = (*standing, *gone);
        let s = self.plan.blocks[*block].segment;
        self.out.closing[s][t] += standing;
        self.out.left[s][t] += gone;
        if let Some(series) = self.out.parts.get_mut(place) {
            series.left.push(gone);
            series.closing.push(standing);
        }
    }

    /// Whether anybody asks what one customer of some terms is worth.
    pub(super) fn is_lived(&self, terms: usize) -> bool {
        self.depth == Depth::Lives || (self.depth == Depth::Values && self.terms[terms].asked)
    }

    /// The period of the probe of some terms.
    pub(super) fn live(&mut self, terms: usize, t: usize) {
        let lived = self.is_lived(terms);
        let terms = &mut self.terms[terms];
        terms.offer(self.plan, t, &self.served);
        if lived {
            let hazard = self.hazards[self.plan.blocks[terms.block].group].now();
            terms.live(self.plan, hazard, t, &self.served, &self.cards);
        }
    }

    /// Moves a population one period on; whether anybody was there.
    fn move_population(&mut self, place: usize, t: usize) -> bool {
        let plan = self.plan;
        let population = &mut self.populations[place];
        let kept = t >= plan.periods
            || plan.origins[plan.blocks[population.block].origin].kind == OriginKind::Opening;
        let lived = matches!(self.depth, Depth::Values | Depth::Customers) && kept;
        if population.is_empty() && plan.blocks[population.block].reach.cards.is_empty() {
            if lived {
                population.life.push((0.0, 0.0, 0.0));
            }
            return false;
        }
        let terms = &self.terms[population.terms];
        let block = &plan.blocks[population.block];
        let hazard = self.hazards[block.group].now();
        let (phases, taken) = (&terms.phases, &terms.taken[..]);
        let turn = Turn { plan, block, phases, hazard, t, taken };
        // Within the horizon only: what the closing customers are worth is an expected value.
        let chance = if t < plan.periods { self.chance } else { Chance::Expected };
        population.advance(&turn, chance);
        if t < plan.periods && !block.reach.cards.is_empty() {
            let each = mean_visits(&terms.sheet, &population.given);
            let all = (population.active, population.gone, each);
            population.cards.step(plan, block, &self.cards, t, all);
        }
        if lived {
            population.live(&turn, &terms.sheet, &self.served);
        }
        true
    }

    /// Moves the people who came back by themselves and took an offer. They stand for customers counted
    /// elsewhere: a desk serves them there.
    fn move_shadow(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let population = &mut self.populations[place];
        let Some((shadow, cards)) = &mut population.shadow else { return };
        let terms = &self.terms[population.terms];
        let phases = &terms.phases;
        let block = &plan.blocks[population.block];
        let hazard = self.hazards[block.group].now();
        let taken = vec![0.0; phases.desks.len()];
        let turn = Turn { plan, block, phases, hazard, t, taken: &taken };
        shadow.step(&turn, None, &mut population.step);
        if t < plan.periods && !block.reach.cards.is_empty() {
            let mut given = Given::default();
            given.plain(shadow.billed().map(|cells| cells.iter().sum()));
            let active = given.active.iter().sum();
            let all = (active, active - shadow.count(), mean_visits(&terms.sheet, &given));
            cards.step(plan, block, &self.cards, t, all);
        }
        self.post_offers(place, t);
    }

    /// Demand on every desk, and the share of attempts that it serves.
    pub(super) fn serve(&mut self, t: usize, post: bool) {
        let plan = self.plan;
        if plan.levers.desks.is_empty() {
            return;
        }
        // Those of the strategy, and those that take over after the horizon.
        let mut attempts = [0.0; 2 * MOST_DESKS];
        let apart = self.kept == Kept::Apart && post;
        let desks = if apart { plan.levers.desks.len() } else { 0 };
        let mut attempted: Vec<Vec<(Owner, f64)>> = vec![Vec::new(); desks];
        for p in &self.populations {
            let (block, phases) = (&plan.blocks[p.block], &self.terms[p.terms].phases);
            let hazard = self.hazards[block.group].now();
            let turn = Turn { plan, block, phases, hazard, t, taken: &[] };
            for own in &phases.desks {
                let calls = p.customers.attempts(&turn, own);
                attempts[own.desk] += calls;
                if apart {
                    attempted[own.desk].push((Owner::block(plan, block), calls));
                }
            }
        }
        let now = plan.entry(t);
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
            series.takers.push(contacts * desk.accept[now]);
            series.saved.push(0.0);
            let account = Account::Programme(desk.programme, CostPart::Contact);
            let cost = (contacts + gaming) * desk.per_contact[now];
            let calls = attempted.get(d).into_iter().flatten();
            let calls = calls.map(|(owner, calls)| (*owner, calls / attempts[d]));
            self.out.ledger.post_among(account, t, cost, calls);
            self.out.takers[desk.programme][t] += contacts * desk.accept[now];
        }
    }
}

/// Tenures that any block can hold where they never settle.
fn open_slots(plan: &Plan) -> usize {
    let oldest = plan.segments.iter().flat_map(|s| s.opening.last()).map(|g| g.tenure).max();
    plan.settled_from + plan.cycle + oldest.unwrap_or(0) + 4 + RUN_OFF_ROOM
}
