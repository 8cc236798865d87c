//! Are results, and draws, what they should be? For the tests of this folder.

use super::normal::normal_quantile;

/// Draws of each goodness-of-fit test.
pub const DRAWS: u64 = 200_000;
/// Share of right samplers that one test would reject. Seeds are fixed, so the outcome is too; with some fifty
/// tests a right sampler passes all with probability 0.9995.
const FALSE_ALARM: f64 = 1e-5;

/// The probability of `k` successes in `n` trials.
pub fn probability(n: u64, p: f64, k: u64) -> f64 {
    let ln_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
    let ln_choose = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    libm::exp(ln_choose + k as f64 * libm::log(p) + (n - k) as f64 * libm::log1p(-p))
}

/// Fails where a chi-square statistic is larger than chance would make it.
///
/// Its limit is good to about a tenth of a percent for 3 and more degrees of freedom.
///
/// Source: Wilson & Hilferty (1931), "The distribution of chi-square", PNAS 17.
#[track_caller]
pub fn assert_fits(what: &str, statistic: f64, freedom: f64) {
    let scale = 2.0 / (9.0 * freedom);
    let root = 1.0 - scale + normal_quantile(1.0 - FALSE_ALARM) * scale.sqrt();
    let limit = freedom * root * root * root;
    assert!(statistic < limit, "{what}: {statistic:.1} of {limit:.1}");
}

/// Compares [`DRAWS`] counts with Bin(n, p), over cells of at least ten expected draws.
#[track_caller]
pub fn assert_binomial(n: u64, p: f64, counts: &[u64]) {
    let (mut statistic, mut cells) = (0.0, 0.0);
    let (mut expected, mut observed, mut left) = (0.0, 0.0, DRAWS as f64);
    for (k, count) in (0..).zip(counts) {
        let share = DRAWS as f64 * probability(n, p, k);
        expected += share;
        left -= share;
        observed += *count as f64;
        if expected >= 10.0 && left >= 10.0 {
            statistic += (observed - expected) * (observed - expected) / expected;
            cells += 1.0;
            (expected, observed) = (0.0, 0.0);
        }
    }
    expected += left.max(0.0);
    statistic += (observed - expected) * (observed - expected) / expected;
    assert_fits(&format!("Bin({n}, {p})"), statistic, cells);
}

/// Fails where a number is further from the wanted one than a share of that.
#[track_caller]
pub fn assert_relative(got: f64, want: f64, tolerance: f64) {
    assert!(
        (got - want).abs() <= tolerance * want.abs(),
        "got {got:e}, want {want:e}, {:e}",
        got / want - 1.0
    );
}
