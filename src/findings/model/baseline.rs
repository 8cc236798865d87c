//! What changed since an earlier run, and what each change did.

use super::{Sentence, Slot};
use serde::Serialize;

/// A run compared with an earlier one of the same scenario.
///
/// `old` + `other` + the changes' `in_order` = `new`, to rounding: the changes are made one after the
/// other in the order of the file. `alone` is what a change does by itself to the earlier values; those
/// need not add up, since changes act on each other.
#[derive(Clone, Debug, Serialize)]
pub struct BaselineFindings {
    /// Version of the program that made the baseline.
    pub tenure: String,
    /// Headline of the baseline.
    pub headline: String,
    /// Winner of the baseline.
    pub winner: String,
    /// `incremental_npv` of the best change against `against`, or `npv` where there is one strategy.
    pub metric: &'static str,
    /// The best change now: the winner, or the runner-up where no change wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// The best change in the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_strategy: Option<String>,
    /// What the figure is a gain over; absent for one strategy alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// The figure in the baseline, expected value; absent with a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<f64>,
    /// The figure now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<f64>,
    /// `new` less `old`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// Why there is no difference, or why it could not be told what each change did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_why: Option<Sentence>,
    /// Net present value by strategy, then and now.
    pub strategies: Vec<StrategyChange>,
    /// Assumptions with another value, in the order of the file.
    pub changes: Vec<Change>,
    /// Part of the difference that is due to anything but those values, including another version of the
    /// program; 0 below a billionth of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<f64>,
    /// What else differs, as far as it can be told.
    pub other_changes: Vec<Sentence>,
}

impl BaselineFindings {
    /// The best change with its own net present value then and now, where both runs have it and its value
    /// is not the figure itself.
    pub fn own(&self) -> Option<(&StrategyChange, f64, f64)> {
        self.against.as_ref()?;
        let id = self.strategy.as_ref()?;
        let one = self.strategies.iter().find(|one| one.id == *id)?;
        Some((one, one.old?, one.new?))
    }
}

/// Net present value of a strategy, then and now.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyChange {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Absent where the baseline does not have the strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<f64>,
    /// Absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<f64>,
}

/// An assumption with another value.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Path of the assumption.
    pub path: String,
    /// Words for readers, after "the".
    pub name: Slot,
    /// The strategy whose `set` states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    pub(crate) unit: String,
    /// Value in the baseline, in stated units.
    pub old: f64,
    /// Value now.
    pub new: f64,
    /// What this change does to the figure by itself, all else as in the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone: Option<f64>,
    /// What it does after all changes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_order: Option<f64>,
}
