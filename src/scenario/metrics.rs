//! The metrics that a check may name, with their units and what they exist for.

/// What a metric counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricUnit {
    /// In the scenario's currency.
    Money,
    /// A fraction; limits are written as percentages.
    Share,
    /// A length of time, in periods.
    Periods,
    /// A number of customers, assumptions, a ratio.
    Number,
}

/// Where a metric exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// For the whole scenario.
    Scenario,
    /// For a strategy.
    Strategy,
    /// For a segment under a strategy.
    Segment,
    /// For a channel under a strategy.
    Channel,
}

/// A metric that a check may name.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its id.
    pub id: &'static str,
    /// What it counts.
    pub unit: MetricUnit,
    /// Where it exists.
    pub levels: &'static [Level],
    /// Whether it is one figure, or one for every period.
    pub series: bool,
}

use Level::{Channel, Scenario, Segment, Strategy};
use MetricUnit::{Money, Number, Periods, Share};

const fn metric(id: &'static str, unit: MetricUnit, levels: &'static [Level]) -> Metric {
    Metric { id, unit, levels, series: false }
}

/// Every metric that a check may name.
pub const METRICS: &[Metric] = &[
    metric("npv", Money, &[Strategy, Segment]),
    metric("npv_horizon", Money, &[Strategy, Segment]),
    metric("npv_stop", Money, &[Strategy]),
    metric("npv_go_on", Money, &[Strategy]),
    metric("npv_runoff", Money, &[Strategy, Segment]),
    metric("irr", Share, &[Strategy]),
    metric("mirr", Share, &[Strategy]),
    metric("net_cash", Money, &[Strategy]),
    metric("net_cash_real", Money, &[Strategy]),
    metric("incremental_npv", Money, &[Strategy]),
    metric("incremental_npv_horizon", Money, &[Strategy]),
    metric("incremental_npv_stop", Money, &[Strategy]),
    metric("incremental_npv_go_on", Money, &[Strategy]),
    metric("incremental_irr", Share, &[Strategy]),
    metric("incremental_mirr", Share, &[Strategy]),
    metric("customer_equity", Money, &[Strategy]),
    metric("opening_base_value", Money, &[Strategy]),
    metric("opening_base_value_constant_churn", Money, &[Strategy]),
    metric("clv", Money, &[Strategy, Segment, Channel]),
    metric("clv_runoff", Money, &[Strategy, Segment]),
    metric("quick_ltv", Money, &[Strategy, Segment]),
    metric("quick_ltv_error", Share, &[Strategy, Segment]),
    metric("ltv_undiscounted", Money, &[Strategy, Segment]),
    metric("cac_paid", Money, &[Strategy]),
    metric("cac_blended", Money, &[Strategy, Segment]),
    metric("cac_loaded", Money, &[Strategy]),
    metric("ltv_cac", Number, &[Strategy, Segment, Channel]),
    metric("ltv_cac_marginal", Number, &[Strategy, Channel]),
    metric("payback_simple", Periods, &[Strategy]),
    metric("payback_survival", Periods, &[Strategy, Segment]),
    metric("payback_discounted", Periods, &[Strategy, Segment]),
    metric("customers_end", Number, &[Strategy, Segment]),
    metric("market_penetration_end", Share, &[Strategy]),
    metric("customers_joined", Number, &[Strategy]),
    metric("customers_returned", Number, &[Strategy]),
    metric("customers_left", Number, &[Strategy]),
    metric("churn_period", Share, &[Strategy, Segment]),
    metric("churn_monthly", Share, &[Strategy]),
    metric("churn_annual", Share, &[Strategy]),
    metric("churn_average_base", Share, &[Strategy]),
    metric("acquisition_spend_pv", Money, &[Strategy]),
    metric("retention_spend_pv", Money, &[Strategy]),
    metric("spend_pv", Money, &[Strategy, Channel]),
    metric("revenue_pv", Money, &[Strategy]),
    metric("contribution_pv", Money, &[Strategy]),
    metric("contribution_margin", Share, &[Strategy]),
    metric("revenue_churn_period", Share, &[Strategy]),
    metric("revenue_churn_monthly", Share, &[Strategy]),
    metric("revenue_churn_annual", Share, &[Strategy]),
    metric("grr", Share, &[Strategy, Segment]),
    metric("nrr", Share, &[Strategy, Segment]),
    metric("nrr_constant_price", Share, &[Strategy, Segment]),
    metric("quick_ratio", Number, &[Strategy]),
    metric("cash_runway", Periods, &[Strategy]),
    metric("break_even_customers", Number, &[Strategy]),
    metric("peak_cash_need", Money, &[Strategy]),
    metric("peak_cash_period", Periods, &[Strategy]),
    metric("leaky_bucket_ceiling", Number, &[Strategy]),
    metric("growth_stalls_period", Periods, &[Strategy]),
    metric("magic_number", Number, &[Strategy]),
    metric("burn_multiple", Number, &[Strategy]),
    metric("retention_cost_per_incremental_customer_year", Money, &[Strategy]),
    metric("save_rate", Share, &[Strategy]),
    metric("save_rate_day_90", Share, &[Strategy]),
    metric("save_rate_day_365", Share, &[Strategy]),
    Metric { id: "desk_utilisation", unit: Share, levels: &[Strategy], series: true },
    Metric { id: "capacity_utilisation", unit: Share, levels: &[Strategy, Segment], series: true },
    Metric { id: "market_penetration", unit: Share, levels: &[Strategy], series: true },
    metric("reward_cost_share_of_revenue", Share, &[Strategy]),
    metric("customer_rollforward_difference", Number, &[Strategy]),
    metric("assumptions_without_source", Number, &[Scenario]),
    metric("assumptions_judgement_share", Share, &[Scenario]),
    metric("marginal_return_acquisition", Number, &[Strategy]),
    metric("marginal_return_retention", Number, &[Strategy]),
    metric("elasticity_retention", Number, &[Strategy]),
    metric("elasticity_margin", Number, &[Strategy]),
    metric("elasticity_acquisition_cost", Number, &[Strategy]),
    metric("clv_elasticity_retention", Number, &[Strategy]),
    metric("budget_use", Share, &[Strategy]),
    metric("cac_average", Money, &[Channel]),
    metric("cac_marginal", Money, &[Channel]),
    metric("joined", Number, &[Channel]),
];
