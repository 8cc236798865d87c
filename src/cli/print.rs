//! Results go to stdout, everything else to stderr.

use std::io::{self, ErrorKind, Write};

use crate::cli::exit::Failure;
use crate::findings::FigureUnit;

/// Writes results. A reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// Stdout that cannot be written for any other reason.
pub fn result(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::unwritable("to stdout", &error))
        }
        _ => Ok(()),
    }
}

/// Says something beside the results. There is nowhere to complain when stderr is gone.
pub fn beside(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Columns of words, each as wide as its widest cell, two spaces between; the last is not padded.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<_> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A figure for people: money in hundredths, shares in per cent, the rest to four places.
#[must_use]
pub fn figure(value: f64, unit: FigureUnit) -> String {
    match unit {
        FigureUnit::Money => grouped(value, 2),
        FigureUnit::Share => format!("{}%", grouped(value * 100.0, 2)),
        FigureUnit::Periods => format!("{} periods", grouped(value, 2)),
        FigureUnit::Ratio | FigureUnit::Count => grouped(value, 4),
    }
}

/// Whole units of money with thousands apart and a sign: `+1,234,568`.
#[must_use]
pub fn signed_whole(amount: f64) -> String {
    let words = grouped(amount, 0);
    if words.starts_with('-') { words } else { format!("+{words}") }
}

/// A number with thousands apart and at most so many decimals; zeros at the end are left out.
fn grouped(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let part = part.trim_end_matches('0');
    let mut words = String::new();
    // What rounds to zero has no sign.
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        words.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            words.push(',');
        }
        words.push(digit);
    }
    if !part.is_empty() {
        words.push('.');
        words.push_str(part);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_signed() {
        let cases = [
            (0.0, "+0"),
            (-0.4, "+0"),
            (999.6, "+1,000"),
            (-1_234_567.8, "-1,234,568"),
            (12.0, "+12"),
        ];
        for (amount, words) in cases {
            assert_eq!(signed_whole(amount), words);
        }
    }

    #[test]
    fn figures_are_printed_by_what_they_count() {
        assert_eq!(figure(-1234.5, FigureUnit::Money), "-1,234.5");
        assert_eq!(figure(-0.001, FigureUnit::Money), "0");
        assert_eq!(figure(0.0421, FigureUnit::Share), "4.21%");
        assert_eq!(figure(18.0, FigureUnit::Periods), "18 periods");
        assert_eq!(figure(2.999_99, FigureUnit::Ratio), "3");
    }

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "b".into()], vec!["long".into(), "ø".into()]];
        assert_eq!(table(&rows), "a     b\nlong  ø\n");
    }
}
