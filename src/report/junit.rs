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
enum Outcome {
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
    outcome: Outcome,
    /// What was asked for and found, on one line.
    says: String,
}

/// One suite of tests: every check of the scenario, then one for all sums that must close. `place` is where a check
/// stands in its file.
///
/// A check that fails is a failure. One that fails as advice passes with the property `advisory`, and one that nobody
/// can decide is skipped, since the run goes on too; `--strict` is for those: it ends with a code of its own. Names are
/// unique inside the suite.
#[must_use]
pub fn render(findings: &Findings, place: &dyn Fn(&str) -> Option<String>) -> String {
    let (id, voice) = (&findings.scenario.id, Voice::of(findings));
    let gates = findings.checks.iter().map(|one| gate(id, one, place(&one.id), &voice));
    let mut cases: Vec<Case> = gates.chain(sums(findings, &voice)).collect();
    make_unique(&mut cases);
    let count = |wanted: fn(&Outcome) -> bool| cases.iter().filter(|c| wanted(&c.outcome)).count();
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped));
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
            Outcome::Passed => format!("      <system-out>{says}</system-out>\n"),
            Outcome::Advised => format!(
                "      <properties>\n        <property name=\"advisory\" value=\"fail\"/>\n      \
                 </properties>\n      <system-out>{says}</system-out>\n"
            ),
            Outcome::Skipped => format!("      <skipped message=\"{says}\"/>\n"),
            Outcome::Failed(kind) => {
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
        (CheckVerdict::Pass, _) => Outcome::Passed,
        (CheckVerdict::Fail, "error") => Outcome::Failed("check-failed"),
        (CheckVerdict::Fail, _) => Outcome::Advised,
        (CheckVerdict::Uncertain, _) => Outcome::Skipped,
    };
    let parts = [&check.strategy, &check.segment, &check.channel];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let name = match parts.is_empty() {
        true => check.id.clone(),
        false => format!("{} ({})", check.id, parts.join(", ")),
    };
    let mut says = plain::check(check, voice);
    if matches!(outcome, Outcome::Advised) {
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
        true => (Outcome::Passed, voice.say("integrity.close", &[("count", count())]).plain()),
        false => (Outcome::Failed("integrity"), open.join("; ")),
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
    use crate::report::sample;

    /// An element: name, attributes, children, text.
    #[derive(Debug, Default)]
    struct Element {
        name: String,
        attributes: Vec<(String, String)>,
        children: Vec<Element>,
        text: String,
    }

    impl Element {
        fn attribute(&self, name: &str) -> &str {
            let found = self.attributes.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value)
        }
    }

    /// A reader of the part of XML that has elements, attributes, text and five named entities; it
    /// stops at everything that is not well formed.
    struct Xml<'a>(&'a str);

    impl Xml<'_> {
        fn document(text: &str) -> Element {
            let text = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
            assert!(!text.chars().any(|c| c < ' ' && c != '\n'), "no control characters");
            let mut xml = Xml(text);
            let root = xml.element();
            assert_eq!(xml.0.trim(), "", "one root");
            root
        }

        fn take(&mut self, word: &str) {
            self.0 = self.0.strip_prefix(word).unwrap_or_else(|| panic!("{word} at {}", self.0));
        }

        fn name(&mut self) -> String {
            let end = self.0.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap();
            let (name, rest) = self.0.split_at(end);
            self.0 = rest;
            assert!(!name.is_empty(), "a name at {rest}");
            name.to_owned()
        }

        fn element(&mut self) -> Element {
            self.take("<");
            let mut element = Element { name: self.name(), ..Element::default() };
            while self.0.starts_with(' ') {
                self.take(" ");
                let key = self.name();
                self.take("=\"");
                let end = self.0.find('"').unwrap();
                let value = text_of(&self.0[..end]);
                self.0 = &self.0[end + 1..];
                assert_eq!(element.attribute(&key), "", "{key} twice");
                element.attributes.push((key, value));
            }
            if self.0.starts_with("/>") {
                self.take("/>");
                return element;
            }
            self.take(">");
            loop {
                let end = self.0.find('<').unwrap();
                element.text.push_str(&text_of(&self.0[..end]));
                self.0 = &self.0[end..];
                if self.0.starts_with("</") {
                    self.take(&format!("</{}>", element.name));
                    return element;
                }
                element.children.push(self.element());
            }
        }
    }

    fn text_of(raw: &str) -> String {
        assert!(!raw.contains(['<', '"']), "{raw}");
        let mut parts = raw.split('&');
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            let (entity, rest) = part.split_once(';').expect("an entity ends");
            let c = match entity {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                number => {
                    let code = number.strip_prefix('#').expect("a known entity");
                    char::from_u32(code.parse().unwrap()).unwrap()
                }
            };
            text.push(c);
            text.push_str(rest);
        }
        text
    }

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

    fn obeys(element: &Element) {
        let rule = RULES.iter().find(|rule| rule.0 == element.name);
        let (_, inside, needed, allowed) = rule.unwrap_or_else(|| panic!("{element:?}"));
        for key in *needed {
            assert!(element.attributes.iter().any(|(name, _)| name == key), "{key}: {element:?}");
        }
        for (name, _) in &element.attributes {
            assert!(needed.contains(&name.as_str()) || allowed.contains(&name.as_str()), "{name}");
        }
        if !inside.is_empty() {
            assert_eq!(element.text.trim(), "", "no text in {}", element.name);
        }
        for child in &element.children {
            assert!(inside.contains(&child.name.as_str()), "{} in {}", child.name, element.name);
            obeys(child);
        }
    }

    fn count(suite: &Element, name: &str) -> String {
        let with = |case: &&Element| case.children.iter().any(|child| child.name == name);
        suite.children.iter().filter(with).count().to_string()
    }

    /// Every sample obeys the rules; the counts of the suite are those of its cases; names are unique.
    #[test]
    fn suites_obey_the_common_schema() {
        for findings in [sample::small(), sample::large(), sample::bare(), sample::flagship()] {
            let text = render(&findings, &|_| None);
            let root = Xml::document(&text);
            obeys(&root);
            assert_eq!((root.name.as_str(), root.children.len()), ("testsuites", 1));
            let suite = &root.children[0];
            assert_eq!(suite.attribute("name"), findings.scenario.id);
            assert_eq!(suite.attribute("tests"), suite.children.len().to_string());
            assert_eq!(suite.attribute("failures"), count(suite, "failure"));
            assert_eq!(suite.attribute("errors"), "0");
            assert_eq!(suite.attribute("skipped"), count(suite, "skipped"));
            let all = findings.checks.len() + usize::from(!findings.integrity.is_empty());
            assert_eq!(suite.children.len(), all);
            let mut names: Vec<_> = suite
                .children
                .iter()
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
        let mut findings = sample::flagship();
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
        let root = Xml::document(&render(&findings, &|_| None));
        let cases = &root.children[0].children;
        for (case, (verdict, severity, element)) in cases.iter().zip(wanted) {
            let last = case.children.last().unwrap();
            assert_eq!(last.name, element, "{verdict:?} {severity}");
        }
        assert_eq!(cases[3].children[0].children[0].attribute("value"), "fail");
        assert!(cases[3].children[1].text.starts_with("warning: check "));
    }

    /// What people write comes back as they wrote it, and cannot leave its place.
    #[test]
    fn hostile_text_stays_text() {
        let mut findings = sample::flagship();
        let hostile = "\"/><failure>&amp; ]]> 'x'\n\t";
        findings.checks[0].id = format!("{hostile}\u{0}\u{ffff}");
        findings.scenario.id = hostile.to_owned();
        let root = Xml::document(&render(&findings, &|_| None));
        obeys(&root);
        assert_eq!(root.children[0].attribute("name"), hostile);
        let name = root.children[0].children[0].attribute("name");
        assert!(name.starts_with(&format!("{hostile}\u{fffd}\u{fffd}")), "{name}");
    }
}
