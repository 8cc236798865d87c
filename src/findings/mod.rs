//! What the numbers say: the sole input of every renderer and of every gate.

pub mod accounting;
mod attribution;
mod baseline;
mod budget;
mod changes;
pub mod checks;
mod column;
mod compare;
pub mod estimate;
mod facts;
mod find;
pub(crate) mod headline;
pub mod integrity;
pub(crate) mod judge;
mod limit;
pub(crate) mod margins;
pub mod measure;
pub mod model;
mod names;
mod next_money;
mod observed;
mod parts;
pub(crate) mod ran;
mod reach;
mod register;
mod rewards;
mod row;
mod sensitivity;
mod series;
mod strategy;
mod triangle;
pub(crate) mod turning;

pub use baseline::{Baseline, Earlier};
pub use changes::between;
pub use find::{find, find_against};
pub use model::*;
