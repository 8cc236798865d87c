//! A plan being run: what all steps of a period read and change.

use super::Projection;
use super::hazard::Hazards;
use super::joining::{Arrivals, Joining};
use super::population::{Population, Terms};
use super::streams::Chance;
use super::tail::TailTable;
use crate::plan::{CardChain, Plan};

/// How much of a projection is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The flows of the horizon.
    Flows,
    /// Also what customers are worth who are left then, and one customer of each kind.
    Values,
    /// Also what customers are worth who are left then.
    Customers,
    /// What one customer of each kind is worth, and nothing else.
    Lives,
}

/// How customers are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Blocks that nothing tells apart together.
    Together,
    /// The same, and joiners are not written down by block: for trials, of which money alone is asked.
    Money,
    /// Each block for itself, and the money of segments and channels too.
    Apart,
    /// Each block for itself, to the last digit as above.
    Split,
    /// Each block for itself, as whole customers are.
    Whole,
}

/// A plan being run.
pub(super) struct Run<'a> {
    pub(super) plan: &'a Plan,
    pub(super) chance: Chance,
    pub(super) depth: Depth,
    /// Kinds of customers; each has a probe.
    pub(super) terms: Vec<Terms>,
    /// Terms of each block.
    pub(super) terms_of: Vec<usize>,
    pub(super) populations: Vec<Population>,
    /// Those of them some of whose money is still to be posted, ascending.
    pub(super) waiting: Vec<usize>,
    /// Population of each block.
    pub(super) home: Vec<usize>,
    pub(super) hazards: Vec<Hazards>,
    /// Tenures for which they are at hand in the period being run.
    pub(super) filled: Vec<usize>,
    /// Of each punch card.
    pub(super) cards: Vec<CardChain>,
    pub(super) joining: Joining,
    pub(super) arrivals: Arrivals,
    /// How many of them each population gets, in each period of a row.
    pub(super) arrived: Vec<f64>,
    pub(super) out: Projection,
    /// Points earned by lever, block of a population and period.
    pub(super) earned: Vec<Vec<Vec<f64>>>,
    pub(super) kept: Kept,
    /// Whether no customer does anything to another.
    pub(super) alone: bool,
    /// Share of a desk's attempts that were served in the last period run.
    pub(super) served: Vec<f64>,
    /// Customers billed in the horizon's last period.
    pub(super) billed: f64,
    pub(super) weights: Weights,
    /// What customers are worth who are left; kept from draw to draw.
    pub(super) valued: Option<Valued>,
    /// Present cost of offers that run on after the horizon for people who came back by themselves, by segment.
    pub(super) promised: Vec<f64>,
    /// The periods after the horizon that are to be told one by one.
    pub(super) after: After,
}

/// What customers of each terms are worth after the last period run, and what that hangs on.
pub(super) struct Valued {
    /// The first period not run.
    pub(super) end: usize,
    /// Whether they bear fixed cost.
    pub(super) charged: bool,
    /// Slots of tenure in use.
    pub(super) used: Vec<usize>,
    pub(super) tables: Vec<Option<TailTable>>,
}

/// Periods after the horizon that are told one by one.
#[derive(Debug, Default)]
pub(super) struct After {
    /// Present cost of what was promised within the horizon and is paid in each of them.
    pub(super) paid: Vec<f64>,
}

impl After {
    /// Adds a cost of the period so many after the horizon, if that is one of them.
    pub(super) fn pay(&mut self, period: usize, cost: f64) {
        if let Some(paid) = self.paid.get_mut(period) {
            *paid += cost;
        }
    }
}

/// What the customers of each tenure count for, kept from one population to the next.
#[derive(Default)]
pub(super) struct Weights {
    /// Visits as a multiple of those expected.
    pub(super) times: Vec<f64>,
    /// Customers times that.
    pub(super) visiting: Vec<f64>,
    /// The same, less what desks give away of their bills.
    pub(super) billed: Vec<f64>,
}
