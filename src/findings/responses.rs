//! What would a channel bring at another spend, and where does its last customer cost what he is worth?

use super::measure::Holder;
use super::model::ResponseFindings;
use super::ran::Ran;
use crate::plan::Response;
use crate::scenario::Inflow;

/// Steps of a curve from no spend to the furthest that is shown.
const STEPS: usize = 24;
/// That one, as a multiple of today's.
const FURTHEST: f64 = 2.0;
/// Half as much again, likewise.
const MORE: f64 = 1.5;

/// The response curves of the strategy at `place`, of channels whose spend may be moved, at base values.
pub fn responses(ran: &Ran<'_>, place: usize) -> Vec<ResponseFindings> {
    let scenario = ran.scenario;
    let values = &scenario.base_values();
    let channels = scenario.strategies[place].business.channels.iter().enumerate();
    let curve = |(c, channel): (usize, &crate::scenario::Channel)| {
        let Inflow::Response { stated_spend, customers, form, .. } = &channel.inflow else {
            return None;
        };
        let media = &ran.cases[place].plan.channels[c].media;
        let first = media.iter().position(|spend| *spend > 0.0).filter(|_| channel.lever)?;
        let spend = media[first];
        let curve = Response::through(form, stated_spend.amount, customers.at(values), values);
        let metric = |id: &str| ran.measures[place].value(Holder::Channel(c), id)?.ok();
        // The ratio is his worth over the average cost.
        let worth =
            metric("ltv_cac_paid").zip(metric("cac_average")).map(|(ratio, cac)| ratio * cac);
        let each = channel.cost_per_customer.at(first, 0, values);
        let path = format!("channels.{}.spend", scenario.channels[c].id);
        let levers = scenario.optimise.iter().flat_map(|optimise| &optimise.levers);
        let limits = levers.into_iter().find(|lever| lever.path == path);
        let along = |k: usize| spend * FURTHEST * k as f64 / STEPS as f64;
        let customers = curve.customers(spend);
        Some(ResponseFindings {
            path,
            name: scenario.channels[c].name.clone(),
            spend,
            customers,
            half_as_much_again: curve.customers(MORE * spend) / customers - 1.0,
            worthwhile: worth.and_then(|worth| curve.spend_at(worth - each)),
            min: limits.and_then(|lever| lever.min),
            max: limits.and_then(|lever| lever.max),
            spends: (0..=STEPS).map(along).collect(),
            brings: (0..=STEPS).map(|k| curve.customers(along(k))).collect(),
        })
    };
    channels.filter_map(curve).collect()
}
