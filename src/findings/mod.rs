//! What the numbers say: the sole input of every renderer and of every gate.

pub mod model;
pub mod words;

pub use model::*;
