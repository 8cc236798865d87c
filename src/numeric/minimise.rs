//! Where a function is least, without derivatives.

/// Least point of a function of one variable with a single valley in `lo..=hi`: the point and its value.
///
/// `tol` is the absolute accuracy of the point; values that differ by less than rounding limit it to about the square
/// root of 1e-16 times the width of the valley. The value at the ends is considered too.
///
/// Source: Kiefer (1953), "Sequential minimax search for a maximum", Proc. AMS 4.
pub fn golden_section(mut f: impl FnMut(f64) -> f64, lo: f64, hi: f64, tol: f64) -> (f64, f64) {
    /// `(sqrt(5) - 1) / 2`.
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut a, mut b) = (lo, hi);
    let mut best = (lo, f(lo));
    let mut keep = |x: f64, value: f64| {
        if value < best.1 {
            best = (x, value);
        }
    };
    keep(hi, f(hi));
    let (mut x1, mut x2) = (b - GOLDEN * (b - a), a + GOLDEN * (b - a));
    let (mut f1, mut f2) = (f(x1), f(x2));
    // The interval shrinks by the golden ratio each time, so this ends for any positive tolerance.
    while b - a > tol.max(f64::EPSILON * (a.abs() + b.abs())) {
        if f1 <= f2 {
            (b, x2, f2) = (x2, x1, f1);
            x1 = b - GOLDEN * (b - a);
            f1 = f(x1);
        } else {
            (a, x1, f1) = (x1, x2, f2);
            x2 = a + GOLDEN * (b - a);
            f2 = f(x2);
        }
    }
    keep(x1, f1);
    keep(x2, f2);
    best
}

/// Result of [`nelder_mead`].
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// The best point found.
    pub point: Vec<f64>,
    /// Its value.
    pub value: f64,
    /// Evaluations of the function.
    pub evaluations: u32,
    /// Whether the points drew together before the evaluations ran out.
    pub end: End,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Points and values drew together.
    Converged,
    /// The evaluations ran out.
    OutOfEvaluations,
}

/// Least point of a function of a few variables (two to four are usual), started at `start` with one step of `steps[i]`
/// along each variable.
///
/// Infinite or undefined values count as forbidden points. Ends when all points agree with the best to `tol`, relative
/// to the larger of 1 and its size, and all values agree to `tol` squared likewise (or to rounding). Deterministic.
/// Restart from the result to be sure of it.
///
/// Source: Nelder & Mead (1965), Computer Journal 7; order of steps as in Lagarias et al. (1998), SIAM J. Optim. 9.
pub fn nelder_mead(
    mut f: impl FnMut(&[f64]) -> f64,
    start: &[f64],
    steps: &[f64],
    tol: f64,
    max_evaluations: u32,
) -> Minimum {
    debug_assert_eq!(start.len(), steps.len());
    let mut evaluations = 0;
    let mut value_at = |point: &[f64]| {
        evaluations += 1;
        let value = f(point);
        (if value.is_nan() { f64::INFINITY } else { value }, evaluations)
    };
    let mut corners: Vec<(Vec<f64>, f64)> = vec![(start.to_vec(), value_at(start).0)];
    for (i, step) in steps.iter().enumerate() {
        let mut point = start.to_vec();
        point[i] += step;
        let value = value_at(&point).0;
        corners.push((point, value));
    }
    let size = start.len();
    loop {
        // A stable sort: equal values keep their order, so that the path is always the same.
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let done = agree(&corners, tol);
        let mut used = 0;
        let mut try_at = |t: f64| {
            let point: Vec<f64> = (0..size)
                .map(|i| {
                    let centre =
                        corners[..size].iter().map(|corner| corner.0[i]).sum::<f64>() / size as f64;
                    centre + t * (corners[size].0[i] - centre)
                })
                .collect();
            let (value, count) = value_at(&point);
            used = count;
            (point, value)
        };
        if done {
            break;
        }
        let (best, second, worst) = (corners[0].1, corners[size - 1].1, corners[size].1);
        let reflected = try_at(-1.0);
        let better = if reflected.1 < best {
            let expanded = try_at(-2.0);
            Some(if expanded.1 < reflected.1 { expanded } else { reflected })
        } else if reflected.1 < second {
            Some(reflected)
        } else if reflected.1 < worst {
            Some(try_at(-0.5)).filter(|inside| inside.1 <= reflected.1)
        } else {
            Some(try_at(0.5)).filter(|inside| inside.1 < worst)
        };
        match better {
            Some(corner) => corners[size] = corner,
            None => {
                let anchor = corners[0].0.clone();
                for corner in &mut corners[1..] {
                    for (x, centre) in corner.0.iter_mut().zip(&anchor) {
                        *x = centre + 0.5 * (*x - centre);
                    }
                    (corner.1, used) = value_at(&corner.0);
                }
            }
        }
        if used >= max_evaluations {
            break;
        }
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    let end = if agree(&corners, tol) { End::Converged } else { End::OutOfEvaluations };
    let (point, value) = corners.swap_remove(0);
    Minimum { point, value, evaluations, end }
}

/// Whether all corners of the simplex lie together, the best one first.
fn agree(corners: &[(Vec<f64>, f64)], tol: f64) -> bool {
    let best = &corners[0];
    let near = |a: f64, b: f64, tol: f64| (a - b).abs() <= tol * b.abs().max(1.0);
    corners[1..].iter().all(|corner| {
        let together = corner.0.iter().zip(&best.0).all(|(x, y)| near(*x, *y, tol));
        together && near(corner.1, best.1, (tol * tol).max(4.0 * f64::EPSILON))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_section_finds_the_valley() {
        let (x, value) = golden_section(|x| (x - 1.7) * (x - 1.7) + 3.0, -10.0, 10.0, 1e-9);
        // Values near the valley agree to rounding within about sqrt(1e-16).
        assert!((x - 1.7).abs() < 1e-7 && (value - 3.0).abs() < 1e-13, "{x} {value}");
        assert_eq!(golden_section(|x| x, 2.0, 5.0, 1e-6).0, 2.0);
        assert_eq!(golden_section(|x| -x, 2.0, 5.0, 1e-6).0, 5.0);
        // x ln x is least at 1/e.
        let (x, value) = golden_section(|x| x * libm::log(x), 0.01, 3.0, 1e-10);
        assert!(
            (x - 0.367_879_441_171_442_3).abs() < 1e-7
                && (value + 0.367_879_441_171_442_3).abs() < 1e-14
        );
    }

    #[test]
    fn nelder_mead_solves_the_classic_valleys() {
        // Rosenbrock (1960): least at (1, 1).
        let banana = |x: &[f64]| {
            100.0 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1.0 - x[0]) * (1.0 - x[0])
        };
        let found = nelder_mead(banana, &[-1.2, 1.0], &[0.1, 0.1], 1e-8, 2_000);
        assert_eq!(found.end, End::Converged);
        assert!(
            (found.point[0] - 1.0).abs() < 1e-6 && (found.point[1] - 1.0).abs() < 1e-6,
            "{found:?}"
        );
        assert!(found.evaluations < 400, "{found:?}");
        // Powell (1962), four variables, singular at its least point 0.
        let powell = |x: &[f64]| {
            let square = |y: f64| y * y;
            square(x[0] + 10.0 * x[1])
                + 5.0 * square(x[2] - x[3])
                + square(square(x[1] - 2.0 * x[2]))
                + 10.0 * square(square(x[0] - x[3]))
        };
        let found = nelder_mead(powell, &[3.0, -1.0, 0.0, 1.0], &[0.5; 4], 1e-9, 5_000);
        assert!(found.value < 1e-12, "{found:?}");
    }

    #[test]
    fn forbidden_points_are_avoided() {
        let f = |x: &[f64]| {
            if x[0] <= 0.0 { f64::NAN } else { x[0] - libm::log(x[0]) + x[1] * x[1] }
        };
        let found = nelder_mead(f, &[0.1, 1.0], &[-0.2, 0.5], 1e-8, 1_000);
        assert!((found.point[0] - 1.0).abs() < 1e-6 && found.point[1].abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn says_when_evaluations_run_out() {
        let found = nelder_mead(|x| x[0] * x[0], &[5.0], &[1.0], 1e-12, 5);
        assert_eq!(found.end, End::OutOfEvaluations);
        let one = nelder_mead(|x| (x[0] - 2.0) * (x[0] - 2.0), &[5.0], &[1.0], 1e-8, 500);
        assert!((one.point[0] - 2.0).abs() < 1e-7 && one.end == End::Converged, "{one:?}");
    }
}
