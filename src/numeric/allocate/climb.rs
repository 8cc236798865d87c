//! The way up from a start, on the function itself.

use rayon::prelude::*;

use super::landscape::{Allocation, Landscape, Taken};
use crate::numeric::root::brent;

/// Steps of polishing on the function.
const STEPS: usize = 60;
/// Half width of a central difference, as a share of a side of the box.
const HALF: f64 = 1e-4;

/// Slope and curvature along one coordinate.
#[derive(Clone, Copy)]
struct Slope {
    first: Taken,
    second: Taken,
}

impl Landscape<'_> {
    /// Climbs the function from a start: steps of Newton's method without the mixed curvatures, in a trust region, at
    /// the price of the budget that clears it.
    pub(super) fn climbed(&self, start: &[f64], budget: f64, accuracy: f64) -> Option<Allocation> {
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
            let second = Taken { worth: curvature(second.worth), spend: curvature(second.spend) };
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
}
