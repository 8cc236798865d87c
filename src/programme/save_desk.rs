//! `save-desk`: customers who ask to cancel are offered a reason to stay.

use super::{Common, Context, Mechanics, Names, OFFER, Offer, ProgrammeKind, offers, shared};
use crate::fields::measures::{COUNT, FACTOR, GROWTH, MONEY, QUANTITY, SHARE};
use crate::fields::{self, Fields, Key, Kind, Section};
use crate::lever::{Desk, Levers, Repeat};
use crate::units::{Path, Quantity};

/// A line of the desk's own menu.
#[derive(Clone, Debug)]
pub struct DeskOffer {
    /// What it shares with other menus. A pause is a discount of the whole price, a downgrade one of what
    /// is no longer paid.
    pub offer: Offer,
    /// Cost of serving a taker that falls away in each period of the offer.
    pub saves_cost: Quantity,
    /// Who goes on with what was given, and pays for it; none: nobody.
    pub keeps_paying: Option<KeepsPaying>,
}

/// After the offer some takers keep what they were given and pay for it.
#[derive(Clone, Debug)]
pub struct KeepsPaying {
    /// Share of takers who do, 0 to 1.
    pub share: Quantity,
    /// What they pay per model period, net of VAT.
    pub price: Quantity,
    /// What it costs per model period.
    pub cost: Quantity,
    /// Periods that they go on, at least 1.
    pub lasts: usize,
}

impl DeskOffer {
    /// Periods until nothing is given or paid any more.
    fn length(&self) -> usize {
        self.offer.lasts + self.keeps_paying.as_ref().map_or(0, |keeps| keeps.lasts)
    }

    /// What a taker gets in the a-th period after the save: share of the price, net gift, and fee paid.
    fn given(&self, a: usize, values: &[f64]) -> [f64; 3] {
        if a < self.offer.lasts {
            let net = self.offer.gift_cost.at(values) - self.saves_cost.at(values);
            return [self.offer.discount.at(values), net, 0.0];
        }
        match &self.keeps_paying {
            Some(keeps) if a < self.length() => {
                let fee = keeps.share.at(values) * keeps.price.at(values);
                [0.0, keeps.share.at(values) * keeps.cost.at(values) - fee, fee]
            }
            _ => [0.0; 3],
        }
    }

    /// The same for each period, averaged over a menu by share.
    fn average(menu: &[Self], length: usize, values: &[f64]) -> [Vec<f64>; 3] {
        [0, 1, 2].map(|part| {
            let at = |a: usize| {
                let each = menu.iter().map(|line| (line.offer.share.at(values), line));
                each.map(|(share, line)| share * line.given(a, values)[part]).sum()
            };
            (0..length).map(at).collect()
        })
    }
}

/// How many contacts the desk can serve in a period.
#[derive(Clone, Debug)]
pub enum Capacity {
    /// As many as come.
    Unlimited,
    /// A number of contacts per model period.
    Contacts(Path),
    /// Agents, times contacts per agent and model period.
    Agents {
        /// Number of agents.
        agents: Path,
        /// Contacts that one agent serves in a period.
        contacts_per_agent: Path,
    },
}

/// Fields of the kind `save-desk`.
#[derive(Clone, Debug)]
pub struct SaveDesk {
    /// Share of the cancel attempts that reach the desk, 0 to 1.
    pub reach: Quantity,
    /// Share of contacts that take an offer, 0 to 1.
    pub accept: Quantity,
    /// Share of takers who would have stayed without an offer, 0 to 1.
    pub would_have_stayed: Quantity,
    /// Churn multiplier right after the save, 1 for none; greater than 0.
    pub after_save_multiplier: Quantity,
    /// Periods over which the multiplier fades to 1; none means that it never fades.
    pub fades_over: Option<usize>,
    /// Growth per model period of contacts made only for the offer.
    pub gaming: Quantity,
    /// Contacts that can be served.
    pub capacity: Capacity,
    /// Menu of offers; may be empty.
    pub offers: Vec<DeskOffer>,
    /// Whether saved customers reach the desk again at once.
    pub repeat: Repeat,
}

/// A number per period, bare or as a count per time.
const COUNTED: fields::Kind = Kind::Either(&[Kind::Dated(QUANTITY), Kind::Dated(COUNT)]);

static AFTER_SAVE: Section = Section::new(
    "after_save",
    "How saved customers leave afterwards.",
    &[
        Key::value("churn_multiplier", FACTOR)
            .or("1")
            .means("multiplier of churn right after the save"),
        Key::of("fades_over", Kind::Length)
            .means("periods over which the multiplier fades to 1; never where absent"),
    ],
);

static KEEPS_PAYING: Section = Section::new(
    "keeps_paying",
    "After the offer some takers keep what they were given and pay for it.",
    &[
        Key::value("share", SHARE).needed().means("share of takers who do"),
        Key::value("price", MONEY).needed().means("what they pay per period, net of VAT"),
        Key::value("cost", MONEY).or("0").means("what it costs per period"),
        Key::of("lasts", Kind::Length).needed().means("how long they go on"),
    ],
);

/// A line of the desk's own menu.
static DESK_OFFER: Section = Section::new(
    "offers",
    "A line of a save desk's menu.",
    &[
        Key::of("pause", Kind::Flag)
            .or("false")
            .means("instead of `discount`: nothing is charged while it lasts"),
        Key::value("downgrade", SHARE)
            .means("instead of `discount`: share of the price that a smaller product costs"),
        Key::value("saves_cost", MONEY)
            .or("0")
            .means("cost of serving a taker that falls away, per period while it lasts"),
        Key::table("keeps_paying", &KEEPS_PAYING).means("who pays for what was given once it ends"),
    ],
)
.with(&[&OFFER]);

static CAPACITY: Section = Section::new(
    "capacity",
    "Contacts that the desk can serve in a period of the model.",
    &[
        Key::dated("agents", QUANTITY).means("number of agents, in parts too"),
        Key::of("contacts_per_agent", COUNTED).means("contacts that one agent serves in a period"),
        Key::of("contacts", COUNTED).means("contacts in a period, instead of the two keys above"),
    ],
);

/// The kind `save-desk`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "save-desk",
    "Customers who ask to cancel are offered a reason to stay.",
    &[
        Key::value("reach", SHARE)
            .or("\"100%\"")
            .means("share of the cancel attempts that reach the desk"),
        Key::value("accept", SHARE).needed().means("share of contacts that take an offer"),
        Key::value("would_have_stayed", SHARE)
            .or("\"0%\"")
            .means("share of takers who would have stayed without an offer"),
        Key::table("after_save", &AFTER_SAVE).means("how saved customers leave afterwards"),
        Key::value("gaming", GROWTH)
            .or("\"0% per year\"")
            .means("growth of contacts made only for the offer"),
        Key::table("capacity", &CAPACITY).means("contacts that can be served; all where absent"),
        Key::tables("offers", &DESK_OFFER).means("menu of offers"),
        Key::words("repeat", &["after-offer", "any-time"])
            .or("\"after-offer\"")
            .means("when saved customers reach the desk again"),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    let after = fields.inside("after_save");
    Box::new(SaveDesk {
        reach: fields.number_or_default("reach"),
        accept: fields.need_number("accept"),
        would_have_stayed: fields.number_or_default("would_have_stayed"),
        after_save_multiplier: after.number_or_default("churn_multiplier"),
        fades_over: shared::remembered(&after, "fades_over"),
        gaming: fields.number_or_default("gaming"),
        capacity: fields.table("capacity").map_or(Capacity::Unlimited, |table| capacity(&table)),
        offers: offers(fields),
        repeat: fields.choice("repeat"),
    })
}

fn offers(fields: &Fields<'_>) -> Vec<DeskOffer> {
    offers::menu(fields, |table, share| {
        let mut offer = offers::offer(table, share);
        let pause = table.flag("pause") == Some(true);
        let smaller = table.number("downgrade");
        let ways = [table.has("discount"), pause, smaller.is_some()];
        if ways.into_iter().filter(|way| *way).count() > 1 {
            let message = "`discount`, `pause` and `downgrade` exclude one another";
            let name = if pause { "pause" } else { "downgrade" };
            table.error(name, "E025", message, "keep one, and make an offer of each other");
        }
        if pause {
            offer.discount = Quantity::fixed(1.0);
        }
        if let Some(paid) = smaller {
            offer.discount = paid.adjusted(-1.0, 1.0);
        }
        let keeps_paying = table.table("keeps_paying").map(|keeps| {
            keeps.require("lasts");
            KeepsPaying {
                share: keeps.need_number("share"),
                price: keeps.need_number("price"),
                cost: keeps.number_or_default("cost"),
                lasts: shared::remembered(&keeps, "lasts").unwrap_or(1),
            }
        });
        DeskOffer { offer, saves_cost: table.number_or_default("saves_cost"), keeps_paying }
    })
}

fn capacity(fields: &Fields<'_>) -> Capacity {
    let contacts = shared::counted(fields, "contacts");
    let (agents, each) = (fields.path("agents"), shared::counted(fields, "contacts_per_agent"));
    if fields.has("contacts") {
        if fields.has("agents") || fields.has("contacts_per_agent") {
            let message = "`contacts` stands instead of `agents` and `contacts_per_agent`";
            fields.error("contacts", "E025", message, "keep `contacts`, or the other two");
        }
        return contacts.map_or(Capacity::Unlimited, Capacity::Contacts);
    }
    fields.require("agents");
    fields.require("contacts_per_agent");
    match (agents, each) {
        (Some(agents), Some(contacts_per_agent)) => Capacity::Agents { agents, contacts_per_agent },
        _ => Capacity::Unlimited,
    }
}

impl Mechanics for SaveDesk {
    fn reach(&self, values: &[f64]) -> f64 {
        self.reach.at(values)
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let longest = self.offers.iter().map(DeskOffer::length).max().unwrap_or(0);
        let first = self.after_save_multiplier.at(values);
        // A multiplier of 1 has nothing to fade.
        let lasting = self.fades_over.is_none() && first != 1.0;
        let only = self.fades_over.unwrap_or(0).max(longest).max(1);
        // What never fades outlives every offer.
        let length = if lasting { longest + 1 } else { only };
        let multiplier = (0..length).map(|a| match self.fades_over {
            None => first,
            Some(0) => 1.0,
            Some(n) => 1.0 + (first - 1.0) * (1.0 - a as f64 / n as f64).max(0.0),
        });
        let [discount, gift, fee] = DeskOffer::average(&self.offers, length, values);
        let gaming = self.gaming.at(values);
        let reach = self.reach.at(values);
        let cost = &context.common.cost;
        levers.desks.push(Desk {
            programme: context.programme,
            reasons: context.reasons(),
            scope: context.scope(),
            reach: context.by_period(|t| reach * context.running(t)),
            accept: vec![self.accept.at(values); context.periods],
            would_have_stayed: self.would_have_stayed.at(values),
            capacity: context.by_period(|t| match &self.capacity {
                Capacity::Unlimited => f64::INFINITY,
                Capacity::Contacts(contacts) => context.at(contacts, t),
                Capacity::Agents { agents, contacts_per_agent } => {
                    context.at(agents, t) * context.at(contacts_per_agent, t)
                }
            }),
            gaming: context
                .by_period(|t| libm::expm1(context.then(t) as f64 * libm::log1p(gaming))),
            per_contact: context.while_running(&cost.per_contact),
            multiplier: multiplier.collect(),
            lasting,
            only,
            discount,
            gift,
            fee,
            repeat: self.repeat,
        });
    }
}
