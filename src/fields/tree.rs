//! Own tree of a TOML text: values in the order of the text, each with its bytes.

use crate::diag::{Diagnostic, Span};
use crate::units::Date;
use crate::units::parse::Change;
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

/// Deeper nesting than this is refused; no scenario needs a tenth of it.
pub const DEEPEST: usize = 40;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub data: Data,
    /// Its bytes.
    pub span: Span,
    /// The strategy whose `set` brought it; none for the file itself.
    pub strategy: Option<usize>,
}

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// `true` or `false`.
    Bool(bool),
    /// A date without a time.
    Date(Date),
    /// Any other date or time.
    Moment(String),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(TomlTable),
    /// A value changed by `"x1.2"` or `"+2 points"`, as text and as meant.
    Changed(Box<Node>, String, Change),
}

/// A table in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TomlTable {
    /// Its keys and values.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its bytes.
    pub span: Span,
    /// The value.
    pub node: Node,
}

impl TomlTable {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// A key and its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// Whether it is a table of its own keys, and not a value written as one.
    pub fn opens(&self) -> bool {
        self.table().is_some_and(|table| !is_value_table(table))
    }

    /// What kind of value it is, with an article.
    pub const fn what(&self) -> &'static str {
        match &self.data {
            Data::Text(_) => "a text",
            Data::Number(_) | Data::Whole(_) => "a number",
            Data::Bool(_) => "true or false",
            Data::Date(_) => "a date",
            Data::Moment(_) => "a date with a time",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
            Data::Changed(..) => "a change",
        }
    }

    /// The table, if it is one.
    pub const fn table(&self) -> Option<&TomlTable> {
        match &self.data {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn list(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Changed(_, text, _) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if it is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.table()?.get(key)
    }

    /// The id of an item of a list of tables.
    pub fn id(&self) -> Option<&str> {
        self.get("id")?.text()
    }

    /// A part that a strategy brought, the value itself included.
    pub fn brought(&self) -> Option<&Self> {
        if self.strategy.is_some() {
            return Some(self);
        }
        match &self.data {
            Data::List(list) => list.iter().find_map(Self::brought),
            Data::Table(table) => table.entries.iter().find_map(|entry| entry.node.brought()),
            _ => None,
        }
    }

    /// The bytes to blame for the whole: a part that a strategy brought, else the value itself.
    pub fn blame(&self) -> Span {
        self.brought().map_or(self.span, |part| part.span)
    }

    /// Marks the value and all inside it as brought by a strategy's `set`.
    pub fn brought_by(&mut self, strategy: Option<usize>) {
        self.strategy = strategy;
        match &mut self.data {
            Data::List(list) => list.iter_mut().for_each(|node| node.brought_by(strategy)),
            Data::Table(table) => {
                table.entries.iter_mut().for_each(|entry| entry.node.brought_by(strategy));
            }
            _ => {}
        }
    }
}

/// Whether a table is one value: an assumption, a schedule or a value by tenure.
pub fn is_value_table(table: &TomlTable) -> bool {
    VALUE_WORDS.iter().any(|key| table.get(key).is_some())
}

/// Keys by which a table is known as a value.
pub const VALUE_WORDS: [&str; 3] = ["base", "schedule", "by_tenure"];

/// The tree of a text, and the first error of grammar of every line.
///
/// The tree is as complete as the errors allow.
pub fn parse(text: &str, file: usize) -> (Node, Vec<Diagnostic>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<Diagnostic> = Vec::new();
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut lines: BTreeSet<usize> = BTreeSet::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if lines.insert(breaks.partition_point(|at| *at < range.start)) {
            let span = Span::new(file, range.start, range.end);
            found.push(grammar(span, first_line(error.message())));
        }
    }
    let span = Span::new(file, 0, 0);
    let data = table(root.into_inner(), file, 0, &mut found);
    (Node { data, span, strategy: None }, found)
}

/// A break of grammar, with what to write instead: the parser says only what it met.
fn grammar(span: Span, message: String) -> Diagnostic {
    let help = match message.as_str() {
        twice if twice.contains("duplicate key") => {
            "keep one of the two; the items of a list begin with [[…]] each"
        }
        quotes if quotes.contains("string") => "put texts, dates apart, in quotes: key = \"text\"",
        _ => "write key = value, one a line; texts in quotes, lists in [ ], tables in { }",
    };
    Diagnostic::error("E002", span, message).help(help)
}

fn first_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join("; ")
}

fn table(source: DeTable<'_>, file: usize, depth: usize, found: &mut Vec<Diagnostic>) -> Data {
    let mut entries = Vec::new();
    for (key, value) in source {
        let range = key.span();
        let span = Span::new(file, range.start, range.end);
        let key = key.into_inner().into_owned();
        let range = value.span();
        let place = Span::new(file, range.start, range.end);
        let node = node(value.into_inner(), place, file, depth + 1, found);
        entries.push(Entry { key, span, node });
    }
    entries.sort_by_key(|entry| (entry.span.start, entry.span.end));
    Data::Table(TomlTable { entries })
}

fn node(
    value: DeValue<'_>,
    span: Span,
    file: usize,
    depth: usize,
    found: &mut Vec<Diagnostic>,
) -> Node {
    if depth > DEEPEST {
        let message = format!("nested deeper than {DEEPEST} levels");
        let help = "no section needs more than six: close the brackets";
        found.push(Diagnostic::error("E002", span, message).help(help));
        return Node { data: Data::Bool(false), span, strategy: None };
    }
    let data = match value {
        DeValue::String(text) => Data::Text(text.into_owned()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(whole) => Data::Whole(whole),
            // Too large for a whole number: as a float it fails the bound on magnitudes later.
            Err(_) => Data::Number(digits.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(float) => Data::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Data::Bool(value),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => Data::Date(Date {
                year: i32::from(date.year),
                month: u32::from(date.month),
                day: u32::from(date.day),
            }),
            _ => Data::Moment(moment.to_string()),
        },
        DeValue::Array(list) => {
            let item = |value: toml::Spanned<DeValue<'_>>| {
                let range = value.span();
                let place = Span::new(file, range.start, range.end);
                node(value.into_inner(), place, file, depth + 1, found)
            };
            Data::List(list.into_iter().map(item).collect())
        }
        DeValue::Table(inner) => table(inner, file, depth, found),
    };
    Node { data, span, strategy: None }
}

/// A value written outside a file, as on a command line: TOML, or else a text. Its bytes count
/// from `begin` in the file that stands for the command line.
pub fn parse_value(text: &str, file: usize, begin: usize) -> Node {
    let span = Span::new(file, begin, begin + text.len());
    let bare = || Node { data: Data::Text(text.to_owned()), span, strategy: None };
    let Ok(value) = DeValue::parse(text) else {
        return bare();
    };
    let mut found = Vec::new();
    let mut node = node(value.into_inner(), Span::new(file, 0, text.len()), file, 0, &mut found);
    if !found.is_empty() {
        return bare();
    }
    shift(&mut node, u32::try_from(begin).unwrap_or(0));
    node
}

fn shift(node: &mut Node, by: u32) {
    let move_span =
        |span: &mut Span| *span = Span { start: span.start + by, end: span.end + by, ..*span };
    move_span(&mut node.span);
    match &mut node.data {
        Data::List(list) => list.iter_mut().for_each(|item| shift(item, by)),
        Data::Table(table) => table.entries.iter_mut().for_each(|entry| {
            move_span(&mut entry.span);
            shift(&mut entry.node, by);
        }),
        _ => {}
    }
}
