//! What to write instead of a number that cannot stand where it does.

use super::{Measure, StatedUnit};

/// What to write for a number that is none.
pub(super) const DIGITS: &str = "write the number itself, in digits";

/// What to write for a number beyond what its measure holds.
pub(super) fn within(value: f64, measure: Measure) -> String {
    let (end, words) = match value > measure.high || measure.below_high && value == measure.high {
        true => (measure.high, if measure.below_high { "less than" } else { "at most" }),
        false => (measure.low, if measure.above_low { "more than" } else { "at least" }),
    };
    format!("write {words} {}", show(end, measure))
}

/// What to write for a number that is per another time than it must be.
pub(super) fn same_time(unit: StatedUnit) -> String {
    match unit {
        StatedUnit::Rate(word) | StatedUnit::Growth(word) | StatedUnit::Count(word) => {
            format!("write it per {word}")
        }
        _ => "write it in the same unit".to_owned(),
    }
}

/// What to write where a range and its base are not in order: the three numbers in the order that holds.
pub(super) fn in_order(measure: Measure, ends: [Option<f64>; 3]) -> String {
    let mut values: Vec<f64> = ends.into_iter().flatten().collect();
    values.sort_by(f64::total_cmp);
    let shown = |place: usize| values.get(place).map_or_else(String::new, |v| show(*v, measure));
    format!("in order they are low = {}, base = {}, high = {}", shown(0), shown(1), shown(2))
}

/// A number as a user would write it.
pub fn plain(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    if rounded.is_finite() { format!("{rounded}") } else { format!("{value}") }
}

pub(super) fn show(value: f64, measure: Measure) -> String {
    if measure.what.is_percent() { format!("{}%", plain(value * 100.0)) } else { plain(value) }
}
