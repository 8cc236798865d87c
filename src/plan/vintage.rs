//! Points earned in one period: when they are redeemed, how many of them are still expected to be, and what they will
//! cost.

use crate::lever::{PointsLever, Redemption};

/// The points of one period of earning, from that period to the last in which any is redeemed.
///
/// The estimate of how many will ever be redeemed is that of the period: where `breakage` is a schedule, a new
/// figure also holds for points already earned, until the last redemption or the expiry. What is left of them
/// is then redeemed in the proportions of the pattern.
#[derive(Clone, Debug)]
pub struct Vintage<'a> {
    lever: &'a PointsLever,
    redemption: &'a Redemption,
    earned: f64,
    since: usize,
    /// Periods since earning of the next step.
    age: usize,
    /// Share of the pattern not yet used up.
    ahead: f64,
    redeemed: f64,
}

/// One period of a vintage.
#[derive(Clone, Copy, Debug)]
pub struct Redeemed {
    /// Period of the model.
    pub t: usize,
    /// Points redeemed in it.
    pub points: f64,
    /// Points redeemed from earning to the end of it.
    pub cumulative: f64,
    /// Points that will ever be redeemed, as estimated in it; never less than `cumulative` after the last.
    pub expected: f64,
}

impl<'a> Vintage<'a> {
    /// Points that members of a segment `earned` in period `since`.
    pub fn new(lever: &'a PointsLever, segment: usize, earned: f64, since: usize) -> Self {
        let redemption = lever.redemption(segment, since);
        Self { lever, redemption, earned, since, age: 0, ahead: 1.0, redeemed: 0.0 }
    }
}

impl Iterator for Vintage<'_> {
    type Item = Redeemed;

    fn next(&mut self) -> Option<Redeemed> {
        let pattern = &self.redemption.pattern;
        let share = *pattern.get(self.age)?;
        let settled = self.lever.expiry.map_or(self.age, |expiry| self.age.min(expiry));
        let estimated = (self.since + settled).min(self.lever.breakage.len() - 1);
        let kept = (1.0 - self.lever.breakage[estimated]) * self.redemption.in_time;
        let expected = self.earned * kept;
        let now = if self.age + 1 == pattern.len() {
            1.0
        } else if self.ahead > 0.0 {
            (share / self.ahead).min(1.0)
        } else {
            0.0
        };
        let points = (expected - self.redeemed).max(0.0) * now;
        // The last redemption settles the estimate to the last digit.
        self.redeemed =
            if now == 1.0 { self.redeemed.max(expected) } else { self.redeemed + points };
        self.ahead -= share;
        self.age += 1;
        let t = self.since + self.age - 1;
        Some(Redeemed { t, points, cumulative: self.redeemed, expected })
    }
}

/// Cost of redeeming one point, discounted from redemption to earning: by points programme, segment and period of
/// earning, until programmes stand still.
#[derive(Clone, Debug, Default)]
pub struct PointCosts(Vec<Vec<Vec<f64>>>);

impl PointCosts {
    /// Of the programmes of a plan with a `factor` of discounting from one period to the next.
    pub(super) fn new(levers: &[PointsLever], factor: f64, still_from: usize) -> Self {
        let of = |lever: &PointsLever| {
            let reached = lever.scope.segments.iter().enumerate();
            let each = reached.map(|(segment, reached)| {
                let earned_in = if *reached { 0..still_from + 1 } else { 0..0 };
                earned_in.map(|t| present_cost(lever, factor, segment, t)).collect()
            });
            each.collect()
        };
        Self(levers.iter().map(of).collect())
    }

    /// That of a point which members of a segment earn in period `t`.
    pub fn at(&self, points: usize, segment: usize, t: usize) -> f64 {
        let costs = &self.0[points][segment];
        costs[t.min(costs.len() - 1)]
    }
}

fn present_cost(lever: &PointsLever, factor: f64, segment: usize, t: usize) -> f64 {
    let mut discount = 1.0;
    let mut cost = 0.0;
    for step in Vintage::new(lever, segment, 1.0, t) {
        let each = lever.cost_per_point[step.t.min(lever.cost_per_point.len() - 1)];
        cost += step.points * (discount * each);
        discount *= factor;
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lever::{EarnOn, Scope};

    fn lever(pattern: Vec<f64>, breakage: Vec<f64>, expiry: Option<usize>) -> PointsLever {
        let none = vec![0.0; breakage.len()];
        PointsLever {
            programme: 0,
            scope: Scope { segments: vec![true], origins: vec![true] },
            members: vec![none.clone()],
            earn: none.clone(),
            earn_on: EarnOn::Net,
            cost_per_point: none.clone(),
            point_value: none.clone(),
            redemptions: vec![vec![Redemption { in_time: 1.0, cut_off: 0.0, pattern }]],
            minimum: 0.0,
            rewards: Vec::new(),
            sold: none.clone(),
            sold_for: none.clone(),
            sold_points_for: none.clone(),
            expiry,
            per_member: none.clone(),
            per_enrolment: none.clone(),
            fee: none,
            deferred: true,
            breakage,
        }
    }

    /// Case P08: 50,000 points, of which 37,500, then 40,000, then 36,000 are expected to be redeemed. Shares of
    /// the pattern by hand: 12,000/37,500, then 10,000/28,000 and 18,000/28,000 of the remaining 68 %.
    #[test]
    fn a_new_estimate_changes_what_is_left() {
        let pattern = vec![0.32, 0.68 * 10.0 / 28.0, 0.68 * 18.0 / 28.0];
        let lever = lever(pattern, vec![0.25, 0.2, 0.28], None);
        let steps: Vec<Redeemed> = Vintage::new(&lever, 0, 50_000.0, 0).collect();
        for (step, (points, expected)) in
            steps.iter().zip([(12_000.0, 37_500.0), (10_000.0, 40_000.0), (14_000.0, 36_000.0)])
        {
            assert!((step.points - points).abs() < 1e-9, "{step:?}");
            assert!((step.expected - expected).abs() < 1e-9, "{step:?}");
        }
    }

    #[test]
    fn what_has_expired_is_not_estimated_again() {
        let lever = lever(vec![0.5, 0.0, 0.5], vec![0.2, 0.1, 0.9], Some(1));
        let steps: Vec<f64> = Vintage::new(&lever, 0, 100.0, 0).map(|step| step.points).collect();
        assert!((steps[0] - 40.0).abs() < 1e-12 && (steps[2] - 50.0).abs() < 1e-12, "{steps:?}");
    }
}
