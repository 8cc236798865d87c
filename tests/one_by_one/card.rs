//! One member's card, stamp by stamp.

use super::{Card, Dice};

/// What is on a card.
#[derive(Clone, Copy)]
pub struct Stamps {
    pub count: usize,
    /// Full, and its reward not yet fetched.
    full: bool,
    /// Nothing stamped since the last reward.
    after_reward: bool,
}

/// What a month came to.
#[derive(Default)]
pub struct Month {
    pub visits: usize,
    pub rewards: usize,
    pub cards: usize,
}

impl Card {
    pub fn first(&self) -> Stamps {
        Stamps { count: self.head_start, full: false, after_reward: false }
    }

    /// One month of visits, each after an exponential gap of its own length.
    pub fn month(&self, mean: f64, stamps: &mut Stamps, dice: &mut Dice) -> Month {
        let mut month = Month::default();
        let mut left = 1.0;
        loop {
            let progress = stamps.count.min(self.buy - 1) as f64 / (self.buy - 1) as f64;
            let mut pace = mean * (1.0 + self.extra_visits) / (1.0 - self.gradient * progress);
            if stamps.after_reward {
                pace *= 1.0 - self.pause;
            }
            let forging = if stamps.full { 0.0 } else { pace * self.false_stamps };
            left += libm::log(1.0 - dice.uniform()) / (pace + forging);
            if left < 0.0 {
                return month;
            }
            let visits = dice.happens(pace / (pace + forging));
            month.visits += usize::from(visits);
            let fetched = stamps.full && visits;
            if fetched {
                month.rewards += 1;
                month.cards += 1;
                *stamps = self.first();
            }
            stamps.count += 1;
            stamps.after_reward = fetched;
            if stamps.count == self.buy {
                stamps.full = self.on_return;
                if !self.on_return {
                    month.rewards += 1;
                    month.cards += 1;
                    *stamps = Stamps { after_reward: true, ..self.first() };
                }
            }
        }
    }

    /// The programme as a scenario has it.
    pub fn text(&self) -> String {
        let share = |x: f64| format!("\"{}%\"", 100.0 * x);
        format!(
            "[[programmes]]\nid = \"card\"\nkind = \"punch-card\"\nbuy = {}\nhead_start = {}\ncollect = \"{}\"\nenrol = {}\n\
             lost_cards = \"{}% per month\"\nfalse_stamps = {}\ngoal_gradient = {}\npause_after_reward = {}\nextra_visits = {}\n\
             reward = {{ costs_us = {} }}\neffect = {{ churn = {} }}\ncost = {{ per_card = {} }}\n",
            self.buy,
            self.head_start,
            if self.on_return { "on-return" } else { "at-once" },
            share(self.enrol),
            100.0 * self.lost,
            share(self.false_stamps),
            share(self.gradient),
            share(self.pause),
            share(self.extra_visits),
            self.reward,
            share(self.churn_effect),
            self.per_card
        )
    }
}
