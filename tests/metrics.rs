//! Metrics whose value follows by hand: a business of a few customers, and the sum beside it.

use crate::runs::{Page, expected};

/// Figures below are given with twelve digits or more, or follow exactly.
const EXACT: f64 = 1e-11;

fn page(model: &str, rest: &str) -> Page {
    expected(&format!(
        "schema = 1\n[scenario]\nid = \"by-hand\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\n{model}\n{rest}"
    ))
}

#[track_caller]
fn meets(page: &Page, path: &str, by_hand: f64) {
    let found = page.at(path);
    assert!((found - by_hand).abs() <= EXACT * by_hand.abs(), "{path}: {found}, by hand {by_hand}");
}

#[track_caller]
fn missing(page: &Page, path: &str, why: &str) {
    assert_eq!(page.number(path), None, "{path}");
    let reason = page.part(&format!("{path}_why")).and_then(|why| why.as_str()).unwrap_or("");
    assert!(reason.contains(why), "{path}: {reason}");
}

const YEARS: &str = "period = \"year\"\nhorizon = \"6 years\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"start\"";

/// One customer who never leaves pays what a cash flow needs; an overhead is its outlay.
fn one_customer(prices: &[(i32, f64)], outlays: &[(i32, f64)]) -> String {
    let dated = |steps: &[(i32, f64)]| {
        let steps = steps.iter().map(|(year, value)| format!("{year}-01-01 = {value}"));
        steps.collect::<Vec<_>>().join(", ")
    };
    format!(
        "[[segments]]\nid = \"all\"\nopening_customers = 1\nprice = {{ schedule = {{ {} }} }}\n\
         [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"0% per year\"\n\
         [overheads]\nmachine = {{ schedule = {{ {} }} }}\n",
        dated(prices),
        dated(outlays)
    )
}

/// −70,000, then 12,000 … 26,000: the example of Microsoft's documentation of IRR (8.7 %), the root
/// taken with 40 digits elsewhere; MIRR with both rates at 10 %.
#[test]
fn a_business_has_a_rate_of_return() {
    let prices =
        [(2026, 0.0), (2027, 12e3), (2028, 15e3), (2029, 18e3), (2030, 21e3), (2031, 26e3)];
    let page = page(YEARS, &one_customer(&prices, &[(2026, 70e3), (2027, 0.0)]));
    meets(&page, "baseline/metrics/irr", 0.086_630_948_036_531_6);
    meets(&page, "baseline/metrics/mirr", 0.091_434_370_001_253_6);
    meets(&page, "baseline/metrics/net_cash", 22_000.0);
    missing(&page, "baseline/metrics/net_cash_real", "no inflation");
    missing(&page, "baseline/metrics/incremental_irr", "compared with");
}

/// A month's rate is compounded to a year: −100 now and 121 a year later are 21 % a year.
#[test]
fn rates_of_return_are_yearly() {
    let months =
        "horizon = \"13 months\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"start\"";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 1\nprice = { schedule = { 2026-01-01 = 0, 2027-01-01 = 121 } }\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"0% per month\"\n\
        [overheads]\nmachine = { schedule = { 2026-01-01 = 100, 2026-02-01 = 0 } }\n";
    let page = page(months, text);
    meets(&page, "baseline/metrics/irr", 0.21);
    meets(&page, "baseline/metrics/mirr", 0.21);
}

/// Case G15 of the validation table: roots at 25 % and 400 %; MIRR at 10 % and 10 %.
#[test]
fn a_rate_of_return_that_is_not_unique_is_missing() {
    let years = YEARS.replace("6 years", "3 years");
    let text = one_customer(
        &[(2026, 0.0), (2027, 10e3), (2028, 0.0)],
        &[(2026, 1_600.0), (2027, 0.0), (2028, 10e3)],
    );
    let page = page(&years, &text);
    missing(&page, "baseline/metrics/irr", "more than once");
    meets(&page, "baseline/metrics/mirr", 0.055_989_555_355);
    meets(&page, "baseline/metrics/npv_horizon", -773.553_719_008_264_5);
}

/// The strategy pays 1,000 more in the first year and earns 1,100 more in the second: 10 %. The
/// business itself is never in need of money.
#[test]
fn a_difference_has_a_rate_of_return() {
    let years = YEARS.replace("6 years", "2 years");
    let business = one_customer(&[(2026, 5_000.0), (2027, 5_000.0)], &[(2026, 0.0)]);
    let strategies = "[[strategies]]\nid = \"baseline\"\n[[strategies]]\nid = \"invest\"\n\
        set = { \"overheads.machine\" = { schedule = { 2026-01-01 = 1000, 2027-01-01 = 0 } }, \
        \"segments.all.price\" = { schedule = { 2026-01-01 = 5000, 2027-01-01 = 6100 } } }\n";
    let page = page(&years, &(business + strategies));
    meets(&page, "invest/metrics/incremental_irr", 0.1);
    meets(&page, "invest/metrics/incremental_mirr", 0.1);
    missing(&page, "invest/metrics/irr", "never negative");
}

/// Ten join a year at a cost of 50, each pays 12 at the year's end and stays: cash of −500 and 120,
/// −500 and 240, −500 and 360, so that 780 are burnt for a recurring revenue of 360. Prices rise by 2 %
/// a year: −500(1 + 1/1.02 + 1/1.02²) + 120/1.02 + 240/1.02² + 360/1.02³.
#[test]
fn burning_cash_buys_recurring_revenue() {
    let years = "period = \"year\"\nhorizon = \"3 years\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"end\"";
    let text = "[[segments]]\nid = \"all\"\nprice = 12\nopening_customers = 0\n\
        [churn]\nmodel = \"constant\"\nrate = \"0% per year\"\n\
        [[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 50\n";
    let nominal = page(&format!("{years}\ninflation = \"2% per year\""), text);
    meets(&nominal, "baseline/metrics/burn_multiple", 780.0 / 360.0);
    meets(&nominal, "baseline/metrics/net_cash", -780.0);
    meets(&nominal, "baseline/metrics/net_cash_real", -783.216_862_292_783_3);
    missing(&nominal, "baseline/metrics/growth_stalls_period", "at their highest");
    missing(&nominal, "baseline/metrics/magic_number", "longer than a quarter");
    missing(&nominal, "baseline/metrics/save_rate_day_90", "no save desk");
    let real = page(&format!("{years}\nprice_basis = \"real\""), text);
    meets(&real, "baseline/metrics/net_cash_real", -780.0);
    // Nothing burnt, nothing to divide.
    let cheap = page(years, &text.replace("cost_per_customer = 50", "cost_per_customer = 5"));
    missing(&cheap, "baseline/metrics/burn_multiple", "no cash is burnt");
}

/// Case C38 of the validation table: revenue of 100,000 and 130,000 on a spend of 120,000.
#[test]
fn the_magic_number_annualises_once() {
    let quarters = "period = \"quarter\"\nhorizon = \"2 quarters\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"start\"";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 1\nprice = { schedule = { 2026-01-01 = 100000, 2026-04-01 = 130000 } }\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"0% per quarter\"\n\
        [overheads]\nacquisition_team = { schedule = { 2026-01-01 = 120000, 2026-04-01 = 90000 } }\n";
    meets(&page(quarters, text), "baseline/metrics/magic_number", 1.0);
    // The same in months: a third of each amount a month; the seventh month is no full quarter.
    let months =
        "horizon = \"7 months\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"start\"";
    let text = text.replace("quarter\"\n", "month\"\n").replace("100000", "33333.333333333333");
    let text = text.replace("130000", "43333.333333333333").replace("120000", "40000");
    meets(&page(months, &text), "baseline/metrics/magic_number", 1.0);
}

/// A hundred customers, a tenth leaves a year; 100 less 30 % and 10 of service: 60 of each hundred stay.
/// 100 × 60 / 1.1 + 90 × 60 / 1.21.
#[test]
fn contribution_is_before_acquisition_and_retention() {
    let years = "period = \"year\"\nhorizon = \"2 years\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"end\"";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 100\ncost_of_revenue = \"30%\"\nservice_cost = 10\nretention_spend = 7\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"10% per year\"\n\
        [[channels]]\nid = \"ads\"\ncustomers = 0\ncost_per_customer = 50\n";
    let page = page(years, text);
    meets(&page, "baseline/metrics/contribution_margin", 0.6);
    meets(&page, "baseline/metrics/contribution_pv", 9_917.355_371_900_826);
    meets(&page, "baseline/metrics/growth_stalls_period", 0.0);
}

/// 10 % a quarter is 1 − 0.9^(1/3) a month and 1 − 0.9^4 a year. Joiners stop after two quarters of
/// growth, so that the highest count closes the second.
#[test]
fn churn_is_converted_by_compounding() {
    let quarters = "period = \"quarter\"\nhorizon = \"8 quarters\"\ndiscount_rate = \"10% per year\"\ncash_timing = \"start\"";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 1\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"10% per quarter\"\n\
        [[channels]]\nid = \"ads\"\ncustomers = 50\ncost_per_customer = 1\nstops = 2026-07-01\n";
    let page = page(quarters, text);
    meets(&page, "baseline/metrics/churn_monthly", 0.034_510_615_394_370_24);
    meets(&page, "baseline/metrics/churn_annual", 0.3439);
    meets(&page, "baseline/metrics/revenue_churn_period", 0.1);
    meets(&page, "baseline/metrics/revenue_churn_monthly", 0.034_510_615_394_370_24);
    meets(&page, "baseline/metrics/revenue_churn_annual", 0.3439);
    meets(&page, "baseline/metrics/growth_stalls_period", 2.0);
}

/// 20/0.05 = 400 by the quick formula; 20 × 1.01/(1.01 − 0.95) to the end: 18.8 % too much.
#[test]
fn the_quick_formula_is_off_by_what_it_ignores() {
    let months =
        "horizon = \"12 months\"\ndiscount_rate = \"1% per month\"\ncash_timing = \"start\"";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 20\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n";
    let plain = page(months, text);
    meets(&plain, "baseline/metrics/quick_ltv_error", 0.188_118_811_881_188_1);
    meets(&plain, "baseline/segments/all/quick_ltv_error", 0.188_118_811_881_188_1);
    let growing = text.replace("price = 20\n", "price = 20\nexpansion = \"5.5% per month\"\n");
    missing(&page(months, &growing), "baseline/metrics/quick_ltv", "churn is not above expansion");
}

/// A reached customer's churn falls by the effect that is not selection: 20 % less a quarter of it is
/// 15 %.
#[test]
fn selection_lessens_an_effect() {
    let months = "horizon = \"12 months\"\ndiscount_rate = \"1% per month\"";
    let text = |effect: &str| {
        format!(
            "[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 20\n\
             [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
             [[programmes]]\nid = \"care\"\nkind = \"effect\"\nreach = \"50%\"\n{effect}\n\
             [[strategies]]\nid = \"baseline\"\nprogrammes = []\n\
             [[strategies]]\nid = \"care\"\nprogrammes = [\"care\"]\n"
        )
    };
    let end = |effect: &str| page(months, &text(effect)).at("care/metrics/customers_end");
    // 100 × 0.95^(12 × (1 − 0.5 × 0.15)).
    let by_hand = 100.0 * libm::pow(0.95, 12.0 * 0.925);
    for effect in [
        "effect = { churn = \"-15%\" }",
        "effect = { churn = \"-20%\", selection = \"25%\" }",
        "effect = { churn = \"-20%\" }\nselection = \"25%\"",
    ] {
        let found = end(effect);
        assert!((found - by_hand).abs() <= EXACT * by_hand, "{effect}: {found} {by_hand}");
    }
}

/// Money that keeps its value, in the draws: the churn drawn is the only thing that differs, and
/// 20/churn the value of a customer.
#[test]
fn draws_know_the_undiscounted_value() {
    let months =
        "horizon = \"12 months\"\ndiscount_rate = \"1% per month\"\n[uncertainty]\ndraws = 64";
    let text = "[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 20\n\
        [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\n\
        rate = { base = \"5% per month\", dist = \"discrete\", values = [\"4% per month\", \"10% per month\"], weights = [1, 1] }\n";
    let text = format!(
        "schema = 1\n[scenario]\nid = \"by-hand\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\n{months}\n{text}{ASKED}"
    );
    let page = crate::runs::run(&text);
    meets(&page, "baseline/metrics/ltv_undiscounted", 400.0);
    // Half of the draws at 20/0.04 = 500, half at 200: Sobol points split them evenly.
    let mean = page.drawn("baseline/metrics/ltv_undiscounted", "mean");
    assert!((mean - 350.0).abs() < 1e-9, "{mean}");
    let low = page.drawn("baseline/segments/all/ltv_undiscounted", "p10");
    assert!((low - 200.0).abs() < 1e-9, "{low}");
}

/// Draws of the undiscounted value are taken where a check asks for them.
const ASKED: &str = "[[checks]]\nid = \"asked\"\nmetric = \"ltv_undiscounted\"\nstrategy = \"baseline\"\n\
    statistic = \"p50\"\nmust = \">= 0\"\n";

/// Without ranges every draw is the base case, at a draw's own precision: 1e-4, with an effect, a season
/// and a desk on a beta-geometric churn.
#[test]
fn draws_are_as_exact_as_they_say() {
    let text = crate::business::whole();
    assert!(text.contains("beta-geometric"));
    let page = crate::runs::run(&format!("{text}\n[uncertainty]\ndraws = 2\n{ASKED}"));
    for strategy in ["baseline", "desk", "all"] {
        for id in ["ltv_undiscounted", "npv", "clv_runoff", "opening_base_value", "customers_end"] {
            let path = format!("{strategy}/metrics/{id}");
            let (expected, mean) = (page.at(&path), page.drawn(&path, "mean"));
            assert!((mean / expected - 1.0).abs() < 1e-4, "{path}: {mean} {expected}");
        }
    }
}

/// Cash of −70, 10, 20, 30, 40 and 10: cumulative −70, −60, −40, −10, 30, 40. It is deepest at once; 65 does not last
/// for the first year, 70 beyond all; prices less 5 a year, the last year's margin of 15 on one customer.
#[test]
fn cash_at_the_start_lasts_so_long() {
    let prices =
        [(2026, 5.0), (2027, 15.0), (2028, 25.0), (2029, 35.0), (2030, 45.0), (2031, 15.0)];
    let business = one_customer(&prices, &[(2026, 75.0), (2027, 5.0)]);
    let of = |cash: &str| page(&format!("{YEARS}\n{cash}"), &business);
    let none = of("");
    meets(&none, "baseline/metrics/peak_cash_need", 70.0);
    meets(&none, "baseline/metrics/peak_cash_period", 0.0);
    missing(&none, "baseline/metrics/cash_runway", "no `opening_cash`");
    meets(&none, "baseline/metrics/break_even_customers", 5.0 / 15.0);
    meets(&of("opening_cash = 65"), "baseline/metrics/cash_runway", 0.0);
    missing(&of("opening_cash = 70"), "baseline/metrics/cash_runway", "beyond the horizon");
}

/// Cash of 10, −30, −20, −5, 50, 10: cumulative 10, −20, −40, −45, 5, 15. Deepest in the fourth year; 22 pays for two.
#[test]
fn the_deepest_point_of_cash_by_hand() {
    let prices = [(2026, 10.0), (2027, 0.0), (2030, 50.0), (2031, 10.0)];
    let outlays = [(2026, 0.0), (2027, 30.0), (2028, 20.0), (2029, 5.0), (2030, 0.0)];
    let page = page(&format!("{YEARS}\nopening_cash = 22"), &one_customer(&prices, &outlays));
    meets(&page, "baseline/metrics/peak_cash_need", 45.0);
    meets(&page, "baseline/metrics/peak_cash_period", 3.0);
    meets(&page, "baseline/metrics/cash_runway", 2.0);
}
