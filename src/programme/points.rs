//! `points`: members earn points on what they pay and redeem them for rewards.

use super::{Context, Mechanics};
use crate::lever::{ChurnFactor, EarnOn, Levers, PointsLever};
use crate::units::{Path, Quantity};

/// When the points that will be redeemed are redeemed.
#[derive(Clone, Debug)]
pub enum Redemption {
    /// In the period in which they are earned.
    AtOnce,
    /// This many periods later.
    After(usize),
    /// Cumulative share redeemed by the end of j periods after earning, j = 0, 1, …; ends at 1.
    Pattern(Vec<f64>),
}

/// Fields of the kind `points`.
#[derive(Clone, Debug)]
pub struct Points {
    /// Share of customers who are members at full ramp, per segment.
    pub enrol: Vec<Quantity>,
    /// Membership fee per member and period.
    pub fee: Path,
    /// Points per unit of money billed; 0 when the programme has no points money.
    pub earn: Path,
    /// What points are earned on.
    pub earn_on: EarnOn,
    /// What one point is worth to a customer.
    pub point_value: Path,
    /// Share of rewards that are own products.
    pub share_in_kind: Quantity,
    /// Cost of an own product as a share of its value to the customer.
    pub cost_of_reward: Quantity,
    /// Share of points never redeemed; may be a schedule (change of estimate).
    pub breakage: Path,
    /// When points are redeemed.
    pub redemption: Redemption,
    /// Periods until unredeemed points expire.
    pub expiry: Option<usize>,
    /// Points a member must have before redeeming; feeds breakage only through the user's estimate.
    pub minimum: Quantity,
    /// Change of members' log-survival, before `selection`.
    pub churn: Path,
    /// Share of that change that is selection, not effect, 0 to 1.
    pub selection: Quantity,
}

impl Points {
    fn pattern(&self) -> Vec<f64> {
        match &self.redemption {
            Redemption::AtOnce => vec![1.0],
            Redemption::After(n) => (0..=*n).map(|j| if j == *n { 1.0 } else { 0.0 }).collect(),
            Redemption::Pattern(cumulative) => {
                let before = std::iter::once(0.0).chain(cumulative.iter().copied());
                cumulative.iter().zip(before).map(|(now, before)| now - before).collect()
            }
        }
    }
}

impl Mechanics for Points {
    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let cost = &context.common.cost;
        let scope = context.scope();
        let selection = self.selection.at(values);
        let in_kind = self.share_in_kind.at(values);
        let cost_share = in_kind * self.cost_of_reward.at(values) + 1.0 - in_kind;
        let members: Vec<Vec<f64>> = (0..context.segments)
            .map(|s| context.by_period(|t| self.enrol[s].at(values) * context.running(t)))
            .collect();
        for (s, members) in members.iter().enumerate().filter(|(s, _)| scope.segments[*s]) {
            let mut own = scope.clone();
            own.segments.iter_mut().enumerate().for_each(|(other, flag)| *flag = other == s);
            let effect = |t: usize| self.churn.at(t, 0, values) * (1.0 - selection);
            levers.churn.push(ChurnFactor {
                programme: context.programme,
                reasons: context.reasons(),
                scope: own,
                factor: context.by_period(|t| 1.0 + members[t] * effect(t)),
                cost_per_failure: context.nothing(),
            });
        }
        levers.points.push(PointsLever {
            programme: context.programme,
            scope,
            members,
            earn: context.while_running(&self.earn),
            earn_on: self.earn_on,
            breakage: context.by_period(|t| self.breakage.at(t, 0, values)),
            cost_per_point: context.by_period(|t| self.point_value.at(t, 0, values) * cost_share),
            point_value: context.by_period(|t| self.point_value.at(t, 0, values)),
            pattern: self.pattern(),
            expiry: self.expiry,
            per_member: context.while_running(&cost.per_member),
            per_enrolment: context.while_running(&cost.per_enrolment),
            fee: context.while_running(&self.fee),
        });
        levers.costs.push(context.cost(context.nothing(), context.nothing()));
    }
}
