//! `[brand]`: how many prospects know the name, and how much more often these become customers.

use super::model::{Brand, Teaching};
use crate::fields::{Fields, Key, Section, measures};
use crate::units::Quantity;

use measures::{COUNT, MONEY, NUMBER, RATE, SHARE};

static TEACHING: Section = Section::new(
    "taught_by",
    "Media spend of all channels that makes the name known.",
    &[
        Key::value("spend", MONEY).needed().means("spend per period of all channels together"),
        Key::value("share", SHARE)
            .needed()
            .means("share of those who do not know the name that it reaches"),
    ],
);

/// `[brand]`.
pub static BRAND: Section = Section::new(
    "brand",
    "Brand recognition: prospects who know the name, or were told of it, become customers more \
     often.",
    &[
        Key::value("conversion", SHARE)
            .needed()
            .means("share of prospects who become customers at the start"),
        Key::value("known", SHARE)
            .or("\"0%\"")
            .means("share of prospects who know the name at the start"),
        Key::value("recommended", SHARE)
            .or("\"0%\"")
            .means("share of prospects to whom it was recommended, at the start"),
        Key::value("forgets", RATE)
            .or("\"0% per month\"")
            .means("rate at which either is forgotten"),
        Key::table("taught_by", &TEACHING).means("media spend that makes the name known"),
        Key::value("recommends", COUNT).or("\"0 per month\"").means(
            "prospects to whom a customer recommends it: \"0.2 per month\"; needs \
             [market]",
        ),
        Key::value("known_lift", NUMBER)
            .or("0")
            .means("rise of the log-odds of conversion from nobody to everybody knowing the name"),
        Key::value("recommended_lift", NUMBER)
            .or("0")
            .means("the same for recommendations; not below `known_lift`"),
    ],
);

/// `[brand]`; none where it changes nothing.
pub fn brand(root: &Fields<'_>) -> Option<Brand> {
    let fields = root.table("brand")?;
    let conversion = fields.need_number("conversion");
    let base = |quantity: Quantity| fields.reading.base(quantity);
    if fields.has("conversion") && !(base(conversion) > 0.0 && base(conversion) < 1.0) {
        let message = "`conversion` must be above 0% and below 100%";
        fields.error("conversion", "E015", message, "write a share between them, such as \"2%\"");
    }
    let (known_lift, recommended_lift) =
        (fields.number_or_default("known_lift"), fields.number_or_default("recommended_lift"));
    if fields.has("recommended_lift") && base(recommended_lift) < base(known_lift) {
        let message = "a recommendation must weigh no less than knowing the name";
        let help = format!("write {} or more", crate::fields::plain(base(known_lift)));
        fields.error("recommended_lift", "E017", message, help);
    }
    if fields.has("recommends") && !root.has("market") {
        let message = "`recommends` needs [market]: somebody must be there to be told";
        let help = "add [market] with `reachable_customers`, or leave `recommends` out";
        fields.error("recommends", "E025", message, help);
    }
    Some(Brand {
        conversion,
        known: fields.number_or_default("known"),
        recommended: fields.number_or_default("recommended"),
        forgets: fields.number_or_default("forgets"),
        taught_by: fields.table("taught_by").map(|taught| Teaching {
            spend: taught.need_number("spend"),
            share: taught.need_number("share"),
        }),
        recommends: fields.number_or_default("recommends"),
        known_lift,
        recommended_lift,
    })
}
