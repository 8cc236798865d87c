//! How is a value put into words: numbers, money, dates, and the sentences around them.

mod catalogue;
mod dates;
mod escape;
mod numbers;

#[cfg(test)]
pub(crate) use catalogue::KEYS;
pub(crate) use catalogue::{Catalogue, Piece, marked};
pub(crate) use dates::{later, month, year};
pub(crate) use escape::escaped;
pub(crate) use numbers::{MINUS, MISSING, SPACE};
pub use numbers::{Numbers, Sign};
