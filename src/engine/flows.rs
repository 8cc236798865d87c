//! Money of one active customer in one period: what is billed, given away and spent.

use std::borrow::Cow;

use super::points::Vintage;
use crate::lever::{EarnOn, PointsLever};
use crate::plan::{BlockPlan, Plan};

/// Flows of one customer of one tenure in one period, before any offer of a desk.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitFlows {
    /// Visits on average; 0 in a subscription.
    pub visits: f64,
    /// List price, net of VAT.
    pub list: f64,
    /// List price not charged in a trial.
    pub trial_discount: f64,
    /// Price given away to returning customers.
    pub origin_discount: f64,
    /// Gift to returning customers.
    pub origin_gift: f64,
    /// Price before offers to customers who did not ask for them.
    pub before_promotions: f64,
    /// Gifts to them.
    pub promotion_gift: f64,
    /// Money billed.
    pub billed: f64,
    /// Cost of revenue as a share of the money billed.
    pub cost_of_revenue: f64,
    /// Payment fees as a share of the money billed.
    pub payment_fees: f64,
    /// Present cost of the points earned, as a share of the money billed.
    pub points: f64,
    /// Cost of sales, in money.
    pub cost_of_sales: f64,
    /// Variable labour, in money.
    pub labour: f64,
    /// Service cost.
    pub service: f64,
    /// `retention_spend`.
    pub retention: f64,
    /// `retention_response.spend`.
    pub response: f64,
    /// Membership fees, less cost per member, contacts and what else programmes spend per customer.
    pub programmes: f64,
}

impl UnitFlows {
    /// Flows in period `t` of a customer of tenure `k`.
    #[must_use]
    pub fn of(plan: &Plan, block: &BlockPlan, t: usize, k: usize) -> Self {
        let segment = &plan.segments[block.segment];
        let origin = &plan.origins[block.origin];
        let visits = segment.visits.as_ref().map_or(0.0, |visits| visits.at(t, k));
        let (cards, cards_cost) = if t < plan.periods { (1.0, 0.0) } else { block.settled_cards };
        let more = block.more_visits(t, visits) * cards;
        let list = segment.price.at(t, k) * more;
        let after_trial = if k < origin.trial.0 { list * origin.trial.1 } else { list };
        let (discount, gift) = match &origin.offer {
            Some(offer) if k < offer.discount.len() => (offer.discount[k], offer.gift[k]),
            _ => (0.0, 0.0),
        };
        let before_promotions = after_trial * (1.0 - discount);
        let (given, promotion_gift) = promotions(plan, block, t, k)
            .fold((0.0, 0.0), |sum, (_, discount, gift)| (sum.0 + discount, sum.1 + gift));
        let billed = before_promotions * (1.0 - given);
        let (points, programmes) = programme_flows(plan, block, t);
        let occasion: f64 = block.tenures.iter().map(|r| of_tenure(plan, *r, t, k).cost()).sum();
        Self {
            visits: visits * more,
            list,
            trial_discount: list - after_trial,
            origin_discount: after_trial - before_promotions,
            origin_gift: gift,
            before_promotions,
            promotion_gift,
            billed,
            cost_of_revenue: segment.cost_of_revenue.at(t, k),
            payment_fees: segment.payment_fees.at(t, k),
            points,
            cost_of_sales: list * segment.cost_of_sales.at(t, k),
            labour: list * segment.variable_labour.at(t, k),
            service: segment.service_cost.at(t, k),
            retention: segment.retention_spend.at(t, k),
            response: segment.response_spend[t.min(plan.last())],
            programmes: programmes - cards_cost - occasion,
        }
    }

    /// The same customer with `times` as many visits.
    #[must_use]
    pub fn visited(self, times: f64) -> Self {
        Self {
            visits: self.visits * times,
            list: self.list * times,
            trial_discount: self.trial_discount * times,
            origin_discount: self.origin_discount * times,
            before_promotions: self.before_promotions * times,
            billed: self.billed * times,
            cost_of_sales: self.cost_of_sales * times,
            labour: self.labour * times,
            ..self
        }
    }

    /// The same where `times` is not 1, else this one.
    #[must_use]
    pub fn with_visits(&self, times: f64) -> Cow<'_, Self> {
        if times == 1.0 { Cow::Borrowed(self) } else { Cow::Owned(self.visited(times)) }
    }

    /// Money left of each unit billed after the costs that are shares of it.
    #[must_use]
    pub fn kept_share(&self) -> f64 {
        1.0 - self.cost_of_revenue - self.payment_fees - self.points
    }

    /// Margin at the cash timing, and margin at the end of the period, of a customer to whom a desk
    /// gives the share `discount` of the price and a `gift`.
    #[must_use]
    pub fn margins(&self, plan: &Plan, discount: f64, gift: f64) -> (f64, f64) {
        let billed = self.billed * (1.0 - discount) * self.kept_share();
        let sold = self.cost_of_sales + self.labour;
        let gifts = self.origin_gift + self.promotion_gift + gift;
        let costs = sold + self.service + gifts;
        let margin = billed - costs + self.programmes;
        if plan.retention_at_end && plan.delta < 1.0 {
            (margin, -self.retention - self.response)
        } else {
            (margin - self.retention, -self.response)
        }
    }
}

/// What a reward for tenure costs for one customer of tenure `k` in period `t`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Occasion {
    pub contact: f64,
    pub reward: f64,
}

impl Occasion {
    fn cost(self) -> f64 {
        self.contact + self.reward
    }
}

/// Cost of the reward for tenure at place `reward` of the plan's.
pub(super) fn of_tenure(plan: &Plan, reward: usize, t: usize, k: usize) -> Occasion {
    let (lever, now) = (&plan.levers.tenures[reward], t.min(plan.last()));
    if !lever.due(k) {
        return Occasion::default();
    }
    Occasion { contact: lever.contact[now], reward: lever.reward[now] }
}

/// What promotions give to a customer of tenure `k` in period `t`: programme, share of the price, money.
/// Together they give away no more than the price.
pub(super) fn promotions<'a>(
    plan: &'a Plan,
    block: &'a BlockPlan,
    t: usize,
    k: usize,
) -> impl Iterator<Item = (usize, f64, f64)> + 'a {
    let mut left = 1.0;
    block.promotions.iter().map(move |place| {
        let lever = &plan.levers.promotions[*place];
        let (discount, gift) = lever.held(t, k);
        let discount = discount.min(left);
        left -= discount;
        (lever.programme, discount, gift)
    })
}

/// Present cost of points per unit billed, and membership fees less costs per active customer.
fn programme_flows(plan: &Plan, block: &BlockPlan, t: usize) -> (f64, f64) {
    let now = t.min(plan.last());
    let (mut points, mut margin) = (0.0, 0.0);
    for place in &block.points {
        let lever = &plan.levers.points[*place];
        let members = lever.members[block.segment][now];
        margin += members * (lever.fee[now] - lever.per_member[now]);
        let earned = earned_per_unit(plan, block, *place, t);
        points += present_cost(plan, lever, block.segment, earned, t);
        if lever.sold[now] > 0.0 {
            let sold = members * lever.sold[now];
            margin += members * lever.sold_for[now];
            margin -= present_cost(plan, lever, block.segment, sold, t);
        }
    }
    for place in &block.costs {
        let cost = &plan.levers.costs[*place];
        margin -= cost.per_customer(now);
    }
    let index = plan.rate_index(t);
    for product in &plan.products {
        margin += product.revenue[index] - product.cost[index];
    }
    for place in &block.customer_costs {
        let per_customer = &plan.levers.customer_costs[*place].per_customer[block.segment];
        margin -= per_customer[t.min(per_customer.len() - 1)];
    }
    (points, margin)
}

/// Points that a unit of money billed earns, members and others averaged.
pub(super) fn earned_per_unit(plan: &Plan, block: &BlockPlan, points: usize, t: usize) -> f64 {
    let now = t.min(plan.last());
    let lever = &plan.levers.points[points];
    let gross = match lever.earn_on {
        EarnOn::Net => 1.0,
        EarnOn::Gross => 1.0 + plan.segments[block.segment].vat[now],
    };
    lever.members[block.segment][now] * lever.earn[now] * gross
}

/// Cost of redeeming so many points, discounted from redemption to earning.
fn present_cost(plan: &Plan, lever: &PointsLever, segment: usize, earned: f64, t: usize) -> f64 {
    let factor = plan.factor();
    let mut discount = 1.0;
    let mut cost = 0.0;
    for step in Vintage::new(lever, segment, earned, t) {
        cost += step.points * (discount * lever.cost_per_point[step.t.min(plan.last())]);
        discount *= factor;
    }
    cost
}
