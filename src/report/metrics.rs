//! Which metrics does a page show of a part, and what does it call a metric?

use super::prose::Prose;
use crate::metric::{Declared, METRICS, find};
use crate::text::Catalogue;

/// Columns of the table of segments.
pub const SEGMENT: [&str; 6] =
    ["clv", "clv_runoff", "ltv_undiscounted", "quick_ltv", "customers_end", "ltv_cac"];

/// Columns of the table of channels.
pub const CHANNEL: [&str; 6] =
    ["ltv_cac_paid", "ltv_cac_paid_marginal", "cac_average", "cac_marginal", "joined", "spend_pv"];

/// Columns of the table of programmes.
pub const PROGRAMME: [&str; 6] = [
    "cost_pv",
    "takers",
    "dead_weight",
    "members_end",
    "incremental_npv_last",
    "points_liability_end",
];

/// Rows of the table of strategies side by side.
pub fn rows() -> impl Iterator<Item = &'static Declared> {
    METRICS.iter().filter(|metric| metric.row.is_some())
}

/// The metrics of those ids.
pub fn columns(ids: &[&str]) -> impl Iterator<Item = &'static Declared> {
    ids.iter().filter_map(|id| find(id))
}

/// What a page calls the metric of that id: its short name where it has one.
pub fn name(words: &'static Catalogue, id: &str) -> Prose {
    let short = format!("metric.{id}.short");
    let key = if words.pieces(&short).is_some() { short } else { format!("metric.{id}.name") };
    Prose::say(words, &key, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Level;
    use crate::text::Piece;

    #[test]
    fn every_column_is_a_metric_of_its_part() {
        let lists =
            [(SEGMENT, Level::Segment), (CHANNEL, Level::Channel), (PROGRAMME, Level::Programme)];
        for (ids, level) in lists {
            let found = columns(&ids).filter(|metric| metric.is_of(level)).count();
            assert_eq!(found, ids.len(), "{ids:?}");
        }
    }

    /// A name, a formula and one sentence each, without slots: nobody fills them.
    #[test]
    fn every_metric_has_words_and_no_other_has() {
        let words = Catalogue::of("en");
        for metric in METRICS {
            let text = |part: &str| match words.pieces(&format!("metric.{}.{part}", metric.id)) {
                Some([Piece::Words(text)]) if !text.is_empty() => text,
                other => panic!("{}: {part} is {other:?}", metric.id),
            };
            let (name, formula, meaning) = (text("name"), text("formula"), text("meaning"));
            assert!(!name.ends_with('.') && !formula.ends_with('.'), "{}", metric.id);
            assert!(meaning.ends_with('.'), "{}", metric.id);
            assert!(!meaning.trim_end_matches('.').contains(". "), "{}", metric.id);
        }
        let told = words.tree()["metric"].as_table().unwrap();
        let undeclared: Vec<_> = told.keys().filter(|id| find(id).is_none()).collect();
        assert!(undeclared.is_empty(), "{undeclared:?}");
    }
}
