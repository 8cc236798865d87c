//! The beta distribution.

use super::root::brent;
use super::special::{HALF_LN_TWO_PI, expit, logit, stirling_error};

/// `a ln(a / m) + m - a` without cancellation for `a` near `m`, both > 0.
///
/// Source: Loader (2000), "Fast and accurate computation of binomial probabilities", function bd0.
fn deviance(a: f64, m: f64) -> f64 {
    let difference = a - m;
    if difference.abs() >= 0.1 * (a + m) {
        return a * libm::log(a / m) - difference;
    }
    let v = difference / (a + m);
    let square = v * v;
    let mut sum = difference * v;
    let mut term = 2.0 * a * v;
    let mut odd = 3.0;
    loop {
        term *= square;
        let next = sum + term / odd;
        if next == sum {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}

/// Logarithm of `x^a y^b / B(a, b)` with `y = 1 - x`: the log-density of Beta(a, b) on the logit scale.
fn ln_beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y);
    exponent + 0.5 * libm::log(a * (b / n)) - HALF_LN_TWO_PI
}

/// Continued fraction of the incomplete beta function; converges quickly for `x <= (a + 1) / (a + b + 2)`.
///
/// Source: Press et al., Numerical Recipes, 3rd ed., section 6.4, eq. 6.4.5, by the modified Lentz method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    /// Keeps Lentz's divisors away from zero.
    const TINY: f64 = 1e-300;
    /// Needed steps grow like the square root of the larger parameter: 1e6 takes some thousands.
    const MAX_STEPS: u32 = 200_000;
    let guard = |d: f64| if d.abs() < TINY { TINY } else { d };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..MAX_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// Distribution function of Beta(a, b): the regularised incomplete beta function `I_x(a, b)`.
///
/// `a`, `b` > 0; 0 below 0 and 1 above 1. Relative error near 1e-13 in either tail.
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    debug_assert!(a > 0.0 && b > 0.0);
    let y = 1.0 - x;
    if x <= 0.0 {
        0.0
    } else if y <= 0.0 {
        1.0
    } else if x < turning_point(a, b) {
        libm::exp(ln_beta_kernel(a, b, x, y)) * beta_fraction(a, b, x) / a
    } else {
        1.0 - libm::exp(ln_beta_kernel(b, a, y, x)) * beta_fraction(b, a, y) / b
    }
}

/// Below this the continued fraction of the lower tail converges quickly, above it that of the upper one.
fn turning_point(a: f64, b: f64) -> f64 {
    (a + 1.0) / (a + b + 2.0)
}

/// The value a Beta(a, b) variable stays below with probability `u`.
///
/// `a`, `b` > 0, `u` in 0..=1 (undefined outside). A quantile below the smallest positive number is 0.
///
/// Source: Newton's method on the logarithm of the distribution function against the logit of x. That function is
/// concave (the density on the logit scale is log-concave), so after the first step the iterates only rise to the root.
pub fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    debug_assert!(a > 0.0 && b > 0.0);
    if !(0.0..=1.0).contains(&u) {
        return f64::NAN;
    }
    if u == 0.0 || u == 1.0 {
        return u;
    }
    // Work in the tail that keeps its digits.
    if u <= 0.5 { beta_lower_quantile(a, b, u).0 } else { beta_lower_quantile(b, a, 1.0 - u).1 }
}

/// Quantile and one minus quantile for 0 < u <= 1/2.
fn beta_lower_quantile(a: f64, b: f64, u: f64) -> (f64, f64) {
    /// `expit` of less than this is zero in double precision.
    const LOWEST_LOGIT: f64 = -744.0;
    const MAX_STEPS: u32 = 100;
    /// Newton converges quadratically: a step this small leaves an error far below the last bit.
    const SMALL_STEP: f64 = 1e-12;
    let target = libm::log(u);
    let mut w = libm::log(a / b);
    for _ in 0..MAX_STEPS {
        let (x, y) = (expit(w), expit(-w));
        // The ratio of distribution function to density does not underflow where both do.
        let ln_kernel = ln_beta_kernel(a, b, x, y);
        let ratio = if x < turning_point(a, b) {
            beta_fraction(a, b, x) / a
        } else {
            libm::exp(-ln_kernel) - beta_fraction(b, a, y) / b
        };
        let step = (target - ln_kernel - libm::log(ratio)) * ratio;
        w = (w + step).max(LOWEST_LOGIT - 1.0);
        if w < LOWEST_LOGIT {
            return (0.0, 1.0);
        }
        if step.abs() <= SMALL_STEP * w.abs().max(1.0) {
            break;
        }
    }
    (expit(w), expit(-w))
}

/// The beta distribution that stays below `low` with probability `u_low` and below `high` with probability `u_high`:
/// its two parameters.
///
/// 0 < `low` < `high` < 1. `None` where the two values lie so close together (parameters beyond 1e7) or so far apart
/// that no ordinary beta distribution has them.
///
/// Source: Brent's method on the sum of the parameters, and inside it on their ratio.
pub fn beta_from_quantiles(
    (low, u_low): (f64, f64),
    (high, u_high): (f64, f64),
) -> Option<(f64, f64)> {
    /// Range of the logarithm of the sum of the parameters: 1e-3 to 1e7.
    const LN_SUM: (f64, f64) = (-6.9, 16.1);
    /// The mean is looked for this far beyond the two values, in log-odds.
    const REACH: f64 = 20.0;
    const TOLERANCE: f64 = 1e-13;
    const MAX_STEPS: u32 = 200;
    debug_assert!(0.0 < low && low < high && high < 1.0);
    let parameters = |ln_sum: f64| {
        let sum = libm::exp(ln_sum);
        let split = |w: f64| (sum * expit(w), sum * expit(-w));
        let miss = |w: f64| {
            let (a, b) = split(w);
            beta_cdf(a, b, low) - u_low
        };
        brent(miss, logit(low) - REACH, logit(high) + REACH, TOLERANCE, MAX_STEPS).map(split)
    };
    let miss = |ln_sum: f64| match parameters(ln_sum) {
        Some((a, b)) => beta_cdf(a, b, high) - u_high,
        None => f64::NAN,
    };
    brent(miss, LN_SUM.0, LN_SUM.1, TOLERANCE, MAX_STEPS).and_then(parameters)
}

#[cfg(test)]
mod tests {
    use super::super::goodness::assert_relative;
    use super::*;

    /// A rounding of `x` moves the far tail of Beta(1e6, 1e6) by this much.
    const CONDITION_OF_A_SHARP_BETA: f64 = 5e-12;

    // Wanted values: mpmath 1.3 with 40 digits, outside this code, unless named.

    #[test]
    fn beta_cdf_agrees_with_forty_digits() {
        for (a, b, x, want) in [
            (0.668, 3.806, 0.1, 0.504_553_418_271_736_8),
            (0.01, 0.01, 0.5, 0.5),
            (0.01, 1e6, 1e-8, 0.960_347_418_862_168_4),
            (1e6, 1e6, 0.4995, 0.078_649_577_580_901_63),
            (5.0, 45.0, 0.02, 0.002_936_589_544_892_842_4),
            (5.0, 45.0, 0.3, 0.999_772_979_180_899_4),
            (300.0, 2.0, 0.999, 0.962_919_141_802_929_2),
            (12.0, 30_000.0, 0.0008, 0.997_495_951_101_571_9),
        ] {
            assert_relative(
                beta_cdf(a, b, x),
                want,
                if a == 1e6 { CONDITION_OF_A_SHARP_BETA } else { 1e-13 },
            );
        }
        assert_eq!((beta_cdf(2.0, 3.0, -1.0), beta_cdf(2.0, 3.0, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn beta_quantile_undoes_the_distribution_function() {
        for (a, b) in [
            (0.668, 3.806),
            (5.0, 45.0),
            (0.01, 2.0),
            (1e6, 1e6),
            (300.0, 2.0),
            (0.3, 0.4),
            (1.0, 1.0),
        ] {
            for u in [1e-9, 0.001, 0.1, 0.5, 0.9, 0.97, 0.999_999] {
                let x = beta_quantile(a, b, u);
                // Close to 1 the last bit of x is no longer a small step in probability.
                if x > 0.0 && x < 0.999 {
                    assert_relative(beta_cdf(a, b, x), u, CONDITION_OF_A_SHARP_BETA);
                }
            }
        }
        // SciPy 1.17 betaincinv.
        assert_relative(beta_quantile(5.0, 45.0, 0.9), 0.156_551_337_301_478_94, 1e-13);
        assert_relative(beta_quantile(0.01, 2.0, 0.5), 2.916_507_216_282_999e-31, 1e-12);
        assert_relative(beta_quantile(0.3, 0.4, 0.97), 0.999_068_361_923_774_3, 1e-13);
        assert_eq!((beta_quantile(2.0, 3.0, 0.0), beta_quantile(2.0, 3.0, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn quantiles_determine_the_distribution() {
        for (a, b) in [(0.668, 3.806), (5.0, 45.0), (0.2, 0.3), (2e4, 5e4)] {
            let (low, high) = (beta_quantile(a, b, 0.1), beta_quantile(a, b, 0.9));
            let (got_a, got_b) = beta_from_quantiles((low, 0.1), (high, 0.9)).expect("a beta");
            // Two nested searches, each to 1e-13 of its unknown, on a badly conditioned pair.
            assert_relative(got_a, a, 1e-8);
            assert_relative(got_b, b, 1e-8);
        }
        assert_eq!(beta_from_quantiles((0.5, 0.1), (0.500_000_1, 0.9)), None);
    }
}
