//! Where a function crosses zero.

use std::cell::RefCell;

/// Solves `f(x) = 0` between `lo` and `hi`, at which `f` has different signs.
///
/// `tol` is the absolute accuracy of x (rounding of x comes on top). `None` where the signs are the same, a value of
/// `f` is undefined, or `max_iter` steps are not enough. Never leaves the interval and never takes more steps than
/// bisection squared.
///
/// Source: Brent (1973), "Algorithms for minimization without derivatives", chapter 4, procedure zero.
pub fn brent(
    mut f: impl FnMut(f64) -> f64,
    lo: f64,
    hi: f64,
    tol: f64,
    max_iter: u32,
) -> Option<f64> {
    let (mut a, mut b) = (lo, hi);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return Some(a);
    }
    if fb == 0.0 {
        return Some(b);
    }
    if fa.is_nan() || fb.is_nan() || (fa > 0.0) == (fb > 0.0) {
        return None;
    }
    // b is the best point, c the other end of the bracket, a the point before b.
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut step_before = step;
    for _ in 0..max_iter {
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let near = 2.0 * f64::EPSILON * b.abs() + 0.5 * tol;
        let half = 0.5 * (c - b);
        if half.abs() <= near || fb == 0.0 {
            return Some(b);
        }
        let trial = if step_before.abs() >= near && fa.abs() > fb.abs() {
            interpolated_step([a, b, c], [fa, fb, fc]).filter(|trial| {
                // It must stay well inside the bracket and shrink fast enough.
                let forward = trial * half.signum();
                forward > 0.0
                    && forward < 1.5 * half.abs() - 0.5 * near
                    && trial.abs() < 0.5 * step_before.abs()
            })
        } else {
            None
        };
        match trial {
            Some(trial) => (step_before, step) = (step, trial),
            None => (step_before, step) = (half, half),
        }
        (a, fa) = (b, fb);
        b += if step.abs() > near { step } else { near.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return None;
        }
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            step_before = step;
        }
    }
    None
}

/// Root in `lo..=hi` of a function that rises nearly straight, by about `slope`, sought from a guess: secant steps until
/// |f| is at most `enough`, and [`brent`] where they do not get there. `None` where there is none. The root is the last
/// point at which `f` was asked.
pub fn near_root(
    mut f: impl FnMut(f64) -> f64,
    guess: f64,
    slope: f64,
    (lo, hi): (f64, f64),
    enough: f64,
) -> Option<f64> {
    /// More steps than a nearly straight line needs.
    const STEPS: usize = 8;
    let (mut x, mut slope) = (guess.clamp(lo, hi), slope);
    let mut value = f(x);
    for _ in 0..STEPS {
        if value.abs() <= enough {
            return Some(x);
        }
        let next = (x - value / slope).clamp(lo, hi);
        if next == x || next.is_nan() {
            break;
        }
        let there = f(next);
        slope = (there - value) / (next - x);
        (x, value) = (next, there);
    }
    let root = brent(&mut f, lo, hi, 1e-12, 60)?;
    f(root);
    Some(root)
}

/// Secant or inverse quadratic step from b.
fn interpolated_step([a, b, c]: [f64; 3], [fa, fb, fc]: [f64; 3]) -> Option<f64> {
    let s = fb / fa;
    let (p, q) = if a == c {
        ((c - b) * s, 1.0 - s)
    } else {
        let (q, r) = (fa / fc, fb / fc);
        (s * ((c - b) * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = -p / q;
    step.is_finite().then_some(step)
}

/// Looks for the first change of sign of `f` on `cells` equal cells of `lo..=hi`; gives the ends of that cell.
///
/// Undefined values of `f` end a cell without a sign. Two roots inside one cell are not seen.
pub fn bracket(f: impl FnMut(f64) -> f64, lo: f64, hi: f64, cells: u32) -> Option<(f64, f64)> {
    sign_changes(f, lo, hi, cells).next()
}

/// Every change of sign of `f` on `cells` equal cells of `lo..=hi`, in ascending order; `f` is asked no further than
/// they are.
///
/// A zero exactly at a grid point is reported once, with the cell that ends there (or starts there, at `lo`).
pub fn sign_changes(
    mut f: impl FnMut(f64) -> f64,
    lo: f64,
    hi: f64,
    cells: u32,
) -> impl Iterator<Item = (f64, f64)> {
    let at = move |cell: u32| {
        if cell == cells { hi } else { lo + (hi - lo) * (f64::from(cell) / f64::from(cells)) }
    };
    let mut left = (lo, f(lo));
    // The sign before a run of zeros: what counts is whether the function comes out on the other side.
    let first = (left.1 == 0.0).then(|| (lo, at(1)));
    let others = (1..=cells).filter_map(move |cell| {
        let x = at(cell);
        let right = (x, f(x));
        let crosses = left.1 * right.1.signum() < 0.0 && right.1 != 0.0;
        let found = crosses || (right.1 == 0.0 && left.1 != 0.0 && !left.1.is_nan());
        let cell = (left.0, right.0);
        left = right;
        found.then_some(cell)
    });
    first.into_iter().chain(others)
}

/// The same function, asked once for each argument: searches come back to the ends of an interval.
pub fn remembered<T: Copy>(f: impl Fn(f64) -> T) -> impl Fn(f64) -> T {
    let known: RefCell<Vec<(u64, T)>> = RefCell::default();
    move |x| {
        let found = known.borrow().iter().find(|(other, _)| *other == x.to_bits()).copied();
        found.map_or_else(
            || {
                let value = f(x);
                known.borrow_mut().push((x.to_bits(), value));
                value
            },
            |(_, value)| value,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The accuracy asked for below.
    const TOLERANCE: f64 = 1e-13;

    #[test]
    fn a_guess_near_the_root_saves_questions() {
        let mut asked = Vec::new();
        let bent = |x: f64| {
            asked.push(x);
            x + 0.1 * x * x - 0.5
        };
        // x² + 10x − 5 = 0.
        let root = near_root(bent, 0.4, 1.0, (0.0, 1.0), 1e-10).unwrap();
        assert!((root - (30.0_f64.sqrt() - 5.0)).abs() < 1e-9);
        assert!(asked.len() <= 5 && asked.last() == Some(&root), "{asked:?}");
        // Beyond the end there is none; a step is found all the same.
        assert_eq!(near_root(|x| x + 1.0, 0.5, 1.0, (0.0, 1.0), 1e-9), None);
        let step = |x: f64| if x < 0.75 { -1.0 } else { x - 0.7 };
        assert_eq!(
            near_root(step, 0.1, 1.0, (0.0, 1.0), 1e-9).map(|x| (x - 0.75).abs() < 1e-9),
            Some(true)
        );
    }

    #[test]
    fn finds_known_roots() {
        type Case = (fn(f64) -> f64, f64, f64, f64);
        let cases: [Case; 6] = [
            (|x| x * x - 2.0, 0.0, 2.0, std::f64::consts::SQRT_2),
            // The omega constant, OEIS A030178.
            (|x| libm::exp(-x) - x, 0.0, 1.0, 0.567_143_290_409_783_8),
            (|x| x - 0.3, -5.0, 0.3, 0.3),
            (|x| 1e-12 * (x - 7.0), 0.0, 100.0, 7.0),
            (|x| libm::atan(x - 50.0), -1e3, 1e3, 50.0),
            (|x| if x < 0.25 { -1.0 } else { 1.0 }, 0.0, 1.0, 0.25),
        ];
        for (i, (f, lo, hi, root)) in cases.into_iter().enumerate() {
            let got = brent(f, lo, hi, TOLERANCE, 100).expect("a root");
            assert!((got - root).abs() <= 2.0 * TOLERANCE * root.abs().max(1.0), "{i}: {got}");
            let mirrored = brent(|x| -f(x), hi, lo, TOLERANCE, 100).expect("a root");
            assert!(
                (mirrored - root).abs() <= 2.0 * TOLERANCE * root.abs().max(1.0),
                "{i}: {mirrored}"
            );
        }
    }

    #[test]
    fn needs_few_evaluations() {
        let mut count = 0;
        let root = brent(
            |x| {
                count += 1;
                libm::exp(x) - 3.0
            },
            0.0,
            10.0,
            1e-12,
            100,
        );
        assert!((root.expect("a root") - 1.098_612_288_668_109_8).abs() < 1e-12);
        // Bisection would take 43.
        assert!(count <= 16, "{count}");
    }

    #[test]
    fn no_change_of_sign_is_no_root() {
        assert_eq!(brent(|x| x * x + 1.0, -1.0, 1.0, TOLERANCE, 100), None);
        assert_eq!(brent(|_| f64::NAN, -1.0, 1.0, TOLERANCE, 100), None);
        assert_eq!(brent(|x| x - 0.3, 0.0, 1.0, 1e-300, 1), None);
        assert_eq!(bracket(|x| x * x + 1.0, -1.0, 1.0, 10), None);
    }

    #[test]
    fn grids_find_every_crossing() {
        let cubic = |x: f64| (x - 1.05) * (x - 2.05) * (x - 2.95);
        let found: Vec<_> = sign_changes(cubic, 0.0, 4.0, 40).collect();
        assert_eq!(found.len(), 3);
        for ((lo, hi), root) in found.into_iter().zip([1.05, 2.05, 2.95]) {
            assert!(lo <= root && root <= hi);
        }
        assert_eq!(bracket(|x| x - 2.0, 0.0, 4.0, 4), Some((1.0, 2.0)));
        assert_eq!(bracket(|x| x, 0.0, 4.0, 4), Some((0.0, 1.0)));
        assert_eq!(sign_changes(|x| x - 2.0, 0.0, 4.0, 4).count(), 1);
    }
}
