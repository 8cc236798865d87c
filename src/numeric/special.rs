//! Ratios of beta functions and what they are made of, and the log-odds scale.

/// `0.5 * ln(2 * pi)`.
pub(super) const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// From here on the Stirling series below is accurate to the last bit.
const STIRLING_FROM: f64 = 10.0;

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

/// How far the digamma function rises, `psi(x + t) - psi(x)`, for `x` > 0 and `t` >= 0, without cancellation where `x` is
/// large.
///
/// Source: recurrence A&S 6.3.5 up to 10 and the series A&S 6.3.18 above.
pub fn digamma_rise(x: f64, t: f64) -> f64 {
    let (mut low, mut sum) = (x, 0.0);
    while low < STIRLING_FROM {
        sum += t / (low * (low + t));
        low += 1.0;
    }
    // ln x - 1/(2x) - psi(x): Bernoulli numbers over 2k.
    let rest = |x: f64| {
        let w = 1.0 / (x * x);
        let series = [691.0 / 32_760.0, 1.0 / 132.0, 1.0 / 240.0, 1.0 / 252.0, 1.0 / 120.0];
        let inner = series.iter().fold(1.0 / 12.0, |sum, term| term - w * sum);
        w * (1.0 / 12.0 - w * inner)
    };
    let high = low + t;
    sum + libm::log1p(t / low) + t / (2.0 * low * high) + (rest(low) - rest(high))
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

#[cfg(test)]
mod tests {
    use super::super::goodness::assert_relative;
    use super::*;

    /// A few roundings: what the formulas lose beyond the final rounding.
    const CLOSE: f64 = 4e-15;

    // All wanted values below: mpmath 1.3 with 40 digits, outside this code.

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
    fn digamma_rises_as_with_forty_digits() {
        for (x, t, want) in [
            (0.668, 7.0, 3.284_590_689_437_779),
            (3.806, 1.0, 0.262_743_037_309_511_3),
            (4.474, 6.5, 0.966_892_022_223_880_8),
            (0.001, 2.0, 1_000.999_000_999_000_9),
            (25.0, 0.25, 0.010_150_977_017_081_286),
            (1e8, 3.0, 2.999_999_970_000_000_5e-8),
        ] {
            assert_relative(digamma_rise(x, t), want, CLOSE);
            assert_eq!(digamma_rise(x, 0.0), 0.0);
        }
    }

    #[test]
    fn log_scales_undo_each_other() {
        for p in [1e-300, 1e-9, 0.042, 0.5, 0.97] {
            assert_relative(expit(logit(p)), p, 2e-13);
        }
        assert_eq!((expit(-800.0), expit(800.0)), (0.0, 1.0));
    }
}
