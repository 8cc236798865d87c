//! How full are the segments, and how far is the market reached?

use super::messages::*;
use super::model::{Absent, Metric, Reason, Sentence};
use crate::engine::Projection;
use crate::plan::Plan;
use crate::scenario::Scenario;

messages! {
    FULL = "note.full" [name segment date];
    OVERFULL = "note.overfull" [name segment date];
    NO_CAPACITY = "why.no_capacity" [];
    CAPACITY_IS_NOUGHT = "why.capacity_is_nought" [];
}

/// A number for each period, none where it is undefined.
pub type Gaps = Vec<Option<f64>>;

/// Customers billed in each period as a share of the capacity of segment `s`; none without a capacity.
pub fn utilisation(plan: &Plan, run: &Projection, s: usize) -> Option<Gaps> {
    let capacity = plan.segments[s].capacity.as_ref()?;
    let mut billed = run.opening[s].clone();
    let blocks = plan.blocks.iter().zip(&run.joined).filter(|(block, _)| block.segment == s);
    for joined in blocks.map(|(_, joined)| joined).chain([&run.returned[s]]) {
        billed.iter_mut().zip(joined).for_each(|(billed, more)| *billed += more);
    }
    let share = |(billed, room): (f64, &f64)| (*room > 0.0).then(|| billed / room);
    Some(billed.into_iter().zip(capacity).map(share).collect())
}

/// The same of the fullest segment of each period.
pub fn fullest(plan: &Plan, run: &Projection) -> Option<Gaps> {
    let all: Vec<Gaps> =
        (0..plan.segments.len()).filter_map(|s| utilisation(plan, run, s)).collect();
    let highest = |t: usize| all.iter().filter_map(|own| own[t]).reduce(f64::max);
    (!all.is_empty()).then(|| (0..plan.periods).map(highest).collect())
}

/// Closing customers of all segments as a share of all who can be reached in the period; none without a
/// market. It is no market share: whose customers the others are is not known.
pub fn penetration(plan: &Plan, run: &Projection) -> Option<Gaps> {
    let market = plan.market.as_ref()?;
    let share = |(t, reachable): (usize, &f64)| {
        (*reachable > 0.0).then(|| Projection::total(&run.closing, t) / reachable)
    };
    Some(market.reachable.iter().enumerate().map(share).collect())
}

/// A series as a metric, or why there is none.
pub fn metric(series: Option<Gaps>, why: Reason, nowhere: Reason) -> Metric {
    let missing = |why: Reason| Metric::Missing(Absent::from(why).into());
    match series {
        None => missing(why),
        Some(values) if values.iter().all(Option::is_none) => missing(nowhere),
        Some(values) => match values.iter().copied().collect() {
            Some(all) => Metric::Array(all),
            None => Metric::Gaps(values),
        },
    }
}

/// `capacity_utilisation` as a metric.
pub fn utilisation_metric(series: Option<Gaps>) -> Metric {
    metric(series, NO_CAPACITY, CAPACITY_IS_NOUGHT)
}

/// `market_penetration` as a metric.
pub fn penetration_metric(series: Option<Gaps>) -> Metric {
    metric(series, NO_MARKET, EMPTY_MARKET)
}

/// When a segment first had no place for all who came, and when it held more customers than places.
pub fn notes(scenario: &Scenario, name: &str, plan: &Plan, run: &Projection) -> Vec<Sentence> {
    let mut notes = Vec::new();
    for (s, label) in scenario.segments.iter().enumerate() {
        let capacity = plan.segments[s].capacity.iter().flatten();
        let over = run.opening[s].iter().zip(capacity).position(|(here, room)| {
            // Sums of shares of a room may be a last digit above it.
            *here > room * (1.0 + 1e-9)
        });
        let found = [(FULL, run.full[s]), (OVERFULL, over)];
        notes.extend(found.into_iter().filter_map(|(message, t)| {
            let date = scenario.calendar.date_of(t? as i64).to_string();
            Some(message.say([name.into(), label.name.as_str().into(), date.as_str().into()]))
        }));
    }
    notes
}
