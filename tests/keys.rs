//! Every key of the scenario language matters: for each there is a scenario of which another value of it makes another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use rayon::prelude::*;
use serde_json::Value;
use tenure::findings::find;
use tenure::report::json;
use tenure::scenario::{Override, read};

/// Rows of cells apart by tabs: key, scenario, draws, what is set to which value, then `register` where only the register
/// of assumptions tells, or `refused` where the value is no good there. A row of two cells is a key that is tried
/// elsewhere, and where.
const TRIED: &str = "tests/keys.tsv";

/// Keys that `--set` cannot change, and where they are tried.
const ELSEWHERE: [(&str, &str); 3] = [
    ("schema", "the file is read by then: `diagnostics/schema_two.toml`"),
    ("extends", "the file is read by then: `valid/everything.toml`"),
    ("id", "other keys name it: `diagnostics/unknown_references.toml`"),
];

/// Keys of the language by their places in its schema; those of a table that stands in several places once.
fn declared(at: &Value, path: &str, tables: &mut BTreeSet<String>, keys: &mut BTreeSet<String>) {
    for one in at["anyOf"].as_array().into_iter().flatten() {
        let kind = one["properties"]["kind"]["enum"][0].as_str();
        let kind = kind.map_or_else(String::new, |kind| format!("<{kind}>"));
        declared(one, &format!("{path}{kind}"), tables, keys);
    }
    if at["items"].is_object() {
        declared(&at["items"], path, tables, keys);
    }
    let Some(properties) = at["properties"].as_object() else { return };
    let words =
        |(name, key): (&String, &Value)| format!("{name} {} {};", key["description"], key["$ref"]);
    let table: String = properties.iter().map(words).collect();
    for (name, key) in properties {
        // Every table may say where it comes from.
        let evidence = ["source", "note"].contains(&name.as_str()) && key["description"].is_null();
        if !evidence && tables.insert(format!("{table}{name}")) {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let held = key["properties"].is_object()
                || key["items"]["type"] != "string" && key["items"].is_object();
            let words = ELSEWHERE.iter().any(|(known, _)| known == name) || name == "kind";
            // A table matters where a key of it does.
            if !held && !words {
                keys.insert(path.clone());
            }
            declared(key, &path, tables, keys);
        }
    }
    if at["additionalProperties"].is_object() {
        declared(&at["additionalProperties"], &format!("{path}.*"), tables, keys);
    }
}

/// What is found of a scenario, none where it is refused; without the hash of its text, and without the register, in which
/// every value stands.
fn found(scenario: &str, draws: &str, set: Option<(&str, &str)>, register: bool) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(scenario);
    let set = set.map(|(path, value)| Override { path: path.into(), value: value.into() });
    let (mut read, ..) = read(&path, set.as_slice()).ok()?;
    read.uncertainty.draws = draws.parse().unwrap_or(read.uncertainty.draws);
    let mut found: Value = serde_json::from_str(&json::render(&find(&read)).unwrap()).unwrap();
    found["scenario"].as_object_mut().unwrap().remove("input_sha256");
    if !register {
        found.as_object_mut().unwrap().remove("assumptions");
    }
    Some(found)
}

#[test]
fn every_key_changes_something() {
    let schema = Command::new(env!("CARGO_BIN_EXE_tenure")).arg("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let (mut tables, mut keys) = (BTreeSet::new(), BTreeSet::new());
    declared(&schema, "", &mut tables, &mut keys);
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(TRIED)).unwrap();
    let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let tried: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let untried: Vec<&String> = keys.difference(&tried).collect();
    let unknown: Vec<&String> = tried.difference(&keys).collect();
    assert!(untried.is_empty() && unknown.is_empty(), "{untried:#?} {unknown:#?}");
    rows.retain(|row| row.len() > 2);
    let cases: BTreeSet<_> =
        rows.iter().map(|row| (row[1], row[2], row.contains(&"register"))).collect();
    let bases: BTreeMap<_, _> =
        cases.par_iter().map(|case| (*case, found(case.0, case.1, None, case.2))).collect();
    let silent = |row: &&Vec<&str>| {
        let register = row.contains(&"register");
        let base = &bases[&(row[1], row[2], register)];
        assert!(base.is_some(), "{} is refused", row[1]);
        let other = found(row[1], row[2], Some((row[3], row[4])), register);
        other == *base || other.is_none() != row.contains(&"refused")
    };
    let silent: Vec<&Vec<&str>> = rows.par_iter().filter(silent).collect();
    assert!(silent.is_empty(), "nothing changes with {silent:#?}");
}
