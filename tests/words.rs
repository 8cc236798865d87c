//! Every message of the catalogue is said somewhere, and every message that is said stands in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::house::sources;

/// Sections that no message is named for: marks of numbers and dates.
const MARKS: &str = "format.";

/// Messages of the English catalogue by their keys.
fn messages() -> BTreeMap<String, String> {
    fn walk(prefix: &str, tree: &toml::Table, messages: &mut BTreeMap<String, String>) {
        for (key, value) in tree {
            let key = format!("{prefix}{key}");
            match value {
                toml::Value::Table(inner) => walk(&format!("{key}."), inner, messages),
                value => drop(messages.insert(key, value.as_str().unwrap_or_default().to_owned())),
            }
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/text/en.toml");
    let mut messages = BTreeMap::new();
    walk("", &fs::read_to_string(file).unwrap().parse().unwrap(), &mut messages);
    messages.retain(|key, _| !key.starts_with(MARKS));
    messages
}

fn keys() -> BTreeSet<String> {
    messages().into_keys().collect()
}

/// Texts between quotation marks of the code that ships.
fn literals() -> BTreeSet<String> {
    let of = |code: &str| -> Vec<String> {
        code.replace("\\\"", "").split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    sources().iter().flat_map(|source| of(&source.code.replace("'\"'", ""))).collect()
}

/// Names of messages in the templates: `t.` and the key.
fn in_templates() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for folder in [root.clone(), root.join("sections")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "j2") {
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            let named = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            for part in text.split([' ', '(']).filter_map(|part| part.strip_prefix("t.")) {
                names.insert(part.split(|c| !named(c)).next().unwrap_or_default().to_owned());
            }
        }
    }
    // The parameters of the macro that writes tables.
    names.retain(|name| !["label", "caption", "heads", "rows", "missing"].contains(&name.as_str()));
    names
}

/// What stands for the slots of a pattern such as `period.{}.one` in a key, if the key is one of it.
fn slots<'k>(pattern: &str, key: &'k str) -> Option<Vec<&'k str>> {
    let mut fixed =
        pattern.split('{').map(|part| part.split_once('}').map_or(part, |(_, fixed)| fixed));
    let mut rest = key.strip_prefix(fixed.next()?)?;
    let fixed: Vec<&str> = fixed.collect();
    let mut slots = Vec::new();
    for (at, next) in fixed.iter().enumerate() {
        let end = match (next.is_empty(), at + 1 == fixed.len()) {
            (true, _) => rest.len(),
            (false, true) => rest.len().checked_sub(next.len()).filter(|_| rest.ends_with(next))?,
            (false, false) => rest.find(next)?,
        };
        slots.push(&rest[..end]);
        rest = &rest[end + next.len()..];
    }
    rest.is_empty().then_some(slots)
}

#[test]
fn every_message_is_said_somewhere() {
    let (literals, templates) = (literals(), in_templates());
    let patterns: Vec<&String> = literals
        .iter()
        .filter(|one| {
            one.contains('{') && one.split('{').next().is_some_and(|head| head.contains('.'))
        })
        .collect();
    let told = |key: &str| literals.contains(key) || templates.contains(key);
    // What fills a slot is a word of the code itself, with hyphens for spaces, or a number.
    let word = |slot: &&str| {
        let words = literals.contains(*slot) || literals.contains(&slot.replace('-', " "));
        words || slot.parse::<u32>().is_ok()
    };
    let made = |key: &str| {
        patterns.iter().any(|one| slots(one, key).is_some_and(|slots| slots.iter().all(word)))
    };
    // A noun has two numbers; what a tile means stands beside what it says.
    let derived = |key: &str| {
        let of = [".one", ".other", "_means"].iter().find_map(|end| key.strip_suffix(end));
        of.is_some_and(told)
    };
    // The name of an assumption is the key of the language that states it.
    let named = |key: &str| {
        let own = key.strip_prefix("assumption.key.");
        own.is_some_and(|own| own.split('.').all(|part| literals.contains(part)))
    };
    let said = |key: &str| told(key) || made(key) || derived(key) || named(key);
    let silent: Vec<String> = keys().into_iter().filter(|key| !said(key)).collect();
    assert!(silent.is_empty(), "nobody says {silent:#?}");
}

#[test]
fn every_message_that_is_said_is_in_the_catalogue() {
    let keys = keys();
    let known = |key: &str| match key.contains('{') {
        true => keys.iter().any(|own| slots(key, own).is_some()),
        false => keys.contains(key),
    };
    let mut seen = 0;
    for source in sources().iter().filter(|source| source.stage == "report") {
        for call in [".say(", ".word(", ".plain(", "Prose::say(self.words, "] {
            for rest in source.code.split(call).skip(1) {
                let rest = rest.trim_start().trim_start_matches('&').trim_start_matches("format!(");
                let key = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
                // A pattern that begins with a slot is completed from a key that stands elsewhere.
                let Some(key) = key.filter(|key| !key.starts_with('{')) else { continue };
                assert!(known(key), "{} says {key}", source.path);
                seen += 1;
            }
        }
    }
    for name in in_templates() {
        assert!(known(&name), "a template says {name}");
    }
    assert!(seen > 200, "{seen}");
}

/// A slot that only one of the two knows would be seen by the reader of a page, not by the compiler.
#[test]
fn every_message_of_the_findings_has_the_slots_of_its_catalogue() {
    let messages = messages();
    let mut declared = BTreeSet::new();
    for source in sources() {
        for block in source.code.split("messages! {").skip(1) {
            let block = block.split('}').next().unwrap_or_default();
            for message in block.split(';').filter(|one| one.contains('=')) {
                let key = message.split('"').nth(1).expect("a key in quotes").to_owned();
                let slots = message.split(['[', ']']).nth(1).expect("slots in brackets");
                let text = messages.get(&key).unwrap_or_else(|| panic!("no {key}"));
                let known = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
                let known: BTreeSet<&str> = known.collect();
                assert_eq!(known, slots.split_whitespace().collect(), "{key}");
                assert!(declared.insert(key.clone()), "{key} is declared twice");
            }
        }
    }
    assert!(declared.len() > 200, "{}", declared.len());
}
