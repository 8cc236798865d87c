//! Channels and the pool they fish in: joiners and spend before depletion, per period.

use crate::scenario::{Business, Channel, Inflow, Market, ResponseForm};
use crate::units::{Calendar, Path, Values};

/// One channel over the horizon.
#[derive(Clone, Debug)]
pub struct ChannelPlan {
    /// Joiners before brand, depletion and word of mouth, season and events included.
    pub joiners: Vec<f64>,
    /// Media spend.
    pub media: Vec<f64>,
    /// Commission per joiner that is not from word of mouth.
    pub commission: Vec<f64>,
    /// Cost per joiner on top.
    pub onboarding: Vec<f64>,
    /// Pay of its people.
    pub fixed: Vec<f64>,
    /// Joiners per customer billed in the period before; 0 outside the channel's dates.
    pub word_of_mouth: Vec<f64>,
    /// Share of joiners by segment.
    pub mix: Vec<f64>,
    /// How it brings customers.
    pub inflow: InflowPlan,
    /// Whether the file lets it bring more for more money.
    pub lever: bool,
}

/// How a channel brings customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InflowPlan {
    /// Only word of mouth.
    None,
    /// A stated number; cost of one more in the first period that runs.
    Stated { marginal: f64 },
    /// A response to spend; cost of one more at the effective spend of the first period that runs.
    Response { marginal: f64 },
}

/// A response curve, fixed by its stated point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Response {
    /// N = X/c.
    Linear { cost: f64 },
    /// N = M(1 − e^(−kX)).
    Saturating { ceiling: f64, k: f64 },
    /// N = aX^b.
    Power { a: f64, b: f64 },
    /// N = M X^b/(X^b + h^b).
    SCurve { ceiling: f64, exponent: f64, half: f64 },
}

/// Share of its ceiling that a curve's stated point may reach. Trials move the point and the ceiling
/// apart from one another, and past each other they would make no curve.
const REACHED: f64 = 1.0 - 1e-6;

impl Response {
    /// The curve of `form` through `customers` at `spend`.
    pub fn through(form: &ResponseForm, spend: f64, customers: f64, values: &Values) -> Self {
        match form {
            ResponseForm::Linear => Self::Linear { cost: spend / customers },
            ResponseForm::Saturating { ceiling } => {
                let ceiling = ceiling.at(values);
                let customers = customers.min(REACHED * ceiling);
                Self::Saturating { ceiling, k: -libm::log1p(-customers / ceiling) / spend }
            }
            ResponseForm::Power { exponent } => {
                let b = exponent.at(values);
                Self::Power { a: customers / libm::pow(spend, b), b }
            }
            ResponseForm::SCurve { ceiling, exponent } => {
                let (ceiling, exponent) = (ceiling.at(values), exponent.at(values));
                let customers = customers.min(REACHED * ceiling);
                let half = spend * libm::pow(ceiling / customers - 1.0, 1.0 / exponent);
                Self::SCurve { ceiling, exponent, half }
            }
        }
    }

    /// Customers per period at an effective spend.
    pub fn customers(self, spend: f64) -> f64 {
        match self {
            Self::Linear { cost } => spend / cost,
            Self::Saturating { ceiling, k } => -ceiling * libm::expm1(-k * spend),
            Self::Power { a, b } => a * libm::pow(spend, b),
            Self::SCurve { ceiling, exponent, half } => {
                let x = libm::pow(spend, exponent);
                ceiling * x / (x + libm::pow(half, exponent))
            }
        }
    }

    /// Cost of one more customer, 1/N′(X).
    pub fn marginal_cost(self, spend: f64) -> f64 {
        match self {
            Self::Linear { cost } => cost,
            Self::Saturating { ceiling, k } => libm::exp(k * spend) / (ceiling * k),
            Self::Power { b, .. } => spend / (self.customers(spend) * b),
            Self::SCurve { ceiling, exponent, .. } => {
                let customers = self.customers(spend);
                spend / (customers * exponent * (1.0 - customers / ceiling))
            }
        }
    }

    /// The spend at which one more customer costs `cost`; none where the curve has no such place, or several.
    pub fn spend_at(self, cost: f64) -> Option<f64> {
        let spend = match self {
            Self::Saturating { ceiling, k } => libm::log(cost * ceiling * k) / k,
            Self::Power { a, b } => libm::pow(cost * a * b, 1.0 / (1.0 - b)),
            Self::Linear { .. } | Self::SCurve { .. } => return None,
        };
        (spend > 0.0 && spend.is_finite()).then_some(spend)
    }
}

impl ChannelPlan {
    /// The channel with its spend (or stated customers) times `factor`, its people `paid` or gone, and what
    /// it brings in each period `times` season and events.
    pub(super) fn of(
        channel: &Channel,
        mix: Vec<f64>,
        factor: f64,
        paid: bool,
        times: &[f64],
        values: &Values,
    ) -> Self {
        let periods = times.len();
        let runs = |t: usize| {
            let t = t as i64;
            channel.starts.is_none_or(|first| t >= first) && channel.stops.is_none_or(|end| t < end)
        };
        let within = |mut series: Vec<f64>| {
            let outside = series.iter_mut().enumerate().filter(|(t, _)| !runs(*t));
            outside.for_each(|(_, value)| *value = 0.0);
            series
        };
        let running = |path: &Path| within(path.by_period(periods, values));
        let first = (0..periods).find(|t| runs(*t)).unwrap_or(0);
        let each = channel.cost_per_customer.at(first, 0, values);
        let spoken = channel.word_of_mouth.map_or(0.0, |rate| rate.at(values));
        let mut plan = Self {
            joiners: vec![0.0; periods],
            media: vec![0.0; periods],
            commission: running(&channel.cost_per_customer),
            onboarding: running(&channel.onboarding_cost),
            fixed: if paid { running(&channel.fixed) } else { vec![0.0; periods] },
            word_of_mouth: within(vec![spoken; periods]),
            mix,
            inflow: InflowPlan::None,
            lever: channel.lever,
        };
        match &channel.inflow {
            Inflow::None => {}
            Inflow::Stated { customers } => {
                plan.joiners = running(customers);
                let joiners = plan.joiners.iter_mut().zip(times);
                joiners.for_each(|(joiners, times)| *joiners = *joiners * factor * times);
                plan.inflow = InflowPlan::Stated { marginal: each };
            }
            Inflow::Response { spend, stated_spend, customers, form, carry_over } => {
                let curve =
                    Response::through(form, stated_spend.amount, customers.at(values), values);
                let carried = carry_over.at(values);
                plan.media = running(spend);
                plan.media.iter_mut().for_each(|spend| *spend *= factor);
                let mut effective = plan.media[first];
                for t in (0..periods).filter(|t| runs(*t)) {
                    effective = plan.media[t] * (1.0 - carried) + carried * effective;
                    if t == first {
                        let marginal = curve.marginal_cost(effective) + each;
                        plan.inflow = InflowPlan::Response { marginal };
                    }
                    plan.joiners[t] = curve.customers(effective) * times[t];
                }
            }
        }
        plan
    }

    /// Whether moving its spend, or its stated customers, moves money.
    pub fn moves_money(&self) -> bool {
        let some = |series: &[f64]| series.iter().any(|amount| *amount > 0.0);
        match self.inflow {
            InflowPlan::None => false,
            InflowPlan::Stated { .. } => some(&self.commission),
            InflowPlan::Response { .. } => some(&self.media),
        }
    }
}

/// The pool of prospects.
#[derive(Clone, Debug)]
pub struct MarketPlan {
    /// Reachable people or firms per period.
    pub reachable: Vec<f64>,
    /// Periods after which leavers are prospects again; none: never.
    pub lapsed_return_after: Option<usize>,
    /// Exponent of the pool's effect on joiners.
    pub depletion: f64,
}

impl MarketPlan {
    pub(super) fn of(
        business: &Business,
        market: &Market,
        calendar: &Calendar,
        events: &[f64],
        values: &Values,
    ) -> Self {
        let growth = libm::log1p(market.growth.at(values));
        let opened = |t: usize| {
            let open = market.new_markets.iter().filter(move |m| m.opens <= t as i64);
            let own: f64 = open.map(|m| m.reachable_customers.at(values)).sum();
            let added = business.events.iter().zip(events).filter(|(event, _)| event.in_force(t));
            own + added
                .map(|(event, share)| share * event.reachable_customers.at(values))
                .sum::<f64>()
        };
        let own = market.reachable_customers.at(values);
        Self {
            reachable: (0..calendar.periods)
                .map(|t| own * libm::exp(t as f64 * growth) + opened(t))
                .collect(),
            lapsed_return_after: market.lapsed_return_after,
            depletion: market.depletion.at(values),
        }
    }
}

/// What is paid per period to enter new markets and to bring out new products.
pub(super) fn entry_costs(
    business: &Business,
    events: &[f64],
    periods: usize,
    values: &Values,
) -> Vec<f64> {
    let at = |t: usize| {
        let t = t as i64;
        let markets = business.market.iter().flat_map(|market| &market.new_markets);
        let opening = markets.filter(|market| market.opens == t);
        let own: f64 = opening.map(|market| market.entry_cost.at(values)).sum();
        let starting = business.events.iter().zip(events).filter(|(event, _)| event.starts == t);
        own + starting.map(|(event, share)| share * event.entry_cost.at(values)).sum::<f64>()
    };
    (0..periods).map(at).collect()
}

/// A product that active customers buy beside what they have.
#[derive(Clone, Debug)]
pub struct ProductPlan {
    /// Event that brings it, by place.
    pub event: usize,
    /// Revenue per active customer, by place in the rate tables.
    pub revenue: Vec<f64>,
    /// Cost per active customer, likewise.
    pub cost: Vec<f64>,
}

impl ProductPlan {
    /// The products of a strategy, over `length` periods.
    pub(super) fn all(
        business: &Business,
        events: &[f64],
        length: usize,
        values: &Values,
    ) -> Vec<Self> {
        let of = |(place, event): (usize, &crate::scenario::Event)| {
            let sells = event.sells.as_ref()?;
            let series = |path: &crate::units::Path| {
                let buyers = |t: usize| {
                    if event.in_force(t) { events[place] * sells.take.at(values) } else { 0.0 }
                };
                (0..length).map(|t| buyers(t) * path.at(t, 0, values)).collect()
            };
            let (revenue, cost) = (series(&sells.price), series(&sells.cost));
            Some(Self { event: place, revenue, cost })
        };
        business.events.iter().enumerate().filter_map(of).collect()
    }
}
