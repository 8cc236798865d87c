//! Definitions: churn, revenue retention, paybacks, conversions of rates.

use super::{agree, exactly, page};
use tenure::units::Conversion;

/// `McCarthy`, "CLV taxonomy": yearly discount rate to daily by compounding; sums on dated flows.
#[test]
fn c10_dated_cash_flows() {
    let daily = Conversion::Growth(365.0).apply(0.12);
    let value = |flows: &[(f64, f64)], today: f64| -> f64 {
        flows.iter().map(|(day, flow)| flow * libm::pow(1.0 + daily, today - day)).sum()
    };
    let flows = [(0.0, 5.0), (55.0, 20.0), (150.0, 2.0), (290.0, 50.0), (310.0, 100.0)];
    exactly("PAV", value(&flows, 0.0), 163.088524558);
    exactly("CLV", value(&flows, 0.0) - 50.0, 113.088524558);
    exactly("RLV", value(&flows[3..], 180.0), 144.365152426);
    exactly("past profit", value(&flows[..3], 180.0), 28.0975969687);
    exactly("CAC to date", value(&[(0.0, 50.0)], 180.0), 52.8739682519);
    exactly("90 days", value(&flows[..2], 0.0) - 50.0, -25.3386388193);
    exactly(
        "expected",
        value(&flows[..3], 0.0) - 50.0 + value(&[(180.0, 12.0)], 0.0),
        -12.0819107262,
    );
}

/// SaaS Metrics Standards Board; quick ratio and quick LTV by definition. P14: own figures.
#[test]
fn c35_c38b_p14_revenue_retention() {
    agree(&["c35", "p14", "p14-bridge"]);
}

/// Quick ratio (new + expansion)/(churned + contraction), C38b and P14: a customer who joins is new
/// revenue of the period, a leaver lost revenue of it.
#[test]
fn c38b_p14_quick_ratio() {
    agree(&["c38b", "p14-quick-ratio"]);
}

/// `NetSuite`, Finmark: CAC over margin per period.
#[test]
fn c37_simple_payback() {
    agree(&["c37"]);
}

/// Verizon consumer wireless 2024, thousand postpaid phones: churn on the average base of a quarter;
/// the published figure is a third of it.
#[test]
fn g02_churn_from_gross_and_net_additions() {
    agree(&["g02-q1", "g02-q2", "g02-q3", "g02-q4"]);
    let (mut leavers, mut bases) = (0.0, 0.0);
    let printed = [0.00834450102743, 0.00786051612614, 0.00825163453591, 0.00874535249535];
    for (case, printed) in ["g02-q1", "g02-q2", "g02-q3", "g02-q4"].into_iter().zip(printed) {
        let page = page(case);
        let monthly = page.at("baseline/metrics/churn_average_base") / 3.0;
        exactly(case, monthly, printed);
        let left = page.at("baseline/metrics/customers_left");
        leavers += left;
        bases += left / (3.0 * monthly);
    }
    exactly("year", leavers / 12.0 / (bases / 4.0), 0.00830072255313);
}

/// Closed form: rates compound, prices are divided by 1 + VAT.
#[test]
fn p11_conversion_of_rates_and_prices() {
    agree(&["p11-12y", "p11-42", "p11-84", "id8"]);
    exactly("12 % a year", Conversion::Leaving(12.0).apply(0.12), 0.0105962410353);
    exactly("9.5 % a year", Conversion::Growth(12.0).apply(0.095), 0.00759153429058);
    exactly("10 % a year", Conversion::Growth(12.0).apply(0.1), 0.0079741404289);
    exactly("30 % a year", Conversion::Leaving(12.0).apply(0.3), 0.0292855303768);
    exactly("4.2 % a month", Conversion::Leaving(1.0 / 12.0).apply(0.042), 0.402433683953);
}

/// Closed form; `never` is absent with a reason.
#[test]
fn p12_three_paybacks() {
    agree(&["p12", "p12-never"]);
    let page = page("p12-never");
    let why = page.part("baseline/metrics/payback_discounted_why").and_then(|why| why.as_str());
    assert!(why.is_some_and(|why| why.contains("not paid back")), "{why:?}");
}
