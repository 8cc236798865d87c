//! What runs after the horizon: figures of an own program, and what must hold whatever the numbers are.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::business::{
    CHANNELS, CHURN, EVENTS, FRAME, MARKET, PROGRAMMES, QUALITY, REASONS, SEGMENTS, in_money,
    programme, reasons, strategy,
};
use crate::runs::{Page, expected, expected_with, near, run};

/// Twelve months of one segment at a tenth a year.
fn year(segment: &str, churn: &str, rest: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"year\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"12 months\"\n\
         discount_rate = \"10% per year\"\nterminal_value = \"runoff\"\n[[segments]]\nid = \"all\"\n{segment}\n[opening_base]\n\
         tenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"{churn} per month\"\n{rest}"
    )
}

#[track_caller]
fn is(page: &Page, path: &str, value: f64) {
    let found = page.at(path);
    assert!(near(found, value, 1e-9), "{path}: {found}, by the other program {value}");
}

/// By an own program, period by period for 6,000 months: after the horizon nobody calls the desk, but saved
/// customers keep their offer and their multiplier; if it goes on each customer bears the desk's fixed cost of
/// the last month over its customers.
#[test]
fn a_desk_ends_and_its_offers_run_on() {
    let text = year(
        "price = 20\nservice_cost = 3\nopening_customers = 1000",
        "5%",
        "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nreach = \"60%\"\naccept = \"50%\"\n\
         after_save = { churn_multiplier = 2, fades_over = \"4 months\" }\n\
         offers = [{ name = \"half\", share = \"100%\", discount = \"50%\", lasts = \"3 months\" }]\n\
         cost = { per_contact = 2, fixed_per_month = 300, set_up = 500 }\n\
         [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"desk\"\nprogrammes = [\"desk\"]\n",
    );
    let page = expected(&text);
    is(&page, "none/npv_horizon", 149_780.505_912_291_76);
    is(&page, "none/npv_stop", 294_401.011_921_038);
    is(&page, "none/npv_go_on", 294_401.011_921_038);
    is(&page, "desk/npv_horizon", 152_669.798_159_717_14);
    is(&page, "desk/npv_stop", 321_776.847_961_393_3);
    is(&page, "desk/npv_go_on", 357_780.547_436_894_03);
    is(&page, "desk/npv_runoff", 321_776.847_961_393_3);
    is(&page, "desk/npv", 321_776.847_961_393_3);
    is(&page, "desk/incremental_npv_stop", 321_776.847_961_393_3 - 294_401.011_921_038);
    let go_on = expected_with(&text, &[("model.after_horizon", "\"go-on\"")]);
    is(&go_on, "desk/npv", 357_780.547_436_894_03);
    is(&go_on, "desk/npv_stop", 321_776.847_961_393_3);
    is(&go_on, "desk/incremental_npv_horizon", 152_669.798_159_717_14 - 149_780.505_912_291_76);
    // What customers are worth has no fixed cost in it.
    let fixed = ("programmes.desk.cost.fixed_per_month", "0");
    let free = expected_with(&text, &[("model.after_horizon", "\"go-on\""), fixed]);
    for value in ["customer_equity", "clv_runoff", "opening_base_value"] {
        is(&go_on, &format!("desk/{value}"), free.at(&format!("desk/{value}")));
    }
}

/// By the own program: points wait for a minimum of five months' purchases. When earning ends those below it
/// expire.
#[test]
fn points_below_the_minimum_expire_when_earning_ends() {
    let text = year(
        "price = 20\nopening_customers = 1000",
        "4%",
        "[[programmes]]\nid = \"club\"\nkind = \"points\"\nmembership = { enrol = \"40%\" }\nearn = \"1 point per 1 EUR\"\n\
         redeem = { point_value = 0.05, minimum = 90 }\nbreakage = \"10%\"\neffect = { churn = \"0%\" }\n\
         [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"club\"\nprogrammes = [\"club\"]\n",
    );
    let page = expected(&text);
    is(&page, "club/npv_horizon", 182_570.208_421_614_78);
    is(&page, "club/npv_stop", 415_706.347_612_895_9);
    is(&page, "club/npv_go_on", 411_145.315_797_596_2);
}

/// By the own program: today runs a programme whose ramp is half over; after the horizon everybody has it at
/// that reach and bears its cost, whatever else was run. A quarter of the cash is tax.
#[test]
fn programmes_of_today_take_over() {
    let text = year(
        "price = 15\nopening_customers = 800",
        "6%",
        "[[channels]]\nid = \"ads\"\ncustomers = 30\ncost_per_customer = 10\n\
         [[programmes]]\nid = \"card\"\nkind = \"effect\"\nramp = \"24 months\"\neffect = { churn = \"-20%\" }\n\
         cost = { per_member = 0.5, fixed_per_month = 200 }\n\
         [[programmes]]\nid = \"own\"\nkind = \"effect\"\neffect = { churn = \"-15%\" }\n\
         cost = { per_member = 0.2, fixed_per_month = 150 }\n\
         [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"today\"\nprogrammes = [\"card\"]\n\
         [[strategies]]\nid = \"own\"\nprogrammes = [\"own\"]\n\
         [[strategies]]\nid = \"both\"\nprogrammes = [\"card\", \"own\"]\n\
         [comparison]\nagainst = \"today\"\n",
    );
    let page = expected_with(&text, &[("model.corporate_tax", "\"25%\"")]);
    for (id, horizon, stop, go_on) in [
        ("none", 91_930.230_163_774_9, 179_796.309_736_345_17, 175_298.753_701_610_7),
        ("today", 90_368.595_452_268_38, 181_617.508_288_334_04, 181_617.508_288_334_04),
        ("own", 93_397.082_401_211_74, 190_139.374_046_910_18, 195_826.224_696_587_97),
        ("both", 91_693.514_424_158_26, 191_619.630_170_520_54, 203_181.645_698_977_63),
    ] {
        is(&page, &format!("{id}/npv_horizon"), horizon);
        is(&page, &format!("{id}/npv_stop"), stop);
        is(&page, &format!("{id}/npv_go_on"), go_on);
    }
}

/// A shop whose survey begins two months before the plan's end.
fn surveyed(more: &str) -> String {
    [
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"8 months\"\n\
         discount_rate = \"10% per year\"\ncash_timing = \"start\"\nterminal_value = \"runoff\"\n[purchase]\nmodel = \"visits\"\n\
         [[segments]]\nid = \"all\"\nbasket = 10\nvisits = \"2 per month\"\nservice_cost = 1\nopening_customers = 1000\n\
         [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
         [churn.reasons]\nservice = \"50%\"\nprice = \"50%\"\n\
         [quality]\nbad_event = \"4% per month\"\ntells_us = \"10%\"\nresolve = { share = \"40%\", quickly = \"30%\" }\n\
         stays_if = { silent = \"40%\", complained_unresolved = \"45%\", resolved = \"80%\", resolved_quickly = \"95%\" }\n",
        more,
        "[[programmes]]\nid = \"p\"\nkind = \"survey\"\nstarts = 2026-07-01\nacts_on = [\"price\"]\n\
         ask = { share = \"30%\", every = \"2 months\", questions = 3 }\nanswer = \"60%\"\nfatigue = \"5%\"\n\
         listens = { bad_event_change = \"-30%\", after = \"4 months\" }\nbeing_asked = { churn = \"-20%\", lasts = \"5 months\" }\n\
         cost = { per_contact = 0.5, per_event = 1.5, fixes_per_month = 100 }\n\
         [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"p\"\nprogrammes = [\"p\"]\n",
    ]
    .concat()
}

/// By an own program, period by period for 8,000 months: what was asked in the plan's last months shows and wears
/// off after it, whether the survey goes on or not.
#[test]
fn what_was_asked_before_the_end_shows_after_it() {
    let page = expected(&surveyed(""));
    is(&page, "none/npv_stop", 330_345.711_492_444_6);
    is(&page, "p/npv_horizon", 124_266.644_317_069_12);
    is(&page, "p/npv_stop", 332_777.672_604_924_6);
    is(&page, "p/npv_go_on", 352_859.508_549_553_5);
}

/// By the same program: who stays after a bad event comes half as often for six months, of which the plan's end sees two.
#[test]
fn fewer_visits_settle_after_the_end() {
    let page = expected(&surveyed("fewer_visits = { change = \"-50%\", lasts = \"6 months\" }\n"));
    is(&page, "none/npv_stop", 330_345.711_492_444_6);
    is(&page, "p/npv_stop", 332_957.335_963_554_4);
    is(&page, "p/npv_go_on", 354_732.694_730_792_7);
}

/// Where today runs the survey and another strategy does not, it takes over after the plan and asks anew: as one
/// whose plan is a month longer and whose survey starts in that month.
#[test]
fn a_survey_that_takes_over_asks_anew() {
    let today = surveyed("").replace("[[strategies]]\nid = \"none\"", TODAYS);
    let later = today.replace("horizon = \"8 months\"", "horizon = \"9 months\"");
    let late = "set = { \"programmes.p.starts\" = 2026-09-01 }\nprogrammes = [\"p\"]\n[comparison]\nagainst = \"today\"\n";
    let later = later.replace("programmes = []\n[comparison]\nagainst = \"today\"\n", late);
    // Its cost of fixes apart, which the customers of the plan's last month share.
    let free = ("programmes.p.cost.fixes_per_month", "1e-12");
    let [anew, dated] = [&today, &later].map(|text| expected_with(text, &[free]));
    is(&anew, "none/npv_stop", dated.at("none/npv_go_on"));
}

/// Two strategies: today surveys, the other does not.
const TODAYS: &str = "[[strategies]]\nid = \"today\"\nprogrammes = [\"p\"]\n[[strategies]]\nid = \"none\"\nprogrammes = []\n\
    [comparison]\nagainst = \"today\"\n";

/// Kinds that the business of the tests does not have, and the others: each with what it leaves behind.
const MORE: [(&str, &str, &str); 5] = [
    (
        "cake",
        "birthday",
        "\nknown_birthdays = { standard = \"40%\" }\ngift = { costs_us = M(4) }\nredeem = \"30%\"\n\
         effect = { churn = \"-4%\", lasts = \"2 months\" }\ncost = { per_contact = M(0.6), fixed_per_month = M(90) }\n",
    ),
    (
        "post",
        "newsletter",
        "\nsubscribers = \"35%\"\nsends = \"2 per month\"\nunsubscribe = \"0.4% per send\"\ndecay = \"30% per month\"\n\
         effect = { churn = \"-6%\" }\ncost = { per_contact = M(0.05), fixed_per_month = M(120) }\n",
    ),
    (
        "fair",
        "appreciation-day",
        "\nwhen = \"11-15\"\ncomes = \"25%\"\ngift = { costs_us = M(3) }\neffect = { churn = \"-8%\", lasts = \"4 months\" }\n\
         cost = { per_event = M(900) }\n",
    ),
    (
        "loyal",
        "tenure-reward",
        "\nafter = \"6 months\"\nevery = \"12 months\"\nreward = { costs_us = M(9) }\nacts_on = [\"product\"]\n\
         effect = { churn = \"-10%\", lasts = \"3 months\" }\n",
    ),
    (
        "coins",
        "points",
        "\nmembership = { enrol = \"30%\" }\nearn = \"1 point per M(1) EUR\"\n\
         redeem = { point_value = M(0.02), minimum = 60 }\neffect = { churn = \"-3%\" }\ncost = { fixed_per_month = M(70) }\n",
    ),
];

/// A season, an event over the end of the horizon and one that lies after it.
const LATE: &str = r#"
[[events]]
id = "late"
kind = "competitor-offer"
starts = 2027-11-01
lasts = "4 months"
churn = { price = 1.4 }
[[events]]
id = "later"
kind = "competitor-offer"
starts = 2028-09-01
lasts = "3 months"
churn = { product = 1.6 }
"#;

/// The business with the strategies' text: the whole of it, or one segment and one channel.
fn business(whole: bool, strategies: &str) -> String {
    let all = PROGRAMMES.into_iter().chain(MORE).map(programme);
    let (market, segments, channels) = match whole {
        true => (MARKET, SEGMENTS.concat(), CHANNELS.concat()),
        false => ("", SEGMENTS[0].to_owned(), CHANNELS[1].to_owned()),
    };
    let text = [
        &FRAME.replace("cash_timing", "terminal_value = \"runoff\"\ncash_timing"),
        market,
        &segments,
        CHURN,
        &reasons(&REASONS),
        QUALITY,
        &EVENTS.concat(),
        LATE,
        &channels,
        &all.collect::<String>(),
        strategies,
    ]
    .concat();
    in_money(&text, 1.0)
}

fn ids() -> Vec<&'static str> {
    PROGRAMMES.iter().chain(&MORE).map(|(id, ..)| *id).collect()
}

/// What may stand beside each other: no two desks or answers to complaints, no desk beside a reward for tenure
/// on its reasons.
const TODAY: [&[&str]; 3] = [&[], &["nudge", "post"], &["desk", "school"]];

/// `stops` dated to the end under go-on is what stop does with a programme that today does not run: beside
/// none of today's, and beside some.
#[test]
fn a_stop_dated_to_the_end_is_the_stop_of_the_model() {
    for today in TODAY {
        // Alone each kind, beside others some: a bundle is taken apart in every page.
        const BESIDE: [&str; 5] = ["care", "sorry", "coins", "fair", "ask"];
        let beside = |id: &&str| today.is_empty() || BESIDE.contains(id);
        for id in ids().into_iter().filter(beside) {
            let own: Vec<&str> = today.iter().copied().chain([id]).collect();
            let dated = format!("set = {{ \"programmes.{id}.stops\" = 2028-01-01 }}\n");
            let strategies = [
                strategy("today", today),
                strategy("x", &own),
                strategy("dated", &own),
                dated,
                "[comparison]\nagainst = \"today\"\n".to_owned(),
            ];
            let page = expected(&business(false, &strategies.concat()));
            for (value, of) in [("npv_stop", "x"), ("npv_stop", "dated"), ("npv_go_on", "dated")] {
                let (stop, found) = (page.at("x/npv_stop"), page.at(&format!("{of}/{value}")));
                assert!(
                    near(found, stop, 1e-10),
                    "{id} beside {today:?}: {of}/{value} {found}, {stop}"
                );
            }
            let horizon = page.at("x/npv_horizon");
            assert!(near(horizon, page.at("dated/npv_horizon"), 1e-12), "{id} beside {today:?}");
            if !["friends", "letters", "school"].contains(&id) {
                assert!(!near(page.at("x/npv_go_on"), page.at("x/npv_stop"), 1e-9), "{id}");
            }
        }
    }
}

/// A strategy with the programmes and values of today gains nothing, by any clock; nor does one with a
/// programme that does and costs nothing. One that only costs loses what it costs within the horizon if it
/// ends with it. For churn, horizons and taxes drawn at random.
#[test]
fn what_is_alike_gains_nothing_and_what_only_costs_loses_its_cost() {
    let config = Config { cases: 4, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let numbers = (0.6_f64..4.0, 4.0_f64..40.0, 2_usize..30, 0_usize..3);
    let idle = "[[programmes]]\nid = \"idle\"\nkind = \"effect\"\neffect = { churn = \"0%\" }\n\
                [[programmes]]\nid = \"office\"\nkind = \"effect\"\neffect = { churn = \"0%\" }\n\
                cost = { fixed_per_month = 700, set_up = 900 }\n";
    let found = runner.run(&numbers, |(alpha, beta, horizon, today)| {
        let today = TODAY[today];
        let with = |id: &'static str| today.iter().copied().chain([id]).collect::<Vec<&str>>();
        let strategies = [
            idle.to_owned(),
            strategy("today", today),
            strategy("twin", today),
            strategy("idle", &with("idle")),
            strategy("office", &with("office")),
            "[comparison]\nagainst = \"today\"\n".to_owned(),
        ];
        let settings = [
            ("churn.alpha", alpha.to_string()),
            ("churn.beta", beta.to_string()),
            ("model.horizon", format!("\"{horizon} months\"")),
        ];
        let settings = settings.each_ref().map(|(path, value)| (*path, value.as_str()));
        let page = expected_with(&business(true, &strategies.concat()), &settings);
        let size = page.at("today/npv_stop").abs();
        for gain in ["incremental_npv_horizon", "incremental_npv_stop", "incremental_npv_go_on"] {
            assert_eq!(page.at(&format!("twin/{gain}")), 0.0, "{gain}");
            let idle = page.at(&format!("idle/{gain}"));
            assert!(idle.abs() <= 1e-12 * size, "{gain} {idle}");
        }
        let cost = page.at("office/programmes/office/cost_pv");
        for gain in ["incremental_npv_horizon", "incremental_npv_stop"] {
            let lost = page.at(&format!("office/{gain}"));
            assert!((lost + cost).abs() <= 1e-11 * size, "{gain} {lost}, cost {cost}");
        }
        assert!(page.at("office/incremental_npv_go_on") < -cost);
        Ok(())
    });
    found.unwrap();
}

/// Nobody joins, so where the plan ends changes nothing: with a season, a programme whose ramp is over, an
/// event in force at the end and one that comes later. What a programme leaves of its fixed cost is 0 here.
#[test]
fn where_the_plan_ends_changes_nothing() {
    let text = "schema = 1\n[scenario]\nid = \"long\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"36 months\"\n\
         discount_rate = \"9% per year\"\nterminal_value = \"runoff\"\nafter_horizon = \"go-on\"\n[[segments]]\nid = \"all\"\nprice = 20\n\
         opening_customers = 10000\n[opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"beta-geometric\"\nalpha = 1.5\nbeta = 20\n\
         seasonality = { jan = 1.3, feb = 1.2, mar = 1.1, apr = 1.05, may = 0.9, jun = 0.8, jul = 0.7, aug = 0.95, sep = 1, oct = 1.02, nov = 1.12, dec = 0.86 }\n\
         [[events]]\nid = \"rival\"\nkind = \"competitor-offer\"\nstarts = 2028-07-01\nlasts = \"9 months\"\nchurn = 1.3\n\
         [[events]]\nid = \"later\"\nkind = \"competitor-offer\"\nstarts = 2029-09-01\nlasts = \"7 months\"\nchurn = 1.4\n\
         [[programmes]]\nid = \"care\"\nkind = \"effect\"\nramp = \"18 months\"\neffect = { churn = \"-15%\" }\ncost = { per_member = 0.3 }\n\
         [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"care\"\nprogrammes = [\"care\"]\n";
    let over = |months: &str| {
        expected_with(text, &[("model.horizon", months)]).at("care/metrics/npv_runoff")
    };
    let long = over("\"96 months\"");
    for months in ["\"36 months\"", "\"48 months\"", "\"60 months\""] {
        let found = over(months);
        assert!(near(found, long, 1e-11), "{months}: {found}, over 96 months {long}");
    }
}

/// The value that `after_horizon` does not name is drawn where a check asks for it, and only there: with drawn
/// assumptions, with whole customers, and where customers act on each other.
#[test]
fn the_other_value_is_drawn_where_a_check_asks_for_it() {
    let effect = "[[programmes]]\nid = \"care\"\nkind = \"effect\"\neffect = { churn = { base = \"-10%\", low = \"-15%\", high = \"-5%\" } }\n\
        cost = { fixed_per_month = 40, per_member = 0.1 }\n[[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"care\"\nprogrammes = [\"care\"]\n";
    let desk = "[[programmes]]\nid = \"care\"\nkind = \"save-desk\"\naccept = \"30%\"\ncost = { fixed_per_month = 40 }\n\
        [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"care\"\nprogrammes = [\"care\"]\n";
    let check = "[[checks]]\nid = \"go-on\"\nmetric = \"incremental_npv_go_on\"\nstrategy = \"care\"\nstatistic = \"p50\"\nmust = \">= 0\"\n";
    for (programme, draws) in [
        (effect, "draws = 64"),
        (effect, "draws = 400\ncustomers = true\nassumptions = false"),
        (desk, "draws = 400\ncustomers = true"),
    ] {
        let rest = format!("[uncertainty]\n{draws}\n{programme}");
        let text = year("price = 20\nopening_customers = 300", "5%", &rest);
        let asked = run(&format!("{text}{check}"));
        for path in ["care/npv_go_on", "care/incremental_npv_go_on", "care/npv_stop"] {
            let (mean, se) = (asked.drawn(path, "mean"), asked.drawn(path, "se"));
            // A mean over drawn effects is not the value at their middle, but near it.
            let apart = (mean - asked.at(path)).abs();
            assert!(apart <= 6.0 * se, "{draws}, {path}: {mean} ± {se}, {}", asked.at(path));
        }
        let verdict = &asked.pointer_root("checks")[0];
        assert!(verdict["value"].is_number(), "{verdict}");
        let silent = run(&text);
        assert!(silent.part("care/npv_go_on").unwrap()["mean"].is_null());
        assert!(silent.part("care/incremental_npv_horizon").unwrap()["mean"].is_number());
        for path in ["care/npv_go_on", "care/npv_stop", "care/npv_horizon"] {
            assert_eq!(silent.at(path), asked.at(path), "{path}");
        }
    }
}
