//! Scenarios that somebody broke, by hand, by a generator or by a setting: whatever comes, there is an answer
//! without a panic, without a number that is none, and with a place for each error.
//!
//! The long campaign: `TENURE_CASES=20000 cargo test --release --test tests -- --ignored mutated`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tenure::diag::{Severity, any_errors};
use tenure::findings::{CheckVerdict, find};
use tenure::report::{RenderOptions, csv, html, json, junit, markdown};
use tenure::scenario::{Override, Read, Scenario, read_text};
use toml::{Table, Value};

/// Scenarios that stand alone and run in milliseconds.
pub const VALID: &[&str] = &[
    include_str!("../templates/init/minimal.toml"),
    include_str!("../templates/init/save-desk.toml"),
    include_str!("../templates/init/loyalty-points.toml"),
    include_str!("../templates/init/win-back.toml"),
    include_str!("../templates/init/subscription.toml"),
    include_str!("valid/shop.toml"),
    include_str!("published/cases/second-points.toml"),
    include_str!("published/cases/second-all-together.toml"),
    include_str!("published/cases/second-channels-and-brand.toml"),
    include_str!("published/cases/second-visit-kinds.toml"),
    include_str!("published/cases/second-subscription-kinds.toml"),
];

/// The shipped scenarios that stand alone.
const SHIPPED: &[&str] = &[
    include_str!("../scenarios/streaming.toml"),
    include_str!("../scenarios/sandwich-shop.toml"),
    include_str!("../scenarios/cable-save-desk.toml"),
    include_str!("../scenarios/leaky-bucket.toml"),
    include_str!("../scenarios/airline-miles.toml"),
    include_str!("../scenarios/telco-contracts.toml"),
    include_str!("../scenarios/heterogeneity.toml"),
    include_str!("../scenarios/blattberg-deighton.toml"),
];

/// Values at the ends of what may stand somewhere, and beyond.
const NASTY: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "5e-324",
    "1e-9",
    "1e15",
    "1e300",
    "-0.0",
    "nan",
    "inf",
    "true",
    "\"\"",
    "\"0%\"",
    "\"100%\"",
    "\"99.9999999%\"",
    "\"-100%\"",
    "\"-99.99%\"",
    "\"1e-12%\"",
    "\"0% per month\"",
    "\"100% per month\"",
    "\"99.99% per month\"",
    "\"-50% per year\"",
    "\"900% per year\"",
    "\"1e-9 per month\"",
    "\"0 months\"",
    "\"1 month\"",
    "\"240 months\"",
    "\"1199 months\"",
    "\"x0\"",
    "\"x1e9\"",
    "\"x0.5\"",
    "\"+50 points\"",
    "\"*\"",
    "\"new\"",
    "\"steady-state\"",
    "\"constant\"",
    "\">= baseline\"",
    "2026-01-01",
    "1900-01-01",
    "2200-12-31",
    "[]",
    "{}",
    "[\"price\"]",
    "{ base = 1, low = 0, high = 2 }",
    "{ base = \"5%\", low = \"0%\", high = \"100%\" }",
    "{ base = \"5% per month\", low = \"0% per month\", high = \"99% per month\" }",
    "{ schedule = { 2026-01-01 = 1, 2026-06-01 = 0 } }",
    "{ by_tenure = { \"1 month\" = 1, \"over 1 month\" = 0 } }",
];

/// A stream of numbers that is the same on every machine (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.roll() % count.max(1) as u64) as usize
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

fn nasty(dice: &mut Dice) -> Value {
    let text = format!("x = {}", dice.one_of(NASTY));
    text.parse::<Table>().unwrap().remove("x").unwrap()
}

/// How many values a tree has, tables and lists among them.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Table(table) => table.values().map(size).sum(),
        Value::Array(list) => list.iter().map(size).sum(),
        _ => 0,
    }
}

/// Changes the value that is `at`-th in the tree, counted down to 0; its key may go or be misspelt.
fn change(value: &mut Value, at: &mut usize, dice: &mut Dice) -> bool {
    if *at == 0 {
        match value {
            Value::Integer(number) if dice.below(2) == 0 => *number = number.wrapping_mul(1000),
            Value::Float(number) if dice.below(2) == 0 => *number *= 1e6,
            Value::Array(list) if !list.is_empty() => {
                let (a, b) = (dice.below(list.len()), dice.below(list.len()));
                match dice.below(4) {
                    0 => list.swap(a, b),
                    1 => list.push(list[a].clone()),
                    2 => drop(list.remove(a)),
                    _ => list[a] = nasty(dice),
                }
            }
            _ => *value = nasty(dice),
        }
        return true;
    }
    *at -= 1;
    match value {
        Value::Table(table) => {
            let keys: Vec<String> = table.keys().cloned().collect();
            for key in keys {
                let inner = table.get_mut(&key).unwrap();
                if *at < size(inner) {
                    if *at == 0 && dice.below(3) == 0 {
                        let old = table.remove(&key).unwrap();
                        if dice.below(2) == 0 {
                            table.insert(format!("{key}x"), old);
                        }
                        return true;
                    }
                    return change(inner, at, dice);
                }
                *at -= size(inner);
            }
        }
        Value::Array(list) => {
            for inner in list {
                if *at < size(inner) {
                    return change(inner, at, dice);
                }
                *at -= size(inner);
            }
        }
        _ => {}
    }
    false
}

/// A text with one to three values of its tree changed.
pub fn changed_text(text: &str, dice: &mut Dice) -> String {
    let mut tree = Value::Table(text.parse().unwrap());
    for _ in 0..=dice.below(3) {
        let mut at = dice.below(size(&tree) - 1) + 1;
        change(&mut tree, &mut at, dice);
    }
    toml::to_string(&tree).unwrap()
}

/// A text with bytes changed.
fn broken_text(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(3) {
        let at = text.floor_char_boundary(dice.below(text.len()));
        let end = text.ceil_char_boundary((at + dice.below(12)).min(text.len()));
        let new = match dice.below(4) {
            0 => String::new(),
            1 => text[at..end].repeat(2),
            2 => dice.one_of(NASTY).to_owned(),
            _ => dice
                .one_of(&["\u{0}", "\u{1b}[2J", "]", "\"", "=", "\r", "\u{202e}", "#", "[[", "."])
                .to_owned(),
        };
        text.replace_range(at..end, &new);
    }
    text
}

/// A setting of a number of the scenario.
pub fn random_setting(scenario: &Scenario, dice: &mut Dice) -> Override {
    let all = &scenario.assumptions;
    let path = all[dice.below(all.len())].path.clone();
    Override { path, value: dice.one_of(NASTY).to_owned() }
}

/// A year or two: enough for every part of the engine, and quick.
fn short(text: &str) -> String {
    let kept = text.lines().map(|line| match line.trim_start().starts_with("horizon") {
        true if line.contains("month") => "horizon = \"14 months\"",
        true if line.contains("year") && text.contains("period        = \"year\"") => line,
        _ => line,
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// What must hold of any input; the words of what does not.
fn answered(read: Read, draws: usize) -> Result<bool, String> {
    let (mut scenario, warnings, _) = match read {
        Ok(read) => read,
        Err((found, _)) => {
            if !any_errors(&found) {
                return Err("refused without an error".to_owned());
            }
            let mute = |one: &tenure::diag::Diagnostic| {
                one.span.is_none() || one.severity == Severity::Error && one.help.is_none()
            };
            return match found.iter().find(|one| mute(one)) {
                Some(one) => Err(format!("an error without a place or help: {one:?}")),
                None => Ok(false),
            };
        }
    };
    if let Some(error) = warnings.iter().find(|one| one.severity == Severity::Error) {
        return Err(format!("accepted with an error: {error:?}"));
    }
    scenario.uncertainty.draws = scenario.uncertainty.draws.min(draws);
    // A case is to take no longer than others.
    if scenario.calendar.periods > 60 || scenario.strategies.len() > 12 {
        return Ok(false);
    }
    let findings = find(&scenario);
    json::render(&findings).map_err(|error| format!("findings: {error:?}"))?;
    html::render(&findings, &RenderOptions::default()).map_err(|e| format!("page: {e}"))?;
    csv::render(&findings).map_err(|error| format!("series: {error:?}"))?;
    let texts = [markdown::render(&findings, &[]), junit::render(&findings, &|_| None)];
    if texts.iter().any(|text| text.contains("NaN")) {
        return Err("a text with a number that is none".to_owned());
    }
    match findings.integrity.iter().find(|sum| sum.verdict != CheckVerdict::Pass) {
        Some(sum) => {
            Err(format!("`{}` is off by {:e} under {}", sum.id(), sum.residual, sum.strategy))
        }
        None => Ok(true),
    }
}

/// One case by its number: the text and the settings.
fn case(number: u64) -> (String, Vec<Override>) {
    let mut dice = Dice(number.wrapping_mul(0x2545_F491_4F6C_DD1D));
    let all = if dice.below(8) == 0 { SHIPPED } else { VALID };
    let text = short(dice.one_of(all));
    match dice.below(3) {
        0 => (changed_text(&text, &mut dice), vec![]),
        1 => (broken_text(&text, &mut dice), vec![]),
        _ => {
            let (scenario, _, _) = read_text("x.toml", &text, &[]).expect("a valid text");
            let settings = (0..=dice.below(2)).map(|_| random_setting(&scenario, &mut dice));
            (text, settings.collect())
        }
    }
}

fn campaign(cases: std::ops::Range<u64>) {
    let mut ran = 0;
    let mut wrong = Vec::new();
    let count = cases.end - cases.start;
    for number in cases {
        let (text, settings) = case(number);
        let tried =
            catch_unwind(AssertUnwindSafe(|| answered(read_text("x.toml", &text, &settings), 3)));
        let outcome = tried.unwrap_or_else(|_| Err("a panic".to_owned()));
        match outcome {
            Ok(valid) => ran += u64::from(valid),
            Err(why) => {
                if let Ok(folder) = std::env::var("TENURE_WRITE_CASES") {
                    let text = format!("# {why:?} {settings:?}\n{text}");
                    std::fs::write(format!("{folder}/{number}.toml"), text).unwrap();
                }
                wrong.push(format!("case {number} {settings:?}: {why}"));
            }
        }
    }
    println!("{ran} of {count} cases ran");
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(ran * 16 > count, "{ran} of {count} cases ran");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes without optimisation")]
fn mutated_scenarios_are_answered() {
    campaign(0..400);
}

/// `TENURE_CASES=20000 cargo test --release --test tests -- --ignored mutated`; with `TENURE_WRITE_CASES=DIR`
/// the cases that fail are written.
#[test]
#[ignore = "takes many minutes"]
fn mutated_scenarios_are_answered_at_length() {
    let cases = std::env::var("TENURE_CASES").ok().and_then(|cases| cases.parse().ok());
    campaign(400..400 + cases.unwrap_or(5_000));
}
