//! The retention triangle: cohorts by the period in which they join.

use crate::runs::{expected, scenario};
use libm::{pow, sqrt};
use tenure::engine::{project, project_lives_from};
use tenure::plan::{Adjust, Precision, build};

/// A tenth of the customers leave a month; from July on a programme halves the hazard of all, so that the
/// square root of 0.9 stay.
const LATER: &str = r#"
schema = 1
[scenario]
id = "later"
title = "Halved from July"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "12 months"
discount_rate = "10% per year"
cash_timing = "start"
[[segments]]
id = "all"
price = 10
[churn]
model = "constant"
rate = "10% per month"
[[channels]]
id = "shop"
customers = "100 per month"
[[programmes]]
id = "care"
kind = "effect"
starts = 2026-07-01
effect = { churn = "-50%" }
[[strategies]]
id = "baseline"
[[strategies]]
id = "care"
programmes = ["care"]
"#;

#[test]
fn a_programme_is_felt_by_each_cohort_from_its_own_tenure_on() {
    let page = expected(LATER);
    let at = |path: &str| page.at(&format!("care/retention_triangle/{path}"));
    // By hand: who joins in January has six months at the full hazard, then five at half.
    let half = sqrt(0.9);
    for (cohort, column, share) in [
        (0, 0, 0.9),
        (0, 5, pow(0.9, 6.0)),
        (0, 10, pow(0.9, 6.0) * pow(half, 5.0)),
        (4, 2, 0.9 * 0.9 * half),
        (6, 4, pow(half, 5.0)),
    ] {
        let found = at(&format!("cohorts/{cohort}/active/{column}"));
        assert!((found - share).abs() < 1e-12, "{cohort} {column}: {found} is not {share}");
    }
    assert_eq!(at("tenures/10"), 11.0);
    assert!((at("cohorts/10/active/0") - half).abs() < 1e-12);
    assert!((page.at("baseline/retention_triangle/cohorts/9/active/1") - 0.81).abs() < 1e-12);
}

/// What the cohorts keep, with what is left of the opening customers, are the customers.
#[test]
fn cohorts_add_up_to_the_customers() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, id) in [("streaming", "save"), ("streaming", "points"), ("cable-save-desk", "")] {
        let path = folder.join(format!("scenarios/{file}.toml"));
        let (scenario, ..) = tenure::scenario::read(&path, &[]).unwrap();
        let named = scenario.strategies.iter().position(|s| s.label.id == id);
        let place = named.unwrap_or(scenario.strategies.len() - 1);
        let business = &scenario.strategies[place].business;
        let adjust = Adjust::none(business.channels.len(), business.programmes.len());
        let values = scenario.base_values();
        let events: Vec<f64> =
            business.events.iter().map(|event| event.probability.at(&values)).collect();
        let plan = build(&scenario, place, &values, &adjust, &events, Precision::Base);
        let run = project(&plan);
        let last = plan.periods - 1;
        let mut customers: f64 = run.opening_life.iter().map(|life| life.active[last]).sum();
        for t in 0..plan.periods {
            let lives = project_lives_from(&plan, t, &run.served);
            for (block, joined) in run.joined.iter().enumerate() {
                customers += joined[t] * lives.probe(block).active[last - t];
            }
        }
        let came = |series: &[Vec<f64>]| -> f64 { series.iter().map(|s| s[last]).sum() };
        assert!(run.returned.iter().flatten().all(|back| *back == 0.0), "{file}: won back");
        let counted = came(&run.opening) + came(&run.joined);
        // Both add the same products in another order.
        assert!((customers / counted - 1.0).abs() < 1e-10, "{file} {id}: {customers} {counted}");
    }
}

#[test]
fn without_joiners_there_is_nothing_to_compare() {
    let text = LATER.replace("customers = \"100 per month\"", "customers = \"0 per month\"");
    scenario(&text);
    assert!(expected(&text).part("care/retention_triangle").is_none_or(|part| part.is_null()));
}
