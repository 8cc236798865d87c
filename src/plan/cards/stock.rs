//! Members' cards, and what a period does to them.

use super::{CardChain, CardEvents};
use crate::lever::Levers;

/// Members' cards by age and state.
#[derive(Clone, Debug)]
pub struct CardStock {
    /// Members by layer of age, then state.
    held: Vec<f64>,
    states: usize,
}

/// What a period did to a stock of cards.
#[derive(Clone, Copy, Debug, Default)]
pub struct CardMoves {
    /// Members in the period.
    pub members: f64,
    /// What members did, cards of new members and replacements included.
    pub events: CardEvents,
    /// Stamps on cards that were lost or ended by age, and of members who gave up or left.
    pub gone: f64,
    /// Stamps on cards at the end.
    pub outstanding: f64,
}

impl CardStock {
    /// Nobody has a card.
    pub fn none(chain: &CardChain) -> Self {
        Self { held: vec![0.0; chain.count() * chain.layers()], states: chain.count() }
    }

    /// Members.
    pub fn members(&self) -> f64 {
        self.held.iter().sum()
    }

    /// Stamps on all cards.
    pub fn stamps(&self, chain: &CardChain) -> f64 {
        let each = self.held.iter().enumerate();
        each.map(|(place, held)| held * chain.stamps(place % self.states)).sum()
    }

    /// One period: members become as many as `members`, each visits `visits` times on average and is lost
    /// at each visit with chance `at_visit`; they lose the share `lost` of the cards, and
    /// the share `stay` of them is there in the next, whenever in the period the others were lost.
    pub fn step(
        &mut self,
        chain: &CardChain,
        (visits, at_visit): (f64, f64),
        members: f64,
        lost: f64,
        stay: f64,
    ) -> CardMoves {
        let mut moves = CardMoves { members, ..CardMoves::default() };
        let before = self.members();
        if members >= before {
            let new = members - before;
            self.held[chain.first()] += new;
            moves.events.cards += new;
            moves.events.given += new * chain.stamps(chain.first());
        } else {
            let kept = members / before;
            moves.gone += (1.0 - kept) * self.stamps(chain);
            self.held.iter_mut().for_each(|held| *held *= kept);
        }
        self.buy(chain, visits, at_visit, &mut moves.events);
        let fresh = chain.fresh();
        let mut replaced = 0.0;
        if lost > 0.0 {
            moves.gone += lost * self.stamps(chain);
            replaced += lost * self.members();
            self.held.iter_mut().for_each(|held| *held *= 1.0 - lost);
        }
        if chain.rules.expiry.is_some() {
            replaced += self.grow_older(chain, &mut moves);
        }
        self.held[fresh] += replaced;
        moves.events.cards += replaced;
        moves.events.given += replaced * chain.stamps(fresh);
        let here = self.members();
        let stay = if here > 0.0 { stay * members / here } else { 0.0 };
        moves.gone += moves.events.dropped + (1.0 - stay) * self.stamps(chain);
        self.held.iter_mut().for_each(|held| *held *= stay);
        moves.outstanding = self.stamps(chain);
        moves
    }

    /// The visits of a period. The first layer holds the youngest cards, those handed out in it among them.
    fn buy(&mut self, chain: &CardChain, visits: f64, lost: f64, events: &mut CardEvents) {
        if chain.rules.expiry.is_none() {
            events.add(&chain.live(&mut self.held, visits, lost), 1.0);
            return;
        }
        // Behind the layers stand the cards handed out in the period.
        let layers = self.held.len();
        self.held.resize(layers + self.states, 0.0);
        events.add(&chain.live(&mut self.held, visits, lost), 1.0);
        let (old, new) = self.held.split_at_mut(layers);
        old.iter_mut().zip(new).for_each(|(held, new)| *held += *new);
        self.held.truncate(layers);
    }

    /// Ends the oldest cards; returns how many.
    fn grow_older(&mut self, chain: &CardChain, moves: &mut CardMoves) -> f64 {
        let states = self.states;
        let last = self.held.len() - states;
        let ending = &self.held[last..];
        let stamps = ending.iter().enumerate().map(|(i, held)| held * chain.stamps(i));
        moves.gone += stamps.sum::<f64>();
        let ended = ending.iter().sum();
        self.held.copy_within(0..last, states);
        self.held[..states].fill(0.0);
        ended
    }
}

/// What cards come to after the horizon, worked out once for all blocks and periods of a segment that are
/// alike.
#[derive(Debug, Default)]
pub struct Settled {
    known: Vec<SettledCards>,
}

/// Terms of cards, which they are, visits without them and the chance of being lost at each, and what they come to.
type SettledCards = (Vec<[f64; 5]>, Vec<usize>, (f64, f64), (f64, f64));

/// Visits that customers make who are lost at each of them with chance `lost`, of `visits` on average were they not.
pub fn until_lost(visits: f64, lost: f64) -> f64 {
    if lost > 0.0 { -libm::expm1(-lost * visits) / lost } else { visits }
}

impl Settled {
    /// Factor on the visits of all customers of segment `s` because of the cards that reach them in period
    /// `t`, and cost per active customer, where each would make so many `visits` without and is lost at each of
    /// them with a chance: the second of `visits`.
    pub fn of(
        &mut self,
        levers: &Levers,
        cards: &[usize],
        s: usize,
        t: usize,
        visits: (f64, f64),
    ) -> (f64, f64) {
        let terms = |place: &usize| {
            let lever = &levers.cards[*place];
            let (members, pace) = (lever.members[s][t], lever.visits[s][t]);
            [members, pace, lever.reward[s][t], lever.per_card[t], lever.per_member[t]]
        };
        let terms: Vec<[f64; 5]> = cards.iter().map(terms).collect();
        if terms.iter().all(|[members, ..]| *members == 0.0) {
            return (1.0, 0.0);
        }
        let mut known = self.known.iter();
        let alike = known
            .find(|(own, places, each, _)| *own == terms && places == cards && *each == visits);
        if let Some((.., found)) = alike {
            return *found;
        }
        let found = settled(levers, cards, &terms, visits);
        self.known.push((terms, cards.to_vec(), visits, found));
        found
    }
}

/// After the horizon: factor on all customers' visits because of the cards, and cost per active customer,
/// once positions on the cards no longer change from period to period.
fn settled(
    levers: &Levers,
    cards: &[usize],
    terms: &[[f64; 5]],
    (visits, at_visit): (f64, f64),
) -> (f64, f64) {
    let made = until_lost(visits, at_visit);
    let (mut more, mut cost) = (1.0, 0.0);
    for (place, [members, pace, reward, per_card, per_member]) in cards.iter().zip(terms) {
        if *members == 0.0 || visits == 0.0 {
            continue;
        }
        let lever = &levers.cards[*place];
        let chain = CardChain::of(lever.rules);
        let moves = settled_moves(&chain, (visits * pace, at_visit), lever.lost);
        more += members * (moves.events.visits / made - 1.0);
        let spent = moves.events.rewards * reward + moves.events.cards * per_card + per_member;
        cost += members * spent;
    }
    (more, cost)
}

/// What a period does to one member's cards once positions no longer change: those of the members who are still
/// there, where they are lost at their visits.
fn settled_moves(chain: &CardChain, visits: (f64, f64), lost: f64) -> CardMoves {
    let mut stock = CardStock::none(chain);
    let held = match chain.rules.expiry {
        None => stationary(chain, visits, lost),
        Some(_) if visits.1 > 0.0 => None,
        Some(_) => stationary_by_age(chain, visits.0, lost),
    };
    if let Some(held) = held {
        stock.held = held;
        return stock.step(chain, visits, 1.0, lost, 1.0);
    }
    let mut moves = CardMoves::default();
    for _ in 0..MOST_PERIODS {
        let before = moves;
        moves = stock.step(chain, visits, 1.0, lost, 1.0);
        let change = (moves.events.rewards - before.events.rewards).abs()
            + (moves.events.visits - before.events.visits).abs()
            + (moves.outstanding - before.outstanding).abs();
        if change <= STILL * (1.0 + moves.outstanding) {
            break;
        }
    }
    moves
}

/// Shares of the states that a period leaves as they are; none where the chain does not come round.
fn stationary(chain: &CardChain, (visits, at_visit): (f64, f64), lost: f64) -> Option<Vec<f64>> {
    let n = chain.count();
    let period = |from: usize| {
        let mut row = vec![0.0; n];
        row[from] = 1.0;
        chain.live(&mut row, visits, at_visit);
        let here: f64 = if at_visit > 0.0 { row.iter().sum() } else { 1.0 };
        row.iter_mut().for_each(|share| *share *= 1.0 - lost);
        row[chain.fresh()] += lost * here;
        row
    };
    let rows = (0..n).map(period).collect();
    if at_visit > 0.0 { Some(lasting(rows)) } else { balanced(rows) }
}

/// Shares of those who are there after a period of these rows, of which some are lost, and as many more as matter: the
/// time is doubled again and again (the quasi-stationary distribution of Darroch and Seneta 1965).
fn lasting(mut move_to: Vec<Vec<f64>>) -> Vec<f64> {
    for _ in 0..DOUBLINGS {
        let twice = |row: &Vec<f64>| {
            let mut to = vec![0.0; row.len()];
            for (share, onward) in row.iter().zip(&move_to) {
                to.iter_mut().zip(onward).for_each(|(to, next)| *to += share * next);
            }
            to
        };
        let mut doubled: Vec<Vec<f64>> = move_to.iter().map(twice).collect();
        let most = doubled.iter().flatten().copied().fold(0.0, f64::max);
        doubled.iter_mut().flatten().for_each(|share| *share /= most);
        move_to = doubled;
    }
    let mut held = move_to.swap_remove(0);
    let all: f64 = held.iter().sum();
    held.iter_mut().for_each(|share| *share /= all);
    held
}

/// The same where cards end by age: members by layer, then state. A card that has ended is followed by one of
/// n + 1 kinds: a replacement (kind 0), or one handed out in a period and at its end in state i (kind 1 + i). That
/// is a chain of its own; what its shares hold at each age is the stock.
fn stationary_by_age(chain: &CardChain, visits: f64, lost: f64) -> Option<Vec<f64>> {
    let (n, layers) = (chain.count(), chain.layers());
    // By state: where a card stands after a period, then where one stands that was handed out in it.
    let period: Vec<Vec<f64>> = (0..n)
        .map(|from| {
            let mut row = vec![0.0; 2 * n];
            row[from] = 1.0;
            chain.live(&mut row, visits, 0.0);
            row
        })
        .collect();
    // Cards of the kinds, followed to their end: what follows them, and how many there are of each age.
    let follow = |cards: &[f64]| {
        let mut next = vec![0.0; n + 1];
        let mut held = vec![0.0; n * layers];
        held[chain.fresh()] = cards[0];
        for layer in 0..layers {
            let (mut old, mut new) = (vec![0.0; n], vec![0.0; n]);
            for (row, count) in period.iter().zip(&held[layer * n..]) {
                old.iter_mut().zip(&row[..n]).for_each(|(to, share)| *to += count * share);
                new.iter_mut().zip(&row[n..]).for_each(|(to, share)| *to += count * share);
            }
            next[1..].iter_mut().zip(&new).for_each(|(to, count)| *to += count);
            if layer == 0 {
                old.iter_mut().zip(&cards[1..]).for_each(|(to, count)| *to += count);
            }
            let all: f64 = old.iter().sum();
            if layer + 1 == layers {
                next[0] += all;
                break;
            }
            next[0] += lost * all;
            let older = held[(layer + 1) * n..].iter_mut().zip(&old);
            older.for_each(|(to, count)| *to = count * (1.0 - lost));
        }
        (next, held)
    };
    let of_kind = |kind: usize| {
        let mut cards = vec![0.0; n + 1];
        cards[kind] = 1.0;
        follow(&cards).0
    };
    let shares = balanced((0..=n).map(of_kind).collect())?;
    let mut held = follow(&shares).1;
    let all: f64 = held.iter().sum();
    held.iter_mut().for_each(|share| *share /= all);
    Some(held)
}

/// Shares that a chain of these rows leaves as they are; none where it does not come round.
///
/// Source: Grassmann, Taksar & Heyman 1985, "Regenerative analysis and steady state distributions".
fn balanced(mut move_to: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = move_to.len();
    for last in (1..n).rev() {
        let (before, own) = move_to.split_at_mut(last);
        let out: f64 = own[0][..last].iter().sum();
        if out <= 0.0 {
            return None;
        }
        for row in before {
            row[last] /= out;
            let share = row[last];
            row[..last].iter_mut().zip(&own[0]).for_each(|(to, onward)| *to += share * onward);
        }
    }
    let mut held = vec![1.0; n];
    for state in 1..n {
        held[state] = (0..state).map(|from| held[from] * move_to[from][state]).sum();
    }
    let all: f64 = held.iter().sum();
    held.iter_mut().for_each(|share| *share /= all);
    Some(held)
}

/// A period doubled so often is longer than any card takes to be filled.
const DOUBLINGS: usize = 40;
/// Positions that change by less than this stand still.
const STILL: f64 = 1e-12;
/// Longer than any card that matters takes to be filled.
const MOST_PERIODS: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lever::CardRules;

    /// What a card that ends by age comes to is what period after period comes to.
    #[test]
    fn cards_that_end_by_age_settle_where_periods_lead() {
        let rules = |buy, expiry, on_return, head_start| CardRules {
            buy,
            head_start,
            every_card: true,
            on_return,
            gradient: 0.3,
            pause: 0.2,
            false_stamps: 0.05,
            expiry: Some(expiry),
        };
        for (rules, visits, lost) in [
            (rules(9, 6, false, 0), 2.3, 0.02),
            (rules(5, 3, true, 1), 4.6, 0.0),
            (rules(10, 1, false, 2), 3.0, 0.1),
            (rules(4, 12, true, 0), 0.4, 0.0),
        ] {
            let chain = CardChain::of(rules);
            let found = settled_moves(&chain, (visits, 0.0), lost);
            let mut stock = CardStock::none(&chain);
            let mut moves = CardMoves::default();
            for _ in 0..3_000 {
                moves = stock.step(&chain, (visits, 0.0), 1.0, lost, 1.0);
            }
            for (a, b) in [
                (found.events.rewards, moves.events.rewards),
                (found.events.visits, moves.events.visits),
                (found.events.cards, moves.events.cards),
                (found.outstanding, moves.outstanding),
                (found.gone, moves.gone),
            ] {
                assert!((a - b).abs() < 1e-9 * (1.0 + b), "{rules:?}: {a}, period by period {b}");
            }
        }
    }
}
