//! **tenure**: what keeping customers is worth against finding new ones.
//!
//! One flow, one module a stage:
//!
//! ```text
//! bytes ─scenario::read→ tree ─check→ Scenario ─plan→ Plan ─engine→ Projection
//!       ─simulate→ Case, draws ─findings→ Findings ─report→ html | json | csv | md
//! ```
//!
//! The program uses `cli::start` alone; what else is public is for its tests and benches.

mod chart;
pub mod cli;
pub mod diag;
pub mod engine;
mod fields;
pub mod findings;
pub mod fit;
mod lever;
pub mod metric;
mod numeric;
pub mod optimise;
pub mod plan;
pub mod programme;
pub mod report;
pub mod scenario;
mod simulate;
mod sweep;
pub mod text;
pub mod units;
