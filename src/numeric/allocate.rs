//! Global maximum over a box under a budget, of a function that is costly to ask.

use rayon::prelude::*;

use super::minimise::golden_section;
use super::root::brent;

/// What a point brings and what it takes of the budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// What is to be as large as possible; points where it is undefined are passed by.
    pub worth: f64,
    /// What the budget limits.
    pub spend: f64,
}

impl Taken {
    fn plus(self, other: Self, weight: f64) -> Self {
        Self {
            worth: self.worth + weight * other.worth,
            spend: self.spend + weight * other.spend,
        }
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
    ask: Ask<'a>,
    bounds: &'a [(f64, f64)],
    anchor: Taken,
    /// The function along each coordinate, at evenly spaced knots.
    lines: Vec<Vec<Taken>>,
    /// The function over each pair of coordinates, at every [`FINER`]-th of those knots.
    planes: Vec<Vec<Taken>>,
    /// Cells of a plane along one coordinate.
    side: usize,
}

/// Knots of a line for each cell of a plane.
const FINER: usize = 8;
/// Points of all planes together.
const PLANES: usize = 640;
/// Points of the grid on which peaks of the survey are looked for.
const GRID: f64 = 600.0;
/// Peaks of the grid that are polished on the survey.
const STARTS: usize = 6;
/// Peaks of the survey that are polished on the function.
const PEAKS: usize = 3;
/// Cells of a line of the survey, so that a peak of its own is not passed by.
const CELLS: u32 = 12;
/// Rounds of polishing on the survey.
const ROUNDS: u32 = 6;
/// Steps of polishing on the function.
const STEPS: usize = 60;
/// Half width of a central difference, as a share of a side of the box.
const HALF: f64 = 1e-4;

impl<'a> Landscape<'a> {
    /// Surveys the function around `anchor`, a point of the box.
    #[must_use]
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
    #[must_use]
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

    fn asked(&self, point: Vec<f64>) -> Allocation {
        let taken = (self.ask)(&point);
        Allocation { point, taken }
    }

    fn width(&self, i: usize) -> f64 {
        self.bounds[i].1 - self.bounds[i].0
    }

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
    fn peaks(&self, budget: f64) -> Vec<Vec<f64>> {
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
        golden_section(&mut loss, a, b, 1e-3 * (hi - lo));
        best
    }
}

/// Slope and curvature along one coordinate.
#[derive(Clone, Copy)]
struct Slope {
    first: Taken,
    second: Taken,
}

impl Landscape<'_> {
    /// Climbs the function from a start: steps of Newton's method without the mixed curvatures, in a trust region, at
    /// the price of the budget that clears it.
    fn climbed(&self, start: &[f64], budget: f64, accuracy: f64) -> Option<Allocation> {
        let mut here = self.feasible(start.to_vec(), budget)?;
        let (mut radius, mut price) = (0.25, 0.0);
        for _ in 0..STEPS {
            let slopes = self.slopes(&here);
            let room = budget - here.taken.spend;
            let step = self.step(&here.point, &slopes, room, radius, &mut price);
            let size = step.iter().enumerate().map(|(i, d)| d.abs() / self.width(i));
            let size = size.fold(0.0, f64::max);
            if size < accuracy {
                break;
            }
            let moved = here.point.iter().zip(&step).enumerate().map(|(i, (x, d))| {
                let (lo, hi) = self.bounds[i];
                (x + d).clamp(lo, hi)
            });
            let next = self.feasible(moved.collect(), budget);
            // At the top the worth is flat to rounding before the slopes are.
            let rounding = 1e-13 * here.taken.worth.abs();
            match next {
                Some(next) if next.taken.worth >= here.taken.worth - rounding => {
                    here = next;
                    radius = if size > 0.9 * radius { (2.0 * radius).min(0.5) } else { radius };
                }
                _ => radius = 0.25 * size.min(radius),
            }
            if radius < accuracy {
                break;
            }
        }
        Some(here)
    }

    fn slopes(&self, here: &Allocation) -> Vec<Slope> {
        let beside = |i: usize, offset: f64| {
            let mut point = here.point.clone();
            point[i] += offset;
            (self.ask)(&point)
        };
        let slope = |i: usize| {
            let (lo, hi) = self.bounds[i];
            let half = HALF * (hi - lo);
            // At an end the difference is taken inwards; the curvature is that a step further in.
            let shift = (lo + half - here.point[i]).max(0.0) + (hi - half - here.point[i]).min(0.0);
            let left = beside(i, shift - half);
            let right = beside(i, shift + half);
            let middle = if shift == 0.0 { here.taken } else { beside(i, shift) };
            let second = right.plus(left, 1.0).plus(middle, -2.0);
            let curvature = |value: f64| value / (half * half);
            let second =
                Taken { worth: curvature(second.worth), spend: curvature(second.spend) };
            let per = |value: f64, second: f64| value / (2.0 * half) - shift * second;
            let first = right.plus(left, -1.0);
            let first = Taken {
                worth: per(first.worth, second.worth),
                spend: per(first.spend, second.spend),
            };
            Slope { first, second }
        };
        (0..self.bounds.len()).into_par_iter().map(slope).collect()
    }

    /// The step that gains most in the quadratic of the slopes, within the trust region, the box and what is left of
    /// the budget; `price` is what a unit more of the budget brings.
    fn step(
        &self,
        point: &[f64],
        slopes: &[Slope],
        room: f64,
        radius: f64,
        price: &mut f64,
    ) -> Vec<f64> {
        let before = *price;
        let at = |price: f64| -> Vec<f64> {
            let along = |(i, slope): (usize, &Slope)| {
                let (lo, hi) = self.bounds[i];
                let far = radius * (hi - lo);
                let gain = slope.first.worth - price * slope.first.spend;
                let bend = slope.second.worth - before * slope.second.spend;
                let wanted = if gain == 0.0 {
                    0.0
                } else if bend < 0.0 {
                    -gain / bend
                } else {
                    far.copysign(gain)
                };
                let (least, most) = ((lo - point[i]).max(-far), (hi - point[i]).min(far));
                wanted.clamp(least.min(0.0), most.max(0.0))
            };
            slopes.iter().enumerate().map(along).collect()
        };
        let spends = |step: &[f64]| -> f64 {
            step.iter().zip(slopes).map(|(d, slope)| d * slope.first.spend).sum()
        };
        *price = 0.0;
        let free = at(0.0);
        if spends(&free) <= room {
            return free;
        }
        let most = slopes.iter().map(|s| (s.first.worth / s.first.spend).abs());
        let mut high = most.filter(|ratio| ratio.is_finite()).fold(1e-12, f64::max);
        let mut doublings = 0;
        while spends(&at(high)) > room && doublings < 200 {
            high *= 2.0;
            doublings += 1;
        }
        let mut low = 0.0;
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if spends(&at(middle)) > room {
                low = middle;
            } else {
                high = middle;
            }
        }
        *price = high;
        // Where a coordinate jumps at this price, it goes as far as there is room.
        let (under, over) = (at(high), at(low));
        let (a, b) = (spends(&under), spends(&over));
        let part = if b > a { ((room - a) / (b - a)).clamp(0.0, 1.0) } else { 0.0 };
        under.iter().zip(&over).map(|(a, b)| a + part * (b - a)).collect()
    }

    /// The point drawn back towards the lowest corner as far as the budget asks for.
    fn feasible(&self, point: Vec<f64>, budget: f64) -> Option<Allocation> {
        let whole = self.asked(point);
        if whole.taken.spend <= budget {
            return whole.taken.worth.is_finite().then_some(whole);
        }
        let drawn = |part: f64| -> Vec<f64> {
            let each = whole.point.iter().zip(self.bounds);
            each.map(|(x, (lo, _))| lo + part * (x - lo)).collect()
        };
        // Spend is nearly straight along the way: a few steps of the secant from the whole meet the budget.
        let size = budget.abs().max(1e-300);
        let over = |part: f64| (self.ask)(&drawn(part)).spend - budget;
        let lowest = over(0.0);
        if lowest > 0.0 {
            return None;
        }
        let (mut a, mut fa) = (1.0, whole.taken.spend - budget);
        let mut b = lowest / (lowest - fa);
        for _ in 0..8 {
            let candidate = self.asked(drawn(b));
            let fb = candidate.taken.spend - budget;
            if fb <= 0.0 && -fb <= 1e-11 * size {
                return candidate.taken.worth.is_finite().then_some(candidate);
            }
            // Aims a little below the budget, so that it is never passed.
            let next = b - (fb + 2e-12 * size) * (b - a) / (fb - fa);
            (a, fa) = (b, fb);
            if !(0.0..=1.0).contains(&next) || next == b {
                break;
            }
            b = next;
        }
        let part = brent(over, 0.0, 1.0, 1e-13, 200)?;
        let found = self.asked(drawn((part - 1e-12).max(0.0)));
        (found.taken.spend <= budget && found.taken.worth.is_finite()).then_some(found)
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
fn pairs(n: usize) -> Vec<(usize, usize)> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect()
}

/// The point with the coordinate `j` as large as the budget lets it be, to an accuracy that is a share of its side.
fn filled(
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

#[cfg(test)]
mod tests {
    use super::{Allocation, Landscape, Taken};

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
        let f =
            |p: &[f64]| Taken { worth: 3.0 * p[0].sqrt() + 4.0 * p[1].sqrt(), spend: p[0] + p[1] };
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
}
