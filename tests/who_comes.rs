//! Who comes: after bad service, by what is told, for a known name, into a new market.

use crate::runs::{expected, near};
use crate::service::{EXACT, SORRY, STAYS, leaves, shop, stay};

/// Those who stay after a bad event come less often for a while; with fewer bad events they come more often
/// than was observed.
#[test]
fn bad_service_keeps_customers_from_coming() {
    let watch = "kind = \"quality\"\nbad_visit_change = \"-40%\"\nspeed = \"0.15 per month\"";
    let text = shop(watch)
        .replace("price = 20\n", "visits = \"2 per month\"\nbasket = 10\n")
        .replace("[[segments]]", "[purchase]\nmodel = \"visits\"\n[[segments]]")
        .replace("bad_event = \"4% per month\"", "bad_visit = \"2% per visit\"\nfewer_visits = { change = \"-30%\", lasts = \"3 months\" }");
    let page = expected(&text);
    let learnt = |t: f64| 0.4 * (1.0 - libm::exp(-0.15 * t));
    leaves(&page, |t| (1.0 - learnt(t as f64), 1.0));
    let stayed = 0.04 * stay(0.1, 0.4, 0.3, STAYS);
    let often = |events: f64| 1.0 - 0.3 * (1.0 - libm::exp(-events));
    let (opening, revenue) =
        (page.series("with/series/opening"), page.series("with/series/revenue"));
    for (t, revenue) in revenue.iter().enumerate() {
        let bad = |u: usize| stayed * (1.0 - learnt(u as f64));
        let lately: f64 = (1..=3).map(|a| if a > t { stayed } else { bad(t - a) }).sum();
        let expected = opening[t] * 20.0 * often(lately) / often(3.0 * stayed);
        assert!(near(*revenue, expected, EXACT), "period {t}: {revenue}, expected {expected}");
    }
}

/// Who is well treated brings others, who is not keeps others away.
#[test]
fn what_is_told_after_bad_events_moves_word_of_mouth() {
    let heard =
        "[[channels]]\nid = \"friends\"\nword_of_mouth = { per_customer = \"0.8% per month\" }\n";
    let told = "[quality]\ntells_others = { happy = 4.5, unhappy = 9.5, visit_chance_change = \"0.4%\" }\n";
    let text = [shop(SORRY).replace("[quality]\n", told), heard.to_owned()].concat();
    let page = expected(&text);
    let net = |happy: f64| 0.04 * (happy * 4.5 - (1.0 - happy) * 9.5) * 0.004;
    // What is stated is observed without the programme.
    assert!(near(page.series("baseline/series/joined")[0], 8.0, EXACT));
    let joined = 1000.0 * (0.008 + net(0.3 * 0.8) - net(0.1 * 0.4));
    assert!(near(page.series("with/series/joined")[0], joined, EXACT));
    let active = page.series("with/series/opening")[0] + joined;
    assert!(near(page.series("with/series/joined")[1], active * joined / 1000.0, EXACT));
}

/// A market that opens, and a product that customers may buy: dated, with their cost of entry.
#[test]
fn a_new_market_adds_a_pool_and_a_new_product_margin() {
    let events = "[market]\nreachable_customers = 3000\ndepletion = 1\n[[channels]]\nid = \"ads\"\ncustomers = 50\ncost_per_customer = 5\n\
        [[events]]\nid = \"norway\"\nkind = \"new-market\"\nstarts = 2026-04-01\nprobability = \"50%\"\nreachable_customers = 4000\nentry_cost = 900\n\
        [[events]]\nid = \"app\"\nkind = \"new-product\"\nstarts = 2026-06-01\nlasts = \"3 months\"\nentry_cost = 300\nsells = { take = \"12%\", price = 9, cost = 4 }\n";
    let page = expected(
        &[shop("kind = \"effect\"\neffect = { churn = \"0%\" }"), events.to_owned()].concat(),
    );
    let [opening, joined, left] =
        ["opening", "joined", "left"].map(|name| page.series(&format!("baseline/series/{name}")));
    let entry = page.series("baseline/ledger/acquisition.market_entry");
    let revenue = page.series("baseline/ledger/revenue.app.product");
    let cost = page.series("baseline/ledger/cost_of_revenue.app.product");
    let mut gone = 0.0;
    for t in 0..12 {
        let reachable = 3000.0 + if t >= 3 { 0.5 * 4000.0 } else { 0.0 };
        let expected = 50.0 * (reachable - opening[t] - gone) / 2000.0;
        assert!(
            near(joined[t], expected, EXACT),
            "period {t}: {} joined, expected {expected}",
            joined[t]
        );
        gone += left[t];
        assert_eq!(
            entry[t],
            match t {
                3 => 450.0,
                5 => 300.0,
                _ => 0.0,
            }
        );
        let buyers = if (5..8).contains(&t) { 0.12 * (opening[t] + joined[t]) } else { 0.0 };
        assert!(near(revenue[t], 9.0 * buyers, EXACT) && near(cost[t], 4.0 * buyers, EXACT));
    }
    // The life of a customer counts the margin of what he buys.
    let without = expected(
        &[
            shop("kind = \"effect\"\neffect = { churn = \"0%\" }"),
            events.replace("take = \"12%\"", "take = \"0%\""),
        ]
        .concat(),
    );
    let more = page.at("baseline/metrics/clv") - without.at("baseline/metrics/clv");
    let active: f64 = (5..8).map(|t| libm::pow(0.95, f64::from(t))).sum();
    assert!(near(more, 0.12 * 5.0 * active, 1e-9), "{more}");
}

/// logit(conversion) = b0 + b1·known + b2·recommended, with stocks that are taught, told and forgotten.
#[test]
fn a_known_name_converts_more_often() {
    let brand = "[market]\nreachable_customers = 20000\n[[channels]]\nid = \"ads\"\nspend = { schedule = { 2026-01-01 = 500, 2026-04-01 = 1500 } }\n\
        response = { form = \"linear\", customers = 40 }\n\
        [brand]\nconversion = \"2%\"\nknown = \"30%\"\nrecommended = \"5%\"\nforgets = \"4% per month\"\ntaught_by = { spend = 1000, share = \"6%\" }\n\
        recommends = \"0.2 per month\"\nknown_lift = 0.8\nrecommended_lift = 1.5\n";
    let page = expected(
        &[shop("kind = \"effect\"\neffect = { churn = \"0%\" }"), brand.to_owned()].concat(),
    );
    let series = |name: &str| page.series(&format!("baseline/series/{name}"));
    let (opening, joined, pool) = (series("opening"), series("joined"), series("pool"));
    let odds = |p: f64| p / (1.0 - p);
    let (mut known, mut told) = (0.30, 0.05);
    for t in 0..12 {
        let spend = if t < 3 { 500.0 } else { 1500.0 };
        let lifted = odds(0.02) * libm::exp(0.8 * (known - 0.30) + 1.5 * (told - 0.05));
        let expected = 40.0 * spend / 500.0 * lifted / (1.0 + lifted) / 0.02;
        assert!(
            near(joined[t], expected, EXACT),
            "period {t}: {} joined, expected {expected}",
            joined[t]
        );
        assert!(
            near(series("known")[t], known, EXACT) && near(series("recommended")[t], told, EXACT)
        );
        known = 0.96 * known + (1.0 - known) * (1.0 - libm::pow(0.94, spend / 1000.0));
        let active = opening[t] + joined[t];
        told = 0.96 * told + (1.0 - told) * (1.0 - libm::exp(-0.2 * active / pool[t]));
    }
}
