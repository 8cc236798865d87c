//! Ways of keeping customers: one file per kind, each with its fields, its levers and its words.

mod appreciation_day;
mod birthday;
mod catalogue;
mod changes;
mod complaint_recovery;
mod context;
mod effect;
mod evidence;
mod gift;
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

pub(crate) use catalogue::Reward;
pub(crate) use changes::{EFFECT, GROWING_EFFECT, GrowthEffect, PASSING_EFFECT};
pub(crate) use complaint_recovery::RESOLVE;
pub(crate) use context::Context;
pub use evidence::PUBLISHED;
pub(crate) use evidence::beyond_published;
pub(crate) use gift::{GIFT, Gift};
pub(crate) use offers::{OFFER, Offer};
pub(crate) use points::LATEST_REDEMPTION;
pub(crate) use punch_card::{MOST_STAMPS, OLDEST_CARD};
pub(crate) use shared::{FIXED, REMEMBERED, SHARED, common, counted, needs_visits};
pub use tenure_reward::OLDEST as OLDEST_REWARDED;

use crate::fields::{Fields, Section};
use crate::lever::Levers;
use crate::units::{Path, Quantity, Values};
use std::sync::Arc;

/// A kind of programme: the word after `kind =`, its keys, and how they are read.
#[derive(Debug)]
pub struct Kind {
    /// Word after `kind =`.
    pub name: &'static str,
    /// Its keys, those shared by all kinds among them.
    pub section: &'static Section,
    /// Keys of `cost` that have an effect, besides set-up and fixed cost.
    pub costs: &'static [&'static str],
    /// Reads what is particular to the kind. Whatever is wrong is reported.
    pub read: fn(&Fields<'_>, &Names<'_>, &mut Common) -> Box<dyn Mechanics>,
}

impl Kind {
    /// Whether customers earn something that they may take later: a right of its own in the books.
    #[must_use]
    pub fn defers(&self) -> bool {
        ["points", "punch-card"].contains(&self.name)
    }
}

/// Every kind that is built. One file each in this folder.
pub const KINDS: &[&Kind] = &[
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

/// Names that a programme may refer to.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Ids of the segments.
    pub segments: &'a [String],
    /// Ids of the channels.
    pub channels: &'a [String],
    /// Names of the reasons for leaving.
    pub reasons: &'a [String],
    /// ISO 4217 code of the currency.
    pub currency: &'a str,
}

/// Where new customers come from; each origin carries its own churn multiplier and terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Customers at the start of period 0.
    Opening,
    /// A channel, its word of mouth included, by its place in the file.
    Channel(usize),
    /// Invited by customers through a referral programme.
    Referral,
    /// Left and came back.
    WinBack,
}

/// What every programme may say, whatever its kind.
#[derive(Clone, Debug)]
pub struct Common {
    /// Reasons it acts on, by index; none means all.
    pub acts_on: Option<Vec<usize>>,
    /// First period that runs; none means period 0.
    pub starts: Option<i64>,
    /// First period that no longer runs.
    pub stops: Option<i64>,
    /// Periods until full reach; 0 or 1 means at once.
    pub ramp: usize,
    /// Segments reached, by index; none means all.
    pub segments: Option<Vec<usize>>,
    /// Origins reached; none means all.
    pub origins: Option<Vec<Origin>>,
    /// Costs.
    pub cost: Cost,
    /// Whether its reach may be moved to find where money goes.
    pub lever: bool,
    /// Whether what customers earn is a performance obligation of its own in the accounting view
    /// (`accounting = "ifrs-15"` or `"asc-606"`).
    pub deferred: bool,
}

impl Common {
    /// Whether some customer is reached by both programmes.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        fn share<T: PartialEq>(one: &Option<Vec<T>>, other: &Option<Vec<T>>) -> bool {
            match (one, other) {
                (Some(one), Some(other)) => one.iter().any(|item| other.contains(item)),
                _ => true,
            }
        }
        share(&self.segments, &other.segments) && share(&self.origins, &other.origins)
    }
}

/// Cost keys of a programme; absent keys are zero.
#[derive(Clone, Debug)]
pub struct Cost {
    /// Once, at the start of the first period.
    pub set_up: Quantity,
    /// Per model period while it runs.
    pub fixed: Path,
    /// Per member and model period.
    pub per_member: Path,
    /// Per new member, once.
    pub per_enrolment: Path,
    /// Per contact.
    pub per_contact: Path,
    /// Per event.
    pub per_event: Path,
    /// Per card handed out.
    pub per_card: Path,
    /// Keeping staff trained, per model period.
    pub training: Path,
    /// Mending what is found wrong, per model period.
    pub fixes: Path,
}

impl Default for Cost {
    fn default() -> Self {
        let zero = || Path::fixed(0.0);
        Self {
            set_up: Quantity::fixed(0.0),
            fixed: zero(),
            per_member: zero(),
            per_enrolment: zero(),
            per_contact: zero(),
            per_event: zero(),
            per_card: zero(),
            training: zero(),
            fixes: zero(),
        }
    }
}

/// One programme under one strategy.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Its id in the file.
    pub id: String,
    /// Its name for readers; the id when none is given.
    pub name: String,
    /// Word after `kind =`.
    pub kind: &'static str,
    /// Keys shared by all kinds.
    pub common: Common,
    /// What is particular to the kind.
    pub mechanics: Arc<dyn Mechanics>,
}

impl Programme {
    /// Whether the programme can change how many leave for reason `j`.
    #[must_use]
    pub fn acts_on(&self, j: usize) -> bool {
        self.mechanics.acts_on_churn()
            && self.common.acts_on.as_ref().is_none_or(|named| named.contains(&j))
    }
}

/// What a kind of programme does to customers and money.
pub trait Mechanics: std::fmt::Debug + Send + Sync {
    /// Adds the levers of this programme.
    fn levers(&self, context: &Context<'_>, levers: &mut Levers);

    /// Share of those it could reach that it reaches at full ramp; 1 cannot be raised.
    fn reach(&self, _values: &Values) -> f64 {
        1.0
    }

    /// Whether it works through bad events, and so needs `[quality]`.
    fn needs_quality(&self) -> bool {
        false
    }

    /// The rewards that it names, in the order of its lever.
    fn rewards(&self) -> &[Reward] {
        &[]
    }

    /// What it assumes where the file is silent and the answer may hang on it: the key that would say it, and words.
    fn assumed(&self) -> Option<(String, &'static str)> {
        None
    }

    /// Whether it keeps customers from leaving; some programmes only bring them.
    fn acts_on_churn(&self) -> bool {
        true
    }

    /// Whether it can go on after the horizon; what only brings customers cannot.
    fn goes_on(&self) -> bool {
        true
    }

    /// Periods after its end in which something of it is still felt.
    fn lingers(&self, _values: &Values) -> usize {
        0
    }
}

/// Periods until less than 1e-9 is left of what a period leaves the share `kept` of; two centuries of
/// months at the most.
fn forgotten_after(kept: f64) -> usize {
    const LONGEST: f64 = 2_400.0;
    if kept <= 0.0 {
        return 1;
    }
    (-9.0 * std::f64::consts::LN_10 / libm::log(kept)).ceil().clamp(1.0, LONGEST) as usize
}
