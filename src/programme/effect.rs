//! `effect`: the generic programme. It reaches a share of customers, changes their churn for the
//! reasons it names, and costs money.

use super::{
    Common, Context, GROWING_EFFECT, GrowthEffect, Mechanics, Names, ProgrammeKind, changes,
};
use crate::fields::measures::{COUNT, SHARE};
use crate::fields::{Fields, Key};
use crate::lever::{Amount, ChurnFactor, Levers, Spent};
use crate::units::{Path, Quantity};

/// Fields of the kind `effect`.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Share of customers reached, 0 to 1.
    pub reach: Quantity,
    /// Change of the log-survival of the named reasons among those reached; −0.09 lowers churn.
    pub churn: Path,
    /// Change of visits among those reached; 0.05 raises them.
    pub visits: Path,
    /// Change of the growth of bills among those reached.
    pub growth: GrowthEffect,
    /// Share of these changes that is selection, not effect, 0 to 1.
    pub selection: Quantity,
    /// Contacts per customer reached and model period.
    pub contacts: Quantity,
}

/// The kind `effect`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "effect",
    "The generic programme: reaches a share of customers, changes their churn, costs money.",
    &[
        Key::value("reach", SHARE).or("\"100%\"").means("share of customers reached"),
        Key::table("effect", &GROWING_EFFECT).needed().means("what it does to those reached"),
        Key::value("contact", COUNT).or("\"0 per month\"").means("contacts per customer reached"),
        changes::SELECTION,
    ],
    &["per_contact", "per_member"],
    read,
);

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require("effect");
    let effect = changes::effect(fields);
    let selection = changes::selection(fields, &effect);
    Box::new(Effect {
        reach: fields.number_or_default("reach"),
        churn: effect.path_or("churn", 0.0),
        visits: effect.path_or("visits", 0.0),
        growth: changes::growth(&effect),
        selection,
        contacts: fields.number_or_default("contact"),
    })
}

impl Mechanics for Effect {
    fn reach(&self, values: &[f64]) -> f64 {
        self.reach.at(values)
    }

    fn acts_on_churn(&self) -> bool {
        self.churn != Path::fixed(0.0)
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let reach = self.reach.at(values);
        let contacts = self.contacts.at(values);
        let caused = 1.0 - self.selection.at(values);
        let reached = |t: usize| reach * context.running(t);
        levers.churn.push(ChurnFactor {
            programme: context.programme,
            reasons: context.reasons(),
            scope: context.scope(),
            factor: context.by_period(|t| 1.0 + reached(t) * caused * context.at(&self.churn, t)),
            cost_per_failure: context.nothing(),
        });
        context.visits(levers, &self.visits, |_, t| reached(t) * caused);
        context.growth(levers, &self.growth, |_, t| reached(t) * caused);
        let cost = &context.common.cost;
        let contact =
            context.by_period(|t| reached(t) * contacts * context.at(&cost.per_contact, t));
        context.spend(levers, Spent::Contact, Amount::Always(contact), None);
        let member = context.by_period(|t| reached(t) * context.at(&cost.per_member, t));
        context.spend(levers, Spent::Member, Amount::Always(member), None);
    }
}
