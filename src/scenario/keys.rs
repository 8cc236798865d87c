//! The sections of a scenario file, each declared beside its reader.

use super::brand::BRAND;
use super::channels::CHANNELS;
use super::churn::{CHURN, RESPONSE};
use super::customers::{OPENING_BASE, SEGMENTS};
use super::decisions::{CHECKS, COMPARISON, CORRELATIONS, SIGN_OFF, SOURCES, STRATEGIES};
use super::frame::{MODEL, SCENARIO, UNCERTAINTY};
use super::market::{EVENTS, MARKET, OVERHEADS};
use super::quality::QUALITY;
use super::variants::VARIANTS;
use super::varied::{OPTIMISE, SENSITIVITY};
use crate::fields::{ASSUMPTION, BY_TENURE, Key, Kind, SCHEDULE, Section};
use crate::programme::{KINDS, SHARED};

/// `[purchase]`.
pub static PURCHASE: Section = Section::new(
    "purchase",
    "How customers buy.",
    &[
        Key::words("model", &["subscription", "visits"]).or("\"subscription\"").means(
            "a price per period, or visits: purchases at a basket each, until customers \
             silently stay away",
        ),
        Key::of("inactive_after", Kind::Length).means(
            "model visits: a customer not seen for that long counts as lost in the shop's \
             own records; changes no figure",
        ),
    ],
);

/// The file itself.
pub static ROOT: Section = Section::new(
    "",
    "One business and the strategies to compare.",
    &[
        Key::of("schema", Kind::Whole).or("1").means("version of the language: 1"),
        Key::text("extends").means("a file that this one is layered over"),
        Key::table("scenario", &SCENARIO).means("who asks what"),
        Key::table("model", &MODEL)
            .needed()
            .means("currency, time axis, discounting and conventions"),
        Key::table("uncertainty", &UNCERTAINTY).means("what is drawn, and how often"),
        Key::table("market", &MARKET).means("how many could become customers"),
        Key::table("purchase", &PURCHASE).means("how customers buy"),
        Key::tables("segments", &SEGMENTS).needed().means("groups of customers"),
        Key::table("opening_base", &OPENING_BASE)
            .means("how long the opening customers have been customers"),
        Key::table("churn", &CHURN).means("observed leaving"),
        Key::table("retention_response", &RESPONSE)
            .means("share kept as a function of retention spend"),
        Key::table("brand", &BRAND).means("how many prospects know the name"),
        Key::table("quality", &QUALITY).means("bad events and whether customers stay"),
        Key::tables("events", &EVENTS).means("dated changes of churn or acquisition"),
        Key::tables("channels", &CHANNELS).means("ways in which customers come"),
        Key::of("overheads", OVERHEADS).means(
            "fixed costs per period; `acquisition_team` belongs to fully loaded \
             acquisition cost",
        ),
        Key::tables("programmes", &SHARED).means("ways of keeping customers"),
        Key::tables("strategies", &STRATEGIES)
            .means("what is compared; one, `baseline`, where absent"),
        Key::table("comparison", &COMPARISON).means("what strategies are compared with"),
        Key::tables("correlations", &CORRELATIONS)
            .means("rank correlations between assumptions with ranges"),
        Key::table("sensitivity", &SENSITIVITY).means("which assumptions are varied"),
        Key::table("optimise", &OPTIMISE).means("levers and budget of an optimisation"),
        Key::tables("checks", &CHECKS).means("gates"),
        Key::table("variants", &VARIANTS).means("values that vary"),
        Key::of("sources", Kind::Map("id of a source", &Kind::Table(&SOURCES))).means("evidence"),
        Key::tables("sign_off", &SIGN_OFF).means("who signed"),
    ],
);

/// The list or table that a path by ids lies in, without the items and free keys on the way: what is wrong there in
/// the same way is one kind of mistake, whichever item of a list it is wrong in.
pub fn table_of(path: &str) -> String {
    let mut kind = Kind::Table(&ROOT);
    let mut table: Vec<&str> = Vec::new();
    let parts: Vec<&str> = path.split('.').collect();
    for (place, part) in parts.iter().enumerate() {
        let Some((inner, named)) = inside(&kind, part) else { break };
        // The last key is one of the table; a section alone is itself the table.
        if named && (place == 0 || place + 1 < parts.len()) {
            table.push(part);
        }
        kind = inner;
    }
    table.join(".")
}

/// What stands inside a value at a part of a path, and whether the part is a key of the language.
fn inside(kind: &Kind, part: &str) -> Option<(Kind, bool)> {
    let key = |section: &Section| section.key(part).map(|key| (key.kind, true));
    match kind {
        Kind::Table(section) if std::ptr::eq(*section, &SHARED) => {
            KINDS.iter().find_map(|kind| key(&kind.section))
        }
        Kind::Table(section) => key(section),
        Kind::Tables(section) => Some((Kind::Table(section), false)),
        Kind::Map(_, inner) => Some((**inner, false)),
        Kind::Either(kinds) => kinds.iter().find_map(|kind| inside(kind, part)),
        Kind::Value(_) | Kind::Dated(_) | Kind::Path(_) => {
            let (_, named) = [&ASSUMPTION, &SCHEDULE, &BY_TENURE].into_iter().find_map(key)?;
            // Dates and tenures are free keys.
            Some((Kind::Map("", &Kind::Any), named))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::table_of;

    #[test]
    fn items_and_free_keys_are_no_part_of_a_table() {
        for (path, table) in [
            ("horizn", ""),
            ("churn", "churn"),
            ("churn.q", "churn"),
            ("churn.rate.schedule.2026-01-01", "churn.rate.schedule"),
            ("churn.reasons.price", "churn.reasons"),
            ("segments.s1", "segments"),
            ("segments.s1.churn.q", "segments.churn"),
            ("sensitivity.grids.17.x", "sensitivity.grids"),
            ("optimise.levers.3.path", "optimise.levers"),
            ("optimise.budget.limit", "optimise.budget"),
            ("correlations.4.between", "correlations"),
            ("programmes.club.rewards.mug.points", "programmes.rewards"),
            ("programmes.desk.offers.0.discount", "programmes.offers"),
            ("sources.books.title", "sources"),
            ("overheads.office.amount", "overheads"),
        ] {
            assert_eq!(table_of(path), table, "{path}");
        }
    }
}
