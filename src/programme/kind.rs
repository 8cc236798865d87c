//! What a kind of programme is, and a programme of some kind.

use super::catalogue::Reward;
use super::common::{Common, Names};
use super::context::Context;
use super::shared::SHARED;
use crate::fields::{Fields, Key, Section};
use crate::lever::Levers;
use crate::units::Values;
use std::sync::Arc;

/// A kind of programme: the word after `kind =`, its keys, and how they are read.
#[derive(Debug)]
pub struct ProgrammeKind {
    /// Word after `kind =`.
    pub name: &'static str,
    /// Its keys, those shared by all kinds among them.
    pub section: Section,
    /// Keys of `cost` that have an effect, besides set-up and fixed cost.
    pub costs: &'static [&'static str],
    /// Reads what is particular to the kind. Whatever is wrong is reported.
    pub read: fn(&Fields<'_>, &Names<'_>, &mut Common) -> Box<dyn Mechanics>,
}

impl ProgrammeKind {
    /// A kind by its word, what it is, its own keys, the keys of `cost` that have an effect, and its reader.
    pub const fn new(
        name: &'static str,
        meaning: &'static str,
        keys: &'static [Key],
        costs: &'static [&'static str],
        read: fn(&Fields<'_>, &Names<'_>, &mut Common) -> Box<dyn Mechanics>,
    ) -> Self {
        const ALSO: &[&Section] = &[&SHARED];
        Self { name, section: Section::new(name, meaning, keys).with(ALSO), costs, read }
    }

    /// Whether customers earn something that they may take later: a right of its own in the books.
    pub fn defers(&self) -> bool {
        ["points", "punch-card"].contains(&self.name)
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
    pub fn acts_on(&self, j: usize) -> bool {
        self.mechanics.acts_on_churn()
            && self.common.acts_on.as_ref().is_none_or(|named| named.contains(&j))
    }
}

/// What a programme assumes where the file is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// A gift or reward replaces nothing that would have been bought.
    ReplacesNoSale,
    /// Which remedy is given changes what it costs, not who stays.
    CostAlone,
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

    /// What it assumes where the file is silent and the answer may hang on it, with the key that would say it.
    fn assumed(&self) -> Option<(String, Assumed)> {
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

    /// Periods after its beginning until it acts as it goes on acting, ramps and what it learns apart.
    fn builds_up(&self) -> usize {
        0
    }

    /// Periods after its end in which something of it is still felt.
    fn lingers(&self, _values: &Values) -> usize {
        self.builds_up()
    }
}
