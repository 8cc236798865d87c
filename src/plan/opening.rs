//! The opening base: customers by tenure as stated, or in a steady state.

use super::{OpeningGroup, RiskClasses, Slots};
use crate::numeric::sum::ordered_sum;
use crate::scenario::TenureRange;
use crate::scenario::model::LONGEST_TENURE;
use crate::units::Values;

/// The customers of each tenure, ranges spread in proportion to survival.
pub(super) fn by_tenure(
    classes: &RiskClasses,
    scale: f64,
    ranges: &[TenureRange],
    values: &Values,
) -> Vec<OpeningGroup> {
    let oldest = ranges.iter().map(|range| range.to).max().unwrap_or(0);
    let mut aged = classes.aged(oldest);
    let spread = |range: &TenureRange| {
        // Ranges do not overlap: each tenure's shares are wanted once.
        let aged = &mut aged[range.from..=range.to];
        let survival: Vec<f64> = aged.iter().map(|(survival, _)| *survival).collect();
        let each = scale * range.amount.at(values) / ordered_sum(&survival);
        let group = |(k, (survival, shares)): (usize, &mut (f64, Vec<f64>))| OpeningGroup {
            tenure: range.from + k,
            count: each * *survival,
            classes: std::mem::take(shares),
        };
        aged.iter_mut().enumerate().map(group).collect::<Vec<_>>()
    };
    let mut groups: Vec<OpeningGroup> = ranges.iter().flat_map(spread).collect();
    groups.retain(|group| group.count > 0.0);
    groups.sort_by_key(|group| group.tenure);
    groups
}

/// The same in one group per slot of tenure, for trials in which nothing tells older tenures apart.
pub(super) fn by_slot(
    classes: &RiskClasses,
    slots: usize,
    scale: f64,
    ranges: &[TenureRange],
    values: &Values,
) -> Vec<OpeningGroup> {
    // Those who have renewed once are told from those who have not.
    let last = (slots - 1).max(1);
    let group = |tenure| OpeningGroup { tenure, count: 0.0, classes: vec![0.0; classes.count()] };
    let mut groups: Vec<OpeningGroup> = (0..=last).map(group).collect();
    for range in ranges {
        let all = ordered_sum(&classes.alive_between(range.from, range.from, range.to));
        let each = scale * range.amount.at(values) / all;
        for (slot, group) in groups.iter_mut().enumerate() {
            let to = if slot == last { range.to } else { slot.min(range.to) };
            let from = slot.max(range.from);
            if from <= to {
                let alive = classes.alive_between(range.from, from, to);
                let masses = group.classes.iter_mut().zip(alive);
                masses.for_each(|(mass, alive)| *mass += each * alive);
            }
        }
    }
    for group in &mut groups {
        group.count = ordered_sum(&group.classes);
        group.classes.iter_mut().for_each(|share| *share /= group.count);
    }
    groups.retain(|group| group.count > 0.0);
    groups
}

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
        let each = classes.weight.iter().zip(&classes.log_hazard);
        let here = each.map(|(w, l)| w * libm::exp(-l * before));
        if !closed || tenure < last {
            return here.collect::<Vec<f64>>();
        }
        let step = classes.shape.at(tenure) * classes.multiplier * classes.time[0];
        let rest = here.zip(&classes.log_hazard).map(|(here, l)| here / -libm::expm1(-l * step));
        rest.collect()
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
