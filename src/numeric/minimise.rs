//! Where a function is least, without derivatives.

/// Least point of a function of one variable with a single valley in `lo..=hi`: the point and its value.
///
/// `tol` is the absolute accuracy of the point; values that differ by less than rounding limit it to about the square
/// root of 1e-16 times the width of the valley. The value at the ends is considered too. Steps go to the bottom of a
/// parabola through the best three points where that draws nearer, and to the golden section of the wider side else.
///
/// Source: Brent (1973), "Algorithms for minimization without derivatives", chapter 5, procedure localmin.
pub fn valley(mut f: impl FnMut(f64) -> f64, lo: f64, hi: f64, tol: f64) -> (f64, f64) {
    /// `(3 - sqrt(5)) / 2`.
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    let ends = [(lo, f(lo)), (hi, f(hi))];
    let (mut a, mut b) = (lo, hi);
    // The best point, the second best, and the one that was second best before it.
    let mut best = (a + GOLDEN * (b - a), 0.0);
    best.1 = f(best.0);
    let (mut second, mut third) = (best, best);
    let (mut step, mut step_before) = (0.0_f64, 0.0_f64);
    loop {
        let near = f64::EPSILON.sqrt() * best.0.abs() * 1e-3 + tol / 3.0;
        let middle = 0.5 * (a + b);
        if (best.0 - middle).abs() <= 2.0 * near - 0.5 * (b - a) {
            break;
        }
        let bottom = parabola(best, second, third).filter(|bottom| {
            bottom.abs() < 0.5 * step_before.abs() && best.0 + bottom > a && best.0 + bottom < b
        });
        (step_before, step) = match bottom {
            Some(bottom) => {
                let at = best.0 + bottom;
                let close = at - a < 2.0 * near || b - at < 2.0 * near;
                (step, if close { near.copysign(middle - best.0) } else { bottom })
            }
            None => {
                let side = if best.0 < middle { b - best.0 } else { a - best.0 };
                (side, GOLDEN * side)
            }
        };
        let at = best.0 + if step.abs() >= near { step } else { near.copysign(step) };
        let tried = (at, f(at));
        if tried.1 <= best.1 {
            *(if at < best.0 { &mut b } else { &mut a }) = best.0;
            (third, second, best) = (second, best, tried);
        } else {
            *(if at < best.0 { &mut a } else { &mut b }) = at;
            if tried.1 <= second.1 || second.0 == best.0 {
                (third, second) = (second, tried);
            } else if tried.1 <= third.1 || third.0 == best.0 || third.0 == second.0 {
                third = tried;
            }
        }
    }
    ends.into_iter().fold(best, |best, end| if end.1 < best.1 { end } else { best })
}

/// Step from the first point to the bottom of the parabola through three; none where it has none.
fn parabola(x: (f64, f64), w: (f64, f64), v: (f64, f64)) -> Option<f64> {
    let r = (x.0 - w.0) * (x.1 - v.1);
    let q = (x.0 - v.0) * (x.1 - w.1);
    let step = ((x.0 - v.0) * q - (x.0 - w.0) * r) / (-2.0 * (q - r));
    step.is_finite().then_some(step)
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
    fn the_valley_is_found() {
        let (x, value) = valley(|x| (x - 1.7) * (x - 1.7) + 3.0, -10.0, 10.0, 1e-9);
        // Values near the valley agree to rounding within about sqrt(1e-16).
        assert!((x - 1.7).abs() < 1e-7 && (value - 3.0).abs() < 1e-13, "{x} {value}");
        assert_eq!(valley(|x| x, 2.0, 5.0, 1e-6).0, 2.0);
        assert_eq!(valley(|x| -x, 2.0, 5.0, 1e-6).0, 5.0);
        // x ln x is least at 1/e.
        let (x, value) = valley(|x| x * libm::log(x), 0.01, 3.0, 1e-10);
        assert!(
            (x - 0.367_879_441_171_442_3).abs() < 1e-7
                && (value + 0.367_879_441_171_442_3).abs() < 1e-14
        );
        // A kink, and a valley that is flat on one side.
        assert!((valley(|x| (x - 0.3).abs(), -1.0, 2.0, 1e-9).0 - 0.3).abs() < 1e-8);
        assert!((valley(|x| (x - 0.3_f64).max(0.0) - x, -1.0, 2.0, 1e-9).1 + 0.3).abs() < 1e-8);
        // Few questions where the function is smooth.
        let mut asked = 0;
        let smooth = |x: f64| {
            asked += 1;
            libm::exp(x) - 2.0 * x
        };
        let (x, _) = valley(smooth, 0.0, 2.0, 1e-3);
        assert!((x - std::f64::consts::LN_2).abs() < 1e-3 && asked <= 10, "{x} {asked}");
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
