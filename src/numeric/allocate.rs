//! Global maximum over a box under a budget.

use super::minimise::golden_section;
use super::root::brent;

/// What a point brings and what it takes of the budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// What is to be as large as possible; undefined values are passed by.
    pub worth: f64,
    /// What the budget limits; must not fall in any coordinate.
    pub spend: f64,
}

/// The best point that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    pub point: Vec<f64>,
    pub taken: Taken,
}

/// Most points of the first grid.
const GRID: f64 = 2048.0;
/// Points of the first grid that are polished.
const STARTS: usize = 8;
/// Cells of a line, so that a peak of its own is not passed by.
const CELLS: u32 = 12;
/// Rounds of polishing.
const ROUNDS: u32 = 60;

/// Largest worth in the box of `bounds`, at a spend of `budget` at most; without a limit where the budget is infinite.
///
/// Every point of a grid is tried, and every point where one coordinate takes what the others leave. The best are
/// polished along each coordinate and along each exchange of two at the same spend, until nothing gains. A peak
/// narrower than a cell of the grid can be missed. `None` where no point keeps the budget. Deterministic.
pub fn allocate(
    mut f: impl FnMut(&[f64]) -> Taken,
    bounds: &[(f64, f64)],
    budget: f64,
) -> Option<Allocation> {
    let mut line = Line { f: &mut f, bounds, budget };
    let mut starts: Vec<Allocation> = Vec::new();
    for point in grid(bounds) {
        let filled = (0..bounds.len()).filter_map(|j| line.filled(&point, j));
        let candidates: Vec<Vec<f64>> = filled.collect();
        for candidate in std::iter::once(point).chain(candidates) {
            if let Some(found) = line.at(candidate)
                && !starts.iter().any(|start| start.point == found.point)
            {
                let place = starts.partition_point(|s| s.taken.worth >= found.taken.worth);
                starts.insert(place, found);
                starts.truncate(STARTS);
            }
        }
    }
    let mut best: Option<Allocation> = None;
    for start in starts {
        let end = line.polished(start);
        if best.as_ref().is_none_or(|b| end.taken.worth > b.taken.worth) {
            best = Some(end);
        }
    }
    best
}

/// Every point of a grid with both ends of each coordinate in it.
fn grid(bounds: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let mut side = 2_u32;
    let total = |side: u32| bounds.iter().fold(1.0, |all, _| all * f64::from(side));
    while side < 64 && total(side + 1) <= GRID {
        side += 1;
    }
    bounds.iter().fold(vec![Vec::new()], |points, (lo, hi)| {
        let longer = |point: &Vec<f64>| -> Vec<Vec<f64>> {
            let at = |k: u32| lo + (hi - lo) * (f64::from(k) / f64::from(side - 1));
            (0..side).map(|k| point.iter().copied().chain([at(k)]).collect()).collect()
        };
        points.iter().flat_map(longer).collect()
    })
}

struct Line<'a, F> {
    f: &'a mut F,
    bounds: &'a [(f64, f64)],
    budget: f64,
}

impl<F: FnMut(&[f64]) -> Taken> Line<'_, F> {
    /// A point with its worth, where it keeps the budget.
    fn at(&mut self, point: Vec<f64>) -> Option<Allocation> {
        let taken = (self.f)(&point);
        let kept = taken.spend <= self.budget;
        (kept && taken.worth.is_finite()).then_some(Allocation { point, taken })
    }

    /// The point with the coordinate `j` as large as the budget lets it be.
    fn filled(&mut self, point: &[f64], j: usize) -> Option<Vec<f64>> {
        let (lo, hi) = self.bounds[j];
        let mut point = point.to_vec();
        let mut over = |x: f64| {
            point[j] = x;
            (self.f)(&point).spend - self.budget
        };
        let x = if over(hi) <= 0.0 {
            hi
        } else if over(lo) > 0.0 {
            return None;
        } else {
            // Twice the accuracy of the root below it, so that the budget is never passed.
            let accuracy = 1e-12 * (hi - lo);
            (brent(&mut over, lo, hi, accuracy, 200)? - 2.0 * accuracy).max(lo)
        };
        point[j] = x;
        Some(point)
    }

    fn polished(&mut self, mut best: Allocation) -> Allocation {
        for _ in 0..ROUNDS {
            let before = best.taken.worth;
            for i in 0..self.bounds.len() {
                best = self.searched(best, i, None);
                for j in (0..self.bounds.len()).filter(|j| *j != i) {
                    best = self.searched(best, i, Some(j));
                }
            }
            if best.taken.worth - before <= 1e-13 * before.abs() {
                break;
            }
        }
        best
    }

    /// The best point on the line of coordinate `i`, where `j` takes what the budget leaves.
    fn searched(&mut self, from: Allocation, i: usize, j: Option<usize>) -> Allocation {
        let (lo, hi) = self.bounds[i];
        let mut best = from.clone();
        let mut loss = |x: f64| {
            let mut point = from.point.clone();
            point[i] = x;
            let point = match j {
                Some(j) => self.filled(&point, j),
                None => Some(point),
            };
            let Some(found) = point.and_then(|point| self.at(point)) else {
                return f64::INFINITY;
            };
            let worth = found.taken.worth;
            if worth > best.taken.worth {
                best = found;
            }
            -worth
        };
        let cell = (hi - lo) / f64::from(CELLS);
        let mut least = (from.point[i], f64::INFINITY);
        let ticks = (0..=CELLS).map(|k| lo + cell * f64::from(k));
        for x in ticks.chain([from.point[i]]) {
            let value = loss(x);
            if value < least.1 {
                least = (x, value);
            }
        }
        let (a, b) = ((least.0 - cell).max(lo), (least.0 + cell).min(hi));
        golden_section(&mut loss, a, b, 1e-9 * (hi - lo));
        best
    }
}

#[cfg(test)]
mod tests {
    use super::{Taken, allocate};

    fn s_curve(x: f64, top: f64, half: f64) -> f64 {
        let (x4, h4) = (x * x * x * x, half * half * half * half);
        top * x4 / (x4 + h4)
    }

    /// By hand: worth `a·sqrt(x) + b·sqrt(y)` at `x + y = B` is largest where `x = B·a²/(a² + b²)`.
    /// The value is flat at the top, so the point is known to the square root of rounding, about 1e-7.
    #[test]
    fn concave_responses_split_by_the_closed_form() {
        let f =
            |p: &[f64]| Taken { worth: 3.0 * p[0].sqrt() + 4.0 * p[1].sqrt(), spend: p[0] + p[1] };
        let found = allocate(f, &[(0.0, 100.0), (0.0, 100.0)], 50.0).unwrap();
        assert!((found.point[0] - 18.0).abs() < 1e-4, "{found:?}");
        assert!((found.taken.worth - 5.0 * 50.0_f64.sqrt()).abs() < 1e-9, "{found:?}");
    }

    /// Without a budget the marginal return is 1: `d(20·sqrt(x) - x)/dx = 0` at `x = 100`.
    #[test]
    fn without_a_budget_the_last_unit_brings_itself_back() {
        let f = |p: &[f64]| Taken { worth: 20.0 * p[0].sqrt() - p[0], spend: p[0] };
        let found = allocate(f, &[(0.0, 400.0)], f64::INFINITY).unwrap();
        assert!((found.point[0] - 100.0).abs() < 1e-3, "{found:?}");
    }

    /// Two s-curves that the budget can lift only one of: the even split is worth about 3, all in the first is
    /// a peak, all in the second is the highest. Compared with every split in steps of 0.001.
    #[test]
    fn of_two_peaks_the_higher_one_is_found() {
        let worth = |x: f64, y: f64| s_curve(x, 10.0, 6.0) + s_curve(y, 12.0, 6.5);
        let f = |p: &[f64]| Taken { worth: worth(p[0], p[1]), spend: p[0] + p[1] };
        let found = allocate(f, &[(0.0, 10.0), (0.0, 10.0)], 8.0).unwrap();
        let splits = (0..=8000).map(|k| 0.001 * f64::from(k));
        let brute = splits.map(|x| worth(x, 8.0 - x)).fold(f64::MIN, f64::max);
        assert!(worth(8.0, 0.0) > worth(7.5, 0.5) && worth(8.0, 0.0) < brute);
        assert!(found.taken.worth >= brute - 1e-9, "{found:?} {brute}");
        assert!(found.point[1] > 7.0, "{found:?}");
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
        let small = allocate(f, &bounds, 8.0).unwrap();
        assert!(small.point[0] == 0.0 && (small.taken.worth - 8.0).abs() < 1e-8, "{small:?}");
        // The first takes 15 of 20, worth 30 less 5.
        let large = allocate(f, &bounds, 20.0).unwrap();
        assert!((large.taken.worth - 25.0).abs() < 1e-6, "{large:?}");
    }

    #[test]
    fn a_budget_below_the_least_spend_has_no_answer() {
        let f = |p: &[f64]| Taken { worth: p[0], spend: 2.0 + p[0] };
        assert_eq!(allocate(f, &[(0.0, 1.0)], 1.0), None);
    }
}
