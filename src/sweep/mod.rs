//! Many variants of one scenario: from one line of JSON each to a few figures each, whoever hands them out.

mod cache;
mod job;
mod key;
mod lines;
mod merge;
mod page;
mod part;
mod plan;
mod results;
mod row;
mod variant;
mod wishes;

pub use cache::Cache;
pub use job::Job;
pub use lines::Lines;
pub use merge::{Merged, Unmerged, merge};
pub use page::Gathered;
pub use part::{MANIFEST, Manifest, Part};
pub use plan::Plan;
pub use results::{Columns, csv};
pub use row::VariantRow;
pub use wishes::{Exactness, Wishes};
