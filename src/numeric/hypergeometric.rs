//! Places drawn without putting back: exact hypergeometric draws.

use super::random::Stream;

/// Weights below this share of the largest add nothing to a sum of doubles.
const NOTHING: f64 = 1e-20;

/// How many of `marked` people get one of `places`, which are drawn among them and `others`, each person alike.
///
/// All three below 2^53. Exact in distribution up to the rounding of doubles: probabilities are summed outwards from
/// the most likely number by the ratio of neighbours, p(k+1)/p(k) = (m−k)(n−k)/((k+1)(o−n+k+1)), in as many steps as
/// some ten standard deviations. Takes one number from the stream, and none where only one number is possible.
pub fn hypergeometric(stream: &mut Stream, marked: u64, others: u64, places: u64) -> u64 {
    let places = places.min(marked + others);
    let (least, most) = (places.saturating_sub(others), places.min(marked));
    if least == most {
        return least;
    }
    let (m, o, n) = (marked as f64, others as f64, places as f64);
    let mode = ((n + 1.0) * ((m + 1.0) / (m + o + 2.0))).floor();
    let mode = mode.clamp(least as f64, most as f64);
    let up = |k: f64| (m - k) * (n - k) / ((k + 1.0) * (o - n + k + 1.0));
    let down = |k: f64| k * (o - n + k) / ((m - k + 1.0) * (n - k + 1.0));
    // Weights beside the mode's, which is 1: first upwards, then downwards.
    let walk = |seen: &mut dyn FnMut(f64, f64) -> bool| {
        for (step, ratio) in [(1.0, &up as &dyn Fn(f64) -> f64), (-1.0, &down)] {
            let (mut k, mut weight) = (mode, 1.0);
            loop {
                weight *= ratio(k);
                k += step;
                if weight < NOTHING || k < least as f64 || k > most as f64 {
                    break;
                }
                if seen(k, weight) {
                    return;
                }
            }
        }
    };
    let mut sum = 1.0;
    walk(&mut |_, weight| {
        sum += weight;
        false
    });
    let mut left = stream.uniform() * sum - 1.0;
    let mut drawn = mode;
    if left >= 0.0 {
        walk(&mut |k, weight| {
            drawn = k;
            left -= weight;
            left < 0.0
        });
    }
    drawn as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::random::key;

    /// Frequencies against the probabilities by counting: C(m,k) C(o,n−k) / C(m+o,n).
    #[test]
    fn frequencies_are_those_of_counting() {
        // 5 marked, 7 others, 4 places: 35, 175, 210, 70, 5 of 495.
        let ways = [35.0, 175.0, 210.0, 70.0, 5.0].map(|ways: f64| ways / 495.0);
        let draws = 200_000;
        let mut seen = [0.0; 5];
        let mut stream = Stream::new(key(&[11]));
        (0..draws).for_each(|_| seen[hypergeometric(&mut stream, 5, 7, 4) as usize] += 1.0);
        for (seen, p) in seen.iter().zip(ways) {
            let se = (p * (1.0 - p) / f64::from(draws)).sqrt();
            assert!((seen / f64::from(draws) - p).abs() < 4.0 * se, "{seen} {p}");
        }
    }

    /// Mean n m/N and variance n (m/N)(o/N)(N−n)/(N−1) (Johnson, Kemp & Kotz 2005, section 6.3).
    #[test]
    fn moments_hold_for_large_numbers() {
        for (m, o, n) in [(3_000_u64, 9_000_u64, 5_000_u64), (1, 999_999, 500_000), (40, 2, 30)] {
            let (marked, others, places) = (m as f64, o as f64, n as f64);
            let all = marked + others;
            let mean = places * marked / all;
            let variance = mean * (others / all) * ((all - places) / (all - 1.0));
            let mut stream = Stream::new(key(&[m, o]));
            let draws = 20_000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..draws {
                let k = hypergeometric(&mut stream, m, o, n);
                assert!(k <= m.min(n) && k >= n.saturating_sub(o));
                let off = k as f64 - mean;
                sum += off;
                squares += off * off;
            }
            let draws = f64::from(draws);
            assert!((sum / draws).abs() < 4.0 * (variance / draws).sqrt(), "{m} {o} {n}");
            assert!((squares / draws / variance - 1.0).abs() < 0.06, "{m} {o} {n}");
        }
    }

    #[test]
    fn what_is_certain_takes_no_chance() {
        let mut stream = Stream::new(key(&[5]));
        let before = stream.clone();
        for (case, want) in
            [((4, 0, 3), 3), ((0, 4, 3), 0), ((4, 4, 0), 0), ((4, 4, 8), 4), ((4, 4, 99), 4)]
        {
            let (m, o, n) = case;
            assert_eq!(hypergeometric(&mut stream, m, o, n), want);
        }
        assert_eq!(stream.uniform(), before.clone().uniform());
    }
}
