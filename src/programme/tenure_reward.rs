//! `tenure-reward`: something for customers who have stayed for so long, and perhaps again after as long.

use super::{
    Assumed, Common, Context, GIFT, Gift, Mechanics, Names, PASSING_EFFECT, ProgrammeKind, changes,
};
use crate::fields::measures::SHARE;
use crate::fields::{Fields, Key, Kind};
use crate::lever::{Amount, Levers, Occasion, Spent, TenureLever};
use crate::units::{Path, Quantity, Values};

/// Fields of the kind `tenure-reward`.
#[derive(Clone, Debug)]
pub struct TenureReward {
    /// The tenure, in completed periods.
    pub after: usize,
    /// Periods from one occasion to the next; none where there is one only.
    pub every: Option<usize>,
    /// The reward.
    pub reward: Gift,
    /// Share of those who reach the tenure who take it, 0 to 1.
    pub redeem: Quantity,
    /// Share of takers who would have stayed anyway; none where not stated.
    pub would_have_stayed: Option<Quantity>,
    /// What it does to those who reach the tenure.
    pub changes: changes::Changes,
}

/// The kind `tenure-reward`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "tenure-reward",
    "A reward for customers who have stayed for so long, and what it does to them for a while.",
    &[
        Key::of("after", Kind::Length)
            .needed()
            .means("completed time as customer at which it is given"),
        Key::of("every", Kind::Length).means("time after which it is given again"),
        Key::table("reward", &GIFT).needed().means("what they get"),
        Key::value("redeem", SHARE)
            .or("\"100%\"")
            .means("share of those who reach the tenure who take it"),
        Key::value("would_have_stayed", SHARE).means(
            "share of takers who would have stayed anyway; it measures dead weight, \
             `effect` being net of it",
        ),
        Key::table("effect", &PASSING_EFFECT).means(
            "what it does to those who reach the tenure; for one period where `lasts` is \
             absent",
        ),
    ],
    &["per_contact"],
    read,
);

/// Longer than any customer stays.
pub const OLDEST: usize = 1_000;

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require_all(&["after", "reward"]);
    let (after, every) = (fields.length("after"), fields.length("every"));
    for (name, length) in [("after", after), ("every", every)] {
        let wrong = length.filter(|length| *length > OLDEST || *length == 0 && name == "every");
        if wrong.is_some() {
            let message = format!("`{name}` lies between 1 and {OLDEST} periods");
            let word = fields.reading.calendar.get().period.word();
            fields.error(name, "E029", message, format!("write \"12 {word}s\", say"));
        }
    }
    let changes = changes::changes(fields);
    if changes.visits != Path::fixed(0.0) {
        let message = "a reward for tenure does not change visits";
        fields.error("effect", "E025", message, "leave `visits` out of `effect`");
    }
    if changes.lasts.is_some_and(|lasts| lasts > OLDEST) {
        let message = format!("it lasts at most {OLDEST} periods");
        fields.error("effect", "E029", message, "leave `lasts` out: the effect stays then");
    }
    Box::new(TenureReward {
        after: after.unwrap_or(1).min(OLDEST),
        every: every.map(|every| every.clamp(1, OLDEST)),
        reward: Gift::read(fields, "reward"),
        redeem: fields.number_or_default("redeem"),
        would_have_stayed: fields.number("would_have_stayed"),
        changes,
    })
}

impl Mechanics for TenureReward {
    fn reach(&self, values: &Values) -> f64 {
        self.redeem.at(values)
    }

    fn assumed(&self) -> Option<(String, Assumed)> {
        self.reward.assumed("reward")
    }

    fn acts_on_churn(&self) -> bool {
        self.changes.act_on_churn()
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let redeem = self.redeem.at(values);
        let caused = 1.0 - self.changes.selection.at(values);
        let per_contact = &context.common.cost.per_contact;
        let reward =
            |s: usize, t: usize| context.running(t) * redeem * self.reward.cost(context, s, t);
        let change = |t: usize| context.running(t) * caused * context.at(&self.changes.churn, t);
        let occasion = Occasion { after: self.after, every: self.every };
        let contact = |_, t: usize| context.running(t) * context.at(per_contact, t);
        let contact = context.by_segment(contact);
        context.spend(levers, Spent::Contact, Amount::AtOccasion(occasion, contact), None);
        let taken = context.by_segment(|_, t| context.running(t) * redeem);
        context.taken(levers, Amount::AtOccasion(occasion, taken));
        let dead_weight = self.would_have_stayed.map(|share| share.at(values));
        let reward = Amount::AtOccasion(occasion, context.by_segment(reward));
        context.spend(levers, Spent::Reward, reward, dead_weight);
        if self.changes.act_on_churn() {
            levers.tenures.push(TenureLever {
                programme: context.programme,
                scope: context.scope(),
                occasion,
                reasons: context.reasons(),
                lasts: self.changes.lasts.unwrap_or(1),
                factor: context.by_period(|t| 1.0 + change(t)),
                runs: (0..context.periods).map(|t| context.running(t) > 0.0).collect(),
                ran_from: context.ran_from(),
            });
        }
    }
}
