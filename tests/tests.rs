//! One binary for all integration tests.

mod accounting;
mod business;
mod cli;
mod coupons;
mod coverage;
mod diagnostics;
mod extremes;
mod flagship;
mod gifts;
mod golden;
mod headlines;
mod house;
mod invariants;
mod metrics;
mod one_by_one;
mod points;
mod published;
mod punch_cards;
mod robustness;
mod runs;
mod service;
mod simulation;
mod tenure_rewards;
mod valid;
mod visits;
mod words;
