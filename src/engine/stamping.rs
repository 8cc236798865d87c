//! What punch cards cost in a period, posted.

use super::Owner;
use super::run::Run;
use crate::plan::{Account, CostPart};

impl Run<'_> {
    /// Posts what the cards of a population cost, whose customers were billed so much for so many visits.
    pub(super) fn post_cards(&mut self, place: usize, t: usize, (billed, visits): (f64, f64)) {
        let plan = self.plan;
        let population = &self.populations[place];
        let block = &plan.blocks[population.block];
        for (card, moves) in block.reach.cards.iter().zip(&population.cards.moves) {
            let lever = &plan.levers.cards[*card];
            let (events, ledger) = (moves.events, &mut self.out.ledger);
            let owner = Owner::block(plan, block);
            let reward = events.rewards * lever.reward[block.segment][t];
            let handed = events.cards * lever.per_card[t] + moves.members * lever.per_member[t];
            ledger.post(Account::Programme(lever.programme, CostPart::Reward), t, reward, owner);
            ledger.post(Account::Programme(lever.programme, CostPart::Member), t, handed, owner);
            self.out.takers[lever.programme][t] += events.rewards;
            // Rewards for visits that members would have made without a card.
            let anyway = (population.cards.made * moves.members).min(events.visits);
            if events.visits > 0.0 {
                self.out.dead_weight[lever.programme][t] += reward * anyway / events.visits;
            }
            let series = &mut self.out.cards[*card];
            series.members[t] += moves.members;
            series.earned[t] += events.visits;
            series.forged[t] += events.false_stamps;
            series.given[t] += events.given;
            series.redeemed[t] += events.rewards * lever.rules.buy as f64;
            series.gone[t] += moves.gone;
            series.outstanding[t] += moves.outstanding;
            series.rewards[t] += events.rewards;
            if let Some((worth, gross)) = lever.sells_for.filter(|_| visits > 0.0) {
                let vat = if gross { plan.segments[block.segment].vat[t] } else { 0.0 };
                series.worth[t] += events.visits * worth / (1.0 + vat);
                series.billed[t] += billed * (events.visits / visits).min(1.0);
            }
        }
    }
}
