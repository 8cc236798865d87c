//! `effect`: what a programme changes among the customers that it reaches.

use super::Context;
use super::shared::needs_visits;
use crate::fields::{Fields, Key, Kind, Section, measures};
use crate::lever::{GrowthChange, Levers};
use crate::units::{Path, Quantity};

use measures::{CHANGE, GROWTH_CHANGE, RATE_CHANGE, SHARE};

/// Selection, where it may stand beside the effect too.
pub const SELECTION: Key = Key::value("selection", SHARE)
    .or("\"0%\"")
    .means("share of the effect that is selection; may stand in `effect` too");

/// What a programme does to customers.
pub static EFFECT: Section = Section::new(
    "effect",
    "What a programme does to the customers that it reaches.",
    &[
        Key::dated("churn", CHANGE)
            .means("change of the log-survival of the named reasons: \"-9%\" lowers churn"),
        Key::dated("visits", CHANGE)
            .means("change of visits, where customers buy by visits: \"5%\" raises them"),
        Key::value("selection", SHARE)
            .or("\"0%\"")
            .means("share of the change that is selection, not effect"),
    ],
);

/// What a programme does to customers for whom it is always there: their bills may grow otherwise, too.
pub static GROWING_EFFECT: Section = Section::new(
    "effect",
    "What a programme does to the customers that it reaches.",
    &[
        Key::dated("expansion", GROWTH_CHANGE).means(
            "added to their `expansion`: \"3% per year\"; what has been gained stays in \
             the bill",
        ),
        Key::dated("contraction", RATE_CHANGE)
            .means("added to their `contraction`: \"-1% per year\""),
    ],
)
.with(&[&EFFECT]);

/// What a programme does to customers for a while after its occasion.
pub static PASSING_EFFECT: Section = Section::new(
    "effect",
    "What a programme does to the customers that it reaches, for a while after its occasion.",
    &[Key::of("lasts", Kind::Length).means("how long it lasts from the occasion on")],
)
.with(&[&EFFECT]);

/// Reads `effect`; it states nothing where it is absent.
pub fn effect<'a>(fields: &Fields<'a>) -> Fields<'a> {
    if fields.node("effect").is_some_and(|node| node.table().is_none()) {
        let message = "a bare effect says not what it changes";
        fields.error("effect", "E012", message, "write effect = { churn = \"-9%\" }");
        return fields.nothing("effect");
    }
    let effect = fields.inside("effect");
    if effect.has("visits") {
        needs_visits(&effect, "visits");
    }
    let any = effect.has("visits") || GROWTH.iter().any(|key| states(&effect, key));
    if fields.has("effect") && !any {
        effect.require("churn");
    }
    effect
}

/// Keys of an effect on the growth of bills; not every effect may have them.
const GROWTH: [&str; 2] = ["expansion", "contraction"];

fn states(effect: &Fields<'_>, key: &str) -> bool {
    effect.section.key(key).is_some() && effect.has(key)
}

/// What is added to the rates at which bills grow.
#[derive(Clone, Debug)]
pub struct GrowthEffect {
    /// To the expansion.
    pub expansion: Path,
    /// To the contraction.
    pub contraction: Path,
}

/// Reads what an effect does to the growth of bills.
pub fn growth(effect: &Fields<'_>) -> GrowthEffect {
    let [expansion, contraction] = GROWTH.map(|key| match states(effect, key) {
        true => effect.path_or(key, 0.0),
        false => Path::fixed(0.0),
    });
    GrowthEffect { expansion, contraction }
}

impl Context<'_> {
    /// Adds what is done to the growth of bills among those whom `reach` gives by segment and period; nothing
    /// where that is nothing for good.
    pub fn growth(
        &self,
        levers: &mut Levers,
        change: &GrowthEffect,
        reach: impl Fn(usize, usize) -> f64,
    ) {
        if [&change.expansion, &change.contraction].iter().all(|path| **path == Path::fixed(0.0)) {
            return;
        }
        let of = |path: &Path| self.by_segment(|s, t| reach(s, t) * self.at(path, t));
        levers.growth.push(GrowthChange {
            programme: self.programme,
            scope: self.scope(),
            expansion: of(&change.expansion),
            contraction: of(&change.contraction),
        });
    }
}

/// Changes that an `effect` states, and the share of them that is selection.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Of the log-survival of the named reasons.
    pub churn: Path,
    /// Of visits.
    pub visits: Path,
    /// Of the growth of bills.
    pub growth: GrowthEffect,
    /// Share of these that is selection, not effect.
    pub selection: Quantity,
    /// Periods that they last from their occasion on; none where that is not said.
    pub lasts: Option<usize>,
}

impl Changes {
    /// Whether customers leave otherwise because of them.
    pub fn act_on_churn(&self) -> bool {
        self.churn != Path::fixed(0.0)
    }

    /// Adds those of churn and of the growth of bills among those whom `reach` gives by segment and period.
    pub fn stay(
        &self,
        context: &Context<'_>,
        levers: &mut Levers,
        reach: impl Fn(usize, usize) -> f64,
    ) {
        if self.act_on_churn() {
            let factor = |s: usize, t: usize| 1.0 + reach(s, t) * context.at(&self.churn, t);
            context.churn(levers, context.by_segment(factor));
        }
        context.growth(levers, &self.growth, reach);
    }
}

/// Reads `effect`, which may be absent, and the selection in it.
pub fn changes(fields: &Fields<'_>) -> Changes {
    let effect = effect(fields);
    let lasts = states(&effect, "lasts").then(|| effect.time("lasts")).flatten();
    Changes {
        churn: effect.path_or("churn", 0.0),
        visits: effect.path_or("visits", 0.0),
        growth: growth(&effect),
        selection: effect.number_or_default("selection"),
        lasts,
    }
}

/// The share of a measured change that is selection: those who are reached differ from the others
/// anyway. It may stand in the programme or in its `effect`.
pub fn selection(fields: &Fields<'_>, effect: &Fields<'_>) -> Quantity {
    let inner = effect.number("selection");
    let outer = fields.number("selection");
    if inner.is_some() && outer.is_some() {
        let message = "`selection` stands in the programme and in `effect`";
        fields.error("selection", "E025", message, "keep one of the two");
    }
    inner.or(outer).unwrap_or(Quantity::fixed(0.0))
}
