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
    (
        "",
        "leaky_bucket_ceiling",
        "the reference takes the whole horizon's churn and the rates stated; here joiners, churn and word of mouth of the last period",
    ),
    (
        "s05",
        "winback/takers",
        "the reference counts who returned because of the offer; here everybody who takes it",
    ),
    (
        "streaming",
        "win-back/takers",
        "the reference counts who returned because of the offer; here everybody who takes it",
    ),
    (
        "s06",
        "friends/takers",
        "the reference counts conversions; here every reward paid, abuse included",
    ),
    (
        "s08",
        "clv",
        "points redeemed later are discounted from when they are redeemed; the reference books them when earned",
    ),
    ("s08", "clv_runoff", "likewise"),
    ("s08", "rlv", "likewise"),
    ("s08", "opening_base_value", "likewise"),
    (
        "s11",
        "marginal_return_retention",
        "moving the reach moves the contacts here; in the reference every failure is contacted whatever the reach",
    ),
    (
        "",
        "npv_runoff",
        "here what runs after the horizon is paid for; what the customers bring is compared below, and in customer_equity",
    ),
    ("", "npv", "likewise, with terminal_value = \"runoff\""),
    ("", "incremental_npv", "likewise"),
    (
        "s20",
        "marginal_return_acquisition",
        "likewise: who joins in the last period bears a part of what the desk costs afterwards",
    ),
    (
        "s20",
        "marginal_return_retention",
        "here the lever is moved until the horizon ends, in the reference for ever",
    ),
    (
        "s17",
        "retention_cost_per_incremental_customer_year",
        "no retention spend at all: absent here, -0 in the reference",
    ),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/published/reference")
}

/// The choice that excuses a figure.
fn excuse(case: &str, path: &str) -> Option<usize> {
    CHOSEN_DIFFERENTLY.iter().position(|(scenario, part, _)| {
        case.contains(scenario)
            && (path.ends_with(&format!("/{part}")) || path.contains(&format!("/{part}/")))
    })
}

/// The text with programmes that have no fixed cost.
fn without_fixed_cost(text: &str) -> String {
    let mut parts = text.split("fixed_per_month = ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || "_.".contains(c));
        out += &format!("fixed_per_month = 0{rest}");
    }
    out
}

/// What the customers bring after the horizon is the same where programmes have no fixed cost: the reference
/// knows none then. Not where spend, and so who joins, hangs on it.
fn run_off_differs(text: &str, rows: &[(String, Vec<f64>)]) -> Vec<String> {
    let page = expected(&without_fixed_cost(text));
    let theirs = |path: &str| rows.iter().find(|(known, _)| known == path).map(|(_, v)| v[0]);
    let differs = |(path, values): &(String, Vec<f64>)| {
        let id = path.strip_suffix("/metrics/npv_runoff")?;
        let horizon = format!("{id}/metrics/npv_horizon");
        let (ours, theirs) =
            (page.number(path)? - page.number(&horizon)?, values[0] - theirs(&horizon)?);
        let apart = (ours - theirs).abs() / values[0].abs();
        (apart > SAME).then(|| format!("{id}, run-off: {ours}, reference {theirs}"))
    };
    rows.iter().filter_map(differs).collect()
}

/// What differs, in words, and the excuses that were needed.
fn differences(case: &Path) -> (Vec<String>, Vec<usize>) {
    let name = case.file_stem().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(case).unwrap();
    let page = expected(&text);
    let (mut found, mut excused) = (Vec::new(), Vec::new());
    let mut rows: Vec<(String, Vec<f64>)> = Vec::new();
    for row in csv::Reader::from_path(case.with_extension("csv")).unwrap().into_records() {
        let row = row.unwrap();
        let path = &row[0];
        let theirs: Vec<f64> = row[1].split(' ').map(|v| v.parse().unwrap()).collect();
        rows.push((path.to_owned(), theirs.clone()));
        let ours = match page.part(path) {
            Some(serde_json::Value::Array(_)) => page.series(path),
            _ => page.number(path).into_iter().collect(),
        };
        let scale = theirs.iter().fold(NEAR_ZERO / SAME, |scale, v| v.abs().max(scale));
        let apart = theirs.iter().zip(&ours).map(|(a, b)| (a - b).abs() / scale);
        let worst = apart.fold(0.0, f64::max);
        if ours.len() != theirs.len() || worst > SAME {
            let of = |values: &[f64]| values.first().copied();
            match excuse(name, path) {
                Some(choice) => excused.push(choice),
                None => found.push(format!(
                    "{name} {path}: {worst:.1e} ({:?}, reference {:?})",
                    of(&ours),
                    of(&theirs)
                )),
            }
        }
    }
    if !text.contains("spend_as") {
        found.extend(run_off_differs(&text, &rows).into_iter().map(|one| format!("{name} {one}")));
    }
    (found, excused)
}

#[test]
fn agrees_with_the_independent_reference() {
    use rayon::prelude::*;
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    let mut scenarios: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    scenarios.sort();
    assert!(scenarios.len() > 20, "the reference scenarios are gone");
    let (found, excused): (Vec<_>, Vec<_>) =
        scenarios.par_iter().map(|case| differences(case)).unzip();
    let found = found.concat();
    assert!(found.is_empty(), "{} figures differ:\n{}", found.len(), found.join("\n"));
    for (place, choice) in CHOSEN_DIFFERENTLY.iter().enumerate() {
        assert!(
            excused.iter().flatten().any(|used| *used == place),
            "{choice:?} is no longer needed"
        );
    }
}
