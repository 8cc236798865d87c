//! What the numbers say: the sole input of every renderer and of every gate.

pub mod accounting;
mod attribution;
mod baseline;
mod budget;
mod changes;
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

pub use baseline::Baseline;
pub use changes::between;
pub use find::{find, find_against};
pub use model::*;
