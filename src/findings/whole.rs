//! Draws of customers' own chance alone: every strategy keeps its plan, and only counts differ.

use rayon::prelude::*;

use super::measure::{Lifetimes, measure_with, npv_runoff};
use super::run::{Case, Happening, Outcome, Trial, asks_for_other, cumulative, spend};
use crate::engine::simulate;
use crate::plan::{Account, Adjust, Plan, Precision};
use crate::scenario::Scenario;

/// Outcomes by draw and strategy, one draw per key.
#[must_use]
pub fn outcomes(scenario: &Scenario, base: &[Case], keys: &[u64]) -> Vec<Vec<Outcome>> {
    let values = scenario.base_values();
    let trial = |place: usize, precision: Precision| {
        Trial { scenario, place, values: &values, events: Happening::Expected, precision }
    };
    // As many classes as a draw needs, not as many as the base case.
    let plan = |(place, case): (usize, &Case)| trial(place, Precision::Draw).plan(&case.adjust);
    let plans: Vec<Plan> = base.iter().enumerate().map(plan).collect();
    let lifetimes = |(place, case): (usize, &Case)| {
        let own = (&case.plan, &case.run);
        let (plan, lives) = trial(place, Precision::Base).undiscounted(&case.adjust, own);
        Lifetimes::of_any_run(own.0, own.1, Some((&plan, &lives)))
    };
    let lifetimes: Vec<Lifetimes> = base.iter().enumerate().map(lifetimes).collect();
    let after = scenario.after_horizon.other();
    let other = |(place, case): (usize, &Case)| {
        let adjust = Adjust { after: Some(after), ..case.adjust.clone() };
        trial(place, Precision::Draw).plan(&adjust)
    };
    let others: Vec<Plan> = match asks_for_other(scenario) {
        true => base.iter().enumerate().map(other).collect(),
        false => Vec::new(),
    };
    let draw = |own: &u64| {
        let one = |(place, case): (usize, &Case)| {
            let plan = &plans[place];
            let run = simulate(plan, *own);
            let mut measures = measure_with(plan, &run, &lifetimes[place]);
            if let Some(other) = others.get(place) {
                measures = measures.with_other(after, npv_runoff(other, &simulate(other, *own)));
            }
            let flows = cumulative(&run.ledger.discounted(plan, Account::sign));
            Outcome::of(place, &measures, &case.measures, flows, spend(&case.plan, &case.run))
        };
        base.iter().enumerate().map(one).collect()
    };
    keys.par_iter().map(draw).collect()
}

#[cfg(test)]
mod tests {
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

    fn column(outcomes: &[Vec<Outcome>], place: usize, metric: usize) -> Vec<f64> {
        outcomes.iter().map(|draw| draw[place].scalars[metric]).collect()
    }

    fn metric(case: &Case, id: &str) -> usize {
        case.measures.strategy.iter().position(|measure| measure.id == id).expect("a metric")
    }

    #[test]
    fn draws_have_the_exact_mean_and_spread() {
        const DRAWS: f64 = 4_000.0;
        let scenario = scenario(MINIMAL);
        let cases = base_cases(&scenario);
        let outcomes = outcomes(&scenario, &cases, &keys(DRAWS as u64));
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
