//! Who is targeted where an offer goes to the riskiest: the class on the threshold, period by period.

use std::sync::OnceLock;

use super::classes::RiskClasses;

/// Where the threshold of an offer lies in each period: as the share of new customers whose class is above
/// it. The expected run of a plan finds it; every other reader takes it from there.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    cuts: Vec<OnceLock<f64>>,
}

impl Aim {
    /// An aim that nobody has taken yet, over so many periods.
    pub fn untaken(periods: usize) -> Self {
        Self { cuts: vec![OnceLock::new(); periods] }
    }

    /// Whether the threshold of period `t`, or of the last one before it, is known.
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

    /// Forgets all that was taken.
    pub(super) fn forget(&mut self) {
        *self = Self::untaken(self.cuts.len());
    }

    /// The threshold of period `t`; the last one known goes on.
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

/// Periods after the horizon in which it is followed who is targeted, until what is left hardly counts.
pub(super) fn followed(discount_rate: f64, cycle: usize) -> usize {
    let longest = 50 * cycle;
    let counts = 9.2 / libm::log1p(discount_rate);
    if counts < longest as f64 { counts.ceil() as usize } else { longest }
}
