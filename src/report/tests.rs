//! Is every figure of a page a finding, is the page complete, and can text break out of it?

use super::fixtures::{self, MINIMAL, scenario};
use super::lookup::resolve;
use super::words::plain;
use super::{RenderOptions, brief, html, json};
use crate::findings::{Baseline, Comparison, Findings, find, find_against};
use crate::text::Catalogue;
use std::sync::OnceLock;

fn page(findings: &Findings) -> String {
    let files = vec!["report.html", "findings.json", "series.csv"];
    html::render(findings, &RenderOptions { date: Some("2026-11-22".into()), files }).unwrap()
}

fn sheets(findings: &Findings) -> String {
    brief::render(findings, &RenderOptions::default()).unwrap()
}

fn samples() -> &'static [(&'static str, Findings)] {
    static FOUND: OnceLock<Vec<(&str, Findings)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let (one, _) = MINIMAL.rsplit_once("[[strategies]]").unwrap();
        let short = MINIMAL.replace("60 months", "1 month");
        vec![
            ("small", fixtures::small()),
            ("streaming", fixtures::streaming()),
            ("hostile", fixtures::hostile()),
            ("one strategy", find(&scenario(one))),
            ("one period", find(&scenario(&short))),
            ("points", find(&scenario(include_str!("../../templates/init/loyalty-points.toml")))),
            ("best split", best_split()),
            ("changed", changed()),
        ]
    })
}

/// A scenario with three other values, another timing and a relative gate, after an earlier run.
fn changed() -> Findings {
    let now = MINIMAL
        .replace("price             = 30 ", "price = 31 ")
        .replace("alpha = 0.668", "alpha = 0.7")
        .replace("\"10% per year\"", "\"9% per year\"")
        .replace("cash_timing   = \"start\"", "cash_timing = \"end\"")
        + "[[checks]]\nid = \"no-worse\"\nmetric = \"npv\"\nstrategy = \"*\"\nmust = \">= baseline - 2%\"\n";
    let then = Baseline::of(&fixtures::small());
    let findings = find_against(&scenario(&now), Some(&then));
    let found = findings.baseline.as_ref().unwrap();
    assert!(found.changes.len() == 3 && found.other != Some(0.0), "{found:#?}");
    findings
}

/// The best split of a shipped scenario.
fn best_split() -> Findings {
    let mut scenario = scenario(include_str!("../../scenarios/blattberg-deighton.toml"));
    let options = crate::optimise::Options { strategy: Some(0), ..Default::default() };
    crate::optimise::optimise(&mut scenario, options).unwrap()
}

/// `findings.json`.
fn written(findings: &Findings) -> serde_json::Value {
    serde_json::from_str(&json::render(findings).unwrap()).unwrap()
}

/// Path and text of the figures that the headline quotes.
fn quotes(json: &serde_json::Value) -> impl Iterator<Item = (&str, &str)> {
    let all = json["headline"]["figures"].as_array().unwrap().iter();
    all.map(|one| (one["path"].as_str().unwrap(), one["text"].as_str().unwrap()))
}

/// A figure cut out of a page.
#[derive(Debug)]
struct Cut {
    value: String,
    path: String,
    text: String,
}

/// Every `<data>` and `<time>` with a path.
fn figures(html: &str) -> Vec<Cut> {
    let mut found = Vec::new();
    for (open, close, attribute) in
        [("<data ", "</data>", "value=\""), ("<time datetime", "</time>", "=\"")]
    {
        for part in html.split(open).skip(1) {
            let (element, _) = part.split_once(close).unwrap();
            let (attributes, text) = element.split_once('>').unwrap();
            let read = |name: &str| {
                let (_, rest) = attributes.split_once(name).unwrap();
                plain(rest.split_once('"').unwrap().0)
            };
            found.push(Cut { value: read(attribute), path: read("data-at=\""), text: plain(text) });
        }
    }
    found
}

/// Whether the printed text is the value to the digits that it shows.
fn agrees(value: f64, text: &str) -> bool {
    let text = text.replace('\u{2212}', "-").replace(['\u{a0}', ','], " ").replace('+', "");
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let negative = digits.contains('-') && !digits.contains("e-");
    let number = digits.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = number
        .find(|c: char| !c.is_ascii_digit() && c != '.' && !"e-".contains(c))
        .unwrap_or(number.len());
    let (number, word) = number.split_at(end);
    let (number, word) = match number.strip_suffix('e') {
        Some(number) => (number, "e"),
        None => (number, word),
    };
    let Ok(printed) = number.parse::<f64>() else {
        return false;
    };
    let scale = match word {
        "k" => 1e3,
        "m" => 1e6,
        "bn" => 1e9,
        "tn" => 1e12,
        "%" => 1e-2,
        _ => 1.0,
    };
    let decimals = number.split_once('.').map_or(0, |(_, fraction)| fraction.len()) as i32;
    let step = match number.split_once('e') {
        Some((_, exponent)) => libm::exp10(exponent.parse().unwrap()),
        None => scale * libm::exp10(f64::from(-decimals)),
    };
    let printed = printed * scale * if negative { -1.0 } else { 1.0 };
    // Half a unit of the last digit printed, and the rounding of the parse itself.
    (printed - value).abs() <= step * 0.5 * (1.0 + 1e-9) + value.abs() * 1e-9
        || stated(value, printed)
}

/// Register values are printed to six significant digits.
fn stated(value: f64, printed: f64) -> bool {
    (value - printed).abs() <= value.abs() * 5e-6
}

#[test]
fn every_figure_of_a_page_is_its_finding_rounded() {
    for (name, findings) in samples() {
        let json = written(findings);
        let found = figures(&page(findings));
        assert!(found.len() > 20, "{name} has {}", found.len());
        for figure in found.into_iter().chain(figures(&sheets(findings))) {
            let found = resolve(&json, &figure.path)
                .unwrap_or_else(|| panic!("{name}: no finding at {}", figure.path));
            if let Some(text) = found.as_str() {
                assert_eq!(text, figure.value, "{name}: {figure:?}");
                continue;
            }
            let value = found.as_f64().unwrap_or_else(|| panic!("{name}: {figure:?} is {found}"));
            assert_eq!(
                figure.value.parse::<f64>().unwrap().to_bits(),
                super::finite::unsigned_zero(value).to_bits(),
                "{name}: {figure:?}"
            );
            // A sentence may say "loses" and print the size alone.
            let quoted =
                quotes(&json).any(|(path, text)| path == figure.path && text == figure.text);
            let size = quoted && agrees(value.abs(), &figure.text);
            // What nearly always or never happens is counted.
            let draws = findings.scenario.draws as f64;
            let counted = figure.path.contains("probability")
                && [value, 1.0 - value].iter().any(|share| agrees(share * draws, &figure.text));
            let told = size || counted || agrees(value, &figure.text);
            assert!(told, "{name}: {figure:?} is not {value}");
        }
    }
}

/// The page without what may hold digits of its own: figures, pictures, and text that users gave.
fn fixed_text(html: &str) -> String {
    let mut rest = html.to_owned();
    for element in ["head", "script", "style", "svg", "data", "time", "bdi", "code"] {
        let (open, close) = (format!("<{element}"), format!("</{element}>"));
        let mut kept = String::new();
        let mut tail = rest.as_str();
        while let Some(at) = tail.find(&open) {
            // `<head` is not `<header`.
            if !matches!(tail.as_bytes()[at + open.len()], b' ' | b'>') {
                kept.push_str(&tail[..at + open.len()]);
                tail = &tail[at + open.len()..];
                continue;
            }
            kept.push_str(&tail[..at]);
            kept.push(' ');
            tail = tail[at..].split_once(&close).unwrap().1;
        }
        kept.push_str(tail);
        rest = kept;
    }
    let mut text = String::new();
    let mut inside = false;
    for c in rest.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    plain(&text)
}

#[test]
fn no_figure_stands_outside_a_data_element() {
    // Digits of our own words: names such as P10 and the ones of formulas.
    let mut allowed = Vec::new();
    collect(&toml::Value::Table(Catalogue::of("en").tree().clone()), &mut allowed);
    for (name, findings) in samples() {
        let html = page(findings) + &sheets(findings);
        for word in fixed_text(&html)
            .split_whitespace()
            .filter(|word| word.chars().any(|c| c.is_ascii_digit()))
        {
            assert!(
                allowed
                    .iter()
                    .any(|text: &String| text.split_whitespace().any(|w| w.contains(word))),
                "{name}: {word:?} is no finding"
            );
        }
    }
}

fn collect(value: &toml::Value, texts: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(_, inner)| collect(inner, texts)),
        toml::Value::String(text) => texts.push(text.clone()),
        _ => {}
    }
}

#[test]
fn the_headline_quotes_its_findings() {
    // On the page of a best split the split is the headline, made of the page's own words.
    for (name, findings) in samples().iter().filter(|(_, found)| found.optimum.is_none()) {
        let html = page(findings);
        let (_, rest) = html.split_once("<h1 id=\"headline\"").unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        // What must be said stands in large letters, the rest below it.
        let (sentence, _) = rest.split_once("</section>").unwrap();
        let printed = figures(sentence);
        let json = written(findings);
        let mut quoted: Vec<_> = quotes(&json).collect();
        let mut printed: Vec<_> =
            printed.iter().map(|f| (f.path.as_str(), f.text.as_str())).collect();
        // Dates and numbers are elements of two kinds.
        quoted.sort_unstable();
        printed.sort_unstable();
        assert_eq!(printed, quoted, "{name}");
        let told = plain(&fixed(sentence)).replace('\n', " ");
        assert_eq!(told.trim(), json["headline"]["text"], "{name}");
    }
}

/// What the crosshair of a chart reads out: the lines' names, then a row a period.
fn points(html: &str, figure: &str) -> Vec<Vec<String>> {
    let (_, rest) = html.split_once(&format!("<figure id=\"{figure}\"")).unwrap();
    let (_, rest) = rest.split_once("data-points=\"").unwrap();
    let (table, _) = rest.split_once('"').unwrap();
    plain(table).split('\n').map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn the_crosshair_reads_what_the_lines_show() {
    let findings = fixtures::streaming();
    let html = page(&findings);
    let length =
        |own: &Comparison| own.cumulative_difference.len() + own.cumulative_difference_after.len();
    let followed = findings.comparisons.iter().map(length).max().unwrap();
    for (figure, rows) in [("payback", followed), ("survival", findings.scenario.periods + 1)] {
        let points = points(&html, figure);
        assert_eq!(points.len(), rows + 1, "{figure}");
        assert!(points.iter().all(|row| row.len() == points[0].len()), "{figure}");
    }
    let points = points(&html, "payback");
    let mut compared = 0;
    for comparison in findings.against_today() {
        let name = super::roles::name_of(&findings.strategies, &comparison.strategy);
        // A picture leaves out strategies beyond its colours.
        let Some(column) = points[0].iter().position(|head| head == name) else {
            continue;
        };
        compared += 1;
        for (row, value) in points[1..].iter().zip(&comparison.cumulative_difference) {
            assert!(agrees(*value, &row[column]), "{name}: {} is not {value}", row[column]);
        }
    }
    assert_eq!(compared + 1, points[0].len());
}

#[test]
fn what_lies_beyond_the_data_is_drawn_apart_and_named() {
    let mut findings = fixtures::streaming();
    for segment in findings.strategies.iter_mut().flat_map(|one| &mut one.segments) {
        segment.observed = Some(12);
    }
    let html = page(&findings);
    let (_, rest) = html.split_once("<figure id=\"survival\"").unwrap();
    let (figure, _) = rest.split_once("</figure>").unwrap();
    assert!(figure.contains("stroke-dasharray=\"0 5\"") && figure.contains(">beyond the data<"));
    assert!(figure.contains("One average rate"));
}

/// All text of a snippet.
fn fixed(html: &str) -> String {
    html.split('<')
        .enumerate()
        .map(|(i, part)| if i == 0 { part } else { part.split_once('>').unwrap().1 })
        .collect()
}

#[test]
fn hostile_names_stay_text() {
    let html = page(&fixtures::hostile());
    assert_eq!(html.matches("<script").count(), 1);
    assert!(!html.contains("<img"));
    assert!(!html.contains("onerror=alert(2)>") && html.contains("onerror=alert"));
    assert!(!html.contains(" style=\"") && !html.contains("javascript:alert(4)\""));
    for (attribute, _) in html.match_indices(" on") {
        let tag = &html[attribute..attribute + 12.min(html.len() - attribute)];
        assert!(!tag.starts_with(" onclick") && !tag.starts_with(" onload"), "{tag}");
    }
}

#[test]
fn the_policy_allows_just_the_style_and_script_of_the_page() {
    let html = page(&fixtures::small());
    let cut = |open: &str, close: &str| {
        let (_, rest) = html.split_once(open).unwrap();
        rest.split_once(close).unwrap().0.to_owned()
    };
    let policy = plain(&cut("Content-Security-Policy\" content=\"", "\">"));
    assert_eq!(
        policy,
        super::policy::policy(&cut("<style>", "</style>"), &cut("<script>", "</script>"))
    );
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(
        !html.contains("http://")
            || html.matches("http://").count()
                == html.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!html.contains("https://"));
}

#[test]
fn a_page_is_complete_and_small() {
    for (name, findings) in samples() {
        let html = page(findings);
        assert!(html.len() < 400_000, "{name}: {}", html.len());
        assert!(html.starts_with("<!doctype html>"), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(!html.contains("NaN") && !html.contains("inf "), "{name}");
        let mut ids: Vec<&str> =
            html.split(" id=\"").skip(1).map(|part| part.split_once('"').unwrap().0).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id stands twice");
        for target in html.split("href=\"#").skip(1).map(|part| part.split_once('"').unwrap().0) {
            assert!(ids.contains(&target), "{name}: #{target} leads nowhere");
        }
        let at = html.find('\u{27e6}');
        assert!(
            at.is_none(),
            "{name}: {:?}",
            at.map(|at| html[at..].chars().take(60).collect::<String>())
        );
    }
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    assert_eq!(page(&fixtures::streaming()), page(&fixtures::streaming()));
}

/// Two sheets hold the answer: no script, nothing to unfold, nothing that leads elsewhere.
#[test]
fn a_brief_has_two_sheets_and_no_script() {
    for (name, findings) in samples() {
        let html = sheets(findings);
        assert_eq!(html.matches("<div class=\"sheet\">").count(), 2, "{name}");
        for none in ["<script", "<details", "<button", "<a ", "<input", "script-src"] {
            assert!(!html.contains(none), "{name}: {none}");
        }
        for needed in ["<h1", "<dl class=\"tiles\">", "side-title", "<footer>"] {
            assert!(html.contains(needed), "{name}: {needed}");
        }
        let rows = |table: &str| table.matches("<tr").count();
        let (_, checks) = html.split_once("class=\"checks gates\"").unwrap_or_default();
        assert!(rows(checks.split("</table>").next().unwrap_or_default()) <= 9, "{name}");
        // Of one period there is no line, and a best split has pictures of its own.
        let drawn = findings.optimum.is_none() && findings.scenario.periods > 1;
        let drawn = drawn && !findings.comparisons.is_empty();
        assert_eq!(html.contains("payback-title"), drawn, "{name}");
    }
    let streaming = fixtures::streaming();
    let html = sheets(&streaming);
    let more = streaming.sources.len().saturating_sub(8);
    assert!(more == 0 || plain(&fixed(&html)).contains(&format!("{more} more in the full report")));
    assert!(
        html.contains("spend-title")
            && html.contains("next-title")
            && html.contains("sources-title")
    );
}
