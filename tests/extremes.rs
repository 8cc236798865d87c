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
            assert_eq!(check.verdict, CheckVerdict::Pass, "{name}: {}", check.id);
        }
        seen += 1;
    }
    assert_eq!(seen, 9);
}

/// Beta(1.1, 0.016): most leave for sure, and a multiplier of 0.01 makes that matter. Without ranges every
/// draw is the base case, at a draw's own precision of 1e-4.
#[test]
fn draws_meet_a_density_that_rises_to_sure_churn() {
    let text = include_str!("extremes/density-rising-to-sure-churn.toml");
    let (scenario, ..) = read_text("rising.toml", text, &[]).expect("valid");
    let page = Page::of(&find(&scenario));
    for id in ["npv", "clv", "customers_end"] {
        let path = format!("baseline/metrics/{id}");
        let (expected, mean) = (page.at(&path), page.drawn(&path, "mean"));
        assert!((mean / expected - 1.0).abs() < 1e-4, "{id}: {mean} {expected}");
    }
}
