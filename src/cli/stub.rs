//! Stands in for the reader and for `findings::find` until both are merged.

use std::path::Path;

use crate::cli::args::Setting;
use crate::cli::read::Read;
use crate::diag::{Diagnostic, Severity, Sources};
use crate::findings::*;
use crate::scenario::*;
use crate::units::*;

pub fn read(path: &Path, settings: &[Setting]) -> Read {
    let mut sources = Sources::default();
    let fail = |message: String, sources| Read {
        scenario: None,
        found: vec![Diagnostic {
            code: "E002",
            severity: Severity::Error,
            message,
            span: None,
            label: String::new(),
            help: None,
        }],
        sources,
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return fail(format!("{}: {error}", path.display()), sources),
    };
    let name = path.file_name().unwrap().to_string_lossy().to_string();
    sources.add(&name, &path.display().to_string(), text.clone(), text.as_bytes());
    let table: toml::Table = match toml::from_str(&text) {
        Ok(table) => table,
        Err(error) => return fail(error.to_string(), sources),
    };
    let about = table.get("scenario").and_then(|t| t.as_table());
    let Some(id) = about.and_then(|t| t.get("id")).and_then(|t| t.as_str()) else {
        return fail("no id".into(), sources);
    };
    let fixed = Quantity::fixed(0.0);
    let mut checks = vec![];
    for check in table.get("checks").and_then(|c| c.as_array()).into_iter().flatten() {
        let text = |key: &str| check.get(key).and_then(|v| v.as_str()).unwrap_or("").to_owned();
        let must = text("must");
        let (op, limit) = must.split_once(' ').unwrap_or((">=", "0"));
        checks.push(Check {
            id: text("id"),
            metric: text("metric"),
            strategies: vec![],
            versus: None,
            segment: None,
            channel: None,
            statistic: Statistic::Expected,
            must: must.clone(),
            comparison: if op == ">=" { Comparator::AtLeast } else { Comparator::AtMost },
            limit: limit.parse().unwrap_or(0.0),
            severity: if text("severity") == "error" { crate::scenario::Severity::Error } else { crate::scenario::Severity::Warning },
        });
    }
    let scenario = Scenario {
        about: About { id: id.into(), title: settings.iter().map(|s| s.value.clone()).collect(), ..About::default() },
        calendar: Calendar {
            start: Date { year: 2026, month: 1, day: 1 },
            period: Period::Month,
            periods: 3,
            fiscal_year_end_month: 12,
        },
        currency: "EUR".into(),
        price_basis: PriceBasis::Nominal,
        inflation: fixed,
        assumptions: vec![],
        correlations: vec![],
        uncertainty: Uncertainty {
            draws: 0,
            customers: Chance::Expected,
            assumptions: Chance::Drawn,
        },
        segments: vec![],
        channels: vec![],
        reasons: vec![],
        programmes: vec![],
        strategies: vec![],
        against: 0,
        checks,
        sources: vec![],
        sign_offs: vec![],
        seed: 1,
        files: sources.files().iter().map(|f| InputFile { name: f.name.clone(), sha256: f.sha256.clone() }).collect(),
    };
    Read { scenario: Some(scenario), found: vec![], sources }
}

pub fn find(scenario: &Scenario) -> Findings {
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
        let missing = check.metric == "clv";
        let pass = match check.comparison {
            Comparator::AtLeast => 100.0 >= check.limit,
            _ => 100.0 <= check.limit,
        };
        CheckFindings {
            id: check.id.clone(),
            metric: check.metric.clone(),
            strategy: Some("baseline".into()),
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
            against: "baseline".into(),
            risk_classes: 1,
        },
        headline: Headline {
            text: "keep is better".into(),
            winner: "keep".into(),
            runner_up: Some("baseline".into()),
            verdict: Verdict::Better,
            winner_of_the_draws: None,
            figures: vec![],
        },
        strategies: vec![strategy("baseline", 100.0), strategy("keep", 150.0)],
        comparisons: vec![Comparison {
            strategy: "keep".into(),
            against: "baseline".into(),
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
            strategy: "keep".into(),
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
