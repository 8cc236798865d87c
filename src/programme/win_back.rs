//! `win-back`: former customers are asked to come back.

use super::{Context, Mechanics, Offer};
use crate::lever::{Levers, WinBack};
use crate::units::Quantity;

/// Fields of the kind `win-back`.
#[derive(Clone, Debug)]
pub struct WinBackProgramme {
    /// Periods after leaving in which people can agree, at least 1.
    pub window: usize,
    /// Cumulative share back without any offer, by periods since leaving, ascending; may be empty.
    pub return_without_offer: Vec<(usize, Quantity)>,
    /// Share of contacted leavers who return because of the offer, 0 to 1.
    pub extra_return: Quantity,
    /// Churn multiplier in the second life, greater than 0.
    pub second_life_churn_multiplier: Quantity,
    /// Menu of offers; may be empty.
    pub offers: Vec<Offer>,
}

impl WinBackProgramme {
    /// Share returning without an offer j periods after leaving, j = 1 … window: differences of the
    /// stated cumulative shares, straight lines between the stated points, flat after the last.
    fn without_offer(&self, values: &[f64]) -> Vec<f64> {
        let points: Vec<(f64, f64)> = std::iter::once((0.0, 0.0))
            .chain(self.return_without_offer.iter().map(|(j, share)| (*j as f64, share.at(values))))
            .collect();
        let cumulative = |j: usize| {
            let j = j as f64;
            let next = points.partition_point(|point| point.0 <= j);
            match points.get(next) {
                None => points[next - 1].1,
                Some(right) => {
                    let left = points[next - 1];
                    left.1 + (right.1 - left.1) * (j - left.0) / (right.0 - left.0)
                }
            }
        };
        (1..=self.window).map(|j| (cumulative(j) - cumulative(j - 1)).max(0.0)).collect()
    }
}

impl Mechanics for WinBackProgramme {
    fn acts_on_churn(&self) -> bool {
        false
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let longest = self.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0);
        let (discount, gift) = Offer::average(&self.offers, longest, values);
        levers.win_backs.push(WinBack {
            programme: context.programme,
            scope: context.scope(),
            running: (0..context.periods).map(|t| context.running(t) > 0.0).collect(),
            window: self.window,
            extra_return: self.extra_return.at(values),
            without_offer: self.without_offer(values),
            per_contact: context.while_running(&context.common.cost.per_contact),
            discount,
            gift,
            churn_multiplier: self.second_life_churn_multiplier.at(values),
        });
        levers.costs.push(context.cost(context.nothing(), context.nothing()));
    }
}
