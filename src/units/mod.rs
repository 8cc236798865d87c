//! Money, rates, shares, lengths and dates: what a number in a scenario means.

mod calendar;
mod quantity;

pub use calendar::{Calendar, CashTiming, Date, Period};
pub use quantity::{Conversion, Path, Quantity, Shape, Values};
