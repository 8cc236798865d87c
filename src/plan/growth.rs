//! What a customer is billed at list price: how the bill grows, and what those of the start pay.

use std::ops::Range;
use std::sync::Arc;

use super::builder::Builder;
use super::{BlockPlan, Grid, OriginKind, OriginPlan, Plan, SegmentPlan, Slots};
use crate::lever::{GrowthChange, Levers};
use crate::scenario::Segment;
use crate::units::Path;

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
    #[must_use]
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
    #[must_use]
    pub fn step(&self, t: usize) -> Step {
        self.0[t.min(self.0.len() - 1)]
    }

    /// The factor that goes on for ever.
    #[must_use]
    pub fn settled(&self) -> f64 {
        self.step(usize::MAX).factor()
    }

    /// Whether bills stay as they are.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.iter().all(|step| step.factor() == 1.0)
    }

    /// Product of the steps of a range of periods.
    #[must_use]
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
    #[must_use]
    pub fn is_still(&self) -> bool {
        self.growth.is_none() && self.start.is_empty()
    }

    /// Whether customers of the start are billed like any other.
    #[must_use]
    pub fn is_common(&self) -> bool {
        self.is_still() && self.price.is_none()
    }

    /// The bill of a customer who joins now, where those of the start pay a price of their own.
    #[must_use]
    pub fn of_a_joiner(&self) -> Option<Self> {
        let apart = self.price.is_some() || !self.start.is_empty();
        apart.then(|| Self::plain(Arc::clone(&self.growth), false))
    }

    /// Whether customers of every tenure pay another bill.
    #[must_use]
    pub fn tells_tenures_apart(&self) -> bool {
        if self.from_start { !self.start.is_empty() } else { !self.growth.is_none() }
    }

    /// Factor on the price of a customer of tenure `k` in period `t`.
    #[must_use]
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

impl BlockPlan {
    /// Price before growth in period `t` at tenure `k`, net of VAT; where customers buy by visits, visits ×
    /// basket.
    #[must_use]
    pub fn price<'a>(&'a self, segment: &'a SegmentPlan) -> &'a Grid {
        self.bill.price.as_ref().unwrap_or(&segment.price)
    }

    /// Bill at list price of a customer of tenure `k` in period `t`, without what programmes change of visits.
    #[must_use]
    pub fn list(&self, segment: &SegmentPlan, t: usize, k: usize) -> f64 {
        self.price(segment).at(t, k) * self.bill.level(t, k)
    }

    /// Slots of tenure that differ in what is billed, too.
    #[must_use]
    pub fn slots(&self, segment: &SegmentPlan) -> Slots {
        if self.bill.tells_tenures_apart() { Slots::Open } else { segment.slots }
    }
}

impl Plan {
    /// The block of a segment's customers of the start.
    #[must_use]
    pub fn opening_block(&self, s: usize) -> &BlockPlan {
        let own = self.blocks.iter().find(|block| block.segment == s && block.bill.from_start);
        own.expect("every segment has a block of the customers of the start")
    }
}

impl Builder<'_> {
    /// What the customers of a segment are billed, by origin.
    pub(super) fn bills(
        &self,
        (s, segment): (usize, &Segment),
        origins: &[OriginPlan],
        levers: [&Levers; 2],
        entries: usize,
    ) -> Vec<Bill> {
        let stated = (segment.expansion.at(self.values), segment.contraction.at(self.values));
        let of = |scope: usize| Arc::new(Growth::of(stated, levers, s, scope, entries));
        let moved = levers.iter().any(|all| !all.growth.is_empty());
        let plain = of(0);
        let bill = |origin: &OriginPlan| {
            let growth = if moved { of(self.scope_of(origin.kind)) } else { Arc::clone(&plain) };
            let mut bill = Bill::plain(growth, origin.kind == OriginKind::Opening);
            if bill.from_start {
                self.opening_bill(segment, &mut bill);
            }
            bill
        };
        origins.iter().map(bill).collect()
    }

    /// The bill of the customers of the start, where it is stated apart. A schedule is the bill itself and
    /// moves with what the strategy changes of the price; a number moves with the price from period 0 on.
    fn opening_bill(&self, segment: &Segment, bill: &mut Bill) {
        let Some(own) = &segment.opening_price else { return };
        let price = self.grid(&segment.price.amount, segment.price.vat_included.as_ref());
        let file = self.grid(&own.file.amount, own.file.vat_included.as_ref());
        let stated = self.grid(&own.amount, own.vat_included.as_ref());
        let factor = if let Path::Scheduled { .. } = own.amount {
            stated.times(&file.inverse())
        } else {
            let tenures = stated.tenure.len().max(file.tenure.len());
            let start = |k: usize| stated.at(0, k) / file.at(0, k);
            bill.start = (0..tenures).map(start).collect();
            let one = bill.start[0];
            if bill.start.iter().any(|factor| *factor != one) {
                return;
            }
            bill.start.clear();
            Grid { time: vec![one], tenure: vec![1.0] }
        };
        let price = price.times(&factor);
        let visits = segment.visits.as_ref().map(|visits| self.grid(visits, None));
        bill.price = Some(visits.map_or(price.clone(), |visits| price.times(&visits)));
    }

    /// An amount by period and tenure, net of the VAT in it.
    pub(super) fn grid(&self, path: &Path, vat: Option<&Path>) -> Grid {
        let (mut time, tenure) = match path {
            Path::ByTenure(steps) => {
                let last = steps.last().map_or(0, |step| step.0);
                let tenure = (0..=last).map(|k| path.at(0, k, self.values)).collect();
                (vec![1.0; self.periods], tenure)
            }
            _ => (self.by_period(path), vec![1.0]),
        };
        if let Some(vat) = vat {
            time.iter_mut().zip(self.by_period(vat)).for_each(|(time, vat)| *time /= 1.0 + vat);
        }
        Grid { time, tenure }
    }

    /// What money to come loses per period at least, growth of bills taken off: it says how closely classes
    /// of risk must lie.
    pub(super) fn least_discount(&self, bills: &[Bill]) -> f64 {
        let fastest = bills.iter().map(|bill| bill.growth.settled()).fold(1.0, f64::max);
        let least = (1.0 + self.discount_rate) / fastest - 1.0;
        if least > 0.0 { least } else { self.discount_rate }
    }
}
