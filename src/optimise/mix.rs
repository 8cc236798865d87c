//! NPV over what is spent on finding and on keeping customers.

use super::levers::Moves;
use super::objective::Objective;
use crate::findings::messages::NPV_TOO_LARGE;
use crate::findings::{MixGrid, Side};
use crate::numeric::allocate::{Ask, Landscape, Taken};
use rayon::prelude::*;

/// Steps along each side.
const STEPS: usize = 40;
/// The picture ends at this multiple of the larger of today's and the best spend.
const SHOWN: f64 = 1.6;
/// Splits of a side that are sought; those between lie on straight lines.
const KNOTS: usize = 10;
/// Accuracy of their levers, as a share of a range.
const ACCURACY: f64 = 1e-4;

/// Splits of one side by what the side spends, each as good as it can be beside the best split of the other.
struct Way {
    /// Levers of the side, by place.
    levers: Vec<usize>,
    /// Whether they are programmes, which start with fixed costs.
    keeps: bool,
    /// Spend and values, ascending.
    knots: Vec<(f64, Vec<f64>)>,
}

impl Way {
    fn of(objective: &Objective<'_>, side: Side, best: &[f64], wanted: f64) -> Self {
        let levers = (0..objective.levers.len()).filter(|i| objective.levers[*i].side == side);
        let levers: Vec<usize> = levers.collect();
        let whole = |own: &[f64]| {
            let mut x = best.to_vec();
            levers.iter().zip(own).for_each(|(i, value)| x[*i] = *value);
            x
        };
        let ask: Ask<'_> = &|own: &[f64]| {
            let (worth, sides) = objective.sides_at(&whole(own));
            let spend = if side == Side::Acquisition { sides[0] } else { sides[1] };
            Taken { worth, spend }
        };
        let limits = objective.bounds();
        let bounds: Vec<(f64, f64)> = levers.iter().map(|i| limits[*i]).collect();
        let own: Vec<f64> = levers.iter().map(|i| best[*i]).collect();
        let end = |pick: fn(&(f64, f64)) -> f64| -> (f64, Vec<f64>) {
            let own: Vec<f64> = bounds.iter().map(pick).collect();
            (ask(&own).spend, own)
        };
        let (low, high) = (end(|b| b.0), end(|b| b.1));
        let most = wanted.min(high.0).max(low.0);
        let landscape = Landscape::survey(ask, &bounds, &own);
        let knot = |k: usize| {
            let spend = low.0 + (most - low.0) * k as f64 / KNOTS as f64;
            let found = landscape.best(spend, ACCURACY)?;
            Some((found.taken.spend, found.point))
        };
        let knots: Vec<Option<(f64, Vec<f64>)>> = (1..=KNOTS).into_par_iter().map(knot).collect();
        let all = [Some(low), Some((ask(&own).spend, own.clone())), Some(high)];
        let all = all.into_iter().chain(knots).flatten();
        let mut knots: Vec<(f64, Vec<f64>)> = all.filter(|(spend, _)| spend.is_finite()).collect();
        knots.sort_by(|a, b| a.0.total_cmp(&b.0));
        let keeps =
            levers.iter().any(|i| matches!(objective.levers[*i].moves, Moves::Programme(_)));
        Self { levers, keeps, knots }
    }

    /// Puts the side's levers where it spends that much.
    fn set(&self, x: &mut [f64], spend: f64) {
        let after =
            self.knots.partition_point(|(at, _)| *at < spend).clamp(1, self.knots.len() - 1);
        let ((a, low), (b, high)) = (&self.knots[after - 1], &self.knots[after]);
        let part = if b > a { ((spend - a) / (b - a)).clamp(0.0, 1.0) } else { 1.0 };
        // Half of a programme's reach from nought would pay all of its fixed costs.
        let starts = low.iter().zip(high).any(|(low, high)| *low <= 0.0 && *high > 0.0);
        let part = if starts && self.keeps && part < 1.0 { 0.0 } else { part };
        for (place, i) in self.levers.iter().enumerate() {
            x[*i] = low[place] + part * (high[place] - low[place]);
        }
    }
}

/// The grid; none where a side has no lever or cannot be spread.
pub fn mix(objective: &Objective<'_>, today: &[f64], best: &[f64]) -> Option<MixGrid> {
    let sides = [Side::Acquisition, Side::Retention];
    let both = sides.iter().all(|side| objective.levers.iter().any(|lever| lever.side == *side));
    if !both {
        return None;
    }
    let spent = |x: &[f64]| objective.sides_at(x).1;
    let (today, best_spend) = (spent(today), spent(best));
    let wanted = [0, 1].map(|side| SHOWN * today[side].max(best_spend[side]));
    let ways = [0, 1].map(|side| Way::of(objective, sides[side], best, wanted[side]));
    let axis = |side: usize| -> Vec<f64> {
        let knots = &ways[side].knots;
        let (low, most) = (knots[0].0, knots[knots.len() - 1].0);
        let high = wanted[side].min(most).max(low);
        (0..STEPS).map(|k| low + (high - low) * k as f64 / (STEPS - 1) as f64).collect()
    };
    let (acquisition, retention) = (axis(0), axis(1));
    let spread = |axis: &[f64]| axis[STEPS - 1] - axis[0] > 1e-9 * axis[STEPS - 1].abs();
    if !spread(&acquisition) || !spread(&retention) {
        return None;
    }
    let row = |keep: &f64| -> Vec<Option<f64>> {
        let cell = |find: &f64| {
            let mut x = best.to_vec();
            ways[0].set(&mut x, *find);
            ways[1].set(&mut x, *keep);
            Some(objective.ask(&x).worth).filter(|worth| worth.is_finite())
        };
        acquisition.iter().map(cell).collect()
    };
    let npv: Vec<Vec<_>> = retention.par_iter().map(row).collect();
    let npv_why = npv.iter().any(|row| row.contains(&None)).then_some(NPV_TOO_LARGE);
    Some(MixGrid { npv, npv_why, acquisition, retention, today, best: best_spend })
}
