//! Churn as risk classes: heterogeneity carried, not averaged away (`docs/model.md`, section 3).

use std::sync::Arc;

use super::mixture::{Mixture, Precision, SURE, Use};
use super::tenures::{Grid, OpeningGroup};
use crate::scenario::model::HARDLY;
use crate::scenario::{ChurnCurve, DataCurve};
use crate::units::Values;

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
    /// What the classes stand for; none where there is only one.
    pub mixture: Option<Mixture>,
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
    /// As observed, then as a fitted tail.
    Data(Arc<DataCurve>),
}

impl TenureShape {
    /// The factor at tenure `k`.
    pub fn at(&self, k: usize) -> f64 {
        match self {
            Self::Uniform => 1.0,
            Self::Table(table) => table[k.min(table.len() - 1)],
            Self::Power(c) => power_step(k, *c),
            Self::Data(data) => data.at(k),
        }
    }

    /// Sum of the factors over tenures 0 … k − 1.
    pub fn before(&self, k: usize) -> f64 {
        match self {
            Self::Uniform => k as f64,
            Self::Power(c) => libm::pow(k as f64, *c),
            Self::Data(data) => data.before(k),
            Self::Table(_) => (0..k).map(|i| self.at(i)).sum(),
        }
    }

    /// First tenure from which the factor stands still; none if it never does.
    pub fn settled_tenure(&self) -> Option<usize> {
        match self {
            Self::Uniform => Some(0),
            Self::Table(table) => Some(table.len() - 1),
            Self::Power(_) | Self::Data(_) => None,
        }
    }
}

fn power_step(k: usize, c: f64) -> f64 {
    libm::pow((k + 1) as f64, c) - libm::pow(k as f64, c)
}

impl RiskClasses {
    /// Classes of a curve. `multipliers` are the products of multipliers that will act on it;
    /// `discount_rate` is per period; after the precision how many a threshold among them needs, 0 without.
    #[expect(
        clippy::too_many_arguments,
        reason = "a curve, what acts on it, and how closely to follow it"
    )]
    pub fn of(
        curve: &ChurnCurve,
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
            mixture: None,
        };
        let mixed = |mixture: Mixture| {
            let steady = base == Base::SteadyState;
            let (precision, least) = fine;
            let wanted = Use { multipliers, periods, discount_rate, steady, precision, least };
            let (log_hazard, weight) = mixture.classes(&wanted);
            let uniform = mixture.shape == 1.0;
            Self {
                log_hazard,
                weight,
                shape: if uniform {
                    TenureShape::Uniform
                } else {
                    TenureShape::Power(mixture.shape)
                },
                time: vec![1.0; periods],
                multiplier,
                finite_lifetime: mixture.alpha * mixture.shape > 1.0,
                mixture: Some(mixture),
            }
        };
        match curve {
            ChurnCurve::Constant(rate) => {
                let time: Vec<f64> = (0..periods).map(|t| log(rate.at(t, 0, values))).collect();
                let finite = time.last().is_some_and(|last| *last > 0.0);
                one(1.0, TenureShape::Uniform, time, finite)
            }
            ChurnCurve::Response(response) => {
                let time: Vec<f64> =
                    (0..periods).map(|t| -libm::log(response.kept_at(t, 1.0, values))).collect();
                let finite = time.last().is_some_and(|last| *last > 0.0);
                one(1.0, TenureShape::Uniform, time, finite)
            }
            ChurnCurve::ByTenure(steps) => {
                let last = steps.last().map_or(0, |step| step.0);
                let at = |k: usize| {
                    let step = steps.partition_point(|(from, _)| *from <= k).saturating_sub(1);
                    log(steps[step].1.at(values))
                };
                let table: Vec<f64> = (0..=last).map(at).collect();
                let finite = table[last] > 0.0;
                one(1.0, TenureShape::Table(table), still, finite)
            }
            ChurnCurve::DiscreteWeibull { rate, shape } => {
                let rate = log(rate.at(values));
                one(rate, TenureShape::Power(shape.at(values)), still, rate > 0.0)
            }
            ChurnCurve::FromData(data) => {
                let finite = data.alpha * data.shape > 1.0;
                one(1.0, TenureShape::Data(Arc::clone(data)), still, finite)
            }
            ChurnCurve::BetaGeometric { alpha, beta } => {
                mixed(Mixture { alpha: alpha.at(values), beta: beta.at(values), shape: 1.0 })
            }
            ChurnCurve::BetaDiscreteWeibull { alpha, beta, shape } => mixed(Mixture {
                alpha: alpha.at(values),
                beta: beta.at(values),
                shape: shape.at(values),
            }),
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
            *time = visits.in_time(t) * factor * p(t);
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
    pub fn count(&self) -> usize {
        self.weight.len()
    }

    /// Shares of the classes among customers of tenure `k`: w_q(1−θ_q)^k / S(k), with the segment's
    /// multiplier and nothing else in the past.
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
    pub fn a_renewal_ago(&self, opening: &[OpeningGroup]) -> f64 {
        let before = |k: usize, shares: &[f64]| -> f64 {
            let step = self.shape.at(k) * self.multiplier * self.time[0];
            let each = shares.iter().zip(&self.log_hazard);
            // Of a class that nobody survives in there is nobody to have been more.
            let before = |(share, l): (&f64, &f64)| {
                if *share == 0.0 { 0.0 } else { share * libm::exp((l * step).min(SURE)) }
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
            if survival < HARDLY {
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

/// A rate of 100 % keeps a trace, so that logarithms stay finite.
const ALL_LEAVE: f64 = 1.0 - 1e-12;
