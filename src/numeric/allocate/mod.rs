//! Global maximum over a box under a budget, of a function that is costly to ask.

mod climb;
mod landscape;
mod peaks;
#[cfg(test)]
mod tests;

pub use landscape::{Ask, Landscape, Taken};
