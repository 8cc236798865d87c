//! Churn multipliers of one block over time: season, events, programmes and the back-out of the
//! programmes that already run in the observed figures (`docs/model.md`, section 3).

use super::service::{Service, Surroundings};
use crate::lever::{ChurnFactor, Desk, Levers, Scope, TenureLever};
use crate::scenario::{Business, Event};
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
    /// Change of word of mouth by what is told after bad events: joiners per customer and period, more
    /// than under the strategy that the figures were observed in; empty where nothing is told.
    pub told: Vec<f64>,
    /// What customers of longer tenure feel of the total, by period and tenure: events may be damped for
    /// them. The last of a period goes on; empty where all feel the same.
    pub felt: Vec<Vec<f64>>,
    /// Factor on visits by bad events, likewise; empty where there is none.
    pub visits: Vec<f64>,
    /// The first period with the same rates as each: hazards need be worked out once for all of them.
    pub alike: Vec<usize>,
    /// What rewards for tenure make of these rates, at the tenures at which they act.
    pub tenures: TenureRates,
}

/// Rates of customers at whose tenure rewards act.
#[derive(Clone, Debug, Default)]
pub struct TenureRates {
    /// The rewards with an effect: of the strategy, then of the one that is compared with.
    acting: Vec<TenureLever>,
    /// Which of them act, and the rates then.
    rates: Vec<(Vec<bool>, RateTable)>,
}

impl TenureRates {
    /// Which of the rewards act at tenure `k`.
    fn felt(&self, k: usize) -> Vec<bool> {
        self.acting.iter().map(|lever| lever.felt(k)).collect()
    }
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
    /// Whether the rates are the same at all tenures.
    #[must_use]
    pub fn any_tenure(&self) -> bool {
        self.tenures.acting.is_empty()
    }

    /// The rates of customers of tenure `k`.
    #[must_use]
    pub fn at_tenure(&self, k: usize) -> &Self {
        if self.any_tenure() {
            return self;
        }
        let felt = self.tenures.felt(k);
        let own = self.tenures.rates.iter().find(|(known, _)| *known == felt);
        own.map_or(self, |(_, rates)| rates)
    }

    /// Share of the total in the place `now` that customers of tenure `k` feel.
    #[must_use]
    pub fn felt_at(&self, now: usize, k: usize) -> f64 {
        let row = self.felt.get(now).map_or(&[][..], |row| &row[..]);
        row.get(k).or(row.last()).copied().unwrap_or(1.0)
    }

    fn first_alike(&self, t: usize) -> usize {
        let same = |series: &[f64], other: usize| series[t] == series[other];
        let alike = |other: &usize| {
            same(&self.observed, *other)
                && same(&self.total, *other)
                && same(&self.attempts_per_leaver, *other)
                && self.felt.get(t) == self.felt.get(*other)
                && self.failures.iter().all(|f| same(&f.total, *other) && same(&f.share, *other))
        };
        (0..t).find(alike).unwrap_or(t)
    }

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
    /// Periods of the horizon.
    pub horizon: usize,
    /// Entries of the levers' series.
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
            let takers = levers.takers.iter().map(|l| reached(&l.scope));
            let bad_events = levers.bad_events.iter().map(|l| reached(&l.scope));
            let recoveries = levers.recoveries.iter().map(|l| reached(&l.scope));
            let promotions = levers.promotions.iter().map(|l| reached(&l.scope));
            let visits = levers.visits.iter().map(|l| reached(&l.scope));
            let growth = levers.growth.iter().map(|l| reached(&l.scope));
            let cards = levers.cards.iter().map(|l| reached(&l.scope));
            let tenures = levers.tenures.iter().map(|l| reached(&l.scope));
            let customers = levers.customer_costs.iter().map(|l| reached(&l.scope));
            let referrals = levers.referrals.iter().map(|l| reached(&l.scope));
            let win_backs = levers.win_backs.iter().map(|l| reached(&l.scope));
            churn
                .chain(desks)
                .chain(points)
                .chain(takers)
                .chain(visits)
                .chain(growth)
                .chain(cards)
                .chain(tenures)
                .chain(customers)
                .chain(referrals)
                .chain(win_backs)
                .chain(bad_events)
                .chain(recoveries)
                .chain(promotions)
                .collect()
        };
        let mut reach = of(self.levers);
        reach.extend(of(self.against_levers));
        reach
    }

    /// The table of segment `s` and origins with place `scope` among the flags of a lever's scope.
    pub fn table(&self, s: usize, scope: usize) -> RateTable {
        let reached = |l: &&TenureLever| l.scope.segments[s] && l.scope.origins[scope];
        let own: Vec<&TenureLever> = self.levers.tenures.iter().filter(reached).collect();
        let other: Vec<&TenureLever> = self.against_levers.tenures.iter().filter(reached).collect();
        let mut table = self.table_of(s, scope, &[], &[]);
        if own.is_empty() && other.is_empty() {
            return table;
        }
        let acting = own.iter().chain(&other).map(|lever| (*lever).clone()).collect();
        table.tenures = TenureRates { acting, rates: Vec::new() };
        for k in 0..=OLDEST_OCCASION {
            let felt = table.tenures.felt(k);
            let known = table.tenures.rates.iter().any(|(known, _)| *known == felt);
            if known || !felt.contains(&true) {
                continue;
            }
            let of = |levers: &[&'_ TenureLever], flags: &[bool]| -> Vec<TenureLever> {
                let acting = levers.iter().zip(flags).filter(|(_, acts)| **acts);
                acting.map(|(lever, _)| (*lever).clone()).collect()
            };
            let (mine, theirs) = (of(&own, &felt), of(&other, &felt[own.len()..]));
            let rates = self.table_of(s, scope, &mine, &theirs);
            // What is not alike at these tenures is not alike.
            for t in 0..self.length {
                if rates.alike[t] != table.alike[t] {
                    table.alike[t] = t;
                }
            }
            table.tenures.rates.push((felt, rates));
        }
        table
    }

    /// The table where some rewards for tenure act: of the strategy, and of the one compared with.
    fn table_of(
        &self,
        s: usize,
        scope: usize,
        felt: &[TenureLever],
        felt_against: &[TenureLever],
    ) -> RateTable {
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
            observed: Vec::with_capacity(self.length),
            attempts_per_leaver: Vec::with_capacity(self.length),
            total: Vec::with_capacity(self.length),
            told: Vec::new(),
            visits: Vec::new(),
            felt: Vec::new(),
            alike: Vec::new(),
            tenures: TenureRates::default(),
        };
        let mut quality = self.quality(s, scope);
        if let Some(quality) = &mut quality {
            table.told = std::mem::take(&mut quality.told);
            table.visits = std::mem::take(&mut quality.visits);
        }
        let powers = self.event_powers();
        let longest = longest_damping(self.business);
        let acting = Factors::of(self.levers, felt, s, scope, self.reasons, self.periods);
        let against = self.against_levers;
        let acted = Factors::of(against, felt_against, s, scope, self.reasons, self.periods);
        let serving: Vec<&Desk> = self.against_levers.desks.iter().filter(in_scope).collect();
        let whole: f64 = shares.iter().sum();
        let (mut attempts, mut untreated) = (shares.clone(), shares.clone());
        let mut log = shares.clone();
        for t in 0..self.length {
            let now = t.min(self.periods - 1);
            for (j, attempts) in attempts.iter_mut().enumerate() {
                let own = serving.iter().filter(|desk| desk.reasons[j]);
                let saved = own.map(|d| d.reach[now] * d.accept[now] * (1.0 - d.would_have_stayed));
                // Drawn acceptances may come to all; attempts are cut to all customers class by class.
                *attempts = shares[j] / (1.0 - saved.sum::<f64>()).max(ALL_SAVED);
            }
            let per_leaver: f64 = attempts.iter().sum();
            for (j, untreated) in untreated.iter_mut().enumerate() {
                let observed = attempts[j] / per_leaver / acted.at(j, t);
                let quality = match &quality {
                    Some(quality) if quality.reason == j => quality.leaving[now],
                    _ => 1.0,
                };
                *untreated = observed * quality * self.event(&powers, (s, scope), j, t);
                log[j] = *untreated * acting.at(j, t);
            }
            let total: f64 = log.iter().sum();
            if longest > 0 {
                let felt = |k: usize| {
                    let each = log.iter().enumerate();
                    let damped = each.map(|(j, log)| log * self.damped((s, scope), j, (t, k)));
                    if total > 0.0 { damped.sum::<f64>() / total } else { 1.0 }
                };
                table.felt.push((0..=longest).map(felt).collect());
            }
            table.observed.push(multiplier * (self.season)(s, t));
            table.attempts_per_leaver.push(if per_leaver == whole { 1.0 } else { per_leaver });
            table.total.push(total);
            for (j, reason) in table.reason.iter_mut().enumerate() {
                reason.push(if total > 0.0 { log[j] / total } else { 0.0 });
            }
            for (attempts, desk) in table.desk.iter_mut().zip(&desks) {
                let served = in_scope(desk) && desk.reach[now] > 0.0;
                attempts.push(if served { share(&log, total, &desk.reasons) } else { 0.0 });
            }
            for (failure, lever) in table.failures.iter_mut().zip(&paid) {
                let own = &self.levers.churn[*lever];
                for (j, log) in log.iter_mut().enumerate() {
                    let without = if own.reasons[j] {
                        let rewards = felt.iter().filter(|lever| lever.reasons[j]);
                        let rewards: f64 =
                            rewards.map(|lever| series_at(&lever.factor, t)).product();
                        factor_without(self.levers, s, scope, j, t, *lever) * rewards
                    } else {
                        acting.at(j, t)
                    };
                    *log = untreated[j] * without;
                }
                let all: f64 = log.iter().sum();
                failure.total.push(all);
                failure.share.push(share(&log, all, &own.reasons));
                failure.cost.push(own.cost_per_failure[now]);
            }
        }
        table.alike = (0..self.length).map(|t| table.first_alike(t)).collect();
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
        let of = |(event, share): (&Event, &f64)| {
            event.churn.iter().map(|m| libm::pow(m.at(self.values), *share)).collect()
        };
        self.business.events.iter().zip(self.events).map(of).collect()
    }

    /// Product of the events in force on reason `j` in period `t`.
    fn event(&self, powers: &[Vec<f64>], block: (usize, usize), j: usize, t: usize) -> f64 {
        let events = self.business.events.iter().zip(powers).zip(self.events);
        let factor = |((event, powers), share): ((&Event, &Vec<f64>), &f64)| {
            let damping = event.damped_for_members.at(self.values);
            if damping == 0.0 { powers[j] } else { self.factor(event, *share, block, j, (t, 0)) }
        };
        events.filter(|((event, _), _)| event.in_force(t)).map(factor).product()
    }

    /// An event's factor on reason `j` in period `t` at tenure `k`: members feel only a part of it, and
    /// customers of long standing too.
    fn factor(
        &self,
        event: &Event,
        share: f64,
        block: (usize, usize),
        j: usize,
        (t, k): (usize, usize),
    ) -> f64 {
        let damping = event.damped_for_members.at(self.values);
        let members = self.members(block, t.min(self.periods - 1));
        let felt = (1.0 - damping * members) * event.felt_at(k, self.values);
        libm::pow(1.0 + (event.churn[j].at(self.values) - 1.0) * felt, share)
    }

    /// Product of the events' factors on reason `j` at tenure `k`, as a multiple of that at tenure 0.
    fn damped(&self, block: (usize, usize), j: usize, (t, k): (usize, usize)) -> f64 {
        let events = self.business.events.iter().zip(self.events);
        let damped = events
            .filter(|(event, _)| event.in_force(t) && !event.damped_with_tenure.is_empty())
            .map(|(event, share)| {
                let at = |k: usize| self.factor(event, *share, block, j, (t, k));
                let new = at(0);
                if new > 0.0 { at(k) / new } else { 1.0 }
            });
        damped.product()
    }

    /// Share of a block's customers who are members of some programme: independent of each other.
    fn members(&self, (s, scope): (usize, usize), t: usize) -> f64 {
        let reached = |flags: &Scope| flags.segments[s] && flags.origins[scope];
        let points = self.levers.points.iter().filter(|lever| reached(&lever.scope));
        let cards = self.levers.cards.iter().filter(|lever| reached(&lever.scope));
        let shares = points.map(|lever| &lever.members).chain(cards.map(|lever| &lever.members));
        1.0 - shares.map(|members| 1.0 - members[s][t]).product::<f64>()
    }

    /// What bad events do under this strategy, compared with the one that the figures were observed in.
    fn quality(&self, s: usize, scope: usize) -> Option<Compared> {
        let (values, horizon, periods) = (self.values, self.horizon, self.periods);
        let service = |business, levers| {
            Surroundings { business, levers, values, horizon, periods }.service(s, scope)
        };
        let quality = self.business.quality.as_ref()?;
        let own: Service = service(self.business, self.levers)?;
        let observed: Service = service(self.against, self.against_levers)?;
        let pairs = own.leaving.iter().zip(&observed.leaving);
        // Where nobody was observed to leave for bad events, there is nothing to multiply.
        let ratio = pairs.map(|(own, seen)| if *seen > 0.0 { own / seen } else { 1.0 });
        let told: Vec<f64> = own.told.iter().zip(&observed.told).map(|(a, b)| a - b).collect();
        let silent = told.iter().all(|change| *change == 0.0);
        Some(Compared {
            reason: quality.reason,
            leaving: ratio.collect(),
            told: if silent { Vec::new() } else { told },
            visits: own.visits(&observed, quality, values),
        })
    }
}

/// What bad events do, against what was observed, per period.
struct Compared {
    /// The reason that they act on.
    reason: usize,
    /// How many they make leave, as a multiple.
    leaving: Vec<f64>,
    /// Joiners per customer by what is told, more or less; empty where nothing is told.
    told: Vec<f64>,
    /// Factor on visits; empty where there is none.
    visits: Vec<f64>,
}

/// Longest tenure from which an event is damped; 0 where none is.
pub(super) fn longest_damping(business: &Business) -> usize {
    let steps = business.events.iter().flat_map(|event| &event.damped_with_tenure);
    steps.map(|(tenure, _)| *tenure).max().unwrap_or(0)
}

impl FailureRate {
    fn of(programme: usize) -> Self {
        Self { programme, cost: Vec::new(), total: Vec::new(), share: Vec::new() }
    }
}

/// Share of the log-survival that is due to the flagged reasons.
fn share(log: &[f64], total: f64, flags: &[bool]) -> f64 {
    let named = log.iter().zip(flags).filter(|(_, flag)| **flag);
    if total > 0.0 { named.map(|(x, _)| x).sum::<f64>() / total } else { 0.0 }
}

/// Products of the programmes' factors by reason and period; the last goes on.
struct Factors {
    periods: usize,
    product: Vec<f64>,
}

impl Factors {
    fn of(
        levers: &Levers,
        felt: &[TenureLever],
        s: usize,
        scope: usize,
        reasons: usize,
        periods: usize,
    ) -> Self {
        let mut product = vec![1.0; reasons * periods];
        let reached = |lever: &&ChurnFactor| lever.scope.segments[s] && lever.scope.origins[scope];
        for lever in levers.churn.iter().filter(reached) {
            let series = product.chunks_exact_mut(periods).zip(&lever.reasons);
            for (series, _) in series.filter(|(_, named)| **named) {
                for (t, all) in series.iter_mut().enumerate() {
                    *all *= series_at(&lever.factor, t);
                }
            }
        }
        for lever in felt {
            let series = product.chunks_exact_mut(periods).zip(&lever.reasons);
            for (series, _) in series.filter(|(_, named)| **named) {
                for (t, all) in series.iter_mut().enumerate() {
                    *all *= series_at(&lever.factor, t);
                }
            }
        }
        Self { periods, product }
    }

    fn at(&self, reason: usize, t: usize) -> f64 {
        self.product[reason * self.periods + t.min(self.periods - 1)]
    }
}

/// A lever's factor in period `t`; its last entry goes on.
fn series_at(series: &[f64], t: usize) -> f64 {
    series[t.min(series.len() - 1)]
}

/// At least this share of those who ask a desk to cancel is taken to leave.
const ALL_SAVED: f64 = 1e-12;

/// The longest tenure at which a reward is looked for: a century of months.
const OLDEST_OCCASION: usize = 1_200;

/// Product of the programmes' factors on reason `j`, one of them left out.
fn factor_without(levers: &Levers, s: usize, scope: usize, j: usize, t: usize, out: usize) -> f64 {
    let all = levers.churn.iter().enumerate().filter(|(place, _)| *place != out);
    let acting = all.filter(|(_, f)| f.reasons[j] && f.scope.segments[s] && f.scope.origins[scope]);
    acting.map(|(_, f)| series_at(&f.factor, t)).product()
}
