//! Which parameters make a curve agree best with what was observed.

use super::curve::{Curve, Model};
use super::survivors::Survivors;
use crate::numeric::minimise::nelder_mead;
use crate::numeric::special::{expit, logit};
use crate::numeric::sum::ordered_sum;

/// What "best" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// Maximum likelihood of the counts.
    Likelihood,
    /// Least squares of the retention rates, each weighing the same.
    LeastSquares,
}

/// Log-odds of a rate or mean rate stay within these: from 1e-7 to 1 - 1e-7.
const RATE: (f64, f64) = (-16.0, 16.0);
/// ln(alpha + beta) stays within these: from all or nothing to customers who are alike.
const SIZE: (f64, f64) = (-7.0, 14.0);
/// ln(shape) stays within these: 0.02 to 20.
const SHAPE: (f64, f64) = (-4.0, 3.0);

/// Points of one search, each with a restart, may cost so many evaluations; a search of three parameters needs some
/// hundreds.
const MOST_EVALUATIONS: u32 = 20_000;
/// Accuracy of coordinates, far finer than the data tell them.
const ACCURACY: f64 = 1e-10;
/// A restart that gains less than this part of the value ends the search.
const GAIN: f64 = 1e-12;

/// What is searched over: unbounded coordinates, near to independent of one another.
fn curve_at(model: Model, x: &[f64]) -> Option<Curve> {
    let within = |at: usize, (low, high): (f64, f64)| (low..=high).contains(&x[at]);
    let (alpha, beta) = match model {
        Model::BetaGeometric | Model::BetaDiscreteWeibull => {
            let size = libm::exp(x[1]);
            (size * expit(x[0]), size * expit(-x[0]))
        }
        _ => (0.0, 0.0),
    };
    let rate = expit(x[0]);
    match model {
        _ if !within(0, RATE) => None,
        Model::Constant => Some(Curve::Constant { rate }),
        Model::BetaGeometric => within(1, SIZE).then_some(Curve::BetaGeometric { alpha, beta }),
        Model::DiscreteWeibull => {
            let shape = libm::exp(x[1]);
            within(1, SHAPE).then_some(Curve::DiscreteWeibull { rate, shape })
        }
        Model::BetaDiscreteWeibull => {
            let shape = libm::exp(x[2]);
            let inside = within(1, SIZE) && within(2, SHAPE);
            inside.then_some(Curve::BetaDiscreteWeibull { alpha, beta, shape })
        }
    }
}

/// Where searches begin, from a rough rate.
fn starts(model: Model, rate: f64) -> Vec<Vec<f64>> {
    let rate = logit(rate.clamp(1e-4, 1.0 - 1e-4));
    match model {
        Model::Constant => vec![vec![rate]],
        Model::DiscreteWeibull => vec![vec![rate, 0.0], vec![rate, -0.7]],
        Model::BetaGeometric => vec![vec![rate, 0.5], vec![rate, 3.0]],
        Model::BetaDiscreteWeibull => {
            vec![vec![rate, 0.5, 0.0], vec![rate, 3.0, 0.0], vec![rate, 0.5, 0.7]]
        }
    }
}

/// Log-likelihood of the observed counts under a curve: every customer who left adds ln(S(a) − S(b)) of the tenures
/// between which it left, every other one ln S(t) of the tenure at which it was last counted.
///
/// Source: Fader & Hardie (2007), "How to project customer retention", J. Interactive Marketing 21(1), appendix B,
/// eq. B3; with several cohorts Fader & Hardie (2007), "Fitting the sBG model to multi-cohort data", note 017.
#[must_use]
pub fn log_likelihood(curve: Curve, data: &Survivors) -> f64 {
    let log = |share: f64| libm::log(share.max(f64::MIN_POSITIVE));
    let left = data
        .left()
        .into_iter()
        .map(|left| left.customers * log(curve.survival(left.after) - curve.survival(left.by)));
    let kept = data.kept();
    let kept = kept.iter().map(|(tenure, customers)| customers * log(curve.survival(*tenure)));
    ordered_sum(&left.chain(kept).collect::<Vec<_>>())
}

/// Sum of squared differences between observed and modelled retention rates.
///
/// Source: Fader & Hardie, "A spreadsheet-literate non-statistician's guide to the beta-geometric model".
#[must_use]
pub fn squared_error(curve: Curve, data: &Survivors) -> f64 {
    let terms = data.retention().into_iter().map(|(a, b, observed)| {
        let modelled = curve.survival(b) / curve.survival(a).max(f64::MIN_POSITIVE);
        (observed - modelled) * (observed - modelled)
    });
    ordered_sum(&terms.collect::<Vec<_>>())
}

/// The curve of a family that agrees best with the data. Deterministic.
#[must_use]
pub fn best(model: Model, data: &Survivors, by: Estimator) -> Curve {
    let (left, kept, retention) = (data.left(), data.kept(), data.retention());
    let log = |share: f64| libm::log(share.max(f64::MIN_POSITIVE));
    // The likelihood over data that are pooled once, not at every evaluation.
    let badness = |curve: Curve| match by {
        Estimator::Likelihood => {
            let mut sum = 0.0;
            for one in &left {
                sum -= one.customers * log(curve.survival(one.after) - curve.survival(one.by));
            }
            for (tenure, customers) in &kept {
                sum -= customers * log(curve.survival(*tenure));
            }
            sum
        }
        Estimator::LeastSquares => retention
            .iter()
            .map(|(a, b, observed)| {
                let error =
                    observed - curve.survival(*b) / curve.survival(*a).max(f64::MIN_POSITIVE);
                error * error
            })
            .sum(),
    };
    let value = |x: &[f64]| curve_at(model, x).map_or(f64::INFINITY, badness);
    let gone: f64 = left.iter().map(|one| one.customers).sum();
    let lived: f64 = left.iter().map(|one| one.customers * f64::from(one.by)).sum::<f64>()
        + kept.iter().map(|(tenure, customers)| customers * f64::from(*tenure)).sum::<f64>();
    let mut found: Option<(f64, Vec<f64>)> = None;
    for start in starts(model, gone / lived.max(gone).max(f64::MIN_POSITIVE)) {
        let steps = vec![0.5; start.len()];
        let mut at = nelder_mead(value, &start, &steps, ACCURACY, MOST_EVALUATIONS);
        // Again from where it ended, as long as that helps.
        for _ in 0..5 {
            let again = nelder_mead(value, &at.point, &steps, ACCURACY, MOST_EVALUATIONS);
            let gain = at.value - again.value;
            if again.value <= at.value {
                at = again;
            }
            if gain.is_nan() || gain <= GAIN * at.value.abs().max(GAIN) {
                break;
            }
        }
        if found.as_ref().is_none_or(|(value, _)| at.value < *value) {
            found = Some((at.value, at.point));
        }
    }
    let point = found.map(|(_, point)| point).unwrap_or_default();
    curve_at(model, &point).expect("a search starts and ends inside its bounds")
}

/// How near to a bound of its search a parameter may lie before it counts as being there: a hundredth on a scale of
/// logarithms.
const NEAR: f64 = 0.01;

/// Whether the rate, mean rate or shape lies at a bound of the search.
#[must_use]
pub fn at_bound(curve: Curve) -> bool {
    let near = |x: f64, (low, high): (f64, f64)| x <= low + NEAR || x >= high - NEAR;
    match curve {
        Curve::Constant { rate } => near(logit(rate), RATE),
        Curve::BetaGeometric { alpha, beta } => near(libm::log(alpha / beta), RATE),
        Curve::DiscreteWeibull { rate, shape } => {
            near(logit(rate), RATE) || near(libm::log(shape), SHAPE)
        }
        Curve::BetaDiscreteWeibull { alpha, beta, shape } => {
            near(libm::log(alpha / beta), RATE) || near(libm::log(shape), SHAPE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::survivors::Cohort;
    use super::*;

    fn one(points: &[f64]) -> Survivors {
        let points = points.iter().enumerate().map(|(t, n)| (t as u32, *n)).collect();
        Survivors::new(vec![Cohort::new(points).unwrap()])
    }

    #[test]
    fn a_constant_rate_is_those_lost_per_customer_at_risk() {
        // 400 + 300 left, of 1,000 + 600 at risk.
        let data = one(&[1000.0, 600.0, 300.0]);
        let Curve::Constant { rate } = best(Model::Constant, &data, Estimator::Likelihood) else {
            panic!("another model");
        };
        // A maximum is flat to rounding within about the square root of 1e-16.
        assert!((rate - 700.0 / 1600.0).abs() < 1e-7, "{rate}");
    }

    #[test]
    fn curves_that_made_the_data_are_found_again() {
        for truth in [
            Curve::BetaGeometric { alpha: 3.8, beta: 15.2 },
            Curve::DiscreteWeibull { rate: 0.3, shape: 0.6 },
            Curve::DiscreteWeibull { rate: 0.02, shape: 1.7 },
            Curve::BetaDiscreteWeibull { alpha: 0.5, beta: 1.2, shape: 1.4 },
        ] {
            let counts: Vec<f64> = (0..=15).map(|t| 1e6 * truth.survival(t)).collect();
            for by in [Estimator::Likelihood, Estimator::LeastSquares] {
                let found = best(truth.model(), &one(&counts), by);
                for (one, other) in truth.named().iter().zip(found.named()) {
                    // Ridges of three parameters are flat to rounding over some 1e-4 of their size.
                    assert!((one.1 - other.1).abs() < 1e-3 * one.1, "{truth:?} {found:?} {by:?}");
                }
            }
        }
    }
}
