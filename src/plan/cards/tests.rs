//! Cards in closed form.

use super::*;
use crate::lever::CardRules;

const EXACT: f64 = 1e-9;

fn rules(buy: usize) -> CardRules {
    CardRules {
        buy,
        head_start: 0,
        every_card: true,
        on_return: false,
        gradient: 0.0,
        pause: 0.0,
        false_stamps: 0.0,
        expiry: None,
    }
}

/// One visit of members spread over the states, of whom each is lost at it with chance `lost`: where
/// the others stand afterwards.
fn visit(chain: &CardChain, from: &[f64], lost: f64) -> (Vec<f64>, CardEvents) {
    let mut to = vec![0.0; from.len()];
    let mut events = CardEvents::default();
    for (state, held) in chain.states.iter().zip(from) {
        to[state.next] += held * (1.0 - lost);
        events.add(&chain.of_visit(state, lost), *held);
    }
    (to, events)
}

/// Rewards of one customer who is lost with chance `p` after each visit.
fn rewards(rules: CardRules, p: f64) -> f64 {
    let chain = CardChain::of(rules);
    let mut held = vec![0.0; chain.count()];
    held[chain.first()] = 1.0;
    let mut sum = 0.0;
    while held.iter().sum::<f64>() > 1e-16 {
        let (next, events) = visit(&chain, &held, p);
        sum += events.rewards;
        held = next;
    }
    sum
}

/// What a member with a first card does in a period of so many visits.
fn period(chain: &CardChain, visits: f64) -> CardEvents {
    let mut held = vec![0.0; chain.count()];
    held[chain.first()] = 1.0;
    chain.live(&mut held, visits, 0.0)
}

/// G17: filled cards per customer q^(N−1)/(1−q^N); a share N·p of the stamps per filled card; times
/// q where the customer must come back.
#[test]
fn g17_cards_filled_by_customers_lost_after_each_visit_with_the_same_chance() {
    let cases = [
        (0.02, 9, 5.11730268105, 0.921114482589, 0.902692192937),
        (0.05, 9, 1.79423765299, 0.807406943848, 0.767036596655),
        (0.1, 9, 0.702712386344, 0.632441147709, 0.569197032938),
        (0.05, 10, 1.57066391441, 0.785331957206, 0.746065359346),
        (0.2, 5, 0.609233698239, 0.609233698239, 0.487386958591),
    ];
    let near = |found: f64, printed: f64| {
        assert!((found - printed).abs() <= EXACT * printed, "{found}, printed {printed}");
    };
    for (p, buy, cards, share, returned) in cases {
        let found = rewards(rules(buy), p);
        near(found, cards);
        // 1/p stamps in a life.
        near(found * buy as f64 * p, share);
        near(rewards(CardRules { on_return: true, ..rules(buy) }, p) * buy as f64 * p, returned);
    }
}

/// P02: a head start on every card is the same card with fewer stamps to buy; on the first only, it
/// helps once; cost per visit of a reward of 44.
#[test]
fn p02_a_head_start_is_worth_its_stamps_and_no_more() {
    let near = |found: f64, printed: f64| {
        assert!((found - printed).abs() <= EXACT * printed, "{found}, printed {printed}");
    };
    let eleven = CardRules { head_start: 2, ..rules(11) };
    near(rewards(eleven, 0.05), 1.79423765299);
    near(rewards(CardRules { every_card: false, ..eleven }, 0.05), 1.53854492871);
    near(rewards(rules(11), 0.05), 1.38853679816);
    near(rewards(rules(9), 0.05), 1.79423765299);
    let fetched = rewards(CardRules { on_return: true, ..rules(9) }, 0.05);
    near(44.0 * fetched * 0.05, 3.74995669476);
    near(44.0 * fetched * 0.05 / 150.0, 0.0249997112984);
}

/// A period is a Poisson number of visits: with a card of one stamp every visit is a reward; the
/// number of rewards of a card of two that starts empty is n/2 − (1 − e^(−2n))/4.
#[test]
fn a_period_is_a_poisson_number_of_visits() {
    for n in [0.01, 1.0, 4.6, 40.0, 700.0] {
        let one = period(&CardChain::of(rules(1)), n);
        assert!((one.rewards - n).abs() <= 1e-11 * n, "{n}: {:?}", one);
        let two = period(&CardChain::of(rules(2)), n);
        let by_hand = 0.5 * n + 0.25 * libm::expm1(-2.0 * n);
        assert!((two.rewards - by_hand).abs() <= 1e-11 * n, "{n}: {:?}", two);
        assert!((two.visits - n).abs() <= 1e-11 * n);
    }
}

/// In the long run a card takes the sum of its gaps: with the gradient g that is N(1 − g/2) gaps, and
/// one of them is longer by the pause.
#[test]
fn in_the_long_run_a_card_takes_the_sum_of_its_gaps() {
    for (gradient, pause, false_stamps) in [(0.0, 0.0, 0.0), (0.2, 0.0, 0.0), (0.3, 0.1, 0.02)] {
        for on_return in [false, true] {
            let own = CardRules { gradient, pause, false_stamps, on_return, ..rules(9) };
            let chain = CardChain::of(own);
            let mut stock = CardStock::none(&chain);
            let mut moves = CardMoves::default();
            for _ in 0..400 {
                moves = stock.step(&chain, (1.7, 0.0), 1.0, 0.0, 1.0);
            }
            let gap = |i: usize| 1.0 - gradient * i as f64 / 8.0;
            let stretched = 1.0 / (1.0 - pause);
            let forged = 1.0 + false_stamps;
            // Come back for the reward: its visit stamps the next card, whose first gap is that of
            // the full card, as short as the last, and the second the one after the reward.
            let sum: f64 = if on_return {
                let middle: f64 = (2..9).map(gap).sum();
                gap(8) + (gap(1) * stretched + middle) / forged
            } else {
                let others: f64 = (1..9).map(gap).sum();
                (gap(0) * stretched + others) / forged
            };
            let by_hand = 1.7 / sum;
            let found = moves.events.rewards;
            assert!((found - by_hand).abs() <= 1e-9 * by_hand, "{found}, by hand {by_hand}");
        }
    }
}

/// Stamps do not come from nowhere: with every rule in force each period's stamps add up.
#[test]
fn stamps_are_earned_given_redeemed_or_gone() {
    let own = CardRules {
        head_start: 2,
        on_return: true,
        gradient: 0.2,
        pause: 0.1,
        false_stamps: 0.03,
        expiry: Some(3),
        ..rules(7)
    };
    let chain = CardChain::of(own);
    let mut stock = CardStock::none(&chain);
    let mut before = 0.0;
    for (members, visits) in [(100.0, 2.0), (140.0, 5.0), (90.0, 0.0), (120.0, 9.0), (0.0, 1.0)] {
        let moves = stock.step(&chain, (visits, 0.08), members, 0.05, 0.9);
        let e = moves.events;
        let came = before + e.visits + e.false_stamps + e.given;
        let after = came - 7.0 * e.rewards - moves.gone;
        assert!((after - moves.outstanding).abs() <= 1e-11 * came.max(1.0), "{moves:?}");
        assert!((stock.members() - 0.9 * members).abs() <= 1e-11 * members);
        before = moves.outstanding;
    }
}

/// A card that ends after one period is never carried over: as many stamps as one period brings.
#[test]
fn a_card_that_ends_with_its_period_starts_again() {
    let chain = CardChain::of(CardRules { expiry: Some(1), ..rules(9) });
    let mut stock = CardStock::none(&chain);
    let first = stock.step(&chain, (4.0, 0.0), 1.0, 0.0, 1.0);
    let second = stock.step(&chain, (4.0, 0.0), 1.0, 0.0, 1.0);
    assert_eq!(first.events.rewards.to_bits(), second.events.rewards.to_bits());
    assert_eq!(second.outstanding, 0.0);
}
