//! Whom does a lever reach?

/// Segments and origins that a lever reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// One flag per segment.
    pub segments: Vec<bool>,
    /// One flag per origin, in the order of the plan: opening base, channels, referral, win-back.
    pub origins: Vec<bool>,
}
