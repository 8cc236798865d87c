//! Who the customers are: their market, prices and costs, and how they leave.

use std::sync::Arc;

use super::DataCurve;
use crate::units::{Path, Quantity, Values};

/// `[market]`.
#[derive(Clone, Debug)]
pub struct Market {
    /// People or firms that could be customers at the start of period 0.
    pub reachable_customers: Quantity,
    /// Growth per model period.
    pub growth: Quantity,
    /// Periods after which former customers are prospects again; none: they never are.
    pub lapsed_return_after: Option<usize>,
    /// Exponent of the pool's effect on joiners; 0 for an endless pool.
    pub depletion: Quantity,
    /// Markets that open later.
    pub new_markets: Vec<NewMarket>,
}

/// A market that opens at a date.
#[derive(Clone, Debug)]
pub struct NewMarket {
    /// Name for readers.
    pub name: String,
    /// Period in which it opens.
    pub opens: i64,
    /// Prospects that it adds.
    pub reachable_customers: Quantity,
    /// Paid at the start of that period.
    pub entry_cost: Quantity,
}

/// `[[segments]]`.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Customers at the start by tenure k in periods, ascending: how many, or how a total is spread.
    pub opening: Opening,
    /// Customers billed that it has room for; none: no limit.
    pub capacity: Option<Path>,
    /// Price per model period, or per visit where there are any.
    pub price: Price,
    /// What opening customers pay, where it is stated apart.
    pub opening_price: Option<OpeningPrice>,
    /// Visits per active customer and model period; none in a subscription.
    pub visits: Option<Path>,
    /// Share of the basket, on top of the cost of sales.
    pub variable_labour: Path,
    /// Share of the money billed.
    pub cost_of_revenue: Path,
    /// Share of the list price.
    pub cost_of_sales: Path,
    /// Share of the money billed.
    pub payment_fees: Path,
    /// Money per active customer and period.
    pub service_cost: Path,
    /// Money per active customer and period.
    pub retention_spend: Path,
    /// Growth of revenue per surviving customer and period.
    pub expansion: Quantity,
    /// Shrinking of revenue per surviving customer and period.
    pub contraction: Quantity,
    /// Observed curve of leaving.
    pub churn: ChurnCurve,
    /// Multiplier of the log-survival.
    pub churn_multiplier: Quantity,
    /// Multiplier of the log-survival by calendar month, January first.
    pub seasonality: [Quantity; 12],
    /// Share of observed leavers by reason, in the order of the scenario's reasons; sums to 1.
    pub reason_shares: Vec<Quantity>,
}

/// Customers at the start of period 0.
#[derive(Clone, Debug)]
pub enum Opening {
    /// A number, all of tenure 0.
    New(Quantity),
    /// A number, spread in proportion to survival over all tenures.
    SteadyState(Quantity),
    /// A number, spread over ranges of tenure by shares; inside a range in proportion to survival.
    Shares(Quantity, Vec<TenureRange>),
    /// Numbers by ranges of tenure; inside a range in proportion to survival.
    Counts(Vec<TenureRange>),
}

/// A range of tenures in periods, both ends included, with a share or a number.
#[derive(Clone, Debug)]
pub struct TenureRange {
    /// First tenure k.
    pub from: usize,
    /// Last tenure k.
    pub to: usize,
    /// Share of the total, or number of customers.
    pub amount: Quantity,
}

/// Price per model period, or basket per visit.
#[derive(Clone, Debug)]
pub struct Price {
    /// Amount as stated: net, or gross when `vat` is given.
    pub amount: Path,
    /// VAT contained in `amount`; none: the amount is net.
    pub vat_included: Option<Path>,
    /// VAT rate, for points earned on gross money; 0 when not stated.
    pub vat: Path,
}

/// Price or basket of opening customers.
#[derive(Clone, Debug)]
pub struct OpeningPrice {
    /// Amount as stated: net, or gross when `vat_included` is given.
    pub amount: Path,
    /// VAT contained in `amount`; none: the amount is net.
    pub vat_included: Option<Path>,
    /// The segment's price in the file before any strategy's `set`, with which it moves.
    pub file: Price,
}

/// Observed hazard of leaving by tenure (`docs/model.md`, section 3).
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "`docs/model.md` says what the parameters of a curve are")]
pub enum ChurnCurve {
    /// The same rate at every tenure; may be a dated schedule.
    Constant(Path),
    /// Rates by tenure: (first tenure k, rate), the first at 0; the last goes on.
    ByTenure(Vec<(usize, Quantity)>),
    /// Shifted beta-geometric.
    BetaGeometric { alpha: Quantity, beta: Quantity },
    /// Discrete Weibull: rate of the first period, and shape.
    DiscreteWeibull { rate: Quantity, shape: Quantity },
    /// Beta-discrete-Weibull.
    BetaDiscreteWeibull { alpha: Quantity, beta: Quantity, shape: Quantity },
    /// As observed, with a fitted tail.
    FromData(Arc<DataCurve>),
    /// Share kept as a function of retention spend per active customer (`[retention_response]`).
    Response(RetentionResponse),
}

impl ChurnCurve {
    /// Tenures that the data cover, in periods; none where a formula or an open range gives the whole curve.
    pub fn observed(&self) -> Option<usize> {
        match self {
            // Behind a closed range the last rate goes on, as a step of its own; behind an open one all is stated.
            Self::ByTenure(steps) => match steps[..] {
                [.., before, last] if before.1 == last.1 => Some(last.0),
                _ => None,
            },
            Self::FromData(data) => Some(data.survival.len() - 1),
            _ => None,
        }
        .filter(|periods| *periods > 0)
    }
}

/// Share of the way from floor to ceiling that the stated point of a retention response may be at.
const REACHED: f64 = 1.0 - 1e-6;

/// `[retention_response]`: r(R) = floor + (ceiling − floor)(1 − e^(−kR)).
#[derive(Clone, Debug)]
pub struct RetentionResponse {
    /// Money per active customer and period, at the end of the period.
    pub spend: Path,
    /// Spend of the file's own stated point at its base, before any `set`.
    pub stated_spend: StatedSpend,
    /// Share kept per period at the stated spend.
    pub kept: Quantity,
    /// Highest share that can be kept.
    pub ceiling: Quantity,
    /// Share kept at zero spend.
    pub floor: Quantity,
}

impl RetentionResponse {
    /// Share kept in period `t` when the spend is multiplied by `factor`, 0 to 1.
    ///
    /// Source: Blattberg & Deighton 1996, with k from the stated point.
    pub fn kept_at(&self, t: usize, factor: f64, values: &crate::units::Values) -> f64 {
        let (ceiling, floor) = (self.ceiling.at(values), self.floor.at(values));
        // Trials move kept, floor and ceiling apart from one another; past each other they would make no curve.
        let reached = ((self.kept.at(values) - floor) / (ceiling - floor)).clamp(0.0, REACHED);
        let k = -libm::log1p(-reached) / self.stated_spend.amount;
        floor - (ceiling - floor) * libm::expm1(-k * self.spend.at(t, 0, values) * factor)
    }
}

/// Spend that a response curve goes through.
#[derive(Clone, Debug)]
pub struct StatedSpend {
    /// At the base values of the file, above 0: what is drawn or set moves along the curve.
    pub amount: f64,
    /// What the file states; none where `--set` put something in its place.
    pub number: Option<Path>,
}

impl StatedSpend {
    /// Lets the curve go through what the file would state at other values of its numbers.
    pub(super) fn restate(&mut self, values: &Values) {
        let stated = self.number.as_ref().map(|number| number.at(0, 0, values));
        // A file cannot state nothing: nought was set, and lies on the curve as it is.
        self.amount = stated.filter(|amount| *amount > 0.0).unwrap_or(self.amount);
    }
}
