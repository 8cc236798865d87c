//! The next unit of money: what the last unit spent on each lever brings back.
//!
//! Marginal return = 1 + ΔNPV/Δspend by a central difference of ±0.1 % of the lever, where spend is
//! what is posted in the lever's own accounts (`docs/model.md`, section 10). At an unconstrained
//! optimum it is 1; below 1 the last unit lost money.

use rayon::prelude::*;

use super::messages::*;
use super::model::{Absent, Lever, Metric, Reason, Side, Slot};
use super::ran::Ran;
use crate::lever::CustomerCost;
use crate::plan::{Account, Adjust, CostPart, Group, InflowPlan, Precision};
use crate::scenario::{Business, ChurnCurve};
use crate::simulate::{Case, Rerun, Trial, npv};

/// Marginal returns under one strategy.
#[derive(Clone, Debug)]
pub struct Margins {
    /// Each channel that costs money and each way of keeping customers.
    pub levers: Vec<Lever>,
    /// What each of them moves.
    pub moved: Vec<Moved>,
    /// All channels together.
    pub acquisition: Result<f64, Reason>,
    /// All retention levers together.
    pub retention: Result<f64, Reason>,
}

/// What a lever moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Channel(usize),
    Response,
    Programme(usize),
}

impl Moved {
    /// Multiplies the lever.
    pub fn scale(self, adjust: &mut Adjust, factor: f64) {
        match self {
            Self::Channel(c) => adjust.channels[c] *= factor,
            Self::Response => adjust.retention_response *= factor,
            Self::Programme(p) => adjust.programmes[p] *= factor,
        }
    }

    /// Whether an account is the lever's own.
    pub fn owns(self, account: Account) -> bool {
        match self {
            Self::Channel(c) => matches!(account, Account::Media(o) | Account::Commission(o)
                | Account::ChannelFixed(o) | Account::Onboarding(o) | Account::FirstPeriodDiscount(o) if o == c),
            Self::Response => account == Account::RetentionResponse,
            Self::Programme(p) => {
                matches!(account, Account::Programme(q, _) | Account::Refunds(q) if q == p)
            }
        }
    }

    /// Weight of an account in the lever's own spend.
    pub fn spent(self, account: Account) -> f64 {
        if self.owns(account) { account.spent() } else { 0.0 }
    }

    /// Whether the file lets it be moved.
    pub fn is_lever(self, business: &Business) -> bool {
        match self {
            Self::Channel(c) => business.channels[c].lever,
            Self::Programme(p) => business.programmes[p].common.lever,
            Self::Response => true,
        }
    }
}

/// A lever of whose spend less than this share moves with it takes no money to speak of.
const LITTLE: f64 = 0.25;

/// Half width of the central difference.
const STEP: f64 = 1e-3;

/// Marginal returns of every lever under every strategy.
pub fn margins(ran: &Ran<'_>) -> Vec<Margins> {
    (0..ran.cases.len()).into_par_iter().map(|place| of_strategy(ran, place)).collect()
}

/// Marginal returns of every lever under one strategy.
pub fn of_strategy(ran: &Ran<'_>, place: usize) -> Margins {
    let values = ran.scenario.base_values();
    let (trial, case) =
        (Trial::expected(ran.scenario, place, &values, Precision::Margin), &ran.cases[place]);
    let rerun = Rerun::new(trial, case.adjust.clone());
    Moving { trial, case }.margins(rerun)
}

struct Moving<'a> {
    trial: Trial<'a>,
    case: &'a Case,
}

type Mover<'a> = &'a dyn Fn(&mut Adjust, f64);
type Own<'a> = &'a dyn Fn(Account) -> bool;

impl Moving<'_> {
    fn margins(&self, mut rerun: Rerun<'_>) -> Margins {
        let channels = self.channels(&rerun);
        let own = &mut rerun;
        let kept: Vec<(Moved, Lever)> =
            self.response(own).into_iter().chain(self.programmes(own)).collect();
        let retention = match kept.iter().any(|(_, lever)| lever.can_grow) || kept.is_empty() {
            true => alone(&kept).unwrap_or_else(|| self.retention(own)),
            false => Err(ALL_REACH_ALL),
        };
        let acquisition = alone(&channels).unwrap_or_else(|| self.acquisition(own));
        let all = channels.into_iter().chain(self.still()).chain(kept).chain(self.others(own));
        let (moved, levers) = all.unzip();
        Margins { acquisition, retention, levers, moved }
    }

    fn business(&self) -> &Business {
        &self.trial.scenario.strategies[self.trial.place].business
    }

    /// Channels that can be moved.
    fn movable(&self) -> Vec<usize> {
        let channels = &self.case.plan.channels;
        let moves =
            |c: &usize| channels[*c].moves_money() && Moved::Channel(*c).is_lever(self.business());
        (0..channels.len()).filter(moves).collect()
    }

    /// Programmes whose reach is linked to churn and costs money that moves with it. A survey is none: what it
    /// finds is mended at a fixed cost, whatever its reach.
    fn linked(&self) -> Vec<usize> {
        let plan = &self.case.plan;
        let linked = |p: &usize| {
            let mends = plan.levers.bad_events.iter().any(|lever| lever.programme == *p);
            if mends || !Moved::Programme(*p).is_lever(self.business()) {
                return false;
            }
            let acts = |programme: usize, factors: &[f64]| {
                programme == *p && factors.iter().any(|factor| *factor != 1.0)
            };
            plan.levers.churn.iter().any(|lever| acts(lever.programme, &lever.factor))
                || plan.levers.tenures.iter().any(|lever| acts(lever.programme, &lever.factor))
                || plan.levers.desks.iter().any(|lever| lever.programme == *p)
                || plan.levers.recoveries.iter().any(|lever| lever.programme == *p)
        };
        (0..plan.programmes).filter(linked).collect()
    }

    fn responds(&self) -> bool {
        self.business()
            .segments
            .iter()
            .any(|segment| matches!(segment.churn, ChurnCurve::Response(_)))
    }

    /// Channel by channel in parallel: a wide firm has many.
    fn channels(&self, rerun: &Rerun<'_>) -> Vec<(Moved, Lever)> {
        let lever = |rerun: &mut Rerun<'_>, c: usize| {
            let moved = Moved::Channel(c);
            let mostly_fixed = self.moves(moved) < LITTLE;
            (moved, Lever { mostly_fixed, ..self.channel(c, self.marginal_of(rerun, moved)) })
        };
        self.movable().into_par_iter().map_init(|| rerun.clone(), lever).collect()
    }

    /// Channels that cost money and cannot be moved.
    fn still(&self) -> Vec<(Moved, Lever)> {
        let movable = self.movable();
        let others = (0..self.case.plan.channels.len()).filter(|c| !movable.contains(c));
        let lever = |c: usize| {
            let lever = Moved::Channel(c).is_lever(self.business());
            let why = if lever { PEOPLE_ONLY } else { NO_LEVER };
            (Moved::Channel(c), Lever { can_grow: false, ..self.channel(c, Err(why)) })
        };
        others.map(lever).filter(|(_, lever)| lever.spend_pv > 0.0).collect()
    }

    fn channel(&self, c: usize, value: Result<f64, Reason>) -> Lever {
        let moved = match self.case.plan.channels[c].inflow {
            InflowPlan::Stated { .. } => "customers",
            InflowPlan::Response { .. } => "spend",
            InflowPlan::None => "word_of_mouth.per_customer",
        };
        let label = &self.trial.scenario.channels[c];
        let path = format!("channels.{}.{moved}", label.id);
        self.lever(path, label.name.as_str().into(), Moved::Channel(c), value)
    }

    fn response(&self, rerun: &mut Rerun<'_>) -> Option<(Moved, Lever)> {
        let (path, moved) = ("retention_response.spend".to_owned(), Moved::Response);
        self.responds().then(|| {
            let value = self.marginal_of(rerun, moved);
            (moved, self.lever(path, RETENTION_RESPONSE.into(), moved, value))
        })
    }

    fn programmes(&self, rerun: &mut Rerun<'_>) -> Vec<(Moved, Lever)> {
        self.linked().into_iter().map(|p| self.moving(rerun, p)).collect()
    }

    /// A programme whose reach is moved.
    fn moving(&self, rerun: &mut Rerun<'_>, p: usize) -> (Moved, Lever) {
        let moved = Moved::Programme(p);
        let value = self.marginal_of(rerun, moved);
        let value = value.map_err(|why| if self.full(p) { DESK_FULL } else { why });
        let reach = self.business().programmes[p].mechanics.reach(self.trial.values);
        let lever = Lever {
            can_grow: reach < 1.0,
            mostly_fixed: self.moves(moved) < LITTLE,
            busy: self.busy(p).filter(|share| share.is_finite()),
            ..self.programme(p, value)
        };
        (moved, lever)
    }

    /// Programmes that are not linked to churn, or whose effect does not hang on a reach that could be moved.
    fn others(&self, rerun: &mut Rerun<'_>) -> Vec<(Moved, Lever)> {
        let linked = self.linked();
        let others = (0..self.case.plan.programmes).filter(|p| !linked.contains(p));
        let lever = |p: usize| {
            let lever = Moved::Programme(p).is_lever(self.business());
            if lever && self.scales(p) {
                return self.moving(rerun, p);
            }
            let why = if lever { NOT_BY_REACH } else { NO_LEVER };
            let lever = self.programme(p, Err(why));
            (Moved::Programme(p), Lever { can_grow: false, ..lever })
        };
        others.map(lever).collect()
    }

    /// Whether reach moves all that the programme does.
    fn scales(&self, p: usize) -> bool {
        let levers = &self.case.plan.levers;
        let visits = levers.visits.iter().any(|lever| lever.programme == p);
        let tenures = levers.tenures.iter().any(|lever| lever.programme == p);
        let cards = levers.cards.iter().any(|lever| lever.programme == p);
        let points = levers.points.iter().any(|lever| lever.programme == p);
        let given = |cost: &CustomerCost| cost.programme == p && !cost.amount.any_tenure();
        let offers = levers.promotions.iter().any(|lever| lever.programme == p)
            || levers.customer_costs.iter().any(given);
        let care = levers.bad_events.iter().any(|lever| lever.programme == p);
        (visits || tenures || cards || points || offers) && !care
    }

    /// Share of a lever's spend that moves with it.
    fn moves(&self, moved: Moved) -> f64 {
        let all = |account: Account| moved.spent(account);
        let fixed = |account: Account| match account {
            Account::Programme(_, CostPart::Fixed | CostPart::SetUp) | Account::ChannelFixed(_) => {
                all(account)
            }
            _ => 0.0,
        };
        let (plan, ledger) = (&self.case.plan, &self.case.run.ledger);
        1.0 - ledger.present_value(plan, fixed) / ledger.present_value(plan, all)
    }

    fn programme(&self, p: usize, value: Result<f64, Reason>) -> Lever {
        let programme = &self.business().programmes[p];
        let path = format!("programmes.{}.reach", programme.id);
        self.lever(path, programme.name.as_str().into(), Moved::Programme(p), value)
    }

    /// Highest share of the programme's desk that is in use; none where its capacity is not stated.
    fn busy(&self, p: usize) -> Option<f64> {
        let desks = self.case.plan.levers.desks.iter().zip(&self.case.run.desks);
        let own = desks.filter(|(lever, _)| lever.programme == p);
        let periods = own.flat_map(|(_, desk)| desk.demand.iter().zip(&desk.capacity));
        let stated = periods.filter(|(_, capacity)| capacity.is_finite() && **capacity > 0.0);
        stated.map(|(demand, capacity)| demand / capacity).reduce(f64::max)
    }

    /// Whether a desk of the programme has no minute left.
    fn full(&self, p: usize) -> bool {
        self.busy(p).is_some_and(|share| share >= 1.0)
    }

    fn lever(&self, path: String, name: Slot, moved: Moved, value: Result<f64, Reason>) -> Lever {
        let chosen = |account: Account| moved.spent(account);
        Lever {
            path,
            name,
            side: if matches!(moved, Moved::Channel(_)) {
                Side::Acquisition
            } else {
                Side::Retention
            },
            can_grow: true,
            mostly_fixed: false,
            busy: None,
            spend_pv: self.case.run.ledger.present_value(&self.case.plan, chosen),
            average_return: None,
            marginal_return: value.ok(),
            marginal_return_why: value.err(),
        }
    }

    fn acquisition(&self, rerun: &mut Rerun<'_>) -> Result<f64, Reason> {
        let movable = self.movable();
        if movable.is_empty() {
            return Err(NO_MONEY_MOVES);
        }
        let mover = |adjust: &mut Adjust, f: f64| {
            movable.iter().for_each(|c| adjust.channels[*c] *= f);
        };
        let own = |account: Account| movable.iter().any(|c| Moved::Channel(*c).owns(account));
        self.marginal(rerun, &mover, &own)
    }

    fn retention(&self, rerun: &mut Rerun<'_>) -> Result<f64, Reason> {
        let grows =
            |p: &usize| self.business().programmes[*p].mechanics.reach(self.trial.values) < 1.0;
        let linked: Vec<usize> = self.linked().into_iter().filter(grows).collect();
        if linked.is_empty() && !self.responds() {
            let spent = self.case.run.ledger.group(&self.case.plan, Group::Retention);
            let kept = |p: usize| !Moved::Programme(p).is_lever(self.business());
            return Err(match spent.iter().any(|amount| *amount != 0.0) {
                true if (0..self.case.plan.programmes).any(kept) => NO_LEVER,
                true => SPEND_WITHOUT_EFFECT,
                false => NO_RETENTION_SPEND,
            });
        }
        let mover = |adjust: &mut Adjust, f: f64| {
            adjust.retention_response *= f;
            linked.iter().for_each(|p| adjust.programmes[*p] *= f);
        };
        let own = |account: Account| {
            Moved::Response.owns(account)
                || linked.iter().any(|p| Moved::Programme(*p).owns(account))
        };
        self.marginal(rerun, &mover, &own)
    }

    fn marginal_of(&self, rerun: &mut Rerun<'_>, moved: Moved) -> Result<f64, Reason> {
        let mover = |adjust: &mut Adjust, factor: f64| moved.scale(adjust, factor);
        self.marginal(rerun, &mover, &|account| moved.owns(account))
    }

    /// From what the levers come to on both sides: their worth, and what is spent on those that are moved.
    fn marginal(
        &self,
        rerun: &mut Rerun<'_>,
        mover: Mover<'_>,
        own: Own<'_>,
    ) -> Result<f64, Reason> {
        let mut at = |factor: f64| -> Result<(f64, f64), Reason> {
            let mut adjust = self.case.adjust.clone();
            mover(&mut adjust, factor);
            let (plan, run) = rerun.for_npv(&adjust);
            let chosen = |account: Account| if own(account) { account.spent() } else { 0.0 };
            Ok((npv(plan, &run)?, run.ledger.present_value(plan, chosen)))
        };
        let (low, high) = (at(1.0 - STEP)?, at(1.0 + STEP)?);
        let spent = high.1 - low.1;
        if spent.abs() < 1e-9 * (high.1.abs() + low.1.abs()) || spent == 0.0 {
            return Err(MOVES_NO_MONEY);
        }
        let back = 1.0 + (high.0 - low.0) / spent;
        if back.is_finite() { Ok(back) } else { Err(MOVES_NO_MONEY) }
    }
}

/// The marginal return of a side's only lever is the side's.
fn alone(levers: &[(Moved, Lever)]) -> Option<Result<f64, Reason>> {
    match levers {
        [(_, Lever { marginal_return: Some(value), .. })] => Some(Ok(*value)),
        _ => None,
    }
}

/// The two metrics of a strategy.
pub fn metrics(margins: &Margins) -> Vec<(&'static str, Metric)> {
    vec![
        Metric::plain("marginal_return_acquisition", margins.acquisition.map_err(Absent::from)),
        Metric::plain("marginal_return_retention", margins.retention.map_err(Absent::from)),
    ]
}
