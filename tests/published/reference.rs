//! An independent program, written from the contract alone, and this one compute the same scenarios.
//!
//! `reference/*.toml` are the scenarios, `*.csv` its figures to twelve digits. Where the contract
//! leaves a choice open and the two chose differently, the figures are left out by name, with the
//! reason.

use crate::runs::expected;
use std::path::{Path, PathBuf};

/// Both programs sum in different orders and close run-offs in different ways; twelve digits are
/// stored. Anything larger than this is a difference of meaning.
const SAME: f64 = 1e-8;
/// Where the figure itself is near zero against the money or people that it is a difference of.
const NEAR_ZERO: f64 = 1e-9;

/// Figures on which the two chose differently on purpose: part of the scenario's name, part of the
/// path, why.
const CHOSEN_DIFFERENTLY: &[(&str, &str, &str)] = &[
    ("", "leaky_bucket_ceiling", "the reference takes the whole horizon's churn and the rates stated; here joiners, churn and word of mouth of the last period"),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/published/reference")
}

fn excused(case: &str, path: &str) -> bool {
    let fits = |(scenario, part, _): &&(&str, &str, &str)| case.contains(scenario) && path.contains(part);
    CHOSEN_DIFFERENTLY.iter().any(|choice| fits(&choice))
}

fn differences(case: &Path) -> Vec<String> {
    let name = case.file_stem().unwrap().to_str().unwrap();
    let page = expected(&std::fs::read_to_string(case).unwrap());
    let mut found = Vec::new();
    for row in csv::Reader::from_path(case.with_extension("csv")).unwrap().into_records() {
        let row = row.unwrap();
        let path = &row[0];
        if excused(name, path) {
            continue;
        }
        let theirs: Vec<f64> = row[1].split(' ').map(|v| v.parse().unwrap()).collect();
        let ours = match page.part(path) {
            Some(serde_json::Value::Array(_)) => page.series(path),
            _ => page.number(path).into_iter().collect(),
        };
        let scale = theirs.iter().fold(NEAR_ZERO / SAME, |scale, v| v.abs().max(scale));
        let apart = theirs.iter().zip(&ours).map(|(a, b)| (a - b).abs() / scale);
        let worst = apart.fold(0.0, f64::max);
        if ours.len() != theirs.len() || worst > SAME {
            let of = |values: &[f64]| values.first().copied();
            found.push(format!("{name} {path}: {worst:.1e} ({:?}, reference {:?})", of(&ours), of(&theirs)));
        }
    }
    found
}

#[test]
fn agrees_with_the_independent_reference() {
    use rayon::prelude::*;
    let files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    let mut scenarios: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    scenarios.sort();
    assert!(scenarios.len() > 20, "the reference scenarios are gone");
    let found: Vec<String> = scenarios.par_iter().flat_map(|case| differences(case)).collect();
    assert!(found.is_empty(), "{} figures differ:\n{}", found.len(), found.join("\n"));
}
