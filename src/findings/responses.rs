//! What would a lever bring at another spend, and where does a channel's last customer cost what he is worth?

use super::measure::Holder;
use super::messages::RETENTION_RESPONSE;
use super::model::{ResponseFindings, Side, Slot};
use super::ran::Ran;
use crate::plan::Response;
use crate::scenario::{Channel, ChurnCurve, Inflow};

/// Steps of a curve from no spend to the furthest that is shown.
const STEPS: usize = 24;
/// That one, as a multiple of the one planned.
const FURTHEST: f64 = 2.0;
/// Half as much again, likewise.
const MORE: f64 = 1.5;

/// The response curves of the strategy at `place` at base values: channels whose spend may be moved, then retention.
pub fn responses(ran: &Ran<'_>, place: usize) -> Vec<ResponseFindings> {
    let business = &ran.scenario.strategies[place].business;
    let channels = business.channels.iter().enumerate();
    let channels = channels.filter_map(|(c, own)| channel(ran, place, c, own));
    channels.chain(retention(ran, place)).collect()
}

fn channel(ran: &Ran<'_>, place: usize, c: usize, own: &Channel) -> Option<ResponseFindings> {
    let values = &ran.scenario.base_values();
    let Inflow::Response { stated_spend, customers, form, .. } = &own.inflow else {
        return None;
    };
    let media = &ran.cases[place].plan.channels[c].media;
    let first = media.iter().position(|spend| *spend > 0.0).filter(|_| own.lever)?;
    let curve = Response::through(form, stated_spend.amount, customers.at(values), values);
    let metric = |id: &str| ran.measures[place].value(Holder::Channel(c), id)?.ok();
    // The ratio is his worth over the average cost.
    let worth = metric("ltv_cac_paid").zip(metric("cac_average")).map(|(ratio, cac)| ratio * cac);
    let each = own.cost_per_customer.at(first, 0, values);
    let label = &ran.scenario.channels[c];
    let name = (format!("channels.{}.spend", label.id), label.name.as_str().into());
    let brings = |spend: f64| curve.customers(spend);
    Some(ResponseFindings {
        customers: Some(brings(media[first])),
        worthwhile: worth.and_then(|worth| curve.spend_at(worth - each)),
        ..response(ran, Side::Acquisition, name, media[first], &brings)
    })
}

/// Spending on each customer, where a segment's churn answers to it.
fn retention(ran: &Ran<'_>, place: usize) -> Option<ResponseFindings> {
    let values = &ran.scenario.base_values();
    let segments = &ran.scenario.strategies[place].business.segments;
    let curve = segments.iter().find_map(|segment| match &segment.churn {
        ChurnCurve::Response(curve) => Some(curve),
        _ => None,
    })?;
    let own = |t: usize| curve.spend.at(t, 0, values);
    let first = (0..ran.cases[place].plan.periods).find(|t| own(*t) > 0.0)?;
    let planned = own(first) * ran.cases[place].adjust.retention_response;
    let brings = |spend: f64| curve.kept_at(first, spend / own(first), values);
    let name = ("retention_response.spend".to_owned(), RETENTION_RESPONSE.into());
    Some(ResponseFindings {
        kept: Some(brings(planned)),
        ..response(ran, Side::Retention, name, planned, &brings)
    })
}

/// What any of them has: the curve from no spend on, and the limits that the file states.
fn response(
    ran: &Ran<'_>,
    side: Side,
    (path, name): (String, Slot),
    spend: f64,
    brings: &dyn Fn(f64) -> f64,
) -> ResponseFindings {
    let levers = ran.scenario.optimise.iter().flat_map(|optimise| &optimise.levers);
    let limits = levers.into_iter().find(|lever| lever.path == path);
    let along = |k: usize| spend * FURTHEST * k as f64 / STEPS as f64;
    ResponseFindings {
        name,
        side,
        spend,
        customers: None,
        kept: None,
        half_as_much_again: brings(MORE * spend) / brings(spend) - 1.0,
        worthwhile: None,
        min: limits.and_then(|lever| lever.min),
        max: limits.and_then(|lever| lever.max),
        spends: (0..=STEPS).map(along).collect(),
        brings: (0..=STEPS).map(|k| brings(along(k))).collect(),
        path,
    }
}
