//! A run compared with an earlier one: what changed, what each change did, and gates that follow it.

use std::path::Path;

use proptest::prelude::*;
use tenure::findings::{Baseline, BaselineFindings, CheckVerdict, Findings, find, find_against};
use tenure::metric::{Level, Shape, checked};
use tenure::report::voice::Voice;
use tenure::scenario::{Override, Scenario, read};

use super::checks::{MINIMAL, scenario};

/// What else differs, in words.
fn others(found: &BaselineFindings) -> Vec<String> {
    let voice = Voice::new("en", "EUR");
    found.other_changes.iter().map(|one| voice.prose(one).plain()).collect()
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn overridden(file: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<Override> =
        settings.iter().map(|words| Override::parse(words).unwrap()).collect();
    let (mut scenario, ..) = read(&folder().join(file), &settings)
        .unwrap_or_else(|(found, _)| panic!("{file}: {found:#?}"));
    scenario.uncertainty.draws = 0;
    scenario
}

fn since(old: &Findings, new: &Scenario) -> BaselineFindings {
    find_against(new, Some(&Baseline::of(old))).baseline.unwrap()
}

fn gain(findings: &Findings, found: &BaselineFindings) -> f64 {
    let npv = |id: &str| {
        let strategy = findings.strategies.iter().find(|one| one.id == id).unwrap();
        strategy.metrics.expected("npv").unwrap()
    };
    let Some(against) = found.against.as_deref() else {
        return npv(found.strategy.as_deref().unwrap());
    };
    let others = findings.strategies.iter().filter(|one| one.id != against);
    others.map(|one| npv(&one.id) - npv(against)).fold(f64::NEG_INFINITY, f64::max)
}

/// Each change is worth what runs of the whole program say that have only it, or it and those before it;
/// the walk closes, and nothing is left over where only values changed.
#[test]
fn the_walk_is_that_of_separate_runs() {
    for (file, settings) in [
        (
            "templates/init/minimal.toml",
            vec!["segments.all.price=31", "churn.alpha=0.7", "channels.ads.customers=900"],
        ),
        (
            "scenarios/cable-save-desk.toml",
            vec![
                "model.discount_rate.base=11% per year",
                "overheads.sales_team=150_000",
                "programmes.bill-desk.accept.base=30%",
                "programmes.channel-desk.accept.base=15%",
            ],
        ),
    ] {
        let then = find(&overridden(file, &[]));
        let now = overridden(file, &settings);
        let found = since(&then, &now);
        assert_eq!(found.changes.len(), settings.len(), "{file}: {found:#?}");
        let size = found.old.unwrap().abs().max(found.new.unwrap().abs());
        // The expected engine meets its figures to 1e-9.
        let near = |a: f64, b: f64, what: &str| {
            assert!((a - b).abs() <= 2e-9 * size, "{file}, {what}: {a} is not {b}");
        };
        near(found.old.unwrap(), gain(&then, &found), "old");
        assert_eq!(found.other, Some(0.0), "{file}");
        let mut sum = found.old.unwrap();
        let mut before = found.old.unwrap();
        // The settings in the order of the file.
        let setting = |path: &str| {
            let is =
                |one: &&&str| Override::parse(one).unwrap().path.trim_end_matches(".base") == path;
            *settings.iter().find(is).unwrap()
        };
        let mut so_far = Vec::new();
        for change in &found.changes {
            let one = setting(&change.path);
            so_far.push(one);
            let alone = gain(&find(&overridden(file, &[one])), &found);
            near(change.alone.unwrap(), alone - found.old.unwrap(), "alone");
            let after = gain(&find(&overridden(file, &so_far)), &found);
            near(change.in_order.unwrap(), after - before, "in order");
            before = after;
            sum += change.in_order.unwrap();
        }
        near(sum, found.new.unwrap(), "the sum");
        near(found.difference.unwrap(), found.new.unwrap() - found.old.unwrap(), "difference");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever changes, values or not: then, everything else and the changes in order add up to now, and
    /// the one change of a single value is the same alone and in order.
    #[test]
    fn the_walk_always_closes(
        price in 20.0..40.0_f64,
        alpha in 0.3..2.0_f64,
        customers in 1.0..5000.0_f64,
        rate in 1..30_u32,
        which in 0..16_u8,
        end in proptest::bool::ANY,
        third in proptest::bool::ANY,
    ) {
        let mut now = MINIMAL.to_owned();
        let values = [
            ("price             = 30 ", format!("price = {price} ")),
            ("alpha = 0.668", format!("alpha = {alpha}")),
            ("customers         = 1000", format!("customers = {customers}")),
            ("\"10% per year\"", format!("\"{rate}% per year\"")),
        ];
        for (at, (from, to)) in values.iter().enumerate() {
            if which & (1 << at) != 0 {
                now = now.replacen(from, to, 1);
            }
        }
        if end {
            now = now.replace("cash_timing   = \"start\"", "cash_timing = \"end\"");
        }
        if third {
            now += "\n[[strategies]]\nid = \"third\"\nset = { \"churn.beta\" = 5.5 }\n";
        }
        let then = find(&scenario(MINIMAL));
        let found = since(&then, &scenario(&now));
        let in_order = found.changes.iter().map(|change| change.in_order.unwrap());
        let sum = found.old.unwrap() + found.other.unwrap() + in_order.sum::<f64>();
        let size = found.old.unwrap().abs().max(found.new.unwrap().abs());
        // A remainder below a billionth counts as nothing.
        prop_assert!((sum - found.new.unwrap()).abs() <= 2e-9 * size, "{:#?}", found);
        if let [only] = found.changes.as_slice() {
            prop_assert_eq!(only.alone, only.in_order);
        }
        if !end && !third {
            prop_assert_eq!(found.other, Some(0.0));
        }
    }
}

/// In every shipped scenario the figure followed is the headline's gain, also where the best strategy of all
/// is no candidate, and the run itself as its baseline is no change.
#[test]
fn the_same_file_has_no_change() {
    for path in super::checks::shipped() {
        let file = path.strip_prefix(folder()).unwrap().to_str().unwrap();
        let now = overridden(file, &[]);
        let then = find(&now);
        let found = since(&then, &now);
        let answer = &then.headline;
        let lead = match then.scenario.against == answer.winner {
            true => answer.runner_up.as_ref().unwrap(),
            false => &answer.winner,
        };
        let own = then.comparisons.iter().find(|one| one.strategy == *lead).unwrap();
        assert_eq!(found.strategy.as_ref(), Some(lead), "{file}");
        // A difference of two figures keeps their last digits.
        let size = then.strategies[0].metrics.expected("npv").unwrap().abs();
        let gap = found.new.unwrap() - own.incremental_npv.expected;
        assert!(gap.abs() <= 1e-12 * size, "{file}: {gap}");
        assert!(found.changes.is_empty() && found.other_changes.is_empty(), "{file}: {found:#?}");
        assert_eq!((found.difference, found.other), (Some(0.0), Some(0.0)), "{file}");
    }
}

/// An event that never happens may be as strong as it likes.
#[test]
fn a_change_without_effect_is_exactly_nothing() {
    let with = |acquisition: &str, price: &str| {
        let event = format!(
            "\n[[events]]\nid = \"e\"\nstarts = 2026-05-01\nprobability = \"0%\"\nacquisition = {acquisition}\n"
        );
        scenario(&(MINIMAL.replace("= 30 ", &format!("= {price} ")) + &event))
    };
    let found = since(&find(&with("1.1", "30")), &with("1.4", "31"));
    let paths: Vec<&str> = found.changes.iter().map(|change| change.path.as_str()).collect();
    // In the order of the file, which is not that of reading.
    assert_eq!(paths, ["segments.all.price", "events.e.acquisition"]);
    assert_ne!(found.changes[0].in_order, Some(0.0));
    assert_eq!((found.changes[1].alone, found.changes[1].in_order), (Some(0.0), Some(0.0)));
}

/// What is no value is left over and named, and the sum closes with it.
#[test]
fn what_no_value_explains_is_left_over_and_named() {
    let then = find(&scenario(MINIMAL));
    let more = "\n[[strategies]]\nid = \"third\"\n";
    let now = MINIMAL
        .replace("cash_timing   = \"start\"", "cash_timing = \"end\"")
        .replace("cost_per_customer = 120", "cost_per_customer = 110")
        + more;
    let found = since(&then, &scenario(&now));
    let other = found.other.unwrap();
    assert!(other != 0.0, "{found:#?}");
    let sum = found.old.unwrap() + other + found.changes[0].in_order.unwrap();
    assert!((sum / found.new.unwrap() - 1.0).abs() < 1e-9);
    let named = others(&found).join("\n");
    assert!(named.contains("cash_timing: `start`, now `end`"), "{named}");
    assert!(named.contains("the strategy `third` is new"), "{named}");
}

/// A range moves the draws and not the expected figure: it is named, and so is a relative change, which is
/// no value.
#[test]
fn ranges_and_relative_changes_are_named() {
    let then = find(&scenario(MINIMAL));
    let ranged = MINIMAL
        .replace("customers         = 1000", "customers = { base = 1000, low = 900, high = 1100 }");
    let found = since(&then, &scenario(&ranged));
    assert!(found.changes.is_empty() && found.other == Some(0.0), "{found:#?}");
    let range = "`channels.ads.customers` has another range: none, now 900 to 1,100";
    assert_eq!(others(&found), [range]);

    let relative = MINIMAL.replace("set  = { ", "set  = { \"channels.ads.customers\" = \"x1.2\", ");
    let found = since(&then, &scenario(&relative));
    assert!(found.changes.is_empty() && found.other != Some(0.0), "{found:#?}");
    assert!(others(&found)[0].contains("something in `a.toml`"), "{found:#?}");
}

/// Without a baseline no relative limit is met, however wide; with the run itself as its baseline every
/// figure that is there is what it was.
#[test]
fn relative_gates_follow_the_baseline() {
    let mut text = MINIMAL.to_owned();
    for (at, metric) in checked().enumerate() {
        let place = match metric.levels[0] {
            Level::Scenario => "",
            Level::Strategy => "strategy = \"keep-more\"",
            Level::Segment => "strategy = \"keep-more\"\nsegment = \"all\"",
            Level::Channel => "strategy = \"keep-more\"\nchannel = \"ads\"",
            level => panic!("{}: no check is for a {}", metric.id, level.word()),
        };
        let statistic = if metric.shape == Shape::ByPeriod { "max_over_time" } else { "expected" };
        for (kind, must) in [("wide", ">= baseline - 1000000%"), ("same", "== baseline")] {
            text.push_str(&format!(
                "\n[[checks]]\nid = \"c{at}-{kind}\"\nmetric = \"{}\"\n{place}\nstatistic = \"{statistic}\"\nmust = \"{must}\"\n",
                metric.id
            ));
        }
    }
    let scenario = scenario(&text);
    let alone = find(&scenario);
    for check in &alone.checks {
        assert_eq!(check.verdict, CheckVerdict::Uncertain, "{check:#?}");
        let why = Voice::of(&alone).filling(check.limit_value_why.as_ref().unwrap()).plain();
        assert!(why.contains("no baseline given"), "{why}");
        assert!(check.limit_value.is_none());
    }
    let again = find_against(&scenario, Some(&Baseline::of(&alone)));
    let mut passed = 0;
    for check in &again.checks {
        let wanted = match check.value {
            Some(_) => CheckVerdict::Pass,
            None => CheckVerdict::Uncertain,
        };
        passed += usize::from(check.value.is_some());
        assert_eq!(check.verdict, wanted, "{check:#?}");
        assert_eq!(check.limit_value.is_none(), check.value.is_none(), "{check:#?}");
    }
    assert!(passed > 60, "{passed}");
}

/// Per cent are of the size of the figure, points of the share itself: also below zero.
#[test]
fn limits_move_as_they_are_written() {
    let of = |metric: &str, must: &str, place: &str| {
        let text = format!(
            "{}\n[[checks]]\nid = \"c\"\nmetric = \"{metric}\"\n{place}\nmust = \"{must}\"\n",
            MINIMAL.replace("cost_per_customer = 120", "cost_per_customer = 1200")
        );
        let scenario = scenario(&text);
        let then = Baseline::of(&find(&scenario));
        find_against(&scenario, Some(&then)).checks.remove(0)
    };
    let strategy = "strategy = \"baseline\"";
    let limit = |metric: &str, must: &str| {
        let check = of(metric, must, strategy);
        let was = check.baseline.unwrap();
        (was, check.limit_value.unwrap(), check.verdict)
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
    let (was, at, verdict) = limit("npv", ">= baseline - 2%");
    assert!(was < 0.0 && verdict == CheckVerdict::Pass);
    near(at, was * 1.02);
    let (was, at, verdict) = limit("npv", ">= baseline + 2%");
    assert_eq!(verdict, CheckVerdict::Fail);
    near(at, was * 0.98);
    let (was, at, _) = limit("npv", ">= baseline * 0.98");
    near(at, was * 0.98);
    let (was, at, _) = limit("npv", ">= baseline - 1_000");
    near(at, was - 1000.0);
    let (was, at, verdict) = limit("churn_period", "<= baseline + 0.5 points");
    assert_eq!(verdict, CheckVerdict::Pass);
    near(at, was + 0.005);
    let (was, at, _) = limit("churn_period", "<= baseline + 10%");
    near(at, was * 1.1);
}

/// Whoever wrote a baseline writes nothing into a log by it.
#[test]
fn a_baseline_holds_nothing_that_acts_on_a_terminal() {
    let text = tenure::report::json::render(&tenure::findings::find(&crate::runs::scenario(
        &std::fs::read_to_string(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml"),
        )
        .unwrap(),
    )))
    .unwrap();
    let hostile = text.replace("\"As today\"", "\"As\\u001b[31m\\n::error::today\"");
    assert_ne!(hostile, text);
    let read = tenure::findings::Baseline::read(&format!("\u{feff}{hostile}")).unwrap();
    let shown = format!("{read:?}");
    assert!(!shown.contains("\\u{1b}") && !shown.contains("\\n::error"), "{shown}");
}

/// Two files that differ in `spend` alone state two curves through the same number of customers: what a
/// desk or an effect gains is the same, and so is every figure that `diff` gives. Moved along the curve, as
/// `--set` moves it, the spend would seem to bring customers, and something that does not exist would seem
/// to take them away.
#[test]
fn a_spend_that_a_file_restates_moves_its_curve() {
    let text = |spend: u32| {
        format!(
            "{MINIMAL}\n[[channels]]\nid = \"spent\"\nspend = {spend}\nresponse = {{ form = \"saturating\", \
             customers = 100, ceiling = 200 }}\n"
        )
    };
    let (then, now) = (find(&scenario(&text(1000))), scenario(&text(1200)));
    let found = since(&then, &now);
    let spend = found.changes.iter().find(|one| one.path == "channels.spent.spend").unwrap();
    assert_eq!((spend.old, spend.new, found.changes.len()), (1000.0, 1200.0, 1));
    let size = found.new.unwrap().abs();
    let none = |value: Option<f64>| value.unwrap().abs() <= 1e-9 * size;
    assert!(none(found.difference) && none(spend.alone) && none(spend.in_order), "{found:#?}");
    assert_eq!((found.other, found.other_changes.as_slice()), (Some(0.0), &[][..]));
}

/// Each change alone is worth what a run says whose file has that value and else the earlier ones.
#[test]
fn changes_of_a_spend_are_those_of_edited_files() {
    let path = folder().join("scenarios/cable-save-desk.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let read = |text: &str| {
        let (mut scenario, ..) =
            tenure::scenario::read_text("cable-save-desk.toml", text, &[]).expect("an edited file");
        scenario.uncertainty.draws = 0;
        scenario
    };
    let old = read(&text);
    let stated = old.assumptions.iter().find(|one| {
        one.strategy.is_none() && one.path.starts_with("channels.") && one.path.ends_with(".spend")
    });
    let stated = stated.expect("a channel with a spend");
    let line = text.lines().nth(stated.line - 1).unwrap();
    let digits = |c: char| c.is_ascii_digit() || c == '_';
    let begin = line.find(|c: char| c.is_ascii_digit()).unwrap();
    let end = begin + line[begin..].find(|c| !digits(c)).unwrap_or(line.len() - begin);
    let edited = format!("{}{}{}", &line[..begin], (1.2 * stated.value).round(), &line[end..]);
    let now = read(&text.replacen(line, &edited, 1));
    let then = find(&old);
    let found = since(&then, &now);
    let change = found.changes.iter().find(|one| one.path == stated.path).unwrap();
    let difference = found.new.unwrap() - found.old.unwrap();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * found.new.unwrap().abs();
    assert!(near(change.alone.unwrap(), difference), "{found:#?}");
    assert!(near(found.other.unwrap(), 0.0) && found.other_changes.is_empty(), "{found:#?}");
}
