//! What a programme knows of its surroundings when it compiles, and how it adds to the levers.

use super::{Common, Origin};
use crate::lever::{
    Amount, ChurnFactor, CustomerCost, FixedCost, Levers, Scope, Spent, Takers, VisitFactor,
};
use crate::units::{Calendar, Path, Values};

/// What a programme needs to know of its surroundings to compile.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Place of the programme in the strategy.
    pub programme: usize,
    /// Its common keys.
    pub common: &'a Common,
    /// Whether it goes on after the horizon.
    pub goes_on: bool,
    /// Whom it reaches within the horizon as a multiple of what is stated: 0 before it begins, where it
    /// takes over after the horizon. Only where something is promised that outlasts the horizon does it
    /// count here: all else is moved when it is compiled.
    pub within: f64,
    /// Its first period under the strategy that the figures were observed in, before the model's start if
    /// nothing says otherwise; none where that strategy does not run it.
    pub observed_from: Option<i64>,
    /// Values of the assumptions.
    pub values: &'a Values,
    /// Periods of the horizon.
    pub horizon: usize,
    /// Entries of a lever's series, more than periods of the horizon; the last goes on.
    pub periods: usize,
    /// Their calendar.
    pub calendar: &'a Calendar,
    /// Number of segments.
    pub segments: usize,
    /// Number of channels.
    pub channels: usize,
    /// Number of reasons.
    pub reasons: usize,
    /// Whether the churn of each segment tells customers apart by their risk.
    pub differ: &'a [bool],
    /// VAT of each segment, by period.
    pub vat: &'a [Vec<f64>],
}

impl Context<'_> {
    /// Share of full reach in period `t`: 0 outside `starts` … `stops`, then min(1, (a+1)/ramp) in
    /// the programme's a-th period. After the horizon a programme that goes on has the reach of the last
    /// period, until it `stops`.
    pub fn running(&self, t: usize) -> f64 {
        let now = self.then(t) as i64;
        let first = self.common.starts.unwrap_or(0);
        let ended = t >= self.horizon && !self.goes_on;
        if ended || now < first || self.common.stops.is_some_and(|stops| t as i64 >= stops) {
            return 0.0;
        }
        match self.common.ramp {
            0 | 1 => 1.0,
            ramp => ((now - first + 1) as f64 / ramp as f64).min(1.0),
        }
    }

    /// The same, of periods that are looked back on: what takes over after the horizon reached nobody within it.
    pub fn ran(&self, t: usize) -> f64 {
        if t < self.horizon && self.within == 0.0 { 0.0 } else { self.running(t) }
    }

    /// The period whose schedules hold in period `t`: the horizon's last goes on.
    pub fn then(&self, t: usize) -> usize {
        t.min(self.horizon - 1)
    }

    /// Whether period `t` lies after the horizon and the programme still runs: as it did in the last period.
    pub fn stands(&self, t: usize) -> bool {
        t >= self.horizon && self.running(t) > 0.0
    }

    /// Value of a path in period `t`; the horizon's last goes on.
    pub fn at(&self, path: &Path, t: usize) -> f64 {
        path.at(self.then(t), 0, self.values)
    }

    /// First period before the model's start in which the programme ran; 0 where it was not there then. Only
    /// one that the figures were observed with was.
    pub fn ran_from(&self) -> i64 {
        let own = self.common.starts.unwrap_or(i64::MIN);
        self.observed_from.map_or(0, |observed| observed.max(own).min(0))
    }

    /// First period within the horizon in which the programme runs.
    pub fn first_period(&self) -> Option<usize> {
        (0..self.periods).find(|&t| self.running(t) > 0.0)
    }

    /// One value per period, from a function of the period.
    pub fn by_period(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..self.periods).map(value).collect()
    }

    /// One value per period while the programme runs, 0 outside.
    pub fn while_running(&self, path: &Path) -> Vec<f64> {
        self.by_period(|t| if self.running(t) > 0.0 { self.at(path, t) } else { 0.0 })
    }

    /// One flag per reason that the programme acts on.
    pub fn reasons(&self) -> Vec<bool> {
        (0..self.reasons)
            .map(|j| self.common.acts_on.as_ref().is_none_or(|named| named.contains(&j)))
            .collect()
    }

    /// Segments and origins that the programme reaches.
    pub fn scope(&self) -> Scope {
        let origins = std::iter::once(Origin::Opening)
            .chain((0..self.channels).map(Origin::Channel))
            .chain([Origin::Referral, Origin::WinBack]);
        let named = |o: &Origin| self.common.origins.as_ref().is_none_or(|all| all.contains(o));
        Scope {
            segments: (0..self.segments)
                .map(|s| self.common.segments.as_ref().is_none_or(|named| named.contains(&s)))
                .collect(),
            origins: origins.map(|origin| named(&origin)).collect(),
        }
    }

    /// Set-up and what is paid whoever there is.
    pub fn fixed_cost(&self) -> FixedCost {
        let set_up = self.common.cost.set_up.at(self.values);
        FixedCost {
            programme: self.programme,
            segment: self.only_segment(),
            set_up: self.first_period().map(|t| (t, set_up)),
            fixed: self.fixed(),
        }
    }

    /// Adds fixed cost of its own kind, by period.
    pub fn more_fixed(&self, levers: &mut Levers, fixed: Vec<f64>) {
        let segment = self.only_segment();
        levers.fixed.push(FixedCost { programme: self.programme, segment, set_up: None, fixed });
    }

    /// The segment that the programme reaches, where it names one alone.
    fn only_segment(&self) -> Option<usize> {
        match self.common.segments.as_deref() {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    /// Fixed cost per period, with training and fixes.
    fn fixed(&self) -> Vec<f64> {
        let cost = &self.common.cost;
        let mut all = self.while_running(&cost.fixed);
        for more in [&cost.training, &cost.fixes] {
            all.iter_mut().zip(self.while_running(more)).for_each(|(all, more)| *all += more);
        }
        all
    }

    /// Periods since the programme began, in its a-th period; none before. After the horizon it grows no
    /// older.
    pub fn age(&self, t: usize) -> Option<usize> {
        usize::try_from(self.then(t) as i64 - self.common.starts.unwrap_or(0)).ok()
    }

    /// Adds a factor on visits: `change` among those whom `reach` gives by segment and period. Nothing
    /// where the change is 0 for good.
    pub fn visits(&self, levers: &mut Levers, change: &Path, reach: impl Fn(usize, usize) -> f64) {
        if *change == Path::fixed(0.0) {
            return;
        }
        let of = |s: usize, t: usize| 1.0 + reach(s, t) * self.at(change, t);
        self.visit_factor(levers, self.by_segment(of));
    }

    /// Adds a factor on visits, by segment and period; nothing where it is 1 for good.
    pub fn visit_factor(&self, levers: &mut Levers, factor: Vec<Vec<f64>>) {
        if factor.iter().flatten().any(|factor| *factor != 1.0) {
            let (programme, scope) = (self.programme, self.scope());
            let extra = self.by_segment(|_, _| 0.0);
            levers.visits.push(VisitFactor { programme, scope, factor, extra });
        }
    }

    /// Adds visits on top: so many per active customer, by segment and period.
    pub fn extra_visits(&self, levers: &mut Levers, extra: Vec<Vec<f64>>) {
        if extra.iter().flatten().any(|visits| *visits != 0.0) {
            let (programme, scope) = (self.programme, self.scope());
            let factor = self.by_segment(|_, _| 1.0);
            levers.visits.push(VisitFactor { programme, scope, factor, extra });
        }
    }

    /// Adds what is spent on active customers; nothing where it is 0 for good.
    pub fn spend(
        &self,
        levers: &mut Levers,
        spent: Spent,
        amount: Amount,
        dead_weight: Option<f64>,
    ) {
        if dead_weight.is_some() || !amount.is_nothing() {
            let (programme, scope) = (self.programme, self.scope());
            let in_lifetime = true;
            levers.customer_costs.push(CustomerCost {
                programme,
                scope,
                spent,
                amount,
                dead_weight,
                in_lifetime,
            });
        }
    }

    /// Counts who takes what is given, so many per active customer.
    pub fn taken(&self, levers: &mut Levers, per_customer: Amount) {
        let (programme, scope) = (self.programme, self.scope());
        levers.takers.push(Takers { programme, scope, per_customer });
    }

    /// Adds a factor on the churn of each segment, for the reasons that the programme names.
    pub fn churn(&self, levers: &mut Levers, factor: Vec<Vec<f64>>) {
        let scope = self.scope();
        for (s, factor) in factor.into_iter().enumerate().filter(|(s, _)| scope.segments[*s]) {
            let mut own = scope.clone();
            own.segments.iter_mut().enumerate().for_each(|(other, flag)| *flag = other == s);
            levers.churn.push(ChurnFactor {
                programme: self.programme,
                reasons: self.reasons(),
                scope: own,
                cost_per_failure: vec![0.0; factor.len()],
                factor,
            });
        }
    }

    /// One value per segment and period.
    pub fn by_segment(&self, value: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
        (0..self.segments).map(|s| self.by_period(|t| value(s, t))).collect()
    }

    /// Nought in every period.
    pub fn nothing(&self) -> Vec<f64> {
        vec![0.0; self.periods]
    }
}
