//! What a customer is billed at list price: how the bill grows, and what those of the start pay.

use std::ops::Range;
use std::sync::Arc;

use super::tenures::Grid;
use crate::lever::{GrowthChange, Levers};

/// Growth of the bill from a period to the next: 1 + expansion − contraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Share of the bill that is added, at least 0.
    pub expansion: f64,
    /// Share of the bill that is taken away, 0 to 1.
    pub contraction: f64,
}

impl Step {
    /// Factor on the bill.
    pub fn factor(self) -> f64 {
        1.0 + self.expansion - self.contraction
    }
}

/// Growth of the bills of one block, period by period; the last step goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth(Vec<Step>);

impl Growth {
    /// The stated rates, with what the strategy's programmes change less what those of the one that is compared
    /// with do: the stated rates were observed under them. One step for each of the levers' entries.
    pub(super) fn of(
        (expansion, contraction): (f64, f64),
        [own, other]: [&Levers; 2],
        s: usize,
        scope: usize,
        entries: usize,
    ) -> Self {
        let reached = |l: &&GrowthChange| l.scope.segments[s] && l.scope.origins[scope];
        let acting = |levers: &Levers| levers.growth.iter().any(|lever| reached(&lever));
        let length = if acting(own) || acting(other) { entries } else { 1 };
        let sum = |levers: &Levers, t: usize, of: fn(&GrowthChange) -> &[Vec<f64>]| -> f64 {
            levers.growth.iter().filter(reached).map(|lever| of(lever)[s][t]).sum()
        };
        let change = |t: usize, of: fn(&GrowthChange) -> &[Vec<f64>]| {
            let (own, other) = (sum(own, t, of), sum(other, t, of));
            own - other
        };
        let mut steps: Vec<Step> = (0..length)
            .map(|t| Step {
                expansion: if length == 1 {
                    expansion
                } else {
                    // A stated rate may be below 0 itself.
                    (expansion + change(t, |lever| &lever.expansion)).max(expansion.min(0.0))
                },
                contraction: if length == 1 {
                    contraction
                } else {
                    (contraction + change(t, |lever| &lever.contraction)).clamp(0.0, 1.0)
                },
            })
            .collect();
        while steps.len() > 1 && steps[steps.len() - 1] == steps[steps.len() - 2] {
            steps.pop();
        }
        Self(steps)
    }

    /// From period `t` to the next.
    pub fn step(&self, t: usize) -> Step {
        self.0[t.min(self.0.len() - 1)]
    }

    /// The factor that goes on for ever.
    pub fn settled(&self) -> f64 {
        self.step(usize::MAX).factor()
    }

    /// Whether bills stay as they are.
    pub fn is_none(&self) -> bool {
        self.0.iter().all(|step| step.factor() == 1.0)
    }

    /// Product of the steps of a range of periods.
    pub fn over(&self, periods: Range<usize>) -> f64 {
        if self.is_none() {
            return 1.0;
        }
        let settled = periods.start.max((self.0.len() - 1).min(periods.end));
        let moving: f64 = (periods.start..settled).map(|u| self.step(u).factor()).product();
        moving * libm::pow(self.settled(), (periods.end - settled) as f64)
    }
}

/// What customers of a block are billed, besides the segment's price.
#[derive(Clone, Debug)]
pub struct Bill {
    /// How it grows.
    pub growth: Arc<Growth>,
    /// Whether growth counts from the start of the model, as for the customers of the start; for all others
    /// it counts from joining.
    pub from_start: bool,
    /// A price of their own; none: the segment's.
    pub price: Option<Grid>,
    /// Factor on the price by tenure at the start of the model; the last goes on, and there is none where it
    /// is empty.
    pub start: Vec<f64>,
}

impl Bill {
    /// The bill of customers who pay the segment's price.
    pub(super) fn plain(growth: Arc<Growth>, from_start: bool) -> Self {
        Self { growth, from_start, price: None, start: Vec::new() }
    }

    /// Whether customers pay what their tenure and the period say, and nothing of their past.
    pub fn is_still(&self) -> bool {
        self.growth.is_none() && self.start.is_empty()
    }

    /// Whether customers of the start are billed like any other.
    pub fn is_common(&self) -> bool {
        self.is_still() && self.price.is_none()
    }

    /// The bill of a customer who joins now, where those of the start pay a price of their own.
    pub fn of_a_joiner(&self) -> Option<Self> {
        let apart = self.price.is_some() || !self.start.is_empty();
        apart.then(|| Self::plain(Arc::clone(&self.growth), false))
    }

    /// Whether customers of every tenure pay another bill.
    pub fn tells_tenures_apart(&self) -> bool {
        if self.from_start { !self.start.is_empty() } else { !self.growth.is_none() }
    }

    /// Factor on the price of a customer of tenure `k` in period `t`.
    pub fn level(&self, t: usize, k: usize) -> f64 {
        if self.is_still() {
            return 1.0;
        }
        if !self.from_start {
            return self.growth.over(t.saturating_sub(k)..t);
        }
        let start = self.start.get(k.saturating_sub(t)).or(self.start.last()).copied();
        self.growth.over(0..t) * start.unwrap_or(1.0)
    }

    /// The same for a range of tenures.
    pub(super) fn levels(&self, t: usize, tenures: Range<usize>) -> Vec<f64> {
        if self.is_still() {
            return vec![1.0; tenures.len()];
        }
        if self.from_start {
            let grown = self.growth.over(0..t);
            let start = |k: usize| self.start.get(k.saturating_sub(t)).or(self.start.last());
            return tenures.map(|k| grown * start(k).copied().unwrap_or(1.0)).collect();
        }
        let first = tenures.start;
        let mut level = self.level(t, first);
        let mut levels = Vec::with_capacity(tenures.len());
        for k in tenures {
            if k > first && k <= t {
                level *= self.growth.step(t - k).factor();
            }
            levels.push(level);
        }
        levels
    }
}
