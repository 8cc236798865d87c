//! The typed reader over one table: every value read is a declared key, everything wrong is
//! reported, and nothing wrong hides anything else.

use super::{Data, Entry, Key, Kind, Node, Reading, Section, TomlTable, parse_value, suggest};
use crate::diag::{Diagnostic, Span};
use crate::units::{Date, Path, Quantity};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::collections::BTreeSet;

/// Why one of two keys is too many.
pub const SAME: &str = "say the same thing";
/// Why one of two keys is too many.
pub const APART: &str = "exclude one another";

/// Keys that every table may have: evidence for the values inside.
pub const EVIDENCE: [&str; 2] = ["source", "note"];

/// Where the numbers of a table come from, unless they say so themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// Id of a source.
    pub source: Option<&'a str>,
    /// Remark.
    pub note: Option<&'a str>,
    /// Name for readers of the innermost table that has one.
    pub named: Option<&'a str>,
}

/// One table of the scenario with the section that declares its keys.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    /// The run.
    pub reading: &'a Reading<'a>,
    /// The table.
    pub table: &'a TomlTable,
    /// Its bytes: the heading, or the braces.
    pub span: Span,
    /// Its path by ids.
    pub path: String,
    /// Its declaration.
    pub section: &'static Section,
    /// Its evidence.
    pub evidence: Evidence<'a>,
}

impl<'a> Fields<'a> {
    /// Opens a table and reports its unknown keys.
    pub fn open(
        reading: &'a Reading<'a>,
        node: &'a Node,
        path: String,
        section: &'static Section,
        outer: Evidence<'a>,
    ) -> Option<Self> {
        let table = reading.expect_table(node, &path)?;
        let evidence = reading.evidence_of(table, outer);
        let fields = Self { reading, table, span: node.span, path, section, evidence };
        fields.unknown_keys();
        Some(fields)
    }

    fn unknown_keys(&self) {
        let known = |name: &str| self.section.key(name).is_some() || EVIDENCE.contains(&name);
        let unknown = self.table.entries.iter().filter(|entry| !known(&entry.key));
        for entry in unknown {
            let name = entry.key.as_str();
            let message = match self.path.as_str() {
                "" => format!("unknown section `{name}`"),
                path => format!("unknown key `{name}` in `{path}`"),
            };
            let one = Diagnostic::error("E010", entry.span, message).label(self.at(name));
            self.reading.report(one.help(self.known_keys(name)));
        }
    }

    /// The key that an unknown one may mean; else all that may stand here.
    fn known_keys(&self, unknown: &str) -> String {
        let names = || self.section.all().map(|key| key.name);
        self.reading.suggest(unknown, names().chain(EVIDENCE)).unwrap_or_else(|| {
            let what = if self.path.is_empty() { "the sections are" } else { "the keys here are" };
            format!("{what} {}", names().collect::<Vec<_>>().join(", "))
        })
    }

    /// The path by ids of a key.
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn key(&self, name: &str) -> &'static Key {
        match self.section.key(name) {
            Some(key) => key,
            None => panic!("`{name}` is read but not declared in [{}]", self.section.name),
        }
    }

    /// The value of a declared key.
    pub fn node(&self, name: &str) -> Option<&'a Node> {
        debug_assert!(EVIDENCE.contains(&name) || self.section.key(name).is_some(), "{name}");
        self.table.get(name)
    }

    /// Whether a declared key is present.
    pub fn has(&self, name: &str) -> bool {
        self.node(name).is_some()
    }

    /// Bytes of the value of a key; of the table where it is absent.
    pub fn span_of(&self, name: &str) -> Span {
        self.table.get(name).map_or(self.span, |node| node.span)
    }

    /// Bytes to blame for a whole that is wrong in sum: what a strategy brought, else the value.
    pub fn blame(&self, name: &str) -> Span {
        self.table.get(name).map_or(self.span, Node::blame)
    }

    /// Reports an error at a key, with what to write instead: nobody has to guess it.
    pub fn error(
        &self,
        name: &str,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.reading.report(self.diagnostic(name, code, message).help(help));
    }

    /// An error at a key, to be completed and reported by the caller.
    pub fn diagnostic(
        &self,
        name: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, self.span_of(name), message).label(self.at(name))
    }

    /// Reports that a key is missing, unless it is there under a name that was told to be a slip of the pen.
    pub fn missing(&self, name: &str) {
        let names = || self.section.all().map(|key| key.name).chain(EVIDENCE);
        let unknown =
            self.table.entries.iter().filter(|entry| !names().any(|one| one == entry.key));
        let meant = suggest(name, [name]);
        let mut slips = unknown.map(|entry| self.reading.suggest(&entry.key, names()));
        if slips.any(|slip| slip == meant) {
            return;
        }
        let words = self.section.key(name).map(|key| key.kind.words());
        let place = match self.path.as_str() {
            "" => "the scenario".to_owned(),
            path => format!("`{path}`"),
        };
        self.reading.report(
            Diagnostic::error("E011", self.span, format!("`{name}` is missing in {place}"))
                .label(self.path.clone())
                .help_if(words.map(|words| format!("`{name}` is {words}"))),
        );
    }

    /// Whether a key is present; reports it if not.
    pub fn require(&self, name: &str) -> bool {
        let there = self.has(name);
        if !there {
            self.missing(name);
        }
        there
    }

    /// Reports every one of these keys that is absent.
    pub fn require_all(&self, names: &[&str]) {
        for name in names {
            self.require(name);
        }
    }

    /// Reports a value of the wrong kind.
    fn wrong(&self, node: &Node, name: &str) {
        self.reading.wrong(node, &self.at(name), &self.key(name).kind.words());
    }

    /// A number; none when absent or wrong.
    pub fn number(&self, name: &str) -> Option<Quantity> {
        let measure = self.key(name).kind.measure()?;
        self.reading.quantity(self.node(name)?, measure, &self.at(name), self.evidence)
    }

    /// A number that is checked but is no assumption: it drives no cash flow.
    pub fn constant(&self, name: &str) -> Option<f64> {
        let measure = self.key(name).kind.measure()?;
        self.reading.constant(self.node(name)?, measure, &self.at(name))
    }

    /// A number, or what its key says holds where it is absent.
    pub fn number_or_default(&self, name: &str) -> Quantity {
        self.number(name).unwrap_or_else(|| Quantity::fixed(self.default_of(name)))
    }

    /// What a key says holds where it is absent, in units of the model.
    fn default_of(&self, name: &str) -> f64 {
        let key = self.key(name);
        let stated = key.kind.measure().zip(key.default).and_then(|(measure, text)| {
            self.reading.stated(&parse_value(text, 0, 0), measure, &self.at(name))
        });
        stated.map_or(0.0, |stated| stated.conversion.apply(stated.value))
    }

    /// A number, or what stands in for it where the language has no default.
    pub fn number_or(&self, name: &str, default: f64) -> Quantity {
        self.number(name).unwrap_or(Quantity::fixed(default))
    }

    /// A number that must be there; 1 stands in for it where it is not, and the scenario is refused.
    pub fn need_number(&self, name: &str) -> Quantity {
        self.require(name);
        self.number_or(name, 1.0)
    }

    /// A number that may change with time or tenure, as far as the key allows.
    pub fn path(&self, name: &str) -> Option<Path> {
        let kind = self.key(name).kind;
        self.reading.path(self.node(name)?, kind, &self.at(name), self.evidence)
    }

    /// The same, or what its key says holds where it is absent.
    pub fn path_or_default(&self, name: &str) -> Path {
        self.path(name).unwrap_or_else(|| Path::fixed(self.default_of(name)))
    }

    /// The same, or what stands in for it where the language has no default.
    pub fn path_or(&self, name: &str, default: f64) -> Path {
        self.path(name).unwrap_or(Path::fixed(default))
    }

    /// The one key of several that is present; 0 where none is. The one that a strategy sets wins.
    pub fn one_of(&self, keys: &[&'static str]) -> Path {
        let there: Vec<&str> = keys.iter().copied().filter(|key| self.has(key)).collect();
        let read: Vec<(&str, Path)> =
            there.iter().map(|key| (*key, self.path_or(key, 0.0))).collect();
        let set = |key: &str| self.node(key).is_some_and(|node| node.strategy.is_some());
        let chosen = read.iter().find(|(key, _)| set(key)).or(read.first());
        if let [first, second, ..] = there[..]
            && !set(first)
            && !set(second)
        {
            self.one_too_many(second, first, super::SAME);
        }
        chosen.map_or(Path::fixed(0.0), |(_, path)| path.clone())
    }

    /// The same for a key that must be there.
    pub fn need_path(&self, name: &str) -> Path {
        self.require(name);
        self.path_or(name, 1.0)
    }

    /// A text with its node.
    fn said(&self, name: &str) -> Option<(&'a Node, &'a str)> {
        let node = self.node(name)?;
        if node.text().is_none() {
            self.wrong(node, name);
        }
        Some((node, node.text()?))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<String> {
        let (_, text) = self.said(name)?;
        if text.contains(unseen) {
            let message = "control characters and marks that turn the direction of writing do not belong here";
            self.error(name, "E044", message, "leave them out");
        }
        Some(text.to_owned())
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        let node = self.node(name)?;
        match node.data {
            Data::Bool(value) => Some(value),
            _ => {
                self.wrong(node, name);
                None
            }
        }
    }

    /// A whole number from `low` to `high`.
    pub fn whole(&self, name: &str, low: i64, high: i64) -> Option<i64> {
        let node = self.node(name)?;
        let value = match node.data {
            Data::Whole(value) => value,
            Data::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 => value as i64,
            _ => {
                self.wrong(node, name);
                return None;
            }
        };
        if (low..=high).contains(&value) {
            return Some(value);
        }
        let limits = match high {
            i64::MAX => format!("be at least {low}"),
            _ => format!("lie between {low} and {high}"),
        };
        let message = format!("`{name}` is {value}: it must {limits}");
        self.error(name, "E029", message, format!("write {}", value.clamp(low, high)));
        None
    }

    /// One of the declared words.
    pub fn word(&self, name: &str) -> Option<&'static str> {
        let Kind::Words(words) = self.key(name).kind else {
            return None;
        };
        let (_, text) = self.said(name)?;
        let known = words.iter().find(|word| **word == text).copied();
        if known.is_none() {
            let list = format!("one of {}", words.join(", "));
            let help =
                self.reading.suggest(text, words.iter().copied()).map(|s| format!("{s} ({list})"));
            self.reading.report(
                self.diagnostic(name, "E018", format!("unknown {name} \"{text}\""))
                    .help(help.unwrap_or(list)),
            );
        }
        known
    }

    /// The variant of one of the declared words, as `serde` reads it; the default where there is none.
    pub fn choice<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        let read = |word: &str| T::deserialize(IntoDeserializer::<Error>::into_deserializer(word));
        let variant = self.word(name).map(read).transpose();
        variant.unwrap_or_else(|wrong| panic!("`{name}`: {wrong}")).unwrap_or_default()
    }

    /// A well-formed id.
    pub fn id(&self, name: &str) -> Option<String> {
        let (node, text) = self.said(name)?;
        self.reading.well_formed(text, node.span, &self.at(name));
        Some(text.to_owned())
    }

    /// A list of texts, each with its bytes.
    pub fn texts(&self, name: &str) -> Option<Vec<(&'a str, Span)>> {
        let node = self.node(name)?;
        let Some(list) = node.list() else {
            self.wrong(node, name);
            return None;
        };
        let mut texts = Vec::new();
        for item in list {
            match item.text() {
                Some(text) => texts.push((text, item.span)),
                None => self.wrong(item, name),
            }
        }
        Some(texts)
    }

    /// A list of names, each replaced by its place among the known ones.
    pub fn places(&self, name: &str, what: &str, known: &[String]) -> Option<Vec<usize>> {
        let texts = self.texts(name)?;
        let mut places = Vec::new();
        for (text, span) in texts {
            if let Some(place) = self.reading.place(text, span, &self.at(name), what, known) {
                if places.contains(&place) {
                    let message = format!("\"{text}\" stands twice in `{name}`");
                    let one = Diagnostic::error("E020", span, message).label(self.at(name));
                    self.reading.report(one.help("keep one of the two"));
                } else {
                    places.push(place);
                }
            }
        }
        Some(places)
    }

    /// A name, replaced by its place among the known ones.
    pub fn place(&self, name: &str, what: &str, known: &[String]) -> Option<usize> {
        let (node, text) = self.said(name)?;
        self.reading.place(text, node.span, &self.at(name), what, known)
    }

    /// A date.
    pub fn date(&self, name: &str) -> Option<Date> {
        let node = self.node(name)?;
        self.reading.date(node, &self.at(name))
    }

    /// A date as the period that contains it.
    pub fn period(&self, name: &str) -> Option<i64> {
        Some(self.reading.calendar.get().period_of(self.date(name)?))
    }

    /// A length in whole model periods.
    pub fn length(&self, name: &str) -> Option<usize> {
        let node = self.node(name)?;
        self.reading.length(node, &self.at(name))
    }

    /// A table inside.
    pub fn table(&self, name: &str) -> Option<Fields<'a>> {
        let section = self.key(name).kind.section()?;
        let node = self.node(name)?;
        Fields::open(self.reading, node, self.at(name), section, self.evidence)
    }

    /// A table inside; one without keys where there is none.
    pub fn inside(&self, name: &str) -> Fields<'a> {
        self.table(name).unwrap_or_else(|| self.nothing(name))
    }

    /// What a table inside is without keys.
    pub fn nothing(&self, name: &str) -> Fields<'a> {
        static NOTHING: TomlTable = TomlTable { entries: Vec::new() };
        let section = self.key(name).kind.section().unwrap_or(self.section);
        Fields { table: &NOTHING, path: self.at(name), section, ..self.clone() }
    }

    /// The items of a list of tables; their paths use their ids, or their place from 0.
    pub fn tables(&self, name: &str) -> Vec<Fields<'a>> {
        let Some(section) = self.key(name).kind.section() else {
            return Vec::new();
        };
        self.items(name)
            .into_iter()
            .filter_map(|(node, path)| {
                Fields::open(self.reading, node, path, section, self.evidence)
            })
            .collect()
    }

    /// The items of a list with their paths; ids that are missing, no text, malformed or used twice
    /// are reported where the section declares an id.
    pub fn items(&self, name: &str) -> Vec<(&'a Node, String)> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        let Some(list) = node.list() else {
            self.wrong(node, name);
            return Vec::new();
        };
        let identified = self.key(name).kind.section().is_some_and(|s| s.key("id").is_some());
        let mut items: Vec<(&Node, String)> = Vec::new();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for (place, item) in list.iter().enumerate() {
            let path = match item.id() {
                Some(id) if identified => self.at(&format!("{name}.{id}")),
                _ => self.at(&format!("{name}.{place}")),
            };
            match item.get("id") {
                _ if !identified => {}
                Some(node) => match item.id() {
                    Some(id) => {
                        self.reading.well_formed(id, node.span, &path);
                        if !known.insert(id) {
                            let message = format!("the id \"{id}\" is used twice in `{name}`");
                            let one = Diagnostic::error("E020", node.span, message);
                            let help = "give one of them another id";
                            self.reading.report(one.label(path.clone()).help(help));
                        }
                    }
                    None => self.reading.wrong(node, &format!("{path}.id"), &Kind::Id.words()),
                },
                None if item.table().is_some() => {
                    let message = format!("an item of `{name}` has no `id`");
                    let one = Diagnostic::error("E011", item.span, message).label(path.clone());
                    let help = format!("add id = \"…\", {}", Kind::Id.words());
                    self.reading.report(one.help(help));
                }
                None => {}
            }
            items.push((item, path));
        }
        items
    }

    /// The entries of a table with free keys, without its evidence; and its own evidence.
    pub fn entries(&self, name: &str) -> Option<(Vec<&'a Entry>, Evidence<'a>)> {
        let node = self.node(name)?;
        self.reading.free_entries(node, &self.at(name), self.evidence)
    }
}

/// Characters that no reader sees and every terminal or browser obeys.
fn unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
