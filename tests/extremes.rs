//! Businesses at the edge of what the language allows: found by hostile runs, once panics or NaN.

use std::fs;
use std::path::Path;

use tenure::findings::find;
use tenure::findings::model::CheckVerdict;
use tenure::report::json;
use tenure::scenario::read_text;

use crate::runs::Page;

#[test]
fn every_figure_is_finite_and_customers_are_conserved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/extremes");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("text");
        let (scenario, ..) = read_text(&name, &text, &[]).unwrap_or_else(|(found, _)| {
            panic!("{name}: {found:?}");
        });
        let findings = find(&scenario);
        // A number that is not finite is refused there, with its path.
        json::render(&findings).unwrap_or_else(|why| panic!("{name}: {why}"));
        for check in &findings.integrity {
            assert_eq!(check.verdict, CheckVerdict::Pass, "{name}: {}", check.id());
        }
        seen += 1;
    }
    assert_eq!(seen, 12);
}

/// Beta(1.1, 0.016): most leave for sure, and a multiplier of 0.01 makes that matter. Without ranges every
/// draw is the base case, at a draw's own precision of 3e-4.
#[test]
fn draws_meet_a_density_that_rises_to_sure_churn() {
    let text = include_str!("extremes/density-rising-to-sure-churn.toml");
    let (scenario, ..) = read_text("rising.toml", text, &[]).expect("valid");
    let page = Page::of(&find(&scenario));
    for id in ["npv", "clv", "customers_end"] {
        let path = format!("baseline/metrics/{id}");
        let (expected, mean) = (page.at(&path), page.drawn(&path, "mean"));
        assert!((mean / expected - 1.0).abs() < 3e-4, "{id}: {mean} {expected}");
    }
}

/// Leavers in a burst, then a loyal base, as fitted by `tenure fit`: 468 m before the classes were tested.
#[test]
fn a_steep_mixture_meets_its_closed_form() {
    let text = include_str!("extremes/steep-mixture.toml");
    let (scenario, ..) = read_text("steep.toml", text, &[]).expect("valid");
    let page = Page::of(&find(&scenario));
    let path = "baseline/metrics/npv_horizon";
    // mpmath, log-gamma with 60 digits: the sum of 30 x 1,000,000 x S(t) / 1.1^(t/12).
    let want = 860_449_270.043_433_7;
    assert!((page.at(path) / want - 1.0).abs() < 1e-10, "{}", page.at(path));
    assert!((page.drawn(path, "mean") / want - 1.0).abs() < 3e-5, "{}", page.drawn(path, "mean"));
}

/// Constant churn of 4 % after a desk that saves s means 4 % / (1 - s) before it: 96 % at most, whatever sets it; of
/// attempts that half reach it any share.
#[test]
fn a_desk_of_against_saves_no_more_than_there_were() {
    let text = include_str!("diagnostics/desk_of_against.toml");
    let accepted = |settings: &[(&str, &str)]| {
        let setting = |(path, value): &(&str, &str)| tenure::scenario::Override {
            path: (*path).into(),
            value: (*value).into(),
        };
        let settings: Vec<_> = settings.iter().map(setting).collect();
        read_text("desk.toml", text, &settings).is_ok()
    };
    let accept = "programmes.desk.accept";
    assert!(accepted(&[(accept, "96%")]));
    assert!(!accepted(&[(accept, "96.01%")]));
    assert!(accepted(&[(accept, "100%"), ("programmes.desk.reach", "90%")]));
    // Half as many again leave in March.
    assert!(!accepted(&[(accept, "95%"), ("churn.seasonality.mar", "1.5")]));
    assert!(accepted(&[(accept, "94%"), ("churn.seasonality.mar", "1.5")]));
    // 97 % a month leave after two years.
    let steep = [("churn.model", "discrete-weibull"), ("churn.rate", "0.1% per month")];
    let shape = ("churn.shape", "2.5");
    assert!(!accepted(&[steep[0], steep[1], shape, (accept, "75%")]));
}
