//! What studies have found programmes to do: the one place for published ranges of effects.

use crate::diag::Diagnostic;
use crate::fields::Fields;

/// A range in which an effect was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublishedRange {
    /// Kind of programme.
    pub kind: &'static str,
    /// Key inside the programme.
    pub key: &'static str,
    /// Lowest value found.
    pub low: f64,
    /// Highest value found.
    pub high: f64,
    /// Whether the value is a share or a change, shown in per cent.
    pub percent: bool,
    /// Where it was found.
    pub source: &'static str,
}

const fn range(
    kind: &'static str,
    key: &'static str,
    low: f64,
    high: f64,
    source: &'static str,
) -> PublishedRange {
    PublishedRange { kind, key, low, high, percent: true, source }
}

/// Every published range that effects are compared with.
pub const PUBLISHED: &[PublishedRange] = &[
    range(
        "save-desk",
        "accept",
        0.0,
        0.61,
        "vendor figures: 1-4% of a single discount, 8-30% of web flows, 61% of connected calls at one telecom desk",
    ),
    range(
        "proactive-offer",
        "effect.churn",
        -0.10,
        0.75,
        "a publisher's test of small gestures: churn 10% lower on average; Ascarza, Iyengar & Schleicher 2016: churn 6% without contact, 10% with it",
    ),
    range(
        "points",
        "effect.churn",
        -0.30,
        0.10,
        "a meta-analysis of 429 effects in 110 studies: small to medium, 8% of them negative",
    ),
    range(
        "survey",
        "being_asked.churn",
        -0.60,
        0.0,
        "Dholakia & Morwitz 2002: those surveyed less than half as likely to defect, one bank, satisfied customers",
    ),
    PublishedRange {
        percent: false,
        ..range(
            "referral",
            "friend_churn_multiplier",
            0.75,
            1.0,
            "Schmitt, Skiera & Van den Bulte 2011: 18% less churn at a German bank; replications weaker",
        )
    },
    range(
        "payment-recovery",
        "recover",
        0.0,
        0.70,
        "vendor claims of 30-70% of failed payments; no independent study",
    ),
    range(
        "punch-card",
        "goal_gradient",
        0.0,
        0.30,
        "Kivetz, Urminsky & Zheng 2006: gaps about 20% shorter from the first stamp to the last",
    ),
];

/// Warns where an effect is stronger than any that was published.
pub fn beyond_published(fields: &Fields<'_>, kind: &str) {
    for range in PUBLISHED.iter().filter(|range| range.kind == kind) {
        let (table, key) = match range.key.split_once('.') {
            Some((table, key)) if fields.node(table).is_some_and(|node| node.table().is_some()) => {
                (fields.table(table), key)
            }
            Some(_) => (None, ""),
            None => (Some(fields.clone()), range.key),
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
