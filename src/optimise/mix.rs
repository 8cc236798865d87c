//! NPV over what is spent on finding and on keeping customers.

use super::objective::Objective;
use crate::findings::{MixGrid, Side};
use rayon::prelude::*;

/// Steps along each side.
const STEPS: usize = 40;
/// The picture ends at this multiple of the larger of today's and the best spend.
const SHOWN: f64 = 1.6;

/// The levers of one side from their lowest values through both splits to their highest, by what the side spends.
struct Way {
    /// Levers of the side, by place.
    levers: Vec<usize>,
    /// Spend and values, ascending.
    knots: Vec<(f64, Vec<f64>)>,
}

impl Way {
    fn of(objective: &Objective<'_>, side: Side, splits: [&[f64]; 2]) -> Self {
        let levers = (0..objective.levers.len()).filter(|i| objective.levers[*i].side == side);
        let levers: Vec<usize> = levers.collect();
        let end = |pick: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let mut x = splits[1].to_vec();
            levers.iter().for_each(|i| x[*i] = pick(*i));
            x
        };
        let through = [
            end(&|i| objective.levers[i].min),
            end(&|i| splits[0][i]),
            splits[1].to_vec(),
            end(&|i| objective.levers[i].max),
        ];
        let spent = |x: &Vec<f64>| {
            let split = objective.split(x);
            match side {
                Side::Acquisition => split.acquisition_spend_pv,
                Side::Retention => split.retention_spend_pv,
            }
        };
        let own = |x: &Vec<f64>| levers.iter().map(|i| x[*i]).collect::<Vec<f64>>();
        let mut knots: Vec<(f64, Vec<f64>)> = through
            .iter()
            .map(|x| (spent(x), own(x)))
            .filter(|(spend, _)| spend.is_finite())
            .collect();
        knots.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { levers, knots }
    }

    /// Puts the side's levers where it spends that much.
    fn set(&self, x: &mut [f64], spend: f64) {
        let after =
            self.knots.partition_point(|(at, _)| *at < spend).clamp(1, self.knots.len() - 1);
        let ((a, low), (b, high)) = (&self.knots[after - 1], &self.knots[after]);
        let part = if b > a { ((spend - a) / (b - a)).clamp(0.0, 1.0) } else { 1.0 };
        for (place, i) in self.levers.iter().enumerate() {
            x[*i] = low[place] + part * (high[place] - low[place]);
        }
    }
}

/// The grid; none where a side has no lever or cannot be spread.
#[must_use]
pub fn mix(objective: &Objective<'_>, today: &[f64], best: &[f64]) -> Option<MixGrid> {
    let sides = [Side::Acquisition, Side::Retention];
    let both = sides.iter().all(|side| objective.levers.iter().any(|lever| lever.side == *side));
    if !both {
        return None;
    }
    let ways = sides.map(|side| Way::of(objective, side, [today, best]));
    let spent = |x: &[f64]| {
        let split = objective.split(x);
        [split.acquisition_spend_pv, split.retention_spend_pv]
    };
    let (today, best_spend) = (spent(today), spent(best));
    let axis = |side: usize| -> Vec<f64> {
        let knots = &ways[side].knots;
        let (low, most) = (knots[0].0, knots[knots.len() - 1].0);
        let high = (SHOWN * today[side].max(best_spend[side])).min(most).max(low);
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
    let npv = retention.par_iter().map(row).collect();
    Some(MixGrid { npv, acquisition, retention, today, best: best_spend })
}
