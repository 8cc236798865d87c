//! Money of one active customer in one period: what is billed, given away and spent.

use super::lane::Phases;
use crate::lever::EarnOn;
use crate::plan::{BlockPlan, Plan};

/// Flows of one customer in one period, by where they are posted.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitFlows {
    /// List price, net of VAT.
    pub list: f64,
    /// List price not charged in a trial.
    pub trial_discount: f64,
    /// Price given away to returning customers.
    pub origin_discount: f64,
    /// Gift to returning customers.
    pub origin_gift: f64,
    /// Price given away by a desk.
    pub desk_discount: f64,
    /// Gift of a desk.
    pub desk_gift: f64,
    /// Money actually billed.
    pub billed: f64,
    /// Share costs on the money billed.
    pub cost_of_revenue: f64,
    /// Share cost on the list price.
    pub cost_of_sales: f64,
    /// Payment fees.
    pub payment_fees: f64,
    /// Service cost.
    pub service: f64,
    /// `retention_spend`.
    pub retention: f64,
    /// `retention_response.spend`.
    pub response: f64,
    /// Membership fees, less cost per member, contacts and the present cost of points earned.
    pub programmes: f64,
}

impl UnitFlows {
    /// Flows in period `t` of a customer of tenure `k` in `phase`.
    #[must_use]
    pub fn of(plan: &Plan, block: &BlockPlan, phases: &Phases, t: usize, k: usize, phase: usize) -> Self {
        let segment = &plan.segments[block.segment];
        let origin = &plan.origins[block.origin];
        let list = segment.price.at(t, k);
        let after_trial = if k < origin.trial.0 { list * origin.trial.1 } else { list };
        let (discount, gift) = match &origin.offer {
            Some(offer) if k < offer.discount.len() => (offer.discount[k], offer.gift[k]),
            _ => (0.0, 0.0),
        };
        let after_offer = after_trial * (1.0 - discount);
        let (desk_discount, desk_gift) = match phases.offer(phase) {
            Some((desk, since)) => {
                let desk = &plan.levers.desks[desk];
                (desk.discount[since], desk.gift[since])
            }
            None => (0.0, 0.0),
        };
        let billed = after_offer * (1.0 - desk_discount);
        Self {
            list,
            trial_discount: list - after_trial,
            origin_discount: after_trial - after_offer,
            origin_gift: gift,
            desk_discount: after_offer - billed,
            desk_gift,
            billed,
            cost_of_revenue: billed * segment.cost_of_revenue.at(t, k),
            cost_of_sales: list * segment.cost_of_sales.at(t, k),
            payment_fees: billed * segment.payment_fees.at(t, k),
            service: segment.service_cost.at(t, k),
            retention: segment.retention_spend.at(t, k),
            response: segment.response_spend[t.min(plan.last())],
            programmes: programme_margin(plan, block, t, billed),
        }
    }

    /// Margin at the cash timing, and margin at the end of the period.
    #[must_use]
    pub fn margins(&self, plan: &Plan) -> (f64, f64) {
        let costs = self.cost_of_revenue
            + self.cost_of_sales
            + self.payment_fees
            + self.service
            + self.origin_gift
            + self.desk_gift;
        let margin = self.billed - costs + self.programmes;
        if plan.retention_at_end && plan.delta < 1.0 {
            (margin, -self.retention - self.response)
        } else {
            (margin - self.retention, -self.response)
        }
    }
}

/// What the programmes bring and cost per active customer, points at their expected present cost.
fn programme_margin(plan: &Plan, block: &BlockPlan, t: usize, billed: f64) -> f64 {
    let now = t.min(plan.last());
    let mut margin = 0.0;
    for place in &block.points {
        let points = &plan.levers.points[*place];
        let members = points.members[block.segment][now];
        margin += members * (points.fee[now] - points.per_member[now]);
        let earned = earned_per_customer(plan, block, *place, t, billed);
        margin -= earned * (1.0 - points.breakage[now]) * present_cost_per_point(plan, *place, now);
    }
    for place in &block.costs {
        let cost = &plan.levers.costs[*place];
        margin -= cost.contact_per_customer[now] + cost.member_per_customer[now];
    }
    margin
}

/// Points that one active customer earns on `billed` money, members and others averaged.
pub(super) fn earned_per_customer(
    plan: &Plan,
    block: &BlockPlan,
    points: usize,
    t: usize,
    billed: f64,
) -> f64 {
    let now = t.min(plan.last());
    let lever = &plan.levers.points[points];
    let segment = &plan.segments[block.segment];
    let money = match lever.earn_on {
        EarnOn::Net => billed,
        EarnOn::Gross => billed * (1.0 + segment.vat[now]),
    };
    lever.members[block.segment][now] * lever.earn[now] * money
}

/// Cost of redeeming one point that will be redeemed, discounted from redemption to earning.
fn present_cost_per_point(plan: &Plan, points: usize, t: usize) -> f64 {
    let lever = &plan.levers.points[points];
    let factor = plan.factor();
    let mut discount = 1.0;
    let mut cost = 0.0;
    for (later, share) in lever.pattern.iter().enumerate() {
        cost += share * discount * lever.cost_per_point[(t + later).min(plan.last())];
        discount *= factor;
    }
    cost
}
