//! How much of a strategy is wanted?

use crate::engine::Depth;

/// What is wanted of a strategy beyond the money of all its customers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Segments, channels and programmes for themselves.
    pub parts: bool,
    /// Lives of single customers, and what all are worth after the horizon.
    pub lives: bool,
    /// What all customers are worth after the horizon.
    pub after: bool,
    /// Lives under money that keeps its value.
    pub undiscounted: bool,
    /// The end that `after_horizon` does not name.
    pub other_end: bool,
}

impl Wishes {
    /// All that can be.
    pub const ALL: Self =
        Self { parts: true, lives: true, after: true, undiscounted: true, other_end: true };

    /// How much of a run that takes.
    pub(super) const fn depth(self) -> Depth {
        match self {
            Self { lives: true, .. } => Depth::Values,
            Self { after: true, .. } => Depth::Customers,
            _ => Depth::Flows,
        }
    }
}
