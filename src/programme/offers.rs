//! A menu of offers: what those who are asked to stay, or to come back, may choose from.

use super::shared::remembered;
use crate::fields::{Fields, Key, Kind, Section, measures};
use crate::units::Quantity;

use measures::{MONEY, SHARE};

/// One line of the menu of offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Share of takers who get this offer; the shares of a menu sum to 1.
    pub share: Quantity,
    /// Share of the price given away in each period of the offer.
    pub discount: Quantity,
    /// Money per taker and period of the offer.
    pub gift_cost: Quantity,
    /// Periods that the offer lasts, following the save.
    pub lasts: usize,
}

impl Offer {
    /// Share of the price, and money, given away in the a-th period of a menu, averaged by share.
    pub fn average(menu: &[Self], length: usize, values: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let at = |a: usize, money: &dyn Fn(&Self) -> f64| {
            let running = menu.iter().filter(|offer| a < offer.lasts);
            running.map(|offer| offer.share.at(values) * money(offer)).sum::<f64>()
        };
        (
            (0..length).map(|a| at(a, &|offer| offer.discount.at(values))).collect(),
            (0..length).map(|a| at(a, &|offer| offer.gift_cost.at(values))).collect(),
        )
    }
}

/// A line of a menu of offers.
pub static OFFER: Section = Section::new(
    "offers",
    "A line of a menu of offers.",
    &[
        Key::text("name").means("words for readers"),
        Key::value("share", SHARE).means(
            "share of takers who get this offer; all shares sum to 100%; may be absent \
             with a single offer",
        ),
        Key::value("discount", SHARE)
            .or("\"0%\"")
            .means("share of the price given away while it lasts"),
        Key::value("gift_cost", MONEY).or("0").means("money per taker and period while it lasts"),
        Key::of("lasts", Kind::Length).needed().means("how long it lasts"),
    ],
);

/// Reads a menu of offers; its shares must sum to 100 %.
pub fn offers(fields: &Fields<'_>) -> Vec<Offer> {
    menu(fields, offer)
}

/// Reads one line of a menu.
pub fn offer(table: &Fields<'_>, share: Quantity) -> Offer {
    table.require("lasts");
    Offer {
        share,
        discount: table.number_or_default("discount"),
        gift_cost: table.number_or_default("gift_cost"),
        lasts: remembered(table, "lasts").unwrap_or(1),
    }
}

/// Reads the lines of `offers`, each with its share; the shares must sum to 100 %.
pub fn menu<T>(fields: &Fields<'_>, read: impl Fn(&Fields<'_>, Quantity) -> T) -> Vec<T> {
    let mark = fields.reading.mark();
    let tables = fields.tables("offers");
    let single = tables.len() == 1;
    let share = |table: &Fields<'_>| match table.number("share") {
        Some(share) => share,
        None if single && !table.has("share") => Quantity::fixed(1.0),
        None => {
            table.require("share");
            Quantity::fixed(1.0)
        }
    };
    let mut shares: Vec<Quantity> = Vec::new();
    let line = |table: &Fields<'_>| {
        let share = share(table);
        shares.push(share);
        read(table, share)
    };
    let lines = tables.iter().map(line).collect();
    if fields.reading.clean_since(mark) && !shares.is_empty() {
        let span = fields.blame("offers");
        fields.reading.sums_to_one(&shares, span, &fields.at("offers"), "the offers");
    }
    lines
}
