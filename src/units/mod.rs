//! Money, rates, shares, lengths and dates: what a number in a scenario means.

mod calendar;
pub mod parse;
mod quantity;

pub use calendar::{Calendar, CashTiming, Date, Period, days_in_month};
pub use quantity::{Conversion, Path, Quantity, Shape, Values};
