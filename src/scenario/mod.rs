//! From files to one checked [`Scenario`].

mod assemble;
pub mod bounds;
mod brand;
mod business;
mod channels;
mod checks;
mod churn;
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
pub mod model;
mod observed;
mod price;
mod quality;
mod read;
pub mod schema;
mod set;
pub mod show;
mod varied;

pub use frame::LANGUAGES;
pub use keys::{ROOT, table_of};
pub use model::*;
pub use read::{Loaded, Override, Read, load, load_text, read, read_text};
