//! Where does the next unit of money go? The levers of the winner, and the move that pays most.

use super::headline::Ranking;
use super::margins::{Margins, Moved};
use super::model::{Lever, NextMoney, Quoted};
use super::ran::Ran;
use crate::plan::Precision;
use crate::simulate::{Trial, npv};
use crate::text::{Numbers, Sign};

/// The block of the first screen: levers of the winner, and where money should move.
#[must_use]
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
            (true, _) => "no channel or programme has spending that moves with its effect",
            (false, false) => "what spends money reaches everybody already",
            (false, true) => {
                "what spends money reaches everybody already, or costs the same whatever it brings"
            }
        };
        return NextMoney {
            strategy,
            levers,
            sentence: String::new(),
            figures: Vec::new(),
            why_missing: Some(why.into()),
        };
    };
    let (sentence, figures) = sentence(&levers, &scenario.currency, best, worst);
    NextMoney { strategy, levers, sentence, figures, why_missing: None }
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

fn sentence(
    levers: &[Lever],
    currency: &str,
    best: (usize, f64),
    worst: (usize, f64),
) -> (String, Vec<Quoted>) {
    let numbers = Numbers::default();
    let quoted = |at: usize, value: f64| Quoted {
        path: format!("next_money.levers.{at}.marginal_return"),
        text: numbers.fixed(value, 2, Sign::OnlyMinus),
    };
    let first = quoted(best.0, best.1);
    let best_name = &levers[best.0].name;
    if best.0 == worst.0 {
        let judgement = if best.1 >= 1.0 { "more than it costs" } else { "less than it costs" };
        let text = format!(
            "The last {currency} spent on {best_name} brings back {}: {judgement}.",
            first.text
        );
        return (text, vec![first]);
    }
    let last = quoted(worst.0, worst.1);
    let worst_name = &levers[worst.0].name;
    let text = if best.1 < 1.0 {
        format!(
            "No lever gives back what its last {currency} costs: {best_name} brings {}, \
             {worst_name} {}. Spend less.",
            first.text, last.text
        )
    } else if best.1 - worst.1 < 0.005 {
        format!(
            "The split is balanced: the last {currency} brings {} on {best_name} and {} on {worst_name}.",
            first.text, last.text
        )
    } else {
        format!(
            "Move money from {worst_name} to {best_name}: the last {currency} brings back {} there, {} here.",
            first.text, last.text
        )
    };
    // Sentences name the figures in the order printed.
    (text, vec![first, last])
}
