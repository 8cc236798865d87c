//! What do programmes do, and what do they cost?

use std::cell::LazyCell;

use super::list::{List, Value, divide, undefined};
use super::measuring::Measuring;
use crate::engine::{Projection, saved_later};
use crate::findings::accounting::{liability_at_end, stamps_liability};
use crate::findings::messages::*;
use crate::lever::CustomerCost;
use crate::plan::{Account, CostPart, Group, Plan};

messages! {
    DESK_NOT_REACHED = "why.desk_not_reached" [];
    DESK_REACHED_LATE = "why.desk_reached_late" [];
    WIN_BACKS_TOGETHER = "why.win_backs_together" [];
}

impl Measuring<'_> {
    pub(super) fn programme(&self, p: usize, list: &mut List<'_>) {
        let plan = self.plan;
        let own = |account: Account| match account {
            Account::Programme(place, _) | Account::Refunds(place) if place == p => account.spent(),
            _ => 0.0,
        };
        list.add("cost_pv", || Ok(self.run.ledger.present_value(plan, own)));
        let desks = plan.levers.desks.iter().zip(&self.run.desks);
        let saved = desks.filter(|(d, _)| d.programme == p).flat_map(|(_, series)| &series.saved);
        if plan.levers.desks.iter().any(|d| d.programme == p) {
            list.add("saved", || Ok(saved.sum()));
        }
        // By what the programme is, not by whether anybody took anything: every draw has the same list.
        let levers = &plan.levers;
        if levers.desks.iter().any(|d| d.programme == p)
            || levers.win_backs.iter().any(|w| w.programme == p)
            || levers.cards.iter().any(|c| c.programme == p)
            || levers.referrals.iter().any(|r| r.programme == p)
            || levers.takers.iter().any(|lever| lever.programme == p)
            || levers.risks.iter().any(|lever| lever.programme == p)
        {
            list.add("takers", || Ok(self.run.takers[p].iter().sum()));
        }
        let of_cards = levers.cards.iter().any(|c| c.programme == p);
        let of_costs = |c: &CustomerCost| c.programme == p && c.dead_weight.is_some();
        if of_cards
            || levers.desks.iter().any(|d| d.programme == p)
            || levers.referrals.iter().any(|r| r.programme == p)
            || levers.win_backs.iter().any(|w| w.programme == p)
            || levers.customer_costs.iter().any(of_costs)
        {
            let wasted = self.run.dead_weight[p].iter().enumerate();
            let wasted = wasted.map(|(t, amount)| amount * plan.discount(t, plan.delta));
            list.add("dead_weight", || Ok(wasted.sum()));
        }
        let cards = plan.levers.cards.iter().zip(&self.run.cards);
        let cards_deferred = cards.clone().filter(|(lever, _)| lever.sells_for.is_some());
        for (_, series) in cards.filter(|(lever, _)| lever.programme == p) {
            list.add("members_end", || Ok(series.members.last().copied().unwrap_or(0.0)));
        }
        for (_, series) in cards_deferred.filter(|(lever, _)| lever.programme == p) {
            let owed = || stamps_liability(series, plan.cycle).closing.last().copied();
            list.add("points_liability_end", || Ok(owed().unwrap_or(0.0)));
        }
        let points = plan.levers.points.iter().zip(&self.run.points);
        for (lever, series) in points.filter(|(lever, _)| lever.programme == p) {
            let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
            list.add("members_end", || Ok(last(&series.members)));
            list.add("points_liability_end", || match lever.deferred {
                true => Ok(liability_at_end(plan, lever, series)),
                false => Ok(last(&series.liability)),
            });
        }
    }

    /// Save rates, on the day of the contact and how many of the saved are still customers later, and what
    /// rewards cost.
    pub(super) fn programmes(&self, later: impl FnOnce() -> LaterSaveRates, list: &mut List<'_>) {
        let later = LazyCell::new(later);
        list.add("save_rate", || {
            let contacts = self.run.desks.iter().flat_map(|desk| &desk.contacts).sum();
            let saved = self.run.desks.iter().flat_map(|desk| &desk.saved).sum();
            let none = self.run.desks.is_empty();
            if none { undefined(NO_DESK) } else { divide(saved, contacts, DESK_NOT_REACHED) }
        });
        list.add("save_rate_day_90", || later[0]);
        list.add("save_rate_day_365", || later[1]);
        list.add("reward_cost_share_of_revenue", || self.reward_share());
    }

    /// Rewards and discounts of programmes as a share of revenue.
    fn reward_share(&self) -> Value {
        let rewards = |account: Account| {
            matches!(account, Account::Programme(_, CostPart::Reward | CostPart::Discount))
        };
        let revenue = self.run.ledger.total(|account| account.group() == Group::Revenue);
        divide(self.run.ledger.total(rewards), revenue, NO_REVENUE)
    }
}

/// Save rates at day 90 and day 365.
pub(super) type LaterSaveRates = [Value; 2];

/// Of the contacts early enough to be followed within the horizon, the share that ends as a customer
/// who was saved and is still one 90 and 365 days later: a quarter of a year and a year of periods.
pub(super) fn later_save_rates(plan: &Plan, run: &Projection) -> LaterSaveRates {
    let after = [plan.cycle / 4, plan.cycle];
    let kept = saved_later(plan, run, &after);
    let rate = |place: usize| {
        if run.desks.is_empty() {
            return undefined(NO_DESK);
        }
        if after[place] == 0 {
            return undefined(LONGER_THAN_90_DAYS);
        }
        let kept = kept.as_ref().ok_or(WIN_BACKS_TOGETHER)?;
        let early = plan.periods.saturating_sub(after[place]);
        let contacts = run.desks.iter().flat_map(|desk| &desk.contacts[..early]).sum();
        divide(kept[place], contacts, DESK_REACHED_LATE)
    };
    [rate(0), rate(1)]
}
