//! The chain that a card's rules make.

use crate::lever::CardRules;

/// What happens per event, summed over a period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CardEvents {
    /// Visits of members, each with a stamp.
    pub visits: f64,
    /// Stamps without a visit.
    pub false_stamps: f64,
    /// Full cards whose reward was taken.
    pub rewards: f64,
    /// Cards handed out.
    pub cards: f64,
    /// Stamps given with cards.
    pub given: f64,
    /// Stamps on cards of members lost at a visit.
    pub dropped: f64,
}

impl CardEvents {
    /// Adds `times` of the other's events.
    pub fn add(&mut self, other: &Self, times: f64) {
        self.visits += times * other.visits;
        self.false_stamps += times * other.false_stamps;
        self.rewards += times * other.rewards;
        self.cards += times * other.cards;
        self.given += times * other.given;
        self.dropped += times * other.dropped;
    }
}

/// A state of a card.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) stamps: usize,
    /// Visits for each visit of a member whom no reward pulls.
    pub(super) pace: f64,
    /// State after a visit or a false stamp, and whether a stamp can be forged.
    pub(super) next: usize,
    pub(super) forged: bool,
    /// Whether the step ends the card: its reward is taken and a new card handed out.
    pub(super) ends: bool,
}

/// The chain of one set of rules.
#[derive(Clone, Debug)]
pub struct CardChain {
    pub(super) states: Vec<State>,
    /// Pace of the fastest state.
    pub(super) fastest: f64,
    pub(super) rules: CardRules,
    /// States of a first card, and of a card that replaces another.
    first: usize,
    fresh: usize,
}

/// No gap shrinks below this share of itself.
const SHORTEST_GAP: f64 = 1e-3;

impl CardChain {
    /// The chain of these rules.
    pub fn of(rules: CardRules) -> Self {
        let buy = rules.buy.max(1);
        let gap = |stamps: usize| {
            let progress = stamps as f64 / (buy.max(2) - 1) as f64;
            (1.0 - rules.gradient * progress.min(1.0)).max(SHORTEST_GAP)
        };
        let full = buy;
        let fresh = if rules.every_card { rules.head_start } else { 0 };
        // Where a new card stands once the reward is taken: the visit that fetches it is stamped too.
        let rewarded = if rules.on_return { fresh + 1 } else { fresh };
        let paused = full + usize::from(rules.on_return);
        let after_reward = if rules.pause == 0.0 { rewarded } else { paused };
        // A stamp on a card with so many: the next state, and whether it ends the card.
        let stamped = |stamps: usize| match stamps + 1 == full {
            true if rules.on_return => (full, false),
            true => (after_reward, true),
            false => (stamps + 1, false),
        };
        let counting = |stamps: usize, pace: f64| {
            let (next, ends) = stamped(stamps);
            State { stamps, pace, next, forged: true, ends }
        };
        let waiting =
            |pace| State { stamps: full, pace, next: after_reward, forged: false, ends: true };
        let mut states: Vec<State> = (0..buy).map(|i| counting(i, 1.0 / gap(i))).collect();
        if rules.on_return {
            states.push(waiting(1.0 / gap(buy - 1)));
        }
        if after_reward == paused {
            let pace = (1.0 - rules.pause) / gap(rewarded.min(buy - 1));
            // The visit that fetches a reward may fill the next card.
            let full_again = rewarded == full;
            states.push(if full_again { waiting(pace) } else { counting(rewarded, pace) });
        }
        let fastest = states.iter().map(|state| state.pace).fold(0.0, f64::max);
        Self { states, fastest, rules, first: rules.head_start, fresh }
    }

    /// Number of states.
    pub fn count(&self) -> usize {
        self.states.len()
    }

    /// Layers of cards by age in periods: one where cards never end by age.
    pub fn layers(&self) -> usize {
        self.rules.expiry.map_or(1, |periods| periods.max(1))
    }

    /// State of a member's first card.
    pub fn first(&self) -> usize {
        self.first
    }

    /// State of a card that replaces a lost one or one that ended by age.
    pub fn fresh(&self) -> usize {
        self.fresh
    }

    /// Stamps of a card in a state.
    pub fn stamps(&self, state: usize) -> f64 {
        self.states[state].stamps as f64
    }

    pub(super) fn of_visit(&self, state: &State, lost: f64) -> CardEvents {
        let dropped = lost * self.stamps(state.next);
        self.of_stamp(state, CardEvents { visits: 1.0, dropped, ..CardEvents::default() })
    }

    pub(super) fn of_stamp(&self, state: &State, stamp: CardEvents) -> CardEvents {
        let ends = f64::from(u8::from(state.ends));
        CardEvents { rewards: ends, cards: ends, given: ends * self.fresh as f64, ..stamp }
    }
}
