//! What points are taken for, reward by reward, and points sold to partners.

use super::Context;
use crate::fields::measures::{COUNT, MONEY, QUANTITY, SHARE};
use crate::fields::{Fields, Key, Kind, Section};
use crate::lever::RewardLever;
use crate::units::{Path, Quantity};

/// One reward that points are redeemed for.
#[derive(Clone, Debug)]
pub struct Reward {
    /// Its id in the programme.
    pub id: String,
    /// Words for readers.
    pub name: String,
    /// Share of the points redeemed that are redeemed for it; the shares of a catalogue sum to 1.
    pub share: Quantity,
    /// Points that one costs the member, above 0.
    pub points: Quantity,
    /// What one is worth to the member: its price elsewhere.
    pub worth: Path,
    /// What one costs.
    pub cost: RewardCost,
}

/// What a reward costs the firm.
#[derive(Clone, Debug)]
pub enum RewardCost {
    /// Money off: what it is worth.
    Discount,
    /// Bought from a partner at this price.
    Partner(Path),
    /// Own product at its marginal cost; the share `displaced` would have been sold at what it is worth.
    Own {
        /// Marginal cost.
        costs_us: Path,
        /// Share of the rewards that take the place of a sale, 0 to 1.
        displaced: Quantity,
    },
}

impl Reward {
    /// Value to the member and cost of one point, per period.
    fn lever(&self, context: &Context<'_>) -> RewardLever {
        let values = context.values;
        let points = self.points.at(values);
        let cost = |t: usize| {
            let worth = context.at(&self.worth, t);
            match &self.cost {
                RewardCost::Discount => worth,
                RewardCost::Partner(price) => context.at(price, t),
                RewardCost::Own { costs_us, displaced } => {
                    let own = context.at(costs_us, t);
                    own + displaced.at(values) * (worth - own).max(0.0)
                }
            }
        };
        RewardLever {
            share: self.share.at(values),
            value: context.by_period(|t| context.at(&self.worth, t) / points),
            cost: context.by_period(|t| cost(t) / points),
        }
    }

    /// The levers of a catalogue.
    pub fn levers(catalogue: &[Self], context: &Context<'_>) -> Vec<RewardLever> {
        catalogue.iter().map(|reward| reward.lever(context)).collect()
    }
}

/// Somebody who buys points to give them to members.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Share of members who collect with it.
    pub take: Quantity,
    /// Points that one of them collects per model period.
    pub points: Quantity,
    /// What the partner pays for a point.
    pub price: Path,
    /// Share of that price that pays for the programme's name and access to members.
    pub marketing: Quantity,
    /// First period in which it buys; none: while the programme runs.
    pub starts: Option<i64>,
}

/// Points sold to partners, for one member and period.
#[derive(Clone, Debug, Default)]
pub struct Sold {
    /// Points.
    pub points: Vec<f64>,
    /// Money paid for them.
    pub money: Vec<f64>,
    /// The part of that money that is for the points.
    pub for_points: Vec<f64>,
}

impl Partner {
    /// What all partners together buy.
    pub fn sold(partners: &[Self], context: &Context<'_>) -> Sold {
        let values = context.values;
        let of = |part: &dyn Fn(&Self, usize) -> f64| {
            context.by_period(|t| {
                let began = |one: &Self| one.starts.unwrap_or(0) <= context.then(t) as i64;
                let buys = |one: &&Self| context.running(t) > 0.0 && began(one);
                let points = |one: &Self| one.take.at(values) * one.points.at(values);
                partners.iter().filter(buys).map(|one| points(one) * part(one, t)).sum()
            })
        };
        Sold {
            points: of(&|_, _| 1.0),
            money: of(&|one, t| context.at(&one.price, t)),
            for_points: of(&|one, t| context.at(&one.price, t) * (1.0 - one.marketing.at(values))),
        }
    }
}

/// Keys of a reward.
pub static REWARD: Section = Section::new(
    "rewards",
    "A reward that points are redeemed for. Without `costs_us` and `partner_price` it is money \
     off, which costs what it is worth.",
    &[
        Key::of("id", Kind::Id).needed().means("short name"),
        Key::text("name").means("name for readers"),
        Key::value("share", SHARE)
            .needed()
            .means("share of the points redeemed that go into it; all shares sum to 100%"),
        Key::value("points", QUANTITY).or("1").means("points that one costs the member"),
        Key::dated("worth", MONEY).needed().means("what one is worth to the member"),
        Key::dated("costs_us", MONEY).means("marginal cost of one, an own product"),
        Key::value("displaced", SHARE)
            .or("\"0%\"")
            .means("share of them that take the place of a sale at what they are worth"),
        Key::dated("partner_price", MONEY).means("what one costs, bought from a partner"),
    ],
);

/// Keys of a partner.
pub static PARTNER: Section = Section::new(
    "partners",
    "A partner who buys points to give them to members.",
    &[
        Key::of("id", Kind::Id).needed().means("short name"),
        Key::text("name").means("name for readers"),
        Key::value("take", SHARE).needed().means("share of members who collect with it"),
        Key::value("points", COUNT)
            .needed()
            .means("points that one of them collects: \"600 per month\""),
        Key::dated("price", MONEY).needed().means("what the partner pays for a point"),
        Key::value("marketing_share", SHARE).or("\"0%\"").means(
            "share of the price that pays for name and access to members, revenue at once \
             in the accounting view",
        ),
        Key::of("starts", Kind::Date).means("first period in which it buys"),
    ],
);

/// Reads the catalogue; empty where there is none.
pub fn rewards(fields: &Fields<'_>) -> Vec<Reward> {
    let mark = fields.reading.mark();
    let tables = fields.tables("rewards");
    let catalogue: Vec<Reward> = tables.iter().map(reward).collect();
    if fields.reading.clean_since(mark) && !catalogue.is_empty() {
        let shares: Vec<Quantity> = catalogue.iter().map(|reward| reward.share).collect();
        let span = fields.blame("rewards");
        fields.reading.sums_to_one(&shares, span, &fields.at("rewards"), "the rewards");
    }
    catalogue
}

fn reward(table: &Fields<'_>) -> Reward {
    let id = table.id("id").unwrap_or_default();
    let points = table.number_or("points", 1.0);
    if table.has("points") && table.reading.lowest(points) <= 0.0 {
        let help = "write how many points it takes";
        table.error("points", "E015", "a reward costs points: more than 0", help);
    }
    if table.has("costs_us") && table.has("partner_price") {
        let message = "`costs_us` and `partner_price` exclude one another";
        let help = "an own product has costs_us, one bought from a partner partner_price";
        let one = table.diagnostic("partner_price", "E025", message);
        table.reading.report(one.help(help));
    }
    if table.has("displaced") && !table.has("costs_us") {
        let message = "`displaced` needs `costs_us`: only an own product takes the place of a sale";
        let help = "add `costs_us`, or leave `displaced` out";
        table.error("displaced", "E025", message, help);
    }
    let cost = if table.has("partner_price") {
        RewardCost::Partner(table.path_or("partner_price", 0.0))
    } else if table.has("costs_us") {
        RewardCost::Own {
            costs_us: table.path_or("costs_us", 0.0),
            displaced: table.number_or_default("displaced"),
        }
    } else {
        RewardCost::Discount
    };
    Reward {
        name: table.text("name").unwrap_or_else(|| id.clone()),
        id,
        share: table.need_number("share"),
        points,
        worth: table.need_path("worth"),
        cost,
    }
}

/// Reads the partners; empty where there are none.
pub fn partners(fields: &Fields<'_>) -> Vec<Partner> {
    let tables = fields.tables("partners");
    let partner = |table: &Fields<'_>| {
        table.id("id");
        table.text("name");
        Partner {
            take: table.need_number("take"),
            points: table.need_number("points"),
            price: table.need_path("price"),
            marketing: table.number_or_default("marketing_share"),
            starts: table.period("starts"),
        }
    };
    tables.iter().map(partner).collect()
}
