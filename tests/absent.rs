//! What is missing says why, and nought has no sign: in the findings, series and pages of every shipped scenario.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use tenure::findings::{Baseline, Findings, find, find_against};
use tenure::optimise::{Options, optimise};
use tenure::report::{RenderOptions, csv, html, json, markdown};
use tenure::scenario::Scenario;

use crate::runs::scenario;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

fn read(path: &Path, draws: usize) -> Scenario {
    let (mut scenario, _, _) =
        tenure::scenario::read(path, &[]).unwrap_or_else(|_| panic!("{path:?}"));
    scenario.uncertainty.draws = draws;
    scenario
}

/// Paths of missing values without a reason beside them, and of noughts with a sign.
fn faults(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                let path = format!("{path}.{key}");
                let why = || entries.get(&format!("{key}_why")).and_then(Value::as_str);
                let holes = inner.is_null() || has_holes(inner);
                if holes && why().is_none_or(str::is_empty) {
                    found.push(format!("{path} is missing without a reason"));
                }
                faults(inner, &path, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| faults(item, path, found)),
        Value::Number(number) => {
            let value = number.as_f64().unwrap();
            if value == 0.0 && value.is_sign_negative() {
                found.push(format!("{path} is -0"));
            }
        }
        _ => {}
    }
}

/// Whether a list, or a list of lists, has a place without a value.
fn has_holes(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|one| one.is_null() || has_holes(one)))
}

#[track_caller]
fn complete(findings: &Findings) {
    let id = &findings.scenario.id;
    let mut found = Vec::new();
    let text = json::render(findings).unwrap();
    faults(&serde_json::from_str(&text).unwrap(), "", &mut found);
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{id}: {found:#?}");
    let series = csv::render(findings).unwrap();
    assert!(!series.contains(",-0,"), "{id}");
    let page = html::render(findings, &RenderOptions::default()).unwrap();
    for nought in ["\"-0\"", ">-0<", ">\u{2212}0<", "\u{2212}0%", "\u{2212}0 "] {
        assert!(!page.contains(nought), "{id}: {nought}");
    }
    assert!(!markdown::render(findings, &[]).contains(" -0 "), "{id}");
}

#[test]
fn what_is_missing_says_why_and_nought_has_no_sign() {
    for path in files() {
        for draws in [0, 3] {
            complete(&find(&read(&path, draws)));
        }
    }
}

#[test]
fn so_it_is_with_a_best_split() {
    for name in ["blattberg-deighton.toml", "sandwich-shop.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let options = Options { budget: None, strategy: None };
        if let Ok(findings) = optimise(&mut read(&path, 0), options) {
            complete(&findings);
        }
    }
}

/// And with a baseline, in which a strategy and a source of values come and go.
#[test]
fn so_it_is_with_a_baseline() {
    let text = include_str!("../templates/init/minimal.toml");
    let more = "\n[[strategies]]\nid = \"third\"\nname = \"Third\"\nset = { \"churn.beta\" = 5 }\n";
    let sides = [text.to_owned(), format!("{text}{more}"), text.replacen("1000", "2000", 1)];
    for old in &sides {
        for new in &sides {
            let old = Baseline::of(&find(&scenario(old)));
            complete(&find_against(&scenario(new), Some(&old)));
        }
    }
}

/// Who comes for nothing has no ratio of what he is worth to what he cost, and the file says so.
#[test]
fn a_channel_that_costs_nothing_has_no_ratio() {
    let text = include_str!("../templates/init/minimal.toml");
    let findings =
        find(&scenario(&format!("{text}\n[[channels]]\nid = \"doors\"\ncustomers = 10\n")));
    complete(&findings);
    let json: Value = serde_json::from_str(&json::render(&findings).unwrap()).unwrap();
    let channels = json["strategies"][0]["channels"].as_array().unwrap();
    let doors = &channels.iter().find(|channel| channel["id"] == "doors").unwrap()["metrics"];
    for ratio in ["cac_average", "cac_marginal", "ltv_cac", "ltv_cac_marginal"] {
        assert_eq!(doors[ratio], Value::Null, "{ratio}");
        assert_eq!(doors[format!("{ratio}_why")], "the channel costs no money", "{ratio}");
    }
    assert_eq!(doors["spend_pv"]["expected"], 0.0);
}
