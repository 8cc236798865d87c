//! `findings.json`: every figure at full precision, for programs and for later comparisons.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::findings::Findings;
use crate::report::finite::{self, NotFinite};
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
    // Only numbers that are not finite and keys that are not text can fail, and there are neither.
    let mut text = Vec::with_capacity(ROOM);
    let mut writer = Serializer::with_formatter(&mut text, Lines::default());
    findings.serialize(&mut writer).expect("findings have text keys");
    text.push(b'\n');
    Ok(String::from_utf8(text).expect("JSON is text"))
}

/// Bytes that most findings need.
const ROOM: usize = 1 << 17;

/// One line an element or entry, indented by two spaces a level: what `serde_json` calls pretty, but
/// each line break in one piece, since a series is thousands of short lines.
#[derive(Default)]
struct Lines {
    depth: usize,
    filled: bool,
}

impl Lines {
    fn open<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn close<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.filled {
            self.next(out, true)?;
        }
        out.write_all(bracket)
    }

    /// A new line, after a comma unless it is the first inside its brackets or the closing one.
    fn next<W: Write + ?Sized>(&self, out: &mut W, bare: bool) -> io::Result<()> {
        const BREAK: &[u8; 34] = b",\n                                ";
        let spaces = 2 * self.depth;
        let at_once = spaces.min(BREAK.len() - 2);
        out.write_all(&BREAK[usize::from(bare)..2 + at_once])?;
        (at_once..spaces).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Lines {
    fn write_f64<W: Write + ?Sized>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        CompactFormatter.write_f64(out, finite::unsigned_zero(value))
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn nought_has_no_sign() {
        assert_eq!(any(&[-0.0, 0.0, -0.5]).unwrap(), "[\n  0.0,\n  0.0,\n  -0.5\n]\n");
    }

    #[test]
    fn keys_come_in_the_order_of_the_contract_and_numbers_come_back() {
        let findings = sample::flagship();
        let text = render(&findings).unwrap();
        assert!(text.starts_with("{\n  \"schema\": 2,\n  \"tenure\": \""));
        assert!(text.ends_with("\n}\n"));
        let keys = ["scenario", "headline", "strategies", "comparisons", "checks", "assumptions"];
        let places = keys.map(|key| text.find(&format!("\n  \"{key}\": ")).unwrap());
        assert!(places.is_sorted());
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let series = &read["strategies"][0]["series"]["cash_flow"];
        let back: Vec<f64> = serde_json::from_value(series.clone()).unwrap();
        assert_eq!(back, findings.strategies[0].series.cash_flow);
        assert_eq!(render(&findings).unwrap(), text);
        // All but the sign of nought.
        let pretty = spoken(&findings, || serde_json::to_string_pretty(&findings)).unwrap() + "\n";
        assert_eq!(pretty.replace("-0.0,\n", "0.0,\n").replace("-0.0\n", "0.0\n"), text);
    }

    #[test]
    fn a_number_that_is_not_finite_is_a_bug_and_named() {
        let mut findings = sample::small();
        findings.strategies[0].series.revenue[1] = f64::NAN;
        let path = render(&findings).unwrap_err().path;
        assert_eq!(path, "strategies.0.series.revenue.1");
    }
}
