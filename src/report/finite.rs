//! Is every number of a value finite, and if not, which one is it?
//!
//! JSON has no NaN, and `serde_json` would quietly print `null` for it. This serialiser prints
//! nothing: it walks a value the way any output would and stops at the first number that is not
//! finite, with its path.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Serializer};

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
#[must_use]
pub fn unsigned_zero(value: f64) -> f64 {
    // −0 + 0 is 0; every other number stays as it is.
    value + 0.0
}

/// Below this every whole number is one of `u64`, which prints several times faster.
const WHOLE: f64 = 1e15;

/// A number that reads back to the same bits.
#[must_use]
pub fn full(value: f64) -> String {
    let value = unsigned_zero(value);
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else if value.fract() == 0.0 && size < WHOLE {
        format!("{}{}", if value.is_sign_negative() { "-" } else { "" }, size as u64)
    } else {
        format!("{value}")
    }
}

/// Whether every number inside `value` is finite.
///
/// # Errors
/// The first number that is not.
pub fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), NotFinite> {
    value.serialize(Walk).map_err(|mut wrong| {
        wrong.path.reverse();
        NotFinite { path: wrong.path.join("."), number: wrong.number }
    })
}

/// A number that is not finite, on the way out of the walk.
#[derive(Debug)]
struct Wrong {
    /// Names of fields, elements and entries from the inside out: only a number that is not finite
    /// costs a path.
    path: Vec<String>,
    number: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

impl std::error::Error for Wrong {}

impl ser::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: Vec::new(), number: message.to_string() }
    }
}

/// Looks at every number.
#[derive(Clone, Copy)]
struct Walk;

/// Walks into a field, element or entry, whose name is asked for when something is wrong in it.
fn enter<T: Serialize + ?Sized>(value: &T, name: impl FnOnce() -> String) -> Result<(), Wrong> {
    value.serialize(Walk).map_err(|mut wrong| {
        wrong.path.push(name());
        wrong
    })
}

fn checked(number: f64) -> Result<(), Wrong> {
    if number.is_finite() {
        return Ok(());
    }
    Err(Wrong { path: Vec::new(), number: number.to_string() })
}

/// The elements of a list or the entries of a map, counted.
#[derive(Default)]
struct Inside {
    next: usize,
    key: String,
}

impl Inside {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
        let at = self.next;
        self.next += 1;
        enter(value, || at.to_string())
    }
}

/// Scalars that cannot be anything but finite.
macro_rules! finite {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, _: $kind) -> Result<(), Wrong> { Ok(()) })*
    };
}

impl Serializer for Walk {
    type Ok = ();
    type Error = Wrong;
    type SerializeSeq = Inside;
    type SerializeTuple = Inside;
    type SerializeTupleStruct = Inside;
    type SerializeTupleVariant = Inside;
    type SerializeMap = Inside;
    type SerializeStruct = Inside;
    type SerializeStructVariant = Inside;

    finite!(serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8]);
    finite!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    finite!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    finite!(serialize_unit_struct: &'static str);

    fn serialize_f32(self, number: f32) -> Result<(), Wrong> {
        checked(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Wrong> {
        checked(number)
    }

    fn serialize_none(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Wrong> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Wrong> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Wrong> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Wrong> {
        enter(value, || variant.to_owned())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside, Wrong> {
        Ok(Inside::default())
    }
}

/// Lists of every kind count their elements.
macro_rules! list {
    ($($kind:ident: $method:ident),*) => {$(
        impl ser::$kind for Inside {
            type Ok = ();
            type Error = Wrong;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
                self.element(value)
            }

            fn end(self) -> Result<(), Wrong> {
                Ok(())
            }
        }
    )*};
}

/// Structures of every kind name their fields.
macro_rules! structure {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Inside {
            type Ok = ();
            type Error = Wrong;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Wrong> {
                enter(value, || key.to_owned())
            }

            fn end(self) -> Result<(), Wrong> {
                Ok(())
            }
        }
    )*};
}

list!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);
structure!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Inside {
    type Ok = ();
    type Error = Wrong;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Wrong> {
        self.key = name(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
        let name = std::mem::take(&mut self.key);
        enter(value, || name)
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Wrong> {
        enter(value, || name(key))
    }

    fn end(self) -> Result<(), Wrong> {
        Ok(())
    }
}

/// The key of an entry as it would be written.
fn name<T: Serialize + ?Sized>(key: &T) -> String {
    match serde_json::to_value(key) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => "?".to_owned(),
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
