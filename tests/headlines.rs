//! The headline as a reader meets it: words, not paths, and values as they are in force.

use std::fs;
use std::path::Path;

use tenure::findings::{BreakEven, Findings, find};
use tenure::report::voice::Voice;
use tenure::scenario::{self, Override};

use crate::runs::headline;

/// Characters of an answer: two or three lines of large letters, and four below them.
const ANSWER: usize = 660;

/// Values of a search that stops at 1e-9 of its ends.
const SEARCHED: f64 = 1e-6;

fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    fs::read_to_string(path).unwrap()
}

/// What a scenario's text finds after `--set`, without draws.
fn findings(text: &str, settings: &[(&str, &str)]) -> Findings {
    let settings: Vec<Override> = settings
        .iter()
        .map(|(path, value)| Override { path: (*path).into(), value: (*value).into() })
        .collect();
    let Ok((mut scenario, _, _)) = scenario::read_text("case.toml", text, &settings) else {
        panic!("the scenario is refused")
    };
    scenario.uncertainty.draws = 0;
    find(&scenario)
}

/// Where the answer turns, of the strategy that the headline speaks of.
fn turning(findings: &Findings) -> BreakEven {
    let turns = findings.comparisons.iter().find_map(|c| c.break_even.first());
    turns.expect("an assumption with a range decides").clone()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= SEARCHED * b.abs()
}

#[test]
fn shipped_headlines_are_a_few_lines_of_words() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let Ok((mut scenario, _, _)) = scenario::read(&path, &[]) else {
            panic!("{} is refused", path.display())
        };
        scenario.uncertainty.draws = 32;
        let found = find(&scenario);
        let text = &headline(&found);
        assert!(text.chars().count() <= ANSWER, "{text}");
        assert!(text.ends_with('.') && !text.contains(';'), "{text}");
        for assumption in &found.assumptions {
            let key = assumption.path.as_str();
            assert!(!key.contains('.') || !text.contains(key), "{text}");
        }
        assert!(!text.contains('_'), "{text}");
    }
}

/// `--set` by a factor halves what is in force, and leaves the place where the answer turns alone.
#[test]
fn a_relative_override_is_stated_as_it_is_in_force() {
    let text = shipped("streaming.toml");
    let path = "programmes.save-desk.accept";
    let (plain, halved) = (findings(&text, &[]), findings(&text, &[(path, "x0.5")]));
    let (before, after) = (turning(&plain), turning(&halved));
    assert_eq!((before.assumption.as_str(), after.assumption.as_str()), (path, path));
    assert!(close(before.assumed, 0.24) && close(after.assumed, 0.12), "{after:?}");
    assert!(close(after.low.unwrap(), 0.085) && close(after.high.unwrap(), 0.16), "{after:?}");
    assert!(close(after.value.unwrap(), before.value.unwrap()), "{before:?} {after:?}");
    let registered = halved.assumptions.iter().find(|one| one.path == path).unwrap();
    assert!(close(registered.value, 0.12) && close(registered.high.unwrap(), 0.16));
}

#[test]
fn a_relative_change_of_a_strategy_is_stated_as_it_is_in_force() {
    let text = shipped("telco-contracts.toml");
    let strategy = "programmes = [\"first-months\"]\n";
    let change = "set = { \"programmes.first-months.effect.churn\" = \"x1.2\" }\n";
    let changed = text.replace(strategy, &format!("{strategy}{change}"));
    assert_ne!(changed, text);
    let (before, found) = (turning(&findings(&text, &[])), findings(&changed, &[]));
    let after = turning(&found);
    assert_eq!(after.assumption, "programmes.first-months.effect.churn");
    assert!(close(before.assumed, -0.15) && close(after.assumed, -0.18), "{after:?}");
    assert!(close(after.value.unwrap(), before.value.unwrap()), "{before:?} {after:?}");
    // The file states what every other strategy reads.
    let path = &after.assumption;
    let registered = found.assumptions.iter().find(|one| one.path == *path).unwrap();
    assert!(close(registered.value, -0.15));
    assert!(headline(&found).contains("not \u{2212}18%"), "{}", headline(&found));
}

#[test]
fn an_assumption_is_named_in_words() {
    let found = findings(&shipped("streaming.toml"), &[]);
    let name = Voice::of(&found).filling(&turning(&found).name).plain();
    assert_eq!(name, "acceptance of Save desk");
}

/// When doing nothing wins, the headline says so first, and where the best change would win.
#[test]
fn doing_nothing_wins_in_words_and_turns_too() {
    let text = shipped("telco-contracts.toml");
    let path = "programmes.first-months.effect.churn";
    let found =
        findings(&text, &[(path, "x0.25"), ("programmes.one-year-offer.effect.churn", "x0.2")]);
    let headline = headline(&found);
    assert!(
        headline.starts_with("“Help in the first months”, the best of the changes, loses"),
        "{headline}"
    );
    let turns = turning(&found);
    let inside = turns.value.is_some_and(|value| {
        turns.low.is_some_and(|low| low <= value) && turns.high.is_some_and(|high| value <= high)
    });
    assert_eq!(headline.contains(" wins if the "), inside, "{headline} {turns:?}");
}
