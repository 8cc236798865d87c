//! `[uncertainty] report`: the percentiles that a file asks for stand beside P10, P50 and P90.

use tenure::findings::find;
use tenure::report::{RenderOptions, html};

use crate::runs::{Page, scenario};

const TEXT: &str = r#"
schema = 1
[model]
currency = "EUR"
start = 2026-01-01
horizon = "12 months"
discount_rate = "8% per year"
[[segments]]
id = "all"
opening_customers = 1000
price = 10
[churn]
model = "constant"
rate = { base = "5% per month", low = "3% per month", high = "9% per month" }
[[strategies]]
id = "today"
[[strategies]]
id = "dearer"
set = { "segments.all.price" = { base = 11, low = 9.5, high = 12 } }
[uncertainty]
draws = 400
"#;

/// They are ordered as their shares are, and are those of the gain's own quantiles.
#[test]
fn percentiles_that_are_asked_for_are_told() {
    let asked = format!("{TEXT}report = [\"p95\", \"p50\", \"p5\", \"p75\"]\n");
    let found = find(&scenario(&asked));
    let page = Page::of(&found);
    for id in ["today", "dearer"] {
        let told = ["p5", "p10", "p50", "p75", "p90", "p95"];
        for metric in ["npv", "customers_end"] {
            let path = format!("{id}/metrics/{metric}");
            let values = told.map(|percentile| page.drawn(&path, percentile));
            assert!(values.is_sorted() && values[0] < values[5], "{path}: {values:?}");
        }
        let last = |percentile: &str| {
            let band = page.series(&format!("{id}/cumulative_band/{percentile}"));
            assert_eq!(band.len(), 12);
            band[11]
        };
        assert!(told.map(last).is_sorted());
    }
    let gain = &page.pointer_root("comparisons")[0];
    let quantile = |step: usize| gain["quantiles"][step].as_f64().unwrap();
    for (percentile, step) in [("p5", 2), ("p10", 4), ("p50", 20), ("p75", 30), ("p95", 38)] {
        assert_eq!(
            gain["incremental_npv"][percentile].as_f64(),
            Some(quantile(step)),
            "{percentile}"
        );
    }
    let html = html::render(&found, &RenderOptions::default()).unwrap();
    for path in ["strategies.1.metrics.npv.p5", "comparisons.0.incremental_npv.p95"] {
        assert!(html.contains(&format!("data-at=\"{path}\"")), "{path}");
    }
}

/// Whom nobody asks for is not told.
#[test]
fn without_a_wish_there_are_three() {
    let plain = Page::of(&find(&scenario(TEXT))).bytes();
    assert!(plain.contains("\"p90\"") && !plain.contains("\"p95\""));
    let usual = format!("{TEXT}report = [\"p10\", \"p50\", \"p90\"]\n");
    let figures = |text: &str| {
        let page = Page::of(&find(&scenario(text)));
        page.pointer_root("comparisons").to_string()
    };
    assert_eq!(figures(&usual), figures(TEXT));
}
