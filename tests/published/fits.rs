//! Fits: parameters and likelihoods that others found for published retention data.

use super::{OPTIMISER, THREE_DIGITS, Within, meets};
use tenure::fit::{Cohort, Estimator, Fitted, FittedCurve, Model, Survivors, fit};

/// Fader & Hardie (2007), table 1: per cent of a cohort that is left after 0 to 12 years.
const HIGH_END: [f64; 13] =
    [100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4];
const REGULAR: [f64; 13] =
    [100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3];

/// Half a unit of the last of four printed digits.
const LAST_DIGIT: f64 = 5e-5;
/// Half a unit of the last of five printed digits.
const FIVE_DIGITS: f64 = 5e-6;
/// Half a unit of the last of six printed digits.
const SIX_DIGITS: f64 = 5e-7;

/// A cohort of 1,000, as in the published fits.
fn thousand(percent: &[f64]) -> Survivors {
    counts(&[percent.iter().map(|share| share * 10.0).collect()])
}

fn counts(cohorts: &[Vec<f64>]) -> Survivors {
    let cohort = |counts: &Vec<f64>| {
        let points = counts.iter().enumerate().map(|(tenure, count)| (tenure as u32, *count));
        Cohort::new(points.collect()).unwrap()
    };
    Survivors::new(cohorts.iter().map(cohort).collect())
}

fn likely(model: Model, data: &Survivors, until: Option<u32>) -> Fitted {
    fit(model, data, until, Estimator::Likelihood).unwrap()
}

#[track_caller]
fn parameters(found: &Fitted, printed: &[f64], within: f64) {
    let named = found.curve.named();
    assert_eq!(named.len(), printed.len());
    for ((name, value), printed) in named.iter().zip(printed) {
        meets(name, *value, *printed, Within::Absolute(within));
    }
}

/// Fader & Hardie 2007, Appendix B: 0.668, 3.806, −1,611.2, and the projection to year 12.
#[test]
fn c11_the_shifted_beta_geometric_by_likelihood() {
    let found = likely(Model::BetaGeometric, &thousand(&HIGH_END), Some(7));
    parameters(&found, &[0.668088, 3.806095], SIX_DIGITS);
    meets("LL", found.log_likelihood, -1611.1581, Within::Absolute(LAST_DIGIT));
    for (tenure, printed) in [(8, 0.460), (9, 0.436), (10, 0.414), (11, 0.395), (12, 0.378)] {
        meets("S", found.curve.survival(tenure), printed, Within::Absolute(THREE_DIGITS));
    }
    // Own least squares in Python: 1.234989 and 1.230613 points.
    meets("inside", found.error_inside, 0.01234989, Within::Absolute(SIX_DIGITS));
    let outside = found.error_outside.unwrap();
    meets("held out", outside, 0.01230613, Within::Absolute(SIX_DIGITS));
}

/// Fader & Hardie, spreadsheet guide: 0.760, 1.286 with squares of 1.16E-04; twelve digits of the table.
#[test]
fn c13_the_shifted_beta_geometric_by_least_squares() {
    let data = thousand(&REGULAR);
    let found = fit(Model::BetaGeometric, &data, Some(4), Estimator::LeastSquares).unwrap();
    parameters(&found, &[0.759762, 1.286279], SIX_DIGITS);
    // Twelve digits are printed; the minimum is flat to the square of the error of its place.
    meets("squares", found.squared_error, 0.000116447653184, Within::Relative(OPTIMISER));
    let retention = |t: u32| found.curve.survival(t) / found.curve.survival(t - 1);
    for (t, printed) in (1..).zip([0.371333, 0.249426, 0.187779, 0.150566, 0.125663]) {
        meets("churn", 1.0 - retention(t), printed, Within::Absolute(SIX_DIGITS));
    }
    meets("r(12)", retention(12), 0.941763, Within::Absolute(SIX_DIGITS));
}

/// Workbook "Projecting customer retention rates": constant churn against the beta-geometric.
#[test]
fn c13b_constant_churn_is_much_less_likely() {
    let data = thousand(&REGULAR);
    let constant = likely(Model::Constant, &data, Some(4));
    parameters(&constant, &[0.27166465135], SIX_DIGITS);
    meets("LL", constant.log_likelihood, -1451.1556, Within::Absolute(LAST_DIGIT));
    let mixed = likely(Model::BetaGeometric, &data, Some(4));
    meets("LL", mixed.log_likelihood, -1401.5594, Within::Absolute(LAST_DIGIT));
    // By hand: 2 k + 2 × 1451.1556, and k ln 1000.
    meets("AIC", constant.aic, 2904.3112, Within::Absolute(2.0 * LAST_DIGIT));
    meets("BIC", constant.bic, 2909.2190, Within::Absolute(3.0 * LAST_DIGIT));
}

/// Fader, Hardie et al. 2018: .2593, 1.7225, 1.584 and a projection of 38.9 % against the observed 39.4 %.
#[test]
fn c15_the_beta_discrete_weibull_by_likelihood() {
    let found = likely(Model::BetaDiscreteWeibull, &thousand(&HIGH_END), Some(4));
    parameters(&found, &[0.25934, 1.72255, 1.58436], FIVE_DIGITS);
    meets("LL", found.log_likelihood, -1222.7493, Within::Absolute(LAST_DIGIT));
    meets("S(12)", found.curve.survival(12), 0.3889, Within::Absolute(LAST_DIGIT));
}

/// Own fit of seven years of the published data.
#[test]
fn c15c_the_beta_discrete_weibull_on_seven_years() {
    for (data, printed, likelihood, survival) in [
        (HIGH_END, [0.21425, 1.42657, 1.72356], -1605.3142, 0.4039),
        (REGULAR, [0.45561, 0.77933, 1.28345], -1679.6028, 0.1773),
    ] {
        let found = likely(Model::BetaDiscreteWeibull, &thousand(&data), Some(7));
        parameters(&found, &printed, FIVE_DIGITS);
        meets("LL", found.log_likelihood, likelihood, Within::Absolute(LAST_DIGIT));
        meets("S(12)", found.curve.survival(12), survival, Within::Absolute(LAST_DIGIT));
    }
}

/// Own maximum likelihood in Python (Nelder–Mead of `SciPy` on the same data).
#[test]
fn the_discrete_weibull_by_likelihood() {
    let found = likely(Model::DiscreteWeibull, &thousand(&REGULAR), Some(7));
    parameters(&found, &[0.381180, 0.571570], 2.0 * SIX_DIGITS);
    meets("LL", found.log_likelihood, -1688.5202, Within::Absolute(LAST_DIGIT));
}

/// Fader & Hardie 2007, note 017: 3.80, 15.19 from all counts, 3.79, 15.18 from the first and the last.
#[test]
fn c16_several_cohorts() {
    let full = [10000.0, 8000.0, 6480.0, 5307.0, 4391.0];
    let triangle: Vec<Vec<f64>> = (2..=5).map(|length| full[..length].to_vec()).collect();
    let found = likely(Model::BetaGeometric, &counts(&triangle), None);
    parameters(&found, &[3.7981, 15.1919], LAST_DIGIT);
    meets("LL", found.log_likelihood, -40255.837, Within::Absolute(5e-4));
    let ends = (1..=4).map(|last| Cohort::new(vec![(0, full[0]), (last as u32, full[last])]));
    let ends = Survivors::new(ends.map(Result::unwrap).collect());
    let found = likely(Model::BetaGeometric, &ends, None);
    parameters(&found, &[3.7965, 15.1849], LAST_DIGIT);
    assert!(matches!(found.curve, FittedCurve::BetaGeometric { .. }));
}
