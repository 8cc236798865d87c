//! The sections of a scenario file, each declared beside its reader.

use super::brand::BRAND;
use super::channels::CHANNELS;
use super::churn::{CHURN, RESPONSE};
use super::customers::{OPENING_BASE, SEGMENTS};
use super::decisions::{CHECKS, COMPARISON, CORRELATIONS, SIGN_OFF, SOURCES, STRATEGIES};
use super::frame::{MODEL, SCENARIO, UNCERTAINTY};
use super::market::{EVENTS, MARKET, OVERHEADS};
use super::quality::QUALITY;
use super::varied::{OPTIMISE, SENSITIVITY};
use crate::fields::{Key, Kind, Section};
use crate::programme::SHARED;

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
        Key::new("sources", Kind::Map("id of a source", &Kind::Table(&SOURCES)), "evidence"),
        Key::new("sign_off", Kind::Tables(&SIGN_OFF), "who signed"),
    ],
);
