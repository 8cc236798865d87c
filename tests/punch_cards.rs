//! Punch cards: closed forms of renewal theory, cases G17 and P02, and the value of what follows.
//!
//! Figures by hand come from sums of Poisson probabilities in a script of its own: k cards of N stamps are
//! full once a member has made kN visits, so Σ_k P(Poisson(visits so far) ≥ kN) of them.

use crate::runs::{Page, expected, expected_with, near};

/// The table's tolerance, and that of the program's own identities.
const EXACT: f64 = 1e-9;

/// A shop of 1,000 customers with a punch card, without and with it.
fn shop(months: usize, churn: &str, card: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"0% per month\"\ncash_timing = \"end\"\n\
         [purchase]\nmodel = \"visits\"\n\
         [[segments]]\nid = \"all\"\nopening_customers = 1000\nvisits = \"4 per month\"\nbasket = 10\ncost_of_sales = \"40%\"\n\
         churn = \"{churn}\"\n\
         [[programmes]]\nid = \"card\"\nkind = \"punch-card\"\n{card}\n\
         [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"card\"\nprogrammes = [\"card\"]\n"
    )
}

const REWARD: &str = "reward = { sells_for = 9, costs_us = 3 }\n";

fn takers(page: &Page) -> f64 {
    page.at("card/programmes/card/takers")
}

#[track_caller]
fn exactly(what: &str, found: f64, by_hand: f64) {
    assert!(near(found, by_hand, EXACT), "{what}: {found}, by hand {by_hand}");
}

/// Every identity of the run holds, that of the stamps among them.
#[track_caller]
fn reconciles(page: &Page) {
    let all = page.pointer_root("integrity").as_array().unwrap();
    assert!(all.iter().any(|one| one["id"] == "stamps-reconcile"), "{all:?}");
    assert!(all.iter().all(|one| one["verdict"] == "pass"), "{all:?}");
}

/// G17: of customers lost with chance p after each visit, q^(N−1)/(1−q^N) cards each are filled, which
/// hold a share of N·p times that of the 1/p stamps; times q if they must come back to collect.
#[test]
fn g17_filled_cards_of_customers_lost_at_their_visits() {
    let cases = [
        ("2", 9, 5.11730268105, 0.921114482589, 0.902692192937),
        ("5", 9, 1.79423765299, 0.807406943848, 0.767036596655),
        ("10", 9, 0.702712386344, 0.632441147709, 0.569197032938),
        ("5", 10, 1.57066391441, 0.785331957206, 0.746065359346),
        ("20", 5, 0.609233698239, 0.609233698239, 0.487386958591),
    ];
    for (chance, buy, cards, share, returned) in cases {
        let run = |more: &str| {
            let card = format!("buy = {buy}\n{REWARD}{more}");
            expected(&shop(480, &format!("{chance}% per visit"), &card))
        };
        let p: f64 = chance.parse::<f64>().unwrap() / 100.0;
        let page = run("");
        let stamps = |page: &Page| takers(page) / 1000.0 * f64::from(buy) * p;
        exactly("filled cards", takers(&page) / 1000.0, cards);
        exactly("share of stamps", stamps(&page), share);
        exactly("cost", page.at("card/programmes/card/cost_pv"), 3000.0 * cards);
        reconciles(&page);
        exactly("share if collected later", stamps(&run("collect = \"on-return\"")), returned);
    }
}

/// P02: stamps given with a card make it a card of fewer stamps; reward cost per purchase 3.75 of 150.
#[test]
fn p02_head_start_and_cost_per_purchase() {
    let run = |card: &str| expected(&shop(480, "5% per visit", &format!("{REWARD}{card}")));
    let cards = |card: &str| takers(&run(card)) / 1000.0;
    exactly("every card", cards("buy = 11\nhead_start = 2"), 1.79423765299);
    let first = "buy = 11\nhead_start = 2\nhead_start_on = \"first-card\"";
    exactly("first card only", cards(first), 1.53854492871);
    exactly("no head start", cards("buy = 11"), 1.38853679816);
    exactly("buy nine", cards("buy = 9"), 1.79423765299);
    let fetched = "buy = 9\ncollect = \"on-return\"\nreward = { costs_us = 44 }";
    let page = expected(&shop(480, "5% per visit", fetched));
    // 1/p purchases each, as dropping out after each with chance p has it.
    let purchases = 1000.0 / 0.05;
    let cost = page.at("card/programmes/card/cost_pv") / purchases;
    exactly("cost per purchase", cost, 3.74995669476);
    exactly("share of the basket", cost / 150.0, 0.0249997112984);
    // At full use every ninth purchase brings one.
    exactly("at full use", 44.0 / 9.0 / 150.0, 0.0325925925926);
}

/// Half of 1,000 customers and of ten joiners a month carry a card of three stamps; 5 % leave a month.
#[test]
fn rewards_by_period_are_sums_of_poisson_probabilities() {
    let by_hand = [
        504.5279022091276,
        645.1116115443112,
        619.0153717914993,
        594.6489357851536,
        571.4998085069565,
        549.5081397612362,
    ];
    let card = format!(
        "buy = 3\nfree = 2\nenrol = \"50%\"\n{REWARD}cost = {{ per_card = 0.5 }}\n\
         [[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 1\n"
    );
    let page = expected(&shop(6, "5% per month", &card));
    let rewards = page.series("card/ledger/retention.card.reward");
    for (found, by_hand) in rewards.iter().zip(by_hand) {
        exactly("two rewards of 3 each", *found, 6.0 * by_hand);
    }
    exactly("takers", takers(&page), 3484.3117695982846);
    // One card each at the start or on joining, and one after every reward.
    let cards = page.series("card/ledger/retention.card.member");
    exactly("cards", cards[0], 0.5 * (505.0 + by_hand[0]));
    exactly("cards", cards[3], 0.5 * (5.0 + by_hand[3]));
    // Nobody comes more often for it: all of it goes to those who would have come anyway.
    let cost = 6.0 * takers(&page);
    exactly("dead weight", page.at("card/programmes/card/dead_weight"), cost);
    exactly(
        "no effect",
        page.at("card/metrics/incremental_npv"),
        -page.at("card/programmes/card/cost_pv"),
    );
    exactly("members", page.at("card/programmes/card/members_end"), {
        let kept = libm::pow(0.95, 5.0);
        500.0 * kept + 5.0 * (1.0 - kept * 0.95) / 0.05
    });
    reconciles(&page);
}

/// Collected at the next visit: Σ_k P(Poisson ≥ kN + 1).
#[test]
fn a_reward_to_be_fetched_waits_for_the_next_visit() {
    let card = format!("buy = 3\nenrol = \"50%\"\ncollect = \"on-return\"\n{REWARD}");
    let page = expected(&shop(3, "0% per month", &card));
    let rewards = page.series("card/ledger/retention.card.reward");
    for (found, by_hand) in
        rewards.iter().zip([342.80738110109377, 657.359887370731, 666.5024705342875])
    {
        exactly("rewards", *found, 3.0 * by_hand);
    }
    reconciles(&page);
}

/// Where the visit that fetches a reward fills the next card, every later visit is 30 % rarer and fetches one. A card of
/// one stamp: the first visit fills it, the second fetches the first reward, after it m = 2.8 a month are fetched. So
/// with S the sum of two gaps of mean 1/4 rewards are P(S < 1) + m E[1 − S]⁺. The other card: a matrix exponential.
#[test]
fn a_pause_holds_where_the_fetching_visit_fills_the_next_card() {
    let run = |card: &str| {
        let rules = "pause_after_reward = \"30%\"\ncollect = \"on-return\"\n";
        expected(&shop(1, "5% per month", &format!("{card}\n{rules}{REWARD}")))
    };
    let none = libm::exp(-4.0);
    let at_once = 1.0 - 5.0 * none;
    let left = 1.0 - (1.0 - none) / 4.0 - at_once / 4.0;
    exactly("one stamp", takers(&run("buy = 1")), 1000.0 * (at_once + 2.8 * left));
    let page = run("buy = 4\nhead_start = 3\ngoal_gradient = \"25%\"");
    exactly("three of four given", takers(&page), 3327.539793340833);
    exactly("visits", page.at("card/metrics/revenue_pv"), 43_227.1184334702);
    reconciles(&page);
}

/// The gap before the second of two stamps is a quarter shorter. From the two states' balance,
/// with rates 3 and 4: rewards of a month = 12/7 (1 − (1 − e^−7)/7).
#[test]
fn the_pull_of_the_reward_brings_visits() {
    let card = format!("buy = 2\ngoal_gradient = \"25%\"\n{REWARD}");
    let text = shop(1, "5% per month", &card).replace("4 per month", "3 per month");
    let page = expected(&text);
    exactly("rewards", takers(&page), 1469.6110731344214);
    let visits = 3367.402768283605;
    exactly("visits", page.at("card/metrics/revenue_pv"), 10.0 * visits);
    let gain = 6.0 * (visits - 3000.0) - 3.0 * takers(&page);
    exactly("gain", page.at("card/metrics/incremental_npv"), gain);
    // 3,000 of the visits were due anyway, and so was their part of the rewards.
    let dead = 3.0 * takers(&page) * 3000.0 / visits;
    exactly("dead weight", page.at("card/programmes/card/dead_weight"), dead);
}

const RICH: &str = "buy = 5\nhead_start = 1\nenrol = \"60%\"\nlost_cards = \"3% per month\"\nfalse_stamps = \"4%\"\n\
    goal_gradient = \"20%\"\npause_after_reward = \"10%\"\nextra_visits = \"3%\"\nselection = \"20%\"\n\
    effect = { churn = \"-10%\" }\ncost = { per_card = 0.5, per_member_month = 0.1 }\n";

/// With nobody joining, the base, the customer, the residual value and the ledger tell one value; and it
/// does not matter where the horizon ends, once positions on the cards have settled.
#[test]
fn values_agree_with_each_other() {
    let card = format!("{RICH}{REWARD}");
    let text = |months: usize| {
        shop(months, "8% per month", &card)
            .replace("\"0% per month\"\ncash", "\"1% per month\"\ncash")
            .replace("horizon = ", "after_horizon = \"go-on\"\nhorizon = ")
    };
    let (short, long) = (expected(&text(60)), expected(&text(120)));
    let value = short.at("card/metrics/npv_runoff");
    exactly("a later horizon", long.at("card/metrics/npv_runoff"), value);
    exactly("base", short.at("card/metrics/opening_base_value"), value);
    exactly("customer", 1000.0 * short.at("card/metrics/clv_runoff"), value);
    exactly(
        "customer to the horizon",
        1000.0 * short.at("card/metrics/clv"),
        short.at("card/metrics/npv_horizon"),
    );
    exactly("residual", 1000.0 * short.at("card/segments/all/rlv/0"), value);
    assert!(value != short.at("none/metrics/npv_runoff"));
    reconciles(&short);
}

/// Customers lost at their visits go on being lost at them after the plan: by an own program (matrix exponentials, period
/// by period for 6,000 months), with the rules above, where the card goes on. How long the plan is does not matter, and
/// one customer is worth what his part of the base is.
#[test]
fn a_card_loses_customers_at_their_visits_after_the_plan_too() {
    let text = |months: usize, more: &str| {
        shop(months, "5% per visit", &format!("{RICH}{REWARD}{more}"))
            .replace("\"0% per month\"\ncash", "\"1% per month\"\ncash")
            .replace("horizon = ", "after_horizon = \"go-on\"\nhorizon = ")
    };
    for (more, horizon, value) in [
        ("", 128_803.233_943_289_41, 129_922.650_669_299_5),
        ("collect = \"on-return\"\n", 132_308.899_903_617, 133_456.759_341_088_15),
    ] {
        let (short, long) = (expected(&text(24, more)), expected(&text(60, more)));
        exactly("horizon", short.at("card/metrics/npv_horizon"), horizon);
        exactly("to the end", short.at("card/metrics/npv_runoff"), value);
        exactly("base", short.at("card/metrics/opening_base_value"), value);
        exactly("customer", 1000.0 * short.at("card/metrics/clv_runoff"), value);
        exactly("residual", 1000.0 * short.at("card/segments/all/rlv/0"), value);
        exactly("a later horizon", long.at("card/metrics/npv_runoff"), value);
    }
    // Cards that end by age settle too.
    let aged =
        |months| expected(&text(months, "expiry = \"3 months\"\n")).at("card/metrics/npv_runoff");
    exactly("with an expiry", aged(24), aged(60));
}

/// More stamps to collect cost less, lost cards cost less, false stamps and a head start cost more; a
/// stronger pull brings more visits, a pause fewer.
#[test]
fn cards_move_the_way_they_should() {
    let text = shop(12, "5% per month", &format!("{RICH}{REWARD}"));
    let with = |key: &str, value: &str| {
        expected_with(&text, &[(&format!("programmes.card.{key}"), value)])
    };
    let base = expected(&text);
    let reward = |page: &Page| takers(page);
    let revenue = |page: &Page| page.at("card/metrics/revenue_pv");
    assert!(reward(&with("buy", "7")) < reward(&base));
    assert!(reward(&with("lost_cards", "\"20% per month\"")) < reward(&base));
    assert!(reward(&with("false_stamps", "\"10%\"")) > reward(&base));
    assert!(reward(&with("head_start", "3")) > reward(&base));
    assert!(reward(&with("expiry", "\"2 months\"")) < reward(&base));
    assert!(reward(&with("expiry", "\"9 months\"")) > reward(&with("expiry", "\"2 months\"")));
    // Where nothing pulls, to wait for the next visit is to be later.
    let calm = [("programmes.card.goal_gradient", "\"0%\"")];
    let later = [calm[0], ("programmes.card.collect", "\"on-return\"")];
    assert!(takers(&expected_with(&text, &later)) < takers(&expected_with(&text, &calm)));
    assert!(revenue(&with("goal_gradient", "\"40%\"")) > revenue(&base));
    assert!(revenue(&with("pause_after_reward", "\"50%\"")) < revenue(&base));
    assert!(revenue(&with("extra_visits", "\"9%\"")) > revenue(&base));
    let page = with("expiry", "\"2 months\"");
    reconciles(&page);
}

/// A card that is given up takes its stamps with it, and costs nothing any more.
#[test]
fn a_card_that_is_stopped_ends() {
    let card = format!("buy = 3\nstarts = 2026-02-01\nstops = 2026-04-01\n{REWARD}");
    let page = expected(&shop(6, "5% per month", &card));
    let rewards = page.series("card/ledger/retention.card.reward");
    assert_eq!((rewards[0], rewards[3], rewards[5]), (0.0, 0.0, 0.0));
    assert!(rewards[1] > 0.0 && rewards[2] > 0.0);
    reconciles(&page);
}
