//! Words about keys, kinds and codes, from the declarations that the reader itself uses.

use super::keys::ROOT;
use super::sweep::SWEEP;
use crate::diag;
use crate::fields::{ASSUMPTION, BY_TENURE, Key, Kind, SCHEDULE, Section, suggest};
use crate::metric::METRICS;
use crate::programme::KINDS;
use std::fmt::Write;

/// What a topic means: a code, a section, a kind of programme, a key, or a path such as
/// `churn.alpha`. None where nothing has that name; [`nearest`] then helps.
pub fn explain(topic: &str) -> Option<String> {
    if let Some(code) = diag::explain(topic) {
        return Some(format!("{}: {}\n\n{}\n", code.code, code.title, code.meaning));
    }
    let mut text = String::new();
    for (path, section) in sections() {
        // A kind may have the name of a section: both are told.
        if path == topic || path.strip_prefix(KIND_OF) == Some(topic) {
            text.push_str(&about(&path, section));
        }
    }
    if !text.is_empty() {
        return Some(text);
    }
    for (path, section) in sections() {
        for key in section.all() {
            let full =
                if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            if key.name == topic || full == topic {
                let _ = writeln!(text, "{full}\n  {}", line(key));
            }
        }
    }
    (!text.is_empty()).then_some(text)
}

/// "did you mean …?" for an unknown topic.
pub fn nearest(topic: &str) -> Option<String> {
    let all = sections();
    let keys = all.iter().flat_map(|(_, section)| section.all().map(|key| key.name));
    let paths = all.iter().map(|(path, _)| path.as_str());
    let codes = diag::CODES.iter().map(|code| code.code);
    let metrics = METRICS.iter().map(|metric| metric.id);
    suggest(topic, keys.chain(paths).chain(codes).chain(metrics))
}

/// Every section with its path, the kinds of programmes by their own names.
pub fn sections() -> Vec<(String, &'static Section)> {
    let mut found = vec![(String::new(), &ROOT)];
    let mut next = 0;
    while next < found.len() {
        let (path, section) = found[next].clone();
        next += 1;
        for key in section.all() {
            for inner in inner(&key.kind) {
                let path = if path.is_empty() {
                    key.name.to_owned()
                } else {
                    format!("{path}.{}", key.name)
                };
                // Costs and the like are the same for every kind; one place explains them.
                if !found.iter().any(|(known, at)| *known == path || std::ptr::eq(*at, inner)) {
                    found.push((path, inner));
                }
            }
        }
        if next == found.len() && !found.iter().any(|(path, _)| path == KINDS[0].name) {
            for kind in KINDS {
                let taken = found.iter().any(|(path, _)| path == kind.name);
                let path = if taken { [KIND_OF, kind.name].concat() } else { kind.name.to_owned() };
                found.push((path, &kind.section));
            }
            for value in [&ASSUMPTION, &SCHEDULE, &BY_TENURE, &SWEEP] {
                found.push((value.name.to_owned(), value));
            }
        }
    }
    found
}

/// Stands before the name of a kind that is a section's too.
const KIND_OF: &str = "programmes.";

/// Sections directly inside a kind.
pub fn inner(kind: &Kind) -> Vec<&'static Section> {
    match kind {
        Kind::Table(section) | Kind::Tables(section) => vec![section],
        Kind::Map(_, inside) => inner(inside),
        Kind::Either(kinds) => kinds.iter().flat_map(inner).collect(),
        _ => Vec::new(),
    }
}

fn about(path: &str, section: &Section) -> String {
    let mut text = format!("{path}: {}\n\n", section.meaning);
    let keys = section.keys.iter().chain(section.also.iter().flat_map(|other| other.keys));
    for key in keys {
        let _ = writeln!(text, "  {:<28} {}", key.name, line(key));
    }
    text
}

fn line(key: &Key) -> String {
    let mut text = format!("{} ({}", key.meaning, key.kind.words());
    if key.needed {
        text.push_str("; needed");
    }
    if let Some(default) = key.default {
        let _ = write!(text, "; default {default}");
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sections_kinds_and_keys_are_explained() {
        assert!(explain("e013").unwrap().contains("4.2% per month"));
        assert!(explain("churn").unwrap().contains("seasonality"));
        assert!(explain("save-desk").unwrap().contains("would_have_stayed"));
        assert!(explain("save-desk").unwrap().contains("acts_on"));
        assert!(explain("churn.alpha").unwrap().contains("endless"));
        assert!(explain("accept").unwrap().contains("save-desk.accept"));
        let quality = explain("quality").unwrap();
        assert!(quality.contains("tells_us") && quality.contains("speed"));
        assert_eq!(explain("nonsense"), None);
        assert_eq!(nearest("acept").as_deref(), Some("did you mean `accept`?"));
    }

    #[test]
    fn every_section_has_one_path() {
        let sections = sections();
        for (place, (path, _)) in sections.iter().enumerate() {
            assert!(!sections[..place].iter().any(|(other, _)| other == path), "{path} twice");
        }
    }
}
