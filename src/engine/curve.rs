//! Customers on whose leaving nothing acts by period: each cohort follows a curve of survival.
//!
//! A cohort is the joiners of one period, or one tenure of those of the start. Its members' lives are
//! independent, so its number and its age say all: of those left each leaves in a period with the chance
//! 1 − S(a+1)/S(a), which of whole customers is exact in distribution. Who is left is of each risk class with the
//! share that the curve says.

use std::sync::Arc;

use super::hazard::Hazard;
use super::kernel::{dot, sum};
use super::lane::{LaneStep, Turn};
use crate::numeric::binomial::binomial;
use crate::numeric::binomial_table::BinomialTable;
use crate::numeric::random::{Stream, extend};
use crate::plan::{BlockPlan, Plan, Slots, TenureShape};

/// Cohorts of one block, each on its curve.
#[derive(Clone, Debug)]
pub struct Cohorts {
    /// Tenure slots; the last holds all longer tenures when `absorbing`.
    slots: usize,
    absorbing: bool,
    /// Slots in use: tenures below it.
    used: usize,
    curves: Vec<SurvivalCurve>,
    /// By curve.
    cohorts: Vec<Vec<Cohort>>,
    /// Customers billed in the period just run, by slot.
    billed: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Cohort {
    /// Period of its first billing, among those who joined; tenure then among those of the start.
    member: usize,
    /// Periods since then.
    age: usize,
    /// Customers who are left.
    count: f64,
}

/// Survival of customers who start at one tenure.
#[derive(Clone, Debug)]
pub struct SurvivalCurve {
    /// Tenure at the start.
    tenure: usize,
    classes: usize,
    /// Share of all that are of each class and left, by age.
    alive: Vec<f64>,
    /// The sums.
    survival: Vec<f64>,
    /// Share of those left whose payment fails, by age and failure rate.
    failing: Vec<Vec<f64>>,
    /// Who leaves of whole customers, by age, where many draws are to come.
    tables: Arc<Vec<Option<BinomialTable>>>,
}

impl SurvivalCurve {
    fn new(tenure: usize, share: &[f64]) -> Self {
        Self {
            tenure,
            classes: share.len(),
            alive: share.to_vec(),
            survival: vec![sum(share)],
            failing: Vec::new(),
            tables: Arc::default(),
        }
    }

    fn alive(&self, age: usize) -> &[f64] {
        &self.alive[age * self.classes..][..self.classes]
    }

    /// Goes on from the last age worked out to the next, whose customers are in `slot`.
    fn age(&mut self, hazard: &Hazard, slot: usize, failures: usize) {
        let age = self.survival.len() - 1;
        let keep = hazard.keep(slot, 0);
        let survival = self.survival[age].max(f64::MIN_POSITIVE);
        let failing = |f: usize| dot(self.alive(age), hazard.fail(f, slot, 0)) / survival;
        self.failing.push((0..failures).map(failing).collect());
        let from = age * self.classes;
        self.alive.extend_from_within(from..);
        let next = &mut self.alive[from + self.classes..];
        next.iter_mut().zip(keep).for_each(|(alive, keep)| *alive *= keep);
        self.survival.push(sum(next));
    }

    /// Share of those left at an age who are left a period later.
    fn kept(&self, age: usize) -> f64 {
        let (now, next) = (self.survival[age], self.survival[age + 1]);
        if now > 0.0 { (next / now).min(1.0) } else { 0.0 }
    }

    /// How many of `count` whole customers are left a period later, by a random word.
    fn thinned(&self, age: usize, count: f64, bits: u64) -> f64 {
        let gone = match self.tables.get(age) {
            Some(Some(table)) => f64::from(table.count(count as u32, bits)),
            _ => binomial(&mut Stream::new(bits), count as u64, 1.0 - self.kept(age)) as f64,
        };
        count - gone
    }

    /// Draws by table from now on, at the ages where tables are small; `numbers` are the cohorts' at the start, with
    /// the ages that they come to.
    fn tabulate(&mut self, numbers: &[(f64, usize)]) {
        let ages = 0..self.survival.len() - 1;
        let table = |age: usize| {
            let own = || numbers.iter().filter(|(_, last)| *last > age);
            let (here, leave) = (self.survival[age], 1.0 - self.kept(age));
            let spread = |number: f64| REACH * (number * here * (1.0 - here)).max(0.0).sqrt();
            let least =
                own().map(|(n, _)| (n * here - spread(*n)).floor()).fold(f64::MAX, f64::min);
            let most =
                own().map(|(n, _)| (n * here + spread(*n)).min(*n).ceil()).fold(0.0, f64::max);
            let certain = leave <= 0.0 || leave >= 1.0 || most == 0.0 || most > MOST_CUSTOMERS;
            let narrow = most * leave * (1.0 - leave) <= BinomialTable::MOST_VARIANCE;
            let rows = most - least.max(0.0) + 1.0;
            let small =
                || BinomialTable::size(leave, most, rows) <= MOST_SIZE * own().count() as f64;
            (!certain && narrow && small())
                .then(|| BinomialTable::new(leave, least.max(0.0) as u32, most as u32))
        };
        self.tables = Arc::new(ages.map(table).collect());
    }
}

/// Size of a table for each cohort that it serves in a draw.
const MOST_SIZE: f64 = 10_000.0;
/// Standard deviations of the number of survivors that a table covers.
const REACH: f64 = 6.0;
/// More customers than this are not counted in 32 bits.
const MOST_CUSTOMERS: f64 = 2e9;

impl Cohorts {
    /// Nobody yet, in a block that can hold tenures below `open_slots` where tenures never settle.
    pub fn new(plan: &Plan, block: &BlockPlan, open_slots: usize) -> Self {
        let (slots, absorbing) = match block.slots(&plan.segments[block.segment]) {
            Slots::Settled(slots) => (slots, true),
            Slots::Open => (open_slots, false),
        };
        let (curves, cohorts, billed) = (Vec::new(), Vec::new(), Vec::new());
        Self { slots, absorbing, used: 0, curves, cohorts, billed }
    }

    /// Whether nothing acts on the leaving of a block's customers by period, whatever programmes there are.
    pub fn carry(plan: &Plan, block: &BlockPlan, phases: usize) -> bool {
        let time = &plan.segments[block.segment].classes.time;
        phases == 1
            && !block.varied()
            && block.rates.alike.iter().all(|first| *first == 0)
            && time.iter().all(|factor| *factor == time[0])
    }

    /// Whether a block's customers are fewer numbers on curves than in cells: where tenure matters for ever, and those of
    /// a tenure are not all alike.
    pub fn shorter(plan: &Plan, block: &BlockPlan) -> bool {
        let segment = &plan.segments[block.segment];
        matches!(block.slots(segment), Slots::Open)
            && !matches!(segment.classes.shape, TenureShape::Uniform)
            && segment.classes.count() > 1
    }

    fn slot(&self, tenure: usize) -> usize {
        if self.absorbing { tenure.min(self.slots - 1) } else { tenure }
    }

    /// Adds customers of tenure `k`, spread over the classes by `share`; `member` tells the cohort from others.
    pub fn add(&mut self, k: usize, number: f64, share: &[f64], member: usize) {
        let known = self.curves.iter().position(|own| own.tenure == k && own.alive(0) == share);
        let curve = known.unwrap_or_else(|| {
            self.curves.push(SurvivalCurve::new(k, share));
            self.curves.len() - 1
        });
        self.used = self.used.max(self.slot(k) + 1);
        self.cohorts.resize_with(self.curves.len(), Vec::new);
        self.cohorts[curve].push(Cohort { member, age: 0, count: number });
    }

    /// The curves of a block whose cohorts these were in a run of expected values, ready for many draws.
    pub fn into_curves(mut self) -> Vec<SurvivalCurve> {
        for (curve, own) in self.curves.iter_mut().zip(&self.cohorts) {
            let started = |own: &Cohort| own.count / curve.survival[own.age].max(f64::MIN_POSITIVE);
            let numbers: Vec<(f64, usize)> =
                own.iter().map(|own| (started(own), own.age)).collect();
            curve.tabulate(&numbers);
        }
        self.curves
    }

    /// Goes along these curves from here on, the first of which are those of the cohorts at hand.
    pub fn follow(&mut self, curves: &[SurvivalCurve]) {
        self.curves = curves.to_vec();
    }

    /// Slots in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// All customers.
    pub fn count(&self) -> f64 {
        self.cohorts.iter().flatten().map(|cohort| cohort.count).sum()
    }

    /// Customers billed in the period just run, by slot of tenure.
    pub fn billed(&self) -> &[f64] {
        &self.billed
    }

    /// Customers by slot and class, cohort by cohort.
    pub fn cells(&self) -> impl Iterator<Item = (usize, Vec<f64>)> {
        let each = self.curves.iter().zip(&self.cohorts);
        let each = each.flat_map(|(curve, own)| own.iter().map(move |cohort| (curve, cohort)));
        each.filter(|(_, cohort)| cohort.count > 0.0).map(|(curve, cohort)| {
            let each = cohort.count / curve.survival[cohort.age].max(f64::MIN_POSITIVE);
            let cell = curve.alive(cohort.age).iter().map(|alive| alive * each).collect();
            (self.slot(curve.tenure + cohort.age), cell)
        })
    }

    /// One period; by chance where there is a stream.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Option<&mut Stream>, step: &mut LaneStep) {
        let failures = turn.block.rates.failures.len();
        step.clear(self.used, 0, failures);
        self.billed.clear();
        self.billed.resize(self.used, 0.0);
        // Each cohort has a stream of its own: strategies in which more or fewer leave keep sharing the others'.
        let own = chance.map(Stream::next_u64);
        let (slots, absorbing) = (self.slots, self.absorbing);
        let slot = |tenure: usize| if absorbing { tenure.min(slots - 1) } else { tenure };
        for (curve, cohorts) in self.curves.iter_mut().zip(&mut self.cohorts) {
            if let Some(oldest) = cohorts.iter().map(|cohort| cohort.age).max()
                && curve.survival.len() == oldest + 1
            {
                curve.age(turn.hazard, slot(curve.tenure + oldest), failures);
            }
            let curve = &*curve;
            for cohort in cohorts {
                let here = slot(curve.tenure + cohort.age);
                let count = match own {
                    None => cohort.count * curve.kept(cohort.age),
                    Some(key) => {
                        curve.thinned(cohort.age, cohort.count, extend(key, cohort.member as u64))
                    }
                };
                self.billed[here] += cohort.count;
                step.leavers[here] += cohort.count - count;
                if failures > 0 {
                    let each = step.failures.iter_mut().zip(&curve.failing[cohort.age]);
                    each.for_each(|(all, failing)| *all += cohort.count * failing);
                }
                (cohort.count, cohort.age) = (count, cohort.age + 1);
            }
        }
        self.used = if absorbing { (self.used + 1).min(slots) } else { self.used + 1 };
        if !absorbing {
            // Tenures that are followed no further.
            for (curve, cohorts) in self.curves.iter().zip(&mut self.cohorts) {
                cohorts.retain(|own| curve.tenure + own.age < slots);
            }
            self.used = self.used.min(slots);
        }
    }
}
