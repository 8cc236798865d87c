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
        Key::new(
            "model",
            Kind::Words(&["subscription", "visits"]),
            "a price per period, or visits: purchases at a basket each, until customers silently stay away",
        )
        .or("\"subscription\""),
        Key::new(
            "inactive_after",
            Kind::Length,
            "model visits: a customer not seen for that long counts as lost in the shop's own records; changes no figure",
        ),
    ],
);

/// The file itself.
pub static ROOT: Section = Section::new(
    "",
    "One business and the strategies to compare.",
    &[
        Key::new("schema", Kind::Whole, "version of the language: 1").or("1"),
        Key::new("extends", Kind::Text, "a file that this one is layered over"),
        Key::new("scenario", Kind::Table(&SCENARIO), "who asks what"),
        Key::new("model", Kind::Table(&MODEL), "currency, time axis, discounting and conventions")
            .needed(),
        Key::new("uncertainty", Kind::Table(&UNCERTAINTY), "what is drawn, and how often"),
        Key::new("market", Kind::Table(&MARKET), "how many could become customers"),
        Key::new("purchase", Kind::Table(&PURCHASE), "how customers buy"),
        Key::new("segments", Kind::Tables(&SEGMENTS), "groups of customers").needed(),
        Key::new(
            "opening_base",
            Kind::Table(&OPENING_BASE),
            "how long the opening customers have been customers",
        ),
        Key::new("churn", Kind::Table(&CHURN), "observed leaving"),
        Key::new(
            "retention_response",
            Kind::Table(&RESPONSE),
            "share kept as a function of retention spend",
        ),
        Key::new("brand", Kind::Table(&BRAND), "how many prospects know the name"),
        Key::new("quality", Kind::Table(&QUALITY), "bad events and whether customers stay"),
        Key::new("events", Kind::Tables(&EVENTS), "dated changes of churn or acquisition"),
        Key::new("channels", Kind::Tables(&CHANNELS), "ways in which customers come"),
        Key::new(
            "overheads",
            OVERHEADS,
            "fixed costs per period; `acquisition_team` belongs to fully loaded acquisition cost",
        ),
        Key::new("programmes", Kind::Tables(&SHARED), "ways of keeping customers"),
        Key::new(
            "strategies",
            Kind::Tables(&STRATEGIES),
            "what is compared; one, `baseline`, where absent",
        ),
        Key::new("comparison", Kind::Table(&COMPARISON), "what strategies are compared with"),
        Key::new(
            "correlations",
            Kind::Tables(&CORRELATIONS),
            "rank correlations between assumptions with ranges",
        ),
        Key::new("sensitivity", Kind::Table(&SENSITIVITY), "which assumptions are varied"),
        Key::new("optimise", Kind::Table(&OPTIMISE), "levers and budget of an optimisation"),
        Key::new("checks", Kind::Tables(&CHECKS), "gates"),
        Key::new("variants", Kind::Table(&VARIANTS), "values that vary"),
        Key::new("sources", Kind::Map("id of a source", &Kind::Table(&SOURCES)), "evidence"),
        Key::new("sign_off", Kind::Tables(&SIGN_OFF), "who signed"),
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
            KINDS.iter().find_map(|kind| key(kind.section))
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
