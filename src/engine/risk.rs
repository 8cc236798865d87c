//! What offers to the riskiest do and cost, class by class.

use super::counted::Counted;
use super::lane::Lane;
use super::phases::Phases;
use crate::plan::{BlockPlan, Plan, Sheet};

/// What one offer gives and costs in one period.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Programme that pays.
    pub programme: usize,
    /// Cost of contacts per customer, by class.
    contact: Vec<f64>,
    /// Other cost.
    member: Vec<f64>,
    /// Offers taken.
    taken: Vec<f64>,
    /// Share of the price held by customers of tenure 0, 1, …, by class; the last goes on.
    discount: Vec<Vec<f64>>,
    /// Gifts likewise.
    gift: Vec<Vec<f64>>,
}

/// The offers that cover a block in period `t`.
pub fn offered(plan: &Plan, block: &BlockPlan, t: usize) -> Vec<Offered> {
    let of = |place: &usize| {
        let lever = &plan.levers.risks[*place];
        let at = |series: &[f64], t: usize| series[t.min(series.len() - 1)];
        let shares = plan.targeted(block, *place, t);
        let times = |each: f64| shares.iter().map(|share| share * each).collect::<Vec<f64>>();
        let classes = shares.len();
        // Whoever takes an offer holds it in the periods that follow, unless a new one restarts it.
        let (mut discount, mut gift) = (vec![vec![0.0; classes]], vec![vec![0.0; classes]]);
        let mut none_since = vec![1.0; classes];
        for (a, (part, cost)) in lever.discount.iter().zip(&lever.gift).enumerate() {
            let then = t.checked_sub(a + 1);
            let taken = then.map_or(vec![0.0; classes], |then| {
                let each = at(&lever.taken, then);
                plan.targeted(block, *place, then).iter().map(|share| share * each).collect()
            });
            for (series, given) in [(&mut discount, part), (&mut gift, cost)] {
                let before = &series[a];
                let now = before.iter().zip(&taken).zip(&none_since);
                let now = now.map(|((held, taken), none)| held + taken * none * given).collect();
                series.push(now);
            }
            none_since.iter_mut().zip(&taken).for_each(|(none, taken)| *none *= 1.0 - taken);
        }
        Offered {
            programme: lever.programme,
            contact: times(at(&lever.contact, t)),
            member: times(at(&lever.member, t)),
            taken: times(at(&lever.taken, t)),
            discount,
            gift,
        }
    };
    block.reach.risks.iter().map(of).collect()
}

/// Cost of one customer of each class: whatever the bill, and in proportion to the part of it that no desk
/// gives away.
#[derive(Clone, Debug, Default)]
pub struct ClassCost {
    steady: Vec<f64>,
    billed: Vec<f64>,
}

impl ClassCost {
    /// Of customers of tenure `k` in period `t`, of whose bill `kept` would be left.
    pub fn of(plan: &Plan, offers: &[Offered], segment: usize, k: usize, kept: f64) -> Self {
        let classes = plan.segments[segment].classes.count();
        let mut cost = Self { steady: vec![0.0; classes], billed: vec![0.0; classes] };
        for offer in offers {
            let (discount, gift) = (offer.held(&offer.discount, k), offer.held(&offer.gift, k));
            for q in 0..classes {
                cost.steady[q] += offer.contact[q] + offer.member[q] + gift[q];
                cost.billed[q] += discount[q] * kept;
            }
        }
        cost
    }

    /// What of it a value recursion counts.
    pub fn part(mut self, counted: Counted) -> Self {
        let nothing = |costs: &mut Vec<f64>| costs.iter_mut().for_each(|cost| *cost = 0.0);
        match counted {
            Counted::Money => {}
            Counted::Steady => nothing(&mut self.billed),
            Counted::Growing => nothing(&mut self.steady),
            Counted::Periods => {
                nothing(&mut self.steady);
                nothing(&mut self.billed);
            }
        }
        self
    }

    /// Of customers to whom a desk gives the share `discount` of the bill, by class.
    pub fn each(&self, discount: f64) -> impl Iterator<Item = f64> {
        let each = self.steady.iter().zip(&self.billed);
        each.map(move |(steady, billed)| steady + (1.0 - discount) * billed)
    }
}

impl Offered {
    fn held<'s>(&self, series: &'s [Vec<f64>], k: usize) -> &'s [f64] {
        &series[k.min(series.len() - 1)]
    }
}

/// What one offer gave to the customers of a lane.
#[derive(Clone, Debug, Default)]
pub struct OfferGives {
    /// Programme that pays.
    pub programme: usize,
    /// Customers weighted by the share of the price given away, by tenure.
    pub discount: Vec<f64>,
    /// The part of it that a desk would have given away, by desk of the block and tenure: saved, and taken
    /// by those who would have stayed.
    pub of_desks: Vec<Vec<(f64, f64)>>,
    /// Gifts.
    pub gift: f64,
    /// Cost of contacts.
    pub contact: f64,
    /// Other cost.
    pub member: f64,
    /// Offers taken.
    pub takers: f64,
}

/// What the offers gave to the customers billed in a lane's period.
pub fn given(
    plan: &Plan,
    block: &BlockPlan,
    phases: &Phases,
    lane: &Lane,
    t: usize,
) -> Vec<OfferGives> {
    let classes = plan.segments[block.segment].classes.count();
    let of = |offer: Offered| {
        let mut gives = OfferGives { programme: offer.programme, ..OfferGives::default() };
        gives.of_desks = vec![Vec::new(); phases.desks.len()];
        for (k, cells) in lane.billed_cells().enumerate() {
            let (discount, gift) = (offer.held(&offer.discount, k), offer.held(&offer.gift, k));
            let mut given = 0.0;
            let mut of_desks = vec![(0.0, 0.0); phases.desks.len()];
            for (phase, cell) in cells.chunks_exact(classes).enumerate() {
                let sum = |each: &[f64]| super::kernel::dot(cell, each);
                let here = sum(discount);
                given += here;
                gives.gift += sum(gift);
                gives.contact += sum(&offer.contact);
                gives.member += sum(&offer.member);
                gives.takers += sum(&offer.taken);
                let (by_desk, _) = phases.given(phase, plan);
                if by_desk == 0.0 || here == 0.0 {
                    continue;
                }
                for (own, of_desk) in phases.desks.iter().zip(&mut of_desks) {
                    let saved = (own.saved..own.saved + own.length).contains(&phase);
                    let only = (own.offer_only..own.offer_only + own.only).contains(&phase);
                    of_desk.0 += if saved || only { here * by_desk } else { 0.0 };
                    of_desk.1 += if only { here * by_desk } else { 0.0 };
                }
            }
            gives.discount.push(given);
            let desks = gives.of_desks.iter_mut().zip(of_desks);
            desks.for_each(|(all, own)| all.push(own));
        }
        gives
    };
    offered(plan, block, t).into_iter().map(of).collect()
}

/// Costs by class of customers of some tenures in period `t`; empty where no offer covers the block.
pub fn class_costs(
    plan: &Plan,
    block: &BlockPlan,
    t: usize,
    sheet: &Sheet,
    (first, times): (usize, f64),
) -> Vec<ClassCost> {
    if block.reach.risks.is_empty() {
        return Vec::new();
    }
    let offers = offered(plan, block, t);
    let of = |i: usize| {
        let kept = sheet.kept(i) * times;
        ClassCost::of(plan, &offers, block.segment, first + i, kept)
    };
    (0..sheet.tenures()).map(of).collect()
}
