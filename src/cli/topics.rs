//! Topics of `tenure explain` that are not part of the language, and what metrics are called.

use crate::cli::limits;
use crate::diag::entries;
use crate::metric::Declared;
use crate::text::Catalogue;

/// Topics that list what there is: (name, words).
pub const LISTS: &[(&str, &str)] = &[
    ("metrics", "every metric and its name"),
    ("codes", "every code of a message and its title"),
    ("exit-codes", "how commands end"),
    (limits::TOPIC, "how large files and runs may be"),
];

/// Codes of messages and topics that are not part of the language: (name, words).
pub fn own() -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(include_str!("../../templates/reference/topics.txt"))
}

/// The engine's words: what a reader of messages, `docs/model.md` and the code meets and no scenario declares; in the
/// order of the alphabet.
pub fn glossary() -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(include_str!("../../templates/reference/words.txt"))
}

/// What is said about a metric.
pub fn word(metric: &Declared, part: &str) -> String {
    Catalogue::of("en").plain(&format!("metric.{}.{part}", metric.id))
}
