//! Ways of keeping customers: one file per kind, each with its fields, its levers and its words.

mod appreciation_day;
mod birthday;
mod catalogue;
mod changes;
mod complaint_recovery;
mod effect;
mod evidence;
mod newsletter;
mod payment_recovery;
mod points;
mod pressure;
mod proactive_offer;
mod punch_card;
mod quality;
mod referral;
mod save_desk;
mod shared;
mod staff_training;
mod survey;
mod tenure_reward;
mod win_back;

pub use appreciation_day::AppreciationDay;
pub use birthday::Birthday;
pub use catalogue::{Partner, Reward, RewardCost};
pub use complaint_recovery::{ComplaintRecovery, RESOLVE};
pub use effect::Effect;
pub use evidence::{PUBLISHED, PublishedRange, beyond_published};
pub use newsletter::Newsletter;
pub use payment_recovery::PaymentRecovery;
pub use points::{Points, Redemption};
pub use proactive_offer::ProactiveOffer;
pub use punch_card::PunchCardProgramme;
pub use quality::Learning;
pub use referral::ReferralProgramme;
pub use save_desk::{Capacity, DeskOffer, KeepsPaying, Offer, SaveDesk};
pub use shared::{
    APPLIES_TO, COST, EFFECT, FIXED, GIFT, GROWING_EFFECT, GrowthEffect, OFFER, PASSING_EFFECT,
    SHARED, common, counted, needs_visits,
};
pub use staff_training::StaffTraining;
pub use survey::Survey;
pub use tenure_reward::TenureReward;
pub use win_back::WinBackProgramme;

use crate::fields::{Fields, Section};
use crate::lever::{
    Amount, ChurnFactor, CustomerCost, FixedCost, Levers, Scope, Spent, VisitFactor,
};
use crate::units::{Calendar, Path, Quantity, Values};
use std::sync::Arc;

/// A kind of programme: the word after `kind =`, its keys, and how they are read.
#[derive(Debug)]
pub struct Kind {
    /// Word after `kind =`.
    pub name: &'static str,
    /// Its keys, those shared by all kinds among them.
    pub section: &'static Section,
    /// Keys of `cost` that have an effect, besides set-up and fixed cost.
    pub costs: &'static [&'static str],
    /// Reads what is particular to the kind. Whatever is wrong is reported.
    pub read: fn(&Fields<'_>, &Names<'_>, &mut Common) -> Box<dyn Mechanics>,
}

impl Kind {
    /// Whether customers earn something that they may take later: a right of its own in the books.
    #[must_use]
    pub fn defers(&self) -> bool {
        ["points", "punch-card"].contains(&self.name)
    }
}

/// Every kind that is built. One file each in this folder.
pub const KINDS: &[&Kind] = &[
    &appreciation_day::KIND,
    &birthday::KIND,
    &complaint_recovery::KIND,
    &effect::KIND,
    &newsletter::KIND,
    &payment_recovery::KIND,
    &points::KIND,
    &proactive_offer::KIND,
    &punch_card::KIND,
    &quality::KIND,
    &referral::KIND,
    &save_desk::KIND,
    &staff_training::KIND,
    &survey::KIND,
    &tenure_reward::KIND,
    &win_back::KIND,
];

/// Names that a programme may refer to.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Ids of the segments.
    pub segments: &'a [String],
    /// Ids of the channels.
    pub channels: &'a [String],
    /// Names of the reasons for leaving.
    pub reasons: &'a [String],
    /// ISO 4217 code of the currency.
    pub currency: &'a str,
}

/// Where new customers come from; each origin carries its own churn multiplier and terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Customers at the start of period 0.
    Opening,
    /// A channel, its word of mouth included, by its place in the file.
    Channel(usize),
    /// Invited by customers through a referral programme.
    Referral,
    /// Left and came back.
    WinBack,
}

/// What every programme may say, whatever its kind.
#[derive(Clone, Debug)]
pub struct Common {
    /// Reasons it acts on, by index; none means all.
    pub acts_on: Option<Vec<usize>>,
    /// First period that runs; none means period 0.
    pub starts: Option<i64>,
    /// First period that no longer runs.
    pub stops: Option<i64>,
    /// Periods until full reach; 0 or 1 means at once.
    pub ramp: usize,
    /// Segments reached, by index; none means all.
    pub segments: Option<Vec<usize>>,
    /// Origins reached; none means all.
    pub origins: Option<Vec<Origin>>,
    /// Costs.
    pub cost: Cost,
    /// Whether its reach may be moved to find where money goes.
    pub lever: bool,
    /// Whether what customers earn is a performance obligation of its own in the accounting view
    /// (`accounting = "ifrs-15"` or `"asc-606"`).
    pub deferred: bool,
}

impl Common {
    /// Whether some customer is reached by both programmes.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        fn share<T: PartialEq>(one: &Option<Vec<T>>, other: &Option<Vec<T>>) -> bool {
            match (one, other) {
                (Some(one), Some(other)) => one.iter().any(|item| other.contains(item)),
                _ => true,
            }
        }
        share(&self.segments, &other.segments) && share(&self.origins, &other.origins)
    }
}

/// Cost keys of a programme; absent keys are zero.
#[derive(Clone, Debug)]
pub struct Cost {
    /// Once, at the start of the first period.
    pub set_up: Quantity,
    /// Per model period while it runs.
    pub fixed: Path,
    /// Per member and model period.
    pub per_member: Path,
    /// Per new member, once.
    pub per_enrolment: Path,
    /// Per contact.
    pub per_contact: Path,
    /// Per event.
    pub per_event: Path,
    /// Per card handed out.
    pub per_card: Path,
    /// Keeping staff trained, per model period.
    pub training: Path,
    /// Mending what is found wrong, per model period.
    pub fixes: Path,
}

impl Default for Cost {
    fn default() -> Self {
        let zero = || Path::fixed(0.0);
        Self {
            set_up: Quantity::fixed(0.0),
            fixed: zero(),
            per_member: zero(),
            per_enrolment: zero(),
            per_contact: zero(),
            per_event: zero(),
            per_card: zero(),
            training: zero(),
            fixes: zero(),
        }
    }
}

/// One programme under one strategy.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Its id in the file.
    pub id: String,
    /// Its name for readers; the id when none is given.
    pub name: String,
    /// Word after `kind =`.
    pub kind: &'static str,
    /// Keys shared by all kinds.
    pub common: Common,
    /// What is particular to the kind.
    pub mechanics: Arc<dyn Mechanics>,
}

impl Programme {
    /// Whether the programme can change how many leave for reason `j`.
    #[must_use]
    pub fn acts_on(&self, j: usize) -> bool {
        self.mechanics.acts_on_churn()
            && self.common.acts_on.as_ref().is_none_or(|named| named.contains(&j))
    }
}

/// What a kind of programme does to customers and money.
pub trait Mechanics: std::fmt::Debug + Send + Sync {
    /// Adds the levers of this programme.
    fn levers(&self, context: &Context<'_>, levers: &mut Levers);

    /// Share of those it could reach that it reaches at full ramp; 1 cannot be raised.
    fn reach(&self, _values: &Values) -> f64 {
        1.0
    }

    /// Whether it works through bad events, and so needs `[quality]`.
    fn needs_quality(&self) -> bool {
        false
    }

    /// The rewards that it names, in the order of its lever.
    fn rewards(&self) -> &[Reward] {
        &[]
    }

    /// Whether it keeps customers from leaving; some programmes only bring them.
    fn acts_on_churn(&self) -> bool {
        true
    }

    /// Whether it can go on after the horizon; what only brings customers cannot.
    fn goes_on(&self) -> bool {
        true
    }

    /// Periods after its end in which something of it is still felt.
    fn lingers(&self, _values: &Values) -> usize {
        0
    }
}

/// Periods until less than 1e-9 is left of what a period leaves the share `kept` of; two centuries of
/// months at the most.
fn forgotten_after(kept: f64) -> usize {
    const LONGEST: f64 = 2_400.0;
    if kept <= 0.0 {
        return 1;
    }
    (-9.0 * std::f64::consts::LN_10 / libm::log(kept)).ceil().clamp(1.0, LONGEST) as usize
}

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
    /// Parameters α, β of each segment's beta mixture of churn; none where all customers are alike.
    pub mixtures: &'a [Option<(f64, f64)>],
}

impl Context<'_> {
    /// Share of full reach in period `t`: 0 outside `starts` … `stops`, then min(1, (a+1)/ramp) in
    /// the programme's a-th period. After the horizon a programme that goes on has the reach of the last
    /// period, until it `stops`.
    #[must_use]
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

    /// The period whose schedules hold in period `t`: the horizon's last goes on.
    #[must_use]
    pub fn then(&self, t: usize) -> usize {
        t.min(self.horizon - 1)
    }

    /// Whether period `t` lies after the horizon and the programme still runs: as it did in the last period.
    #[must_use]
    pub fn stands(&self, t: usize) -> bool {
        t >= self.horizon && self.running(t) > 0.0
    }

    /// Value of a path in period `t`; the horizon's last goes on.
    #[must_use]
    pub fn at(&self, path: &Path, t: usize) -> f64 {
        path.at(self.then(t), 0, self.values)
    }

    /// First period within the horizon in which the programme runs.
    #[must_use]
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
    #[must_use]
    pub fn reasons(&self) -> Vec<bool> {
        (0..self.reasons)
            .map(|j| self.common.acts_on.as_ref().is_none_or(|named| named.contains(&j)))
            .collect()
    }

    /// Segments and origins that the programme reaches.
    #[must_use]
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
    #[must_use]
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
    #[must_use]
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
    #[must_use]
    pub fn nothing(&self) -> Vec<f64> {
        vec![0.0; self.periods]
    }
}
