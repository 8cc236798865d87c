//! A strategy being measured: what every group of metrics asks of it.

use super::lifetime::Lifetimes;
use super::list::{Value, undefined};
use crate::engine::{Life, Projection};
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known, bounds};
use crate::plan::{Group, OriginKind, Plan};

/// One strategy being measured.
pub(super) struct Measuring<'a> {
    pub(super) plan: &'a Plan,
    pub(super) run: &'a Projection,
    pub(super) lifetimes: &'a Lifetimes,
    pub(super) active: Vec<f64>,
    pub(super) left: Vec<f64>,
    pub(super) joined: Vec<f64>,
    pub(super) retention: Vec<f64>,
    pub(super) cash_flow: Vec<f64>,
}

impl<'a> Measuring<'a> {
    pub(super) fn new(plan: &'a Plan, run: &'a Projection, lifetimes: &'a Lifetimes) -> Self {
        let total = |series: &[Vec<f64>]| -> Vec<f64> {
            (0..plan.periods).map(|t| Projection::total(series, t)).collect()
        };
        let joined = total(&run.joined);
        let (opening, returned) = (total(&run.opening), total(&run.returned));
        let active = (0..plan.periods).map(|t| opening[t] + joined[t] + returned[t]).collect();
        Self {
            plan,
            run,
            lifetimes,
            active,
            left: total(&run.left),
            joined,
            retention: run.ledger.group(plan, Group::Retention),
            cash_flow: run.ledger.cash_flow(plan),
        }
    }
}

impl Measuring<'_> {
    pub(super) fn joined_in(&self, s: usize, t: usize) -> f64 {
        let blocks = self.plan.blocks.iter().zip(&self.run.joined);
        blocks.filter(|(block, _)| block.segment == s).map(|(_, joined)| joined[t]).sum()
    }

    /// Blocks and weights over which a new customer is averaged: the joiners of period 0, or without
    /// any the opening customers with origin multiplier 1.
    pub(super) fn mix(&self, segment: Option<usize>) -> Vec<(usize, f64)> {
        let plan = self.plan;
        let chosen = |s: usize| segment.is_none_or(|only| only == s);
        let joiners: Vec<(usize, f64)> = plan
            .blocks
            .iter()
            .enumerate()
            .filter(|(place, block)| chosen(block.segment) && self.run.joined[*place][0] > 0.0)
            .map(|(place, _)| (place, self.run.joined[place][0]))
            .collect();
        if !joiners.is_empty() {
            return joiners;
        }
        let blocks = plan.blocks.iter().enumerate();
        let opening = blocks.filter(|(_, block)| {
            chosen(block.segment) && plan.origins[block.origin].kind == OriginKind::Opening
        });
        let weight = |s: usize| {
            if segment.is_some() { 1.0 } else { self.run.opening[s][0] }
        };
        opening.map(|(place, block)| (place, weight(block.segment))).collect()
    }

    /// Weighted mean over the probes of some blocks; where one has no number, the mean lies where all of them can.
    pub(super) fn mean(&self, mix: &[(usize, f64)], of: impl Fn(&Life, usize) -> Value) -> Value {
        let weight: f64 = mix.iter().map(|(_, weight)| weight).sum();
        // Nobody is followed where nobody asks for what a single customer is worth.
        if !self.run.has_lives() {
            return undefined(BASE_ONLY);
        }
        if weight == 0.0 {
            return undefined(NO_CUSTOMERS);
        }
        let (mut sum, mut ends, mut why) = (0.0, [0.0, 0.0], None);
        for (block, own) in mix {
            let value = of(self.run.probe(*block), *block);
            match value {
                Ok(value) => sum += own * value,
                Err(absent) => why = why.or(Some(absent.why)),
            }
            // Who has no weight has no side either.
            let [low, high] = if *own == 0.0 { [0.0; 2] } else { bounds(value) };
            ends = [ends[0] + own * low, ends[1] + own * high];
        }
        match why {
            None => Ok(sum / weight),
            Some(why) => Err(Absent { why, side: Known::within(ends.map(|end| end / weight)) }),
        }
    }
}
