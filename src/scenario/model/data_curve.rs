//! Survival as observed, and the curve that goes on after it.

use std::sync::OnceLock;

use crate::numeric::special::beta_ratio;

/// Survival as observed, then the hazards of a fitted beta-discrete-Weibull tail (shape 1 is the beta-geometric).
#[derive(Clone, Debug)]
pub struct DataCurve {
    /// S(0) = 1, S(1), … as observed.
    pub survival: Vec<f64>,
    /// The tail's alpha.
    pub alpha: f64,
    /// Its beta.
    pub beta: f64,
    /// Its shape.
    pub shape: f64,
    /// [`Self::at`] of the observed tenures.
    observed: Vec<f64>,
    /// [`Self::before`] of the first tenures, once anybody asks.
    known: OnceLock<Vec<f64>>,
}

impl DataCurve {
    /// Observed survival with a tail of these alpha, beta and shape.
    pub fn new(survival: Vec<f64>, (alpha, beta, shape): (f64, f64, f64)) -> Self {
        let observed = survival.windows(2).map(|pair| -libm::log(pair[1] / pair[0])).collect();
        Self { survival, alpha, beta, shape, observed, known: OnceLock::new() }
    }

    /// −ln of the share kept over the period at tenure `k`.
    pub fn at(&self, k: usize) -> f64 {
        self.observed.get(k).copied().unwrap_or_else(|| {
            let (now, next) = (self.power(k), self.power(k + 1));
            -libm::log(beta_ratio(self.alpha, self.beta + now, next - now))
        })
    }

    /// Sum of them over tenures 0 … k − 1.
    pub fn before(&self, k: usize) -> f64 {
        let known =
            self.known.get_or_init(|| (0..LONGEST_TENURE).map(|k| self.sum_before(k)).collect());
        known.get(k).copied().unwrap_or_else(|| self.sum_before(k))
    }

    fn sum_before(&self, k: usize) -> f64 {
        let known = self.observed.len();
        if k <= known {
            return self.observed[..k].iter().sum();
        }
        // The ratios of the tail's survival from one tenure to the next are one ratio together.
        let (from, to) = (self.power(known), self.power(k));
        let rest = beta_ratio(self.alpha, self.beta + from, to - from);
        let each = || (known..k).map(|i| self.at(i)).sum();
        let rest = if rest > HARDLY { -libm::log(rest) } else { each() };
        self.observed.iter().sum::<f64>() + rest
    }

    fn power(&self, k: usize) -> f64 {
        libm::pow(k as f64, self.shape)
    }
}

/// A century of months: as far as a base in a steady state goes.
pub const LONGEST_TENURE: usize = 1200;

/// Survival below this is summed up as logarithms.
pub const HARDLY: f64 = 1e-250;

#[cfg(test)]
mod tests {
    use super::*;

    /// What is lost before a tenure is the sum of what is lost at each, however far beyond the data.
    #[test]
    fn what_is_lost_before_a_tenure_is_lost_at_those_before_it() {
        for tail in [(0.7, 3.8, 1.0), (1.6, 16.5, 2.0), (40.0, 1.5, 1.3), (2.0, 9.0, 0.6)] {
            let data = DataCurve::new(vec![1.0, 0.74, 0.67, 0.64], tail);
            for k in [0, 1, 3, 4, 40, 1199, 1200, 1300] {
                let each: f64 = (0..k).map(|i| data.at(i)).sum();
                let (before, wide) = (data.before(k), each.max(1.0));
                assert!((before - each).abs() < 1e-11 * wide, "{tail:?} {k}: {before} {each}");
            }
        }
    }
}
