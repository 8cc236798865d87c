//! `newsletter`: subscribers are written to and remember the name, until they unsubscribe or tire of it.

use super::{Common, Context, GROWING_EFFECT, Mechanics, Names, ProgrammeKind, changes, shared};
use crate::fields::measures::{COUNT, RATE, SHARE_PER_SEND};
use crate::fields::{Fields, Key};
use crate::lever::{Amount, Levers, Spent};
use crate::units::{Quantity, Values};

/// Fields of the kind `newsletter`.
#[derive(Clone, Debug)]
pub struct Newsletter {
    /// Share of customers who subscribe when it begins, per segment, 0 to 1.
    pub subscribers: Vec<Quantity>,
    /// Sendings per model period.
    pub sends: Quantity,
    /// Share of subscribers who unsubscribe at each sending, 0 to 1.
    pub unsubscribe: Quantity,
    /// Share of the other customers who subscribe in a period, 0 to 1.
    pub sign_ups: Quantity,
    /// Share of what was remembered that is forgotten in a period; none: all of it, at once.
    pub decay: Option<Quantity>,
    /// Share of the effect lost with every sending that subscribers have had, 0 to 1.
    pub fatigue: Quantity,
    /// Change of subscribers' visits, per segment.
    pub extra_visits: Vec<Quantity>,
    /// Further changes among subscribers.
    pub changes: changes::Changes,
}

/// The kind `newsletter`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "newsletter",
    "Subscribers are written to, so that they remember the name when they buy.",
    &[
        Key::of("subscribers", shared::SHARE_BY_SEGMENT)
            .needed()
            .means("share of customers who subscribe when it begins, for all or by segment"),
        Key::value("sends", COUNT).needed().means("how often it is sent"),
        Key::value("unsubscribe", SHARE_PER_SEND)
            .or("\"0% per send\"")
            .means("share of subscribers who unsubscribe at each sending: \"0.4% per send\""),
        Key::value("sign_ups", RATE)
            .or("\"0% per month\"")
            .means("share of the other customers who come to subscribe"),
        Key::value("decay", RATE).means(
            "how fast it is forgotten: the effect builds up over time and fades when it \
             ends; where absent it is there at once and gone at once",
        ),
        Key::value("fatigue", SHARE_PER_SEND)
            .or("\"0% per send\"")
            .means("share of the effect lost with every sending: \"1% per send\""),
        Key::of("extra_visits", shared::CHANGE_BY_SEGMENT)
            .or("\"0%\"")
            .means("change of subscribers' visits, for all or by segment (model visits)"),
        Key::table("effect", &GROWING_EFFECT).means("what it does to subscribers"),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require_all(&["subscribers", "sends"]);
    if fields.has("extra_visits") {
        shared::needs_visits(fields, "extra_visits");
    }
    Box::new(Newsletter {
        subscribers: shared::by_segment(fields, "subscribers", names, 1.0),
        sends: fields.number_or("sends", 1.0),
        unsubscribe: fields.number_or_default("unsubscribe"),
        sign_ups: fields.number_or_default("sign_ups"),
        decay: fields.number("decay"),
        fatigue: fields.number_or_default("fatigue"),
        extra_visits: shared::by_segment(fields, "extra_visits", names, 0.0),
        changes: changes::changes(fields),
    })
}

impl Newsletter {
    /// Share of customers who subscribe in each period, and how strong the effect on them is.
    fn path(&self, context: &Context<'_>, subscribers: f64) -> Vec<(f64, f64)> {
        let values = context.values;
        let sends = self.sends.at(values);
        let stay = libm::pow(1.0 - self.unsubscribe.at(values), sends);
        let fresh = libm::pow(1.0 - self.fatigue.at(values), sends);
        let (sign_ups, decay) = (self.sign_ups.at(values), self.decay.map(|d| d.at(values)));
        let (mut share, mut remembered, mut tired) = (subscribers, 0.0, 1.0);
        let mut path: Vec<(f64, f64)> = Vec::with_capacity(context.periods);
        for t in 0..context.periods {
            if context.stands(t) {
                path.extend(path.last().copied());
                continue;
            }
            let running = context.running(t);
            remembered = match decay {
                Some(decay) => remembered * (1.0 - decay) + running * decay,
                None => running,
            };
            path.push((share, remembered * tired));
            if running > 0.0 {
                share = share * stay + sign_ups * (1.0 - share);
                tired *= fresh;
            }
        }
        path
    }
}

impl Mechanics for Newsletter {
    fn reach(&self, values: &Values) -> f64 {
        self.subscribers.iter().map(|share| share.at(values)).fold(0.0, f64::max)
    }

    fn acts_on_churn(&self) -> bool {
        self.changes.act_on_churn()
    }

    fn lingers(&self, values: &Values) -> usize {
        self.decay.map_or(0, |decay| super::shared::forgotten_after(1.0 - decay.at(values)))
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let path = |share: &Quantity| self.path(context, share.at(values));
        let paths: Vec<Vec<(f64, f64)>> = self.subscribers.iter().map(path).collect();
        let per_contact = &context.common.cost.per_contact;
        let sends = self.sends.at(values);
        let sent = |s: usize, t: usize| paths[s][t].0 * sends * context.running(t);
        let contacts = |s: usize, t: usize| sent(s, t) * context.at(per_contact, t);
        let contacts = Amount::BySegment(context.by_segment(contacts));
        context.spend(levers, Spent::Contact, contacts, None);
        let caused = 1.0 - self.changes.selection.at(values);
        let reach = |s: usize, t: usize| paths[s][t].0 * paths[s][t].1 * caused;
        let more = |s: usize, t: usize| 1.0 + reach(s, t) * self.extra_visits[s].at(values);
        context.visit_factor(levers, context.by_segment(more));
        context.visits(levers, &self.changes.visits, reach);
        self.changes.stay(context, levers, reach);
    }
}
