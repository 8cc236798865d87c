//! What belongs to one segment, to one channel, or to none of them; and what every account is.

use serde::Serialize;

use super::Map;

/// Money and customers of a part, period by period. The parts of a strategy sum to it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartFlows {
    pub(crate) series: PartSeries,
    pub(crate) billing: Billing,
    /// Postings per account and period, as in the strategy's ledger; accounts of which it has nothing are
    /// left out.
    pub ledger: Map<Vec<f64>>,
}

/// One number per period, each as in the strategy's series.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartSeries {
    pub(crate) opening: Vec<f64>,
    pub(crate) joined: Vec<f64>,
    pub(crate) returned: Vec<f64>,
    /// Customers who leave in the period.
    pub left: Vec<f64>,
    /// Customers at its end.
    pub closing: Vec<f64>,
    pub(crate) revenue: Vec<f64>,
    pub(crate) acquisition_spend: Vec<f64>,
    pub(crate) retention_spend: Vec<f64>,
    pub(crate) cash_flow: Vec<f64>,
    pub(crate) discounted_cash_flow: Vec<f64>,
    pub(crate) cumulative_discounted_cash_flow: Vec<f64>,
}

/// Recurring revenue at list price, and what moved it since the period before: list = before + new + returned +
/// expansion − contraction + price − lost.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Billing {
    /// What the customers of the start are billed in period 0: what stands before it.
    pub opening: f64,
    /// All customers.
    pub list: Vec<f64>,
    /// First bills of those who join.
    pub new: Vec<f64>,
    /// First bills of those who come back.
    pub returned: Vec<f64>,
    /// Growth of the bills of those who stayed.
    pub expansion: Vec<f64>,
    /// Their shrinking.
    pub contraction: Vec<f64>,
    /// What moves of the price, by date and tenure, and of visits brought; negative where they took.
    pub price: Vec<f64>,
    /// Bills of those who left.
    pub lost: Vec<f64>,
}

/// An account of the ledger. Σ over accounts and periods of sign × amount × (1 + discount rate per
/// period)^−(t + offset) is the net present value of the horizon.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFindings {
    /// Its key in the ledger.
    pub id: String,
    /// `revenue`, `cost_of_revenue`, `service`, `acquisition`, `retention`, `overhead`, `tax`.
    pub group: &'static str,
    /// 1 for money in, −1 for money out.
    pub sign: f64,
    /// When in its period it is paid: 0 at the start, 1 at the end.
    pub offset: f64,
}
