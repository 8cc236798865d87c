//! `docs/coverage.md` names keys, equations, tests and places of the report that exist: a scenario is run for each row.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tenure::findings::{Findings, find};
use tenure::report::RenderOptions;
use tenure::report::html::render;
use tenure::scenario::explain::explain;

use crate::runs::scenario;

/// Statements of the articles.
const STATEMENTS: usize = 51;

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there", path.display()))
}

/// Cells of the rows of the table whose first cell is a number.
fn rows() -> Vec<Vec<String>> {
    let page = text("docs/coverage.md");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let numbered = |row: &Vec<String>| row[0].parse::<usize>().is_ok();
    page.lines().filter(|line| line.starts_with('|')).map(cells).filter(numbered).collect()
}

/// Words in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_statement_has_a_row_or_is_said_to_be_open() {
    let page = text("docs/coverage.md");
    let (_, open) = page.split_once("## Open").expect("a section of what is open");
    let open = open.split("\n## ").next().unwrap_or_default();
    let open = open.lines().filter_map(|line| line.strip_prefix("- "));
    let mut numbers: Vec<usize> = open
        .filter_map(|line| line.split('.').next()?.parse().ok())
        .chain(rows().iter().map(|row| row[0].parse().unwrap()))
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=STATEMENTS).collect::<Vec<_>>());
}

#[test]
fn every_key_exists_in_the_language() {
    for row in rows() {
        let keys = quoted(&row[3]);
        assert!(!keys.is_empty(), "statement {} names no key", row[0]);
        for key in keys {
            assert!(explain(key).is_some(), "statement {}: `{key}` is no key", row[0]);
        }
    }
}

/// "6 save-desk": the section with that number has the word in bold, or as a heading of its own.
#[test]
fn every_equation_stands_in_the_model_page() {
    let model = text("docs/model.md");
    for row in rows() {
        for place in row[4].split(", ") {
            let (number, word) = place.split_once(' ').unwrap_or((place, ""));
            let section =
                model.split("\n## ").find(|part| part.starts_with(&format!("{number}. ")));
            let section = section.unwrap_or_else(|| panic!("{}: no section {number}", row[0]));
            let found = section.contains(&format!("**{word}"))
                || section.contains(&format!("### {word}"))
                || section.contains(&format!("| `{word}`"))
                || word.is_empty();
            assert!(found, "statement {}: `{word}` is not in section {number}", row[0]);
        }
    }
}

#[test]
fn every_test_exists() {
    let page = text("docs/coverage.md");
    let named = quoted(&page).into_iter().filter_map(|word| word.split_once("::"));
    let mut count = 0;
    for (file, test) in named {
        assert!(text(file).contains(&format!("fn {test}(")), "{file} has no test `{test}`");
        count += 1;
    }
    assert!(count >= STATEMENTS, "{count} tests named");
    for row in rows() {
        assert!(row[5].contains("::"), "statement {} names no test", row[0]);
        assert!(!row[6].is_empty(), "statement {} is shown nowhere", row[0]);
    }
}

/// How a statement is tried: rows, the business of `tests/coverage`, the programmes of the strategy that is tried, and
/// what else it changes.
const TRIED: &[(&[usize], &str, &str, &str)] = &[
    (&[1, 2, 23, 33, 43, 44, 45, 50], "carrier", "care", ""),
    (&[4, 5, 6], "carrier", "club", ""),
    (&[7, 8], "carrier", "miles", ""),
    (&[46], "carrier", "care", NEW_MARKETS),
    (&[13], "carrier", "call", ""),
    (&[17, 36], "carrier", "care", BUDGET),
    (&[20], "carrier", "care", ""),
    (&[22], "carrier", "care", ""),
    (&[24, 25, 26, 27], "carrier", "desk", ""),
    (&[32], "carrier", "back", ""),
    (&[39], "carrier", "refer", ""),
    (&[3, 21, 28], "shop", "watch", ""),
    (&[9, 34], "shop", "card", ""),
    (&[10, 35], "shop", "school", ""),
    (&[11, 12, 29, 30, 31, 40, 47], "shop", "sorry", ""),
    (&[14, 15, 16], "shop", "ask", ""),
    (&[18], "shop", "day", ""),
    (&[19], "shop", "birthday", ""),
    (&[37, 49], "shop", "letters", ""),
    (&[38], "shop", "friends", ""),
    (&[41, 42, 51], "shop", "watch", ADVERTISE),
    (&[48], "shop", "years", ""),
];

const NEW_MARKETS: &str = "[strategies.set]\n\"events.abroad.probability\" = \"100%\"\n\"events.box.probability\" = \"100%\"\n";
const ADVERTISE: &str = "[strategies.set]\n\"channels.leaflets.spend\" = 1500\n";
const BUDGET: &str = "[comparison]\nagainst = \"without\"\nbudget = { limit = 100_000, per = \"year\", counts = [\"programmes\"] }\n";

/// Sections of the page by the word that the table has for them.
const SECTIONS: &[(&str, &str)] = &[
    ("Accounting", "accounting"),
    ("Assumptions", "assumptions"),
    ("Churn", "reasons"),
    ("Headline", "answer"),
    ("Integrity", "integrity"),
    ("LTV:CAC", "worth"),
    ("Name", "brand"),
    ("Next money", "next"),
    ("Programmes", "programmes"),
    ("Side by side", "side"),
    ("Spending", "spend"),
    ("Why", "bridge"),
    ("Years", "years"),
];

/// A scenario of `tests/coverage` with one strategy beside the one without programmes.
fn tried(business: &str, programmes: &str, more: &str) -> Findings {
    let text = text(&format!("tests/coverage/{business}.toml"));
    let strategies = format!(
        "[[strategies]]\nid = \"without\"\nname = \"Without\"\nprogrammes = []\n\
         [[strategies]]\nid = \"with\"\nname = \"With\"\nprogrammes = [\"{programmes}\"]\n{more}"
    );
    find(&scenario(&format!("{text}\n{strategies}")))
}

/// The words of a part of the page: from the tag with that id to the next section or picture.
fn words_of(page: &str, id: &str) -> String {
    let begin = format!("id=\"{id}\"");
    let Some(start) = page.find(&format!("<section {begin}")).or_else(|| {
        let figure = page.find(&format!("<figure {begin}"));
        figure.or_else(|| page.find(&begin).and_then(|at| page[..at].rfind('<')))
    }) else {
        return String::new();
    };
    let rest = &page[start + 1..];
    let end = ["<section", "<figure id="].iter().filter_map(|tag| rest.find(tag)).min();
    let mut words = String::new();
    let mut inside = true;
    for c in rest[..end.unwrap_or(rest.len())].chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a figure of that name is somewhere in the findings, with a number.
fn has_figure(part: &Value, name: &str) -> bool {
    let is_number = |value: &Value| match value {
        Value::Number(_) | Value::Bool(_) => true,
        Value::Array(list) => list.iter().any(Value::is_number),
        Value::Object(map) => {
            map.get("expected").is_some_and(Value::is_number) || map.values().any(Value::is_number)
        }
        _ => false,
    };
    match part {
        Value::Object(map) => {
            map.get(name).is_some_and(is_number) || map.values().any(|own| has_figure(own, name))
        }
        Value::Array(list) => list.iter().any(|own| has_figure(own, name)),
        _ => false,
    }
}

/// What every row says of the report is there when the statement is tried: words in their section of the page,
/// figures in the findings.
#[test]
fn every_place_of_the_report_is_there() {
    let rows = rows();
    let mut missing = Vec::new();
    let mut seen = Vec::new();
    for (numbers, business, programmes, more) in TRIED {
        let findings = tried(business, programmes, more);
        // A path may break at its dots.
        let page = render(&findings, &RenderOptions::default()).unwrap().replace("<wbr>", "");
        let with = serde_json::to_value(&findings.strategies[1]).unwrap();
        for number in *numbers {
            seen.push(*number);
            let row = rows.iter().find(|row| row[0] == number.to_string()).unwrap();
            for place in row[6].split("; ") {
                let there = match place.split_once(": ") {
                    None => has_figure(&with, place.trim_matches('`')),
                    Some((section, word)) => {
                        let id = SECTIONS.iter().find(|(name, _)| *name == section);
                        let id = id.unwrap_or_else(|| panic!("{number}: no section {section}")).1;
                        words_of(&page, id).contains(word)
                    }
                };
                if !there {
                    missing.push(format!("{number}: {place}"));
                }
            }
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=STATEMENTS).collect::<Vec<_>>());
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
