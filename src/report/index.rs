//! Which scenarios did a run compute, and what did each say?

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::chart::{self, Look, Sparkline};
use crate::findings::Findings;
use crate::text::{Catalogue, MISSING, Sign};

use super::RenderOptions;
use super::finite::full;
use super::html::{Press, RenderError};
use super::printer::Printer;
use super::prose::{Markup, Prose};
use super::sections::ribbon;

/// One scenario of a run: small enough to keep for thousands of them.
#[derive(Clone, Debug, Serialize)]
pub struct IndexEntry {
    id: String,
    title: String,
    /// That it is new since the baseline, if it is.
    since: Option<Prose>,
    /// Errors in its input; its report does not exist.
    errors: Option<usize>,
    verdict: &'static str,
    verdict_words: Prose,
    /// Place of the verdict when sorted, the worst first.
    verdict_order: usize,
    answer: Prose,
    currency: String,
    gain: Prose,
    gain_order: Option<String>,
    chance: Prose,
    chance_order: Option<String>,
    payback: Prose,
    payback_order: Option<usize>,
    spark: Markup,
}

/// Verdicts, the worst first.
const VERDICTS: [&str; 5] = ["fail", "warn", "uncertain", "pass", "none"];

impl IndexEntry {
    /// A scenario with a report at `<id>/report.html` beside the index.
    pub fn of(findings: &Findings) -> Self {
        let p = &Printer::new(findings);
        let verdict = ribbon::verdict(&findings.checks);
        let compared = p.roles.compared(findings);
        let lead = p.roles.lead(findings);
        let dash = || Prose::words(MISSING);
        let spark = match compared {
            Some((_, comparison)) => comparison.cumulative_difference.as_slice(),
            None => findings
                .strategies
                .first()
                .map_or(&[][..], |s| &s.series.flows.cumulative_discounted_cash_flow),
        };
        let spark = chart::sparkline(&Sparkline {
            title: p.words.plain("index.spark_title"),
            values: every(spark, 40),
            look: Look::FIRST,
        });
        let gain = compared.map(|(at, c)| (at, c.incremental_npv.expected));
        let chance = compared.and_then(|(at, c)| Some((at, c.probability_better?)));
        let chance =
            chance.filter(|(at, _)| Printer::varies(&findings.comparisons[*at].incremental_npv));
        let payback = compared.and_then(|(_, c)| c.payback_period);
        Self {
            id: findings.scenario.id.clone(),
            title: findings.scenario.title.clone(),
            since: findings.baseline_why.as_ref().map(|_| p.word("index.new")),
            errors: None,
            verdict,
            verdict_words: p.word(&format!("verdict.{verdict}")),
            verdict_order: VERDICTS.iter().position(|v| *v == verdict).unwrap_or(VERDICTS.len()),
            answer: ribbon::headline(p).sentence,
            currency: findings.scenario.currency.clone(),
            gain: gain.map_or_else(dash, |(at, gain)| {
                p.money(format!("comparisons.{at}.incremental_npv.expected"), gain, Sign::Always)
                    .into()
            }),
            gain_order: gain.map(|(_, gain)| full(gain)),
            chance: chance.map_or_else(dash, |(at, chance)| {
                p.chance(format!("comparisons.{at}.probability_better"), chance).into()
            }),
            chance_order: chance.map(|(_, chance)| full(chance)),
            payback: payback.and_then(|t| p.last_month(lead, t)).map_or_else(dash, Prose::from),
            payback_order: payback,
            spark: Markup::new(spark),
        }
    }

    /// A scenario whose input has that many errors.
    pub fn failed(id: &str, title: Option<&str>, errors: usize) -> Self {
        Self {
            id: id.to_owned(),
            title: title.unwrap_or(id).to_owned(),
            since: None,
            errors: Some(errors),
            verdict: "fail",
            verdict_words: Prose::default(),
            verdict_order: 0,
            answer: Prose::default(),
            currency: String::new(),
            gain: Prose::default(),
            gain_order: None,
            chance: Prose::default(),
            chance_order: None,
            payback: Prose::default(),
            payback_order: None,
            spark: Markup::default(),
        }
    }
}

/// About `most` of the values, evenly, the last among them: a sparkline has no room for more.
fn every(values: &[f64], most: usize) -> Vec<f64> {
    let step = values.len().div_ceil(most).max(1);
    let mut kept: Vec<f64> = values.iter().rev().step_by(step).copied().collect();
    kept.reverse();
    kept
}

/// What the template lists.
#[derive(Serialize)]
struct Listing<'a> {
    lang: &'static str,
    count: Prose,
    reports: Vec<&'a IndexEntry>,
    failed: Vec<Failed<'a>>,
    date: Option<&'a str>,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: &'a str,
    title: &'a str,
    errors: Prose,
}

/// The page over all scenarios of a run, in the order given.
///
/// # Errors
/// When the template asks for what the listing does not have.
pub fn render(entries: &[IndexEntry], options: &RenderOptions) -> Result<String, RenderError> {
    let words = Catalogue::of("en");
    let press = Press::shared();
    let number =
        |count: usize| Prose::words(words.numbers().fixed(count as f64, 0, Sign::OnlyMinus));
    let reports: Vec<&IndexEntry> = entries.iter().filter(|entry| entry.errors.is_none()).collect();
    let failed = entries.iter().filter_map(|entry| {
        let errors = entry.errors?;
        let key = if errors == 1 { "index.failed_one" } else { "index.failed" };
        let errors = Prose::say(words, key, &[("count", number(errors))]);
        Some(Failed { id: &entry.id, title: &entry.title, errors })
    });
    let key = if reports.len() == 1 { "index.count_one" } else { "index.count" };
    let listing = Listing {
        lang: words.language(),
        count: Prose::say(words, key, &[("count", number(reports.len()))]),
        failed: failed.collect(),
        reports,
        date: options.date.as_deref(),
    };
    let context = context! {
        page => Serde(&listing),
        t => press.words(words),
        style => press.index.style.clone(),
        script => press.index.script.clone(),
        policy => press.index.policy.clone(),
    };
    Ok(press.environment.get_template("index.html.j2")?.render(context)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    fn entries() -> Vec<IndexEntry> {
        let mut third = fixtures::hostile();
        third.scenario.id = "hostile".into();
        vec![
            IndexEntry::of(&fixtures::streaming()),
            IndexEntry::of(&fixtures::small()),
            IndexEntry::of(&third),
            IndexEntry::failed("broken", None, 3),
            IndexEntry::failed("typo", Some("<script>alert(1)</script>"), 1),
        ]
    }

    #[test]
    fn every_scenario_is_listed_and_linked() {
        let html = render(&entries(), &RenderOptions::default()).unwrap();
        for id in ["nordlys-play-2026", "minimal", "hostile"] {
            assert!(html.contains(&format!("href=\"{id}/report.html\"")), "{id}");
        }
        assert!(html.contains("3 input errors") && html.contains("1 input error<"));
        assert!(!html.contains("href=\"broken"));
        assert!(!html.contains("<img") && html.matches("<script").count() == 1);
        assert!(!html.contains(" style=\"") && !html.contains('\u{27e6}'));
    }

    #[test]
    fn a_thousand_scenarios_stay_small() {
        let many = vec![IndexEntry::of(&fixtures::small()); 1000];
        let html = render(&many, &RenderOptions::default()).unwrap();
        assert!(html.len() < 3_000_000, "{}", html.len());
    }
}
