//! The reports in `reports/` are what the program makes of the shipped scenario, byte for byte.
//!
//! `TENURE_BLESS=1 cargo test --release flagship` writes them again.

use std::fs;
use std::path::Path;

use tenure::findings::find;
use tenure::report::{RenderOptions, html};
use tenure::scenario::{Override, read};

/// The scenario whose reports are kept.
const FLAGSHIP: &str = "scenarios/streaming.toml";

/// Largest report, in bytes.
const LARGEST: usize = 400_000;

#[test]
#[cfg_attr(debug_assertions, ignore = "thousands of draws take minutes without optimisation")]
fn the_flagship_report_is_made_again_byte_for_byte() {
    // As the README's first command writes it, with the findings beside it: a run leaves the checkout clean.
    is_made_again("nordlys-play-2026", &[], &["findings.json"]);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "thousands of draws take minutes without optimisation")]
fn so_is_the_one_in_danish() {
    is_made_again("nordlys-play-2026-da", &["scenario.language=da"], &[]);
}

/// Compares what the program makes of the scenario under these settings, as of `--set`, and beside these files, with
/// what is kept in a folder.
fn is_made_again(folder: &str, settings: &[&str], beside: &[&'static str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings: Vec<Override> =
        settings.iter().map(|words| Override::parse(words).unwrap()).collect();
    let Ok((scenario, _, _)) = read(&root.join(FLAGSHIP), &settings) else {
        panic!("{FLAGSHIP} is refused")
    };
    let options = RenderOptions { files: beside.to_vec(), ..RenderOptions::default() };
    let page = html::render(&find(&scenario), &options).unwrap();
    assert!(page.len() < LARGEST, "{} bytes", page.len());
    let kept = root.join("reports").join(folder).join("report.html");
    if std::env::var_os("TENURE_BLESS").is_some() {
        fs::write(&kept, page).unwrap();
    } else {
        let same = fs::read_to_string(&kept).unwrap_or_default() == page;
        assert!(same, "{} changed; if on purpose, run with TENURE_BLESS=1", kept.display());
    }
}
