//! What the numbers say: the sole input of every renderer and of every gate.

pub mod integrity;
pub mod measure;
pub mod model;

pub use model::*;
