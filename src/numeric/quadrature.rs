//! Risk classes: a beta distribution of churn replaced by a few weighted points, exactly for short tenures.

use std::cell::RefCell;

use super::jacobi::Factor;
use super::latest::Latest;
use super::sum::ordered_sum;

/// Gauss rule of a Beta(alpha, beta) density on (0, 1).
///
/// With Q classes, `sum of weights * f(node)` equals the mean of `f` under the density for every polynomial `f` of
/// degree up to 2Q - 1; so the survival `E[(1 - theta)^t]` is exact for whole t up to 2Q - 1. Nodes ascend. Nodes,
/// their distance from 1 and their logarithms keep full relative precision at both ends of the interval.
#[derive(Clone, Debug, PartialEq)]
pub struct BetaRule {
    /// The points theta, each in (0, 1), ascending.
    pub nodes: Vec<f64>,
    /// Their shares, each >= 0, adding to 1. Far in the tail of a sharp density a weight may underflow to 0.
    pub weights: Vec<f64>,
    /// `1 - theta`, without cancellation where theta is near 1.
    pub one_minus: Vec<f64>,
    /// `-ln(1 - theta)` >= 0, without cancellation at either end.
    pub hazard_log: Vec<f64>,
}

impl BetaRule {
    /// Share of customers of the rule who are left after so many renewals, at each of which the share of theta leaves.
    pub fn alive(&self, renewals: u32) -> f64 {
        let each = self.weights.iter().zip(&self.one_minus);
        each.map(|(weight, kept)| weight * raised(*kept, renewals)).sum()
    }
}

/// A whole power, by squares.
fn raised(base: f64, mut power: u32) -> f64 {
    let (mut raised, mut square) = (1.0, base);
    while power > 0 {
        if power % 2 == 1 {
            raised *= square;
        }
        square *= square;
        power /= 2;
    }
    raised
}

/// Rules that a thread remembers.
const REMEMBERED: usize = 8;

/// What a rule was asked for: its kind and size, and its numbers.
pub(super) type Wanted = (usize, [u64; 4]);

thread_local! {
    static LATEST: RefCell<Latest<Wanted, BetaRule>> = const { RefCell::new(Latest::new()) };
}

impl BetaRule {
    /// The rule with `classes` points for Beta(alpha, beta).
    ///
    /// `alpha`, `beta` > 0 (tested from 0.01 to 1e6), `classes` >= 1 (tested to 400).
    ///
    /// Source: Golub & Welsch (1969), "Calculation of Gauss quadrature rules", Math. Comp. 23: the nodes are the
    /// eigenvalues of the Jacobi matrix. Each is then refined on that matrix's bidiagonal factor, which has no
    /// subtraction in its entries and so determines every eigenvalue to full relative precision (Demmel & Kahan 1990).
    /// Weights are the reciprocal Christoffel sums (Szegő, "Orthogonal Polynomials", section 3.4).
    pub fn new(alpha: f64, beta: f64, classes: usize) -> Self {
        debug_assert!(alpha > 0.0 && beta > 0.0 && classes >= 1);
        let wanted = (classes, [alpha, beta, 0.0, 0.0].map(f64::to_bits));
        Self::remembered(wanted, || Self::worked_out(alpha, beta, classes))
    }

    /// The rule, worked out unless it is one of the latest: runs ask for the same few many times over.
    pub(super) fn remembered(wanted: Wanted, work_out: impl FnOnce() -> Self) -> Self {
        LATEST.with_borrow_mut(|latest| latest.get(wanted, REMEMBERED, work_out))
    }

    fn worked_out(alpha: f64, beta: f64, classes: usize) -> Self {
        // The matrix with the smaller mean is graded towards 0, where numbers are dense enough to tell the nodes apart.
        let points = if alpha <= beta {
            Points::lower(alpha, beta, classes)
        } else {
            Points::lower(beta, alpha, classes).mirrored()
        };
        Self::with_logarithms(points)
    }

    /// A rule for Beta(alpha, beta) that is also exact for functions that grow like `1 / theta` near 0, such as an
    /// expected lifetime: the nodes of Beta(alpha - 1, beta) with weights in proportion to `weight * theta`.
    ///
    /// `alpha` > 1; otherwise as [`BetaRule::new`]. Exact for polynomials of degree up to 2Q - 2 and for `1 / theta`.
    pub fn tilted(alpha: f64, beta: f64, classes: usize) -> Self {
        debug_assert!(alpha > 1.0);
        Self::new(alpha - 1.0, beta, classes).tilt()
    }

    /// The rule of the density times theta: of Beta(alpha, beta) from one of Beta(alpha - 1, beta).
    pub fn tilt(mut self) -> Self {
        for (weight, theta) in self.weights.iter_mut().zip(&self.nodes) {
            *weight *= theta;
        }
        normalise(&mut self.weights);
        self
    }

    pub(super) fn with_logarithms(points: Points) -> Self {
        let Points { nodes, one_minus, weights } = points;
        let log = |(&theta, &left): (&f64, &f64)| {
            if theta < 0.5 { -libm::log1p(-theta) } else { -libm::log(left) }
        };
        let hazard_log = nodes.iter().zip(&one_minus).map(log).collect();
        Self { nodes, weights, one_minus, hazard_log }
    }
}

/// The nodes of a rule, each with its distance from 1 and its weight.
pub(super) struct Points {
    pub(super) nodes: Vec<f64>,
    pub(super) one_minus: Vec<f64>,
    pub(super) weights: Vec<f64>,
}

impl Points {
    /// For a density with its mean in the lower half.
    fn lower(alpha: f64, beta: f64, classes: usize) -> Self {
        let from_zero = Factor::new(alpha, beta, classes);
        let mut nodes = from_zero.rough_eigenvalues();
        // Rounding may push an eigenvalue out at either end; the end itself is a fine start.
        nodes.iter_mut().for_each(|theta| *theta = theta.clamp(0.0, 1.0));
        nodes.sort_by(f64::total_cmp);

        // A node in the upper half is refined as its distance from 1, under the mirrored density.
        let half = nodes.partition_point(|&theta| theta < 0.5);
        let mut one_minus: Vec<f64> = nodes.iter().map(|theta| 1.0 - theta).collect();
        let mut weights = vec![0.0; classes];
        from_zero.refine(&mut nodes[..half], &mut weights[..half]);
        if half < classes {
            let from_one = Factor::new(beta, alpha, classes);
            from_one.refine(&mut one_minus[half..], &mut weights[half..]);
        }
        for (theta, left) in nodes[..half].iter().zip(&mut one_minus[..half]) {
            *left = 1.0 - theta;
        }
        for (theta, left) in nodes[half..].iter_mut().zip(&one_minus[half..]) {
            *theta = 1.0 - left;
        }
        normalise(&mut weights);
        Self { nodes, one_minus, weights }
    }

    /// For the density seen from the other end.
    fn mirrored(self) -> Self {
        let reversed = |mut values: Vec<f64>| {
            values.reverse();
            values
        };
        Self {
            nodes: reversed(self.one_minus),
            one_minus: reversed(self.nodes),
            weights: reversed(self.weights),
        }
    }
}

pub(super) fn normalise(weights: &mut [f64]) {
    let total = ordered_sum(weights);
    for weight in weights {
        *weight /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::super::special::beta_ratio;
    use super::*;

    /// Half a unit in the last digit of the published cases.
    const PRINTED: f64 = 1e-11;
    /// Relative error of a node or of its distance from 1: some roundings a step, of Q steps.
    const NODE: f64 = 1e-14;
    /// Relative error of a weight: a rounding of a node moves a far weight by many roundings.
    const WEIGHT: f64 = 1e-11;

    fn close(got: f64, want: f64, tolerance: f64) -> bool {
        (got - want).abs() <= tolerance * want.abs()
    }

    fn mean(rule: &BetaRule, f: impl Fn(f64) -> f64) -> f64 {
        let terms: Vec<f64> =
            rule.nodes.iter().zip(&rule.weights).map(|(n, w)| w * f(*n)).collect();
        ordered_sum(&terms)
    }

    fn survival(rule: &BetaRule, t: f64) -> f64 {
        let terms: Vec<f64> =
            rule.hazard_log.iter().zip(&rule.weights).map(|(h, w)| w * libm::exp(-h * t)).collect();
        ordered_sum(&terms)
    }

    #[test]
    fn meets_the_published_classes() {
        // Cases P10 and P10b.
        let cases = [
            (
                (0.668, 3.806),
                [0.0419178412583, 0.276037441291, 0.626580945914],
                [0.611394195993, 0.341795548348, 0.0468102556588],
                0.522203730599,
            ),
            (
                (1.6, 16.5),
                [0.0365806697887, 0.139907520553, 0.312199592464],
                [0.552937228739, 0.414423242606, 0.0326395286551],
                0.613374138189,
            ),
        ];
        for ((alpha, beta), nodes, weights, sixth) in cases {
            let rule = BetaRule::new(alpha, beta, 3);
            for i in 0..3 {
                assert!((rule.nodes[i] - nodes[i]).abs() < PRINTED, "{rule:?}");
                assert!((rule.weights[i] - weights[i]).abs() < PRINTED, "{rule:?}");
            }
            assert!((survival(&rule, 6.0) - sixth).abs() < PRINTED);
        }
    }

    #[test]
    fn agrees_with_sixty_digits_at_both_ends() {
        // (alpha, beta, classes, index, theta, 1 - theta, weight): mpmath eigsy with 60 digits, outside this code.
        let cases = [
            (0.01, 1000.0, 12, 0, 8.28031500780464e-7, 0.9999991719684992, 0.9836267748874864),
            (0.01, 1000.0, 12, 11, 0.03430754070907218, 0.9656924592909278, 2.148417735915857e-18),
            (0.05, 0.02, 16, 0, 0.0002125066120636305, 0.9997874933879364, 0.22207512154275728),
            (0.05, 0.02, 16, 15, 0.9999162272396932, 8.377276030680447e-5, 0.6458981227320493),
            (3.5, 0.01, 20, 0, 0.01829685148373701, 0.981703148516263, 1.0212603295383145e-8),
            (3.5, 0.01, 20, 19, 0.9999776776415663, 2.2322358433675417e-5, 0.9599906183553974),
            (1e6, 1e6, 10, 0, 0.49828192916286207, 0.5017180708371379, 4.310871971251598e-6),
            (1e6, 1e6, 10, 5, 0.5001714502942405, 0.49982854970575946, 0.3446417418438307),
            (2.0, 9.0, 40, 39, 0.9816124652196733, 0.018387534780326714, 1.419511800122973e-14),
            // Sturm bisection with 50 digits.
            (0.01, 1e6, 400, 0, 2.51144580242131e-11, 0.9999999999748855, 0.9505988009830543),
            (0.01, 1e6, 400, 1, 9.262083229202196e-9, 0.9999999907379168, 0.01587876363466508),
            (0.01, 1e6, 400, 40, 1.0012125877752778e-5, 0.9999899878741222, 2.29818902732226e-8),
            (0.01, 0.01, 400, 0, 6.296624946222417e-8, 0.9999999370337505, 0.4452143694425646),
            (0.5, 30.0, 130, 0, 2.973835853514958e-5, 0.9999702616414649, 0.06706808317978655),
            (1e-9, 5.0, 31, 0, 9.21658986607488e-13, 0.9999999999990783, 0.999999995435574),
            (30.0, 2.0, 400, 399, 0.9999787132943923, 2.1286705607708394e-5, 7.073151467905653e-7),
        ];
        for (alpha, beta, classes, i, theta, left, weight) in cases {
            let rule = BetaRule::new(alpha, beta, classes);
            let got = (rule.nodes[i], rule.one_minus[i], rule.weights[i]);
            let label = format!("{alpha} {beta} {i}: {got:?}");
            assert!(close(got.0, theta, NODE) && close(got.1, left, NODE), "{label}");
            assert!(close(got.2, weight, WEIGHT), "{label} {:e}", got.2 / weight - 1.0);
        }
    }

    #[test]
    fn survival_is_exact_for_short_tenures_everywhere() {
        /// Relative error of a survival: nodes are good to some roundings, raised to the power t.
        const SURVIVAL: f64 = 1e-12;
        let shapes = [0.01, 0.3, 0.668, 1.0, 3.806, 16.5, 1e3, 1e6];
        for (alpha, beta) in shapes.iter().flat_map(|a| shapes.iter().map(move |b| (*a, *b))) {
            for classes in [1, 2, 3, 31, 130, 400] {
                let rule = BetaRule::new(alpha, beta, classes);
                let label = format!("Beta({alpha}, {beta}), {classes} classes");
                assert!(rule.nodes.is_sorted_by(|a, b| a < b), "{label}");
                assert!(rule.nodes[0] > 0.0 && rule.one_minus[classes - 1] > 0.0, "{label}");
                assert!(rule.weights.iter().all(|w| *w >= 0.0 && *w <= 1.0), "{label}");
                assert!((ordered_sum(&rule.weights) - 1.0).abs() < 1e-15, "{label}");
                let theta = mean(&rule, |theta| theta);
                assert!(close(theta, alpha / (alpha + beta), SURVIVAL), "{label}: {theta:e}");
                for t in [1, 2, 5, 24, 60, 2 * classes - 1] {
                    let (t, exact) = (t as f64, beta_ratio(alpha, beta, t as f64));
                    if t < 2.0 * classes as f64 && exact > 1e-250 {
                        let got = survival(&rule, t);
                        // Below 1e-3 the sharpest densities live off their far tail: compare absolutely.
                        assert!(
                            (got - exact).abs() <= SURVIVAL * exact.max(1e-3),
                            "{label}, t {t}: {got:e} {exact:e}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn tilted_rule_integrates_expected_lifetimes() {
        for (alpha, beta) in [(1.01, 5.0), (1.6, 16.5), (4.0, 30.0), (50.0, 2.0), (1e5, 1e6)] {
            for classes in [2, 31, 130] {
                let rule = BetaRule::tilted(alpha, beta, classes);
                let exact = (alpha + beta - 1.0) / (alpha - 1.0);
                let got = mean(&rule, |theta| 1.0 / theta);
                assert!(close(got, exact, 1e-12), "{alpha} {beta} {classes}: {got} {exact}");
                // Discounted lifetimes as well, far better than with the plain rule.
                assert!(close(mean(&rule, |theta| theta), alpha / (alpha + beta), 1e-12));
            }
        }
    }

    /// Identity 4: the sum of discounted survival, E[(1 + d) / (d + theta)], is 2F1(1, b; a + b; 1 / (1 + d)).
    #[test]
    fn discounted_lifetimes_are_the_hypergeometric_form() {
        for (alpha, beta, d) in
            [(0.668, 3.806, 0.1), (3.8, 15.2, 0.1), (1.6, 16.5, 0.01), (0.5, 2.0, 0.1)]
        {
            let (mut form, mut term, mut t) = (0.0, 1.0, 0.0);
            while term > 1e-17 {
                form += term;
                term *= (beta + t) / (alpha + beta + t) / (1.0 + d);
                t += 1.0;
            }
            let got = mean(&BetaRule::new(alpha, beta, 130), |theta| (1.0 + d) / (d + theta));
            assert!(close(got, form, 1e-10), "{alpha} {beta} {d}: {got} {form}");
        }
    }

    #[test]
    fn class_effect_matches_the_closed_form() {
        // P10b, `S12_effect_within_7_classes`: a tenth less log-survival in every class.
        let rule = BetaRule::new(1.6, 16.5, 7);
        assert!((survival(&rule, 0.9 * 12.0) - 0.451793079766).abs() < PRINTED);
    }
}
