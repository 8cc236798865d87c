//! Does a page say anything that stands in no catalogue?
//!
//! Pages and findings are written in the language of keys, where `[headline.which]` stands for a message. What is left
//! without these keys, without what the file says and without ids is our own words outside the catalogues: none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{RenderOptions, html, json, junit, markdown};
use crate::findings::{Baseline, CheckFindings, Findings, Slot, find, find_against};
use crate::scenario::{Read, Scenario, read, read_text};
use crate::text::KEYS;

/// Words that no language changes: the program's name, and that of a hash.
const SAME: [&str; 2] = ["tenure", "SHA"];

/// Fields of `findings.json` with words that are part of its contract.
const CONTRACT: [&str; 3] = ["unit", "driver", "limit"];

/// Keys whose words are names, also where they look like words of the language.
const NAMED: [&str; 8] =
    ["id", "name", "source", "owner", "kind", "confidence", "prepared_by", "reviewed_by"];

/// A scenario in the language of keys.
fn in_keys(read: Read, draws: usize) -> Scenario {
    let (mut scenario, ..) = read.expect("a valid scenario");
    scenario.about.language = KEYS.to_owned();
    scenario.uncertainty.draws = draws;
    scenario
}

/// What the file says at a depth: its texts, and the ids of what it declares.
fn said(value: &toml::Value, depth: usize, all: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(text) => drop(all.insert(text.clone())),
        toml::Value::Array(list) => list.iter().for_each(|one| said(one, depth, all)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                // Such as `[programmes.save-desk]`.
                if depth == 1 && value.is_table() {
                    all.insert(key.clone());
                }
                // Words of the language are ours: a page may not say `month`.
                let ours = value.as_str().is_some_and(|text| {
                    let word = |c: char| c.is_ascii_lowercase() || c == '-';
                    text.chars().all(word) && !NAMED.contains(&key.as_str())
                });
                if !ours {
                    said(value, depth + 1, all);
                }
            }
        }
        _ => {}
    }
}

/// A text without what stands in it between words.
fn without(text: &str, what: &str) -> String {
    let (mut out, mut last) = (String::new(), 0);
    for (at, _) in text.match_indices(what).filter(|(at, _)| whole(text, *at, what)) {
        out.push_str(&text[last..at]);
        out.push(' ');
        last = at + what.len();
    }
    out + &text[last..]
}

/// Whether neither a letter nor a hyphen touches what stands there.
fn whole(text: &str, at: usize, what: &str) -> bool {
    let open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
    open(text[..at].chars().next_back()) && open(text[at + what.len()..].chars().next())
}

/// Words of a text that are no keys of messages, no texts of the file, and no ids, paths and names of files, which
/// hold a dot or an underscore.
fn left(text: &str, said: &BTreeSet<String>) -> Vec<String> {
    let mut rest = String::new();
    for (at, part) in text.split('[').enumerate() {
        let behind = part.split_once(']').filter(|_| at > 0);
        rest.push_str(behind.map_or(part, |(_, behind)| behind));
    }
    let mut said: Vec<&String> = said.iter().filter(|one| one.len() > 2).collect();
    said.sort_by_key(|one| std::cmp::Reverse(one.len()));
    said.iter().filter(|one| one.contains('.')).for_each(|one| rest = without(&rest, one));
    let within =
        |one: &&str| !one.trim_matches(|c: char| ".,:;()`".contains(c)).contains(['.', '_']);
    rest = rest.split_whitespace().filter(within).collect::<Vec<_>>().join(" ");
    said.into_iter().for_each(|one| rest = without(&rest, one));
    let all = rest.split(|c: char| !c.is_alphanumeric() && !"-'".contains(c));
    let long = |one: &&str| one.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    all.filter(long).filter(|one| !SAME.contains(one)).map(str::to_owned).collect()
}

/// The text of a page, with what its attributes say, without code, style and script.
fn text(page: &str, said: &BTreeSet<String>) -> String {
    let mut text = page.to_owned();
    for element in ["style", "script", "code", "pre"] {
        while let Some(from) = text.find(&format!("<{element}")) {
            let end = format!("</{element}>");
            let to = from + text[from..].find(&end).expect("elements end") + end.len();
            text.replace_range(from..to, " ");
        }
    }
    let mut out = String::new();
    for part in text.split('<') {
        let (tag, behind) = part.split_once('>').unwrap_or(("", part));
        for attribute in ["aria-label=\"", "data-probe=\"", "message=\""] {
            let value = tag.split_once(attribute).and_then(|(_, rest)| rest.split('"').next());
            out.extend(value);
        }
        out.push(' ');
        match tag.starts_with("text ") {
            true => out.push_str(&drawn(behind, said)),
            false => out.push_str(behind),
        }
    }
    plain(&out)
}

/// A text of a drawing without the words of names, which it breaks into lines and shortens.
fn drawn(text: &str, said: &BTreeSet<String>) -> String {
    let begins = |name: &str, word: &str| {
        let mut words = name.split(|c: char| c.is_whitespace() || "(/-".contains(c));
        words.any(|own| own.starts_with(word))
    };
    let word = |word: &&str| {
        // A part of a key.
        if word.starts_with('.') || word.contains('[') != word.contains(']') {
            return false;
        }
        // A message may follow a name without a space.
        let name = word.split('[').next().unwrap_or_default();
        let word = plain(name.trim_matches(['…', '(']));
        !said.iter().any(|name| begins(name, &word))
    };
    text.split([' ', '\u{a0}']).filter(word).collect::<Vec<_>>().join(" ")
}

/// HTML without its escapes.
pub fn plain(html: &str) -> String {
    let all = [
        ("#39", "'"),
        ("apos", "'"),
        ("#x27", "'"),
        ("#x2f", "/"),
        ("quot", "\""),
        ("gt", ">"),
        ("lt", "<"),
        ("amp", "&"),
    ];
    all.iter().fold(html.to_owned(), |text, (code, c)| text.replace(&format!("&{code};"), c))
}

/// Texts of the findings that have more than one word, outside the contract.
fn texts<'v>(key: &str, value: &'v Value, all: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.contains(' ') && !CONTRACT.contains(&key) => all.push(text),
        Value::Array(list) => list.iter().for_each(|one| texts(key, one, all)),
        Value::Object(map) => map.iter().for_each(|(key, value)| texts(key, value, all)),
        _ => {}
    }
}

/// Every output of some findings of a file says nothing of our own; `values` are enumerations that changed.
fn all_is_in_the_catalogue(name: &str, file: &str, findings: &Findings, values: &[&str]) {
    let mut known = BTreeSet::from([findings.scenario.currency.clone()]);
    known.extend(values.iter().map(|value| (*value).to_owned()));
    known.extend(findings.integrity.iter().map(|sum| sum.id().to_owned()));
    let ids = |check: &CheckFindings| [check.metric.clone(), check.statistic.to_owned()];
    known.extend(findings.checks.iter().flat_map(ids));
    said(&toml::Value::Table(file.parse().expect("TOML")), 0, &mut known);
    known.extend(findings.assumptions.iter().map(|one| one.path.clone()));
    // Reasons for leaving, and keys without words of their own, are spelled out.
    for one in findings.strategies.iter().flat_map(|strategy| &strategy.reasons) {
        let (first, rest) = one.reason.split_at(1);
        known.insert(format!("{}{}", first.to_uppercase(), rest.replace(['_', '-'], " ")));
    }
    known.extend(findings.assumptions.iter().filter_map(|one| match &one.name {
        Slot::Given(key) => Some(key.clone()),
        Slot::Words(name) => match name.slot("what") {
            Some(Slot::Given(key)) => Some(key.clone()),
            _ => None,
        },
        _ => None,
    }));
    let files = vec!["report.html", "findings.json", "series.csv"];
    let page = html::render(findings, &RenderOptions { date: None, files }).unwrap();
    // A name may break there, and is one word all the same.
    let page = page.replace("<wbr>", "");
    let (comment, tests) = (markdown::render(findings, &[]), junit::render(findings, &|_| None));
    let mut outputs = vec![
        ("page", text(&page, &known)),
        ("markdown", text(&comment.replace(['\\', '\u{200b}'], ""), &known)),
        ("junit", text(&tests, &known)),
    ];
    let written: Value = serde_json::from_str(&json::render(findings).unwrap()).unwrap();
    let mut found = Vec::new();
    texts("", &written, &mut found);
    outputs.extend(found.into_iter().map(|one| ("findings", one.to_owned())));
    let mut ours = BTreeSet::new();
    for (output, text) in outputs {
        assert!(!text.contains('\u{27e6}'), "{name}, {output}: a message is missing");
        ours.extend(left(&text, &known).into_iter().map(|word| (output, word)));
    }
    assert!(ours.is_empty(), "{name}: {ours:?}");
}

#[test]
fn pages_say_nothing_that_stands_in_no_catalogue() {
    for (name, draws) in [
        ("scenarios/streaming.toml", 20),
        ("tests/valid/everything.toml", 8),
        ("tests/valid/shop.toml", 8),
        ("tests/ci/fails-its-gate.toml", 0),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let scenario = in_keys(read(&path, &[]), draws);
        let file = fs::read_to_string(path).unwrap();
        all_is_in_the_catalogue(name, &file, &find(&scenario), &[]);
    }
}

#[test]
fn what_changed_is_said_in_the_language() {
    let then = include_str!("../../templates/init/minimal.toml");
    let now = then
        .replace("price             = 30 ", "price = 31 ")
        .replace("cash_timing   = \"start\"", "cash_timing = \"end\"")
        + "[[checks]]\nid = \"no-worse\"\nmetric = \"npv\"\nstrategy = \"*\"\nmust = \">= baseline - 2%\"\n";
    let scenario = |text: &str| in_keys(read_text("scenario.toml", text, &[]), 0);
    let earlier = Baseline::of(&find(&scenario(then)));
    let found = find_against(&scenario(&now), Some(&earlier));
    assert!(!found.baseline.as_ref().unwrap().changes.is_empty());
    all_is_in_the_catalogue("changed", &now, &found, &["start", "end"]);
}
