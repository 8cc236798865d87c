//! Which classes carry a beta mixture, tested against its closed form (`docs/model.md`, section 3).

use std::cell::RefCell;

use crate::numeric::latest::Latest;
use crate::numeric::log_steps::Steps;
use crate::numeric::quadrature::BetaRule;
use crate::numeric::special::beta_ratio;
use crate::numeric::sum::ordered_sum;

/// How closely the classes must meet the closed forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The base case: what the contract asks of the expected engine, 1e-9 and better.
    Base,
    /// A central difference, in which most of the error cancels: 3e-5.
    Margin,
    /// One draw of the simulation: 3e-4, far below the draws' own error.
    Draw,
}

impl Precision {
    /// Largest error of survival, in shares of customers.
    const fn tolerance(self) -> f64 {
        match self {
            Self::Base => 1e-10,
            Self::Margin => 3e-5,
            Self::Draw => 3e-4,
        }
    }

    /// Where points in equal steps of ln(x) begin, and the share of customers that may be left out: their error
    /// e^(−π²/step) lies well below the tolerance.
    const fn steps(self) -> (f64, f64) {
        match self {
            Self::Base => (0.38, 1e-22),
            Self::Margin => (0.65, 1e-12),
            Self::Draw => (0.95, 1e-9),
        }
    }

    /// Number of classes of a condensed rule: more for a wide range of churn and for money that hardly loses
    /// value with time. None where other rules are asked for.
    fn few(self, alpha: f64, beta: f64, discount_rate: f64) -> Option<usize> {
        let mean = alpha / (alpha + beta);
        let more = match self {
            Self::Base => return None,
            // A density that rises towards sure churn wants more points.
            _ if beta < 1.0 => return None,
            Self::Margin => 4,
            Self::Draw => 0,
        };
        let for_churn = if mean <= 0.11 {
            8
        } else if mean <= 0.5 {
            12
        } else {
            16
        };
        let for_discount = if discount_rate >= 2e-3 {
            0
        } else if discount_rate >= 4e-4 {
            4
        } else if discount_rate >= 4e-5 {
            8
        } else {
            16
        };
        Some(for_churn + for_discount + more)
    }
}

/// Customers whose hazards θ are Beta(alpha, beta), with log-survivals that grow like tenure to the power of `shape`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// First parameter, above 0.
    pub alpha: f64,
    /// Second parameter, above 0.
    pub beta: f64,
    /// Power of tenure, above 0; 1 for a beta-geometric.
    pub shape: f64,
}

/// What the classes of a mixture will be used for.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// Products of multipliers of churn that will act on them.
    pub multipliers: &'a [f64],
    /// Periods of the horizon.
    pub periods: usize,
    /// Per period.
    pub discount_rate: f64,
    /// Expected lifetimes are integrated.
    pub steady: bool,
    /// How closely.
    pub precision: Precision,
    /// As many classes at least: a threshold among them wants many; 0 without one.
    pub least: usize,
}

/// Bound on the error of a run-off value, relative, which itself is some hundred times smaller.
const RUN_OFF_ERROR: f64 = 1e-11;

/// Largest error of survival, in shares of customers, of the condensed rules of the base case.
const EXACT: f64 = 1e-12;

/// The few classes of draws and trials are good for multipliers of churn up to this.
const MULTIPLIER_COVERED: f64 = 2.6;

/// More classes of a Gauss rule than this buy nothing in double precision.
pub const MOST_CLASSES: usize = 400;

/// Up to so many renewals, survival is a product sooner than a function.
const FEW: f64 = 64.0;

/// Log-hazard of customers who leave for sure: e^−700 is the smallest of numbers.
pub(super) const SURE: f64 = 700.0;

/// Log-hazards and weights.
type Classes = (Vec<f64>, Vec<f64>);

/// Classes that a thread remembers: those of the segments of a business, once as observed and once changed.
const REMEMBERED: usize = 32;

thread_local! {
    static KNOWN: RefCell<Latest<Asked, Classes>> = const { RefCell::new(Latest::new()) };
}

/// All that the classes are a function of, to the last bit.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    numbers: Vec<u64>,
    precision: Precision,
}

impl Asked {
    fn of(mixture: &Mixture, wanted: &Use<'_>) -> Self {
        let Use { multipliers, periods, discount_rate, steady, precision, least } = *wanted;
        let curve = [mixture.alpha, mixture.beta, mixture.shape, discount_rate];
        let counts = [periods as u64, u64::from(steady), least as u64];
        let numbers = curve.iter().chain(multipliers).map(|number| number.to_bits());
        Self { numbers: numbers.chain(counts).collect(), precision }
    }
}

impl Mixture {
    /// Share of customers with this multiplier of churn who are there after `t` periods, 0 to 1:
    /// B(α, β + m t^c) / B(α, β).
    pub fn survival(&self, t: f64, multiplier: f64) -> f64 {
        beta_ratio(self.alpha, self.beta, multiplier * libm::pow(t, self.shape))
    }

    /// Log-hazards and weights of classes that meet the closed form.
    ///
    /// The latest ones are remembered: strategies of one draw, and trials that move something else, share them.
    pub fn classes(&self, wanted: &Use<'_>) -> Classes {
        let asked = Asked::of(self, wanted);
        KNOWN.with_borrow_mut(|known| known.get(asked, REMEMBERED, || self.worked_out(wanted)))
    }

    fn worked_out(&self, wanted: &Use<'_>) -> Classes {
        let rule = match wanted.precision {
            _ if self.shape != 1.0 => None,
            Precision::Base => self.exact(wanted).or_else(|| self.gauss(wanted)),
            _ => self.condensed(wanted),
        };
        prune(rule.unwrap_or_else(|| self.in_steps(wanted)), wanted)
    }

    /// Where money hardly loses value with time, 1/θ itself is integrated: a tilted rule holds it.
    fn slow(&self, wanted: &Use<'_>) -> bool {
        (wanted.discount_rate < 1e-3 || wanted.steady) && self.alpha > 1.0
    }

    /// As few classes as have both survival over the horizon and what customers are worth after it to [`EXACT`]; none where
    /// a threshold or a steep density wants more.
    fn exact(&self, wanted: &Use<'_>) -> Option<BetaRule> {
        if wanted.least > 0 || self.beta < 1.0 {
            return None;
        }
        let (alpha, tilt): (f64, fn(BetaRule) -> BetaRule) = match self.slow(wanted) {
            true => (self.alpha - 1.0, BetaRule::tilt),
            false => (self.alpha, |rule| rule),
        };
        let rule = BetaRule::condensed_until(alpha, self.beta, wanted.scale(), |rule, whole| {
            let (rule, whole) = (tilt(rule.clone()), tilt(whole.clone()));
            self.meets(&rule, wanted, EXACT) && wanted.values(&rule, &whole)
        });
        rule.map(tilt)
    }

    /// The Gauss rule with as many classes as it takes; none where [`MOST_CLASSES`] are not enough.
    ///
    /// A run-off value is the mean of 1/(1 − v(1−θ)^m): its pole lies just below θ = 0, at a distance of
    /// about d/m, and a Gauss rule converges there like ρ^(−2Q) with ρ = 1 + 2ε + 2√(ε(1+ε)).
    fn gauss(&self, wanted: &Use<'_>) -> Option<BetaRule> {
        let polynomial = (wanted.periods + 1).div_ceil(2) + 1;
        let distance = (wanted.discount_rate / wanted.largest()).max(1e-9);
        let rho = 1.0 + 2.0 * distance + 2.0 * (distance * (1.0 + distance)).sqrt();
        let analytic = -libm::log(RUN_OFF_ERROR) / (2.0 * libm::log(rho));
        let slow = self.slow(wanted);
        let mut classes =
            (analytic as usize + 4).max(polynomial).clamp(48.max(wanted.least), MOST_CLASSES);
        loop {
            let rule = if slow {
                BetaRule::tilted(self.alpha, self.beta, classes)
            } else {
                BetaRule::new(self.alpha, self.beta, classes)
            };
            if self.meets(&rule, wanted, wanted.precision.tolerance()) {
                return Some(rule);
            }
            if classes >= MOST_CLASSES {
                return None;
            }
            classes = (classes * 2).min(MOST_CLASSES);
        }
    }

    /// The few classes of trials; none where they do not meet the closed form.
    fn condensed(&self, wanted: &Use<'_>) -> Option<BetaRule> {
        let (alpha, beta) = (self.alpha, self.beta);
        let discount = wanted.scale();
        let classes = wanted.precision.few(alpha, beta, discount)?;
        let rule = match (wanted.least, self.slow(wanted)) {
            (0, true) => BetaRule::condensed(alpha - 1.0, beta, classes, discount).tilt(),
            (0, false) => BetaRule::condensed(alpha, beta, classes, discount),
            (least, true) => BetaRule::tilted(alpha, beta, least),
            (least, false) => BetaRule::new(alpha, beta, least),
        };
        self.meets(&rule, wanted, wanted.precision.tolerance()).then_some(rule)
    }

    /// Points in equal steps of ln(x), which follow any power of tenure: closer together until they meet the
    /// closed form.
    fn in_steps(&self, wanted: &Use<'_>) -> BetaRule {
        /// A step ever smaller by this factor …
        const CLOSER: f64 = 0.85;
        /// … comes down to a tenth; in the base case an identity of the run shows where that is not enough.
        const TRIES: u32 = 14;
        let (mut step, negligible) = wanted.precision.steps();
        // A threshold among the riskiest wants some classes there: a few lie beyond a tenth of customers.
        if wanted.least > 0 {
            step /= 8.0;
        }
        // The largest power that matters: over the horizon, and where its square loses value fastest after it.
        let discount = wanted.discount_rate.max(1e-4);
        let after = 2.0 * self.shape / (discount * std::f64::consts::E);
        let tenure = after.max(wanted.periods as f64);
        let power = MULTIPLIER_COVERED * wanted.largest() * libm::pow(tenure, self.shape);
        let reciprocal = self.shape == 1.0 && self.slow(wanted);
        let close = if reciprocal { 1e-9 } else { wanted.precision.tolerance().sqrt() * 0.1 };
        let mut steps = Steps { step, least: close / power, negligible, reciprocal };
        let mut rule = BetaRule::in_log_steps(self.alpha, self.beta, steps);
        for _ in 0..TRIES {
            if self.meets(&rule, wanted, wanted.precision.tolerance()) {
                break;
            }
            steps.step *= CLOSER;
            rule = BetaRule::in_log_steps(self.alpha, self.beta, steps);
        }
        rule
    }

    /// Share of customers who are left after so many renewals, one after the other (Fader & Hardie 2007, eq. 7).
    fn alive(&self, renewals: u32) -> f64 {
        let kept = |i: u32| (self.beta + f64::from(i)) / (self.alpha + self.beta + f64::from(i));
        (0..renewals).map(kept).product()
    }

    /// Whether the classes meet the closed form of survival over the horizon to `tolerance`, for every multiplier.
    fn meets(&self, rule: &BetaRule, wanted: &Use<'_>, tolerance: f64) -> bool {
        let last = wanted.periods as f64;
        // Tenures ever wider apart; half a period stands for smaller multipliers inside the classes.
        let apart = match wanted.precision {
            Precision::Base => 1.3,
            Precision::Margin => 2.0,
            Precision::Draw => 4.0,
        };
        let mut tenures = vec![0.5, 1.0];
        while let Some(t) = tenures.last().copied().filter(|t| *t < last) {
            tenures.push(f64::from((t * apart + 1.0) as u32).min(last));
        }
        let near = |power: f64| {
            let renewals = power as u32;
            let (found, right) = if f64::from(renewals) == power && power <= FEW {
                (rule.alive(renewals), self.alive(renewals))
            } else {
                let each = rule.weights.iter().zip(&rule.hazard_log);
                let found = each.map(|(w, l)| w * libm::exp(-l * power)).sum();
                (found, beta_ratio(self.alpha, self.beta, power))
            };
            (found - right).abs() <= tolerance
        };
        if self.shape == 1.0 {
            let each = |t: &f64| wanted.multipliers.iter().all(|m| near(m * t));
            return tenures.iter().all(each);
        }
        // The error of points in equal steps swings with the logarithm of the power, once a step: whatever the shape
        // makes of tenures, powers are looked at a few times a step.
        const APART: f64 = 1.15;
        let least = wanted.multipliers.iter().copied().fold(1.0, f64::min);
        let ends =
            [least * libm::pow(0.5, self.shape), wanted.largest() * libm::pow(last, self.shape)];
        let powers = std::iter::successors(Some(ends[0]), |power| Some(power * APART));
        let nobody = |power: &f64| beta_ratio(self.alpha, self.beta, *power) > 0.01 * tolerance;
        powers.take_while(|power| *power < ends[1] * APART).take_while(nobody).all(near)
    }
}

impl Use<'_> {
    fn largest(&self) -> f64 {
        self.multipliers.iter().copied().fold(1.0, f64::max)
    }

    /// The discount per period about which a condensed rule looks closely.
    fn scale(&self) -> f64 {
        if self.discount_rate > 0.0 {
            (self.discount_rate / (self.largest() / MULTIPLIER_COVERED).max(1.0)).max(1e-5)
        } else {
            1.0 / self.periods as f64
        }
    }

    /// Whether customers of the first and of the last age are worth the same by a rule as by the `whole` density, at every
    /// multiplier, after the horizon's discounting and where lifetimes are integrated without any.
    fn values(&self, rule: &BetaRule, whole: &BetaRule) -> bool {
        let worth = |rule: &BetaRule, age: f64, multiplier: f64, kept: f64| {
            let each = rule.hazard_log.iter().zip(&rule.weights);
            let each = each.map(|(hazard, weight)| {
                let lost = -libm::expm1(-hazard * multiplier);
                // 1 − v (1 − θ)^m.
                weight * libm::exp(-hazard * age) / (1.0 - kept + kept * lost)
            });
            ordered_sum(&each.collect::<Vec<f64>>())
        };
        let discounted = (self.discount_rate > 0.0).then(|| 1.0 / (1.0 + self.discount_rate));
        let kept = discounted.into_iter().chain(self.steady.then_some(1.0));
        let ages = [0.0, self.periods as f64];
        kept.flat_map(|kept| ages.map(|age| (kept, age))).all(|(kept, age)| {
            let multipliers = self.multipliers.iter().copied().chain([1.0, MULTIPLIER_COVERED]);
            multipliers.filter(|m| *m > 0.0).all(|m| {
                let (found, right) = (worth(rule, age, m, kept), worth(whole, age, m, kept));
                (found - right).abs()
                    <= RUN_OFF_ERROR * right + f64::EPSILON * worth(whole, 0.0, m, kept)
            })
        })
    }
}

/// Drops the riskiest classes as long as all of them together are below the last digit.
fn prune(rule: BetaRule, wanted: &Use<'_>) -> Classes {
    let mut keep = rule.weights.len();
    let mut dropped = 0.0;
    while keep > 1 && dropped + rule.weights[keep - 1] < 1e-15 {
        dropped += rule.weights[keep - 1];
        keep -= 1;
    }
    // Differences of logarithms stay finite; nobody is left of such a class in either case, under any multiplier.
    let gentlest = wanted.multipliers.iter().copied().filter(|m| *m > 0.0).fold(1.0, f64::min);
    let hazards =
        rule.hazard_log[..keep].iter().map(|hazard| hazard.min(SURE / gentlest)).collect();
    (hazards, rule.weights[..keep].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multipliers of churn that act inside a class: as observed, and by origin.
    const MULTIPLIERS: [f64; 3] = [1.0, 0.82, 1.3];
    const DISCOUNT: f64 = 0.0076;

    fn wanted(periods: usize, precision: Precision) -> Use<'static> {
        let (multipliers, discount_rate) = (&MULTIPLIERS, DISCOUNT);
        Use { multipliers, periods, discount_rate, steady: false, precision, least: 0 }
    }

    /// The largest error of survival over the horizon, for every multiplier and some between, and how many classes.
    fn worst(mixture: Mixture, wanted: &Use<'_>) -> (f64, usize) {
        let (hazards, weights) = mixture.classes(wanted);
        let mut worst: f64 = 0.0;
        for m in [0.5, 0.82, 0.93, 1.0, 1.15, 1.3] {
            for t in 0..=wanted.periods {
                let power = m * libm::pow(t as f64, mixture.shape);
                let each = weights.iter().zip(&hazards).map(|(w, l)| w * libm::exp(-l * power));
                let alive = ordered_sum(&each.collect::<Vec<_>>());
                worst = worst.max((alive - mixture.survival(t as f64, m)).abs());
            }
        }
        (worst, weights.len())
    }

    #[test]
    fn the_closed_form_agrees_with_sixty_digits() {
        // mpmath 1.3, log-gamma with 60 digits, outside this code.
        for (alpha, beta, shape, t, want) in [
            (0.007_833_664, 16.747_82, 5.792_655, 12.0, 0.913_094_045_291_939_3),
            (0.007_833_664, 16.747_82, 5.792_655, 24.0, 0.884_821_136_103_976_5),
            (0.003, 0.1, 8.0, 60.0, 0.878_896_711_461_397_4),
            (3.0, 100.0, 8.0, 3.0, 3.484_236_855_103_085e-6),
            (0.05, 30.0, 3.87, 36.0, 0.592_059_546_720_793_4),
            (0.3, 5.0, 6.0, 24.0, 0.005_200_946_435_093_152),
            (1.5, 1e14, 6.92, 72.0, 0.901_920_247_112_803_4),
            (3.0, 0.1, 0.5, 60.0, 0.000_338_035_146_650_159_1),
            (1e9, 1e24, 6.92, 72.0, 0.992_901_039_227_089),
        ] {
            let mixture = Mixture { alpha, beta, shape };
            let got = mixture.survival(t, 1.0);
            assert!((got / want - 1.0_f64).abs() < 2e-14, "{mixture:?} {got}");
            for (precision, bound) in
                [(Precision::Base, 1e-9), (Precision::Margin, 3e-5), (Precision::Draw, 3e-4)]
            {
                let (worst, classes) = worst(mixture, &wanted(72, precision));
                assert!(worst < bound, "{mixture:?} {precision:?} {worst:e} {classes}");
            }
        }
    }

    /// Every curve of a grid, each with its worst error and its classes.
    fn scan(
        grid: [&[f64]; 3],
        periods: &[usize],
        precision: Precision,
        mut see: impl FnMut(Mixture, f64, usize),
    ) {
        for (alpha, beta) in grid[0].iter().flat_map(|a| grid[1].iter().map(move |b| (*a, *b))) {
            for (shape, periods) in
                grid[2].iter().flat_map(|c| periods.iter().map(move |t| (*c, *t)))
            {
                let mixture = Mixture { alpha, beta, shape };
                let (worst, classes) = worst(mixture, &wanted(periods, precision));
                see(mixture, worst, classes);
            }
        }
    }

    #[test]
    fn every_curve_meets_its_closed_form() {
        let grid: [&[f64]; 3] = [
            &[0.003, 0.01, 0.05, 0.2, 0.6, 1.0, 3.0],
            // Below 0.03 the density peaks where 1 − θ is no digit of θ.
            &[0.004, 0.02, 0.1, 0.4, 1.0, 3.0, 16.0, 100.0],
            &[0.5, 0.9, 1.0, 1.4, 2.5, 4.0, 6.0, 8.0],
        ];
        for (precision, bound, most) in [
            (Precision::Base, 1e-9, 400),
            (Precision::Margin, 3e-5, 120),
            (Precision::Draw, 3e-4, 90),
        ] {
            scan(grid, &[60], precision, |mixture, worst, classes| {
                assert!(worst < bound, "{precision:?} {mixture:?} {worst:e} {classes}");
                assert!(classes <= most, "{precision:?} {mixture:?} {classes}");
            });
        }
    }

    /// All that a scenario may state: `cargo test --release every_parameter -- --ignored --nocapture`, some minutes.
    #[test]
    #[ignore = "some minutes"]
    fn every_parameter_that_is_accepted_meets_its_closed_form() {
        let grid: [&[f64]; 3] = [
            &[1e-6, 1e-3, 0.1, 0.9, 1.001, 5.0, 60.0, 1e3, 1e5, 1e7, 1e9],
            &[1e-6, 1e-3, 0.1, 0.9, 5.0, 60.0, 1e3, 1e5, 1e9, 1e20, 1e60],
            &[0.01, 0.3, 1.0, 1.7, 3.9, 8.0, 20.0],
        ];
        for (precision, bound) in
            [(Precision::Base, 1e-9), (Precision::Margin, 3e-5), (Precision::Draw, 3e-4)]
        {
            let mut most = 0;
            let mut missed = Vec::new();
            scan(grid, &[1, 60, 240, 1200], precision, |mixture, worst, classes| {
                most = most.max(classes);
                if worst.is_nan() || worst > bound {
                    missed.push(format!("{mixture:?} {worst:e} {classes}"));
                }
            });
            println!("{precision:?}: {most} classes at most, {} missed", missed.len());
            assert!(missed.is_empty(), "{precision:?}\n{}", missed.join("\n"));
        }
    }
}
