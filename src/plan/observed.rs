//! From the churn that was observed to the rates of a strategy: the back-out of the programmes that
//! already run in the observed figures, events, and the strategy's own programmes
//! (`docs/model.md`, section 3).

use super::rates::{FailureRate, Leaving, RateTable};
use super::service::{Service, Surroundings};
use crate::lever::{ChurnFactor, Desk, Levers, Scope, TenureLever};
use crate::scenario::{Business, Event};
use crate::units::Values;

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
    /// By segment and period.
    pub season: &'a [Vec<f64>],
}

impl Rates<'_> {
    /// Which levers reach segment `s` and an origin with place `scope` among their flags: blocks of a
    /// segment with the same answer share a table.
    pub fn reach(&self, s: usize, scope: usize) -> Vec<bool> {
        let reached = |flags: &Scope| flags.segments[s] && flags.origins[scope];
        let mut reach = Vec::new();
        for levers in [self.levers, self.against_levers] {
            reach.extend(levers.churn.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.desks.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.points.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.takers.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.bad_events.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.recoveries.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.promotions.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.visits.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.growth.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.cards.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.tenures.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.risks.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.customer_costs.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.referrals.iter().map(|l| reached(&l.scope)));
            reach.extend(levers.win_backs.iter().map(|l| reached(&l.scope)));
        }
        reach
    }

    /// The table of segment `s` and origins with place `scope` among the flags of a lever's scope.
    pub fn table(&self, s: usize, scope: usize) -> RateTable {
        let reached = |l: &&TenureLever| l.scope.segments[s] && l.scope.origins[scope];
        let own = self.levers.tenures.iter().filter(reached);
        let rewards: Vec<&TenureLever> = own.collect();
        let others: Vec<&TenureLever> =
            self.against_levers.tenures.iter().filter(reached).collect();
        let in_scope = |desk: &Desk| desk.scope.segments[s] && desk.scope.origins[scope];
        let heard = self
            .levers
            .desks
            .iter()
            .map(|desk| if in_scope(desk) { desk.reasons.clone() } else { Vec::new() });
        let open = |desk: &Desk| {
            (0..self.length).map(|t| desk.reach[t.min(self.periods - 1)] > 0.0).collect()
        };
        let paid = self.paid_failures(s, scope);
        let failure = |lever: &usize| {
            let lever = &self.levers.churn[*lever];
            let at = |t: usize| lever.cost_per_failure[t.min(self.periods - 1)];
            let cost = (0..self.length).map(at).collect();
            FailureRate { programme: lever.programme, reasons: lever.reasons.clone(), cost }
        };
        let mut table = RateTable {
            heard: heard.collect(),
            open: self.levers.desks.iter().map(open).collect(),
            failures: paid.iter().map(failure).collect(),
            damped_from: damped_from(self.business),
            rewards: rewards.iter().chain(&others).map(|lever| (*lever).clone()).collect(),
            ..RateTable::default()
        };
        let mut quality = self.quality(s, scope);
        if let Some(quality) = &mut quality {
            table.told = std::mem::take(&mut quality.told);
            table.visits = std::mem::take(&mut quality.visits);
        }
        // Where nothing moves from period to period one entry says all.
        let still = quality.is_none() && self.is_still(s);
        let entries = if still { 1 } else { self.length };
        let untreated = self.untreated((s, scope), entries, quality.as_ref(), &mut table);
        let acting = Factors::of(self.levers, s, scope, self.reasons, self.periods);
        let making = Making { untreated, acting, powers: self.event_powers(), paid, s, scope };
        for (from, acts) in self.feelings(&table) {
            let flagged = |levers: &[&TenureLever], flags: &[bool]| -> Vec<TenureLever> {
                let acting = levers.iter().zip(flags).filter(|(_, acts)| **acts);
                acting.map(|(lever, _)| (*lever).clone()).collect()
            };
            let (mine, theirs) =
                (flagged(&rewards, &acts), flagged(&others, &acts[rewards.len()..]));
            table.leaving.push(self.leaving(&making, from, &mine, &theirs));
            table.feeling.push((from, acts));
        }
        if still {
            table.go_on(self.length);
        } else {
            table.find_alike();
        }
        table
    }

    /// Whether nothing makes the rates of a segment's customers move from period to period, bad events apart.
    fn is_still(&self, s: usize) -> bool {
        let untouched = |levers: &Levers| levers.churn.is_empty() && levers.tenures.is_empty();
        let season = &self.season[s];
        self.business.events.is_empty()
            && [self.levers, self.against_levers].into_iter().all(untouched)
            && self.against_levers.desks.is_empty()
            && self.levers.desks.is_empty()
            && season.iter().all(|factor| *factor == season[0])
    }

    /// What customers of some tenure in some period feel: the tenure from which events are damped, and which
    /// rewards act. First what new customers feel whom no reward has reached.
    fn feelings(&self, table: &RateTable) -> Vec<(usize, Vec<bool>)> {
        let nothing = vec![false; table.rewards.len()];
        let mut feelings = vec![(0, nothing)];
        if table.rewards.is_empty() {
            feelings.extend(table.damped_from[1..].iter().map(|from| (*from, Vec::new())));
            return feelings;
        }
        let oldest = match &table.rewards[..] {
            [one] => one.oldest(),
            all if all.iter().all(|other| other.occasion == all[0].occasion) => {
                all.iter().map(TenureLever::oldest).max().unwrap_or(0)
            }
            _ => OLDEST_OCCASION,
        };
        let oldest = oldest + table.damped_from.last().copied().unwrap_or(0);
        let mut acts = vec![false; table.rewards.len()];
        for t in 0..self.length {
            for k in 0..=oldest {
                let rewards = acts.iter_mut().zip(&table.rewards);
                rewards.for_each(|(acts, reward)| *acts = reward.felt(t, k));
                let from = table.damped(k);
                let known = |(other, known): &(usize, Vec<bool>)| *other == from && *known == acts;
                if !feelings.iter().any(known) {
                    feelings.push((from, acts.clone()));
                }
            }
        }
        feelings
    }

    /// Observed rates without the programmes of the strategy that is compared with and before events, by
    /// reason and period: the log-survival of each as a share of the observed. Writes what was observed.
    fn untreated(
        &self,
        (s, scope): (usize, usize),
        entries: usize,
        quality: Option<&ComparedRates>,
        table: &mut RateTable,
    ) -> Vec<Vec<f64>> {
        let segment = &self.business.segments[s];
        let shares: Vec<f64> = segment.reason_shares.iter().map(|p| p.at(self.values)).collect();
        let multiplier = segment.churn_multiplier.at(self.values);
        let against = self.against_levers;
        let acted = Factors::of(against, s, scope, self.reasons, self.periods);
        let in_scope = |desk: &&Desk| desk.scope.segments[s] && desk.scope.origins[scope];
        let serving: Vec<&Desk> = against.desks.iter().filter(in_scope).collect();
        let whole: f64 = shares.iter().sum();
        let mut attempts = shares.clone();
        let mut per_leaver = whole;
        let mut untreated = vec![Vec::with_capacity(entries); self.reasons];
        for t in 0..entries {
            let now = t.min(self.periods - 1);
            if !serving.is_empty() {
                for (j, attempts) in attempts.iter_mut().enumerate() {
                    let own = serving.iter().filter(|desk| desk.reasons[j]);
                    let saved =
                        own.map(|d| d.reach[now] * d.accept[now] * (1.0 - d.would_have_stayed));
                    // Drawn acceptances may come to all; attempts are cut to all customers class by class.
                    *attempts = shares[j] / (1.0 - saved.sum::<f64>()).max(ALL_SAVED);
                }
                per_leaver = attempts.iter().sum();
            }
            for (j, untreated) in untreated.iter_mut().enumerate() {
                let observed = attempts[j] / per_leaver / acted.at(j, t);
                let quality = match quality {
                    Some(quality) if quality.reason == j => quality.leaving[now],
                    _ => 1.0,
                };
                untreated.push(observed * quality);
            }
            table.observed.push(multiplier * self.season[s][t]);
            table.attempts_per_leaver.push(if per_leaver == whole { 1.0 } else { per_leaver });
        }
        untreated
    }

    /// What makes customers leave who feel events as from a tenure on, and some rewards: of the strategy,
    /// and of the one compared with.
    fn leaving(
        &self,
        making: &Making,
        from: usize,
        mine: &[TenureLever],
        theirs: &[TenureLever],
    ) -> Leaving {
        let Making { untreated, acting, powers, paid, s, scope } = making;
        let rewards = |levers: &[TenureLever], j: usize, t: usize| -> f64 {
            let own = levers.iter().filter(|lever| lever.reasons[j]);
            own.map(|lever| series_at(&lever.factor, t)).product()
        };
        let mut leaving = Leaving::default();
        let entries = untreated.first().map_or(0, Vec::len);
        let mut free = vec![Vec::with_capacity(entries); self.reasons];
        for (j, free) in free.iter_mut().enumerate() {
            free.extend((0..entries).map(|t| {
                let events = self.event(powers, (*s, *scope), j, (t, from));
                untreated[j][t] / rewards(theirs, j, t) * events * rewards(mine, j, t)
            }));
        }
        let each = free.iter().enumerate();
        let acted = each.map(|(j, free)| {
            free.iter().enumerate().map(|(t, free)| free * acting.at(j, t)).collect::<Vec<f64>>()
        });
        leaving.log = acted.collect();
        let sum = |t: usize| leaving.log.iter().map(|log| log[t]).sum();
        leaving.total = (0..entries).map(sum).collect();
        for lever in paid {
            let without = free.iter().enumerate().map(|(j, free)| {
                if !self.levers.churn[*lever].reasons[j] {
                    return leaving.log[j].clone();
                }
                let others = |t: usize| factor_without(self.levers, *s, *scope, j, t, *lever);
                free.iter().enumerate().map(|(t, free)| free * others(t)).collect()
            });
            leaving.without.push(without.collect());
        }
        leaving
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

    /// Product of the events in force on reason `j` in period `t` for customers of tenure `k`.
    fn event(
        &self,
        powers: &[Vec<f64>],
        block: (usize, usize),
        j: usize,
        (t, k): (usize, usize),
    ) -> f64 {
        let events = self.business.events.iter().zip(powers).zip(self.events);
        let factor = |((event, powers), share): ((&Event, &Vec<f64>), &f64)| {
            let damped = event.damped_for_members.at(self.values) != 0.0
                || event.felt_at(k, self.values) != 1.0;
            if damped { self.factor(event, *share, block, j, (t, k)) } else { powers[j] }
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

    /// Share of a block's customers who are members of some programme: independent of each other.
    fn members(&self, (s, scope): (usize, usize), t: usize) -> f64 {
        let reached = |flags: &Scope| flags.segments[s] && flags.origins[scope];
        let points = self.levers.points.iter().filter(|lever| reached(&lever.scope));
        let cards = self.levers.cards.iter().filter(|lever| reached(&lever.scope));
        let shares = points.map(|lever| &lever.members).chain(cards.map(|lever| &lever.members));
        1.0 - shares.map(|members| 1.0 - members[s][t]).product::<f64>()
    }

    /// What bad events do under this strategy, compared with the one that the figures were observed in.
    fn quality(&self, s: usize, scope: usize) -> Option<ComparedRates> {
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
        Some(ComparedRates {
            reason: quality.reason,
            leaving: ratio.collect(),
            told: if silent { Vec::new() } else { told },
            visits: own.visits(&observed, quality, values),
        })
    }
}

/// What bad events do, against what was observed, per period.
struct ComparedRates {
    /// The reason that they act on.
    reason: usize,
    /// How many they make leave, as a multiple.
    leaving: Vec<f64>,
    /// Joiners per customer by what is told, more or less; empty where nothing is told.
    told: Vec<f64>,
    /// Factor on visits; empty where there is none.
    visits: Vec<f64>,
}

/// Tenures from which events are damped otherwise, ascending, from 0 on.
pub(super) fn damped_from(business: &Business) -> Vec<usize> {
    let steps = business.events.iter().flat_map(|event| &event.damped_with_tenure);
    let mut tenures: Vec<usize> = steps.map(|(tenure, _)| *tenure).chain([0]).collect();
    tenures.sort_unstable();
    tenures.dedup();
    tenures
}

/// What the rates of a block are made of, whatever customers feel.
struct Making {
    /// Before events and the strategy's programmes, by reason and period.
    untreated: Vec<Vec<f64>>,
    /// The strategy's programmes, rewards for tenure apart.
    acting: Factors,
    /// The events, not damped.
    powers: Vec<Vec<f64>>,
    /// Places of the churn factors that pay for failures.
    paid: Vec<usize>,
    s: usize,
    scope: usize,
}

/// Products of the programmes' factors by reason and period; the last goes on.
struct Factors {
    periods: usize,
    product: Vec<f64>,
}

impl Factors {
    fn of(levers: &Levers, s: usize, scope: usize, reasons: usize, periods: usize) -> Self {
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

/// The longest tenure at which a reward is looked for: a century of months.
const OLDEST_OCCASION: usize = 1_200;

/// Product of the programmes' factors on reason `j`, one of them left out.
fn factor_without(levers: &Levers, s: usize, scope: usize, j: usize, t: usize, out: usize) -> f64 {
    let all = levers.churn.iter().enumerate().filter(|(place, _)| *place != out);
    let acting = all.filter(|(_, f)| f.reasons[j] && f.scope.segments[s] && f.scope.origins[scope]);
    acting.map(|(_, f)| series_at(&f.factor, t)).product()
}

/// At least this share of those who ask a desk to cancel is taken to leave.
const ALL_SAVED: f64 = 1e-12;
