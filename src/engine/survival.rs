//! Curves of survival: of customers who start at one tenure, who is left at each age, and who leaves of whole ones.

use std::sync::Arc;

use super::hazard::Hazard;
use super::kernel::{dot, sum};
use super::lane::LaneStep;
use super::sequence::Sequence;
use crate::numeric::binomial::binomial;
use crate::numeric::binomial_table::BinomialTable;
use crate::numeric::random::Stream;

/// Survival of customers who start at one tenure.
#[derive(Clone, Debug)]
pub struct SurvivalCurve {
    /// Tenure at the start.
    pub tenure: usize,
    classes: usize,
    /// Share of all that are of each class and left, by age.
    alive: Vec<f64>,
    /// The sums.
    pub survival: Vec<f64>,
    /// Share of those left whose payment fails, by age and failure rate.
    failing: Vec<Vec<f64>>,
    /// Who leaves of whole customers, by age, where many draws are to come.
    tables: Arc<Vec<Option<BinomialTable>>>,
    /// The cohorts that are followed ahead there.
    pub sequence: Sequence,
}

impl SurvivalCurve {
    /// Of customers of a tenure who are of each class with these shares.
    pub fn new(tenure: usize, share: &[f64]) -> Self {
        Self {
            tenure,
            classes: share.len(),
            alive: share.to_vec(),
            survival: vec![sum(share)],
            failing: Vec::new(),
            tables: Arc::default(),
            sequence: Sequence::default(),
        }
    }

    /// Share of all that are of each class and left at an age.
    pub fn alive(&self, age: usize) -> &[f64] {
        &self.alive[age * self.classes..][..self.classes]
    }

    /// Goes on from the last age worked out to the next, whose customers are in `slot`.
    pub fn age(&mut self, hazard: &Hazard, slot: usize, failures: usize) {
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
    pub fn kept(&self, age: usize) -> f64 {
        let (now, next) = (self.survival[age], self.survival[age + 1]);
        if now > 0.0 { (next / now).min(1.0) } else { 0.0 }
    }

    /// How many of `count` whole customers are left a period later, by a random word.
    pub fn thinned(&self, age: usize, count: f64, bits: u64) -> f64 {
        let gone = match self.table(age) {
            Some(table) => f64::from(table.count(count as u32, bits)),
            None => self.gone(age, count as u64, bits) as f64,
        };
        count - gone
    }

    /// The same of many cohorts at once, from `here` to `next`, by random words of which the first 16 bits are given, and
    /// `word` makes a whole one.
    pub fn thin(
        &self,
        age: usize,
        (here, next): (&[u32], &mut [u32]),
        heads: &[u16],
        word: impl Fn(usize) -> u64,
    ) {
        match self.table(age) {
            Some(table) => table.thin(here, heads, next, word),
            None => {
                for (place, (count, next)) in here.iter().zip(next).enumerate() {
                    *next = count - self.gone(age, u64::from(*count), word(place)) as u32;
                }
            }
        }
    }

    /// Adds the payments that fail of `count` customers of an age.
    pub fn fail(&self, age: usize, count: f64, step: &mut LaneStep) {
        let each = step.failures.iter_mut().zip(&self.failing[age]);
        each.for_each(|(all, failing)| *all += count * failing);
    }

    fn table(&self, age: usize) -> Option<&BinomialTable> {
        self.tables.get(age)?.as_ref()
    }

    /// How many of `count` leave, without a table.
    fn gone(&self, age: usize, count: u64, bits: u64) -> u64 {
        binomial(&mut Stream::new(bits), count, 1.0 - self.kept(age))
    }

    /// Draws by table from now on, at the ages where tables are small; `numbers` are the cohorts' at the start, with
    /// the ages that they come to.
    pub fn tabulate(&mut self, numbers: &[(f64, usize)]) {
        let ages = 0..self.survival.len() - 1;
        let table = |age: usize| {
            let own = || numbers.iter().filter(|(_, last)| *last > age);
            let (here, leave) = (self.survival[age], 1.0 - self.kept(age));
            let range = |reach: f64| {
                let spread = |number: f64| reach * (number * here * (1.0 - here)).max(0.0).sqrt();
                let least = own().map(|(n, _)| (n * here - spread(*n)).floor());
                let most = own().map(|(n, _)| (n * here + spread(*n)).min(*n).ceil());
                (least.fold(f64::MAX, f64::min).max(0.0), most.fold(0.0, f64::max))
            };
            let (least, most) = range(REACH);
            let certain = leave <= 0.0 || leave >= 1.0 || most == 0.0 || most > MOST_CUSTOMERS;
            let narrow = most * leave * (1.0 - leave) <= BinomialTable::MOST_VARIANCE;
            let rows = most - least + 1.0;
            let small =
                || BinomialTable::size(leave, most, rows) <= MOST_SIZE * own().count() as f64;
            let (first, last) = range(WRITTEN);
            (!certain && narrow && small())
                .then(|| BinomialTable::new(leave, first as u32, last as u32))
        };
        self.tables = Arc::new(ages.map(table).collect());
    }
}

/// Size of a table for each cohort that it serves in a draw.
const MOST_SIZE: f64 = 10_000.0;
/// Standard deviations of the number of survivors that a table is for.
const REACH: f64 = 6.0;
/// Those that are written down: what lies further out, 1 of 150,000, is worked out as it comes.
const WRITTEN: f64 = 4.5;
/// More customers than this, less than half of what 32 bits hold, are not counted in these.
pub const MOST_CUSTOMERS: f64 = 2e9;
