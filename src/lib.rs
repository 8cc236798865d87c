//! **tenure**: what keeping customers is worth against finding new ones.
//!
//! One flow, one module a stage:
//!
//! ```text
//! bytes ─scenario::read→ ScenarioFile ─check→ Scenario ─plan→ Plan ─engine→ Projection
//!       ─simulate→ Case, draws ─findings→ Findings ─report→ html | json | csv | md
//! ```

pub mod chart;
pub mod cli;
pub mod diag;
pub mod engine;
pub mod fields;
pub mod findings;
pub mod fit;
pub mod lever;
pub mod metric;
pub mod numeric;
pub mod optimise;
pub mod plan;
pub mod programme;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod text;
pub mod units;
