//! One binary for all integration tests.

mod business;
mod cli;
mod diagnostics;
mod robustness;
mod valid;
mod words;
mod house;
mod invariants;
mod one_by_one;
mod published;
mod runs;
mod simulation;
mod golden;
