//! The gamma and beta functions, the sum behind discounted lifetimes, and the log-odds scale.

use std::f64::consts::LN_2;

pub use super::beta_distribution::{beta_cdf, beta_quantile};
pub use super::normal::{normal_cdf, normal_density, normal_quantile};

/// `0.5 * ln(2 * pi)`.
pub(super) const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// From here on the Stirling series below is accurate to the last bit.
const STIRLING_FROM: f64 = 10.0;

/// Natural logarithm of the gamma function, `x` > 0. Infinite at 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// What Stirling's formula leaves out: `ln Gamma(x) - [(x - 1/2) ln x - x + ln(2 pi) / 2]`, `x` > 0.
///
/// Source: Abramowitz & Stegun 6.1.41 for `x` >= 10, the definition below.
pub fn stirling_error(x: f64) -> f64 {
    if x < STIRLING_FROM {
        return libm::lgamma(x) - ((x - 0.5) * libm::log(x) - x + HALF_LN_TWO_PI);
    }
    let w = 1.0 / (x * x);
    // Bernoulli numbers over 2k (2k - 1).
    let series = 1.0 / 156.0;
    let series = series * w - 691.0 / 360_360.0;
    let series = series * w + 1.0 / 1_188.0;
    let series = series * w - 1.0 / 1_680.0;
    let series = series * w + 1.0 / 1_260.0;
    let series = series * w - 1.0 / 360.0;
    let series = series * w + 1.0 / 12.0;
    series / x
}

/// Natural logarithm of the beta function, `a`, `b` > 0.
///
/// Written so that large arguments do not cancel: the absolute error stays near `1e-15 * max(1, |result|)`.
///
/// Source: DiDonato & Morris (1992), ACM TOMS 708, functions BETALN and ALGDIV.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    debug_assert!(a > 0.0 && b > 0.0);
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    if b < STIRLING_FROM {
        return libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    }
    let correction = stirling_error(b) - stirling_error(a + b);
    let log_share = libm::log1p(a / b);
    if a < STIRLING_FROM {
        return libm::lgamma(a) + correction + a * (1.0 - libm::log(b)) - (a + b - 0.5) * log_share;
    }
    let small = (a - 0.5) * libm::log(a / (a + b));
    stirling_error(a) + correction + HALF_LN_TWO_PI - 0.5 * libm::log(b) + small - b * log_share
}

/// `ln(1 + x) - x` without cancellation near 0, `x` > -1.
///
/// Source: the series of `2 artanh(r)` with `r = x / (2 + x)`, A&S 4.1.27.
pub fn ln_one_plus_minus(x: f64) -> f64 {
    /// Beyond this the plain difference loses less than two bits.
    const SERIES_UP_TO: f64 = 0.5;
    if x.abs() > SERIES_UP_TO {
        return libm::log1p(x) - x;
    }
    let r = x / (2.0 + x);
    let square = r * r;
    let mut sum = 0.0;
    let mut term = square;
    let mut odd = 3.0;
    loop {
        let next = sum + term / odd;
        if next == sum {
            return 2.0 * r * sum - x * r;
        }
        sum = next;
        term *= square;
        odd += 2.0;
    }
}

/// The survival curve of a beta mixture, `B(a, b + t) / B(a, b)`: the mean of `(1 - theta)^t` when theta is Beta(a, b).
///
/// - `a`, `b` > 0; `t` >= 0, not necessarily whole.
/// - Returns a share in 0..=1, exactly 1 at `t` = 0, with a relative error near 1e-15 where it is not tiny.
///
/// Source: ratio of gamma functions by the recurrence A&S 6.1.15 up to 10 and Stirling's series A&S 6.1.41 above.
pub fn beta_ratio(a: f64, b: f64, t: f64) -> f64 {
    debug_assert!(a > 0.0 && b > 0.0 && t >= 0.0);
    // Gamma(b + t) Gamma(a + b) / (Gamma(b) Gamma(a + b + t)) is symmetric in a and t; the smaller one cancels less.
    let (a, t) = if a >= t { (a, t) } else { (t, a) };
    let mut product = 1.0;
    let mut low = b;
    while low < STIRLING_FROM {
        product *= (low / (low + t)) * ((a + low + t) / (a + low));
        low += 1.0;
    }
    let high = a + low;
    let series = stirling_error(low + t) - stirling_error(low) - stirling_error(high + t)
        + stirling_error(high);
    // ln(1 + t/x) stands for itself minus t/x: the two leading terms t cancel exactly.
    let power = low * ln_one_plus_minus(t / low) - high * ln_one_plus_minus(t / high);
    let half = 0.5 * (libm::log1p(t / high) - libm::log1p(t / low));
    product * libm::exp(power + half - t * libm::log1p(a / (low + t)) + series)
}

/// `2F1(1, b; c; z)`, the sum over t >= 0 of `z^t (b)_t / (c)_t`.
///
/// 0 < `b` <= `c`, 0 <= `z` < 1. Relative error below 1e-14 for the given arguments.
///
/// Source: Pfaff's transformation A&S 15.3.4, then Gauss's continued fraction (`gauss_fraction`).
pub fn hyp2f1_unit(b: f64, c: f64, z: f64) -> f64 {
    debug_assert!(b > 0.0 && c >= b && (0.0..1.0).contains(&z));
    let left = 1.0 - z;
    gauss_fraction(c - b, c, z / left) / left
}

/// Discounted survival of a beta mixture: the sum over t >= 0 of `B(a, b + t) / B(a, b) * (1 + rate)^-t`.
///
/// - `a`, `b` > 0; `rate` >= 0 per period.
/// - At `rate` = 0 the sum is `(a + b - 1) / (a - 1)` and infinite for `a` <= 1.
/// - Equals `2F1(1, b; a + b; 1 / (1 + rate))`, without losing the digits of a small `rate` or a small `a`.
///
/// Source: Fader & Hardie (2010), "Customer-base valuation in a contractual setting", the expression for DERL, by Pfaff's
/// transformation.
pub fn discounted_survival_sum(a: f64, b: f64, rate: f64) -> f64 {
    debug_assert!(a > 0.0 && b > 0.0 && rate >= 0.0);
    if rate == 0.0 {
        return if a > 1.0 { 1.0 + b / (a - 1.0) } else { f64::INFINITY };
    }
    (1.0 + 1.0 / rate) * gauss_fraction(a, a + b, 1.0 / rate)
}

/// `2F1(1, b; c; -y)` for 0 <= `b` <= `c`, `y` >= 0, in which no subtraction occurs.
///
/// Source: Gauss's continued fraction (Wall 1948, "Analytic theory of continued fractions", chapter XVIII), evaluated from
/// its tail with doubled length until two lengths agree.
fn gauss_fraction(b: f64, c: f64, y: f64) -> f64 {
    /// Convergence is geometric: where two lengths agree to this, the longer one is off by about its square.
    const AGREEMENT: f64 = 1e-12;
    const MAX_LENGTH: u32 = 1 << 24;
    let mut length = 16;
    let mut before = gauss_convergent(b, c, y, length);
    loop {
        length *= 2;
        let value = gauss_convergent(b, c, y, length);
        if (value - before).abs() <= AGREEMENT * value || length >= MAX_LENGTH {
            return value;
        }
        before = value;
    }
}

/// The fraction cut after `pairs` pairs of coefficients.
fn gauss_convergent(b: f64, c: f64, y: f64, pairs: u32) -> f64 {
    let mut tail = 1.0;
    for pair in (1..=pairs).rev() {
        let k = f64::from(pair);
        let n = c + 2.0 * k;
        let even = k * (c - b + k - 1.0) / ((n - 2.0) * (n - 1.0));
        tail = 1.0 + even * y / tail;
        // For k = 1 the factors `c - 1` above and below cancel, also where c = 1.
        let odd =
            if pair == 1 { b / c } else { (b + k - 1.0) * (c + k - 2.0) / ((n - 3.0) * (n - 2.0)) };
        tail = 1.0 + odd * y / tail;
    }
    1.0 / tail
}

/// Log-odds `ln(p / (1 - p))` of a share; infinite at 0 and 1.
pub fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// The share whose log-odds are `x`: `1 / (1 + e^-x)`, without overflow and with full relative precision near 0.
pub fn expit(x: f64) -> f64 {
    if x >= 0.0 {
        return 1.0 / (1.0 + libm::exp(-x));
    }
    let odds = libm::exp(x);
    odds / (1.0 + odds)
}

/// `ln(1 + e^x)`, without overflow.
pub fn ln_one_plus_exp(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

/// `ln(1 - e^-x)` for `x` > 0, without cancellation at either end.
///
/// Source: Maechler (2012), "Accurately computing log(1 - exp(-|a|))", function log1mexp with its cut at log 2.
pub fn ln_one_minus_exp(x: f64) -> f64 {
    if x < LN_2 { libm::log(-libm::expm1(-x)) } else { libm::log1p(-libm::exp(-x)) }
}

/// The value a chi-square variable exceeds with probability `alarm`, to about a tenth of a percent for 3 and more
/// degrees of freedom.
///
/// Source: Wilson & Hilferty (1931), "The distribution of chi-square", PNAS 17.
pub fn chi_square_limit(freedom: f64, alarm: f64) -> f64 {
    let scale = 2.0 / (9.0 * freedom);
    let root = 1.0 - scale + normal_quantile(1.0 - alarm) * scale.sqrt();
    freedom * root * root * root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few roundings: what the formulas lose beyond the final rounding.
    const CLOSE: f64 = 4e-15;
    /// Continued fractions of many steps add one rounding a step, partly cancelling.
    const LONG_FRACTION: f64 = 1e-14;

    #[track_caller]
    fn assert_relative(got: f64, want: f64, tolerance: f64) {
        assert!(
            (got - want).abs() <= tolerance * want.abs(),
            "got {got:e}, want {want:e}, {:e}",
            got / want - 1.0
        );
    }

    // All wanted values below: mpmath 1.3 with 40 digits, outside this code.

    #[test]
    fn ln_beta_agrees_with_forty_digits() {
        for (a, b, want) in [
            (0.668, 3.806, -0.562_801_067_875_997),
            (0.01, 0.01, 5.298_155_239_985_667),
            (0.01, 1e6, 4.461_324_777_412_38),
            (1e6, 1e6, -1_386_300.003_362_921),
            (3.0, 12.5, -7.109_419_798_619_223),
            (15.0, 0.3, 0.290_412_935_592_573_6),
            (250_000.5, 12.0, -131.648_574_511_658_83),
        ] {
            assert_relative(ln_beta(a, b), want, CLOSE);
            assert_eq!(ln_beta(a, b), ln_beta(b, a));
        }
    }

    #[test]
    fn beta_ratio_agrees_with_forty_digits() {
        for (a, b, t, want) in [
            (0.668, 3.806, 5.0, 0.561_868_975_566_926_5),
            (0.668, 3.806, 4.5, 0.584_679_437_971_333_3),
            (1.6, 16.5, 12.0, 0.422_047_456_216_069_76),
            (1e6, 1e6, 3.7, 0.076_946_718_007_938_04),
            (0.01, 0.01, 400.0, 0.468_331_979_015_596_4),
            (2.5, 1e6, 8000.25, 0.980_276_083_357_121_8),
            (1e5, 0.02, 0.5, 0.000_109_104_305_222_513_66),
            (9.3, 150.0, 1.2, 0.930_402_357_543_209_9),
        ] {
            assert_relative(beta_ratio(a, b, t), want, CLOSE);
            assert_eq!(beta_ratio(a, b, 0.0), 1.0);
        }
    }

    #[test]
    fn discounted_sum_agrees_with_forty_digits() {
        for (b, c, z, want) in [
            (10.806, 11.474, 1.0 / 1.1, 7.845_408_664_464_512),
            (9.0, 10.0, 0.9925, 21.517_554_836_106_664),
            (0.5, 0.6, 0.999, 450.254_307_073_406_3),
            (3.806, 4.474, 0.999_999, 616.290_719_765_782_4),
            (1e6, 1.0001e6, 0.99, 99.019_897_089_277_7),
            (16.5, 18.1, 0.25, 1.295_728_831_588_151),
            (0.02, 1e5, 0.999, 1.000_000_199_802_036),
        ] {
            assert_relative(hyp2f1_unit(b, c, z), want, LONG_FRACTION);
        }
        assert_eq!(hyp2f1_unit(2.0, 3.0, 0.0), 1.0);
        assert_relative(hyp2f1_unit(2.0, 2.0, 0.9), 10.0, CLOSE);
        for (a, b, rate, want) in [
            (0.668, 3.806, 1e-6, 616.290_927_852_078_5),
            (0.02, 9.0, 0.0075, 128.118_592_201_997_68),
            (1.0, 27.0, 0.007974, 39.514_199_712_558_98),
        ] {
            assert_relative(discounted_survival_sum(a, b, rate), want, LONG_FRACTION);
        }
        assert_relative(discounted_survival_sum(3.0, 12.0, 0.0), 7.0, CLOSE);
        assert_relative(discounted_survival_sum(3.0, 12.0, 1e-13), 7.0, 1e-10);
        assert_eq!(discounted_survival_sum(1.0, 12.0, 0.0), f64::INFINITY);
    }

    #[test]
    fn meets_the_published_residual_lifetime() {
        // Case C17: DERL = (b+n-1)/(a+b+n-1) 2F1(1, b+n; a+b+n; 1/(1+d)), printed 7.530.
        let (a, b, n, d) = (0.668, 3.806, 8.0, 0.1);
        let derl =
            (b + n - 1.0) / (a + b + n - 1.0) * hyp2f1_unit(b + n, a + b + n, 1.0 / (1.0 + d));
        // The case states twelve digits.
        assert_relative(derl, 7.529_949_530_91, 1e-12);
    }

    #[test]
    fn log_scales_undo_each_other() {
        for p in [1e-300, 1e-9, 0.042, 0.5, 0.97] {
            assert_relative(expit(logit(p)), p, 2e-13);
        }
        assert_eq!((expit(-800.0), expit(800.0)), (0.0, 1.0));
        assert_relative(ln_one_plus_exp(1000.0), 1000.0, 0.0);
        assert_relative(ln_one_plus_exp(-40.0), libm::exp(-40.0), CLOSE);
        assert_relative(ln_one_minus_exp(1e-9), libm::log(1e-9) - 0.5e-9, CLOSE);
        assert_relative(ln_one_minus_exp(40.0), -libm::exp(-40.0), CLOSE);
    }
}
