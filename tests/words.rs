//! Every metric that a run finds is explained, with the unit that it is found in.

use std::collections::BTreeSet;
use std::path::Path;

use tenure::findings::words;
use tenure::findings::{Findings, Metric, Metrics, find};
use tenure::scenario;

fn of_template(name: &str) -> Findings {
    let path = format!("{}/templates/init/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let (mut scenario, _, _) = scenario::read(Path::new(&path), &[]).unwrap();
    scenario.uncertainty.draws = 0;
    find(&scenario)
}

/// What is said wrongly about some metrics, or not at all.
fn wrong(metrics: &Metrics, of: &str, wrong: &mut BTreeSet<String>) {
    for (id, metric) in &metrics.0 {
        let Some(words) = words::find(id) else {
            wrong.insert(format!("{id} of a {of} is not explained"));
            continue;
        };
        let levels: Vec<_> = words.of.split(", ").collect();
        let known = levels.contains(&of) || (of == "strategy" && levels == ["scenario"]);
        if !known {
            wrong.insert(format!("{id} is explained as of a {}, and is of a {of}", words.of));
        }
        if let Metric::Scalar(figure) = metric {
            let unit = serde_json::to_value(figure.unit).unwrap();
            let free = words.unit == "unit of the assumption";
            if !free && unit != words.unit {
                wrong.insert(format!("{id}: {unit} is explained as {}", words.unit));
            }
        }
    }
}

#[test]
fn every_metric_that_is_found_is_explained() {
    let mut all = BTreeSet::new();
    for template in ["minimal", "subscription", "save-desk", "loyalty-points", "win-back"] {
        for strategy in &of_template(template).strategies {
            wrong(&strategy.metrics, "strategy", &mut all);
            let parts = [
                ("segment", &strategy.segments),
                ("channel", &strategy.channels),
                ("programme", &strategy.programmes),
            ];
            for (of, parts) in parts {
                parts.iter().for_each(|part| wrong(&part.metrics, of, &mut all));
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}
