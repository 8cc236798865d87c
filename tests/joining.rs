//! Who joins, within which room, and what finding them costs: seasons, events, people and capacity.

use crate::business::whole;
use crate::runs::{Page, expected, expected_with, run, scenario};
use tenure::engine::{LedgerPart, project, project_apart, project_whole};
use tenure::findings::find;
use tenure::plan::{Adjust, Precision, build};

/// Sums of some thousand doubles.
const EXACT: f64 = 1e-11;

#[track_caller]
pub fn meets(page: &Page, path: &str, expected: f64) {
    let found = page.at(path);
    assert!(
        (found - expected).abs() <= EXACT * expected.abs().max(1.0),
        "{path}: {found}, not {expected}"
    );
}

#[track_caller]
pub fn meet(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (t, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-10 * expected.abs().max(1.0),
            "{what}, period {t}: {found}, not {expected}"
        );
    }
}

/// Two clubs, one with walls; advertising with a season and people; a sales team that is hired; friends;
/// a promotion; a market that is fished out.
const CLUBS: &str = r#"
schema = 1
[scenario]
id = "clubs"
[model]
currency = "EUR"
start = 2026-01-01
horizon = "6 months"
discount_rate = "1% per month"
cash_timing = "mid-period"
[market]
reachable_customers = 1000
depletion = 0.5
[[segments]]
id = "north"
opening_customers = 100
capacity = { schedule = { 2026-01-01 = 120, 2026-04-01 = 110 } }
price = 50
[[segments]]
id = "south"
opening_customers = 60
price = 80
[opening_base]
tenure = "new"
[churn]
model = "constant"
rate = "5% per month"
[[channels]]
id = "ads"
spend = 3000
response = { form = "linear", customers = 30 }
cost_per_customer = 12
fixed_per_quarter = 900
mix = { north = "60%", south = "40%" }
seasonality = { jan = 2.2, feb = 1.5 }
[[channels]]
id = "sales"
customers = 8
cost_per_customer = 100
fixed_per_month = { schedule = { 2026-01-01 = 2000, 2026-03-01 = 4000 } }
starts = 2026-02-01
stops = 2026-06-01
mix = { north = "50%", south = "50%" }
word_of_mouth = { per_customer = "1% per month" }
[[events]]
id = "promotion"
starts = 2026-02-01
lasts = "2 months"
acquisition = 1.3
word_of_mouth = 0.5
[[programmes]]
id = "friends"
kind = "referral"
advocates = "10%"
invites = "1 per month"
convert = "20%"
would_have_come = "25%"
abuse = "10%"
reward = { advocate = { costs_us = 30 } }
mix = { north = "50%", south = "50%" }
cost = { fixed_per_month = 50 }
[overheads]
rent = { amount = 700, segment = "north" }
[[strategies]]
id = "now"
programmes = ["friends"]
"#;

/// All figures from a program of its own, written from docs/model.md, sections 1, 4 and 8: joiners of a
/// channel = stated × season × events, + word of mouth × its events, all × (pool/first pool)^½, by mix,
/// then × room/wanted in the north.
#[test]
fn joiners_come_in_the_stated_order() {
    let page = expected(CLUBS);
    let at = |path: &str| page.series(&format!("now/series/{path}"));
    let closing = [
        114.0 + 82.08,
        114.0 + 106.290_806_501,
        114.0 + 121.836_830_425,
        108.3 + 132.661_116_592,
        104.5 + 142.795_528_448,
        104.5 + 147.692_166_501,
    ];
    for (t, (found, expected)) in at("closing").iter().zip(closing).enumerate() {
        assert!((found - expected).abs() < 1e-8, "period {t}: {found}, not {expected}");
    }
    let penetration = [
        0.196_08,
        0.220_290_806_501,
        0.235_836_830_425,
        0.240_961_116_592,
        0.247_295_528_448,
        0.252_192_166_501,
    ];
    meet("penetration", &at("market_penetration"), &penetration);
    meets(&page, "now/metrics/market_penetration_end", penetration[5]);
    let full = [1.0, 1.0, 1.0, 114.0 / 110.0, 1.0, 1.0];
    meet("the fullest club", &at("capacity_utilisation"), &full);
    meet("the north", &page.series("now/segments/north/capacity_utilisation"), &full);
    assert!(page.part("now/segments/south/capacity_utilisation").unwrap().is_null());
    meets(&page, "now/metrics/npv_horizon", 52_361.232_522_5);
    for (channel, joined, average, marginal) in [
        ("ads", 132.781_884_282_4, 161.116_727_082, 112.0),
        ("sales", 23.068_301_761_01, 691.079_434_704, 100.0),
        // (24.14628394049345 of rewards + 300) / joiners; 1.1 × 30 / 0.75.
        ("friends", 9.639_688_271_375, 75.121_338_320_7, 44.0),
    ] {
        let joins = page.at(&format!("now/channels/{channel}/joined"));
        assert!((joins - joined).abs() < 1e-7, "{channel}: {joins}, not {joined}");
        meets(&page, &format!("now/channels/{channel}/cac_average"), average);
        meets(&page, &format!("now/channels/{channel}/cac_marginal"), marginal);
    }
    meets(&page, "now/metrics/cac_paid", 239.559_621_325);
    meets(&page, "now/metrics/cac_blended", 225.605_413_664);
    meets(&page, "now/metrics/cac_loaded", 229.981_187_632);
    let pay = page.series("now/ledger/acquisition.sales.fixed");
    meet("pay", &pay, &[0.0, 2000.0, 4000.0, 4000.0, 4000.0, 0.0]);
    let notes = page.pointer_root("notes").to_string();
    assert!(notes.contains("north is full: from 2026-01-01"), "{notes}");
    assert!(notes.contains("north has more customers than its capacity"), "{notes}");
    let integrity = page.pointer_root("integrity");
    assert!(integrity.as_array().unwrap().iter().all(|one| one["verdict"] == "pass"));
}

/// The same program's cash by segment: media and pay by the channel's mix before cuts, cost per customer by
/// who joins, rewards by who recommended, rent of the north; the referral's fixed cost is common.
#[test]
fn each_segment_bears_what_its_joiners_cost() {
    let scenario = scenario(CLUBS);
    let plan =
        build(&scenario, 0, &scenario.base_values(), &Adjust::none(2, 1), &[1.0], Precision::Base);
    let run = project_apart(&plan);
    let of =
        |side: Option<usize>| run.ledger.part(LedgerPart::Segment(side)).unwrap().cash_flow(&plan);
    let north = [
        3080.0,
        2_142.598_854_47,
        1_119.302_594_14,
        983.087_937_023,
        741.218_936_474,
        2_717.488_242_63,
    ];
    let south = [
        5275.2,
        5_820.684_774_32,
        6_226.004_931_5,
        7_304.938_094_83,
        8_158.496_292_51,
        10_927.754_008_7,
    ];
    meet("north", &of(Some(0)), &north);
    meet("south", &of(Some(1)), &south);
    meet("common", &of(None), &[-50.0; 6]);
}

/// A hire who is moved from the acquisition team to the channel costs the same.
#[test]
fn a_hire_may_be_moved_to_the_channel() {
    let text = CLUBS.replace("fixed_per_quarter = 900\n", "");
    let team = text.replace("[overheads]\n", "[overheads]\nacquisition_team = 300\n");
    let (own, team) = (expected(CLUBS), expected(&team));
    for metric in ["npv", "npv_horizon", "npv_runoff", "acquisition_spend_pv", "customer_equity"] {
        let path = format!("now/metrics/{metric}");
        meets(&own, &path, team.at(&path));
    }
    meets(&own, "now/metrics/cac_loaded", team.at("now/metrics/cac_loaded"));
    assert!(own.at("now/channels/ads/cac_average") > team.at("now/channels/ads/cac_average"));
}

/// A strategy's numbers without those that only one of two files can have.
fn figures(page: &Page, strategy: &str) -> String {
    let mut part = page.part(strategy).unwrap().clone();
    let drop = |place: &mut serde_json::Value| {
        if let Some(map) = place.as_object_mut() {
            map.retain(|key, _| !key.starts_with("capacity") && !key.starts_with("assumptions"));
        }
    };
    drop(&mut part["metrics"]);
    drop(&mut part["series"]);
    part["segments"].as_array_mut().unwrap().iter_mut().for_each(|own| drop(&mut own["metrics"]));
    part.to_string()
}

/// A season of ones, an event of ones and walls that nobody reaches change nothing, to the last digit, in
/// expected values and in draws of whole customers by either engine.
#[test]
fn what_changes_nothing_changes_nothing() {
    let simple = "\n[uncertainty]\ndraws = 20\ncustomers = true\n[[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 300\n@\
        [churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n[[channels]]\nid = \"ads\"\ncustomers = 30.5\ncost_per_customer = 50\n";
    let simple = "schema = 1\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"12 months\"\ndiscount_rate = \"9% per year\"\n"
        .to_owned()
        + simple;
    let talk = simple.clone() + "word_of_mouth = { per_customer = \"1% per month\" }\n";
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let ones = months.map(|month| format!("{month} = 1")).join(", ");
    for text in [simple, talk] {
        let plain = run(&text.replace('@', ""));
        let season = text.replace('@', "") + &format!("seasonality = {{ {ones} }}\n");
        assert_eq!(figures(&plain, "baseline"), figures(&run(&season), "baseline"));
        let walls = run(&text.replace('@', "capacity = 1e6\n"));
        assert_eq!(figures(&plain, "baseline"), figures(&walls, "baseline"));
    }
}

/// With a binding capacity no club ever closes with more than its room, in expected values and in whole
/// customers, under programmes of every kind; and parts and whole agree.
#[test]
fn nobody_joins_beyond_the_room() {
    let text = whole()
        .replacen("id = \"standard\"\n", "id = \"standard\"\ncapacity = 20100\n", 1)
        .replacen("id = \"premium\"\n", "id = \"premium\"\ncapacity = 5900\n", 1);
    let scenario = scenario(&text);
    for place in 0..scenario.strategies.len() {
        let business = &scenario.strategies[place].business;
        let none = Adjust::none(business.channels.len(), business.programmes.len());
        let shares: Vec<f64> =
            business.events.iter().map(|e| e.probability.at(&scenario.base_values())).collect();
        let values = scenario.base_values();
        let plan = build(&scenario, place, &values, &none, &shares, Precision::Base);
        let drawn = (0..5).map(|key| project_whole(&plan, &project(&plan), key));
        for (number, run) in [project_apart(&plan)].into_iter().chain(drawn).enumerate() {
            for (s, room) in [20_100.0_f64, 5_900.0].into_iter().enumerate() {
                for t in 0..plan.periods {
                    let opening = run.opening[s][t];
                    let blocks = plan.blocks.iter().zip(&run.joined);
                    let came: f64 = blocks
                        .filter(|(block, _)| block.segment == s)
                        .map(|(_, joined)| joined[t])
                        .sum::<f64>()
                        + run.returned[s][t];
                    let most = room.max(opening) * (1.0 + 1e-12);
                    assert!(opening + came <= most, "run {number}, segment {s}, period {t}");
                    if number > 0 {
                        assert_eq!(came, came.floor());
                    }
                }
            }
            // The premium segment opens with more than its room.
            assert_eq!(run.full[1], Some(0));
        }
    }
    let page = expected(&text);
    for one in page.pointer_root("integrity").as_array().unwrap() {
        assert_eq!(one["verdict"], "pass", "{one}");
    }
    let figure = page.part("baseline/metrics/npv_horizon").unwrap();
    assert!(figure["customers_sd"].is_null());
}

/// The exact spread of customers' own chance is there as long as nobody is turned away.
#[test]
fn a_full_segment_has_no_exact_spread() {
    let text = |room: usize| {
        format!(
            "schema = 1\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"12 months\"\ndiscount_rate = \"9% per year\"\n\
             [[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 300\ncapacity = {room}\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
             [[channels]]\nid = \"ads\"\ncustomers = 30\ncost_per_customer = 50\n"
        )
    };
    let spread = |room: usize| {
        let page = expected(&text(room));
        page.part("baseline/metrics/npv_horizon").unwrap()["customers_sd"].as_f64()
    };
    assert!(spread(1000).is_some());
    assert_eq!(spread(310), None);
    // A room that does not exist has no share in use; a club that opens later has one from then on.
    let later = text(0)
        .replace("capacity = 0", "capacity = { schedule = { 2026-01-01 = 0, 2026-03-01 = 400 } }");
    let page = expected(&later);
    let used = page.part("baseline/series/capacity_utilisation").unwrap();
    assert!(used[0].is_null() && used[1].is_null());
    assert!((used[2].as_f64().unwrap() - (300.0 * 0.95 * 0.95 + 30.0) / 400.0).abs() < 1e-12);
    assert_eq!(page.series("baseline/series/joined")[..3], [0.0, 0.0, 30.0]);
}

/// Two ways of finding customers for a question of money.
const HIRES: &str = r#"
schema = 1
[scenario]
id = "hires"
[model]
currency = "EUR"
start = 2026-01-01
horizon = "24 months"
discount_rate = "10% per year"
[[segments]]
id = "all"
price = 100
opening_customers = 500
[opening_base]
tenure = "new"
[churn]
model = "constant"
rate = "4% per month"
[[channels]]
id = "ads"
spend = 8000
response = { form = "power", customers = 20, exponent = 0.6 }
cost_per_customer = 40
[[channels]]
id = "outbound"
customers = 6
cost_per_customer = 150
fixed_per_month = 2500
[[strategies]]
id = "now"
"#;

/// `lever = false`: never moved, never left out; its money counts.
#[test]
fn what_is_no_lever_is_not_moved() {
    let kept = HIRES.replace("fixed_per_month = 2500", "fixed_per_month = 2500\nlever = false");
    let (own, kept) = (expected(HIRES), expected(&kept));
    let levers = |page: &Page| page.pointer_root("next_money")["levers"].clone();
    let (all, still) = (levers(&own), levers(&kept));
    // Channels in both; only the first can be moved in the second file.
    assert_eq!(all[1]["path"], "channels.outbound.customers");
    assert!(all[1]["marginal_return"].is_number() && all[1]["average_return"].is_number());
    assert_eq!(still[1]["marginal_return_why"], "the file says that it is no lever");
    assert!(still[1]["average_return"].is_null());
    assert_eq!(still[1]["spend_pv"], all[1]["spend_pv"]);
    assert_eq!(all[0]["marginal_return"], still[0]["marginal_return"]);
    let path = "now/metrics/marginal_return_acquisition";
    assert_eq!(kept.at(path), still[0]["marginal_return"].as_f64().unwrap());
    assert!(own.at(path) != kept.at(path));
    meets(&own, "now/metrics/npv", kept.at("now/metrics/npv"));
    let why = tenure::optimise::optimise(
        &mut scenario(
            &(HIRES.replace("fixed_per_month = 2500", "fixed_per_month = 2500\nlever = false")
                + "[optimise]\nlevers = [{ path = \"channels.ads.spend\" }, { path = \"channels.outbound.customers\" }]\n"),
        ),
        tenure::optimise::Options { strategy: Some(0), ..Default::default() },
    );
    let left_out = why.unwrap().optimum.unwrap().left_out;
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0].path, "channels.outbound.customers");
}

/// Without a channel its people go too; a spend of 0 that is stated leaves them.
#[test]
fn pay_goes_with_the_channel_and_stays_without_spend() {
    let text = HIRES.to_owned()
        + "[[strategies]]\nid = \"idle\"\nset = { \"channels.outbound.customers\" = 0 }\n\
           [[strategies]]\nid = \"without\"\nset = { \"channels.outbound.customers\" = 0, \"channels.outbound.fixed_per_month\" = 0 }\n";
    let page = expected(&text);
    // 2,500 in the middle of each of 24 months at 10 % a year, by hand: 2,500 × Σ 1.1^(−(t+½)/12).
    let pay: f64 = (0..24).map(|t| 2500.0 * libm::pow(1.1, -(f64::from(t) + 0.5) / 12.0)).sum();
    meets(&page, "without/metrics/npv", page.at("idle/metrics/npv") + pay);
    let lever = &page.pointer_root("next_money")["levers"][1];
    let own = expected(HIRES);
    let mine = &own.pointer_root("next_money")["levers"][1];
    assert_eq!(lever["path"], mine["path"]);
    let (npv, without) = (own.at("now/metrics/npv"), page.at("without/metrics/npv"));
    let average = 1.0 + (npv - without) / mine["spend_pv"].as_f64().unwrap();
    let found = mine["average_return"].as_f64().unwrap();
    assert!((found - average).abs() < 1e-9 * average.abs(), "{found}, not {average}");
    // Cost per customer moves with the customers, pay does not: 1 + Δnpv/Δspend.
    let moved = |factor: f64| {
        let set = [("channels.outbound.customers", (6.0 * factor).to_string())];
        let set = set.each_ref().map(|(path, value)| (*path, value.as_str()));
        let page = expected_with(HIRES, &set);
        (page.at("now/metrics/npv"), page.at("now/channels/outbound/spend_pv"))
    };
    let (low, high) = (moved(0.999), moved(1.001));
    let marginal = 1.0 + (high.0 - low.0) / (high.1 - low.1);
    let found = mine["marginal_return"].as_f64().unwrap();
    assert!((found - marginal).abs() < 1e-6 * marginal.abs(), "{found}, not {marginal}");
}

/// `spend_as` moves the spend; cost per customer and pay count in what is matched.
#[test]
fn equal_spend_counts_people_and_customers() {
    let text = HIRES.to_owned()
        + "[[strategies]]\nid = \"more\"\nset = { \"channels.outbound.customers\" = 9, \"channels.outbound.fixed_per_month\" = 5000 }\n\
           [[strategies]]\nid = \"ads\"\nspend_as = { strategy = \"more\", channels = [\"ads\"] }\n";
    let page = expected(&text);
    let spend = |id: &str| page.at(&format!("{id}/metrics/acquisition_spend_pv"));
    assert!((spend("ads") / spend("more") - 1.0).abs() < 1e-9);
    let pay = page.series("ads/ledger/acquisition.outbound.fixed");
    assert!(pay.iter().all(|pay| *pay == 2500.0));
}

/// A team that does not pay: the best split leaves the channel out with its pay, and the strategy that is
/// printed for the file is worth what was promised.
#[test]
fn the_best_split_may_do_without_the_team() {
    let text = HIRES
        .replace("fixed_per_month = 2500", "fixed_per_month = 20_000")
        .replace("price = 100", "price = 60");
    let mut file = scenario(&text);
    let options = tenure::optimise::Options { strategy: Some(0), ..Default::default() };
    let optimum = tenure::optimise::optimise(&mut file, options).unwrap().optimum.unwrap();
    let outbound = optimum.levers.iter().find(|l| l.path == "channels.outbound.customers").unwrap();
    assert_eq!(outbound.best, 0.0);
    let page = expected(&format!("{text}\n{}", optimum.snippet));
    let found = page.at("now-best/metrics/npv");
    assert!((found - optimum.best.npv).abs() < 1e-9 * found.abs(), "{found}, {}", optimum.best.npv);
    let pay = page.part("now-best/ledger/acquisition.outbound.fixed").unwrap();
    assert!(pay.as_array().unwrap().iter().all(|pay| pay.as_f64() == Some(0.0)));
}

/// In draws of whole customers who find a place are drawn among all: every kind gets its part on average.
#[test]
fn places_are_drawn_among_all_alike() {
    let text = "schema = 1\n[scenario]\nid = \"door\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"1 month\"\ndiscount_rate = \"10% per year\"\n\
        [[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 10\ncapacity = 40.9\n[churn]\nmodel = \"constant\"\nrate = \"10% per month\"\n\
        [[channels]]\nid = \"a\"\ncustomers = 50\n[[channels]]\nid = \"b\"\ncustomers = 25\ncost_per_customer = 8\n";
    let scenario = scenario(text);
    let values = scenario.base_values();
    let plan = build(&scenario, 0, &values, &Adjust::none(2, 0), &[], Precision::Base);
    let expected = project(&plan);
    let draws = 4000;
    let (mut b, mut squares) = (0.0, 0.0);
    for key in 0..draws {
        let run = project_whole(&plan, &expected, key);
        let joined: Vec<f64> = run.joined.iter().map(|own| own[0]).collect();
        // Room is rounded down: 30 places.
        assert_eq!(joined[1] + joined[2], 30.0);
        let paid = run
            .ledger
            .accounts()
            .find(|(account, _)| *account == tenure::plan::Account::Commission(1));
        assert!((paid.unwrap().1[0] - 8.0 * joined[2]).abs() < 1e-9);
        b += joined[2];
        squares += (joined[2] - 10.0) * (joined[2] - 10.0);
    }
    // Hypergeometric: mean 30 × 25/75, variance 30 × ⅓ × ⅔ × 45/74.
    let (n, variance) = (draws as f64, 30.0 / 3.0 * 2.0 / 3.0 * 45.0 / 74.0);
    assert!((b / n - 10.0).abs() < 4.0 * (variance / n).sqrt(), "{}", b / n);
    assert!((squares / n / variance - 1.0).abs() < 0.1, "{}", squares / n);
    let page = Page::of(&find(&scenario));
    let notes = page.pointer_root("notes").to_string();
    assert!(notes.contains("is full: from 2026-01-01"), "{notes}");
}
