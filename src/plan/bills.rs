//! What a plan's customers are billed, from the prices and the growth of the scenario.

use std::sync::Arc;

use super::builder::Builder;
use super::growth::Growth;
use super::{Bill, Grid, OriginKind, OriginPlan};
use crate::lever::Levers;
use crate::scenario::Segment;
use crate::units::Path;

impl Builder<'_> {
    /// What the customers of a segment are billed, by origin.
    pub(super) fn bills(
        &self,
        (s, segment): (usize, &Segment),
        origins: &[OriginPlan],
        levers: [&Levers; 2],
        entries: usize,
    ) -> Vec<Bill> {
        let stated = (segment.expansion.at(self.values), segment.contraction.at(self.values));
        let of = |scope: usize| Arc::new(Growth::of(stated, levers, s, scope, entries));
        let moved = levers.iter().any(|all| !all.growth.is_empty());
        let plain = of(0);
        let bill = |origin: &OriginPlan| {
            let growth = if moved { of(self.scope_of(origin.kind)) } else { Arc::clone(&plain) };
            let mut bill = Bill::plain(growth, origin.kind == OriginKind::Opening);
            if bill.from_start {
                self.opening_bill(segment, &mut bill);
            }
            bill
        };
        origins.iter().map(bill).collect()
    }

    /// The bill of the customers of the start, where it is stated apart. A schedule is the bill itself and
    /// moves with what the strategy changes of the price; a number moves with the price from period 0 on.
    fn opening_bill(&self, segment: &Segment, bill: &mut Bill) {
        let Some(own) = &segment.opening_price else { return };
        let price = self.grid(&segment.price.amount, segment.price.vat_included.as_ref());
        let file = self.grid(&own.file.amount, own.file.vat_included.as_ref());
        let stated = self.grid(&own.amount, own.vat_included.as_ref());
        let factor = if let Path::Scheduled { .. } = own.amount {
            stated.times(&file.inverse())
        } else {
            let tenures = stated.tenure.len().max(file.tenure.len());
            let start = |k: usize| stated.at(0, k) / file.at(0, k);
            bill.start = (0..tenures).map(start).collect();
            let one = bill.start[0];
            if bill.start.iter().any(|factor| *factor != one) {
                return;
            }
            bill.start.clear();
            Grid { time: vec![one], tenure: vec![1.0] }
        };
        let price = price.times(&factor);
        let visits = segment.visits.as_ref().map(|visits| self.grid(visits, None));
        bill.price = Some(visits.map_or(price.clone(), |visits| price.times(&visits)));
    }

    /// An amount by period and tenure, net of the VAT in it.
    pub(super) fn grid(&self, path: &Path, vat: Option<&Path>) -> Grid {
        let (mut time, tenure) = match path {
            Path::ByTenure(steps) => {
                let last = steps.last().map_or(0, |step| step.0);
                let tenure = (0..=last).map(|k| path.at(0, k, self.values)).collect();
                (vec![1.0; self.periods], tenure)
            }
            // The only one goes on.
            Path::Constant(amount) if vat.is_none() => (vec![amount.at(self.values)], vec![1.0]),
            Path::Constant(_) | Path::Scheduled { .. } => (self.by_period(path), vec![1.0]),
        };
        if let Some(vat) = vat {
            time.iter_mut().zip(self.by_period(vat)).for_each(|(time, vat)| *time /= 1.0 + vat);
        }
        Grid { time, tenure }
    }

    /// What money to come loses per period at least, growth of bills taken off: it says how closely classes
    /// of risk must lie.
    pub(super) fn least_discount(&self, bills: &[Bill]) -> f64 {
        let fastest = bills.iter().map(|bill| bill.growth.settled()).fold(1.0, f64::max);
        let least = (1.0 + self.discount_rate) / fastest - 1.0;
        if least > 0.0 { least } else { self.discount_rate }
    }
}
