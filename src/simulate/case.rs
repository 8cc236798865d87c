//! One strategy at the base values.

use super::wishes::Wishes;
use crate::engine::{Projection, project_apart, project_split};
use crate::plan::{Adjust, Plan};

/// One strategy at the base values.
#[derive(Clone, Debug)]
pub struct Case {
    pub plan: Plan,
    /// Its expected run, blocks of customers kept apart.
    pub run: Projection,
    /// Levers as solved by `spend_as`.
    pub adjust: Adjust,
    /// Where `spend_as` was met.
    pub met: Met,
    /// Why `spend_as` could not be met.
    pub unmet: Option<Unmet>,
}

impl Case {
    /// The plan with these levers, run as far as it is wanted.
    pub(super) fn of(adjust: Adjust, plan: Plan, wishes: Wishes) -> Self {
        let run = match wishes.parts {
            true => project_apart(&plan),
            false => project_split(&plan, wishes.depth()),
        };
        Self { plan, run, adjust, met: Met::default(), unmet: None }
    }
}

/// How the spend of a strategy that spends as another hangs on the factor on its channels.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    /// The factor.
    pub(super) factor: f64,
    /// By how much spend grows with the factor, per unit of the channels' media: discounts for those who
    /// join are spend too.
    pub(super) growth: f64,
}

impl Default for Met {
    fn default() -> Self {
        Self { factor: 1.0, growth: 1.0 }
    }
}

/// Why a strategy cannot spend what another does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// It spends more even without its channels.
    TooMuch,
    /// No spend on its channels is large enough.
    TooLittle,
}
