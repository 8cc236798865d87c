//! Money, rates, shares, lengths and dates: what a number in a scenario means.

mod calendar;
pub(crate) mod parse;
mod quantity;
mod words;

pub use calendar::Period;
pub(crate) use calendar::{Calendar, CashTiming, Date, days_in_month};
pub use quantity::Conversion;
pub(crate) use quantity::{Path, Quantity, Shape, Values};
pub use words::{counted, grouped};
