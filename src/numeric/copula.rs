//! Assumptions that move together: rank correlations by a Gaussian copula.

use std::f64::consts::FRAC_PI_6;

/// Lower triangle L with `L transposed(L)` equal to a positive definite matrix; row i holds i + 1 entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Lower {
    rows: Vec<Vec<f64>>,
}

impl Lower {
    /// Number of variables.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Factor of a symmetric matrix given row by row, or `None` where it is not positive definite.
///
/// Reads the lower triangle only. A matrix that is definite only by rounding (a pivot below 1e-12 of its diagonal
/// entry) counts as not definite.
///
/// Source: Golub & Van Loan, "Matrix computations", 4th ed., section 4.2, the Cholesky factorisation.
pub fn cholesky(matrix: &[Vec<f64>]) -> Option<Lower> {
    const LEAST_PIVOT: f64 = 1e-12;
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (i, entries) in matrix.iter().enumerate() {
        let mut row = Vec::with_capacity(i + 1);
        for j in 0..i {
            let known: f64 = row.iter().zip(&rows[j]).map(|(a, b)| a * b).sum();
            row.push((entries[j] - known) / rows[j][j]);
        }
        let pivot = entries[i] - row.iter().map(|entry| entry * entry).sum::<f64>();
        // An undefined pivot fails as well.
        if !(pivot > LEAST_PIVOT * entries[i] && pivot.is_finite()) {
            return None;
        }
        row.push(pivot.sqrt());
        rows.push(row);
    }
    Some(Lower { rows })
}

/// The correlation of two normals whose rank (Spearman) correlation is `rank`, both in -1..=1: `2 sin(pi rank / 6)`.
///
/// Source: Pearson (1907), "On further methods of determining correlation"; Kruskal (1958), JASA 53.
pub fn gaussian_correlation(rank: f64) -> f64 {
    2.0 * libm::sin(FRAC_PI_6 * rank)
}

/// [`cholesky`] of a matrix of rank correlations with ones on its diagonal, after [`gaussian_correlation`].
pub fn from_rank_correlations(matrix: &[Vec<f64>]) -> Option<Lower> {
    let gaussian: Vec<Vec<f64>> = matrix
        .iter()
        .map(|row| row.iter().map(|rank| gaussian_correlation(*rank)).collect())
        .collect();
    cholesky(&gaussian)
}

/// Replaces independent standard normals by correlated ones, in place.
///
/// The first variable keeps its value, so a stream that drives it stays comparable between scenarios.
pub fn correlate(lower: &Lower, z: &mut [f64]) {
    debug_assert_eq!(lower.len(), z.len());
    // From the last to the first: each needs the independent values before it only.
    for i in (0..z.len()).rev() {
        z[i] = lower.rows[i].iter().zip(&*z).map(|(entry, value)| entry * value).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::super::normal::{normal_cdf, normal_quantile};
    use super::super::quantile::summary;
    use super::super::random::{Stream, key};
    use super::*;

    #[test]
    fn factor_matches_a_worked_example() {
        // 4 12 -16 / 12 37 -43 / -16 -43 98 = L L' with L = 2 / 6 1 / -8 5 3, by hand.
        let lower =
            cholesky(&[vec![4.0, 12.0, -16.0], vec![12.0, 37.0, -43.0], vec![-16.0, -43.0, 98.0]]);
        let rows = lower.expect("positive definite").rows;
        assert_eq!(rows, [vec![2.0], vec![6.0, 1.0], vec![-8.0, 5.0, 3.0]]);
    }

    #[test]
    fn impossible_correlations_are_refused() {
        // A goes with B and B with C, but A against C.
        let matrix = [vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(from_rank_correlations(&matrix), None);
        assert_eq!(from_rank_correlations(&[vec![1.0, 1.0], vec![1.0, 1.0]]), None);
        assert_eq!(cholesky(&[vec![f64::NAN]]), None);
        assert!(from_rank_correlations(&[vec![1.0, 0.999], vec![0.999, 1.0]]).is_some());
    }

    #[test]
    fn ends_of_the_correlation_are_kept() {
        // 2 sin(pi / 12) = 0.51763809020504 for a rank correlation of one half.
        assert!((gaussian_correlation(0.5) - 0.517_638_090_205_041_5).abs() < 1e-15);
        assert!(
            (gaussian_correlation(1.0) - 1.0).abs() < 1e-15
                && (gaussian_correlation(-1.0) + 1.0).abs() < 1e-15
        );
        assert_eq!(gaussian_correlation(0.0), 0.0);
    }

    #[test]
    fn draws_have_the_rank_correlations_asked_for() {
        let ranks = [vec![1.0, 0.6, -0.3], vec![0.6, 1.0, 0.2], vec![-0.3, 0.2, 1.0]];
        let lower = from_rank_correlations(&ranks).expect("positive definite");
        let mut stream = Stream::new(key(&[11]));
        let draws: Vec<[f64; 3]> = (0..50_000)
            .map(|_| {
                let mut z = [(); 3].map(|()| normal_quantile(stream.uniform_open()));
                correlate(&lower, &mut z);
                z.map(normal_cdf)
            })
            .collect();
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            // Spearman's correlation is the correlation of the uniforms: 12 E[(u - 1/2)(v - 1/2)].
            let products: Vec<f64> =
                draws.iter().map(|u| 12.0 * (u[i] - 0.5) * (u[j] - 0.5)).collect();
            let got = summary(&products);
            // Four standard errors, with a fixed seed.
            assert!((got.mean - ranks[i][j]).abs() < 4.0 * got.se, "{i} {j}: {got:?}");
        }
    }
}
