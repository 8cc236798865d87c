//! Pure mathematics: what every other layer computes with, and which never sees a word of the domain.
//!
//! Everything here gives the same bits on every machine: logarithms and powers come from `libm`, sums keep one order,
//! random streams are this module's own.

mod beta_distribution;
mod normal;
pub mod special;
pub mod sum;
