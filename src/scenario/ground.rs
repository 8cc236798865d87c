//! What the readers of one scenario share: the names that others refer to, and the file as it was
//! before any strategy changed it.

use super::curve_data::RetentionTable;
use super::model::StatedSpend;
use crate::diag::Span;
use crate::fields::{Evidence, Kind, Node, Reading};
use crate::programme::Names;
use crate::units::{Path, Quantity, Shape};
use std::collections::BTreeMap;

/// Names, the untouched file, and data files.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The run.
    pub reading: &'a Reading<'a>,
    /// The file before any strategy's `set`.
    pub file: &'a Node,
    /// The file before `--set` too: it states where response curves go through.
    pub stated: &'a Node,
    /// Ids of the segments.
    pub segments: Vec<String>,
    /// Ids of the channels.
    pub channels: Vec<String>,
    /// Names of the reasons for leaving.
    pub reasons: Vec<String>,
    /// Ids of the programmes.
    pub programmes: Vec<String>,
    /// Ids of the strategies.
    pub strategies: Vec<String>,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// Data files by the bytes of the text that names them.
    pub data: &'a BTreeMap<Span, RetentionTable>,
}

/// Ids of a list of tables, in its order; items without an id get an empty one.
pub fn ids(file: &Node, list: &str) -> Vec<String> {
    let items = file.get(list).and_then(Node::list).unwrap_or_default();
    items.iter().map(|item| item.id().unwrap_or_default().to_owned()).collect()
}

impl<'a> Ground<'a> {
    /// The names that a programme may refer to.
    pub fn names(&self) -> Names<'_> {
        Names {
            segments: &self.segments,
            channels: &self.channels,
            reasons: &self.reasons,
            currency: &self.currency,
        }
    }

    /// What the untouched file states at a path for period 0, at its base values: a range, a draw or `--set`
    /// moves along the curve that it fixes.
    pub fn stated(&self, keys: &[&str], kind: Kind) -> Option<StatedSpend> {
        let node = find(self.stated, keys)?;
        let path = keys.join(".");
        // Read aside: what `--set` replaces is no number of the register.
        let aside = Reading::new(self.reading.sources, self.reading.calendar.get());
        aside.visits.set(self.reading.visits.get());
        let stated = aside.path(node, kind, &path, Evidence::default())?;
        let amount = aside.base(at_start(&stated, &aside));
        let in_force = find(self.file, keys) == Some(node);
        let number = in_force.then(|| self.reading.path(node, kind, &path, Evidence::default()));
        Some(StatedSpend { amount, number: number.flatten() })
    }
}

/// A node by keys; items of lists by their ids.
pub fn find<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n Node> {
    let Some((key, rest)) = keys.split_first() else {
        return Some(node);
    };
    let inner = match node.list() {
        Some(list) => {
            list.iter()
                .enumerate()
                .find(|(place, item)| match item.id() {
                    Some(id) => id == *key,
                    None => key.parse() == Ok(*place),
                })?
                .1
        }
        None => node.get(key)?,
    };
    find(inner, rest)
}

/// The number of a path that holds at period 0.
pub fn at_start(path: &Path, reading: &Reading<'_>) -> Quantity {
    match path {
        Path::Constant(quantity) => *quantity,
        Path::ByTenure(steps) => steps[0].1,
        Path::Scheduled { points, shape } => {
            let next = points.partition_point(|(from, _)| *from <= 0);
            let before = next.checked_sub(1).map(|place| points[place]);
            match (before, points.get(next), shape) {
                (None, Some(first), _) => first.1,
                // Between two dates no single assumption holds.
                (Some((from, _)), Some(_), Shape::Linear) if from < 0 => {
                    Quantity::fixed(path.at(0, 0, &reading.values()))
                }
                (Some((_, quantity)), _, _) => quantity,
                (None, None, _) => Quantity::fixed(0.0),
            }
        }
    }
}
