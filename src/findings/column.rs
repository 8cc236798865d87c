//! One figure over all draws: numbers, and draws that have none, on their side where that is known.

use std::collections::BTreeMap;

use super::limit;
use super::messages::{NO_DRAW, TOO_LARGE};
use super::model::{Absent, Draws, Known, Reason, Value, Whys};
use crate::numeric::quantile::{ordered_quantile, quantiles, summary};
use crate::scenario::Comparator;

/// A figure draw by draw.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Numbers; infinite where a draw lies beyond a bound, NaN where nothing is known of it.
    values: Vec<f64>,
    /// The larger term of each difference; empty for figures that are none.
    terms: Vec<f64>,
    /// The least bound of the draws that lie above one, the greatest of those below, and one that is unknown.
    above: Option<Absent>,
    below: Option<Absent>,
    unknown: Option<Absent>,
    /// Draws without a number by the reason.
    whys: BTreeMap<Reason, usize>,
}

/// How many draws lie above 0, of how many; the rest have no side.
#[derive(Clone, Copy, Debug)]
pub struct Odds {
    pub above: usize,
    pub known: usize,
    pub all: usize,
}

impl Odds {
    /// Share of the draws that have a side; none where no draw has one.
    pub fn share(self) -> Option<f64> {
        (self.known > 0).then(|| self.above as f64 / self.known as f64)
    }
}

impl Column {
    /// One figure of every draw.
    pub fn of(values: impl Iterator<Item = Value>) -> Self {
        let mut column = Self::default();
        values.for_each(|value| column.push(value));
        column
    }

    /// The difference of two figures of every draw in which both are numbers; the other draws have none.
    pub fn differences(pairs: impl Iterator<Item = (Value, Value)>) -> Self {
        let mut column = Self::default();
        for (own, other) in pairs {
            column.push(super::model::minus(own, other).map_err(Absent::unknown));
            let size = |value: Value| value.map_or(0.0, f64::abs);
            column.terms.push(size(own).max(size(other)));
        }
        column
    }

    fn push(&mut self, value: Value) {
        let value = value.and_then(|number| match number.is_finite() {
            true => Ok(number),
            false => Err(TOO_LARGE.into()),
        });
        if let Err(absent) = value {
            *self.whys.entry(absent.why).or_default() += 1;
        }
        self.values.push(value.unwrap_or_else(|absent| match absent.side.bounds() {
            [low, high] if low > f64::NEG_INFINITY && high == f64::INFINITY => {
                keep(&mut self.above, absent, |own| low < own.side.bounds()[0]);
                f64::INFINITY
            }
            [low, high] if low == f64::NEG_INFINITY && high < f64::INFINITY => {
                keep(&mut self.below, absent, |own| high > own.side.bounds()[1]);
                f64::NEG_INFINITY
            }
            _ => {
                keep(&mut self.unknown, absent, |_| false);
                f64::NAN
            }
        }));
    }

    /// Values by draw; infinite or NaN where there is no number.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The numbers, in the order of the draws.
    pub fn numbers(&self) -> Vec<f64> {
        self.values.iter().copied().filter(|value| value.is_finite()).collect()
    }

    /// Why draws have no number, and what is known of all that have none.
    pub fn absent(&self) -> Option<Absent> {
        match (self.above, self.below, self.unknown) {
            (Some(one), None, None) | (None, Some(one), None) => Some(one),
            (above, below, unknown) => unknown.or(above).or(below).map(Absent::unknown),
        }
    }

    /// Mean of the larger terms of differences, else 0.
    pub fn terms(&self) -> f64 {
        let n = self.terms.len().max(1) as f64;
        self.terms.iter().sum::<f64>() / n
    }

    /// How many draws lie above 0. One that equals it does not.
    pub fn odds(&self) -> Odds {
        let terms = |draw: usize| self.terms.get(draw).copied().unwrap_or(0.0);
        let known = self.values.iter().enumerate().filter(|(_, value)| !value.is_nan());
        let above = known
            .clone()
            .filter(|(draw, value)| limit::holds(Comparator::Above, **value, 0.0, terms(*draw)));
        Odds { above: above.count(), known: known.count(), all: self.values.len() }
    }

    /// Summary of the draws, with `more` percentiles than the usual; none without any.
    pub fn summary(&self, more: &[u32]) -> Option<Draws> {
        if self.values.is_empty() {
            return None;
        }
        let numbers = self.numbers();
        let undefined = self.values.len() - numbers.len();
        let all = summary(&numbers);
        let absent = self.absent();
        // Squares of values that are numbers may be none.
        let moment = |value: f64| match absent {
            _ if value.is_finite() => Ok(value),
            Some(absent) if numbers.is_empty() => Err(absent),
            _ => Err(TOO_LARGE.into()),
        };
        // A difference is of the draws in which both sides are numbers.
        let shares: Vec<f64> =
            more.iter().map(|percentile| f64::from(*percentile) / 100.0).collect();
        let ([p10, p50, p90], other) = match undefined == 0 || !self.terms.is_empty() {
            true => {
                let other = quantiles(&mut numbers.clone(), &shares).into_iter().map(moment);
                ([all.p10, all.p50, all.p90].map(moment), other.collect::<Vec<_>>())
            }
            false => {
                let (low, high) = self.sorted();
                let at = |share: f64| self.percentile(&low, &high, share);
                ([0.1, 0.5, 0.9].map(at), shares.into_iter().map(at).collect())
            }
        };
        Some(Draws {
            mean: moment(all.mean),
            sd: moment(all.sd),
            se: moment(all.se),
            p10,
            p50,
            p90,
            more: more.iter().copied().zip(other).collect(),
            undefined,
            undefined_why: Whys::of(self.whys.iter().map(|(why, count)| (*why, *count))),
        })
    }

    /// All draws in order, those of which nothing is known once below and once above all others.
    fn sorted(&self) -> (Vec<f64>, Vec<f64>) {
        let [low, high] = [f64::NEG_INFINITY, f64::INFINITY].map(|unknown| {
            let known = |value: &f64| if value.is_nan() { unknown } else { *value };
            let mut all: Vec<f64> = self.values.iter().map(known).collect();
            all.sort_by(f64::total_cmp);
            all
        });
        (low, high)
    }

    fn percentile(&self, low: &[f64], high: &[f64], share: f64) -> Value {
        let (low, high) = (ordered_quantile(low, share), ordered_quantile(high, share));
        let absent = |one: Option<Absent>| Err(one.or(self.absent()).unwrap_or(NO_DRAW.into()));
        let [low, high] = self.bounded([low, high]);
        match (self.above, self.below) {
            // A number is one as far as no draw beyond a bound can be smaller, or larger.
            _ if low == high && low.is_finite() => Ok(low),
            (Some(above), _) if high == f64::INFINITY && low == above.side.bounds()[0] => {
                absent(Some(above))
            }
            (_, Some(below)) if low == f64::NEG_INFINITY && high == below.side.bounds()[1] => {
                absent(Some(below))
            }
            _ => absent(self.unknown.map(|one| Absent { side: Known::within([low, high]), ..one })),
        }
    }

    /// The bounds between which a statistic of the draws lies that came out between two of their values: a draw
    /// beyond a bound is at least there.
    fn bounded(&self, [low, high]: [f64; 2]) -> [f64; 2] {
        let least = self.above.map_or(f64::INFINITY, |above| above.side.bounds()[0]);
        let most = self.below.map_or(f64::NEG_INFINITY, |below| below.side.bounds()[1]);
        let high = if high > least { f64::INFINITY } else { high };
        let low = if low < most { f64::NEG_INFINITY } else { low };
        [low.min(least), high.max(most)]
    }

    /// Bounds of a percentile, with its simulation error at so many standard errors: the order statistics that
    /// many binomial deviations away, with unknown draws at their worst. Source: David & Nagaraja, "Order
    /// Statistics", section 7.1.
    pub fn percentile_bounds(&self, share: f64, errors: f64) -> [f64; 2] {
        let (low, high) = self.sorted();
        let n = low.len() as f64;
        let away = errors * (n * share * (1.0 - share)).sqrt();
        // Beyond the least and the greatest draw nothing bounds it.
        let place = |at: f64| (at >= 0.0).then_some(at as usize);
        let least = place((n * share - away).floor() - 1.0).and_then(|at| low.get(at));
        let greatest = place((n * share + away).ceil()).and_then(|at| high.get(at));
        self.bounded([
            least.copied().unwrap_or(f64::NEG_INFINITY),
            greatest.copied().unwrap_or(f64::INFINITY),
        ])
    }
}

/// Keeps an absent figure if there is none yet, or if it is `better`.
fn keep(own: &mut Option<Absent>, new: Absent, better: impl Fn(&Absent) -> bool) {
    if own.as_ref().is_none_or(better) {
        *own = Some(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::messages::{INFINITE, NOT_PAID_BACK as LATE};

    /// A payback uniform on 20–80 periods that is looked for over 48: P10 is 26; P50 is 50, so beyond, and not 34,
    /// which is the median of those that were found. Their mean is 34.
    #[test]
    fn percentiles_are_over_all_draws() {
        let draws = 6000;
        let payback = |i: usize| 20.0 + 60.0 * (i as f64 + 0.5) / draws as f64;
        let late = Absent { why: LATE, side: Known::Beyond(48) };
        let value = |i: usize| Some(payback(i)).filter(|at| *at <= 48.0).ok_or(late);
        let found = Column::of((0..draws).map(value)).summary(&[]).unwrap();
        assert!((found.p10.unwrap() - 26.0).abs() < 0.02);
        assert_eq!(found.p50, Err(late));
        assert_eq!(found.p90, Err(late));
        assert!((found.mean.unwrap() - 34.0).abs() < 0.02);
        assert_eq!((found.undefined, found.undefined_why), (3200, Whys::of([(LATE, 3200)])));
    }

    /// Nine draws of 1 … 9 and one of which nothing is known: the median is 5 or 6, and nobody knows which.
    #[test]
    fn unknown_draws_leave_percentiles_open() {
        let values = (1..10).map(|i| Ok(f64::from(i)));
        let column = Column::of(values.chain([Err(INFINITE.into())]));
        let found = column.summary(&[]).unwrap();
        assert_eq!(found.p50.unwrap_err().side, Known::Nothing);
        assert_eq!((found.mean, found.undefined), (Ok(5.0), 1));
        let odds = column.odds();
        assert_eq!((odds.above, odds.known, odds.all), (9, 9, 10));
        // Far from the unknown draw the order statistics tell bounds.
        let [low, high] = column.percentile_bounds(0.5, 1.0);
        assert!(low.is_finite() && high.is_finite() && low < 5.0 && high > 6.0, "{low} {high}");
    }

    /// Differences of rounding are no gain.
    #[test]
    fn what_equals_nothing_is_not_above() {
        let pairs = [(8.65e8 + 1e-7, 8.65e8), (8.65e8 + 1e3, 8.65e8), (1.0, 2.0)];
        let column = Column::differences(pairs.into_iter().map(|(a, b)| (Ok(a), Ok(b))));
        assert_eq!(column.odds().above, 1);
        let late = Err(Absent { why: LATE, side: Known::Beyond(48) });
        let pairs = [(Ok(3.0), Ok(1.0)), (Ok(5.0), Ok(1.0)), (late, Ok(1.0))];
        let found = Column::differences(pairs.into_iter()).summary(&[]).unwrap();
        let why = Whys::of([(LATE, 1)]);
        assert_eq!((found.p50, found.undefined, found.undefined_why), (Ok(3.0), 1, why));
    }

    #[test]
    fn without_a_number_there_is_no_mean() {
        let endless = Absent::endless(1.0, INFINITE);
        let found = Column::of([Err(endless); 3].into_iter()).summary(&[]).unwrap();
        assert_eq!((found.mean, found.p50, found.undefined), (Err(endless), Err(endless), 3));
        assert!(Column::of(std::iter::empty()).summary(&[]).is_none());
    }
}
