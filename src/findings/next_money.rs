//! Where does the next unit of money go? The levers of the winner, and the move that pays most.

use super::headline::Ranking;
use super::margins::{Margins, Moved};
use super::messages::*;
use super::model::{Form, Lever, NextMoney, Quote, Sentence};
use super::ran::Ran;
use crate::plan::Precision;
use crate::simulate::{Trial, npv};

/// The block of the first screen: levers of the winner, and where money should move.
pub fn next_money(ran: &Ran<'_>, margins: &[Margins], ranking: &Ranking) -> NextMoney {
    let (scenario, place) = (ran.scenario, ranking.winner);
    let (mut levers, moved) = (margins[place].levers.clone(), &margins[place].moved);
    for (lever, moved) in levers.iter_mut().zip(moved) {
        lever.average_return = average(ran, place, *moved, lever.spend_pv);
    }
    let strategy = scenario.strategies[place].label.id.clone();
    let measured: Vec<(usize, f64)> = levers
        .iter()
        .enumerate()
        .filter_map(|(at, lever)| lever.marginal_return.map(|value| (at, value)))
        .collect();
    // Money can only move to a lever that can take more.
    let growing = measured.iter().copied().filter(|(at, _)| levers[*at].takes_money());
    let best = growing.max_by(|a, b| a.1.total_cmp(&b.1));
    let worst = measured.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(best), Some(worst)) = (best, worst) else {
        let fixed = measured.iter().any(|(at, _)| levers[*at].can_grow);
        let why = match (measured.is_empty(), fixed) {
            (true, _) => NO_SPENDING,
            (false, false) => ALL_REACHED,
            (false, true) => ALL_REACHED_OR_FIXED,
        };
        return NextMoney { strategy, levers, sentence: None, why_missing: Some(why.say([])) };
    };
    let sentence = Some(sentence(&levers, &scenario.currency, best, worst));
    NextMoney { strategy, levers, sentence, why_missing: None }
}

/// What all the money of a lever brings back, a unit of it on average: 1 + (npv with it - npv without it) / spend.
/// Without it neither its effect nor its fixed cost is left.
fn average(ran: &Ran<'_>, place: usize, moved: Moved, spend: f64) -> Option<f64> {
    let (scenario, case) = (ran.scenario, &ran.cases[place]);
    if spend <= 0.0 || !moved.is_lever(&scenario.strategies[place].business) {
        return None;
    }
    let values = scenario.base_values();
    let trial = Trial::expected(scenario, place, &values, Precision::Margin);
    let mut adjust = case.adjust.clone();
    match moved {
        Moved::Channel(c) => adjust.leave_out(c),
        Moved::Response => adjust.retention_response = 0.0,
        Moved::Programme(p) => adjust.running[p] = false,
    }
    let (plan, run) = trial.run_for_npv(&adjust);
    let with = npv(&case.plan, &case.run).ok()?;
    let back = 1.0 + (with - npv(&plan, &run).ok()?) / spend;
    back.is_finite().then_some(back)
}

fn sentence(levers: &[Lever], currency: &str, best: (usize, f64), worst: (usize, f64)) -> Sentence {
    let back = |(at, value): (usize, f64)| {
        Quote::of(format!("next_money.levers.{at}.marginal_return"), value, Form::Factor)
    };
    let name = |(at, _): (usize, f64)| levers[at].name.clone();
    let (currency, first, last) = (currency.into(), back(best), back(worst));
    if best.0 == worst.0 {
        let message = if best.1 >= 1.0 { LAST_GAINS } else { LAST_LOSES };
        message.say([currency, name(best), first])
    } else if best.1 < 1.0 {
        ALL_LOSE.say([currency, name(best), first, name(worst), last])
    } else if best.1 - worst.1 < 0.005 {
        BALANCED.say([currency, first, name(best), last, name(worst)])
    } else {
        MOVE.say([name(worst), name(best), currency, first, last])
    }
}
