//! The page over the rows of a whole sweep.

use serde_json::Value;

use super::part::PartFacts;
use super::row::VariantRow;
use crate::report::sweep::{Point, Swept, render};

/// The rows of a sweep, gathered for its page.
#[derive(Clone, Debug)]
pub struct Gathered {
    swept: Swept,
    strategies: Vec<String>,
    last: Option<u64>,
}

impl Gathered {
    /// Nothing yet of the sweep with these facts.
    pub fn new(facts: &PartFacts) -> Self {
        let ids = facts.strategies.iter().map(|[id, _]| id.clone()).collect();
        let swept = Swept {
            title: facts.title.clone(),
            language: facts.language.clone(),
            currency: facts.currency.clone(),
            strategies: facts.strategies.iter().map(|[_, name]| name.clone()).collect(),
            paths: facts.paths.clone(),
            figures: facts.metrics.clone(),
            ..Swept::default()
        };
        Self { swept, strategies: ids, last: None }
    }

    /// Adds a row; those of a variant come one after the other.
    pub fn add(&mut self, row: &VariantRow) {
        let swept = &mut self.swept;
        let count = swept.figures.len();
        if row.index() != self.last {
            self.last = row.index();
            swept.ends[row.end()] += 1;
            if row.end() == 2 {
                return;
            }
            let id = row.get("id");
            let at = |path: &String| id.and_then(|id| id.get(path)).map_or_else(String::new, shown);
            let point = Point {
                at: swept.paths.iter().map(at).collect(),
                figures: vec![f64::NAN; self.strategies.len() * count],
            };
            swept.points.push(point);
        }
        let strategy = row.get("strategy").and_then(Value::as_str);
        let place = self.strategies.iter().position(|id| Some(id.as_str()) == strategy);
        if let (Some(place), Some(point)) = (place, swept.points.last_mut()) {
            for (figure, name) in swept.figures.iter().enumerate() {
                let value = row.get(name).and_then(Value::as_f64);
                point.figures[place * count + figure] = value.unwrap_or(f64::NAN);
            }
        }
    }

    /// Variants whose checks hold, of which one fails, and that cannot be run.
    pub const fn ends(&self) -> [u64; 3] {
        self.swept.ends
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// What the templates do not have: a bug.
    pub fn page(&self) -> Result<String, impl std::fmt::Display + use<>> {
        render(&self.swept)
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
