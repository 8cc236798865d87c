//! Small systems of linear equations.

/// Solves `matrix * x = right` for a square matrix of a few dozen rows, given row by row.
///
/// `None` where the matrix is singular to rounding or holds undefined or infinite numbers.
///
/// Source: Gaussian elimination with partial pivoting on equilibrated rows, Golub & Van Loan, "Matrix computations",
/// 4th ed., section 3.4.
pub fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let size = right.len();
    debug_assert!(matrix.len() == size && matrix.iter().all(|row| row.len() == size));
    // Each row carries its right side and is scaled to a largest entry of 1, so that units do not choose the pivots.
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
    for (row, value) in matrix.iter().zip(right) {
        let largest = row.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
        if !(largest > 0.0 && largest.is_finite() && value.is_finite())
            || row.iter().any(|entry| entry.is_nan())
        {
            return None;
        }
        rows.push(row.iter().chain([value]).map(|entry| entry / largest).collect());
    }
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&i, &j| rows[i][column].abs().total_cmp(&rows[j][column].abs()))?;
        rows.swap(column, pivot);
        /// A pivot that rounding alone could have left of rows of size 1.
        const SINGULAR: f64 = 1e-15;
        if rows[column][column].abs() < SINGULAR * size as f64 {
            return None;
        }
        let (done, below) = rows.split_at_mut(column + 1);
        let top = &done[column];
        for row in below {
            let factor = row[column] / top[column];
            if factor != 0.0 {
                for (entry, above) in row[column..].iter_mut().zip(&top[column..]) {
                    *entry -= factor * above;
                }
            }
        }
    }
    let mut x = vec![0.0; size];
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|j| rows[i][j] * x[j]).sum();
        x[i] = (rows[i][size] - known) / rows[i][i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_systems_with_known_answers() {
        // Needs a swap of rows.
        let x = solve(
            &[vec![0.0, 2.0, 1.0], vec![1.0, -2.0, -3.0], vec![-1.0, 1.0, 2.0]],
            &[-8.0, 0.0, 3.0],
        );
        // x = (-4, -5, 2), by hand.
        for (got, want) in x.expect("regular").iter().zip([-4.0, -5.0, 2.0]) {
            assert!((got - want).abs() < 1e-14);
        }
        assert_eq!(solve(&[vec![4.0]], &[2.0]), Some(vec![0.5]));
        assert_eq!(solve(&[], &[]), Some(vec![]));
    }

    #[test]
    fn large_systems_stay_accurate() {
        let size = 64;
        let entry = |i: usize, j: usize| {
            ((i * 37 + j * 101) % 97) as f64 / 97.0 + if i == j { 3.0 } else { 0.0 }
        };
        let matrix: Vec<Vec<f64>> =
            (0..size).map(|i| (0..size).map(|j| entry(i, j)).collect()).collect();
        let want: Vec<f64> = (0..size).map(|i| i as f64 - 20.0).collect();
        let right: Vec<f64> =
            matrix.iter().map(|row| row.iter().zip(&want).map(|(a, x)| a * x).sum()).collect();
        for (got, want) in solve(&matrix, &right).expect("regular").iter().zip(want) {
            // Condition number some hundred.
            assert!((got - want).abs() < 1e-11, "{got} {want}");
        }
    }

    #[test]
    fn singular_systems_have_no_answer() {
        assert_eq!(solve(&[vec![1.0, 2.0], vec![2.0, 4.0]], &[1.0, 2.0]), None);
        assert_eq!(solve(&[vec![0.0, 0.0], vec![2.0, 4.0]], &[1.0, 2.0]), None);
        assert_eq!(solve(&[vec![f64::NAN, 0.0], vec![2.0, 4.0]], &[1.0, 2.0]), None);
        // Units far apart are not singular.
        let x = solve(&[vec![1e-9, 0.0], vec![0.0, 1e9]], &[1.0, 1.0]).expect("regular");
        assert!((x[0] / 1e9 - 1.0).abs() < 1e-15 && (x[1] * 1e9 - 1.0).abs() < 1e-15);
    }
}
