//! Is every figure of a page a finding, is the page complete, and can text break out of it?

use super::sample;
use super::{RenderOptions, html};
use crate::findings::Findings;

fn page(findings: &Findings) -> String {
    html::render(findings, &RenderOptions { date: Some("2026-11-22".into()) }).unwrap()
}

fn samples() -> Vec<(&'static str, Findings)> {
    vec![("small", sample::small()), ("large", sample::large()), ("flagship", sample::flagship())]
}

#[test]
fn samples_are_written_when_asked_for() {
    let Ok(dir) = std::env::var("TENURE_WRITE_SAMPLE") else { return };
    for (name, findings) in samples() {
        let html = page(&findings);
        println!("{name}: {} bytes", html.len());
        std::fs::write(format!("{dir}/{name}.html"), &html).unwrap();
        let dark = html.replace("<html lang=\"en\">", "<html lang=\"en\" data-theme=\"dark\">");
        std::fs::write(format!("{dir}/{name}-dark.html"), dark).unwrap();
    }
}

#[test]
fn no_message_is_missing() {
    for (name, findings) in samples() {
        let html = page(&findings);
        let at = html.find('\u{27e6}');
        assert!(at.is_none(), "{name}: {:?}", at.map(|at| html[at..].chars().take(60).collect::<String>()));
    }
}
