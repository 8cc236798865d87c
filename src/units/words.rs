//! Numbers in words that need no language.

/// A count with its noun, as a scenario states it: "1 month", "1200 months".
pub fn counted(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A number with thousands apart and at most so many decimals; zeros at the end are left out.
pub fn grouped(value: f64, decimals: usize) -> String {
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
