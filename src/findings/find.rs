//! From a checked scenario to its [`Findings`].

use super::attribution::with_attribution;
use super::baseline::{Baseline, Earlier, SCHEMA};
use super::checks::evaluate;
use super::compare::comparisons;
use super::correlations::Correlations;
use super::facts::{facts, notes};
use super::headline::headline;
use super::integrity::integrity;
use super::margins::margins;
use super::model::Findings;
use super::next_money::next_money;
use super::opponents::Opponents;
use super::ran::Ran;
use super::ranking::Ranking;
use super::register::{Register, assumed, sources};
use super::responses::responses;
use super::sensitivity::sensitivity;
use super::strategy::strategies;
use super::{changes, observed};
use crate::scenario::Scenario;

/// Runs the scenario and says what follows. A pure function of its input.
pub fn find(scenario: &Scenario) -> Findings {
    find_against(scenario, Earlier::NotNamed)
}

/// The same, compared with an earlier run. A pure function of its input.
pub fn find_against<'a>(scenario: &Scenario, earlier: impl Into<Earlier<'a>>) -> Findings {
    let earlier = earlier.into();
    let ran = &Ran::of(scenario);
    let margins = margins(ran);
    let ranking = Ranking::of(ran);
    let opponents = Opponents::of(ran, &ranking);
    let rival = opponents.and_then(|own| Some((own.lead, own.rival?)));
    let register = Register::of(ran, opponents);
    let comparisons = register.with_sensitivity(comparisons(ran, rival), ran);
    let comparisons = with_attribution(comparisons, ran);
    let flips = register.flips(ran, ranking.winner);
    let strategies = strategies(ran, &margins, &comparisons);
    let warnings = Vec::from_iter(observed::warning(ran));
    let sensitivity = sensitivity(ran, &register, &comparisons);
    let mut findings = Findings {
        schema: SCHEMA,
        tenure: env!("CARGO_PKG_VERSION"),
        scenario: facts(ran),
        headline: headline(ran, &ranking, &comparisons, flips),
        checks: evaluate(ran, &strategies, earlier),
        integrity: integrity(ran, &strategies),
        strategies,
        comparisons,
        baseline: None,
        baseline_why: earlier.why(),
        next_money: next_money(ran, &margins, &ranking),
        responses: responses(ran, opponents.map_or(ranking.winner, |own| own.lead)),
        optimum: None,
        sensitivity,
        assumptions: register.findings(scenario, &Correlations::of(ran, register.pair())),
        assumed: assumed(scenario),
        sources: sources(scenario),
        notes: [notes(ran), warnings.clone()].concat(),
        warnings,
    };
    if let Earlier::Run(earlier) = earlier {
        let mut compared = changes::between(earlier, &Baseline::of(&findings));
        changes::attribute(&mut compared, ran);
        findings.baseline = Some(compared);
    }
    findings
}
