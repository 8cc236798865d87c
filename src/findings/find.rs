//! From a checked scenario to its [`Findings`].

use super::baseline::{Baseline, Earlier, SCHEMA};
use super::measure::{self, Measure, survival};
use super::model::{
    Absent, Band, Draws, Figure, FigureUnit, Findings, Map, Metric, Metrics, Missing, PartFindings,
    ReasonFindings, ScenarioFacts, StrategyFindings, Value,
};
use super::ran::Ran;
use super::row::Row;
use super::series::{series, series_metrics, years};
use super::{
    accounting, attribution, budget, changes, checks, compare, headline, integrity, margins,
    next_money, observed, parts, reach, register, sensitivity, triangle,
};
use crate::engine::{Projection, Side, customers_moments, residual_values};
use crate::numeric::quantile::quantiles;
use crate::plan::Plan;
use crate::programme::Programme;
use crate::scenario::{Chance, ClvConvention, Label, PriceBasis, Scenario, Status, TerminalValue};
use crate::simulate::{Case, INFINITE};
use crate::units::CashTiming;

/// Runs the scenario and says what follows. A pure function of its input.
#[must_use]
pub fn find(scenario: &Scenario) -> Findings {
    against(scenario, Earlier::NotNamed)
}

/// The same, compared with an earlier run. A pure function of its input.
#[must_use]
pub fn find_against<'a>(scenario: &Scenario, earlier: impl Into<Earlier<'a>>) -> Findings {
    against(scenario, earlier.into())
}

fn against(scenario: &Scenario, earlier: Earlier<'_>) -> Findings {
    let ran = &Ran::of(scenario);
    let cases = &ran.cases;
    let margins = margins::margins(ran);
    let mut strategies: Vec<StrategyFindings> =
        (0..cases.len()).map(|place| strategy(ran, place)).collect();
    let against = scenario.against;
    let mut elasticities = sensitivity::elasticities(ran);
    let budget = budget::metrics(ran);
    for (place, findings) in strategies.iter_mut().enumerate() {
        findings.reasons = reasons(ran, place);
        let extra = compare::against_metrics(ran, place, against);
        findings.metrics.0.extend(extra);
        findings.metrics.0.extend(measure::against(cases, place, against));
        findings.metrics.0.extend(margins::metrics(&margins[place]));
        findings.metrics.0.extend(register::counts(scenario));
        findings.metrics.0.extend(series_metrics(&findings.series, &cases[place].plan));
        findings.metrics.0.extend(std::mem::take(&mut elasticities[place]));
        findings.metrics.0.push(budget[place].clone());
        let (own, other) = (&ran.measures[place], &ran.measures[against]);
        for (s, segment) in findings.segments.iter_mut().enumerate() {
            let gain = compare::part_gain(&own.segments[s], &other.segments[s]);
            segment.metrics.0.push(gain);
        }
        findings.common.metrics.0.push(compare::part_gain(&own.common, &other.common));
    }
    let comparisons = compare::comparisons(ran);
    let ranking = headline::Ranking::of(ran);
    let register = register::Register::of(ran, &ranking);
    let comparisons = register.with_break_even(comparisons, ran);
    let comparisons = attribution::with_attribution(comparisons, ran);
    for (place, findings) in strategies.iter_mut().enumerate() {
        let own = comparisons.iter().find(|one| one.strategy == findings.id);
        let own = own.and_then(|one| one.attribution.as_ref());
        let worth = attribution::metrics(ran, place, own);
        for (programme, metrics) in findings.programmes.iter_mut().zip(worth) {
            programme.metrics.0.extend(metrics);
        }
    }
    let correlations = sensitivity::Correlations::of(ran, &register);
    let next_money = next_money::next_money(ran, &margins, &ranking);
    let headline = headline::headline(ran, &ranking, &comparisons);
    let checks = checks::evaluate(ran, &strategies, earlier);
    let sums = |(case, strategy): (&Case, &StrategyFindings)| {
        let mut list = integrity::check(&case.plan, &case.run, &strategy.id);
        let view = strategy.accounting.as_ref();
        list.extend(view.into_iter().flat_map(|v| accounting::identities(v, &strategy.id)));
        list
    };
    let integrity = cases.iter().zip(&strategies).flat_map(sums).collect();
    let warnings: Vec<String> = observed::warning(ran).into_iter().collect();
    let mut findings = Findings {
        schema: SCHEMA,
        tenure: env!("CARGO_PKG_VERSION"),
        scenario: facts(scenario, cases),
        headline,
        strategies,
        comparisons,
        baseline: None,
        baseline_why: earlier.why(),
        next_money,
        optimum: None,
        sensitivity: sensitivity::sensitivity(ran, &register),
        checks,
        assumptions: register.findings(scenario, &correlations),
        assumed: register::assumed(scenario),
        sources: register::sources(scenario),
        integrity,
        notes: [notes(scenario, cases), warnings.clone()].concat(),
        warnings,
    };
    if let Earlier::Run(earlier) = earlier {
        let mut compared = changes::between(earlier, &Baseline::of(&findings));
        changes::attribute(&mut compared, ran);
        findings.baseline = Some(compared);
    }
    findings
}

fn facts(scenario: &Scenario, cases: &[Case]) -> ScenarioFacts {
    let about = &scenario.about;
    let plan = &cases[scenario.against].plan;
    let business = &scenario.strategies[scenario.against].business;
    let values = scenario.base_values();
    let year = plan.cycle as f64;
    ScenarioFacts {
        id: about.id.clone(),
        title: about.title.clone(),
        question: about.question.clone(),
        entity: about.entity.clone(),
        prepared_by: about.prepared_by.clone(),
        reviewed_by: about.reviewed_by.clone(),
        status: match about.status {
            Status::Draft => "draft",
            Status::Reviewed => "reviewed",
            Status::Approved => "approved",
        },
        version: about.version.clone(),
        language: about.language.clone(),
        currency: scenario.currency.clone(),
        period: scenario.calendar.period.word(),
        periods: plan.periods,
        start: scenario.calendar.start.to_string(),
        discount_rate_per_period: plan.discount_rate,
        discount_rate_per_year: libm::expm1(year * libm::log1p(plan.discount_rate)),
        cash_timing: match business.cash_timing {
            CashTiming::Start => "start",
            CashTiming::MidPeriod => "mid-period",
            CashTiming::End => "end",
        },
        clv_convention: match business.clv_convention {
            ClvConvention::FirstPaymentCounted => "first-payment-counted",
            ClvConvention::JustAcquired => "just-acquired",
            ClvConvention::EndOfPeriod => "end-of-period",
        },
        terminal_value: match business.terminal_value {
            TerminalValue::None => "none",
            TerminalValue::RunOff => "runoff",
            TerminalValue::Perpetuity => "perpetuity",
        },
        after_horizon: scenario.after_horizon.word(),
        price_basis: match scenario.price_basis {
            PriceBasis::Nominal => "nominal",
            PriceBasis::Real => "real",
        },
        inflation_per_year: scenario.inflation.at(&values),
        input_sha256: Map(scenario
            .files
            .iter()
            .map(|file| (file.name.clone(), file.sha256.clone()))
            .collect()),
        seed: scenario.seed,
        draws: scenario.uncertainty.draws,
        draws_assumptions: scenario.uncertainty.assumptions == Chance::Drawn,
        draws_customers: scenario.uncertainty.customers == Chance::Drawn,
        against: scenario.strategies[scenario.against].label.id.clone(),
        risk_classes: plan.segments.iter().map(|s| s.classes.count()).max().unwrap_or(1),
    }
}

pub(super) fn strategy(ran: &Ran<'_>, place: usize) -> StrategyFindings {
    let (scenario, case, all) = (ran.scenario, &ran.cases[place], &ran.measures[place]);
    let strategy = &scenario.strategies[place];
    let (plan, run) = (&case.plan, &case.run);
    let mut columns = Columns { ran, place, next: 0 };
    let mut metrics = columns.metrics(&all.strategy);
    let moments = customers_moments(plan, run);
    for (id, metric) in &mut metrics.0 {
        let whole = *id == "npv_horizon"
            || (*id == "npv" && plan.terminal == crate::scenario::TerminalValue::None);
        if let (true, Metric::Scalar(figure), Some(moments)) = (whole, &mut *metric, &moments) {
            figure.customers_sd = Some(moments.sd());
        }
    }
    if let Some(values) = survival(plan, run, &ran.lifetimes[place], None) {
        metrics.0.push(("survival", Metric::Array(values)));
    }
    let mut part = |label: &Label, measures: &[Measure]| PartFindings {
        id: label.id.clone(),
        name: label.name.clone(),
        observed: None,
        metrics: columns.metrics(measures),
        flows: None,
    };
    let mut segments: Vec<PartFindings> =
        scenario.segments.iter().zip(&all.segments).map(|(l, m)| part(l, m)).collect();
    let label =
        |programme: &Programme| Label { id: programme.id.clone(), name: programme.name.clone() };
    let labels: Vec<Label> = strategy.business.programmes.iter().map(label).collect();
    // A referral programme is a way of finding customers, beside the channels.
    let referrals = plan.levers.referrals.iter().map(|lever| &labels[lever.programme]);
    let channels = scenario.channels.iter().chain(referrals).zip(&all.channels);
    let mut channels: Vec<PartFindings> = channels.map(|(l, m)| part(l, m)).collect();
    let programmes = labels.iter().zip(&all.programmes);
    let programmes = programmes.map(|(label, measures)| part(label, measures)).collect();
    for (s, segment) in segments.iter_mut().enumerate() {
        segment.observed = strategy.business.segments[s].churn.observed();
        segment.metrics.0.push(("rlv", rlv(plan, run, s)));
        let used = reach::utilisation_metric(reach::utilisation(plan, run, s));
        segment.metrics.0.push(("capacity_utilisation", used));
        if let Some(values) = survival(plan, run, &ran.lifetimes[place], Some(s)) {
            segment.metrics.0.push(("survival", Metric::Array(values)));
        }
        segment.flows = Some(parts::flows(scenario, place, case, Side::Segment(Some(s))));
    }
    for (c, channel) in channels.iter_mut().enumerate().take(plan.channels.len()) {
        channel.flows = Some(parts::flows(scenario, place, case, Side::Channel(Some(c))));
    }
    let common = PartFindings {
        flows: Some(parts::flows(scenario, place, case, Side::Segment(None))),
        ..part(&Label { id: COMMON.to_owned(), name: COMMON.to_owned() }, &all.common)
    };
    let ledger = parts::ledger(scenario, place, run);
    StrategyFindings {
        id: strategy.label.id.clone(),
        name: strategy.label.name.clone(),
        metrics,
        segments,
        common,
        channels,
        without_channel: parts::flows(scenario, place, case, Side::Channel(None)),
        programmes,
        rewards: super::rewards::rewards(strategy, plan, run),
        series: series(scenario, plan, run),
        billing: parts::billing(case, |_| true),
        accounts: parts::accounts(scenario, place, case, &ledger),
        ledger,
        years: years(scenario, plan, run),
        retention_triangle: triangle::triangle(ran, place),
        reasons: Vec::new(),
        cumulative_band: ran.sample.as_ref().map(|sample| band(sample, place, plan.periods)),
        cumulative_band_why: ran.sample.is_none().then_some(WITHOUT_DRAWS),
        accounting: accounting::account(scenario, place, plan, run),
    }
}

/// Id of what belongs to no segment.
const COMMON: &str = "common";

/// Why there is nothing of the draws.
const WITHOUT_DRAWS: &str = "the scenario was run without draws";

/// Columns of the draws, in the order of `row::values`.
struct Columns<'a> {
    ran: &'a Ran<'a>,
    place: usize,
    next: usize,
}

impl Columns<'_> {
    fn metrics(&mut self, measures: &[Measure]) -> Metrics {
        let each = measures.iter().map(|measure| {
            let column = self.next;
            self.next += 1;
            let draws = self.ran.column(self.place, column).and_then(|column| column.summary());
            let draws = draws.filter(some_number);
            (measure.id, metric(measure.value, draws, measure.unit))
        });
        Metrics(each.collect())
    }
}

/// Whether any draw has a number, or a percentile has.
fn some_number(draws: &Draws) -> bool {
    draws.mean.is_ok() || draws.p50.is_ok()
}

/// A measured value with its draws.
pub(super) fn metric(value: Value, draws: Option<Draws>, unit: FigureUnit) -> Metric {
    match value {
        Ok(expected) => Metric::Scalar(Figure { expected, draws, customers_sd: None, unit }),
        Err(Absent { why, side }) => Metric::Missing(Missing { why: why.to_owned(), side, draws }),
    }
}

fn band(sample: &[Vec<Row>], place: usize, periods: usize) -> Band {
    let mut band = Band { p10: Vec::new(), p50: Vec::new(), p90: Vec::new() };
    for t in 0..periods {
        let mut values: Vec<f64> = sample.iter().map(|draw| draw[place].cumulative[t]).collect();
        let at = quantiles(&mut values, &[0.1, 0.5, 0.9]);
        band.p10.push(at[0]);
        band.p50.push(at[1]);
        band.p90.push(at[2]);
    }
    band
}

/// Residual value by tenure: 0 … T−1, and the opening tenures beyond.
fn rlv(plan: &Plan, run: &Projection, s: usize) -> Metric {
    let mut tenures: Vec<usize> = (0..plan.periods).collect();
    tenures
        .extend(plan.segments[s].opening.iter().map(|g| g.tenure).filter(|k| *k >= plan.periods));
    let Some(values) = residual_values(plan, run, s, &tenures) else {
        return Metric::missing(INFINITE);
    };
    let (cash, late) = measure::offsets(plan);
    let (cash, late) = (plan.discount(0, cash), plan.discount(0, late));
    let value = |(all, first): &(crate::engine::TailValue, crate::engine::TailValue)| {
        let all = all.margin * cash + all.margin_at_end * late;
        let first = first.margin * cash + first.margin_at_end * late;
        if plan.convention == ClvConvention::JustAcquired { all - first } else { all }
    };
    let entries = tenures.iter().zip(&values).map(|(k, pair)| (k.to_string(), value(pair)));
    Metric::Object(Map(entries.collect()))
}

fn reasons(ran: &Ran<'_>, place: usize) -> Vec<ReasonFindings> {
    let (scenario, cases) = (ran.scenario, &ran.cases);
    let (plan, run) = (&cases[place].plan, &cases[place].run);
    let at_risk: f64 = (0..plan.periods)
        .map(|t| {
            Projection::total(&run.opening, t)
                + Projection::total(&run.joined, t)
                + Projection::total(&run.returned, t)
        })
        .sum();
    let acting = |place: usize, j: usize| -> Vec<&String> {
        let programmes = scenario.strategies[place].business.programmes.iter().enumerate();
        let levers = &cases[place].plan.levers;
        let acts = programmes.filter(|(p, one)| one.acts_on(j) && levers.reach(*p, j));
        acts.map(|(_, programme)| &programme.name).collect()
    };
    let of = |(j, reason): (usize, &String)| {
        let left: f64 = run.left_by_reason[j].iter().sum();
        ReasonFindings {
            reason: reason.clone(),
            left,
            rate: if at_risk > 0.0 { left / at_risk } else { 0.0 },
            reached_by: acting(place, j).into_iter().cloned().collect(),
            reached_here: !acting(place, j).is_empty(),
            reached_anywhere: (0..cases.len()).any(|other| !acting(other, j).is_empty()),
        }
    };
    scenario.reasons.iter().enumerate().map(of).collect()
}

/// What a reader must know about how the numbers were made.
fn notes(scenario: &Scenario, cases: &[Case]) -> Vec<String> {
    let mut notes = Vec::new();
    let values = scenario.base_values();
    let mut events = scenario.strategies.iter().flat_map(|strategy| &strategy.business.events);
    if events.any(|event| (f64::MIN_POSITIVE..1.0).contains(&event.probability.at(&values))) {
        notes.push(
            "Expected figures let an event of probability p act with its multipliers to the power \
             p; in the draws it happens or not."
                .to_owned(),
        );
    }
    if scenario.uncertainty.draws > 0 && scenario.uncertainty.assumptions == Chance::Drawn {
        notes.push(
            "Value is convex in churn, so the mean of the draws need not equal the expected figure; \
             both are shown."
                .to_owned(),
        );
    }
    for (case, strategy) in cases.iter().zip(&scenario.strategies) {
        let name = &strategy.label.name;
        if let Some(why) = &case.unmet {
            notes.push(format!("{name}: equal spend could not be met, it {why}."));
        }
        if let Some(t) = case.run.exhausted {
            let date = scenario.calendar.date_of(t as i64);
            notes.push(format!("{name}: the pool of prospects is exhausted from {date}."));
        }
        notes.extend(reach::notes(scenario, name, &case.plan, &case.run));
        let alone = case.plan.independent && case.run.full.iter().all(Option::is_none);
        if scenario.uncertainty.customers == Chance::Drawn && !alone {
            notes.push(format!(
                "{name}: customers depend on each other (word of mouth, pool, capacity, desk or win-back), so \
                 means of simulated customers may differ from expected figures."
            ));
        }
    }
    notes
}

/// A scalar metric without draws.
#[must_use]
pub fn scalar(expected: f64, unit: FigureUnit) -> Metric {
    Metric::Scalar(Figure { expected, draws: None, customers_sd: None, unit })
}
