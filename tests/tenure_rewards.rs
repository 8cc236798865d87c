//! Rewards for tenure: who gets them and when, what they do, and what is left after the horizon.

use crate::runs::{Page, expected, near};

/// Plain arithmetic in doubles.
const EXACT: f64 = 1e-11;
/// The program's own identities.
const IDENTITY: f64 = 1e-9;

fn firm(months: usize, discount: &str, rest: &str, reward: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"{discount} per month\"\ncash_timing = \"start\"\nafter_horizon = \"go-on\"\n\
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
    let once = "after = \"20 months\"\nreward = { costs_us = 30 }\neffect = { churn = \"-50%\", lasts = \"3 months\" }\n";
    let again = format!("{once}every = \"7 months\"\n");
    let grows = format!("expansion = \"2% per year\"\n{NEW}");
    for (rest, reward) in [(NEW, once), (NEW, &again), (&grows, once), (&grows, &again)] {
        let of = |months: usize| expected(&firm(months, "1%", rest, reward));
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

/// Who has passed the anniversary before the programme ran had no occasion, and so no reward and no effect:
/// of tenures 7 and 5 nobody, where it is the sixth month that counts. Only the next occasion has one.
#[test]
fn no_occasion_no_effect() {
    let base = |tenure: usize| format!("opening_customers = {{ \"{tenure} months\" = 1000 }}");
    let effect = "reward = { costs_us = 5 }\neffect = { churn = \"-50%\", lasts = \"3 months\" }\n";
    let observed = [100.0, 90.0, 81.0, 72.9];
    let passed = format!("after = \"6 months\"\n{effect}");
    let dated = format!("{passed}starts = 2026-01-01\n");
    let later = format!("{passed}starts = 2026-03-01\n");
    for (tenure, reward) in [(7, &passed), (7, &dated), (5, &later)] {
        let page = expected(&firm(4, "0%", &base(tenure), reward));
        series(&page, "with/series/left", &observed);
        assert_eq!(page.at("with/programmes/p/cost_pv"), 0.0);
    }
    // The tenth month is the next occasion, in month 3: it acts in months 3 to 5, half of the log-survival.
    let again = format!("{passed}every = \"4 months\"\n");
    let page = expected(&firm(8, "0%", &base(7), &again));
    let mut here = 1000.0;
    let closing = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 1.0, 0.5].map(|exponent| {
        here *= libm::pow(0.9, exponent);
        here
    });
    series(&page, "with/series/closing", &closing);
    // The effect of a reward ends with the programme, whatever is left of it.
    let ends = format!("after = \"7 months\"\n{effect}stops = 2026-03-01\n");
    let page = expected(&firm(4, "0%", &base(7), &ends));
    let kept = [0.5, 1.0, 2.0, 3.0].map(|exponent| 1000.0 * libm::pow(0.9, exponent));
    series(&page, "with/series/closing", &kept);
}

/// Only where the figures were observed with it did the programme run before: who passed the anniversary
/// then has the effect, and without the programme more of them leave. 1 − 0.9² of them, for two months.
#[test]
fn what_was_observed_with_it_had_its_occasions() {
    let base = "opening_customers = { \"7 months\" = 1000 }";
    let reward = "after = \"6 months\"\nreward = { costs_us = 5 }\neffect = { churn = \"-50%\", lasts = \"3 months\" }\n";
    let observed: Vec<f64> = (1..=5).map(|t| 1000.0 * libm::pow(0.9, f64::from(t))).collect();
    let against = |more: &str| {
        let text = firm(5, "0%", base, &format!("{reward}{more}"));
        expected(&format!("{text}[comparison]\nagainst = \"with\"\n"))
    };
    let page = against("");
    series(&page, "with/series/closing", &observed);
    let without = [2.0, 4.0, 5.0, 6.0, 7.0].map(|exponent| 1000.0 * libm::pow(0.9, exponent));
    series(&page, "none/series/closing", &without);
    // Dated to the start it had not run before.
    let page = against("starts = 2026-01-01\n");
    series(&page, "with/series/closing", &observed);
    series(&page, "none/series/closing", &observed);
}

/// A programme that starts late has had its occasions from then on only, in run-off too: the value does not
/// hang on where the horizon ends, whether occasions come back or not.
#[test]
fn run_off_remembers_when_the_programme_began() {
    let once = "after = \"4 months\"\nstarts = 2026-05-01\nreward = { costs_us = 30 }\neffect = { churn = \"-50%\", lasts = \"6 months\" }\n";
    let again = format!("{once}every = \"9 months\"\n");
    let season = "opening_customers = { \"0 months\" = 900, \"3 months\" = 100 }\n[churn.seasonality]\nfeb = 1.5\n";
    for (rest, reward) in [(NEW, once), (NEW, &again), (season, once), (season, &again)] {
        let of = |months: usize| expected(&firm(months, "1%", rest, reward));
        let (short, long) = (of(6), of(48));
        for metric in ["npv_runoff", "opening_base_value", "clv_runoff"] {
            let path = format!("with/metrics/{metric}");
            exactly(metric, short.at(&path), long.at(&path));
        }
    }
}

/// A desk that hears of `price` beside a reward that acts on `price` alone. In the two months of the effect
/// 0.3/0.7 of the leavers want to leave for the price, of the others 0.6; half of these stay.
#[test]
fn a_desk_hears_of_the_leavers_of_each_tenure() {
    let base = "opening_customers = { \"0 months\" = 500, \"3 months\" = 1000 }";
    let reward = "after = \"3 months\"\nreward = { costs_us = 0 }\nacts_on = [\"price\"]\neffect = { churn = \"-50%\", lasts = \"2 months\" }\n\
        [[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nacts_on = [\"price\"]\naccept = \"50%\"\ncost = { per_contact = 1 }\n";
    let text = firm(3, "0%", base, reward).replace("[\"p\"]", "[\"p\", \"desk\"]");
    let page = expected(&text);
    let (with, without) = (libm::pow(0.9, 0.7), 0.9);
    // Who is saved cannot call again in the month after.
    let calls = |here: f64, keep: f64, share: f64| here * (1.0 - keep) * share;
    let first = [calls(1000.0, with, 3.0 / 7.0), calls(500.0, without, 0.6)];
    let second = [calls(1000.0 * with, with, 3.0 / 7.0), calls(450.0, without, 0.6)];
    let contacts = [first[0] + first[1], second[0] + second[1]];
    series(&page, "with/ledger/retention.desk.contact", &contacts);
    let left = 1000.0 * (1.0 - with) + 50.0 - 0.5 * contacts[0];
    let all = page.series("with/series/left");
    exactly("left", all[0], left);
    // Reasons add up, and those who are not for the price never meet desk or reward.
    let [price, boredom] = [0, 1].map(|j| page.at(&format!("with/reasons/{j}/left")));
    exactly("reasons", price + boredom, all.iter().sum());
}

/// An event that doubles a reason of half of the leavers, felt by half from the fourth month on: there 0.75 of
/// 1.25 parts leave for it and 0.5 for the other. Desk, failed payments and reasons follow each tenure.
#[test]
fn desk_and_recovery_follow_what_each_tenure_feels_of_an_event() {
    let text = "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"2 months\"\ndiscount_rate = \"0% per month\"\n\
         [churn]\nmodel = \"constant\"\nrate = \"10% per month\"\nreasons = { rival = \"50%\", payment = \"50%\" }\n\
         [[segments]]\nid = \"all\"\nprice = 10\nopening_customers = { \"0 months\" = 600, \"6 months\" = 1000 }\n\
         [[events]]\nid = \"offer\"\nkind = \"competitor-offer\"\nstarts = 2026-01-01\nchurn = { rival = 2 }\ndamped_with_tenure = { \"4 months\" = \"50%\" }\n\
         [[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nacts_on = [\"rival\"]\naccept = \"0%\"\ncost = { per_contact = 1 }\n\
         [[programmes]]\nid = \"card\"\nkind = \"payment-recovery\"\nacts_on = [\"payment\"]\nrecover = \"40%\"\ncost = { per_contact = 1 }\n\
         [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"desk\"\nprogrammes = [\"desk\"]\n[[strategies]]\nid = \"card\"\nprogrammes = [\"card\"]\n";
    let page = expected(text);
    let (young, old) = (libm::pow(0.9, 1.5), libm::pow(0.9, 1.25));
    let at = |share: (f64, f64), keep: (f64, f64)| {
        let (mut new, mut grown) = (600.0, 1000.0);
        [0, 1].map(|_| {
            let calls = new * (1.0 - young) * share.0 + grown * (1.0 - old) * share.1;
            (new, grown) = (new * keep.0, grown * keep.1);
            calls
        })
    };
    let calls = at((1.0 / 1.5, 0.75 / 1.25), (young, old));
    series(&page, "desk/ledger/retention.desk.contact", &calls);
    exactly("leavers for the rival", page.at("desk/reasons/0/left"), calls.iter().sum());
    // Recovery takes 0.4 of the half that is due to payments; failures are counted before it.
    let kept = (libm::pow(0.9, 1.3), libm::pow(0.9, 1.05));
    let failures = at((0.5 / 1.5, 0.5 / 1.25), kept);
    series(&page, "card/ledger/retention.card.contact", &failures);
}

/// Customers who passed the anniversary while their strategy ran no reward have none after the horizon either, when
/// that of `against` takes over: what the observed churn had of its effect is taken off at tenures 5 to 7.
#[test]
fn a_reward_that_takes_over_begins_anew() {
    let reward = "after = \"5 months\"\nreward = { costs_us = 8 }\neffect = { churn = \"-25%\", lasts = \"3 months\" }\n";
    let text = firm(6, "1%", NEW, reward).replace("after_horizon = \"go-on\"\n", "");
    let page = expected(&format!("{text}[comparison]\nagainst = \"with\"\n"));
    let (mut value, mut here) = (0.0, 1000.0);
    for t in 0..2_000 {
        value += 10.0 * here * libm::pow(1.01, -f64::from(t));
        here *= libm::pow(0.9, if (5..=7).contains(&t) { 1.0 / 0.75 } else { 1.0 });
    }
    exactly("npv_stop", page.at("none/metrics/npv_stop"), value);
}
