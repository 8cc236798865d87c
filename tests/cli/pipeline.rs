//! What a pipeline reads: tests of gates, summaries of a run, the index.

use super::{FAILING, Folder, PASSING, UNCERTAIN, minimal};

const LATE: &str = r#"
[[checks]]
id = "back-at-once"
metric = "payback_discounted"
strategy = "baseline"
must = "<= 1 months"
severity = "error"
"#;

/// The element of a test by its name.
fn case<'x>(xml: &'x str, name: &str) -> &'x str {
    let from = xml.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}: {xml}"));
    xml[from..].split("</testcase>").next().unwrap()
}

#[test]
fn tests_are_gates_and_say_where_they_stand() {
    let advice = FAILING.replace("cannot-hold", "better-not").replace("\"error\"", "\"warning\"");
    let checks = [PASSING, FAILING, &advice, UNCERTAIN, LATE].concat();
    let text = minimal("one", &checks);
    let folder = Folder::new(&[("deep/a.toml", &text)]);
    let ended = folder.tenure(&["run", "deep/a.toml", "--format", "junit"]).with(3);
    let xml = folder.text("reports/one/junit.xml");
    // Five gates, and one test for all sums.
    assert!(xml.contains("tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"1\""), "{xml}");
    assert!(case(&xml, "sums").contains(" sums close</system-out>"), "{xml}");
    let advised = case(&xml, "better-not (baseline)");
    assert!(advised.contains("<property name=\"advisory\" value=\"fail\"/>"), "{advised}");
    assert!(advised.contains("<system-out>a.toml:") && !advised.contains("<skipped"), "{advised}");
    assert!(case(&xml, "undecided (baseline)").contains("<skipped message="), "{xml}");
    // The line of its heading, in the scenario's folder, and months.
    let before = text.find("\n[[checks]]\nid = \"back-at-once\"").unwrap() + 1;
    let line = text[..before].lines().count() + 1;
    let late = case(&xml, "back-at-once (baseline)");
    assert!(late.contains(&format!("message=\"a.toml:{line}: check ")), "{line}: {late}");
    assert!(late.contains(" months") && !late.contains("period"), "{late}");
    let words = "2 required failed, 1 advisory failed, 1 uncertain, 1 passed";
    assert!(ended.out.contains(words), "{}", ended.out);
}

/// One gain in every row: the winner's over today.
#[test]
fn a_gain_is_what_the_winner_brings_over_today() {
    // Spend more on keeping for nothing: today wins.
    let worse = minimal("worse", "").replace("= 30 ", "= 3 ");
    let folder = Folder::new(&[("a.toml", &minimal("better", "")), ("b.toml", &worse)]);
    let ended = folder.tenure(&["run", ".", "--format", "json"]).with(0);
    let row = |id: &str| -> Vec<&str> {
        ended.out.lines().find(|line| line.starts_with(id)).unwrap().split_whitespace().collect()
    };
    assert_eq!(row("better")[3..6], ["EUR", "over", "baseline"], "{}", ended.out);
    assert_eq!(row("worse")[1..3], ["baseline", "–"], "{}", ended.out);
}

#[test]
fn checks_that_are_open_for_one_reason_are_one_message() {
    let files = ["a", "b", "c"].map(|id| (format!("{id}.toml"), minimal(id, UNCERTAIN)));
    let files = files.each_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    let folder = Folder::new(&files);
    let ended = folder.tenure(&["run", ".", "--format", "json"]).with(0);
    assert_eq!(ended.err.matches("warning[check-uncertain]").count(), 1, "{}", ended.err);
    assert!(ended.err.contains("3 checks are uncertain: no baseline given"), "{}", ended.err);
    assert!(folder.tenure(&["run", "a.toml"]).err.contains("check `undecided` is uncertain"));
    folder.tenure(&["run", ".", "--strict"]).with(5);
}
