//! The distribution of one uncertain number, from its middle, low and high value.

use std::fmt;

use super::beta_distribution::{beta_cdf, beta_from_quantiles, beta_quantile};
use super::special::{expit, logit, normal_cdf, normal_quantile};

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

    fn wants(self) -> &'static str {
        match self {
            Self::Identity => "a number",
            Self::Log => "above 0",
            Self::Logit => "strictly between 0 and 1",
        }
    }
}

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
    Outside {
        name: &'static str,
        value: f64,
        wants: &'static str,
    },
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
                write!(
                    f,
                    "`low` must not be above `base`: {low} is above {base} (high {high})"
                )
            }
            Self::NotOrdered { base, high, .. } => {
                write!(f, "`high` must not be below `base`: {high} is below {base}")
            }
            Self::Outside { name, value, wants } => {
                write!(
                    f,
                    "`{name}` must be {wants} for this distribution, not {value}"
                )
            }
            Self::NoBeta { low, high } => write!(
                f,
                "no beta distribution has the P10 {low} and the P90 {high}"
            ),
            Self::Lengths { values, weights } => {
                write!(
                    f,
                    "a discrete distribution needs as many weights as values: {values} values, {weights} weights"
                )
            }
            Self::Weights => write!(f, "weights must be 0 or more and not all 0"),
        }
    }
}

impl std::error::Error for DistributionError {}

/// A distribution, ready to turn uniform numbers into draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    kind: Kind,
    /// The part of the untruncated distribution that is left, in probabilities.
    part: (f64, f64),
    /// What no draw leaves.
    domain: (f64, f64),
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
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

impl Distribution {
    /// The distribution of a shape with `low <= base <= high`; a point where all three are equal.
    pub fn new(shape: &Shape, base: f64, low: f64, high: f64) -> Result<Self, DistributionError> {
        let kind = match shape {
            Shape::Discrete { values, weights } => steps(values, weights)?,
            _ => continuous(shape, base, low, high)?,
        };
        Ok(Self::whole(kind))
    }

    /// A number that is certain.
    pub fn point(value: f64) -> Self {
        Self::whole(Kind::Point(value))
    }

    fn whole(kind: Kind) -> Self {
        Self {
            kind,
            part: (0.0, 1.0),
            domain: (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// The value a draw stays below with probability `u`, in (0, 1). Never falls as `u` rises.
    pub fn quantile(&self, u: f64) -> f64 {
        let (from, to) = self.part;
        // The two products cannot leave the part by rounding as a sum of difference could.
        let value = self
            .kind
            .quantile((from * (1.0 - u) + to * u).clamp(from, to));
        value.max(self.domain.0).min(self.domain.1)
    }

    /// Whether every draw is the same.
    pub fn is_certain(&self) -> bool {
        matches!(self.kind, Kind::Point(_))
    }

    /// This distribution given that the number lies in `min..=max`, and the probability so cut off.
    ///
    /// The uniform number is rescaled to the part inside, so draws stay increasing in it. Where nothing lies inside the
    /// result is a point, the median moved to the nearer end, and the share 1.
    pub fn truncated(&self, min: f64, max: f64) -> (Self, f64) {
        debug_assert!(min <= max);
        let (from, to) = self.part;
        let part = (
            self.kind.below(min).max(from),
            self.kind.at_most(max).min(to),
        );
        if part.1 <= part.0 {
            return (Self::point(self.quantile(0.5).max(min).min(max)), 1.0);
        }
        let domain = (self.domain.0.max(min), self.domain.1.min(max));
        let cut_off = ((part.0 - from) + (to - part.1)) / (to - from);
        (
            Self {
                kind: self.kind.clone(),
                part,
                domain,
            },
            cut_off,
        )
    }
}

/// Checks a value and gives its place on the scale.
fn on_scale(scale: Scale, name: &'static str, value: f64) -> Result<f64, DistributionError> {
    let g = scale.apply(value);
    if g.is_finite() {
        Ok(g)
    } else {
        Err(DistributionError::Outside {
            name,
            value,
            wants: scale.wants(),
        })
    }
}

fn continuous(shape: &Shape, base: f64, low: f64, high: f64) -> Result<Kind, DistributionError> {
    for (name, value) in [("base", base), ("low", low), ("high", high)] {
        if !value.is_finite() {
            return Err(DistributionError::NotFinite { name, value });
        }
    }
    if !(low <= base && base <= high) {
        return Err(DistributionError::NotOrdered { low, base, high });
    }
    if low == high {
        return Ok(Kind::Point(base));
    }
    let symmetric = |scale: Scale| {
        let (from, to) = (on_scale(scale, "low", low)?, on_scale(scale, "high", high)?);
        let (middle, sd) = (0.5 * (from + to), 0.5 * (to - from) / P90_IN_SDS);
        Ok(Kind::Pieces {
            scale,
            median: scale.undo(middle),
            middle,
            below: sd,
            above: sd,
        })
    };
    let share = 4.0 * (base - low) / (high - low);
    match shape {
        Shape::TwoPieceNormal { scale } => {
            let middle = on_scale(*scale, "base", base)?;
            let below = (middle - on_scale(*scale, "low", low)?) / P90_IN_SDS;
            let above = (on_scale(*scale, "high", high)? - middle) / P90_IN_SDS;
            Ok(Kind::Pieces {
                scale: *scale,
                median: base,
                middle,
                below,
                above,
            })
        }
        Shape::Normal => symmetric(Scale::Identity),
        Shape::LogNormal => symmetric(Scale::Log),
        Shape::LogitNormal => symmetric(Scale::Logit),
        Shape::Beta => {
            on_scale(Scale::Logit, "low", low)?;
            on_scale(Scale::Logit, "high", high)?;
            match beta_from_quantiles((low, 0.1), (high, 0.9)) {
                Some((a, b)) => Ok(Kind::Beta {
                    a,
                    b,
                    low: 0.0,
                    width: 1.0,
                }),
                // So narrow a beta differs from a logit-normal by less than a thousandth of its width.
                None if high - low < 1e-2 * low.min(1.0 - high) => symmetric(Scale::Logit),
                None => Err(DistributionError::NoBeta { low, high }),
            }
        }
        Shape::Pert => Ok(Kind::Beta {
            a: 1.0 + share,
            b: 5.0 - share,
            low,
            width: high - low,
        }),
        Shape::Triangular => Ok(Kind::Triangle {
            low,
            mode: base,
            high,
        }),
        Shape::Uniform | Shape::Discrete { .. } => Ok(Kind::Uniform { low, high }),
    }
}

fn steps(values: &[f64], weights: &[f64]) -> Result<Kind, DistributionError> {
    if values.len() != weights.len() || values.is_empty() {
        return Err(DistributionError::Lengths {
            values: values.len(),
            weights: weights.len(),
        });
    }
    if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
        return Err(DistributionError::NotFinite {
            name: "values",
            value,
        });
    }
    let total: f64 = weights.iter().sum();
    if !(weights.iter().all(|weight| *weight >= 0.0) && total > 0.0 && total.is_finite()) {
        return Err(DistributionError::Weights);
    }
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .collect();
    pairs.retain(|pair| pair.1 > 0.0);
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    if pairs.iter().all(|pair| pair.0 == pairs[0].0) {
        return Ok(Kind::Point(pairs[0].0));
    }
    let mut so_far = 0.0;
    for pair in &mut pairs {
        so_far += pair.1;
        pair.1 = so_far / total;
    }
    // Rounding must not leave a sliver above the last value.
    if let Some(last) = pairs.last_mut() {
        last.1 = 1.0;
    }
    Ok(Kind::Steps(pairs))
}

impl Kind {
    fn quantile(&self, u: f64) -> f64 {
        match *self {
            Self::Point(value) => value,
            Self::Pieces {
                scale,
                median,
                middle,
                below,
                above,
            } => {
                let z = normal_quantile(u);
                let sd = if z >= 0.0 { above } else { below };
                // The median itself must come back without a rounding, and a side without width whatever z is.
                if z == 0.0 || sd == 0.0 {
                    median
                } else {
                    scale.undo(middle + z * sd)
                }
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
                let index = steps
                    .partition_point(|step| step.1 < u)
                    .min(steps.len() - 1);
                steps[index].0
            }
        }
    }

    /// Probability of a value of at most `x`.
    fn at_most(&self, x: f64) -> f64 {
        match *self {
            Self::Point(value) => step_up(x >= value),
            Self::Pieces {
                scale,
                median,
                middle,
                below,
                above,
            } => {
                let distance = scale_or_end(scale, x) - middle;
                let sd = if x >= median { above } else { below };
                if sd == 0.0 {
                    step_up(x >= median)
                } else {
                    normal_cdf(distance / sd)
                }
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
    fn below(&self, x: f64) -> f64 {
        match *self {
            Self::Point(value) => step_up(x > value),
            // A side without width is a lump of probability one half at the median.
            Self::Pieces {
                median,
                below,
                above,
                ..
            } if x == median => {
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

fn step_up(reached: bool) -> f64 {
    if reached { 1.0 } else { 0.0 }
}

/// A number on the scale, where numbers beyond the scale's own stand at its ends.
fn scale_or_end(scale: Scale, x: f64) -> f64 {
    match scale {
        Scale::Identity => x,
        Scale::Log => libm::log(x.max(0.0)),
        Scale::Logit => logit(x.clamp(0.0, 1.0)),
    }
}
