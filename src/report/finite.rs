//! Is every number of a value finite, and if not, which one is it?
//!
//! JSON has no NaN, and `serde_json` would quietly print `null` for it.

use std::fmt;

use minijinja::value::{Serde, Value, ValueKind};
use serde::Serialize;

/// A number that is NaN or infinite, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFinite {
    /// Path of the field, such as `strategies.0.metrics.npv.expected`.
    pub path: String,
    /// The number as words: `NaN`, `inf` or `-inf`.
    pub number: String,
}

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {} and cannot be written", self.path, self.number)
    }
}

impl std::error::Error for NotFinite {}

/// The number as every output writes it: there is no −0, which readers and comparisons take for a loss.
pub fn unsigned_zero(value: f64) -> f64 {
    // −0 + 0 is 0; every other number stays as it is.
    value + 0.0
}

/// A number that reads back to the same bits.
pub fn full(value: f64) -> String {
    let value = unsigned_zero(value);
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// Whether every number inside `value` is finite.
///
/// # Errors
/// The first number that is not.
pub fn check<T: Serialize>(value: &T) -> Result<(), NotFinite> {
    walk(&Value::from(Serde(value)))
}

fn walk(value: &Value) -> Result<(), NotFinite> {
    // The path is put together on the way back: most numbers are finite.
    let inside = |name: &dyn fmt::Display, value: &Value| {
        walk(value).map_err(|wrong| {
            let dot = if wrong.path.is_empty() { "" } else { "." };
            NotFinite { path: format!("{name}{dot}{}", wrong.path), ..wrong }
        })
    };
    match value.kind() {
        ValueKind::Number => match f64::try_from(value.clone()) {
            Ok(number) if !number.is_finite() => {
                Err(NotFinite { path: String::new(), number: number.to_string() })
            }
            _ => Ok(()),
        },
        ValueKind::Seq | ValueKind::Iterable => {
            let mut items = value.try_iter().into_iter().flatten().enumerate();
            items.try_for_each(|(at, item)| inside(&at, &item))
        }
        ValueKind::Map => {
            let mut keys = value.try_iter().into_iter().flatten();
            keys.try_for_each(|key| inside(&key, &value.get_item(&key).unwrap_or_default()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Draws, Figure, Metric, Metrics, PartFindings};
    use crate::metric::Unit;

    fn part(p90: f64) -> PartFindings {
        let one = Ok(1.0);
        let draws = Draws {
            mean: one,
            sd: one,
            se: one,
            p10: one,
            p50: one,
            p90: Ok(p90),
            more: Vec::new(),
            undefined: 0,
            undefined_why: None,
        };
        let figure =
            Figure { expected: 1.0, draws: Some(draws), customers_sd: None, unit: Unit::Money };
        let missing = ("clv", Metric::missing("never"));
        let metrics = Metrics(vec![missing, ("npv", Metric::Scalar(figure))]);
        PartFindings { id: "a".into(), name: "A".into(), observed: None, metrics, flows: None }
    }

    #[test]
    fn finite_numbers_and_missing_ones_pass() {
        assert_eq!(check(&[part(1.0)]), Ok(()));
    }

    #[test]
    fn a_number_that_is_not_finite_is_named_by_its_path() {
        let wrong = check(&[part(1.0), part(f64::NAN)]).unwrap_err();
        assert_eq!(wrong.path, "1.metrics.npv.p90");
        assert_eq!(wrong.number, "NaN");
        assert_eq!(check(&(1, f64::NEG_INFINITY)).unwrap_err().path, "1");
        assert_eq!(check(&Some(vec![[0.0, f64::INFINITY]])).unwrap_err().path, "0.1");
    }
}
