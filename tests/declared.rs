//! Every metric is declared: it is found where it is declared, counts what is declared, and nothing else is found.

use std::collections::BTreeSet;

use tenure::findings::{Findings, Metric, Metrics, find};
use tenure::metric::{self, Level, METRICS, Shape};
use tenure::scenario;

/// Scenarios that together have everything that a metric can be of.
const TEMPLATES: [&str; 5] = ["minimal", "subscription", "save-desk", "loyalty-points", "win-back"];

/// A young business with a market, which states its cash and the inflation, and burns money while it grows.
fn young() -> String {
    include_str!("../templates/init/minimal.toml")
        .replace(
            "\"60 months\"",
            "\"6 months\"\ninflation = \"2% per year\"\nopening_cash = 100_000",
        )
        .replace("[churn]", "[market]\nreachable_customers = 90_000\n[churn]")
}

/// Draws of these are taken where a check asks for them.
const ASKED: [&str; 3] = ["ltv_undiscounted", "npv_stop", "npv_go_on"];

fn found(mut text: String) -> Findings {
    for (at, id) in ASKED.iter().enumerate() {
        text.push_str(&format!(
            "\n[[checks]]\nid = \"asked-{at}\"\nmetric = \"{id}\"\nstrategy = \"*\"\nstatistic = \"p50\"\nmust = \">= 0\"\n"
        ));
    }
    let (mut scenario, ..) = scenario::read_text("a.toml", &text, &[]).unwrap();
    scenario.uncertainty.draws = 8;
    find(&scenario)
}

/// Ids and levels: what is found, and what of it has draws.
#[derive(Default)]
struct Seen {
    found: BTreeSet<(&'static str, &'static str)>,
    drawn: BTreeSet<(&'static str, &'static str)>,
}

impl Seen {
    fn metrics(&mut self, metrics: &Metrics, level: Level) {
        for (id, found) in &metrics.0 {
            let declared = metric::find(id).unwrap_or_else(|| panic!("{id} is not declared"));
            // Every strategy repeats the figures of the scenario.
            let of = if declared.is_of(Level::Scenario) { Level::Scenario } else { level };
            assert!(declared.is_of(of), "{id} is found of a {}", level.word());
            self.found.insert((id, of.word()));
            let draws = match found {
                Metric::Scalar(figure) => {
                    assert!(matches!(declared.shape, Shape::Figure | Shape::OfAssumption), "{id}");
                    let own = declared.shape == Shape::OfAssumption;
                    assert!(own || figure.unit == declared.unit, "{id}: {:?}", figure.unit);
                    figure.draws.is_some()
                }
                Metric::Array(_) | Metric::Gaps(_) => {
                    assert!(matches!(declared.shape, Shape::ByPeriod | Shape::ByTenure), "{id}");
                    false
                }
                Metric::Object(_) => {
                    assert_eq!(declared.shape, Shape::ByTenure, "{id}");
                    false
                }
                Metric::Missing(missing) => missing.draws.is_some(),
            };
            if draws {
                self.drawn.insert((id, of.word()));
            }
        }
    }
}

#[test]
fn every_metric_is_found_where_it_is_declared_and_no_other_is() {
    let mut seen = Seen::default();
    let template = |name: &&str| {
        let path = format!("{}/templates/init/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let texts = TEMPLATES.iter().map(template).chain([young()]);
    for strategy in texts.flat_map(|text| found(text).strategies) {
        seen.metrics(&strategy.metrics, Level::Strategy);
        seen.metrics(&strategy.common.metrics, Level::Common);
        let parts = [
            (strategy.segments, Level::Segment),
            (strategy.channels, Level::Channel),
            (strategy.programmes, Level::Programme),
        ];
        for (parts, level) in parts {
            parts.iter().for_each(|part| seen.metrics(&part.metrics, level));
        }
    }
    let all = |levels: fn(&metric::Declared) -> &'static [Level]| -> BTreeSet<_> {
        let each =
            METRICS.iter().flat_map(|one| levels(one).iter().map(move |of| (one.id, of.word())));
        each.collect()
    };
    assert_eq!(seen.found, all(|metric| metric.levels));
    assert_eq!(seen.drawn, all(|metric| metric.drawn));
}
