//! The tables of a plan.

use super::account::{Account, Chart};
use super::acquisition::{ChannelPlan, MarketPlan, ProductPlan};
use super::aim::Aim;
use super::brand::BrandPlan;
use super::classes::RiskClasses;
use super::growth::Bill;
use super::rates::RateTable;
use super::tenures::{Grid, OpeningGroup, Slots};
use super::vintage::PointCosts;
use crate::lever::{Levers, RiskOffer};
use crate::numeric::latest::Latest;
use crate::scenario::{AfterHorizon, ClvConvention, TerminalValue};
use std::cell::RefCell;
use std::sync::Arc;

/// One strategy, ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Periods of the horizon.
    pub periods: usize,
    /// Entries of the levers' series: one for each period of the horizon, then as many as programmes still
    /// change. The last goes on.
    pub entries: usize,
    /// Periods in a year: the length of the season.
    pub cycle: usize,
    /// First period, at or after the horizon's end, from which rates repeat with the season.
    pub settled_from: usize,
    /// First period from which prices, costs and what programmes pay per customer stand still.
    pub still_from: usize,
    /// The same until the horizon: programmes may end there.
    pub still_within: usize,
    /// Discount rate per period.
    pub discount_rate: f64,
    /// Factor on the share of customers kept in every period; 1 but in trials, and below it there.
    pub kept: f64,
    /// Rise of prices per period that amounts contain: 0 where they are in money of the start date; none
    /// where no inflation is stated.
    pub inflation: Option<f64>,
    /// Cash at the start; none where not stated.
    pub opening_cash: Option<f64>,
    /// Offset of recurring flows inside their period: 0, ½ or 1.
    pub delta: f64,
    /// Whether `retention_spend` falls at the end of its period.
    pub retention_at_end: bool,
    /// Which payments a lifetime value counts.
    pub convention: ClvConvention,
    /// What `npv` counts after the horizon.
    pub terminal: TerminalValue,
    /// What runs after the horizon.
    pub after: AfterHorizon,
    /// Tax rate per period.
    pub tax: Vec<f64>,
    /// Segments.
    pub segments: Vec<SegmentPlan>,
    /// Origins: opening base, channels, referral programmes, win-back programmes.
    pub origins: Vec<OriginPlan>,
    /// Blocks of customers, segment by segment and origin by origin.
    pub blocks: Vec<BlockPlan>,
    /// Number of different hazards among the blocks.
    pub groups: usize,
    /// Discount factors at the start, the cash timing and the end of each period.
    pub discounts: Arc<Discounts>,
    /// Channels, in the order of the file.
    pub channels: Vec<ChannelPlan>,
    /// Factor of the events on word of mouth, per period.
    pub events_on_word_of_mouth: Vec<f64>,
    /// Brand recognition; none: conversion does not move.
    pub brand: Option<BrandPlan>,
    /// Pool of prospects.
    pub market: Option<MarketPlan>,
    /// Cost of entering new markets and of new products, per period.
    pub entry_costs: Vec<f64>,
    /// Products that active customers may buy beside what they have.
    pub products: Vec<ProductPlan>,
    /// What the programmes do.
    pub levers: Levers,
    /// What points that are earned will cost.
    pub point_costs: PointCosts,
    /// Whom offers to the riskiest target.
    pub aims: Vec<Aim>,
    /// Such offers of the strategy that the figures were observed in.
    pub observed_risks: Vec<RiskOffer>,
    /// Whom these targeted.
    pub observed_aims: Vec<Aim>,
    /// The plan that the figures were observed in, which says whom; none where it is this one.
    pub observed: Option<Arc<Self>>,
    /// Number of programmes of the strategy.
    pub programmes: usize,
    /// Number of reasons for leaving.
    pub reasons: usize,
    /// Overheads, in the order of the file.
    pub overheads: Vec<OverheadPlan>,
    /// Chart of accounts, in the order of the ledger.
    pub chart: Arc<Chart>,
    /// Whether customers act independently of each other, so that exact moments hold.
    pub independent: bool,
}

/// One segment.
#[derive(Clone, Debug)]
pub struct SegmentPlan {
    /// Churn by risk class and tenure.
    pub classes: RiskClasses,
    /// Customers at the start by tenure, ascending.
    pub opening: Vec<OpeningGroup>,
    /// Customers billed that it has room for, by period of the horizon; none: no limit.
    pub capacity: Option<Vec<f64>>,
    /// Slots of tenure that differ in price, cost or hazard, growth apart.
    pub slots: Slots,
    /// Where tenures are told apart for ever only by occasions that come back: the first tenure from which
    /// that is so, and the periods after which all of them have come back.
    pub recurring: Option<(usize, usize)>,
    /// List price, net of VAT; where customers buy by visits, visits × basket.
    pub price: Grid,
    /// Visits per active customer on average, without programmes; none in a subscription.
    pub visits: Option<Grid>,
    /// Whether customers are lost at a visit, so that the last of a leaver's visits is that one.
    pub lost_at_visits: bool,
    /// Share of the money billed.
    pub cost_of_revenue: Grid,
    /// Share of the money billed.
    pub payment_fees: Grid,
    /// Share of the list price.
    pub cost_of_sales: Grid,
    /// Share of the list price.
    pub variable_labour: Grid,
    /// Money per active customer.
    pub service_cost: Grid,
    /// Money per active customer.
    pub retention_spend: Grid,
    /// Money per active customer at the end of the period (`retention_response.spend`).
    pub response_spend: Vec<f64>,
    /// VAT rate per period, for points earned on gross money.
    pub vat: Vec<f64>,
}

/// A fixed cost of the business.
#[derive(Clone, Debug)]
pub struct OverheadPlan {
    /// Whether it belongs to the acquisition team.
    pub team: bool,
    /// Segment that it belongs to; none: common to all.
    pub segment: Option<usize>,
    /// Money per period, at the cash timing.
    pub amount: Vec<f64>,
}

/// One origin of customers.
#[derive(Clone, Debug)]
pub struct OriginPlan {
    /// What it is.
    pub kind: OriginKind,
    /// Multiplier of the log-survival.
    pub multiplier: f64,
    /// Periods of a reduced first price, and the share of the price paid.
    pub trial: (usize, f64),
    /// Offer of a win-back programme: share of the price and gift by tenure.
    pub offer: Option<OriginOffer>,
}

/// Where customers of an origin come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginKind {
    /// Opening base.
    Opening,
    /// A channel, by place.
    Channel(usize),
    /// A referral lever, by place.
    Referral(usize),
    /// A win-back lever, by place.
    WinBack(usize),
}

impl OriginKind {
    /// A number for random streams, the same under every strategy of a scenario.
    pub const fn key(self) -> u64 {
        match self {
            Self::Opening => 0,
            Self::Channel(c) => 1 + 4 * c as u64,
            Self::Referral(r) => 2 + 4 * r as u64,
            Self::WinBack(w) => 3 + 4 * w as u64,
        }
    }
}

/// What returning customers are given in their first periods.
#[derive(Clone, Debug)]
pub struct OriginOffer {
    /// Programme that pays.
    pub programme: usize,
    /// Share of the price by tenure.
    pub discount: Vec<f64>,
    /// Gift cost by tenure.
    pub gift: Vec<f64>,
}

/// Customers of one segment and origin.
#[derive(Clone, Debug)]
pub struct BlockPlan {
    /// Segment.
    pub segment: usize,
    /// Origin.
    pub origin: usize,
    /// Place of its hazards: blocks with the same one leave alike.
    pub group: usize,
    /// The origin's multiplier of the log-survival.
    pub multiplier: f64,
    /// What its customers are billed.
    pub bill: Bill,
    /// Churn multipliers over time, before the origin's; shared by blocks that levers treat alike.
    pub rates: Arc<RateTable>,
    /// What else levers do to it; shared by the same blocks.
    pub reach: Arc<Reach>,
}

/// What levers do to customers of a segment and origin, apart from churn.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Offers to the riskiest that cover this block.
    pub risks: Vec<usize>,
    /// The same of what was observed.
    pub observed_risks: Vec<usize>,
    /// Points levers that reach this block.
    pub points: Vec<usize>,
    /// Costs per customer that reach this block.
    pub costs: Vec<usize>,
    /// Offers that customers of this block take.
    pub takers: Vec<usize>,
    /// Promotions that reach this block.
    pub promotions: Vec<usize>,
    /// Factor on visits per period, the product of the programmes', and visits on top; empty where none
    /// acts. The last entry goes on.
    pub visit_factor: Vec<(f64, f64)>,
    /// Punch cards that reach this block.
    pub cards: Vec<usize>,
    /// After the horizon, once every card has been filled often: factor on visits because of the cards,
    /// and their cost per active customer, from the first period after it to the last entry of the levers.
    pub settled_cards: Vec<(f64, f64)>,
}

impl BlockPlan {
    /// Price before growth in period `t` at tenure `k`, net of VAT; where customers buy by visits, visits ×
    /// basket.
    pub fn price<'a>(&'a self, segment: &'a SegmentPlan) -> &'a Grid {
        self.bill.price.as_ref().unwrap_or(&segment.price)
    }

    /// Bill at list price of a customer of tenure `k` in period `t`, without what programmes change of visits.
    pub fn list(&self, segment: &SegmentPlan, t: usize, k: usize) -> f64 {
        self.price(segment).at(t, k) * self.bill.level(t, k)
    }

    /// Slots of tenure that differ in what is billed, too.
    pub fn slots(&self, segment: &SegmentPlan) -> Slots {
        if self.bill.tells_tenures_apart() { Slots::Open } else { segment.slots }
    }

    /// Factor on visits because of punch cards in a period after the horizon, and their cost per customer.
    pub fn cards_after(&self, plan: &Plan, t: usize) -> (f64, f64) {
        self.reach.settled_cards[plan.entry(t) - plan.periods]
    }

    /// Factor of the programmes, cards apart, on the `visits` of a customer in period `t`.
    pub fn more_visits(&self, t: usize, visits: f64) -> f64 {
        let visits_made = &self.reach.visit_factor;
        let Some(last) = visits_made.len().checked_sub(1) else {
            return 1.0;
        };
        let (factor, extra) = visits_made[t.min(last)];
        if extra > 0.0 && visits > 0.0 { factor + extra / visits } else { factor }
    }
}

impl Plan {
    /// The block of a segment's customers of the start.
    pub fn opening_block(&self, s: usize) -> &BlockPlan {
        let own = self.blocks.iter().find(|block| block.segment == s && block.bill.from_start);
        own.expect("every segment has a block of the customers of the start")
    }

    /// Places of the blocks of a segment.
    pub fn blocks_of(&self, segment: usize) -> std::ops::Range<usize> {
        let origins = self.origins.len();
        segment * origins..(segment + 1) * origins
    }

    /// Place of the block of a segment and an origin.
    pub fn block_of(&self, segment: usize, kind: OriginKind) -> usize {
        let (channels, referrals) = (self.channels.len(), self.levers.referrals.len());
        let origin = match kind {
            OriginKind::Opening => 0,
            OriginKind::Channel(c) => 1 + c,
            OriginKind::Referral(r) => 1 + channels + r,
            OriginKind::WinBack(w) => 1 + channels + referrals + w,
        };
        segment * self.origins.len() + origin
    }

    /// First period since which money per customer stands still as it is in `t`.
    pub fn still_since(&self, t: usize) -> usize {
        match t {
            _ if t >= self.still_from => self.still_from,
            _ if (self.still_within..self.periods).contains(&t) => self.still_within,
            _ => t,
        }
    }

    /// Whether its value counts what the customers bring who are left at the horizon's end.
    pub fn runs_off(&self) -> bool {
        self.terminal == TerminalValue::RunOff
    }

    /// The horizon's last period: what is no programme's stays as it is then.
    pub fn last(&self) -> usize {
        self.periods - 1
    }

    /// Place of period `t` in the levers' series.
    pub fn entry(&self, t: usize) -> usize {
        t.min(self.entries - 1)
    }

    /// Whether customers pay or cost anything at the end of a period.
    pub fn pays_late(&self) -> bool {
        let nothing = |series: &[f64]| series.iter().all(|amount| *amount == 0.0);
        let late = self.retention_at_end && self.delta < 1.0;
        self.segments.iter().any(|segment| {
            let spend = &segment.retention_spend;
            let retention = late && !(nothing(&spend.time) || nothing(&spend.tenure));
            retention || !nothing(&segment.response_spend)
        })
    }

    /// Fixed cost of the programmes that run in period `t`.
    pub fn fixed_cost(&self, t: usize) -> f64 {
        self.levers.fixed.iter().map(|cost| cost.fixed[self.entry(t)]).sum()
    }

    /// Discount factor of one period, v = 1/(1+d).
    pub fn factor(&self) -> f64 {
        1.0 / (1.0 + self.discount_rate)
    }

    /// Discount factor v^(t+offset).
    pub fn discount(&self, t: usize, offset: f64) -> f64 {
        self.discounts.at(t, offset, self.delta)
    }

    /// Discount factors of an account's own place in each period.
    pub fn discounts_of(&self, account: Account) -> &[f64] {
        let retention = if self.retention_at_end { 1.0 } else { self.delta };
        self.discounts.row(account.offset(self.delta, retention), self.delta)
    }

    /// Place of an account in the ledger.
    pub fn account(&self, account: Account) -> Option<usize> {
        self.chart.place(account)
    }
}

/// Discount factors v^(t+offset) for the offsets that occur.
#[derive(Clone, Debug)]
pub struct Discounts {
    rate: f64,
    start: Vec<f64>,
    cash: Vec<f64>,
}

/// Tables that a thread remembers: of the strategies of a business, with and without discounting.
const REMEMBERED: usize = 4;

/// Rate and cash timing, to the last bit, and periods.
type Asked = ([u64; 2], usize);

thread_local! {
    static KNOWN: RefCell<Latest<Asked, Arc<Discounts>>> = const { RefCell::new(Latest::new()) };
}

impl Discounts {
    /// Tables over `periods` for a rate and a cash timing.
    pub fn of(rate: f64, delta: f64, periods: usize) -> Arc<Self> {
        let table = |offset: f64| (0..=periods).map(|t| factor(rate, t, offset)).collect();
        let tables = || Arc::new(Self { rate, start: table(0.0), cash: table(delta) });
        let asked = ([rate, delta].map(f64::to_bits), periods);
        KNOWN.with_borrow_mut(|known| known.get(asked, REMEMBERED, tables))
    }

    /// Those at one of the places in a period that money has.
    fn row(&self, offset: f64, delta: f64) -> &[f64] {
        if offset == delta { &self.cash } else { &self.start[usize::from(offset > 0.0)..] }
    }

    fn at(&self, t: usize, offset: f64, delta: f64) -> f64 {
        if t + 1 >= self.start.len() {
            factor(self.rate, t, offset)
        } else if offset == delta {
            self.cash[t]
        } else if offset == 0.0 {
            self.start[t]
        } else if offset == 1.0 {
            self.start[t + 1]
        } else {
            factor(self.rate, t, offset)
        }
    }
}

fn factor(rate: f64, t: usize, offset: f64) -> f64 {
    libm::exp(-(t as f64 + offset) * libm::log1p(rate))
}
