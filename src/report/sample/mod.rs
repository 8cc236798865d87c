//! Findings as an engine would give them, for tests and for looking at: a small business computed
//! on the spot, so that its figures agree with one another.

#![expect(
    clippy::disallowed_methods,
    reason = "sample figures need not be the same bits everywhere"
)]

mod decisions;
mod evidence;
mod strategy;

use self::evidence::{assumptions, checks, compare, next_money, sources};
use self::strategy::{RATE, strategy};
use crate::findings::{messages, *};
use crate::metric::Unit;

/// What a sample has.
pub struct Wish {
    pub strategies: usize,
    pub periods: usize,
    pub draws: usize,
    /// Names that try to break out of the page.
    pub hostile: bool,
}

const HOSTILE: [&str; 3] =
    ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "*_[`|]_* & <b>"];
const NAMES: [&str; 6] = [
    "As today",
    "Save desk",
    "Loyalty points",
    "Save desk, points and win-back",
    "Same money into advertising",
    "Smaller save desk, no discounts over 25%",
];
const IDS: [&str; 6] = ["baseline", "save", "points", "keep", "advertise", "save-lite"];

/// Two strategies, 60 months, no draws.
pub fn small() -> Findings {
    sample(&Wish { strategies: 2, periods: 60, draws: 0, hostile: false })
}

/// Six strategies, 48 months, draws, hostile names and missing metrics.
pub fn large() -> Findings {
    sample(&Wish { strategies: 6, periods: 48, draws: 20_000, hostile: true })
}

/// Six strategies, 48 months, draws, names of people.
pub fn flagship() -> Findings {
    sample(&Wish { strategies: 6, periods: 48, draws: 20_000, hostile: false })
}

fn name(index: usize, hostile: bool) -> String {
    if hostile && index >= 3 {
        format!("{} {}", HOSTILE[index - 3], NAMES[index])
    } else {
        NAMES[index].to_owned()
    }
}

/// Findings of that size.
pub fn sample(wish: &Wish) -> Findings {
    let mut strategies: Vec<StrategyFindings> =
        (0..wish.strategies).map(|i| strategy(i, wish)).collect();
    let npv = |i: usize| strategies[i].metrics.expected("npv").unwrap();
    let gain: Vec<f64> = (0..wish.strategies).map(|i| npv(i) - npv(0)).collect();
    for (i, strategy) in strategies.iter_mut().enumerate().skip(1) {
        strategy.metrics.0.insert(3, ("incremental_npv", figure(gain[i], Unit::Money, wish.draws)));
    }
    let comparisons: Vec<Comparison> =
        (1..wish.strategies).map(|i| compare(i, &strategies, gain[i], wish)).collect();
    let mut order: Vec<usize> = (0..wish.strategies).collect();
    order.sort_by(|a, b| gain[*b].total_cmp(&gain[*a]));
    let winner = order[0];
    let headline = headline(&order, &strategies, &comparisons);
    let mut assumptions = assumptions();
    if wish.hostile {
        assumptions[0].path = "programmes.<script>alert(3)</script>.accept".into();
        assumptions[1].note = Some("](javascript:alert(4)) <img src=x>".into());
    }
    Findings {
        schema: 2,
        tenure: "0.1.0",
        scenario: scenario(wish),
        headline,
        baseline: None,
        baseline_why: None,
        next_money: next_money(IDS[winner]),
        optimum: None,
        sensitivity: decisions::sensitivity(wish, IDS[winner]),
        checks: checks(wish),
        assumptions,
        assumed: Vec::new(),
        sources: sources(),
        integrity: vec![
            sum(messages::CUSTOMERS_RECONCILE, 1.2e-16),
            sum(messages::LEDGER_RECONCILES, 0.0),
            sum(messages::REASONS_RECONCILE, 3.4e-12),
        ],
        warnings: Vec::new(),
        notes: vec![messages::CONVEX.say([]), messages::CHANCE_OF_EVENT.say([])],
        strategies,
        comparisons,
    }
}

fn scenario(wish: &Wish) -> ScenarioFacts {
    ScenarioFacts {
        id: "nordlys-play-2026".into(),
        title: if wish.hostile {
            "Nordlys </title><script>alert(0)</script> Play: save desk and loyalty versus more advertising".into()
        } else {
            "Nordlys Play: save desk and loyalty versus more advertising".into()
        },
        question: Some(
            "Where should the next DKK 12 m a year go: keeping customers or finding new ones?"
                .into(),
        ),
        entity: Some("Nordlys Play A/S".into()),
        prepared_by: Some("FP&A".into()),
        reviewed_by: Some("Group controlling".into()),
        status: "draft",
        version: Some("0.3".into()),
        language: "en".into(),
        currency: "DKK".into(),
        period: "month",
        periods: wish.periods,
        start: "2026-01-01".into(),
        discount_rate_per_period: RATE,
        discount_rate_per_year: 0.095,
        cash_timing: "mid-period",
        clv_convention: "first-payment-counted",
        terminal_value: "runoff",
        after_horizon: "stop",
        price_basis: "nominal",
        inflation_per_year: 0.02,
        input_sha256: Map(vec![(
            "streaming.toml".into(),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        )]),
        seed: 20_260_101,
        draws: wish.draws,
        draws_assumptions: true,
        draws_customers: false,
        against: IDS[0].into(),
        risk_classes: 31,
    }
}

fn headline(
    order: &[usize],
    strategies: &[StrategyFindings],
    comparisons: &[Comparison],
) -> Headline {
    let lead = order[0];
    let name = |place: usize| Slot::from(strategies[place].name.as_str());
    let mut sentences = Vec::new();
    match comparisons.iter().position(|c| c.strategy == IDS[lead]) {
        Some(at) => {
            let c = &comparisons[at];
            let figure = |path: &str, value, form| {
                Quote::of(format!("comparisons.{at}.{path}"), value, form)
            };
            let gain = c.incremental_npv.expected;
            let within = c.incremental_npv_horizon.expected;
            sentences.push(messages::GAIN_WITHIN.say([
                name(lead),
                figure("incremental_npv.expected", gain, Form::Amount),
                name(0),
                messages::STOP.say([]).into(),
                figure("incremental_npv_horizon.expected", within, Form::Amount),
                Quote::alone(3.0, Form::Length("year")),
            ]));
            if let Some(chance) = c.probability_better {
                let chance = figure("probability_better", chance, Form::Chance);
                sentences.push(messages::IN_SOME.say([messages::BETTER.say([]).into(), chance]));
            }
        }
        None => sentences.push(messages::ON_THE_MEAN.say([name(lead)])),
    }
    let line = |sentence| Line { sentence, stands: Stands::Always };
    Headline {
        lines: sentences.into_iter().map(line).collect(),
        winner: IDS[lead].into(),
        runner_up: order.get(1).map(|i| IDS[*i].into()),
        verdict: Verdict::Better,
        probability_ahead: None,
        winner_of_the_draws: None,
    }
}

/// One strategy about which little is known.
pub fn bare() -> Findings {
    let mut findings = sample(&Wish { strategies: 2, periods: 24, draws: 0, hostile: false });
    for strategy in &mut findings.strategies {
        for (_, metric) in &mut strategy.metrics.0 {
            *metric = Metric::missing("not computed in this run");
        }
        strategy.segments.clear();
        strategy.channels.clear();
        strategy.programmes.clear();
        strategy.reasons.clear();
        strategy.years.clear();
    }
    for comparison in &mut findings.comparisons {
        comparison.payback_period = None;
        comparison.payback_periods = None;
        comparison.break_even.clear();
        comparison.attribution = None;
        comparison.quantiles = None;
        comparison.cumulative_band = None;
    }
    findings.sensitivity = None;
    findings.next_money.levers.clear();
    findings.next_money.sentence = None;
    findings.next_money.why_missing = Some(messages::NO_SPENDING.say([]));
    findings.checks.clear();
    findings.assumptions.clear();
    findings.sources.clear();
    findings.notes.clear();
    findings
}

fn figure(expected: f64, unit: Unit, draws: usize) -> Metric {
    Metric::Scalar(value(expected, unit, draws))
}

fn value(expected: f64, unit: Unit, draws: usize) -> Figure {
    let sd = expected.abs() * 0.21;
    let draws = (draws > 0).then(|| Draws {
        mean: Ok(expected * 0.98),
        sd: Ok(sd),
        se: Ok(sd / (draws as f64).sqrt()),
        p10: Ok(expected - 1.31 * sd),
        p50: Ok(expected * 0.99),
        p90: Ok(expected + 1.24 * sd),
        undefined: 0,
        undefined_why: None,
    });
    Figure { expected, draws, customers_sd: None, unit }
}

fn sum(sum: Reason, residual: f64) -> Integrity {
    let (strategy, verdict) = (IDS[0].to_owned(), CheckVerdict::Pass);
    Integrity { sum, strategy, residual, tolerance: 1e-9, verdict }
}
