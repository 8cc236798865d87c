//! Why a strategy gains: the causes sum to the gain, and each is what a sum by hand says.

use tenure::findings::{Comparison, Findings, find};

use crate::business::whole;
use crate::runs::{near, scenario};

/// What is left of a sum, as a share of the money in play.
const EXACT: f64 = 1e-9;

fn causes_sum(found: &Findings) {
    for own in &found.comparisons {
        let within: f64 = own.causes.iter().map(|one| one.value).sum();
        let gross: f64 = own.causes.iter().chain(&own.bridge).map(|one| one.value.abs()).sum();
        let of = |id: &str| found.strategies.iter().find(|one| one.id == id).unwrap();
        let npv = of(&own.strategy).metrics.expected("npv").unwrap().abs();
        let size = gross.max(npv);
        let told = |gain: f64, what: &str| {
            let sum = within + (gain - own.incremental_npv_horizon.expected);
            let id = &found.scenario.id;
            assert!(
                (sum - gain).abs() <= EXACT * size,
                "{id}, {}, {what}: {sum}, {gain}",
                own.strategy
            );
        };
        told(own.incremental_npv_horizon.expected, "by the end of the plan");
        told(own.incremental_npv_horizon.expected + own.incremental_npv_after, "as npv counts");
        for (gain, what) in
            [(&own.incremental_npv_stop, "stop"), (&own.incremental_npv_go_on, "go on")]
        {
            gain.iter().for_each(|gain| told(gain.expected, what));
        }
    }
}

/// With every kind of programme, whatever they are worth.
#[test]
fn causes_sum_to_the_gain() {
    let text = whole();
    causes_sum(&find(&scenario(&text)));
    for change in ["price = 18.5", "accept = \"30%\""] {
        let other = text.replace(change, &change.replace('3', "2").replace("18.5", "21"));
        causes_sum(&find(&scenario(&other)));
    }
}

const SHOP: &str = r#"
schema = 1
[model]
currency = "EUR"
start = 2026-01-01
horizon = "24 months"
discount_rate = "0% per year"
[[segments]]
id = "all"
opening_customers = 1000
price = 10
service_cost = 2
[churn]
model = "constant"
rate = "10% per month"
[churn.reasons]
price = "100%"
[[channels]]
id = "ads"
customers = 0
cost_per_customer = 50
[[programmes]]
id = "desk"
kind = "save-desk"
acts_on = ["price"]
reach = "100%"
accept = "40%"
would_have_stayed = "25%"
offers = [{ name = "gift", share = "100%", gift_cost = 6, lasts = "1 month" }]
cost = { set_up = 100, fixed_per_month = 30, per_contact = 1 }
[[strategies]]
id = "today"
[[strategies]]
id = "find"
set = { "channels.ads.customers" = 10 }
[[strategies]]
id = "dearer"
set = { "segments.all.price" = 10.5 }
[[strategies]]
id = "keep"
programmes = ["desk"]
"#;

fn cause(own: &Comparison, driver: &str) -> f64 {
    own.causes.iter().find(|one| one.driver == driver).map_or(0.0, |one| one.value)
}

/// Ten joiners a month at 50 each, who bring 8 as long as they stay; half a euro more of each who is there.
#[test]
fn causes_are_those_that_a_sum_by_hand_finds() {
    let found = find(&scenario(SHOP));
    let at = |id: &str| found.comparisons.iter().find(|own| own.strategy == id).unwrap();
    let left = |months: i32| libm::pow(0.9, f64::from(months));
    let joined: f64 = (0..24).map(|t| (0..=t).map(|age| 10.0 * left(age)).sum::<f64>()).sum();
    let find = at("find");
    assert!(near(cause(find, "customers"), 8.0 * joined, EXACT));
    assert!(near(cause(find, "acquisition"), -24.0 * 500.0, EXACT));
    assert_eq!(find.causes.len(), 2, "{:?}", find.causes);
    let there: f64 = (0..24).map(|t| 1000.0 * left(t)).sum();
    let dearer = at("dearer");
    assert!(near(cause(dearer, "margin"), 0.5 * there, EXACT));
    assert_eq!(dearer.causes.len(), 1, "{:?}", dearer.causes);
    let keep = at("keep");
    assert!(near(cause(keep, "fixed-cost"), -(100.0 + 24.0 * 30.0), EXACT));
    assert!(cause(keep, "customers") > 0.0 && cause(keep, "contacts") < 0.0);
    // Of the takers a quarter would have stayed: what they are given is lost.
    let (wasted, others) = (cause(keep, "dead-weight"), cause(keep, "offers"));
    assert!(wasted < 0.0 && others < 0.0 && wasted > others, "{wasted} {others}");
}
