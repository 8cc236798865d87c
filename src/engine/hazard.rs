//! Survival of every risk class of one block in one period.

use crate::numeric::exp::exp_in_place;
use crate::plan::{BlockPlan, Leaving, Plan, RateTable, SegmentPlan, TenureShape};

/// Shares kept and failure rates by class, for one block and period.
///
/// One row per tenure where hazards depend on tenure, else one row for all. In a row, first the
/// regular phase, then one vector per after-save multiplier.
#[derive(Clone, Debug, Default)]
pub struct Hazard {
    classes: usize,
    rows: usize,
    multipliers: usize,
    keep: Vec<f64>,
    /// Share of customers whose payment fails, per failure rate; same layout.
    fail: Vec<Vec<f64>>,
    /// Share of the leavers whom each desk hears of, by row and desk; by class where classes differ.
    heard: Vec<f64>,
    /// Number of desks of the plan.
    desks: usize,
    /// Share of the leavers who leave for each reason, by row, reason and class; empty where classes do not
    /// differ.
    left_for: Vec<f64>,
    /// Number of reasons.
    reasons: usize,
}

/// A share of the leavers of a cell.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    /// Of every class.
    All(f64),
    /// By class.
    Classes(&'a [f64]),
}

impl Heard<'_> {
    /// Of class `q`.
    pub fn of(self, q: usize) -> f64 {
        match self {
            Self::All(share) => share,
            Self::Classes(shares) => shares[q],
        }
    }

    /// How many of a cell's leavers.
    pub fn among(self, cell: &[f64], keep: &[f64], leavers: f64) -> f64 {
        match self {
            Self::All(share) => leavers * share,
            Self::Classes(shares) => {
                let each = cell.iter().zip(keep).zip(shares);
                each.map(|((count, keep), share)| count * (1.0 - keep) * share).sum()
            }
        }
    }

    /// The largest of all classes.
    pub fn most(self) -> f64 {
        match self {
            Self::All(share) => share,
            Self::Classes(shares) => shares.iter().copied().fold(0.0, f64::max),
        }
    }
}

impl Hazard {
    /// Fills in the survival of `block` in period `t` for tenures below `tenures`.
    pub fn fill(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: usize,
        multipliers: &[f64],
    ) {
        self.clear();
        self.reach(plan, block, t, tenures, multipliers);
    }

    /// The same where the first tenures are filled in already, for the same rates.
    fn reach(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: usize,
        multipliers: &[f64],
    ) {
        let uniform = matches!(plan.segments[block.segment].classes.shape, TenureShape::Uniform);
        let rows = self.rows..if uniform { 1 } else { tenures };
        if !rows.is_empty() {
            self.fill_rows(plan, block, t, rows, multipliers);
        }
    }

    fn clear(&mut self) {
        self.rows = 0;
        self.keep.clear();
        self.fail.iter_mut().for_each(Vec::clear);
        self.heard.clear();
        self.left_for.clear();
    }

    /// Fills in one row only, for tenure `k`; it is read as slot 0.
    pub fn fill_tenure(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        k: usize,
        multipliers: &[f64],
    ) {
        self.clear();
        self.fill_rows(plan, block, t, k..k + 1, multipliers);
    }

    fn fill_rows(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: std::ops::Range<usize>,
        multipliers: &[f64],
    ) {
        let segment = &plan.segments[block.segment];
        let now = plan.rate_index(t);
        self.classes = segment.classes.count();
        self.rows += tenures.len();
        self.multipliers = multipliers.len();
        let exposure = block.rates.observed[now] * block.multiplier * time(segment, t);
        let attempts = block.rates.attempts_per_leaver[now];
        let attempted = |k: usize| {
            let exposure = exposure * segment.classes.shape.at(k);
            let each = segment.classes.log_hazard.iter();
            each.map(move |l| RateTable::attempted(l * exposure, attempts))
        };
        let factors = plan.risk_factors(block, t);
        let progression = Progression::of(multipliers);
        let width = multipliers.len() * self.classes;
        let before = self.keep.len();
        type Total<'f> = &'f dyn Fn(&Leaving) -> f64;
        type Logs<'f> = &'f dyn Fn(&Leaving) -> &[Vec<f64>];
        let fill = |out: &mut Vec<f64>, total: Total<'_>, logs: Logs<'_>| {
            out.resize(before + tenures.len() * width, 0.0);
            let rows = out[before..].chunks_exact_mut(width);
            for (row, k) in rows.zip(tenures.clone()) {
                let rates = block.rates.leaving(now, k);
                let Some(factors) = &factors else {
                    let total = total(rates);
                    let exponents = attempted(k).map(|x| -x * total);
                    progression.keep(row, exponents, multipliers, self.classes);
                    continue;
                };
                let totals = by_class(logs(rates), factors, now, None);
                let exponents = attempted(k).zip(totals).map(|(x, total)| -x * total);
                progression.keep(row, exponents, multipliers, self.classes);
            }
        };
        fill(&mut self.keep, &|rates| rates.total[now], &|rates| &rates.log);
        if plan.kept != 1.0 {
            let kept = self.keep[before..].iter_mut();
            kept.for_each(|kept| *kept *= plan.kept);
        }
        self.fail.resize_with(block.rates.failures.len(), Vec::new);
        for (f, fail) in self.fail.iter_mut().enumerate() {
            let reasons = &block.rates.failures[f].reasons;
            fill(fail, &|rates| rates.failing(f, now, reasons).0, &|rates| &rates.without[f]);
            let rows = fail[before..].chunks_exact_mut(width);
            for (row, k) in rows.zip(tenures.clone()) {
                let rates = block.rates.leaving(now, k);
                let Some(factors) = &factors else {
                    let (_, share) = rates.failing(f, now, reasons);
                    row.iter_mut().for_each(|x| *x = (1.0 - *x) * share);
                    continue;
                };
                let shares = shares_by_class(&rates.without[f], factors, now, reasons);
                for cell in row.chunks_exact_mut(self.classes) {
                    cell.iter_mut().zip(&shares).for_each(|(x, share)| *x = (1.0 - *x) * share);
                }
            }
        }
        if let Some(factors) = &factors {
            (self.desks, self.reasons) = (block.rates.heard.len(), plan.reasons);
            for rates in tenures.map(|k| block.rates.leaving(now, k)) {
                for (reasons, open) in block.rates.heard.iter().zip(&block.rates.open) {
                    let reasons = if open[now] { &reasons[..] } else { &[] };
                    self.heard.extend(shares_by_class(&rates.log, factors, now, reasons));
                }
                for j in 0..plan.reasons {
                    let only: Vec<bool> = (0..plan.reasons).map(|other| other == j).collect();
                    self.left_for.extend(shares_by_class(&rates.log, factors, now, &only));
                }
            }
            return;
        }
        self.desks = block.rates.heard.len();
        for rates in tenures.map(|k| block.rates.leaving(now, k)) {
            let heard = block.rates.heard.iter().zip(&block.rates.open);
            let share = |(reasons, open): (&Vec<bool>, &Vec<bool>)| {
                if open[now] { rates.share(now, reasons) } else { 0.0 }
            };
            self.heard.extend(heard.map(share));
        }
    }

    /// Share of each class kept, at tenure slot `k` under multiplier `m`.
    pub fn keep(&self, k: usize, m: usize) -> &[f64] {
        &self.keep[self.at(k, m)]
    }

    /// Shares kept at tenure slot `k`, one vector of classes per multiplier.
    pub fn row(&self, k: usize) -> &[f64] {
        &self.keep[self.at(k, 0).start..]
    }

    /// Shares whose payment fails for failure rate `f` at tenure slot `k`, one vector per multiplier.
    pub fn failures(&self, f: usize, k: usize) -> &[f64] {
        &self.fail[f][self.at(k, 0).start..]
    }

    /// Share of each class whose payment fails, for failure rate `f`.
    pub fn fail(&self, f: usize, k: usize, m: usize) -> &[f64] {
        &self.fail[f][self.at(k, m)]
    }

    /// Share of the leavers at tenure slot `k` whom a desk of the plan hears of.
    pub fn heard(&self, desk: usize, k: usize) -> Heard<'_> {
        let row = if self.rows == 1 { 0 } else { k };
        let place = row * self.desks + desk;
        if self.left_for.is_empty() {
            return Heard::All(self.heard[place]);
        }
        Heard::Classes(&self.heard[place * self.classes..][..self.classes])
    }

    /// Share of the leavers of each class at tenure slot `k` who leave for reason `j`; none where classes do
    /// not differ.
    pub fn left_for(&self, j: usize, k: usize) -> Option<&[f64]> {
        let row = if self.rows == 1 { 0 } else { k };
        let place = (row * self.reasons + j) * self.classes;
        self.left_for.get(place..place + self.classes).filter(|shares| !shares.is_empty())
    }

    fn at(&self, k: usize, m: usize) -> std::ops::Range<usize> {
        let row = if self.rows == 1 { 0 } else { k };
        let start = (row * self.multipliers + m) * self.classes;
        start..start + self.classes
    }
}

/// The hazards of one group of blocks: with the season they come back every year, so the latest ones are
/// remembered.
#[derive(Clone, Debug, Default)]
pub struct Hazards {
    known: Vec<(Alike, Hazard)>,
    /// When each was last in force: the one longest ago is overwritten, so that those of a whole season stand
    /// beside one another.
    last: Vec<u64>,
    /// Place of those in force.
    now: usize,
}

/// What tells the hazards of a group in one period from those in another: the first period with the same
/// rates, and the factor over time.
pub type Alike = (usize, u64);

/// Hazards that one group remembers, in numbers.
const REMEMBERED: usize = 1 << 19;

impl Hazards {
    /// Makes the hazards of `block` in period `t` those in force, for tenures below `tenures`; returns their
    /// place.
    pub fn prepare(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: usize,
        multipliers: &[f64],
    ) -> usize {
        let segment = &plan.segments[block.segment];
        let alike = Self::alike(plan, block, t);
        let uniform = matches!(segment.classes.shape, TenureShape::Uniform);
        let filled = |own: &Hazard| own.rows >= if uniform { 1 } else { tenures };
        if self.known.get(self.now).is_some_and(|(own, now)| *own == alike && filled(now)) {
            return self.now;
        }
        let clock = self.last.get(self.now).map_or(0, |last| last + 1);
        if let Some(place) = self.known.iter().position(|(known, _)| *known == alike) {
            (self.now, self.last[place]) = (place, clock);
            // Customers have grown older since.
            self.known[place].1.reach(plan, block, t, tenures, multipliers);
            return place;
        }
        // Twice a season, so that an event does not push the ordinary months out, unless every tenure has
        // many numbers of its own.
        let size = match segment.classes.shape {
            TenureShape::Uniform => 1,
            _ => tenures * multipliers.len() * segment.classes.count(),
        };
        let room = (REMEMBERED / size.max(1)).clamp(1, 2 * plan.cycle);
        if self.known.len() < room {
            self.now = self.known.len();
            self.known.push((alike, Hazard::default()));
            self.last.push(clock);
        } else {
            let ages = self.last[..room].iter().enumerate();
            self.now = ages.min_by_key(|(_, last)| **last).map_or(0, |(place, _)| place);
            self.last[self.now] = clock;
            self.known[self.now].0 = alike;
        }
        self.known[self.now].1.fill(plan, block, t, tenures, multipliers);
        self.now
    }

    /// What tells the hazards of `block` in period `t` from others of it.
    #[inline]
    pub fn alike(plan: &Plan, block: &BlockPlan, t: usize) -> Alike {
        // Who is targeted is never quite the same again.
        let now = plan.rate_index(t);
        let first = if block.hangs_on_risk() { now } else { block.rates.alike[now] };
        (first, time(&plan.segments[block.segment], t).to_bits())
    }

    /// Those at a place.
    pub fn at(&self, place: usize) -> &Hazard {
        &self.known[place].1
    }

    /// Those in force.
    pub fn now(&self) -> &Hazard {
        &self.known[self.now].1
    }
}

/// Sum over the reasons, or the flagged of them, of logs × factors, by class.
fn by_class(
    logs: &[Vec<f64>],
    factors: &[Vec<f64>],
    now: usize,
    flags: Option<&[bool]>,
) -> Vec<f64> {
    let mut totals = vec![0.0; factors.first().map_or(0, Vec::len)];
    for (j, (log, factors)) in logs.iter().zip(factors).enumerate() {
        if flags.is_none_or(|flags| flags.get(j).is_some_and(|flag| *flag)) {
            let each = totals.iter_mut().zip(factors);
            each.for_each(|(total, factor)| *total += log[now] * factor);
        }
    }
    totals
}

/// Share of the flagged reasons in those sums.
fn shares_by_class(
    logs: &[Vec<f64>],
    factors: &[Vec<f64>],
    now: usize,
    flags: &[bool],
) -> Vec<f64> {
    let all = by_class(logs, factors, now, None);
    let named = by_class(logs, factors, now, Some(flags));
    let share = |(named, all): (f64, f64)| if all > 0.0 { named / all } else { 0.0 };
    named.into_iter().zip(all).map(share).collect()
}

/// Factor of the segment's hazard in period `t`.
fn time(segment: &SegmentPlan, t: usize) -> f64 {
    segment.classes.time[t.min(segment.classes.time.len() - 1)]
}

/// How the after-save multipliers follow each other: a fading multiplier falls in equal steps, so its
/// exponentials are products of two.
enum Progression {
    /// From the second multiplier on, each is this much below the one before.
    Steps(f64),
    /// Any.
    Free,
}

impl Progression {
    fn of(multipliers: &[f64]) -> Self {
        let fading = &multipliers[1..];
        if fading.len() < 3 {
            return Self::Free;
        }
        let step = (fading[0] - fading[fading.len() - 1]) / (fading.len() - 1) as f64;
        let even = |pair: &[f64]| (pair[0] - pair[1] - step).abs() <= 1e-13 * fading[0];
        // A multiplier that rises would take the ratio beyond the largest number.
        if step > 0.0 && fading.windows(2).all(even) { Self::Steps(step) } else { Self::Free }
    }

    /// Writes e^(x·m) for every multiplier m and class.
    fn keep(
        &self,
        row: &mut [f64],
        exponents: impl Iterator<Item = f64>,
        multipliers: &[f64],
        classes: usize,
    ) {
        let (first, rest) = row.split_at_mut(classes);
        first.iter_mut().zip(exponents).for_each(|(to, x)| *to = x);
        match self {
            Self::Free => {
                for (own, multiplier) in rest.chunks_exact_mut(classes).zip(&multipliers[1..]) {
                    own.iter_mut().zip(first.iter()).for_each(|(to, x)| *to = x * multiplier);
                }
                exp_in_place(rest);
            }
            Self::Steps(step) => {
                let count = multipliers.len() - 1;
                let (fading, last) = rest.split_at_mut((count - 1) * classes);
                let (ratio, _) = fading.split_at_mut(classes);
                // The first row holds the ratio until its own turn comes.
                for ((ratio, last), x) in ratio.iter_mut().zip(last.iter_mut()).zip(first.iter()) {
                    *ratio = x * step;
                    *last = x * multipliers[count];
                }
                exp_in_place(ratio);
                exp_in_place(last);
                for row in (1..count).rev() {
                    // rest[row − 1] = rest[row] × ratio; row 0 comes last and overwrites the ratio.
                    let (before, own) = rest.split_at_mut(row * classes);
                    let own = &own[..classes];
                    if row == 1 {
                        before[..classes].iter_mut().zip(own).for_each(|(r, own)| *r *= own);
                    } else {
                        let (ratio, middle) = before.split_at_mut((row - 1) * classes);
                        let ratio = &ratio[..classes];
                        for ((to, own), ratio) in middle.iter_mut().zip(own).zip(ratio) {
                            *to = own * ratio;
                        }
                    }
                }
            }
        }
        exp_in_place(first);
    }
}

impl Plan {
    /// Place in the rate tables of period `t`, which may lie after the horizon: the season goes on.
    pub fn rate_index(&self, t: usize) -> usize {
        let length = self.settled_from + self.cycle;
        if t < length { t } else { self.settled_from + (t - self.settled_from) % self.cycle }
    }
}
