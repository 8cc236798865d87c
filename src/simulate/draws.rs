//! Every strategy draw by draw, each handed to whoever knows what to make of it.

use rayon::prelude::*;

use super::base::in_order;
use super::case::Case;
use super::sampler::Sampler;
use super::trial::{Happening, Trial};
use super::wishes::Wishes;
use super::worth::{npv, spend};
use crate::engine::{Chance, Many, Projection, project_again, project_customers, project_whole};
use crate::plan::{Adjust, Plan, Precision};
use crate::scenario::Scenario;

/// One strategy in one draw.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// Its place.
    pub place: usize,
    pub plan: &'a Plan,
    pub run: &'a Projection,
    pub lives: Lives<'a>,
    /// The same with what runs after the horizon where that is not what the scenario names; where that is wished
    /// and differs.
    pub other_end: Option<(&'a Plan, &'a Projection)>,
}

/// Lives of single customers in a draw.
#[derive(Clone, Copy, Debug)]
pub enum Lives<'a> {
    /// Those of the base case: nothing differs but customers' own chance.
    Base,
    /// Those of the draw's own run, and where wished those under money that keeps its value.
    Own(Option<(&'a Plan, &'a Projection)>),
}

/// Runs all draws of the scenario, in parallel: what `make` makes of them, by draw and strategy. The result does
/// not depend on how they are shared out.
///
/// `base` are the base cases. Where nothing but customers' own chance differs from draw to draw, every strategy
/// keeps its plan and the spend of its base case.
pub fn draws<T: Send>(
    scenario: &Scenario,
    base: &[Case],
    wishes: Wishes,
    make: impl Fn(Drawn<'_>) -> T + Sync,
) -> Vec<Vec<T>> {
    let sampler = Sampler::new(scenario);
    let all = (0..scenario.uncertainty.draws).into_par_iter();
    if sampler.customers_only() {
        let plans = plans(scenario, base, wishes);
        let runs: Vec<Runs<'_>> = plans.iter().zip(base).map(Runs::of).collect();
        return all.map(|draw| drawn(&runs, sampler.key(draw), &make)).collect();
    }
    let one = |draw: usize| {
        let (values, uniforms) = sampler.draw(draw);
        let (events, chance) = (Happening::Drawn(&uniforms), sampler.customers(draw));
        let each = in_order(scenario, |place, target: Option<&(f64, T)>| {
            let trial =
                Trial { scenario, place, values: &values, events, precision: Precision::Draw };
            let target = target.map(|(spend, _)| *spend);
            let (adjust, mut rerun) = trial.matched(target, base[place].met);
            rerun.plan(&adjust);
            let (adjust, plan, mut known) = rerun.into_parts();
            let expected = project_again(&plan, &mut known, wishes.depth());
            let spend = spend(&plan, &expected);
            let lived = |plan: &Plan, expected: &Projection| match chance {
                Chance::Expected => None,
                Chance::Drawn(key) => Some(project_whole(plan, expected, key)),
            };
            let run = lived(&plan, &expected).unwrap_or(expected);
            let own = (&plan, &run);
            let flat = wishes.undiscounted.then(|| trial.undiscounted(&adjust, own));
            let other = wishes.other_end.then(|| trial.other_end(&adjust, &plan)).flatten();
            let other = other
                .map(|plan| (lived(&plan, &run).unwrap_or_else(|| project_customers(&plan)), plan));
            let lives = Lives::Own(flat.as_ref().map(|(plan, lives)| (plan, lives)));
            let other_end = other.as_ref().map(|(run, plan)| (plan, run));
            (spend, make(Drawn { place, plan: &plan, run: &run, lives, other_end }))
        });
        each.into_iter().map(|(_, made)| made).collect()
    };
    all.map(one).collect()
}

/// What a strategy is worth more with its levers moved from the first to the second way, in at most so many draws of the
/// assumptions; draws in which either has no value are left out. Nothing without such draws.
pub fn moved_draws(scenario: &Scenario, place: usize, ways: [&Adjust; 2], most: usize) -> Vec<f64> {
    let sampler = Sampler::new(scenario);
    if sampler.customers_only() {
        return Vec::new();
    }
    let one = |draw: usize| {
        let (values, uniforms) = sampler.draw(draw);
        let events = Happening::Drawn(&uniforms);
        let trial = Trial { scenario, place, values: &values, events, precision: Precision::Draw };
        let worth = |adjust: &Adjust| {
            let (plan, run) = trial.run_for_npv(adjust);
            npv(&plan, &run).ok()
        };
        Some(worth(ways[1])? - worth(ways[0])?)
    };
    let all = (0..scenario.uncertainty.draws.min(most)).into_par_iter();
    all.filter_map(one).collect()
}

/// The plan of a strategy in all draws of customers' own chance alone, and of its other end where that is wished
/// and differs.
type Plans = (Plan, Option<Plan>);

fn plans(scenario: &Scenario, base: &[Case], wishes: Wishes) -> Vec<Plans> {
    let values = scenario.base_values();
    let plans = |(place, case): (usize, &Case)| {
        // As many classes as a draw needs, not as many as the base case.
        let trial = Trial::expected(scenario, place, &values, Precision::Draw);
        let plan = trial.plan(&case.adjust);
        let other = wishes.other_end.then(|| trial.other_end(&case.adjust, &plan)).flatten();
        (plan, other)
    };
    base.iter().enumerate().map(plans).collect()
}

/// What all draws of a strategy's plans have in common.
struct Runs<'a> {
    plan: &'a Plan,
    runs: Many<'a>,
    other: Option<(&'a Plan, Many<'a>)>,
}

impl<'a> Runs<'a> {
    fn of(((plan, other), case): (&'a Plans, &Case)) -> Self {
        let many = |plan: &'a Plan| Many::of(plan, &case.run);
        Self { plan, runs: many(plan), other: other.as_ref().map(|plan| (plan, many(plan))) }
    }
}

/// What is made of every strategy in the draw of that key.
fn drawn<T>(strategies: &[Runs<'_>], key: u64, make: impl Fn(Drawn<'_>) -> T) -> Vec<T> {
    let one = |(place, Runs { plan, runs, other }): (usize, &Runs<'_>)| {
        let run = runs.project_whole(key);
        let other = other.as_ref().map(|(plan, runs)| (*plan, runs.project_whole(key)));
        let other_end = other.as_ref().map(|(plan, run)| (*plan, run));
        make(Drawn { place, plan, run: &run, lives: Lives::Base, other_end })
    };
    strategies.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::base_cases;
    use super::*;
    use crate::engine::customers_moments;
    use crate::numeric::quantile::summary;
    use crate::numeric::random::key;
    use crate::plan::Account;

    const MINIMAL: &str = r#"
schema = 1
[scenario]
id = "minimal"
title = "Does a lower churn pay for itself?"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "60 months"
discount_rate = "10% per year"
cash_timing = "start"
[[segments]]
id = "all"
opening_customers = 0
price = 30
retention_spend = 2
[churn]
model = "beta-geometric"
alpha = 0.668
beta = 3.806
[[channels]]
id = "ads"
customers = 1000
cost_per_customer = 120
[[strategies]]
id = "baseline"
[[strategies]]
id = "keep-more"
set = { "churn.beta" = 4.4, "segments.all.retention_spend" = 3 }
"#;

    fn scenario(text: &str) -> Scenario {
        match crate::scenario::read_text("test.toml", text, &[]) {
            Ok((scenario, ..)) => scenario,
            Err((found, _)) => panic!("{found:?}"),
        }
    }

    /// What `make` makes of draws of customers' own chance, by draw and strategy.
    fn draws<T>(scenario: &Scenario, base: &[Case], make: impl Fn(Drawn<'_>) -> T) -> Vec<Vec<T>> {
        let plans = plans(scenario, base, Wishes::default());
        let runs: Vec<Runs<'_>> = plans.iter().zip(base).map(Runs::of).collect();
        (0..4_000).map(|draw| drawn(&runs, key(&[17, draw]), &make)).collect()
    }

    fn value(drawn: Drawn<'_>) -> f64 {
        drawn.run.ledger.present_value(drawn.plan, Account::sign)
    }

    #[test]
    fn draws_have_the_exact_mean_and_spread() {
        let scenario = scenario(MINIMAL);
        let cases = base_cases(&scenario, Precision::Base, Wishes::ALL);
        let values = draws(&scenario, &cases, value);
        let n = values.len() as f64;
        let column = |place: usize| values.iter().map(|draw| draw[place]).collect::<Vec<f64>>();
        for (place, case) in cases.iter().enumerate() {
            let exact = customers_moments(&case.plan, &case.run).expect("independent");
            let drawn = summary(&column(place));
            let (mean, sd) = (case.run.ledger.present_value(&case.plan, Account::sign), exact.sd());
            assert!((drawn.mean - mean).abs() < 4.0 * sd / n.sqrt(), "{drawn:?} {mean}");
            assert!((drawn.sd / sd - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "{drawn:?} {sd}");
        }
        let exact = customers_moments(&cases[0].plan, &cases[0].run).expect("independent");
        assert!((exact.sd() - 65_543.59).abs() < 0.01);
        // Strategies share their customers' chance: the gain keeps less than a fifth of the variance that it would have
        // if each had its own.
        let gain: Vec<f64> = values.iter().map(|draw| draw[1] - draw[0]).collect();
        let variance = |values: &[f64]| libm::pow(summary(values).sd, 2.0);
        let apart = variance(&column(0)) + variance(&column(1));
        assert!(variance(&gain) < 0.2 * apart, "{:?}", summary(&gain));
    }
}
