//! Which parameters make a curve agree best with what was observed.

use std::collections::BTreeSet;

use super::curve::{FittedCurve, Model};
use super::survivors::Survivors;
use crate::numeric::minimise::nelder_mead;
use crate::numeric::special::{expit, logit};
use crate::numeric::sum::ordered_sum;
use crate::numeric::systems::eliminate;

/// What "best" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// Maximum likelihood of the counts.
    Likelihood,
    /// Least squares of the retention rates, each weighing the same.
    LeastSquares,
}

/// Log-odds of a constant rate stay within these, the most of every first rate too: from 1e-7 to 1 - 1e-7.
const RATE: (f64, f64) = (-16.0, 16.0);
/// ln of how far churn has come by the usual tenure of leaving, as a log-hazard or as alpha / beta in its units.
const CHURN: (f64, f64) = (-16.0, 16.0);
/// ln(alpha) stays within these: from all or nothing to customers who are alike.
const ALPHA: (f64, f64) = (-13.8, 20.7);
/// ln(beta) stays within these; a steep shape counts churn in powers of tenure.
const BETA: (f64, f64) = (-13.8, 138.0);
/// ln(shape) stays within these: 0.02 to just below [`super::STEEPEST`].
const SHAPE: (f64, f64) = (-4.0, 2.9957);
/// ln(alpha) at which customers are taken to be alike when a search begins there.
const ALIKE: f64 = 20.0;

/// Points of one search, each with a restart, may cost so many evaluations; a search of three parameters needs some
/// hundreds.
const MOST_EVALUATIONS: u32 = 20_000;
/// Accuracy of coordinates, far finer than the data tell them.
const ACCURACY: f64 = 1e-10;
/// A restart that gains less than this part of the value ends the search.
const GAIN: f64 = 1e-12;

/// What is searched over: coordinates near to independent of one another, on the scale of logarithms. The first is
/// churn up to `usual`, the tenure at which customers leave: the rate of the first period says nothing of a steep curve.
struct Space {
    model: Model,
    /// ln of the usual tenure of leaving, in periods.
    usual: f64,
}

impl Space {
    /// ln(alpha), ln(beta) and ln(shape) at a point; a model without beta has its log-hazard as ratio.
    fn ratio(&self, x: &[f64], shape: f64) -> f64 {
        x[0] - self.usual * shape
    }

    fn curve(&self, x: &[f64]) -> Option<FittedCurve> {
        let within = |x: f64, (low, high): (f64, f64)| (low..=high).contains(&x);
        let mixture = |ln_shape: f64| {
            let ln_beta = x[1] - self.ratio(x, libm::exp(ln_shape));
            let inside = within(x[0], CHURN) && within(x[1], ALPHA) && within(ln_beta, BETA);
            inside.then(|| (libm::exp(x[1]), libm::exp(ln_beta)))
        };
        match self.model {
            Model::Constant => {
                within(x[0], RATE).then(|| FittedCurve::Constant { rate: expit(x[0]) })
            }
            Model::DiscreteWeibull => {
                let shape = libm::exp(x[1]);
                let rate = -libm::expm1(-libm::exp(self.ratio(x, shape)));
                let inside = within(x[0], CHURN) && within(x[1], SHAPE) && rate <= expit(RATE.1);
                (inside && rate > 0.0).then_some(FittedCurve::DiscreteWeibull { rate, shape })
            }
            Model::BetaGeometric => {
                mixture(0.0).map(|(alpha, beta)| FittedCurve::BetaGeometric { alpha, beta })
            }
            Model::BetaDiscreteWeibull => {
                let shape = libm::exp(x[2]);
                let (alpha, beta) = mixture(x[2]).filter(|_| within(x[2], SHAPE))?;
                Some(FittedCurve::BetaDiscreteWeibull { alpha, beta, shape })
            }
        }
    }

    /// Where a curve of a model that this one contains lies; a single rate is a mixture of customers who are alike.
    fn containing(&self, curve: FittedCurve) -> Vec<f64> {
        let churn = |ln_hazard: f64, shape: f64| ln_hazard + self.usual * shape;
        let hazard = |rate: f64| libm::log(-libm::log1p(-rate));
        // The mean of a sharp density of log-hazards lies at ln(1 + alpha / beta).
        let odds = |rate: f64| logit(rate.max(f64::MIN_POSITIVE));
        match (self.model, curve) {
            (Model::BetaGeometric, FittedCurve::Constant { rate }) => {
                vec![churn(odds(rate), 1.0), ALIKE]
            }
            (Model::BetaDiscreteWeibull, FittedCurve::BetaGeometric { alpha, beta }) => {
                vec![churn(libm::log(alpha / beta), 1.0), libm::log(alpha), 0.0]
            }
            (Model::BetaDiscreteWeibull, FittedCurve::DiscreteWeibull { rate, shape }) => {
                vec![churn(odds(rate), shape), ALIKE, libm::log(shape)]
            }
            (_, FittedCurve::Constant { rate }) => vec![churn(hazard(rate), 1.0), 0.0],
            _ => Vec::new(),
        }
    }

    /// Where searches begin, from the log-odds of a rough rate and the churn up to the usual tenure.
    fn starts(&self, rate: f64, churn: f64) -> Vec<Vec<f64>> {
        match self.model {
            Model::Constant => vec![vec![rate]],
            Model::DiscreteWeibull => vec![vec![churn, 0.0], vec![churn, -0.7], vec![churn, 1.5]],
            Model::BetaGeometric => vec![vec![churn, -0.5], vec![churn, 2.0]],
            Model::BetaDiscreteWeibull => {
                vec![vec![churn, -0.5, 0.0], vec![churn, 2.0, 0.0], vec![churn, -0.5, 1.0]]
            }
        }
    }

    /// Whether the rate, the churn or the shape lies at a bound of the search.
    fn at_bound(&self, x: &[f64]) -> bool {
        let near = |x: f64, (low, high): (f64, f64)| x <= low + NEAR || x >= high - NEAR;
        match self.model {
            Model::Constant => near(x[0], RATE),
            Model::BetaGeometric => near(x[0], CHURN),
            Model::DiscreteWeibull => near(x[0], CHURN) || near(x[1], SHAPE),
            Model::BetaDiscreteWeibull => near(x[0], CHURN) || near(x[2], SHAPE),
        }
    }
}

/// A curve that was searched for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The curve.
    pub curve: FittedCurve,
    /// Its rate, churn or shape lies at the bound of the search.
    pub at_bound: bool,
}

/// Log-likelihood of the observed counts under a curve: every customer who left adds ln(S(a) − S(b)) of the tenures
/// between which it left, every other one ln S(t) of the tenure at which it was last counted.
///
/// Source: Fader & Hardie (2007), "How to project customer retention", J. Interactive Marketing 21(1), appendix B,
/// eq. B3; with several cohorts Fader & Hardie (2007), "Fitting the sBG model to multi-cohort data", note 017.
pub fn log_likelihood(curve: FittedCurve, data: &Survivors) -> f64 {
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
pub fn squared_error(curve: FittedCurve, data: &Survivors) -> f64 {
    let terms = data.retention().into_iter().map(|(a, b, observed)| {
        let modelled = curve.survival(b) / curve.survival(a).max(f64::MIN_POSITIVE);
        (observed - modelled) * (observed - modelled)
    });
    ordered_sum(&terms.collect::<Vec<_>>())
}

/// The curve of a family that agrees best with the data, never worse than the best of a family that it contains (to
/// within the 1e-9 by which a mixture of customers who are alike differs from one). Deterministic.
pub fn best(model: Model, data: &Survivors, by: Estimator) -> Found {
    let (left, kept, retention) = (data.left(), data.kept(), data.retention());
    let log = |share: f64| libm::log(share.max(f64::MIN_POSITIVE));
    // Data are pooled once, not at every evaluation, and survival at each tenure that counts is worked out once in each.
    let tenures: BTreeSet<u32> = match by {
        Estimator::Likelihood => {
            let left = left.iter().flat_map(|one| [one.after, one.by]);
            left.chain(kept.iter().map(|(tenure, _)| *tenure)).collect()
        }
        Estimator::LeastSquares => retention.iter().flat_map(|(a, b, _)| [*a, *b]).collect(),
    };
    let survival = |curve: FittedCurve| {
        let mut shares = vec![0.0; tenures.last().map_or(0, |last| *last as usize + 1)];
        tenures.iter().for_each(|tenure| shares[*tenure as usize] = curve.survival(*tenure));
        move |tenure: u32| shares[tenure as usize]
    };
    let badness = |curve: FittedCurve| {
        let share = survival(curve);
        match by {
            Estimator::Likelihood => {
                let mut sum = 0.0;
                for one in &left {
                    sum -= one.customers * log(share(one.after) - share(one.by));
                }
                for (tenure, customers) in &kept {
                    sum -= customers * log(share(*tenure));
                }
                sum
            }
            Estimator::LeastSquares => retention
                .iter()
                .map(|(a, b, observed)| {
                    let error = observed - share(*b) / share(*a).max(f64::MIN_POSITIVE);
                    error * error
                })
                .sum(),
        }
    };
    let gone: f64 = left.iter().map(|one| one.customers).sum();
    let total = |tenures: &mut dyn Iterator<Item = (f64, u32)>| -> f64 {
        tenures.map(|(customers, tenure)| customers * f64::from(tenure)).sum()
    };
    let lived = total(&mut left.iter().map(|one| (one.customers, one.by)));
    let watched = lived + total(&mut kept.iter().map(|(tenure, customers)| (*customers, *tenure)));
    let rate = gone / watched.max(gone).max(f64::MIN_POSITIVE);
    let rate = logit(rate.clamp(1e-4, 1.0 - 1e-4));
    let usual = libm::log((lived / gone.max(f64::MIN_POSITIVE)).max(1.0));
    let space = Space { model, usual };
    let value = |x: &[f64]| space.curve(x).map_or(f64::INFINITY, badness);
    let mut starts = space.starts(rate, rate + usual);
    for contained in model.contains() {
        starts.push(space.containing(best(*contained, data, by).curve));
    }
    let mut found: Option<(f64, Vec<f64>)> = None;
    for start in starts {
        let steps = vec![0.5; start.len()];
        let mut at = nelder_mead(value, &start, &steps, ACCURACY, MOST_EVALUATIONS);
        // Again from where it ended, as long as that helps, unless it came only to what is known.
        let known = found.as_ref().map(|(value, _)| value - GAIN * value.abs());
        let news = known.is_none_or(|known| at.value < known);
        for _ in 0..if news { 5 } else { 0 } {
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
    let curve = space.curve(&point).expect("a search starts and ends inside its bounds");
    let at_bound = space.at_bound(&point);
    if at_bound {
        return Found { curve, at_bound };
    }
    let slopes = |curve: FittedCurve| {
        let (mut sums, share) = (vec![0.0; model.parameters()], survival(curve));
        let mut add = |weight: f64, tenure: u32| {
            let each = sums.iter_mut().zip(curve.slopes(tenure));
            each.for_each(|(sum, slope)| *sum += weight * slope);
        };
        if by == Estimator::LeastSquares {
            for (a, b, observed) in &retention {
                let modelled = share(*b) / share(*a);
                let weight = -2.0 * (observed - modelled) * modelled;
                add(weight, *b);
                add(-weight, *a);
            }
            return sums;
        }
        for one in &left {
            let (there, gone) = (share(one.after), share(one.by));
            add(-one.customers * there / (there - gone), one.after);
            add(one.customers * gone / (there - gone), one.by);
        }
        kept.iter().for_each(|(tenure, customers)| add(-customers, *tenure));
        sums
    };
    Found { curve: flattest(curve, badness, slopes), at_bound }
}

/// The curve near to this one at which the `slopes` of `badness` are 0, by Newton's steps: values that differ by less than
/// rounding leave a least point open to within the square root of it, slopes do not. The curve itself where steps lead
/// away, as on a ridge.
fn flattest(
    mut curve: FittedCurve,
    badness: impl Fn(FittedCurve) -> f64,
    slopes: impl Fn(FittedCurve) -> Vec<f64>,
) -> FittedCurve {
    let worst = badness(curve) + GAIN * badness(curve).abs();
    let size = curve.model().parameters();
    let mut before = LONGEST_STEP;
    for _ in 0..MOST_STEPS {
        // Slopes and how they change, with a second constant that is not used.
        let width = size + 2;
        let mut system = vec![0.0; size * width];
        for (row, slope) in slopes(curve).iter().enumerate() {
            system[row * width + size] = -slope;
        }
        for column in 0..size {
            let aside = |step: f64| {
                let mut steps = vec![0.0; size];
                steps[column] = step;
                slopes(curve.moved(&steps))
            };
            let (up, down) = (aside(ASIDE), aside(-ASIDE));
            for row in 0..size {
                system[row * width + column] = (up[row] - down[row]) / (2.0 * ASIDE);
            }
        }
        if eliminate(&mut system, size, width).is_none() {
            break;
        }
        let steps: Vec<f64> = (0..size).map(|row| system[row * width + size]).collect();
        let longest = steps.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        let next = curve.moved(&steps);
        // Steps shrink until they are rounding.
        if longest >= before || steps.iter().any(|step| step.is_nan()) || badness(next) > worst {
            break;
        }
        (curve, before) = (next, longest);
    }
    curve
}

/// Newton's steps from where a search ends; each gains more digits than the one before.
const MOST_STEPS: usize = 12;
/// No step is longer, in logarithms of parameters: where one would be, the data do not tell.
const LONGEST_STEP: f64 = 0.01;
/// How far aside slopes are asked for how they change.
const ASIDE: f64 = 1e-5;

/// How near to a bound of its search a parameter may lie before it counts as being there: a hundredth on a scale of
/// logarithms.
const NEAR: f64 = 0.01;

#[cfg(test)]
mod tests {
    use super::super::survivors::{Cohort, one};
    use super::*;

    #[test]
    fn a_constant_rate_is_those_lost_per_customer_at_risk() {
        // 400 + 300 left, of 1,000 + 600 at risk.
        let data = one(&[1000.0, 600.0, 300.0]);
        let found = best(Model::Constant, &data, Estimator::Likelihood);
        let FittedCurve::Constant { rate } = found.curve else {
            panic!("another model");
        };
        assert!((rate - 700.0 / 1600.0).abs() < 1e-15, "{rate}");
    }

    #[test]
    fn curves_that_made_the_data_are_found_again() {
        for truth in [
            FittedCurve::BetaGeometric { alpha: 3.8, beta: 15.2 },
            FittedCurve::DiscreteWeibull { rate: 0.3, shape: 0.6 },
            FittedCurve::DiscreteWeibull { rate: 0.02, shape: 1.7 },
            FittedCurve::DiscreteWeibull { rate: 1e-9, shape: 7.5 },
            FittedCurve::BetaDiscreteWeibull { alpha: 0.3, beta: 1e6, shape: 5.5 },
            FittedCurve::BetaDiscreteWeibull { alpha: 0.5, beta: 1.2, shape: 1.4 },
        ] {
            let counts: Vec<f64> = (0..=15).map(|t| 1e6 * truth.survival(t)).collect();
            for by in [Estimator::Likelihood, Estimator::LeastSquares] {
                let found = best(truth.model(), &one(&counts), by).curve;
                for (one, other) in truth.named().iter().zip(found.named()) {
                    // Ridges of three parameters are flat to rounding over some 1e-4 of their size.
                    assert!((one.1 - other.1).abs() < 1e-3 * one.1, "{truth:?} {found:?} {by:?}");
                }
            }
        }
    }

    /// Log-likelihood and shape of the discrete Weibull: scipy 1.17, Nelder-Mead from six starts.
    const TELCO: (f64, f64) = (-350.621_613_967, 6.924_988_69);

    /// Two-year contracts of the telco data set: month, customers watched up to it, and those who left in it.
    fn telco() -> Survivors {
        const WATCHED: [u32; 72] = [
            2, 1, 3, 4, 1, 8, 4, 13, 3, 5, 5, 9, 11, 7, 5, 7, 4, 6, 8, 4, 6, 4, 12, 16, 9, 4, 11,
            1, 5, 10, 9, 4, 10, 7, 17, 9, 11, 11, 13, 9, 13, 13, 13, 8, 19, 25, 22, 21, 15, 18, 15,
            29, 18, 28, 18, 25, 28, 26, 24, 33, 32, 35, 39, 40, 42, 43, 56, 65, 66, 88, 137, 343,
        ];
        const LEFT: [u32; 72] = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
            0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 2, 1,
            1, 0, 3, 0, 0, 2, 2, 3, 3, 2, 2, 5, 5, 4,
        ];
        let cohort = |(month, (customers, left)): (u32, (u32, u32))| {
            let there = |tenure: u32, count: u32| (tenure, f64::from(count));
            let mut points = vec![there(0, customers)];
            if month > 1 {
                points.push(there(month - 1, customers));
            }
            points.push(there(month, customers - left));
            Cohort::new(points).unwrap()
        };
        Survivors::new((1..).zip(WATCHED.into_iter().zip(LEFT)).map(cohort).collect())
    }

    #[test]
    fn a_steep_maximum_is_found() {
        let data = telco();
        let all: Vec<_> = [
            Model::Constant,
            Model::BetaGeometric,
            Model::DiscreteWeibull,
            Model::BetaDiscreteWeibull,
        ]
        .map(|model| best(model, &data, Estimator::Likelihood))
        .into();
        let likely = |found: &Found| log_likelihood(found.curve, &data);
        for (one, other) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
            let (contained, model) = (likely(&all[one]), likely(&all[other]));
            assert!(model >= contained - 1e-4, "{:?} {:?}", all[one], all[other]);
        }
        let FittedCurve::DiscreteWeibull { shape, .. } = all[2].curve else {
            panic!("another model");
        };
        assert!((shape - TELCO.1).abs() < 1e-5, "{shape}");
        assert!((likely(&all[2]) - TELCO.0).abs() < 1e-6, "{}", likely(&all[2]));
        assert!(!all[2].at_bound);
    }
}
