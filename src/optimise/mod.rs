//! The best split of a budget over the levers of a strategy (`docs/model.md`, section 10).

mod frontier;
mod levers;
mod mix;
mod objective;
mod search;
mod snippet;
mod targets;

pub use search::{MOST_LEVERS, Options, Refused, most_levers, optimise};
