//! The report in `reports/` is what the program makes of the shipped scenario, byte for byte.
//!
//! `TENURE_BLESS=1 cargo test --release flagship` writes it again.

use std::fs;
use std::path::Path;

use tenure::findings::find;
use tenure::report::{RenderOptions, html};
use tenure::scenario;

/// The scenario whose report is kept.
const FLAGSHIP: &str = "scenarios/streaming.toml";

/// Largest report, in bytes.
const LARGEST: usize = 400_000;

#[test]
#[cfg_attr(debug_assertions, ignore = "thousands of draws take minutes without optimisation")]
fn the_flagship_report_is_made_again_byte_for_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok((scenario, _, _)) = scenario::read(&root.join(FLAGSHIP), &[]) else {
        panic!("{FLAGSHIP} is refused")
    };
    let page = html::render(&find(&scenario), &RenderOptions::default()).unwrap();
    assert!(page.len() < LARGEST, "{} bytes", page.len());
    let kept = root.join("reports").join(&scenario.about.id).join("report.html");
    if std::env::var_os("TENURE_BLESS").is_some() {
        fs::write(&kept, page).unwrap();
    } else {
        let same = fs::read_to_string(&kept).ok().as_deref() == Some(page.as_str());
        assert!(same, "{} changed; if on purpose, run with TENURE_BLESS=1", kept.display());
    }
}
