//! What the observed churn says of the desk that was there when it was observed (`docs/model.md`, section 3).

use super::ground::Ground;
use super::model::{Business, ChurnCurve, Opening, Segment, Strategy};
use crate::diag::Diagnostic;
use crate::fields::{Assumption, Fields, Node, plain};
use crate::lever::{Desk, Levers};
use crate::numeric::special::beta_ratio;
use crate::programme::Context;
use crate::units::{Calendar, Values};

/// Tenures to which fewer of those who begin together come are not looked at, as a share.
const NOBODY: f64 = 1e-4;
/// What rounding may add to all customers.
const ROUNDING: f64 = 1e-9;

/// Refuses a desk of the strategy `against` that would have had more cancel attempts than there are customers: who left
/// although it saved a share s are 1 / (1 − s) times as many before it.
pub fn desks(root: &Fields<'_>, ground: &Ground<'_>, strategies: &[Strategy], against: usize) {
    let Some(observed) = strategies.get(against) else {
        return;
    };
    let values = root.reading.values();
    let calendar = &root.reading.calendar.get();
    let desks = saving(&observed.business, ground, calendar, &values);
    if desks.is_empty() {
        return;
    }
    // Later strategies meet the desk with the rates that they themselves state.
    let first = std::iter::once(observed);
    let others = strategies.iter().enumerate().filter(|(place, _)| *place != against);
    let all: Vec<&Strategy> = first.chain(others.map(|(_, other)| other)).collect();
    for strategy in all.iter().copied() {
        let observed_rates = Rates { business: &strategy.business, calendar, values: &values };
        if let Some((desk, most)) = observed_rates.most_accepted(&desks) {
            refuse(
                root,
                observed,
                desk,
                most,
                (strategy.label.id != observed.label.id).then_some(strategy),
            );
            return;
        }
    }
    // Nor may draws: what lies beyond is cut off, and the register says how much.
    for programme in desks.iter().map(|desk| &observed.business.programmes[desk.programme]) {
        let path = format!("programmes.{}.accept", programme.id);
        let ranged = |one: &Assumption| {
            let own = one.strategy.is_none_or(|place| place == against);
            own && one.path == path && one.distribution.is_some()
        };
        let places: Vec<usize> = root.reading.registered(|register| {
            let own = register.iter().enumerate().filter(|(_, one)| ranged(one));
            own.map(|(place, _)| place).collect()
        });
        let mut everybody = values.clone();
        places.iter().for_each(|place| everybody[*place] = 1.0);
        let desks = saving(&observed.business, ground, calendar, &everybody);
        let most = all.iter().filter_map(|strategy| {
            let rates = Rates { business: &strategy.business, calendar, values: &values };
            Some(rates.most_accepted(&desks)?.1)
        });
        if let Some(most) = most.reduce(f64::min) {
            places.iter().for_each(|place| root.reading.keep_below(*place, most));
        }
    }
}

/// The desks of a strategy that save somebody.
fn saving(
    business: &Business,
    ground: &Ground<'_>,
    calendar: &Calendar,
    values: &Values,
) -> Vec<Desk> {
    let mut levers = Levers::default();
    let differ = vec![false; business.segments.len()];
    // A desk gives nothing that sells for a price with VAT.
    let vat = vec![vec![0.0; calendar.periods]; business.segments.len()];
    for (programme, item) in business.programmes.iter().enumerate() {
        if item.kind != "save-desk" {
            continue;
        }
        let context = Context {
            programme,
            common: &item.common,
            goes_on: true,
            within: 1.0,
            observed_from: None,
            calendar,
            values,
            horizon: calendar.periods,
            periods: calendar.periods + 1,
            segments: business.segments.len(),
            channels: business.channels.len(),
            reasons: ground.reasons.len(),
            differ: &differ,
            vat: &vat,
        };
        item.mechanics.levers(&context, &mut levers);
    }
    levers.desks.retain(|desk| (0..calendar.periods).any(|t| saved(desk, t) > 0.0));
    levers.desks
}

/// Share of cancel attempts that a desk saves in period `t`.
fn saved(desk: &Desk, t: usize) -> f64 {
    desk.reach[t] * desk.accept[t] * (1.0 - desk.would_have_stayed)
}

fn refuse(
    root: &Fields<'_>,
    observed: &Strategy,
    desk: &Desk,
    most: f64,
    under: Option<&Strategy>,
) {
    let programme = &observed.business.programmes[desk.programme];
    let percent = |share: f64| format!("{}%", plain((share * 1e4).floor() / 100.0));
    let whose = under.map_or(String::new(), |other| format!(" under `{}`", other.label.id));
    let message = format!(
        "the observed churn is what is left after the desk `{}` of `{}`: with {} accepting, more \
         would have asked to cancel than there are customers{whose}",
        programme.id,
        observed.label.id,
        percent(desk.accept[0]),
    );
    let path = format!("programmes.{}.accept", programme.id);
    let item = |list: &str, id: &str| -> Option<&Node> {
        let items = root.node(list).and_then(Node::list).unwrap_or_default();
        items.iter().find(|item| item.id() == Some(id))
    };
    let stated = item("programmes", &programme.id).and_then(|item| item.get("accept"));
    // Where the strategy sets the acceptance itself, there.
    let set = item("strategies", &observed.label.id).and_then(|item| item.get("set"));
    let set = set.and_then(|set| set.get(&path));
    let span = set.or(stated).map_or(root.span, |node| node.span);
    let one = Diagnostic::error("E015", span, message).label(path);
    let help = if most > 0.0 {
        format!("the observed churn allows {} at most", percent(most))
    } else {
        "the observed churn allows no acceptance at all".to_owned()
    };
    root.reading.report(one.help(help));
}

/// The observed rates of one business.
struct Rates<'a> {
    business: &'a Business,
    calendar: &'a Calendar,
    values: &'a Values,
}

impl Rates<'_> {
    /// The desk that accepts too many, and the most that it could: the least over segments, origins, tenures and
    /// periods. None where there is room everywhere.
    fn most_accepted<'d>(&self, desks: &'d [Desk]) -> Option<(&'d Desk, f64)> {
        let mut worst: Option<(&Desk, f64)> = None;
        for (s, segment) in self.business.segments.iter().enumerate() {
            let channels = self.business.channels.iter().enumerate();
            let channels =
                channels.map(|(c, channel)| (1 + c, channel.churn_multiplier.at(self.values)));
            for (origin, multiplier) in std::iter::once((0, 1.0)).chain(channels) {
                let reached: Vec<&Desk> = desks
                    .iter()
                    .filter(|desk| desk.scope.segments[s] && desk.scope.origins[origin])
                    .collect();
                if reached.is_empty() {
                    continue;
                }
                let past = segment.churn_multiplier.at(self.values) * multiplier;
                self.each(segment, origin, past, &reached, |t, rate| {
                    let one = self.too_many(segment, &reached, t, rate);
                    if let Some((desk, most)) = one
                        && worst.is_none_or(|(_, least)| most < least)
                    {
                        worst = Some((desk, most));
                    }
                });
            }
        }
        worst
    }

    /// The desk that saves most, and the most it could accept, where there would be more attempts than customers.
    fn too_many<'d>(
        &self,
        segment: &Segment,
        desks: &[&'d Desk],
        t: usize,
        rate: f64,
    ) -> Option<(&'d Desk, f64)> {
        let attempts = |without: Option<&Desk>| -> f64 {
            let shares = segment.reason_shares.iter().enumerate();
            let of = |(j, share): (usize, &crate::units::Quantity)| {
                let own = desks.iter().filter(|desk| desk.reasons[j]);
                if without.is_some_and(|desk| desk.reasons[j]) {
                    return 0.0;
                }
                let saved: f64 = own.map(|desk| saved(desk, t)).sum();
                share.at(self.values) / (1.0 - saved).max(0.0)
            };
            shares.map(of).filter(|attempts| !attempts.is_nan()).sum()
        };
        if rate * attempts(None) <= 1.0 + ROUNDING {
            return None;
        }
        let desk = *desks.iter().max_by(|a, b| saved(a, t).total_cmp(&saved(b, t)))?;
        let shares = segment.reason_shares.iter().zip(&desk.reasons).filter(|(_, own)| **own);
        let own: f64 = shares.map(|(share, _)| share.at(self.values)).sum();
        let room = 1.0 - rate * attempts(Some(desk));
        let most = if room > 0.0 { 1.0 - rate * own / room } else { 0.0 };
        Some((desk, (most / (desk.reach[t] * (1.0 - desk.would_have_stayed))).max(0.0)))
    }

    /// Calls `see` with every blended observed rate of an origin's customers in a segment: whole tenures, each in the
    /// periods that differ.
    fn each(
        &self,
        segment: &Segment,
        origin: usize,
        past: f64,
        desks: &[&Desk],
        mut see: impl FnMut(usize, f64),
    ) {
        let periods = self.calendar.periods;
        let dated = matches!(segment.churn, ChurnCurve::Constant(_) | ChurnCurve::Response(_));
        // Periods in which season and desks are alike are one.
        let mut seen: Vec<Vec<u64>> = Vec::new();
        let mut unlike: Vec<(usize, f64)> = Vec::new();
        for t in 0..periods {
            let season = self.season(segment, t);
            let mut alike = vec![season.to_bits()];
            alike.extend(desks.iter().map(|desk| saved(desk, t).to_bits()));
            if dated || !seen.contains(&alike) {
                seen.push(alike);
                unlike.push((t, season));
            }
        }
        for (from, to) in starts(segment, origin) {
            let mut alive = 1.0;
            for k in from..to + periods {
                for (t, season) in &unlike {
                    see(*t, rate(segment, (*t, k), past, past * season, self.values));
                }
                if dated {
                    break;
                }
                // Who is of a tenure within the range began there.
                if k >= to {
                    alive *= 1.0 - rate(segment, (0, k), past, past, self.values);
                }
                if alive < NOBODY {
                    break;
                }
            }
        }
    }

    fn season(&self, segment: &Segment, t: usize) -> f64 {
        let months: Vec<f64> = self
            .calendar
            .calendar_months(t)
            .map(|month| segment.seasonality[month].at(self.values))
            .collect();
        months.iter().sum::<f64>() / months.len() as f64
    }
}

/// Tenures at which customers of an origin begin.
fn starts(segment: &Segment, origin: usize) -> Vec<(usize, usize)> {
    if origin > 0 {
        return vec![(0, 0)];
    }
    match &segment.opening {
        Opening::New(_) => vec![(0, 0)],
        Opening::SteadyState(_) => vec![(1, 1)],
        Opening::Shares(_, ranges) | Opening::Counts(ranges) => {
            ranges.iter().map(|range| (range.from, range.to)).collect()
        }
    }
}

/// Blended rate of the customers of tenure `k` in period `t`, after the multiplier `past` and under the multiplier
/// `now`.
fn rate(segment: &Segment, (t, k): (usize, usize), past: f64, now: f64, values: &Values) -> f64 {
    let log = |rate: f64| -libm::log1p(-rate);
    let mixed = |alpha: f64, beta: f64, shape: f64| {
        let before = libm::pow(k as f64, shape);
        let step = libm::pow((k + 1) as f64, shape) - before;
        1.0 - beta_ratio(alpha, beta + past * before, now * step)
    };
    let x = match &segment.churn {
        ChurnCurve::Constant(path) => {
            let rate = path.at(t, 0, values);
            match &segment.visits {
                Some(visits) if path.is_per_visit() => visits.at(t, k, values) * rate,
                _ => log(rate),
            }
        }
        ChurnCurve::Response(response) => -libm::log(response.kept_at(t, 1.0, values)),
        ChurnCurve::ByTenure(steps) => {
            let step = steps.partition_point(|(from, _)| *from <= k).saturating_sub(1);
            log(steps[step].1.at(values))
        }
        ChurnCurve::DiscreteWeibull { rate, shape } => {
            let shape = shape.at(values);
            let step = libm::pow((k + 1) as f64, shape) - libm::pow(k as f64, shape);
            log(rate.at(values)) * step
        }
        ChurnCurve::BetaGeometric { alpha, beta } => {
            return mixed(alpha.at(values), beta.at(values), 1.0);
        }
        ChurnCurve::BetaDiscreteWeibull { alpha, beta, shape } => {
            return mixed(alpha.at(values), beta.at(values), shape.at(values));
        }
        ChurnCurve::FromData(data) => data.at(k),
    };
    -libm::expm1(-now * x)
}
