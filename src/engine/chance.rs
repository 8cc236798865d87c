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
            saved.clear();
            offer_only.clear();
            if !Phases::reaches(phase, desk) {
                saved.resize(keep.len(), 0.0);
                offer_only.resize(keep.len(), 0.0);
                continue;
            }
            let served = self.served.map_or(1.0, |served| served[own.desk]);
            let heard = self.hazard.heard(own.desk, self.row);
            let reached = desk.reach[now] * served;
            let taken = reached * desk.accept[now];
            let per_contact = if charged { desk.per_contact[now] } else { 0.0 };
            let contact = reached * (1.0 + desk.gaming[now]) * per_contact;
            // First those whom the desk hears of.
            let left = keep.iter().map(|keep| 1.0 - keep);
            match heard {
                Heard::All(share) => saved.extend(left.map(|left| left * share)),
                Heard::Classes(shares) => {
                    saved.extend(left.zip(shares).map(|(left, share)| left * share));
                }
            }
            let cost = split.cost.iter_mut().zip(saved.iter());
            cost.for_each(|(cost, heard)| *cost += heard * contact);
            let (inside, outside) = (1.0 - desk.would_have_stayed, desk.would_have_stayed);
            // Nobody can take an offer who is not there to take it.
            let offered = saved.iter().zip(&split.stay);
            offer_only.extend(offered.map(|(heard, stay)| (heard * (taken * outside)).min(*stay)));
            let stay = split.stay.iter_mut().zip(offer_only.iter());
            stay.for_each(|(stay, offered)| *stay -= offered);
            saved.iter_mut().for_each(|heard| *heard *= taken * inside);
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
        let classes = margin.len();
        let factor = self.factor;
        for (margin, cost) in margin.iter_mut().zip(&split.cost) {
            *margin = own.0 - cost;
        }
        at_end.fill(own.1);
        let mut add = |to: usize, share: &[f64]| {
            let at = to * classes..(to + 1) * classes;
            for ((margin, share), later) in
                margin.iter_mut().zip(share).zip(&later.margin[at.clone()])
            {
                *margin += factor * share * later;
            }
            let later = later.at_end.get(at).unwrap_or_default();
            for ((at_end, share), later) in at_end.iter_mut().zip(share).zip(later) {
                *at_end += factor * share * later;
            }
        };
        for (d, desk) in self.phases.desks.iter().enumerate() {
            if Phases::reaches(phase, &self.plan.levers.desks[desk.desk]) {
                add(desk.saved, &split.saved[d]);
                add(desk.offer_only, &split.offer_only[d]);
            }
        }
        add(self.phases.next[phase], &split.stay);
    }
}
