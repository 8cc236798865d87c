//! Runs a plan: customers period by period, the ledger, and what is left after the horizon.
//!
//! Knows numbers only. `expected` keeps real-valued counts, or moves whole customers by chance.

mod ahead;
mod aimed;
mod cards;
mod chance;
mod circle;
mod counted;
mod curve;
mod customers;
mod expected;
mod fading;
mod hazard;
mod joining;
mod kernel;
mod lane;
mod leavers;
mod ledger;
mod moments;
mod phases;
mod places;
mod population;
mod posting;
mod projection;
mod put_off;
mod recurring;
mod risk;
mod rows;
mod run;
mod run_off;
mod runs;
mod saved;
mod season;
mod sequence;
mod size;
mod stamping;
mod streams;
mod stretch;
mod survival;
mod tail;
mod unknown;
mod values;

pub(crate) use cards::CardSeries;
pub use ledger::LedgerPart;
pub(crate) use ledger::{Ledger, Owner};
pub(crate) use moments::customers_moments;
pub use projection::{
    BlockSeries, DeskSeries, Life, Lives, PointsSeries, Projection, RevenueMoves, RunOff,
};
pub(crate) use run::Depth;
pub(crate) use run_off::longest_run;
pub(crate) use runs::{
    Draws, Known, Many, project_again, project_customers, project_flows, project_followed,
    project_lives, project_money, project_split,
};
pub use runs::{project, project_apart, project_lives_from, project_whole};
pub(crate) use saved::saved_later;
pub(crate) use size::Size;
pub(crate) use streams::Chance;
pub(crate) use tail::TailValue;
pub(crate) use values::residual_values;
