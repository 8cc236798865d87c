//! Gates: a limit on a metric, and whether it holds, does not, or cannot be told.
//!
//! A gate on a simulated figure fails only if the interval of its simulation error, at the gate's
//! `confidence`, excludes the limit; otherwise it is uncertain. A figure that is no number is decided where what is
//! known of it decides, and fails where nothing is. Draws without a number are taken at their worst. A limit
//! relative to a baseline that is not there is never a pass.

use super::baseline::Earlier;
use super::column::Column;
use super::compare::beyond;
use super::limit;
use super::measure::Holder;
use super::messages::*;
use super::model::{
    Absent, CheckFindings, CheckVerdict, Known, Metric, Metrics, Reason, Sentence, Slot,
    StrategyFindings, Whys,
};
use super::ran::Ran;
use crate::metric::{self, Declared, Unit};
use crate::numeric::normal::normal_quantile;
use crate::scenario::{Check, CheckSeverity, Limit, Statistic};

/// The figures of a strategy that gates may look at.
pub trait Figures {
    /// Those of the strategy, or of the segment or channel that the gate names.
    fn of(&self, check: &Check) -> &Metrics;
}

impl Figures for StrategyFindings {
    fn of(&self, check: &Check) -> &Metrics {
        match (check.segment, check.channel) {
            (Some(s), _) => &self.segments[s].metrics,
            (_, Some(c)) => &self.channels[c].metrics,
            _ => &self.metrics,
        }
    }
}

/// What a gate would look at under the strategy at `place`, if that is a number.
pub fn figure<F: Figures>(
    ran: &Ran<'_>,
    strategies: &[F],
    check: &Check,
    place: usize,
) -> Option<f64> {
    let judging =
        Judging { ran, strategies, baseline: Earlier::NotNamed, check, place: Some(place) };
    judging.figure().ok()?.value.ok()
}

/// Evaluates every gate for every strategy it names.
pub fn evaluate<F: Figures>(
    ran: &Ran<'_>,
    strategies: &[F],
    baseline: Earlier<'_>,
) -> Vec<CheckFindings> {
    let mut results = Vec::new();
    for check in ran.scenario.checks.iter().filter(|check| check.severity != CheckSeverity::Off) {
        let places: Vec<Option<usize>> = match check.strategies.as_slice() {
            [] => vec![None],
            places => places.iter().copied().map(Some).collect(),
        };
        for place in places {
            let judging = Judging { ran, strategies, baseline, check, place };
            results.push(judging.judge());
        }
    }
    results
}

struct Judging<'a, F> {
    ran: &'a Ran<'a>,
    strategies: &'a [F],
    baseline: Earlier<'a>,
    check: &'a Check,
    place: Option<usize>,
}

/// What a gate looks at.
struct Found {
    /// The figure, or why there is none and what is known of it.
    value: Result<f64, (Slot, Known)>,
    /// Least and greatest value that it can have: its simulation error, or what is known of one that is no number.
    bounds: [f64; 2],
    /// The larger of the two terms of a difference, else 0.
    terms: f64,
    unit: Unit,
    /// Draws without a number, and why the first of them has none.
    undefined: Option<(usize, Whys)>,
}

impl Found {
    /// A figure that nothing is drawn for.
    fn exact(value: f64, unit: Unit) -> Self {
        Self { value: Ok(value), bounds: [value; 2], terms: 0.0, unit, undefined: None }
    }

    /// A figure that is no number.
    fn absent(why: impl Into<Slot>, side: Known, unit: Unit) -> Self {
        let value = Err((why.into(), side));
        Self { value, bounds: side.bounds(), terms: 0.0, unit, undefined: None }
    }
}

impl<F: Figures> Judging<'_, F> {
    fn judge(&self) -> CheckFindings {
        let check = self.check;
        let id = |place: usize| self.ran.scenario.strategies[place].label.id.clone();
        let mut findings = CheckFindings {
            id: check.id.clone(),
            metric: check.metric.clone(),
            strategy: self.place.map(id),
            versus: check.versus.map(id),
            segment: check.segment.map(|s| self.ran.scenario.segments[s].id.clone()),
            channel: check.channel.map(|c| self.ran.scenario.channels[c].id.clone()),
            statistic: check.statistic.word(),
            severity: if check.severity == CheckSeverity::Warning { "warning" } else { "error" },
            limit: check.must.clone(),
            unit: self.unit(),
            ..CheckFindings::default()
        };
        match check.limit {
            Limit::Number(limit) => findings.limit_value = Some(limit),
            Limit::Baseline(moved) => match self.earlier(&findings) {
                Ok(figure) => {
                    let limit = moved.of(figure);
                    findings.baseline = Some(figure);
                    findings.limit_value = Some(limit);
                    findings.slack_share_of_gain = self.slack((limit - figure).abs());
                }
                Err(why) => findings.limit_value_why = Some(why),
            },
        }
        match self.figure() {
            Ok(found) => {
                if let Some(limit) = findings.limit_value {
                    findings.verdict = match &found.value {
                        // A figure of which nothing is known is no reason to let anything pass.
                        Err((_, Known::Nothing)) if found.undefined.is_none() => CheckVerdict::Fail,
                        _ => limit::decide(check.comparison, found.bounds, limit, found.terms),
                    };
                }
                if let Some((draws, why)) = found.undefined {
                    findings.undefined_draws = Some(draws);
                    findings.undefined_draws_why = Some(why);
                }
                match found.value {
                    Ok(value) => {
                        findings.value = Some(value);
                        findings.interval = Some(found.bounds)
                            .filter(|ends| ends.iter().all(|end| end.is_finite()));
                    }
                    Err((why, side)) => {
                        findings.value_why = Some(why);
                        findings.beyond = side.beyond();
                    }
                }
                findings.unit = found.unit;
            }
            Err(why) => findings.value_why = Some(why.into()),
        }
        findings
    }

    /// What a relative limit on net present value lets go, as a share of the strategy's gain in the baseline.
    fn slack(&self, amount: f64) -> Option<f64> {
        const OF_GAIN: [&str; 4] = ["npv", "npv_horizon", "npv_runoff", "incremental_npv"];
        let check = self.check;
        let whole = check.segment.is_none() && check.channel.is_none() && check.versus.is_none();
        let drawn = check.statistic == Statistic::ProbabilityAbove;
        if !whole || drawn || !OF_GAIN.contains(&check.metric.as_str()) {
            return None;
        }
        let id = &self.ran.scenario.strategies[self.place?].label.id;
        let gain = self.baseline.run().ok()?.strategy(id)?.scalar("incremental_npv", "expected")?;
        (gain != 0.0).then(|| amount / gain.abs()).filter(|share| share.is_finite())
    }

    /// The same figure of the baseline.
    fn earlier(&self, check: &CheckFindings) -> Result<f64, Slot> {
        let baseline = self.baseline.run()?;
        let against = || self.ran.scenario.strategies[self.ran.scenario.against].label.id.clone();
        Ok(baseline.figure(check, &check.strategy.clone().unwrap_or_else(against))?)
    }

    /// What the limit counts, also where there is no figure.
    fn unit(&self) -> Unit {
        if self.check.statistic == Statistic::ProbabilityAbove {
            return Unit::Share;
        }
        self.declared().map_or(Unit::Ratio, |metric| metric.unit)
    }

    fn declared(&self) -> Option<&'static Declared> {
        metric::find(&self.check.metric)
    }

    /// Metrics of the strategy, segment or channel that the gate names.
    fn metrics(&self, place: usize) -> &Metrics {
        self.strategies[place].of(self.check)
    }

    /// What the gate looks at.
    ///
    /// # Errors
    ///
    /// Why this run has not computed it.
    fn figure(&self) -> Result<Found, Sentence> {
        let place = self.place.unwrap_or(self.ran.scenario.against);
        let id = self.check.metric.as_str();
        let metric = self.metrics(place).get(id);
        let metric = metric.ok_or_else(|| NOT_REPORTED_THERE.say([id.into()]))?;
        let unit = self.unit();
        match (metric, self.check.statistic) {
            (Metric::Array(values), Statistic::MaxOverTime | Statistic::MinOverTime) => {
                self.extreme(values)
            }
            (Metric::Gaps(values), Statistic::MaxOverTime | Statistic::MinOverTime) => {
                self.extreme(&values.iter().flatten().copied().collect::<Vec<_>>())
            }
            (Metric::Array(_) | Metric::Gaps(_) | Metric::Object(_), _) => {
                Err(ASK_OVER_TIME.say([id.into()]))
            }
            (Metric::Missing(missing), Statistic::MaxOverTime | Statistic::MinOverTime) => {
                Ok(Found::absent(missing.why.clone(), missing.side, unit))
            }
            (Metric::Scalar(_), Statistic::MaxOverTime | Statistic::MinOverTime) => {
                Err(IS_ONE_NUMBER.say([id.into()]))
            }
            (metric, Statistic::Expected) => Ok(self.expected(place, metric)),
            (_, statistic) => self.drawn(place, statistic),
        }
    }

    /// The expected figure, less that of `versus`.
    fn expected(&self, place: usize, own: &Metric) -> Found {
        let of = |metric: &Metric| match metric {
            Metric::Scalar(figure) => (Ok(figure.expected), [figure.expected; 2]),
            Metric::Missing(missing) => (Err(missing.why.clone()), missing.side.bounds()),
            _ => (Err(IS_A_SERIES.into()), Known::Nothing.bounds()),
        };
        let unit = self.unit();
        let id = self.check.metric.as_str();
        // A gain is a difference too.
        let size = |place: usize, id: &str| self.metrics(place).expected(id).map_or(0.0, f64::abs);
        let terms = |other: usize, id: &str| size(place, id).max(size(other, id));
        let gain =
            if id == "incremental_npv" { terms(self.ran.scenario.against, "npv") } else { 0.0 };
        let Some(other) = self.check.versus else {
            return match own {
                Metric::Missing(missing) => Found::absent(missing.why.clone(), missing.side, unit),
                _ => Found { terms: gain, ..Found::exact(size_of(own), unit) },
            };
        };
        let (own, less) = (of(own), self.metrics(other).get(id).map(of));
        let (less, least) = less.unwrap_or((Err(NOT_REPORTED.into()), [0.0; 2]));
        let undefined = |why: Slot| {
            let strategy = self.ran.scenario.strategies[other].label.id.as_str();
            UNDEFINED_FOR.say([id.into(), strategy.into(), why]).into()
        };
        let bounds = [own.1[0] - least[1], own.1[1] - least[0]];
        let value = match (own.0, less) {
            (Ok(own), Ok(less)) => Ok(own - less),
            (Err(why), _) => Err((why, Known::within(bounds))),
            (_, Err(why)) => Err((undefined(why), Known::within(bounds))),
        };
        let bounds = match &value {
            Ok(value) => [*value; 2],
            Err((_, side)) => side.bounds(),
        };
        let terms = gain.max(terms(other, id));
        Found { value, bounds, terms, unit, undefined: None }
    }

    /// A statistic of the draws.
    fn drawn(&self, place: usize, statistic: Statistic) -> Result<Found, Sentence> {
        let probable = statistic == Statistic::ProbabilityAbove;
        let unit = self.unit();
        let column = match self.column(place, self.check.versus).map_err(|why| why.say([]))? {
            Some(column) => column,
            None => return Ok(Found::absent(BASE_ONLY, Known::Nothing, unit)),
        };
        let draws = column.summary(&[]).ok_or_else(|| NO_DRAWS.say([]))?;
        let odds = column.odds();
        // Where no draw has a number, what all of them have is what is known.
        if draws.mean.is_err() && (draws.undefined == odds.all && !probable || odds.known == 0) {
            let Absent { why, side } = column.absent().unwrap_or(NO_DRAW_IS_NUMBER.into());
            return Ok(Found::absent(why, side, unit));
        }
        let undefined = draws.undefined_why.map(|why| (draws.undefined, why));
        let terms = column.terms();
        if let (true, Some(share)) = (probable, odds.share()) {
            let n = odds.all as f64;
            let interval =
                |above: usize| score_interval(above as f64 / n, n, self.standard_errors());
            // Draws of which nothing is known are counted against it, and then for it.
            let [low, _] = interval(odds.above);
            let [_, high] = interval(odds.above + odds.all - odds.known);
            let bounds = [low.min(share), high.max(share)];
            return Ok(Found { value: Ok(share), bounds, terms: 0.0, unit, undefined });
        }
        let (value, factor, share) = match statistic {
            // √(p(1−p))/φ(z_p) for p = 0.5 and p = 0.1 or 0.9, in units of sd/√n.
            Statistic::P10 => (draws.p10, 1.7094, Some(0.1)),
            Statistic::P90 => (draws.p90, 1.7094, Some(0.9)),
            Statistic::P50 => (draws.p50, 1.2533, Some(0.5)),
            _ => (draws.mean, 1.0, None),
        };
        let bounds = match (value, share, draws.undefined) {
            (Ok(value), _, 0) => {
                let half = self.standard_errors() * factor * draws.se.unwrap_or(0.0);
                // A difference of shares may be negative.
                let of_a_whole = self.declared().is_some_and(|metric| metric.of_a_whole);
                let whole = self.check.versus.is_none() && of_a_whole;
                let inside = |end: f64| if whole { end.clamp(0.0, 1.0) } else { end };
                [inside(value - half), inside(value + half)]
            }
            (_, Some(share), _) => column.percentile_bounds(share, self.standard_errors()),
            // A mean can be anything where a draw can.
            _ => Known::Nothing.bounds(),
        };
        let value = value.map_err(|absent| (absent.why.into(), absent.side));
        Ok(Found { value, bounds, terms, unit, undefined })
    }

    fn extreme(&self, values: &[f64]) -> Result<Found, Sentence> {
        let pick = if self.check.statistic == Statistic::MaxOverTime { f64::max } else { f64::min };
        let value = values.iter().copied().reduce(pick).ok_or_else(|| NO_PERIOD.say([]))?;
        Ok(Found::exact(value, self.unit()))
    }

    /// The metric draw by draw, less that of another strategy; none where it has no draws.
    ///
    /// # Errors
    ///
    /// Why this run has none.
    fn column(&self, place: usize, other: Option<usize>) -> Result<Option<Column>, Reason> {
        if self.ran.sample.is_none() {
            return Err(NO_DRAWS);
        }
        let (id, other) = match self.check.metric.as_str() {
            id if id.starts_with("incremental_npv") => {
                let of = match id {
                    "incremental_npv_horizon" => "npv_horizon",
                    "incremental_npv_stop" => "npv_stop",
                    "incremental_npv_go_on" => "npv_go_on",
                    _ => "npv",
                };
                let other = other.unwrap_or(self.ran.scenario.against);
                let of = if of == "npv" { of } else { beyond(self.ran, place, other, of) };
                (of, Some(other))
            }
            id => (id, other),
        };
        let holder = match (self.check.segment, self.check.channel) {
            (Some(s), _) => Holder::Segment(s),
            (_, Some(c)) => Holder::Channel(c),
            _ => Holder::Strategy,
        };
        Ok(match other {
            None => self.ran.column(place, holder, id),
            Some(other) => self.ran.differences(place, other, holder, id),
        })
    }

    /// Half the width of the interval, in standard errors: 1.96 at 95 %.
    fn standard_errors(&self) -> f64 {
        normal_quantile(0.5 + self.check.confidence / 2.0)
    }
}

/// The number of a metric that is one.
fn size_of(metric: &Metric) -> f64 {
    match metric {
        Metric::Scalar(figure) => figure.expected,
        _ => f64::NAN,
    }
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
