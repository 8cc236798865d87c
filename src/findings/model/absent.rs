//! A figure that is no number: why, and what is known of it all the same.

use serde::{Serialize, Serializer};

use super::messages::{WHY_OF_SOME, WHYS, WHYS_AND_MORE};
use super::{Reason, Sentence};

/// What is known of a figure that is no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    /// Nothing at all.
    Nothing,
    /// Whole periods: not within the first so many.
    Beyond(usize),
    /// This or more; larger than any number where this is infinite.
    AtLeast(f64),
    /// This or less; below any number where this is infinite.
    AtMost(f64),
}

impl Known {
    /// Least and greatest value that the figure can have.
    pub fn bounds(self) -> [f64; 2] {
        match self {
            Self::Nothing => [f64::NEG_INFINITY, f64::INFINITY],
            Self::Beyond(periods) => [periods as f64 + 1.0, f64::INFINITY],
            Self::AtLeast(least) => [least, f64::INFINITY],
            Self::AtMost(most) => [f64::NEG_INFINITY, most],
        }
    }

    /// The side that lies within these bounds; unknown where both ends are open, or one is no number.
    pub fn within(bounds: [f64; 2]) -> Self {
        match bounds {
            [low, high] if low > f64::NEG_INFINITY && high == f64::INFINITY => Self::AtLeast(low),
            [low, high] if low == f64::NEG_INFINITY && high < f64::INFINITY => Self::AtMost(high),
            _ => Self::Nothing,
        }
    }

    /// The number that the figure is known to reach, in its own unit.
    pub fn beyond(self) -> Option<f64> {
        match self {
            Self::Beyond(periods) => Some(periods as f64),
            Self::AtLeast(least) => Some(least).filter(|least| least.is_finite()),
            Self::AtMost(_) | Self::Nothing => None,
        }
    }
}

/// Why draws have no number, with how many of them for each reason, the most frequent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whys {
    first: (Reason, usize),
    /// As many others as a reader takes in.
    next: [Option<(Reason, usize)>; 2],
    /// Reasons beyond those.
    more: usize,
}

impl Whys {
    /// The reasons of some draws, each once with its count; none without any.
    pub fn of(counts: impl IntoIterator<Item = (Reason, usize)>) -> Option<Self> {
        let mut all: Vec<(Reason, usize)> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut all = all.into_iter();
        let first = all.next()?;
        let next = [all.next(), all.next()];
        Some(Self { first, next, more: all.count() })
    }
}

/// The reasons in one sentence.
impl From<Whys> for Sentence {
    fn from(whys: Whys) -> Self {
        let Whys { first, next, more } = whys;
        // How many draws there are in all stands beside it.
        if next[0].is_none() {
            return first.0.say([]);
        }
        let counted =
            |(why, count): (Reason, usize)| WHY_OF_SOME.say([why.into(), count.to_string().into()]);
        let told = next
            .into_iter()
            .flatten()
            .map(counted)
            .fold(counted(first), |before, next| WHYS.say([before.into(), next.into()]));
        match more {
            0 => told,
            more => WHYS_AND_MORE.say([told.into(), more.to_string().into()]),
        }
    }
}

impl Serialize for Whys {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Sentence::from(*self).serialize(serializer)
    }
}

/// A figure that is no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absent {
    /// Why there is none.
    pub why: Reason,
    /// What is known all the same.
    pub side: Known,
}

impl Absent {
    /// A figure that is larger than any number, or below any where `sign` is negative, and of which nothing is
    /// known where it is 0 or no number.
    pub fn endless(sign: f64, why: Reason) -> Self {
        let side = if sign > 0.0 {
            Known::AtLeast(f64::INFINITY)
        } else if sign < 0.0 {
            Known::AtMost(f64::NEG_INFINITY)
        } else {
            Known::Nothing
        };
        Self { why, side }
    }

    /// A figure that is 0 or less.
    pub const fn nothing(why: Reason) -> Self {
        Self { why, side: Known::AtMost(0.0) }
    }

    /// The same reason without a side: of a figure that is computed from this one.
    #[must_use]
    pub const fn unknown(self) -> Self {
        Self { side: Known::Nothing, ..self }
    }
}

/// A reason alone says nothing of the side.
impl From<Reason> for Absent {
    fn from(why: Reason) -> Self {
        Self { why, side: Known::Nothing }
    }
}

/// A measured value: a number, or why there is none.
pub type Value = Result<f64, Absent>;

/// Least and greatest value that a measured value can have; both are the number where it is one.
pub fn bounds(value: Value) -> [f64; 2] {
    value.map_or_else(|absent| absent.side.bounds(), |number| [number, number])
}

/// What one value is more than another: on a known side where the two tell one.
///
/// # Errors
///
/// The reason of the first that is no number.
pub fn minus(own: Value, other: Value) -> Value {
    let why = match (own, other) {
        (Ok(own), Ok(other)) => return Ok(own - other),
        (Err(absent), _) | (_, Err(absent)) => absent.why,
    };
    let ([low, high], [least, most]) = (bounds(own), bounds(other));
    Err(Absent { why, side: Known::within([low - most, high - least]) })
}

#[cfg(test)]
mod tests {
    use super::super::messages::{INFINITE, NOT_PAID_BACK};
    use super::*;

    const END: f64 = f64::INFINITY;

    #[test]
    fn a_difference_has_the_side_that_both_tell() {
        let endless = || Err(Absent::endless(1.0, INFINITE));
        let side = |value: Value| value.unwrap_err().side;
        assert_eq!(minus(Ok(5.0), Ok(3.0)), Ok(2.0));
        assert_eq!(side(minus(endless(), Ok(3.0))), Known::AtLeast(END));
        assert_eq!(side(minus(Ok(3.0), endless())), Known::AtMost(-END));
        // Nobody knows which of two endless figures is larger.
        assert_eq!(side(minus(endless(), endless())), Known::Nothing);
        let late = Err(Absent { why: NOT_PAID_BACK, side: Known::Beyond(48) });
        assert_eq!(side(minus(late, Ok(9.0))), Known::AtLeast(40.0));
        assert_eq!(side(minus(late, late)), Known::Nothing);
        assert_eq!(side(minus(Ok(1.0), Err(INFINITE.into()))), Known::Nothing);
    }

    #[test]
    fn only_a_number_that_is_reached_is_beyond() {
        assert_eq!(Known::Beyond(48).beyond(), Some(48.0));
        assert_eq!(Known::AtLeast(END).beyond(), None);
        assert_eq!(Known::AtMost(0.0).beyond(), None);
        assert_eq!(Absent::endless(0.0, INFINITE).side, Known::Nothing);
    }
}
