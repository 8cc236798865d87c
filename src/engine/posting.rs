//! Postings of one period: acquisition, fixed costs, and what the customers of each population bring.

use std::ops::Range;

use super::kernel::{dot, sum};
use super::population::Population;
use super::projection::MovesOfPeriod;
use super::run::Weights;
use super::run::{Kept, Run};
use super::{Ledger, Owner};
use crate::numeric::poisson::poisson;
use crate::numeric::random::Stream;
use crate::plan::{Account, Basis, ChannelPlan, CostPart, OriginKind, Plan, earned_per_unit};

impl Run<'_> {
    /// Posts what is spent in every period whoever comes: media, pay, new markets, overheads, programmes' fixed cost.
    pub(super) fn post_planned(&mut self) {
        let plan = self.plan;
        let ledger = &mut self.out.ledger;
        for (c, channel) in plan.channels.iter().enumerate() {
            let mut post = |account, amounts: &[f64]| {
                ledger.post_series(account, 0, amounts.iter().copied(), mix(c, channel));
            };
            post(Account::Media(c), &channel.media);
            post(Account::ChannelFixed(c), &channel.fixed);
        }
        let mut post = |account, amounts: &[f64], owner: Owner| {
            ledger.post_series(account, 0, amounts.iter().copied(), [(owner, 1.0)]);
        };
        post(Account::MarketEntry, &plan.entry_costs, Owner::COMMON);
        for (o, overhead) in plan.overheads.iter().enumerate() {
            let account =
                if overhead.team { Account::AcquisitionTeam(o) } else { Account::Overhead(o) };
            let owner = Owner { segment: overhead.segment, channel: None };
            post(account, &overhead.amount, owner);
        }
        for cost in &plan.levers.fixed {
            let part = |part| Account::Programme(cost.programme, part);
            let owner = Owner { segment: cost.segment, channel: None };
            let fixed = cost.fixed[..plan.periods].iter().copied();
            ledger.post_series(part(CostPart::Fixed), 0, fixed, [(owner, 1.0)]);
            if let Some((first, amount)) = cost.set_up.filter(|(first, _)| *first < plan.periods) {
                ledger.post(part(CostPart::SetUp), first, amount, owner);
            }
        }
    }

    /// Posts what is paid for those who come in a row of periods as planned.
    pub(super) fn post_welcome(&mut self, row: Range<usize>) {
        let (plan, chance, ledger) = (self.plan, self.chance, &mut self.out.ledger);
        for (c, channel) in plan.channels.iter().enumerate() {
            let joiners = channel.joiners[row.clone()].iter();
            let commission = joiners.zip(&channel.commission[row.clone()]);
            let commission = commission.map(|(joiners, each)| joiners * each);
            ledger.post_series(Account::Commission(c), row.start, commission, mix(c, channel));
            for t in row.clone().filter(|t| channel.onboarding[*t] != 0.0) {
                let joined = |s: usize| {
                    let block = &plan.blocks[plan.block_of(s, OriginKind::Channel(c))];
                    chance.joiners(plan, block, t, channel.joiners[t] * channel.mix[s])
                };
                post_onboarding(ledger, plan, (c, t), joined);
            }
        }
    }

    pub(super) fn post_acquisition(&mut self, t: usize) {
        let (plan, arrivals) = (self.plan, &self.arrivals);
        let ledger = &mut self.out.ledger;
        for (c, channel) in plan.channels.iter().enumerate() {
            // What is paid for joiners is of the segment that they join.
            let found = arrivals.share_of(plan, c);
            let commission = arrivals.paid[c] * found * channel.commission[t];
            let own = mix(c, channel)
                .enumerate()
                .map(|(s, (owner, share))| (owner, share * arrivals.found_of(plan, s, c) / found));
            ledger.post_among(Account::Commission(c), t, commission, own);
            let joined = |s: usize| arrivals.by_block[plan.block_of(s, OriginKind::Channel(c))];
            post_onboarding(ledger, plan, (c, t), joined);
        }
        for (lever, rewarded) in plan.levers.referrals.iter().zip(&arrivals.rewarded) {
            let part = |part| Account::Programme(lever.programme, part);
            for (s, (segment, converts)) in plan.segments.iter().zip(rewarded).enumerate() {
                let owner = Owner::segment(s);
                let paid = converts * (1.0 + lever.abuse);
                ledger.post(part(CostPart::Reward), t, paid * lever.reward[t], owner);
                let price = segment.price.at(t, 0);
                let price = match &segment.visits {
                    Some(visits) if lever.friend_visits && price > 0.0 => price / visits.at(t, 0),
                    _ => price,
                };
                let discount = paid * lever.friend_discount * price;
                ledger.post(part(CostPart::Discount), t, discount, owner);
                self.out.takers[lever.programme][t] += paid;
                // For those who would have come, and for nobody.
                let anyway = converts * (lever.would_have_come + lever.abuse);
                self.out.dead_weight[lever.programme][t] +=
                    anyway * (lever.reward[t] + lever.friend_discount * price);
            }
        }
        for (lever, contacted) in plan.levers.win_backs.iter().zip(&arrivals.contacted) {
            let account = Account::Programme(lever.programme, CostPart::Contact);
            for (s, contacted) in contacted.iter().enumerate() {
                ledger.post(account, t, contacted * lever.per_contact[t], Owner::segment(s));
            }
        }
    }

    /// Posts the money of a population's customers.
    pub(super) fn post_population(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let population = &mut self.populations[place];
        let Population { block, terms, step, given, active, arrived, cards, .. } = population;
        let arrived = *arrived;
        let (block, terms) = (&plan.blocks[*block], &self.terms[*terms]);
        let (sheet, tenures) = (&terms.sheet, given.active.len());
        let (ledger, owner) = (&mut self.out.ledger, Owner::block(plan, block));
        // Visits as a multiple of those expected, by tenure; and customers so weighted.
        let mut chance = self.chance.visits(plan, block, t);
        let Weights { times, visiting, billed } = &mut self.weights;
        // Mostly all are as expected, and nobody is given anything: then nothing is weighed.
        let steady = chance.is_none() && cards.more == 1.0;
        times.clear();
        if steady {
            times.resize(tenures, 1.0);
        } else {
            let expected = given.active.iter().zip(&sheet.visits);
            times.extend(expected.map(|(count, visits)| {
                cards.more * drawn_visits(count * visits * cards.more, chance.as_mut())
            }));
            visiting.clear();
            visiting.extend(given.active.iter().zip(&*times).map(|(count, times)| count * times));
        }
        let visiting = if steady { &given.active } else { &*visiting };
        let discounts = given.desks.iter().map(|desk| &desk.discount);
        let discounts = discounts.chain(given.offers.iter().map(|offer| &offer.discount));
        let mut full = true;
        for discount in discounts {
            if std::mem::take(&mut full) {
                billed.clone_from(visiting);
            }
            let own = billed.iter_mut().zip(discount).zip(&*times);
            own.for_each(|((billed, share), times)| *billed -= share * times);
        }
        let billed = if full { visiting } else { &*billed };
        let customers = sum(&given.active);
        let visited = if steady { customers } else { sum(visiting) };
        let sums = [customers, visited, if full { visited } else { sum(billed) }];
        for line in sheet.lines() {
            let Some(account) = line.account else { continue };
            let (counts, all) = match line.basis {
                Basis::Customer => (&given.active, sums[0]),
                Basis::Visit => (visiting, sums[1]),
                Basis::Billed => (billed, sums[2]),
            };
            let amount = match sheet.amounts(line) {
                [each] => each * all,
                each => dot(counts, &each[..tenures]),
            };
            ledger.post_at(account, t, amount, owner);
            if let Some((programme, share)) = line.wasted {
                self.out.dead_weight[programme][t] += amount * share;
            }
        }
        for (own, gives) in terms.phases.desks.iter().zip(&given.desks) {
            let programme = plan.levers.desks[own.desk].programme;
            let part = |part| Account::Programme(programme, part);
            let money = |shares: &[f64]| -> f64 {
                let each = shares.iter().zip(&*times).zip(&sheet.billed);
                each.map(|((share, times), billed)| share * times * billed).sum()
            };
            ledger.post(part(CostPart::Discount), t, money(&gives.discount), owner);
            // Gifts are net of what is paid for them later.
            ledger.post(part(CostPart::Reward), t, gives.gift + gives.fee, owner);
            ledger.post(Account::MembershipFees, t, gives.fee, owner);
            self.out.dead_weight[programme][t] += money(&gives.discount_anyway) + gives.gift_anyway;
        }
        for offer in &given.offers {
            let part = |part| Account::Programme(offer.programme, part);
            let each = offer.discount.iter().zip(&*times).zip(&sheet.billed);
            let discount = each.map(|((share, times), billed)| share * times * billed).sum();
            ledger.post(part(CostPart::Discount), t, discount, owner);
            ledger.post(part(CostPart::Reward), t, offer.gift, owner);
            ledger.post(part(CostPart::Contact), t, offer.contact, owner);
            ledger.post(part(CostPart::Member), t, offer.member, owner);
            self.out.takers[offer.programme][t] += offer.takers;
        }
        let index = plan.rate_index(t);
        for (rate, failures) in block.rates.failures.iter().zip(&step.failures) {
            let account = Account::Programme(rate.programme, CostPart::Contact);
            ledger.post(account, t, failures * rate.cost[index], owner);
        }
        for place in &block.reach.takers {
            let lever = &plan.levers.takers[*place];
            let each = |k: usize| lever.per_customer.at(block.segment, t, k);
            self.out.takers[lever.programme][t] += if lever.per_customer.any_tenure() {
                sums[0] * each(0)
            } else {
                given.active.iter().enumerate().map(|(k, count)| count * each(k)).sum()
            };
        }
        let (reach, all) = (&block.reach, *active);
        let asked = !(reach.points.is_empty() && reach.cards.is_empty());
        let paid = if asked { dot(billed, &sheet.billed[..tenures]) } else { 0.0 };
        let visits = if asked { dot(visiting, &sheet.visits[..tenures]) } else { 0.0 };
        // Of trials the ledger alone is asked.
        if self.kept != Kept::Money {
            self.post_moves(place, t);
        }
        self.post_points(place, t, (all, paid), arrived);
        self.post_cards(place, t, (paid, visits));
    }

    /// Adds up what bills recur, and how that moves: who left, who came, whose bill grew or shrank.
    fn post_moves(&mut self, place: usize, t: usize) {
        let population = &mut self.populations[place];
        let block = &self.plan.blocks[population.block];
        let (sheet, times) = (&self.terms[population.terms].sheet, &self.weights.times);
        let Population { step, given, arrived, cards, stayed, .. } = population;
        let growth = block.bill.growth.step(t);
        let mut moves = MovesOfPeriod::default();
        let last = sheet.list.len() - 1;
        for (slot, (stayed, before)) in stayed.iter().enumerate() {
            let now = sheet.list[(slot + 1).min(last)] * cards.more;
            moves.price(*before, now, *stayed);
        }
        stayed.clear();
        let gone = step.leavers.iter().zip(&step.saved_at).map(|(left, saved)| left - saved);
        let each = given.active.iter().zip(gone).zip(times).zip(&sheet.list);
        for (((count, left), times), list) in each {
            moves.billed += count * times * list;
            moves.churned += left * times * list;
            let stays = (count - left) * times * list;
            moves.contraction += stays * growth.contraction;
            moves.expansion += stays * growth.expansion;
            stayed.push((count - left, list * cards.more * growth.factor()));
        }
        moves.new = *arrived * sheet.list[0] * cards.more;
        self.out.revenue_moves.add(t, &moves);
        if let Some(series) = self.out.parts.get_mut(place) {
            series.moves.add(t, &moves);
        }
    }

    /// Counts the members of points programmes, of the `active` customers who were `billed` so much, and
    /// what they earn; posts what new members cost.
    fn post_points(&mut self, place: usize, t: usize, (active, billed): (f64, f64), arrived: f64) {
        let plan = self.plan;
        let population = &self.populations[place];
        let block = &plan.blocks[population.block];
        for points in &block.reach.points {
            let lever = &plan.levers.points[*points];
            let share = lever.members[block.segment][t];
            let before = if t == 0 { 0.0 } else { lever.members[block.segment][t - 1] };
            let members = active * share;
            // Those already here enrol as the ramp rises; those who arrive enrol at once.
            let enrolled = (share - before).max(0.0) * (active - arrived) + share * arrived;
            let vintages = &mut self.earned[*points][population.block];
            vintages.resize(plan.periods, 0.0);
            let sold = members * lever.sold[t];
            vintages[t] += earned_per_unit(plan, block, *points, t) * billed + sold;
            let series = &mut self.out.points[*points];
            series.members[t] += members;
            series.billed[block.segment][t] += share * billed;
            series.sold_points_for[block.segment][t] += members * lever.sold_points_for[t];
            series.sold[block.segment][t] += sold;
            let account = Account::Programme(lever.programme, CostPart::Member);
            let owner = Owner::block(plan, block);
            self.out.ledger.post(account, t, enrolled * lever.per_enrolment[t], owner);
        }
    }

    /// Counts those whom desks saved, and where it is asked splits leavers by reason: the saved stay out of their desk's
    /// reasons.
    pub(super) fn post_leavers(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, terms, step, left_for, leaving: leavers, gone, .. } =
            &self.populations[place];
        let rates = &plan.blocks[*block].rates;
        let phases = &self.terms[*terms].phases;
        for (own, saved) in phases.desks.iter().zip(&step.saved) {
            self.out.desks[own.desk].saved[t] += saved;
        }
        if !matches!(self.kept, Kept::Apart | Kept::Split) {
            return;
        }
        if plan.blocks[*block].varied() {
            let expected: f64 = left_for.iter().sum();
            // Where whole customers left, as many more or fewer for each reason.
            let happened = if expected > 0.0 { gone / expected } else { 0.0 };
            let series = self.out.left_by_reason.iter_mut().zip(left_for);
            series.for_each(|(series, left)| series[t] += left * happened);
            return;
        }
        let leaving = rates.leaving(t, 0);
        if leaving.total[t] <= 0.0 {
            return;
        }
        let share = |j: usize| leaving.log[j][t] / leaving.total[t];
        for (j, series) in self.out.left_by_reason.iter_mut().enumerate() {
            series[t] += leavers * share(j);
        }
        for (own, saved) in phases.desks.iter().zip(&step.saved).filter(|(_, saved)| **saved != 0.0)
        {
            let named = &rates.heard[own.desk];
            let heard = leaving.share(t, named);
            let series = self.out.left_by_reason.iter_mut().zip(named).enumerate();
            for (j, (series, _)) in series.filter(|(_, (_, named))| **named && heard > 0.0) {
                series[t] -= saved * share(j) / heard;
            }
        }
    }

    /// Posts the offers taken by people who came back by themselves; those that run on after the
    /// horizon are valued.
    pub(super) fn post_offers(&mut self, place: usize, t: usize) {
        let plan = self.plan;
        let Population { block, terms, shadow: Some((shadow, cards)), .. } =
            &self.populations[place]
        else {
            return;
        };
        let (block, terms) = (&plan.blocks[*block], &self.terms[*terms]);
        let Some(offer) = &plan.origins[block.origin].offer else {
            return;
        };
        let part = |part| Account::Programme(offer.programme, part);
        let [discount, gift] = [CostPart::Discount, CostPart::Reward].map(|kind| {
            let own = plan
                .account(part(kind))
                .and_then(|account| terms.sheet.lines().find(|line| line.account == Some(account)));
            let each = own.map(|line| terms.sheet.amounts(line)).unwrap_or_default();
            let each = |i: usize| each.get(i).or(each.last()).copied().unwrap_or(0.0);
            let counts = shadow.billed().map(|cells| cells.iter().sum::<f64>());
            counts.enumerate().map(|(i, active)| active * each(i)).sum::<f64>()
        });
        // After the horizon the sheet has the cards' visits in it.
        let discount = if t < plan.periods { discount * cards.more } else { discount };
        if t >= plan.periods {
            let cost = (discount + gift) * plan.discount(t, plan.delta);
            self.promised[block.segment] += cost;
            self.after.pay(t - plan.periods, cost);
            return;
        }
        let owner = Owner::block(plan, block);
        self.out.ledger.post(part(CostPart::Discount), t, discount, owner);
        self.out.ledger.post(part(CostPart::Reward), t, gift, owner);
        self.out.dead_weight[offer.programme][t] += discount + gift;
    }
}

/// Posts the onboarding of those who joined each segment by a channel in a period.
fn post_onboarding(
    ledger: &mut Ledger,
    plan: &Plan,
    (c, t): (usize, usize),
    joined: impl Fn(usize) -> f64,
) {
    let each = plan.channels[c].onboarding[t];
    if each == 0.0 {
        return;
    }
    let joined =
        (0..plan.segments.len()).map(|s| (Owner { segment: Some(s), channel: Some(c) }, joined(s)));
    let all: f64 = joined.clone().map(|(_, count)| count).sum();
    let own = joined.map(|(owner, count)| (owner, count / all));
    ledger.post_among(Account::Onboarding(c), t, all * each, own);
}

/// The segments that a channel's joiners go to, each with its share.
fn mix(c: usize, channel: &ChannelPlan) -> impl Iterator<Item = (Owner, f64)> + Clone {
    let each = channel.mix.iter().enumerate();
    each.map(move |(s, share)| (Owner { segment: Some(s), channel: Some(c) }, *share))
}

/// Visits that customers happen to pay, a Poisson number for all of them together, as a multiple of those
/// `expected`; 1 where no chance is drawn.
fn drawn_visits(expected: f64, chance: Option<&mut Stream>) -> f64 {
    match chance {
        Some(stream) if expected > 0.0 => poisson(stream, expected) / expected,
        _ => 1.0,
    }
}
