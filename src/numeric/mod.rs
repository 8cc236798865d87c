//! Pure mathematics: what every other layer computes with, and which never sees a word of the domain.
//!
//! Everything here gives the same bits on every machine: logarithms and powers come from `libm`, sums keep one order,
//! random streams are this module's own.

pub mod allocate;
pub mod beta_distribution;
pub mod binomial;
pub mod binomial_table;
mod condensed;
pub mod copula;
mod curve;
pub mod distribution;
pub mod exp;
#[cfg(test)]
mod goodness;
pub mod hypergeometric;
mod jacobi;
mod large_count;
pub mod latest;
pub mod log_steps;
pub mod minimise;
pub mod moments;
pub mod multinomial;
pub mod normal;
pub mod poisson;
pub mod quadrature;
pub mod quantile;
pub mod random;
pub mod rank;
pub mod root;
mod shape;
pub mod sobol;
pub mod special;
pub mod sum;
pub mod systems;
