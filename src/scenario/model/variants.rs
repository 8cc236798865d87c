//! What varies between the variants of a scenario.

use csv::StringRecord;

use super::super::asked::Asked;
use crate::diag::Span;
use crate::fields::{Data, Node, parse_value};

/// What varies, and what is asked of each variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// How they are made.
    pub design: Design,
    /// Figures of each strategy.
    pub asked: Vec<Asked>,
    /// Draws instead of the scenario's own.
    pub draws: Option<u32>,
}

/// How variants are made.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// Every combination; the last axis moves first.
    Grid(Vec<Axis>),
    /// Points whose every axis is evenly covered: by point and axis, the part of the axis that it lies in.
    Latin(Vec<Axis>, Vec<Vec<u32>>),
    /// The rows of a file.
    Rows(Rows),
}

/// A path and the values that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What takes them, by ids.
    pub path: String,
    /// Bytes of the path.
    pub span: Span,
    /// In their order.
    pub values: Values,
}

/// The values of an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// At least one.
    Listed(Vec<Node>),
    /// Evenly spaced.
    Even(Even),
}

/// Evenly spaced numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Even {
    /// The first and the last.
    pub ends: [f64; 2],
    /// How many, at least 1.
    pub steps: u64,
    /// What stands before and after the numbers where they are texts such as "20%".
    pub words: Option<[String; 2]>,
    /// Bytes of the first.
    pub span: Span,
}

/// The rows of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Paths; `id` names the row.
    pub columns: Vec<String>,
    /// A value of each column, as `--set` takes it.
    pub records: Vec<StringRecord>,
    /// Bytes of the file's name.
    pub span: Span,
}

/// A path, its bytes, and a value.
pub type Change = (String, Span, Node);

impl Variants {
    /// How many variants there are.
    pub fn count(&self) -> u64 {
        match &self.design {
            Design::Grid(axes) => axes.iter().map(Axis::count).product(),
            Design::Latin(_, points) => points.len() as u64,
            Design::Rows(rows) => rows.records.len() as u64,
        }
    }

    /// Paths, in their order; with `id` where rows have names.
    pub fn paths(&self) -> Vec<&str> {
        match &self.design {
            Design::Grid(axes) | Design::Latin(axes, _) => {
                axes.iter().map(|axis| axis.path.as_str()).collect()
            }
            Design::Rows(rows) => rows.columns.iter().map(String::as_str).collect(),
        }
    }

    /// The variant at a place below [`Variants::count`]: a value for each path.
    pub fn at(&self, place: u64) -> Vec<Change> {
        let of = |axis: &Axis, value: Node| (axis.path.clone(), axis.span, value);
        match &self.design {
            Design::Grid(axes) => {
                let mut rest = place;
                let mut all: Vec<Change> = Vec::with_capacity(axes.len());
                for axis in axes.iter().rev() {
                    all.push(of(axis, axis.value(rest % axis.count())));
                    rest /= axis.count();
                }
                all.reverse();
                all
            }
            Design::Latin(axes, points) => {
                let share = |part: u32| (f64::from(part) + 0.5) / points.len() as f64;
                let parts = axes.iter().zip(&points[place as usize]);
                parts.map(|(axis, part)| of(axis, axis.within(share(*part)))).collect()
            }
            Design::Rows(rows) => {
                let cells = rows.columns.iter().zip(&rows.records[place as usize]);
                cells
                    .map(|(path, cell)| (path.clone(), rows.span, rows.value(path, cell)))
                    .collect()
            }
        }
    }
}

impl Axis {
    /// How many values there are.
    pub fn count(&self) -> u64 {
        match &self.values {
            Values::Listed(values) => values.len() as u64,
            Values::Even(even) => even.steps,
        }
    }

    /// One of them, by its place.
    pub fn value(&self, place: u64) -> Node {
        match &self.values {
            Values::Listed(values) => values[place as usize].clone(),
            Values::Even(even) => even.at(place as f64 / (even.steps.max(2) - 1) as f64),
        }
    }

    /// The value at a share of the way from the first to the last, 0 to below 1.
    fn within(&self, share: f64) -> Node {
        match &self.values {
            Values::Listed(values) => values[(share * values.len() as f64) as usize].clone(),
            Values::Even(even) => even.at(share),
        }
    }
}

impl Even {
    fn at(&self, share: f64) -> Node {
        let [from, to] = self.ends;
        // Twelve digits: a third of the way has no tail of noise.
        let exact = from + (to - from) * share;
        let number: f64 = format!("{exact:.11e}").parse().unwrap_or(exact);
        let data = match &self.words {
            Some([before, after]) => Data::Text(format!("{before}{number}{after}")),
            None if number.fract() == 0.0 && number.abs() < 1e15 => Data::Whole(number as i64),
            None => Data::Number(number),
        };
        Node { data, span: self.span, strategy: None }
    }
}

impl Rows {
    /// A cell as `--set` would take it; a name is a text.
    fn value(&self, path: &str, cell: &str) -> Node {
        let node = match path {
            "id" => Node { data: Data::Text(cell.to_owned()), span: self.span, strategy: None },
            _ => parse_value(cell, 0, 0),
        };
        Node { span: self.span, ..node }
    }
}
