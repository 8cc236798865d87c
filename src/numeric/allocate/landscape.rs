//! What is searched, and the search as a whole.

use super::super::root::brent;
use rayon::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// What is to be as large as possible; points where it is undefined are passed by.
    pub worth: f64,
    /// What the budget limits.
    pub spend: f64,
}

impl Taken {
    pub(super) fn plus(self, other: Self, weight: f64) -> Self {
        Self { worth: self.worth + weight * other.worth, spend: self.spend + weight * other.spend }
    }
}

/// The best point that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    pub point: Vec<f64>,
    pub taken: Taken,
}

/// What is to be as large as possible, asked from several threads at once.
pub type Ask<'a> = &'a (dyn Fn(&[f64]) -> Taken + Sync);

/// A function over a box of one side or more, surveyed on lines and planes through an anchor.
///
/// The survey knows the function up to what three coordinates do together. It is cheap to ask, so every budget starts
/// from all of its peaks; what is returned was polished on the function itself.
pub struct Landscape<'a> {
    pub(super) ask: Ask<'a>,
    pub(super) bounds: &'a [(f64, f64)],
    pub(super) anchor: Taken,
    /// The function along each coordinate, at evenly spaced knots.
    pub(super) lines: Vec<Vec<Taken>>,
    /// The function over each pair of coordinates, at every [`FINER`]-th of those knots.
    pub(super) planes: Vec<Vec<Taken>>,
    /// Cells of a plane along one coordinate.
    pub(super) side: usize,
}

/// Knots of a line for each cell of a plane.
pub(super) const FINER: usize = 8;
/// Points of all planes together.
const PLANES: usize = 640;
/// Peaks of the survey that are polished on the function.
pub(super) const PEAKS: usize = 3;

impl<'a> Landscape<'a> {
    /// Surveys the function around `anchor`, a point of the box.
    pub fn survey(ask: Ask<'a>, bounds: &'a [(f64, f64)], anchor: &[f64]) -> Self {
        let n = bounds.len();
        let pairs = pairs(n);
        let mut side = 24;
        while side > 4 && pairs.len() * (side + 1) * (side + 1) > PLANES {
            side -= 1;
        }
        let knots = FINER * side;
        let at = |i: usize, k: usize, of: usize| {
            let (lo, hi) = bounds[i];
            lo + (hi - lo) * (k as f64 / of as f64)
        };
        let mut points: Vec<Vec<f64>> = Vec::new();
        for i in 0..n {
            for k in 0..=knots {
                let mut point = anchor.to_vec();
                point[i] = at(i, k, knots);
                points.push(point);
            }
        }
        for (i, j) in &pairs {
            for k in 0..(side + 1) * (side + 1) {
                let mut point = anchor.to_vec();
                point[*i] = at(*i, k / (side + 1), side);
                point[*j] = at(*j, k % (side + 1), side);
                points.push(point);
            }
        }
        points.push(anchor.to_vec());
        let asked: Vec<Taken> = points.par_iter().map(|point| ask(point)).collect();
        let (lines, planes) = asked.split_at(n * (knots + 1));
        let cut = |all: &[Taken], size: usize| all.chunks_exact(size).map(<[_]>::to_vec).collect();
        let square = (side + 1) * (side + 1);
        Self {
            ask,
            bounds,
            anchor: asked[asked.len() - 1],
            lines: cut(lines, knots + 1),
            planes: cut(&planes[..pairs.len() * square], square),
            side,
        }
    }

    /// Largest worth at a spend of `budget` at most; without a limit where the budget is infinite. Coordinates are
    /// known to `accuracy`, a share of their side.
    ///
    /// `None` where no point keeps the budget. A peak narrower than a cell of the survey can be missed.
    pub fn best(&self, budget: f64, accuracy: f64) -> Option<Allocation> {
        let lowest: Vec<f64> = self.bounds.iter().map(|(lo, _)| *lo).collect();
        let mut starts = self.peaks(budget);
        starts.push(lowest);
        let ends: Vec<Option<Allocation>> =
            starts.par_iter().map(|start| self.climbed(start, budget, accuracy)).collect();
        let better = |best: Allocation, next: Allocation| {
            if next.taken.worth > best.taken.worth { next } else { best }
        };
        let mut best = ends.into_iter().flatten().reduce(better)?;
        for _ in 0..PEAKS {
            let Some(start) = self.exchanged(&best, budget) else { break };
            let end = self.climbed(&start.point, budget, accuracy).unwrap_or_else(|| start.clone());
            best = better(better(best, start), end);
        }
        Some(best)
    }

    pub(super) fn asked(&self, point: Vec<f64>) -> Allocation {
        let taken = (self.ask)(&point);
        Allocation { point, taken }
    }

    pub(super) fn width(&self, i: usize) -> f64 {
        self.bounds[i].1 - self.bounds[i].0
    }

    /// A better point with a good part of one coordinate given up for another, if there is one.
    fn exchanged(&self, from: &Allocation, budget: f64) -> Option<Allocation> {
        let n = self.bounds.len();
        let mut moves = Vec::new();
        for i in 0..n {
            for part in [0.2, 0.5, 1.0] {
                moves.extend((0..n).filter(|j| *j != i).map(|j| (i, j, part)));
            }
        }
        let tried = |(i, j, part): &(usize, usize, f64)| {
            let mut point = from.point.clone();
            let lo = self.bounds[*i].0;
            point[*i] = lo + (point[*i] - lo) * (1.0 - part);
            let spend = |point: &[f64]| (self.ask)(point).spend;
            let point = filled(&spend, self.bounds[*j], &point, *j, (budget, 1e-6))?;
            let found = self.asked(point);
            let gains = found.taken.worth > from.taken.worth + 1e-9 * from.taken.worth.abs();
            (gains && found.taken.spend <= budget).then_some(found)
        };
        let found: Vec<Option<Allocation>> = moves.par_iter().map(tried).collect();
        let better = |best: Allocation, next: Allocation| {
            if next.taken.worth > best.taken.worth { next } else { best }
        };
        found.into_iter().flatten().reduce(better)
    }
}

/// Every pair of coordinates once.
pub(super) fn pairs(n: usize) -> Vec<(usize, usize)> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect()
}

/// The point with the coordinate `j` as large as the budget lets it be, to an accuracy that is a share of its side.
pub(super) fn filled(
    spend: &dyn Fn(&[f64]) -> f64,
    (lo, hi): (f64, f64),
    point: &[f64],
    j: usize,
    (budget, accuracy): (f64, f64),
) -> Option<Vec<f64>> {
    let mut point = point.to_vec();
    let mut over = |x: f64| {
        point[j] = x;
        spend(&point) - budget
    };
    let x = if over(hi) <= 0.0 {
        hi
    } else if over(lo) > 0.0 {
        return None;
    } else {
        // Twice the accuracy of the root below it, so that the budget is never passed.
        let accuracy = accuracy * (hi - lo);
        (brent(&mut over, lo, hi, accuracy, 200)? - 2.0 * accuracy).max(lo)
    };
    point[j] = x;
    Some(point)
}
