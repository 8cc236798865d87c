//! `[market]`, `[[events]]` and `[overheads]`: the surroundings of the business.

use super::ground::{Ground, find};
use super::model::{Event, Label, Market, NewMarket, NewProduct, Overhead, OverheadAccount};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Key, Kind, Node, Section, measures};
use crate::units::Path;

use measures::{GROWTH, MONEY, MULTIPLIER, NUMBER, QUANTITY, SHARE};

static NEW_MARKETS: Section = Section::new(
    "new_markets",
    "A market that opens at a date.",
    &[
        Key::text("name").needed().means("name for readers"),
        Key::of("opens", Kind::Date).needed().means("date in the period in which it opens"),
        Key::value("reachable_customers", QUANTITY).needed().means("prospects that it adds"),
        Key::value("entry_cost", MONEY).or("0").means("paid at the start of that period"),
    ],
);

/// `[market]`.
pub static MARKET: Section = Section::new(
    "market",
    "How many could become customers; an endless pool where absent.",
    &[
        Key::value("reachable_customers", QUANTITY)
            .needed()
            .means("people or firms that could be customers at the start"),
        Key::value("already_customers", QUANTITY)
            .means("those who are; must equal the sum of opening customers"),
        Key::value("growth", GROWTH).or("\"0% per year\"").means("growth of the market"),
        Key::of("lapsed_return_after", Kind::Length)
            .means("time after which former customers are prospects again; never where absent"),
        Key::value("depletion", NUMBER)
            .or("0")
            .means("exponent of the pool's effect on joiners; 0 = endless pool"),
        Key::tables("new_markets", &NEW_MARKETS).means("markets that open later"),
    ],
);

/// `[market]`; none means an endless pool.
pub fn market(root: &Fields<'_>) -> Option<Market> {
    let fields = root.table("market")?;
    let new_markets = fields.tables("new_markets").into_iter().map(|table| {
        table.require_all(&["name", "opens"]);
        NewMarket {
            name: table.text("name").unwrap_or_default(),
            opens: table.period("opens").unwrap_or(0),
            reachable_customers: table.need_number("reachable_customers"),
            entry_cost: table.number_or_default("entry_cost"),
        }
    });
    Some(Market {
        new_markets: new_markets.collect(),
        reachable_customers: fields.need_number("reachable_customers"),
        growth: fields.number_or_default("growth"),
        lapsed_return_after: fields.length("lapsed_return_after"),
        depletion: fields.number_or_default("depletion"),
    })
}

/// Compares `already_customers` with the sum of opening customers.
pub fn already_customers(root: &Fields<'_>, opening: f64) {
    // Relative; counts of customers are given exactly.
    const TOLERANCE: f64 = 1e-9;
    let Some(fields) = root.table("market") else {
        return;
    };
    let Some(already) = fields.constant("already_customers") else {
        return;
    };
    if (already - opening).abs() > TOLERANCE * opening.abs().max(1.0) {
        let message =
            format!("`already_customers` is {already}, but the segments open with {opening}");
        let help = format!("write {opening}, or leave the key out");
        fields.error("already_customers", "E034", message, help);
    }
}

/// Kinds of events.
pub const EVENT_KINDS: &[&str] = &["competitor-offer", "new-market", "new-product"];

static SELLS: Section = Section::new(
    "sells",
    "A product that active customers may buy beside what they have.",
    &[
        Key::value("take", SHARE).needed().means("share of active customers who buy it"),
        Key::dated("price", MONEY).needed().means("money per buyer and period, net of VAT"),
        Key::dated("cost", MONEY).or("0").means("cost per buyer and period"),
    ],
);

/// `[[events]]`.
pub static EVENTS: Section = Section::new(
    "events",
    "Something dated that changes churn or acquisition, opens a market or brings a product.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the event"),
        Key::text("name").means("name for readers"),
        Key::words("kind", EVENT_KINDS).means("what kind of event it is"),
        Key::of("starts", Kind::Date).needed().means("date in its first period"),
        Key::of("lasts", Kind::Length).means("how long; for good where absent"),
        Key::value("probability", SHARE).or("\"100%\"").means("chance that it happens"),
        Key::of(
            "churn",
            Kind::Either(&[Kind::Value(MULTIPLIER), Kind::Map("reason", &Kind::Value(MULTIPLIER))]),
        )
        .or("1")
        .means("multiplier of churn, for all reasons or by reason"),
        Key::value("acquisition", MULTIPLIER)
            .or("1")
            .means("multiplier of the joiners that channels' spend or stated customers bring"),
        Key::value("word_of_mouth", MULTIPLIER)
            .or("1")
            .means("multiplier of the joiners that customers bring by talking"),
        Key::value("damped_for_members", SHARE).or("\"0%\"").means(
            "share of its effect on churn that members of a points or punch-card \
             programme do not feel",
        ),
        Key::of("damped_with_tenure", Kind::Map("time as a customer", &Kind::Value(SHARE))).means(
            "share of its effect on churn that customers of at least that tenure do not \
             feel",
        ),
        Key::value("reachable_customers", QUANTITY)
            .or("0")
            .means("prospects that it adds while it lasts (new-market)"),
        Key::value("entry_cost", MONEY)
            .or("0")
            .means("paid at the start of its first period (new-market, new-product)"),
        Key::table("sells", &SELLS).means("what customers may buy from then on (new-product)"),
    ],
);

/// One event.
pub fn event(fields: &Fields<'_>, id: &str, ground: &Ground<'_>) -> Event {
    let kind = fields.word("kind");
    let market = fields.has("reachable_customers") && find(ground.file, &["market"]).is_none();
    if market {
        let message = "prospects need a [market] to be added to";
        let help = "add [market] with `reachable_customers`, or leave the key out";
        fields.error("reachable_customers", "E025", message, help);
    }
    match kind {
        Some("new-market") => fields.require("reachable_customers"),
        Some("new-product") => fields.require("sells"),
        _ => true,
    };
    fields.require("starts");
    unheard(fields, ground);
    let all = || vec![fields.number_or_default("churn"); ground.reasons.len()];
    let by_reason = || fields.by_name("churn", "reason", &ground.reasons, 1.0);
    let churn = if fields.opens("churn") { by_reason() } else { Some(all()) };
    Event {
        label: Label {
            id: id.to_owned(),
            name: fields.text("name").unwrap_or_else(|| id.to_owned()),
        },
        starts: fields.period("starts").unwrap_or(0),
        lasts: fields.time("lasts"),
        probability: fields.number_or_default("probability"),
        churn: churn.unwrap_or_default(),
        acquisition: fields.number_or_default("acquisition"),
        word_of_mouth: fields.number_or_default("word_of_mouth"),
        damped_for_members: fields.number_or_default("damped_for_members"),
        // Longer than the longest horizon none need be.
        damped_with_tenure: fields.by_length("damped_with_tenure", 1_200, "1 to 1,200 periods"),
        reachable_customers: fields.number_or("reachable_customers", 0.0),
        entry_cost: fields.number_or_default("entry_cost"),
        sells: fields.table("sells").map(|sells| NewProduct {
            take: sells.need_number("take"),
            price: sells.need_path("price"),
            cost: sells.path_or_default("cost"),
        }),
    }
}

/// Warns of an event that multiplies word of mouth where there is none.
fn unheard(fields: &Fields<'_>, ground: &Ground<'_>) {
    let channels = ground.file.get("channels").and_then(Node::list).unwrap_or_default();
    let talks = channels.iter().any(|channel| channel.get("word_of_mouth").is_some());
    if fields.has("word_of_mouth") && !talks {
        let message = "`word_of_mouth` has no effect: no channel has word of mouth";
        let one = Diagnostic::warning("W004", fields.span_of("word_of_mouth"), message);
        let help = "write word_of_mouth = { per_customer = \"0.15% per month\" } in a channel";
        fields.reading.report(one.label(fields.at("word_of_mouth")).help(help));
    }
}

static OVERHEAD: Section = Section::new(
    "overheads",
    "Fixed costs by name, each an amount per period or a table with the segment whose it is; \
     `acquisition_team` belongs to fully loaded acquisition cost.",
    &[
        Key::dated("amount", MONEY).needed().means("money per period"),
        Key::text("segment").needed().means("id of the segment that it belongs to"),
    ],
);

/// `[overheads]`.
pub static OVERHEADS: Kind =
    Kind::Map("name", &Kind::Either(&[Kind::Dated(MONEY), Kind::Table(&OVERHEAD)]));

/// `[overheads]`: free names; `acquisition_team` belongs to fully loaded acquisition cost.
pub fn overheads(root: &Fields<'_>, ground: &Ground<'_>) -> Vec<Overhead> {
    let Some((entries, evidence)) = root.entries("overheads") else {
        return Vec::new();
    };
    let read = |entry: &&crate::fields::Entry| {
        let path = root.at(&format!("overheads.{}", entry.key));
        let (amount, segment) = if entry.node.opens() {
            let fields = Fields::open(root.reading, &entry.node, path, &OVERHEAD, evidence);
            let fields = fields.inspect(|fields| {
                fields.require("segment");
            });
            let own = |fields: &Fields<'_>| fields.place("segment", "segment", &ground.segments);
            (fields.as_ref().map(|f| f.need_path("amount")), fields.as_ref().and_then(own))
        } else {
            (root.reading.path(&entry.node, Kind::Dated(MONEY), &path, evidence), None)
        };
        let account = match entry.key.as_str() {
            "acquisition_team" => OverheadAccount::AcquisitionTeam,
            _ => OverheadAccount::Fixed,
        };
        let amount = amount.unwrap_or(Path::fixed(0.0));
        Overhead { id: entry.key.clone(), amount, account, segment }
    };
    entries.iter().map(read).collect()
}
