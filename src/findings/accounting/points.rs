//! Points as a performance obligation of their own: what is deferred, and when it is released.
//!
//! Source: IFRS 15.74–80 (allocation), B39–B43 (material right), B44–B47 (breakage); Illustrative Example 52.

use crate::engine::PointsSeries;
use crate::findings::PointsLiability;
use crate::lever::{PointsLever, Redemption};
use crate::plan::{Plan, Vintage};

/// Part of a price that belongs to the points given with it: in proportion to the stand-alone selling prices of
/// what was bought, which is the price itself, and of the points.
pub fn allocated(price: f64, points: f64) -> f64 {
    if price + points > 0.0 { price * points / (price + points) } else { 0.0 }
}

/// Share of the revenue deferred that is released once so many points are redeemed of those expected ever to
/// be; all of it where no more are expected.
pub fn released_share(redeemed: f64, expected: f64) -> f64 {
    if redeemed < expected { redeemed / expected } else { 1.0 }
}

/// Points of one period of earning, and the revenue deferred for them.
struct Obligation<'a> {
    since: usize,
    earned: f64,
    deferred: f64,
    redemption: &'a Redemption,
    steps: Vintage<'a>,
}

/// All for which revenue is deferred.
fn obligations<'a>(
    lever: &'a PointsLever,
    series: &'a PointsSeries,
) -> impl Iterator<Item = Obligation<'a>> {
    series.earned_in.iter().enumerate().flat_map(move |(segment, vintages)| {
        let of = move |series: &[Vec<f64>], t: usize| series.get(segment).map_or(0.0, |own| own[t]);
        vintages.iter().enumerate().filter_map(move |(since, earned)| {
            let redemption = lever.redemption(segment, since);
            let kept = (1.0 - lever.breakage[since]) * redemption.in_time;
            // Points that partners paid for are deferred at what was paid, those of buyers at their part of it.
            let bought = of(&series.sold, since);
            let worth = (earned - bought) * lever.point_value[since] * kept;
            let deferred =
                allocated(of(&series.billed, since), worth) + of(&series.sold_points_for, since);
            let steps = Vintage::new(lever, segment, *earned, since);
            (deferred > 0.0 && *earned > 0.0).then_some(Obligation {
                since,
                earned: *earned,
                deferred,
                redemption,
                steps,
            })
        })
    })
}

/// The contract liability of a programme at the end of the horizon: the last closing balance of [`liability`].
pub fn liability_at_end(plan: &Plan, lever: &PointsLever, series: &PointsSeries) -> f64 {
    let left = obligations(lever, series).map(|mut own| {
        let step = own.steps.nth(plan.last() - own.since);
        step.map_or(0.0, |step| {
            own.deferred * (1.0 - released_share(step.cumulative, step.expected))
        })
    });
    left.sum()
}

/// The contract liability of a programme, per period of the horizon.
pub fn liability(
    plan: &Plan,
    lever: &PointsLever,
    series: &PointsSeries,
) -> PointsLiability<Vec<f64>> {
    let periods = plan.periods;
    let mut lines = PointsLiability::of(periods);
    for own in obligations(lever, series) {
        release(&mut lines, own, plan.cycle);
    }
    for t in 1..periods {
        lines.opening[t] = lines.closing[t - 1];
    }
    lines
}

/// Defers revenue to the points of one vintage and releases it as they are redeemed.
fn release(lines: &mut PointsLiability<Vec<f64>>, own: Obligation<'_>, year: usize) {
    let Obligation { earned, deferred, redemption, steps, .. } = own;
    let pattern = &redemption.pattern;
    let periods = lines.deferred.len();
    let (mut before, mut redeemed_before, mut used) = (0.0, 0.0, 0.0);
    let mut next: f64 = pattern.iter().take(year).sum();
    for (age, step) in steps.take_while(|step| step.t < periods).enumerate() {
        if age == 0 {
            lines.deferred[step.t] += deferred;
        }
        used += pattern[age];
        let share = |points: f64| released_share(points, step.expected);
        let estimated = if age == 0 { 0.0 } else { share(redeemed_before) };
        let now = share(step.cumulative);
        let face = step.points / earned;
        lines.estimate[step.t] -= deferred * (estimated - before);
        lines.redeemed[step.t] += deferred * face;
        lines.breakage[step.t] += deferred * (now - estimated - face);
        let left = deferred * (1.0 - now);
        lines.closing[step.t] += left;
        // Within a year: the part of the pattern ahead that falls into the next periods of a year.
        let ahead = &pattern[age + 1..];
        next += pattern.get(age + year).copied().unwrap_or(0.0) - pattern[age];
        let soon = if 1.0 - used > 0.0 { (next / (1.0 - used)).min(1.0) } else { 1.0 };
        let soon = if ahead.len() <= year { 1.0 } else { soon };
        lines.current[step.t] += left * soon;
        lines.non_current[step.t] += left * (1.0 - soon);
        (before, redeemed_before) = (now, step.cumulative);
    }
}
