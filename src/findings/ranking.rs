//! Which strategy wins, and how surely?

use super::compare::{beyond, differences, ranked};
use super::limit;
use super::model::{Verdict, minus};
use super::ran::Ran;
use crate::numeric::sum::ordered_sum;
use crate::scenario::Comparator;

/// Which strategy wins, and how surely.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// Candidate with the highest expected npv.
    pub winner: usize,
    /// The next one.
    pub runner_up: Option<usize>,
    /// All candidates, the best first.
    pub order: Vec<usize>,
    /// Share of draws in which the winner is ahead of the runner-up.
    pub ahead: Option<f64>,
    /// Winner against runner-up.
    pub verdict: Verdict,
    /// Strategy with the highest mean npv over the draws.
    pub winner_of_the_draws: Option<usize>,
}

/// Between these shares of draws two strategies cannot be told apart.
const UNDECIDED: std::ops::RangeInclusive<f64> = 0.4..=0.6;

/// Its value; the least of all where it has none.
pub fn npv(ran: &Ran<'_>, place: usize) -> f64 {
    ran.value(place, "npv").unwrap_or(f64::NEG_INFINITY)
}

impl Ranking {
    /// Ranks the candidates by npv with the scenario's terminal value; equal ones in the order of the
    /// file.
    pub fn of(ran: &Ran<'_>) -> Self {
        let candidates = ran.scenario.candidates();
        let mut places = candidates.clone();
        places.sort_by(|a, b| npv(ran, *b).total_cmp(&npv(ran, *a)));
        let winner = places[0];
        let runner_up = places.get(1).copied();
        let sure = runner_up
            .and_then(|other| differences(ran, winner, other, "npv"))
            .and_then(|column| column.odds().share());
        let same =
            runner_up.is_some_and(|other| limit::equal(npv(ran, winner), npv(ran, other), 0.0));
        let draws = ranked(ran, &candidates);
        // Without draws there is no mean.
        let mean = |at: usize| {
            let values: Vec<f64> = draws.iter().map(|draw| draw[at]).collect();
            ordered_sum(&values) / values.len() as f64
        };
        let by_mean = candidates.iter().enumerate().map(|(at, place)| (*place, mean(at)));
        let winner_of_the_draws = by_mean
            .filter(|(_, mean)| mean.is_finite())
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place);
        let verdict = match sure {
            _ if same => Verdict::CannotBeToldApart,
            Some(share) if UNDECIDED.contains(&share) => Verdict::CannotBeToldApart,
            _ if turns_after(ran, winner) => Verdict::TurnsOnAfter,
            _ if winner_of_the_draws.is_some_and(|place| place != winner) => {
                Verdict::TurnsOnTheAverage
            }
            Some(share) if share < *UNDECIDED.start() => Verdict::Worse,
            _ => Verdict::Better,
        };
        Self { winner, runner_up, order: places, ahead: sure, verdict, winner_of_the_draws }
    }
}

/// Whether a strategy gains by one of the three ways of counting what comes after the plan, and loses by another.
pub fn turns_after(ran: &Ran<'_>, place: usize) -> bool {
    let against = ran.scenario.against;
    let gain = |id: &'static str| {
        let id = beyond(ran, place, against, id);
        minus(ran.value(place, id), ran.value(against, id)).unwrap_or(0.0)
    };
    let size = npv(ran, place).abs().max(npv(ran, against).abs());
    let gains = ["npv_horizon", "npv_stop", "npv_go_on"].map(gain);
    let above = |gain: &f64| limit::holds(Comparator::Above, *gain, 0.0, size);
    let below = |gain: &f64| limit::holds(Comparator::Below, *gain, 0.0, size);
    place != against && gains.iter().any(above) && gains.iter().any(below)
}
