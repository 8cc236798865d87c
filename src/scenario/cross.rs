//! Rules that join several sections.

use super::ground::Ground;
use super::market::already_customers;
use super::model::{Business, ChurnCurve, Inflow, Opening, Strategy};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Reading, plain};
use crate::lever::MOST_DESKS;
use crate::units::{Path, Quantity};

/// Rules within one business; `strategy` is the one under which it stands.
pub fn business(
    root: &Fields<'_>,
    ground: &Ground<'_>,
    business: &Business,
    strategy: Option<&Fields<'_>>,
) {
    let reading = ground.reading;
    let opening: f64 = business.segments.iter().map(|s| customers(reading, &s.opening)).sum();
    // Of customers that could not be read no sum is known.
    let known = !reading.wrong_at("opening_customers");
    if known {
        already_customers(root, opening);
    }
    if known && business.segments.len() > 1 && opening == 0.0 {
        let tables = root.tables("channels");
        for (channel, fields) in business.channels.iter().zip(&tables) {
            if channel.mix.is_none() {
                let message =
                    format!("`{}` must say which segments its customers join", fields.path);
                let one =
                    Diagnostic::error("E036", fields.span, message).label(fields.path.clone());
                reading.report(one.help("add mix = { segment = \"60%\", … }"));
            }
        }
    }
    match strategy {
        Some(strategy) => {
            save_desks(ground, business, strategy);
            recoveries(business, strategy);
        }
        None => {
            bad_events(root, business);
            needs_quality(root, business);
        }
    }
}

/// Warns where bad events would make more customers leave than are seen to leave for `service`.
fn bad_events(root: &Fields<'_>, business: &Business) {
    // Half as much again as observed.
    const TOO_MANY: f64 = 1.5;
    let Some(quality) = &business.quality else {
        return;
    };
    let reading = root.reading;
    let by_tenure =
        |segment: &super::model::Segment| matches!(segment.visits, Some(Path::ByTenure(_)));
    if quality.per_visit && business.segments.iter().any(by_tenure) {
        let span = root.node("quality").map_or(root.span, |node| node.span);
        let message = "bad visits need visits that do not change with tenure";
        let one = Diagnostic::error("E028", span, message).label("quality");
        reading.report(one.help("write bad_event: bad events per customer and month"));
    }
    let values = reading.values();
    let each = quality.bad_events.at(&values) * (1.0 - quality.chain(&values).stay());
    // The hazard of new customers: no curve but an unusual one has a higher.
    let hazard = |curve: &ChurnCurve, visits: f64| match curve {
        ChurnCurve::Constant(path) => {
            let per_period = |q: Quantity| match q.is_per_visit() {
                true => -libm::expm1(-visits * reading.base(q)),
                false => reading.base(q),
            };
            path.quantities().map(per_period).fold(0.0, f64::max)
        }
        ChurnCurve::DiscreteWeibull { rate, .. } => reading.base(*rate),
        ChurnCurve::ByTenure(steps) => steps.iter().map(|s| reading.base(s.1)).fold(0.0, f64::max),
        ChurnCurve::BetaGeometric { alpha, beta }
        | ChurnCurve::BetaDiscreteWeibull { alpha, beta, .. } => {
            let (alpha, beta) = (reading.base(*alpha), reading.base(*beta));
            alpha / (alpha + beta)
        }
        ChurnCurve::FromData(data) => 1.0 - data.survival.get(1).copied().unwrap_or(1.0),
        ChurnCurve::Response(response) => 1.0 - reading.base(response.kept),
    };
    let pairs = business.segments.iter().map(|segment| {
        let share = segment.reason_shares.get(quality.reason).map_or(0.0, |s| reading.base(*s));
        let visits = segment.visits.iter().flat_map(Path::quantities);
        let visits = visits.map(|q| reading.base(q)).fold(0.0, f64::max);
        let leave = if quality.per_visit { each * visits } else { each };
        (leave, -share * libm::log1p(-hazard(&segment.churn, visits).min(1.0 - 1e-12)))
    });
    // The segment of which the observed churn explains most.
    let explained = |pair: &(f64, f64)| pair.1 / pair.0.max(f64::MIN_POSITIVE);
    let closest = pairs.max_by(|a, b| explained(a).total_cmp(&explained(b)));
    let (leave, observed) = closest.unwrap_or((0.0, 0.0));
    if leave > TOO_MANY * observed {
        let percent = |x: f64| plain((x * 10_000.0).round() / 100.0);
        let message = format!(
            "bad events make {}% leave per period, but at most {}% are seen to leave for `service`",
            percent(leave),
            percent(observed)
        );
        let span = root.node("quality").map_or(root.span, |node| node.span);
        reading.report(Diagnostic::warning("W003", span, message).label("quality"));
    }
}

fn customers(reading: &Reading<'_>, opening: &Opening) -> f64 {
    match opening {
        Opening::New(count) | Opening::SteadyState(count) | Opening::Shares(count, _) => {
            reading.base(*count)
        }
        Opening::Counts(ranges) => ranges.iter().map(|range| reading.base(range.amount)).sum(),
    }
}

/// At most one save desk may name a reason.
fn save_desks(ground: &Ground<'_>, business: &Business, strategy: &Fields<'_>) {
    let desks: Vec<_> = business.programmes.iter().filter(|p| p.kind == "save-desk").collect();
    if desks.len() > MOST_DESKS {
        let message = format!("{} save desks in one strategy: at most {MOST_DESKS}", desks.len());
        let help = "leave some out, or join their offers in one desk";
        strategy.error("programmes", "E032", message, help);
    }
    let names = |place: usize, reason: usize| {
        let acts_on = &desks[place].common.acts_on;
        acts_on.as_ref().is_none_or(|named| named.contains(&reason))
    };
    for (later, desk) in desks.iter().enumerate() {
        for (earlier, other) in desks[..later].iter().enumerate() {
            let both = (0..ground.reasons.len()).find(|r| names(later, *r) && names(earlier, *r));
            if let Some(reason) = both {
                let (first, second) = (&other.id, &desk.id);
                let reason = &ground.reasons[reason];
                let message =
                    format!("the save desks `{first}` and `{second}` both act on `{reason}`");
                let help = "leave one of the desks out, or give each its own reasons in `acts_on`";
                strategy.error("programmes", "E032", message, help);
            }
        }
    }
}

/// Complaints of one customer are answered by one programme.
fn recoveries(business: &Business, strategy: &Fields<'_>) {
    let own: Vec<_> =
        business.programmes.iter().filter(|p| p.kind == "complaint-recovery").collect();
    for (later, programme) in own.iter().enumerate() {
        if let Some(other) = own[..later].iter().find(|other| other.common.meets(&programme.common))
        {
            let (first, second) = (&other.id, &programme.id);
            let message = format!("`{first}` and `{second}` both answer the same complaints");
            strategy.error("programmes", "E032", message, "leave one of the two out");
        }
    }
}

/// Programmes that work through bad events need to know of them.
fn needs_quality(root: &Fields<'_>, business: &Business) {
    if business.quality.is_some() || root.has("quality") {
        return;
    }
    for programme in business.programmes.iter().filter(|p| p.mechanics.needs_quality()) {
        let node = root.node("programmes").and_then(crate::fields::Node::list).unwrap_or_default();
        let own = node.iter().find(|item| item.id() == Some(&programme.id));
        let span = own.and_then(|item| item.get("kind")).map_or(root.span, |kind| kind.span);
        let message = format!("`{}` works through bad events: it needs [quality]", programme.id);
        let one = Diagnostic::error("E011", span, message);
        let one = one.label(format!("programmes.{}.kind", programme.id));
        root.reading.report(one.help("say how many bad events there are: [quality] bad_event = \"1% per month\", stays_if = { … }"));
    }
}

/// `spend_as`: channels that can move, and no circle.
pub fn equal_spend(root: &Fields<'_>, ground: &Ground<'_>, strategies: &[Strategy]) {
    let tables = root.tables("strategies");
    for (place, (strategy, fields)) in strategies.iter().zip(&tables).enumerate() {
        let (Some(spend), Some(table)) = (&strategy.spend_as, fields.table("spend_as")) else {
            continue;
        };
        for channel in &spend.channels {
            let inflow = strategy.business.channels.get(*channel).map(|channel| &channel.inflow);
            if !matches!(inflow, Some(Inflow::Response { .. })) {
                let id = ground.channels.get(*channel).map_or("", String::as_str);
                let message = format!(
                    "the channel `{id}` has no `spend` with a `response`, so its spend cannot move"
                );
                let help = "name channels with `spend` and `response`";
                table.error("channels", "E041", message, help);
            }
        }
        let mut at = spend.strategy;
        for _ in 0..strategies.len() {
            if at == place {
                let message = "`spend_as` goes round in a circle";
                let help = "let one of these strategies spend what it states";
                table.error("strategy", "E041", message, help);
                break;
            }
            match strategies.get(at).and_then(|other| other.spend_as.as_ref()) {
                Some(next) => at = next.strategy,
                None => break,
            }
        }
    }
}

/// The strategy that the others are compared with can always be chosen: it is what happens otherwise.
pub fn candidates(root: &Fields<'_>, strategies: &[Strategy], against: usize) {
    let tables = root.tables("strategies");
    if let (Some(strategy), Some(fields)) = (strategies.get(against), tables.get(against))
        && !strategy.candidate
    {
        let message = "the strategy that the others are compared with is always a candidate";
        let one = fields.diagnostic("candidate", "E045", message);
        root.reading.report(one.help("leave the key out"));
    }
}
