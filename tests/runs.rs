//! Reads a scenario, runs it, and looks figures up by their path in `findings.json`.

use serde_json::Value;
use tenure::findings::{Findings, find};
use tenure::report::voice;
use tenure::scenario::{Override, Scenario, read_text};

/// A scenario from its text; anything wrong with it fails the test.
pub fn scenario(text: &str) -> Scenario {
    scenario_with(text, &[])
}

/// The same after `--set path=value`.
pub fn scenario_with(text: &str, settings: &[(&str, &str)]) -> Scenario {
    let settings: Vec<Override> = settings
        .iter()
        .map(|(path, value)| Override { path: (*path).into(), value: (*value).into() })
        .collect();
    match read_text("case.toml", text, &settings) {
        Ok((scenario, _, _)) => scenario,
        Err((found, _)) => {
            let messages: Vec<&String> = found.iter().map(|d| &d.message).collect();
            panic!("the scenario is refused: {messages:#?}\n{text}")
        }
    }
}

/// Runs in expected values only.
pub fn expected(text: &str) -> Page {
    expected_with(text, &[])
}

/// The same after `--set path=value`.
pub fn expected_with(text: &str, settings: &[(&str, &str)]) -> Page {
    let mut scenario = scenario_with(text, settings);
    scenario.uncertainty.draws = 0;
    Page::of(&find(&scenario))
}

/// Runs as the file says.
pub fn run(text: &str) -> Page {
    Page::of(&find(&scenario(text)))
}

/// The answer in words.
pub fn headline(found: &Findings) -> String {
    let page = Page::of(found);
    page.pointer_root("headline")["text"].as_str().unwrap().to_owned()
}

/// One step into findings: members of lists go by id, by strategy or by place, figures with or without `metrics`.
pub fn step<'a>(part: &'a Value, step: &str) -> Option<&'a Value> {
    match part {
        Value::Array(list) => list
            .iter()
            .find(|member| member["id"] == step || member["strategy"] == step)
            .or_else(|| list.get(step.parse::<usize>().ok()?)),
        Value::Object(map) => map.get(step).or_else(|| map.get("metrics")?.get(step)),
        _ => None,
    }
}

/// What `findings.json` says.
pub struct Page(Value);

impl Page {
    pub fn of(findings: &Findings) -> Self {
        Self(voice::spoken(findings, || serde_json::to_value(findings)).unwrap())
    }

    /// The findings as they are written.
    pub fn bytes(&self) -> String {
        self.0.to_string()
    }

    /// A part by its path: `baseline/metrics/npv`, `desk/series/opening/3`. The first step names a
    /// strategy; members of lists go by id or by place.
    pub fn part(&self, path: &str) -> Option<&Value> {
        path.split('/').try_fold(&self.0["strategies"], step)
    }

    /// A number by its path; a metric gives its expected value. None where it is missing.
    pub fn number(&self, path: &str) -> Option<f64> {
        let part = self.part(path)?;
        part.as_f64().or_else(|| part["expected"].as_f64())
    }

    /// A number that must be there.
    pub fn at(&self, path: &str) -> f64 {
        self.number(path).unwrap_or_else(|| panic!("{path} is missing"))
    }

    /// A statistic of the draws of a metric.
    pub fn drawn(&self, path: &str, statistic: &str) -> f64 {
        let part = self.part(path).unwrap_or_else(|| panic!("{path} is missing"));
        part[statistic].as_f64().unwrap_or_else(|| panic!("{path} has no {statistic}: {part}"))
    }

    /// A series that must be there.
    pub fn series(&self, path: &str) -> Vec<f64> {
        let part = self.part(path).unwrap_or_else(|| panic!("{path} is missing"));
        part.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    }

    /// A part that belongs to no strategy.
    pub fn pointer_root(&self, name: &str) -> &Value {
        &self.0[name]
    }
}

/// Whether two numbers agree within `tolerance` of the larger.
pub fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}
