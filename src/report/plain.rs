//! Figures and checks in plain text, for terminals and for programs that show one line a check.

use crate::findings::{CheckFindings, CheckVerdict, FigureUnit};

/// What a check is about, what it found and what it must be, on one line.
#[must_use]
pub fn check(check: &CheckFindings) -> String {
    let mut of = String::new();
    for (before, part) in [
        (" of ", &check.strategy),
        (" against ", &check.versus),
        (", segment ", &check.segment),
        (", channel ", &check.channel),
    ] {
        if let Some(part) = part {
            of.push_str(before);
            of.push_str(part);
        }
    }
    let mut found = match (check.value, &check.value_why) {
        (Some(value), _) => format!("is {}", figure(value, check.unit)),
        (None, Some(why)) => format!("is missing: {why}"),
        (None, None) => "is missing".to_owned(),
    };
    if let Some([low, high]) = check.interval.filter(|[low, high]| low < high) {
        let [low, high] = [low, high].map(|end| figure(end, check.unit));
        found.push_str(&format!(" ({low} to {high})"));
    }
    let verdict = match check.verdict {
        CheckVerdict::Pass => "passed",
        CheckVerdict::Fail => "failed",
        CheckVerdict::Uncertain => "is uncertain",
    };
    let mut text = format!(
        "check `{}` {verdict}: {} ({}){of} {found}, and must be {}",
        check.id, check.metric, check.statistic, check.limit
    );
    match (&check.limit_value_why, check.limit_value) {
        (Some(why), _) => text.push_str(&format!(", which is open: {why}")),
        (None, Some(limit)) if check.baseline.is_some() => {
            text.push_str(&format!(", that is {}", figure(limit, check.unit)));
        }
        _ => {}
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
}
