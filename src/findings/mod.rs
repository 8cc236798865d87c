//! What the numbers say: the sole input of every renderer and of every gate.

mod draws;
pub mod integrity;
pub mod measure;
pub mod model;
mod run;

pub use model::*;
