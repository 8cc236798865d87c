//! Whole-number counts of events that come one by one: exact Poisson draws.

use super::exp::exp_one;
use super::random::Stream;

/// Means below this are drawn by inversion, above by rejection, which needs at least 10.
const INVERSION_BELOW: f64 = 10.0;

/// Inversion never counts further: the probability of more is below 1e-60.
const INVERSION_LIMIT: f64 = 128.0;

/// A number of events whose mean is `mean`, 0 to 1e15; none where it is not positive.
///
/// Exact in distribution up to the rounding of doubles. Held in a double, as counts of customers are.
pub fn poisson(stream: &mut Stream, mean: f64) -> f64 {
    if mean <= 0.0 {
        0.0
    } else if mean < INVERSION_BELOW {
        invert(stream, mean)
    } else {
        reject(stream, mean)
    }
}

/// Adds up probabilities from zero events until they pass a uniform number.
fn invert(stream: &mut Stream, mean: f64) -> f64 {
    let mut u = stream.uniform();
    let (mut k, mut p) = (0.0, exp_one(-mean));
    while u >= p && k < INVERSION_LIMIT {
        u -= p;
        k += 1.0;
        p *= mean / k;
    }
    k
}

/// Source: Hörmann (1993), "The transformed rejection method for generating Poisson random variables", Insurance:
/// Mathematics and Economics 12(1), algorithm PTRS.
fn reject(stream: &mut Stream, mean: f64) -> f64 {
    let ln_mean = libm::log(mean);
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.024_83 * b;
    let ln_inverse_alpha = libm::log(1.1239 + 1.1328 / (b - 3.4));
    let accepted_at_once = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = stream.uniform_open() - 0.5;
        let v = stream.uniform_open();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= accepted_at_once {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let ln_height = libm::log(v) + ln_inverse_alpha - libm::log(a / (us * us) + b);
        if ln_height <= k * ln_mean - mean - libm::lgamma(k + 1.0) {
            return k;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 200_000;
    /// Four standard errors; the seeds are fixed.
    const STANDARD_ERRORS: f64 = 4.0;

    #[test]
    fn mean_variance_and_the_probability_of_the_mode_are_poisson() {
        let draws = DRAWS as f64;
        for (seed, mean) in [0.05, 1.2, 9.9, 10.0, 46.0, 2_500.0].into_iter().enumerate() {
            let mut stream = Stream::new(seed as u64);
            let counts: Vec<f64> = (0..DRAWS).map(|_| poisson(&mut stream, mean)).collect();
            let found = counts.iter().sum::<f64>() / draws;
            let spread = counts.iter().map(|k| (k - mean) * (k - mean)).sum::<f64>() / draws;
            let mode = mean.floor();
            let p = libm::exp(mode * libm::log(mean) - mean - libm::lgamma(mode + 1.0));
            let hits = counts.iter().filter(|k| **k == mode).count() as f64 / draws;
            let off = |found: f64, expected: f64, variance: f64| {
                (found - expected).abs() / (variance / draws).sqrt()
            };
            assert!(off(found, mean, mean) < STANDARD_ERRORS, "mean {mean}: {found}");
            // The fourth central moment is λ + 3λ².
            let fourth = mean + 2.0 * mean * mean;
            assert!(off(spread, mean, fourth) < STANDARD_ERRORS, "variance {mean}: {spread}");
            assert!(off(hits, p, p * (1.0 - p)) < STANDARD_ERRORS, "mode {mean}: {hits}, {p}");
        }
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(poisson(&mut Stream::new(1), 0.0), 0.0);
    }
}
