//! Gates: what they let through, what they stop, and what nobody can decide.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tenure::findings::{CheckFindings, CheckVerdict, Findings, Known, Metric, find};
use tenure::metric::{Level, Shape, Unit, checked};
use tenure::scenario::{Scenario, read, read_text};

/// The statistics that only draws have.
const OF_DRAWS: &[&str] = &["mean", "p10", "p50", "p90", "probability_above"];

pub(crate) const MINIMAL: &str = include_str!("../templates/init/minimal.toml");

pub(crate) fn scenario(text: &str) -> Scenario {
    match read_text("a.toml", text, &[]) {
        Ok((scenario, ..)) => scenario,
        Err((found, _)) => panic!("{found:#?}"),
    }
}

fn check(id: usize, keys: &str) -> String {
    format!("\n[[checks]]\nid = \"c{id}\"\n{keys}\n")
}

fn verdict_of(text: &str) -> CheckFindings {
    find(&scenario(text)).checks.remove(0)
}

/// Two limits for every metric, place and statistic: one that all numbers meet, and one that none does.
fn all_checks(segment: &str, channel: Option<&str>) -> String {
    let mut text = String::new();
    let mut id = 0;
    for metric in checked() {
        for level in metric.levels {
            let place = match level {
                Level::Scenario => String::new(),
                Level::Strategy => "strategy = \"*\"".to_owned(),
                Level::Segment => format!("strategy = \"*\"\nsegment = \"{segment}\""),
                Level::Channel => match channel {
                    Some(channel) => format!("strategy = \"*\"\nchannel = \"{channel}\""),
                    None => continue,
                },
                Level::Common | Level::Programme => continue,
            };
            let statistics: Vec<&str> = match metric.shape == Shape::ByPeriod {
                true => vec!["max_over_time", "min_over_time"],
                false => ["expected"].iter().chain(OF_DRAWS).copied().collect(),
            };
            for statistic in statistics {
                let share = statistic == "probability_above" || metric.unit == Unit::Share;
                let most = if share { "1000000000000%" } else { "1e15" };
                for must in [format!(">= -{most}"), format!("<= {most}")] {
                    let keys = format!(
                        "metric = \"{}\"\n{place}\nstatistic = \"{statistic}\"\nmust = \"{must}\"",
                        metric.id
                    );
                    text.push_str(&check(id, &keys));
                    id += 1;
                }
            }
        }
    }
    text
}

/// The metric that a check names, where it looks for it.
fn looked_at<'a>(findings: &'a Findings, check: &CheckFindings) -> Option<&'a Metric> {
    let of = |id: &Option<String>| findings.strategies.iter().find(|s| Some(&s.id) == id.as_ref());
    let strategy = of(&check.strategy).unwrap_or(&findings.strategies[0]);
    let metrics = match (&check.segment, &check.channel) {
        (Some(id), _) => &strategy.segments.iter().find(|s| s.id == *id)?.metrics,
        (_, Some(id)) => &strategy.channels.iter().find(|s| s.id == *id)?.metrics,
        _ => &strategy.metrics,
    };
    metrics.get(&check.metric)
}

pub(crate) fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

/// No limit is so wide that a figure of which nothing is known meets it: every metric, every place, every statistic,
/// over all shipped scenarios and one that has nearly nothing, with draws and without.
#[test]
fn a_check_never_passes_on_missing_data() {
    let mut missing = BTreeSet::new();
    let mut passed = BTreeSet::new();
    let bare = MINIMAL.to_owned();
    let nobody = MINIMAL
        .replace("customers         = 1000", "customers = 0")
        .replace("horizon       = \"60 months\"", "horizon = \"1 month\"");
    let with_cash = MINIMAL
        .replace("cash_timing   = \"start\"", "cash_timing = \"start\"\nopening_cash = 100_000");
    let within_walls = MINIMAL
        .replace("opening_customers = 0", "capacity = 9_000\nopening_customers = 0")
        .replace("[churn]", "[market]\nreachable_customers = 90_000\n[churn]");
    let mut texts = vec![
        ("bare".to_owned(), bare),
        ("nobody".to_owned(), nobody),
        ("with cash".to_owned(), with_cash),
        ("within walls".to_owned(), within_walls),
    ];
    for path in shipped() {
        texts.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
    }
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/data");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for entry in std::fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        std::fs::copy(&path, folder.path().join("data").join(name)).unwrap();
    }
    for (name, text) in texts {
        let path = folder.path().join("a.toml");
        std::fs::write(&path, &text).unwrap();
        let (plain, ..) =
            read(&path, &[]).unwrap_or_else(|(found, _)| panic!("{name}: {found:#?}"));
        let more = all_checks(&plain.segments[0].id, plain.channels.first().map(|c| c.id.as_str()));
        // Two of the file's own ids cannot clash with those made here.
        std::fs::write(&path, text + &more).unwrap();
        let (mut asked, ..) =
            read(&path, &[]).unwrap_or_else(|(found, _)| panic!("{name}: {found:#?}"));
        for draws in [0, 4] {
            asked.uncertainty.draws = draws;
            let findings = find(&asked);
            for check in &findings.checks {
                let what = format!("{name}, {draws} draws: {check:#?}");
                let drawn = OF_DRAWS.contains(&check.statistic);
                let absent = !matches!(
                    looked_at(&findings, check),
                    Some(Metric::Scalar(_) | Metric::Array(_) | Metric::Gaps(_))
                );
                if absent {
                    missing.insert(check.metric.clone());
                }
                // What the run did not draw is open; what is missing is decided by its side, or fails.
                if drawn && draws == 0 {
                    assert_eq!(check.verdict, CheckVerdict::Uncertain, "{what}");
                }
                if let Some(Metric::Missing(missing)) = looked_at(&findings, check)
                    && check.statistic == "expected"
                {
                    let sign = if check.limit.starts_with('>') { 1.0 } else { -1.0 };
                    let passes = match missing.side {
                        Known::Nothing => false,
                        Known::Beyond(_) | Known::AtLeast(_) => sign > 0.0,
                        Known::AtMost(_) => sign < 0.0,
                    };
                    assert_eq!(check.verdict == CheckVerdict::Pass, passes, "{what}");
                }
                match check.value {
                    Some(value) => {
                        assert!(value.is_finite() && check.value_why.is_none(), "{what}");
                        if let Some([low, high]) = check.interval {
                            assert!(low <= value && value <= high, "{what}");
                        } else {
                            assert!(check.undefined_draws.is_some(), "{what}");
                        }
                    }
                    None => {
                        assert!(check.value_why.is_some(), "{what}");
                        assert!(check.interval.is_none(), "{what}");
                    }
                }
                if check.verdict == CheckVerdict::Pass {
                    passed.insert(check.metric.clone());
                }
            }
        }
    }
    // The test means nothing where hardly any figure is ever missing, or ever there.
    assert!(missing.len() >= 20, "{missing:?}");
    let never: Vec<_> =
        checked().map(|metric| metric.id).filter(|id| !passed.contains(*id)).collect();
    assert!(never.is_empty(), "no scenario has {never:?}");
}

const DRAWN: &str = "\n[uncertainty]\ndraws = 400\n";

fn ranged() -> String {
    MINIMAL
        .replace("customers         = 1000", "customers = { base = 1000, low = 500, high = 1500 }")
        + DRAWN
}

/// The interval of a mean is as wide as the normal quantile of its confidence: 0.6745 standard
/// errors at 50 %, 1.9600 at 95 % and without the key, 2.5758 at 99 %. Source: any table of it.
#[test]
fn the_interval_follows_the_confidence() {
    let of = |more: &str| {
        let keys = format!(
            "metric = \"npv\"\nstrategy = \"baseline\"\nstatistic = \"mean\"\nmust = \">= 0\"\n{more}"
        );
        verdict_of(&(ranged() + &check(0, &keys))).interval.unwrap()
    };
    let width = |more: &str| of(more)[1] - of(more)[0];
    let usual = width("");
    assert!(usual > 0.0);
    for (more, errors) in [
        ("confidence = \"95%\"", 1.959_964),
        ("confidence = \"50%\"", 0.674_490),
        ("confidence = \"99%\"", 2.575_829),
    ] {
        let ratio = width(more) / usual * 1.959_964;
        // The quantiles are given to six places.
        assert!((ratio - errors).abs() < 2e-6, "{more}: {ratio}");
    }
}

/// A limit inside the interval decides nothing; the same limit at less confidence does.
#[test]
fn a_gate_fails_only_if_its_interval_excludes_the_limit() {
    let of = |must: f64, more: &str| {
        let keys = format!(
            "metric = \"npv\"\nstrategy = \"baseline\"\nstatistic = \"mean\"\nmust = \">= {must}\"\n{more}"
        );
        verdict_of(&(ranged() + &check(0, &keys)))
    };
    let found = of(0.0, "");
    let (mean, [low, high]) = (found.value.unwrap(), found.interval.unwrap());
    let error = (high - mean) / 1.959_964;
    assert_eq!(of(low - error, "").verdict, CheckVerdict::Pass);
    assert_eq!(of(high + error, "").verdict, CheckVerdict::Fail);
    let near = mean + error;
    assert_eq!(of(near, "").verdict, CheckVerdict::Uncertain);
    assert_eq!(of(near, "confidence = \"50%\"").verdict, CheckVerdict::Fail);
}

/// All of 400 draws above 0 is no proof of 100 %: Wilson's interval of 400 of 400 at 95 % begins at
/// 400 / (400 + 1.959964²) = 0.990488.
#[test]
fn every_draw_above_is_no_certainty() {
    let of = |must: &str| {
        let keys = format!(
            "metric = \"npv\"\nstrategy = \"baseline\"\nstatistic = \"probability_above\"\nmust = \"{must}\""
        );
        verdict_of(&(ranged() + &check(0, &keys)))
    };
    let found = of(">= 99%");
    assert_eq!((found.value, found.verdict), (Some(1.0), CheckVerdict::Pass));
    let [low, high] = found.interval.unwrap();
    assert!((low - 0.990_488).abs() < 1e-6 && high == 1.0, "{low} {high}");
    assert_eq!(of(">= 99.5%").verdict, CheckVerdict::Uncertain);
    assert_eq!(of("<= 98%").verdict, CheckVerdict::Fail);
}

/// Segments and channels have draws of their own; a segment that is all customers is the strategy.
#[test]
fn segments_and_channels_are_gated_by_their_own_draws() {
    let places = ["", "segment = \"all\"", "channel = \"ads\""];
    let (mut text, mut at) = (ranged(), 0);
    for place in places {
        for statistic in ["mean", "probability_above"] {
            let keys = format!(
                "metric = \"clv\"\nstrategy = \"keep-more\"\nversus = \"baseline\"\n{place}\n\
                 statistic = \"{statistic}\"\nmust = \"{}\"",
                if statistic == "mean" { ">= 0" } else { ">= 50%" }
            );
            text.push_str(&check(at, &keys));
            at += 1;
        }
    }
    let text = text.replace(
        "[uncertainty]",
        "[[segments]]\nid = \"few\"\nopening_customers = 0\nprice = 1\n[uncertainty]",
    );
    let text =
        text.replace("id                = \"ads\"", "id = \"ads\"\nmix = { all = \"100%\" }");
    let checks = find(&scenario(&text)).checks;
    let values: Vec<f64> = checks.iter().map(|check| check.value.unwrap()).collect();
    // Only segment `all` joins, so segment, channel and strategy are one.
    for place in [2, 4] {
        assert!((values[place] / values[0] - 1.0).abs() < 1e-12, "{values:?}");
        assert_eq!(values[place + 1], values[1], "{values:?}");
    }
}
