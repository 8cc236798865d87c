//! Whom the offers of a plan to the riskiest target, and what they make of churn.

use super::{Aim, BlockPlan, Plan};
use crate::lever::RiskOffer;

impl BlockPlan {
    /// Whether an offer to the riskiest tells its classes apart, in the strategy or in what was observed.
    pub fn hangs_on_risk(&self) -> bool {
        !self.reach.risks.is_empty() || !self.reach.observed_risks.is_empty()
    }

    /// Whether its customers leave for the reasons in different shares.
    pub fn varied(&self) -> bool {
        self.rates.varied() || self.hangs_on_risk()
    }
}

impl Plan {
    /// Share of each class that an offer of the strategy targets in period `t`.
    pub fn targeted(&self, block: &BlockPlan, place: usize, t: usize) -> Vec<f64> {
        let lever = &self.levers.risks[place];
        let cut = self.aims[place].at(t).unwrap_or(lever.share);
        self.segments[block.segment].classes.above(cut)
    }

    /// Factors on the log-survival by reason and class of offers to the riskiest in period `t`: of the
    /// strategy, over those in what was observed. None where there are none.
    pub fn risk_factors(&self, block: &BlockPlan, t: usize) -> Option<Vec<Vec<f64>>> {
        if !block.hangs_on_risk() {
            return None;
        }
        let classes = &self.segments[block.segment].classes;
        let mut factors = vec![vec![1.0; classes.count()]; self.reasons];
        let mut act = |lever: &RiskOffer, aim: &Aim, backed_out: bool| {
            let change = lever.change[t.min(lever.change.len() - 1)];
            let shares = classes.above(aim.at(t).unwrap_or(lever.share));
            let named = factors.iter_mut().zip(&lever.reasons).filter(|(_, named)| **named);
            for (factors, _) in named {
                for (factor, share) in factors.iter_mut().zip(&shares) {
                    let own = 1.0 + change * share;
                    *factor = if backed_out { *factor / own } else { *factor * own };
                }
            }
        };
        for place in &block.reach.risks {
            act(&self.levers.risks[*place], &self.aims[*place], false);
        }
        for place in &block.reach.observed_risks {
            act(&self.observed_risks[*place], &self.observed_aims[*place], true);
        }
        Some(factors)
    }

    /// Forgets who was targeted: something has changed that customers hang on.
    pub fn forget_aims(&mut self) {
        let aims = self.aims.iter_mut().chain(&mut self.observed_aims);
        aims.for_each(Aim::forget);
    }
}
