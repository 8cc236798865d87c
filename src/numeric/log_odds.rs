//! Risk classes in equal steps of log-odds: fewer than a Gauss rule needs where lifetime values count.

use super::quadrature::{BetaRule, Points, normalise};

impl BetaRule {
    /// A rule for the many trials of a simulation: points in equal steps of the log-odds of theta, `spacing`
    /// apart and closer for a sharp density, from well below `least` up.
    ///
    /// `alpha`, `beta` > 0; `spacing` in (0, 1], 0.7 for an error of 1e-4 and 0.6 for 1e-5; `least` in (0, 1) is the smallest churn that still matters, such as
    /// the discount rate: customers with less risk than a small part of it are one class, with their mean risk.
    /// What grows like `1 / (d + theta)` near 0, as lifetime values do, a Gauss rule meets slowly: with 18 points
    /// to 1e-3 where this one meets it to 3e-5 with 16. The number of points is a multiple of four.
    ///
    /// Source: the trapezoidal rule converges exponentially on the whole line for analytic integrands
    /// (Trefethen & Weideman 2014, "The exponentially convergent trapezoidal rule", SIAM Review 56).
    pub fn log_odds(alpha: f64, beta: f64, spacing: f64, least: f64) -> Self {
        debug_assert!(alpha > 0.0 && beta > 0.0);
        let wanted = (0, [alpha, beta, spacing, least].map(f64::to_bits));
        Self::remembered(wanted, || Self::in_log_odds(alpha, beta, spacing, least))
    }

    fn in_log_odds(alpha: f64, beta: f64, spacing: f64, least: f64) -> Self {
        let deviation = ((alpha + beta) / (alpha * beta)).sqrt();
        let step = spacing * (deviation / 0.6).min(1.0);
        let centre = libm::log(alpha / beta);
        // Where the density has all but ended, or on the left where churn no longer matters.
        let above = (3.5 * deviation).max(2.5).min(5.5 * deviation);
        let matters = centre - libm::log(least * alpha.min(1.0) / 12.0);
        let below = matters.max(2.5 * deviation).min(2.5 * deviation + 14.0 / alpha);
        let highest = (above / step).ceil() as i64;
        let lowest = -((below / step).ceil() as i64);
        // Vectors work on four at a time.
        let lowest = lowest - (-(highest - lowest + 3)).rem_euclid(4);
        let scale = (alpha + beta) * libm::log1p(alpha / beta);
        let mass = |place: i64| {
            let odds = centre + place as f64 * step;
            let density = alpha * (odds - centre) - (alpha + beta) * log1p_exp(odds) + scale;
            (libm::exp(density), 1.0 / (1.0 + libm::exp(-odds)))
        };
        // All beyond an end is one class.
        let lump = |places: &mut dyn Iterator<Item = i64>| {
            let (mut weight, mut first) = (0.0, 0.0);
            for place in places {
                let (own, theta) = mass(place);
                weight += own;
                first += own * theta;
                if own <= 1e-14 * weight {
                    break;
                }
            }
            (weight, if weight > 0.0 { first / weight } else { mass(lowest).1 })
        };
        let mut classes = vec![lump(&mut (i64::MIN / 2..lowest).rev())];
        classes.extend((lowest..=highest).map(mass));
        classes.push(lump(&mut (highest + 1..)));
        let (mut weights, nodes): (Vec<f64>, Vec<f64>) = classes.into_iter().unzip();
        normalise(&mut weights);
        let one_minus = nodes.iter().map(|theta| 1.0 - theta).collect();
        Self::with_logarithms(Points { nodes, one_minus, weights })
    }
}

/// `ln(1 + e^x)`.
fn log1p_exp(x: f64) -> f64 {
    if x > 0.0 { x + libm::log1p(libm::exp(-x)) } else { libm::log1p(libm::exp(x)) }
}

#[cfg(test)]
mod tests {
    use super::super::special::beta_ratio;
    use super::super::sum::ordered_sum;
    use super::*;

    fn close(got: f64, want: f64, tolerance: f64) -> bool {
        (got - want).abs() <= tolerance * want.abs()
    }

    fn survival(rule: &BetaRule, t: f64) -> f64 {
        let terms: Vec<f64> =
            rule.hazard_log.iter().zip(&rule.weights).map(|(h, w)| w * libm::exp(-h * t)).collect();
        ordered_sum(&terms)
    }

    /// `E[(1-theta)^k / (1 - v(1-theta)^m)]`: what a customer of tenure k is worth, up to a factor.
    fn worth(rule: &BetaRule, v: f64, m: f64, k: f64) -> f64 {
        let one = |(h, w): (&f64, &f64)| w * libm::exp(-h * k) / (1.0 - v * libm::exp(-h * m));
        ordered_sum(&rule.hazard_log.iter().zip(&rule.weights).map(one).collect::<Vec<f64>>())
    }

    #[test]
    fn log_odds_rule_values_lives_far_better_than_as_many_gauss_points() {
        // Expected values by 400 Gauss points, themselves good to 1e-9 here.
        let discount = 0.0076;
        for (alpha, beta) in [(1.6, 16.5), (0.668, 3.806), (5.0, 60.0), (12.0, 300.0), (0.4, 1.5)] {
            let exact = BetaRule::new(alpha, beta, 400);
            let rule = BetaRule::log_odds(alpha, beta, 0.7, discount);
            assert_eq!(rule.len() % 4, 0, "{}", rule.len());
            assert!(rule.len() <= 32, "{alpha} {beta}: {}", rule.len());
            for t in [1.0, 6.0, 12.0, 48.0, 84.0] {
                let (got, want) = (survival(&rule, t), beta_ratio(alpha, beta, t));
                assert!(close(got, want, 2e-4), "{alpha} {beta} t {t}: {got} {want}");
            }
            for (m, k) in [(1.0, 0.0), (1.15, 0.0), (0.82, 40.0), (1.0, 110.0)] {
                let v = 1.0 / (1.0 + discount);
                let (got, want) = (worth(&rule, v, m, k), worth(&exact, v, m, k));
                assert!(close(got, want, 2e-4), "{alpha} {beta} m {m} k {k}: {got} {want}");
                if (alpha, beta) == (1.6, 16.5) {
                    let gauss = BetaRule::new(alpha, beta, rule.len());
                    let gauss = (worth(&gauss, v, m, k) / want - 1.0).abs();
                    assert!((got / want - 1.0).abs() < gauss / 20.0, "{m} {k}");
                }
            }
        }
    }
}
