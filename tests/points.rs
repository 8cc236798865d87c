//! Points by hand: the catalogue, the minimum, points pressure, and points sold to partners.

use crate::runs::{Page, expected, near};

const EXACT: f64 = 1e-12;

#[track_caller]
fn exactly(what: &str, found: f64, by_hand: f64) {
    assert!(near(found, by_hand, EXACT), "{what}: {found}, by hand {by_hand}");
}

/// One customer who pays 100 a month and earns 100 points.
fn club(churn: &str, purchase: &str, programme: &str) -> Page {
    expected(&format!(
        r#"
schema = 1
[scenario]
id = "club"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
after_horizon = "go-on"
horizon = "6 months"
discount_rate = "0% per month"
cash_timing = "start"
terminal_value = "none"
{purchase}
opening_customers = 1
[churn]
model = "constant"
rate = "{churn}"
[[programmes]]
id = "club"
kind = "points"
earn = "1 point per 1 EUR"
{programme}
[[strategies]]
id = "baseline"
programmes = []
[[strategies]]
id = "club"
programmes = ["club"]
"#
    ))
}

const PRICE: &str = "[[segments]]\nid = \"all\"\nprice = 100";
const VISITS: &str = "[purchase]\nmodel = \"visits\"\n[[segments]]\nid = \"all\"\nvisits = \"4 per month\"\nbasket = 25";

/// A seat for 100 points: it costs 2, and a quarter of the time 10 of another buyer: (2 + 0.25 × 8)/100. A night
/// for 200 points, bought at 15: 15/200. Money off: 0.1 a point. In shares of 50, 30 and 20 %:
/// 0.5 × 0.04 + 0.3 × 0.075 + 0.2 × 0.1 = 0.0625.
#[test]
fn a_catalogue_costs_what_each_reward_costs() {
    let page = club(
        "0% per month",
        PRICE,
        r#"redeem = { minimum = 0 }
rewards = [
  { id = "seat", share = "50%", points = 100, worth = 10, costs_us = 2, displaced = "25%" },
  { id = "night", share = "30%", points = 200, worth = 20, partner_price = 15 },
  { id = "money", share = "20%", worth = 0.1 },
]"#,
    );
    exactly("month", page.series("club/ledger/retention.club.reward")[2], 100.0 * 0.0625);
    let of = |reward: &str, field: &str| page.at(&format!("club/rewards/club.{reward}/{field}"));
    exactly("seat", of("seat", "cost_per_1000"), 40.0);
    exactly("night", of("night", "cost_per_1000"), 75.0);
    exactly("money", of("money", "cost_per_1000"), 100.0);
    exactly("worth of a seat", of("seat", "value_per_1000"), 100.0);
    exactly("nights", of("night", "cost"), 6.0 * 30.0 * 0.075);
}

/// 300 points are three months. The first 200 points wait for the third month; of each later month's a third waits
/// for none, one and two. So 100 + 200/3 + 100/3 are taken in the third month and 100 in each after it, at 0.1 each;
/// (0 + 1 + 2)/3 × 100 stay outstanding.
#[test]
fn who_is_below_the_minimum_waits() {
    let page = club("0% per month", PRICE, "redeem = { point_value = 0.1, minimum = 300 }");
    let cost = page.series("club/ledger/retention.club.reward");
    for (t, by_hand) in [0.0, 0.0, 20.0, 10.0, 10.0, 10.0].into_iter().enumerate() {
        exactly(&format!("month {t}"), cost[t], by_hand);
    }
    exactly("owed", page.at("club/programmes/club/points_liability_end"), 0.1 * 100.0);
}

/// With an expiry after a month those who would wait for two lose a third; the first month's points all expire.
#[test]
fn points_expire_below_the_minimum() {
    let page = club(
        "0% per month",
        PRICE,
        "redeem = { point_value = 0.1, minimum = 300 }\nexpiry = \"1 month\"",
    );
    let cost = page.series("club/ledger/retention.club.reward");
    // Of the second month's points two thirds would wait for one month, of the third's each third for none and one.
    for (t, by_hand) in [0.0, 0.0, 20.0 / 3.0 + 10.0 / 3.0, 20.0 / 3.0, 20.0 / 3.0, 20.0 / 3.0]
        .into_iter()
        .enumerate()
    {
        exactly(&format!("month {t}"), cost[t], by_hand);
    }
}

/// Half of the members collect 40 points a month at a bank that pays 0.2 each: 4 a month. These points cost
/// 20 × 0.1 = 2 when they are redeemed. A quarter of the price is for the name: 3 are deferred, beside
/// 100 × 10/110 of the member's own.
#[test]
fn points_are_sold_to_a_bank() {
    let page = club(
        "0% per month",
        PRICE,
        r#"redeem = { point_value = 0.1, after = "2 months" }
accounting = "ifrs-15"
partners = [{ id = "bank", take = "50%", points = "40 per month", price = 0.2, marketing_share = "25%" }]"#,
    );
    exactly("sold", page.series("club/ledger/revenue.club.points_sold")[0], 4.0);
    let cost = page.series("club/ledger/retention.club.reward");
    exactly("nothing yet", cost[1], 0.0);
    exactly("cost", cost[2], 120.0 * 0.1);
    exactly("cash", page.series("club/series/cash_flow")[3], 104.0 - 12.0);
    let line = |name: &str, t: usize| page.at(&format!("club/accounting/points/club/{name}/{t}"));
    let deferred = 100.0 * 10.0 / 110.0 + 3.0;
    exactly("deferred", line("deferred", 0), deferred);
    exactly("released", line("redeemed", 2), deferred);
    exactly("closing", line("closing", 5), 2.0 * deferred);
    exactly("profit", page.at("club/accounting/profit/profit/0"), 104.0 - deferred);
    // Roll-forward, every month: opening + deferred − redeemed − breakage + estimate = closing.
    for t in 0..6 {
        let moved =
            line("opening", t) + line("deferred", t) - line("redeemed", t) - line("breakage", t)
                + line("estimate", t);
        assert!((moved - line("closing", t)).abs() < 1e-12, "month {t}");
    }
}

/// In the last quarter of the way visits are half as many again: the way takes 0.75 + 0.25/1.5 of its time, so visits
/// are 12/11 as many, and members are near the reward for (0.25/1.5)/(11/12) = 2/11 of their time.
#[test]
fn points_pressure_brings_visits_and_keeps_members() {
    let press = |pressure: &str| {
        let programme = format!("redeem = {{ point_value = 0, minimum = 300 }}\n{pressure}");
        club("10% per month", VISITS, &programme)
    };
    let page = press("pressure = { within = \"25%\", visits = \"50%\", churn = \"-22%\" }");
    exactly("visits", page.series("club/ledger/revenue.gross")[0], 100.0 * 12.0 / 11.0);
    let kept = libm::pow(0.9, 1.0 - 0.22 * 2.0 / 11.0);
    exactly("customers", page.series("club/series/closing")[5], libm::pow(kept, 6.0));
    let off = press("");
    exactly("off", off.series("club/ledger/revenue.gross")[0], 100.0);
    exactly("none leaves less", off.series("club/series/closing")[5], libm::pow(0.9, 6.0));
}
