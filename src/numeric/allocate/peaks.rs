//! Peaks of the survey, which is cheap to ask.

use super::landscape::{Allocation, FINER, Landscape, PEAKS, Taken, filled, pairs};
use crate::numeric::minimise::valley;

/// Points of the grid on which peaks of the survey are looked for.
const GRID: f64 = 600.0;
/// Peaks of the grid that are polished on the survey.
const STARTS: usize = 6;
/// Cells of a line of the survey, so that a peak of its own is not passed by.
const CELLS: u32 = 12;
/// Rounds of polishing on the survey.
const ROUNDS: u32 = 6;

impl Landscape<'_> {
    /// The survey at a point.
    fn surveyed(&self, point: &[f64]) -> Taken {
        let place = |i: usize| (point[i] - self.bounds[i].0) / self.width(i);
        let along = |line: &[Taken], share: f64, every: usize| {
            let cells = (line.len() - 1) / every;
            let at = (share * cells as f64).clamp(0.0, cells as f64);
            let k = (at as usize).min(cells - 1);
            let (a, b) = (line[k * every], line[(k + 1) * every]);
            let part = at - k as f64;
            Taken {
                worth: a.worth + (b.worth - a.worth) * part,
                spend: a.spend + (b.spend - a.spend) * part,
            }
        };
        let mut sum = self.anchor;
        for (i, line) in self.lines.iter().enumerate() {
            sum = sum.plus(along(line, place(i), 1), 1.0).plus(self.anchor, -1.0);
        }
        let row = self.side + 1;
        for ((i, j), plane) in pairs(self.bounds.len()).into_iter().zip(&self.planes) {
            let at = (place(i) * self.side as f64).clamp(0.0, self.side as f64);
            let k = (at as usize).min(self.side - 1);
            let (low, high) = (&plane[k * row..][..row], &plane[(k + 1) * row..][..row]);
            let part = at - k as f64;
            sum = sum.plus(along(low, place(j), 1), 1.0 - part);
            sum = sum.plus(along(high, place(j), 1), part);
            sum = sum.plus(along(&self.lines[i], place(i), FINER), -1.0);
            sum = sum.plus(along(&self.lines[j], place(j), FINER), -1.0);
            sum = sum.plus(self.anchor, 1.0);
        }
        sum
    }

    /// Peaks of the survey under the budget, the highest first.
    pub(super) fn peaks(&self, budget: f64) -> Vec<Vec<f64>> {
        let mut starts: Vec<Allocation> = Vec::new();
        for point in self.grid() {
            let filled = (0..self.bounds.len()).filter_map(|j| self.filled(&point, j, budget));
            for candidate in filled.chain([point.clone()]) {
                if let Some(found) = self.kept(candidate, budget)
                    && !starts.iter().any(|start| start.point == found.point)
                {
                    let place = starts.partition_point(|s| s.taken.worth >= found.taken.worth);
                    starts.insert(place, found);
                    // Neighbours on one slope must not crowd out another peak.
                    starts.truncate(8 * STARTS);
                }
            }
        }
        let mut apart: Vec<Allocation> = Vec::new();
        for start in starts {
            if apart.len() < STARTS && apart.iter().all(|a| self.distance(a, &start) > 0.15) {
                apart.push(start);
            }
        }
        let mut peaks: Vec<Allocation> = Vec::new();
        for start in apart {
            let peak = self.polished(start, budget);
            if peaks.iter().all(|known| self.distance(known, &peak) > 0.02) {
                let place = peaks.partition_point(|p| p.taken.worth >= peak.taken.worth);
                peaks.insert(place, peak);
            }
        }
        peaks.truncate(PEAKS);
        peaks.into_iter().map(|peak| peak.point).collect()
    }

    /// Largest difference of two points, as a share of a side.
    fn distance(&self, a: &Allocation, b: &Allocation) -> f64 {
        let each = a.point.iter().zip(&b.point).enumerate();
        each.map(|(i, (a, b))| (a - b).abs() / self.width(i)).fold(0.0, f64::max)
    }

    /// Every point of a grid with both ends of each coordinate in it.
    fn grid(&self) -> Vec<Vec<f64>> {
        let mut side = 2_u32;
        let total = |side: u32| self.bounds.iter().fold(1.0, |all, _| all * f64::from(side));
        while side < 64 && total(side + 1) <= GRID {
            side += 1;
        }
        self.bounds.iter().fold(vec![Vec::new()], |points, (lo, hi)| {
            let longer = |point: &Vec<f64>| -> Vec<Vec<f64>> {
                let at = |k: u32| lo + (hi - lo) * (f64::from(k) / f64::from(side - 1));
                (0..side).map(|k| point.iter().copied().chain([at(k)]).collect()).collect()
            };
            points.iter().flat_map(longer).collect()
        })
    }

    /// A point of the survey, where it keeps the budget.
    fn kept(&self, point: Vec<f64>, budget: f64) -> Option<Allocation> {
        let taken = self.surveyed(&point);
        let kept = taken.spend <= budget && taken.worth.is_finite();
        kept.then_some(Allocation { point, taken })
    }

    /// The point of the survey with the coordinate `j` as large as the budget lets it be.
    fn filled(&self, point: &[f64], j: usize, budget: f64) -> Option<Vec<f64>> {
        filled(&|point| self.surveyed(point).spend, self.bounds[j], point, j, (budget, 1e-9))
    }

    fn polished(&self, mut best: Allocation, budget: f64) -> Allocation {
        for _ in 0..ROUNDS {
            let before = best.taken.worth;
            for i in 0..self.bounds.len() {
                best = self.searched(best, i, None, budget);
                for j in (0..self.bounds.len()).filter(|j| *j != i) {
                    best = self.searched(best, i, Some(j), budget);
                }
            }
            if best.taken.worth - before <= 1e-6 * before.abs() {
                break;
            }
        }
        best
    }

    /// The best point of the survey on the line of coordinate `i`, where `j` takes what the budget leaves.
    fn searched(&self, from: Allocation, i: usize, j: Option<usize>, budget: f64) -> Allocation {
        let (lo, hi) = self.bounds[i];
        let mut best = from.clone();
        let mut loss = |x: f64| {
            let mut point = from.point.clone();
            point[i] = x;
            let point = match j {
                Some(j) => self.filled(&point, j, budget),
                None => Some(point),
            };
            let Some(found) = point.and_then(|point| self.kept(point, budget)) else {
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
        valley(&mut loss, a, b, 1e-3 * (hi - lo));
        best
    }
}
