//! Survival of every risk class of one block in one period.

use crate::plan::{BlockPlan, Plan, RateTable, SegmentPlan, TenureShape};

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
        let uniform = matches!(plan.segments[block.segment].classes.shape, TenureShape::Uniform);
        self.fill_rows(plan, block, t, 0..if uniform { 1 } else { tenures }, multipliers);
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
        self.rows = tenures.len();
        self.multipliers = multipliers.len();
        let exposure = block.rates.observed[now] * time(segment, t);
        let attempts = block.rates.attempts_per_leaver[now];
        let attempted = |k: usize| {
            let exposure = exposure * segment.classes.shape.at(k);
            let each = segment.classes.log_hazard.iter();
            each.map(move |l| RateTable::attempted(l * exposure, attempts))
        };
        self.keep.clear();
        for k in tenures.clone() {
            for multiplier in multipliers {
                let factor = block.rates.total[now] * multiplier;
                self.keep.extend(attempted(k).map(|x| -x * factor));
            }
        }
        exponentials(&mut self.keep);
        self.fail.resize_with(block.rates.failures.len(), Vec::new);
        for (fail, rate) in self.fail.iter_mut().zip(&block.rates.failures) {
            fail.clear();
            for k in tenures.clone() {
                for multiplier in multipliers {
                    let factor = rate.total[now] * multiplier;
                    fail.extend(attempted(k).map(|x| -x * factor));
                }
            }
            exponentials(fail);
            fail.iter_mut().for_each(|x| *x = (1.0 - *x) * rate.share[now]);
        }
    }

    /// Share of each class kept, at tenure slot `k` under multiplier `m`.
    #[must_use]
    pub fn keep(&self, k: usize, m: usize) -> &[f64] {
        &self.keep[self.at(k, m)]
    }

    /// Share of each class whose payment fails, for failure rate `f`.
    #[must_use]
    pub fn fail(&self, f: usize, k: usize, m: usize) -> &[f64] {
        &self.fail[f][self.at(k, m)]
    }

    fn at(&self, k: usize, m: usize) -> std::ops::Range<usize> {
        let row = if self.rows == 1 { 0 } else { k };
        let start = (row * self.multipliers + m) * self.classes;
        start..start + self.classes
    }
}

/// Factor of the segment's hazard in period `t`.
fn time(segment: &SegmentPlan, t: usize) -> f64 {
    segment.classes.time[t.min(segment.classes.time.len() - 1)]
}

fn exponentials(values: &mut Vec<f64>) {
    let input = std::mem::take(values);
    values.resize(input.len(), 0.0);
    crate::numeric::exp::exp_into(&input, values);
}

impl Plan {
    /// Place in the rate tables of period `t`, which may lie after the horizon: the season goes on.
    #[must_use]
    pub fn rate_index(&self, t: usize) -> usize {
        let length = self.settled_from + self.cycle;
        if t < length { t } else { self.settled_from + (t - self.settled_from) % self.cycle }
    }
}
