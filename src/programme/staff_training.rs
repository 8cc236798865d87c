//! `staff-training`: trained staff keep more callers and resolve more complaints, until they move on.

use super::{Common, Context, Mechanics, Names, ProgrammeKind, shared};
use crate::fields::measures::{CHANGE, COUNT};
use crate::fields::{Fields, Key, Kind};
use crate::lever::{Levers, Skill};
use crate::units::Quantity;

/// Fields of the kind `staff-training`.
#[derive(Clone, Debug)]
pub struct StaffTraining {
    /// Change of the share of desk contacts that take an offer; above −1.
    pub accept: Quantity,
    /// Change of the share of complaints resolved; above −1.
    pub resolved: Quantity,
    /// Change of the share of resolved complaints that are resolved quickly; above −1.
    pub quickly: Quantity,
    /// Staff who leave, per model period.
    pub turnover: Quantity,
    /// Periods from one training to the next; none: once.
    pub every: Option<usize>,
}

/// The kind `staff-training`. An event is a training.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "staff-training",
    "Trained staff keep more callers at the save desk and resolve more complaints; it fades with \
     staff turnover: u(t) = u0 e^(−turnover t).",
    &[
        Key::value("accept_change", CHANGE)
            .or("\"0%\"")
            .means("change of the save desk's `accept`: \"10%\""),
        Key::value("resolve_change", CHANGE)
            .or("\"0%\"")
            .means("change of the share of complaints resolved"),
        Key::value("quickly_change", CHANGE)
            .or("\"0%\"")
            .means("change of the share of resolved complaints that are resolved quickly"),
        Key::value("staff_turnover", COUNT)
            .or("\"0 per year\"")
            .means("staff who leave: \"30% per year\""),
        Key::of("every", Kind::Length)
            .means("time from one training to the next; once where absent"),
    ],
    &["per_event", "training_per_year"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    let why = "trained staff serve everybody who reaches them, for whatever reason";
    shared::without(fields, &["acts_on", "applies_to"], why);
    // Callers are kept by the desk; here only complaints count.
    let complaints = ["resolve_change", "quickly_change"].iter().any(|key| fields.has(key));
    common.acts_on =
        Some(if complaints { shared::service(names).into_iter().collect() } else { vec![] });
    Box::new(StaffTraining {
        accept: fields.number_or_default("accept_change"),
        resolved: fields.number_or_default("resolve_change"),
        quickly: fields.number_or_default("quickly_change"),
        turnover: fields.number_or_default("staff_turnover"),
        every: fields.time("every"),
    })
}

impl StaffTraining {
    /// Periods since the last training in period `t`; none while the programme does not run.
    fn since(&self, context: &Context<'_>, t: usize) -> Option<usize> {
        let age = context.age(t).filter(|_| context.running(t) > 0.0)?;
        Some(self.every.map_or(age, |every| age % every))
    }
}

impl Mechanics for StaffTraining {
    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let turnover = self.turnover.at(values);
        let left = |t: usize| {
            let since = self.since(context, t);
            since.map_or(0.0, |since| context.running(t) * libm::exp(-turnover * since as f64))
        };
        let change = |of: &Quantity| {
            let change = of.at(values);
            context.by_period(|t| change * left(t))
        };
        levers.skills.push(Skill {
            programme: context.programme,
            accept: change(&self.accept),
            resolved: change(&self.resolved),
            quickly: change(&self.quickly),
        });
        let per_event = &context.common.cost.per_event;
        let trained = |t: usize| self.since(context, t) == Some(0);
        let event = |t: usize| match (context.stands(t), self.every) {
            // After the horizon every period bears its part.
            (true, Some(every)) => context.at(per_event, t) / every as f64,
            (false, _) if trained(t) => context.at(per_event, t),
            _ => 0.0,
        };
        context.more_fixed(levers, context.by_period(event));
    }
}
