//! One file layered over another: tables merge by key, lists of tables by id, all else replaces.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Span};
use crate::fields::{Data, EVIDENCE, Entry, Node, TomlTable, is_value_table};

/// Tables whose keys are names that the file makes up.
const FREE: [&str; 3] = ["sources", "overheads", "reasons"];

/// `upper` over `lower`.
pub fn layer(lower: Node, upper: Node) -> Node {
    let (span, strategy) = (upper.span, upper.strategy);
    let data = match (lower.data, upper.data) {
        (Data::Table(below), Data::Table(above)) if merges(&below, &above) => {
            Data::Table(tables(below, above))
        }
        (Data::List(below), Data::List(above)) if identified(&below) && identified(&above) => {
            Data::List(lists(below, above))
        }
        (_, data) => data,
    };
    Node { data, span, strategy }
}

/// An assumption with a new base, or an item of another kind, replaces what is below it.
fn merges(below: &TomlTable, above: &TomlTable) -> bool {
    let kind = |table: &TomlTable| table.get("kind").and_then(Node::text).map(str::to_owned);
    let changed = kind(above).is_some() && kind(below).is_some() && kind(above) != kind(below);
    !is_value_table(above) && !changed
}

fn identified(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|item| item.id().is_some())
}

fn tables(mut below: TomlTable, above: TomlTable) -> TomlTable {
    let keys = below.entries.iter().enumerate().map(|(place, old)| (old.key.clone(), place));
    let places: BTreeMap<String, usize> = keys.collect();
    for entry in above.entries {
        match places.get(&entry.key).copied() {
            Some(place) => {
                let old = std::mem::replace(&mut below.entries[place], placeholder(&entry));
                let Entry { key, span, node } = entry;
                below.entries[place] = Entry { key, span, node: layer(old.node, node) };
            }
            None => below.entries.push(entry),
        }
    }
    below
}

fn lists(mut below: Vec<Node>, above: Vec<Node>) -> Vec<Node> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, old) in below.iter().enumerate() {
        // Of two with one id, which is an error, the first counts.
        places.entry(old.id().unwrap_or_default().to_owned()).or_insert(place);
    }
    for item in above {
        match places.get(item.id().unwrap_or_default()).copied() {
            Some(place) => {
                let old = std::mem::replace(&mut below[place], empty(&item));
                below[place] = layer(old, item);
            }
            None => below.push(item),
        }
    }
    below
}

fn empty(node: &Node) -> Node {
    Node { data: Data::Bool(false), span: node.span, strategy: node.strategy }
}

fn placeholder(entry: &Entry) -> Entry {
    Entry { key: String::new(), span: entry.span, node: empty(&entry.node) }
}

/// Warns of names in `upper` that are new, but hardly differ from one of `lower`: a slip of the pen
/// would add an item and leave the inherited one as it was. Where `upper` has the inherited name too,
/// both are meant.
pub fn near_misses(lower: &Node, upper: &Node, path: &str, found: &mut Vec<Diagnostic>) {
    let (names, new): (Vec<&str>, Vec<(&str, Span)>) = match (&lower.data, &upper.data) {
        (Data::List(below), Data::List(above)) if identified(below) && identified(above) => {
            for item in above {
                if let Some(old) = below.iter().find(|old| old.id() == item.id()) {
                    let path = format!("{path}.{}", item.id().unwrap_or_default());
                    near_misses(old, item, &path, found);
                }
            }
            (below.iter().filter_map(Node::id).collect(), identities(above))
        }
        (Data::Table(below), Data::Table(above)) if merges(below, above) => {
            for entry in &above.entries {
                if let Some(old) = below.get(&entry.key) {
                    let at = match path {
                        "" => entry.key.clone(),
                        path => format!("{path}.{}", entry.key),
                    };
                    near_misses(old, &entry.node, &at, found);
                }
            }
            if !FREE.iter().any(|name| path.rsplit('.').next() == Some(name)) {
                return;
            }
            (free(below).map(|one| one.0).collect(), free(above).collect())
        }
        _ => return,
    };
    for (name, span) in new.iter().filter(|(name, _)| !names.contains(name)) {
        let meant = |known: &&&str| near(name, known) && !new.iter().any(|one| one.0 == **known);
        if let Some(known) = names.iter().find(meant) {
            let message = format!("`{name}` is new in `{path}`, where `{known}` is inherited");
            let help =
                format!("did you mean `{known}`? If both are meant, name `{known}` here too");
            let one = Diagnostic::warning("W011", *span, message);
            found.push(one.label(format!("{path}.{name}")).help(help));
        }
    }
}

/// Names of a table with free keys, with their bytes.
fn free(table: &TomlTable) -> impl Iterator<Item = (&str, Span)> {
    let named = |entry: &&Entry| !EVIDENCE.contains(&entry.key.as_str());
    table.entries.iter().filter(named).map(|entry| (entry.key.as_str(), entry.span))
}

/// Ids of a list with their bytes.
fn identities(list: &[Node]) -> Vec<(&str, Span)> {
    list.iter().filter_map(|item| Some((item.id()?, item.get("id")?.span))).collect()
}

/// Whether one name is the other but for a slip: a letter too many, too few, wrong or in the wrong
/// place, or a hyphen. Numbers tell names apart, and so do parts of one or two letters.
fn near(a: &str, b: &str) -> bool {
    let joined = |text: &str| text.replace(['-', '_'], "").to_lowercase();
    if joined(a) == joined(b) {
        return true;
    }
    let (mut one, mut other) = (a.split(['-', '_']), b.split(['-', '_']));
    loop {
        let (one, other) = match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) => (one, other),
            _ => return false,
        };
        let numbered = [one, other].iter().any(|part| part.contains(|c: char| c.is_ascii_digit()));
        // Letters that a slip may touch.
        let slips = match one.chars().count().min(other.chars().count()) {
            _ if numbered => 0,
            0..=2 => 0,
            3..=8 => 1,
            _ => 2,
        };
        if strsim::osa_distance(one, other) > slips {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn slips_are_told_from_other_names() {
        for (a, b) in [
            ("mian", "main"),
            ("save-dsk", "save-desk"),
            ("savedesk", "save-desk"),
            ("ad", "a-d"),
            ("competitr", "competitor"),
            ("ads", "adds"),
            ("subscripiton", "subscription"),
        ] {
            assert!(near(a, b) && near(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("ads-2025", "ads-2026"),
            ("plan1", "plan2"),
            ("desk-a", "desk-b"),
            ("eu", "us"),
            ("east", "west"),
            ("save-desk", "save-desk-evening"),
            ("price", "service"),
            ("", "main"),
        ] {
            assert!(!near(a, b) && !near(b, a), "{a} {b}");
        }
    }
}
