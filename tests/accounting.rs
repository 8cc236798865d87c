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
