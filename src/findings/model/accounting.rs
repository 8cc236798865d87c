//! The accounting view of a strategy, beside its cash.

use serde::Serialize;

/// What is deferred and capitalised, and how profit follows from cash. Expected engine, money undiscounted.
#[derive(Clone, Debug, Serialize)]
pub struct Accounting {
    /// Contract liability of each programme whose rewards are a performance obligation of their own.
    pub points: Vec<NamedLines<PointsLiability<Vec<f64>>>>,
    /// Asset of each channel whose commissions are capitalised.
    pub commissions: Vec<NamedLines<CommissionAsset<Vec<f64>>>>,
    /// From cash to profit, per period.
    pub profit: Profit<Vec<f64>>,
    /// All of it by fiscal year, programmes and channels in sum.
    pub years: Vec<AccountingYear>,
}

/// Lines of a programme or channel.
#[derive(Clone, Debug, Serialize)]
pub struct NamedLines<T> {
    /// The programme's or channel's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its lines.
    #[serde(flatten)]
    pub lines: T,
}

/// Roll-forward of a contract liability: opening + deferred − redeemed − breakage + estimate = closing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PointsLiability<T> {
    /// At the start of the period.
    pub opening: T,
    /// Revenue allocated to points earned.
    pub deferred: T,
    /// Released for points redeemed, at what was allocated to each point earned.
    pub redeemed: T,
    /// Released for points that will never be redeemed, in proportion to those redeemed.
    pub breakage: T,
    /// Catch-up of a changed estimate; above zero where more points than before are expected to be redeemed.
    pub estimate: T,
    /// At its end.
    pub closing: T,
    /// Part of the closing liability that is redeemed within a year.
    pub current: T,
    /// The rest of it.
    pub non_current: T,
}

/// Roll-forward of capitalised commissions: opening + capitalised − amortised = closing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommissionAsset<T> {
    pub(crate) opening: T,
    pub(crate) capitalised: T,
    pub(crate) amortised: T,
    pub(crate) closing: T,
}

/// Revenue and profit of the accounting view, and what leads to it from cash.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Profit<T> {
    /// List price of what was sold, membership fees and new products.
    pub charged: T,
    /// Refunds, zero or below.
    pub refunds: T,
    /// Prices not charged: trials, offers and coupons, zero or below.
    pub discounts: T,
    /// Released from the contract liability less deferred to it.
    pub points: T,
    /// Sum of the four: revenue of the accounting view.
    pub revenue: T,
    /// All costs of the accounting view, tax as paid included.
    pub costs: T,
    /// Revenue less costs.
    pub profit: T,
    /// Cash flow of the period.
    pub cash_flow: T,
    /// Commissions capitalised less amortised.
    pub commissions: T,
}

/// A fiscal year of the accounting view.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountingYear {
    /// Year in which the fiscal year ends.
    pub fiscal_year: i32,
    /// Periods of the horizon that fall into it.
    pub periods: usize,
    pub(crate) points: PointsLiability<f64>,
    pub(crate) commissions: CommissionAsset<f64>,
    pub(crate) profit: Profit<f64>,
}

impl PointsLiability<Vec<f64>> {
    /// Nothing in any period.
    pub fn of(periods: usize) -> Self {
        let nothing = || vec![0.0; periods];
        Self {
            opening: nothing(),
            deferred: nothing(),
            redeemed: nothing(),
            breakage: nothing(),
            estimate: nothing(),
            closing: nothing(),
            current: nothing(),
            non_current: nothing(),
        }
    }
}
