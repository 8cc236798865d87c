//! From a strategy's programmes to their levers.

use super::Adjust;
use super::build::Builder;
use crate::lever::Levers;
use crate::programme::Context;
use crate::scenario::{Business, Curve, Segment};

impl Builder<'_> {
    /// Levers of the programmes that run; all of them, as stated, where nothing says which.
    pub(super) fn levers(&self, business: &Business, adjust: Option<&Adjust>) -> Levers {
        let mut levers = Levers::default();
        let mixed = |segment: &Segment| {
            matches!(segment.churn, Curve::BetaGeometric { .. } | Curve::BetaDiscreteWeibull { .. })
        };
        let differ: Vec<bool> = business.segments.iter().map(mixed).collect();
        let vat = |segment: &Segment| self.by_period(&segment.price.vat);
        let vat: Vec<Vec<f64>> = business.segments.iter().map(vat).collect();
        let runs = |p: &usize| adjust.is_none_or(|adjust| adjust.running[*p]);
        for programme in (0..business.programmes.len()).filter(runs) {
            let item = &business.programmes[programme];
            let context = Context {
                programme,
                common: &item.common,
                ends: adjust.and_then(|adjust| adjust.ends),
                observed_from: self
                    .against
                    .programmes
                    .iter()
                    .find(|observed| observed.id == item.id)
                    .map(|observed| observed.common.starts.unwrap_or(i64::MIN)),
                calendar: &self.scenario.calendar,
                values: self.values,
                periods: self.periods,
                segments: business.segments.len(),
                channels: business.channels.len(),
                reasons: self.scenario.reasons.len(),
                differ: &differ,
                vat: &vat,
            };
            item.mechanics.levers(&context, &mut levers);
            levers.fixed.push(context.fixed_cost());
        }
        if !self.desks {
            levers.desks.clear();
        }
        levers
    }
}

/// Periods after the horizon in which it is followed who is targeted, until what is left hardly counts.
pub(super) fn followed(discount_rate: f64, cycle: usize) -> usize {
    let longest = 50 * cycle;
    let counts = 9.2 / libm::log1p(discount_rate);
    if counts < longest as f64 { counts.ceil() as usize } else { longest }
}
