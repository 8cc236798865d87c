//! What is this, is it sound, and what is the answer?

use serde::Serialize;

use super::changes::since;
use crate::findings::{CheckFindings, CheckVerdict, Findings, Verdict};
use crate::report::printer::{Printer, full};
use crate::report::prose::Kind;
use crate::report::prose::{Printed, Prose};

/// The line above the headline.
#[derive(Debug, Serialize)]
pub struct Ribbon {
    /// `pass`, `warn`, `fail`, `uncertain` or `none`.
    pub verdict: &'static str,
    pub verdict_words: Prose,
    pub title: String,
    pub question: Option<String>,
    pub entity: Option<String>,
    pub status: Prose,
    pub version: Option<Prose>,
    pub prepared: Option<Prose>,
    pub reviewed: Option<Prose>,
    pub horizon: Prose,
    pub date: Option<String>,
    /// Change since the baseline.
    pub since: Option<Prose>,
}

/// Characters that two lines of a wide page hold.
const LONG: usize = 200;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Headline {
    pub sentence: Prose,
    /// Whether it takes smaller letters to stand on two lines.
    pub long: bool,
    /// `better`, `worse` or `cannot-be-told-apart`.
    pub verdict: &'static str,
    pub verdict_words: Prose,
}

/// The worst outcome of all checks.
#[must_use]
pub fn verdict(checks: &[CheckFindings]) -> &'static str {
    let any = |verdict, severity: &str| {
        checks.iter().any(|c| c.verdict == verdict && c.severity == severity)
    };
    if checks.is_empty() {
        "none"
    } else if any(CheckVerdict::Fail, "error") {
        "fail"
    } else if any(CheckVerdict::Fail, "warning") {
        "warn"
    } else if checks.iter().any(|check| check.verdict == CheckVerdict::Uncertain) {
        "uncertain"
    } else {
        "pass"
    }
}

/// The line above the headline.
#[must_use]
pub fn ribbon(p: &Printer<'_>, date: Option<&str>) -> Ribbon {
    let facts = &p.findings.scenario;
    let verdict = verdict(&p.findings.checks);
    let name = |key: &str, name: &Option<String>| {
        name.as_ref().map(|name| p.say(key, &[("name", Prose::given(name.clone()))]))
    };
    let start = p.month(0, 0).map_or_else(|| Prose::given(facts.start.clone()), Prose::from);
    let periods = p.periods("scenario.periods", facts.periods as f64);
    Ribbon {
        verdict,
        verdict_words: p.word(&format!("verdict.{verdict}")),
        title: facts.title.clone(),
        question: facts.question.clone(),
        entity: facts.entity.clone(),
        status: p.word(&format!("status.{}", facts.status)),
        version: facts
            .version
            .as_ref()
            .map(|version| p.say("ribbon.version", &[("version", Prose::given(version.clone()))])),
        prepared: name("ribbon.prepared", &facts.prepared_by),
        reviewed: match facts.status {
            "draft" => name("ribbon.to_review", &facts.reviewed_by),
            _ => name("ribbon.reviewed", &facts.reviewed_by),
        },
        horizon: p.say("ribbon.period", &[("periods", periods.into()), ("start", start)]),
        date: date.map(str::to_owned),
        since: since(p).or(p.findings.baseline_why.map(|_| p.word("changes.since_new"))),
    }
}

/// The answer.
#[must_use]
pub fn headline(p: &Printer<'_>) -> Headline {
    let headline = &p.findings.headline;
    let verdict = match headline.verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotBeToldApart => "cannot-be-told-apart",
    };
    Headline {
        sentence: Prose::quoting(&headline.text, quoted(p.findings, &headline.figures)),
        long: headline.text.chars().count() > LONG,
        verdict,
        verdict_words: p.word(&format!("verdict.{verdict}")),
    }
}

/// The figures of a sentence that the findings composed, with their values.
pub fn quoted(findings: &Findings, quotes: &[crate::findings::Quoted]) -> Vec<Printed> {
    if quotes.is_empty() {
        return Vec::new();
    }
    quotes
        .iter()
        .filter_map(|quote| {
            let value = value_at(findings, &quote.path)?;
            let kind = if value.contains('-') && value.len() == 10 && value.as_bytes()[4] == b'-' {
                Kind::Date
            } else {
                Kind::Number
            };
            Some(Printed { path: quote.path.clone(), value, text: quote.text.clone(), kind })
        })
        .collect()
}

/// The value at a path of the findings, without serialising the large parts.
fn value_at(findings: &Findings, path: &str) -> Option<String> {
    let (first, rest) = path.split_once('.')?;
    let (index, inner) = rest.split_once('.').unwrap_or((rest, ""));
    let part = match first {
        "strategies" => {
            let place = index
                .parse()
                .ok()
                .or_else(|| findings.strategies.iter().position(|s| s.id == index));
            let strategy = findings.strategies.get(place?)?;
            let (kind, tail) = inner.split_once('.')?;
            let value = match kind {
                "metrics" => serde_json::to_value(&strategy.metrics),
                "series" => serde_json::to_value(&strategy.series),
                _ => serde_json::to_value(strategy).map(|mut all| all[kind].take()),
            };
            return text_at(&value.ok()?, tail);
        }
        "comparisons" => {
            let place = index
                .parse()
                .ok()
                .or_else(|| findings.comparisons.iter().position(|c| c.strategy == index));
            return text_at(&serde_json::to_value(findings.comparisons.get(place?)?).ok()?, inner);
        }
        "scenario" => serde_json::to_value(&findings.scenario),
        "next_money" => serde_json::to_value(&findings.next_money),
        "assumptions" => serde_json::to_value(&findings.assumptions),
        "checks" => serde_json::to_value(&findings.checks),
        _ => return text_at(&serde_json::to_value(findings).ok()?, path),
    };
    text_at(&part.ok()?, rest)
}

fn text_at(json: &serde_json::Value, path: &str) -> Option<String> {
    match crate::report::lookup::resolve(json, path)? {
        serde_json::Value::Number(number) => number.as_f64().map(full),
        serde_json::Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
