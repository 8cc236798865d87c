//! What the numbers say: the sole input of every renderer and of every gate.

pub mod integrity;
pub mod measure;
pub mod model;
pub mod words;

pub use model::*;
