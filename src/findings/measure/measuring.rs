//! A strategy being measured: what every group of metrics asks of it.

use std::cell::OnceCell;

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
    active: OnceCell<Vec<f64>>,
    left: OnceCell<Vec<f64>>,
    joined: OnceCell<Vec<f64>>,
    cash_flow: OnceCell<Vec<f64>>,
    /// Media, cost per customer and pay of each channel: undiscounted, and present value.
    pub(super) channels: OnceCell<Vec<(f64, f64)>>,
}

impl<'a> Measuring<'a> {
    pub(super) fn new(plan: &'a Plan, run: &'a Projection, lifetimes: &'a Lifetimes) -> Self {
        const fn unknown<T>() -> OnceCell<T> {
            OnceCell::new()
        }
        Self {
            plan,
            run,
            lifetimes,
            active: unknown(),
            left: unknown(),
            joined: unknown(),
            cash_flow: unknown(),
            channels: unknown(),
        }
    }

    fn total(&self, series: &[Vec<f64>]) -> Vec<f64> {
        (0..self.plan.periods).map(|t| Projection::total(series, t)).collect()
    }

    /// Customers billed in each period.
    pub(super) fn active(&self) -> &[f64] {
        self.active.get_or_init(|| {
            let [opening, returned] =
                [&self.run.opening, &self.run.returned].map(|series| self.total(series));
            let each = opening.iter().zip(self.joined()).zip(&returned);
            each.map(|((opening, joined), returned)| opening + joined + returned).collect()
        })
    }

    /// Customers who leave in each.
    pub(super) fn left(&self) -> &[f64] {
        self.left.get_or_init(|| self.total(&self.run.left))
    }

    /// Customers who join in each.
    pub(super) fn joined(&self) -> &[f64] {
        self.joined.get_or_init(|| self.total(&self.run.joined))
    }

    /// Cash flow of each.
    pub(super) fn cash_flow(&self) -> &[f64] {
        self.cash_flow.get_or_init(|| self.run.ledger.cash_flow(self.plan))
    }

    /// Retention spend of each.
    pub(super) fn retention(&self) -> Vec<f64> {
        self.run.ledger.group(self.plan, Group::Retention)
    }
}

impl Measuring<'_> {
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
