//! The opening base in a steady state: who is there when as many join in every period as once did.

use super::{OpeningGroup, RiskClasses, Slots};
use crate::numeric::sum::ordered_sum;

/// Customers by tenure in proportion to survival over all completed tenures k = 1, 2, …: the base
/// that stays level when as many join in every period as once did.
///
/// Where every tenure from some slot on is alike, the last group sums the rest in closed form:
/// Σ_{k≥K} s^k = s^K/(1 − s) in a class that keeps the share s. Otherwise the tail is cut after
/// [`LONGEST_TENURE`] periods.
pub(super) fn steady_state(classes: &RiskClasses, slots: Slots, count: f64) -> Vec<OpeningGroup> {
    let (tenures, closed) = match slots {
        Slots::Settled(slots) => (1..slots.max(2), true),
        Slots::Open => (1..LONGEST_TENURE, false),
    };
    let classes_at_start = &classes.weight;
    let last = tenures.end - 1;
    let group = |tenure: usize| {
        let before = classes.shape.before(tenure) * classes.multiplier * classes.time[0];
        let step = classes.shape.at(tenure) * classes.multiplier * classes.time[0];
        let rest = closed && tenure == last;
        let each = classes.weight.iter().zip(&classes.log_hazard).map(|(w, l)| {
            let here = w * libm::exp(-l * before);
            if rest { here / -libm::expm1(-l * step) } else { here }
        });
        each.collect::<Vec<f64>>()
    };
    let masses: Vec<Vec<f64>> = tenures.clone().map(group).collect();
    let totals: Vec<f64> = masses.iter().map(|mass| ordered_sum(mass)).collect();
    let all = ordered_sum(&totals);
    let groups = tenures.zip(masses.into_iter().zip(totals));
    groups
        .map(|(tenure, (mut classes, total))| {
            // Where hardly anybody renews even once, all stand at the youngest tenure.
            if all > 0.0 {
                classes.iter_mut().for_each(|mass| *mass /= total.max(f64::MIN_POSITIVE));
                return OpeningGroup { tenure, count: count * total / all, classes };
            }
            let count = if tenure == 1 { count } else { 0.0 };
            OpeningGroup { tenure, count, classes: classes_at_start.clone() }
        })
        .filter(|group| group.count > 0.0)
        .collect()
}

/// A century of months.
const LONGEST_TENURE: usize = 1200;
