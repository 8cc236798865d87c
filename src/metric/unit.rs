//! What does a figure count?

use serde::{Serialize, Serializer};

/// What a figure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// The scenario's currency.
    Money,
    /// A fraction, 1 for the whole; written as a percentage.
    Share,
    /// A ratio such as LTV:CAC.
    #[default]
    Ratio,
    /// People, contacts, points, assumptions.
    Count,
    /// Periods of the model.
    Periods,
}

impl Unit {
    /// The word for it in `findings.json`, tables of data and `explain`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Share => "share",
            Self::Ratio => "ratio",
            Self::Count => "count",
            Self::Periods => "periods",
        }
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
