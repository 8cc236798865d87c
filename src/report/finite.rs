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

impl ser::Error for NotFinite {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), number: message.to_string() }
    }
}

/// Whether every number inside `value` is finite.
///
/// # Errors
/// The first number that is not.
pub fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), NotFinite> {
    value.serialize(&mut Walk::default())
}

/// Where the walk is.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
}

impl Walk {
    /// Walks into a field, element or entry.
    fn enter<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), NotFinite> {
        self.path.push(name);
        value.serialize(&mut *self)?;
        self.path.pop();
        Ok(())
    }

    fn number(&self, number: f64) -> Result<(), NotFinite> {
        if number.is_finite() {
            return Ok(());
        }
        Err(NotFinite { path: self.path.join("."), number: number.to_string() })
    }
}

/// The elements of a list or the entries of a map, counted.
struct Inside<'a> {
    walk: &'a mut Walk,
    next: usize,
    key: String,
}

impl<'a> Inside<'a> {
    fn new(walk: &'a mut Walk) -> Self {
        Self { walk, next: 0, key: String::new() }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotFinite> {
        let name = self.next.to_string();
        self.next += 1;
        self.walk.enter(name, value)
    }
}

/// Scalars that cannot be anything but finite.
macro_rules! finite {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, _: $kind) -> Result<(), NotFinite> { Ok(()) })*
    };
}

impl<'a> Serializer for &'a mut Walk {
    type Ok = ();
    type Error = NotFinite;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = Inside<'a>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Inside<'a>;

    finite!(serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8]);
    finite!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    finite!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    finite!(serialize_unit_struct: &'static str);

    fn serialize_f32(self, number: f32) -> Result<(), NotFinite> {
        self.number(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), NotFinite> {
        self.number(number)
    }

    fn serialize_none(self) -> Result<(), NotFinite> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotFinite> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NotFinite> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<(), NotFinite> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotFinite> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NotFinite> {
        self.enter(variant.to_owned(), value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, NotFinite> {
        Ok(Inside::new(self))
    }
}

/// Lists of every kind count their elements.
macro_rules! list {
    ($($kind:ident: $method:ident),*) => {$(
        impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = NotFinite;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotFinite> {
                self.element(value)
            }

            fn end(self) -> Result<(), NotFinite> {
                Ok(())
            }
        }
    )*};
}

/// Structures of every kind name their fields.
macro_rules! structure {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = NotFinite;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), NotFinite> {
                self.walk.enter(key.to_owned(), value)
            }

            fn end(self) -> Result<(), NotFinite> {
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

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = NotFinite;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotFinite> {
        let name = serde_json::to_value(key).map_err(ser::Error::custom)?;
        self.key = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotFinite> {
        let name = std::mem::take(&mut self.key);
        self.walk.enter(name, value)
    }

    fn end(self) -> Result<(), NotFinite> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Draws, Figure, FigureUnit, Metric, Metrics, PartFindings};

    fn part(p90: f64) -> PartFindings {
        let draws = Draws { mean: 1.0, sd: 1.0, se: 1.0, p10: 1.0, p50: 1.0, p90 };
        let figure = Figure {
            expected: 1.0,
            draws: Some(draws),
            customers_sd: None,
            unit: FigureUnit::Money,
        };
        let missing = ("clv", Metric::Missing("never".into()));
        let metrics = Metrics(vec![missing, ("npv", Metric::Scalar(figure))]);
        PartFindings { id: "a".into(), name: "A".into(), observed: None, metrics }
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
