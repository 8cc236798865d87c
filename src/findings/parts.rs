//! A strategy by segment, and by channel: customers, money and recurring revenue of each part.

use super::model::{AccountFindings, Billing, Map, PartFlows, PartSeries};
use super::names::account_name;
use super::ran::Ran;
use crate::engine::{BlockSeries, Ledger, LedgerPart};
use crate::numeric::sum::running;
use crate::plan::{Account, BlockPlan, Group, OriginKind, Plan};
use crate::scenario::Scenario;
use crate::simulate::Case;

/// Flows of the part on one side of the strategy at `place`.
pub fn flows(ran: &Ran<'_>, place: usize, side: LedgerPart) -> PartFlows {
    let case = &ran.cases[place];
    let (plan, run) = (&case.plan, &case.run);
    let Some(ledger) = run.ledger.part(side) else {
        return PartFlows::default();
    };
    let channel = |block: &BlockPlan| match plan.origins[block.origin].kind {
        OriginKind::Channel(c) => Some(c),
        _ => None,
    };
    let own = |block: &BlockPlan| match side {
        LedgerPart::Segment(s) => s == Some(block.segment),
        LedgerPart::Channel(c) => c == channel(block),
    };
    let count = |returns: Option<bool>, of: fn(&BlockSeries) -> &[f64]| {
        let chosen = |block: &BlockPlan| {
            own(block) && returns.is_none_or(|returns| returns == comes_back(case, block))
        };
        total(case, chosen, of)
    };
    PartFlows {
        series: PartSeries {
            opening: count(None, |own| &own.opening),
            joined: count(Some(false), |own| &own.came),
            returned: count(Some(true), |own| &own.came),
            left: count(None, |own| &own.left),
            closing: count(None, |own| &own.closing),
            ..money(plan, &ledger)
        },
        billing: billing(case, own),
        ledger: postings(ran.scenario, place, &ledger),
    }
}

/// What a ledger comes to in each period; no customers.
pub fn money(plan: &Plan, ledger: &Ledger) -> PartSeries {
    let discounted = ledger.discounted(plan, Account::sign);
    PartSeries {
        revenue: ledger.group(plan, Group::Revenue),
        acquisition_spend: ledger.group(plan, Group::Acquisition),
        retention_spend: ledger.group(plan, Group::Retention),
        cash_flow: ledger.cash_flow(plan),
        cumulative_discounted_cash_flow: running(&discounted),
        discounted_cash_flow: discounted,
        ..PartSeries::default()
    }
}

/// Accounts that something was posted to.
fn postings(scenario: &Scenario, place: usize, ledger: &Ledger) -> Map<Vec<f64>> {
    let used = ledger.accounts().filter(|(_, all)| all.iter().any(|amount| *amount != 0.0));
    let named =
        |(account, all): (Account, &[f64])| (account_name(scenario, place, account), all.to_vec());
    Map(used.map(named).collect())
}

fn comes_back(case: &Case, block: &BlockPlan) -> bool {
    matches!(case.plan.origins[block.origin].kind, OriginKind::WinBack(_))
}

/// Sum over the blocks chosen, per period.
fn total(
    case: &Case,
    chosen: impl Fn(&BlockPlan) -> bool,
    of: fn(&BlockSeries) -> &[f64],
) -> Vec<f64> {
    let mut sum = vec![0.0; case.plan.periods];
    let blocks = case.plan.blocks.iter().zip(&case.run.parts);
    for (_, series) in blocks.filter(|(block, _)| chosen(block)) {
        sum.iter_mut().zip(of(series)).for_each(|(sum, value)| *sum += value);
    }
    sum
}

/// The billing bridge of the customers of the blocks chosen.
pub fn billing(case: &Case, chosen: impl Fn(&BlockPlan) -> bool) -> Billing {
    let of = |of: fn(&BlockSeries) -> &[f64]| total(case, &chosen, of);
    let first = |returns: bool| {
        let chosen = |block: &BlockPlan| chosen(block) && comes_back(case, block) == returns;
        total(case, chosen, |own| own.moves.joined())
    };
    // What happened at the end of a period moves the next one.
    let since = |of: Vec<f64>| -> Vec<f64> {
        std::iter::once(0.0).chain(of).take(case.plan.periods).collect()
    };
    let list = of(|own| own.moves.billed());
    let (new, returned) = (first(false), first(true));
    let (risen, cut) = (of(|own| own.moves.risen()), of(|own| own.moves.cut()));
    Billing {
        opening: list[0] - new[0] - returned[0],
        list,
        new,
        returned,
        expansion: since(of(|own| own.moves.expansion())),
        contraction: since(of(|own| own.moves.contraction())),
        price: risen.iter().zip(&cut).map(|(risen, cut)| risen - cut).collect(),
        lost: since(of(|own| own.moves.churned())),
    }
}

/// A strategy's ledger.
pub fn ledger(ran: &Ran<'_>, place: usize) -> Map<Vec<f64>> {
    let accounts = ran.cases[place].run.ledger.accounts().filter(|(account, postings)| {
        // Parts of a programme that it does not use would only fill the page.
        !matches!(account, Account::Programme(..)) || postings.iter().any(|amount| *amount != 0.0)
    });
    Map(accounts
        .map(|(account, postings)| (account_name(ran.scenario, place, account), postings.to_vec()))
        .collect())
}

/// The accounts of a strategy's ledger.
pub fn accounts(ran: &Ran<'_>, place: usize, ledger: &Map<Vec<f64>>) -> Vec<AccountFindings> {
    let plan = &ran.cases[place].plan;
    let retention = if plan.retention_at_end { 1.0 } else { plan.delta };
    let all = plan.chart.accounts().iter().map(|account| AccountFindings {
        id: account_name(ran.scenario, place, *account),
        group: match account.group() {
            Group::Revenue => "revenue",
            Group::CostOfRevenue => "cost_of_revenue",
            Group::Service => "service",
            Group::Acquisition => "acquisition",
            Group::Retention => "retention",
            Group::Overhead => "overhead",
            Group::Tax => "tax",
        },
        sign: account.sign(),
        offset: account.offset(plan.delta, retention),
    });
    all.filter(|account| ledger.get(&account.id).is_some()).collect()
}
