//! Do two series rise together, whatever the shape of the curve between them?

use super::sum::ordered_sum;

/// Ranks from 1, equal values sharing the mean of their places.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = |place: &&usize| values[**place] == values[order[from]];
        let until = from + order[from..].iter().take_while(same).count();
        let mean = (from + 1 + until) as f64 / 2.0;
        order[from..until].iter().for_each(|place| ranks[*place] = mean);
        from = until;
    }
    ranks
}

/// Rank correlation of two series of the same length, −1 to 1, by their [`ranks`]; none where one of
/// them is constant.
///
/// Source: Spearman (1904), "The proof and measurement of association between two things".
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let deviations = |ranks: &[f64]| -> Vec<f64> {
        let mean = (ranks.len() as f64 + 1.0) / 2.0;
        ranks.iter().map(|rank| rank - mean).collect()
    };
    let (x, y) = (deviations(x), deviations(y));
    let product = |a: &[f64], b: &[f64]| {
        ordered_sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>())
    };
    let spread = product(&x, &x) * product(&y, &y);
    (spread > 0.0).then(|| (product(&x, &y) / libm::sqrt(spread)).clamp(-1.0, 1.0))
}

/// Standard error of a rank correlation `r` of `n` pairs, n above 3.
///
/// Source: Bonett & Wright (2000), "Sample size requirements for estimating Pearson, Kendall and Spearman
/// correlations": on Fisher's scale the variance is (1 + r²/2)/(n − 3), brought back by the slope 1 − r².
pub fn spearman_error(r: f64, n: usize) -> Option<f64> {
    (n > 3).then(|| (1.0 - r * r) * libm::sqrt((1.0 + r * r / 2.0) / (n as f64 - 3.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn a_curve_that_only_rises_is_a_perfect_rank_correlation() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let up: Vec<f64> = x.iter().map(|x| libm::exp(*x)).collect();
        let down: Vec<f64> = up.iter().map(|y| -y).collect();
        assert_eq!(spearman(&ranks(&x), &ranks(&up)), Some(1.0));
        assert_eq!(spearman(&ranks(&x), &ranks(&down)), Some(-1.0));
        assert_eq!(spearman(&ranks(&x), &ranks(&[1.0; 20])), None);
    }

    /// By hand: 1 − 6 Σd²/(n(n² − 1)) with differences of rank 1, 1, 0, 1, 1 of five pairs is 0.8.
    #[test]
    fn by_hand() {
        let r = spearman(&ranks(&[1.0, 2.0, 3.0, 4.0, 5.0]), &ranks(&[2.0, 1.0, 3.0, 5.0, 4.0]));
        assert!((r.unwrap() - 0.8).abs() < 1e-15);
        // (1 − 0.64) × sqrt(1.32 / 2).
        assert!((spearman_error(0.8, 5).unwrap() - 0.292_465_382).abs() < 1e-9);
        assert_eq!(spearman_error(0.5, 3), None);
    }
}
