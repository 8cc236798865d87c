//! Whatever bytes come, the reader answers with a scenario or with errors.

use proptest::prelude::*;
use tenure::diag::{Colour, Sources, github, human, json_lines};
use tenure::scenario::read_text;

const VALID: [&str; 3] = [
    include_str!("../templates/init/minimal.toml"),
    include_str!("../scenarios/streaming.toml"),
    include_str!("valid/everything.toml"),
];

/// Words that make trouble where a value or key is expected.
const WORDS: [&str; 34] = [
    "nan",
    "inf",
    "-1",
    "0",
    "1e16",
    "\"\"",
    "\"x1.2\"",
    "\"+2 points\"",
    "\"-5%\"",
    "\"101%\"",
    "\"5% per month\"",
    "\"0 months\"",
    "\"999999999 years\"",
    "[]",
    "{}",
    "{ base = 1 }",
    "{ base = 1, low = 0, high = 2 }",
    "{ schedule = {} }",
    "{ by_tenure = {} }",
    "2026-02-30",
    "2026-01-01",
    "true",
    "[[",
    "]]",
    "[a]",
    "=",
    "\n",
    "\"",
    "'''",
    "#",
    "æ",
    "\u{feff}",
    "9999999999999999999999",
    "\"over 0 months\"",
];

#[derive(Clone, Debug)]
enum Edit {
    Delete(usize, usize),
    Insert(usize, usize),
    ReplaceValue(usize, usize),
    DropLine(usize),
    SwapLines(usize, usize),
    RepeatLine(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let any = any::<usize>;
    let one = prop_oneof![
        (any(), 1_usize..8).prop_map(|(at, n)| Edit::Delete(at, n)),
        (any(), any()).prop_map(|(at, word)| Edit::Insert(at, word)),
        (any(), any()).prop_map(|(line, word)| Edit::ReplaceValue(line, word)),
        (any(), any()).prop_map(|(line, word)| Edit::ReplaceValue(line, word)),
        any().prop_map(Edit::DropLine),
        (any(), any()).prop_map(|(a, b)| Edit::SwapLines(a, b)),
        any().prop_map(Edit::RepeatLine),
    ];
    prop::collection::vec(one, 1..5)
}

fn apply(text: &str, edit: &Edit) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let boundary = |at: usize| text.floor_char_boundary(at % (text.len() + 1));
    let count = lines.len().max(1);
    match edit {
        Edit::Delete(at, n) => {
            let begin = boundary(*at);
            let end = text.ceil_char_boundary((begin + n).min(text.len()));
            return format!("{}{}", &text[..begin], &text[end..]);
        }
        Edit::Insert(at, word) => {
            let begin = boundary(*at);
            return format!("{}{}{}", &text[..begin], WORDS[word % WORDS.len()], &text[begin..]);
        }
        Edit::ReplaceValue(line, word) => {
            if let Some(line) = lines.get_mut(line % count)
                && let Some(at) = line.find('=')
            {
                *line = format!("{}= {}", &line[..at], WORDS[word % WORDS.len()]);
            }
        }
        Edit::DropLine(line) if !lines.is_empty() => {
            lines.remove(line % count);
        }
        Edit::SwapLines(a, b) if !lines.is_empty() => lines.swap(a % count, b % count),
        Edit::RepeatLine(line) if !lines.is_empty() => {
            let line = lines[line % count].clone();
            lines.push(line);
        }
        _ => {}
    }
    lines.join("\n")
}

fn survives(text: &str) {
    let rendered = |found: &[tenure::diag::Diagnostic], sources: &Sources| {
        human(found, sources, Colour::Never).len()
            + json_lines(found, sources).len()
            + github(found, sources).len()
    };
    match read_text("x.toml", text, &[]) {
        Ok((scenario, warnings, sources)) => {
            rendered(&warnings, &sources);
            let values = scenario.base_values();
            assert!(values.iter().all(|value| value.is_finite()));
        }
        Err((found, sources)) => {
            assert!(tenure::diag::any_errors(&found), "refused without an error");
            rendered(&found, &sources);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_scenarios_never_panic(which in 0_usize..3, edits in edits()) {
        let mut text = VALID[which].replace("extends = \"parts/base.toml\"", "");
        for edit in &edits {
            text = apply(&text, edit);
        }
        survives(&text);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}") {
        survives(&text);
    }
}
