//! Every strategy draw by draw, each handed to whoever knows what to make of it.

use rayon::prelude::*;

use super::base::in_order;
use super::case::Case;
use super::sampler::Sampler;
use super::trial::{Happening, Trial};
use super::wishes::Wishes;
use super::worth::{npv, spend};
use crate::engine::{
    Chance, Draws, Many, Projection, project_again, project_customers, project_whole,
};
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
    let draws = scenario.uncertainty.draws;
    if sampler.customers_only() {
        let plans = plans(scenario, base, wishes);
        let runs: Vec<Runs<'_>> = plans.iter().zip(base).map(Runs::of).collect();
        let keys: Vec<u64> = (0..draws).map(|draw| sampler.key(draw)).collect();
        return drawn(&runs, &keys, at_once(&runs, draws), make);
    }
    let all = (0..draws).into_par_iter();
    let sets_spend = |place: usize| {
        let mut named = scenario.strategies.iter().filter_map(|own| own.spend_as.as_ref());
        named.any(|spend_as| spend_as.strategy == place)
    };
    let sets_spend: Vec<bool> = (0..base.len()).map(sets_spend).collect();
    let one = |draw: usize| {
        let (values, uniforms) = sampler.draw(draw);
        let (events, chance) = (Happening::Drawn(&uniforms), sampler.customers(draw));
        let each = in_order(scenario, |place, target: Option<&(Option<f64>, T)>| {
            let trial =
                Trial { scenario, place, values: &values, events, precision: Precision::Draw };
            let target = target.and_then(|(spend, _)| *spend);
            let (adjust, mut rerun) = trial.matched(target, base[place].met);
            rerun.plan(&adjust);
            let (adjust, plan, mut known) = rerun.into_parts();
            let expected = project_again(&plan, &mut known, wishes.depth());
            let spend = sets_spend[place].then(|| spend(&plan, &expected));
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
    own: Many<'a>,
    other: Option<Many<'a>>,
}

impl<'a> Runs<'a> {
    fn of(((plan, other), case): (&'a Plans, &Case)) -> Self {
        let many = |plan: &'a Plan| Many::of(plan, &case.run);
        Self { own: many(plan), other: other.as_ref().map(many) }
    }

    fn draws(&self) -> (Draws<'_>, Option<Draws<'_>>) {
        (self.own.draws(), self.other.as_ref().map(Many::draws))
    }

    fn at_once(&self) -> usize {
        let other = self.other.as_ref().map(Many::at_once);
        other.unwrap_or(usize::MAX).min(self.own.at_once())
    }
}

/// Draws that are worked out together: few enough that every thread has several turns.
fn at_once(strategies: &[Runs<'_>], draws: usize) -> usize {
    let shared = draws / (4 * rayon::current_num_threads());
    strategies.iter().map(Runs::at_once).fold(shared, usize::min).max(1)
}

/// What is made of every strategy in the draws of those keys, so many of which are worked out at once.
fn drawn<T: Send>(
    strategies: &[Runs<'_>],
    keys: &[u64],
    at_once: usize,
    make: impl Fn(Drawn<'_>) -> T + Sync,
) -> Vec<Vec<T>> {
    let begin = || strategies.iter().map(Runs::draws).collect::<Vec<_>>();
    let together = |strategies: &mut Vec<(Draws<'_>, Option<Draws<'_>>)>, keys: &[u64]| {
        let mut made: Vec<Vec<T>> = keys.iter().map(|_| Vec::new()).collect();
        // One strategy after the other: each has tables of its own.
        for (place, (own, other)) in strategies.iter_mut().enumerate() {
            own.foresee(keys);
            if let Some(other) = other {
                other.foresee(keys);
            }
            for (draw, made) in made.iter_mut().enumerate() {
                let run = own.project(draw);
                let other = other.as_mut().map(|other| (other.plan(), other.project(draw)));
                let other_end = other.as_ref().map(|(plan, run)| (*plan, run));
                let plan = own.plan();
                made.push(make(Drawn { place, plan, run: &run, lives: Lives::Base, other_end }));
            }
        }
        made
    };
    let each: Vec<Vec<Vec<T>>> = keys.par_chunks(at_once).map_init(begin, together).collect();
    each.into_iter().flatten().collect()
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
    fn draws<T: Send>(
        scenario: &Scenario,
        base: &[Case],
        make: impl Fn(Drawn<'_>) -> T + Sync,
    ) -> Vec<Vec<T>> {
        let plans = plans(scenario, base, Wishes::default());
        let runs: Vec<Runs<'_>> = plans.iter().zip(base).map(Runs::of).collect();
        let keys: Vec<u64> = (0..4_000).map(|draw| key(&[17, draw])).collect();
        drawn(&runs, &keys, 16, make)
    }

    /// A base that is there already, tenures that are alike from the second on, payments that fail, and a part of a joiner.
    const SETTLED: [(&str, &str); 5] = [
        ("cash_timing = \"start\"", "cash_timing = \"start\"\nafter_horizon = \"go-on\""),
        ("opening_customers = 0", "opening_customers = 300\nchurn = \"4% per month\""),
        ("model = \"beta-geometric\"\nalpha = 0.668\nbeta = 3.806", UPDATER),
        ("customers = 1000", "customers = 37.4"),
        ("\"churn.beta\" = 4.4, ", ""),
    ];
    const UPDATER: &str = r#"model = "by-segment"
[churn.reasons]
payment = "30%"
other = "70%"
[[programmes]]
id = "updater"
kind = "payment-recovery"
acts_on = ["payment"]
recover = "45%"
cost = { per_contact = 0.9 }"#;

    /// Who leaves is worked out for several draws at once, as far as who joins hangs on nobody; else as each goes.
    #[test]
    fn draws_that_are_worked_out_together_are_those_that_go_one_by_one() {
        let changed = |text: &str, changes: &[(&str, &str)]| {
            changes.iter().fold(text.to_string(), |text, (from, to)| {
                assert!(text.contains(from), "{from}");
                text.replace(from, to)
            })
        };
        let settled = changed(MINIMAL, &SETTLED);
        let settled =
            settled.replace("id = \"keep-more\"", "id = \"keep-more\"\nprogrammes = [\"updater\"]");
        let aged = (
            "opening_customers = 0",
            "opening_customers = { \"0-3 months\" = 120, \"4-9 months\" = 80 }",
        );
        let full = (
            "opening_customers = 0",
            "opening_customers = { \"0-3 months\" = 500 }\ncapacity = 3000",
        );
        for text in [MINIMAL, &settled, &changed(MINIMAL, &[aged]), &changed(MINIMAL, &[full])] {
            let scenario = scenario(text);
            let cases = base_cases(&scenario, Precision::Base, Wishes::ALL);
            let plans = plans(&scenario, &cases, Wishes::default());
            for ((plan, _), case) in plans.iter().zip(&cases) {
                let many = Many::of(plan, &case.run);
                assert!(many.foreseen() > 0, "{text}");
                let alone = Many::of(plan, &case.run).unforeseen();
                let keys: Vec<u64> = (0..5).map(|draw| key(&[29, draw])).collect();
                let (mut together, mut one) = (many.draws(), alone.draws());
                together.foresee(&keys);
                for (draw, key) in keys.iter().enumerate() {
                    one.foresee(&[*key]);
                    let (found, wanted) = (together.project(draw), one.project(0));
                    assert!(wanted.closing[0][59] > 0.0);
                    assert_eq!(format!("{found:?}"), format!("{wanted:?}"));
                }
            }
        }
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
