//! The command line: reads what was typed, runs the stages, says how it ended.

pub mod args;
mod baseline;
mod batch;
mod check;
mod compare;
mod completions;
mod contents;
mod date;
mod diff;
mod disk;
pub mod exit;
mod explain;
mod fit;
mod glossary;
mod guard;
mod init;
mod limits;
mod man;
mod messages;
mod optimise;
mod pages;
mod paths;
mod pool;
mod print;
mod progress;
mod read;
mod reference;
mod run;
mod schema;
mod show;
mod signal;
mod start;
mod summary;
mod verdict;
mod write;

pub use start::start;
