//! `[quality]`: bad events, who complains, and whether customers stay.

use super::ground::Ground;
use super::model::{FewerVisits, Quality, TellsOthers};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Key, Kind, SAME, Section, measures};
use crate::programme::{RESOLVE, needs_visits};
use crate::units::Quantity;

use measures::{CHANGE, COUNT, NUMBER, SHARE, SHARE_PER_VISIT};

static STAYS_IF: Section = Section::new(
    "stays_if",
    "Chance of staying after a bad event.",
    &[
        Key::value("silent", SHARE).needed().means("of those who do not complain"),
        Key::value("complained_unresolved", SHARE)
            .needed()
            .means("of those whose complaint is not resolved"),
        Key::value("resolved", SHARE).needed().means("of those whose complaint is resolved"),
        Key::value("resolved_quickly", SHARE)
            .needed()
            .means("of those whose complaint is resolved quickly"),
    ],
);

static TELLS_OTHERS: Section = Section::new(
    "tells_others",
    "What customers tell others after a bad event; it changes word of mouth.",
    &[
        Key::value("happy", NUMBER)
            .or("0")
            .means("people told by one whose complaint was resolved"),
        Key::value("unhappy", NUMBER).or("0").means("people told by any other"),
        Key::value("visit_chance_change", SHARE).or("\"0%\"").means(
            "change of a hearer's chance to become a customer: up if told by the happy, \
             down if by the unhappy",
        ),
    ],
);

static FEWER_VISITS: Section = Section::new(
    "fewer_visits",
    "Customers who stay after a bad event come less often for a while.",
    &[
        Key::value("change", CHANGE).needed().means("change of their visits: \"-20%\""),
        Key::of("lasts", Kind::Length).needed().means("how long"),
    ],
);

/// `[quality]`.
pub static QUALITY: Section = Section::new(
    "quality",
    "Bad events, and whether customers stay after them; acts on the reason `service`.",
    &[
        Key::value("bad_event", COUNT).means("bad events per customer: \"2% per month\""),
        Key::value("bad_visit", SHARE_PER_VISIT).means(
            "instead, where customers buy by visits: share of visits that are bad: \"0.3% \
             per visit\"",
        ),
        Key::value("tells_us", SHARE).or("\"0%\"").means("share who complain"),
        Key::table("resolve", &RESOLVE).means("complaints resolved without any programme"),
        Key::table("stays_if", &STAYS_IF).needed().means("chance of staying"),
        Key::table("tells_others", &TELLS_OTHERS).means("what is told to others"),
        Key::table("fewer_visits", &FEWER_VISITS)
            .means("how those who stay buy afterwards, where customers buy by visits"),
        Key::of("recovery_paradox", Kind::Flag).or("false").means(
            "whether a follow-up call may make a customer more loyal than one without a \
             bad event",
        ),
    ],
);

/// `[quality]`.
pub fn quality(root: &Fields<'_>, ground: &Ground<'_>) -> Option<Quality> {
    let fields = root.table("quality")?;
    let per_visit = fields.has("bad_visit");
    if per_visit {
        needs_visits(&fields, "bad_visit");
        if fields.has("bad_event") {
            fields.one_too_many("bad_event", "bad_visit", SAME);
        }
    } else {
        fields.require("bad_event");
    }
    fields.require("stays_if");
    let reason = ground.reasons.iter().position(|name| name == "service");
    if reason.is_none() {
        let message = "[quality] acts on the reason `service`, which [churn.reasons] does not name";
        let one = Diagnostic::error("E021", fields.span, message).label("quality");
        fields.reading.report(
            one.help("name it: [churn.reasons] service = \"30%\", and what the others are"),
        );
    }
    let inner = fields.table("stays_if");
    let resolve = fields.inside("resolve");
    let fewer = fields.table("fewer_visits");
    if fewer.is_some() {
        needs_visits(&fields, "fewer_visits");
    }
    Some(Quality {
        reason: reason.unwrap_or(0),
        bad_events: fields.number_or(if per_visit { "bad_visit" } else { "bad_event" }, 0.0),
        per_visit,
        tells_us: fields.number_or_default("tells_us"),
        resolved: resolve.number_or("share", 0.0),
        quickly: resolve.number_or("quickly", 0.0),
        stays: STAY_KEYS
            .map(|key| inner.as_ref().map_or(Quantity::fixed(1.0), |table| table.need_number(key))),
        recovery_paradox: fields.flag("recovery_paradox").unwrap_or(false),
        fewer_visits: fewer.map(|fewer| {
            fewer.require("lasts");
            let lasts = fewer.time("lasts").unwrap_or(1);
            FewerVisits { change: fewer.need_number("change"), lasts }
        }),
        tells_others: fields.table("tells_others").map(|told| TellsOthers {
            happy: told.number_or_default("happy"),
            unhappy: told.number_or_default("unhappy"),
            visit_chance_change: told.number_or_default("visit_chance_change"),
        }),
    })
}

const STAY_KEYS: [&str; 4] = ["silent", "complained_unresolved", "resolved", "resolved_quickly"];
