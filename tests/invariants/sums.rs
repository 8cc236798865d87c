//! Do customers and money add up?

use super::IDENTITY;
use crate::business::{
    CHURN, FRAME, PROGRAMMES, REASONS, in_money, programme, reasons, strategy, whole,
};
use crate::runs::{Page, expected, expected_with, near};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn reconciles(page: &Page, strategies: &[&str]) {
    for id in strategies {
        let series = |name: &str| page.series(&format!("{id}/series/{name}"));
        let (opening, closing) = (series("opening"), series("closing"));
        let (joined, returned, left) = (series("joined"), series("returned"), series("left"));
        for t in 0..opening.len() {
            let expected = opening[t] + joined[t] + returned[t] - left[t];
            assert!(
                near(closing[t], expected, IDENTITY),
                "{id}, period {t}: {} and {expected}",
                closing[t]
            );
            if t > 0 {
                assert!(
                    near(opening[t], closing[t - 1], IDENTITY),
                    "{id}, period {t} opens with others"
                );
            }
        }
        let discounted: f64 = series("discounted_cash_flow").iter().sum();
        let npv = page.at(&format!("{id}/metrics/npv_horizon"));
        assert!((discounted - npv).abs() <= IDENTITY * series("revenue").iter().sum::<f64>());
        let ledger = page.part(&format!("{id}/ledger")).unwrap().as_object().unwrap();
        let flow = series("cash_flow");
        for (t, flow) in flow.iter().enumerate() {
            let of = |sign: f64, (name, postings): (&String, &serde_json::Value)| {
                let sign = if name.starts_with("revenue") { 1.0 } else { sign };
                sign * postings[t].as_f64().unwrap()
            };
            let sum: f64 = ledger.iter().map(|account| of(-1.0, account)).sum();
            let gross: f64 = ledger.iter().map(|account| of(1.0, account).abs()).sum();
            assert!(
                (sum - flow).abs() <= IDENTITY * gross,
                "{id}, period {t}: ledger {sum}, flow {flow}"
            );
        }
    }
    let integrity = page.pointer_root("integrity");
    for check in integrity.as_array().unwrap() {
        assert_eq!(check["verdict"], "pass", "{check}");
    }
}

/// Identity 9, with every kind of programme, in expected values and in whole customers.
#[test]
fn customers_and_money_reconcile() {
    reconciles(&expected(&whole()), &["baseline", "desk", "all"]);
}

/// The same for businesses drawn at random.
#[test]
fn customers_and_money_reconcile_in_random_businesses() {
    let config = Config { cases: 5, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let numbers =
        (0.3_f64..6.0, 2.0_f64..40.0, 0.0_f64..=1.0, 0.0_f64..=1.0, 0.0_f64..=1.0, 0.5_f64..4.0);
    runner
        .run(&numbers, |(alpha, beta, accept, stays, back, multiplier)| {
            let accept = format!("\"{}%\"", 100.0 * accept);
            let settings = [
                ("churn.alpha", alpha.to_string()),
                ("churn.beta", beta.to_string()),
                ("programmes.desk.accept", accept),
                ("programmes.desk.would_have_stayed", format!("\"{}%\"", 100.0 * stays)),
                ("programmes.letters.extra_return", format!("\"{}%\"", 100.0 * back)),
                ("programmes.desk.after_save.churn_multiplier", multiplier.to_string()),
            ];
            let settings = settings.each_ref().map(|(path, value)| (*path, value.as_str()));
            reconciles(&expected_with(&whole(), &settings), &["baseline", "desk", "all"]);
            Ok(())
        })
        .unwrap();
}

/// Identity 5: cohorts run alone add up to all of them run together, customers and money.
#[test]
fn cohorts_add_up_to_the_calendar() {
    let head = r#"
schema = 1
[scenario]
id = "cohorts"
[model]
currency = "EUR"
start = 2026-01-01
horizon = "12 months"
discount_rate = "9% per year"
[[segments]]
id = "all"
price = 20
service_cost = 2
opening_customers = 0
[churn]
model = "beta-geometric"
alpha = 0.8
beta = 7
seasonality = { mar = 1.3 }
[[programmes]]
id = "desk"
kind = "save-desk"
reach = "60%"
accept = "40%"
would_have_stayed = "20%"
after_save = { churn_multiplier = 2, fades_over = "4 months" }
cost = { per_contact = 5 }
offers = [{ name = "half", share = "100%", discount = "50%", lasts = "2 months" }]
[[strategies]]
id = "baseline"
programmes = []
[[strategies]]
id = "desk"
programmes = ["desk"]
"#;
    let channel = |from: usize, to: usize| {
        let date = |month: usize| format!("{}-{:02}-01", 2026 + month / 12, month % 12 + 1);
        format!(
            "{head}[[channels]]\nid = \"ads\"\ncustomers = 100\ncost_per_customer = 60\nstarts = {}\nstops = {}\n",
            date(from),
            date(to)
        )
    };
    let together = expected(&channel(0, 12));
    let cohorts: Vec<Page> = (0..12).map(|month| expected(&channel(month, month + 1))).collect();
    for metric in [
        "npv_horizon",
        "npv_runoff",
        "customers_end",
        "customers_left",
        "revenue_pv",
        "retention_spend_pv",
    ] {
        let path = format!("desk/metrics/{metric}");
        let sum: f64 = cohorts.iter().map(|page| page.at(&path)).sum();
        assert!(
            near(together.at(&path), sum, IDENTITY),
            "{metric}: {} and {sum}",
            together.at(&path)
        );
    }
}

/// Identity 17: a segment in two halves, a channel in two halves with linear cost: no total changes.
#[test]
fn halves_make_a_whole() {
    let segment = |id: &str, customers: f64| {
        format!(
            "[[segments]]\nid = \"{id}\"\nopening_customers = {customers}\nprice = 18.5\nservice_cost = 1.1\n"
        )
    };
    let channel = |id: &str, customers: f64| {
        format!("[[channels]]\nid = \"{id}\"\ncustomers = {customers}\ncost_per_customer = 20\n")
    };
    let text = |segments: String, channels: String| {
        let desk = PROGRAMMES[1];
        let rest = [
            CHURN,
            &reasons(&REASONS),
            &programme(desk),
            &strategy("baseline", &[]),
            &strategy("desk", &["desk"]),
        ]
        .concat();
        in_money(&[FRAME.to_owned(), segments, channels, rest].concat(), 1.0)
    };
    let one = expected(&text(segment("a", 20_000.0), channel("ads", 400.0)));
    let segments = [segment("a", 10_000.0), segment("b", 10_000.0)].concat();
    let channels = [channel("ads", 200.0), channel("more-ads", 200.0)].concat();
    for other in [
        expected(&text(segments.clone(), channel("ads", 400.0))),
        expected(&text(segment("a", 20_000.0), channels.clone())),
        expected(&text(segments, channels)),
    ] {
        for id in ["baseline", "desk"] {
            for metric in [
                "npv",
                "npv_runoff",
                "customers_end",
                "customers_left",
                "clv",
                "clv_runoff",
                "cac_paid",
                "cac_blended",
                "churn_period",
                "customer_equity",
                "opening_base_value",
                "quick_ltv",
                "revenue_pv",
                "retention_spend_pv",
            ] {
                let path = format!("{id}/metrics/{metric}");
                assert!(
                    near(one.at(&path), other.at(&path), IDENTITY),
                    "{path}: {} and {}",
                    one.at(&path),
                    other.at(&path)
                );
            }
        }
    }
}
