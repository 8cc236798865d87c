//! The untruncated curve behind a distribution: its quantiles and its probabilities.

use super::beta_distribution::{beta_cdf, beta_quantile};
use super::normal::{normal_cdf, normal_quantile};
use super::special::{expit, logit};

/// How many standard deviations the P90 of a normal lies above its median: the normal quantile of 0.9.
pub const P90_IN_SDS: f64 = 1.281_551_565_544_600_4;

/// The scale on which a number is taken to vary evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// As it is: for numbers that may be negative.
    Identity,
    /// Its logarithm: for positive money, factors and parameters.
    Log,
    /// Its log-odds: for shares strictly between 0 and 1.
    Logit,
}

impl Scale {
    /// The number on this scale; infinite or undefined outside the scale's numbers.
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Log => libm::log(x),
            Self::Logit => logit(x),
        }
    }

    /// The number that has the value `g` on this scale.
    pub fn undo(self, g: f64) -> f64 {
        match self {
            Self::Identity => g,
            Self::Log => libm::exp(g),
            Self::Logit => expit(g),
        }
    }

    pub(super) fn wants(self) -> &'static str {
        match self {
            Self::Identity => "a number",
            Self::Log => "above 0",
            Self::Logit => "strictly between 0 and 1",
        }
    }
}

/// A distribution function that can be read both ways.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Curve {
    Point(f64),
    /// `median` is held as a value and as `middle` on the scale; `below` and `above` are standard deviations there.
    Pieces {
        scale: Scale,
        median: f64,
        middle: f64,
        below: f64,
        above: f64,
    },
    Beta {
        a: f64,
        b: f64,
        low: f64,
        width: f64,
    },
    Triangle {
        low: f64,
        mode: f64,
        high: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    /// Ascending values, each with the probability of at most that value.
    Steps(Vec<(f64, f64)>),
}

impl Curve {
    pub(super) fn quantile(&self, u: f64) -> f64 {
        match *self {
            Self::Point(value) => value,
            Self::Pieces { scale, median, middle, below, above } => {
                let z = normal_quantile(u);
                let sd = if z >= 0.0 { above } else { below };
                // The median itself must come back without a rounding, and a side without width whatever z is.
                if z == 0.0 || sd == 0.0 { median } else { scale.undo(middle + z * sd) }
            }
            Self::Beta { a, b, low, width } => low + width * beta_quantile(a, b, u),
            Self::Triangle { low, mode, high } => {
                let width = high - low;
                if u * width < mode - low {
                    low + (u * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - mode)).sqrt()
                }
            }
            Self::Uniform { low, high } => low * (1.0 - u) + high * u,
            Self::Steps(ref steps) => {
                let index = steps.partition_point(|step| step.1 < u).min(steps.len() - 1);
                steps[index].0
            }
        }
    }

    /// Probability of a value of at most `x`.
    pub(super) fn at_most(&self, x: f64) -> f64 {
        match *self {
            Self::Point(value) => f64::from(u8::from(x >= value)),
            Self::Pieces { scale, median, middle, below, above } => {
                let distance = scale_or_end(scale, x) - middle;
                let sd = if x >= median { above } else { below };
                if sd == 0.0 { f64::from(u8::from(x >= median)) } else { normal_cdf(distance / sd) }
            }
            Self::Beta { a, b, low, width } => beta_cdf(a, b, ((x - low) / width).clamp(0.0, 1.0)),
            Self::Triangle { low, mode, high } => {
                let x = x.clamp(low, high);
                let width = high - low;
                if x < mode {
                    (x - low) * (x - low) / (width * (mode - low))
                } else if high > mode {
                    1.0 - (high - x) * (high - x) / (width * (high - mode))
                } else {
                    1.0
                }
            }
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Steps(ref steps) => {
                let count = steps.partition_point(|step| step.0 <= x);
                if count == 0 { 0.0 } else { steps[count - 1].1 }
            }
        }
    }

    /// Probability of a value below `x`, which differs only where single values have probability.
    pub(super) fn below(&self, x: f64) -> f64 {
        match *self {
            Self::Point(value) => f64::from(u8::from(x > value)),
            // A side without width is a lump of probability one half at the median.
            Self::Pieces { median, below, above, .. } if x == median => {
                if below == 0.0 {
                    0.0
                } else if above == 0.0 {
                    0.5
                } else {
                    self.at_most(x)
                }
            }
            Self::Steps(ref steps) => {
                let count = steps.partition_point(|step| step.0 < x);
                if count == 0 { 0.0 } else { steps[count - 1].1 }
            }
            _ => self.at_most(x),
        }
    }
}

/// A number on the scale, where numbers beyond the scale's own stand at its ends.
fn scale_or_end(scale: Scale, x: f64) -> f64 {
    match scale {
        Scale::Identity => x,
        Scale::Log => libm::log(x.max(0.0)),
        Scale::Logit => logit(x.clamp(0.0, 1.0)),
    }
}
