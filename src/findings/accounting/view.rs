//! The view as a whole: its lines, its years, and the sums that must close.

use super::cards::stamps_liability;
use super::commissions::{self, amortised_shares, asset};
use super::points::liability;
use crate::engine::Projection;
use crate::findings::messages::*;
use crate::findings::{
    Accounting, AccountingYear, CommissionAsset, Integrity, NamedLines, PointsLiability, Profit,
};
use crate::plan::{Account, CostPart, Group, Plan};
use crate::scenario::Scenario;

messages! {
    POINTS_LIABILITY_RECONCILES = "integrity.sum.points-liability-reconciles" [];
    COMMISSIONS_RECONCILE = "integrity.sum.commissions-reconcile" [];
    PROFIT_RECONCILES = "integrity.sum.profit-reconciles" [];
}

/// The accounting view of the strategy at `place`; none where it defers and capitalises nothing.
pub fn account(
    scenario: &Scenario,
    place: usize,
    plan: &Plan,
    run: &Projection,
) -> Option<Accounting> {
    let points = points_of(scenario, place, plan, run);
    let commissions = commissions_of(scenario, place, plan, run);
    if points.is_empty() && commissions.is_empty() {
        return None;
    }
    let profit = profit(plan, run, &points, &commissions);
    let years = years(scenario, plan, &points, &commissions, &profit);
    Some(Accounting { points, commissions, profit, years })
}

fn points_of(
    scenario: &Scenario,
    place: usize,
    plan: &Plan,
    run: &Projection,
) -> Vec<NamedLines<PointsLiability<Vec<f64>>>> {
    let programmes = &scenario.strategies[place].business.programmes;
    let levers = plan.levers.points.iter().zip(&run.points).filter(|(lever, _)| lever.deferred);
    let named = levers.map(|(lever, series)| {
        let programme = &programmes[lever.programme];
        let lines = liability(plan, lever, series);
        NamedLines { id: programme.id.clone(), name: programme.name.clone(), lines }
    });
    let cards = plan.levers.cards.iter().zip(&run.cards).filter(|(l, _)| l.sells_for.is_some());
    let stamps = cards.map(|(lever, series)| {
        let programme = &programmes[lever.programme];
        let lines = stamps_liability(series, plan.cycle);
        NamedLines { id: programme.id.clone(), name: programme.name.clone(), lines }
    });
    named.chain(stamps).collect()
}

fn commissions_of(
    scenario: &Scenario,
    place: usize,
    plan: &Plan,
    run: &Projection,
) -> Vec<NamedLines<CommissionAsset<Vec<f64>>>> {
    let channels = scenario.strategies[place].business.channels.iter().zip(&scenario.channels);
    let named = channels.enumerate().filter(|(_, (channel, _))| channel.commission_capitalised);
    let named = named.filter_map(|(c, (channel, label))| {
        let mut accounts = run.ledger.accounts();
        let (_, paid) = accounts.find(|(account, _)| *account == Account::Commission(c))?;
        let periods = channel.commission_amortised_over.unwrap_or(plan.periods);
        let shares = amortised_shares(&commissions::survival(plan, run, c), periods);
        Some(NamedLines {
            id: label.id.clone(),
            name: label.name.clone(),
            lines: asset(paid, &shares),
        })
    });
    named.collect()
}

fn profit(
    plan: &Plan,
    run: &Projection,
    points: &[NamedLines<PointsLiability<Vec<f64>>>],
    commissions: &[NamedLines<CommissionAsset<Vec<f64>>>],
) -> Profit<Vec<f64>> {
    let nothing = || vec![0.0; plan.periods];
    let (mut charged, mut refunds, mut discounts, mut other) =
        (nothing(), nothing(), nothing(), nothing());
    for (account, postings) in run.ledger.accounts() {
        let (line, sign) = match account {
            Account::Refunds(_) => (&mut refunds, 1.0),
            Account::FirstPeriodDiscount(_) | Account::Programme(_, CostPart::Discount) => {
                (&mut discounts, -1.0)
            }
            account if account.group() == Group::Revenue => (&mut charged, 1.0),
            _ => (&mut other, 1.0),
        };
        line.iter_mut().zip(postings).for_each(|(sum, amount)| *sum += sign * amount);
    }
    let by_period = |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..plan.periods).map(of).collect() };
    // What is released less what is deferred is what the liability falls by.
    let fall = |t: usize| -> f64 {
        points.iter().map(|one| one.lines.opening[t] - one.lines.closing[t]).sum()
    };
    let released = by_period(&fall);
    let capitalised = by_period(&|t| {
        commissions.iter().map(|one| one.lines.capitalised[t] - one.lines.amortised[t]).sum()
    });
    let revenue = by_period(&|t| charged[t] + refunds[t] + discounts[t] + released[t]);
    let costs = by_period(&|t| other[t] - capitalised[t]);
    Profit {
        profit: by_period(&|t| revenue[t] - costs[t]),
        cash_flow: run.ledger.cash_flow(plan),
        charged,
        refunds,
        discounts,
        points: released,
        revenue,
        costs,
        commissions: capitalised,
    }
}

fn years(
    scenario: &Scenario,
    plan: &Plan,
    points: &[NamedLines<PointsLiability<Vec<f64>>>],
    commissions: &[NamedLines<CommissionAsset<Vec<f64>>>],
    profit: &Profit<Vec<f64>>,
) -> Vec<AccountingYear> {
    let mut years: Vec<AccountingYear> = Vec::new();
    for t in 0..plan.periods {
        let fiscal_year = scenario.calendar.fiscal_year(t);
        if years.last().is_none_or(|year| year.fiscal_year != fiscal_year) {
            let mut year = AccountingYear { fiscal_year, ..AccountingYear::default() };
            year.points.opening = points.iter().map(|one| one.lines.opening[t]).sum();
            year.commissions.opening = commissions.iter().map(|one| one.lines.opening[t]).sum();
            years.push(year);
        }
        let Some(year) = years.last_mut() else {
            continue;
        };
        year.periods += 1;
        let sum = |of: fn(&PointsLiability<Vec<f64>>) -> &Vec<f64>| -> f64 {
            points.iter().map(|one| of(&one.lines)[t]).sum()
        };
        year.points.deferred += sum(|lines| &lines.deferred);
        year.points.redeemed += sum(|lines| &lines.redeemed);
        year.points.breakage += sum(|lines| &lines.breakage);
        year.points.estimate += sum(|lines| &lines.estimate);
        year.points.closing = sum(|lines| &lines.closing);
        year.points.current = sum(|lines| &lines.current);
        year.points.non_current = sum(|lines| &lines.non_current);
        let sum = |of: fn(&CommissionAsset<Vec<f64>>) -> &Vec<f64>| -> f64 {
            commissions.iter().map(|one| of(&one.lines)[t]).sum()
        };
        year.commissions.capitalised += sum(|lines| &lines.capitalised);
        year.commissions.amortised += sum(|lines| &lines.amortised);
        year.commissions.closing = sum(|lines| &lines.closing);
        year.profit.charged += profit.charged[t];
        year.profit.refunds += profit.refunds[t];
        year.profit.discounts += profit.discounts[t];
        year.profit.points += profit.points[t];
        year.profit.revenue += profit.revenue[t];
        year.profit.costs += profit.costs[t];
        year.profit.profit += profit.profit[t];
        year.profit.cash_flow += profit.cash_flow[t];
        year.profit.commissions += profit.commissions[t];
    }
    years
}

/// Sums of the view that must close: the largest gap of each, relative to the money handled.
pub fn identities(view: &Accounting, strategy: &str) -> Vec<Integrity> {
    let mut list = Vec::new();
    if !view.points.is_empty() {
        let gap = |one: &NamedLines<PointsLiability<Vec<f64>>>| {
            let l = &one.lines;
            let each = (0..l.closing.len()).map(|t| {
                let moved =
                    l.opening[t] + l.deferred[t] - l.redeemed[t] - l.breakage[t] + l.estimate[t];
                let split = (l.current[t] + l.non_current[t] - l.closing[t]).abs();
                let handled = (l.opening[t] + l.deferred[t]).max(1.0);
                (moved - l.closing[t]).abs().max(split) / handled
            });
            each.fold(0.0, f64::max)
        };
        list.push(Integrity::of(
            POINTS_LIABILITY_RECONCILES,
            strategy,
            view.points.iter().map(gap).fold(0.0, f64::max),
        ));
    }
    if !view.commissions.is_empty() {
        let gap = |one: &NamedLines<CommissionAsset<Vec<f64>>>| {
            let l = &one.lines;
            let each = (0..l.closing.len()).map(|t| {
                let moved = l.opening[t] + l.capitalised[t] - l.amortised[t];
                (moved - l.closing[t]).abs() / (l.opening[t] + l.capitalised[t]).max(1.0)
            });
            each.fold(0.0, f64::max)
        };
        list.push(Integrity::of(
            COMMISSIONS_RECONCILE,
            strategy,
            view.commissions.iter().map(gap).fold(0.0, f64::max),
        ));
    }
    let p = &view.profit;
    let gap = |t: usize| {
        let gross = p.charged[t] + p.costs[t].abs();
        let released: f64 = view
            .points
            .iter()
            .map(|NamedLines { lines, .. }| {
                lines.redeemed[t] + lines.breakage[t] - lines.estimate[t] - lines.deferred[t]
            })
            .sum();
        let assets: f64 =
            view.commissions.iter().map(|one| one.lines.closing[t] - one.lines.opening[t]).sum();
        // By the other side of each roll-forward than profit was made of.
        (p.cash_flow[t] + released + assets - p.profit[t]).abs() / gross.max(1.0)
    };
    list.push(Integrity::of(
        PROFIT_RECONCILES,
        strategy,
        (0..p.profit.len()).map(gap).fold(0.0, f64::max),
    ));
    list
}
