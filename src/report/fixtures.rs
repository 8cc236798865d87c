//! What the engine finds for three scenarios, found once a process, for the tests of this folder.

use crate::findings::{Findings, find};
use crate::scenario::{Scenario, read_text};
use std::sync::OnceLock;

/// The smallest scenario of the language.
pub const MINIMAL: &str = include_str!("../../templates/init/minimal.toml");
/// Most of the language.
const STREAMING: &str = include_str!("../../scenarios/streaming.toml");

/// Names that try to break out of the page.
const HOSTILE: [&str; 3] =
    ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "*_[`|]_* & <b>"];

/// A scenario of the language, with few draws.
pub fn scenario(text: &str) -> Scenario {
    let Ok((mut scenario, ..)) = read_text("scenario.toml", text, &[]) else {
        panic!("the scenario has errors")
    };
    scenario.uncertainty.draws = scenario.uncertainty.draws.min(32);
    scenario
}

/// Two strategies, no draws.
pub fn small() -> Findings {
    static FOUND: OnceLock<Findings> = OnceLock::new();
    FOUND.get_or_init(|| find(&scenario(MINIMAL))).clone()
}

/// Six strategies, programmes of several kinds, draws, checks.
pub fn streaming() -> Findings {
    static FOUND: OnceLock<Findings> = OnceLock::new();
    FOUND.get_or_init(|| find(&scenario(STREAMING))).clone()
}

/// The same without draws, under names that try to break out of the page.
pub fn hostile() -> Findings {
    static FOUND: OnceLock<Findings> = OnceLock::new();
    let named = |(at, line): (usize, &str)| match line.split_once("= \"") {
        Some((key, _)) if key.trim() == "name" => {
            format!("{key}= '{} {at}'\n", HOSTILE[at % HOSTILE.len()])
        }
        _ => line.replace("note = \"", "note = \"](javascript:alert(4)) <img src=x>") + "\n",
    };
    let text = || STREAMING.lines().enumerate().map(named).collect::<String>();
    let found = FOUND.get_or_init(|| {
        let mut scenario = scenario(&text());
        scenario.uncertainty.draws = 0;
        let mut found = find(&scenario);
        found.scenario.title = HOSTILE.concat();
        found
    });
    found.clone()
}
