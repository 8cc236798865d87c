//! The scenario after defaults, `extends` and overrides, with the origin of every value.

use super::assemble::assemble;
use super::keys::ROOT;
use super::read::{Loaded, Override, load};
use crate::diag::{Diagnostic, Sources};
use crate::fields::{Data, Kind, Node, Section, is_value_table};
use crate::programme::KINDS;
use crate::units::parse::Change;
use std::fmt::Write;
use std::path::Path;

/// Shows a scenario: text like TOML, every value with the file and line it comes from, or
/// `default`.
///
/// # Errors
///
/// Everything that is wrong with the scenario.
pub fn show(path: &Path, overrides: &[Override]) -> Result<String, (Vec<Diagnostic>, Sources)> {
    let loaded = load(path, overrides)?;
    let text = text(&loaded);
    assemble(loaded)?;
    Ok(text)
}

/// The same for a tree that has been read, whatever is wrong with it.
#[must_use]
pub fn text(loaded: &Loaded) -> String {
    let mut page = Page { sources: &loaded.sources, out: String::new() };
    page.section("", &ROOT, &loaded.tree);
    page.out
}

struct Page<'a> {
    sources: &'a Sources,
    out: String,
}

/// Column in which origins begin, where the value leaves room.
const ORIGIN: usize = 64;

impl Page<'_> {
    fn line(&mut self, text: &str, origin: &str) {
        let gap = ORIGIN.saturating_sub(text.chars().count()).max(2);
        let _ = writeln!(self.out, "{text}{:gap$}# {origin}", "");
    }

    fn origin(&self, node: &Node) -> String {
        let name = self.sources.file(node.span).map_or("", |file| file.name.as_str());
        if name == "--set" {
            "--set".to_owned()
        } else {
            format!("{name}:{}", self.sources.line(node.span))
        }
    }

    /// The values of a table, then the tables inside it under their own headings.
    fn section(&mut self, path: &str, section: &Section, node: &Node) {
        self.values("", section, node);
        for key in section.keys.iter().chain(section.also.iter().flat_map(|other| other.keys)) {
            let Some(inner) = node.get(key.name) else {
                continue;
            };
            let path =
                if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            match (&key.kind, &inner.data) {
                (Kind::Table(section), Data::Table(_)) if top(&path) => {
                    let _ = write!(self.out, "\n[{path}]\n");
                    self.section(&path, section, inner);
                }
                (Kind::Map(_, inside), Data::Table(table)) if top(&path) => match inside {
                    Kind::Table(section) => {
                        for entry in &table.entries {
                            let _ = write!(self.out, "\n[{path}.{}]\n", entry.key);
                            self.section(&format!("{path}.{}", entry.key), section, &entry.node);
                        }
                    }
                    _ => {
                        let _ = write!(self.out, "\n[{path}]\n");
                        self.free("", inner);
                    }
                },
                (Kind::Tables(section), Data::List(items)) if top(&path) => {
                    for item in items {
                        let _ = write!(self.out, "\n[[{path}]]\n");
                        self.section(&path, of_kind(item, section), item);
                    }
                }
                _ => {}
            }
        }
    }

    /// Values and defaults; small tables as dotted keys.
    fn values(&mut self, before: &str, section: &Section, node: &Node) {
        let top_level = std::ptr::eq(section, &raw const ROOT);
        for key in section.keys.iter().chain(section.also.iter().flat_map(|other| other.keys)) {
            let name = format!("{before}{}", key.name);
            let headed =
                top_level && matches!(key.kind, Kind::Table(_) | Kind::Tables(_) | Kind::Map(..));
            match (node.get(key.name), key.default) {
                _ if headed => {}
                (Some(inner), _) => self.value(&name, &key.kind, inner),
                (None, Some(default)) => self.line(&format!("{name} = {default}"), "default"),
                (None, None) => {}
            }
        }
        for key in ["source", "note"] {
            if let Some(inner) = node.get(key) {
                self.value(&format!("{before}{key}"), &Kind::Text, inner);
            }
        }
    }

    fn value(&mut self, name: &str, kind: &Kind, node: &Node) {
        let plain_table = node.table().is_some_and(|table| !is_value_table(table));
        match (kind, kind.section()) {
            (Kind::Table(_) | Kind::Either(_), Some(section)) if plain_table => {
                self.values(&format!("{name}."), section, node);
            }
            (Kind::Map(..) | Kind::Either(_), _) if plain_table => {
                self.free(&format!("{name}."), node)
            }
            _ => self.line(&format!("{name} = {}", toml(node)), &self.origin(node)),
        }
    }

    fn free(&mut self, before: &str, node: &Node) {
        let Some(table) = node.table() else { return };
        for entry in &table.entries {
            let text = format!("{before}{} = {}", bare_or_quoted(&entry.key), toml(&entry.node));
            self.line(&text, &self.origin(&entry.node));
        }
    }
}

/// Whether a path is that of a section with a heading of its own.
fn top(path: &str) -> bool {
    !path.contains('.')
}

fn of_kind(item: &Node, section: &'static Section) -> &'static Section {
    let word = item.get("kind").and_then(Node::text);
    match KINDS.iter().find(|kind| section.name == "programmes" && Some(kind.name) == word) {
        Some(kind) => kind.section,
        None => section,
    }
}

fn bare_or_quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value as TOML on one line.
fn toml(node: &Node) -> String {
    match &node.data {
        Data::Text(text) => quoted(text),
        Data::Number(value) => format!("{value:?}"),
        Data::Whole(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Date(date) => date.to_string(),
        Data::Moment(moment) => moment.clone(),
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(toml).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Table(table) => {
            let entry = |entry: &crate::fields::Entry| {
                format!("{} = {}", bare_or_quoted(&entry.key), toml(&entry.node))
            };
            let entries: Vec<String> = table.entries.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Data::Changed(inner, text, change) => {
            let word = if matches!(change, Change::Times(_)) { "of" } else { "on" };
            format!("{} {word} {}", quoted(text), toml(inner))
        }
    }
}
