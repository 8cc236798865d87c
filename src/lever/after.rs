//! What begins only after the horizon: programmes of another strategy that take over.

use super::{Amount, Levers};

impl Levers {
    /// Leaves nothing of what they do before period `t`.
    pub fn begin_at(&mut self, t: usize) {
        let nothing = |series: &mut Vec<f64>| fill(series, t, 0.0);
        let unmoved = |series: &mut Vec<f64>| fill(series, t, 1.0);
        for lever in &mut self.churn {
            unmoved(&mut lever.factor);
            nothing(&mut lever.cost_per_failure);
        }
        for lever in &mut self.visits {
            lever.factor.iter_mut().for_each(unmoved);
            lever.extra.iter_mut().for_each(nothing);
        }
        for lever in &mut self.growth {
            lever.expansion.iter_mut().chain(&mut lever.contraction).for_each(nothing);
        }
        self.customer_costs.iter_mut().for_each(|lever| lever.amount.scale(0.0, t));
        for lever in &mut self.fixed {
            lever.set_up = None;
            nothing(&mut lever.fixed);
        }
        self.takers.iter_mut().for_each(|lever| lever.per_customer.scale(0.0, t));
        for lever in &mut self.risks {
            let own = [&mut lever.change, &mut lever.contact, &mut lever.member, &mut lever.taken];
            own.into_iter().for_each(nothing);
        }
        self.desks.iter_mut().for_each(|lever| nothing(&mut lever.reach));
        for lever in &mut self.tenures {
            unmoved(&mut lever.factor);
            // Who reached the tenure earlier had no occasion.
            lever.runs.iter_mut().take(t).for_each(|runs| *runs = false);
            lever.ran_from = 0;
        }
        self.cards.iter_mut().for_each(|lever| lever.members.iter_mut().for_each(nothing));
        for lever in &mut self.points {
            lever.members.iter_mut().for_each(nothing);
            let own = [&mut lever.earn, &mut lever.sold, &mut lever.sold_for];
            own.into_iter().for_each(nothing);
            let own = [&mut lever.sold_points_for, &mut lever.fee, &mut lever.per_member];
            own.into_iter().for_each(nothing);
        }
        self.bad_events.iter_mut().for_each(|lever| unmoved(&mut lever.factor));
        self.recoveries.iter_mut().for_each(|lever| nothing(&mut lever.reach));
        for lever in &mut self.skills {
            let own = [&mut lever.accept, &mut lever.resolved, &mut lever.quickly];
            own.into_iter().for_each(nothing);
        }
        self.promotions.iter_mut().for_each(|lever| lever.discount.scale(0.0, t));
        self.referrals.clear();
        self.win_backs.clear();
    }

    /// Takes over all that the others do.
    pub fn extend(&mut self, others: Self) {
        self.churn.extend(others.churn);
        self.visits.extend(others.visits);
        self.growth.extend(others.growth);
        self.customer_costs.extend(others.customer_costs);
        self.fixed.extend(others.fixed);
        self.takers.extend(others.takers);
        self.desks.extend(others.desks);
        self.tenures.extend(others.tenures);
        self.risks.extend(others.risks);
        self.cards.extend(others.cards);
        self.points.extend(others.points);
        self.referrals.extend(others.referrals);
        self.win_backs.extend(others.win_backs);
        self.bad_events.extend(others.bad_events);
        self.recoveries.extend(others.recoveries);
        self.skills.extend(others.skills);
        self.promotions.extend(others.promotions);
    }
}

fn fill(series: &mut [f64], t: usize, value: f64) {
    series.iter_mut().take(t).for_each(|entry| *entry = value);
}

impl Amount {
    /// All amounts before period `t` times `factor`.
    pub fn scale(&mut self, factor: f64, t: usize) {
        let scale = |series: &mut Vec<f64>| {
            series.iter_mut().take(t).for_each(|amount| *amount *= factor);
        };
        match self {
            Self::Always(series) => scale(series),
            Self::BySegment(rows) | Self::AtOccasion(_, rows) => rows.iter_mut().for_each(scale),
            Self::ByTenure(rows) => {
                rows.iter_mut().take(t).flatten().for_each(|amount| *amount *= factor);
            }
        }
    }
}
