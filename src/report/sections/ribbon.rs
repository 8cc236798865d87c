//! What is this, is it sound, and what is the answer?

use serde::Serialize;

use super::changes::since;
use crate::findings::{CheckFindings, CheckVerdict, Signature, Verdict};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::text::Sign;

/// The line above the headline.
#[derive(Debug, Serialize)]
pub struct Ribbon {
    /// How the gates stand: first what fails, by name.
    pub chips: Vec<Chip>,
    pub title: String,
    pub question: Option<String>,
    pub entity: Option<String>,
    pub status: Prose,
    pub version: Option<Prose>,
    pub prepared: Option<Prose>,
    pub reviewed: Option<Prose>,
    /// Who signed, and who is to.
    pub signed: Vec<Prose>,
    pub horizon: Prose,
    pub date: Option<String>,
    /// Change since the baseline.
    pub since: Option<Prose>,
}

/// A short statement in a frame.
#[derive(Debug, Serialize)]
pub struct Chip {
    /// `pass`, `warn`, `fail`, `uncertain` or `none`.
    pub class: &'static str,
    pub words: Prose,
}

/// Names of gates that stand in one chip.
const NAMED: usize = 3;

/// Above this share of the swings the evidence is a warning.
const UNBACKED: f64 = 0.5;

/// Characters that two lines of a wide page hold.
const LONG: usize = 200;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Headline {
    pub sentence: Prose,
    /// What else is said of it; may be empty.
    pub more: Prose,
    /// Whether it takes smaller letters to stand on two lines.
    pub long: bool,
    /// `better`, `worse` or `cannot-be-told-apart`.
    pub verdict: &'static str,
    pub verdict_words: Prose,
}

/// The line above the headline.
pub fn ribbon(p: &Printer<'_>, date: Option<&str>) -> Ribbon {
    let facts = &p.findings.scenario;
    let name = |key: &str, name: &Option<String>| {
        name.as_ref().map(|name| p.say(key, &[("name", Prose::given(name.clone()))]))
    };
    let start = p.month(0, 0).map_or_else(|| Prose::given(facts.start.clone()), Prose::from);
    let periods = p.periods("scenario.periods", facts.periods as f64);
    Ribbon {
        chips: gates(p).into_iter().chain(grounds(p)).collect(),
        signed: facts.sign_offs.iter().map(|one| signature(p, one)).collect(),
        title: facts.title.clone(),
        question: facts.question.clone(),
        entity: facts.entity.clone(),
        status: p.word(&format!("status.{}", facts.status)),
        version: facts
            .version
            .as_ref()
            .map(|version| p.say("ribbon.version", &[("version", Prose::given(version.clone()))])),
        prepared: name("ribbon.prepared", &facts.prepared_by),
        reviewed: match facts.status.as_str() {
            "draft" => name("ribbon.to_review", &facts.reviewed_by),
            _ => name("ribbon.reviewed", &facts.reviewed_by),
        },
        horizon: p.say("ribbon.period", &[("periods", periods.into()), ("start", start)]),
        date: date.map(str::to_owned),
        since: since(p).or(p.findings.baseline_why.as_ref().map(|_| p.word("changes.since_new"))),
    }
}

/// The gates: which of them fail, warn or cannot be told, and how many hold.
fn gates(p: &Printer<'_>) -> Vec<Chip> {
    let checks = &p.findings.checks;
    let chip = |class: &'static str, key: &str, own: &dyn Fn(&CheckFindings) -> bool| {
        let ids: Vec<&str> = checks.iter().filter(|c| own(c)).map(|c| c.id.as_str()).collect();
        let (first, more) = ids.split_at_checked(NAMED).unwrap_or((&ids, &[]));
        let names = Prose::list(first.iter().map(|id| Prose::given(*id)), ", ");
        let names = match more.len() {
            0 => names,
            more => names.then(p.say("ribbon.more", &[("count", Prose::words(more.to_string()))])),
        };
        (!ids.is_empty()).then(|| Chip { class, words: p.say(key, &[("names", names)]) })
    };
    let failed = |severity: &'static str| {
        move |c: &CheckFindings| c.verdict == CheckVerdict::Fail && c.severity == severity
    };
    let open = |c: &CheckFindings| c.verdict == CheckVerdict::Uncertain;
    let holds = checks.iter().filter(|c| c.verdict == CheckVerdict::Pass).count();
    let key = if holds == 1 { "ribbon.one_holds" } else { "ribbon.hold" };
    let count = Prose::words(holds.to_string());
    let chips = [
        chip("fail", "ribbon.fails", &failed("error")),
        chip("warn", "ribbon.warns", &failed("warning")),
        chip("uncertain", "ribbon.open", &open),
        (holds > 0).then(|| Chip { class: "pass", words: p.say(key, &[("count", count)]) }),
        checks.is_empty().then(|| Chip { class: "none", words: p.word("verdict.none") }),
    ];
    chips.into_iter().flatten().collect()
}

/// The evidence in a frame.
fn grounds(p: &Printer<'_>) -> Option<Chip> {
    let (_, share) = unbacked(p)?;
    let class = if share > UNBACKED { "warn" } else { "none" };
    Some(Chip { class, words: evidence(p)? })
}

/// Share of the swings of the winner against its rival, else against today, that nothing backs.
fn unbacked(p: &Printer<'_>) -> Option<(usize, f64)> {
    let at = p.roles.rival.or(p.roles.comparison)?;
    Some((at, p.findings.comparisons[at].judgement_swing_share?))
}

/// How much of what could turn the answer nothing measured or published backs.
pub fn evidence(p: &Printer<'_>) -> Option<Prose> {
    let (at, share) = unbacked(p)?;
    let path = format!("comparisons.{at}.judgement_swing_share");
    let printed = |share: f64| p.numbers().percent(share, 0, Sign::OnlyMinus);
    // A share of all must not be read as the certainty that stands beside it.
    let told = match printed(share) {
        text if text == printed(1.0) => p.word("ribbon.evidence_all"),
        text => p.say("ribbon.evidence", &[("share", p.as_text(path, share, text).into())]),
    };
    let unranged = p.findings.sensitivity.as_ref().map_or(0, |own| own.unranged_judgements);
    let count = || p.count("sensitivity.unranged_judgements", unranged as f64).into();
    Some(match unranged {
        0 => told,
        _ => told.then(p.say("ribbon.unranged", &[("count", count())])),
    })
}

/// A signature, or the place for one.
fn signature(p: &Printer<'_>, one: &Signature) -> Prose {
    let role = ("role", Prose::given(one.role.clone()));
    let name = ("name", Prose::given(one.name.clone().unwrap_or_default()));
    let Some(date) = &one.date else { return p.say("ribbon.unsigned", &[role]) };
    let key = match (one.of_this_file, &one.name) {
        (Some(false), _) => "ribbon.signed_other",
        (_, Some(_)) => "ribbon.signed",
        (_, None) => "ribbon.signed_nameless",
    };
    let named = [role, name, ("date", Prose::given(date.clone()))];
    p.say(key, &named)
}

/// The answer.
pub fn headline(p: &Printer<'_>) -> Headline {
    let headline = &p.findings.headline;
    let verdict = match headline.verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotBeToldApart => "cannot-be-told-apart",
        Verdict::TurnsOnAfter => "turns-on-after",
        Verdict::TurnsOnTheAverage => "turns-on-the-average",
    };
    let (first, more) = p.voice().parted(&headline.lines);
    let sentence = first.whole();
    Headline {
        long: sentence.plain().chars().count() > LONG,
        sentence,
        more: more.whole(),
        verdict,
        verdict_words: p.word(&format!("verdict.{verdict}")),
    }
}
