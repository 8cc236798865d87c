//! Does a figure keep its limit? The one place that says what equal is.

use super::model::CheckVerdict;
use crate::scenario::Comparator;

/// Share of its scale that a figure may be off a limit that it equals: the last digits of sums.
const SHARE: f64 = 1e-9;

/// The same of figures that are next to nought.
const LEAST: f64 = 1e-12;

/// Whether a figure equals a limit. `terms` is the larger of the two terms of a difference, whose rounding it
/// carries, else 0.
pub fn equal(value: f64, limit: f64, terms: f64) -> bool {
    if !(value.is_finite() && limit.is_finite()) {
        return value == limit;
    }
    let scale = value.abs().max(limit.abs()).max(terms);
    (value - limit).abs() <= (SHARE * scale).max(LEAST)
}

/// Whether a figure keeps a limit; one that equals it keeps `>=`, `<=` and `==`, and neither `>` nor `<`.
pub fn holds(must: Comparator, value: f64, limit: f64, terms: f64) -> bool {
    let equal = equal(value, limit, terms);
    match must {
        Comparator::AtLeast => equal || value > limit,
        Comparator::AtMost => equal || value < limit,
        Comparator::Above => !equal && value > limit,
        Comparator::Below => !equal && value < limit,
        Comparator::Equal => equal,
    }
}

/// Whether a figure that lies somewhere between two bounds keeps a limit.
pub fn decide(must: Comparator, [low, high]: [f64; 2], limit: f64, terms: f64) -> CheckVerdict {
    let at = |value: f64| holds(must, value, limit, terms);
    let outside =
        || !at(low) && !at(high) && (low > limit && high > limit || low < limit && high < limit);
    let (pass, fail) = match must {
        Comparator::AtLeast | Comparator::Above => (at(low), !at(high)),
        Comparator::AtMost | Comparator::Below => (at(high), !at(low)),
        Comparator::Equal => (at(low) && at(high), outside()),
    };
    match (pass, fail) {
        (true, _) => CheckVerdict::Pass,
        (_, true) => CheckVerdict::Fail,
        _ => CheckVerdict::Uncertain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Comparator::{Above, AtLeast, AtMost, Below, Equal};

    /// 30/0.04 and 4 % as the program computes them, and a difference of two figures of 8.65e8.
    #[test]
    fn equal_is_equal() {
        for (value, limit, terms) in
            [(749.999_999_999_999_4, 750.0, 0.0), (0.04 + 3.6e-17, 0.04, 0.0), (-1e-7, 0.0, 8.65e8)]
        {
            for (must, wanted) in
                [(AtLeast, true), (AtMost, true), (Equal, true), (Above, false), (Below, false)]
            {
                assert_eq!(holds(must, value, limit, terms), wanted, "{value} {must:?} {limit}");
            }
        }
        assert!(!holds(AtLeast, -1e-7, 0.0, 0.0));
        assert!(!holds(AtLeast, 749.999, 750.0, 0.0));
        assert!(holds(Above, f64::INFINITY, 1e300, 0.0));
    }

    #[test]
    fn bounds_decide_where_they_lie_on_one_side() {
        use CheckVerdict::{Fail, Pass, Uncertain};
        let late = [49.0, f64::INFINITY];
        for (must, limit, wanted) in [
            (AtMost, 12.0, Fail),
            (AtMost, 48.0, Fail),
            (AtMost, 60.0, Uncertain),
            (AtLeast, 12.0, Pass),
            (AtLeast, 60.0, Uncertain),
            (Equal, 12.0, Fail),
            (Equal, 60.0, Uncertain),
            (Above, 48.0, Pass),
            (Below, 48.0, Fail),
        ] {
            assert_eq!(decide(must, late, limit, 0.0), wanted, "{must:?} {limit}");
        }
        let all = [f64::NEG_INFINITY, f64::INFINITY];
        assert_eq!(decide(AtLeast, all, 0.0, 0.0), Uncertain);
        assert_eq!(decide(Equal, [1.0, 3.0], 2.0, 0.0), Uncertain);
    }
}
