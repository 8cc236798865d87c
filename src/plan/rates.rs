//! Churn multipliers of one block over time: season, events, programmes and the back-out of the
//! programmes that already run in the observed figures (`docs/model.md`, section 3).

use crate::lever::{Desk, Levers, Scope};
use crate::scenario::{Business, Quality};
use crate::units::Values;

/// How the log-survival of one block moves over time, apart from class and tenure.
///
/// With λ the class's log-hazard, the log-survival lost in period t is
/// `attempted(λ × observed[t]) × total[t]`.
#[derive(Clone, Debug, Default)]
pub struct RateTable {
    /// Segment × season; the origin's multiplier comes on top.
    pub observed: Vec<f64>,
    /// Cancel attempts per observed leaver under the strategy that the figures were observed in:
    /// Σ p_j/(1 − saved share_j); 1 without a save desk there.
    pub attempts_per_leaver: Vec<f64>,
    /// Sum over the reasons of share × factors × events.
    pub total: Vec<f64>,
    /// Share of leavers (before any desk) by reason; `reason[j][t]`.
    pub reason: Vec<Vec<f64>>,
    /// Share of leavers who are attempts that a desk may serve; `desk[d][t]`.
    pub desk: Vec<Vec<f64>>,
    /// Failed payments that cost a contact.
    pub failures: Vec<FailureRate>,
}

/// Leavers of some reasons before a recovery acts on them.
#[derive(Clone, Debug)]
pub struct FailureRate {
    /// Programme that pays.
    pub programme: usize,
    /// Cost of one failure.
    pub cost: Vec<f64>,
    /// As [`RateTable::total`], without the recovery.
    pub total: Vec<f64>,
    /// Share of those leavers who leave for the recovered reasons.
    pub share: Vec<f64>,
}

impl RateTable {
    /// Log-survival of cancel attempts for an observed log-hazard `x`: −ln(1 − c(1 − e^(−x))),
    /// capped so that a class's total stays at most 1 − 1e-12.
    #[must_use]
    pub fn attempted(x: f64, attempts_per_leaver: f64) -> f64 {
        if attempts_per_leaver == 1.0 {
            return x;
        }
        let attempts = -attempts_per_leaver * libm::expm1(-x);
        -libm::log1p(-attempts.min(1.0 - 1e-12))
    }
}

/// What the rate tables of one strategy are built from.
pub(super) struct Rates<'a> {
    pub business: &'a Business,
    pub against: &'a Business,
    pub levers: &'a Levers,
    pub against_levers: &'a Levers,
    pub values: &'a Values,
    /// Exponent of each event's multipliers: its probability, or 0 or 1 in a draw.
    pub events: &'a [f64],
    pub reasons: usize,
    pub periods: usize,
    pub length: usize,
    pub season: &'a dyn Fn(usize, usize) -> f64,
}

impl Rates<'_> {
    /// Which levers reach segment `s` and an origin with place `scope` among their flags: blocks of a
    /// segment with the same answer share a table.
    pub fn reach(&self, s: usize, scope: usize) -> Vec<bool> {
        let reached = |flags: &Scope| flags.segments[s] && flags.origins[scope];
        let of = |levers: &Levers| -> Vec<bool> {
            let churn = levers.churn.iter().map(|l| reached(&l.scope));
            let desks = levers.desks.iter().map(|l| reached(&l.scope));
            let points = levers.points.iter().map(|l| reached(&l.scope));
            let costs = levers.costs.iter().map(|l| reached(&l.scope));
            let referrals = levers.referrals.iter().map(|l| reached(&l.scope));
            let win_backs = levers.win_backs.iter().map(|l| reached(&l.scope));
            churn
                .chain(desks)
                .chain(points)
                .chain(costs)
                .chain(referrals)
                .chain(win_backs)
                .collect()
        };
        let mut reach = of(self.levers);
        reach.extend(of(self.against_levers));
        reach
    }

    /// The table of segment `s` and origins with place `scope` among the flags of a lever's scope.
    pub fn table(&self, s: usize, scope: usize) -> RateTable {
        let segment = &self.business.segments[s];
        let shares: Vec<f64> = segment.reason_shares.iter().map(|p| p.at(self.values)).collect();
        let multiplier = segment.churn_multiplier.at(self.values);
        let in_scope = |desk: &&Desk| desk.scope.segments[s] && desk.scope.origins[scope];
        let desks: Vec<&Desk> = self.levers.desks.iter().collect();
        let paid: Vec<usize> = self.paid_failures(s, scope);
        let empty = |lever: &usize| FailureRate::of(self.levers.churn[*lever].programme);
        let mut table = RateTable {
            reason: vec![Vec::with_capacity(self.length); self.reasons],
            desk: vec![Vec::with_capacity(self.length); desks.len()],
            failures: paid.iter().map(empty).collect(),
            ..RateTable::default()
        };
        let powers = self.event_powers();
        for t in 0..self.length {
            let now = t.min(self.periods - 1);
            let saved = |j: usize| {
                let desks = self.against_levers.desks.iter().filter(in_scope);
                let serving = desks.filter(|desk| desk.reasons[j]);
                serving.map(|d| d.reach[now] * d.accept * (1.0 - d.would_have_stayed)).sum::<f64>()
            };
            let attempts: Vec<f64> =
                shares.iter().enumerate().map(|(j, p)| p / (1.0 - saved(j))).collect();
            let per_leaver: f64 = attempts.iter().sum();
            let untreated = |j: usize| {
                attempts[j]
                    / per_leaver
                    / factor(self.against_levers, s, scope, j, now, None)
                    / self.quality(&self.against.quality, j)
                    * self.event(&powers, j, t)
                    * self.quality(&self.business.quality, j)
            };
            let untreated: Vec<f64> = (0..self.reasons).map(untreated).collect();
            let treated = |without: Option<usize>| -> Vec<f64> {
                let own = |j| untreated[j] * factor(self.levers, s, scope, j, now, without);
                (0..self.reasons).map(own).collect()
            };
            let log = treated(None);
            let total: f64 = log.iter().sum();
            let share = |log: &[f64], total: f64, flags: &[bool]| {
                let named = log.iter().zip(flags).filter(|(_, flag)| **flag);
                if total > 0.0 { named.map(|(x, _)| x).sum::<f64>() / total } else { 0.0 }
            };
            table.observed.push(multiplier * (self.season)(s, t));
            table.attempts_per_leaver.push(if per_leaver == shares.iter().sum::<f64>() {
                1.0
            } else {
                per_leaver
            });
            table.total.push(total);
            for (j, reason) in table.reason.iter_mut().enumerate() {
                reason.push(if total > 0.0 { log[j] / total } else { 0.0 });
            }
            for (attempts, desk) in table.desk.iter_mut().zip(&desks) {
                let served = in_scope(desk);
                attempts.push(if served { share(&log, total, &desk.reasons) } else { 0.0 });
            }
            for (failure, lever) in table.failures.iter_mut().zip(&paid) {
                let before = treated(Some(*lever));
                let all: f64 = before.iter().sum();
                failure.total.push(all);
                failure.share.push(share(&before, all, &self.levers.churn[*lever].reasons));
                failure.cost.push(self.levers.churn[*lever].cost_per_failure[now]);
            }
        }
        table
    }

    /// Churn factors that reach the block and pay for each failure.
    fn paid_failures(&self, s: usize, scope: usize) -> Vec<usize> {
        let levers = self.levers.churn.iter().enumerate();
        let reached = levers.filter(|(_, f)| f.scope.segments[s] && f.scope.origins[scope]);
        let paid = reached.filter(|(_, f)| f.cost_per_failure.iter().any(|cost| *cost != 0.0));
        paid.map(|(place, _)| place).collect()
    }

    /// Multipliers of every event by reason, to the power of its share.
    fn event_powers(&self) -> Vec<Vec<f64>> {
        let of = |(event, share): (&crate::scenario::Event, &f64)| {
            event.churn.iter().map(|m| libm::pow(m.at(self.values), *share)).collect()
        };
        self.business.events.iter().zip(self.events).map(of).collect()
    }

    /// Product of the events in force on reason `j` in period `t`.
    fn event(&self, powers: &[Vec<f64>], j: usize, t: usize) -> f64 {
        let events = self.business.events.iter().zip(powers);
        events.filter(|(event, _)| event.in_force(t)).map(|(_, powers)| powers[j]).product()
    }

    /// Bad events that make customers leave, against the file's own values.
    fn quality(&self, quality: &Option<Quality>, j: usize) -> f64 {
        match quality {
            Some(quality) if quality.reason == j => quality.ratio(self.values),
            _ => 1.0,
        }
    }
}

impl FailureRate {
    fn of(programme: usize) -> Self {
        Self { programme, cost: Vec::new(), total: Vec::new(), share: Vec::new() }
    }
}

/// Product of the programmes' factors on reason `j`, one of them left out if asked.
fn factor(
    levers: &Levers,
    s: usize,
    scope: usize,
    j: usize,
    t: usize,
    without: Option<usize>,
) -> f64 {
    let all = levers.churn.iter().enumerate().filter(|(place, _)| Some(*place) != without);
    let acting = all.filter(|(_, f)| f.reasons[j] && f.scope.segments[s] && f.scope.origins[scope]);
    acting.map(|(_, f)| f.factor[t]).product()
}
