//! What a plan knows about itself: its chart of accounts, and from when on it stands still.

use super::{
    Account, BlockPlan, BrandPlan, ChannelPlan, CostPart, MarketPlan, ProductPlan, SegmentPlan,
};
use crate::lever::{Levers, Spent, last_change};
use crate::scenario::{Business, ChurnCurve, Inflow, OverheadAccount};
use crate::units::{Path, Quantity};

/// Accounts that a strategy can post to, in the order of the ledger.
pub(super) fn accounts(business: &Business, levers: &Levers) -> Vec<Account> {
    let mut accounts = vec![Account::GrossRevenue];
    // Programmes that take over after the horizon post nothing.
    let own = |programme: usize| programme < business.programmes.len();
    let members = levers.points.iter().filter(|l| own(l.programme)).map(|points| &points.fee);
    let desks = levers.desks.iter().filter(|l| own(l.programme)).map(|desk| &desk.fee);
    let mut fees = members.chain(desks);
    if fees.any(|fees| fees.iter().any(|fee| *fee != 0.0)) {
        accounts.push(Account::MembershipFees);
    }
    let selling = levers.points.iter().filter(|l| own(l.programme));
    let selling = selling.filter(|l| l.sold_for.iter().any(|money| *money != 0.0));
    accounts.extend(selling.map(|lever| Account::PointsSold(lever.programme)));
    let refunding = |p: &usize| {
        let mut own = levers.customer_costs.iter().filter(|cost| cost.programme == *p);
        own.any(|cost| cost.spent == Spent::Refund && !cost.amount.is_nothing())
    };
    accounts.extend((0..business.programmes.len()).filter(refunding).map(Account::Refunds));
    let events = || business.events.iter().enumerate();
    let products = || events().filter(|(_, event)| event.sells.is_some()).map(|(e, _)| e);
    accounts.extend(products().map(Account::NewProduct));
    accounts.extend([Account::CostOfRevenue, Account::CostOfSales]);
    accounts.extend(products().map(Account::NewProductCost));
    if business.segments.iter().any(|s| s.variable_labour != Path::fixed(0.0)) {
        accounts.push(Account::VariableLabour);
    }
    accounts.extend([Account::PaymentFees, Account::Service]);
    for (c, channel) in business.channels.iter().enumerate() {
        match channel.inflow {
            Inflow::Response { .. } => accounts.push(Account::Media(c)),
            Inflow::Stated { .. } => accounts.push(Account::Commission(c)),
            Inflow::None => {}
        }
        let response = matches!(channel.inflow, Inflow::Response { .. });
        if response && channel.cost_per_customer != Path::fixed(0.0) {
            accounts.push(Account::Commission(c));
        }
        if channel.fixed != Path::fixed(0.0) {
            accounts.push(Account::ChannelFixed(c));
        }
        if channel.onboarding_cost != Path::fixed(0.0) {
            accounts.push(Account::Onboarding(c));
        }
        if channel.trial.is_some() {
            accounts.push(Account::FirstPeriodDiscount(c));
        }
    }
    let overheads = || business.overheads.iter().enumerate();
    let team = overheads().filter(|(_, o)| o.account == OverheadAccount::AcquisitionTeam);
    accounts.extend(team.map(|(o, _)| Account::AcquisitionTeam(o)));
    let enters = business.market.as_ref().is_some_and(|market| !market.new_markets.is_empty());
    if enters || events().any(|(_, event)| event.entry_cost != Quantity::fixed(0.0)) {
        accounts.push(Account::MarketEntry);
    }
    accounts.push(Account::RetentionSpend);
    if business.segments.iter().any(|s| matches!(s.churn, ChurnCurve::Response(_))) {
        accounts.push(Account::RetentionResponse);
    }
    for programme in 0..business.programmes.len() {
        accounts.extend(CostPart::ALL.map(|part| Account::Programme(programme, part)));
    }
    let fixed = overheads().filter(|(_, o)| o.account == OverheadAccount::Fixed);
    accounts.extend(fixed.map(|(o, _)| Account::Overhead(o)));
    accounts.push(Account::Tax);
    accounts
}

/// Whether customers act independently of each other and their money is linear in their number.
pub(super) fn independent(
    business: &Business,
    levers: &Levers,
    channels: &[ChannelPlan],
    market: Option<&MarketPlan>,
    brand: Option<&BrandPlan>,
) -> bool {
    // Those that take over after the horizon change nothing within it.
    let own = |programme: usize| programme < business.programmes.len();
    channels.iter().all(|c| c.word_of_mouth.iter().all(|w| *w == 0.0))
        && levers.referrals.is_empty()
        && levers.win_backs.is_empty()
        && levers.desks.iter().all(|lever| !own(lever.programme))
        && levers.cards.iter().all(|lever| !own(lever.programme))
        && levers.risks.iter().all(|lever| !own(lever.programme))
        && levers
            .points
            .iter()
            .all(|points| !own(points.programme) || points.per_enrolment.iter().all(|c| *c == 0.0))
        && levers
            .churn
            .iter()
            .all(|f| !own(f.programme) || f.cost_per_failure.iter().all(|c| *c == 0.0))
        && market.is_none_or(|market| market.depletion == 0.0)
        && brand.is_none_or(|brand| brand.recommends == 0.0)
}

/// First period from which prices, costs per customer and what programmes pay per customer stand still: for good, or
/// until the horizon, where programmes may end.
pub(super) fn still_from(
    segments: &[SegmentPlan],
    blocks: &[BlockPlan],
    products: &[ProductPlan],
    levers: &Levers,
    horizon: usize,
    for_good: bool,
) -> usize {
    let until = if for_good { usize::MAX } else { horizon };
    let change = |series: &[f64]| last_change(&series[..series.len().min(until)]);
    let of_segment = |s: &SegmentPlan| {
        let grids = [
            &s.price,
            &s.cost_of_revenue,
            &s.payment_fees,
            &s.cost_of_sales,
            &s.variable_labour,
            &s.service_cost,
            &s.retention_spend,
        ];
        let grids = grids.map(|grid| change(&grid.time)).into_iter().max();
        grids.unwrap_or(0).max(change(&s.response_spend)).max(change(&s.vat))
    };
    let points = levers.points.iter().flat_map(|lever| {
        let own = [
            &lever.earn,
            &lever.breakage,
            &lever.cost_per_point,
            &lever.per_member,
            &lever.fee,
            &lever.sold,
            &lever.sold_for,
        ];
        // After the horizon balances lie evenly below a minimum, until earning ends.
        let waiting = if lever.minimum > 0.0 { lever.waiting_until().max(horizon) } else { 0 };
        let series = lever.members.iter().chain(own).map(|series| change(series));
        // What a point will cost hangs on what comes after the horizon.
        series.chain([if for_good { waiting } else { horizon }])
    });
    let costs = levers.customer_costs.iter().map(|lever| lever.amount.last_change(until));
    let promotions = levers.promotions.iter().map(|lever| lever.discount.last_change(until));
    let visits = blocks.iter().map(|block| {
        let factors = &block.reach.visit_factor;
        let own = block.bill.price.as_ref().map_or(0, |price| change(&price.time));
        own.max(last_change(&factors[..factors.len().min(until)]))
    });
    let takers = levers.takers.iter().map(|lever| lever.per_customer.last_change(until));
    // After the horizon flows have in them what settled cards bring and cost.
    let held = blocks.iter().filter(|block| !block.reach.cards.is_empty());
    let cards = held.filter(|_| for_good);
    let cards = cards.map(|block| horizon + last_change(&block.reach.settled_cards));
    let sold = products.iter().flat_map(|p| [&p.revenue, &p.cost].map(|s| change(s)));
    let levers = points.chain(costs).chain(sold).chain(visits).chain(takers).chain(promotions);
    let levers = levers.chain(cards);
    segments.iter().map(of_segment).chain(levers).max().unwrap_or(0)
}
