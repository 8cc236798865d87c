//! The coupon scenario says what its data say.

use std::fs;
use std::path::Path;

use tenure::findings::find;
use tenure::scenario;

/// Households mailed, households redeeming and coupons redeemed of a type of campaign, of those whose
/// validity lies wholly inside the observed year.
fn measured(kind: &str) -> [f64; 3] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/data/coupon_redemption.csv");
    let text = fs::read_to_string(path).unwrap();
    let mut sums = [0.0; 3];
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[1] == kind && cells[10] == "whole" {
            for (sum, cell) in sums.iter_mut().zip(&cells[7..10]) {
                *sum += cell.parse::<f64>().unwrap();
            }
        }
    }
    sums
}

#[test]
fn redemption_in_the_scenario_is_what_was_measured() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/grocery-coupons.toml");
    let (mut scenario, _, _) = scenario::read(&path, &[]).unwrap();
    scenario.uncertainty.draws = 0;
    let findings = find(&scenario);
    let base = |path: &str| findings.assumptions.iter().find(|one| one.path == path).unwrap().value;
    for (kind, letter) in [("A", "thick-letter"), ("B", "thin-letter")] {
        let [mailed, redeeming, coupons] = measured(kind);
        let accept = base(&format!("programmes.{letter}.accept"));
        assert!((accept - redeeming / mailed).abs() < 5e-4, "{kind}: {accept}");
        let text = fs::read_to_string(&path).unwrap();
        let each = format!("{:.2} coupons of DKK", coupons / redeeming);
        assert!(text.contains(&each), "{kind}: {each}");
    }
    assert_eq!(measured("A"), [3_647.0, 604.0, 1_718.0]);
    assert_eq!(measured("B"), [1_709.0, 121.0, 246.0]);
}
