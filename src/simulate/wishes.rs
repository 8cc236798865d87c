//! How much of a strategy is wanted?

/// What is wanted of a strategy beyond the money of all its customers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Segments, channels and programmes for themselves.
    pub parts: bool,
    /// Lives of single customers.
    pub lives: bool,
    /// Lives under money that keeps its value.
    pub undiscounted: bool,
    /// The end that `after_horizon` does not name.
    pub other_end: bool,
}

impl Wishes {
    /// All that can be.
    pub const ALL: Self = Self { parts: true, lives: true, undiscounted: true, other_end: true };
}
