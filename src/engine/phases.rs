//! What has become of a customer: regular, saved by a desk, or given an offer for nothing.

use crate::lever::{Desk, Repeat};
use crate::plan::{BlockPlan, Plan};

/// The phases of a block's customers: regular, then for each desk that serves it "saved, a periods
/// ago" and "offer only, a periods ago".
#[derive(Clone, Debug)]
pub struct Phases {
    /// Desks that serve the block, by place.
    pub desks: Vec<DeskPhases>,
    /// Number of phases.
    pub count: usize,
    /// Distinct churn multipliers; the first is 1.
    pub multipliers: Vec<f64>,
    /// Multiplier of each phase, by place in `multipliers`.
    pub multiplier: Vec<usize>,
    /// Phase after each, for customers who stay and take nothing.
    pub next: Vec<usize>,
    /// Phases in which customers can reach a desk.
    pub open: Vec<usize>,
    /// All other phases.
    pub chains: Vec<Chain>,
}

/// Phases that follow each other while no desk can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// First of them.
    pub first: usize,
    /// Number of phases.
    pub length: usize,
    /// Place of the first one's multiplier.
    pub multiplier: usize,
    /// Places from each multiplier to the next: 0 where all are alike.
    pub stride: usize,
    /// Phase after the last.
    pub to: usize,
}

/// Where the phases of one desk lie.
#[derive(Clone, Copy, Debug)]
pub struct DeskPhases {
    /// Place among the plan's desks.
    pub desk: usize,
    /// First phase of the saved.
    pub saved: usize,
    /// First phase of the takers who would have stayed.
    pub offer_only: usize,
    /// Number of phases of the saved.
    pub length: usize,
    /// Number of phases of the others: fewer where a multiplier holds for ever, for they have none.
    pub only: usize,
    /// So many of them, from the first on, may give something.
    pub giving: usize,
}

impl DeskPhases {
    /// First phase and number of phases of the saved, and of those who only take the offer.
    pub const fn chains(&self) -> [(usize, usize); 2] {
        [(self.saved, self.length), (self.offer_only, self.only)]
    }
}

impl Phases {
    /// The phases of a block.
    pub fn of(plan: &Plan, block: &BlockPlan) -> Self {
        let mut phases = Self {
            desks: Vec::new(),
            count: 1,
            multipliers: vec![1.0],
            multiplier: vec![0],
            next: Vec::new(),
            open: Vec::new(),
            chains: Vec::new(),
        };
        for (place, desk) in plan.levers.desks.iter().enumerate() {
            if !block.rates.hears(place) {
                continue;
            }
            let length = desk.multiplier.len();
            let saved = phases.count;
            let gives = |series: &Vec<f64>| series.iter().rposition(|amount| *amount != 0.0);
            let last = [&desk.discount, &desk.gift, &desk.fee].into_iter().filter_map(gives).max();
            phases.desks.push(DeskPhases {
                desk: place,
                saved,
                offer_only: saved + length,
                length,
                only: desk.only,
                giving: last.map_or(0, |last| last + 1),
            });
            for multiplier in &desk.multiplier {
                let known = phases.multipliers.iter().position(|m| m == multiplier);
                let at = known.unwrap_or(phases.multipliers.len());
                if known.is_none() {
                    phases.multipliers.push(*multiplier);
                }
                phases.multiplier.push(at);
            }
            phases.multiplier.extend(std::iter::repeat_n(0, desk.only));
            phases.count += length + desk.only;
        }
        phases.next = (0..phases.count).map(|phase| phases.after(phase, plan)).collect();
        let open = |phase: &usize| {
            let mut desks = phases.desks.iter().map(|own| &plan.levers.desks[own.desk]);
            desks.any(|desk| Self::reaches(*phase, desk))
        };
        phases.open = (0..phases.count).filter(open).collect();
        phases.chains = phases.closed();
        phases
    }

    /// The phases in which no desk can be reached, in as few chains as their multipliers allow.
    fn closed(&self) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::new();
        let closed = |phase: &usize| !self.open.contains(phase);
        for phase in (0..self.count).filter(closed) {
            let (multiplier, to) = (self.multiplier[phase], self.next[phase]);
            if let Some(chain) = chains.last_mut().filter(|chain| chain.to == phase) {
                let stride = multiplier.wrapping_sub(self.multiplier[phase - 1]);
                let goes_on = stride <= 1 && (chain.length == 1 || stride == chain.stride);
                if goes_on && chain.first + chain.length == phase {
                    (chain.stride, chain.to) = (stride, to);
                    chain.length += 1;
                    continue;
                }
            }
            chains.push(Chain { first: phase, length: 1, multiplier, stride: 0, to });
        }
        chains
    }

    /// Whether customers in `phase` can reach `desk`.
    pub fn reaches(phase: usize, desk: &Desk) -> bool {
        phase == 0 || desk.repeat == Repeat::AnyTime
    }

    fn after(&self, phase: usize, plan: &Plan) -> usize {
        for own in &self.desks {
            let lasting = plan.levers.desks[own.desk].lasting;
            if (own.saved..own.saved + own.length).contains(&phase) {
                let last = phase + 1 == own.saved + own.length;
                return if !last {
                    phase + 1
                } else if lasting {
                    phase
                } else {
                    0
                };
            }
            if (own.offer_only..own.offer_only + own.only).contains(&phase) {
                return if phase + 1 == own.offer_only + own.only { 0 } else { phase + 1 };
            }
        }
        0
    }

    /// Share of the price, and money, that a desk gives to a customer in `phase`.
    pub fn given(&self, phase: usize, plan: &Plan) -> (f64, f64) {
        for own in &self.desks {
            for (first, length) in own.chains() {
                if (first..first + length).contains(&phase) {
                    let desk = &plan.levers.desks[own.desk];
                    return (desk.discount[phase - first], desk.gift[phase - first]);
                }
            }
        }
        (0.0, 0.0)
    }
}
