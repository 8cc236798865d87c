//! Where does the next unit of money go? The levers of the winner, and the move that pays most.

use super::margins::{Margins, Moved};
use super::messages::*;
use super::model::{
    Form, Lever, Line, Message, MoneyMove, NextMoney, Quote, Sentence, Slot, Stands, Until,
};
use super::moves::Shift;
use super::ran::Ran;
use super::ranking::Ranking;
use crate::plan::Precision;
use crate::simulate::{Trial, npv};

messages! {
    MOVE = "next.move" [amount period worst best gain until];
    MOVE_BETWEEN = "next.move_between" [amount period worst best gain low high until];
    UNTIL_EVEN = "next.until_even" [];
    UNTIL_FULL = "next.until_full" [];
    UNTIL_REACHED = "next.until_reached" [];
    UNTIL_BOUND = "next.until_bound" [];
    UNTIL_EMPTY = "next.until_empty" [];
    UNTIL_DOUBLED = "next.until_doubled" [];
    A_MONTH = "next.a_month" [];
    A_QUARTER = "next.a_quarter" [];
    A_YEAR = "next.a_year" [];
    STOP_LEVER = "next.stop" [name currency back];
    ONE_LEVER = "next.one_lever" [];
    ALL_LOSE = "next.all_lose" [];
    BALANCED = "next.balanced" [];
    UNSURE_MOVE = "next.unsure" [];
    NO_SPENDING = "next.no_spending" [];
    ALL_REACHED = "next.all_reached" [];
    ALL_REACHED_OR_FIXED = "next.all_reached_or_fixed" [];
}

/// The block of the first screen: levers of the winner, and where money should move.
pub fn next_money(ran: &Ran<'_>, margins: &[Margins], ranking: &Ranking) -> NextMoney {
    let (scenario, place) = (ran.scenario, ranking.winner);
    let (mut levers, moved) = (margins[place].levers.clone(), &margins[place].moved);
    for (lever, moved) in levers.iter_mut().zip(moved) {
        lever.average_return = average(ran, place, *moved, lever.spend_pv);
    }
    let strategy = scenario.strategies[place].label.id.clone();
    let lines = stops(ran, &levers, moved, place);
    let measured: Vec<(usize, f64)> = levers
        .iter()
        .enumerate()
        .filter_map(|(at, lever)| lever.marginal_return.map(|value| (at, value)))
        .collect();
    // Money can only move to a lever that can take more, and does to none that loses on the whole.
    let pays = |at: &usize| levers[*at].average_return.is_none_or(|back| back >= 1.0);
    let growing = measured.iter().copied();
    let growing = growing.filter(|(at, back)| levers[*at].takes_money() && pays(at) && *back > 1.0);
    let best = growing.max_by(|a, b| a.1.total_cmp(&b.1));
    let worst = measured.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    let none = |why: Message<0>| NextMoney {
        strategy: strategy.clone(),
        levers: levers.clone(),
        moved: None,
        lines: lines.clone(),
        why_missing: lines.is_empty().then(|| why.say([])),
    };
    let (Some(best), Some(worst)) = (best, worst) else {
        let takes = measured.iter().any(|(at, _)| levers[*at].takes_money());
        let fixed = measured.iter().any(|(at, _)| levers[*at].can_grow);
        return none(match (measured.is_empty(), takes, fixed) {
            (true, ..) => NO_SPENDING,
            (_, true, _) => ALL_LOSE,
            (_, _, false) => ALL_REACHED,
            (_, _, true) => ALL_REACHED_OR_FIXED,
        });
    };
    if best.0 == worst.0 {
        return none(ONE_LEVER);
    }
    let shift = Shift { ran, place, levers: &levers, moved, from: worst.0, to: best.0 };
    let Some(found) = shift.best() else { return none(BALANCED) };
    // What loses in one run of ten is no advice.
    if found.p10.is_some_and(|low| low <= 0.0) {
        return none(UNSURE_MOVE);
    }
    let mut said =
        vec![Line { sentence: told(ran, &levers, &shift, &found), stands: Stands::Always }];
    said.extend(lines);
    NextMoney { strategy, moved: Some(found), lines: said, why_missing: None, levers }
}

/// The levers that the strategy would be better without, the dearest first.
fn stops(ran: &Ran<'_>, levers: &[Lever], moved: &[Moved], place: usize) -> Vec<Line> {
    let business = &ran.scenario.strategies[place].business;
    let all = levers.iter().zip(moved).enumerate();
    let mut losing: Vec<(usize, f64)> = all
        .filter(|(_, (_, moved))| moved.is_lever(business))
        .filter_map(|(at, (lever, _))| Some((at, lever.spend_pv * (1.0 - lever.average_return?))))
        .filter(|(_, loss)| *loss > 0.0)
        .collect();
    losing.sort_by(|a, b| b.1.total_cmp(&a.1));
    let line = |(at, _): &(usize, f64)| {
        let path = format!("next_money.levers.{at}.average_return");
        let back = Quote::of(path, levers[*at].average_return.unwrap_or(f64::NAN), Form::Factor);
        let sentence =
            STOP_LEVER.say([levers[*at].name.clone(), ran.scenario.currency.as_str().into(), back]);
        Line { sentence, stands: Stands::Always }
    };
    losing.iter().take(2).map(line).collect()
}

/// What is said of a move.
fn told(ran: &Ran<'_>, levers: &[Lever], shift: &Shift<'_>, found: &MoneyMove) -> Sentence {
    let figure =
        |field: &str, value: f64, form| Quote::of(format!("next_money.move.{field}"), value, form);
    let name = |at: usize| levers[at].name.clone();
    let amount = figure("amount_per_period", found.amount_per_period, Form::Amount);
    let gain = figure("gain", found.gain, Form::Signed);
    let until: Slot = match found.until {
        Until::Even => UNTIL_EVEN.say([]),
        Until::Full => UNTIL_FULL.say([]),
        Until::Reached => UNTIL_REACHED.say([]),
        Until::Bound => UNTIL_BOUND.say([]),
        Until::Empty => UNTIL_EMPTY.say([]),
        Until::Doubled => UNTIL_DOUBLED.say([]),
    }
    .into();
    let period = match ran.scenario.calendar.period.months() {
        1 => A_MONTH,
        3 => A_QUARTER,
        _ => A_YEAR,
    };
    let (from, to) = (name(shift.from), name(shift.to));
    match (found.p10, found.p90) {
        (Some(low), Some(high)) => MOVE_BETWEEN.say([
            amount,
            period.say([]).into(),
            from,
            to,
            gain,
            figure("p10", low, Form::Signed),
            figure("p90", high, Form::Signed),
            until,
        ]),
        _ => MOVE.say([amount, period.say([]).into(), from, to, gain, until]),
    }
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
