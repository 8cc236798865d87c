//! Rules that join several sections.

use super::ground::Ground;
use super::market::already_customers;
use super::model::{Business, Inflow, Opening, Strategy};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Reading};

/// Rules within one business; `strategy` is the one under which it stands.
pub fn business(
    root: &Fields<'_>,
    ground: &Ground<'_>,
    business: &Business,
    strategy: Option<&Fields<'_>>,
) {
    let reading = ground.reading;
    let opening: f64 = business.segments.iter().map(|s| customers(reading, &s.opening)).sum();
    already_customers(root, opening);
    if business.segments.len() > 1 && opening == 0.0 {
        let tables = root.tables("channels");
        for (channel, fields) in business.channels.iter().zip(&tables) {
            if channel.mix.is_none() {
                let message = format!("`{}` must say which segments its customers join", fields.path);
                let one = Diagnostic::error("E036", fields.span, message).label(fields.path.clone());
                reading.report(one.help("add mix = { segment = \"60%\", … }"));
            }
        }
    }
    if let Some(strategy) = strategy {
        save_desks(ground, business, strategy);
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
    let names = |place: usize, reason: usize| {
        let acts_on = &desks[place].common.acts_on;
        acts_on.as_ref().is_none_or(|named| named.contains(&reason))
    };
    for (later, desk) in desks.iter().enumerate() {
        for earlier in 0..later {
            let both = (0..ground.reasons.len()).find(|r| names(later, *r) && names(earlier, *r));
            if let Some(reason) = both {
                let (first, second) = (&desks[earlier].id, &desk.id);
                let reason = &ground.reasons[reason];
                let message = format!("the save desks `{first}` and `{second}` both act on `{reason}`");
                strategy.error("programmes", "E032", message);
            }
        }
    }
}

/// `spend_as`: channels that can move, and no circle.
pub fn equal_spend(root: &Fields<'_>, strategies: &[Strategy]) {
    let tables = root.tables("strategies");
    for (place, (strategy, fields)) in strategies.iter().zip(&tables).enumerate() {
        let (Some(spend), Some(table)) = (&strategy.spend_as, fields.table("spend_as")) else { continue };
        for channel in &spend.channels {
            let inflow = strategy.business.channels.get(*channel).map(|channel| &channel.inflow);
            if !matches!(inflow, Some(Inflow::Response { .. })) {
                let message = "a named channel has no `spend` with a `response`, so its spend cannot move";
                table.error("channels", "E041", message);
            }
        }
        let mut at = spend.strategy;
        for _ in 0..strategies.len() {
            if at == place {
                table.error("strategy", "E041", "`spend_as` goes round in a circle");
                break;
            }
            match strategies.get(at).and_then(|other| other.spend_as.as_ref()) {
                Some(next) => at = next.strategy,
                None => break,
            }
        }
    }
}
