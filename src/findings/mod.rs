//! What the numbers say: the sole input of every renderer and of every gate.

pub mod accounting;
mod attribution;
mod budget;
pub mod checks;
mod compare;
mod draws;
mod find;
mod headline;
pub mod integrity;
mod margins;
pub mod measure;
pub mod model;
mod names;
mod next_money;
mod register;
mod rewards;
mod run;
mod sensitivity;
mod triangle;
mod turning;
mod whole;
pub mod words;

pub use find::find;
pub use model::*;
