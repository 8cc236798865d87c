//! What a customer pays: `price` or `basket`, and what those of the start pay.

use super::common::Common;
use super::ground::find;
use super::model::{OpeningPrice, Price};
use crate::diag::Diagnostic;
use crate::fields::{Evidence, Fields, SAME};
use crate::units::{Path, Quantity};

/// Keys of a price per period, and of purchases by visits: each belongs to one model of purchase.
const PRICE: [&str; 2] = ["price", "price_incl_vat"];
const BASKET: [&str; 2] = ["basket", "basket_incl_vat"];
const VISITS: [&str; 4] = ["visits", "basket", "basket_incl_vat", "variable_labour"];
const OPENING_PRICE: [&str; 2] = ["opening_price", "opening_price_incl_vat"];
const OPENING_BASKET: [&str; 2] = ["opening_basket", "opening_basket_incl_vat"];

/// The price per period, or the basket where customers buy by visits.
pub(super) fn price(fields: &Fields<'_>, visits: bool) -> Price {
    let (own, other, model) =
        if visits { (BASKET, &PRICE[..], "subscription") } else { (PRICE, &VISITS[..], "visits") };
    for name in other.iter().filter(|name| fields.has(name)) {
        let help = if visits {
            "state `visits` and `basket`, or drop [purchase]".to_owned()
        } else {
            "add [purchase] with model = \"visits\", or state a `price` per period".to_owned()
        };
        let message = format!("`{name}` belongs to purchases of the model \"{model}\"");
        fields.reading.report(fields.diagnostic(name, "E025", message).help(help));
    }
    let [net_key, gross_key] = own;
    if !fields.has(net_key) && !fields.has(gross_key) {
        fields.missing(net_key);
    }
    let (amount, vat_included) = amount(fields, own);
    Price {
        amount: amount.unwrap_or(Path::fixed(1.0)),
        vat_included,
        vat: fields.path_or_default("vat"),
    }
}

/// An amount under its key, or with VAT under the second one, and the VAT in it. The key that a strategy
/// sets wins.
fn amount(
    fields: &Fields<'_>,
    [net_key, gross_key]: [&'static str; 2],
) -> (Option<Path>, Option<Path>) {
    let (net, gross) = (fields.path(net_key), fields.path(gross_key));
    let set = |name: &str| fields.node(name).is_some_and(|node| node.strategy.is_some());
    let both = fields.has(net_key) && fields.has(gross_key);
    if both && !set(net_key) && !set(gross_key) {
        fields.one_too_many(gross_key, net_key, SAME);
    }
    let gross_counts = fields.has(gross_key) && !(both && set(net_key));
    if gross_counts && !fields.has("vat") {
        let message = format!("`{gross_key}` needs `vat` beside it");
        let one = fields.diagnostic(gross_key, "E025", message);
        fields.reading.report(one.help("write vat = \"25%\""));
    }
    let vat = gross_counts.then(|| fields.path_or_default("vat"));
    (if gross_counts { gross } else { net }, vat)
}

/// What opening customers are billed, where that is stated apart.
pub(super) fn opening_price(fields: &Fields<'_>, common: &Common<'_>) -> Option<OpeningPrice> {
    let (own, other, price_key, model) = if common.visits {
        (OPENING_BASKET, OPENING_PRICE, BASKET, "subscription")
    } else {
        (OPENING_PRICE, OPENING_BASKET, PRICE, "visits")
    };
    for name in other.iter().filter(|name| fields.has(name)) {
        let message = format!("`{name}` belongs to purchases of the model \"{model}\"");
        let help = format!("write `{}`", if name.ends_with("_incl_vat") { own[1] } else { own[0] });
        fields.reading.report(fields.diagnostic(name, "E025", message).help(help));
    }
    let (amount, vat_included) = amount(fields, own);
    let amount = amount?;
    let named = own.into_iter().find(|name| fields.has(name)).unwrap_or(own[0]);
    if !fields.has("opening_customers") {
        let message = format!("`{named}` has no effect: the segment has no `opening_customers`");
        let one = Diagnostic::warning("W004", fields.span_of(named), message);
        fields.reading.report(one.label(fields.at(named)));
    }
    let file = of_the_file(fields, common)?;
    let (lowest, reading) = (|quantity: Quantity| fields.reading.lowest(quantity), fields.reading);
    if file.amount.quantities().any(|price| lowest(price) <= 0.0) {
        let message = format!(
            "`{named}` moves with `{}`, which must be greater than 0 over its whole range",
            price_key[usize::from(file.vat_included.is_some())]
        );
        let help =
            "state what new customers pay, or give those who pay nothing a segment of their own";
        reading.report(fields.diagnostic(named, "E025", message).help(help));
        return None;
    }
    file.amount.quantities().for_each(|price| reading.keep_above(price, 0.0));
    Some(OpeningPrice { amount, vat_included, file })
}

/// The segment's price in the file before any strategy's `set`.
fn of_the_file(fields: &Fields<'_>, common: &Common<'_>) -> Option<Price> {
    let id = fields.path.rsplit('.').next().unwrap_or_default();
    let node = find(common.ground.file, &["segments", id])?;
    let (path, evidence) = (fields.path.clone(), Evidence::default());
    let file = Fields::open(fields.reading, node, path, fields.section, evidence)?;
    Some(price(&file, common.visits))
}
