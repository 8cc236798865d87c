//! `punch-card`: buy N, get M free. A card is stamped at every visit, and the reward draws the customer on.

use super::{
    Assumed, Common, Context, GIFT, GROWING_EFFECT, Gift, Mechanics, Names, ProgrammeKind, changes,
    shared,
};
use crate::fields::measures::{RATE, SHARE};
use crate::fields::{self, Fields, Key, Kind};
use crate::lever::{CardRules, Levers, PunchCard};
use crate::units::{Quantity, Values};

/// Fields of the kind `punch-card`.
#[derive(Clone, Debug)]
pub struct PunchCardProgramme {
    /// Stamps on a full card, 1 to 100.
    pub buy: usize,
    /// Rewards for a full card, at least 1.
    pub free: usize,
    /// One reward.
    pub reward: Gift,
    /// Share of customers who carry a card, per segment, 0 to 1.
    pub enrol: Vec<Quantity>,
    /// Stamps given with a card, below `buy`.
    pub head_start: usize,
    /// Whether every card has them, or a member's first only.
    pub every_card: bool,
    /// Whether the reward is taken at the next visit.
    pub on_return: bool,
    /// Periods after which a card ends; none when it never does.
    pub expiry: Option<usize>,
    /// Share of cards lost per period, 0 to 1.
    pub lost_cards: Quantity,
    /// Stamps without a visit, as a share of those with one, 0 to 1.
    pub false_stamps: Quantity,
    /// Share by which the gap between visits shrinks from the first to the last stamp, 0 to 1.
    pub goal_gradient: Quantity,
    /// Share by which visits fall after a reward until the next stamp, 0 to 1.
    pub pause_after_reward: Quantity,
    /// Change of members' visits, per segment.
    pub extra_visits: Vec<Quantity>,
    /// Share of `extra_visits` that is selection, 0 to 1.
    pub selection: Quantity,
    /// Further changes among members.
    pub changes: changes::Changes,
}

/// The kind `punch-card`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "punch-card",
    "Buy so many, get one free: a card is stamped at every visit (model visits).",
    &[
        Key::of("buy", Kind::Whole).needed().means("stamps on a full card, 1 to 100"),
        Key::of("free", Kind::Whole).or("1").means("rewards for a full card"),
        Key::table("reward", &GIFT).needed().means("one reward"),
        Key::of("enrol", shared::SHARE_BY_SEGMENT)
            .or("\"100%\"")
            .means("share of customers who carry a card, for all or by segment"),
        Key::of("head_start", Kind::Whole).or("0").means("stamps given with a card"),
        Key::words("head_start_on", &["every-card", "first-card"])
            .or("\"every-card\"")
            .means("which cards have them"),
        Key::words("collect", &["at-once", "on-return"])
            .or("\"at-once\"")
            .means("whether the reward is handed over with the last stamp or at the next visit"),
        Key::of("expiry", Kind::Either(&[Kind::Length, Kind::Words(&["none"])]))
            .or("\"none\"")
            .means("how long a card is good for"),
        Key::value("lost_cards", RATE)
            .or("\"0% per month\"")
            .means("share of cards lost, with their stamps; a new one is handed out"),
        Key::value("false_stamps", SHARE)
            .or("\"0%\"")
            .means("stamps without a visit, as a share of those with one"),
        Key::value("goal_gradient", SHARE).or("\"0%\"").means(
            "share by which the gap between visits shrinks from the first to the last \
             stamp",
        ),
        Key::value("pause_after_reward", SHARE)
            .or("\"0%\"")
            .means("share by which visits fall after a reward until the next stamp"),
        Key::of("extra_visits", shared::CHANGE_BY_SEGMENT).or("\"0%\"").means(
            "change of members' visits besides the pull of the reward, for all or by \
             segment",
        ),
        Key::value("selection", SHARE)
            .or("\"0%\"")
            .means("share of `extra_visits` that is selection: members come more often anyway"),
        Key::table("effect", &GROWING_EFFECT).means("what a card does to its owner"),
    ],
    &["per_card", "per_member"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    shared::needs_visits(fields, "kind");
    fields.require_all(&["buy", "reward"]);
    let whole = |name: &str, low: i64, default: usize| {
        fields
            .whole(name, low, MOST_STAMPS)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(default)
    };
    let (buy, head_start) = (whole("buy", 1, 100), whole("head_start", 0, 0));
    if head_start >= buy {
        let message =
            format!("`head_start` is {head_start}, but `buy` says that {buy} fill a card");
        let help = format!("write {} or less", buy.saturating_sub(1));
        fields.error("head_start", "E017", message, help);
    }
    let reward = Gift::read(fields, "reward");
    if common.deferred && reward.sells_for.is_none() {
        let message = "stamps are deferred at what the reward sells for, which is not stated";
        let help = "add sells_for or sells_for_incl_vat to `reward`";
        fields.reading.report(fields.diagnostic("accounting", "E025", message).help(help));
    }
    Box::new(PunchCardProgramme {
        buy,
        free: whole("free", 1, 1),
        reward,
        enrol: shared::by_segment(fields, "enrol", names, 1.0),
        head_start: head_start.min(buy - 1),
        every_card: fields.word("head_start_on") != Some("first-card"),
        on_return: fields.word("collect") == Some("on-return"),
        expiry: match fields.node("expiry").and_then(fields::Node::text) {
            Some("none") => None,
            _ => expiry(fields),
        },
        lost_cards: fields.number_or_default("lost_cards"),
        false_stamps: fields.number_or_default("false_stamps"),
        goal_gradient: fields.number_or_default("goal_gradient"),
        pause_after_reward: fields.number_or_default("pause_after_reward"),
        extra_visits: shared::by_segment(fields, "extra_visits", names, 0.0),
        selection: fields.number_or_default("selection"),
        changes: changes::changes(fields),
    })
}

/// Stamps on a card and rewards for one, at most.
pub const MOST_STAMPS: i64 = 100;

/// Cards are followed by age up to this many periods.
pub const OLDEST_CARD: usize = 240;

fn expiry(fields: &Fields<'_>) -> Option<usize> {
    let periods = fields.length("expiry")?;
    if !(1..=OLDEST_CARD).contains(&periods) {
        let message = format!("a card is good for 1 to {OLDEST_CARD} periods");
        let help = "write expiry = \"none\" where cards do not end";
        fields.reading.report(fields.diagnostic("expiry", "E029", message).help(help));
        return None;
    }
    Some(periods)
}

impl Mechanics for PunchCardProgramme {
    fn reach(&self, values: &Values) -> f64 {
        self.enrol.iter().map(|share| share.at(values)).fold(0.0, f64::max)
    }

    fn assumed(&self) -> Option<(String, Assumed)> {
        self.reward.assumed("reward")
    }

    fn acts_on_churn(&self) -> bool {
        self.changes.act_on_churn()
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let members = |s: usize, t: usize| self.enrol[s].at(values) * context.running(t);
        let caused = 1.0 - self.changes.selection.at(values);
        self.changes.stay(context, levers, |s, t| members(s, t) * caused);
        let extra = 1.0 - self.selection.at(values);
        let visits = |s: usize, t: usize| {
            let further = 1.0 + caused * context.at(&self.changes.visits, t);
            (1.0 + extra * self.extra_visits[s].at(values)) * further
        };
        let cost = &context.common.cost;
        levers.cards.push(PunchCard {
            programme: context.programme,
            scope: context.scope(),
            members: context.by_segment(members),
            visits: context.by_segment(visits),
            rules: CardRules {
                buy: self.buy,
                head_start: self.head_start,
                every_card: self.every_card,
                on_return: self.on_return,
                gradient: self.goal_gradient.at(values),
                pause: self.pause_after_reward.at(values),
                false_stamps: self.false_stamps.at(values),
                expiry: self.expiry,
            },
            lost: self.lost_cards.at(values),
            reward: context.by_segment(|s, t| self.free as f64 * self.reward.cost(context, s, t)),
            sells_for: self.reward.sells_for.filter(|_| context.common.deferred).map(|price| {
                let amount = price.amount.at(values);
                (self.free as f64 * amount / self.buy as f64, price.gross)
            }),
            per_card: context.by_period(|t| context.at(&cost.per_card, t)),
            per_member: context.while_running(&cost.per_member),
        });
    }
}
