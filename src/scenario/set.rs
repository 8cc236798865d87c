//! `set` of a strategy and `--set` of the command line: a value at a path by ids.

use super::keys::ROOT;
use crate::diag::{Diagnostic, Span};
use crate::fields::{
    Data, EVIDENCE, Entry, Kind, Node, Section, TomlTable, is_value_table, suggest,
};
use crate::programme::KINDS;
use crate::units::parse;

/// One value to set.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Path by ids.
    pub path: String,
    /// Bytes of the path.
    pub span: Span,
    /// The value.
    pub value: Node,
}

/// Who sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// `--set`: may change everything.
    CommandLine,
    /// A strategy, by its place: may change what differs between strategies.
    Strategy(usize),
}

/// Sections that a strategy may change.
const SETTABLE: &[&str] = &[
    "model",
    "market",
    "purchase",
    "segments",
    "opening_base",
    "churn",
    "retention_response",
    "quality",
    "events",
    "channels",
    "overheads",
    "programmes",
];
/// Keys of `[model]` that a strategy may change.
const SETTABLE_MODEL: &[&str] = &[
    "discount_rate",
    "cash_timing",
    "retention_timing",
    "terminal_value",
    "clv_convention",
    "corporate_tax",
];

/// The settings of a `set` table; unquoted dotted keys count like quoted ones.
pub fn settings(table: &TomlTable) -> Vec<Setting> {
    let mut found = Vec::new();
    for entry in &table.entries {
        flatten(&entry.key, entry, &mut found);
    }
    found
}

fn flatten(path: &str, entry: &Entry, found: &mut Vec<Setting>) {
    // A quoted path says where it leads; a bare first key is a section to go into.
    let dotted = path.contains('.');
    let nested = match &entry.node.data {
        Data::Table(table) if !is_value_table(table) => Some(table),
        _ => None,
    };
    match nested {
        Some(table) if !entry.key.contains('.') && (!dotted || entry.node.span == entry.span) => {
            for inner in &table.entries {
                flatten(&format!("{path}.{}", inner.key), inner, found);
            }
        }
        _ => found.push(Setting {
            path: path.to_owned(),
            span: entry.span,
            value: entry.node.clone(),
        }),
    }
}

/// The keys of a path. What a strategy sets stands under its own path: that is one key, with its points.
fn keys(path: &str) -> Vec<&str> {
    let inside = |at: usize| path.splitn(at, '.').collect::<Vec<_>>();
    match inside(4)[..] {
        ["strategies", _, "set", _] => inside(4),
        _ => path.split('.').collect(),
    }
}

/// Applies a setting to the tree of a file.
///
/// # Errors
///
/// The path leads nowhere, or the value cannot stand there.
pub fn apply(tree: &mut Node, setting: &Setting, setter: Setter) -> Result<(), Diagnostic> {
    let keys = keys(&setting.path);
    let wrong = |message: String, help: Option<String>| {
        let one = Diagnostic::error("E030", setting.span, message).label(setting.path.clone());
        Err(one.help_if(help))
    };
    if setter != Setter::CommandLine {
        let first = keys[0];
        if ROOT.key(first).is_some() && !SETTABLE.contains(&first) {
            return wrong(format!("[{first}] is the same under every strategy"), same());
        }
        let second = keys.get(1).copied().unwrap_or_default();
        let known = ROOT.key("model").and_then(|key| key.kind.section()?.key(second));
        if first == "model" && known.is_some() && !SETTABLE_MODEL.contains(&second) {
            return wrong(format!("`{}` is the same under every strategy", setting.path), same());
        }
    }
    if matches!(keys[0], "extends" | "schema") {
        let message = format!("`{}` cannot be changed: the file is read by then", keys[0]);
        return wrong(message, Some("change it in the file".to_owned()));
    }
    if keys.len() > 1 && keys.last() == Some(&"id") {
        let help = "set `name`, or change the id in the file";
        return wrong("an id cannot be changed".to_owned(), Some(help.to_owned()));
    }
    let mut node = tree;
    let mut kind = Kind::Table(&ROOT);
    for (depth, key) in keys.iter().enumerate() {
        let last = depth + 1 == keys.len();
        let walked = keys[..depth].join(".");
        match step(node, kind, key) {
            Step::Unknown(known) => {
                let place = if walked.is_empty() {
                    "the scenario".to_owned()
                } else {
                    format!("`{walked}`")
                };
                let near = suggest(key, known.iter().map(String::as_str));
                let help = near.unwrap_or_else(|| match &known[..] {
                    [] => format!("set {place} itself, or leave this out"),
                    known => format!("known are {}", known.join(", ")),
                });
                return wrong(format!("`{key}` is not known in {place}"), Some(help));
            }
            Step::Item(place, inner) => {
                let list = match &mut node.data {
                    Data::List(list) => list,
                    _ => return wrong(format!("`{walked}` is no list"), mend(&walked)),
                };
                if last && inner.section().is_some_and(|section| section.key("id").is_some()) {
                    let help = keys_inside(&setting.path, inner);
                    return wrong(format!("`{}` is a whole item", setting.path), help);
                }
                if last {
                    let mut value = setting.value.clone();
                    value.brought_by(strategy(setter));
                    list[place] = value;
                    return Ok(());
                }
                node = &mut list[place];
                kind = inner;
            }
            Step::Key(inner) => {
                let table = match &mut node.data {
                    Data::Table(table) => table,
                    _ => return wrong(format!("`{walked}` has no keys inside"), mend(&walked)),
                };
                let place = table.entries.iter().position(|entry| entry.key == *key);
                if last {
                    let old = place.map(|place| table.entries[place].node.clone());
                    let entry = Entry {
                        key: (*key).to_owned(),
                        span: setting.span,
                        node: value(setting, old, inner, setter)?,
                    };
                    match place {
                        Some(place) => table.entries[place] = entry,
                        None => table.entries.push(entry),
                    }
                    return Ok(());
                }
                let place = match place {
                    Some(place) => place,
                    None if opens(inner) => {
                        let data = Data::Table(TomlTable::default());
                        let node = Node { data, span: setting.span, strategy: strategy(setter) };
                        table.entries.push(Entry {
                            key: (*key).to_owned(),
                            span: setting.span,
                            node,
                        });
                        table.entries.len() - 1
                    }
                    None => {
                        let there = keys[..=depth].join(".");
                        let help = format!("state `{there}` in the file, or set it as a whole");
                        return wrong(format!("`{there}` is not stated"), Some(help));
                    }
                };
                node = &mut table.entries[place].node;
                kind = inner;
            }
        }
    }
    Ok(())
}

/// What to do with a value that no strategy may have of its own.
fn same() -> Option<String> {
    Some("change it in the file, or make a scenario that extends it".to_owned())
}

/// What to do where a path leads into a value without an inside.
fn mend(walked: &str) -> Option<String> {
    Some(format!("set `{walked}` itself"))
}

/// The keys that may be set in an item.
fn keys_inside(path: &str, kind: Kind) -> Option<String> {
    let names = kind.section()?.all().map(|key| key.name).filter(|name| *name != "id");
    Some(format!("name a key inside, `{path}.…`: {}", names.collect::<Vec<_>>().join(", ")))
}

const fn strategy(setter: Setter) -> Option<usize> {
    match setter {
        Setter::CommandLine => None,
        Setter::Strategy(place) => Some(place),
    }
}

/// The new value: as given, or the old one changed by "x1.2" or "+2 points".
fn value(
    setting: &Setting,
    old: Option<Node>,
    kind: Kind,
    setter: Setter,
) -> Result<Node, Diagnostic> {
    let mut value = setting.value.clone();
    if let Data::Changed(own, ..) = &mut value.data {
        // `--set` changes what the strategy itself sets.
        own.brought_by(strategy(setter));
        value.brought_by(strategy(setter));
        return Ok(value);
    }
    let text = value.text().map(str::to_owned);
    let change = text.as_deref().and_then(parse::change);
    if let (Some(text), Some(change)) = (text, change)
        && (kind.measure().is_some() || matches!(kind, Kind::Any))
    {
        let Some(old) = old else {
            let message =
                format!("`{}` is not stated, so \"{text}\" has nothing to change", setting.path);
            let one = Diagnostic::error("E031", setting.value.span, message);
            return Err(one.label(setting.path.clone()).help("give the value itself"));
        };
        value.data = Data::Changed(Box::new(old), text, change);
    }
    value.brought_by(strategy(setter));
    Ok(value)
}

/// Where a key leads.
enum Step {
    /// To an item of a list.
    Item(usize, Kind),
    /// To a key of a table.
    Key(Kind),
    /// Nowhere; these names are known.
    Unknown(Vec<String>),
}

/// Whether an absent value of this kind may be begun by setting something inside.
fn opens(kind: Kind) -> bool {
    match kind {
        Kind::Table(_) | Kind::Map(..) => true,
        Kind::Either(kinds) => kinds.iter().any(|kind| opens(*kind)),
        _ => false,
    }
}

fn step(node: &Node, kind: Kind, key: &str) -> Step {
    if let Some(list) = node.list() {
        let Some(section) = kind.section() else {
            return Step::Unknown(Vec::new());
        };
        let place = if section.key("id").is_some() {
            list.iter().position(|item| item.id() == Some(key))
        } else {
            key.parse().ok().filter(|place: &usize| *place < list.len())
        };
        return match place {
            Some(place) => Step::Item(place, Kind::Table(section_of(&list[place], section))),
            None => Step::Unknown(list.iter().filter_map(|i| i.id().map(str::to_owned)).collect()),
        };
    }
    if EVIDENCE.contains(&key) && node.table().is_some() {
        return Step::Key(Kind::Text);
    }
    let there: Vec<String> = node
        .table()
        .map(|table| table.entries.iter().map(|entry| entry.key.clone()).collect())
        .unwrap_or_default();
    // Inside a value: base, low, high, dates, tenures.
    if node.table().is_some_and(is_value_table) {
        let legal = ["base", "low", "high", "dist", "path"].contains(&key);
        return if legal {
            Step::Key(Kind::Text)
        } else if there.iter().any(|name| name == key) {
            Step::Key(Kind::Any)
        } else {
            Step::Unknown(there)
        };
    }
    match kind {
        Kind::Table(section) => match section.key(key) {
            Some(declared) => Step::Key(declared.kind),
            None => Step::Unknown(section.all().map(|key| key.name.to_owned()).collect()),
        },
        Kind::Map(_, inner) => Step::Key(*inner),
        Kind::Either(kinds) => {
            let inner = kinds.iter().find(|kind| opens(**kind));
            inner.map_or_else(|| Step::Unknown(there), |inner| step(node, *inner, key))
        }
        Kind::Any => Step::Key(Kind::Any),
        _ => Step::Unknown(there),
    }
}

/// The section of an item: for programmes, that of its kind.
pub(super) fn section_of(item: &Node, section: &'static Section) -> &'static Section {
    if section.name != "programmes" {
        return section;
    }
    let word = item.get("kind").and_then(Node::text);
    KINDS.iter().find(|kind| Some(kind.name) == word).map_or(section, |kind| &kind.section)
}
