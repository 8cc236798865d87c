//! How small can the budget be if the strategy's gates are to hold?

use super::objective::Objective;
use crate::findings::judge::Judge;
use crate::findings::run::{Trial, base_cases};
use crate::findings::{BudgetTarget, CheckFindings, CheckVerdict, FrontierPoint};
use crate::plan::Precision;

/// Halvings between the last budget that fails a gate and the first that meets it.
const HALVINGS: u32 = 7;

/// Name of all gates together.
const ALL: &str = "all";

/// The smallest budget that meets each gate on expected figures, along the frontier, and all of them.
///
/// Between two budgets of the frontier the levers are taken on the straight line between both splits.
#[must_use]
pub fn targets(objective: &Objective<'_>, frontier: &[FrontierPoint]) -> Vec<BudgetTarget> {
    let scenario = objective.trial.scenario;
    let place = objective.trial.place;
    let mut cases = base_cases(scenario);
    let judge = Judge::of(scenario, &cases);
    let trial = Trial { precision: Precision::Base, ..objective.trial };
    let mut gates = |x: &[f64]| -> Vec<CheckFindings> {
        cases[place] = trial.case(objective.adjust(x));
        judge.gates(&cases, place)
    };
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
            None => target(
                None,
                None,
                Some("no best split of any budget on the frontier meets it".to_owned()),
            ),
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
