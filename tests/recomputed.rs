//! Small scenarios whose figures were computed a second time, period by period, by a program in another language
//! that was written from `docs/model.md` alone. Its results stand here as it printed them.

use std::path::Path;

use tenure::findings::{Findings, find};
use tenure::scenario;

/// The other program printed so many digits; both sum in their own order.
const PRINTED: f64 = 5e-10;

/// File, strategy, metric (of a programme after a dot), value, tolerance.
type Case = (&'static str, &'static str, &'static str, f64, f64);

const CASES: &[Case] = &[
    ("points", "baseline", "npv", 1634100.200394178, PRINTED),
    ("points", "pts", "npv", 1614466.632093, PRINTED),
    ("points", "pts", "pts.cost_pv", 52867.938, 2e-8),
    ("subscription_kinds", "desk", "npv", 768987.8043, PRINTED),
    ("subscription_kinds", "desk", "desk.cost_pv", 9274.509603, PRINTED),
    ("subscription_kinds", "desk", "desk.dead_weight", 594.147223, PRINTED),
    ("subscription_kinds", "ref", "npv", 781272.9391, PRINTED),
    ("subscription_kinds", "ref", "ref.cost_pv", 8054.994552, PRINTED),
    ("subscription_kinds", "ref", "ref.dead_weight", 2929.088928, PRINTED),
    ("subscription_kinds", "win", "npv", 753001.2505, PRINTED),
    ("subscription_kinds", "win", "win.cost_pv", 16992.854478, PRINTED),
    ("subscription_kinds", "win", "win.dead_weight", 12949.086501, PRINTED),
    ("subscription_kinds", "pro", "npv", 747949.5926, PRINTED),
    ("subscription_kinds", "pro", "pro.cost_pv", 18442.102182, PRINTED),
    ("subscription_kinds", "ten", "npv", 708971.6292, PRINTED),
    ("subscription_kinds", "ten", "ten.cost_pv", 60231.824399, PRINTED),
    ("subscription_kinds", "ten", "ten.dead_weight", 20237.892998, PRINTED),
    ("visit_kinds", "baseline", "npv", 670003.782375, PRINTED),
    ("visit_kinds", "bday", "npv", 668660.2023, PRINTED),
    ("visit_kinds", "bday", "bday.cost_pv", 3104.492402, PRINTED),
    ("visit_kinds", "bday", "bday.dead_weight", 1363.652291, PRINTED),
    ("visit_kinds", "sorry", "npv", 676466.5586, PRINTED),
    ("visit_kinds", "sorry", "sorry.cost_pv", 1939.958861, PRINTED),
    ("visit_kinds", "coupon", "npv", 666119.9466, PRINTED),
    ("visit_kinds", "coupon", "coupon.cost_pv", 8034.321188, PRINTED),
    ("visit_kinds", "survey", "npv", 670693.9168, PRINTED),
    ("visit_kinds", "survey", "survey.cost_pv", 5167.550221, PRINTED),
    ("visit_kinds", "watch", "npv", 678696.5772, PRINTED),
    ("visit_kinds", "train", "npv", 666957.1311, PRINTED),
    ("visit_kinds", "train", "train.cost_pv", 3522.384291, PRINTED),
    ("visit_kinds", "letter", "npv", 673178.8284, PRINTED),
    ("visit_kinds", "letter", "letter.cost_pv", 645.736941, 2e-9),
    ("visit_kinds", "friend", "npv", 686644.7584, PRINTED),
    ("visit_kinds", "friend", "friend.dead_weight", 628.082014, 2e-9),
    ("visit_kinds", "day", "npv", 668386.2470, PRINTED),
    ("visit_kinds", "day", "day.dead_weight", 1661.782080, PRINTED),
    ("channels_and_brand", "baseline", "npv", 1182433.29064, PRINTED),
    ("channels_and_brand", "baseline", "customers_joined", 3986.87568, 2e-9),
    ("channels_and_brand", "more", "npv", 1398954.50944, PRINTED),
    ("channels_and_brand", "more", "customers_joined", 5370.82544, PRINTED),
    ("all_together", "none", "npv", 541714.0962, PRINTED),
    ("desk_for_good", "baseline", "npv_horizon", 1093864.461, PRINTED),
    ("desk_for_good", "baseline", "small.cost_pv", 6383.03, 1e-6),
    ("desk_gift", "desk", "desk.cost_pv", 50.0, PRINTED),
    ("starts_and_stops", "any", "npv", 439289.662, 5e-9),
    ("starts_and_stops", "ten", "npv", 409024.1642, PRINTED),
    ("starts_and_stops", "win", "npv", 425760.9129, PRINTED),
    ("starts_and_stops", "pro", "npv", 413300.9033, PRINTED),
    ("starts_and_stops", "eff", "npv", 418989.8415, PRINTED),
    ("starts_and_stops", "ref", "npv", 425221.2163, PRINTED),
];

fn findings(name: &str) -> Findings {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recomputed");
    let path = folder.join(format!("{name}.toml"));
    let Ok((mut scenario, ..)) = scenario::read(&path, &[]) else { panic!("{name} is refused") };
    scenario.uncertainty.draws = 0;
    find(&scenario)
}

fn value(found: &Findings, strategy: &str, metric: &str) -> f64 {
    let own = found.strategies.iter().find(|one| one.id == strategy).unwrap();
    let value = match metric.split_once('.') {
        None => own.metrics.expected(metric),
        Some((programme, metric)) => {
            let programme = own.programmes.iter().find(|one| one.id == programme).unwrap();
            programme.metrics.expected(metric)
        }
    };
    value.unwrap_or_else(|| panic!("{strategy} has no {metric}"))
}

#[test]
fn figures_agree_with_a_second_program() {
    let mut wrong = Vec::new();
    let mut known: Option<(&str, Findings)> = None;
    for (file, strategy, metric, expected, tolerance) in CASES {
        if known.as_ref().is_none_or(|(name, _)| name != file) {
            known = Some((file, findings(file)));
        }
        let found = value(&known.as_ref().unwrap().1, strategy, metric);
        if (found - expected).abs() > tolerance * expected.abs() {
            wrong.push(format!("{file} {strategy} {metric}: {found}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
