//! The command line: reads what was typed, runs the stages, says how it ended.

pub mod args;
mod batch;
mod check;
mod completions;
mod date;
pub mod exit;
mod explain;
mod fit;
mod guard;
mod init;
mod later;
mod man;
mod messages;
mod optimise;
mod pages;
mod paths;
mod print;
mod progress;
mod read;
mod run;
mod schema;
mod show;
mod start;
mod summary;
mod verdict;
mod write;

pub use start::start;
