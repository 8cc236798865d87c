//! A programme's money is one sum, what it gives back among it (`docs/model.md`, section 10).
//!
//! Figures by hand come from a program of its own: customers(t+1) = (customers(t) + joiners) × share kept, money
//! discounted with 1/1.01 a month, media at the start of a month and all else at its end.

use tenure::findings::{Optimum, find};
use tenure::optimise::{Options, optimise};

use crate::runs::{Page, expected, near, scenario};

/// The table's tolerance.
const EXACT: f64 = 1e-9;

const FIRM: &str = r#"
schema = 1
[scenario]
id = "refunds"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "12 months"
discount_rate = "1% per month"
cash_timing = "end"
terminal_value = "none"
[[segments]]
id = "all"
price = 20
opening_customers = 10_000
[opening_base]
tenure = "new"
[churn]
model = "constant"
rate = "4% per month"
[churn.reasons]
service = "50%"
price = "50%"
[quality]
bad_event = "3% per month"
tells_us = "10%"
resolve = { share = "40%", quickly = "30%" }
stays_if = { silent = "40%", complained_unresolved = "45%", resolved = "80%", resolved_quickly = "95%" }
[[channels]]
id = "ads"
spend = 10_000
response = { form = "linear", customers = 100 }
[[programmes]]
id = "sorry"
kind = "complaint-recovery"
ask_for_complaints = { tells_us = "30%" }
resolve = { share = "80%", quickly = "60%" }
offers = [{ name = "Money back", refund = 18 }]
cost = { per_contact = 1, fixed_per_month = 500 }
[[strategies]]
id = "none"
programmes = []
[[strategies]]
id = "sorry"
programmes = ["sorry"]
[[strategies]]
id = "ads"
programmes = []
spend_as = { strategy = "sorry", channels = ["ads"] }
[comparison]
against = "none"
budget = { limit = 100_000, per = "year", counts = ["programmes"] }
"#;

#[track_caller]
fn exactly(page: &Page, path: &str, by_hand: f64) {
    let found = page.at(path);
    assert!(near(found, by_hand, EXACT), "{path}: {found}, by hand {by_hand}");
}

/// The rival gets what is paid out, refunds too: without them it would get 635 of gain, not 1,887.
#[test]
fn the_rival_spends_what_is_given_back_as_well() {
    let page = expected(FIRM);
    exactly(&page, "none/metrics/spend_pv", 113_676.282_482_194_77);
    for strategy in ["sorry", "ads"] {
        exactly(&page, &format!("{strategy}/metrics/spend_pv"), 133_046.457_653_360_6);
    }
    exactly(&page, "sorry/metrics/incremental_npv", 13_936.722_048_631_636);
    exactly(&page, "ads/metrics/incremental_npv", 1_887.399_487_364_804_4);
    // The groups stay as they are posted: refunds are less revenue.
    let posted = page.at("sorry/metrics/retention_spend_pv");
    let all = page.at("sorry/metrics/spend_pv");
    let refunds = all - posted - page.at("sorry/metrics/acquisition_spend_pv");
    assert!(near(refunds, 12_850.257_445_175_235, EXACT), "{refunds}");
}

/// What a customer kept costs, what the programme brings back on average, and what it takes of a budget.
#[test]
fn refunds_count_wherever_a_programmes_money_does() {
    let page = expected(FIRM);
    let path = "sorry/metrics/retention_cost_per_incremental_customer_year";
    exactly(&page, path, 136.610_989_385_079_76);
    exactly(&page, "sorry/metrics/budget_use", 0.206_077_953_059_794_8);
    let levers = page.pointer_root("next_money")["levers"].as_array().unwrap();
    let sorry = levers.iter().find(|one| one["path"] == "programmes.sorry.reach").unwrap();
    let spend = sorry["spend_pv"].as_f64().unwrap();
    assert!(near(spend, 133_046.457_653_360_6 - 113_676.282_482_194_77, EXACT), "{spend}");
    let back = sorry["average_return"].as_f64().unwrap();
    assert!(near(back, 1.719_493_857_204_639_9, EXACT), "{back}");
    let comparisons = page.pointer_root("comparisons").as_array().unwrap();
    let own = comparisons.iter().find(|one| one["strategy"] == "sorry").unwrap();
    let same = &own["attribution"]["same_money"];
    // One lever alone can take the money: the same advertising as the rival's.
    let gain = same["incremental_npv"].as_f64().unwrap();
    assert!(near(gain, 1_887.399_487_364_804_4, 1e-6), "{gain}");
}

/// The best split counts refunds against its budget.
#[test]
fn a_budget_of_the_optimum_holds_refunds() {
    let mut one = scenario(FIRM);
    one.uncertainty.draws = 0;
    let strategy = one.strategies.iter().position(|own| own.label.id == "sorry");
    let found = optimise(&mut one, Options { strategy, ..Options::default() }).unwrap();
    let Optimum { today, budget, .. } = found.optimum.unwrap();
    assert!(near(budget, 133_046.457_653_360_6, EXACT), "{budget}");
    let parts = today.acquisition_spend_pv + today.retention_spend_pv + today.refunds_pv;
    assert!(near(parts, today.spend_pv, EXACT), "{parts}");
    assert!(near(today.refunds_pv, 12_850.257_445_175_235, EXACT), "{}", today.refunds_pv);
    let rival = find(&scenario(FIRM));
    assert!(rival.notes.iter().all(|note| note.key != "note.unmet"));
}
