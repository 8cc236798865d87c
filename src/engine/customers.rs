//! Customers of one block, carried in one of two ways: cell by cell, or cohort by cohort along a curve.

use super::curve::{Cohorts, SurvivalCurve};
use super::lane::{Lane, LaneStep, Turn};
use super::phases::{DeskPhases, Phases};
use super::streams::Chance;
use super::streams::OPENING_KEY;
use super::tail::{TailTable, TailValue};
use crate::numeric::random::{Stream, extend, key};
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
        whole: bool,
    ) -> Self {
        if Cohorts::carry(plan, block, phases.count) && (whole || Cohorts::shorter(plan, block)) {
            Self::Curve(Cohorts::new(plan, block, open_slots))
        } else {
            Self::Cells(Lane::new(plan, block, phases, open_slots))
        }
    }

    /// Puts the opening customers in place. When customers are whole, the groups are rounded so that
    /// their total stays and each is met on average: one uniform shifts the running sum.
    pub fn open(&mut self, groups: &[OpeningGroup], chance: Chance, segment: usize) {
        let own = match chance {
            Chance::Expected => None,
            Chance::Drawn(own) => Some(key(&[own, segment as u64, OPENING_KEY])),
        };
        let mut sum = own.map_or(0.0, |own| Stream::new(own).uniform());
        for group in groups {
            let before = sum.floor();
            sum += group.count;
            let count = if own.is_some() { sum.floor() - before } else { group.count };
            let stream = || own.map(|own| Stream::new(extend(own, group.tenure as u64)));
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

    /// The curves that they were carried along in a run of expected values, ready for many draws; none of cells.
    pub fn into_curves(self) -> Vec<SurvivalCurve> {
        match self {
            Self::Cells(_) => Vec::new(),
            Self::Curve(cohorts) => cohorts.into_curves(),
        }
    }

    /// Goes along these curves from here on.
    pub fn follow(&mut self, curves: &[SurvivalCurve]) {
        if let Self::Curve(cohorts) = self {
            cohorts.follow(curves);
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

    /// One period; by chance where there is a stream.
    pub fn step(&mut self, turn: &Turn<'_>, chance: Option<&mut Stream>, step: &mut LaneStep) {
        match self {
            Self::Cells(lane) => lane.step(turn, chance, step),
            Self::Curve(cohorts) => cohorts.step(turn, chance, step),
        }
    }

    /// What they are worth by a table, their bills at `level` of the price, by slot.
    pub fn worth(&self, table: &TailTable, level: impl Fn(usize) -> f64) -> TailValue {
        match self {
            Self::Cells(lane) => table.of(lane, level),
            Self::Curve(cohorts) => cohorts
                .cells()
                .map(|(slot, cell)| table.worth(&cell, slot, 0, level(slot)))
                .fold(TailValue::default(), TailValue::plus),
        }
    }
}
