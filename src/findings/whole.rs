//! Draws of customers' own chance alone: every strategy keeps its plan, and only counts differ.

use rayon::prelude::*;

use super::measure::{Lifetimes, Measures, Value, measure_with, npv_runoff};
use super::run::{Case, Happening, Outcome, Trial, asks_for_other, cumulative, spend};
use crate::engine::{Cohorts, Projection, simulate};
use crate::plan::{Account, Adjust, Plan, Precision};
use crate::scenario::{AfterHorizon, Scenario};

/// Draws that are taken through all strategies together: enough to share the look-ups of a cell, few
/// enough to stay in the nearest memory.
const TOGETHER: usize = 256;

/// Outcomes by draw and strategy, one draw per key.
#[must_use]
pub fn outcomes(scenario: &Scenario, base: &[Case], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let cohorts: Option<Vec<Cohorts<'_>>> =
        base.iter().map(|case| Cohorts::of(&case.plan, &case.run)).collect();
    match cohorts.filter(|_| !asks_for_other(scenario)) {
        Some(cohorts) => by_cohort(scenario, base, &cohorts, keys),
        // All strategies one way, so that they share their customers' chance.
        None => by_class(scenario, base, keys),
    }
}

/// Whole cohorts, many draws at a time.
fn by_cohort(
    scenario: &Scenario,
    base: &[Case],
    cohorts: &[Cohorts<'_>],
    keys: &[u64],
) -> Vec<Vec<Outcome>> {
    let values = scenario.base_values();
    let flat = |(place, case): (usize, &Case)| {
        let precision = Precision::Base;
        let trial =
            Trial { scenario, place, values: &values, events: Happening::Expected, precision };
        trial.undiscounted(&case.adjust, (&case.plan, &case.run))
    };
    let flat = base.iter().enumerate().map(flat);
    let steady: Vec<Steady<'_>> = base
        .iter()
        .zip(flat)
        .map(|(case, flat)| Steady::of(case, &case.plan, &case.run, &flat))
        .collect();
    let chunk = |keys: &[u64]| {
        let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::with_capacity(base.len()); keys.len()];
        for (place, (cohorts, steady)) in cohorts.iter().zip(&steady).enumerate() {
            let drawn = cohorts.draw(keys);
            let mut run = cohorts.projection();
            for (d, outcomes) in outcomes.iter_mut().enumerate() {
                cohorts.write(&drawn, d, &mut run);
                outcomes.push(steady.outcome(place, &run, None));
            }
        }
        outcomes
    };
    keys.par_chunks(TOGETHER).flat_map_iter(chunk).collect()
}

/// Class by class, for any plan.
fn by_class(scenario: &Scenario, base: &[Case], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let values = scenario.base_values();
    // As many classes as a draw needs, not as many as the base case.
    let coarse = |(place, case): (usize, &Case)| {
        let precision = Precision::Draw;
        let trial =
            Trial { scenario, place, values: &values, events: Happening::Expected, precision };
        let (plan, run) = trial.run(&case.adjust);
        let flat = trial.undiscounted(&case.adjust, (&plan, &run));
        ((plan, run), flat)
    };
    let plans: Vec<_> = base.iter().enumerate().map(coarse).collect();
    let steady = plans.iter().zip(base);
    let steady: Vec<Steady<'_>> =
        steady.map(|(((plan, run), flat), case)| Steady::of(case, plan, run, flat)).collect();
    let after = scenario.after_horizon.other();
    let other = |(place, case): (usize, &Case)| {
        let (events, precision) = (Happening::Expected, Precision::Draw);
        let trial = Trial { scenario, place, values: &values, events, precision };
        trial.plan(&Adjust { after: Some(after), ..case.adjust.clone() })
    };
    let others: Vec<Plan> = match asks_for_other(scenario) {
        true => base.iter().enumerate().map(other).collect(),
        false => Vec::new(),
    };
    let draw = |own: &u64| {
        let one = |(place, steady): (usize, &Steady<'_>)| {
            let run = simulate(steady.plan, *own);
            let other = others.get(place).map(|plan| npv_runoff(plan, &simulate(plan, *own)));
            steady.outcome(place, &run, other.map(|value| (after, value)))
        };
        steady.iter().enumerate().map(one).collect()
    };
    keys.par_iter().map(draw).collect()
}

/// What does not differ from draw to draw.
struct Steady<'a> {
    base: &'a Measures,
    plan: &'a Plan,
    lifetimes: Lifetimes,
    spend: f64,
}

impl<'a> Steady<'a> {
    fn of(
        case: &'a Case,
        plan: &'a Plan,
        expected: &Projection,
        flat: &(Plan, Projection),
    ) -> Self {
        let lifetimes = Lifetimes::of_any_run(plan, expected, Some((&flat.0, &flat.1)));
        Self { base: &case.measures, plan, lifetimes, spend: spend(plan, expected) }
    }

    fn outcome(
        &self,
        place: usize,
        run: &Projection,
        other: Option<(AfterHorizon, Value)>,
    ) -> Outcome {
        let mut measures = measure_with(self.plan, run, &self.lifetimes);
        if let Some((after, value)) = other {
            measures = measures.with_other(after, value);
        }
        let flows = run.ledger.discounted(self.plan, Account::sign);
        Outcome::of(place, &measures, self.base, cumulative(&flows), self.spend)
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::measure;
    use super::super::run::{base_cases, flat};
    use super::*;
    use crate::engine::customers_moments;
    use crate::numeric::quantile::summary;
    use crate::numeric::random::key;

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

    /// Tenures, trial, tax, seasons, a programme with cost per member, joiners that are not whole.
    const VARIED: &str = r#"
schema = 1
[scenario]
id = "varied"
title = "Varied"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "24 months"
discount_rate = "8% per year"
cash_timing = "mid-period"
terminal_value = "runoff"
corporate_tax = "22%"
[[segments]]
id = "all"
price = 25
cost_of_sales = "20%"
payment_fees = "1.4%"
opening_customers = 700.5
retention_spend = 1.5
[opening_base]
tenure = "table"
table = { "0-2 months" = "30%", "3-11 months" = "40%", "12-23 months" = "30%" }
[churn]
model = "discrete-weibull"
rate = "9% per month"
shape = 0.62
seasonality = { jan = 1.10, aug = 0.93 }
[[channels]]
id = "ads"
customers = 40.3
cost_per_customer = 60
onboarding_cost = 3
trial = { lasts = "2 months", price_share = "25%" }
[[channels]]
id = "direct"
customers = 10
cost_per_customer = 5
churn_multiplier = 0.8
[[programmes]]
id = "care"
kind = "effect"
reach = "70%"
effect = { churn = "-15%" }
cost = { per_member = 0.4, set_up = 9000 }
starts = 2026-06-01
ramp = "4 months"
[[strategies]]
id = "baseline"
programmes = []
[[strategies]]
id = "care"
programmes = ["care"]
"#;

    fn scenario(text: &str) -> Scenario {
        match crate::scenario::read_text("test.toml", text, &[]) {
            Ok((scenario, ..)) => scenario,
            Err((found, _)) => panic!("{found:?}"),
        }
    }

    fn keys(count: u64) -> Vec<u64> {
        (0..count).map(|draw| key(&[17, draw])).collect()
    }

    fn cohorts(cases: &[Case]) -> Vec<Cohorts<'_>> {
        cases.iter().map(|case| Cohorts::of(&case.plan, &case.run).expect("eligible")).collect()
    }

    fn column(outcomes: &[Vec<Outcome>], place: usize, metric: usize) -> Vec<f64> {
        outcomes.iter().map(|draw| draw[place].scalars[metric]).collect()
    }

    fn metric(case: &Case, id: &str) -> usize {
        case.measures.strategy.iter().position(|measure| measure.id == id).expect("a metric")
    }

    #[test]
    fn expected_counts_give_every_metric_of_the_engine() {
        for text in [MINIMAL, VARIED] {
            let cases = base_cases(&scenario(text));
            for (case, cohorts) in cases.iter().zip(cohorts(&cases)) {
                let run = cohorts.recomputed();
                // Draws are not kept apart by segment and channel.
                let whole = crate::engine::project(&case.plan);
                let (got, want) =
                    (measure(&case.plan, &run, None), measure(&case.plan, &whole, None));
                let all = got.strategy.iter().chain(got.segments.iter().flatten());
                let all =
                    all.chain(got.channels.iter().flatten()).chain(got.programmes.iter().flatten());
                for ((one, other), measure) in flat(&got).iter().zip(flat(&want)).zip(all) {
                    let near = (one - other).abs() <= 1e-8 * other.abs().max(1.0);
                    assert!(
                        near || one.is_nan() && other.is_nan(),
                        "{}: {one} {other}",
                        measure.id
                    );
                }
            }
        }
    }

    #[test]
    fn draws_have_the_exact_mean_and_spread() {
        const DRAWS: f64 = 4_000.0;
        let scenario = scenario(MINIMAL);
        let cases = base_cases(&scenario);
        let outcomes = by_cohort(&scenario, &cases, &cohorts(&cases), &keys(DRAWS as u64));
        for (place, case) in cases.iter().enumerate() {
            let exact = customers_moments(&case.plan, &case.run).expect("independent");
            let at = metric(case, "npv_horizon");
            let drawn = summary(&column(&outcomes, place, at));
            let (mean, sd) = (flat(&case.measures)[at], exact.sd());
            assert!((drawn.mean - mean).abs() < 4.0 * sd / DRAWS.sqrt(), "{drawn:?} {mean}");
            assert!((drawn.sd / sd - 1.0).abs() < 4.0 / (2.0 * DRAWS).sqrt(), "{drawn:?} {sd}");
        }
        let exact = customers_moments(&cases[0].plan, &cases[0].run).expect("independent");
        assert!((exact.sd() - 65_543.59).abs() < 0.01);
        // Strategies share their customers' chance.
        let npv = |place: usize| column(&outcomes, place, metric(&cases[place], "npv_horizon"));
        let gain: Vec<f64> = npv(0).iter().zip(npv(1)).map(|(one, other)| other - one).collect();
        assert!(summary(&gain).sd < 0.2 * summary(&npv(0)).sd, "{:?}", summary(&gain));
    }

    #[test]
    fn cohorts_and_classes_agree_in_distribution() {
        const DRAWS: f64 = 1_500.0;
        // Hazards that settle: valuing what follows the horizon takes long where they never do.
        let settled = VARIED.replace(
            "model = \"discrete-weibull\"\nrate = \"9% per month\"\nshape = 0.62",
            "model = \"by-tenure\"\ntable = { \"1 month\" = \"12% per month\", \"2-6 months\" = \"8% per month\", \"over 6 months\" = \"4% per month\" }",
        );
        assert!(settled.contains("by-tenure"));
        let scenario = scenario(&settled);
        let cases = base_cases(&scenario);
        let fast = by_cohort(&scenario, &cases, &cohorts(&cases), &keys(DRAWS as u64));
        let slow = by_class(&scenario, &cases, &keys(DRAWS as u64));
        let ids =
            ["npv_horizon", "customers_end", "customers_left", "customers_joined", "revenue_pv"];
        for (place, case) in cases.iter().enumerate() {
            for id in ids.iter().chain(&["npv_runoff", "opening_base_value", "churn_annual"]) {
                let at = metric(case, id);
                let one = summary(&column(&fast, place, at));
                let other = summary(&column(&slow, place, at));
                let error = ((one.sd * one.sd + other.sd * other.sd) / DRAWS).sqrt();
                assert!(
                    (one.mean - other.mean).abs() <= 4.0 * error + 1e-9 * one.mean.abs(),
                    "{id}: {one:?} {other:?}"
                );
                // What closing customers are worth is expected given their cohort here, given their
                // class there: equal in the mean, and here less spread.
                if ids.contains(id) && other.sd > 0.0 {
                    let ratio = libm::log(one.sd / other.sd);
                    assert!(ratio.abs() < 4.0 / DRAWS.sqrt(), "{id}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn draws_do_not_depend_on_which_are_taken_together() {
        let scenario = scenario(VARIED);
        let cases = base_cases(&scenario);
        let keys = keys(300);
        let together = outcomes(&scenario, &cases, &keys);
        for (draw, own) in keys.iter().enumerate().step_by(59) {
            let alone = outcomes(&scenario, &cases, std::slice::from_ref(own));
            for (one, other) in alone[0].iter().zip(&together[draw]) {
                let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&one.scalars), bits(&other.scalars));
                assert_eq!(bits(&one.cumulative), bits(&other.cumulative));
            }
        }
    }
}
