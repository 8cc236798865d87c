//! What happened under one plan.

use super::cards::CardSeries;
use super::ledger::Ledger;
use super::tail::TailValue;
use crate::plan::Plan;
use std::sync::Arc;

/// What happened under one plan.
#[derive(Clone, Debug, Default)]
pub struct Projection {
    /// Customers at the opening of each period of the horizon, by segment: `opening[s][t]`.
    pub opening: Vec<Vec<f64>>,
    /// New customers by block: `joined[block][t]`.
    pub joined: Vec<Vec<f64>>,
    /// Won-back customers by segment: `returned[s][t]`.
    pub returned: Vec<Vec<f64>>,
    /// Leavers by segment: `left[s][t]`.
    pub left: Vec<Vec<f64>>,
    /// Customers at the end of each period by segment: `closing[s][t]`.
    pub closing: Vec<Vec<f64>>,
    /// Leavers by reason: `left_by_reason[j][t]`.
    pub left_by_reason: Vec<Vec<f64>>,
    /// Joiners from word of mouth, all channels.
    pub word_of_mouth: Vec<f64>,
    /// Postings.
    pub ledger: Ledger,
    /// The series of each block, where blocks are kept apart; else empty.
    pub parts: Vec<BlockSeries>,
    /// Prospects at the opening of each period; none without a market.
    pub pool: Option<Vec<f64>>,
    /// First period in which joiners were cut to the pool.
    pub exhausted: Option<usize>,
    /// First period in which a segment had no place for all who came, by segment.
    pub full: Vec<Option<usize>>,
    /// What each desk did.
    pub desks: Vec<DeskSeries>,
    /// Share of prospects to whom the firm was recommended at the opening of each period; 0 without a brand.
    pub recommended: Vec<f64>,
    /// What each points programme did.
    pub points: Vec<PointsSeries>,
    /// What each punch card did.
    pub cards: Vec<CardSeries>,
    /// Takers of each referral and win-back programme's offers, by programme: `takers[p][t]`.
    pub takers: Vec<Vec<f64>>,
    /// Money spent on takers who would have acted anyway, by programme: `dead_weight[p][t]`.
    pub dead_weight: Vec<Vec<f64>>,
    /// Recurring revenue lost, shrunk and grown, per period.
    pub revenue_moves: RevenueMoves,
    /// Lives of one customer of each kind who joins at the start of period 0; see [`Projection::probe`]. Of those who
    /// were won back they are empty: nobody asks.
    pub lives: Arc<Lives>,
    /// The opening customers' life, by segment (in sum, not each).
    pub opening_life: Vec<Life>,
    /// Share of each desk's attempts that was served: `served[t][desk]`, to the last period run.
    pub served: Vec<Vec<f64>>,
    /// Value at the start of period 0 of all flows after the horizon from customers then active.
    pub run_off: Option<RunOff>,
    /// The same of each segment's customers, with the fixed cost of the programmes that are the segment's own.
    pub run_off_of: Vec<Option<RunOff>>,
    /// Fixed cost in `run_off` that is no segment's.
    pub run_off_common: f64,
    /// Of [`RunOff::net`], what falls into each of the first periods after the horizon: as many as were asked for.
    pub followed: Vec<f64>,
}

/// Lives of one customer of each kind; whatever becomes of all customers, they are the same.
#[derive(Clone, Debug, Default)]
pub struct Lives {
    /// By kind.
    pub(super) each: Vec<Life>,
    /// Kind of each block.
    pub(super) homes: Vec<usize>,
}

/// A customer's, or a group's, periods and money.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// Active in each period, from period 0 to at least the horizon's end.
    pub active: Vec<f64>,
    /// Margin paid at the cash timing.
    pub margin: Vec<f64>,
    /// Margin paid at the end of the period (negative: spending).
    pub margin_at_end: Vec<f64>,
    /// Factor on visits because of punch cards and their cost per active customer; empty without any.
    pub cards: Vec<(f64, f64)>,
    /// Value, at the start of the period after the last listed, of what follows; none if infinite.
    pub rest: Option<TailValue>,
}

/// Flows after the horizon, valued at the start of period 0, before tax and overheads.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunOff {
    /// Of the customers, discounted with each flow's own offset.
    pub value: f64,
    /// The same as if all fell at the cash timing: the base of tax.
    pub at_cash_timing: f64,
    /// Fixed cost of the programmes that run then, at the cash timing; not in `value`.
    pub fixed_cost: f64,
}

impl RunOff {
    /// Net of fixed cost and of tax at a rate.
    pub fn net(&self, tax: f64) -> f64 {
        self.value - self.fixed_cost - tax * (self.at_cash_timing - self.fixed_cost)
    }
}

impl std::iter::Sum for RunOff {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            value: sum.value + one.value,
            at_cash_timing: sum.at_cash_timing + one.at_cash_timing,
            fixed_cost: sum.fixed_cost + one.fixed_cost,
        })
    }
}

/// A desk, per period.
#[derive(Clone, Debug, Default)]
pub struct DeskSeries {
    /// Contacts wanted, gaming included.
    pub demand: Vec<f64>,
    /// Contacts it can serve.
    pub capacity: Vec<f64>,
    /// Ordinary contacts served.
    pub contacts: Vec<f64>,
    /// Offers taken.
    pub takers: Vec<f64>,
    /// Leavers prevented.
    pub saved: Vec<f64>,
}

/// A points programme, per period.
#[derive(Clone, Debug)]
pub struct PointsSeries {
    /// Members.
    pub members: Vec<f64>,
    /// Money billed to members, net of VAT, on which points are earned, by segment.
    pub billed: Vec<Vec<f64>>,
    /// What partners paid for points, their name apart, by segment of the members who got them.
    pub sold_points_for: Vec<Vec<f64>>,
    /// Points that partners bought, by segment.
    pub sold: Vec<Vec<f64>>,
    /// Points earned and bought for members, by segment.
    pub earned_in: Vec<Vec<f64>>,
    /// Points earned and bought for members.
    pub earned: Vec<f64>,
    /// Points redeemed.
    pub redeemed: Vec<f64>,
    /// Points expired.
    pub expired: Vec<f64>,
    /// Points outstanding at the end.
    pub outstanding: Vec<f64>,
    /// Outstanding points that will be redeemed, at their value to customers.
    pub liability: Vec<f64>,
}

impl PointsSeries {
    pub(super) fn sized(segments: usize, periods: usize) -> Self {
        let all = || vec![0.0; periods];
        let by_segment = || vec![vec![0.0; periods]; segments];
        Self {
            members: all(),
            billed: by_segment(),
            sold_points_for: by_segment(),
            sold: by_segment(),
            earned_in: Vec::new(),
            earned: Vec::new(),
            redeemed: Vec::new(),
            expired: Vec::new(),
            outstanding: Vec::new(),
            liability: Vec::new(),
        }
    }
}

/// Customers of one block, per period.
#[derive(Clone, Debug)]
pub struct BlockSeries {
    /// Before anybody comes.
    pub opening: Vec<f64>,
    /// Those who join, or return.
    pub came: Vec<f64>,
    /// Those who leave.
    pub left: Vec<f64>,
    /// At the end.
    pub closing: Vec<f64>,
    /// Their recurring revenue.
    pub moves: RevenueMoves,
}

impl BlockSeries {
    pub(super) fn sized(periods: usize) -> Self {
        let room = || Vec::with_capacity(periods);
        let moves = RevenueMoves::sized(periods);
        Self { opening: room(), came: room(), left: room(), closing: room(), moves }
    }
}

/// Recurring revenue of customers who were billed in the period before.
#[derive(Clone, Debug, Default)]
pub struct RevenueMoves {
    periods: usize,
    /// Row after row.
    all: Vec<f64>,
}

impl RevenueMoves {
    pub(super) fn sized(periods: usize) -> Self {
        Self { periods, all: vec![0.0; 7 * periods] }
    }

    fn row(&self, place: usize) -> &[f64] {
        &self.all[place * self.periods..][..self.periods]
    }

    /// Billed at list price, all customers.
    pub fn billed(&self) -> &[f64] {
        self.row(0)
    }

    /// Revenue of the period that leavers will not pay again.
    pub fn churned(&self) -> &[f64] {
        self.row(1)
    }

    /// Shrinkage of stayers' revenue into the next period.
    pub fn contraction(&self) -> &[f64] {
        self.row(2)
    }

    /// Growth of stayers' revenue into the next period.
    pub fn expansion(&self) -> &[f64] {
        self.row(3)
    }

    /// What those who stayed pay more than in the period before, growth apart: by dates, tenure and visits.
    pub fn risen(&self) -> &[f64] {
        self.row(4)
    }

    /// What they pay less, likewise.
    pub fn cut(&self) -> &[f64] {
        self.row(5)
    }

    /// Revenue of joiners and returners in their first period.
    pub fn joined(&self) -> &[f64] {
        self.row(6)
    }

    /// Adds another's.
    pub fn join(&mut self, other: &Self) {
        self.all.iter_mut().zip(&other.all).for_each(|(own, other)| *own += other);
    }

    /// Adds another's of one period.
    pub(super) fn add(&mut self, t: usize, own: &MovesOfPeriod) {
        let MovesOfPeriod { billed, churned, contraction, expansion, risen, cut, new } = *own;
        let moved = [billed, churned, contraction, expansion, risen, cut, new];
        for (row, moved) in self.all.chunks_exact_mut(self.periods).zip(moved) {
            row[t] += moved;
        }
    }
}

/// The same of one period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MovesOfPeriod {
    pub(super) billed: f64,
    pub(super) churned: f64,
    pub(super) contraction: f64,
    pub(super) expansion: f64,
    pub(super) risen: f64,
    pub(super) cut: f64,
    pub(super) new: f64,
}

impl MovesOfPeriod {
    /// Adds a move of the price: `now` in place of `before`. Roundings are no move.
    pub(super) fn price(&mut self, before: f64, now: f64, stayed: f64) {
        let change = now - before;
        if change.abs() > ROUNDING * before.abs() {
            self.risen += stayed * change.max(0.0);
            self.cut += stayed * (-change).max(0.0);
        }
    }
}

/// Relative size of roundings of a bill.
const ROUNDING: f64 = 1e-12;

impl Projection {
    /// The life of one customer who joins `block` at the start of period 0.
    pub fn probe(&self, block: usize) -> &Life {
        &self.lives.each[self.lives.homes[block]]
    }

    /// Whether single customers were followed at all.
    pub fn has_lives(&self) -> bool {
        !self.lives.homes.is_empty()
    }

    /// The same of every block.
    pub fn probes(&self) -> impl Iterator<Item = &Life> {
        self.lives.homes.iter().map(|home| &self.lives.each[*home])
    }

    /// New customers of a segment, by period.
    pub fn joined_in(&self, plan: &Plan, segment: usize) -> Vec<f64> {
        let mut sum = vec![0.0; plan.periods];
        for joined in &self.joined[plan.blocks_of(segment)] {
            sum.iter_mut().zip(joined).for_each(|(sum, joined)| *sum += joined);
        }
        sum
    }

    /// Sum over the segments of one of the series.
    pub fn total(series: &[Vec<f64>], t: usize) -> f64 {
        series.iter().map(|segment| segment[t]).sum()
    }
}
