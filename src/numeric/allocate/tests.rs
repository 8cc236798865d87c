use super::landscape::{Allocation, Landscape, Taken};

fn best(
    f: impl Fn(&[f64]) -> Taken + Sync,
    bounds: &[(f64, f64)],
    budget: f64,
) -> Option<Allocation> {
    let middle: Vec<f64> = bounds.iter().map(|(lo, hi)| 0.5 * (lo + hi)).collect();
    Landscape::survey(&f, bounds, &middle).best(budget, 1e-9)
}

fn s_curve(x: f64, top: f64, half: f64) -> f64 {
    let (x4, h4) = (x * x * x * x, half * half * half * half);
    top * x4 / (x4 + h4)
}

/// By hand: worth `a·sqrt(x) + b·sqrt(y)` at `x + y = B` is largest where `x = B·a²/(a² + b²)`. Slopes are
/// central differences of 1e-4 of the side: 0.01 beside 18, an error of 1e-7 of the slope.
#[test]
fn concave_responses_split_by_the_closed_form() {
    let f = |p: &[f64]| Taken { worth: 3.0 * p[0].sqrt() + 4.0 * p[1].sqrt(), spend: p[0] + p[1] };
    let found = best(f, &[(0.0, 100.0), (0.0, 100.0)], 50.0).unwrap();
    assert!((found.point[0] - 18.0).abs() < 1e-5, "{found:?}");
    assert!((found.taken.worth - 5.0 * 50.0_f64.sqrt()).abs() < 1e-9, "{found:?}");
}

/// Without a budget the marginal return is 1: `d(20·sqrt(x) - x)/dx = 0` at `x = 100`.
#[test]
fn without_a_budget_the_last_unit_brings_itself_back() {
    let f = |p: &[f64]| Taken { worth: 20.0 * p[0].sqrt() - p[0], spend: p[0] };
    let found = best(f, &[(0.0, 400.0)], f64::INFINITY).unwrap();
    assert!((found.point[0] - 100.0).abs() < 1e-4, "{found:?}");
}

/// Two s-curves that the budget can lift only one of: the even split is worth about 3, all in the first is
/// a peak, all in the second is the highest. Compared with every split in steps of 0.001.
#[test]
fn of_two_peaks_the_higher_one_is_found() {
    let worth = |x: f64, y: f64| s_curve(x, 10.0, 6.0) + s_curve(y, 12.0, 6.5);
    let f = |p: &[f64]| Taken { worth: worth(p[0], p[1]), spend: p[0] + p[1] };
    let found = best(f, &[(0.0, 10.0), (0.0, 10.0)], 8.0).unwrap();
    let splits = (0..=8000).map(|k| 0.001 * f64::from(k));
    let brute = splits.map(|x| worth(x, 8.0 - x)).fold(f64::MIN, f64::max);
    assert!(worth(8.0, 0.0) > worth(7.5, 0.5) && worth(8.0, 0.0) < brute);
    assert!(found.taken.worth >= brute - 1e-9, "{found:?} {brute}");
    assert!(found.point[1] > 7.0, "{found:?}");
}

/// Four s-curves of different sizes that also help one another, at ten budgets, against every point of a grid
/// in steps of 0.5: the search is never below it.
#[test]
fn no_point_of_a_fine_grid_is_better() {
    let f = |p: &[f64]| {
        let parts = [(9.0, 5.0), (11.0, 6.0), (4.0, 2.0), (15.0, 9.0)];
        let kept: Vec<f64> =
            p.iter().zip(parts).map(|(x, (top, half))| s_curve(*x, top, half)).collect();
        let together = 0.05 * kept[0] * kept[2] - 0.02 * kept[1] * kept[3];
        Taken { worth: kept.iter().sum::<f64>() + together, spend: p.iter().sum() }
    };
    let bounds = [(0.0, 12.0); 4];
    let mut brute = [f64::MIN; 10];
    let steps = |at: usize| 0.5 * at as f64;
    for cell in 0..25_usize.pow(4) {
        let point = [cell % 25, cell / 25 % 25, cell / 625 % 25, cell / 15_625].map(steps);
        let taken = f(&point);
        for (b, known) in brute.iter_mut().enumerate() {
            if taken.spend <= 3.0 * (b + 1) as f64 {
                *known = known.max(taken.worth);
            }
        }
    }
    let anchor = [3.0; 4];
    let landscape = Landscape::survey(&f, &bounds, &anchor);
    for (b, known) in brute.iter().enumerate() {
        let budget = 3.0 * (b + 1) as f64;
        let found = landscape.best(budget, 1e-9).unwrap();
        assert!(found.taken.spend <= budget);
        assert!(found.taken.worth >= known - 1e-9, "{budget}: {found:?} {known}");
    }
}

/// A fixed cost of 5 for the first step: worth it only where the budget pays for enough after it.
#[test]
fn a_fixed_cost_is_paid_only_where_it_pays() {
    let f = |p: &[f64]| {
        let fixed = if p[0] > 0.0 { 5.0 } else { 0.0 };
        Taken { worth: 2.0 * p[0] + p[1] - fixed, spend: fixed + p[0] + p[1] }
    };
    let bounds = [(0.0, 20.0), (0.0, 20.0)];
    // All in the second: 8; the fixed cost leaves 3, worth 6 less 5.
    let small = best(f, &bounds, 8.0).unwrap();
    assert!(small.point[0] == 0.0 && (small.taken.worth - 8.0).abs() < 1e-8, "{small:?}");
    // The first takes 15 of 20, worth 30 less 5.
    let large = best(f, &bounds, 20.0).unwrap();
    assert!((large.taken.worth - 25.0).abs() < 1e-6, "{large:?}");
}

#[test]
fn a_budget_below_the_least_spend_has_no_answer() {
    let f = |p: &[f64]| Taken { worth: p[0], spend: 2.0 + p[0] };
    assert_eq!(best(f, &[(0.0, 1.0)], 1.0), None);
}
