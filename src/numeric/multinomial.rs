//! A number of customers divided among several outcomes by chance.

use super::binomial::binomial;
use super::random::Stream;

/// Divides `n` among the outcomes in proportion to `weights`: `out[i]` becomes the count of outcome i, adding to `n`.
///
/// Weights >= 0, as many as `out`, not all 0 unless `n` is 0. Exact in distribution.
///
/// Source: the conditional method (Davis 1993, "The computer generation of multinomial random variates"): each count
/// is binomial given those before.
pub fn multinomial(stream: &mut Stream, n: u64, weights: &[f64], out: &mut [u64]) {
    debug_assert_eq!(weights.len(), out.len());
    // The running totals wait in `out`, as bits, until their place is filled: from the last outcome to the first each
    // share is a weight over a sum of weights, never over a difference.
    let mut total = 0.0;
    for (place, weight) in out.iter_mut().zip(weights) {
        total += weight;
        *place = total.to_bits();
    }
    debug_assert!(total > 0.0 || n == 0);
    let mut left = n;
    for (place, &weight) in out.iter_mut().zip(weights).rev() {
        let so_far = f64::from_bits(*place);
        *place = if weight == 0.0 || left == 0 {
            0
        } else if weight == so_far {
            left
        } else {
            binomial(stream, left, weight / so_far)
        };
        left -= *place;
    }
}

#[cfg(test)]
mod tests {
    use super::super::goodness::assert_fits;
    use super::super::random::key;
    use super::*;

    #[test]
    fn multinomial_counts_follow_their_shares() {
        let weights = [0.0, 3.0, 0.5, 0.0, 5.5, 1.0, 0.0];
        let mut stream = Stream::new(key(&[5]));
        let mut out = [0; 7];
        let mut totals = [0u64; 7];
        let rounds = 20_000;
        for _ in 0..rounds {
            multinomial(&mut stream, 17, &weights, &mut out);
            assert_eq!(out.iter().sum::<u64>(), 17);
            for (total, count) in totals.iter_mut().zip(out) {
                *total += count;
            }
        }
        let draws = 17.0 * f64::from(rounds);
        let mut statistic = 0.0;
        for (total, weight) in totals.iter().zip(weights) {
            let expected = draws * weight / 10.0;
            if weight == 0.0 {
                assert_eq!(*total, 0);
            } else {
                statistic += (*total as f64 - expected) * (*total as f64 - expected) / expected;
            }
        }
        assert_fits("shares", statistic, 3.0);
        multinomial(&mut stream, 0, &[0.0, 0.0], &mut out[..2]);
        assert_eq!(out[..2], [0, 0]);
    }
}
