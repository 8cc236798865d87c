//! Which metrics are there, and what is true of each: the one place that declares them.
//!
//! Checks, measuring, draws, pages, `explain` and the schema read the table. The words about a metric are
//! messages of `templates/text/`, by its id.

mod declared;
mod table;
mod unit;

pub(crate) use declared::Better;
pub use declared::{Declared, Level, Shape};
pub(crate) use table::declared;
pub use table::{METRICS, checked, find};
pub use unit::Unit;
