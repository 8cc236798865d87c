//! Postings of one period: acquisition, fixed costs, and what the customers of each population bring.

use super::expected::{Depth, Run};
use super::flows::{UnitFlows, earned_per_unit, of_tenure, promotions};
use super::joining::Arrivals;
use super::phases::Phases;
use super::population::{Given, Population};
use crate::numeric::poisson::poisson;
use crate::numeric::random::Stream;
use crate::plan::{Account, OriginKind, Part};

impl Run<'_> {
    pub(super) fn post_acquisition(&mut self, t: usize, arrivals: &Arrivals) {
        let plan = self.plan;
        let ledger = &mut self.out.ledger;
        for (c, channel) in plan.channels.iter().enumerate() {
            let blocks = plan.blocks.iter().zip(&arrivals.by_block);
            let own = |origin: usize| plan.origins[origin].kind == OriginKind::Channel(c);
            let joined: f64 = blocks.filter(|(b, _)| own(b.origin)).map(|(_, count)| count).sum();
            ledger.post(Account::Media(c), t, channel.media[t]);
            ledger.post(Account::Commission(c), t, arrivals.paid[c] * channel.commission[t]);
            ledger.post(Account::Onboarding(c), t, joined * channel.onboarding[t]);
        }
        ledger.post(Account::MarketEntry, t, plan.entry_costs[t]);
        for (lever, rewarded) in plan.levers.referrals.iter().zip(&arrivals.rewarded) {
            let part = |part| Account::Programme(lever.programme, part);
            for (segment, converts) in plan.segments.iter().zip(rewarded) {
                let paid = converts * (1.0 + lever.abuse);
                ledger.post(part(Part::Reward), t, paid * lever.reward[t]);
                let price = segment.price.at(t, 0);
                let price = match &segment.visits {
                    Some(visits) if lever.friend_visits && price > 0.0 => price / visits.at(t, 0),
                    _ => price,
                };
                let discount = paid * lever.friend_discount * price;
                ledger.post(part(Part::Discount), t, discount);
                self.out.takers[lever.programme][t] += paid;
                // For those who would have come, and for nobody.
                let anyway = converts * (lever.would_have_come + lever.abuse);
                self.out.dead_weight[lever.programme][t] +=
                    anyway * (lever.reward[t] + lever.friend_discount * price);
            }
        }
        for (lever, contacted) in plan.levers.win_backs.iter().zip(&arrivals.contacted) {
            let account = Account::Programme(lever.programme, Part::Contact);
            ledger.post(account, t, contacted * lever.per_contact[t]);
        }
    }

    pub(super) fn post_fixed(&mut self, t: usize) {
        let plan = self.plan;
        let ledger = &mut self.out.ledger;
        for (o, (team, amount)) in plan.overheads.iter().enumerate() {
            let account = if *team { Account::AcquisitionTeam(o) } else { Account::Overhead(o) };
            ledger.post(account, t, amount[t]);
        }
        for cost in &plan.levers.costs {
            let part = |part| Account::Programme(cost.programme, part);
            ledger.post(part(Part::Fixed), t, cost.fixed[t]);
            if let Some((_, amount)) = cost.set_up.filter(|(first, _)| *first == t) {
                ledger.post(part(Part::SetUp), t, amount);
            }
        }
    }

    /// Posts the flows of a population's customers, of whom some `arrived` in this period.
    pub(super) fn post_population(&mut self, place: usize, t: usize, arrived: f64) {
        let plan = self.plan;
        let population = &self.populations[place];
        let Population { block, terms, step, given, active, cards, .. } = population;
        let (population_block, block, terms) = (*block, &plan.blocks[*block], &self.terms[*terms]);
        let phases = &terms.phases;
        let segment = &plan.segments[block.segment];
        let mut sums = Sums { active: *active, ..Sums::default() };
        let ledger = &mut self.out.ledger;
        let mut visits = self.chance.visits(plan, population_block, t);
        for ((unit, given), leavers) in terms.units.iter().zip(given).zip(&step.leavers) {
            let unit = unit.with_visits(cards.more);
            let drawn = drawn_visits(given.active * unit.visits, visits.as_mut());
            let unit = &*unit.with_visits(drawn);
            let stay = given.active - leavers;
            sums.add(given, unit, phases);
            sums.churned += leavers * unit.list;
            sums.contraction += stay * unit.list * segment.contraction;
            sums.expansion += stay * unit.list * segment.expansion;
            for (d, own) in phases.desks.iter().enumerate() {
                let part = |part| Account::Programme(plan.levers.desks[own.desk].programme, part);
                ledger.post(part(Part::Discount), t, given.discount[d] * unit.billed);
                // Gifts are net of what is paid for them later.
                ledger.post(part(Part::Reward), t, given.gift[d] + given.fee[d]);
                ledger.post(Account::MembershipFees, t, given.fee[d]);
                let (discount, gift) = given.anyway[d];
                let programme = plan.levers.desks[own.desk].programme;
                self.out.dead_weight[programme][t] += discount * unit.billed + gift;
            }
        }
        let index = plan.rate_index(t);
        for (rate, failures) in block.rates.failures.iter().zip(&step.failures) {
            let account = Account::Programme(rate.programme, Part::Contact);
            ledger.post(account, t, failures * rate.cost[index]);
        }
        let moves = &mut self.out.revenue_moves;
        moves.billed[t] += sums.list;
        moves.churned[t] += sums.churned;
        moves.contraction[t] += sums.contraction;
        moves.expansion[t] += sums.expansion;
        let visits = segment.visits.as_ref().map_or(0.0, |visits| visits.at(t, 0));
        let first = segment.price.at(t, 0) * block.more_visits(t, visits) * cards.more;
        moves.new[t] += arrived * first;
        self.post_sums(place, t, &sums);
        self.post_points(place, t, &sums, arrived);
        self.post_promotions(place, t);
        for product in &plan.products {
            let index = plan.rate_index(t);
            let ledger = &mut self.out.ledger;
            ledger.post(
                Account::NewProduct(product.event),
                t,
                sums.active * product.revenue[index],
            );
            let cost = sums.active * product.cost[index];
            ledger.post(Account::NewProductCost(product.event), t, cost);
        }
        self.post_customer_costs(place, t, sums.active);
        self.post_cards(place, t, (sums.billed, sums.visits));
        self.post_tenures(place, t);
        if self.depth != Depth::Flows {
            self.post_reasons(place, t);
        }
    }

    fn post_sums(&mut self, place: usize, t: usize, sums: &Sums) {
        let plan = self.plan;
        let origin = &plan.origins[plan.blocks[self.populations[place].block].origin];
        let ledger = &mut self.out.ledger;
        ledger.post(Account::GrossRevenue, t, sums.list);
        ledger.post(Account::CostOfRevenue, t, sums.cost_of_revenue);
        ledger.post(Account::CostOfSales, t, sums.cost_of_sales);
        ledger.post(Account::VariableLabour, t, sums.labour);
        ledger.post(Account::PaymentFees, t, sums.payment_fees);
        ledger.post(Account::Service, t, sums.service);
        ledger.post(Account::RetentionSpend, t, sums.retention);
        ledger.post(Account::RetentionResponse, t, sums.response);
        if let OriginKind::Channel(c) = origin.kind {
            ledger.post(Account::FirstPeriodDiscount(c), t, sums.trial_discount);
        }
        if let Some(offer) = &origin.offer {
            let part = |part| Account::Programme(offer.programme, part);
            ledger.post(part(Part::Discount), t, sums.origin_discount);
            ledger.post(part(Part::Reward), t, sums.origin_gift);
        }
    }

    fn post_points(&mut self, place: usize, t: usize, sums: &Sums, arrived: f64) {
        let plan = self.plan;
        let block = &plan.blocks[self.populations[place].block];
        for points in &block.points {
            let lever = &plan.levers.points[*points];
            let share = lever.members[block.segment][t];
            let before = if t == 0 { 0.0 } else { lever.members[block.segment][t - 1] };
            let members = sums.active * share;
            // Those already here enrol as the ramp rises; those who arrive enrol at once.
            let enrolled = (share - before).max(0.0) * (sums.active - arrived) + share * arrived;
            let vintages = &mut self.earned[*points][block.segment];
            let sold = members * lever.sold[t];
            vintages[t] += earned_per_unit(plan, block, *points, t) * sums.billed + sold;
            let series = &mut self.out.points[*points];
            series.members.resize(t + 1, 0.0);
            series.members[t] += members;
            let money = |all: &mut Vec<Vec<f64>>, amount: f64| {
                all.resize(plan.segments.len(), vec![0.0; plan.periods]);
                all[block.segment][t] += amount;
            };
            money(&mut series.billed, share * sums.billed);
            money(&mut series.sold_points_for, members * lever.sold_points_for[t]);
            money(&mut series.sold, sold);
            let cost = members * lever.per_member[t] + enrolled * lever.per_enrolment[t];
            let ledger = &mut self.out.ledger;
            ledger.post(Account::Programme(lever.programme, Part::Member), t, cost);
            ledger.post(Account::MembershipFees, t, members * lever.fee[t]);
            let paid = Account::PointsSold(lever.programme);
            ledger.post(paid, t, members * lever.sold_for[t]);
        }
        let place = plan.scope_place(block.origin);
        for lever in &plan.levers.referrals {
            if lever.scope.segments[block.segment] && lever.scope.origins[place] {
                let account = Account::Programme(lever.programme, Part::Contact);
                self.out.ledger.post(account, t, sums.active * lever.contact_cost[t]);
            }
        }
        for cost in &block.costs {
            let lever = &plan.levers.costs[*cost];
            let part = |part| Account::Programme(lever.programme, part);
            let ledger = &mut self.out.ledger;
            ledger.post(part(Part::Contact), t, sums.active * lever.contact_per_customer[t]);
            ledger.post(part(Part::Member), t, sums.active * lever.member_per_customer[t]);
            let extra = |series: &[f64]| sums.active * series.get(t).copied().unwrap_or(0.0);
            ledger.post(part(Part::Reward), t, extra(&lever.reward_per_customer));
            let refunds = Account::Refunds(lever.programme);
            ledger.post(refunds, t, -extra(&lever.refund_per_customer));
            self.out.takers[lever.programme][t] += extra(&lever.takers_per_customer);
        }
    }

    /// Posts what promotions give away.
    fn post_promotions(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, terms, given, .. } = &self.populations[place];
        let block = &plan.blocks[*block];
        if block.promotions.is_empty() {
            return;
        }
        let units = self.terms[*terms].units.iter().zip(given).enumerate();
        for (k, (unit, given)) in units.filter(|(_, (_, given))| given.active != 0.0) {
            for (programme, discount, gift) in promotions(plan, block, t, k) {
                let part = |part| Account::Programme(programme, part);
                let discount = given.active * unit.before_promotions * discount;
                self.out.ledger.post(part(Part::Discount), t, discount);
                self.out.ledger.post(part(Part::Reward), t, given.active * gift);
            }
        }
    }

    /// Posts what programmes spend on active customers of this block's segment.
    fn post_customer_costs(&mut self, place: usize, t: usize, active: f64) {
        let plan = self.plan;
        let block = &plan.blocks[self.populations[place].block];
        for cost in &block.customer_costs {
            let lever = &plan.levers.customer_costs[*cost];
            let spent = active * lever.per_customer[block.segment][t];
            self.out.ledger.post(Account::Programme(lever.programme, lever.spent.into()), t, spent);
            self.out.dead_weight[lever.programme][t] += spent * lever.dead_weight.unwrap_or(0.0);
        }
    }

    /// Posts what customers get who reach a tenure in this period.
    fn post_tenures(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let population = &self.populations[place];
        for reward in &plan.blocks[population.block].tenures {
            let lever = &plan.levers.tenures[*reward];
            let part = |part| Account::Programme(lever.programme, part);
            for (k, given) in population.given.iter().enumerate().filter(|(k, _)| lever.due(*k)) {
                let each = of_tenure(plan, *reward, t, k);
                self.out.ledger.post(part(Part::Contact), t, given.active * each.contact);
                self.out.ledger.post(part(Part::Reward), t, given.active * each.reward);
                let wasted = lever.dead_weight.unwrap_or(0.0);
                self.out.dead_weight[lever.programme][t] += given.active * each.reward * wasted;
            }
        }
    }

    /// Splits leavers by reason: those saved by a desk stay out of its reasons.
    fn post_reasons(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, terms, step, .. } = &self.populations[place];
        let rates = &plan.blocks[*block].rates;
        let phases = &self.terms[*terms].phases;
        let leavers: f64 = step.leavers.iter().sum();
        if rates.any_tenure() {
            for (series, shares) in self.out.left_by_reason.iter_mut().zip(&rates.reason) {
                series[t] += leavers * shares[t];
            }
        } else {
            for (j, series) in self.out.left_by_reason.iter_mut().enumerate() {
                for (k, leavers) in step.leavers.iter().enumerate() {
                    series[t] += leavers * rates.at_tenure(k).reason[j][t];
                }
            }
        }
        for (own, saved) in phases.desks.iter().zip(&step.saved) {
            let desk = &plan.levers.desks[own.desk];
            let named: f64 = rates.desk[own.desk][t];
            for (j, series) in self.out.left_by_reason.iter_mut().enumerate() {
                if desk.reasons[j] && named > 0.0 {
                    series[t] -= saved * rates.reason[j][t] / named;
                }
            }
            self.out.desks[own.desk].saved[t] += saved;
        }
    }

    /// Posts the offers taken by people who came back by themselves; those that run on after the
    /// horizon are valued.
    pub(super) fn post_offers(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, terms, shadow: Some(shadow), .. } = &self.populations[place] else {
            return;
        };
        let (block, terms) = (&plan.blocks[*block], &self.terms[*terms]);
        let Some(offer) = &plan.origins[block.origin].offer else {
            return;
        };
        let (mut discount, mut gift) = (0.0, 0.0);
        for (cells, unit) in shadow.billed().zip(&terms.units) {
            let active: f64 = cells.iter().sum();
            discount += active * unit.origin_discount;
            gift += active * unit.origin_gift;
        }
        if t >= plan.periods {
            self.promised += (discount + gift) * plan.discount(t, plan.delta);
            return;
        }
        let part = |part| Account::Programme(offer.programme, part);
        self.out.ledger.post(part(Part::Discount), t, discount);
        self.out.ledger.post(part(Part::Reward), t, gift);
        self.out.dead_weight[offer.programme][t] += discount + gift;
    }
}

/// Visits that customers happen to pay, a Poisson number for all of them together, as a multiple of those
/// `expected`; 1 where no chance is drawn.
fn drawn_visits(expected: f64, chance: Option<&mut Stream>) -> f64 {
    match chance {
        Some(stream) if expected > 0.0 => poisson(stream, expected) / expected,
        _ => 1.0,
    }
}

/// Sums of a population's flows in one period.
#[derive(Default)]
struct Sums {
    active: f64,
    visits: f64,
    list: f64,
    billed: f64,
    trial_discount: f64,
    origin_discount: f64,
    origin_gift: f64,
    cost_of_revenue: f64,
    cost_of_sales: f64,
    labour: f64,
    payment_fees: f64,
    service: f64,
    retention: f64,
    response: f64,
    churned: f64,
    contraction: f64,
    expansion: f64,
}

impl Sums {
    fn add(&mut self, given: &Given, unit: &UnitFlows, phases: &Phases) {
        let active = given.active;
        let billed = (active - given.discounted(phases)) * unit.billed;
        self.visits += active * unit.visits;
        self.list += active * unit.list;
        self.billed += billed;
        self.trial_discount += active * unit.trial_discount;
        self.origin_discount += active * unit.origin_discount;
        self.origin_gift += active * unit.origin_gift;
        self.cost_of_revenue += billed * unit.cost_of_revenue;
        self.payment_fees += billed * unit.payment_fees;
        self.cost_of_sales += active * unit.cost_of_sales;
        self.labour += active * unit.labour;
        self.service += active * unit.service;
        self.retention += active * unit.retention;
        self.response += active * unit.response;
    }
}
