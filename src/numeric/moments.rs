//! Mean, spread and skew of sums of independent variables, and the quantiles they imply.

use super::special::normal_quantile;

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

    /// Of `1` with probability `p` and `0` else, `p` in 0..=1.
    pub fn bernoulli(p: f64) -> Self {
        let variance = p * (1.0 - p);
        Self {
            mean: p,
            variance,
            third: variance * (1.0 - 2.0 * p),
            fourth: variance * (1.0 - 6.0 * variance),
        }
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

    /// Skewness; 0 where nothing varies.
    pub fn skewness(&self) -> f64 {
        if self.variance > 0.0 { self.third / (self.variance * self.sd()) } else { 0.0 }
    }

    /// Excess kurtosis (0 for a normal); 0 where nothing varies.
    pub fn excess_kurtosis(&self) -> f64 {
        if self.variance > 0.0 { self.fourth / (self.variance * self.variance) } else { 0.0 }
    }

    /// The approximate quantile at `probability`, see [`cornish_fisher`].
    pub fn quantile(&self, probability: f64) -> f64 {
        cornish_fisher(self.mean, self.sd(), self.skewness(), self.excess_kurtosis(), probability)
    }
}

/// Approximate quantile of a distribution that is known by its first four moments.
///
/// Good to a few hundredths of `sd` for skewness within 1 and excess kurtosis within 3; `probability` in (0, 1).
///
/// Source: Cornish & Fisher (1938), "Moments and cumulants in the specification of distributions", Rev. Int. Stat.
/// Inst. 5; the terms of A&S 26.2.49 up to skewness squared.
pub fn cornish_fisher(
    mean: f64,
    sd: f64,
    skew: f64,
    excess_kurtosis: f64,
    probability: f64,
) -> f64 {
    if sd == 0.0 {
        return mean;
    }
    let z = normal_quantile(probability);
    let square = z * z;
    let skewed = skew * (square - 1.0) / 6.0;
    let peaked = excess_kurtosis * z * (square - 3.0) / 24.0;
    let twice_skewed = skew * skew * z * (2.0 * square - 5.0) / 36.0;
    mean + sd * (z + skewed + peaked - twice_skewed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs().max(1.0), "{got} {want}");
    }

    #[test]
    fn known_distributions_have_their_moments() {
        // Exponential with mean 1: raw moments 1, 2, 6, 24; skewness 2, excess kurtosis 6.
        let exponential = Cumulants::from_raw([1.0, 2.0, 6.0, 24.0]);
        assert_eq!((exponential.mean, exponential.variance), (1.0, 1.0));
        assert_eq!((exponential.skewness(), exponential.excess_kurtosis()), (2.0, 6.0));
        // Bin(20, 0.1): variance 1.8, skewness 0.8 / sqrt(1.8), excess kurtosis (1 - 6 * 0.09) / 1.8.
        let binomial = Cumulants::bernoulli(0.1).times(20.0);
        assert_close(binomial.mean, 2.0);
        assert_close(binomial.variance, 1.8);
        assert_close(binomial.skewness(), 0.596_284_793_999_944);
        assert_close(binomial.excess_kurtosis(), 0.255_555_555_555_555_6);
        let p = 0.1;
        let raw = Cumulants::from_raw([p; 4]);
        assert_close(raw.third, Cumulants::bernoulli(p).third);
        assert_close(raw.fourth, Cumulants::bernoulli(p).fourth);
    }

    #[test]
    fn sums_and_multiples_follow_the_rules() {
        let x = Cumulants::from_raw([1.0, 2.0, 6.0, 24.0]);
        assert_eq!(x.plus(&x), x.times(2.0));
        assert_eq!(x.plus(&Cumulants::certain(5.0)).skewness(), 2.0);
        // A sign turns the skew round.
        assert_eq!(
            x.scaled(-3.0),
            Cumulants { mean: -3.0, variance: 9.0, third: -54.0, fourth: 486.0 }
        );
        assert_eq!(Cumulants::certain(5.0).quantile(0.05), 5.0);
    }

    #[test]
    fn quantiles_of_a_gamma_are_near() {
        // Gamma(25): mean 25, sd 5, skewness 0.4, excess kurtosis 0.24. SciPy 1.17 gamma.ppf.
        for (u, want) in
            [(0.05, 17.382_126), (0.1, 18.844_324), (0.5, 24.667_468), (0.95, 33.752_403)]
        {
            let got = cornish_fisher(25.0, 5.0, 0.4, 0.24, u);
            // The approximation's own error, a hundredth of the standard deviation.
            assert!((got - want).abs() < 0.05, "{u}: {got} {want}");
        }
        assert_close(cornish_fisher(3.0, 2.0, 0.0, 0.0, 0.9), 3.0 + 2.0 * 1.281_551_565_544_600_4);
    }
}
