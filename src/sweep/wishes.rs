//! What is asked for of every variant.

use crate::plan::Precision;
use crate::scenario::Asked;

/// How exact figures are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Exactness {
    /// As `tenure run` prints them
    #[default]
    Full,
    /// As in a draw: survival to 3e-4, in a fraction of the time
    Draw,
}

impl Exactness {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Draw => "draw",
        }
    }

    /// The classes that it takes.
    pub const fn precision(self) -> Precision {
        match self {
            Self::Full => Precision::Base,
            Self::Draw => Precision::Draw,
        }
    }
}

/// What is asked for of every variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wishes {
    pub asked: Vec<Asked>,
    /// Draws instead of the scenario's own.
    pub draws: Option<u32>,
    /// Seed instead of the scenario's own.
    pub seed: Option<u64>,
    pub exactness: Exactness,
}
