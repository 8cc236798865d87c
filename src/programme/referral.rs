//! `referral`: customers invite others and both may be rewarded.

use super::{Common, Context, Mechanics, Names, ProgrammeKind, shared};
use crate::fields::measures::{COUNT, FACTOR, MONEY, SHARE};
use crate::fields::{APART, Fields, Key, Kind, Section};
use crate::lever::{Amount, CustomerCost, Levers, Referral, Spent};
use crate::units::{Path, Quantity};

/// Fields of the kind `referral`.
#[derive(Clone, Debug)]
pub struct ReferralProgramme {
    /// Share of billed customers who invite, 0 to 1.
    pub advocates: Quantity,
    /// Invitations per advocate and model period.
    pub invites: Quantity,
    /// Share of invitations that convert, 0 to 1.
    pub convert: Quantity,
    /// Share of converts who would have come anyway, 0 to 1.
    pub would_have_come: Quantity,
    /// Rewards paid for nothing, as a share of converts.
    pub abuse: Quantity,
    /// Money per convert for the advocate.
    pub advocate_reward: Path,
    /// Money per convert for the friend.
    pub friend_reward: Path,
    /// Share of the price given to the friend in each of `friend_periods`.
    pub friend_discount: Quantity,
    /// Periods (or visits) that the friend's discount lasts.
    pub friend_periods: usize,
    /// Whether those are visits at a basket each, not periods at a price.
    pub friend_visits: bool,
    /// Churn multiplier of referred customers.
    pub friend_churn_multiplier: Quantity,
    /// Share of joiners by segment; none means the advocate's segment.
    pub mix: Option<Vec<Quantity>>,
}

static ADVOCATE: Section = Section::new(
    "advocate",
    "A reward in kind.",
    &[Key::dated("costs_us", MONEY).needed().means("what the reward costs")],
);

static FRIEND: Section = Section::new(
    "friend",
    "A reward in kind, or a discount.",
    &[
        Key::dated("costs_us", MONEY).means("what the reward costs"),
        Key::value("discount", SHARE).means("share of the price given away"),
        Key::of("lasts", Kind::Length).means("how long the discount lasts"),
        Key::of("visits", Kind::Whole).means("visits (or bills) that the discount lasts"),
    ],
);

static REWARD: Section = Section::new(
    "reward",
    "What advocate and friend get.",
    &[
        Key::of("advocate", Kind::Either(&[Kind::Dated(MONEY), Kind::Table(&ADVOCATE)]))
            .means("for the advocate, per convert"),
        Key::of("friend", Kind::Either(&[Kind::Dated(MONEY), Kind::Table(&FRIEND)]))
            .means("for the friend"),
    ],
);

/// The kind `referral`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "referral",
    "Customers invite others, and both may be rewarded.",
    &[
        Key::value("advocates", SHARE).needed().means("share of customers who invite"),
        Key::value("invites", COUNT).needed().means("invitations per advocate"),
        Key::value("convert", SHARE).needed().means("share of invitations that convert"),
        Key::value("would_have_come", SHARE)
            .or("\"0%\"")
            .means("share of converts who would have come anyway"),
        Key::value("abuse", SHARE)
            .or("\"0%\"")
            .means("rewards paid for nothing, as a share of converts"),
        Key::of("reward", Kind::Either(&[Kind::Dated(MONEY), Kind::Table(&REWARD)]))
            .or("0")
            .means("reward per convert: money for both together, or a table"),
        Key::value("friend_churn_multiplier", FACTOR)
            .or("1")
            .means("multiplier of churn of those who come"),
        Key::of("mix", Kind::Map("segment", &Kind::Value(SHARE)))
            .means("segments that friends join; the advocate's where absent"),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    shared::without(fields, &["acts_on"], "a referral brings customers, and keeps none");
    let nothing = || Path::fixed(0.0);
    let mut programme = ReferralProgramme {
        advocates: fields.need_number("advocates"),
        invites: fields.need_number("invites"),
        convert: fields.need_number("convert"),
        would_have_come: fields.number_or_default("would_have_come"),
        abuse: fields.number_or_default("abuse"),
        advocate_reward: nothing(),
        friend_reward: nothing(),
        friend_discount: Quantity::fixed(0.0),
        friend_periods: 0,
        friend_visits: false,
        friend_churn_multiplier: fields.number_or_default("friend_churn_multiplier"),
        mix: fields.parts("mix", "segment", names.segments, "the mix"),
    };
    if !fields.opens("reward") {
        programme.advocate_reward = fields.path_or_default("reward");
    } else if let Some(reward) = fields.table("reward") {
        rewards(&reward, &mut programme);
    }
    Box::new(programme)
}

fn rewards(fields: &Fields<'_>, programme: &mut ReferralProgramme) {
    if !fields.opens("advocate") {
        programme.advocate_reward = fields.path_or("advocate", 0.0);
    } else if let Some(table) = fields.table("advocate") {
        programme.advocate_reward = table.need_path("costs_us");
    }
    if !fields.opens("friend") {
        programme.friend_reward = fields.path_or("friend", 0.0);
    } else if let Some(table) = fields.table("friend") {
        programme.friend_reward = table.path_or("costs_us", 0.0);
        programme.friend_discount = table.number_or("discount", 0.0);
        let visits = table.whole("visits", 1, 1_000).and_then(|n| usize::try_from(n).ok());
        programme.friend_visits = visits.is_some() && table.reading.visits.get();
        programme.friend_periods = visits.or(table.length("lasts")).unwrap_or(1);
        if table.has("visits") && table.has("lasts") {
            table.one_too_many("visits", "lasts", APART);
        }
        if !table.has("costs_us") && !table.has("discount") {
            table.require("discount");
        }
    }
}

impl Mechanics for ReferralProgramme {
    fn acts_on_churn(&self) -> bool {
        false
    }

    fn goes_on(&self) -> bool {
        false
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let invitations = self.advocates.at(values) * self.invites.at(values);
        let convert = self.convert.at(values);
        let per_contact = &context.common.cost.per_contact;
        levers.referrals.push(Referral {
            programme: context.programme,
            scope: context.scope(),
            converts: context.by_period(|t| invitations * convert * context.running(t)),
            would_have_come: self.would_have_come.at(values),
            abuse: self.abuse.at(values),
            reward: context.by_period(|t| {
                context.at(&self.advocate_reward, t) + context.at(&self.friend_reward, t)
            }),
            friend_discount: self.friend_discount.at(values) * self.friend_periods as f64,
            friend_visits: self.friend_visits,
            churn_multiplier: self.friend_churn_multiplier.at(values),
            mix: self.mix.as_ref().map(|mix| mix.iter().map(|share| share.at(values)).collect()),
        });
        let invited = |t: usize| invitations * context.running(t) * context.at(per_contact, t);
        levers.customer_costs.push(CustomerCost {
            programme: context.programme,
            scope: context.scope(),
            spent: Spent::Contact,
            amount: Amount::Always(context.by_period(invited)),
            dead_weight: None,
            // Spent on those who come.
            in_lifetime: false,
        });
    }
}
