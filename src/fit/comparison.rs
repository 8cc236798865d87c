//! How well each model does on the data, and what to beware of.

use super::curve::{FittedCurve, Model};
use super::search::{self, Estimator};
use super::survivors::Survivors;

/// A mixture with more than this alpha and beta holds customers who are alike: log-hazards differ by 1 % of their mean,
/// 1 / sqrt(alpha) where they are small.
const ALIKE: f64 = 1e4;
/// With less than this alpha + beta the variance of the rates is within a hundredth of its most, m (1 − m): nearly
/// everybody leaves at once or never.
const SPLIT: f64 = 1e-2;

/// Something to beware of in a fitted curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The expected lifetime is infinite.
    Endless,
    /// The mixture is a constant rate or one Weibull.
    Alike,
    /// The mixture is of customers who leave at once or never.
    Split,
    /// A parameter lies at the bound of the search.
    AtBound,
    /// There are as many tenures as parameters.
    Exact,
}

impl Remark {
    /// Name of the warning, for `tenure explain`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Endless => "fit-endless",
            Self::Alike | Self::Split | Self::AtBound => "fit-bound",
            Self::Exact => "fit-few",
        }
    }

    /// What to tell the user about a curve.
    pub fn words(self, curve: FittedCurve) -> String {
        let name = curve.model().name();
        let of = match curve.model() {
            Model::BetaDiscreteWeibull => "alpha times shape",
            _ => "alpha",
        };
        match self {
            Self::Endless => format!(
                "{name}: {of} is at most 1, so the expected lifetime is endless; values need a \
                 discount rate or a horizon"
            ),
            Self::Alike => format!(
                "{name}: alpha and beta are without limit, so customers do not differ; take the \
                 model without them"
            ),
            Self::Split => format!(
                "{name}: alpha and beta are next to 0, so that customers leave at once or never"
            ),
            Self::AtBound => format!(
                "{name}: a parameter lies at the bound of the search; the data do not settle it"
            ),
            Self::Exact => format!(
                "{name}: as many tenures as parameters; such a curve meets any data and foretells \
                 little"
            ),
        }
    }
}

/// A fitted curve and how well it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The curve.
    pub curve: FittedCurve,
    /// ln of the likelihood of the counts, whatever the estimator.
    pub log_likelihood: f64,
    /// Sum of squared errors of the retention rates.
    pub squared_error: f64,
    /// 2 k − 2 LL with k parameters. Source: Akaike (1974), IEEE Trans. Automatic Control 19(6).
    pub aic: f64,
    /// k ln(customers) − 2 LL. Source: Schwarz (1978), Annals of Statistics 6(2).
    pub bic: f64,
    /// Root mean square of modelled less observed survival over the tenures fitted to: a share, 0 to 1.
    pub error_inside: f64,
    /// The same over the tenures held out; none where none are.
    pub error_outside: Option<f64>,
    /// What to beware of.
    pub remarks: Vec<Remark>,
}

/// Why a model was not fitted. Displays as a lower-case fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFitted {
    /// Fewer tenures with a count than parameters.
    TooFewTenures {
        /// Those with a count.
        tenures: usize,
        /// Parameters of the model.
        parameters: usize,
    },
    /// Nobody left, so that every rate is 0.
    NobodyLeft,
}

impl std::fmt::Display for NotFitted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFewTenures { tenures, parameters } => {
                write!(f, "needs {parameters} tenures after 0, the data have {tenures}")
            }
            Self::NobodyLeft => write!(f, "nobody left, so there is no rate to fit"),
        }
    }
}

impl std::error::Error for NotFitted {}

/// Root mean square of modelled less observed survival; none without tenures.
fn error(curve: FittedCurve, observed: &[(u32, f64)]) -> Option<f64> {
    let square = |(tenure, share): &(u32, f64)| {
        let error = curve.survival(*tenure) - share;
        error * error
    };
    let mean = observed.iter().map(square).sum::<f64>() / observed.len() as f64;
    (!observed.is_empty()).then(|| mean.sqrt())
}

/// Fits a model to the tenures up to `until` (all where none is given) and tests it on the others.
///
/// # Errors
/// The data do not suffice for the model.
pub fn fit(
    model: Model,
    data: &Survivors,
    until: Option<u32>,
    by: Estimator,
) -> Result<Fitted, NotFitted> {
    let inside = until.map_or_else(|| data.clone(), |tenure| data.until(tenure));
    let (tenures, parameters) = (inside.tenures().len(), model.parameters());
    if tenures < parameters {
        return Err(NotFitted::TooFewTenures { tenures, parameters });
    }
    if inside.left().is_empty() {
        return Err(NotFitted::NobodyLeft);
    }
    let search::Found { curve, at_bound } = search::best(model, &inside, by);
    let log_likelihood = search::log_likelihood(curve, &inside);
    let k = parameters as f64;
    let observed = inside.pooled();
    let mut outside = data.pooled();
    outside.retain(|(tenure, _)| until.is_some_and(|until| *tenure > until));
    let mixture = match curve {
        FittedCurve::BetaGeometric { alpha, beta }
        | FittedCurve::BetaDiscreteWeibull { alpha, beta, .. } => Some((alpha, beta)),
        _ => None,
    };
    let remarks = [
        (Remark::Exact, tenures == parameters),
        (Remark::Alike, mixture.is_some_and(|(alpha, beta)| alpha.min(beta) > ALIKE)),
        (Remark::Split, mixture.is_some_and(|(alpha, beta)| alpha + beta < SPLIT)),
        (Remark::AtBound, at_bound),
        (Remark::Endless, curve.endless()),
    ];
    Ok(Fitted {
        curve,
        log_likelihood,
        squared_error: search::squared_error(curve, &inside),
        aic: 2.0 * k - 2.0 * log_likelihood,
        bic: k * libm::log(inside.customers()) - 2.0 * log_likelihood,
        error_inside: error(curve, &observed).unwrap_or_default(),
        error_outside: error(curve, &outside),
        remarks: remarks.into_iter().filter(|(_, so)| *so).map(|(remark, _)| remark).collect(),
    })
}

/// Every model, in the order of [`Model::ALL`].
pub fn compare(
    data: &Survivors,
    until: Option<u32>,
    by: Estimator,
) -> Vec<(Model, Result<Fitted, NotFitted>)> {
    Model::ALL.into_iter().map(|model| (model, fit(model, data, until, by))).collect()
}

/// The model to take where none is asked for: the lowest BIC, the simpler one where they are equal.
pub fn recommended(fits: &[(Model, Result<Fitted, NotFitted>)]) -> Option<&Fitted> {
    let fitted = fits.iter().filter_map(|(_, fit)| fit.as_ref().ok());
    fitted.fold(None, |best: Option<&Fitted>, one| match best {
        Some(kept) if kept.bic <= one.bic => Some(kept),
        _ => Some(one),
    })
}

#[cfg(test)]
mod tests {
    use super::super::survivors::one;
    use super::*;

    #[test]
    fn data_without_differences_ask_for_the_constant_model() {
        let data = one(&[10000.0, 8000.0, 6400.0, 5120.0, 4096.0]);
        let fits = compare(&data, None, Estimator::Likelihood);
        assert_eq!(recommended(&fits).unwrap().curve.model(), Model::Constant);
        let mixed = fits[1].1.as_ref().unwrap();
        assert!(mixed.remarks.contains(&Remark::Alike), "{mixed:?}");
    }

    #[test]
    fn short_data_say_what_they_cannot_tell() {
        let fits = compare(&one(&[100.0, 60.0, 40.0]), None, Estimator::Likelihood);
        assert!(fits[1].1.as_ref().unwrap().remarks.contains(&Remark::Exact));
        assert_eq!(fits[3].1, Err(NotFitted::TooFewTenures { tenures: 2, parameters: 3 }));
        let nobody = fit(Model::Constant, &one(&[10.0, 10.0]), None, Estimator::Likelihood);
        assert_eq!(nobody, Err(NotFitted::NobodyLeft));
    }

    #[test]
    fn extreme_data_end_somewhere() {
        for points in [
            vec![10.0, 0.0],
            vec![10.0, 0.0, 0.0, 0.0],
            vec![1e12, 1.0, 1.0, 1.0],
            vec![1e-9, 1e-10, 0.0, 0.0],
            vec![100.0, 50.0, 50.0, 50.0, 50.0],
            vec![100.0, 100.0, 100.0, 0.0],
        ] {
            for by in [Estimator::Likelihood, Estimator::LeastSquares] {
                for (_, fit) in compare(&one(&points), None, by) {
                    if let Ok(fit) = fit {
                        let finite = fit.curve.named().iter().all(|(_, x)| x.is_finite());
                        assert!(finite && fit.bic.is_finite(), "{points:?} {fit:?}");
                    }
                }
            }
        }
    }
}
