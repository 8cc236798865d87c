//! Many variants of one scenario: from one line of JSON each to a few figures each, whoever hands them out.

mod cache;
mod job;
mod key;
mod lines;
mod merge;
mod part;
mod plan;
mod results;
mod row;
mod variant;

pub use cache::Cache;
pub use job::{Exactness, Job, Wishes};
pub use lines::Lines;
pub use merge::{Merged, Unmerged, merge};
pub use part::{MANIFEST, Manifest, Part};
pub use plan::Plan;
pub use results::{Columns, csv};
pub use row::Row;
