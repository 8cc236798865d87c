//! Which churn curve observed customers follow: from cohort tables and subscription logs to parameters.

mod columns;
mod comparison;
mod counts;
mod curve;
mod data;
mod log;
mod read;
mod search;
mod sql;
mod statistics;
mod survivors;
mod tables;

pub use comparison::{Fitted, NotFitted, fit};
pub(crate) use comparison::{compare, recommended};
pub(crate) use curve::STEEPEST;
pub use curve::{FittedCurve, Model};
pub(crate) use data::{Data, Selection, Weight};
pub(crate) use read::read;
pub use search::Estimator;
pub(crate) use search::best;
pub(crate) use sql::{Dialect, sql};
pub(crate) use statistics::segments;
pub(crate) use survivors::MOST_TENURE;
pub use survivors::{Cohort, Survivors};
pub(crate) use tables::{CUSTOMERS_OF_SHARES, MOST_CUSTOMERS};
