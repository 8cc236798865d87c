//! Customers on whose leaving nothing acts by period: each cohort follows a curve of survival.
//!
//! A cohort is the joiners of one period, or one tenure of those of the start. Its members' lives are
//! independent, so its number and its age say all: of those left each leaves in a period with the chance
//! 1 − S(a+1)/S(a), which of whole customers is exact in distribution. Who is left is of each risk class with the
//! share that the curve says.

use std::ops::Range;
use std::sync::Arc;

use super::lane::{LaneStep, Turn};
use super::sequence::{Left, Sequence};
use super::streams::Chance;
use super::survival::{MOST_CUSTOMERS, SurvivalCurve};
use crate::numeric::random::{TURNS, completed, extend};
use crate::plan::{BlockPlan, Plan, Slots, TenureShape};

/// Cohorts of one block, each on its curve.
#[derive(Clone, Debug)]
pub struct Cohorts {
    /// Tenure slots; the last holds all longer tenures when `absorbing`.
    slots: usize,
    absorbing: bool,
    /// Slots in use: tenures below it.
    used: usize,
    course: Course,
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

/// The curves of a block's cohorts; and in a draw who is left of these, where that was worked out ahead.
#[derive(Clone, Debug, Default)]
pub struct Course {
    pub(super) curves: Arc<Vec<SurvivalCurve>>,
    pub(super) left: Left,
    /// All of them at the end of each period.
    pub(super) standing: Vec<f64>,
}

impl Course {
    /// Whether it is known who will be left.
    pub(super) fn is_foreseen(&self) -> bool {
        !self.left.is_empty()
    }
}

impl Cohorts {
    /// Nobody yet, in a block that can hold tenures below `open_slots` where tenures never settle; on a course that is
    /// known, or with no curves yet.
    pub fn new(plan: &Plan, block: &BlockPlan, open_slots: usize, course: Course) -> Self {
        let (slots, absorbing) = match block.slots(&plan.segments[block.segment]) {
            Slots::Settled(slots) => (slots, true),
            Slots::Open => (open_slots, false),
        };
        Self { slots, absorbing, used: 0, course, cohorts: Vec::new(), billed: Vec::new() }
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
        self.used = self.used.max(self.slot(k) + 1);
        self.on_curve(k, share).push(Cohort { member, age: 0, count: number });
    }

    /// The cohorts who start at tenure `k` with these shares of the classes.
    fn on_curve(&mut self, k: usize, share: &[f64]) -> &mut Vec<Cohort> {
        let (curves, foreseen) = (&self.course.curves, self.course.is_foreseen());
        // What is foreseen is one curve for each tenure.
        let own = |own: &SurvivalCurve| own.tenure == k && (foreseen || own.alive(0) == share);
        let known = curves.iter().position(own);
        let curve = known.unwrap_or_else(|| {
            Arc::make_mut(&mut self.course.curves).push(SurvivalCurve::new(k, share));
            self.course.curves.len() - 1
        });
        let fresh = self.course.curves[self.cohorts.len()..].iter();
        self.cohorts.extend(fresh.map(|curve| Vec::with_capacity(curve.sequence.count())));
        &mut self.cohorts[curve]
    }

    /// Readies the curves for many draws after a run of expected values over so many periods; in the draws about as many
    /// start, and to the last one as many or one more where they are followed `ahead`.
    pub fn tabulate(&mut self, periods: usize, ahead: bool) {
        let curves = Arc::make_mut(&mut self.course.curves);
        let of = |curve: &SurvivalCurve, own: &Cohort| {
            own.count / curve.survival[own.age].max(f64::MIN_POSITIVE)
        };
        let each = curves.iter().zip(&self.cohorts);
        let numbers = each.map(|(curve, own)| {
            own.iter().map(|own| (of(curve, own), own.age)).collect::<Vec<_>>()
        });
        let numbers: Vec<Vec<(f64, usize)>> = numbers.collect();
        let countable = numbers.iter().flatten().all(|(number, _)| *number < MOST_CUSTOMERS);
        let mut place = 0;
        for ((curve, own), numbers) in curves.iter_mut().zip(&self.cohorts).zip(&numbers) {
            curve.tabulate(numbers);
            if let (true, Some(first), Some(last)) = (ahead && countable, own.first(), own.last()) {
                let members = first.member..last.member + 1;
                curve.sequence = Sequence::new(members, periods - first.age..periods, place);
                place += curve.sequence.size();
            }
        }
    }

    /// The curves.
    pub fn into_curves(self) -> Arc<Vec<SurvivalCurve>> {
        self.course.curves
    }

    /// Customers at the end of each period of the horizon, where they are known.
    pub fn foreseen(&self) -> Option<&[f64]> {
        self.course.is_foreseen().then_some(&self.course.standing[..])
    }

    /// Lets those join who come at the start of each of these periods, and lets them pass, as far as who is left is known.
    pub fn pass(&mut self, row: Range<usize>, come: &[f64], share: &[f64]) {
        let passed = if self.used > 0 { self.used + row.len() } else { 0 };
        self.used = passed.min(self.slots);
        let came = || row.clone().zip(come).filter(|(_, came)| **came > 0.0);
        let Some((first, _)) = came().next() else { return };
        self.used = self.used.max(self.slot(row.end - first) + 1).min(self.slots);
        let cohort = |(member, count): (usize, &f64)| Cohort { member, age: 0, count: *count };
        self.on_curve(0, share).extend(came().map(cohort));
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

    /// Lets see the customers of each cohort by class, and their slot.
    pub fn each_cell(&self, mut see: impl FnMut(usize, &[f64])) {
        let mut cell = Vec::new();
        for (curve, own) in self.course.curves.iter().zip(&self.cohorts) {
            for cohort in own.iter().filter(|cohort| cohort.count > 0.0) {
                let each = cohort.count / curve.survival[cohort.age].max(f64::MIN_POSITIVE);
                cell.clear();
                cell.extend(curve.alive(cohort.age).iter().map(|alive| alive * each));
                see(self.slot(curve.tenure + cohort.age), &cell);
            }
        }
    }

    /// One period, by chance where that is drawn.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Chance, step: &mut LaneStep) {
        let failures = turn.block.rates.failures.len();
        step.clear(self.used, 0, failures);
        self.billed.clear();
        self.billed.resize(self.used, 0.0);
        if chance == Chance::Expected {
            self.look_up(turn.t);
        }
        if self.course.is_foreseen() {
            self.read(turn.t, step);
        } else {
            self.go(turn, chance, step);
        }
        self.used = if self.absorbing { (self.used + 1).min(self.slots) } else { self.used + 1 };
        if !self.absorbing {
            // Tenures that are followed no further.
            for (curve, cohorts) in self.course.curves.iter().zip(&mut self.cohorts) {
                cohorts.retain(|own| curve.tenure + own.age < self.slots);
            }
            self.used = self.used.min(self.slots);
        }
    }

    /// A period of which is not known who will be left.
    fn go(&mut self, turn: &Turn<'_>, chance: Chance, step: &mut LaneStep) {
        // Each cohort has streams of its own, one for some ages: strategies in which more or fewer leave keep sharing the
        // others'.
        let streams = chance.streams(turn.plan, turn.block);
        let begun = |turns: usize| streams(turn.t.checked_sub(turns)?);
        let words: [_; TURNS] =
            std::array::from_fn(|turns| begun(turns).map(|mut stream| stream.next_u64()));
        let (slots, absorbing) = (self.slots, self.absorbing);
        let slot = |tenure: usize| if absorbing { tenure.min(slots - 1) } else { tenure };
        for (place, cohorts) in self.cohorts.iter_mut().enumerate() {
            let curve = &self.course.curves[place];
            if let Some(oldest) = cohorts.iter().map(|cohort| cohort.age).max()
                && curve.survival.len() == oldest + 1
            {
                let (here, failures) = (slot(curve.tenure + oldest), step.failures.len());
                Arc::make_mut(&mut self.course.curves)[place].age(turn.hazard, here, failures);
            }
            let curve = &self.course.curves[place];
            for cohort in cohorts {
                let here = slot(curve.tenure + cohort.age);
                let turns = cohort.age % TURNS;
                let count = match words[turns] {
                    None => cohort.count * curve.kept(cohort.age),
                    Some(word) => {
                        let word = completed(extend(word, cohort.member as u64), turns);
                        curve.thinned(cohort.age, cohort.count, word)
                    }
                };
                self.billed[here] += cohort.count;
                step.leavers[here] += cohort.count - count;
                curve.fail(cohort.age, cohort.count, step);
                (cohort.count, cohort.age) = (count, cohort.age + 1);
            }
        }
    }

    /// A period of which is known who will be left.
    fn read(&mut self, t: usize, step: &mut LaneStep) {
        let left = &self.course.left;
        let last = if self.absorbing { self.slots - 1 } else { usize::MAX };
        for curve in self.course.curves.iter() {
            let (youngest, rows) = curve.sequence.living(t);
            let count = rows.len().saturating_sub(1);
            let first = curve.tenure + youngest;
            let numbers = |i: usize| {
                let own = count - 1 - i;
                let (now, next) = (left.at(rows[i] + own), left.at(rows[i + 1] + own));
                (whole(now), whole(now - next))
            };
            // Tenures that are told apart, then those that are not; to one that is not in use nobody has come.
            let billed = self.billed.get_mut(first..).unwrap_or_default();
            let leavers = step.leavers.get_mut(first..).unwrap_or_default();
            let apart = count.min(last.saturating_sub(first));
            for (i, (billed, leavers)) in (0..apart).zip(billed.iter_mut().zip(leavers)) {
                let (now, gone) = numbers(i);
                *billed += now;
                *leavers += gone;
            }
            if self.used > last {
                for (now, gone) in (apart..count).map(numbers) {
                    self.billed[last] += now;
                    step.leavers[last] += gone;
                }
            }
            if !step.failures.is_empty() {
                for i in (0..count).rev() {
                    curve.fail(youngest + i, numbers(i).0, step);
                }
            }
        }
    }

    /// Takes over who is left at the start of period `t` from what is known; from there on nothing is.
    fn look_up(&mut self, t: usize) {
        if !self.course.is_foreseen() {
            return;
        }
        let left = std::mem::take(&mut self.course.left);
        for (curve, cohorts) in self.course.curves.iter().zip(&mut self.cohorts) {
            for cohort in cohorts {
                let (age, place) = curve.sequence.of(cohort.member, t);
                (cohort.age, cohort.count) = (age, f64::from(left.at(place)));
            }
        }
    }
}

/// A number of customers, fewer than half of what 32 bits hold.
pub fn whole(count: u32) -> f64 {
    f64::from(count as i32)
}
