//! Purchases by visits: Poisson while a customer is active, silently ended.

use crate::runs::{Page, expected, near, run};

/// Plain arithmetic in doubles.
const EXACT: f64 = 1e-12;
/// A mean of draws is believed within so many of its standard errors.
const STANDARD_ERRORS: f64 = 4.0;

fn shop(months: usize, rest: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"1% per month\"\ncash_timing = \"start\"\n\
         [purchase]\nmodel = \"visits\"\ninactive_after = \"3 months\"\n{rest}"
    )
}

const PLAIN: &str = "[[segments]]\nid = \"all\"\nopening_customers = 1000\nvisits = \"4 per month\"\nbasket_incl_vat = 12\n\
    vat = \"20%\"\ncost_of_sales = \"30%\"\nvariable_labour = \"10%\"\nchurn = \"5% per month\"\n";

fn at(page: &Page, path: &str, by_hand: f64) {
    let found = page.at(path);
    assert!(near(found, by_hand, EXACT), "{path}: {found}, by hand {by_hand}");
}

/// Revenue of an active customer is visits × net basket: 4 × 12/1.2 = 40; what is left, 60 % of it.
#[test]
fn revenue_is_visits_times_the_net_basket() {
    let page = expected(&shop(3, PLAIN));
    let active: f64 = [0, 1, 2].map(|t| 1000.0 * libm::pow(0.95 / 1.01, f64::from(t))).iter().sum();
    at(&page, "baseline/metrics/revenue_pv", 40.0 * active);
    at(&page, "baseline/metrics/npv", 24.0 * active);
    at(&page, "baseline/metrics/contribution_margin", 0.6);
    let labour = page.series("baseline/ledger/cost_of_revenue.variable_labour");
    assert!(near(labour[1], 0.1 * 40.0 * 950.0, EXACT), "{labour:?}");
}

/// The number of visits and the basket may be schedules, and may change with tenure: they multiply.
#[test]
fn visits_and_basket_may_change_with_time_and_tenure() {
    let rest = "[[segments]]\nid = \"all\"\nopening_customers = 100\n\
        visits = { by_tenure = { \"1 month\" = \"2 per month\", \"over 1 month\" = \"3 per month\" } }\n\
        basket = { schedule = { 2026-01-01 = 10, 2026-03-01 = 11 } }\nchurn = \"50% per month\"\n\
        [opening_base]\ntenure = \"new\"\n";
    let page = expected(&shop(3, rest));
    let revenue = page.series("baseline/ledger/revenue.gross");
    for (found, by_hand) in revenue.iter().zip([100.0 * 20.0, 50.0 * 30.0, 25.0 * 33.0]) {
        assert!(near(*found, by_hand, EXACT), "{revenue:?}");
    }
}

/// P03: leaving with chance p at each of Poisson visits keeps e^(−visits × p) of the customers.
#[test]
fn p03_leaving_per_visit_keeps_e_to_the_minus_visits_times_chance() {
    for (chance, monthly, yearly) in
        [("1.33804", 0.940306079717, 0.477783260136), ("1.20054", 0.946272364155, 0.515458707797)]
    {
        let rest = PLAIN
            .replace("4 per month", "4.6 per month")
            .replace("5% per month", &format!("{chance}% per visit"));
        let page = expected(&shop(12, &rest));
        let survival = page.series("baseline/segments/all/survival");
        // The table's twelve digits.
        assert!(near(survival[1], monthly, 1e-11), "{} and {monthly}", survival[1]);
        assert!(near(survival[12], yearly, 1e-11), "{} and {yearly}", survival[12]);
    }
}

/// With visits by tenure the hazard follows them: e^(−2p), then e^(−3p).
#[test]
fn leaving_per_visit_follows_the_visits_of_the_tenure() {
    let rest = PLAIN.replace("5% per month", "10% per visit").replace(
        "visits = \"4 per month\"",
        "visits = { by_tenure = { \"1 month\" = \"2 per month\", \"over 1 month\" = \"3 per month\" } }",
    );
    let page = expected(&shop(3, &format!("{rest}[opening_base]\ntenure = \"new\"\n")));
    let closing = page.series("baseline/series/closing");
    for (found, visits) in closing.iter().zip([2.0, 5.0, 8.0]) {
        let by_hand = 1000.0 * libm::exp(-0.1 * visits);
        assert!(near(*found, by_hand, EXACT), "{found}, by hand {by_hand}");
    }
}

/// Factors on visits of two programmes multiply: 1.1 × (1 + 0.5 × −0.2) = 0.99, and cost follows.
#[test]
fn factors_on_visits_multiply() {
    let programmes = "[[programmes]]\nid = \"a\"\nkind = \"effect\"\neffect = { visits = \"10%\" }\n\
        [[programmes]]\nid = \"b\"\nkind = \"effect\"\nreach = \"50%\"\neffect = { visits = \"-20%\" }\n\
        [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"one\"\nprogrammes = [\"a\"]\n\
        [[strategies]]\nid = \"both\"\nprogrammes = [\"a\", \"b\"]\n";
    let page = expected(&shop(6, &format!("{PLAIN}{programmes}")));
    let none = page.at("none/metrics/npv");
    at(&page, "one/metrics/npv", 1.1 * none);
    at(&page, "both/metrics/npv", 0.99 * none);
    at(&page, "both/metrics/npv_go_on", 0.99 * page.at("none/metrics/npv_go_on"));
    at(&page, "both/metrics/clv", 0.99 * page.at("none/metrics/clv"));
    at(&page, "both/metrics/customers_end", page.at("none/metrics/customers_end"));
}

/// The visits of a draw are Poisson: the variance of one period's revenue of N customers who all stay
/// is N × visits × basket². With leaving, draws agree with the exact moments.
#[test]
fn drawn_visits_have_the_spread_of_poisson_counts() {
    let drawn = "[uncertainty]\ndraws = 3000\ncustomers = true\n";
    let still = PLAIN.replace("5% per month", "0% per month");
    let page = run(&shop(1, &format!("{drawn}{still}")));
    let sd = page.drawn("baseline/metrics/revenue_pv", "sd");
    let by_hand = (1000.0 * 4.0_f64).sqrt() * 10.0;
    // Of a standard deviation from n draws: sd/√(2n).
    let error = by_hand / 6000_f64.sqrt();
    assert!((sd - by_hand).abs() <= STANDARD_ERRORS * error, "{sd}, by hand {by_hand}");
    for churn in ["5% per month", "3% per visit"] {
        let page = run(&shop(12, &format!("{drawn}{}", PLAIN.replace("5% per month", churn))));
        let path = "baseline/metrics/npv_horizon";
        let exact = page.part(path).unwrap()["customers_sd"].as_f64().unwrap();
        let (mean, se, sd) =
            (page.drawn(path, "mean"), page.drawn(path, "se"), page.drawn(path, "sd"));
        let expected = page.at(path);
        assert!((mean - expected).abs() <= STANDARD_ERRORS * se, "{mean} ± {se}, {expected}");
        let error = exact / 6000_f64.sqrt();
        assert!((sd - exact).abs() <= STANDARD_ERRORS * error, "{sd}, exact {exact}");
    }
}

/// Who does not come brings nothing, and leaves by time only.
#[test]
fn no_visits_no_money() {
    let page = expected(&shop(4, &PLAIN.replace("4 per month", "0 per month")));
    assert_eq!(page.at("baseline/metrics/npv"), 0.0);
    assert!(near(page.at("baseline/metrics/customers_end"), 1000.0 * 0.81450625, EXACT));
}
