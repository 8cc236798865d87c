//! Ways of keeping customers: one file per kind, each with its fields, its levers and its words.

mod appreciation_day;
mod birthday;
mod catalogue;
mod changes;
mod common;
mod complaint_recovery;
mod context;
mod effect;
mod evidence;
mod gift;
mod kind;
mod newsletter;
mod offers;
mod payment_recovery;
mod points;
mod pressure;
mod proactive_offer;
mod punch_card;
mod quality;
mod referral;
mod save_desk;
mod shared;
mod staff_training;
mod survey;
mod tenure_reward;
mod win_back;

pub(crate) use changes::{EFFECT, GROWING_EFFECT, GrowthEffect, PASSING_EFFECT};
pub(crate) use common::{Common, Cost, Names, Origin};
pub(crate) use complaint_recovery::RESOLVE;
pub(crate) use context::Context;
pub use evidence::PUBLISHED;
pub(crate) use evidence::beyond_published;
pub(crate) use gift::{GIFT, Gift};
pub(crate) use kind::Assumed;
pub use kind::{Mechanics, Programme, ProgrammeKind};
pub(crate) use offers::{OFFER, Offer};
pub(crate) use points::LATEST_REDEMPTION;
pub(crate) use punch_card::{MOST_STAMPS, OLDEST_CARD};
pub(crate) use shared::{FIXED, REMEMBERED, SHARED, common, counted, needs_visits};
pub use tenure_reward::OLDEST as OLDEST_REWARDED;

/// Every kind that is built. One file each in this folder.
pub const KINDS: &[&ProgrammeKind] = &[
    &appreciation_day::KIND,
    &birthday::KIND,
    &complaint_recovery::KIND,
    &effect::KIND,
    &newsletter::KIND,
    &payment_recovery::KIND,
    &points::KIND,
    &proactive_offer::KIND,
    &punch_card::KIND,
    &quality::KIND,
    &referral::KIND,
    &save_desk::KIND,
    &staff_training::KIND,
    &survey::KIND,
    &tenure_reward::KIND,
    &win_back::KIND,
];
