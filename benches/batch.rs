//! Many small scenarios, each from text to report, in memory.

use rayon::prelude::*;
use tenure::report::{RenderOptions, html, json};
use tenure::scenario::read_text;

fn main() {
    divan::main();
}

const MINIMAL: &str = include_str!("../templates/init/minimal.toml");

/// The minimal scenario at as many prices.
fn texts(count: usize) -> Vec<String> {
    let price = |place: usize| format!("price = {}.{:02}", 20 + place % 30, place % 100);
    (0..count).map(|place| MINIMAL.replace("price             = 30", &price(place))).collect()
}

#[divan::bench(args = [1_000], sample_count = 3)]
fn reports(bencher: divan::Bencher<'_, '_>, count: usize) {
    let texts = texts(count);
    bencher.bench_local(|| {
        let report = |text: &String| {
            let scenario = match read_text("bench.toml", text, &[]) {
                Ok((scenario, ..)) => scenario,
                Err((found, _)) => panic!("{found:?}"),
            };
            let findings = tenure::findings::find(&scenario);
            let page = html::render(&findings, &RenderOptions::default()).expect("a page");
            page.len() + json::render(&findings).expect("finite findings").len()
        };
        texts.par_iter().map(report).sum::<usize>()
    });
}
