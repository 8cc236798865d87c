//! How small can the budget be if the strategy's gates are to hold?

use super::objective::Objective;
use crate::findings::judge::Judge;
use crate::findings::messages::NO_SPLIT_MEETS_IT;
use crate::findings::ran::Ran;
use crate::findings::{BudgetTarget, CheckFindings, CheckVerdict, FrontierPoint};
use crate::plan::Precision;
use crate::simulate::{Trial, Wishes};

/// Halvings between the last budget that fails a gate and the first that meets it.
const HALVINGS: u32 = 7;
/// Halvings where a lever is held by a gate: a thousandth of its way.
const ENDS: u32 = 10;

/// Name of all gates together.
const ALL: &str = "all";

/// The gates of the strategy on expected figures, judged with its levers moved.
pub struct Gates<'a> {
    trial: Trial<'a>,
    judge: Judge,
    ran: Ran<'a>,
}

impl<'a> Gates<'a> {
    /// Gates of the strategy of the trial.
    pub fn of(ran: Ran<'a>, trial: Trial<'a>) -> Self {
        let trial = Trial { precision: Precision::Base, ..trial };
        Self { trial, judge: Judge::of(&ran), ran }
    }

    /// The gates at the values `x`.
    pub fn at(&mut self, objective: &Objective<'_>, x: &[f64]) -> Vec<CheckFindings> {
        let place = self.trial.place;
        self.ran.replace(place, self.trial.case(objective.adjust(x), Wishes::ALL));
        self.judge.gates(&self.ran, place)
    }

    /// Ids of the gates that do not hold at the values `x`.
    pub fn failing(&mut self, objective: &Objective<'_>, x: &[f64]) -> Vec<String> {
        let failing = |gate: &CheckFindings| gate.verdict != CheckVerdict::Pass;
        self.at(objective, x).into_iter().filter(failing).map(|gate| gate.id).collect()
    }

    /// The lever, and how far it can go from `today` towards `best` with the gate held, whose end costs least worth;
    /// none where no lever alone restores the gate.
    pub fn end(
        &mut self,
        objective: &Objective<'_>,
        gate: &str,
        today: &[f64],
        best: &[f64],
    ) -> Option<(usize, f64)> {
        let mut ends: Vec<(f64, usize, f64)> = Vec::new();
        for i in (0..best.len()).filter(|i| best[*i] != today[*i]) {
            let moved = |part: f64| {
                let mut x = best.to_vec();
                x[i] = today[i] + part * (best[i] - today[i]);
                x
            };
            let mut holds = |x: &[f64]| !self.failing(objective, x).iter().any(|id| id == gate);
            if !holds(&moved(0.0)) {
                continue;
            }
            let (mut held, mut broken) = (0.0, 1.0);
            for _ in 0..ENDS {
                let part = 0.5 * (held + broken);
                if holds(&moved(part)) { held = part } else { broken = part }
            }
            let x = moved(held);
            ends.push((objective.ask(&x).worth, i, x[i]));
        }
        let best = ends.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        Some((best.1, best.2))
    }
}

/// The smallest budget that meets each gate on expected figures, along the frontier, and all of them.
///
/// Between two budgets of the frontier the levers are taken on the straight line between both splits.
pub fn targets(
    objective: &Objective<'_>,
    judged: &mut Gates<'_>,
    frontier: &[FrontierPoint],
) -> Vec<BudgetTarget> {
    let mut gates = |x: &[f64]| judged.at(objective, x);
    let along: Vec<Vec<CheckFindings>> =
        frontier.iter().map(|point| gates(&point.values)).collect();
    let Some(first) = along.first().filter(|first| !first.is_empty()) else {
        return Vec::new();
    };
    let named =
        first.iter().map(|gate| (gate.id.clone(), gate.limit.clone(), Some(gate.metric.clone())));
    let mut wanted: Vec<(String, String, Option<String>)> = named.collect();
    if wanted.len() > 1 {
        wanted.push((ALL.to_owned(), String::new(), None));
    }
    let mut found = Vec::new();
    for (at, (check, must, metric)) in wanted.into_iter().enumerate() {
        let of = |gates: &[CheckFindings]| match gates.get(at) {
            Some(gate) => gate.verdict == CheckVerdict::Pass,
            None => gates.iter().all(|gate| gate.verdict == CheckVerdict::Pass),
        };
        let meets = along.iter().position(|gates| of(gates));
        let target = |budget, npv, why| BudgetTarget { check, must, metric, budget, npv, why };
        found.push(match meets {
            None => target(None, None, Some(NO_SPLIT_MEETS_IT)),
            Some(k) => {
                let mut split = frontier[k].values.clone();
                if k > 0 {
                    let (low, high) = (&frontier[k - 1].values, &frontier[k].values);
                    let (mut under, mut over) = (0.0, 1.0);
                    for _ in 0..HALVINGS {
                        let part = 0.5 * (under + over);
                        let between: Vec<f64> =
                            low.iter().zip(high).map(|(a, b)| a + part * (b - a)).collect();
                        if of(&gates(&between)) {
                            over = part;
                            split = between;
                        } else {
                            under = part;
                        }
                    }
                }
                let at = objective.split(&split);
                target(Some(at.spend_pv), Some(at.npv), None)
            }
        });
    }
    found
}
