//! Where one customer goes in one period, and what that costs: the transition of a single customer
//! that value recursions run backwards, for all risk classes at once.

use super::counted::Counted;
use super::hazard::{Hazard, Heard};
use super::phases::Phases;
use super::risk::ClassCost;
use crate::plan::{BlockPlan, Plan};

/// One period of one block, for customers of one tenure (the hazard's `row`).
#[derive(Clone, Copy, Debug)]
pub struct Chance<'a> {
    pub plan: &'a Plan,
    pub block: &'a BlockPlan,
    pub phases: &'a Phases,
    pub hazard: &'a Hazard,
    pub row: usize,
    pub t: usize,
    /// Share of each desk's attempts that is served; none means all.
    pub served: Option<&'a [f64]>,
    /// What offers to the riskiest cost; none where there are none.
    pub offers: Option<&'a ClassCost>,
    /// What is counted.
    pub counted: Counted,
    /// What a value of the next period is worth now.
    pub factor: f64,
}

/// Chances and costs of the customers of one phase, by class.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// Stays and takes nothing.
    pub stay: Vec<f64>,
    /// Is saved, per desk of the block.
    pub saved: Vec<Vec<f64>>,
    /// Would have stayed and takes the offer, per desk of the block.
    pub offer_only: Vec<Vec<f64>>,
    /// Cost of contacts and failed payments.
    pub cost: Vec<f64>,
}

/// Values of every phase at one tenure and period: `phase × classes + class`.
#[derive(Clone, Copy, Debug)]
pub struct Worth<'a> {
    pub margin: &'a [f64],
    /// What is paid at the end of a period; empty where nothing ever is.
    pub at_end: &'a [f64],
}

impl Chance<'_> {
    /// Where the customers of a phase go, and what that costs.
    pub fn split(&self, phase: usize, split: &mut Split) {
        let m = self.phases.multiplier[phase];
        let index = self.plan.rate_index(self.t);
        let now = self.plan.entry(self.t);
        let keep = self.hazard.keep(self.row, m);
        split.stay.clear();
        split.stay.extend_from_slice(keep);
        split.cost.clear();
        split.cost.resize(keep.len(), 0.0);
        let charged = self.counted.is_charged();
        let failures = if charged { &self.block.rates.failures[..] } else { &[] };
        for (f, rate) in failures.iter().enumerate() {
            let fail = self.hazard.fail(f, self.row, m);
            for (cost, fail) in split.cost.iter_mut().zip(fail) {
                *cost += fail * rate.cost[index];
            }
        }
        if let Some(offers) = self.offers {
            let discount = self.phases.given(phase, self.plan).0;
            let each = split.cost.iter_mut().zip(offers.each(discount));
            each.for_each(|(cost, own)| *cost += own);
        }
        split.saved.resize_with(self.phases.desks.len(), Vec::new);
        split.offer_only.resize_with(self.phases.desks.len(), Vec::new);
        for (d, own) in self.phases.desks.iter().enumerate() {
            let desk = &self.plan.levers.desks[own.desk];
            let (saved, offer_only) = (&mut split.saved[d], &mut split.offer_only[d]);
            for series in [&mut *saved, &mut *offer_only] {
                series.clear();
                series.resize(keep.len(), 0.0);
            }
            let (saved, offer_only) = (&mut saved[..keep.len()], &mut offer_only[..keep.len()]);
            if !Phases::reaches(phase, desk) {
                continue;
            }
            let served = self.served.map_or(1.0, |served| served[own.desk]);
            let reached = desk.reach[now] * served;
            let taken = reached * desk.accept[now];
            let per_contact = if charged { desk.per_contact[now] } else { 0.0 };
            let contact = reached * (1.0 + desk.gaming[now]) * per_contact;
            let (inside, outside) = (1.0 - desk.would_have_stayed, desk.would_have_stayed);
            let (stay, cost) = (&mut split.stay[..keep.len()], &mut split.cost[..keep.len()]);
            let mut go = |q: usize, share: f64| {
                // First those whom the desk hears of.
                let heard = (1.0 - keep[q]) * share;
                cost[q] += heard * contact;
                // Nobody can take an offer who is not there to take it.
                offer_only[q] = (heard * (taken * outside)).min(stay[q]);
                stay[q] -= offer_only[q];
                saved[q] = heard * (taken * inside);
            };
            match self.hazard.heard(own.desk, self.row) {
                Heard::All(share) => (0..keep.len()).for_each(|q| go(q, share)),
                Heard::Classes(shares) => {
                    (0..keep.len()).zip(shares).for_each(|(q, share)| go(q, *share));
                }
            }
        }
    }

    /// Values of a phase from those of the next period: `own` is the margin of the period, at the cash
    /// timing and at the end.
    pub fn back(
        &self,
        phase: usize,
        own: (f64, f64),
        later: Worth<'_>,
        split: &mut Split,
        margin: &mut [f64],
        at_end: &mut [f64],
    ) {
        self.split(phase, split);
        for (margin, cost) in margin.iter_mut().zip(&split.cost) {
            *margin = own.0 - cost;
        }
        at_end.fill(own.1);
        let factor = self.factor;
        let mut values = [(margin, later.margin), (at_end, later.at_end)];
        for (d, desk) in self.phases.desks.iter().enumerate() {
            if Phases::reaches(phase, &self.plan.levers.desks[desk.desk]) {
                let offers = [
                    (desk.saved, &split.saved[d][..]),
                    (desk.offer_only, &split.offer_only[d][..]),
                ];
                go(&mut values, factor, offers);
            }
        }
        go(&mut values, factor, [(self.phases.next[phase], &split.stay[..])]);
    }
}

/// Adds what is worth later whom the shares lead to these phases, to values of each kind; of a kind that never has any there
/// are none.
fn go<const N: usize>(
    values: &mut [(&mut [f64], &[f64]); 2],
    factor: f64,
    ways: [(usize, &[f64]); N],
) {
    for (own, later) in values.iter_mut().filter(|(_, later)| !later.is_empty()) {
        let classes = own.len();
        let ways = ways.map(|(to, share)| (&share[..classes], &later[to * classes..][..classes]));
        for (q, own) in own.iter_mut().enumerate() {
            for (share, later) in ways {
                *own += factor * share[q] * later[q];
            }
        }
    }
}
