//! The scenario after `extends` and overrides as one file that means the same, with the origin of every
//! value; what holds by default stands beside it as a remark.

use super::assemble::assemble;
use super::keys::ROOT;
use super::read::{Loaded, Override, load};
use super::set;
use crate::diag::{Diagnostic, Sources};
use crate::fields::{Data, EVIDENCE, Entry, Kind, Node, Section, is_value_table, quoted};
use crate::units::parse::{self, Change};
use std::fmt::Write;
use std::path::Path;

/// Shows a scenario: TOML 1.0 that reads as the same scenario, every value with the file and line it comes
/// from. Names of data files are those seen from the scenario's folder.
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
pub fn text(loaded: &Loaded) -> String {
    let mut page = Page { sources: &loaded.sources, out: String::new() };
    let mut tree = loaded.tree.clone();
    alone(&mut tree, &loaded.sources);
    page.section("", &ROOT, &tree);
    page.out
}

/// Makes a merged tree one that needs no other scenario file: without `extends`, with data files named from
/// the scenario's folder, and with relative changes carried out.
fn alone(tree: &mut Node, sources: &Sources) {
    if let Data::Table(table) = &mut tree.data {
        table.entries.retain(|entry| entry.key != "extends");
    }
    settle(tree, "", sources);
}

fn settle(node: &mut Node, key: &str, sources: &Sources) {
    if let Data::Changed(inner, _, change) = &node.data {
        let mut inner = (**inner).clone();
        settle(&mut inner, key, sources);
        moved(&mut inner, *change);
        node.data = inner.data;
        return;
    }
    match &mut node.data {
        Data::Table(table) => {
            for entry in &mut table.entries {
                let named =
                    (key == "churn" && entry.key == "file") || entry.key.ends_with("churn.file");
                if named && let Data::Text(file) = &mut entry.node.data {
                    let by = sources.file(entry.node.span).map_or("", |file| file.name.as_str());
                    if let Some((folder, _)) = by.rsplit_once('/') {
                        *file = format!("{folder}/{file}");
                    }
                }
                settle(&mut entry.node, &entry.key, sources);
            }
        }
        Data::List(items) => items.iter_mut().for_each(|item| settle(item, "", sources)),
        _ => {}
    }
}

/// Changes a number, or all numbers of a value, in the unit in which it is written.
fn moved(node: &mut Node, change: Change) {
    let number = |value: f64, percent: bool| match change {
        Change::Times(factor) => value * factor,
        Change::Plus(share) => value + if percent { 100.0 * share } else { share },
    };
    match &mut node.data {
        Data::Number(value) => *value = number(*value, false),
        Data::Whole(value) => node.data = Data::Number(number(*value as f64, false)),
        Data::Text(text) => {
            // The number is as long a part as can be one; its unit is the rest.
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let read = |end| Some((parse::number(&text[..end])?, text[end..].to_owned()));
            if let Some((value, unit)) = ends.filter_map(read).next_back() {
                let percent = unit.trim_start().starts_with('%');
                *text = format!("{}{unit}", number(value, percent));
            }
        }
        Data::List(items) => items.iter_mut().for_each(|item| moved(item, change)),
        Data::Table(table) => {
            for entry in &mut table.entries {
                let beside = ["dist", "weights", "owner", "confidence", "path"];
                if !beside.contains(&entry.key.as_str()) && !EVIDENCE.contains(&entry.key.as_str())
                {
                    moved(&mut entry.node, change);
                }
            }
        }
        _ => {}
    }
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
            // A remark ends with its line.
            let name = name.replace(char::is_control, "\u{fffd}");
            format!("{name}:{}", self.sources.line(node.span))
        }
    }

    /// The values of a table, then the tables inside it under their own headings.
    fn section(&mut self, path: &str, section: &Section, node: &Node) {
        self.values("", section, node);
        for key in section.all() {
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
                            let _ = write!(self.out, "\n[{path}.{}]\n", bare_or_quoted(&entry.key));
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
                        self.section(&path, set::section_of(item, section), item);
                    }
                }
                _ => {}
            }
        }
    }

    /// Values and defaults; small tables as dotted keys.
    fn values(&mut self, before: &str, section: &Section, node: &Node) {
        let top_level = std::ptr::eq(section, &raw const ROOT);
        for key in section.all() {
            let name = format!("{before}{}", key.name);
            let headed =
                top_level && matches!(key.kind, Kind::Table(_) | Kind::Tables(_) | Kind::Map(..));
            match (node.get(key.name), key.default) {
                _ if headed => {}
                (Some(inner), _) => self.value(&name, &key.kind, inner),
                // A remark: beside other keys it may have no place.
                (None, Some(default))
                    if !key.instead.iter().any(|other| node.get(other).is_some()) =>
                {
                    self.line(&format!("# {name} = {default}"), "default");
                }
                (None, _) => {}
            }
        }
        for key in ["source", "note"] {
            if let Some(inner) = node.get(key) {
                self.value(&format!("{before}{key}"), &Kind::Text, inner);
            }
        }
    }

    fn value(&mut self, name: &str, kind: &Kind, node: &Node) {
        let plain_table =
            node.table().is_some_and(|table| !is_value_table(table) && !table.entries.is_empty());
        match (kind, kind.section()) {
            (Kind::Table(_) | Kind::Either(_), Some(section)) if plain_table => {
                self.values(&format!("{name}."), section, node);
            }
            // A path may be written with dots or with tables; told whole it is the same again.
            (Kind::Map(_, Kind::Any), _) if plain_table => {
                for one in node.table().map(set::settings).unwrap_or_default() {
                    let text = format!("{name}.{} = {}", quoted(&one.path), toml(&one.value));
                    self.line(&text, &self.origin(&one.value));
                }
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

fn bare_or_quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

/// A value as TOML on one line.
fn toml(node: &Node) -> String {
    match &node.data {
        Data::List(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Data::Table(table) => {
            let entry =
                |entry: &Entry| format!("{} = {}", bare_or_quoted(&entry.key), toml(&entry.node));
            let entries: Vec<String> = table.entries.iter().map(entry).collect();
            if entries.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
        _ => node.inline(),
    }
}
