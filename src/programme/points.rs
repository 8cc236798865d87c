//! `points`: members earn points on what they pay and redeem them for rewards.

use super::catalogue::{self, PARTNER, Partner, REWARD, Reward};
use super::pressure::{self, PRESSURE, Pressure};
use super::{
    Common, Context, GROWING_EFFECT, GrowthEffect, Mechanics, Names, ProgrammeKind, changes, shared,
};
use crate::fields::measures::{MONEY, NUMBER, QUANTITY, SHARE};
use crate::fields::{self, Fields, Key, Kind, Section, StatedUnit};
use crate::lever::Redemption as Redeemed;
use crate::lever::{ChurnFactor, EarnOn, Levers, PointsLever, RewardLever};
use crate::units::parse;
use crate::units::{Path, Quantity};

/// When the points that will be redeemed are redeemed.
#[derive(Clone, Debug)]
pub enum Redemption {
    /// In the period in which they are earned.
    AtOnce,
    /// This many periods later.
    After(usize),
    /// Cumulative share redeemed by the end of j periods after earning, j = 0, 1, …; ends at 1.
    Pattern(Vec<f64>),
}

impl Redemption {
    /// Periods after earning in which the last of the points are redeemed.
    fn last(&self) -> usize {
        match self {
            Self::AtOnce => 0,
            Self::After(n) => *n,
            Self::Pattern(cumulative) => {
                cumulative.iter().position(|share| *share >= 1.0).unwrap_or(cumulative.len())
            }
        }
    }
}

/// Fields of the kind `points`.
#[derive(Clone, Debug)]
pub struct Points {
    /// Share of customers who are members at full ramp, per segment.
    pub enrol: Vec<Quantity>,
    /// Membership fee per member and period.
    pub fee: Path,
    /// Points per unit of money billed; 0 when the programme has no points money.
    pub earn: Path,
    /// What points are earned on.
    pub earn_on: EarnOn,
    /// What one point is worth to a customer.
    pub point_value: Path,
    /// Share of rewards that are own products.
    pub share_in_kind: Quantity,
    /// Cost of an own product as a share of its value to the customer.
    pub cost_of_reward: Quantity,
    /// Share of points never redeemed; may be a schedule (change of estimate).
    pub breakage: Path,
    /// When points are redeemed.
    pub redemption: Redemption,
    /// Periods until unredeemed points expire.
    pub expiry: Option<usize>,
    /// Points a member must have before redeeming.
    pub minimum: Quantity,
    /// What members do as their balance nears the minimum.
    pub pressure: Option<Pressure>,
    /// What points are redeemed for; empty where `point_value` and `cost_of_reward` say it.
    pub rewards: Vec<Reward>,
    /// Who buys points to give them to members.
    pub partners: Vec<Partner>,
    /// Change of members' log-survival, before `selection`.
    pub churn: Path,
    /// Change of members' visits, before `selection`.
    pub visits: Path,
    /// Change of the growth of members' bills.
    pub growth: GrowthEffect,
    /// Share of these changes that is selection, not effect, 0 to 1.
    pub selection: Quantity,
}

impl Points {
    fn pattern(&self) -> Vec<f64> {
        match &self.redemption {
            Redemption::AtOnce => vec![1.0],
            Redemption::After(n) => (0..=*n).map(|j| if j == *n { 1.0 } else { 0.0 }).collect(),
            Redemption::Pattern(cumulative) => {
                let before = std::iter::once(0.0).chain(cumulative.iter().copied());
                cumulative.iter().zip(before).map(|(now, before)| now - before).collect()
            }
        }
    }
}

static MEMBERSHIP: Section = Section::new(
    "membership",
    "Who becomes a member, and at what price.",
    &[
        Key::dated("price", MONEY).or("0").means("fee per member and period"),
        Key::of("enrol", shared::SHARE_BY_SEGMENT)
            .or("\"100%\"")
            .means("share of customers who are members, for all or by segment"),
        Key::of("ramp", Kind::Length).means("periods until full membership"),
    ],
);

static REDEEM: Section = Section::new(
    "redeem",
    "What points are worth and cost, and when they are redeemed.",
    &[
        Key::dated("point_value", MONEY)
            .means("what one point is worth to a customer; needed where there are no `rewards`"),
        Key::value("minimum", QUANTITY).or("0").means(
            "points a member must have before redeeming; those below wait until the \
             balance reaches it",
        ),
        Key::value("share_in_kind", SHARE)
            .or("\"0%\"")
            .means("share of rewards that are own products"),
        Key::value("cost_of_reward", SHARE)
            .or("\"100%\"")
            .means("cost of an own product as a share of its value to the customer"),
        Key::of("after", Kind::Length).means("points are redeemed this much later than earned"),
        Key::of(
            "pattern",
            Kind::Either(&[Kind::Map("time since earning", &Kind::Value(SHARE)), Kind::Texts]),
        )
        .means(
            "cumulative share redeemed by the end of that time, ending at 100%, straight \
             lines between; or a list of such cumulative shares, one for each period from \
             that of earning",
        ),
    ],
);

/// The kind `points`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "points",
    "Members earn points on what they pay and redeem them for rewards.",
    &[
        Key::table("membership", &MEMBERSHIP).means("who becomes a member"),
        Key::of("earn", Kind::Either(&[Kind::Text, Kind::Dated(NUMBER)]))
            .means("\"1 point per 1 DKK\", or points per unit of money; no points where absent"),
        Key::words("earn_on", &["net", "gross"])
            .or("\"net\"")
            .means("whether points are earned on money with VAT"),
        Key::table("redeem", &REDEEM).means("what points are worth and cost"),
        Key::dated("breakage", SHARE).or("\"0%\"").means(
            "share of points never redeemed; a schedule changes the estimate of points \
             already earned too",
        ),
        Key::of("expiry", Kind::Either(&[Kind::Length, Kind::Words(&["none"])]))
            .or("\"none\"")
            .means("time until unredeemed points expire"),
        Key::tables("rewards", &REWARD).means(
            "what points are redeemed for, instead of `point_value`, `share_in_kind` and \
             `cost_of_reward`",
        ),
        Key::tables("partners", &PARTNER).means("who buys points for members"),
        Key::table("pressure", &PRESSURE)
            .means("what members do as the balance nears `redeem.minimum`; nothing where absent"),
        Key::table("effect", &GROWING_EFFECT).means("what membership does to customers"),
        changes::SELECTION,
    ],
    &["per_member", "per_enrolment"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    let membership = fields.inside("membership");
    let ramp = membership.length("ramp");
    if ramp.is_some() && fields.has("ramp") {
        let message = "`ramp` stands in the programme and in `membership`";
        membership.error("ramp", "E025", message, "keep one of the two");
    }
    common.ramp = ramp.unwrap_or(common.ramp);
    let effect = changes::effect(fields);
    let selection = changes::selection(fields, &effect);
    let redeem = fields.inside("redeem");
    if fields.has("earn") != fields.has("redeem") {
        let (there, absent) =
            if fields.has("earn") { ("earn", "redeem") } else { ("redeem", "earn") };
        fields.alone(there, absent);
    }
    let rewards = catalogue::rewards(fields);
    if fields.has("rewards") {
        let instead = ["point_value", "share_in_kind", "cost_of_reward"];
        for key in instead.into_iter().filter(|key| redeem.has(key)) {
            let message = format!("`rewards` stands instead of `{key}`");
            let help = "keep the catalogue, or write the one value and cost of all points";
            redeem.error(key, "E025", message, help);
        }
    } else if fields.has("redeem") {
        redeem.require("point_value");
    }
    for key in ["rewards", "partners"] {
        if fields.has(key) && !fields.has("redeem") {
            fields.alone(key, "redeem");
        }
    }
    let redeemed = redemption(&redeem);
    let expiry = match fields.node("expiry").and_then(fields::Node::text) {
        Some("none") => None,
        _ => fields.length("expiry"),
    };
    if let Some(expiry) = expiry.filter(|expiry| redeemed.last() > *expiry) {
        let last = redeemed.last();
        let message = format!(
            "points expire after {}, but are redeemed up to {last} after they were earned",
            crate::units::counted(expiry as u64, "period")
        );
        let one = fields.diagnostic("expiry", "E017", message);
        let help = "let `redeem` reach 100% by then: what expires is part of `breakage`";
        fields.reading.report(one.help(help));
    }
    Box::new(Points {
        enrol: shared::by_segment(&membership, "enrol", names, 1.0),
        fee: membership.path_or_default("price"),
        earn: earn(fields, names),
        earn_on: fields.choice("earn_on"),
        point_value: redeem.path_or("point_value", 0.0),
        share_in_kind: redeem.number_or_default("share_in_kind"),
        cost_of_reward: redeem.number_or_default("cost_of_reward"),
        breakage: fields.path_or_default("breakage"),
        redemption: redeemed,
        expiry,
        minimum: redeem.number_or_default("minimum"),
        pressure: pressure::read(fields, &redeem),
        rewards,
        partners: catalogue::partners(fields),
        churn: effect.path_or("churn", 0.0),
        visits: effect.path_or("visits", 0.0),
        growth: changes::growth(&effect),
        selection,
    })
}

/// "1 point per 1 DKK", or a number of points per unit of money.
fn earn(fields: &Fields<'_>, names: &Names<'_>) -> Path {
    let Some(node) = fields.node("earn") else {
        return Path::fixed(0.0);
    };
    let fields::Data::Text(text) = &node.data else {
        return fields.path_or("earn", 0.0);
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let help = format!("write \"1 point per 1 {}\"", names.currency);
    let [points, "point" | "points", "per", money, currency] = words[..] else {
        let message = format!("\"{text}\" does not say points per money");
        fields.reading.report(fields.diagnostic("earn", "E014", message).help(help));
        return Path::fixed(0.0);
    };
    if currency != names.currency {
        let message =
            format!("points are earned per {currency}, but the currency is {}", names.currency);
        let help = format!("write \"{points} points per {money} {}\"", names.currency);
        fields.error("earn", "E014", message, help);
    }
    match (parse::number(points), parse::number(money)) {
        (Some(points), Some(money)) if points >= 0.0 && money > 0.0 && points / money <= 1e15 => {
            let number = fields.reading.found_number(
                node,
                points / money,
                StatedUnit::Number,
                &fields.at("earn"),
                fields.evidence,
            );
            Path::Constant(number)
        }
        _ => {
            let message = format!("\"{text}\" does not say points per money");
            fields.error("earn", "E014", message, help);
            Path::fixed(0.0)
        }
    }
}

/// Points are redeemed or gone this many periods after they were earned.
pub const LATEST_REDEMPTION: usize = 1_200;

fn redemption(fields: &Fields<'_>) -> Redemption {
    if fields.has("after") && fields.has("pattern") {
        fields.one_too_many("pattern", "after", fields::APART);
    }
    if let Some(after) = fields.length("after") {
        return Redemption::After(after);
    }
    let mark = fields.reading.mark();
    let mut points: Vec<(usize, f64)> = Vec::new();
    let listed = fields.node("pattern").and_then(fields::Node::list);
    let entries = if listed.is_some() { None } else { fields.entries("pattern") };
    if listed.is_none() && entries.is_none() {
        return Redemption::AtOnce;
    }
    for (after, node) in listed.into_iter().flatten().enumerate() {
        let path = fields.at(&format!("pattern.{after}"));
        let share = fields.reading.quantity(node, SHARE, &path, fields.evidence);
        points.extend(share.map(|share| (after, fields.reading.base(share))));
    }
    let (entries, evidence) = entries.unwrap_or((Vec::new(), fields.evidence));
    for entry in entries {
        let path = fields.at(&format!("pattern.{}", entry.key));
        let share = fields.reading.quantity(&entry.node, SHARE, &path, evidence);
        let after = fields.reading.length_key(entry, &path);
        if let (Some(after), Some(share)) = (after, share) {
            points.push((after, fields.reading.base(share)));
        }
    }
    points.sort_by_key(|(after, _)| *after);
    let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
    let ends =
        points.last().is_some_and(|(after, share)| *share == 1.0 && *after <= LATEST_REDEMPTION);
    if !fields.reading.clean_since(mark) {
        return Redemption::AtOnce;
    }
    if !rising || !ends {
        let message =
            format!("cumulative redemption must rise to 100% within {LATEST_REDEMPTION} periods");
        let help = "write a rising share for each length, the last \"100%\"";
        fields.error("pattern", "E017", message, help);
        return Redemption::AtOnce;
    }
    let mut cumulative = Vec::new();
    let (mut j, mut left) =
        (0, (0, points.first().map_or(0.0, |p| if p.0 == 0 { p.1 } else { 0.0 })));
    for (after, share) in points {
        while j <= after {
            let run = (after - left.0).max(1) as f64;
            let at = if j == after {
                share
            } else {
                left.1 + (share - left.1) * (j - left.0) as f64 / run
            };
            cumulative.push(at);
            j += 1;
        }
        left = (after, share);
    }
    Redemption::Pattern(cumulative)
}

impl Mechanics for Points {
    fn rewards(&self) -> &[Reward] {
        &self.rewards
    }

    fn reach(&self, values: &[f64]) -> f64 {
        self.enrol.iter().map(|share| share.at(values)).fold(0.0, f64::max)
    }

    fn acts_on_churn(&self) -> bool {
        let pressed = self.pressure.as_ref().map(|pressure| pressure.churn);
        self.churn != Path::fixed(0.0) || pressed.is_some_and(|churn| churn != Quantity::fixed(0.0))
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let cost = &context.common.cost;
        let scope = context.scope();
        let selection = self.selection.at(values);
        let in_kind = self.share_in_kind.at(values);
        let cost_share = in_kind * self.cost_of_reward.at(values) + 1.0 - in_kind;
        let rewards = Reward::levers(&self.rewards, context);
        let sold = Partner::sold(&self.partners, context);
        let (pace, near) =
            self.pressure.as_ref().map_or((1.0, 0.0), |pressure| pressure.felt(values));
        let pressed = self.pressure.as_ref().map_or(0.0, |p| near * p.churn.at(values));
        let mean = |of: &dyn Fn(&RewardLever) -> f64| -> f64 {
            rewards.iter().map(|reward| reward.share * of(reward)).sum()
        };
        // Of all points, by reward where there is a catalogue.
        let worth = |t: usize| match rewards[..] {
            [] => context.at(&self.point_value, t),
            _ => mean(&|reward| reward.value[t]),
        };
        let costs = |t: usize| match rewards[..] {
            [] => context.at(&self.point_value, t) * cost_share,
            _ => mean(&|reward| reward.cost[t]),
        };
        let (point_value, cost_per_point) = (context.by_period(worth), context.by_period(costs));
        let members: Vec<Vec<f64>> = (0..context.segments)
            .map(|s| context.by_period(|t| self.enrol[s].at(values) * context.running(t)))
            .collect();
        for (s, members) in members.iter().enumerate().filter(|(s, _)| scope.segments[*s]) {
            let mut own = scope.clone();
            own.segments.iter_mut().enumerate().for_each(|(other, flag)| *flag = other == s);
            let effect = |t: usize| context.at(&self.churn, t) * (1.0 - selection);
            levers.churn.push(ChurnFactor {
                programme: context.programme,
                reasons: context.reasons(),
                scope: own,
                factor: context.by_period(|t| {
                    // Of members: what membership does, times what being near the reward does.
                    let effect = effect(t);
                    1.0 + members[t] * (effect + pressed + effect * pressed)
                }),
                cost_per_failure: context.nothing(),
            });
        }
        // Of members: what membership does, times how much faster the way to the reward is passed.
        let visits = |t: usize| context.at(&self.visits, t) * (1.0 - selection);
        let all = |share: f64, t: usize| 1.0 + share * ((1.0 + visits(t)) * pace - 1.0);
        let factor = members
            .iter()
            .map(|members| members.iter().enumerate().map(|(t, share)| all(*share, t)).collect());
        context.visit_factor(levers, factor.collect());
        context.growth(levers, &self.growth, |s, t| members[s][t] * (1.0 - selection));
        let redemption = Redeemed { in_time: 1.0, cut_off: 0.0, pattern: self.pattern() };
        levers.points.push(PointsLever {
            programme: context.programme,
            scope,
            members,
            earn: context.while_running(&self.earn),
            earn_on: self.earn_on,
            breakage: context.by_period(|t| context.at(&self.breakage, t)),
            cost_per_point,
            point_value,
            // Where there is a minimum, the plan makes members wait for it: it knows what they earn.
            redemptions: vec![vec![redemption]; context.segments],
            minimum: self.minimum.at(values),
            rewards,
            sold: sold.points,
            sold_for: sold.money,
            sold_points_for: sold.for_points,
            expiry: self.expiry,
            per_member: context.while_running(&cost.per_member),
            per_enrolment: context.while_running(&cost.per_enrolment),
            fee: context.while_running(&self.fee),
            deferred: context.common.deferred,
        });
    }
}
