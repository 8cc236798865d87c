//! The shipped scenarios: what they find is on record, and what is published about them holds.
//!
//! `TENURE_BLESS=1 cargo test --release golden` rewrites `tests/golden.csv`, so that a change shows what it moved.

use std::fs;
use std::path::{Path, PathBuf};

use tenure::findings::{Findings, Metric, find};
use tenure::scenario;

/// Draws of a record: enough to notice a change, few enough to run often.
const DRAWS: usize = 32;

const HEADER: &str = "scenario,strategy,metric,plan,mean";

/// Moved lines that a failing test shows.
const SHOWN: usize = 40;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Reads one shipped scenario and runs it with at most `draws` draws.
fn run(path: &Path, draws: usize) -> Findings {
    let read = scenario::read(path, &[]);
    let (mut scenario, warnings, _) =
        read.unwrap_or_else(|(found, _)| panic!("{}: {found:?}", path.display()));
    assert!(warnings.is_empty(), "{}: {warnings:?}", path.display());
    scenario.uncertainty.draws = scenario.uncertainty.draws.min(draws);
    find(&scenario)
}

fn shipped(name: &str) -> Findings {
    run(&folder().join(name), 0)
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

fn metric(findings: &Findings, strategy: &str, id: &str) -> f64 {
    let own = findings.strategies.iter().find(|s| s.id == strategy).unwrap();
    own.metrics.expected(id).unwrap()
}

/// A figure to 12 significant digits, as people write it.
fn digits(value: f64) -> String {
    let short: f64 = format!("{value:.11e}").parse().unwrap();
    // Adding nought turns −0 into 0.
    (short + 0.0).to_string()
}

/// The strategies' scalar metrics, one a line: as planned, and the mean of the draws where there is one.
fn lines(findings: &Findings) -> Vec<String> {
    let mut lines = Vec::new();
    for strategy in &findings.strategies {
        for (id, metric) in &strategy.metrics.0 {
            let Metric::Scalar(figure) = metric else { continue };
            let mean = figure.draws.as_ref().and_then(|draws| draws.mean.as_ref().ok());
            let mean = mean.map(|mean| digits(*mean)).unwrap_or_default();
            let plan = digits(figure.expected);
            lines.push(format!("{},{},{id},{plan},{mean}", findings.scenario.id, strategy.id));
        }
    }
    lines
}

#[test]
fn shipped_scenarios_find_what_is_on_record() {
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.csv");
    let found = files().iter().flat_map(|path| lines(&run(path, DRAWS))).collect::<Vec<_>>();
    if std::env::var_os("TENURE_BLESS").is_some() {
        fs::write(&record, format!("{HEADER}\n{}\n", found.join("\n"))).unwrap();
        return;
    }
    let kept = fs::read_to_string(&record).unwrap();
    let kept: Vec<&str> = kept.lines().skip(1).collect();
    let gone = kept.iter().filter(|line| !found.iter().any(|new| new == *line));
    let come = found.iter().filter(|line| !kept.contains(&line.as_str()));
    let mut moved: Vec<String> = gone.map(|line| format!("- {line}")).collect();
    moved.extend(come.map(|line| format!("+ {line}")));
    moved.sort_by(|one, other| one[2..].cmp(&other[2..]));
    moved.truncate(SHOWN);
    assert!(
        kept == found,
        "the first that moved; if on purpose, run with TENURE_BLESS=1:\n{}",
        moved.join("\n")
    );
}

#[test]
fn every_number_of_a_shipped_scenario_names_its_evidence() {
    for path in files() {
        let findings = run(&path, 0);
        let bare = findings.assumptions.iter().filter(|a| a.source.is_none() || a.kind.is_none());
        let bare: Vec<&str> = bare.map(|a| a.path.as_str()).collect();
        assert!(bare.is_empty(), "{}: {bare:?}", path.display());
    }
}

#[test]
fn the_smallest_scenario_has_its_known_answer() {
    let npv = metric(&shipped("minimal.toml"), "baseline", "npv");
    assert!((npv - 9_035_598.86).abs() < 0.01, "{npv}");
}

/// Printed closing connections of 2024, quarter by quarter, and the adjustments that are neither
/// additions nor churn: 0, −7, −13 and −7 thousand.
#[test]
fn the_wireless_scenario_reconciles_to_the_printed_figures() {
    let findings = shipped("wireless-2024.toml");
    let series = &findings.strategies[0].series;
    let printed = [74_523e3, 74_407e3, 74_412e3, 74_772e3];
    let adjustments = [0.0, -7e3, -13e3, -7e3];
    let mut adjusted = 0.0;
    for quarter in 0..4 {
        adjusted += adjustments[quarter];
        let closing = series.flows.closing[3 * quarter + 2] + adjusted;
        assert!((closing - printed[quarter]).abs() < 1.0, "quarter {quarter}: {closing}");
        let left: f64 = series.flows.left[3 * quarter..3 * quarter + 3].iter().sum();
        let expected = [1_868e3, 1_756e3, 1_842e3, 1_957e3][quarter];
        assert!((left - expected).abs() < 1.0, "quarter {quarter}: {left} left");
    }
    let churn = metric(&findings, "as-2024", "churn_average_base");
    assert_eq!(format!("{:.2}", 100.0 * churn), "0.83");
}

/// B(α, β + 0.9·12)/B(α, β) against S(12)^0.9, for α = 1.6 and β = 16.5.
#[test]
fn the_blended_curve_overstates_the_gain_by_27_8_percent() {
    let findings = shipped("heterogeneity.toml");
    let end = |strategy| metric(&findings, strategy, "customers_end");
    let inside = end("by-risk-class") - end("without");
    let blended = end("on-the-blended-curve") - end("without");
    assert!((inside / 1e5 - 0.0297456235499).abs() < 1e-9);
    assert!((blended / inside - 1.278301020801).abs() < 1e-6, "{}", blended / inside);
}
