//! Rewards for tenure: who gets them and when, what they do, and what is left after the horizon.

use crate::runs::{Page, expected, near};

/// Plain arithmetic in doubles.
const EXACT: f64 = 1e-11;
/// The program's own identities.
const IDENTITY: f64 = 1e-9;

fn firm(months: usize, discount: &str, rest: &str, reward: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"{discount} per month\"\ncash_timing = \"start\"\n\
         [churn]\nmodel = \"constant\"\nrate = \"10% per month\"\nreasons = {{ price = \"60%\", boredom = \"40%\" }}\n\
         [[segments]]\nid = \"all\"\nprice = 10\n{rest}\n\
         [[programmes]]\nid = \"p\"\nkind = \"tenure-reward\"\n{reward}\n\
         [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"with\"\nprogrammes = [\"p\"]\n"
    )
}

const NEW: &str = "opening_customers = 1000\n[opening_base]\ntenure = \"new\"";

#[track_caller]
fn series(page: &Page, path: &str, by_hand: &[f64]) {
    let found = page.series(path);
    for (t, (found, by_hand)) in found.iter().zip(by_hand).enumerate() {
        let same = (found - by_hand).abs() <= EXACT * by_hand.abs().max(1.0);
        assert!(same, "{path}, period {t}: {found}, by hand {by_hand}");
    }
}

#[track_caller]
fn exactly(what: &str, found: f64, by_hand: f64) {
    assert!(near(found, by_hand, IDENTITY), "{what}: {found}, by hand {by_hand}");
}

/// Completed three months: 1,100 × 0.9³ in month 3, and of each month's 100 joiners as many later.
#[test]
fn everybody_who_reaches_the_tenure_costs_a_reward() {
    let joining =
        format!("{NEW}\n[[channels]]\nid = \"ads\"\ncustomers = 100\ncost_per_customer = 1\n");
    let reward = "after = \"3 months\"\nreward = { sells_for = 8, costs_us = 5 }\nredeem = \"80%\"\nwould_have_stayed = \"90%\"\n\
        cost = { per_contact = 0.5 }\n";
    let page = expected(&firm(6, "0%", &joining, reward));
    let reached = [0.0, 0.0, 0.0, 1100.0 * 0.729, 72.9, 72.9];
    series(&page, "with/ledger/retention.p.reward", &reached.map(|n| n * 4.0));
    series(&page, "with/ledger/retention.p.contact", &reached.map(|n| n * 0.5));
    let cost = page.at("with/programmes/p/cost_pv");
    exactly("no effect", page.at("with/metrics/incremental_npv"), -cost);
    let given: f64 = reached.iter().sum();
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 0.9 * 4.0 * given);
}

/// Opening customers bring their tenure along; `every` gives again; `starts` gives to nobody before.
#[test]
fn tenure_counts_from_joining_not_from_the_programme() {
    let rest = "opening_customers = { \"2 months\" = 500, \"7 months\" = 200 }";
    let once = "after = \"3 months\"\nreward = { costs_us = 1 }\n";
    let page = expected(&firm(5, "0%", rest, once));
    series(&page, "with/ledger/retention.p.reward", &[0.0, 450.0, 0.0, 0.0, 0.0]);
    let again = format!("{once}every = \"2 months\"\n");
    let page = expected(&firm(5, "0%", rest, &again));
    let kept = |t: i32| libm::pow(0.9, f64::from(t));
    let by_hand = [200.0, 500.0 * kept(1), 200.0 * kept(2), 500.0 * kept(3), 200.0 * kept(4)];
    series(&page, "with/ledger/retention.p.reward", &by_hand);
    let later = format!("{again}starts = 2026-04-01\n");
    let page = expected(&firm(5, "0%", rest, &later));
    let by_hand = [0.0, 0.0, 0.0, by_hand[3], by_hand[4]];
    series(&page, "with/ledger/retention.p.reward", &by_hand);
}

/// Half of the log-survival of a reason with 60 % of the leavers, at tenures 3 and 4: the exponent is 0.7
/// there, and 0.3/0.7 of those who leave then leave for it.
#[test]
fn the_effect_holds_for_its_window_and_its_reasons() {
    let reward = "after = \"3 months\"\nreward = { costs_us = 1 }\nacts_on = [\"price\"]\n\
        effect = { churn = \"-50%\", lasts = \"2 months\" }\n";
    let page = expected(&firm(7, "0%", NEW, reward));
    let exponents = [1.0, 1.0, 1.0, 0.7, 0.7, 1.0, 1.0];
    let mut here = 1000.0;
    let (mut closing, mut for_price) = (Vec::new(), 0.0);
    for exponent in exponents {
        let kept = here * libm::pow(0.9, exponent);
        for_price += (here - kept) * (exponent - 0.4) / exponent;
        here = kept;
        closing.push(here);
    }
    series(&page, "with/series/closing", &closing);
    exactly("leavers for price", page.at("with/reasons/0/left"), for_price);
    // Where the observed churn already has the reward in it, it is without it that more leave.
    let text = format!("{}[comparison]\nagainst = \"with\"\n", firm(7, "0%", NEW, reward));
    let page = expected(&text);
    let observed: Vec<f64> = (1..=7).map(|t| 1000.0 * libm::pow(0.9, f64::from(t))).collect();
    series(&page, "with/series/closing", &observed);
    let mut here = 1000.0;
    let without: Vec<f64> = [1.0, 1.0, 1.0, 1.6, 1.6, 1.0, 1.0]
        .map(|exponent| {
            here *= libm::pow(0.9, exponent);
            here
        })
        .to_vec();
    series(&page, "none/series/closing", &without);
}

/// The value of the base, of a customer, of a residual life and of a longer horizon are one value; also
/// with occasions that never end, and where prices grow with tenure for ever.
#[test]
fn values_after_the_horizon_know_of_tenures_to_come() {
    let goes_on =
        |text: String| text.replace("horizon = ", "after_horizon = \"go-on\"\nhorizon = ");
    let once = "after = \"20 months\"\nreward = { costs_us = 30 }\neffect = { churn = \"-50%\", lasts = \"3 months\" }\n";
    let again = format!("{once}every = \"7 months\"\n");
    let grows = format!("expansion = \"2% per year\"\n{NEW}");
    for (rest, reward) in [(NEW, once), (NEW, &again), (&grows, once), (&grows, &again)] {
        let of = |months: usize| expected(&goes_on(firm(months, "1%", rest, reward)));
        let (short, long) = (of(12), of(60));
        for strategy in ["none", "with"] {
            let value = short.at(&format!("{strategy}/metrics/npv_runoff"));
            exactly("later horizon", long.at(&format!("{strategy}/metrics/npv_runoff")), value);
            exactly("base", short.at(&format!("{strategy}/metrics/opening_base_value")), value);
            let own = short.at(&format!("{strategy}/metrics/clv_runoff"));
            exactly("customer", 1000.0 * own, value);
            let residual = short.at(&format!("{strategy}/segments/all/rlv/0"));
            exactly("residual", 1000.0 * residual, value);
        }
        let gain = long.at("with/metrics/npv_runoff") - long.at("none/metrics/npv_runoff");
        assert!(gain != 0.0);
    }
}

/// A stronger and a longer effect keep more; a reward that costs more is worth less.
#[test]
fn more_effect_keeps_more() {
    let of = |change: &str, lasts: usize, cost: usize| {
        let reward = format!(
            "after = \"2 months\"\nreward = {{ costs_us = {cost} }}\neffect = {{ churn = \"{change}\", lasts = \"{lasts} months\" }}\n"
        );
        let page = expected(&firm(12, "1%", NEW, &reward));
        (page.at("with/metrics/customers_end"), page.at("with/metrics/npv"))
    };
    assert!(of("-20%", 2, 3).0 > of("-10%", 2, 3).0);
    assert!(of("-20%", 4, 3).0 > of("-20%", 2, 3).0);
    assert!(of("-20%", 2, 3).1 > of("-20%", 2, 4).1);
    assert!(of("10%", 2, 3).0 < of("0%", 2, 3).0);
}
