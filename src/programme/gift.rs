//! Something given away: what it costs, and the sale whose place it may take.

use super::{Assumed, Context, shared};
use crate::fields::{Fields, Key, SAME, Section, measures};
use crate::units::{Path, Quantity};

use measures::{MONEY, SHARE};

/// Keys of something given away.
pub static GIFT: Section = Section::new(
    "gift",
    "Something given away. Its cost counts, and the sales whose place it takes.",
    &[
        Key::dated("costs_us", MONEY).needed().means("what it costs"),
        Key::value("sells_for", MONEY).means(
            "what it sells for, without VAT: for readers, the accounting view and \
             `displaced`",
        ),
        Key::value("sells_for_incl_vat", MONEY).means("what it sells for, with VAT"),
        Key::value("displaced", SHARE)
            .or("\"0%\"")
            .means("share of them that take the place of a sale; it needs what one sells for"),
    ],
);

/// Something given away.
#[derive(Clone, Debug)]
pub struct Gift {
    /// What one costs.
    pub costs_us: Path,
    /// What one sells for.
    pub sells_for: Option<Price>,
    /// Share of them that take the place of a sale, 0 to 1; none where the file does not say.
    pub displaced: Option<Quantity>,
}

/// What something sells for.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// Amount as stated.
    pub amount: Quantity,
    /// Whether that is with VAT.
    pub gross: bool,
}

impl Gift {
    /// Reads a gift; one that is absent costs nothing.
    pub fn read(fields: &Fields<'_>, name: &str) -> Self {
        let Some(gift) = fields.table(name) else {
            return Self { costs_us: Path::fixed(0.0), sells_for: None, displaced: None };
        };
        let displaced = gift.number("displaced");
        let sells_for = sold_for(&gift, displaced.is_some());
        if displaced.is_some() && sells_for.is_none() {
            let message = "`displaced` needs what one sells for, which is not stated";
            let help = "add sells_for or sells_for_incl_vat";
            gift.reading.report(gift.diagnostic("displaced", "E025", message).help(help));
        }
        Self { costs_us: gift.need_path("costs_us"), sells_for, displaced }
    }

    /// The same for a gift some of which bring visits that would not have happened: those displace nothing.
    pub fn with_visits(fields: &Fields<'_>, name: &str) -> (Self, Quantity) {
        let (own, extra) = (Self::read(fields, name), shared::extra_visit_share(fields));
        let most = |share: Quantity| fields.reading.highest(share);
        if let (Some(displaced), Some(gift)) = (own.displaced, fields.table(name))
            && most(displaced) + most(extra) > 1.0 + 1e-12
        {
            let message = "`displaced` and `extra_visit_share` are together more than 100%, as far as their ranges go";
            let help = "a gift that takes the place of a sale brings no visit of its own";
            gift.reading.report(gift.diagnostic("displaced", "E015", message).help(help));
        }
        (own, extra)
    }

    /// What one costs in period `t`, given to a customer of segment `s`: its own cost, and what the share that takes
    /// the place of a sale would have brought beyond it.
    pub fn cost(&self, context: &Context<'_>, s: usize, t: usize) -> f64 {
        let own = context.at(&self.costs_us, t);
        match (&self.sells_for, self.displaced) {
            (Some(price), Some(displaced)) => {
                let vat = if price.gross { context.vat[s][context.then(t)] } else { 0.0 };
                let forgone = price.amount.at(context.values) / (1.0 + vat) - own;
                own + displaced.at(context.values) * forgone.max(0.0)
            }
            _ => own,
        }
    }

    /// What the register says of it: nothing where the file does, or where nothing is given.
    pub fn assumed(&self, name: &str) -> Option<(String, Assumed)> {
        let silent = self.displaced.is_none() && self.costs_us != Path::fixed(0.0);
        silent.then(|| (format!("{name}.displaced"), Assumed::ReplacesNoSale))
    }
}

/// What a gift or a reward sells for. It is an assumption only where it drives a cash flow.
pub fn sold_for(gift: &Fields<'_>, drives: bool) -> Option<Price> {
    let price = |key: &str| match drives {
        true => gift.number(key),
        false => gift.constant(key).map(Quantity::fixed),
    };
    if gift.has("sells_for") && gift.has("sells_for_incl_vat") {
        gift.one_too_many("sells_for_incl_vat", "sells_for", SAME);
    }
    let (net, gross) = (price("sells_for"), price("sells_for_incl_vat"));
    let of = |gross: bool| move |amount: Quantity| Price { amount, gross };
    net.map(of(false)).or(gross.map(of(true)))
}
