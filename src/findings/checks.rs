//! Gates: a limit on a metric, and whether it holds, does not, or cannot be told.
//!
//! A gate on a simulated figure fails only if the interval of its simulation error, at the gate's
//! `confidence`, excludes the limit; otherwise it is uncertain. A missing figure is never a pass, and
//! neither is a limit relative to a baseline that is not there.

use super::baseline::Baseline;
use super::draws::Sample;
use super::model::{
    CheckFindings, CheckVerdict, Draws, FigureUnit, Metric, Metrics, StrategyFindings,
};
use super::run::Case;
use crate::numeric::normal::normal_quantile;
use crate::scenario::{
    Check, Comparator, Limit, METRICS, MetricUnit, Scenario, Severity, Statistic,
};

/// Relative difference that `==` forgives: the last digits of real-valued arithmetic.
const EQUAL: f64 = 1e-9;

/// Evaluates every gate for every strategy it names.
#[must_use]
pub fn evaluate(
    scenario: &Scenario,
    strategies: &[StrategyFindings],
    sample: Option<&Sample>,
    cases: &[Case],
    baseline: Option<&Baseline>,
) -> Vec<CheckFindings> {
    let mut results = Vec::new();
    for check in scenario.checks.iter().filter(|check| check.severity != Severity::Off) {
        let places: Vec<Option<usize>> = match check.strategies.as_slice() {
            [] => vec![None],
            places => places.iter().copied().map(Some).collect(),
        };
        for place in places {
            let judging = Judging { scenario, strategies, sample, cases, baseline, check, place };
            results.push(judging.judge());
        }
    }
    results
}

struct Judging<'a> {
    scenario: &'a Scenario,
    strategies: &'a [StrategyFindings],
    sample: Option<&'a Sample>,
    cases: &'a [Case],
    baseline: Option<&'a Baseline>,
    check: &'a Check,
    place: Option<usize>,
}

/// A figure with the interval of its simulation error; equal ends where there is none.
struct Found {
    value: f64,
    interval: [f64; 2],
    unit: FigureUnit,
}

impl Found {
    /// A figure that nothing is drawn for.
    const fn exact(value: f64, unit: FigureUnit) -> Self {
        Self { value, interval: [value, value], unit }
    }
}

/// Shares of a whole: never below 0 or above 1.
const PROPORTIONS: &[&str] = &[
    "churn_period",
    "churn_monthly",
    "churn_annual",
    "revenue_churn_period",
    "revenue_churn_monthly",
    "revenue_churn_annual",
    "grr",
    "save_rate",
    "save_rate_day_90",
    "save_rate_day_365",
];

impl Judging<'_> {
    fn judge(&self) -> CheckFindings {
        let check = self.check;
        let id = |place: usize| self.scenario.strategies[place].label.id.clone();
        let unit = self.unit();
        let mut findings = CheckFindings {
            id: check.id.clone(),
            metric: check.metric.clone(),
            strategy: self.place.map(id),
            versus: check.versus.map(id),
            segment: check.segment.map(|s| self.scenario.segments[s].id.clone()),
            channel: check.channel.map(|c| self.scenario.channels[c].id.clone()),
            statistic: match check.statistic {
                Statistic::Expected => "expected",
                Statistic::Mean => "mean",
                Statistic::P10 => "p10",
                Statistic::P50 => "p50",
                Statistic::P90 => "p90",
                Statistic::ProbabilityAbove => "probability_above",
                Statistic::MaxOverTime => "max_over_time",
                Statistic::MinOverTime => "min_over_time",
            },
            verdict: CheckVerdict::Uncertain,
            severity: if check.severity == Severity::Warning { "warning" } else { "error" },
            value: None,
            value_why: None,
            interval: None,
            limit: check.must.clone(),
            limit_value: None,
            limit_value_why: None,
            baseline: None,
            unit,
        };
        match check.limit {
            Limit::Number(limit) => findings.limit_value = Some(limit),
            Limit::Baseline(moved) => match self.earlier(&findings) {
                Ok(figure) => {
                    findings.baseline = Some(figure);
                    findings.limit_value = Some(moved.of(figure));
                }
                Err(why) => findings.limit_value_why = Some(why),
            },
        }
        match self.figure() {
            Ok(found) => {
                if let Some(limit) = findings.limit_value {
                    findings.verdict = self.verdict(&found, limit);
                }
                findings.value = Some(found.value);
                findings.interval = Some(found.interval);
                findings.unit = found.unit;
            }
            Err(why) => findings.value_why = Some(why),
        }
        findings
    }

    /// The same figure of the baseline.
    fn earlier(&self, check: &CheckFindings) -> Result<f64, String> {
        let baseline = self.baseline.ok_or("no baseline given: run with --baseline")?;
        let against = || self.scenario.strategies[self.scenario.against].label.id.clone();
        baseline.figure(check, &check.strategy.clone().unwrap_or_else(against))
    }

    /// What the limit counts, also where there is no figure.
    fn unit(&self) -> FigureUnit {
        if self.check.statistic == Statistic::ProbabilityAbove {
            return FigureUnit::Share;
        }
        let known = METRICS.iter().find(|metric| metric.id == self.check.metric);
        match known.map(|metric| metric.unit) {
            Some(MetricUnit::Money) => FigureUnit::Money,
            Some(MetricUnit::Share) => FigureUnit::Share,
            Some(MetricUnit::Periods) => FigureUnit::Periods,
            _ => FigureUnit::Ratio,
        }
    }

    fn verdict(&self, found: &Found, limit: f64) -> CheckVerdict {
        let holds = |value: f64| match self.check.comparison {
            Comparator::AtLeast => value >= limit,
            Comparator::AtMost => value <= limit,
            Comparator::Above => value > limit,
            Comparator::Below => value < limit,
            Comparator::Equal => (value - limit).abs() <= EQUAL * limit.abs().max(1.0),
        };
        let [low, high] = found.interval;
        match (holds(low), holds(high), holds(found.value)) {
            (true, true, true) => CheckVerdict::Pass,
            (false, false, false) => CheckVerdict::Fail,
            _ => CheckVerdict::Uncertain,
        }
    }

    /// Metrics of the strategy, segment or channel that the gate names.
    fn metrics(&self, place: usize) -> &Metrics {
        let strategy = &self.strategies[place];
        match (self.check.segment, self.check.channel) {
            (Some(s), _) => &strategy.segments[s].metrics,
            (_, Some(c)) => &strategy.channels[c].metrics,
            _ => &strategy.metrics,
        }
    }

    fn figure(&self) -> Result<Found, String> {
        let place = self.place.unwrap_or(self.scenario.against);
        let id = self.check.metric.as_str();
        let metric = self.metrics(place).get(id);
        let metric = metric.ok_or_else(|| format!("{id} is not reported there"))?;
        let over_time =
            matches!(self.check.statistic, Statistic::MaxOverTime | Statistic::MinOverTime);
        match metric {
            Metric::Missing(why) => Err(why.clone()),
            Metric::Array(values) if over_time => self.extreme(values),
            Metric::Gaps(values) if over_time => {
                self.extreme(&values.iter().flatten().copied().collect::<Vec<_>>())
            }
            Metric::Array(_) | Metric::Gaps(_) | Metric::Object(_) => {
                Err(format!("{id} is a series: ask for max_over_time or min_over_time"))
            }
            Metric::Scalar(figure) => {
                let unit = figure.unit;
                if over_time {
                    let values = self.series(place);
                    return values
                        .ok_or_else(|| format!("{id} is one number, not a series"))
                        .and_then(|values| self.extreme(values));
                }
                match self.check.statistic {
                    Statistic::Expected => {
                        Ok(Found::exact(figure.expected - self.versus_expected()?, unit))
                    }
                    Statistic::ProbabilityAbove => self.probability(place),
                    statistic => {
                        let draws = self.draws(place, figure.draws)?;
                        let found = self.simulated(&draws, statistic, unit);
                        // A difference of shares may be negative.
                        let whole = self.check.versus.is_none()
                            && PROPORTIONS.contains(&self.check.metric.as_str());
                        let inside = |end: f64| if whole { end.clamp(0.0, 1.0) } else { end };
                        Ok(Found { interval: found.interval.map(inside), ..found })
                    }
                }
            }
        }
    }

    fn series(&self, place: usize) -> Option<&[f64]> {
        let series = &self.strategies[place].series;
        match self.check.metric.as_str() {
            "customers_end" => Some(&series.closing),
            "acquisition_spend_pv" => Some(&series.acquisition_spend),
            "retention_spend_pv" => Some(&series.retention_spend),
            _ => None,
        }
    }

    fn extreme(&self, values: &[f64]) -> Result<Found, String> {
        let pick = if self.check.statistic == Statistic::MaxOverTime { f64::max } else { f64::min };
        let value = values.iter().copied().reduce(pick).ok_or("there is no period")?;
        let unit = match self.unit() {
            FigureUnit::Share => FigureUnit::Share,
            _ => FigureUnit::Count,
        };
        Ok(Found::exact(value, unit))
    }

    fn versus_expected(&self) -> Result<f64, String> {
        let Some(other) = self.check.versus else {
            return Ok(0.0);
        };
        let metrics = self.metrics(other);
        let missing =
            || format!("{} is undefined for {}", self.check.metric, self.strategies[other].id);
        metrics.expected(&self.check.metric).ok_or_else(missing)
    }

    fn count(&self) -> f64 {
        self.sample.map_or(0.0, |sample| sample.outcomes.len() as f64)
    }

    /// Draws of the metric, less those of `versus`.
    fn draws(&self, place: usize, own: Option<Draws>) -> Result<Draws, String> {
        match self.check.versus {
            None => own.ok_or_else(|| self.no_draws()),
            Some(other) => {
                let values = self.sampled(place, Some(other))?;
                super::find::summarise(&values).ok_or_else(|| self.no_draws())
            }
        }
    }

    fn probability(&self, place: usize) -> Result<Found, String> {
        let values = self.sampled(place, self.check.versus)?;
        if values.iter().any(|value| !value.is_finite()) {
            return Err("the metric is undefined in some draws".to_owned());
        }
        let n = values.len() as f64;
        let share = values.iter().filter(|value| **value > 0.0).count() as f64 / n;
        let interval = score_interval(share, n, self.standard_errors());
        Ok(Found { value: share, interval, unit: FigureUnit::Share })
    }

    /// The metric draw by draw, less that of another strategy.
    fn sampled(&self, place: usize, other: Option<usize>) -> Result<Vec<f64>, String> {
        let sample = self.sample.ok_or_else(|| self.no_draws())?;
        let (id, other) = match self.check.metric.as_str() {
            "incremental_npv" => ("npv", other.or(Some(self.scenario.against))),
            id => (id, other),
        };
        let column = |place: usize| {
            let found = self.column(place, id);
            found.ok_or_else(|| format!("{id} has no draws"))
        };
        let own = sample.values(place, column(place)?);
        let Some(other) = other else {
            return Ok(own);
        };
        let others = sample.values(other, column(other)?);
        Ok(own.iter().zip(&others).map(|(own, other)| own - other).collect())
    }

    /// Place of the metric among the scalars of a draw: those of the strategy come first, then the
    /// segments', then the channels'.
    fn column(&self, place: usize, id: &str) -> Option<usize> {
        let measures = &self.cases[place].measures;
        let segments = measures.segments.iter();
        let channels = measures.channels.iter();
        let mut before = vec![&measures.strategy];
        let own = match (self.check.segment, self.check.channel) {
            (Some(s), _) => {
                before.extend(segments.take(s));
                &measures.segments[s]
            }
            (_, Some(c)) => {
                before.extend(segments.chain(channels.take(c)));
                &measures.channels[c]
            }
            _ => {
                before.clear();
                &measures.strategy
            }
        };
        let at = own.iter().position(|measure| measure.id == id)?;
        Some(before.iter().map(|list| list.len()).sum::<usize>() + at)
    }

    fn no_draws(&self) -> String {
        if self.sample.is_none() {
            "the scenario was run without draws".to_owned()
        } else {
            format!("{} has no draws, or is not defined in each of them", self.check.metric)
        }
    }

    /// Half the width of the interval, in standard errors: 1.96 at 95 %.
    fn standard_errors(&self) -> f64 {
        normal_quantile(0.5 + self.check.confidence / 2.0)
    }

    /// A figure of the draws and its interval. The error of a percentile is that of its order
    /// statistics, taken as that of a normal density at the percentile.
    fn simulated(&self, draws: &Draws, statistic: Statistic, unit: FigureUnit) -> Found {
        let (value, error) = with_error(draws, statistic, self.count());
        let half = self.standard_errors() * error;
        Found { value, interval: [value - half, value + half], unit }
    }
}

/// A figure of so many draws, and its standard error.
fn with_error(draws: &Draws, statistic: Statistic, count: f64) -> (f64, f64) {
    // √(p(1−p))/φ(z_p) for p = 0.5 and p = 0.1 or 0.9, in units of sd/√n.
    let (value, factor) = match statistic {
        Statistic::P10 => (draws.p10, 1.7094),
        Statistic::P90 => (draws.p90, 1.7094),
        Statistic::P50 => (draws.p50, 1.2533),
        _ => (draws.mean, 1.0),
    };
    let error = if count > 0.0 { draws.sd / count.sqrt() } else { 0.0 };
    (value, factor * error)
}

/// The interval of a share that was counted in `n` draws, `z` standard errors either way: it keeps
/// its width where no draw, or every draw, counts. Source: Wilson 1927, equation 5.
fn score_interval(share: f64, n: f64, z: f64) -> [f64; 2] {
    let z2 = z * z / n;
    let middle = share + z2 / 2.0;
    let half = (share * (1.0 - share) * z2 + z2 * z2 / 4.0).sqrt();
    // The ends hold the share itself, also where rounding would leave it outside.
    let low = ((middle - half) / (1.0 + z2)).clamp(0.0, share);
    let high = ((middle + half) / (1.0 + z2)).clamp(share, 1.0);
    [low, high]
}
