//! The four survival curves that are fitted, and what their parameters mean.

use crate::numeric::special::{beta_ratio, digamma_rise};

/// Steepest shape of a Weibull. Published fits lie below 2, contracts that end together below 8; far above, every customer
/// leaves in one period, and (k+1)^shape is no number any more.
pub const STEEPEST: f64 = 20.0;

/// A family of churn curves, by its name in `[churn]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// Everybody leaves at one rate: the geometric lifetime.
    Constant,
    /// Rates differ between customers as a beta distribution: the shifted beta-geometric.
    BetaGeometric,
    /// One rate that changes with tenure.
    DiscreteWeibull,
    /// Both.
    BetaDiscreteWeibull,
}

impl Model {
    /// Every model, the one with the fewest parameters first.
    pub const ALL: [Self; 4] =
        [Self::Constant, Self::BetaGeometric, Self::DiscreteWeibull, Self::BetaDiscreteWeibull];

    /// Its name in `[churn]` and for `--model`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::BetaGeometric => "beta-geometric",
            Self::DiscreteWeibull => "discrete-weibull",
            Self::BetaDiscreteWeibull => "beta-discrete-weibull",
        }
    }

    /// Families that are a case of it or a limit, the largest of them.
    pub const fn contains(self) -> &'static [Self] {
        match self {
            Self::Constant => &[],
            Self::BetaGeometric | Self::DiscreteWeibull => &[Self::Constant],
            Self::BetaDiscreteWeibull => &[Self::BetaGeometric, Self::DiscreteWeibull],
        }
    }

    /// How many parameters it has: 1 to 3.
    pub const fn parameters(self) -> usize {
        match self {
            Self::Constant => 1,
            Self::BetaGeometric | Self::DiscreteWeibull => 2,
            Self::BetaDiscreteWeibull => 3,
        }
    }
}

/// A churn curve with its parameters. `rate` is the chance of leaving in the first period, 0 to 1; `alpha`, `beta`
/// and `shape` are above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "what the parameters are stands above")]
pub enum FittedCurve {
    /// Survival `(1 - rate)^t`.
    Constant { rate: f64 },
    /// Survival `B(alpha, beta + t) / B(alpha, beta)`.
    BetaGeometric { alpha: f64, beta: f64 },
    /// Survival `(1 - rate)^(t^shape)`.
    DiscreteWeibull { rate: f64, shape: f64 },
    /// Survival `B(alpha, beta + t^shape) / B(alpha, beta)`.
    BetaDiscreteWeibull { alpha: f64, beta: f64, shape: f64 },
}

impl FittedCurve {
    /// Its family.
    pub const fn model(self) -> Model {
        match self {
            Self::Constant { .. } => Model::Constant,
            Self::BetaGeometric { .. } => Model::BetaGeometric,
            Self::DiscreteWeibull { .. } => Model::DiscreteWeibull,
            Self::BetaDiscreteWeibull { .. } => Model::BetaDiscreteWeibull,
        }
    }

    /// Share of customers, 0 to 1, who are there after `tenure` periods.
    ///
    /// Source: Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Trans. Reliability 24(5); Fader &
    /// Hardie (2007), "How to project customer retention", J. Interactive Marketing 21(1), eq. 6, as a ratio of beta
    /// functions; Fader, Hardie, Liu, Davin & Steenburgh (2018), "'How to project customer retention' revisited",
    /// J. Interactive Marketing 43, the BdW.
    pub fn survival(self, tenure: u32) -> f64 {
        let t = f64::from(tenure);
        match self {
            Self::Constant { rate } => libm::exp(libm::log1p(-rate) * t),
            Self::BetaGeometric { alpha, beta } => beta_ratio(alpha, beta, t),
            Self::DiscreteWeibull { rate, shape } => {
                libm::exp(libm::log1p(-rate) * libm::pow(t, shape))
            }
            Self::BetaDiscreteWeibull { alpha, beta, shape } => {
                beta_ratio(alpha, beta, libm::pow(t, shape))
            }
        }
    }

    /// How ln S(`tenure`) moves with the logarithm of each parameter, in the order of [`Self::named`]; of the
    /// log-hazard `-ln(1 - rate)` in the place of a rate.
    pub fn slopes(self, tenure: u32) -> Vec<f64> {
        let t = f64::from(tenure);
        // t^c, and how it moves with ln c.
        let stretched = |c: f64| {
            let x = libm::pow(t, c);
            (x, if tenure == 0 { 0.0 } else { c * x * libm::log(t) })
        };
        let mixture = |alpha: f64, beta: f64, x: f64| {
            let both = digamma_rise(alpha + beta, x);
            [-alpha * both, beta * (digamma_rise(beta, x) - both)]
        };
        match self {
            Self::Constant { rate } => vec![libm::log1p(-rate) * t],
            Self::DiscreteWeibull { rate, shape } => {
                let (x, with_shape) = stretched(shape);
                vec![libm::log1p(-rate) * x, libm::log1p(-rate) * with_shape]
            }
            Self::BetaGeometric { alpha, beta } => mixture(alpha, beta, t).to_vec(),
            Self::BetaDiscreteWeibull { alpha, beta, shape } => {
                let (x, with_shape) = stretched(shape);
                let [by_alpha, by_beta] = mixture(alpha, beta, x);
                vec![by_alpha, by_beta, -digamma_rise(beta + x, alpha) * with_shape]
            }
        }
    }

    /// The curve with the logarithms of [`Self::slopes`] moved by `steps`.
    #[must_use]
    pub fn moved(self, steps: &[f64]) -> Self {
        let by = |place: usize| libm::exp(steps[place]);
        let hazard = |rate: f64| -libm::expm1(libm::log1p(-rate) * by(0));
        match self {
            Self::Constant { rate } => Self::Constant { rate: hazard(rate) },
            Self::DiscreteWeibull { rate, shape } => {
                Self::DiscreteWeibull { rate: hazard(rate), shape: shape * by(1) }
            }
            Self::BetaGeometric { alpha, beta } => {
                Self::BetaGeometric { alpha: alpha * by(0), beta: beta * by(1) }
            }
            Self::BetaDiscreteWeibull { alpha, beta, shape } => Self::BetaDiscreteWeibull {
                alpha: alpha * by(0),
                beta: beta * by(1),
                shape: shape * by(2),
            },
        }
    }

    /// Its parameters by their keys in `[churn]`.
    pub fn named(self) -> Vec<(&'static str, f64)> {
        match self {
            Self::Constant { rate } => vec![("rate", rate)],
            Self::BetaGeometric { alpha, beta } => vec![("alpha", alpha), ("beta", beta)],
            Self::DiscreteWeibull { rate, shape } => vec![("rate", rate), ("shape", shape)],
            Self::BetaDiscreteWeibull { alpha, beta, shape } => {
                vec![("alpha", alpha), ("beta", beta), ("shape", shape)]
            }
        }
    }

    /// Whether the expected lifetime is infinite: survival falls as `t^(-alpha shape)`, whose sum ends only where the
    /// exponent is above 1. Source: B(a, b+x)/B(a, b) ~ x^(-a) Γ(a+b)/Γ(b), from A&S 6.1.47.
    pub fn endless(self) -> bool {
        match self {
            Self::Constant { .. } | Self::DiscreteWeibull { .. } => false,
            Self::BetaGeometric { alpha, .. } => alpha <= 1.0,
            Self::BetaDiscreteWeibull { alpha, shape, .. } => alpha * shape <= 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_begin_with_everybody_and_nest() {
        let same = |a: FittedCurve, b: FittedCurve| {
            assert_eq!(a.survival(0), 1.0);
            for t in 0..20 {
                // Both forms carry roundings of a few units in the last place.
                assert!((a.survival(t) - b.survival(t)).abs() < 1e-14, "{a:?} {t}");
            }
        };
        let (alpha, beta, rate, shape) = (0.668, 3.806, 0.2, 1.0);
        same(
            FittedCurve::BetaGeometric { alpha, beta },
            FittedCurve::BetaDiscreteWeibull { alpha, beta, shape },
        );
        same(FittedCurve::Constant { rate }, FittedCurve::DiscreteWeibull { rate, shape });
        // 1 - 0.2 by hand, and beta/(alpha + beta).
        assert!((FittedCurve::Constant { rate }.survival(1) - 0.8).abs() < 1e-15);
        let first = FittedCurve::BetaGeometric { alpha, beta }.survival(1);
        assert!((first - beta / (alpha + beta)).abs() < 1e-15);
    }

    #[test]
    fn slopes_are_what_small_steps_make() {
        for curve in [
            FittedCurve::Constant { rate: 0.2 },
            FittedCurve::DiscreteWeibull { rate: 0.1, shape: 0.7 },
            FittedCurve::BetaGeometric { alpha: 0.668, beta: 3.806 },
            FittedCurve::BetaDiscreteWeibull { alpha: 0.5, beta: 1.2, shape: 1.4 },
        ] {
            let parameters = curve.model().parameters();
            for (place, tenure) in (0..parameters).flat_map(|place| [(place, 0), (place, 7)]) {
                let at = |step: f64| {
                    let mut steps = vec![0.0; parameters];
                    steps[place] = step;
                    libm::log(curve.moved(&steps).survival(tenure))
                };
                // A central difference: rounding over the step, and the step squared.
                let wanted = (at(1e-5) - at(-1e-5)) / 2e-5;
                let found = curve.slopes(tenure)[place];
                assert!((found - wanted).abs() < 1e-9, "{curve:?} {place} {found} {wanted}");
            }
        }
    }

    #[test]
    fn slow_tails_have_no_expected_lifetime() {
        assert!(FittedCurve::BetaGeometric { alpha: 1.0, beta: 3.0 }.endless());
        assert!(!FittedCurve::BetaGeometric { alpha: 1.1, beta: 3.0 }.endless());
        assert!(!FittedCurve::BetaDiscreteWeibull { alpha: 0.8, beta: 3.0, shape: 1.5 }.endless());
        assert!(FittedCurve::BetaDiscreteWeibull { alpha: 1.5, beta: 3.0, shape: 0.5 }.endless());
        assert!(!FittedCurve::DiscreteWeibull { rate: 0.1, shape: 0.1 }.endless());
    }
}
