//! `findings.json`: every figure at full precision, for programs and for later comparisons.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::findings::Findings;
use crate::report::finite::{self, NotFinite, unsigned_zero};
use crate::report::voice::spoken;

/// The findings as pretty-printed JSON with a final newline; the same findings give the same bytes.
///
/// # Errors
/// A figure that is NaN or infinite, which is a bug in whatever computed it: a missing figure is
/// absent with its reason.
pub fn render(findings: &Findings) -> Result<String, NotFinite> {
    spoken(findings, || any(findings))
}

/// The same of a part of the findings.
///
/// # Errors
/// A figure that is NaN or infinite.
pub fn any<T: Serialize>(findings: &T) -> Result<String, NotFinite> {
    finite::check(findings)?;
    let mut text = Vec::new();
    let pretty = Pretty(PrettyFormatter::new());
    let written = findings.serialize(&mut Serializer::with_formatter(&mut text, pretty));
    // Only numbers that are not finite and keys that are not text can fail, and there are neither.
    written.expect("findings have text keys");
    text.push(b'\n');
    Ok(String::from_utf8(text).expect("JSON is UTF-8"))
}

/// As `serde_json` sets JSON over several lines, but nought has no sign.
struct Pretty<'a>(PrettyFormatter<'a>);

/// Methods that do as the inner formatter does.
macro_rules! same {
    ($($method:ident($($more:ident: $of:ty),*);)*) => {$(
        fn $method<W: ?Sized + Write>(&mut self, to: &mut W $(, $more: $of)*) -> io::Result<()> {
            self.0.$method(to $(, $more)*)
        }
    )*};
}

impl Formatter for Pretty<'_> {
    fn write_f64<W: ?Sized + Write>(&mut self, to: &mut W, value: f64) -> io::Result<()> {
        self.0.write_f64(to, unsigned_zero(value))
    }

    same! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn nought_has_no_sign() {
        assert_eq!(any(&[-0.0, 0.0, -0.5]).unwrap(), "[\n  0.0,\n  0.0,\n  -0.5\n]\n");
    }

    #[test]
    fn keys_come_in_the_order_of_the_contract_and_numbers_come_back() {
        let findings = fixtures::streaming();
        let text = render(&findings).unwrap();
        assert!(text.starts_with("{\n  \"schema\": 2,\n  \"tenure\": \""));
        assert!(text.ends_with("\n}\n"));
        let keys = ["scenario", "headline", "strategies", "comparisons", "checks", "assumptions"];
        let places = keys.map(|key| text.find(&format!("\n  \"{key}\": ")).unwrap());
        assert!(places.is_sorted());
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let series = &read["strategies"][0]["series"]["cash_flow"];
        let back: Vec<f64> = serde_json::from_value(series.clone()).unwrap();
        assert_eq!(back, findings.strategies[0].series.flows.cash_flow);
        assert_eq!(render(&findings).unwrap(), text);
    }

    #[test]
    fn a_number_that_is_not_finite_is_a_bug_and_named() {
        let mut findings = fixtures::small();
        findings.strategies[0].series.flows.revenue[1] = f64::NAN;
        let path = render(&findings).unwrap_err().path;
        assert_eq!(path, "strategies.0.series.revenue.1");
    }
}
