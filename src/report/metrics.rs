//! Which metrics does a page show, in which order, with which digits, and which way is better?

/// Whether more of a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    High,
    Low,
    /// A fact, neither good nor bad.
    Neither,
}

/// How a metric is shown. Its short name is the message `metric.<id>`.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub id: &'static str,
    /// Decimals in tables.
    pub decimals: usize,
    pub better: Better,
}

const fn shown(id: &'static str, decimals: usize, better: Better) -> Shown {
    Shown { id, decimals, better }
}

/// Metrics of a strategy, side by side.
pub const STRATEGY: [Shown; 70] = [
    shown("npv", 0, Better::High),
    shown("npv_horizon", 0, Better::High),
    shown("npv_stop", 0, Better::High),
    shown("npv_go_on", 0, Better::High),
    shown("npv_runoff", 0, Better::High),
    shown("incremental_npv", 0, Better::High),
    shown("incremental_npv_horizon", 0, Better::High),
    shown("incremental_npv_stop", 0, Better::High),
    shown("incremental_npv_go_on", 0, Better::High),
    shown("irr", 1, Better::High),
    shown("mirr", 1, Better::High),
    shown("incremental_irr", 1, Better::High),
    shown("customer_equity", 0, Better::High),
    shown("opening_base_value", 0, Better::High),
    shown("opening_base_value_constant_churn", 0, Better::Neither),
    shown("revenue_pv", 0, Better::High),
    shown("contribution_pv", 0, Better::High),
    shown("contribution_margin", 1, Better::High),
    shown("acquisition_spend_pv", 0, Better::Neither),
    shown("retention_spend_pv", 0, Better::Neither),
    shown("spend_pv", 0, Better::Neither),
    shown("budget_use", 0, Better::Neither),
    shown("net_cash", 0, Better::High),
    shown("net_cash_real", 0, Better::High),
    shown("peak_cash_need", 0, Better::Low),
    shown("peak_cash_period", 0, Better::Neither),
    shown("cash_runway", 0, Better::High),
    shown("break_even_customers", 0, Better::Low),
    shown("magic_number", 2, Better::High),
    shown("burn_multiple", 2, Better::Low),
    shown("clv", 2, Better::High),
    shown("clv_runoff", 2, Better::High),
    shown("quick_ltv", 2, Better::Neither),
    shown("quick_ltv_error", 1, Better::Neither),
    shown("ltv_undiscounted", 2, Better::Neither),
    shown("cac_paid", 2, Better::Low),
    shown("cac_blended", 2, Better::Low),
    shown("cac_loaded", 2, Better::Low),
    shown("ltv_cac", 2, Better::High),
    shown("ltv_cac_marginal", 2, Better::High),
    shown("marginal_return_acquisition", 2, Better::Neither),
    shown("marginal_return_retention", 2, Better::Neither),
    shown("payback_simple", 1, Better::Low),
    shown("payback_survival", 1, Better::Low),
    shown("payback_discounted", 1, Better::Low),
    shown("customers_end", 0, Better::High),
    shown("market_penetration_end", 1, Better::Neither),
    shown("customers_joined", 0, Better::Neither),
    shown("customers_left", 0, Better::Low),
    shown("churn_period", 2, Better::Low),
    shown("churn_annual", 1, Better::Low),
    shown("churn_average_base", 2, Better::Low),
    shown("revenue_churn_annual", 1, Better::Low),
    shown("grr", 1, Better::High),
    shown("nrr", 1, Better::High),
    shown("nrr_constant_price", 1, Better::High),
    shown("quick_ratio", 2, Better::High),
    shown("leaky_bucket_ceiling", 0, Better::High),
    shown("growth_stalls_period", 0, Better::Neither),
    shown("retention_cost_per_incremental_customer_year", 2, Better::Neither),
    shown("save_rate", 1, Better::High),
    shown("save_rate_day_90", 1, Better::High),
    shown("save_rate_day_365", 1, Better::High),
    shown("reward_cost_share_of_revenue", 2, Better::Low),
    shown("elasticity_retention", 2, Better::Neither),
    shown("elasticity_margin", 2, Better::Neither),
    shown("elasticity_acquisition_cost", 2, Better::Neither),
    shown("clv_elasticity_retention", 2, Better::Neither),
    shown("customer_rollforward_difference", 0, Better::Neither),
    shown("assumptions_judgement_share", 0, Better::Low),
];

/// Metrics of a segment.
pub const SEGMENT: [Shown; 6] = [
    shown("clv", 2, Better::High),
    shown("clv_runoff", 2, Better::High),
    shown("ltv_undiscounted", 2, Better::Neither),
    shown("quick_ltv", 2, Better::Neither),
    shown("customers_end", 0, Better::High),
    shown("ltv_cac", 2, Better::High),
];

/// Metrics of a channel.
pub const CHANNEL: [Shown; 6] = [
    shown("ltv_cac", 2, Better::High),
    shown("ltv_cac_marginal", 2, Better::High),
    shown("cac_average", 2, Better::Low),
    shown("cac_marginal", 2, Better::Low),
    shown("joined", 0, Better::High),
    shown("spend_pv", 0, Better::Neither),
];

/// Metrics of a programme.
pub const PROGRAMME: [Shown; 6] = [
    shown("cost_pv", 0, Better::Low),
    shown("takers", 0, Better::Neither),
    shown("dead_weight", 0, Better::Low),
    shown("members_end", 0, Better::Neither),
    shown("incremental_npv_last", 0, Better::High),
    shown("points_liability_end", 0, Better::Neither),
];

/// First metrics of the groups that a long list of them falls into.
const GROUPS: [(&str, &str); 5] = [
    ("npv", "group_value"),
    ("revenue_pv", "group_cash"),
    ("clv", "group_customer"),
    ("customers_end", "group_base"),
    ("save_rate", "group_programmes"),
];

/// The group of a metric of a strategy: the last whose first metric does not come after it.
#[must_use]
pub fn group(id: &str) -> Option<&'static str> {
    let place = |id: &str| STRATEGY.iter().position(|shown| shown.id == id);
    let at = place(id)?;
    GROUPS
        .iter()
        .rev()
        .find(|(first, _)| place(first).is_some_and(|first| first <= at))
        .map(|(_, group)| *group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Catalogue;

    #[test]
    fn every_metric_has_a_name_a_meaning_and_at_most_one_group() {
        let words = Catalogue::of("en");
        for shown in STRATEGY.iter().chain(&SEGMENT).chain(&CHANNEL).chain(&PROGRAMME) {
            assert!(words.pieces(&format!("metric.{}", shown.id)).is_some(), "{}", shown.id);
            assert!(crate::findings::words::find(shown.id).is_some(), "{}", shown.id);
        }
        assert_eq!(group("npv_runoff"), Some("group_value"));
        assert_eq!(group("churn_period"), Some("group_base"));
        assert!(GROUPS.iter().all(|(first, _)| STRATEGY.iter().any(|shown| shown.id == *first)));
    }
}
