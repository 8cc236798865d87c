//! What does it cost to find customers, and when is it paid back?

use std::cell::LazyCell;

use super::list::{List, Value, divide, over, undefined};
use super::measuring::Measuring;
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known};
use crate::findings::reach;
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, CostPart, Group, InflowPlan, OriginKind};

impl Measuring<'_> {
    /// What a customer costs to find, and when that is paid back.
    pub(super) fn cost_of_joining(&self, mix: &[(usize, f64)], list: &mut List<'_>) {
        let found = LazyCell::new(|| self.paid());
        let cac_paid = LazyCell::new(|| match found.0 {
            (0.0, _) => Err(Absent::nothing(NO_PAID_CHANNEL)),
            (money, joiners) => divide(money, joiners, NO_PAID_CHANNEL),
        });
        let blended = LazyCell::new(|| divide(found.0.0, found.1, NO_JOINERS));
        let marginal = LazyCell::new(|| self.marginal_cac());
        list.add("cac_paid", || *cac_paid);
        list.add("cac_blended", || *blended);
        list.add("cac_loaded", || divide(self.loaded(), found.1, NO_JOINERS));
        list.add("ltv_cac", || over(self.clv(mix), *blended));
        list.add("ltv_cac_marginal", || over(self.clv(mix), *marginal));
        list.add("ltv_cac_paid", || over(self.worth(&self.bought(|_| true)), *cac_paid));
        list.add("ltv_cac_paid_marginal", || {
            // The last customer comes through a channel that can bring one more.
            over(self.worth(&self.bought(|c| self.plan.channels[c].lever)), *marginal)
        });
        list.add("payback_simple", || self.payback_simple(*blended));
        list.add("payback_survival", || self.payback(mix, *blended, Discounting::Undiscounted));
        list.add("payback_discounted", || self.payback(mix, *blended, Discounting::Discounted));
    }

    /// What the money of growth brings.
    pub(super) fn efficiency(&self, list: &mut List<'_>) {
        list.add("magic_number", || self.magic_number());
        list.add("burn_multiple", || self.burn_multiple());
    }

    /// A channel as a way of finding customers.
    pub(super) fn channel(&self, c: usize, list: &mut List<'_>) {
        let plan = self.plan;
        let own =
            |block: usize| plan.origins[plan.blocks[block].origin].kind == OriginKind::Channel(c);
        let joined: f64 =
            (0..plan.blocks.len()).filter(|b| own(*b)).flat_map(|b| &self.run.joined[b]).sum();
        let (spend, spend_pv) = self.channel_spend(c);
        // Who comes for nothing costs 0; who does not come has no cost.
        let none: Value = Err(if joined == 0.0 {
            Absent::from(CHANNEL_UNUSED)
        } else {
            Absent::nothing(CHANNEL_IS_FREE)
        });
        let average = if spend > 0.0 { divide(spend, joined, NO_JOINERS) } else { none };
        let marginal = match plan.channels[c].inflow {
            InflowPlan::None if spend > 0.0 => undefined(WORD_OF_MOUTH),
            InflowPlan::None => none,
            _ if !plan.channels[c].lever => undefined(NO_LEVER),
            InflowPlan::Stated { marginal } | InflowPlan::Response { marginal } => {
                match (spend > 0.0, marginal.is_finite()) {
                    (true, true) => Ok(marginal),
                    (true, false) => Err(Absent::endless(1.0, AT_CEILING)),
                    (false, _) => none,
                }
            }
        };
        let mix: Vec<(usize, f64)> = (0..plan.blocks.len())
            .filter(|b| own(*b))
            .map(|b| (b, plan.channels[c].mix[plan.blocks[b].segment]))
            .collect();
        self.way_in(&mix, [average, marginal], over, [joined, spend_pv], list);
    }

    /// Blocks and weights over which a customer is averaged who came through one `of` the channels that cost money.
    fn bought(&self, of: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
        let plan = self.plan;
        let costs: Vec<bool> =
            (0..plan.channels.len()).map(|c| of(c) && self.channel_spend(c).0 > 0.0).collect();
        let blocks = plan.blocks.iter().enumerate().filter(|(_, block)| {
            matches!(plan.origins[block.origin].kind, OriginKind::Channel(c) if costs[c])
        });
        let joined = blocks.map(|(place, _)| (place, self.run.joined[place].iter().sum::<f64>()));
        joined.filter(|(_, joined)| *joined > 0.0).collect()
    }

    /// Money and joiners of channels that cost money, and all joiners.
    pub(super) fn paid(&self) -> ((f64, f64), f64) {
        let plan = self.plan;
        let (mut money, mut joiners) = (0.0, 0.0);
        for c in 0..plan.channels.len() {
            let spend = self.channel_spend(c).0;
            if spend > 0.0 {
                money += spend;
                let blocks = plan.blocks.iter().zip(&self.run.joined);
                let own = blocks
                    .filter(|(b, _)| plan.origins[b.origin].kind == OriginKind::Channel(c))
                    .flat_map(|(_, joined)| joined);
                joiners += own.sum::<f64>();
            }
        }
        ((money, joiners), self.joined().iter().sum())
    }

    /// Media, cost per customer and pay of a channel: undiscounted, and present value.
    pub(super) fn channel_spend(&self, c: usize) -> (f64, f64) {
        let of = |c: usize| {
            self.spent(|account| {
                matches!(account, Account::Media(place) | Account::Commission(place)
                    | Account::ChannelFixed(place) if place == c)
            })
        };
        self.channels.get_or_init(|| (0..self.plan.channels.len()).map(of).collect())[c]
    }

    /// What is posted in some accounts: over the horizon, and at its present value.
    fn spent(&self, own: impl Fn(Account) -> bool) -> (f64, f64) {
        let ledger = &self.run.ledger;
        let weight = |account: Account| f64::from(u8::from(own(account)));
        (ledger.total(&own), ledger.present_value(self.plan, weight))
    }

    /// Money of all ways of finding customers: the acquisition accounts, and those of referral programmes.
    pub(super) fn loaded(&self) -> f64 {
        let referred = self.plan.levers.referrals.iter().map(|lever| lever.programme);
        let referred: Vec<usize> = referred.collect();
        self.run.ledger.total(|account| match account {
            Account::Programme(p, _) => referred.contains(&p),
            other => other.group() == Group::Acquisition,
        })
    }

    /// A referral programme as a way of finding customers.
    pub(super) fn referral(&self, r: usize, list: &mut List<'_>) {
        let plan = self.plan;
        let lever = &plan.levers.referrals[r];
        let blocks = (0..plan.blocks.len()).filter(|block| {
            plan.origins[plan.blocks[*block].origin].kind == OriginKind::Referral(r)
        });
        let mix: Vec<(usize, f64)> =
            blocks.map(|block| (block, self.run.joined[block].iter().sum())).collect();
        let joined: f64 = mix.iter().map(|(_, count)| count).sum();
        let own = |account| matches!(account, Account::Programme(p, _) if p == lever.programme);
        let (spend, spend_pv) = self.spent(own);
        let average = divide(spend, joined, NO_JOINERS);
        let marginal = self.last_friend(r);
        let over =
            |worth: Value, cac: Value| cac.and_then(|cac| divide(worth?, cac, NO_PAID_CHANNEL));
        self.way_in(&mix, [average, marginal], over, [joined, spend_pv], list);
    }

    /// Metrics of a way of finding customers: their value, cost on average and of the last one, `over` which the former
    /// counts, over the horizon and to the end of what `npv` counts, how many join, and what is spent at its present
    /// value.
    fn way_in(
        &self,
        mix: &[(usize, f64)],
        [average, marginal]: [Value; 2],
        over: impl Fn(Value, Value) -> Value,
        [joined, spend_pv]: [f64; 2],
        list: &mut List<'_>,
    ) {
        list.add("clv", || self.clv(mix));
        list.add("cac_average", || average);
        list.add("cac_marginal", || marginal);
        list.add("ltv_cac", || over(self.clv(mix), average));
        list.add("ltv_cac_marginal", || over(self.clv(mix), marginal));
        list.add("ltv_cac_paid", || over(self.worth(mix), average));
        list.add("ltv_cac_paid_marginal", || over(self.worth(mix), marginal));
        list.add("joined", || Ok(joined));
        list.add("spend_pv", || Ok(spend_pv));
    }

    /// What one more joiner through a referral programme costs: (1 + abuse) × reward per convert / (1 − those
    /// who would have come), in the first period with rewards.
    fn last_friend(&self, r: usize) -> Value {
        let lever = &self.plan.levers.referrals[r];
        let paid = &self.run.takers[lever.programme];
        let first = paid.iter().position(|paid| *paid > 0.0).ok_or(NO_JOINERS)?;
        let part = |part| {
            let place = self.plan.account(Account::Programme(lever.programme, part));
            let own = place.and_then(|place| self.run.ledger.accounts().nth(place));
            own.map_or(0.0, |(_, postings)| postings[first])
        };
        let rewards = part(CostPart::Reward) + part(CostPart::Discount);
        let each = rewards / paid[first] * (1.0 + lever.abuse);
        divide(each, 1.0 - lever.would_have_come, ALL_WOULD_HAVE_COME)
    }

    /// Cost of one more joiner, over the channels that cost money and can bring more, weighted by their joiners.
    pub(super) fn marginal_cac(&self) -> Value {
        let plan = self.plan;
        let (mut cost, mut joiners, mut why) = (0.0, 0.0, NO_PAID_CHANNEL);
        for (c, channel) in plan.channels.iter().enumerate() {
            let marginal = match channel.inflow {
                InflowPlan::Stated { marginal } | InflowPlan::Response { marginal } => marginal,
                InflowPlan::None => continue,
            };
            // Whom nobody joins by has no weight, and the last one may cost anything there.
            if self.channel_spend(c).0 > 0.0 && channel.joiners[0] > 0.0 {
                if !channel.lever {
                    why = NO_LEVER;
                    continue;
                }
                cost += marginal * channel.joiners[0];
                joiners += channel.joiners[0];
            }
        }
        if cost.is_infinite() {
            Err(Absent::endless(cost, AT_CEILING))
        } else {
            divide(cost, joiners, why)
        }
    }

    pub(super) fn payback_simple(&self, cac: Value) -> Value {
        let cac = cac?;
        let (margin, _) = self.first_margin(None)?;
        if cac == 0.0 {
            Err(Absent::nothing(NO_PAID_CHANNEL))
        } else if margin <= 0.0 {
            Err(Absent::endless(cac, NO_FIRST_MARGIN))
        } else {
            Ok(cac / margin)
        }
    }

    /// Smallest number of payments n with Σ_{t<n} S(t)m_t ≥ cost, discounted if asked.
    pub(super) fn payback(
        &self,
        mix: &[(usize, f64)],
        cac: Value,
        discounting: Discounting,
    ) -> Value {
        let cac = cac?;
        if cac == 0.0 {
            return Err(Absent::nothing(NO_PAID_CHANNEL));
        }
        if !self.run.has_lives() {
            return undefined(BASE_ONLY);
        }
        let weight: f64 = mix.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        for t in 0..self.plan.periods {
            for (block, own) in mix {
                let life = self.run.probe(*block);
                let (margin, at_end) = (life.margin[t], life.margin_at_end[t]);
                let value = match discounting {
                    Discounting::Undiscounted => margin + at_end,
                    Discounting::Discounted => {
                        let discounts = &self.lifetimes.discounts;
                        margin * discounts.cash[t] + at_end * discounts.end[t]
                    }
                };
                sum += own / weight * value;
            }
            // A sum that meets the cost to the last digit has met it.
            if sum >= cac * (1.0 - 1e-12) {
                return Ok((t + 1) as f64);
            }
        }
        Err(Absent { why: NOT_PAID_BACK, side: Known::Beyond(self.plan.periods) })
    }

    /// Customers at the end as a share of all who can be reached then.
    pub(super) fn market_penetration(&self) -> Value {
        let series = reach::penetration(self.plan, self.run).ok_or(Absent::from(NO_MARKET))?;
        series.last().copied().flatten().ok_or(EMPTY_MARKET.into())
    }

    /// Growth of quarterly revenue, at a year's rate, for every unit of acquisition spend of the quarter
    /// before, over all pairs of full quarters of the horizon.
    pub(super) fn magic_number(&self) -> Value {
        let quarter = self.plan.cycle / 4;
        if quarter == 0 {
            return undefined(NO_QUARTER);
        }
        let quarters = |group: Group| -> Vec<f64> {
            let amounts = self.run.ledger.group(self.plan, group);
            amounts.chunks_exact(quarter).map(ordered_sum).collect()
        };
        let (revenue, spend) = (quarters(Group::Revenue), quarters(Group::Acquisition));
        let ([first, .., last], [before @ .., _]) = (&revenue[..], &spend[..]) else {
            return undefined(FEW_QUARTERS);
        };
        divide(4.0 * (last - first), ordered_sum(before), NO_ACQUISITION_SPEND)
    }

    /// Cash burnt in the horizon for every unit of yearly recurring revenue that it adds.
    pub(super) fn burn_multiple(&self) -> Value {
        let burnt = -self.net_cash();
        if burnt <= 0.0 {
            return Err(Absent::nothing(NO_CASH_BURNT));
        }
        let moves = &self.run.revenue_moves;
        let last = self.plan.last();
        let added = self.plan.cycle as f64
            * (moves.billed()[last] - (moves.billed()[0] - moves.joined()[0]));
        if added <= 0.0 {
            let why = NO_RECURRING_GROWTH;
            return Err(Absent::endless(burnt, why));
        }
        Ok(burnt / added)
    }
}

#[derive(Clone, Copy)]
pub(super) enum Discounting {
    Undiscounted,
    Discounted,
}
