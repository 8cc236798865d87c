//! Whole-number counts of chance events: exact binomial draws.

use super::exp::exp_one;
use super::large_count::LargeCount;
use super::random::Stream;

/// Expected counts below this are drawn by inversion, above by rejection: about where the two take the same time.
/// Rejection needs at least 10; inversion must keep `e^-mean` far above 2^-53.
const INVERSION_BELOW: f64 = 20.0;

/// Inversion never counts further: the probability of more is below 1e-40 at the largest expected count above.
const INVERSION_LIMIT: usize = 128;

/// `1 / k`, which spares the inversion a division a step.
const RECIPROCALS: [f64; INVERSION_LIMIT + 2] = {
    let mut table = [0.0; INVERSION_LIMIT + 2];
    let mut k = 1;
    while k < table.len() {
        table[k] = 1.0 / k as f64;
        k += 1;
    }
    table
};

/// `q^n` for n below 2^BITS, by squaring, without a branch that depends on n.
#[inline(always)]
fn small_power<const BITS: u32>(q: f64, n: u32) -> f64 {
    let mut power = 1.0;
    let mut square = q;
    for bit in 0..BITS {
        power *= if (n >> bit) & 1 == 1 { square } else { 1.0 };
        square *= square;
    }
    power
}

/// The number of `n` independent trials that succeed, each with probability `p`.
///
/// `n` below 2^53, `p` in 0..=1. Exact in distribution up to the rounding of doubles, for every size.
///
/// Small counts take one number from the stream and never fall as it rises (never rise, for `p` above one half), so
/// that two like probabilities that share a stream give counts that move together; large counts take one number in
/// most draws. No trials take none.
#[inline]
pub fn binomial(stream: &mut Stream, n: u64, p: f64) -> u64 {
    BinomialTrial::new(p).sample(stream, n)
}

/// One trial, seen from its rarer outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
struct BinomialTrial {
    /// The smaller of the probabilities of success and failure.
    p: f64,
    q: f64,
    /// `p / q`.
    odds: f64,
    counted: Counted,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Counted {
    Successes,
    Failures,
}

impl BinomialTrial {
    #[inline]
    fn new(p: f64) -> Self {
        debug_assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
        let p = p.clamp(0.0, 1.0);
        let (p, counted) =
            if p <= 0.5 { (p, Counted::Successes) } else { (1.0 - p, Counted::Failures) };
        let q = 1.0 - p;
        Self { p, q, odds: p / q, counted }
    }

    #[inline]
    fn sample(&self, stream: &mut Stream, n: u64) -> u64 {
        debug_assert!(n < 1 << 53);
        // Through i64, which the processor converts in one instruction.
        let trials = n as i64 as f64;
        let mean = trials * self.p;
        let rare = if mean == 0.0 {
            0
        } else if mean < INVERSION_BELOW {
            self.invert(stream, trials, mean)
        } else {
            LargeCount { p: self.p, q: self.q, odds: self.odds, trials, mean }.draw(stream)
        };
        match self.counted {
            Counted::Successes => rare,
            Counted::Failures => n - rare,
        }
    }

    /// Adds up probabilities from zero successes until they pass a uniform number.
    ///
    /// Source: Kachitvichyanukul & Schmeiser (1988), "Binomial random variate generation", CACM 31(2), algorithm BINV.
    #[inline]
    fn invert(&self, stream: &mut Stream, trials: f64, mean: f64) -> u64 {
        let mut u = stream.uniform();
        // Bernoulli's inequality: (1 - p)^n >= 1 - np. Spares most draws of rare events the power.
        if u < 1.0 - mean {
            return 0;
        }
        // Multiplying is faster than an exponential, and needs no logarithm.
        let first = if trials < 64.0 {
            small_power::<6>(self.q, trials as i64 as u32)
        } else if trials < 1024.0 {
            small_power::<10>(self.q, trials as i64 as u32)
        } else {
            exp_one(trials * libm::log1p(-self.p))
        };
        let limit =
            if trials < INVERSION_LIMIT as f64 { trials as i64 as usize } else { INVERSION_LIMIT };
        let factor = (trials + 1.0) * self.odds;
        loop {
            let mut probability = first;
            for (count, reciprocal) in (0..).zip(&RECIPROCALS[1..=limit + 1]) {
                if u < probability {
                    return count;
                }
                u -= probability;
                probability *= factor * reciprocal - self.odds;
            }
            // Rounding left less than 2^-50 beyond the last count: draw again.
            u = stream.uniform();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::goodness::{DRAWS, assert_binomial};
    use super::super::random::key;
    use super::*;

    #[test]
    fn draws_follow_the_exact_probabilities() {
        let sizes: [u64; 10] = [1, 2, 5, 20, 60, 128, 200, 500, 1_000, 5_000];
        let chances: [f64; 7] = [0.001, 0.02, 0.1, 0.3, 0.5, 0.77, 0.99];
        for (n, p) in sizes.iter().flat_map(|n| chances.iter().map(move |p| (*n, *p))) {
            let mut stream = Stream::new(key(&[1, n, p.to_bits()]));
            let mut counts = vec![0; n as usize + 1];
            for _ in 0..DRAWS {
                counts[binomial(&mut stream, n, p) as usize] += 1;
            }
            assert_binomial(n, p, &counts);
        }
    }

    #[test]
    fn means_and_variances_are_right_for_large_counts() {
        for (n, p) in [
            (1_000_000_u64, 0.1_f64),
            (100_000_000, 0.5),
            (1 << 50, 0.042),
            (3_000_000_000, 0.97),
            (1_000_000, 2e-5),
        ] {
            let mut stream = Stream::new(key(&[2, n, p.to_bits()]));
            let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
            let draws: Vec<f64> = (0..DRAWS)
                .map(|_| (binomial(&mut stream, n, p) as f64 - mean) / variance.sqrt())
                .collect();
            let got = super::super::quantile::summary(&draws);
            // Standard errors of a mean and of a variance of (nearly) normal numbers, four and a half of them.
            let count = DRAWS as f64;
            assert!(got.mean.abs() < 4.5 / count.sqrt(), "Bin({n}, {p}): {got:?}");
            assert!(
                (got.sd * got.sd - 1.0).abs() < 4.5 * (2.1 / count).sqrt(),
                "Bin({n}, {p}): {got:?}"
            );
        }
    }

    #[test]
    fn edges_draw_nothing() {
        let mut stream = Stream::new(3);
        let before = format!("{stream:?}");
        for (n, p, want) in [(0, 0.3, 0), (10, 0.0, 0), (10, 1.0, 10), (1 << 52, 1.0, 1 << 52)] {
            assert_eq!(binomial(&mut stream, n, p), want);
        }
        assert_eq!(format!("{stream:?}"), before);
    }

    #[test]
    fn a_little_less_churn_means_no_more_leavers() {
        // Common random numbers: same key, two probabilities.
        for i in 0..20_000 {
            let more = binomial(&mut Stream::new(key(&[4, i])), 60, 0.1);
            let fewer = binomial(&mut Stream::new(key(&[4, i])), 60, 0.09);
            assert!(fewer <= more && more - fewer <= 4, "{fewer} {more}");
        }
    }

    #[test]
    fn draws_never_change() {
        // Frozen with the first release: reports are reproduced from their seed.
        let mut stream = Stream::new(key(&[2024, 1]));
        let got: Vec<u64> =
            [(5, 0.1), (50, 0.1), (500, 0.1), (50_000, 0.1), (1_000_000, 0.7), (3, 0.9)]
                .into_iter()
                .map(|(n, p)| binomial(&mut stream, n, p))
                .collect();
        assert_eq!(got, [1, 5, 50, 5095, 700_314, 2]);
    }
}
