//! One binary for all integration tests.

mod cli;
mod diagnostics;
mod robustness;
mod valid;
mod words;
