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
        let options = Options::default();
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

/// A channel whose people are paid while no money brings anybody has no weight in what the last joiner costs.
#[test]
fn people_without_a_budget_leave_the_other_channels_their_cost() {
    for response in [
        "form = \"power\", customers = 20, exponent = 0.4",
        "form = \"s-curve\", customers = 20, ceiling = 100, exponent = 2",
    ] {
        let text = format!(
            "schema = 1\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"12 months\"\n\
             discount_rate = \"10% per year\"\n[[segments]]\nid = \"a\"\nprice = 30\nchurn = \"5% per month\"\n\
             [[channels]]\nid = \"x\"\nspend = 1000\nresponse = {{ {response} }}\nfixed_per_month = 500\n\
             [[channels]]\nid = \"y\"\ncustomers = 10\ncost_per_customer = 5\n\
             [[strategies]]\nid = \"base\"\n[[strategies]]\nid = \"no-x\"\n[strategies.set]\n\"channels.x.spend\" = 0\n\
             [comparison]\nagainst = \"base\"\n"
        );
        let findings = find(&scenario(&text));
        complete(&findings);
        let clv = findings.strategies[1].metrics.expected("clv").unwrap();
        let ratio = findings.strategies[1].metrics.expected("ltv_cac_marginal").unwrap();
        assert!((ratio - clv / 5.0).abs() < 1e-9 * ratio, "{ratio}");
    }
}

/// A strategy that spares the care of its customers has more cash at once and fewer customers for ever: what it
/// earns back within the horizon is lost after it, and no payback is claimed.
#[test]
fn a_gain_that_never_comes_has_no_payback() {
    let text = include_str!("../templates/init/minimal.toml")
        .replace("\"60 months\"", "\"12 months\"")
        .replace("cash_timing", "terminal_value = \"runoff\"\ncash_timing")
        .replace("{ \"churn.beta\" = 4.4, \"segments.all.retention_spend\" = 3 }", SPARES);
    let found = find(&scenario(&text));
    let one = &found.comparisons[0];
    assert!(one.cumulative_difference.last().is_some_and(|gain| *gain > 0.0), "{one:?}");
    assert!(one.incremental_npv_horizon.expected > 0.0 && one.incremental_npv.expected < 0.0);
    assert_eq!(
        (one.payback_period, one.payback_periods, one.payback_period_beyond),
        (None, None, None)
    );
    assert_eq!(one.payback_period_why.as_ref().unwrap().key, "why.lost_after");
    let report = tenure::report::markdown::render(&found, &[]);
    assert!(report.contains("takes more than comes back"), "{report}");
}

const SPARES: &str = "{ \"churn.beta\" = 3.0, \"segments.all.retention_spend\" = 0 }";

/// Figures at the end of a quarter stand under its last month, in every table.
#[test]
fn a_quarter_is_named_by_its_last_month() {
    let text = include_str!("../templates/init/minimal.toml")
        .replace("period        = \"month\"", "period = \"quarter\"")
        .replace("\"60 months\"", "\"12 quarters\"");
    let page = html::render(&find(&scenario(&text)), &RenderOptions::default()).unwrap();
    assert!(page.contains("Dec 2027"));
    assert!(!page.contains("Oct 2027"));
}
