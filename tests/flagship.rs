//! The reports in `reports/` are what the program makes of the shipped scenarios, byte for byte.
//!
//! `TENURE_BLESS=1 cargo test --release flagship` writes them again.

use std::fs;
use std::path::Path;

use tenure::findings::find;
use tenure::report::{RenderOptions, html};
use tenure::scenario;

/// Scenarios whose reports are kept.
const FLAGSHIPS: &[&str] = &["minimal", "streaming", "wireless-2024"];

/// Largest report, in bytes.
const LARGEST: usize = 400_000;

#[test]
#[cfg_attr(debug_assertions, ignore = "thousands of draws take minutes without optimisation")]
fn flagship_reports_are_made_again_byte_for_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var_os("TENURE_BLESS").is_some();
    let mut changed = Vec::new();
    for name in FLAGSHIPS {
        let path = root.join("scenarios").join(format!("{name}.toml"));
        let Ok((scenario, _, _)) = scenario::read(&path, &[]) else {
            panic!("{} is refused", path.display())
        };
        let page = html::render(&find(&scenario), &RenderOptions::default()).unwrap();
        assert!(page.len() < LARGEST, "{name}: {} bytes", page.len());
        let kept = root.join("reports").join(&scenario.about.id).join("report.html");
        if bless {
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::write(&kept, page).unwrap();
        } else if fs::read_to_string(&kept).ok().as_deref() != Some(page.as_str()) {
            changed.push(kept);
        }
    }
    assert!(changed.is_empty(), "changed; if on purpose, run with TENURE_BLESS=1: {changed:?}");
}
