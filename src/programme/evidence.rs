//! What studies have found programmes to do: the one place for published ranges of effects.

use crate::diag::Diagnostic;
use crate::fields::Fields;
use serde::Deserialize;
use std::sync::LazyLock;

/// A range in which an effect was found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PublishedRange {
    /// Kind of programme.
    pub kind: String,
    /// Key inside the programme.
    pub key: String,
    /// Lowest value found.
    pub low: f64,
    /// Highest value found.
    pub high: f64,
    /// Whether the value is a share or a change, shown in per cent.
    pub percent: bool,
    /// Where it was found.
    pub source: String,
}

/// Every published range that effects are compared with: `templates/reference/published.csv`.
pub static PUBLISHED: LazyLock<Vec<PublishedRange>> = LazyLock::new(|| {
    let table = include_bytes!("../../templates/reference/published.csv");
    let rows = csv::Reader::from_reader(&table[..]).into_deserialize();
    rows.collect::<Result<_, _>>().expect("each row is a range")
});

/// Warns where an effect is stronger than any that was published.
pub fn beyond_published(fields: &Fields<'_>, kind: &str) {
    for range in PUBLISHED.iter().filter(|range| range.kind == kind) {
        let (table, key) = match range.key.split_once('.') {
            Some((table, key)) if fields.node(table).is_some_and(|node| node.table().is_some()) => {
                (fields.table(table), key)
            }
            Some(_) => (None, ""),
            None => (Some(fields.clone()), range.key.as_str()),
        };
        let Some(table) = table.filter(|table| table.has(key)) else { continue };
        let Some(path) = table.path(key) else { continue };
        let base = |quantity| fields.reading.base(quantity);
        let beyond = |value: &f64| *value < range.low || *value > range.high;
        if let Some(value) = path.quantities().map(base).find(beyond) {
            let shown = |value: f64| match range.percent {
                true => format!("{}%", crate::fields::plain(100.0 * value)),
                false => crate::fields::plain(value),
            };
            let message = format!(
                "`{}` is {}, beyond the {} to {} that were found",
                range.key,
                shown(value),
                shown(range.low),
                shown(range.high)
            );
            let one = Diagnostic::warning("W006", table.span_of(key), message);
            let help = format!("evidence: {}", range.source);
            fields.reading.report(one.label(table.at(key)).help(help));
        }
    }
}
