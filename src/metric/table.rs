//! Every metric, declared once: strategies in the order of their table on the page, then parts.
//!
//! What a metric is called and means, its formula and its source are words: `[metric.<id>]` of `templates/text/`.

use super::declared::Better::{High, Low, Neither};
use super::declared::Level::{Channel, Common, Programme, Scenario, Segment, Strategy};
use super::declared::{Declared, metric};
use super::unit::Unit::{Count, Money, Periods, Ratio, Share};

// Groups of rows.
const VALUE: &str = "side.group_value";
const CASH: &str = "side.group_cash";
const CUSTOMER: &str = "side.group_customer";
const BASE: &str = "side.group_base";
const PROGRAMMES: &str = "side.group_programmes";

/// Every metric: id, unit, decimals, which way is better; then what is not as in a figure of strategies that
/// draws have and no page shows.
#[rustfmt::skip]
pub const METRICS: &[Declared] = &[
    metric("npv", Money, 0, High).of(&[Strategy, Segment, Common]).row(VALUE).drawn(&[Strategy])
        .from(&["npv_horizon"]),
    metric("npv_horizon", Money, 0, High).of(&[Strategy, Segment, Common]).row(VALUE).drawn(&[Strategy]),
    metric("npv_stop", Money, 0, High).after_horizon().row(VALUE).from(&["npv_horizon"]),
    metric("npv_go_on", Money, 0, High).after_horizon().row(VALUE).from(&["npv_horizon", "npv_stop"]),
    metric("npv_runoff", Money, 0, High).after_horizon().of(&[Strategy, Segment, Common]).row(VALUE).drawn(&[Strategy])
        .from(&["npv_stop", "npv_go_on"]),
    metric("incremental_npv", Money, 0, High).of(&[Strategy, Segment, Common]).row(VALUE).drawn(&[Strategy])
        .from(&["npv"]),
    metric("incremental_npv_horizon", Money, 0, High).row(VALUE).from(&["npv_horizon", "incremental_npv"]),
    metric("incremental_npv_stop", Money, 0, High).row(VALUE).from(&["npv_stop", "incremental_npv"]),
    metric("incremental_npv_go_on", Money, 0, High).row(VALUE).from(&["npv_go_on", "incremental_npv"]),
    metric("irr", Share, 1, High).row(VALUE).from(&["npv_horizon"]),
    metric("mirr", Share, 1, High).row(VALUE).from(&["irr"]),
    metric("incremental_irr", Share, 1, High).row(VALUE).base_only().from(&["irr", "incremental_npv"]),
    metric("incremental_mirr", Share, 1, High).base_only().from(&["mirr", "incremental_irr"]),
    metric("customer_equity", Money, 0, High).after_horizon().row(VALUE).from(&["npv_runoff", "opening_base_value"]),
    metric("opening_base_value", Money, 0, High).of_a_customer().row(VALUE),
    metric("opening_base_value_constant_churn", Money, 0, Neither).row(VALUE).from(&["opening_base_value"]),
    metric("revenue_pv", Money, 0, High).row(CASH),
    metric("contribution_pv", Money, 0, High).row(CASH).from(&["revenue_pv"]),
    metric("contribution_margin", Share, 1, High).row(CASH),
    metric("acquisition_spend_pv", Money, 0, Neither).row(CASH),
    metric("retention_spend_pv", Money, 0, Neither).row(CASH),
    metric("spend_pv", Money, 0, Neither).of(&[Strategy, Channel]).row(CASH)
        .from(&["acquisition_spend_pv", "retention_spend_pv"]),
    metric("budget_use", Share, 0, Neither).row(CASH).base_only(),
    metric("net_cash", Money, 0, High).row(CASH),
    metric("net_cash_real", Money, 0, High).row(CASH).from(&["net_cash"]),
    metric("peak_cash_need", Money, 0, Low).row(CASH),
    metric("peak_cash_period", Periods, 0, Neither).row(CASH).from(&["peak_cash_need"]),
    metric("cash_runway", Periods, 0, High).row(CASH),
    metric("break_even_customers", Count, 0, Low).row(CASH),
    metric("magic_number", Ratio, 2, High).row(CASH),
    metric("burn_multiple", Ratio, 2, Low).row(CASH).from(&["net_cash"]),
    metric("clv", Money, 2, High).of_a_customer().of(&[Strategy, Segment, Channel]).row(CUSTOMER),
    metric("clv_runoff", Money, 2, High).of_a_customer().of(&[Strategy, Segment]).row(CUSTOMER).from(&["clv"]),
    metric("quick_ltv", Money, 2, Neither).of(&[Strategy, Segment]).row(CUSTOMER)
        .from(&["churn_period", "clv"]),
    metric("quick_ltv_error", Share, 1, Neither).of_a_customer().of(&[Strategy, Segment]).row(CUSTOMER)
        .from(&["quick_ltv", "clv_runoff"]),
    metric("ltv_undiscounted", Money, 2, Neither).of_a_customer().of(&[Strategy, Segment]).row(CUSTOMER),
    metric("cac_paid", Money, 2, Low).row(CUSTOMER),
    metric("cac_blended", Money, 2, Low).of(&[Strategy, Segment]).row(CUSTOMER).drawn(&[Strategy])
        .from(&["customers_joined"]),
    metric("cac_loaded", Money, 2, Low).row(CUSTOMER).from(&["customers_joined"]),
    metric("ltv_cac", Ratio, 2, High).of_a_customer().of(&[Strategy, Segment, Channel]).row(CUSTOMER).drawn(&[Strategy, Channel])
        .from(&["clv", "cac_blended", "cac_average"]),
    metric("ltv_cac_marginal", Ratio, 2, High).of_a_customer().of(&[Strategy, Channel]).row(CUSTOMER)
        .from(&["clv", "cac_marginal"]),
    metric("ltv_cac_paid", Ratio, 2, High).of_a_customer().of(&[Strategy, Channel]).row(CUSTOMER).drawn(&[Strategy, Channel])
        .from(&["clv_runoff", "cac_paid", "cac_average"]),
    metric("ltv_cac_paid_marginal", Ratio, 2, High).of_a_customer().of(&[Strategy, Channel]).row(CUSTOMER)
        .from(&["clv_runoff", "cac_marginal"]),
    metric("marginal_return_acquisition", Ratio, 2, Neither).row(CUSTOMER).base_only(),
    metric("marginal_return_retention", Ratio, 2, Neither).row(CUSTOMER).base_only(),
    metric("payback_simple", Periods, 1, Low).row(CUSTOMER).from(&["cac_blended"]),
    metric("payback_survival", Periods, 1, Low).of_a_customer().of(&[Strategy, Segment]).row(CUSTOMER).drawn(&[Strategy])
        .from(&["cac_blended", "payback_simple"]),
    metric("payback_discounted", Periods, 1, Low).of_a_customer().of(&[Strategy, Segment]).row(CUSTOMER).drawn(&[Strategy])
        .from(&["cac_blended", "payback_survival"]),
    metric("customers_end", Count, 0, High).of(&[Strategy, Segment]).row(BASE)
        .from(&["customers_joined", "customers_left"]),
    metric("market_penetration_end", Share, 1, Neither).row(BASE)
        .from(&["customers_end", "market_penetration"]),
    metric("customers_joined", Count, 0, Neither).row(BASE),
    metric("customers_returned", Count, 0, Neither),
    metric("customers_left", Count, 0, Low).row(BASE),
    metric("churn_period", Share, 2, Low).of(&[Strategy, Segment]).row(BASE).of_a_whole()
        .from(&["customers_left"]),
    metric("churn_monthly", Share, 2, Low).of_a_whole().from(&["churn_period"]),
    metric("churn_annual", Share, 1, Low).row(BASE).of_a_whole().from(&["churn_period"]),
    metric("churn_average_base", Share, 2, Low).row(BASE).from(&["churn_period"]),
    metric("revenue_churn_period", Share, 2, Low).of_a_whole(),
    metric("revenue_churn_monthly", Share, 2, Low).of_a_whole().from(&["revenue_churn_period"]),
    metric("revenue_churn_annual", Share, 1, Low).row(BASE).of_a_whole()
        .from(&["revenue_churn_period", "grr"]),
    metric("grr", Share, 1, High).of(&[Strategy, Segment]).row(BASE).of_a_whole().drawn(&[Strategy]),
    metric("nrr", Share, 1, High).of(&[Strategy, Segment]).row(BASE).drawn(&[Strategy]).from(&["grr"]),
    metric("nrr_constant_price", Share, 1, High).of(&[Strategy, Segment]).row(BASE).drawn(&[Strategy])
        .from(&["nrr"]),
    metric("quick_ratio", Ratio, 2, High).row(BASE),
    metric("leaky_bucket_ceiling", Count, 0, High).row(BASE).from(&["churn_period"]),
    metric("growth_stalls_period", Periods, 0, Neither).row(BASE).from(&["leaky_bucket_ceiling"]),
    metric("retention_cost_per_incremental_customer_year", Money, 2, Neither).row(BASE).base_only(),
    metric("save_rate", Share, 1, High).row(PROGRAMMES).of_a_whole(),
    metric("save_rate_day_90", Share, 1, High).row(PROGRAMMES).of_a_whole().base_only().from(&["save_rate"]),
    metric("save_rate_day_365", Share, 1, High).row(PROGRAMMES).of_a_whole().base_only()
        .from(&["save_rate", "save_rate_day_90"]),
    metric("desk_utilisation", Share, 1, Neither).by_period(),
    metric("capacity_utilisation", Share, 1, Neither).of(&[Strategy, Segment]).by_period(),
    metric("market_penetration", Share, 1, Neither).by_period(),
    metric("reward_cost_share_of_revenue", Share, 2, Low).row(PROGRAMMES),
    metric("elasticity_retention", Ratio, 2, Neither).row(PROGRAMMES).base_only(),
    metric("elasticity_margin", Ratio, 2, Neither).row(PROGRAMMES).base_only()
        .from(&["elasticity_acquisition_cost"]),
    metric("elasticity_acquisition_cost", Ratio, 2, Neither).row(PROGRAMMES).base_only(),
    metric("clv_elasticity_retention", Ratio, 2, Neither).of_a_customer().row(PROGRAMMES).base_only().from(&["clv_runoff"]),
    metric("customer_rollforward_difference", Count, 0, Neither).row(PROGRAMMES),
    metric("assumptions_without_source", Count, 0, Low).of(&[Scenario]).base_only(),
    metric("assumptions_judgement_share", Share, 0, Low).of(&[Scenario]).row(PROGRAMMES).base_only()
        .from(&["assumptions_without_source"]),
    metric("survival", Share, 1, High).of_a_customer().of(&[Strategy, Segment]).by_tenure(),
    metric("rlv", Money, 2, High).of(&[Segment]).by_tenure(),
    metric("cac_average", Money, 2, Low).of(&[Channel]).from(&["joined"]),
    metric("cac_marginal", Money, 2, Low).of(&[Channel]).from(&["cac_average"]),
    metric("joined", Count, 0, High).of(&[Channel]),
    metric("cost_pv", Money, 0, Low).of(&[Programme]),
    metric("incremental_npv_alone", Money, 0, High).of(&[Programme]).base_only(),
    metric("incremental_npv_last", Money, 0, High).of(&[Programme]).base_only(),
    metric("incremental_npv_shapley", Money, 0, High).of(&[Programme]).base_only()
        .from(&["incremental_npv_alone", "incremental_npv_last"]),
    metric("break_even", Ratio, 2, Neither).of(&[Programme]).of_assumption().base_only()
        .from(&["incremental_npv_last"]),
    metric("members_end", Count, 0, Neither).of(&[Programme]),
    metric("saved", Count, 0, High).of(&[Programme]).from(&["save_rate", "takers"]),
    metric("takers", Count, 0, Neither).of(&[Programme]),
    metric("dead_weight", Money, 0, Low).of(&[Programme]).from(&["cost_pv", "takers"]),
    metric("points_liability_end", Money, 0, Neither).of(&[Programme]),
];

/// The metric of that id.
pub fn find(id: &str) -> Option<&'static Declared> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// The metric that the program itself names so.
///
/// # Panics
///
/// If there is none: a test finds every one of them.
pub fn declared(id: &'static str) -> &'static Declared {
    find(id).unwrap_or_else(|| panic!("{id} is not declared"))
}

/// Those that a check may name.
pub fn checked() -> impl Iterator<Item = &'static Declared> {
    METRICS.iter().filter(|metric| metric.checked())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_declared_once() {
        for (at, metric) in METRICS.iter().enumerate() {
            assert!(METRICS[..at].iter().all(|other| other.id != metric.id), "{} twice", metric.id);
            assert!(metric.from.iter().all(|from| find(from).is_some()), "{}", metric.id);
            assert!(metric.drawn.iter().all(|level| metric.is_of(*level)), "{}", metric.id);
            assert!(metric.unit == Share || !metric.of_a_whole, "{}", metric.id);
        }
    }

    /// Rows of a group stand together, so that its head stands once.
    #[test]
    fn groups_of_rows_stand_together() {
        let mut groups: Vec<_> = METRICS.iter().filter_map(|metric| metric.row).collect();
        groups.dedup();
        assert_eq!(groups, [VALUE, CASH, CUSTOMER, BASE, PROGRAMMES]);
    }
}
