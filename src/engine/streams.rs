//! Where does a run take its chance from?

use crate::numeric::random::{Stream, key};
use crate::plan::Plan;

/// Periods of the longest horizon and its run-off; keeps keys of different purposes apart.
pub(super) const MOST_PERIODS: usize = 1 << 20;

/// Separates the opening base from the streams of periods.
pub const OPENING_KEY: u64 = u64::MAX;

/// Whether customers' own chance is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Integrated out: counts are expected values.
    Expected,
    /// Drawn from streams under this key.
    Drawn(u64),
}

impl Chance {
    /// The stream of one block in one period; strategies share it.
    pub(super) fn stream(self, plan: &Plan, block: usize, t: usize) -> Option<Stream> {
        let Self::Drawn(own) = self else { return None };
        let block = &plan.blocks[block];
        let origin = plan.origins[block.origin].kind.key();
        Some(Stream::new(key(&[own, block.segment as u64, origin, t as u64])))
    }

    /// The stream of those who join a block in a period; none where they are not drawn. Its keys come after those
    /// of leaving, so that the two never share one.
    pub(super) fn arrivals(self, plan: &Plan, block: usize, t: usize) -> Option<Stream> {
        self.stream(plan, block, t + MOST_PERIODS)
    }

    /// The stream of the visits of one block in one period; none where they are not drawn.
    pub(super) fn visits(self, plan: &Plan, block: usize, t: usize) -> Option<Stream> {
        let segment = &plan.segments[plan.blocks[block].segment];
        segment.visits.as_ref()?;
        self.stream(plan, block, t + 2 * MOST_PERIODS)
    }
}
