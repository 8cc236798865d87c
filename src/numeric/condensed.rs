//! Few risk classes for many trials: a Gauss rule in a variable in which lifetime values are smooth.

use super::jacobi::Factor;
use super::quadrature::{BetaRule, normalise};

/// How closely fine points follow a density.
#[derive(Clone, Copy)]
struct Closeness {
    /// Distance between them in log-odds, where the density is not sharp.
    spacing: f64,
    /// In the right half the density is followed until it has fallen to this, relative to its peak; …
    above: f64,
    /// … on the left, where the oldest customers are found, far longer.
    below: f64,
    /// Log-hazards below this part of what matters are one.
    negligible: f64,
}

/// Good to 1e-7 and better: for draws and trials.
const NEAR: Closeness = Closeness { spacing: 0.3, above: 1e-11, below: 1e-24, negligible: 1e-3 };

/// Good to the last digits: half the distance squares the error.
const EXACT: Closeness = Closeness { spacing: 0.15, above: 1e-20, below: 1e-40, negligible: 1e-6 };

/// Log-hazards beyond this are one: e^-40 of such customers stay.
const GONE: f64 = 40.0;

/// Sizes of a rule that is to be exact.
const SIZES: [usize; 5] = [16, 24, 32, 40, 48];

impl BetaRule {
    /// A rule for the many trials of a simulation: few points, placed for the values of lifetimes.
    ///
    /// `alpha` > 0; `beta` >= 1 (a steeper rise towards 1 wants more points); `classes` >= 1 (tested from 8 to 24;
    /// fewer come back where a density holds less than so many can tell apart); `discount` > 0 per period.
    /// For discounts of 0.5 % to 3 % and a mean churn up to 11 % 8 points meet survival and values of
    /// lifetimes at every age to 2e-4 and mostly to 3e-5, 12 to 3e-6 and mostly to 1e-7. All points move smoothly
    /// with the parameters.
    ///
    /// What a lifetime is worth grows like `1 / (discount + x)` near 0. A Gauss rule in theta meets that pole slowly; in
    /// `u = 1 - 1 / sqrt(1 + x / s)`, with s somewhat above the discount, it is far away, while `e^(-k x)` stays
    /// smooth up to the other end. The factors of s are round numbers close to the best of a search over 150
    /// combinations of alpha, beta and discount.
    ///
    /// Source: Gauss rules after a change of variable (Hale & Trefethen 2008, "New quadrature formulas from conformal
    /// maps", SIAM J. Numer. Anal. 46).
    pub fn condensed(alpha: f64, beta: f64, classes: usize, discount: f64) -> Self {
        debug_assert!(alpha > 0.0 && beta >= 1.0 && classes >= 1 && discount > 0.0);
        let wanted = (classes, [alpha, beta, discount, 1.0].map(f64::to_bits));
        Self::remembered(wanted, || {
            let scale = scale(alpha, beta, discount);
            // A Gauss rule wants several times as many points as it has classes.
            let spacing = NEAR.spacing * (16.0 / classes as f64).min(1.5);
            let fine = FinePoints::new(alpha, beta, scale, Closeness { spacing, ..NEAR });
            Self::of_points(&fine, classes, scale)
        })
    }

    /// The smallest of the same rules that is `good`, as exact as its arithmetic; none where 48 points are not enough. It is
    /// told so beside fine points which follow the density to the last digits.
    pub fn condensed_until(
        alpha: f64,
        beta: f64,
        discount: f64,
        good: impl Fn(&Self, &Self) -> bool,
    ) -> Option<Self> {
        debug_assert!(alpha > 0.0 && beta >= 1.0 && discount > 0.0);
        let scale = scale(alpha, beta, discount);
        let fine = FinePoints::new(alpha, beta, scale, EXACT);
        let whole = Self::with_hazards(fine.hazards.clone(), fine.weights.clone());
        let sized = SIZES.into_iter().filter(|size| *size < fine.hazards.len());
        sized.map(|size| Self::of_points(&fine, size, scale)).find(|rule| good(rule, &whole))
    }

    fn of_points(fine: &FinePoints, classes: usize, scale: f64) -> Self {
        let mapped = |hazard: &f64| {
            let ratio = hazard / scale;
            let root = (1.0 + ratio).sqrt();
            // 1 - 1 / root, without cancellation near 0.
            ratio / (root * (1.0 + root))
        };
        let points: Vec<f64> = fine.hazards.iter().map(mapped).collect();
        let factor = Factor::of_points(&points, &fine.weights, classes);
        let mut nodes = factor.rough_eigenvalues();
        nodes.iter_mut().for_each(|u| *u = u.clamp(f64::MIN_POSITIVE, 1.0));
        nodes.sort_by(f64::total_cmp);
        let mut weights = vec![0.0; classes];
        factor.refine(&mut nodes, &mut weights);
        // Rounding doubles points where a density holds less than so many classes can tell apart.
        if classes > 4 && !nodes.is_sorted_by(|a, b| b - a > 1e-9 * b) {
            return Self::of_points(fine, classes - 4, scale);
        }
        normalise(&mut weights);
        let back = |u: &f64| scale * u * (2.0 - u) / ((1.0 - u) * (1.0 - u));
        Self::with_hazards(nodes.iter().map(back).collect(), weights)
    }

    fn with_hazards(hazard_log: Vec<f64>, weights: Vec<f64>) -> Self {
        Self {
            nodes: hazard_log.iter().map(|hazard| -libm::expm1(-hazard)).collect(),
            weights,
            one_minus: hazard_log.iter().map(|hazard| libm::exp(-hazard)).collect(),
            hazard_log,
        }
    }
}

/// The log-hazard about which a rule looks closely.
fn scale(alpha: f64, beta: f64, discount: f64) -> f64 {
    let mean = alpha / (alpha + beta);
    discount * (0.7 + 0.3 * (mean / discount).sqrt())
}

/// A beta density as some dozens of points, in equal steps of the log-odds of theta.
///
/// Source: the trapezoidal rule converges exponentially on the whole line for analytic integrands (Trefethen & Weideman
/// 2014, "The exponentially convergent trapezoidal rule", SIAM Review 56).
struct FinePoints {
    /// `-ln(1 - theta)`.
    hazards: Vec<f64>,
    /// Sum to 1.
    weights: Vec<f64>,
}

impl FinePoints {
    /// `scale` is the log-hazard that matters: what is far below it, and below the mean, is one point.
    fn new(alpha: f64, beta: f64, scale: f64, closeness: Closeness) -> Self {
        let both = alpha + beta;
        let deviation = (both / (alpha * beta)).sqrt();
        let step = closeness.spacing * (deviation / 0.6).min(1.0);
        let (peak, ratio) = (alpha / beta, libm::exp(step));
        let top = both * libm::log1p(peak);
        let density =
            |places: f64, hazard: f64| libm::exp(alpha * step * places - both * hazard + top);
        let mut fine = Self { hazards: Vec::with_capacity(96), weights: Vec::with_capacity(96) };

        let (mut odds, mut places) = (peak, 0.0);
        loop {
            let hazard = libm::log1p(odds);
            let weight = density(places, hazard);
            if hazard > GONE {
                // From here on the weights fall like powers of e^(-beta step).
                fine.add(hazard, weight / -libm::expm1(-beta * step));
                break;
            }
            fine.add(hazard, weight);
            if weight < closeness.above {
                break;
            }
            (odds, places) = (odds * ratio, places + 1.0);
        }

        let least = closeness.negligible * scale.min(alpha / both);
        (odds, places) = (peak / ratio, -1.0);
        loop {
            let hazard = libm::log1p(odds);
            let weight = density(places, hazard);
            if hazard < least {
                // The weights fall like odds^alpha (1 - (alpha + beta) odds): two geometric series for the sum of
                // weights, two for their mean.
                let series = |power: f64| 1.0 / -libm::expm1(-power * step);
                let bend = both * hazard;
                let sum = |power: f64| series(power) * (1.0 + bend) - series(power + 1.0) * bend;
                fine.add(hazard * sum(alpha + 1.0) / sum(alpha), weight * sum(alpha));
                break;
            }
            fine.add(hazard, weight);
            if weight < closeness.below {
                break;
            }
            (odds, places) = (odds / ratio, places - 1.0);
        }
        normalise(&mut fine.weights);
        fine
    }

    fn add(&mut self, hazard: f64, weight: f64) {
        self.hazards.push(hazard);
        self.weights.push(weight);
    }
}

#[cfg(test)]
mod tests {
    use super::super::special::beta_ratio;
    use super::super::sum::ordered_sum;
    use super::*;

    const DISCOUNT: f64 = 0.0076;

    /// Multipliers of churn that act inside a class; the last is that of customers a save desk has just kept.
    const MULTIPLIERS: [f64; 6] = [0.5, 0.82, 1.0, 1.15, 1.3, 2.6];

    fn survival(rule: &BetaRule, t: f64) -> f64 {
        let terms: Vec<f64> =
            rule.hazard_log.iter().zip(&rule.weights).map(|(h, w)| w * libm::exp(-h * t)).collect();
        ordered_sum(&terms)
    }

    /// `E[(1-theta)^k / (1 - v(1-theta)^m)] / E[(1-theta)^k]`: what a customer of tenure k is worth, up to a factor.
    fn worth(rule: &BetaRule, m: f64, k: f64) -> f64 {
        let v = 1.0 / (1.0 + DISCOUNT);
        let one = |(h, w): (&f64, &f64)| w * libm::exp(-h * k) / (1.0 - v * libm::exp(-h * m));
        let terms: Vec<f64> = rule.hazard_log.iter().zip(&rule.weights).map(one).collect();
        ordered_sum(&terms) / survival(rule, k)
    }

    /// The largest error of survival, in shares, and of worth, relative, of customers of tenure `k`.
    fn error(alpha: f64, beta: f64, classes: usize, k: f64) -> f64 {
        // 400 Gauss points are good to 1e-9 here.
        let exact = BetaRule::new(alpha, beta, 400);
        let rule = BetaRule::condensed(alpha, beta, classes, DISCOUNT);
        assert!(rule.nodes.len() == classes && rule.nodes.is_sorted_by(|a, b| a < b), "{rule:?}");
        assert!(rule.nodes[0] > 0.0 && rule.one_minus[classes - 1] > 0.0, "{rule:?}");
        assert!(rule.weights.iter().all(|w| *w > 0.0), "{rule:?}");
        assert!((ordered_sum(&rule.weights) - 1.0).abs() < 1e-15, "{rule:?}");
        let stayed = [0.5, 3.0, 12.0, 48.0, 84.0, 109.2].map(|t| {
            let want = beta_ratio(alpha, beta + k, t);
            (survival(&rule, k + t) / survival(&rule, k) - want).abs()
        });
        let worth = MULTIPLIERS.map(|m| (worth(&rule, m, k) / worth(&exact, m, k) - 1.0).abs());
        stayed.into_iter().chain(worth).fold(0.0, f64::max)
    }

    #[test]
    fn few_classes_value_lives_at_every_age() {
        // alpha, beta, and the bounds for 8, 12 and 16 points.
        let cases = [
            (1.6, 16.5, [1e-4, 2e-6, 2e-7]),
            (5.0, 60.0, [5e-5, 1e-6, 2e-7]),
            (12.0, 300.0, [1e-6, 2e-7, 2e-7]),
            (2.0, 100.0, [2e-6, 2e-7, 2e-7]),
            (0.4, 30.0, [5e-6, 2e-7, 2e-7]),
            (0.8, 300.0, [2e-7, 2e-7, 2e-7]),
            (1.2, 8.0, [3e-4, 5e-6, 2e-7]),
            (0.668, 3.806, [5e-4, 1e-5, 5e-7]),
            (0.4, 1.5, [5e-4, 3e-5, 3e-6]),
            (0.4, 1.0, [1e-3, 1e-4, 1e-5]),
        ];
        for (alpha, beta, bounds) in cases {
            for (classes, bound) in [8, 12, 16].into_iter().zip(bounds) {
                for (k, times) in [(0.0, 1.0), (40.0, 1.0), (110.0, 1.0), (250.0, 3.0)] {
                    let got = error(alpha, beta, classes, k);
                    assert!(got < times * bound, "{alpha} {beta} {classes} {k}: {got:e}");
                }
            }
        }
    }

    #[test]
    fn eight_classes_do_what_forty_gauss_points_do() {
        let exact = worth(&BetaRule::new(1.6, 16.5, 400), 1.0, 0.0);
        let miss = |rule: BetaRule| (worth(&rule, 1.0, 0.0) / exact - 1.0).abs();
        let few = miss(BetaRule::condensed(1.6, 16.5, 8, DISCOUNT));
        assert!(few < miss(BetaRule::new(1.6, 16.5, 8)) / 200.0, "{few:e}");
        assert!(few < miss(BetaRule::new(1.6, 16.5, 30)), "{few:e}");
    }

    #[test]
    fn moves_smoothly_with_its_parameters() {
        // Second differences of a smooth function are small; a jump would show in full.
        let worths: Vec<f64> = (0..200)
            .map(|i| BetaRule::condensed(1.6 + 1e-3 * f64::from(i), 16.5, 8, DISCOUNT))
            .map(|rule| worth(&rule, 1.0, 0.0) + rule.nodes[0])
            .collect();
        for at in worths.windows(3) {
            let bend = at[0] - 2.0 * at[1] + at[2];
            assert!(bend.abs() < 3e-5, "{bend:e}");
        }
    }

    #[test]
    fn sharp_and_extreme_densities_stay_in_order() {
        for (alpha, beta) in
            [(1e6, 1e6), (0.01, 1000.0), (0.05, 1.0), (50.0, 1.0), (1e5, 3e6), (0.02, 8.0)]
        {
            for classes in [8, 16, 24] {
                let rule = BetaRule::condensed(alpha, beta, classes, DISCOUNT);
                let label = format!("{alpha} {beta} {classes} {rule:?}");
                assert!(rule.hazard_log.is_sorted_by(|a, b| a < b), "{label}");
                assert!(rule.hazard_log.iter().all(|h| *h > 0.0 && h.is_finite()), "{label}");
                assert!(rule.weights.iter().all(|w| *w >= 0.0), "{label}");
                for t in [1.0, 12.0] {
                    let miss = (survival(&rule, t) - beta_ratio(alpha, beta, t)).abs();
                    assert!(miss < 2e-4, "{t} {miss:e} {label}");
                }
            }
        }
    }
}
