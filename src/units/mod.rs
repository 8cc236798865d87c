//! Money, rates, shares, lengths and dates: what a number in a scenario means.

mod calendar;
pub mod parse;
mod quantity;

pub use calendar::{Calendar, CashTiming, Date, Period, days_in_month};
pub use quantity::{Conversion, Path, Quantity, Shape, Values};

/// A count with its noun, as a scenario states it: "1 month", "1200 months".
#[must_use]
pub fn counted(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
