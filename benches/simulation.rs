//! Draws of customers' own chance and of assumptions.

use tenure::scenario::{Scenario, read_text};

fn main() {
    divan::main();
}

const THINNING: &str = include_str!("scenarios/thinning.toml");
const STREAMING: &str = include_str!("../tests/published/reference/streaming.toml");

fn read(text: &str, draws: usize) -> Scenario {
    let mut scenario = match read_text("bench.toml", text, &[]) {
        Ok((scenario, ..)) => scenario,
        Err((found, _)) => panic!("{found:?}"),
    };
    scenario.uncertainty.draws = draws;
    scenario
}

/// Customers' own chance at 1,000 joiners a month for 60 months, two strategies: the job of
/// `thinning.py`.
#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn customers(bencher: divan::Bencher<'_, '_>, draws: usize) {
    let scenario = read(THINNING, draws);
    bencher.bench_local(|| tenure::findings::find(divan::black_box(&scenario)));
}

/// Drawn assumptions, three strategies with every kind of programme.
#[divan::bench(args = [20], sample_count = 3)]
fn assumptions(bencher: divan::Bencher<'_, '_>, draws: usize) {
    let scenario = read(STREAMING, draws);
    bencher.bench_local(|| tenure::findings::find(divan::black_box(&scenario)));
}
