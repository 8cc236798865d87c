//! What must hold whatever the numbers are.

mod direction;
mod nothing;
mod order;
mod scale;
mod sums;

use crate::runs::{Page, near};

/// Identities hold to this, relative to the gross flow (model.md, section 1).
const IDENTITY: f64 = 1e-9;

/// Orders of programmes, events and reasons change the order of sums and products only (identity 13).
const REORDERED: f64 = 1e-12;

/// Reordered quantities that are differences of larger ones lose the digits that cancel.
const REORDERED_DIFFERENCE: f64 = 1e-9;

/// Every strategy-level number of a page as path and value.
fn figures(page: &Page, strategy: &str) -> Vec<(String, f64)> {
    fn walk(at: &str, value: &serde_json::Value, out: &mut Vec<(String, f64)>) {
        match value {
            serde_json::Value::Number(number) => {
                out.push((at.to_owned(), number.as_f64().unwrap()))
            }
            serde_json::Value::Array(list) => {
                for (place, member) in list.iter().enumerate() {
                    let name =
                        member["id"].as_str().map_or_else(|| place.to_string(), str::to_owned);
                    walk(&format!("{at}/{name}"), member, out);
                }
            }
            serde_json::Value::Object(map) => {
                map.iter().for_each(|(key, member)| walk(&format!("{at}/{key}"), member, out));
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk("", page.part(strategy).unwrap(), &mut out);
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

/// What two sets of figures disagree on, by more than `tolerance` of themselves or of `scale` of
/// the money in play.
fn apart(left: &[(String, f64)], right: &[(String, f64)], tolerance: f64) -> Vec<String> {
    assert_eq!(left.len(), right.len(), "not the same figures");
    let pairs = left.iter().zip(right);
    let wrong = pairs.filter(|((path, l), (other, r))| {
        assert_eq!(path, other);
        // Differences of strategies, margins by central difference and sums that cancel.
        let difference = ["incremental", "marginal_return", "cost_per_incremental", "cash"]
            .iter()
            .any(|part| path.contains(part));
        let tolerance =
            if difference { tolerance.max(1e3 * REORDERED_DIFFERENCE) } else { tolerance };
        !near(*l, *r, tolerance) && (l - r).abs() > 1e-9
    });
    wrong.map(|((path, l), (_, r))| format!("{path}: {l} and {r}")).collect()
}

#[track_caller]
fn same(left: &[(String, f64)], right: &[(String, f64)], tolerance: f64) {
    let wrong = apart(left, right, tolerance);
    assert!(wrong.is_empty(), "{} figures differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A small business: its churn, and what else there is.
fn small(churn: &str, rest: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"small\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"36 months\"\n\
         discount_rate = \"10% per year\"\n[[segments]]\nid = \"all\"\nprice = 20\nservice_cost = 3\nopening_customers = 0\n\
         [churn]\n{churn}\n[[channels]]\nid = \"ads\"\ncustomers = 100\ncost_per_customer = 50\n{rest}"
    )
}
