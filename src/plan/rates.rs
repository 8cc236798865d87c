//! How many leave, by reason: churn multipliers of one block over time, as the engine reads them
//! (`docs/model.md`, section 3).

use crate::lever::TenureLever;

/// How the log-survival of one block moves over time, apart from class and tenure.
///
/// With λ the class's log-hazard, the log-survival lost in period t is
/// `attempted(λ × observed[t]) × leaving(t, k).total[t]`.
#[derive(Clone, Debug, Default)]
pub struct RateTable {
    /// Segment × season; the origin's multiplier comes on top.
    pub observed: Vec<f64>,
    /// Cancel attempts per observed leaver under the strategy that the figures were observed in:
    /// Σ p_j/(1 − saved share_j); 1 without a save desk there.
    pub attempts_per_leaver: Vec<f64>,
    /// The reasons that each desk of the plan hears of here; empty where it does not serve the block.
    pub heard: Vec<Vec<bool>>,
    /// Whether each desk serves anybody, by period.
    pub open: Vec<Vec<bool>>,
    /// Failed payments that cost a contact.
    pub failures: Vec<FailureRate>,
    /// Change of word of mouth by what is told after bad events: joiners per customer and period, more
    /// than under the strategy that the figures were observed in; empty where nothing is told.
    pub told: Vec<f64>,
    /// Factor on visits by bad events, likewise; empty where there is none.
    pub visits: Vec<f64>,
    /// The first period with the same rates as each: hazards need be worked out once for all of them.
    pub alike: Vec<usize>,
    /// The rates of customers who feel the same; the first are those of new customers whom no reward for
    /// tenure has reached.
    pub(super) leaving: Vec<Leaving>,
    /// What those customers feel, in the same order: tenure from which events are damped, and which
    /// rewards act.
    pub(super) feeling: Vec<(usize, Vec<bool>)>,
    /// Tenures from which events are damped otherwise, ascending; the first is 0.
    pub(super) damped_from: Vec<usize>,
    /// The rewards for tenure with an effect: of the strategy, then of the one that is compared with.
    pub(super) rewards: Vec<TenureLever>,
}

/// What makes customers leave who feel the same, by period.
#[derive(Clone, Debug, Default)]
pub struct Leaving {
    /// Share of the log-survival × factors × events, by reason and period: `log[j][t]`.
    pub log: Vec<Vec<f64>>,
    /// Sum over the reasons.
    pub total: Vec<f64>,
    /// The same without the programme that each failure rate belongs to: `without[f][j][t]`.
    pub without: Vec<Vec<Vec<f64>>>,
}

/// Leavers of some reasons before a recovery acts on them: each costs a contact.
#[derive(Clone, Debug)]
pub struct FailureRate {
    /// Programme that pays.
    pub programme: usize,
    /// One flag per reason.
    pub reasons: Vec<bool>,
    /// Cost of one failure, per period.
    pub cost: Vec<f64>,
}

impl RateTable {
    /// Whether a desk of the plan ever hears of leavers of the block.
    pub fn hears(&self, desk: usize) -> bool {
        let reasons = self.heard[desk].iter().enumerate().filter(|(_, heard)| **heard);
        let mut logs = reasons.flat_map(|(j, _)| self.leaving.iter().map(move |own| &own.log[j]));
        logs.any(|log| log.iter().any(|log| *log > 0.0))
    }

    /// Whether customers of the block leave for the reasons in different shares.
    pub fn varied(&self) -> bool {
        self.leaving.len() > 1
    }

    /// What makes customers of tenure `k` leave in the place `now` of the tables.
    pub fn leaving(&self, now: usize, k: usize) -> &Leaving {
        if self.leaving.len() == 1 {
            return &self.leaving[0];
        }
        let damped = self.damped(k);
        let same = |(from, acting): &(usize, Vec<bool>)| {
            let mut rewards = acting.iter().zip(&self.rewards);
            *from == damped && rewards.all(|(acts, reward)| *acts == reward.felt(now, k))
        };
        let place = self.feeling.iter().position(same);
        &self.leaving[place.unwrap_or(0)]
    }

    /// What makes those customers leave whom most is done to keep, in the place `now` of the tables.
    pub fn least(&self, now: usize) -> f64 {
        self.leaving.iter().map(|own| own.total[now]).fold(f64::INFINITY, f64::min)
    }

    /// The tenure from which events are damped as they are at tenure `k`.
    pub(super) fn damped(&self, k: usize) -> usize {
        let reached = self.damped_from.iter().rev().find(|from| **from <= k);
        reached.copied().unwrap_or(0)
    }

    /// Lets what stands as one entry go on for so many.
    pub(super) fn go_on(&mut self, length: usize) {
        let rates = self.leaving.iter_mut().flat_map(|own| {
            let without = own.without.iter_mut().flatten();
            own.log.iter_mut().chain(without).chain([&mut own.total])
        });
        for series in rates.chain([&mut self.observed, &mut self.attempts_per_leaver]) {
            series.resize(length, series[0]);
        }
        self.alike = vec![0; length];
    }

    /// Sets [`RateTable::alike`].
    pub(super) fn find_alike(&mut self) {
        let still = |series: &[f64]| series.iter().all(|value| *value == series[0]);
        let rates = self.leaving.iter().flat_map(|own| {
            let without = own.without.iter().flatten();
            own.log.iter().chain(without).chain([&own.total])
        });
        let mut series = rates.chain([&self.observed, &self.attempts_per_leaver]);
        let open = self.open.iter().all(|open| open.iter().all(|now| *now == open[0]));
        self.alike = match open && self.rewards.is_empty() && series.all(|own| still(own)) {
            true => vec![0; self.observed.len()],
            false => (0..self.observed.len()).map(|t| self.first_alike(t)).collect(),
        };
    }

    fn first_alike(&self, t: usize) -> usize {
        let same = |series: &[f64], other: usize| series[t] == series[other];
        let alike = |other: &usize| {
            let rates = |own: &Leaving| {
                same(&own.total, *other)
                    && own.log.iter().all(|log| same(log, *other))
                    && own.without.iter().flatten().all(|log| same(log, *other))
            };
            same(&self.observed, *other)
                && self.open.iter().all(|open| open[t] == open[*other])
                && same(&self.attempts_per_leaver, *other)
                && self.leaving.iter().all(rates)
                && self.rewards.iter().all(|reward| reward.felt_alike(t, *other))
        };
        (0..t).find(alike).unwrap_or(t)
    }

    /// Log-survival of cancel attempts for an observed log-hazard `x`: −ln(1 − c(1 − e^(−x))),
    /// capped so that a class's total stays at most 1 − 1e-12.
    pub fn attempted(x: f64, attempts_per_leaver: f64) -> f64 {
        if attempts_per_leaver == 1.0 {
            return x;
        }
        let attempts = -attempts_per_leaver * libm::expm1(-x);
        -libm::log1p(-attempts.min(1.0 - 1e-12))
    }
}

impl Leaving {
    /// Share of the leavers in the place `now` who leave for the flagged reasons.
    pub fn share(&self, now: usize, flags: &[bool]) -> f64 {
        named(&self.log, now, flags, self.total[now])
    }

    /// The total without the programme of failure rate `f`, and the share of it that fails.
    pub fn failing(&self, f: usize, now: usize, flags: &[bool]) -> (f64, f64) {
        let log = &self.without[f];
        let total = log.iter().map(|log| log[now]).sum();
        (total, named(log, now, flags, total))
    }
}

/// Share of the log-survival that is due to the flagged reasons.
fn named(log: &[Vec<f64>], now: usize, flags: &[bool], total: f64) -> f64 {
    let named = log.iter().zip(flags).filter(|(_, flag)| **flag);
    if total > 0.0 { named.map(|(log, _)| log[now]).sum::<f64>() / total } else { 0.0 }
}
