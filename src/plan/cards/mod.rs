//! Punch cards: a member's stamps as a Markov chain (`docs/model.md`, section 6, punch card).
//!
//! A state is the number of stamps on the card, with two more where the rules want them: a full card
//! waiting for its owner to come back, and the gap that follows a reward. In a state a member visits at a
//! rate, and each visit leads to one other state, so that one visit is one step of the chain and one
//! period is a Poisson number of steps.

mod chain;
mod period;
mod stock;
#[cfg(test)]
mod tests;

pub use chain::{CardChain, CardEvents};
pub use stock::{CardMoves, CardStock, Settled, until_lost};
