//! The forms a distribution may have, and why one cannot be built.

use std::fmt;

use super::curve::Scale;

/// The form of a distribution.
///
/// `low` and `high` are its P10 and P90, for `Pert`, `Triangular` and `Uniform` its ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Two halves of normals that meet at the median `base`, on a scale.
    TwoPieceNormal { scale: Scale },
    /// Normal with the median half-way between `low` and `high`. `base` only has to lie between them: it is what the
    /// expected engine uses and moves no draw. So it is for the three shapes that follow.
    Normal,
    /// The logarithm is normal.
    LogNormal,
    /// The log-odds are normal.
    LogitNormal,
    /// Beta on 0 to 1.
    Beta,
    /// Beta on `low` to `high` with mode `base`: `1 + 4 (base - low) / (high - low)` and the mirror image.
    Pert,
    /// Triangle from `low` to `high` with its peak at `base`.
    Triangular,
    /// Every number from `low` to `high` alike; `base` moves no draw.
    Uniform,
    /// Some values with probabilities in proportion to their weights. `base`, `low` and `high` move no draw.
    Discrete {
        /// The values, in any order.
        values: Vec<f64>,
        /// As many weights >= 0, not all 0.
        weights: Vec<f64>,
    },
}

/// Why a distribution cannot be built. Displays as a lower-case fragment that names what is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum DistributionError {
    /// A value is infinite or undefined.
    NotFinite { name: &'static str, value: f64 },
    /// Not `low <= base <= high`.
    NotOrdered { low: f64, base: f64, high: f64 },
    /// A value the shape cannot take.
    Outside { name: &'static str, value: f64, wants: &'static str },
    /// No beta distribution has these P10 and P90.
    NoBeta { low: f64, high: f64 },
    /// Values and weights of different number, or none.
    Lengths { values: usize, weights: usize },
    /// A weight is negative or not finite, or all are 0.
    Weights,
}

impl fmt::Display for DistributionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { name, value } => {
                write!(f, "`{name}` must be a finite number, not {value}")
            }
            Self::NotOrdered { low, base, high } if low > base => {
                write!(f, "`low` must not be above `base`: {low} is above {base} (high {high})")
            }
            Self::NotOrdered { base, high, .. } => {
                write!(f, "`high` must not be below `base`: {high} is below {base}")
            }
            Self::Outside { name, value, wants } => {
                write!(f, "`{name}` must be {wants} for this distribution, not {value}")
            }
            Self::NoBeta { low, high } => {
                write!(f, "no beta distribution has the P10 {low} and the P90 {high}")
            }
            Self::Lengths { values, weights } => {
                write!(
                    f,
                    "a discrete distribution needs as many weights as values: {weights} for {values}"
                )
            }
            Self::Weights => write!(f, "weights must be 0 or more and not all 0"),
        }
    }
}

impl std::error::Error for DistributionError {}
