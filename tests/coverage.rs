//! `docs/coverage.md` names keys, equations, tests and places of the report that exist.

use std::fs;
use std::path::Path;

use tenure::scenario::explain::explain;

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
