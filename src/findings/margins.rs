//! The next unit of money: what the last unit spent on each lever brings back.
//!
//! Marginal return = 1 + ΔNPV/Δspend by a central difference of ±0.1 % of the lever, where spend is
//! what is posted in the lever's own accounts (`docs/model.md`, section 10). At an unconstrained
//! optimum it is 1; below 1 the last unit lost money.

use super::find::scalar;
use super::headline::Ranking;
use super::model::{FigureUnit, Lever, Metric, NextMoney, Quoted, Side};
use super::run::{Case, Happening, Trial, npv};
use crate::plan::{Account, Adjust, InflowPlan, Precision};
use crate::scenario::{Curve, Scenario};
use crate::text::{Numbers, Sign};

/// Marginal returns under one strategy.
#[derive(Clone, Debug)]
pub struct Margins {
    /// Each lever that can be moved.
    pub levers: Vec<Lever>,
    /// All channels together.
    pub acquisition: Result<f64, &'static str>,
    /// All retention levers together.
    pub retention: Result<f64, &'static str>,
}

/// Half width of the central difference.
const STEP: f64 = 1e-3;

/// Marginal returns of every lever under every strategy.
#[must_use]
pub fn margins(scenario: &Scenario, cases: &[Case]) -> Vec<Margins> {
    use rayon::prelude::*;
    (0..cases.len())
        .into_par_iter()
        .map(|place| of_strategy(scenario, place, &cases[place]))
        .collect()
}

/// Marginal returns of every lever under one strategy.
#[must_use]
pub fn of_strategy(scenario: &Scenario, place: usize, case: &Case) -> Margins {
    let values = scenario.base_values();
    let trial = Trial {
        scenario,
        place,
        values: &values,
        events: Happening::Expected,
        precision: Precision::Margin,
    };
    Moving { trial, case }.margins()
}

struct Moving<'a> {
    trial: Trial<'a>,
    case: &'a Case,
}

type Mover<'a> = &'a dyn Fn(&mut Adjust, f64);
type Own<'a> = &'a dyn Fn(Account) -> bool;

impl Moving<'_> {
    fn margins(&self) -> Margins {
        let channels = self.channels();
        let mut retention: Vec<Lever> = self.response().into_iter().collect();
        retention.extend(self.programmes());
        Margins {
            acquisition: alone(&channels).unwrap_or_else(|| self.acquisition()),
            retention: match retention.iter().any(|lever| lever.can_grow) || retention.is_empty() {
                true => alone(&retention).unwrap_or_else(|| self.retention()),
                false => Err("every retention programme already reaches all whom it can reach"),
            },
            levers: channels.into_iter().chain(retention).collect(),
        }
    }

    /// Channels that can be moved.
    fn movable(&self) -> Vec<usize> {
        let plan = &self.case.plan;
        let costly = |c: &usize| {
            let channel = &plan.channels[*c];
            match channel.inflow {
                InflowPlan::None => false,
                InflowPlan::Stated { .. } => channel.commission.iter().any(|cost| *cost > 0.0),
                InflowPlan::Response { .. } => channel.media.iter().any(|spend| *spend > 0.0),
            }
        };
        (0..plan.channels.len()).filter(costly).collect()
    }

    /// Programmes whose reach is linked to churn and costs money that moves with it.
    fn linked(&self) -> Vec<usize> {
        let plan = &self.case.plan;
        let linked = |p: &usize| {
            let churn = plan.levers.churn.iter().any(|lever| {
                lever.programme == *p && lever.factor.iter().any(|factor| *factor != 1.0)
            });
            let desk = plan.levers.desks.iter().any(|lever| lever.programme == *p);
            let recovery = plan.levers.recoveries.iter().any(|lever| lever.programme == *p);
            churn || desk || recovery
        };
        (0..plan.programmes).filter(linked).collect()
    }

    fn responds(&self) -> bool {
        let business = &self.trial.scenario.strategies[self.trial.place].business;
        business.segments.iter().any(|segment| matches!(segment.churn, Curve::Response(_)))
    }

    fn channels(&self) -> Vec<Lever> {
        let scenario = self.trial.scenario;
        let lever = |c: usize| {
            let own = move |account: Account| of_channel(account, c);
            let value = self.marginal(&|adjust, f| adjust.channels[c] *= f, &own);
            let moved = match self.case.plan.channels[c].inflow {
                InflowPlan::Stated { .. } => "customers",
                _ => "spend",
            };
            let path = format!("channels.{}.{moved}", scenario.channels[c].id);
            self.lever(path, scenario.channels[c].name.clone(), Side::Acquisition, &own, value)
        };
        self.movable().into_iter().map(lever).collect()
    }

    fn response(&self) -> Option<Lever> {
        let own = |account: Account| account == Account::RetentionResponse;
        let value = self.marginal(&|adjust, f| adjust.retention_response *= f, &own);
        let lever = self.lever(
            "retention_response.spend".to_owned(),
            "Retention spend per customer".to_owned(),
            Side::Retention,
            &own,
            value,
        );
        self.responds().then_some(lever)
    }

    fn programmes(&self) -> Vec<Lever> {
        let business = &self.trial.scenario.strategies[self.trial.place].business;
        let lever = |p: usize| {
            let own = move |account: Account| matches!(account, Account::Programme(q, _) | Account::Refunds(q) if q == p);
            let value = self.marginal(&|adjust, f| adjust.programmes[p] *= f, &own);
            let programme = &business.programmes[p];
            let path = format!("programmes.{}.reach", programme.id);
            let reach = programme.mechanics.reach(self.trial.values);
            let lever = self.lever(path, programme.name.clone(), Side::Retention, &own, value);
            Lever { can_grow: reach < 1.0, ..lever }
        };
        self.linked().into_iter().map(lever).collect()
    }

    fn lever(
        &self,
        path: String,
        name: String,
        side: Side,
        own: Own<'_>,
        value: Result<f64, &'static str>,
    ) -> Lever {
        let chosen = |account: Account| spent(own, account);
        Lever {
            path,
            name,
            side,
            can_grow: true,
            spend_pv: self.case.run.ledger.present_value(&self.case.plan, chosen),
            marginal_return: value.ok(),
            marginal_return_why: value.err().map(str::to_owned),
        }
    }

    fn acquisition(&self) -> Result<f64, &'static str> {
        let movable = self.movable();
        if movable.is_empty() {
            return Err("no channel has money that can be moved");
        }
        let mover = |adjust: &mut Adjust, f: f64| {
            movable.iter().for_each(|c| adjust.channels[*c] *= f);
        };
        self.marginal(&mover, &|account| movable.iter().any(|c| of_channel(account, *c)))
    }

    fn retention(&self) -> Result<f64, &'static str> {
        let business = &self.trial.scenario.strategies[self.trial.place].business;
        let grows = |p: &usize| business.programmes[*p].mechanics.reach(self.trial.values) < 1.0;
        let linked: Vec<usize> = self.linked().into_iter().filter(grows).collect();
        if linked.is_empty() && !self.responds() {
            return Err("no retention spend is linked to churn: it is a cost without an effect");
        }
        let mover = |adjust: &mut Adjust, f: f64| {
            adjust.retention_response *= f;
            linked.iter().for_each(|p| adjust.programmes[*p] *= f);
        };
        let own = |account: Account| match account {
            Account::RetentionResponse => true,
            Account::Programme(p, _) | Account::Refunds(p) => linked.contains(&p),
            _ => false,
        };
        self.marginal(&mover, &own)
    }

    fn marginal(&self, mover: Mover<'_>, own: Own<'_>) -> Result<f64, &'static str> {
        let at = |factor: f64| -> Result<(f64, f64), &'static str> {
            let mut adjust = self.case.adjust.clone();
            mover(&mut adjust, factor);
            let (plan, run) = self.trial.run_for_npv(&adjust);
            let value = npv(&plan, &run)?;
            let chosen = |account: Account| spent(own, account);
            Ok::<_, &'static str>((value, run.ledger.present_value(&plan, chosen)))
        };
        let (low, high) = (at(1.0 - STEP)?, at(1.0 + STEP)?);
        let spent = high.1 - low.1;
        if spent.abs() < 1e-9 * (high.1.abs() + low.1.abs()) || spent == 0.0 {
            return Err("moving the lever moves no money");
        }
        Ok(1.0 + (high.0 - low.0) / spent)
    }
}

/// Weight of an account in the spend of a lever that owns it: refunds are posted as negative amounts.
fn spent(own: Own<'_>, account: Account) -> f64 {
    match account {
        _ if !own(account) => 0.0,
        Account::Refunds(_) => -1.0,
        _ => 1.0,
    }
}

/// The marginal return of a side's only lever is the side's.
fn alone(levers: &[Lever]) -> Option<Result<f64, &'static str>> {
    match levers {
        [Lever { marginal_return: Some(value), .. }] => Some(Ok(*value)),
        _ => None,
    }
}

fn of_channel(account: Account, c: usize) -> bool {
    matches!(account, Account::Media(o) | Account::Commission(o) | Account::Onboarding(o)
        | Account::FirstPeriodDiscount(o) if o == c)
}

/// The two metrics of a strategy.
#[must_use]
pub fn metrics(margins: &Margins) -> Vec<(&'static str, Metric)> {
    let metric = |value: Result<f64, &'static str>| match value {
        Ok(value) => scalar(value, FigureUnit::Ratio),
        Err(why) => Metric::Missing(why.to_owned()),
    };
    vec![
        ("marginal_return_acquisition", metric(margins.acquisition)),
        ("marginal_return_retention", metric(margins.retention)),
    ]
}

/// The block of the first screen: levers of the winner, and where money should move.
#[must_use]
pub fn next_money(scenario: &Scenario, margins: &[Margins], ranking: &Ranking) -> NextMoney {
    let place = ranking.winner;
    let levers = margins[place].levers.clone();
    let strategy = scenario.strategies[place].label.id.clone();
    let measured: Vec<(usize, f64)> = levers
        .iter()
        .enumerate()
        .filter_map(|(at, lever)| lever.marginal_return.map(|value| (at, value)))
        .collect();
    // Money can only move to a lever that can take more.
    let growing = measured.iter().copied().filter(|(at, _)| levers[*at].can_grow);
    let best = growing.max_by(|a, b| a.1.total_cmp(&b.1));
    let worst = measured.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(best), Some(worst)) = (best, worst) else {
        return NextMoney {
            strategy,
            levers,
            sentence: String::new(),
            figures: Vec::new(),
            why_missing: Some(
                "no channel or programme has spending that moves with its effect".into(),
            ),
        };
    };
    let (sentence, figures) = sentence(&levers, &scenario.currency, best, worst);
    NextMoney { strategy, levers, sentence, figures, why_missing: None }
}

fn sentence(
    levers: &[Lever],
    currency: &str,
    best: (usize, f64),
    worst: (usize, f64),
) -> (String, Vec<Quoted>) {
    let numbers = Numbers::default();
    let quoted = |at: usize, value: f64| Quoted {
        path: format!("next_money.levers.{at}.marginal_return"),
        text: numbers.fixed(value, 2, Sign::OnlyMinus),
    };
    let first = quoted(best.0, best.1);
    let best_name = &levers[best.0].name;
    if best.0 == worst.0 {
        let judgement = if best.1 >= 1.0 { "more than it costs" } else { "less than it costs" };
        let text = format!(
            "The last {currency} spent on {best_name} brings back {}: {judgement}.",
            first.text
        );
        return (text, vec![first]);
    }
    let last = quoted(worst.0, worst.1);
    let worst_name = &levers[worst.0].name;
    let text = if best.1 < 1.0 {
        format!(
            "No lever gives back what its last {currency} costs: {best_name} brings {}, \
             {worst_name} {}. Spend less.",
            first.text, last.text
        )
    } else if best.1 - worst.1 < 0.005 {
        format!(
            "The split is balanced: the last {currency} brings {} on {best_name} and {} on {worst_name}.",
            first.text, last.text
        )
    } else {
        format!(
            "Move money from {worst_name} to {best_name}: the last {currency} brings back {} there, {} here.",
            first.text, last.text
        )
    };
    // Sentences name the figures in the order printed.
    (text, vec![first, last])
}
