//! What a scenario says of itself, and what a reader must know about how its numbers were made.

use super::messages::*;
use super::model::{Map, Message, ScenarioFacts, Sentence, Signature};
use super::ran::Ran;
use super::reach;
use crate::scenario::{Scenario, SignOff};
use serde::Serialize;

messages! {
    CHANCE_OF_EVENT = "note.event" [];
    CONVEX = "note.convex" [];
    EXHAUSTED = "note.exhausted" [name date];
    DEPENDENT = "note.dependent" [name];
}

/// The scenario as its page names it, and the terms on which its figures were made.
pub fn facts(ran: &Ran<'_>) -> ScenarioFacts {
    let scenario = ran.scenario;
    let about = &scenario.about;
    let plan = &ran.cases[scenario.against].plan;
    let business = &scenario.strategies[scenario.against].business;
    let values = scenario.base_values();
    let year = plan.cycle as f64;
    ScenarioFacts {
        id: about.id.clone(),
        title: about.title.clone(),
        question: about.question.clone(),
        entity: about.entity.clone(),
        prepared_by: about.prepared_by.clone(),
        reviewed_by: about.reviewed_by.clone(),
        status: written(about.status),
        sign_offs: scenario.sign_offs.iter().map(|one| signature(scenario, one)).collect(),
        version: about.version.clone(),
        language: about.language.clone(),
        currency: scenario.currency.clone(),
        period: scenario.calendar.period.word(),
        periods: plan.periods,
        start: scenario.calendar.start.to_string(),
        discount_rate_per_period: plan.discount_rate,
        discount_rate_per_year: libm::expm1(year * libm::log1p(plan.discount_rate)),
        cash_timing: written(business.cash_timing),
        clv_convention: written(business.clv_convention),
        terminal_value: written(business.terminal_value),
        after_horizon: written(scenario.after_horizon),
        price_basis: written(scenario.price_basis),
        inflation_per_year: scenario.inflation.at(&values),
        input_sha256: Map(scenario
            .files
            .iter()
            .map(|file| (file.name.clone(), file.sha256.clone()))
            .collect()),
        seed: scenario.seed,
        draws: scenario.uncertainty.draws,
        draws_assumptions: scenario.uncertainty.assumptions,
        draws_customers: scenario.uncertainty.customers,
        against: scenario.strategies[scenario.against].label.id.clone(),
        risk_classes: plan.segments.iter().map(|s| s.classes.count()).max().unwrap_or(1),
    }
}

/// The word that a file would say.
fn written(choice: impl Serialize) -> String {
    serde_json::to_value(choice)
        .map_or_else(|_| String::new(), |word| word.as_str().unwrap_or_default().to_owned())
}

/// A scenario cannot state its own fingerprint: one that is stated is that of a file it is made of.
fn signature(scenario: &Scenario, one: &SignOff) -> Signature {
    let SignOff { role, name, date, sha256 } = one.clone();
    let same = |sha256: &String| scenario.files.iter().any(|file| file.sha256 == *sha256);
    let of_this_file = sha256.as_ref().map(same);
    Signature { role, name, date, sha256, of_this_file }
}

/// What a reader must know about how the numbers were made.
pub fn notes(ran: &Ran<'_>) -> Vec<Sentence> {
    let scenario = ran.scenario;
    let mut notes = Vec::new();
    let values = scenario.base_values();
    let mut events = scenario.strategies.iter().flat_map(|strategy| &strategy.business.events);
    if events.any(|event| (f64::MIN_POSITIVE..1.0).contains(&event.probability.at(&values))) {
        notes.push(CHANCE_OF_EVENT.say([]));
    }
    if scenario.uncertainty.draws > 0 && scenario.uncertainty.assumptions {
        notes.push(CONVEX.say([]));
    }
    let mut dependent = Vec::new();
    for (case, strategy) in ran.cases.iter().zip(&scenario.strategies) {
        let name = strategy.label.name.as_str();
        if let Some(why) = case.unmet {
            notes.push(Message::from(why).say([name.into()]));
        }
        if let Some(t) = case.run.exhausted {
            let date = scenario.calendar.date_of(t as i64).to_string();
            notes.push(EXHAUSTED.say([name.into(), date.as_str().into()]));
        }
        notes.extend(reach::notes(scenario, name, &case.plan, &case.run));
        let alone = case.plan.independent && case.run.full.iter().all(Option::is_none);
        if scenario.uncertainty.customers && !alone {
            dependent.push(name);
        }
    }
    if !dependent.is_empty() {
        notes.push(DEPENDENT.say([dependent.join("; ").as_str().into()]));
    }
    notes
}
