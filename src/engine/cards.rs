//! Punch cards of customers who live alike: stamps in a period, and what they bring and cost.

use crate::plan::{BlockPlan, CardChain, CardMoves, CardStock, Plan, until_lost};

/// The cards of the customers of one population, or of one probe.
#[derive(Clone, Debug)]
pub struct Cards {
    stocks: Vec<CardStock>,
    /// What the period did, per card of the block.
    pub moves: Vec<CardMoves>,
    /// Visits of all customers, as a multiple of what they are without cards.
    pub more: f64,
    /// Money spent on cards and rewards.
    pub cost: f64,
    /// Visits of one customer without a card, up to that at which he is lost.
    pub made: f64,
}

impl Cards {
    /// Nobody has a card of the block's programmes.
    pub fn of(plan: &Plan, block: &BlockPlan) -> Self {
        let lever =
            |place: &usize| CardStock::none(&CardChain::of(plan.levers.cards[*place].rules));
        let stocks: Vec<CardStock> = block.reach.cards.iter().map(lever).collect();
        Self {
            moves: vec![CardMoves::default(); stocks.len()],
            stocks,
            more: 1.0,
            cost: 0.0,
            made: 0.0,
        }
    }

    /// Period `t` of the horizon: `active` customers, of whom `gone` leave at its end, and `each` of whom would
    /// make so many visits without a card.
    pub fn step(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        chains: &[CardChain],
        t: usize,
        (active, gone, each): (f64, f64, f64),
    ) {
        (self.more, self.cost) = (1.0, 0.0);
        let stay = if active > 0.0 { (1.0 - gone / active).max(0.0) } else { 0.0 };
        // Those who leave were lost at one of their visits, or at the period's end.
        let lost = if plan.segments[block.segment].lost_at_visits && each > 0.0 {
            let chance = -libm::log(stay.max(f64::MIN_POSITIVE)) / each;
            chance.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.made = until_lost(each, lost);
        for ((place, stock), moves) in
            block.reach.cards.iter().zip(&mut self.stocks).zip(&mut self.moves)
        {
            let lever = &plan.levers.cards[*place];
            let members = active.max(0.0) * lever.members[block.segment][t];
            if members == 0.0 && stock.members() == 0.0 {
                *moves = CardMoves::default();
                continue;
            }
            let visits = (each * lever.visits[block.segment][t], lost);
            *moves = stock.step(&chains[*place], visits, members, lever.lost, stay);
            if self.made > 0.0 && active > 0.0 {
                self.more += (moves.events.visits / self.made - members) / active;
            }
            self.cost += moves.events.rewards * lever.reward[block.segment][t]
                + moves.events.cards * lever.per_card[t]
                + members * lever.per_member[t];
        }
    }
}

/// A punch card, per period.
#[derive(Clone, Debug, Default)]
pub struct CardSeries {
    /// Customers with a card.
    pub members: Vec<f64>,
    /// Stamps of members' visits.
    pub earned: Vec<f64>,
    /// Stamps without a visit.
    pub forged: Vec<f64>,
    /// Stamps given with cards.
    pub given: Vec<f64>,
    /// Stamps on full cards whose reward was taken.
    pub redeemed: Vec<f64>,
    /// Stamps lost with cards and members, or ended by age.
    pub gone: Vec<f64>,
    /// Stamps on cards at the end.
    pub outstanding: Vec<f64>,
    /// Rewards taken.
    pub rewards: Vec<f64>,
    /// Money billed for members' visits, net of VAT.
    pub billed: Vec<f64>,
    /// What the reward's part in the stamps of these visits sells for, net of VAT.
    pub worth: Vec<f64>,
}

impl CardSeries {
    /// Nothing in any of the periods.
    pub fn sized(periods: usize) -> Self {
        let zero = || vec![0.0; periods];
        Self {
            members: zero(),
            earned: zero(),
            forged: zero(),
            given: zero(),
            redeemed: zero(),
            gone: zero(),
            outstanding: zero(),
            rewards: zero(),
            billed: zero(),
            worth: zero(),
        }
    }
}

/// The chains of a plan's cards.
pub fn chains(plan: &Plan) -> Vec<CardChain> {
    plan.levers.cards.iter().map(|lever| CardChain::of(lever.rules)).collect()
}
