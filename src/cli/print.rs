//! Results go to stdout, everything else to stderr.

use std::io::{self, ErrorKind, Write};

use crate::cli::exit::Failure;

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

/// Whole units of money with thousands apart and a sign: `+1,234,568`.
#[must_use]
pub fn signed_whole(amount: f64) -> String {
    let rounded = amount.round();
    // Nothing rounds to a negative zero on paper.
    let sign = if rounded < 0.0 { '-' } else { '+' };
    let digits = format!("{:.0}", rounded.abs());
    let mut grouped = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "b".into()], vec!["long".into(), "ø".into()]];
        assert_eq!(table(&rows), "a     b\nlong  ø\n");
    }
}
