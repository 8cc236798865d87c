//! The channels of a plan, from those of the scenario, their season and its events.

use super::builder::Builder;
use super::{Adjust, ChannelPlan, SegmentPlan};
use crate::scenario::{Channel, Event};
use crate::units::Quantity;

impl Builder<'_> {
    /// The channels of the strategy, their spend (or stated customers) moved by `adjust`.
    pub(super) fn channels(
        &self,
        segments: &[SegmentPlan],
        adjust: &Adjust,
        events: &[f64],
    ) -> Vec<ChannelPlan> {
        let opening: Vec<f64> =
            segments.iter().map(|s| s.opening.iter().map(|group| group.count).sum()).collect();
        let total: f64 = opening.iter().sum();
        let by_events = self.events_on(events, |event| &event.acquisition);
        let plan = |(c, channel): (usize, &Channel)| {
            let mix = match &channel.mix {
                Some(mix) => mix.iter().map(|share| share.at(self.values)).collect(),
                None if total > 0.0 => opening.iter().map(|count| count / total).collect(),
                None => vec![1.0 / segments.len() as f64; segments.len()],
            };
            let mut times = self.seasons(&channel.seasonality, self.periods);
            times.iter_mut().zip(&by_events).for_each(|(times, events)| *times *= events);
            let paid = adjust.people[c];
            ChannelPlan::of(channel, mix, adjust.channels[c], paid, &times, self.values)
        };
        self.business.channels.iter().enumerate().map(plan).collect()
    }

    /// What the events make of joiners, by period: the product of their multipliers, each to the power of how
    /// far it happens.
    pub(super) fn events_on(
        &self,
        happening: &[f64],
        multiplier: impl Fn(&Event) -> &Quantity,
    ) -> Vec<f64> {
        if happening.is_empty() {
            return vec![1.0; self.periods];
        }
        let at = |t: usize| {
            let in_force =
                self.business.events.iter().zip(happening).filter(|(e, _)| e.in_force(t));
            in_force
                .map(|(event, share)| libm::pow(multiplier(event).at(self.values), *share))
                .product()
        };
        (0..self.periods).map(at).collect()
    }
}
