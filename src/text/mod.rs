//! How is a value put into words: numbers, money, dates, and the sentences around them.

mod catalogue;
mod dates;
mod numbers;

#[cfg(test)]
pub use catalogue::KEYS;
pub use catalogue::{Catalogue, Piece, marked};
pub use dates::{later, month, year};
pub use numbers::{MINUS, MISSING, Numbers, SPACE, Sign};
