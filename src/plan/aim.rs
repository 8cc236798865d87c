//! Who is targeted where an offer goes to the riskiest: the class on the threshold, period by period.

use std::sync::OnceLock;

use super::{BlockPlan, Plan, RiskClasses};
use crate::lever::RiskOffer;

/// Where the threshold of an offer lies in each period: as the share of new customers whose class is above
/// it. The expected run of a plan finds it; every other reader takes it from there.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    cuts: Vec<OnceLock<f64>>,
}

impl Aim {
    /// An aim that nobody has taken yet, over so many periods.
    #[must_use]
    pub fn untaken(periods: usize) -> Self {
        Self { cuts: vec![OnceLock::new(); periods] }
    }

    /// Whether the threshold of period `t`, or of the last one before it, is known.
    #[must_use]
    pub fn taken(&self, t: usize) -> bool {
        let last = self.cuts.len().saturating_sub(1);
        self.cuts.get(t.min(last)).is_none_or(|cut| cut.get().is_some())
    }

    /// Takes the aim in period `t`, once.
    pub fn take(&self, t: usize, cut: f64) {
        if let Some(own) = self.cuts.get(t) {
            own.get_or_init(|| cut);
        }
    }

    /// The threshold of period `t`; the last one known goes on.
    #[must_use]
    pub fn at(&self, t: usize) -> Option<f64> {
        let reached = self.cuts.get(..=t).unwrap_or(&self.cuts);
        reached.iter().rev().find_map(|cut| cut.get().copied())
    }
}

impl RiskClasses {
    /// Places of the classes, the riskiest first.
    fn riskiest_first(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.count()).collect();
        places.sort_by(|a, b| self.log_hazard[*b].total_cmp(&self.log_hazard[*a]));
        places
    }

    /// Share of each class above a threshold that the share `cut` of new customers is above.
    #[must_use]
    pub fn above(&self, cut: f64) -> Vec<f64> {
        let (mut left, mut shares) = (cut, vec![0.0; self.count()]);
        for q in self.riskiest_first() {
            let weight = self.weight[q];
            shares[q] = if weight <= left {
                1.0
            } else if left > 0.0 {
                left / weight
            } else {
                0.0
            };
            left -= weight;
        }
        shares
    }

    /// The threshold above which the riskiest `share` of `customers` by class lie.
    #[must_use]
    pub fn cut(&self, customers: &[f64], share: f64) -> f64 {
        let mut left = share * customers.iter().sum::<f64>();
        let mut cut = 0.0;
        if left <= 0.0 {
            return if share > 0.0 && customers.iter().all(|count| *count == 0.0) {
                share
            } else {
                0.0
            };
        }
        for q in self.riskiest_first() {
            if customers[q] >= left {
                return cut + self.weight[q] * left / customers[q];
            }
            left -= customers[q];
            cut += self.weight[q];
        }
        1.0
    }
}

impl BlockPlan {
    /// Whether an offer to the riskiest tells its classes apart, in the strategy or in what was observed.
    #[must_use]
    pub fn hangs_on_risk(&self) -> bool {
        !self.reach.risks.is_empty() || !self.reach.observed_risks.is_empty()
    }

    /// Whether its customers leave for the reasons in different shares.
    #[must_use]
    pub fn varied(&self) -> bool {
        self.rates.varied() || self.hangs_on_risk()
    }
}

impl Plan {
    /// Share of each class that an offer of the strategy targets in period `t`.
    #[must_use]
    pub fn targeted(&self, block: &BlockPlan, place: usize, t: usize) -> Vec<f64> {
        let lever = &self.levers.risks[place];
        let cut = self.aims[place].at(t).unwrap_or(lever.share);
        self.segments[block.segment].classes.above(cut)
    }

    /// Factors on the log-survival by reason and class of offers to the riskiest in period `t`: of the
    /// strategy, over those in what was observed. None where there are none.
    #[must_use]
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
        aims.for_each(|aim| *aim = Aim::untaken(aim.cuts.len()));
    }
}

/// Periods after the horizon in which it is followed who is targeted, until what is left hardly counts.
pub(super) fn followed(discount_rate: f64, cycle: usize) -> usize {
    let longest = 50 * cycle;
    let counts = 9.2 / libm::log1p(discount_rate);
    if counts < longest as f64 { counts.ceil() as usize } else { longest }
}
