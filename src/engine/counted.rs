//! What does a recursion over the values of customers count?

/// What a value recursion counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Margins.
    #[default]
    Money,
    /// Of them what does not grow with the bill.
    Steady,
    /// Of them what does, of a customer whose bill is the price.
    Growing,
    /// Periods in which a customer is active.
    Periods,
}

impl Counted {
    /// Whether contacts and failed payments cost anything.
    pub const fn is_charged(self) -> bool {
        matches!(self, Self::Money | Self::Steady)
    }
}
