//! How was it computed: the formulas with this run's numbers, the conventions, the words?

use serde::Serialize;

use crate::findings::{Metric, Metrics, PartFindings, StrategyFindings};
use crate::metric::Declared;
use crate::metric::Unit;
use crate::report::metrics;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::text::{MISSING, Sign};

/// Formulas, remarks and glossary.
#[derive(Debug, Serialize)]
pub struct Method {
    pub formulas: Vec<Formula>,
    /// Which tier of computation made which number.
    pub tier: Prose,
    pub notes: Vec<String>,
    pub glossary: Vec<Term>,
}

/// A formula under its name.
#[derive(Debug, Serialize)]
pub struct Formula {
    pub name: Prose,
    pub text: Prose,
}

/// A metric of the page.
#[derive(Debug, Serialize)]
pub struct Term {
    pub id: &'static str,
    pub name: Prose,
    pub means: String,
    pub formula: String,
}

/// The section.
pub fn method(p: &Printer<'_>) -> Method {
    let facts = &p.findings.scenario;
    let formula = |name: &str, text: Prose| Formula { name: p.word(name), text };
    let mut formulas = vec![formula("method.discount_head", discount(p))];
    formulas.extend(customers(p).map(|text| formula("method.customers_head", text)));
    formulas.extend(npv(p).map(|text| formula("method.npv_head", text)));
    formulas.extend(gain(p).map(|text| formula("method.gain_head", text)));
    formulas.extend(clv(p).map(|text| formula("method.clv_head", text)));
    formulas.extend(ltv(p).map(|text| formula("method.ltv_head", text)));
    formulas.push(formula("method.return_head", p.word("method.return")));
    formulas.push(formula("method.draws_head", draws(p)));
    if facts.risk_classes > 1 {
        let classes = p.count("scenario.risk_classes", facts.risk_classes as f64);
        formulas.push(formula(
            "method.classes_head",
            p.say("method.classes", &[("classes", classes.into())]),
        ));
    }
    let inflation = p.print(
        "scenario.inflation_per_year",
        facts.inflation_per_year,
        Unit::Share,
        Digits::Three,
        Sign::OnlyMinus,
    );
    let slots = [
        ("basis", p.word(&format!("basis.{}", facts.price_basis))),
        ("inflation", inflation.into()),
        ("currency", p.currency()),
    ];
    formulas.push(formula("method.basis_head", p.say("method.basis", &slots)));
    Method {
        formulas,
        tier: if facts.draws > 0 { p.word("method.tier") } else { Prose::default() },
        notes: p.findings.notes.iter().map(|note| p.voice().prose(note).plain()).collect(),
        glossary: glossary(p),
    }
}

fn discount(p: &Printer<'_>) -> Prose {
    let facts = &p.findings.scenario;
    let share =
        |path: &str, value: f64, decimals: usize| Prose::from(p.share(path, value, decimals));
    let slots = [
        ("rate", share("scenario.discount_rate_per_period", facts.discount_rate_per_period, 4)),
        ("annual", share("scenario.discount_rate_per_year", facts.discount_rate_per_year, 2)),
        ("period", p.period()),
        ("timing", p.word(&format!("timing.{}", facts.cash_timing))),
    ];
    p.say("method.discount", &slots)
}

/// The roll-forward of the first period.
fn customers(p: &Printer<'_>) -> Option<Prose> {
    let lead = p.roles.lead(p.findings);
    let series = &p.findings.strategies.get(lead)?.series;
    let count = |field: &str, values: &[f64]| {
        let path = format!("strategies.{lead}.series.{field}.0");
        Some(Prose::from(p.print(
            path,
            *values.first()?,
            Unit::Count,
            Digits::Exact(2),
            Sign::OnlyMinus,
        )))
    };
    let slots = [
        ("period", p.period()),
        ("name", p.name(lead)),
        ("closing", count("closing", &series.flows.closing)?),
        ("opening", count("opening", &series.flows.opening)?),
        ("joined", count("joined", &series.flows.joined)?),
        ("returned", count("returned", &series.flows.returned)?),
        ("left", count("left", &series.flows.left)?),
    ];
    Some(p.say("method.customers", &slots))
}

fn npv(p: &Printer<'_>) -> Option<Prose> {
    let lead = p.roles.lead(p.findings);
    let facts = &p.findings.scenario;
    let sum = p.findings.strategies.get(lead)?.metrics.figure("npv_horizon")?;
    let path = format!("strategies.{lead}.metrics.npv_horizon.expected");
    let slots = [
        ("periods", p.periods("scenario.periods", facts.periods as f64).into()),
        ("name", p.name(lead)),
        ("sum", p.amount(path, sum.expected, Sign::OnlyMinus).into()),
        ("terminal", p.word(&format!("terminal.{}", super::tiles::terminal(p)))),
        ("npv", exact(p, lead, "npv", 0)),
    ];
    Some(p.say("method.npv", &slots))
}

fn gain(p: &Printer<'_>) -> Option<Prose> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    let lead = p.roles.lead(p.findings);
    let path = format!("comparisons.{at}.incremental_npv.expected");
    let slots = [
        ("name", p.name(lead)),
        ("against", p.name(p.roles.against)),
        ("a", exact(p, lead, "npv", 0)),
        ("b", exact(p, p.roles.against, "npv", 0)),
        ("gain", p.amount(path, comparison.incremental_npv.expected, Sign::Always).into()),
    ];
    Some(p.say("method.gain", &slots))
}

fn clv(p: &Printer<'_>) -> Option<Prose> {
    let lead = p.roles.lead(p.findings);
    p.findings.strategies.get(lead)?.metrics.figure("clv")?;
    let slots = [
        ("convention", p.word(&format!("convention.{}", p.findings.scenario.clv_convention))),
        ("name", p.name(lead)),
        ("clv", exact(p, lead, "clv", 2)),
        ("runoff", exact(p, lead, "clv_runoff", 2)),
    ];
    Some(p.say("method.clv", &slots))
}

fn ltv(p: &Printer<'_>) -> Option<Prose> {
    let lead = p.roles.lead(p.findings);
    p.findings.strategies.get(lead)?.metrics.figure("ltv_cac_paid")?;
    let slots = [
        ("name", p.name(lead)),
        ("cac", exact(p, lead, "cac_paid", 2)),
        ("ratio", exact(p, lead, "ltv_cac_paid", 2)),
        ("marginal", exact(p, lead, "ltv_cac_paid_marginal", 2)),
    ];
    Some(p.say("method.ltv", &slots))
}

/// A metric down to that decimal, a dash where it is missing.
fn exact(p: &Printer<'_>, strategy: usize, id: &str, decimals: usize) -> Prose {
    match p.findings.strategies.get(strategy).and_then(|s| s.metrics.get(id)) {
        Some(Metric::Scalar(figure)) => {
            let path = format!("strategies.{strategy}.metrics.{id}");
            p.metric(&path, figure, Digits::Exact(decimals), Sign::OnlyMinus).into()
        }
        _ => Prose::words(MISSING),
    }
}

fn draws(p: &Printer<'_>) -> Prose {
    let facts = &p.findings.scenario;
    if facts.draws == 0 {
        return p.word("method.draws_none");
    }
    let key = match (facts.draws_assumptions, facts.draws_customers) {
        (true, false) => "method.draws_assumptions",
        (false, true) => "method.draws_customers",
        _ => "method.draws_both",
    };
    let draws = p.count("scenario.draws", facts.draws as f64);
    p.say(key, &[("draws", draws.into()), ("seed", seed(p))])
}

/// The seed, whose digits carry no separators.
pub fn seed(p: &Printer<'_>) -> Prose {
    let seed = p.findings.scenario.seed;
    let mut printed = p.as_text("scenario.seed", 0.0, seed.to_string());
    printed.value = seed.to_string();
    printed.into()
}

/// The metrics that some strategy or part of one has a value of.
fn glossary(p: &Printer<'_>) -> Vec<Term> {
    let all = &p.findings.strategies;
    let parts = |of: fn(&StrategyFindings) -> &Vec<PartFindings>| {
        all.iter().flat_map(of).map(|part| &part.metrics).collect::<Vec<_>>()
    };
    let lists: [(Vec<_>, Vec<&Metrics>); 4] = [
        (metrics::rows().collect(), all.iter().map(|s| &s.metrics).collect()),
        (metrics::columns(&metrics::SEGMENT).collect(), parts(|s| &s.segments)),
        (metrics::columns(&metrics::CHANNEL).collect(), parts(|s| &s.channels)),
        (metrics::columns(&metrics::PROGRAMME).collect(), parts(|s| &s.programmes)),
    ];
    let mut terms: Vec<Term> = Vec::new();
    for (shown, of) in lists {
        for Declared { id, .. } in shown {
            let used = of.iter().any(|metrics| metrics.figure(id).is_some());
            if used && !terms.iter().any(|term| term.id == *id) {
                terms.push(Term {
                    id,
                    name: metrics::name(p.words, id),
                    means: p.words.plain(&format!("metric.{id}.meaning")),
                    formula: p.words.plain(&format!("metric.{id}.formula")),
                });
            }
        }
    }
    terms
}
