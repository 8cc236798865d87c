//! Where customers come from, under one strategy.

use super::builder::Builder;
use super::{OriginKind, OriginOffer, OriginPlan};
use crate::lever::Levers;

impl Builder<'_> {
    /// Place of an origin among the flags of a lever's scope.
    pub(super) fn scope_of(&self, kind: OriginKind) -> usize {
        match kind {
            OriginKind::Opening => 0,
            OriginKind::Channel(c) => 1 + c,
            OriginKind::Referral(_) => 1 + self.business.channels.len(),
            OriginKind::WinBack(_) => 2 + self.business.channels.len(),
        }
    }

    pub(super) fn origins(&self, levers: &Levers) -> Vec<OriginPlan> {
        let plain =
            |kind, multiplier| OriginPlan { kind, multiplier, trial: (0, 1.0), offer: None };
        let channels = self.business.channels.iter().enumerate().map(|(c, channel)| OriginPlan {
            trial: channel
                .trial
                .as_ref()
                .map_or((0, 1.0), |trial| (trial.lasts, trial.price_share.at(self.values))),
            ..plain(OriginKind::Channel(c), channel.churn_multiplier.at(self.values))
        });
        let referrals = levers
            .referrals
            .iter()
            .enumerate()
            .map(|(r, lever)| plain(OriginKind::Referral(r), lever.churn_multiplier));
        let win_backs = levers.win_backs.iter().enumerate().map(|(w, lever)| OriginPlan {
            offer: Some(OriginOffer {
                programme: lever.programme,
                discount: lever.discount.clone(),
                gift: lever.gift.clone(),
            }),
            ..plain(OriginKind::WinBack(w), lever.churn_multiplier)
        });
        std::iter::once(plain(OriginKind::Opening, 1.0))
            .chain(channels)
            .chain(referrals)
            .chain(win_backs)
            .collect()
    }
}
