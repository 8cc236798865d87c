//! Binomial counts with an expected value of ten or more, by transformed rejection.
//!
//! Source of the method and of its constants: Hoermann (1993), "The generation of binomial random variates",
//! J. Statist. Comput. Simul. 46, algorithm BTRD.

use super::random::Stream;
use super::special::stirling_error;

/// A binomial variable whose mean is at least 10 and whose probability is at most one half.
pub(super) struct LargeCount {
    pub p: f64,
    /// `1 - p`.
    pub q: f64,
    /// `p / q`.
    pub odds: f64,
    /// Number of trials, whole.
    pub trials: f64,
    /// `trials * p`.
    pub mean: f64,
}

/// The curve under which proposals are drawn; the letters are the paper's.
struct Hat {
    a: f64,
    b: f64,
    c: f64,
    /// Reciprocal of v_r = 0.92 - 4.2 / b.
    over_vr: f64,
    /// Standard deviation of the count.
    spread: f64,
}

/// Width of the area of immediate acceptance: u_r = 0.43 to both sides.
const IMMEDIATE: f64 = 0.86;

impl Hat {
    #[inline(always)]
    fn proposal(&self, u: f64) -> f64 {
        (2.0 * self.a / (0.5 - u.abs()) + self.b) * u + self.c
    }
}

impl LargeCount {
    /// One count. Most draws take one number from the stream and are proportional to it.
    #[inline]
    pub(super) fn draw(&self, stream: &mut Stream) -> u64 {
        let hat = self.hat();
        let v = stream.uniform();
        let scaled = v * hat.over_vr;
        if scaled <= IMMEDIATE {
            // Every proposal is right here, and none negative.
            return hat.proposal(scaled - 0.5 * IMMEDIATE) as i64 as u64;
        }
        self.finish(&hat, stream, v)
    }

    #[inline(always)]
    fn hat(&self) -> Hat {
        let spread = (self.mean * self.q).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * self.p;
        Hat { a, b, c: self.mean + 0.5, over_vr: b / (0.92 * b - 4.2), spread }
    }

    /// Goes on where the first number `v` of the stream fell outside the area of immediate acceptance.
    #[inline(never)]
    fn finish(&self, hat: &Hat, stream: &mut Stream, first: f64) -> u64 {
        let vr = 0.92 - 4.2 / hat.b;
        let alpha = (2.83 + 5.1 / hat.b) * hat.spread;
        let mode = self.mode();
        let mut v = first;
        loop {
            let scaled = v * hat.over_vr;
            if scaled <= IMMEDIATE {
                return hat.proposal(scaled - 0.5 * IMMEDIATE) as i64 as u64;
            }
            let u;
            if v >= vr {
                u = stream.uniform() - 0.5;
            } else {
                let side = scaled - 0.93;
                u = 0.5_f64.copysign(side) - side;
                v = stream.uniform() * vr;
            }
            let count = hat.proposal(u);
            if count >= 0.0 && count < self.trials + 1.0 {
                let count = count as i64;
                let us = 0.5 - u.abs();
                if self.accepts(count as f64, mode, v * alpha / (hat.a / (us * us) + hat.b)) {
                    return count as u64;
                }
            }
            v = stream.uniform();
        }
    }

    /// The most likely count.
    fn mode(&self) -> f64 {
        (self.mean + self.p).floor()
    }

    /// Whether `v` is at most the probability of `count` over that of the mode.
    fn accepts(&self, count: f64, mode: f64, v: f64) -> bool {
        /// Up to here multiplying ratios is faster than logarithms.
        const NEAR: f64 = 15.0;
        let distance = (count - mode).abs();
        if distance <= NEAR {
            let factor = (self.trials + 1.0) * self.odds;
            let (mut low, high) = (count.min(mode), count.max(mode));
            let mut product = 1.0;
            while low < high {
                low += 1.0;
                product *= factor / low - self.odds;
            }
            return if count > mode { v <= product } else { v * product <= 1.0 };
        }
        let ln_v = libm::log(v);
        let variance = self.mean * self.q;
        let squeeze = distance / variance
            * (((distance / 3.0 + 0.625) * distance + 1.0 / 6.0) / variance + 0.5);
        let parabola = -distance * distance / (2.0 * variance);
        if ln_v < parabola - squeeze {
            return true;
        }
        ln_v <= parabola + squeeze && ln_v <= self.ln_relative_probability(count, mode)
    }

    /// Logarithm of the probability of `count` over that of the mode.
    ///
    /// Source: the paper's last acceptance test with Stirling's correction in full. Its logarithms of quotients near 1 are written as
    /// log1p of the small difference, so that counts of 1e12 are as exact as counts of 100.
    #[cold]
    fn ln_relative_probability(&self, count: f64, mode: f64) -> f64 {
        let above = |k: f64| (k - self.mean) + (self.q - self.p);
        let left = |k: f64| self.trials - k + 1.0;
        let term = |k: f64| (k + 0.5) * libm::log1p(above(k) / (self.p * left(k)));
        let corrections = stirling_error(mode + 1.0) + stirling_error(left(mode))
            - stirling_error(count + 1.0)
            - stirling_error(left(count));
        term(mode) - term(count)
            + (self.trials + 1.0) * libm::log1p((count - mode) / left(count))
            + corrections
    }
}

#[cfg(test)]
mod tests {
    use super::super::sum::Accumulator;
    use super::*;

    #[test]
    fn relative_probabilities_are_exact_for_any_size() {
        // Against the ratio of products, for a count far enough that the sampler uses logarithms.
        for (trials, p) in [(400.0_f64, 0.3_f64), (10_000.0, 0.02), (1e6, 0.1), (1e9, 0.4)] {
            let q = 1.0 - p;
            let spread = (trials * p * q).sqrt();
            let mode = (trials * p + p).floor();
            let variable = LargeCount { p, q, odds: p / q, trials, mean: trials * p };
            for count in [mode - (2.5 * spread).floor(), mode + (3.5 * spread).floor()] {
                let (low, high) = (count.min(mode), count.max(mode));
                let mut sum = Accumulator::new();
                let mut k = low;
                while k < high {
                    k += 1.0;
                    sum.add(libm::log((trials + 1.0 - k) / k * (p / q)));
                }
                let want = if count > mode { sum.value() } else { -sum.value() };
                let got = variable.ln_relative_probability(count, mode);
                // Terms of the size of the distance, each good to a rounding.
                let tolerance = 1e-14 * (high - low) + 1e-13;
                assert!((got - want).abs() < tolerance, "{trials} {p}: {got} {want}");
            }
        }
    }
}
