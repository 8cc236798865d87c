//! Churn as risk classes: heterogeneity carried, not averaged away (`docs/model.md`, section 3).

use super::{Grid, OpeningGroup};
use crate::numeric::quadrature::BetaRule;
use crate::numeric::special::beta_ratio;
use crate::scenario::Curve;
use crate::units::Values;

/// How closely the classes must meet the closed forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The base case: what the contract asks of the expected engine, 1e-9 and better.
    Base,
    /// A central difference, in which most of the error cancels: 1e-6.
    Margin,
    /// One draw of the simulation: 1e-4, far below the draws' own error.
    Draw,
}

impl Precision {
    /// Number of classes where the closed forms need not be met to the last digit: more for a wide range of
    /// churn, for money that hardly loses value with time and for hazards that grow with tenure.
    fn few(self, alpha: f64, beta: f64, discount_rate: f64, shape: f64) -> Option<usize> {
        let mean = alpha / (alpha + beta);
        let more = match self {
            Self::Base => return None,
            // A density that rises towards sure churn is met by the full Gauss rule only.
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
        let for_shape = 4 * (5.0 * (shape - 1.0)).clamp(0.0, 5.0).ceil() as usize;
        Some(for_churn + for_discount + for_shape + more)
    }
}

/// How the opening customers came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// In numbers by tenure, or new.
    Stated,
    /// In proportion to survival over all tenures: expected lifetimes are integrated.
    SteadyState,
}

/// Weighted classes of customers, each with its own hazard.
///
/// The log-survival of class q over the period at tenure k, without multipliers, is
/// `log_hazard[q] × shape(k) × time[t]`.
#[derive(Clone, Debug)]
pub struct RiskClasses {
    /// −ln(1 − hazard) of each class at the reference tenure.
    pub log_hazard: Vec<f64>,
    /// Share of each class among new customers; sums to 1.
    pub weight: Vec<f64>,
    /// How the log-hazard moves with tenure.
    pub shape: TenureShape,
    /// How the log-hazard moves with time, per period of the horizon.
    pub time: Vec<f64>,
    /// The segment's own multiplier.
    pub multiplier: f64,
    /// Expected undiscounted lifetime is finite.
    pub finite_lifetime: bool,
}

/// How a class's log-hazard moves with tenure.
#[derive(Clone, Debug)]
pub enum TenureShape {
    /// Not at all.
    Uniform,
    /// By table; the last entry goes on.
    Table(Vec<f64>),
    /// (k+1)^c − k^c: discrete Weibull.
    Power(f64),
    /// By table, then the hazards of a beta-discrete-Weibull(alpha, beta, shape) tail.
    Data { table: Vec<f64>, alpha: f64, beta: f64, shape: f64 },
}

impl TenureShape {
    /// The factor at tenure `k`.
    #[must_use]
    pub fn at(&self, k: usize) -> f64 {
        match self {
            Self::Uniform => 1.0,
            Self::Table(table) => table[k.min(table.len() - 1)],
            Self::Power(c) => power_step(k, *c),
            Self::Data { table, alpha, beta, shape } => {
                table.get(k).copied().unwrap_or_else(|| {
                    let at = |k: usize| libm::pow(k as f64, *shape);
                    let (now, next) = (at(k), at(k + 1));
                    -libm::log(beta_ratio(*alpha, *beta + now, next - now))
                })
            }
        }
    }

    /// Sum of the factors over tenures 0 … k − 1.
    #[must_use]
    pub fn before(&self, k: usize) -> f64 {
        match self {
            Self::Uniform => k as f64,
            Self::Power(c) => libm::pow(k as f64, *c),
            _ => (0..k).map(|i| self.at(i)).sum(),
        }
    }

    /// First tenure from which the factor stands still; none if it never does.
    #[must_use]
    pub fn settled_tenure(&self) -> Option<usize> {
        match self {
            Self::Uniform => Some(0),
            Self::Table(table) => Some(table.len() - 1),
            Self::Power(_) | Self::Data { .. } => None,
        }
    }
}

fn power_step(k: usize, c: f64) -> f64 {
    libm::pow((k + 1) as f64, c) - libm::pow(k as f64, c)
}

impl RiskClasses {
    /// Classes of a curve. `multipliers` are the products of multipliers that will act on it;
    /// `discount_rate` is per period; after the precision how many a threshold among them needs, 0 without.
    #[must_use]
    #[expect(
        clippy::too_many_arguments,
        reason = "a curve, what acts on it, and how closely to follow it"
    )]
    pub fn of(
        curve: &Curve,
        multiplier: f64,
        multipliers: &[f64],
        periods: usize,
        discount_rate: f64,
        base: Base,
        fine: (Precision, usize),
        values: &Values,
    ) -> Self {
        let log = |rate: f64| -libm::log1p(-rate.min(ALL_LEAVE));
        let still = vec![1.0; periods];
        let one = |log_hazard: f64, shape, time, finite_lifetime| Self {
            log_hazard: vec![log_hazard],
            weight: vec![1.0],
            shape,
            time,
            multiplier,
            finite_lifetime,
        };
        match curve {
            Curve::Constant(rate) => {
                let time: Vec<f64> = (0..periods).map(|t| log(rate.at(t, 0, values))).collect();
                let finite = time.last().is_some_and(|last| *last > 0.0);
                one(1.0, TenureShape::Uniform, time, finite)
            }
            Curve::Response(response) => {
                let time: Vec<f64> =
                    (0..periods).map(|t| -libm::log(response.kept_at(t, 1.0, values))).collect();
                let finite = time.last().is_some_and(|last| *last > 0.0);
                one(1.0, TenureShape::Uniform, time, finite)
            }
            Curve::ByTenure(steps) => {
                let last = steps.last().map_or(0, |step| step.0);
                let at = |k: usize| {
                    let step = steps.partition_point(|(from, _)| *from <= k).saturating_sub(1);
                    log(steps[step].1.at(values))
                };
                let table: Vec<f64> = (0..=last).map(at).collect();
                let finite = table[last] > 0.0;
                one(1.0, TenureShape::Table(table), still, finite)
            }
            Curve::DiscreteWeibull { rate, shape } => {
                let rate = log(rate.at(values));
                one(rate, TenureShape::Power(shape.at(values)), still, rate > 0.0)
            }
            Curve::FromData { survival, alpha, beta, shape } => {
                let steps = survival.windows(2).map(|pair| -libm::log(pair[1] / pair[0]));
                let data = TenureShape::Data {
                    table: steps.collect(),
                    alpha: *alpha,
                    beta: *beta,
                    shape: *shape,
                };
                one(1.0, data, still, alpha * shape > 1.0)
            }
            Curve::BetaGeometric { alpha, beta } => {
                let (alpha, beta) = (alpha.at(values), beta.at(values));
                let steady = base == Base::SteadyState;
                let rule = rule(alpha, beta, periods, multipliers, discount_rate, steady, fine);
                Self {
                    log_hazard: rule.0,
                    weight: rule.1,
                    shape: TenureShape::Uniform,
                    time: still,
                    multiplier,
                    finite_lifetime: alpha > 1.0,
                }
            }
            Curve::BetaDiscreteWeibull { alpha, beta, shape } => {
                let (alpha, beta, c) = (alpha.at(values), beta.at(values), shape.at(values));
                let rule = rule_with_shape(alpha, beta, c, multipliers, discount_rate, fine);
                Self {
                    log_hazard: rule.0,
                    weight: rule.1,
                    shape: if c == 1.0 { TenureShape::Uniform } else { TenureShape::Power(c) },
                    time: still,
                    multiplier,
                    finite_lifetime: alpha * c > 1.0,
                }
            }
        }
    }

    /// Makes customers leave by their visits: at each with the chance `p` of its period. With Poisson
    /// visits of mean λ nobody has dropped out with chance e^(−λp), so the log-survival is λp
    /// (Poisson thinning; `docs/model.md`, section 3).
    pub fn leave_by_visits(&mut self, visits: &Grid, p: impl Fn(usize) -> f64) {
        if visits.tenure.len() > 1 {
            self.shape = TenureShape::Table(visits.tenure.clone());
        }
        let factor = if visits.tenure.len() > 1 { 1.0 } else { visits.tenure[0] };
        for (t, time) in self.time.iter_mut().enumerate() {
            *time = visits.time[t] * factor * p(t);
        }
        let last = visits.tenure.last().is_some_and(|last| *last > 0.0);
        self.finite_lifetime = last && self.time.last().is_some_and(|last| *last > 0.0);
    }

    /// Keeps tenures apart although the curve does not: something else does.
    pub fn tell_tenures_apart(&mut self) {
        if matches!(self.shape, TenureShape::Uniform) {
            self.shape = TenureShape::Table(vec![1.0]);
        }
    }

    /// Number of classes.
    #[must_use]
    pub fn count(&self) -> usize {
        self.weight.len()
    }

    /// Shares of the classes among customers of tenure `k`: w_q(1−θ_q)^k / S(k), with the segment's
    /// multiplier and nothing else in the past.
    #[must_use]
    pub fn posterior(&self, k: usize) -> Vec<f64> {
        if k == 0 {
            return self.weight.clone();
        }
        let exposure = self.shape.before(k) * self.multiplier * self.time[0];
        // The least risky class always survives with the largest factor: scaling by it keeps the sum
        // away from zero at any tenure.
        let held = self.log_hazard.iter().zip(&self.weight).filter(|(_, weight)| **weight > 0.0);
        let least = held.map(|(hazard, _)| *hazard).fold(f64::INFINITY, f64::min);
        let mut share: Vec<f64> = self
            .weight
            .iter()
            .zip(&self.log_hazard)
            .map(|(w, l)| if *w > 0.0 { w * libm::exp(-(l - least) * exposure) } else { 0.0 })
            .collect();
        let total = crate::numeric::sum::ordered_sum(&share);
        share.iter_mut().for_each(|x| *x /= total);
        share
    }

    /// Customers there were before their last renewal for those there are now, Σ N_k S(k−1)/S(k) over the
    /// groups of tenure k ≥ 1; a group's classes may stand for longer tenures too.
    #[must_use]
    pub fn a_renewal_ago(&self, opening: &[OpeningGroup]) -> f64 {
        let before = |k: usize, shares: &[f64]| -> f64 {
            let step = self.shape.at(k) * self.multiplier * self.time[0];
            let each = shares.iter().zip(&self.log_hazard);
            // Of a class that nobody survives in there is nobody to have been more.
            let before = |(share, l): (&f64, &f64)| {
                if *share == 0.0 { 0.0 } else { share * libm::exp(l * step) }
            };
            let each: Vec<f64> = each.map(before).collect();
            crate::numeric::sum::ordered_sum(&each)
        };
        let grown = opening.iter().filter(|group| group.tenure >= 1);
        if !matches!(self.shape, TenureShape::Uniform) {
            let one = |group: &OpeningGroup| group.count * before(group.tenure - 1, &group.classes);
            return grown.map(one).sum();
        }
        // Every tenure has the same hazards: classes are added up first.
        let mut classes = vec![0.0; self.count()];
        for group in grown {
            let own = classes.iter_mut().zip(&group.classes);
            own.for_each(|(all, share)| *all += group.count * share);
        }
        before(0, &classes)
    }

    /// Survival S(k) and shares of the classes for tenures 0 … `oldest`, one after the other.
    #[must_use]
    pub fn aged(&self, oldest: usize) -> Vec<(f64, Vec<f64>)> {
        if !matches!(self.shape, TenureShape::Uniform) {
            return (0..=oldest).map(|k| (self.survival(k), self.posterior(k))).collect();
        }
        let exposure = self.multiplier * self.time[0];
        let keep: Vec<f64> = self.log_hazard.iter().map(|l| libm::exp(-l * exposure)).collect();
        let mut alive = self.weight.clone();
        let mut aged = Vec::with_capacity(oldest + 1);
        for k in 0..=oldest {
            let survival = crate::numeric::sum::ordered_sum(&alive);
            // Hardly anybody lives so long: products underflow where logarithms do not.
            if survival < 1e-250 {
                aged.push((self.survival(k), self.posterior(k)));
            } else {
                aged.push((survival, alive.iter().map(|alive| alive / survival).collect()));
            }
            alive.iter_mut().zip(&keep).for_each(|(alive, keep)| *alive *= keep);
        }
        aged
    }

    /// Per class, the sum over tenures `from` … `to` of those of its joiners who are still customers, where
    /// hazards do not depend on tenure, as a share of all joiners: w (x^from − x^(to+1)) / (1 − x), if x stay.
    /// All are larger by the same factor: as if the class that lives longest were still whole at `start`, at
    /// or before `from`, so that nothing gets too small for a number.
    #[must_use]
    pub fn alive_between(&self, start: usize, from: usize, to: usize) -> Vec<f64> {
        let exposure = self.multiplier * self.time[0];
        let periods = (to + 1 - from) as f64;
        let present = self.weight.iter().zip(&self.log_hazard).filter(|(w, _)| **w > 0.0);
        let least = present.map(|(_, l)| *l).fold(f64::INFINITY, f64::min) * exposure;
        let each = self.weight.iter().zip(&self.log_hazard).map(|(w, l)| {
            if *w == 0.0 {
                return 0.0;
            }
            let own = l * exposure;
            let sum =
                if own > 0.0 { libm::expm1(-own * periods) / libm::expm1(-own) } else { periods };
            w * libm::exp(least * start as f64 - own * from as f64) * sum
        });
        each.collect()
    }

    /// Observed survival S(k) with the segment's multiplier.
    #[must_use]
    pub fn survival(&self, k: usize) -> f64 {
        let exposure = self.shape.before(k) * self.multiplier * self.time[0];
        let each: Vec<f64> = self
            .weight
            .iter()
            .zip(&self.log_hazard)
            .map(|(w, l)| w * libm::exp(-l * exposure))
            .collect();
        crate::numeric::sum::ordered_sum(&each)
    }
}

/// Bounds on the error: of a run-off value, relative, which itself is some hundred times smaller; and of
/// survival.
const RUN_OFF_ERROR: f64 = 1e-11;
const SURVIVAL_ERROR: f64 = 1e-11;

/// Number of classes for which survival and discounted run-off meet the tolerance.
///
/// A run-off value is the mean of 1/(1 − v(1−θ)^m): its pole lies just below θ = 0, at a distance of
/// about d/m, and a Gauss rule converges there like ρ^(−2Q) with ρ = 1 + 2ε + 2√(ε(1+ε)).
fn classes_for(periods: usize, discount_rate: f64, largest: f64) -> usize {
    let polynomial = (periods + 1).div_ceil(2) + 1;
    let distance = (discount_rate / largest.max(1.0)).max(1e-9);
    let rho = 1.0 + 2.0 * distance + 2.0 * (distance * (1.0 + distance)).sqrt();
    let analytic = -libm::log(RUN_OFF_ERROR) / (2.0 * libm::log(rho));
    (analytic as usize + 4).max(polynomial).clamp(48, MOST_CLASSES)
}

/// The few classes of draws and trials are good for multipliers of churn up to this.
const MULTIPLIER_COVERED: f64 = 2.6;

/// A rate of 100 % keeps a trace, so that logarithms stay finite.
const ALL_LEAVE: f64 = 1.0 - 1e-12;

/// Log-hazard of customers who leave for sure: e^−700 is the smallest of numbers.
const SURE: f64 = 700.0;

/// More classes than this buy nothing in double precision.
const MOST_CLASSES: usize = 400;

type Rule = (Vec<f64>, Vec<f64>);

fn rule(
    alpha: f64,
    beta: f64,
    periods: usize,
    multipliers: &[f64],
    discount_rate: f64,
    steady: bool,
    (precision, least): (Precision, usize),
) -> Rule {
    let largest = multipliers.iter().copied().fold(1.0, f64::max);
    // Where money hardly loses value with time, 1/θ itself is integrated: the tilted rule holds it.
    let slow = (discount_rate < 1e-3 || steady) && alpha > 1.0;
    let discount = if discount_rate > 0.0 {
        (discount_rate / (largest / MULTIPLIER_COVERED).max(1.0)).max(1e-5)
    } else {
        1.0 / periods as f64
    };
    if let Some(classes) = precision.few(alpha, beta, discount, 1.0) {
        return prune(match (least, slow) {
            (0, true) => BetaRule::condensed(alpha - 1.0, beta, classes, discount, 1.0).tilt(),
            (0, false) => BetaRule::condensed(alpha, beta, classes, discount, 1.0),
            (_, true) => BetaRule::tilted(alpha, beta, least),
            (_, false) => BetaRule::new(alpha, beta, least),
        });
    }
    let mut classes = classes_for(periods, discount_rate, largest).max(least);
    loop {
        let rule = if slow {
            BetaRule::tilted(alpha, beta, classes)
        } else {
            BetaRule::new(alpha, beta, classes)
        };
        let powers = multipliers.iter().flat_map(|m| [1.0, 2.0, 3.0].map(|t| m * t));
        if classes >= MOST_CLASSES
            || powers.into_iter().all(|p| error(&rule, alpha, beta, p) <= SURVIVAL_ERROR * 10.0)
        {
            return prune(rule);
        }
        classes = (classes * 2).min(MOST_CLASSES);
    }
}

fn rule_with_shape(
    alpha: f64,
    beta: f64,
    c: f64,
    multipliers: &[f64],
    discount_rate: f64,
    (precision, least): (Precision, usize),
) -> Rule {
    // Tenures ever wider apart, as long as money at that tenure counts at all.
    let longest = |error: f64| -libm::log(error) / libm::log1p(discount_rate).max(1e-3);
    let discount = discount_rate.max(1e-3);
    if let Some(classes) = precision.few(alpha, beta, discount, c) {
        let exact = || BetaRule::new(alpha, beta, least);
        return prune(if least > 0 {
            exact()
        } else {
            BetaRule::condensed(alpha, beta, classes, discount, c)
        });
    }
    let mut classes = least.max(64);
    let reach = longest(SURVIVAL_ERROR);
    let mut tenures = vec![1.0];
    while let Some(last) = tenures.last().copied().filter(|last| *last < reach) {
        tenures.push(last * 1.5 + 1.0);
    }
    loop {
        let rule = BetaRule::new(alpha, beta, classes);
        let enough = tenures.iter().all(|t| {
            let weight = libm::exp(-t * libm::log1p(discount_rate));
            multipliers
                .iter()
                .all(|m| error(&rule, alpha, beta, m * libm::pow(*t, c)) * weight <= SURVIVAL_ERROR)
        });
        if enough || classes >= MOST_CLASSES {
            return prune(rule);
        }
        classes = (classes * 2).min(MOST_CLASSES);
    }
}

/// How far the rule misses E[(1−θ)^power] = B(α, β+power)/B(α, β).
fn error(rule: &BetaRule, alpha: f64, beta: f64, power: f64) -> f64 {
    let each: Vec<f64> =
        rule.weights.iter().zip(&rule.hazard_log).map(|(w, l)| w * libm::exp(-l * power)).collect();
    let exact = beta_ratio(alpha, beta, power);
    (crate::numeric::sum::ordered_sum(&each) - exact).abs()
}

/// Drops the riskiest classes as long as all of them together are below the last digit.
fn prune(rule: BetaRule) -> Rule {
    let mut keep = rule.weights.len();
    let mut dropped = 0.0;
    while keep > 1 && dropped + rule.weights[keep - 1] < 1e-15 {
        dropped += rule.weights[keep - 1];
        keep -= 1;
    }
    // Differences of logarithms stay finite; nobody is left of such a class in either case.
    let hazards = rule.hazard_log[..keep].iter().map(|hazard| hazard.min(SURE)).collect();
    (hazards, rule.weights[..keep].to_vec())
}
