//! Stands in for the reader and for `findings::find` until both are merged.

use crate::findings::*;
use crate::scenario::{Comparator, Scenario};

pub fn find(scenario: &Scenario) -> Findings {
    let ids: Vec<&str> = scenario.strategies.iter().map(|s| s.label.id.as_str()).collect();
    let figure = |x: f64| Figure { expected: x, draws: None, customers_sd: None, unit: FigureUnit::Money };
    let metrics = |x: f64| {
        Metrics(vec![
            ("npv", Metric::Scalar(figure(x))),
            ("clv", Metric::Missing("nobody joins".into())),
        ])
    };
    let strategy = |id: &str, x: f64| StrategyFindings {
        id: id.into(),
        name: id.into(),
        metrics: metrics(x),
        segments: vec![],
        channels: vec![],
        programmes: vec![],
        series: Series {
            period: vec![0, 1],
            date: vec!["2026-01-01".into(), "2026-02-01".into()],
            opening: vec![0.0, x],
            joined: vec![x, x],
            returned: vec![0.0, 0.0],
            left: vec![0.0, 0.0],
            closing: vec![x, x],
            revenue: vec![x, x],
            acquisition_spend: vec![x, x],
            retention_spend: vec![x, x],
            cash_flow: vec![x, x],
            discounted_cash_flow: vec![x, x],
            cumulative_discounted_cash_flow: vec![x, x],
            pool: None,
            desk_utilisation: None,
        },
        ledger: Map(vec![("=revenue".into(), vec![1.0, 2.5])]),
        years: vec![],
        reasons: vec![],
        cumulative_band: None,
    };
    let checks = scenario.checks.iter().map(|check| {
        let missing = check.metric == "opening_base_value_constant_churn";
        let pass = match check.comparison {
            Comparator::AtLeast => 100.0 >= check.limit,
            _ => 100.0 <= check.limit,
        };
        CheckFindings {
            id: check.id.clone(),
            metric: check.metric.clone(),
            strategy: Some(ids[0].into()),
            versus: None,
            segment: None,
            channel: None,
            statistic: "expected",
            verdict: if missing {
                CheckVerdict::Uncertain
            } else if pass {
                CheckVerdict::Pass
            } else {
                CheckVerdict::Fail
            },
            severity: if check.severity == crate::scenario::Severity::Error { "error" } else { "warning" },
            value: (!missing).then_some(100.0),
            value_why: missing.then(|| "nobody joins".into()),
            interval: None,
            limit: check.must.clone(),
            limit_value: check.limit,
            unit: FigureUnit::Money,
        }
    });
    let sum: f64 = scenario.assumptions.iter().map(|a| a.value).sum();
    let strategies: Vec<_> =
        ids.iter().enumerate().map(|(i, id)| strategy(id, sum + 10.0 * i as f64)).collect();
    let winner = ids[ids.len() - 1];
    Findings {
        schema: 1,
        tenure: env!("CARGO_PKG_VERSION"),
        scenario: ScenarioFacts {
            id: scenario.about.id.clone(),
            title: scenario.about.title.clone(),
            question: None,
            entity: None,
            prepared_by: None,
            reviewed_by: None,
            status: "draft",
            version: None,
            language: "en".into(),
            currency: scenario.currency.clone(),
            period: "month",
            periods: 2,
            start: "2026-01-01".into(),
            discount_rate_per_period: 0.0,
            discount_rate_per_year: 0.0,
            cash_timing: "start",
            clv_convention: "first-payment-counted",
            terminal_value: "none",
            price_basis: "nominal",
            inflation_per_year: 0.0,
            input_sha256: Map(scenario.files.iter().map(|f| (f.name.clone(), f.sha256.clone())).collect()),
            seed: scenario.seed,
            draws: scenario.uncertainty.draws,
            draws_assumptions: true,
            draws_customers: false,
            against: ids[0].into(),
            risk_classes: 1,
        },
        headline: Headline {
            text: "keep is better".into(),
            winner: winner.into(),
            runner_up: Some(ids[0].into()),
            verdict: Verdict::Better,
            winner_of_the_draws: None,
            figures: vec![],
        },
        strategies,
        comparisons: vec![Comparison {
            strategy: winner.into(),
            against: ids[0].into(),
            incremental_npv: figure(50.0),
            incremental_npv_horizon: figure(50.0),
            incremental_npv_runoff: None,
            probability_better: None,
            regret: None,
            acquisition_spend_pv: 0.0,
            retention_spend_pv: 0.0,
            payback_period: None,
            cumulative_difference: vec![],
            bridge: vec![],
            break_even: vec![],
        }],
        next_money: NextMoney {
            strategy: winner.into(),
            levers: vec![],
            sentence: String::new(),
            figures: vec![],
            why_missing: None,
        },
        checks: checks.collect(),
        assumptions: vec![],
        sources: vec![],
        integrity: vec![],
        notes: vec![],
    }
}
