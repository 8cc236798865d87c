//! One binary for all integration tests.

mod business;
mod cli;
mod invariants;
mod published;
mod runs;
