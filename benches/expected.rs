//! One scenario in expected values, from text to report.

use tenure::report::{RenderOptions, html, json};
use tenure::scenario::{Scenario, read_text};

fn main() {
    divan::main();
}

const MINIMAL: &str = include_str!("scenarios/minimal.toml");
const STREAMING: &str = include_str!("scenarios/streaming.toml");

fn read(text: &str) -> Scenario {
    match read_text("bench.toml", text, &[]) {
        Ok((scenario, ..)) => scenario,
        Err((found, _)) => panic!("{found:?}"),
    }
}

fn without_draws(text: &str) -> Scenario {
    let mut scenario = read(text);
    scenario.uncertainty.draws = 0;
    scenario
}

/// Two strategies, 60 months: read, run, and write the report and its findings.
#[divan::bench]
fn minimal_read_to_report() -> usize {
    let findings = tenure::findings::find(&read(divan::black_box(MINIMAL)));
    let page = html::render(&findings, &RenderOptions { date: None }).expect("a page");
    page.len() + json::render(&findings).expect("finite findings").len()
}

/// The same without reading and writing.
#[divan::bench]
fn minimal_find(bencher: divan::Bencher<'_, '_>) {
    let scenario = without_draws(MINIMAL);
    bencher.bench_local(|| tenure::findings::find(divan::black_box(&scenario)));
}

/// Three strategies with every kind of programme, in expected values.
#[divan::bench(sample_count = 10)]
fn streaming_find(bencher: divan::Bencher<'_, '_>) {
    let scenario = without_draws(STREAMING);
    bencher.bench_local(|| tenure::findings::find(divan::black_box(&scenario)));
}
