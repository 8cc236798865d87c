//! Risk classes in equal steps of the logarithm of the hazard: for any power of tenure and any density.

use super::quadrature::{BetaRule, normalise};
use super::root::brent;

/// What a rule in equal steps is to be good for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    /// Distance of the points in ln(x), > 0, where the density is not sharp: 0.38 for eleven digits, 0.95 for four.
    pub step: f64,
    /// Log-hazards x below this are one, > 0.
    pub least: f64,
    /// Share of customers, 0 to 1, with the lowest hazards of whom it does not matter when they leave.
    pub negligible: f64,
    /// The mean of 1 / x counts too; needs `alpha` > 1.
    pub reciprocal: bool,
}

impl BetaRule {
    /// A rule for Beta(alpha, beta) with its points in equal steps of ln(x), x = -ln(1 - theta): the trapezoidal rule on
    /// the whole line, with its endless left end as one point.
    ///
    /// `alpha` from 1e-6 to 1e9, `beta` from 1e-6 to 1e60. Survival `E[e^(-p x)]` is met alike for every p up to about
    /// `1 / least`, whole or not, because p only moves the integrand along the line; so powers may grow like a steep
    /// power of tenure, which no Gauss rule in theta follows. The error falls like e^(-pi^2 / step), and the pole of
    /// lifetime values `1 / (discount + x)` lies farther away than that. The number of points grows with ln(1 / least).
    ///
    /// Source: Trefethen & Weideman (2014), "The exponentially convergent trapezoidal rule", SIAM Review 56; for sums of
    /// exponentials Beylkin & Monzón (2010), "Approximation by exponential sums revisited", Appl. Comput. Harmon. Anal. 28.
    pub fn in_log_steps(alpha: f64, beta: f64, wanted: Steps) -> Self {
        /// The density is followed to the right until it has fallen to this, relative to its peak.
        const ENDS: f64 = 1e-20;
        /// Where its logarithm bends by less than this it is a power of x.
        const STRAIGHT: f64 = 1e-5;
        debug_assert!(alpha > 0.0 && beta > 0.0 && wanted.step > 0.0 && wanted.least > 0.0);
        debug_assert!(alpha > 1.0 || !wanted.reciprocal);
        let density = Density::new(alpha, beta);
        let step = density.step(wanted.step);
        let least = wanted.least.min(STRAIGHT / (alpha + beta));
        let up = (0..).map(|place| density.at(step * f64::from(place)));
        let mut points: Vec<(f64, f64)> = up.take_while(|(_, weight)| *weight >= ENDS).collect();
        points.reverse();
        let mut held: f64 = points.iter().map(|(_, weight)| weight).sum();
        let mut place = 0;
        loop {
            place += 1;
            let (hazard, weight) = density.at(-step * f64::from(place));
            // From here on weights fall like x^alpha (1 - bend x): two geometric series for their sum, two for their mean.
            let bend = ((beta + 0.5 * (alpha - 1.0)) * hazard).max(-0.5);
            let series = |power: f64| 1.0 / -libm::expm1(-power * step);
            let sum = |power: f64| series(power) * (1.0 + bend) - series(power + 1.0) * bend;
            let rest = weight * sum(alpha);
            if hazard < least || rest < wanted.negligible * held {
                let mean = if wanted.reciprocal {
                    sum(alpha) / sum(alpha - 1.0)
                } else {
                    sum(alpha + 1.0) / sum(alpha)
                };
                points.push((hazard * mean, rest));
                break;
            }
            points.push((hazard, weight));
            held += weight;
        }
        points.reverse();
        let (hazard_log, mut weights): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        normalise(&mut weights);
        Self {
            nodes: hazard_log.iter().map(|hazard| -libm::expm1(-hazard)).collect(),
            weights,
            one_minus: hazard_log.iter().map(|hazard| libm::exp(-hazard)).collect(),
            hazard_log,
        }
    }
}

/// A beta density over ln(x), relative to its peak.
struct Density {
    alpha: f64,
    beta: f64,
    /// Log-hazard of the peak, theta there and 1 − theta, which is far from cancelling where theta is next to 1.
    peak: f64,
    theta: f64,
    stay: f64,
}

impl Density {
    fn new(alpha: f64, beta: f64) -> Self {
        /// The peak is only where the points begin.
        const TOLERANCE: f64 = 1e-9;
        // The slope of (alpha - 1) ln(1 - e^-x) + ln(x) - beta x over ln(x): it falls through 0 once.
        let slope = |u: f64| {
            let x = libm::exp(u);
            (alpha - 1.0) * ratio(x) + 1.0 - beta * x
        };
        let low = libm::log(0.5 * alpha / (alpha + beta));
        let high = libm::log((alpha + 1.0) / beta);
        let peak = libm::exp(brent(slope, low, high, TOLERANCE, 200).unwrap_or(low));
        Self { alpha, beta, peak, theta: -libm::expm1(-peak), stay: libm::exp(-peak) }
    }

    /// Distance of the points where `step` is that of a density that is not sharp.
    fn step(&self, step: f64) -> f64 {
        let x = self.peak;
        let fall = libm::expm1(x);
        let bend = if x < 1e-3 { -0.5 + x / 6.0 } else { (1.0 - x * (1.0 + 1.0 / fall)) / fall };
        let curvature = x * (self.beta - (self.alpha - 1.0) * bend);
        // A normal density of this curvature has the error e^(-2 pi^2 / (step^2 curvature)).
        if curvature > 0.0 { step.min((2.0 * step / curvature).sqrt()) } else { step }
    }

    /// The log-hazard at this distance from the peak in ln(x), and the weight there.
    fn at(&self, distance: f64) -> (f64, f64) {
        let above = self.peak * libm::expm1(distance);
        let hazard = self.peak * libm::exp(distance);
        // theta / its peak - 1, without cancellation near the peak.
        let more = -self.stay * libm::expm1(-above) / self.theta;
        let ln_theta = if more > -0.5 {
            libm::log1p(more)
        } else {
            libm::log(-libm::expm1(-hazard) / self.theta)
        };
        (hazard, libm::exp((self.alpha - 1.0) * ln_theta + distance - self.beta * above))
    }
}

/// x / (e^x - 1).
fn ratio(x: f64) -> f64 {
    if x < 1e-8 { 1.0 - 0.5 * x } else { x / libm::expm1(x) }
}
