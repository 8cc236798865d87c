//! The accounting view through scenarios: what it says, and that cash does not know of it.

use crate::runs::{Page, expected, near};

/// One customer who pays 100 a month for ten months and earns a point per unit, redeemed `after`.
fn points(accounting: &str, after: &str, breakage: &str) -> Page {
    expected(&format!(
        r#"
schema = 1
[scenario]
id = "books"
title = "books"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "10 months"
discount_rate = "1% per month"
[[segments]]
id = "all"
price = 100
opening_customers = 1
[churn]
model = "constant"
rate = "0% per month"
[[programmes]]
id = "club"
kind = "points"
earn = "1 point per 1 EUR"
redeem = {{ point_value = 0.1{after} }}
breakage = "{breakage}"
{accounting}
[[strategies]]
id = "baseline"
programmes = []
[[strategies]]
id = "club"
programmes = ["club"]
"#
    ))
}

const IFRS: &str = "accounting = \"ifrs-15\"";
const LATER: &str = ", after = \"18 months\"";

/// By hand: 100 × 10/110 are deferred a month. At the end of the tenth month the points of the first four are redeemed
/// within twelve months, those of the other six later.
#[test]
fn the_liability_is_split_by_when_points_are_redeemed() {
    let page = points(IFRS, LATER, "0%");
    let line = |name: &str| page.at(&format!("club/accounting/points/club/{name}/9"));
    let deferred = 100.0 * 10.0 / 110.0;
    assert!(near(line("deferred"), deferred, 1e-12));
    assert!(near(line("closing"), 10.0 * deferred, 1e-12));
    assert!(near(line("current"), 4.0 * deferred, 1e-12));
    assert!(near(line("non_current"), 6.0 * deferred, 1e-12));
    assert!(near(page.at("club/programmes/club/points_liability_end"), 10.0 * deferred, 1e-12));
    // Cash of a month is the price, profit what is left of it after the deferral.
    assert!(near(page.at("club/accounting/profit/cash_flow/3"), 100.0, 1e-12));
    assert!(near(page.at("club/accounting/profit/profit/3"), 100.0 - deferred, 1e-12));
    assert!(near(
        page.at("club/accounting/years/0/profit/profit"),
        1_000.0 - 10.0 * deferred,
        1e-12
    ));
}

#[test]
fn accounting_changes_no_cash() {
    for after in ["", LATER] {
        let (books, cash) = (points(IFRS, after, "20%"), points("", after, "20%"));
        assert_eq!(books.at("club/metrics/npv_runoff"), cash.at("club/metrics/npv_runoff"));
        assert_eq!(books.series("club/series/cash_flow"), cash.series("club/series/cash_flow"));
        assert!(
            cash.part("club/accounting").is_none() && books.part("baseline/accounting").is_none()
        );
    }
}

#[test]
fn more_breakage_defers_less() {
    let closing = |breakage: &str| {
        points(IFRS, LATER, breakage).at("club/programmes/club/points_liability_end")
    };
    let liabilities = ["0%", "20%", "60%", "100%"].map(closing);
    assert!(liabilities.windows(2).all(|pair| pair[0] > pair[1]), "{liabilities:?}");
    assert_eq!(liabilities[3], 0.0);
}

/// A shop with a card that is filled by five visits; its reward sells for 12 with VAT, 10 without.
fn stamps(accounting: &str) -> Page {
    expected(&format!(
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"24 months\"\ndiscount_rate = \"1% per month\"\n[purchase]\nmodel = \"visits\"\n\
         [[segments]]\nid = \"all\"\nopening_customers = 100\nvisits = \"3 per month\"\nbasket = 10\nvat = \"20%\"\nchurn = \"4% per month\"\n\
         [[programmes]]\nid = \"card\"\nkind = \"punch-card\"\nbuy = 5\nreward = {{ sells_for_incl_vat = 12, costs_us = 3 }}\n\
         enrol = \"60%\"\nlost_cards = \"2% per month\"\n{accounting}\n\
         [[strategies]]\nid = \"baseline\"\nprogrammes = []\n[[strategies]]\nid = \"club\"\nprogrammes = [\"card\"]\n"
    ))
}

/// Of the first month's 3 × 60 members' visits at 10 a right of 2 p each is deferred, p the share redeemed of the
/// stamps that end; cash does not know of it, and opening + deferred − redeemed − breakage = closing.
#[test]
fn stamps_are_a_right_of_their_own() {
    let (books, cash) = (stamps(IFRS), stamps(""));
    assert_eq!(books.series("club/series/cash_flow"), cash.series("club/series/cash_flow"));
    let line = |name: &str, t: usize| books.at(&format!("club/accounting/points/card/{name}/{t}"));
    let (price, right) = (1_800.0, 2.0 * 180.0);
    let most = price * right / (price + right);
    let deferred = line("deferred", 0);
    assert!(0.5 * most < deferred && deferred < most, "{deferred}, at most {most}");
    // What is deferred gives p; it is the same in every month, for visits fall with the customers.
    let p = |t: usize| {
        let share = line("deferred", t) / (1_800.0 * libm::pow(0.96, t as f64));
        share / (1.0 - share) / 0.2
    };
    assert!(near(p(0), p(17), 1e-9), "{} {}", p(0), p(17));
    for t in 0..24 {
        let moved =
            line("opening", t) + line("deferred", t) - line("redeemed", t) - line("breakage", t)
                + line("estimate", t);
        assert!((moved - line("closing", t)).abs() < 1e-9, "month {t}");
        assert_eq!(line("estimate", t), 0.0);
    }
    assert_eq!(books.at("club/programmes/card/points_liability_end"), line("closing", 23));
    assert_eq!(
        books.part("club/programmes/card/dead_weight"),
        cash.part("club/programmes/card/dead_weight")
    );
}
