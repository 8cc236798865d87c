//! `quality`: daily operations are watched, and bad events become fewer as the firm learns.

use super::{Common, Context, Mechanics, Names, ProgrammeKind, shared};
use crate::fields::measures::{CHANGE, COUNT};
use crate::fields::{Fields, Key};
use crate::lever::{BadEvents, Levers};
use crate::units::{Quantity, Values};

/// Fields of the kind `quality`.
#[derive(Clone, Debug)]
pub struct Learning {
    /// Change of bad events in the end, f_∞/f_0 − 1; above −1.
    pub change: Quantity,
    /// Speed of learning k, per model period.
    pub speed: Quantity,
}

/// The kind `quality`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "quality",
    "Daily operations are watched and bad events become fewer: f(t) = f∞ + (f0 − f∞)e^(−kt). \
     Needs [quality].",
    &[
        Key::value("bad_event_change", CHANGE).means("change of bad events in the end: \"-40%\""),
        Key::value("bad_visit_change", CHANGE).means("the same, of bad visits"),
        Key::value("speed", COUNT)
            .needed()
            .means("speed of learning k: \"0.15 per month\" closes 14% of the gap in a month"),
    ],
    &["training_per_year", "fixes_per_month"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    shared::only_service(fields, names, common);
    let change = shared::bad_events_change(fields);
    if change.is_none() && !fields.has("bad_visit_change") {
        fields.require("bad_event_change");
    }
    Box::new(Learning {
        change: change.unwrap_or(Quantity::fixed(0.0)),
        speed: fields.need_number("speed"),
    })
}

impl Mechanics for Learning {
    fn needs_quality(&self) -> bool {
        true
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let kept = libm::exp(-self.speed.at(context.values));
        let change = self.change.at(context.values);
        let mut learnt = 0.0;
        let factor = (0..context.periods).map(|t| {
            let now = 1.0 + learnt;
            // Towards the change while watched, back to the old level when no longer. After the horizon
            // nothing more is learnt.
            if !context.stands(t + 1) {
                let goal = change * context.running(t);
                learnt = goal + (learnt - goal) * kept;
            }
            now
        });
        levers.bad_events.push(BadEvents {
            programme: context.programme,
            scope: context.scope(),
            factor: factor.collect(),
        });
    }

    fn lingers(&self, values: &Values) -> usize {
        super::shared::forgotten_after(libm::exp(-self.speed.at(values)))
    }
}
