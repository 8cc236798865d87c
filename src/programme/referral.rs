//! `referral`: customers invite others and both may be rewarded.

use super::{Context, Mechanics};
use crate::lever::{Levers, Referral};
use crate::units::{Path, Quantity};

/// Fields of the kind `referral`.
#[derive(Clone, Debug)]
pub struct ReferralProgramme {
    /// Share of billed customers who invite, 0 to 1.
    pub advocates: Quantity,
    /// Invitations per advocate and model period.
    pub invites: Quantity,
    /// Share of invitations that convert, 0 to 1.
    pub convert: Quantity,
    /// Share of converts who would have come anyway, 0 to 1.
    pub would_have_come: Quantity,
    /// Rewards paid for nothing, as a share of converts.
    pub abuse: Quantity,
    /// Money per convert for the advocate.
    pub advocate_reward: Path,
    /// Money per convert for the friend.
    pub friend_reward: Path,
    /// Share of the price given to the friend in each of `friend_periods`.
    pub friend_discount: Quantity,
    /// Periods (or visits) that the friend's discount lasts.
    pub friend_periods: usize,
    /// Churn multiplier of referred customers.
    pub friend_churn_multiplier: Quantity,
    /// Share of joiners by segment; none means the advocate's segment.
    pub mix: Option<Vec<Quantity>>,
}

impl Mechanics for ReferralProgramme {
    fn acts_on_churn(&self) -> bool {
        false
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let invitations = self.advocates.at(values) * self.invites.at(values);
        let convert = self.convert.at(values);
        let per_contact = &context.common.cost.per_contact;
        levers.referrals.push(Referral {
            programme: context.programme,
            scope: context.scope(),
            converts: context.by_period(|t| invitations * convert * context.running(t)),
            would_have_come: self.would_have_come.at(values),
            abuse: self.abuse.at(values),
            reward: context.by_period(|t| {
                self.advocate_reward.at(t, 0, values) + self.friend_reward.at(t, 0, values)
            }),
            friend_discount: self.friend_discount.at(values) * self.friend_periods as f64,
            contact_cost: context.by_period(|t| {
                invitations * context.running(t) * per_contact.at(t, 0, values)
            }),
            churn_multiplier: self.friend_churn_multiplier.at(values),
            mix: self.mix.as_ref().map(|mix| mix.iter().map(|share| share.at(values)).collect()),
        });
        levers.costs.push(context.cost(context.nothing(), context.nothing()));
    }
}
