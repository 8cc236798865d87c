//! Where does a run take its chance from?

use crate::numeric::random::{Stream, begun, extend, key};
use crate::plan::{BlockPlan, Plan};

/// Periods of the longest horizon and its run-off; keeps keys of different purposes apart.
pub(super) const MOST_PERIODS: usize = 1 << 20;

/// Separates the opening base from the streams of periods.
const OPENING_KEY: u64 = u64::MAX;

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
    pub(super) fn stream(self, plan: &Plan, block: &BlockPlan, t: usize) -> Option<Stream> {
        self.streams(plan, block)(t)
    }

    /// The same of any period.
    pub(super) fn streams(
        self,
        plan: &Plan,
        block: &BlockPlan,
    ) -> impl Fn(usize) -> Option<Stream> + use<> {
        let origin = plan.origins[block.origin].kind.key();
        let begun = match self {
            Self::Expected => None,
            Self::Drawn(own) => Some(begun(&[own, block.segment as u64, origin], 4)),
        };
        move |t| begun.map(|begun| Stream::new(extend(begun, t as u64)))
    }

    /// The key of a segment's opening base; none where it is not drawn.
    pub(super) fn opening(self, segment: usize) -> Option<u64> {
        let Self::Drawn(own) = self else { return None };
        Some(key(&[own, segment as u64, OPENING_KEY]))
    }

    /// How many join a block in a period of whom `count` are expected to: whole ones where they are drawn.
    pub(super) fn joiners(self, plan: &Plan, block: &BlockPlan, t: usize, count: f64) -> f64 {
        // A conversion is cheaper than a floor, which takes a call.
        if count == count as u64 as f64 {
            return count;
        }
        let stream = self.arrivals(plan, block, t);
        stream.map_or(count, |mut stream| stream.whole(count) as f64)
    }

    /// The stream of those who join a block in a period; none where they are not drawn. Its keys come after those
    /// of leaving, so that the two never share one.
    pub(super) fn arrivals(self, plan: &Plan, block: &BlockPlan, t: usize) -> Option<Stream> {
        self.stream(plan, block, t + MOST_PERIODS)
    }

    /// The stream of the visits of one block in one period; none where they are not drawn.
    pub(super) fn visits(self, plan: &Plan, block: &BlockPlan, t: usize) -> Option<Stream> {
        let segment = &plan.segments[block.segment];
        segment.visits.as_ref()?;
        self.stream(plan, block, t + 2 * MOST_PERIODS)
    }
}
