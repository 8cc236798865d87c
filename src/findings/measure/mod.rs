//! Every scalar metric of one strategy, from its plan and projection: one definition each.
//!
//! Definitions are those of `docs/model.md`, section 9. A metric that is undefined is absent with a
//! reason, never 0 and never NaN.

mod acquisition;
mod all;
mod customer;
mod lifetime;
mod list;
mod measuring;
mod parts;
mod programmes;
mod retention;
mod returns;
mod worth;

pub use all::{measure, measure_base};
pub use customer::survival;
pub use lifetime::Lifetimes;
pub(crate) use lifetime::offsets;
pub use list::{Holder, Measures, Wanted, metric_after};
pub use returns::against;
pub use worth::npv_runoff;
