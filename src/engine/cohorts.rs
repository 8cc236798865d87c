//! The simulation of customers' own chance where they act independently of each other: cohort by
//! cohort, many draws at a time.
//!
//! A cohort is the joiners of one block and period, or one tenure of the opening base. Its members'
//! lives are independent draws from one survival curve S, the mean of the classes' curves, so thinning
//! the cohort in each period by 1 − S(t+1)/S(t) gives its counts their exact distribution without
//! counting classes. All money is linear in the counts. What survivors are worth after the horizon is
//! their expected value given their cohort.

use std::collections::BTreeMap;

use super::chance::Counted;
use super::expected::MOST_PERIODS;
use super::hazard::Hazard;
use super::kernel::dot;
use super::phases::Phases;
use super::places::never_full;
use super::population::OPENING_KEY;
use super::tail::{TailTable, Tails};
use super::{Life, MovesOfPeriod, Projection, RunOff, TailValue};
use crate::numeric::binomial::PreparedBinomial;
use crate::numeric::binomial_table::BinomialTable;
use crate::numeric::random::{Stream, extend, key};
use crate::plan::{Account, OriginKind, Plan, Sheet, Slots};

/// A plan ready to be drawn.
#[derive(Debug)]
pub struct Cohorts<'a> {
    plan: &'a Plan,
    blocks: Vec<Block>,
    cohorts: Vec<Cohort>,
    /// What happens to the cohorts, in an order in which each grows older.
    steps: Vec<Step>,
    tables: Vec<BinomialTable>,
    cells: Vec<Cell>,
    /// Accounts that vary with the counts, by place in the chart.
    accounts: Vec<usize>,
    tax: Option<usize>,
    /// The expected projection; what does not vary is read from it.
    expected: Projection,
    /// Longest life after the horizon.
    after: usize,
}

/// One block that has customers.
#[derive(Debug)]
struct Block {
    place: usize,
    segment: usize,
    opening: bool,
    /// Origin's part of the keys.
    origin: u64,
    cohorts: std::ops::Range<usize>,
    cells: std::ops::Range<usize>,
    onboarding: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Cohort {
    block: usize,
    /// Period of the first billing.
    start: usize,
    /// Expected number at the start.
    count: f64,
    /// Share active, margin and margin at the end of the period per survivor, after the horizon.
    after: Vec<[f64; 3]>,
    /// Value of what follows.
    rest: Option<TailValue>,
    /// Value at the start of period 0 per survivor of the horizon, with its own offsets and at the
    /// cash timing; and of the fixed cost of programmes in all the periods of his.
    run_off: [f64; 3],
}

/// One cohort in one period.
#[derive(Debug)]
struct Step {
    cohort: usize,
    cell: usize,
    key: u64,
    leave: f64,
    by: By,
}

/// How leavers are drawn.
#[derive(Debug)]
enum By {
    Nobody,
    Everybody,
    Table(usize),
    Stream(PreparedBinomial),
}

/// Customers of one block and tenure slot in one period.
#[derive(Debug)]
struct Cell {
    t: usize,
    list: f64,
    /// What a customer who stays brings more or less in the next period, by series of the moves.
    stays: [(usize, f64); 4],
    /// Place among the varying accounts, and amount per customer.
    units: Vec<(usize, f64)>,
    margin: f64,
    at_end: f64,
}

/// Results of some draws: a row of draws for each quantity and period.
#[derive(Debug)]
pub struct Drawn {
    draws: usize,
    periods: usize,
    postings: Vec<f64>,
    joined: Vec<f64>,
    left: Vec<f64>,
    moves: Vec<f64>,
    /// Customers at the start, by segment.
    opening: Vec<f64>,
    run_off: Vec<f64>,
    lives: Vec<f64>,
    rest: Vec<f64>,
}

/// A share of numbers that is worth a table: draws that are taken for granted, times what a draw from
/// a stream costs in numbers of a table.
const DRAWS_TIMES_COST: f64 = 10_000.0;
/// Numbers in all tables together.
const MOST_NUMBERS: f64 = 6e6;
/// Standard deviations of the number of survivors that a table covers.
const REACH: f64 = 6.0;
/// More customers than this are not counted in 32 bits.
const MOST_CUSTOMERS: f64 = 2e9;

/// Series of [`Drawn::moves`].
const MOVES: usize = 7;

impl<'a> Cohorts<'a> {
    /// The cohorts of a plan; none where customers depend on each other or on a pool.
    #[must_use]
    pub fn of(plan: &'a Plan, expected: &Projection) -> Option<Self> {
        let levers = &plan.levers;
        let simple = plan.independent
            && plan.market.is_none()
            && never_full(plan, expected)
            && levers.points.is_empty()
            && levers.desks.is_empty()
            && levers.customer_costs.iter().all(|cost| cost.dead_weight.is_none())
            && levers.cards.is_empty()
            && levers.tenures.is_empty()
            && levers.risks.is_empty()
            && plan.segments.iter().all(|segment| segment.visits.is_none())
            && plan.blocks.iter().all(|block| block.rates.failures.is_empty());
        let most: f64 = expected.joined.iter().flatten().sum::<f64>()
            + plan.segments.iter().flat_map(|s| &s.opening).map(|group| group.count).sum::<f64>();
        if !simple || most > MOST_CUSTOMERS {
            return None;
        }
        let mut cohorts = Self {
            plan,
            blocks: Vec::new(),
            cohorts: Vec::new(),
            steps: Vec::new(),
            tables: Vec::new(),
            cells: Vec::new(),
            accounts: Vec::new(),
            tax: plan.account(Account::Tax),
            expected: Projection {
                ledger: expected.ledger.clone().undivided(),
                parts: Vec::new(),
                run_off_of: Vec::new(),
                ..expected.clone()
            },
            after: expected.served.len() - plan.periods,
        };
        for place in 0..plan.blocks.len() {
            cohorts.block(place)?;
        }
        cohorts.choose_samplers();
        // Every cohort grows older; those of one age, which often share a table, are together.
        let age = |step: &Step| cohorts.cells[step.cell].t - cohorts.cohorts[step.cohort].start;
        let mut order: Vec<(usize, usize)> =
            cohorts.steps.iter().enumerate().map(|(place, step)| (age(step), place)).collect();
        order.sort_unstable();
        let mut steps: Vec<Option<Step>> = cohorts.steps.drain(..).map(Some).collect();
        cohorts.steps = order.iter().filter_map(|(_, place)| steps[*place].take()).collect();
        cohorts.agrees().then_some(cohorts)
    }

    fn account(&mut self, account: Account) -> Option<usize> {
        self.plan.account(account).map(|place| self.row(place))
    }

    /// Row of the account at a place of the chart.
    fn row(&mut self, place: usize) -> usize {
        let known = self.accounts.iter().position(|other| *other == place);
        known.unwrap_or_else(|| {
            self.accounts.push(place);
            self.accounts.len() - 1
        })
    }

    fn block(&mut self, place: usize) -> Option<()> {
        let plan = self.plan;
        let block = &plan.blocks[place];
        let segment = &plan.segments[block.segment];
        let kind = plan.origins[block.origin].kind;
        let opening = kind == OriginKind::Opening;
        let phases = Phases::of(plan, block);
        let periods = plan.periods;
        // Start, tenure, count, classes and the key's part.
        let mut starts: Vec<(usize, usize, f64, &[f64])> = Vec::new();
        if opening {
            let groups = segment.opening.iter();
            starts.extend(groups.map(|group| (0, group.tenure, group.count, &group.classes[..])));
        }
        let joined = self.expected.joined[place].iter().enumerate();
        let joined = joined.filter(|(_, count)| **count > 0.0);
        starts.extend(joined.map(|(t, count)| (t, 0, *count, &segment.classes.weight[..])));
        if starts.is_empty() || phases.count > 1 {
            return starts.is_empty().then_some(());
        }
        let oldest = starts.iter().map(|(_, tenure, ..)| *tenure).max().unwrap_or(0);
        let end = self.expected.served.len();
        let slots = match block.slots(segment) {
            Slots::Settled(slots) => slots,
            Slots::Open => oldest + end + 1,
        };
        let slot = |k: usize| k.min(slots - 1);
        let hazards: Vec<Hazard> = (0..end)
            .map(|t| {
                let mut hazard = Hazard::default();
                hazard.fill(plan, block, t, slots, &phases.multipliers);
                hazard
            })
            .collect();
        let tail = |counted| Tails::new(plan, end, counted).table(block, &phases, slots, None);
        let (tail, periods_left) = (tail(Counted::Money), tail(Counted::Periods));
        let onboarding = match kind {
            OriginKind::Channel(c)
                if plan.channels[c].onboarding.iter().any(|cost| *cost != 0.0) =>
            {
                self.account(Account::Onboarding(c)).map(|account| (account, c))
            }
            _ => None,
        };
        let first = (self.cohorts.len(), self.cells.len());
        let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (start, tenure, count, share) in starts {
            let cohort = self.cohorts.len();
            let mut alive = share.to_vec();
            let mut active = 1.0;
            for (t, hazard) in hazards.iter().enumerate().take(periods).skip(start) {
                let k = slot(tenure + t - start);
                let keep = hazard.keep(k, 0);
                let stay = dot(&alive, keep);
                let cell = match cells.get(&(t, k)) {
                    Some(cell) => *cell,
                    None => {
                        let cell = self.cell(place, t, k, slot(tenure + t + 1 - start));
                        self.cells.push(cell);
                        cells.insert((t, k), self.cells.len() - 1);
                        self.cells.len() - 1
                    }
                };
                let member = if opening { tenure } else { start };
                let parts = [block.segment as u64, kind.key(), member as u64, t as u64];
                let leave = (1.0 - stay / active).clamp(0.0, 1.0);
                self.steps.push(Step { cohort, cell, key: key(&parts), leave, by: By::Nobody });
                alive.iter_mut().zip(keep).for_each(|(alive, keep)| *alive *= keep);
                active = stay;
            }
            alive.iter_mut().for_each(|alive| *alive /= active.max(f64::MIN_POSITIVE));
            let mut after = Vec::with_capacity(end - periods);
            let mut run_off = [0.0; 3];
            let mut add = |t: usize, active: f64, margin: f64, at_end: f64| {
                let cash = plan.discount(t, plan.delta);
                run_off[0] += margin * cash + at_end * plan.discount(t, 1.0);
                run_off[1] += (margin + at_end) * cash;
                run_off[2] += plan.fixed_cost(t) * active * cash;
            };
            for (t, hazard) in hazards.iter().enumerate().skip(periods) {
                let k = slot(tenure + t - start);
                let active = alive.iter().sum::<f64>();
                let (margin, at_end) =
                    Sheet::of(plan, block, t, k..k + 1).margins(0, 1.0, 0.0, 0.0);
                after.push([active, active * margin, active * at_end]);
                add(t, active, active * margin, active * at_end);
                let keep = hazard.keep(k, 0);
                alive.iter_mut().zip(keep).for_each(|(alive, keep)| *alive *= keep);
            }
            let k = slot(tenure + end - start);
            let of = |tail: &TailTable| tail.worth(&alive, k, 0, block.bill.level(end, k));
            let rest = tail.as_ref().map(of);
            if let (Some(rest), Some(left)) = (rest, periods_left.as_ref().map(of)) {
                add(end, left.margin, rest.margin, rest.margin_at_end);
            }
            self.cohorts.push(Cohort {
                block: self.blocks.len(),
                start,
                count,
                after,
                rest,
                run_off,
            });
        }
        self.blocks.push(Block {
            place,
            segment: block.segment,
            opening,
            origin: kind.key(),
            cohorts: first.0..self.cohorts.len(),
            cells: first.1..self.cells.len(),
            onboarding,
        });
        Some(())
    }

    /// What one customer of a block and slot posts in a period, who will then be of slot `next`.
    fn cell(&mut self, place: usize, t: usize, k: usize, next: usize) -> Cell {
        let plan = self.plan;
        let block = &plan.blocks[place];
        let sheet = Sheet::of(plan, block, t, k..k + 1);
        let (margin, at_end) = sheet.margins(0, 1.0, 0.0, 0.0);
        let mut units = Vec::new();
        for line in sheet.lines() {
            if let Some(account) = line.account {
                units.push((self.row(account), sheet.amounts(line)[0]));
            }
        }
        let list = sheet.list[0];
        let growth = block.bill.growth.step(t);
        let mut moves = MovesOfPeriod::default();
        if t + 1 < plan.periods {
            let later = block.list(&plan.segments[block.segment], t + 1, next);
            moves.price(list * growth.factor(), later, 1.0);
        }
        let stays = [
            (2, list * growth.contraction),
            (3, list * growth.expansion),
            (4, moves.risen),
            (5, moves.cut),
        ];
        Cell { t, list, stays, units, margin, at_end }
    }

    /// Tables where many steps share a probability and a table is small, else streams. The choice
    /// depends on the plan only, never on the number of draws.
    fn choose_samplers(&mut self) {
        struct Group {
            p: f64,
            first: f64,
            last: f64,
            largest: f64,
            steps: Vec<usize>,
        }
        let mut places: BTreeMap<u64, usize> = BTreeMap::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut survival = vec![1.0; self.cohorts.len()];
        for (place, step) in self.steps.iter_mut().enumerate() {
            let count = self.cohorts[step.cohort].count;
            let here = survival[step.cohort];
            survival[step.cohort] *= 1.0 - step.leave;
            if step.leave == 0.0 || step.leave == 1.0 {
                step.by = if step.leave == 0.0 { By::Nobody } else { By::Everybody };
                continue;
            }
            let spread = REACH * (count * here * (1.0 - here)).sqrt();
            let own = *places.entry(step.leave.to_bits()).or_insert(groups.len());
            if own == groups.len() {
                groups.push(Group {
                    p: step.leave,
                    first: f64::INFINITY,
                    last: 0.0,
                    largest: 0.0,
                    steps: Vec::new(),
                });
            }
            let group = &mut groups[own];
            group.first = group.first.min((count * here - spread).floor().max(0.0));
            group.last = group.last.max((count * here + spread).ceil().min(count.ceil()));
            group.largest = group.largest.max(count * here);
            group.steps.push(place);
        }
        let mut room = MOST_NUMBERS;
        for group in groups {
            let rows = group.last - group.first + 1.0;
            let size = BinomialTable::size(group.p, group.largest, rows);
            let worth = size <= DRAWS_TIMES_COST * group.steps.len() as f64;
            let narrow = group.largest * group.p * (1.0 - group.p) <= BinomialTable::MOST_VARIANCE;
            let tabled = worth && narrow && size <= room;
            if tabled {
                room -= size;
                self.tables.push(BinomialTable::new(
                    group.p,
                    group.first as u32,
                    group.last as u32,
                ));
            }
            for place in group.steps {
                self.steps[place].by = if tabled {
                    By::Table(self.tables.len() - 1)
                } else {
                    By::Stream(PreparedBinomial::new(group.p))
                };
            }
        }
    }

    /// The expected projection from expected counts, by the arithmetic of the draws.
    #[must_use]
    pub fn recomputed(&self) -> Projection {
        let mut drawn = self.empty(1);
        let mut survival = vec![1.0; self.cohorts.len()];
        let counts: Vec<f64> = self.cohorts.iter().map(|cohort| cohort.count).collect();
        let mut all: Vec<[f64; 2]> = vec![[0.0; 2]; self.cells.len()];
        for step in &self.steps {
            let active = counts[step.cohort] * survival[step.cohort];
            all[step.cell][0] += active;
            all[step.cell][1] += active * step.leave;
            survival[step.cohort] *= 1.0 - step.leave;
        }
        for block in &self.blocks {
            let own = block.cohorts.clone();
            self.start(block, &counts[own.clone()], 0, &mut drawn);
            for cell in block.cells.clone() {
                let [active, left] = &all[cell];
                self.post(
                    block,
                    cell,
                    std::slice::from_ref(active),
                    std::slice::from_ref(left),
                    &mut drawn,
                );
            }
            for cohort in own {
                self.survive(cohort, &[counts[cohort] * survival[cohort]], &mut drawn);
            }
        }
        let mut run = self.expected.clone();
        self.write(&drawn, 0, &mut run);
        run
    }

    /// Whether the expected counts give the expected projection: what this module posts is what the
    /// engine posts.
    fn agrees(&self) -> bool {
        let run = self.recomputed();
        let near =
            |one: f64, other: f64, scale: f64| (one - other).abs() <= 1e-8 * scale.abs().max(1.0);
        let accounts = run.ledger.accounts().zip(self.expected.ledger.accounts());
        let posted = accounts.flat_map(|((_, one), (_, other))| one.iter().zip(other));
        let mut posted = posted.map(|(one, other)| (*one, *other));
        let series = [
            (&run.closing, &self.expected.closing),
            (&run.left, &self.expected.left),
            (&run.opening, &self.expected.opening),
            (&run.joined, &self.expected.joined),
        ];
        let mut counted = series.iter().flat_map(|(one, other)| {
            one.iter().flatten().copied().zip(other.iter().flatten().copied())
        });
        let run_off = match (run.run_off, self.expected.run_off) {
            (Some(one), Some(other)) => {
                near(one.value, other.value, other.value)
                    && near(one.at_cash_timing, other.at_cash_timing, other.at_cash_timing)
                    && near(one.fixed_cost, other.fixed_cost, other.fixed_cost)
            }
            (one, other) => one.is_none() && other.is_none(),
        };
        posted.all(|(one, other)| near(one, other, other))
            && counted.all(|(one, other)| near(one, other, other))
            && run_off
    }

    fn empty(&self, draws: usize) -> Drawn {
        let (periods, segments) = (self.plan.periods, self.plan.segments.len());
        Drawn {
            draws,
            periods,
            postings: vec![0.0; self.accounts.len() * periods * draws],
            joined: vec![0.0; self.blocks.len() * periods * draws],
            left: vec![0.0; segments * periods * draws],
            moves: vec![0.0; MOVES * periods * draws],
            opening: vec![0.0; segments * draws],
            run_off: vec![0.0; 3 * draws],
            lives: vec![0.0; segments * (periods + self.after) * 3 * draws],
            rest: vec![0.0; segments * 2 * draws],
        }
    }

    /// Draws once under each key.
    #[must_use]
    pub fn draw(&self, keys: &[u64]) -> Drawn {
        let draws = keys.len();
        let mut drawn = self.empty(draws);
        let mut counts = vec![0_u32; self.cohorts.len() * draws];
        for block in &self.blocks {
            let mut own = vec![0.0; block.cohorts.len()];
            for (d, key) in keys.iter().enumerate() {
                self.whole(block, *key, &mut own);
                for (cohort, count) in block.cohorts.clone().zip(&own) {
                    counts[cohort * draws + d] = *count as u32;
                }
                self.start(block, &own, d, &mut drawn);
            }
        }
        let mut active = vec![0_u32; self.cells.len() * draws];
        let mut left = vec![0_u32; self.cells.len() * draws];
        for step in &self.steps {
            let counts = &mut counts[step.cohort * draws..][..draws];
            let active = &mut active[step.cell * draws..][..draws];
            let left = &mut left[step.cell * draws..][..draws];
            active.iter_mut().zip(&*counts).for_each(|(active, count)| *active += count);
            let cells = counts.iter_mut().zip(left).zip(keys);
            match &step.by {
                By::Nobody => {}
                By::Everybody => {
                    cells.for_each(|((count, left), _)| *left += std::mem::take(count));
                }
                By::Table(table) => {
                    let table = &self.tables[*table];
                    cells.for_each(|((count, left), key)| {
                        let gone = table.count(*count, extend(*key, step.key));
                        *count -= gone;
                        *left += gone;
                    });
                }
                By::Stream(binomial) => {
                    cells.for_each(|((count, left), key)| {
                        let mut stream = Stream::new(extend(*key, step.key));
                        let gone = binomial.sample(&mut stream, u64::from(*count)) as u32;
                        *count -= gone;
                        *left += gone;
                    });
                }
            }
        }
        let real = |from: &[u32], into: &mut [f64]| {
            into.iter_mut().zip(from).for_each(|(into, count)| *into = f64::from(*count));
        };
        let mut rows = (vec![0.0; draws], vec![0.0; draws]);
        for block in &self.blocks {
            for cell in block.cells.clone() {
                let own = cell * draws..(cell + 1) * draws;
                real(&active[own.clone()], &mut rows.0);
                real(&left[own], &mut rows.1);
                self.post(block, cell, &rows.0, &rows.1, &mut drawn);
            }
            let mut survivors = vec![0.0; draws];
            for cohort in block.cohorts.clone() {
                let counts = &counts[cohort * draws..][..draws];
                real(counts, &mut survivors);
                self.survive(cohort, &survivors, &mut drawn);
            }
        }
        drawn
    }

    /// Whole numbers at the start of the cohorts of a block.
    fn whole(&self, block: &Block, own: u64, counts: &mut [f64]) {
        let cohorts = self.cohorts[block.cohorts.clone()].iter();
        let segment = block.segment as u64;
        if block.opening {
            // Groups are rounded so that their total stays and each is met on average.
            let mut sum = Stream::new(key(&[own, segment, OPENING_KEY])).uniform();
            for (cohort, whole) in cohorts.zip(counts) {
                let before = sum.floor();
                sum += cohort.count;
                *whole = sum.floor() - before;
            }
            return;
        }
        for (cohort, whole) in cohorts.zip(counts) {
            *whole = if cohort.count.fract() == 0.0 {
                cohort.count
            } else {
                let parts = [own, segment, block.origin, (cohort.start + MOST_PERIODS) as u64];
                Stream::new(key(&parts)).whole(cohort.count) as f64
            };
        }
    }

    /// Notes who is there at the start, and the cost of taking them in.
    fn start(&self, block: &Block, counts: &[f64], d: usize, drawn: &mut Drawn) {
        let (draws, periods) = (drawn.draws, drawn.periods);
        if block.opening {
            drawn.opening[block.segment * draws + d] += counts.iter().sum::<f64>();
            return;
        }
        let place = self.blocks.iter().position(|other| other.place == block.place).unwrap_or(0);
        let price = &self.plan.segments[block.segment].price;
        for (cohort, count) in self.cohorts[block.cohorts.clone()].iter().zip(counts) {
            let t = cohort.start;
            drawn.joined[(place * periods + t) * draws + d] = *count;
            drawn.moves[((MOVES - 1) * periods + t) * draws + d] += count * price.at(t, 0);
            if let Some((account, c)) = block.onboarding {
                let cost = self.plan.channels[c].onboarding[t];
                drawn.postings[(account * periods + t) * draws + d] += count * cost;
            }
        }
    }

    /// Posts what the customers of a cell bring and cost.
    fn post(&self, block: &Block, cell: usize, active: &[f64], left: &[f64], drawn: &mut Drawn) {
        let (draws, periods) = (drawn.draws, drawn.periods);
        let cell = &self.cells[cell];
        let t = cell.t;
        for (account, amount) in &cell.units {
            add(&mut drawn.postings[(account * periods + t) * draws..][..draws], active, *amount);
        }
        add(&mut drawn.left[(block.segment * periods + t) * draws..][..draws], left, 1.0);
        let mut moved = |series: usize, of: &[f64], unit: f64| {
            if unit != 0.0 {
                add(&mut drawn.moves[(series * periods + t) * draws..][..draws], of, unit);
            }
        };
        moved(0, active, cell.list);
        moved(1, left, cell.list);
        for (series, each) in cell.stays {
            moved(series, active, each);
            moved(series, left, -each);
        }
        if block.opening {
            let row =
                |part: usize| ((block.segment * (periods + self.after) + t) * 3 + part) * draws;
            add(&mut drawn.lives[row(0)..][..draws], active, 1.0);
            add(&mut drawn.lives[row(1)..][..draws], active, cell.margin);
            add(&mut drawn.lives[row(2)..][..draws], active, cell.at_end);
        }
    }

    /// Values the survivors of the horizon.
    fn survive(&self, cohort: usize, survivors: &[f64], drawn: &mut Drawn) {
        let (draws, periods) = (drawn.draws, drawn.periods);
        let cohort = &self.cohorts[cohort];
        let block = &self.blocks[cohort.block];
        for (row, each) in drawn.run_off.chunks_exact_mut(draws).zip(cohort.run_off) {
            add(row, survivors, each);
        }
        if !block.opening {
            return;
        }
        for (later, unit) in cohort.after.iter().enumerate() {
            for (part, unit) in unit.iter().enumerate() {
                let row =
                    ((block.segment * (periods + self.after) + periods + later) * 3 + part) * draws;
                add(&mut drawn.lives[row..][..draws], survivors, *unit);
            }
        }
        let rest = cohort.rest.unwrap_or_default();
        add(&mut drawn.rest[2 * block.segment * draws..][..draws], survivors, rest.margin);
        add(
            &mut drawn.rest[(2 * block.segment + 1) * draws..][..draws],
            survivors,
            rest.margin_at_end,
        );
    }

    /// The expected projection, to be written over draw by draw.
    #[must_use]
    pub fn projection(&self) -> Projection {
        self.expected.clone()
    }

    /// Writes one draw over a projection from [`Cohorts::projection`].
    pub fn write(&self, drawn: &Drawn, d: usize, run: &mut Projection) {
        let plan = self.plan;
        let (draws, periods) = (drawn.draws, drawn.periods);
        let read = |from: &[f64], row: usize, into: &mut [f64]| {
            for (t, value) in into.iter_mut().enumerate() {
                *value = from[(row * periods + t) * draws + d];
            }
        };
        for (row, account) in self.accounts.iter().enumerate() {
            read(&drawn.postings, row, run.ledger.postings_mut(*account));
        }
        if let Some(tax) = self.tax {
            run.ledger.postings_mut(tax).fill(0.0);
            if plan.tax.iter().any(|rate| *rate != 0.0) {
                let flow = run.ledger.cash_flow(plan);
                for (t, tax) in run.ledger.postings_mut(tax).iter_mut().enumerate() {
                    *tax = plan.tax[t] * flow[t];
                }
            }
        }
        for (row, block) in self.blocks.iter().enumerate().filter(|(_, block)| !block.opening) {
            read(&drawn.joined, row, &mut run.joined[block.place]);
        }
        for s in 0..plan.segments.len() {
            read(&drawn.left, s, &mut run.left[s]);
            let mut standing = drawn.opening[s * draws + d];
            for t in 0..periods {
                run.opening[s][t] = standing;
                let own = self.blocks.iter().filter(|block| block.segment == s);
                let joined: f64 = own.map(|block| run.joined[block.place][t]).sum();
                standing += joined - run.left[s][t];
                run.closing[s][t] = standing;
            }
        }
        let moves = &mut run.revenue_moves;
        let series = [
            &mut moves.billed,
            &mut moves.churned,
            &mut moves.contraction,
            &mut moves.expansion,
            &mut moves.risen,
            &mut moves.cut,
            &mut moves.new,
        ];
        for (row, series) in series.into_iter().enumerate() {
            series.resize(periods, 0.0);
            read(&drawn.moves, row, series);
        }
        let last = plan.last();
        let joined: f64 = run.joined.iter().map(|block| block[last]).sum();
        let billed = joined + run.opening.iter().map(|segment| segment[last]).sum::<f64>();
        run.run_off = run.run_off.map(|_| RunOff {
            value: drawn.run_off[d],
            at_cash_timing: drawn.run_off[draws + d],
            fixed_cost: if billed > 0.0 { drawn.run_off[2 * draws + d] / billed } else { 0.0 },
        });
        for block in self.blocks.iter().filter(|block| block.opening) {
            let s = block.segment;
            let Life { active, margin, margin_at_end, rest, .. } = &mut run.opening_life[s];
            for (part, series) in [active, margin, margin_at_end].into_iter().enumerate() {
                for (t, value) in series.iter_mut().enumerate() {
                    *value = drawn.lives[((s * (periods + self.after) + t) * 3 + part) * draws + d];
                }
            }
            *rest = rest.map(|_| TailValue {
                margin: drawn.rest[2 * s * draws + d],
                margin_at_end: drawn.rest[(2 * s + 1) * draws + d],
                periods: 0.0,
            });
        }
    }
}

/// Adds `unit` times the counts.
fn add(to: &mut [f64], counts: &[f64], unit: f64) {
    to.iter_mut().zip(counts).for_each(|(to, count)| *to += count * unit);
}
