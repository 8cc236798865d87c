//! Which words does a page use in a language?
//!
//! One TOML file a language under `templates/text/`. A message may have `{slots}`; the caller
//! fills them. A scenario names no language without a file. What a file does not say is said in English.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Numbers;
use crate::scenario::LANGUAGES;

/// Words of the languages, in their order: English first.
const WORDS: [&str; LANGUAGES.len()] =
    [include_str!("../../templates/text/en.toml"), include_str!("../../templates/text/da.toml")];

#[cfg(not(test))]
const CODES: &[&str] = LANGUAGES;
#[cfg(test)]
const CODES: &[&str] = &{
    let mut all = [KEYS; LANGUAGES.len() + 1];
    let mut place = 0;
    while place < LANGUAGES.len() {
        all[place] = LANGUAGES[place];
        place += 1;
    }
    all
};

/// All messages of one language.
#[derive(Debug)]
pub struct Catalogue {
    language: &'static str,
    tree: toml::Table,
    messages: BTreeMap<String, Vec<Piece>>,
    months: Vec<String>,
    numbers: Numbers,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Fixed words.
    Words(String),
    /// A slot that the caller fills.
    Slot(String),
}

impl Catalogue {
    /// The catalogue of an ISO 639-1 code; English where there is none, as in findings of another version.
    pub fn of(language: &str) -> &'static Self {
        static READ: [OnceLock<Catalogue>; CODES.len()] = [const { OnceLock::new() }; CODES.len()];
        let place = CODES.iter().position(|code| *code == language).unwrap_or(0);
        // A file takes longer to read than a page to write: only what is spoken is read.
        READ[place].get_or_init(|| Self::read(place))
    }

    /// Codes of all languages, English first; tests have one more, whose words are the keys of the messages.
    pub fn codes() -> &'static [&'static str] {
        CODES
    }

    fn read(place: usize) -> Self {
        let language = CODES[place];
        let mut tree = parsed(WORDS[0]);
        if let Some(text) = WORDS.get(place).filter(|_| place > 0) {
            lay_over(&mut tree, parsed(text));
        }
        #[cfg(test)]
        if language == KEYS {
            tree = parsed(&keys(WORDS[0]));
        }
        let mut messages = BTreeMap::new();
        flatten("", &tree, &mut messages);
        let line = |key: &str| {
            let list =
                tree.get("format").and_then(|format| format.get(key)).and_then(|v| v.as_str());
            list.unwrap_or_default().to_owned()
        };
        let list = |key: &str| line(key).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let default = Numbers::default();
        let numbers = Numbers {
            decimal: line("decimal").chars().next().unwrap_or(default.decimal),
            group: line("group").chars().next().unwrap_or(default.group),
            scales: <[String; 4]>::try_from(list("scales")).unwrap_or(default.scales),
            percent_space: line("percent").starts_with(' '),
        };
        Self { language, messages, months: list("months"), numbers, tree }
    }

    /// The ISO 639-1 code, for `lang`.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// All messages as the tree of the file, for templates.
    pub fn tree(&self) -> &toml::Table {
        &self.tree
    }

    /// Short names of the twelve months.
    pub fn months(&self) -> &[String] {
        &self.months
    }

    /// The number format.
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The pieces of a message, if there is one of that key.
    pub fn pieces(&self, key: &str) -> Option<&[Piece]> {
        self.messages.get(key).map(Vec::as_slice)
    }

    /// A message without slots; the key itself, marked, where the catalogue lacks it.
    pub fn plain(&self, key: &str) -> String {
        match self.pieces(key) {
            Some([Piece::Words(words)]) => words.clone(),
            Some(pieces) => pieces.iter().map(Piece::text).collect(),
            None => marked(key),
        }
    }
}

/// What stands where a message is missing: tests look for it.
pub fn marked(key: &str) -> String {
    format!("\u{27e6}{key}\u{27e7}")
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Slot(text) => text,
        }
    }
}

/// The tree of a file.
fn parsed(text: &str) -> toml::Table {
    // The files are part of the program, and a test reads each of them.
    text.parse().expect("a catalogue is valid TOML")
}

/// Puts the messages of a language over those of English.
fn lay_over(english: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (english.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(own)) => lay_over(inner, own),
            (_, value) => drop(english.insert(key, value)),
        }
    }
}

fn flatten(prefix: &str, tree: &toml::Table, messages: &mut BTreeMap<String, Vec<Piece>>) {
    for (key, value) in tree {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, messages),
            toml::Value::String(text) => {
                messages.insert(path, pieces(text));
            }
            _ => {}
        }
    }
}

/// Splits `a {slot} b` into its pieces. Braces around anything but a name are words: `Σ_{t<T}`.
fn pieces(text: &str) -> Vec<Piece> {
    let named = |slot: &&str| slot.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
    let mut found = Vec::new();
    let (mut words, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        match after.split_once('}').filter(|(slot, _)| named(slot)) {
            Some((slot, behind)) => {
                if !words.is_empty() {
                    found.push(Piece::Words(std::mem::take(&mut words)));
                }
                found.push(Piece::Slot(slot.to_owned()));
                rest = behind;
            }
            None => {
                words.push('{');
                rest = after;
            }
        }
    }
    words.push_str(rest);
    if !words.is_empty() || found.is_empty() {
        found.push(Piece::Words(words));
    }
    found
}

/// The language of keys: `[headline.which]` and its slots in place of every message.
#[cfg(test)]
pub const KEYS: &str = "keys";

#[cfg(test)]
fn keys(english: &str) -> String {
    fn named(prefix: &str, tree: &toml::Table) -> toml::Table {
        let entry = |(key, value): (&String, &toml::Value)| {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            let value = match value {
                toml::Value::Table(inner) => named(&path, inner).into(),
                toml::Value::String(_) if key == "months" => ["[month]"; 12].join(" ").into(),
                toml::Value::String(text) if prefix != "format" => {
                    let slots = pieces(text).into_iter().filter_map(|piece| match piece {
                        Piece::Slot(name) => Some(format!(" {{{name}}}")),
                        Piece::Words(_) => None,
                    });
                    format!("[{path}]{}", slots.collect::<String>()).into()
                }
                mark => mark.clone(),
            };
            (key.clone(), value)
        };
        tree.iter().map(entry).collect()
    }
    named("", &parsed(english)).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::Sign;

    #[test]
    fn every_language_has_the_messages_and_slots_of_english() {
        // Formulas and sources are the same in every language: they stand in English alone.
        let same = |key: &str| {
            let end = key.strip_prefix("metric.").and_then(|rest| rest.rsplit('.').next());
            matches!(end, Some("formula" | "source"))
        };
        let messages = |text: &str| {
            let mut messages = BTreeMap::new();
            flatten("", &parsed(text), &mut messages);
            messages
        };
        let slots = |pieces: &[Piece]| {
            let mut slots: Vec<_> =
                pieces.iter().filter(|p| matches!(p, Piece::Slot(_))).cloned().collect();
            slots.sort_by_key(|slot| slot.text().to_owned());
            slots
        };
        let english = messages(WORDS[0]);
        let asked: BTreeSet<&String> = english.keys().filter(|key| !same(key)).collect();
        for (code, text) in LANGUAGES.iter().zip(WORDS) {
            assert_eq!(Catalogue::of(code).months().len(), 12, "{code}");
            let own = messages(text);
            let told = own.keys().filter(|key| *code != "en" || !same(key)).collect();
            let other: Vec<_> = asked.symmetric_difference(&told).collect();
            assert!(other.is_empty(), "{code} and English do not both have {other:?}");
            for (key, message) in &own {
                assert_eq!(slots(message), slots(&english[key]), "{code}: {key}");
            }
        }
    }

    #[test]
    fn numbers_have_the_marks_of_their_language() {
        let danish = Catalogue::of("da").numbers();
        assert_eq!(danish.short(7_392_524.0, Sign::OnlyMinus), "7,39\u{a0}mio.");
        assert_eq!(danish.tick(5_000.0), "5\u{a0}t.");
        assert_eq!(danish.fixed(1_234_567.5, 1, Sign::Always), "+1.234.567,5");
        assert_eq!(danish.percent(0.0421, 1, Sign::OnlyMinus), "4,2\u{a0}%");
    }

    #[test]
    fn what_a_language_does_not_say_is_said_in_english() {
        let (danish, english) = (Catalogue::of("da"), Catalogue::of("en"));
        assert_eq!(danish.plain("metric.npv.formula"), english.plain("metric.npv.formula"));
        assert_eq!(danish.plain("metric.npv.name"), "Nettonutidsværdi");
    }

    #[test]
    fn messages_split_at_their_slots() {
        let words = |text: &str| Piece::Words(text.to_owned());
        let slot = |text: &str| Piece::Slot(text.to_owned());
        assert_eq!(pieces("a {b} c"), [words("a "), slot("b"), words(" c")]);
        assert_eq!(pieces("{b}"), [slot("b")]);
        assert_eq!(pieces("plain"), [words("plain")]);
        assert_eq!(pieces("Σ_{t<n} {b}"), [words("Σ_{t<n} "), slot("b")]);
        assert_eq!(pieces(""), [words("")]);
    }
}
