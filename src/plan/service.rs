//! Bad events and what becomes of them, period by period: how many customers they make leave, what is
//! told to others, and what answering complaints costs (`docs/model.md` section 6, "quality").

use crate::lever::{Amount, CustomerCost, Levers, Recovery, Scope, Spent, Takers};
use crate::scenario::{Business, Quality};
use crate::units::Values;

/// What bad events do to the customers of one segment and origin.
#[derive(Clone, Debug)]
pub(super) struct Service {
    /// Customers who leave because of them, per customer and period: Λ = bad events × (1 − stay).
    pub leaving: Vec<f64>,
    /// People who become customers because of what they are told, less those who do not, per customer
    /// and period.
    pub told: Vec<f64>,
    /// Customers who stay although they had a bad event, per customer and period.
    pub stayed: Vec<f64>,
    /// Complaints that a programme answers, per customer and period.
    complaints: Vec<f64>,
    /// Those of them that are resolved.
    resolved: Vec<f64>,
}

impl Service {
    /// Factor on visits: customers with a bad event in the last periods come less often, and how many
    /// these are is compared with what was `observed`; empty where nobody comes less often.
    pub fn visits(&self, observed: &Self, quality: &Quality, values: &Values) -> Vec<f64> {
        let Some(fewer) = &quality.fewer_visits else { return Vec::new() };
        let change = fewer.change.at(values);
        let often = |stayed: &[f64], t: usize| {
            // Before the start everybody had what was observed.
            let before = |a: usize| t.checked_sub(a).map_or(observed.stayed[0], |u| stayed[u]);
            let events: f64 = (1..=fewer.lasts).map(before).sum();
            1.0 + change * -libm::expm1(-events)
        };
        let periods = 0..self.stayed.len();
        periods.map(|t| often(&self.stayed, t) / often(&observed.stayed, t)).collect()
    }
}

/// What the service of one strategy is worked out from.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub business: &'a Business,
    pub levers: &'a Levers,
    pub values: &'a Values,
    /// Periods of the horizon.
    pub horizon: usize,
    /// Entries of the levers' series.
    pub periods: usize,
}

impl Surroundings<'_> {
    /// The service that segment `s` gets, for origins with place `scope` among a lever's flags; none
    /// without `[quality]`.
    pub fn service(&self, s: usize, scope: usize) -> Option<Service> {
        let quality = self.business.quality.as_ref()?;
        let reached = |flags: &Scope| flags.segments[s] && flags.origins[scope];
        let cares = |t: usize| {
            let mut all = self.levers.recoveries.iter().filter(|lever| reached(&lever.scope));
            all.find(|lever| lever.reach[t] > 0.0)
        };
        let room = || Vec::with_capacity(self.periods);
        let mut service = Service {
            leaving: room(),
            told: room(),
            stayed: room(),
            complaints: room(),
            resolved: room(),
        };
        for t in 0..self.periods {
            let changes = self.levers.bad_events.iter().filter(|lever| reached(&lever.scope));
            let fewer: f64 = changes.map(|lever| lever.factor[t]).product();
            let bad = self.bad_events(quality, s, t) * fewer;
            self.period(quality, cares(t), t, bad, &mut service);
        }
        Some(service)
    }

    /// Bad events per customer and period, before any programme: extra visits wear nobody out.
    fn bad_events(&self, quality: &Quality, s: usize, t: usize) -> f64 {
        let bad = quality.bad_events.at(self.values);
        let visits = self.business.segments[s].visits.as_ref().filter(|_| quality.per_visit);
        visits.map_or(bad, |visits| bad * visits.at(t.min(self.horizon - 1), 0, self.values))
    }

    fn period(
        &self,
        quality: &Quality,
        recovery: Option<&Recovery>,
        t: usize,
        bad: f64,
        service: &mut Service,
    ) {
        let mut plain = quality.chain(self.values);
        let skilled = |share: f64, change: f64| (share * (1.0 + change)).min(1.0);
        for skill in &self.levers.skills {
            plain.resolved = skilled(plain.resolved, skill.resolved[t]);
            plain.quickly = skilled(plain.quickly, skill.quickly[t]);
        }
        let (mut cared, mut reach) = (plain, 0.0);
        if let Some(recovery) = recovery {
            reach = recovery.reach[t];
            let trained =
                |stated: Option<f64>, own: f64, change: fn(&crate::lever::Skill) -> &Vec<f64>| {
                    let skills = self.levers.skills.iter();
                    stated.map_or(own, |stated| {
                        skills.fold(stated, |share, skill| skilled(share, change(skill)[t]))
                    })
                };
            // Nobody complains less for being asked to.
            cared.tells_us = recovery.tells_us.unwrap_or(0.0).max(plain.tells_us);
            cared.resolved = trained(recovery.resolved, plain.resolved, |skill| &skill.resolved);
            cared.quickly = trained(recovery.quickly, plain.quickly, |skill| &skill.quickly);
            let may_add = quality.recovery_paradox;
            let call = (recovery.called, recovery.call_change);
            cared = cared.with_care(call, &recovery.remedies, may_add);
        }
        let mixed = |plain: f64, cared: f64| (1.0 - reach) * plain + reach * cared;
        let stay = mixed(plain.stay(), cared.stay());
        // Recovery restores; nobody has fewer than no reasons to leave.
        service.leaving.push((bad * (1.0 - stay)).max(0.0));
        service.stayed.push(bad * stay.min(1.0));
        service.complaints.push(bad * reach * cared.tells_us);
        service.resolved.push(bad * reach * cared.happy());
        service.told.push(quality.tells_others.map_or(0.0, |told| {
            let happy = mixed(plain.happy(), cared.happy());
            let (tell, warn) = (told.happy.at(self.values), told.unhappy.at(self.values));
            let chance = told.visit_chance_change.at(self.values);
            bad * (happy * tell - (1.0 - happy) * warn) * chance
        }));
    }

    /// Adds what answering complaints costs, per customer, for each segment and each group of origins that
    /// the same programmes reach.
    pub fn answers(&self) -> (Vec<CustomerCost>, Vec<Takers>) {
        let (mut costs, mut takers) = (Vec::new(), Vec::new());
        for lever in &self.levers.recoveries {
            let reached = |s: &usize| lever.scope.segments[*s];
            for s in (0..lever.scope.segments.len()).filter(reached) {
                for origins in self.alike(lever, s) {
                    let Some(scope) = origins.iter().position(|flag| *flag) else { continue };
                    let Some(service) = self.service(s, scope) else { continue };
                    let mut segments = vec![false; lever.scope.segments.len()];
                    segments[s] = true;
                    let scope = Scope { segments, origins };
                    costs.extend(self.answer(lever, &scope, &service));
                    let claims = 1.0 + lever.false_claims;
                    let served = |t: usize| if lever.reach[t] > 0.0 { claims } else { 0.0 };
                    let taken = |t: usize| service.resolved[t] * served(t);
                    takers.push(Takers {
                        programme: lever.programme,
                        scope,
                        per_customer: Amount::Always((0..self.periods).map(taken).collect()),
                    });
                }
            }
        }
        (costs, takers)
    }

    /// Origins of a segment whose complaints the programme answers, those with as many bad events
    /// together.
    fn alike(&self, lever: &Recovery, s: usize) -> Vec<Vec<bool>> {
        let pattern = |o: usize| -> Vec<bool> {
            let changes = self.levers.bad_events.iter();
            changes.map(|change| change.scope.segments[s] && change.scope.origins[o]).collect()
        };
        let mut groups: Vec<(Vec<bool>, Vec<bool>)> = Vec::new();
        let flags = &lever.scope.origins;
        for o in (0..flags.len()).filter(|o| flags[*o]) {
            let own = pattern(o);
            let known = groups.iter().position(|(pattern, _)| *pattern == own);
            let place = known.unwrap_or_else(|| {
                groups.push((own, vec![false; flags.len()]));
                groups.len() - 1
            });
            groups[place].1[o] = true;
        }
        groups.into_iter().map(|(_, origins)| origins).collect()
    }

    fn answer(&self, lever: &Recovery, scope: &Scope, service: &Service) -> [CustomerCost; 3] {
        // False claims cost like true ones and save nobody.
        let claims = 1.0 + lever.false_claims;
        let served = |t: usize| if lever.reach[t] > 0.0 { claims } else { 0.0 };
        let cost = |spent: Spent, each: &[f64], cases: &[f64]| CustomerCost {
            programme: lever.programme,
            scope: scope.clone(),
            spent,
            amount: Amount::Always(
                (0..self.periods).map(|t| cases[t] * served(t) * each[t]).collect(),
            ),
            dead_weight: None,
            in_lifetime: true,
        };
        [
            cost(Spent::Contact, &lever.per_complaint, &service.complaints),
            cost(Spent::Reward, &lever.gift, &service.resolved),
            cost(Spent::Refund, &lever.refund, &service.resolved),
        ]
    }
}
