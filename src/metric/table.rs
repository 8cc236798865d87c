//! Every metric, declared once: strategies in the order of their table on the page, then parts.
//!
//! What a metric is called and means, and its formula, are words: `[metric.<id>]` of `templates/text/`.

use super::declared::Better::{High, Low, Neither};
use super::declared::Group::{Base, Cash, Customer, Programmes, Value};
use super::declared::Level::{Channel, Common, Programme, Scenario, Segment, Strategy};
use super::declared::{Declared, metric};
use super::unit::Unit::{Count, Money, Periods, Ratio, Share};

/// Every metric.
pub const METRICS: &[Declared] = &[
    metric("npv", Money, 0, High)
        .of(&[Strategy, Segment, Common])
        .row(Value)
        .drawn(&[Strategy])
        .from(&["npv_horizon"]),
    metric("npv_horizon", Money, 0, High)
        .of(&[Strategy, Segment, Common])
        .row(Value)
        .drawn(&[Strategy]),
    metric("npv_stop", Money, 0, High).row(Value).from(&["npv_horizon"]),
    metric("npv_go_on", Money, 0, High).row(Value).from(&["npv_horizon", "npv_stop"]),
    metric("npv_runoff", Money, 0, High)
        .of(&[Strategy, Segment, Common])
        .row(Value)
        .drawn(&[Strategy])
        .from(&["npv_stop", "npv_go_on"]),
    metric("incremental_npv", Money, 0, High)
        .of(&[Strategy, Segment, Common])
        .row(Value)
        .drawn(&[Strategy])
        .from(&["npv"]),
    metric("incremental_npv_horizon", Money, 0, High)
        .row(Value)
        .from(&["npv_horizon", "incremental_npv"]),
    metric("incremental_npv_stop", Money, 0, High)
        .row(Value)
        .from(&["npv_stop", "incremental_npv"]),
    metric("incremental_npv_go_on", Money, 0, High)
        .row(Value)
        .from(&["npv_go_on", "incremental_npv"]),
    metric("irr", Share, 1, High)
        .row(Value)
        .from(&["npv_horizon"])
        .source("Brealey, Myers & Allen, Principles of Corporate Finance"),
    metric("mirr", Share, 1, High)
        .row(Value)
        .from(&["irr"])
        .source("Lin 1976, The Modified Internal Rate of Return and Investment Criterion"),
    metric("incremental_irr", Share, 1, High)
        .row(Value)
        .base_only()
        .from(&["irr", "incremental_npv"])
        .source("Brealey, Myers & Allen, Principles of Corporate Finance"),
    metric("incremental_mirr", Share, 1, High)
        .base_only()
        .from(&["mirr", "incremental_irr"])
        .source("Lin 1976, The Modified Internal Rate of Return and Investment Criterion"),
    metric("customer_equity", Money, 0, High)
        .row(Value)
        .from(&["npv_runoff", "opening_base_value"])
        .source("Rust, Lemon & Zeithaml 2004"),
    metric("opening_base_value", Money, 0, High)
        .row(Value)
        .source("Fader & Hardie 2010, Customer-Base Valuation"),
    metric("opening_base_value_constant_churn", Money, 0, Neither)
        .row(Value)
        .from(&["opening_base_value"])
        .source("Fader & Hardie 2010, Customer-Base Valuation"),
    metric("revenue_pv", Money, 0, High).row(Cash),
    metric("contribution_pv", Money, 0, High).row(Cash).from(&["revenue_pv"]),
    metric("contribution_margin", Share, 1, High).row(Cash),
    metric("acquisition_spend_pv", Money, 0, Neither).row(Cash),
    metric("retention_spend_pv", Money, 0, Neither).row(Cash),
    metric("spend_pv", Money, 0, Neither)
        .of(&[Strategy, Channel])
        .row(Cash)
        .from(&["acquisition_spend_pv", "retention_spend_pv"]),
    metric("budget_use", Share, 0, Neither).row(Cash).base_only(),
    metric("net_cash", Money, 0, High).row(Cash),
    metric("net_cash_real", Money, 0, High).row(Cash).from(&["net_cash"]),
    metric("peak_cash_need", Money, 0, Low).row(Cash),
    metric("peak_cash_period", Periods, 0, Neither).row(Cash).from(&["peak_cash_need"]),
    metric("cash_runway", Periods, 0, High).row(Cash),
    metric("break_even_customers", Count, 0, Low).row(Cash),
    metric("magic_number", Ratio, 2, High)
        .row(Cash)
        .source("Scale Venture Partners, the SaaS magic number"),
    metric("burn_multiple", Ratio, 2, Low)
        .row(Cash)
        .from(&["net_cash"])
        .source("Sacks 2020, The Burn Multiple"),
    metric("clv", Money, 2, High)
        .of(&[Strategy, Segment, Channel])
        .row(Customer)
        .source("Fader & Hardie 2012, note 024"),
    metric("clv_runoff", Money, 2, High)
        .of(&[Strategy, Segment])
        .row(Customer)
        .from(&["clv"])
        .source("Fader & Hardie 2012, note 024"),
    metric("quick_ltv", Money, 2, Neither)
        .of(&[Strategy, Segment])
        .row(Customer)
        .from(&["churn_period", "clv"]),
    metric("quick_ltv_error", Share, 1, Neither)
        .of(&[Strategy, Segment])
        .row(Customer)
        .from(&["quick_ltv", "clv_runoff"]),
    metric("ltv_undiscounted", Money, 2, Neither).of(&[Strategy, Segment]).row(Customer),
    metric("cac_paid", Money, 2, Low).row(Customer),
    metric("cac_blended", Money, 2, Low)
        .of(&[Strategy, Segment])
        .row(Customer)
        .drawn(&[Strategy])
        .from(&["customers_joined"]),
    metric("cac_loaded", Money, 2, Low).row(Customer).from(&["customers_joined"]),
    metric("ltv_cac", Ratio, 2, High)
        .of(&[Strategy, Segment, Channel])
        .row(Customer)
        .drawn(&[Strategy, Channel])
        .from(&["clv", "cac_blended", "cac_average"]),
    metric("ltv_cac_marginal", Ratio, 2, High)
        .of(&[Strategy, Channel])
        .row(Customer)
        .from(&["clv", "cac_marginal"]),
    metric("marginal_return_acquisition", Ratio, 2, Neither).row(Customer).base_only(),
    metric("marginal_return_retention", Ratio, 2, Neither).row(Customer).base_only(),
    metric("payback_simple", Periods, 1, Low).row(Customer).from(&["cac_blended"]),
    metric("payback_survival", Periods, 1, Low)
        .of(&[Strategy, Segment])
        .row(Customer)
        .drawn(&[Strategy])
        .from(&["cac_blended", "payback_simple"]),
    metric("payback_discounted", Periods, 1, Low)
        .of(&[Strategy, Segment])
        .row(Customer)
        .drawn(&[Strategy])
        .from(&["cac_blended", "payback_survival"]),
    metric("customers_end", Count, 0, High)
        .of(&[Strategy, Segment])
        .row(Base)
        .from(&["customers_joined", "customers_left"]),
    metric("market_penetration_end", Share, 1, Neither)
        .row(Base)
        .from(&["customers_end", "market_penetration"]),
    metric("customers_joined", Count, 0, Neither).row(Base),
    metric("customers_returned", Count, 0, Neither),
    metric("customers_left", Count, 0, Low).row(Base),
    metric("churn_period", Share, 2, Low)
        .of(&[Strategy, Segment])
        .row(Base)
        .of_a_whole()
        .from(&["customers_left"]),
    metric("churn_monthly", Share, 2, Low).of_a_whole().from(&["churn_period"]),
    metric("churn_annual", Share, 1, Low).row(Base).of_a_whole().from(&["churn_period"]),
    metric("churn_average_base", Share, 2, Low).row(Base).from(&["churn_period"]),
    metric("revenue_churn_period", Share, 2, Low).of_a_whole(),
    metric("revenue_churn_monthly", Share, 2, Low).of_a_whole().from(&["revenue_churn_period"]),
    metric("revenue_churn_annual", Share, 1, Low)
        .row(Base)
        .of_a_whole()
        .from(&["revenue_churn_period", "grr"]),
    metric("grr", Share, 1, High)
        .of(&[Strategy, Segment])
        .row(Base)
        .of_a_whole()
        .drawn(&[Strategy]),
    metric("nrr", Share, 1, High)
        .of(&[Strategy, Segment])
        .row(Base)
        .drawn(&[Strategy])
        .from(&["grr"]),
    metric("nrr_constant_price", Share, 1, High)
        .of(&[Strategy, Segment])
        .row(Base)
        .drawn(&[Strategy])
        .from(&["nrr"]),
    metric("quick_ratio", Ratio, 2, High).row(Base),
    metric("leaky_bucket_ceiling", Count, 0, High).row(Base).from(&["churn_period"]),
    metric("growth_stalls_period", Periods, 0, Neither).row(Base).from(&["leaky_bucket_ceiling"]),
    metric("retention_cost_per_incremental_customer_year", Money, 2, Neither).row(Base).base_only(),
    metric("save_rate", Share, 1, High).row(Programmes).of_a_whole(),
    metric("save_rate_day_90", Share, 1, High)
        .row(Programmes)
        .of_a_whole()
        .base_only()
        .from(&["save_rate"]),
    metric("save_rate_day_365", Share, 1, High)
        .row(Programmes)
        .of_a_whole()
        .base_only()
        .from(&["save_rate", "save_rate_day_90"]),
    metric("desk_utilisation", Share, 1, Neither).by_period(),
    metric("capacity_utilisation", Share, 1, Neither).of(&[Strategy, Segment]).by_period(),
    metric("market_penetration", Share, 1, Neither).by_period(),
    metric("reward_cost_share_of_revenue", Share, 2, Low).row(Programmes),
    metric("elasticity_retention", Ratio, 2, Neither)
        .row(Programmes)
        .base_only()
        .source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("elasticity_margin", Ratio, 2, Neither)
        .row(Programmes)
        .base_only()
        .from(&["elasticity_acquisition_cost"])
        .source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("elasticity_acquisition_cost", Ratio, 2, Neither)
        .row(Programmes)
        .base_only()
        .source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("clv_elasticity_retention", Ratio, 2, Neither)
        .row(Programmes)
        .base_only()
        .from(&["clv_runoff"])
        .source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("customer_rollforward_difference", Count, 0, Neither).row(Programmes),
    metric("assumptions_without_source", Count, 0, Low).of(&[Scenario]).base_only(),
    metric("assumptions_judgement_share", Share, 0, Low)
        .of(&[Scenario])
        .row(Programmes)
        .base_only()
        .from(&["assumptions_without_source"]),
    metric("survival", Share, 1, High)
        .of(&[Strategy, Segment])
        .by_tenure()
        .source("Fader & Hardie 2007, How to Project Customer Retention"),
    metric("rlv", Money, 2, High)
        .of(&[Segment])
        .by_tenure()
        .source("Fader & Hardie 2010, Customer-Base Valuation"),
    metric("cac_average", Money, 2, Low).of(&[Channel]).from(&["joined"]),
    metric("cac_marginal", Money, 2, Low).of(&[Channel]).from(&["cac_average"]),
    metric("joined", Count, 0, High).of(&[Channel]),
    metric("cost_pv", Money, 0, Low).of(&[Programme]),
    metric("incremental_npv_alone", Money, 0, High).of(&[Programme]).base_only(),
    metric("incremental_npv_last", Money, 0, High).of(&[Programme]).base_only(),
    metric("incremental_npv_shapley", Money, 0, High)
        .of(&[Programme])
        .base_only()
        .from(&["incremental_npv_alone", "incremental_npv_last"])
        .source("Shapley 1953"),
    metric("break_even", Ratio, 2, Neither)
        .of(&[Programme])
        .of_assumption()
        .base_only()
        .from(&["incremental_npv_last"]),
    metric("members_end", Count, 0, Neither).of(&[Programme]),
    metric("saved", Count, 0, High).of(&[Programme]).from(&["save_rate", "takers"]),
    metric("takers", Count, 0, Neither).of(&[Programme]),
    metric("dead_weight", Money, 0, Low).of(&[Programme]).from(&["cost_pv", "takers"]),
    metric("points_liability_end", Money, 0, Neither).of(&[Programme]).source("IFRS 15, B39–B43"),
];

/// The metric of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Declared> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// The metric that the program itself names so.
///
/// # Panics
///
/// If there is none: a test finds every one of them.
#[must_use]
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
        assert_eq!(groups, [Value, Cash, Customer, Base, Programmes]);
    }
}
