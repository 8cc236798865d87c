//! Quantiles and summaries of draws, exact and in a fixed order.

use super::sum::ordered_sum;

/// Quantiles by linear interpolation between the ordered values, in the order of `probabilities`.
///
/// `values` are left in another order; they must not be undefined. Probabilities in 0..=1. All results are undefined
/// where there are no values. Takes time in proportion to the number of values, for each probability.
///
/// Source: Hyndman & Fan (1996), "Sample quantiles in statistical packages", type 7 (the default of R and NumPy).
pub fn quantiles(values: &mut [f64], probabilities: &[f64]) -> Vec<f64> {
    let mut results = vec![f64::NAN; probabilities.len()];
    let Some(last) = values.len().checked_sub(1) else {
        return results;
    };
    // From the highest down: each selection then only needs the values below the one before.
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&i, &j| probabilities[j].total_cmp(&probabilities[i]));
    let mut open = values.len();
    for index in order {
        let place = probabilities[index].clamp(0.0, 1.0) * last as f64;
        let below = place.floor() as usize;
        let rest = place - below as f64;
        // The neighbour above is the least of those above, also where they were split off before.
        if below < open {
            values[..open].select_nth_unstable_by(below, f64::total_cmp);
            open = below + 1;
        }
        let low = values[below];
        results[index] = if rest > 0.0 {
            let high = values[below + 1..].iter().copied().fold(f64::INFINITY, f64::min);
            interpolate(low, high, rest)
        } else {
            low
        };
    }
    results
}

/// Quantile of values in ascending order, which may be infinite: between two of which one is infinite it is that one.
/// Undefined where there are no values.
pub fn ordered_quantile(values: &[f64], probability: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = probability.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let rest = place - below as f64;
    let (low, high) = (values[below], values[(below + 1).min(last)]);
    match rest > 0.0 {
        false => low,
        true if low == f64::NEG_INFINITY => low,
        true if high == f64::INFINITY => high,
        true => interpolate(low, high, rest),
    }
}

/// NumPy's interpolation, which gives exactly `high` at a share of 1 and never leaves the interval.
fn interpolate(low: f64, high: f64, share: f64) -> f64 {
    let step = high - low;
    if share < 0.5 { low + step * share } else { high - step * (1.0 - share) }
}

/// What a set of draws says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Arithmetic mean; undefined without values.
    pub mean: f64,
    /// Standard deviation with n - 1; 0 for one value.
    pub sd: f64,
    /// Standard error of the mean, `sd / sqrt(n)`.
    pub se: f64,
    /// The value one draw in ten stays below.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// The value nine draws in ten stay below.
    pub p90: f64,
}

/// Mean, spread and P10, P50 and P90 of the values, with compensated sums in the given order.
pub fn summary(values: &[f64]) -> Summary {
    let count = values.len() as f64;
    let mean = ordered_sum(values) / count;
    let mut work: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
    let sd = (ordered_sum(&work) / (count - 1.0).max(1.0)).sqrt();
    work.copy_from_slice(values);
    let at = quantiles(&mut work, &[0.1, 0.5, 0.9]);
    Summary { mean, sd, se: sd / count.sqrt(), p10: at[0], p50: at[1], p90: at[2] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_values_stand_at_their_ends() {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let values = [low, 1.0, 2.0, 4.0, high];
        let at = [0.0, 0.1, 0.25, 0.5, 0.625, 0.8, 1.0].map(|p| ordered_quantile(&values, p));
        assert_eq!(at, [low, low, 1.0, 2.0, 3.0, high, high]);
        assert!(ordered_quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn quantiles_match_numpy() {
        // numpy.quantile([7, 1, 4, 9, 2.5], [...]), NumPy 2.4.
        let mut values = [7.0, 1.0, 4.0, 9.0, 2.5];
        let got = quantiles(&mut values, &[0.9, 0.0, 0.1, 0.25, 0.5, 0.77, 1.0]);
        for (got, want) in got.iter().zip([8.2, 1.0, 1.6, 2.5, 4.0, 7.16, 9.0]) {
            assert!((got - want).abs() < 1e-15, "{got} {want}");
        }
    }

    #[test]
    fn every_probability_agrees_with_sorting() {
        let values: Vec<f64> = (0..1009).map(|i| f64::from(i * 757 % 1009) * 0.5 - 100.0).collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let probabilities: Vec<f64> = (0..=400).map(|i| f64::from(i * 133 % 401) / 400.0).collect();
        let got = quantiles(&mut values.clone(), &probabilities);
        for (p, got) in probabilities.iter().zip(got) {
            let place = p * 1008.0;
            let below = place as usize;
            let above = (below + 1).min(1008);
            let want = sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64);
            // One rounding of a value of at most 400.
            assert!((got - want).abs() < 1e-13, "{p} {got} {want}");
        }
    }

    #[test]
    fn summaries_match_numpy() {
        // numpy mean, std(ddof=1), quantile.
        let got = summary(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((got.mean, got.p50), (5.0, 4.5));
        assert!((got.sd - 2.138_089_935_299_395).abs() < 1e-15);
        assert!((got.se - 0.755_928_946_018_454_5).abs() < 1e-15);
        assert!((got.p10 - 3.4).abs() < 1e-15 && (got.p90 - 7.6).abs() < 1e-15);
    }

    #[test]
    fn few_values_are_no_exception() {
        let one = summary(&[3.0]);
        assert_eq!((one.mean, one.sd, one.se, one.p10, one.p90), (3.0, 0.0, 0.0, 3.0, 3.0));
        assert!(summary(&[]).mean.is_nan());
        assert!(quantiles(&mut [], &[0.5])[0].is_nan());
        assert_eq!(quantiles(&mut [2.0, 2.0, 2.0], &[0.1, 0.9]), [2.0, 2.0]);
    }
}
