//! One scenario in expected values, from text to report.

use tenure::engine::project;
use tenure::plan::{Adjust, Precision, build};
use tenure::report::{RenderOptions, html, json};
use tenure::scenario::{Scenario, read_text};

fn main() {
    divan::main();
}

const MINIMAL: &str = include_str!("../templates/init/minimal.toml");
const SHOP: &str = include_str!("../scenarios/sandwich-shop.toml");
const FLAGSHIP: &str = include_str!("../scenarios/streaming.toml");
const STREAMING: &str = include_str!("../tests/published/reference/streaming.toml");

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
    let page = html::render(&findings, &RenderOptions::default()).expect("a page");
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

/// The page of findings that are there, those of the largest shipped pages among them: at most 20 ms each.
#[divan::bench(args = ["minimal", "sandwich-shop", "streaming"], sample_count = 20)]
fn page(bencher: divan::Bencher<'_, '_>, name: &str) {
    let mut scenario = read(match name {
        "minimal" => MINIMAL,
        "sandwich-shop" => SHOP,
        _ => FLAGSHIP,
    });
    scenario.uncertainty.draws = 200;
    let findings = tenure::findings::find(&scenario);
    bencher.bench_local(|| {
        html::render(divan::black_box(&findings), &RenderOptions::default()).expect("a page").len()
    });
}

/// The minimal business with so many segments and channels: how its cost grows.
#[divan::bench(args = [16, 32, 64], sample_count = 3)]
fn wide(bencher: divan::Bencher<'_, '_>, width: usize) {
    let more = |place: usize| {
        format!(
            "[[segments]]\nid = \"s{place}\"\nopening_customers = {place}000\nprice = {}\n\
             [[channels]]\nid = \"c{place}\"\ncustomers = 10\ncost_per_customer = {}\n",
            20 + place % 13,
            60 + place % 7
        )
    };
    let more: String = (1..width).map(more).collect();
    let scenario = without_draws(&format!("{MINIMAL}[opening_base]\ntenure = \"new\"\n{more}"));
    bencher.bench_local(|| tenure::findings::find(divan::black_box(&scenario)));
}

/// The sandwich shop's strategies with a card, 24 months: plans and engine alone, cards without an end and with one.
#[divan::bench(args = ["none", "6 months"])]
fn punch_cards(bencher: divan::Bencher<'_, '_>, expiry: &str) {
    let text = SHOP.replace("expiry   = \"none\"", &format!("expiry   = \"{expiry}\""));
    assert!(text.contains(&format!("\"{expiry}\"")), "the shop's card has no such expiry");
    let scenario = without_draws(&text);
    let values = scenario.base_values();
    bencher.bench_local(|| {
        let run = |place: usize| {
            let business = &scenario.strategies[place].business;
            let still = Adjust::none(business.channels.len(), business.programmes.len());
            let events = vec![0.0; business.events.len()];
            project(&build(&scenario, place, &values, &still, &events, Precision::Base))
        };
        (0..divan::black_box(&scenario).strategies.len()).map(run).collect::<Vec<_>>()
    });
}
