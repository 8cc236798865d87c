//! Many small scenarios, each from text to report, in memory; and many variants of one, through the program.

use std::env;
use std::fs;
use std::process::Command;

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

/// A thousand variants on one thread, start included: `pipe` belongs to the program, not to the library.
#[divan::bench(args = ["churn.beta", "segments.all.price"], sample_count = 5)]
fn variants(bencher: divan::Bencher<'_, '_>, path: &str) {
    let file = env::temp_dir().join(format!("tenure-bench-{path}.ndjson"));
    let line = |place: u32| {
        format!(
            "{{\"id\": {place}, \"set\": {{\"{path}\": {}}}}}\n",
            3.0 + f64::from(place) / 500.0
        )
    };
    fs::write(&file, (0..1_000).map(line).collect::<String>()).expect("a file of variants");
    bencher.bench_local(|| {
        let mut pipe = Command::new(env!("CARGO_BIN_EXE_tenure"));
        pipe.args(["pipe", "templates/init/minimal.toml", "--threads", "1"]).arg(&file);
        let rows = pipe.output().expect("the program runs");
        assert!(rows.status.success(), "{}", String::from_utf8_lossy(&rows.stderr));
        rows.stdout.len()
    });
    fs::remove_file(&file).expect("the file is still there");
}
