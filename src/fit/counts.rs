//! Customers by how long they were watched and when they were gone: all that a curve needs to know of them.

use std::collections::BTreeMap;

use super::survivors::{Cohort, Survivors};

/// Customers who were watched equally long, by the periods for which they were.
#[derive(Clone, Debug, Default)]
pub struct Counts(BTreeMap<u32, Watched>);

#[derive(Clone, Debug, Default)]
struct Watched {
    started: f64,
    /// How many were gone at a tenure, by the first such tenure.
    gone: BTreeMap<u32, f64>,
}

impl Counts {
    /// Adds customers who were watched for whole periods; `gone` is the first tenure at which they are, from 1 and at
    /// most `watched`, and none while they are there.
    pub fn add(&mut self, watched: u32, gone: Option<u32>, customers: f64) {
        let own = self.0.entry(watched).or_default();
        own.started += customers;
        if let Some(gone) = gone {
            *own.gone.entry(gone).or_default() += customers;
        }
    }

    /// A remark on those who were not watched for one whole period, if there are any.
    pub fn young(&self, period: &str) -> Option<String> {
        let young = self.0.get(&0)?.started;
        Some(format!("{young} are younger than one {period} and say nothing yet"))
    }

    /// The same as cohorts, counted at every tenure.
    pub fn survivors(&self) -> Survivors {
        let some = self.0.iter().filter(|(_, watched)| watched.started > 0.0);
        Survivors::new(some.map(|(length, watched)| watched.cohort(*length)).collect())
    }
}

impl Watched {
    fn cohort(&self, length: u32) -> Cohort {
        let mut there = self.started;
        let points = (0..=length).map(|tenure| {
            // Sums of shares may leave a trace below nothing.
            there = (there - self.gone.get(&tenure).copied().unwrap_or(0.0)).max(0.0);
            (tenure, there)
        });
        Cohort::new(points.collect()).expect("counts start above 0 and fall")
    }
}
