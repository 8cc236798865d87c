//! `effect`: the generic programme. It reaches a share of customers, changes their churn for the
//! reasons it names, and costs money.

use super::{Context, Mechanics};
use crate::lever::{ChurnFactor, Levers};
use crate::units::{Path, Quantity};

/// Fields of the kind `effect`.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Share of customers reached, 0 to 1.
    pub reach: Quantity,
    /// Change of the log-survival of the named reasons among those reached; −0.09 lowers churn.
    pub churn: Path,
    /// Contacts per customer reached and model period.
    pub contacts: Quantity,
}

impl Mechanics for Effect {
    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let reach = self.reach.at(values);
        let contacts = self.contacts.at(values);
        let reached = |t: usize| reach * context.running(t);
        levers.churn.push(ChurnFactor {
            programme: context.programme,
            reasons: context.reasons(),
            scope: context.scope(),
            factor: context.by_period(|t| 1.0 + reached(t) * self.churn.at(t, 0, values)),
            cost_per_failure: context.nothing(),
        });
        let cost = &context.common.cost;
        levers.costs.push(context.cost(
            context.by_period(|t| reached(t) * contacts * cost.per_contact.at(t, 0, values)),
            context.by_period(|t| reached(t) * cost.per_member.at(t, 0, values)),
        ));
    }
}
