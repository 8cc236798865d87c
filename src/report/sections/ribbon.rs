//! What is this, is it sound, and what is the answer?

use serde::Serialize;

use super::changes::since;
use crate::findings::{CheckFindings, CheckVerdict, Verdict};
use crate::report::printer::Printer;
use crate::report::prose::Prose;

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
        since: since(p).or(p.findings.baseline_why.as_ref().map(|_| p.word("changes.since_new"))),
    }
}

/// The answer.
pub fn headline(p: &Printer<'_>) -> Headline {
    let headline = &p.findings.headline;
    let verdict = match headline.verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotBeToldApart => "cannot-be-told-apart",
    };
    let sentence = p.voice().text(&headline.lines).whole();
    Headline {
        long: sentence.plain().chars().count() > LONG,
        sentence,
        verdict,
        verdict_words: p.word(&format!("verdict.{verdict}")),
    }
}
