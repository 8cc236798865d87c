//! From files to one checked [`Scenario`].

pub mod model;

pub use model::*;
