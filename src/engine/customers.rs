//! Customers of one block, carried in one of two ways: cell by cell, or cohort by cohort along a curve.

use std::sync::Arc;

use super::curve::{Cohorts, Course};
use super::lane::{Lane, LaneStep, Turn};
use super::phases::{DeskPhases, Phases};
use super::streams::Chance;
use super::survival::SurvivalCurve;
use super::tail::{TailTable, TailValue};
use crate::numeric::random::{Stream, extend};
use crate::plan::{BlockPlan, OpeningGroup, Plan};

/// The customers of a block.
#[derive(Clone, Debug)]
pub enum Customers {
    /// By tenure, phase and risk class: anything may act on them.
    Cells(Lane),
    /// By cohort, where nothing acts on their leaving by period.
    Curve(Cohorts),
}

impl Customers {
    /// Nobody yet. Where customers are whole they go along curves wherever they can, for strategies share a cohort's
    /// chance better than that of its classes.
    pub fn new(
        plan: &Plan,
        block: &BlockPlan,
        phases: &Phases,
        open_slots: usize,
        (whole, course): (bool, Course),
    ) -> Self {
        if Cohorts::carry(plan, block, phases.count) && (whole || Cohorts::shorter(plan, block)) {
            Self::Curve(Cohorts::new(plan, block, open_slots, course))
        } else {
            Self::Cells(Lane::new(plan, block, phases, open_slots))
        }
    }

    /// Puts the opening customers in place.
    pub fn open(&mut self, groups: &[OpeningGroup], chance: Chance, segment: usize) {
        for (group, count) in opened(groups, chance, segment) {
            let stream = || {
                let own = chance.opening(segment)?;
                Some(Stream::new(extend(own, group.tenure as u64)))
            };
            self.add(group.tenure, count, &group.classes, group.tenure, stream);
        }
    }

    /// Adds customers of tenure `k`, spread over the classes by `share`; with a stream, whole ones, each of a class
    /// drawn by it. `member` tells a cohort from others.
    pub fn add(
        &mut self,
        k: usize,
        count: f64,
        share: &[f64],
        member: usize,
        stream: impl FnOnce() -> Option<Stream>,
    ) {
        match self {
            Self::Curve(cohorts) => cohorts.add(k, count, share, member),
            Self::Cells(lane) => match stream() {
                None => lane.add(k, count, share),
                Some(mut stream) => lane.add_drawn(k, count as u64, share, &mut stream),
            },
        }
    }

    /// The cohorts; none of cells.
    pub fn cohorts(&mut self) -> Option<&mut Cohorts> {
        match self {
            Self::Cells(_) => None,
            Self::Curve(cohorts) => Some(cohorts),
        }
    }

    /// The curves that they are carried along; none of cells.
    pub fn into_curves(self) -> Arc<Vec<SurvivalCurve>> {
        match self {
            Self::Cells(_) => Arc::default(),
            Self::Curve(cohorts) => cohorts.into_curves(),
        }
    }

    /// The cells; none of customers along curves.
    pub fn cells(&self) -> Option<&Lane> {
        match self {
            Self::Cells(lane) => Some(lane),
            Self::Curve(_) => None,
        }
    }

    /// Slots of tenure in use.
    pub fn used(&self) -> usize {
        match self {
            Self::Cells(lane) => lane.used(),
            Self::Curve(cohorts) => cohorts.used(),
        }
    }

    /// All of them.
    pub fn count(&self) -> f64 {
        match self {
            Self::Cells(lane) => lane.count(),
            Self::Curve(cohorts) => cohorts.count(),
        }
    }

    /// Cancel attempts at one desk of the block, before capacity.
    pub fn attempts(&self, turn: &Turn<'_>, own: &DeskPhases) -> f64 {
        self.cells().map_or(0.0, |lane| lane.attempts(turn, own))
    }

    /// One period, by chance where that is drawn.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Chance, step: &mut LaneStep) {
        match self {
            Self::Cells(lane) => {
                let mut stream = chance.stream(turn.plan, turn.block, turn.t);
                lane.step(turn, stream.as_mut(), step);
            }
            Self::Curve(cohorts) => cohorts.step(turn, chance, step),
        }
    }

    /// What they are worth by a table, their bills at `level` of the price, by slot.
    pub fn worth(&self, table: &TailTable, level: impl Fn(usize) -> f64) -> TailValue {
        match self {
            Self::Cells(lane) => table.of(lane, level),
            Self::Curve(cohorts) => {
                let mut value = TailValue::default();
                cohorts.each_cell(|slot, cell| {
                    value = value.plus(table.worth(cell, slot, 0, level(slot)));
                });
                value
            }
        }
    }
}

/// The groups of opening customers, and how many there are of each. When customers are whole, the groups are rounded so
/// that their total stays and each is met on average: one uniform shifts the running sum.
pub fn opened(
    groups: &[OpeningGroup],
    chance: Chance,
    segment: usize,
) -> impl Iterator<Item = (&OpeningGroup, f64)> {
    let shift = chance.opening(segment).map(|own| Stream::new(own).uniform());
    let mut sum = shift.unwrap_or(0.0);
    groups.iter().map(move |group| {
        let before = sum.floor();
        sum += group.count;
        (group, if shift.is_some() { sum.floor() - before } else { group.count })
    })
}
