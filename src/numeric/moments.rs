//! Mean, spread and skew of sums of independent variables.

/// Mean and the central quantities that add up over independent variables (the first four cumulants).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cumulants {
    /// Mean.
    pub mean: f64,
    /// Variance, >= 0.
    pub variance: f64,
    /// Third central moment.
    pub third: f64,
    /// Fourth central moment minus three times the squared variance.
    pub fourth: f64,
}

impl Cumulants {
    /// From the raw moments `E[X], E[X^2], E[X^3], E[X^4]`.
    ///
    /// Source: Kendall & Stuart, "The advanced theory of statistics", vol. 1, chapter 3, moments and cumulants.
    pub fn from_raw([m1, m2, m3, m4]: [f64; 4]) -> Self {
        let variance = m2 - m1 * m1;
        let third = m3 - 3.0 * m1 * m2 + 2.0 * m1 * m1 * m1;
        let central = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
        Self { mean: m1, variance, third, fourth: central - 3.0 * variance * variance }
    }

    /// Of a value that is certain.
    pub fn certain(value: f64) -> Self {
        Self { mean: value, ..Self::default() }
    }

    /// Of the sum of this variable and an independent one.
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            mean: self.mean + other.mean,
            variance: self.variance + other.variance,
            third: self.third + other.third,
            fourth: self.fourth + other.fourth,
        }
    }

    /// Of the sum of `n` >= 0 independent copies.
    pub fn times(&self, n: f64) -> Self {
        Self {
            mean: n * self.mean,
            variance: n * self.variance,
            third: n * self.third,
            fourth: n * self.fourth,
        }
    }

    /// Of the variable times a constant.
    pub fn scaled(&self, factor: f64) -> Self {
        let square = factor * factor;
        Self {
            mean: factor * self.mean,
            variance: square * self.variance,
            third: square * factor * self.third,
            fourth: square * square * self.fourth,
        }
    }

    /// Standard deviation.
    pub fn sd(&self) -> f64 {
        self.variance.max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distributions_have_their_moments() {
        // Exponential with mean 1: raw moments 1, 2, 6, 24; cumulants 1, 1, 2, 6.
        let exponential = Cumulants::from_raw([1.0, 2.0, 6.0, 24.0]);
        let want = Cumulants { mean: 1.0, variance: 1.0, third: 2.0, fourth: 6.0 };
        assert_eq!((exponential, exponential.sd()), (want, 1.0));
    }

    #[test]
    fn sums_and_multiples_follow_the_rules() {
        let x = Cumulants::from_raw([1.0, 2.0, 6.0, 24.0]);
        assert_eq!(x.plus(&x), x.times(2.0));
        assert_eq!(x.plus(&Cumulants::certain(5.0)).third, 2.0);
        // A sign turns the skew round.
        assert_eq!(
            x.scaled(-3.0),
            Cumulants { mean: -3.0, variance: 9.0, third: -54.0, fourth: 486.0 }
        );
    }
}
