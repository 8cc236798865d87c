//! `payment-recovery`: customers who leave because a payment failed, won back before they are gone.

use super::{Common, Context, Mechanics, Names, ProgrammeKind};
use crate::fields::measures::SHARE;
use crate::fields::{Fields, Key};
use crate::lever::{ChurnFactor, Levers};
use crate::units::Quantity;

/// Fields of the kind `payment-recovery`.
#[derive(Clone, Debug)]
pub struct PaymentRecovery {
    /// Share of failures that the programme reaches, 0 to 1.
    pub reach: Quantity,
    /// Share of the reached failures that are recovered, 0 to 1; acts on the log-survival.
    pub recover: Quantity,
}

/// The kind `payment-recovery`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "payment-recovery",
    "Customers who leave because a payment failed, won back before they are gone.",
    &[
        Key::value("reach", SHARE)
            .or("\"100%\"")
            .means("share of failures that the programme reaches"),
        Key::value("recover", SHARE)
            .needed()
            .means("share of the reached failures that are recovered"),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    Box::new(PaymentRecovery {
        reach: fields.number_or_default("reach"),
        recover: fields.need_number("recover"),
    })
}

impl Mechanics for PaymentRecovery {
    fn reach(&self, values: &[f64]) -> f64 {
        self.reach.at(values)
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let (reach, recover) = (self.reach.at(values), self.recover.at(values));
        levers.churn.push(ChurnFactor {
            programme: context.programme,
            reasons: context.reasons(),
            scope: context.scope(),
            factor: context.by_period(|t| 1.0 - reach * context.running(t) * recover),
            // Every failure is contacted; `reach` says how many of them the contact meets.
            cost_per_failure: context.while_running(&context.common.cost.per_contact),
        });
    }
}
