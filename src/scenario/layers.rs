//! One file layered over another: tables merge by key, lists of tables by id, all else replaces.

use crate::fields::{Data, Entry, Node, Table, is_value_table};
use std::collections::BTreeMap;

/// `upper` over `lower`.
#[must_use]
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
fn merges(below: &Table, above: &Table) -> bool {
    let kind = |table: &Table| table.get("kind").and_then(Node::text).map(str::to_owned);
    let changed = kind(above).is_some() && kind(below).is_some() && kind(above) != kind(below);
    !is_value_table(above) && !changed
}

fn identified(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|item| item.id().is_some())
}

fn tables(mut below: Table, above: Table) -> Table {
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
