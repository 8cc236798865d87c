//! `birthday`: customers whose birthday is known are sent a gift; birthdays are spread over the year.

use super::{
    Assumed, Common, Context, GIFT, Gift, Mechanics, Names, PASSING_EFFECT, ProgrammeKind, changes,
    shared,
};
use crate::fields::measures::SHARE;
use crate::fields::{Fields, Key};
use crate::lever::{Amount, Levers, Spent};
use crate::units::{Quantity, Values};

/// Fields of the kind `birthday`.
#[derive(Clone, Debug)]
pub struct Birthday {
    /// Share of customers whose birthday is known, per segment, 0 to 1.
    pub known: Vec<Quantity>,
    /// Share of those contacted who take the gift, 0 to 1.
    pub redeem: Quantity,
    /// The gift.
    pub gift: Gift,
    /// Share of the gifts taken that are visits which would not have happened, 0 to 1.
    pub extra_visit_share: Quantity,
    /// What being remembered does to those whose birthday is known.
    pub changes: changes::Changes,
}

/// The kind `birthday`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "birthday",
    "Customers whose birthday is known are sent a gift; a twelfth of them each month.",
    &[
        Key::of("known_birthdays", shared::SHARE_BY_SEGMENT)
            .needed()
            .means("share of customers whose birthday is known, for all or by segment"),
        Key::table("gift", &GIFT).needed().means("what they get"),
        Key::value("redeem", SHARE)
            .or("\"100%\"")
            .means("share of those contacted who take the gift"),
        Key::value("extra_visit_share", SHARE).or("\"0%\"").means(
            "share of the gifts taken that are visits which would not have happened \
             (model visits)",
        ),
        Key::table("effect", &PASSING_EFFECT).means(
            "what it does to those whose birthday is known; the whole year round where \
             `lasts` is absent",
        ),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require_all(&["known_birthdays", "gift"]);
    let (gift, extra_visit_share) = Gift::with_visits(fields, "gift");
    Box::new(Birthday {
        known: shared::by_segment(fields, "known_birthdays", names, 1.0),
        redeem: fields.number_or_default("redeem"),
        gift,
        extra_visit_share,
        changes: changes::changes(fields),
    })
}

impl Mechanics for Birthday {
    fn reach(&self, values: &Values) -> f64 {
        self.known.iter().map(|share| share.at(values)).fold(0.0, f64::max)
    }

    fn assumed(&self) -> Option<(String, Assumed)> {
        self.gift.assumed("gift")
    }

    fn acts_on_churn(&self) -> bool {
        self.changes.act_on_churn()
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let per_year = f64::from(context.calendar.period.per_year());
        let known = |s: usize, t: usize| self.known[s].at(values) * context.running(t);
        let contacts = |s: usize, t: usize| known(s, t) / per_year;
        let (redeem, extra) = (self.redeem.at(values), self.extra_visit_share.at(values));
        let per_contact = &context.common.cost.per_contact;
        let letters = |s: usize, t: usize| contacts(s, t) * context.at(per_contact, t);
        let letters = Amount::BySegment(context.by_segment(letters));
        context.spend(levers, Spent::Contact, letters, None);
        let gifts = |s: usize, t: usize| contacts(s, t) * redeem * self.gift.cost(context, s, t);
        let gifts = Amount::BySegment(context.by_segment(gifts));
        context.spend(levers, Spent::Reward, gifts, Some(1.0 - extra));
        let taken = context.by_segment(|s, t| contacts(s, t) * redeem);
        context.taken(levers, Amount::BySegment(taken));
        let visits = |s: usize, t: usize| contacts(s, t) * redeem * extra;
        context.extra_visits(levers, context.by_segment(visits));
        // Those whose birthday was so lately that it still matters.
        let lately = self.changes.lasts.map_or(1.0, |lasts| (lasts as f64 / per_year).min(1.0));
        let caused = lately * (1.0 - self.changes.selection.at(values));
        self.changes.stay(context, levers, |s, t| known(s, t) * caused);
        context.visits(levers, &self.changes.visits, |s, t| known(s, t) * caused);
    }
}
