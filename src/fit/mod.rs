//! Which churn curve observed customers follow: from cohort tables and subscription logs to parameters.

mod columns;
mod comparison;
mod curve;
mod log;
mod read;
mod search;
mod survivors;
mod tables;

pub use comparison::{Fitted, NotFitted, Remark, compare, fit, recommended};
pub use curve::{Curve, Model, STEEPEST};
pub use read::{Data, Selection, Weight, read};
pub use search::{Estimator, Found, best};
pub use survivors::{Cohort, CohortError, Left, MOST_TENURE, Survivors};
pub use tables::{CUSTOMERS_OF_SHARES, MOST_CUSTOMERS};
