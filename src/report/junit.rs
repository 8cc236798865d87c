//! `junit.xml`: the gates as tests, for whatever shows the tests of a pipeline.
//!
//! The elements and attributes are those that the schemas of Jenkins' xUnit plug-in and of Maven
//! Surefire have in common. There is no clock in it: `time` is always 0, as Surefire asks for one,
//! and `timestamp` and `hostname` are left out.

use crate::findings::{CheckFindings, CheckVerdict, Findings, Integrity};

use super::plain;
use super::prose::Prose;
use super::voice::Voice;

/// What became of a test.
enum Ended {
    Passed,
    Skipped,
    /// Advisory: the run goes on.
    Advised,
    /// With the kind of failure.
    Failed(&'static str),
}

/// One test.
struct Case {
    /// `scenario.checks` or `scenario.integrity`.
    class: String,
    name: String,
    outcome: Ended,
    /// What was asked for and found, on one line.
    says: String,
}

/// One suite of tests: every check of the scenario, then one for all sums that must close. `place` is where a check
/// stands in its file.
///
/// A check that fails is a failure. One that fails as advice passes with the property `advisory`, and one that nobody
/// can decide is skipped, since the run goes on too; `--strict` is for those: it ends with a code of its own. Names are
/// unique inside the suite.
pub fn render(findings: &Findings, place: &dyn Fn(&str) -> Option<String>) -> String {
    let (id, voice) = (&findings.scenario.id, Voice::of(findings));
    let gates = findings.checks.iter().map(|one| gate(id, one, place(&one.id), &voice));
    let mut cases: Vec<Case> = gates.chain(sums(findings, &voice)).collect();
    make_unique(&mut cases);
    let count = |wanted: fn(&Ended) -> bool| cases.iter().filter(|c| wanted(&c.outcome)).count();
    let failed = count(|outcome| matches!(outcome, Ended::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Ended::Skipped));
    let mut out = String::with_capacity(512 * (cases.len() + 1));
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    out.push_str(&format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" \
         skipped=\"{skipped}\" time=\"0\">\n",
        escaped(id),
        cases.len()
    ));
    for case in &cases {
        out.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n",
            escaped(&case.class),
            escaped(&case.name)
        ));
        let says = escaped(&case.says);
        out.push_str(&match case.outcome {
            Ended::Passed => format!("      <system-out>{says}</system-out>\n"),
            Ended::Advised => format!(
                "      <properties>\n        <property name=\"advisory\" value=\"fail\"/>\n      \
                 </properties>\n      <system-out>{says}</system-out>\n"
            ),
            Ended::Skipped => format!("      <skipped message=\"{says}\"/>\n"),
            Ended::Failed(kind) => {
                format!("      <failure message=\"{says}\" type=\"{kind}\">{says}</failure>\n")
            }
        });
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn gate(scenario: &str, check: &CheckFindings, place: Option<String>, voice: &Voice) -> Case {
    let outcome = match (check.verdict, check.severity) {
        (CheckVerdict::Pass, _) => Ended::Passed,
        (CheckVerdict::Fail, "error") => Ended::Failed("check-failed"),
        (CheckVerdict::Fail, _) => Ended::Advised,
        (CheckVerdict::Uncertain, _) => Ended::Skipped,
    };
    let parts = [&check.strategy, &check.segment, &check.channel];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let name = match parts.is_empty() {
        true => check.id.clone(),
        false => format!("{} ({})", check.id, parts.join(", ")),
    };
    let mut says = plain::check(check, voice);
    if matches!(outcome, Ended::Advised) {
        says = voice.say("check.warning", &[("check", Prose::words(says))]).plain();
    }
    if let Some(place) = place.filter(|_| check.verdict != CheckVerdict::Pass) {
        says = format!("{place}: {says}");
    }
    Case { class: format!("{scenario}.checks"), name, outcome, says }
}

/// All sums of the scenario; nothing where there are none.
fn sums(findings: &Findings, voice: &Voice) -> Option<Case> {
    let all = &findings.integrity;
    let open: Vec<String> = all
        .iter()
        .filter(|one| one.verdict != CheckVerdict::Pass)
        .map(|one| off(one, voice))
        .collect();
    let count = || Prose::words(all.len().to_string());
    let (outcome, says) = match open.is_empty() {
        true => (Ended::Passed, voice.say("integrity.close", &[("count", count())]).plain()),
        false => (Ended::Failed("integrity"), open.join("; ")),
    };
    let class = format!("{}.integrity", findings.scenario.id);
    (!all.is_empty()).then(|| Case { class, name: "sums".to_owned(), outcome, says })
}

/// By how much a sum does not close.
fn off(sum: &Integrity, voice: &Voice) -> String {
    let slots = [
        ("sum", voice.prose(&sum.meaning())),
        ("residual", Prose::words(format!("{:e}", sum.residual))),
        ("tolerance", Prose::words(format!("{:e}", sum.tolerance))),
    ];
    voice.say("integrity.off", &slots).plain()
}

/// Numbers names that occur more than once: a viewer takes tests of one name for one test.
fn make_unique(cases: &mut [Case]) {
    for place in 0..cases.len() {
        let (before, rest) = cases.split_at_mut(place);
        let case = &mut rest[0];
        let stated = case.name.clone();
        let taken =
            |name: &str| before.iter().any(|one| one.class == case.class && one.name == name);
        let mut number = 1;
        let mut name = stated.clone();
        while taken(&name) {
            number += 1;
            name = format!("{stated} {number}");
        }
        case.name = name;
    }
}

/// Text for an attribute or an element. What XML 1.0 cannot hold becomes a replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // An attribute would turn them into spaces.
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use roxmltree::{Document, Node};

    type Names = &'static [&'static str];

    /// The rules that Jenkins' `junit-10.xsd` and Surefire's `surefire-test-report.xsd` share: which
    /// element may stand where, which attributes it must have, and which it may have.
    const RULES: &[(&str, Names, Names, Names)] = &[
        ("testsuites", &["testsuite"], &[], &["name", "time", "tests", "failures", "errors"]),
        (
            "testsuite",
            &["properties", "testcase", "system-out", "system-err"],
            &["name", "tests", "failures", "errors", "skipped"],
            &["time", "timestamp", "hostname", "id", "package"],
        ),
        (
            "testcase",
            &["properties", "skipped", "error", "failure", "system-out", "system-err"],
            &["name", "classname", "time"],
            &[],
        ),
        ("properties", &["property"], &[], &[]),
        ("property", &[], &["name", "value"], &[]),
        ("failure", &[], &["type", "message"], &[]),
        ("skipped", &[], &[], &["message"]),
        ("system-out", &[], &[], &[]),
    ];

    fn elements<'a>(of: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
        of.children().filter(Node::is_element)
    }

    /// The one suite of a document that obeys the rules.
    fn suite<'a>(document: &'a Document<'_>) -> Node<'a, 'a> {
        let root = document.root_element();
        root.descendants().filter(Node::is_element).for_each(obeys);
        assert_eq!((root.tag_name().name(), elements(root).count()), ("testsuites", 1));
        root.first_element_child().unwrap()
    }

    fn obeys(element: Node<'_, '_>) {
        let name = element.tag_name().name();
        let rule = RULES.iter().find(|rule| rule.0 == name);
        let (_, inside, needed, allowed) = rule.unwrap_or_else(|| panic!("{element:?}"));
        for key in *needed {
            assert!(element.has_attribute(*key), "{key}: {element:?}");
        }
        for key in element.attributes().map(|one| one.name()) {
            assert!(needed.contains(&key) || allowed.contains(&key), "{key} in {name}");
        }
        for child in element.children() {
            match child.is_element() {
                true => assert!(inside.contains(&child.tag_name().name()), "{child:?} in {name}"),
                false => assert!(
                    inside.is_empty() || child.text().is_some_and(|text| text.trim().is_empty()),
                    "no text in {name}"
                ),
            }
        }
    }

    fn count(suite: Node<'_, '_>, name: &str) -> String {
        let with = |case: &Node<'_, '_>| elements(*case).any(|child| child.has_tag_name(name));
        elements(suite).filter(with).count().to_string()
    }

    /// Every suite obeys the rules; the counts of the suite are those of its cases; names are unique.
    #[test]
    fn suites_obey_the_common_schema() {
        for findings in [fixtures::small(), fixtures::hostile(), fixtures::streaming()] {
            let text = render(&findings, &|_| None);
            let document = Document::parse(&text).unwrap();
            let suite = suite(&document);
            let all = findings.checks.len() + usize::from(!findings.integrity.is_empty());
            for (key, value) in [
                ("name", findings.scenario.id.clone()),
                ("tests", all.to_string()),
                ("failures", count(suite, "failure")),
                ("errors", "0".to_owned()),
                ("skipped", count(suite, "skipped")),
            ] {
                assert_eq!(suite.attribute(key), Some(value.as_str()), "{key}");
            }
            let mut names: Vec<_> = elements(suite)
                .map(|case| (case.attribute("classname"), case.attribute("name")))
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{names:?}");
            assert_eq!(render(&findings, &|_| None), text);
        }
    }

    /// Only what stops a run is a failure, and nothing that does not pass looks as if it did.
    #[test]
    fn verdicts_become_outcomes() {
        let mut findings = fixtures::streaming();
        findings.integrity.clear();
        let mut check = findings.checks[0].clone();
        findings.checks.clear();
        let wanted = [
            (CheckVerdict::Pass, "error", "system-out"),
            (CheckVerdict::Pass, "warning", "system-out"),
            (CheckVerdict::Fail, "error", "failure"),
            (CheckVerdict::Fail, "warning", "system-out"),
            (CheckVerdict::Uncertain, "error", "skipped"),
            (CheckVerdict::Uncertain, "warning", "skipped"),
        ];
        for (verdict, severity, _) in wanted {
            (check.verdict, check.severity) = (verdict, severity);
            findings.checks.push(check.clone());
        }
        let text = render(&findings, &|_| None);
        let document = Document::parse(&text).unwrap();
        let cases: Vec<_> = elements(suite(&document)).collect();
        for (case, (verdict, severity, element)) in cases.iter().zip(wanted) {
            let last = elements(*case).last().unwrap();
            assert_eq!(last.tag_name().name(), element, "{verdict:?} {severity}");
        }
        let property = elements(elements(cases[3]).next().unwrap()).next().unwrap();
        assert_eq!(property.attribute("value"), Some("fail"));
        let says = elements(cases[3]).last().unwrap().text().unwrap();
        assert!(says.starts_with("warning: check "), "{says}");
    }

    /// What people write comes back as they wrote it, and cannot leave its place.
    #[test]
    fn hostile_text_stays_text() {
        let mut findings = fixtures::streaming();
        let hostile = "\"/><failure>&amp; ]]> 'x'\n\t";
        findings.checks[0].id = format!("{hostile}\u{0}\u{ffff}");
        findings.scenario.id = hostile.to_owned();
        let text = render(&findings, &|_| None);
        let document = Document::parse(&text).unwrap();
        let suite = suite(&document);
        assert_eq!(suite.attribute("name"), Some(hostile));
        let name = suite.first_element_child().unwrap().attribute("name").unwrap();
        assert!(name.starts_with(&format!("{hostile}\u{fffd}\u{fffd}")), "{name}");
    }
}
