//! Brand recognition.

use crate::units::Quantity;

/// `[brand]`.
#[derive(Clone, Debug)]
pub struct Brand {
    /// Share of prospects who become customers at the start, above 0 and below 1.
    pub conversion: Quantity,
    /// Share of prospects who know the name at the start.
    pub known: Quantity,
    /// Share of prospects to whom it was recommended, at the start.
    pub recommended: Quantity,
    /// Share that forgets either in a period.
    pub forgets: Quantity,
    /// Media spend that makes the name known; none: nothing does.
    pub taught_by: Option<Teaching>,
    /// Prospects to whom a customer recommends it in a period.
    pub recommends: Quantity,
    /// Log-odds from nobody to everybody knowing the name.
    pub known_lift: Quantity,
    /// Log-odds from nobody to everybody having a recommendation.
    pub recommended_lift: Quantity,
}

/// Spend of all channels that reaches a share of those who do not know the name.
#[derive(Clone, Debug)]
pub struct Teaching {
    /// Money per period.
    pub spend: Quantity,
    /// Share reached by it.
    pub share: Quantity,
}
