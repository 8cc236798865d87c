//! Small changes of a plan's levers: the trials behind marginal returns and equal-spend strategies.

use crate::lever::{Amount, Levers};
use crate::scenario::AfterHorizon;

/// Factors on what can be moved; 1 everywhere is the plan as stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjust {
    /// Factor on each channel's spend, or on its stated customers (and so on their cost).
    pub channels: Vec<f64>,
    /// Whether each channel's people are paid; not in trials without the channel.
    pub people: Vec<bool>,
    /// Factor on each programme's reach.
    pub programmes: Vec<f64>,
    /// Factor on `retention_response.spend`.
    pub retention_response: f64,
    /// Whether each programme runs at all; without it neither effect nor cost is left, fixed ones included.
    pub running: Vec<bool>,
    /// What runs after the horizon; none as stated.
    pub after: Option<AfterHorizon>,
    /// Factor on the share of customers kept in every period, inside every risk class.
    pub kept: f64,
}

impl Adjust {
    /// Nothing changed.
    pub fn none(channels: usize, programmes: usize) -> Self {
        Self {
            channels: vec![1.0; channels],
            people: vec![true; channels],
            programmes: vec![1.0; programmes],
            retention_response: 1.0,
            running: vec![true; programmes],
            after: None,
            kept: 1.0,
        }
    }

    /// Without a channel's spend or stated customers, and without its people.
    pub fn leave_out(&mut self, channel: usize) {
        (self.channels[channel], self.people[channel]) = (0.0, false);
    }

    /// Moves the reach of the programmes as the strategy's own `set` would, with all that is paid by reach;
    /// fixed costs stay. Of a programme that is `todays` after the horizon it is moved until then.
    pub(super) fn apply(
        &self,
        levers: &mut Levers,
        horizon: usize,
        todays: &dyn Fn(usize) -> bool,
    ) {
        for (programme, factor) in self.programmes.iter().enumerate().filter(|(_, f)| **f != 1.0) {
            let factor = *factor;
            let until = if todays(programme) { horizon } else { usize::MAX };
            let scale = |values: &mut Vec<f64>| {
                values.iter_mut().take(until).for_each(|x| *x *= factor);
            };
            let effect = |values: &mut Vec<f64>| {
                values.iter_mut().take(until).for_each(|x| *x = 1.0 + (*x - 1.0) * factor);
            };
            for lever in levers.churn.iter_mut().filter(|l| l.programme == programme) {
                effect(&mut lever.factor);
                scale(&mut lever.cost_per_failure);
            }
            for lever in levers.desks.iter_mut().filter(|l| l.programme == programme) {
                scale(&mut lever.reach);
            }
            for lever in levers.points.iter_mut().filter(|l| l.programme == programme) {
                lever.members.iter_mut().for_each(scale);
            }
            for lever in levers.recoveries.iter_mut().filter(|l| l.programme == programme) {
                scale(&mut lever.reach);
            }
            for lever in levers.visits.iter_mut().filter(|l| l.programme == programme) {
                lever.factor.iter_mut().for_each(effect);
                lever.extra.iter_mut().for_each(scale);
            }
            for lever in levers.growth.iter_mut().filter(|l| l.programme == programme) {
                let all = lever.expansion.iter_mut().chain(&mut lever.contraction);
                all.for_each(scale);
            }
            for lever in levers.tenures.iter_mut().filter(|l| l.programme == programme) {
                effect(&mut lever.factor);
            }
            for lever in levers.risks.iter_mut().filter(|l| l.programme == programme) {
                let all = [&mut lever.change, &mut lever.contact, &mut lever.member];
                all.into_iter().chain([&mut lever.taken]).for_each(scale);
            }
            for lever in levers.cards.iter_mut().filter(|l| l.programme == programme) {
                lever.members.iter_mut().for_each(scale);
            }
            // What was taken and runs on is moved where it is compiled.
            let at_once = |amount: &Amount| !matches!(amount, Amount::ByTenure(_));
            let costs = levers.customer_costs.iter_mut().filter(|l| l.programme == programme);
            for lever in costs.filter(|lever| at_once(&lever.amount)) {
                lever.amount.scale(factor, until);
            }
            for lever in levers.takers.iter_mut().filter(|l| l.programme == programme) {
                lever.per_customer.scale(factor, until);
            }
        }
    }
}
