//! What a customer is worth: timing, conventions, elasticities, tables of money.

use super::{CENT, OPTIMISER, Within, agree, exactly, meets, page, text};
use crate::runs::{expected, expected_with};

/// Fader & Hardie, note 024, 2012, equations 1–3; horizon of five payments: closed form.
#[test]
fn c01_clv_under_three_timing_conventions() {
    agree(&["c01-first", "c01-just", "c01-endtiming", "c01-endconv"]);
}

/// Gupta, Lehmann & Stuart 2004, footnote 2.
#[test]
fn c02_a_certain_annuity_overstates_the_value() {
    agree(&["c02-clv", "c02-annuity"]);
    let clv = page("c02-clv").at("baseline/metrics/clv_runoff");
    let annuity = page("c02-annuity").at("baseline/metrics/npv_horizon");
    exactly("overestimate", annuity / clv - 1.0, 0.441910480938);
}

/// Gupta & Lehmann 2003, margin multiples r/(1+i−r).
#[test]
fn c03_margin_multiples() {
    agree(&["c03-r60-i10", "c03-r60-i12", "c03-r60-i14", "c03-r60-i16"]);
    agree(&["c03-r90-i10", "c03-r90-i12", "c03-r90-i14", "c03-r90-i16"]);
    let start = text("c03-r60-i10");
    let table = [
        (30, ["1.75", "1.6666666666666667", "1.5909090909090908", "1.5217391304347827"]),
        (20, ["2.6666666666666665", "2.5", "2.3529411764705883", "2.2222222222222223"]),
    ];
    for (churn, row) in table {
        for (rate, printed) in [10, 12, 14, 16].into_iter().zip(row) {
            let settings = [
                ("churn.rate", format!("\"{churn}% per year\"")),
                ("model.discount_rate", format!("\"{rate}% per year\"")),
            ];
            let settings = settings.each_ref().map(|(path, value)| (*path, value.as_str()));
            let found = expected_with(&start, &settings).at("baseline/metrics/clv_runoff");
            exactly(&format!("churn {churn} %, i {rate} %"), found, printed.parse().unwrap());
        }
    }
}

/// Darden market-analytics lecture, as in Farris et al., Marketing Metrics.
#[test]
fn c05_retention_spending_is_inside_the_value() {
    agree(&["c05-first", "c05-just"]);
}

/// Retention elasticity (1+i)/(1+i−r) of the value counted from the first renewal: C07 WorthSignal
/// reference test, G07 Gupta, Lehmann & Stuart 2004.
#[test]
fn c07_g07_elasticity_to_retention() {
    agree(&["c07"]);
    for (case, r, i, printed) in
        [("c07", 0.9, 0.10, 5.5), ("c07", 0.8, 0.12, 3.5), ("c07", 0.9, 0.12, 5.09090909091)]
    {
        // Half the relative step: the error of a central difference is of second order in it.
        let step = 1e-5;
        let value = |r: f64| {
            let (churn, rate) = (
                format!("\"{}% per year\"", 100.0 * (1.0 - r)),
                format!("\"{}% per year\"", 100.0 * i),
            );
            let settings = [("churn.rate", churn.as_str()), ("model.discount_rate", rate.as_str())];
            expected_with(&text(case), &settings).at("baseline/metrics/clv_runoff")
        };
        let elasticity =
            (value(r * (1.0 + step)) - value(r * (1.0 - step))) / (2.0 * step * value(r));
        meets("elasticity", elasticity, printed, Within::Relative(OPTIMISER));
    }
}

/// Gupta, Lehmann & Stuart 2004, Table 5: e(margin) = 1 + e(acquisition cost).
#[test]
fn c08_margin_elasticity_is_one_more_than_that_of_acquisition_cost() {
    let text = text("p12");
    for metric in ["baseline/metrics/npv_runoff", "baseline/metrics/customer_equity"] {
        let elasticity = |path: &str, base: f64| {
            let value = |factor: f64| {
                expected_with(&text, &[(path, &(base * factor).to_string())]).at(metric)
            };
            (value(1.01) - value(0.99)) / (0.02 * value(1.0))
        };
        let margin = elasticity("segments.all.price", 20.0);
        let cost = -elasticity("channels.ads.cost_per_customer", 120.0);
        exactly(metric, margin, 1.0 + cost);
    }
}

/// Fader & Hardie, customer-base workshop, day 2, slide 131.
#[test]
fn c09_lifetime_multiple() {
    agree(&["c09"]);
}

/// Skok, SaaS Metrics 2.0.
#[test]
fn c10b_mean_life() {
    agree(&["c10b-month", "c10b-year"]);
}

/// Hughes, article 251a; the printed factor 1.35 is a misprint of 1.16² = 1.3456.
#[test]
fn c26_three_year_table() {
    agree(&["c26-schedule", "c26-tenure"]);
}

/// Hughes, article 174; factors as printed, the printed revenue of year 3 is a misprint.
#[test]
fn c27_table_with_explicit_factors() {
    agree(&["c27"]);
    let flows = page("c27").series("baseline/series/cash_flow");
    let mut sum = 0.0;
    let printed = [866.548672566, 2552.51220848, 4422.22955235];
    for ((flow, factor), printed) in flows.iter().zip([1.13, 1.81, 2.53]).zip(printed) {
        sum += flow / factor;
        exactly("LTV per customer", sum / 20_000.0, printed);
    }
}

/// Berger & Nasr 1998, case 1: contribution at the start of a year, marketing in its middle. One
/// scenario has one timing, so the two streams are two scenarios.
#[test]
fn c49_mid_year_costs() {
    agree(&["c49-contribution", "c49-marketing"]);
    let value = |case: &str| page(case).at("baseline/metrics/clv");
    let clv = value("c49-contribution") - value("c49-marketing");
    exactly("CLV", clv, 568.783067434);
    meets("CLV as printed", clv, 568.78, Within::Absolute(CENT));
}

/// Closed form.
#[test]
fn g03_monthly_churn_and_a_yearly_discount_rate() {
    agree(&["g03-first", "g03-just", "g03-mid", "g03-end"]);
}

/// Closed form. IRR and MIRR are not among the metrics.
#[test]
fn g15_timing_of_cash() {
    agree(&["g15-start", "g15-mid-period", "g15-end"]);
}

/// The contract's known answer for the minimal scenario.
#[test]
fn the_minimal_scenario_has_its_known_value() {
    let page = expected(include_str!("../../templates/init/minimal.toml"));
    meets("npv", page.at("baseline/metrics/npv"), 9_035_598.86, Within::Absolute(CENT));
    exactly("clv_runoff", page.at("baseline/metrics/clv_runoff"), 616.549_485_803_7);
}
