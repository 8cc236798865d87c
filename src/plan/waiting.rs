//! Members below the minimum wait until their balance reaches it (`docs/model.md`, section 6, points).

use super::SegmentPlan;
use crate::lever::{EarnOn, Levers, PointsLever, Redemption};

/// Longer waits than this many periods never end: a century of months.
const LONGEST: usize = 1_200;

/// Makes members wait, where a programme has a minimum.
pub(super) fn wait(levers: &mut Levers, segments: &[SegmentPlan], horizon: usize) {
    for lever in levers.points.iter_mut().filter(|lever| lever.minimum > 0.0) {
        let Some(first) = (0..lever.earn.len()).find(|t| lever.runs(*t)) else { continue };
        let end = lever.ends();
        for (s, segment) in segments.iter().enumerate() {
            let each = earned(lever, segment, horizon);
            if each <= 0.0 {
                continue;
            }
            let n = libm::ceil(lever.minimum / each - 1e-9).clamp(1.0, 1e9) as usize;
            let stated = &lever.redemptions[s][0].pattern;
            let row = |age: usize| {
                // After the horizon balances lie evenly.
                let older = if first + age < horizon { age } else { age.max(n - 1) };
                waited(stated, n, older, lever.expiry, end.map(|end| end - first - age))
            };
            let rows = match end {
                Some(end) => (0..end - first).map(row).collect(),
                None => {
                    let young = (n - 1).min(horizon.saturating_sub(first));
                    let old = waited(stated, n, n - 1, lever.expiry, None);
                    (0..young).map(row).chain([old]).collect()
                }
            };
            lever.redemptions[s] = rows;
        }
    }
}

/// Points that a member earns in a period, on average over those of the horizon in which the programme runs:
/// at the list price of tenure 0, without what programmes add, and with what partners buy. Of what begins
/// after the horizon, afterwards.
fn earned(lever: &PointsLever, segment: &SegmentPlan, horizon: usize) -> f64 {
    let of = |t: usize| {
        let gross = match lever.earn_on {
            EarnOn::Net => 1.0,
            EarnOn::Gross => 1.0 + segment.vat[t.min(horizon - 1)],
        };
        lever.earn[t] * segment.price.at(t, 0) * gross + lever.sold[t]
    };
    let average = |periods: std::ops::Range<usize>| {
        let running: Vec<f64> = periods.filter(|&t| lever.runs(t)).map(of).collect();
        let all: f64 = running.iter().sum();
        (!running.is_empty()).then(|| all / running.len() as f64)
    };
    average(0..horizon).or_else(|| average(horizon..lever.earn.len())).unwrap_or(0.0)
}

/// How points are redeemed that are earned when the programme is `age` periods old, and members need `n`
/// periods for the minimum. Balances lie evenly along the way, so that 1/n of the points waits for each of 0
/// … n−1 periods; nobody is there before the programme's n-th period. Then the stated pattern begins. Where
/// nothing is earned any more after `left` periods, whoever is not there by then never will be.
fn waited(
    stated: &[f64],
    n: usize,
    age: usize,
    expiry: Option<usize>,
    left: Option<usize>,
) -> Redemption {
    let soonest = (n - 1).saturating_sub(age);
    let last = stated.len() - 1;
    let limit = expiry.map_or(LONGEST + last, |expiry| expiry.max(last).min(LONGEST + last));
    let cut = left.map_or(usize::MAX, |left| left - 1);
    let longest = (n - 1).min(limit).min(cut);
    let of = |wait: usize| if wait == soonest { soonest + 1 } else { 1 } as f64 / n as f64;
    let cut_off = match left {
        // What expires before is lost in its own time.
        Some(left) if expiry.is_none_or(|expiry| expiry >= left) && cut < n - 1 => {
            1.0 - (soonest..=cut).map(of).sum::<f64>()
        }
        _ => 0.0,
    };
    let mut pattern = vec![0.0; longest + stated.len()];
    for wait in soonest..=longest {
        let share = of(wait);
        for (j, part) in stated.iter().enumerate().filter(|(j, _)| wait + j <= limit) {
            pattern[wait + j] += share * part;
        }
    }
    let in_time: f64 = pattern.iter().sum();
    if in_time <= 0.0 {
        return Redemption { in_time: 0.0, cut_off, pattern: vec![1.0] };
    }
    let used = pattern.iter().rposition(|part| *part > 0.0).unwrap_or(0);
    pattern.truncate(used + 1);
    pattern.iter_mut().for_each(|part| *part /= in_time);
    Redemption { in_time: in_time.min(1.0), cut_off, pattern }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(redemption: &Redemption, in_time: f64, pattern: &[f64]) {
        assert!((redemption.in_time - in_time).abs() < 1e-12, "{redemption:?}");
        assert_eq!(redemption.pattern.len(), pattern.len(), "{redemption:?}");
        let pairs = redemption.pattern.iter().zip(pattern);
        pairs.for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{redemption:?}"));
    }

    /// By hand: three periods to the minimum. What is earned first waits for two periods; later a third each
    /// waits for none, one and two.
    #[test]
    fn a_balance_is_reached_in_time() {
        near(&waited(&[1.0], 3, 0, None, None), 1.0, &[0.0, 0.0, 1.0]);
        near(&waited(&[1.0], 3, 1, None, None), 1.0, &[0.0, 2.0 / 3.0, 1.0 / 3.0]);
        near(&waited(&[1.0], 3, 2, None, None), 1.0, &[1.0 / 3.0; 3]);
        near(&waited(&[0.5, 0.5], 2, 1, None, None), 1.0, &[0.25, 0.5, 0.25]);
    }

    /// By hand: four periods to the minimum, points expire after two. Of four quarters those that wait for
    /// three periods are lost; at the start all wait for three.
    #[test]
    fn what_expires_on_the_way_is_lost() {
        near(&waited(&[1.0], 4, 3, Some(2), None), 0.75, &[1.0 / 3.0; 3]);
        near(&waited(&[1.0], 4, 0, Some(2), None), 0.0, &[1.0]);
    }

    /// By hand: four periods to the minimum, old balances, earning ends after two. Of four quarters those that
    /// wait for none and one are redeemed; two are cut off. Where points expire after one, they expire first.
    #[test]
    fn what_is_below_the_minimum_when_earning_ends_is_lost() {
        let found = waited(&[1.0], 4, 3, None, Some(2));
        near(&found, 0.5, &[0.5, 0.5]);
        assert_eq!(found.cut_off, 0.5);
        let found = waited(&[1.0], 4, 3, Some(1), Some(2));
        near(&found, 0.5, &[0.5, 0.5]);
        assert_eq!(found.cut_off, 0.0);
        let found = waited(&[1.0], 4, 0, None, Some(3));
        near(&found, 0.0, &[1.0]);
        assert_eq!(found.cut_off, 1.0);
    }
}
