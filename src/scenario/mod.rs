//! From files to one checked [`Scenario`].

mod assemble;
pub mod bounds;
mod brand;
mod business;
mod channels;
mod checks;
mod churn;
mod common;
mod cross;
mod curve_data;
mod customers;
mod decisions;
pub mod explain;
mod frame;
mod ground;
mod keys;
mod layers;
mod market;
pub(crate) mod model;
mod observed;
mod price;
mod quality;
mod read;
pub(crate) mod schema;
mod set;
pub mod show;
mod varied;

pub use assemble::{read, read_text};
pub(crate) use frame::LANGUAGES;
pub(crate) use keys::table_of;
pub use model::*;
pub(crate) use read::load;
pub use read::{Override, Read, load_text};
