//! What customers bring and cost in one period, account by account: said here and nowhere else.
//!
//! A sheet is a list of lines, each an amount for one customer of every tenure. The engine multiplies
//! them by counts to post them; added up they are a customer's margin.

use std::ops::Range;

use super::points::earned_per_unit;
use super::{Account, BlockPlan, CostPart, OriginKind, Plan};
use crate::lever::{CustomerCost, Spent};

/// What an amount is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Customers.
    Customer,
    /// Customers, and what their visits are as a multiple of those expected; 1 in a subscription.
    Visit,
    /// The same, for the part of the bill that no desk gives away.
    Billed,
}

/// One account's amounts.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// Place in the chart; none for what is paid later and counts in margins only.
    pub account: Option<usize>,
    /// What the amounts are multiplied by.
    pub basis: Basis,
    /// Programme, and the share of the amounts that it spends on those who would have acted anyway.
    pub wasted: Option<(usize, f64)>,
    /// Place of the first tenure's amount.
    first: usize,
    /// Whether each tenure has its own.
    by_tenure: bool,
}

/// How a line counts in a customer's margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// At the cash timing.
    Cash,
    /// At the end of the period.
    AtEnd,
    /// Not at all.
    Not,
}

/// The lines of customers of one block in one period.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    tenures: usize,
    flat: bool,
    lines: Vec<SheetLine>,
    amounts: Vec<f64>,
    /// Visits of a customer on average, by tenure; 0 in a subscription.
    pub visits: Vec<f64>,
    /// Bill at list price, net of VAT.
    pub list: Vec<f64>,
    /// Money billed, before a desk gives any of it away.
    pub billed: Vec<f64>,
    /// Margin that does not hang on visits.
    steady: Vec<f64>,
    /// Margin that does.
    visited: Vec<f64>,
    /// What is left of the money billed after the costs that are shares of it.
    kept: Vec<f64>,
    /// Margin paid at the end of the period.
    at_end: Vec<f64>,
}

impl Sheet {
    /// The sheet of customers of a range of tenures in period `t`.
    pub fn of(plan: &Plan, block: &BlockPlan, t: usize, tenures: Range<usize>) -> Self {
        let mut sheet = Self::default();
        sheet.fill(plan, block, t, tenures);
        sheet
    }

    /// Whether customers of all tenures bring the same.
    pub const fn is_flat(&self) -> bool {
        self.flat
    }

    /// Number of tenures.
    pub const fn tenures(&self) -> usize {
        self.tenures
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = &SheetLine> {
        self.lines.iter()
    }

    /// Amounts of a line: one for each tenure, or one for all.
    pub fn amounts(&self, line: &SheetLine) -> &[f64] {
        &self.amounts[line.first..][..if line.by_tenure { self.tenures } else { 1 }]
    }

    /// Margin at the cash timing, and margin at the end of the period, of a customer at place `i` of the
    /// tenures who makes `times` as many visits and to whom a desk gives the share `discount` of the
    /// price and a `gift`.
    pub fn margins(&self, i: usize, times: f64, discount: f64, gift: f64) -> (f64, f64) {
        (self.steady[i] + times * self.growing(i, discount) - gift, self.at_end[i])
    }

    /// The part of [`Sheet::margins`] that grows with the bill.
    pub fn growing(&self, i: usize, discount: f64) -> f64 {
        self.visited[i] - discount * self.kept[i]
    }

    /// Margin that a desk takes from a customer at place `i` to whom it gives the whole price.
    pub fn kept(&self, i: usize) -> f64 {
        self.kept[i]
    }

    /// Writes the sheet of customers of a range of tenures in period `t`.
    pub fn fill(&mut self, plan: &Plan, block: &BlockPlan, t: usize, tenures: Range<usize>) {
        let levels = (!block.bill.is_still()).then(|| block.bill.levels(t, tenures.clone()));
        self.write(plan, block, t, tenures, levels.as_deref());
    }

    /// The same where the bills of all are as if they had not grown: what does not grow, and what grows with
    /// the bill, are then told apart by [`Sheet::margins`] and [`Sheet::growing`].
    pub fn fill_ungrown(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: Range<usize>,
    ) {
        self.write(plan, block, t, tenures, None);
    }

    /// Writes it with bills at `levels` of the price, or at the price.
    fn write(
        &mut self,
        plan: &Plan,
        block: &BlockPlan,
        t: usize,
        tenures: Range<usize>,
        levels: Option<&[f64]>,
    ) {
        self.tenures = tenures.len();
        self.lines.clear();
        self.amounts.clear();
        for series in [&mut self.steady, &mut self.visited, &mut self.at_end] {
            series.clear();
            series.resize(tenures.len(), 0.0);
        }
        let mut writing = Writing { sheet: self, plan, block, t, tenures };
        writing.bill(levels);
        writing.serve();
        writing.programmes();
        let same = |series: &[f64]| series.iter().all(|amount| *amount == series[0]);
        self.flat =
            self.lines.iter().all(|line| !line.by_tenure) && same(&self.list) && same(&self.visits);
    }
}

/// A sheet being written.
struct Writing<'a> {
    sheet: &'a mut Sheet,
    plan: &'a Plan,
    block: &'a BlockPlan,
    t: usize,
    tenures: Range<usize>,
}

impl Writing<'_> {
    /// What is billed, and what is given away of it before any desk.
    fn bill(&mut self, levels: Option<&[f64]>) {
        let (plan, block, t, tenures) = (self.plan, self.block, self.t, self.tenures.clone());
        let segment = &plan.segments[block.segment];
        let origin = &plan.origins[block.origin];
        let cards = if t < plan.periods { 1.0 } else { block.cards_after(plan, t).0 };
        let sheet = &mut *self.sheet;
        let visits = |k| segment.visits.as_ref().map_or(0.0, |visits| visits.at(t, k));
        let more = |k| block.more_visits(t, visits(k)) * cards;
        sheet.visits.clear();
        sheet.visits.extend(tenures.clone().map(|k| visits(k) * more(k)));
        sheet.list.clear();
        let price = block.price(segment);
        match levels {
            None => sheet.list.extend(tenures.clone().map(|k| price.at(t, k) * more(k))),
            Some(levels) => {
                let each = tenures.clone().zip(levels);
                sheet.list.extend(each.map(|(k, level)| price.at(t, k) * level * more(k)));
            }
        }
        sheet.billed.clone_from(&sheet.list);
        let (cash, account) = (Counts::Cash, Account::GrossRevenue);
        self.line(account, Basis::Visit, cash, |sheet, i, _| sheet.list[i]);
        if let (OriginKind::Channel(c), 1..) = (origin.kind, origin.trial.0) {
            self.give_away(Account::FirstPeriodDiscount(c), |k| {
                if k < origin.trial.0 { 1.0 - origin.trial.1 } else { 0.0 }
            });
        }
        if let Some(offer) = &origin.offer {
            let of = |series: &[f64], k: usize| series.get(k).copied().unwrap_or(0.0);
            let part = |part| Account::Programme(offer.programme, part);
            self.give_away(part(CostPart::Discount), |k| of(&offer.discount, k));
            let gift = part(CostPart::Reward);
            self.line(gift, Basis::Customer, cash, |_, _, k| of(&offer.gift, k));
        }
        self.promote();
        self.sheet.kept.clone_from(&self.sheet.billed);
        let shares = [
            (Account::CostOfRevenue, &segment.cost_of_revenue),
            (Account::PaymentFees, &segment.payment_fees),
        ];
        for (account, share) in shares {
            self.line(account, Basis::Billed, cash, |sheet, i, k| sheet.billed[i] * share.at(t, k));
        }
    }

    /// Takes a share of the money billed away.
    fn give_away(&mut self, account: Account, share: impl Fn(usize) -> f64) {
        let given = |sheet: &Sheet, i: usize, k: usize| sheet.billed[i] * share(k);
        self.line(account, Basis::Visit, Counts::Cash, given);
        for (billed, k) in self.sheet.billed.iter_mut().zip(self.tenures.clone()) {
            *billed -= *billed * share(k);
        }
    }

    /// Offers to customers who did not ask for them: together they give away no more than the price.
    fn promote(&mut self) {
        if self.block.reach.promotions.is_empty() {
            return;
        }
        let (plan, t) = (self.plan, self.t);
        let before = self.sheet.billed.clone();
        let mut left = vec![1.0_f64; self.sheet.tenures];
        for place in &self.block.reach.promotions {
            let lever = &plan.levers.promotions[*place];
            let discount: Vec<f64> = self
                .tenures
                .clone()
                .zip(&left)
                .map(|(k, left)| lever.discount.at(self.block.segment, t, k).min(*left))
                .collect();
            let account = Account::Programme(lever.programme, CostPart::Discount);
            let given = |_: &Sheet, i: usize, _| before[i] * discount[i];
            self.line(account, Basis::Visit, Counts::Cash, given);
            left.iter_mut().zip(&discount).for_each(|(left, discount)| *left -= discount);
            let billed = self.sheet.billed.iter_mut().zip(&before).zip(&left);
            billed.for_each(|((billed, before), left)| *billed = before * left);
        }
    }

    /// What serving customers and holding them costs, whatever programmes there are.
    fn serve(&mut self) {
        let (plan, t) = (self.plan, self.t);
        let segment = &plan.segments[self.block.segment];
        for (account, share) in [
            (Account::CostOfSales, &segment.cost_of_sales),
            (Account::VariableLabour, &segment.variable_labour),
        ] {
            let cost = |sheet: &Sheet, i: usize, k: usize| sheet.list[i] * share.at(t, k);
            self.line(account, Basis::Visit, Counts::Cash, cost);
        }
        let service = |_: &Sheet, _, k| segment.service_cost.at(t, k);
        self.line(Account::Service, Basis::Customer, Counts::Cash, service);
        let late = plan.retention_at_end && plan.delta < 1.0;
        let counts = if late { Counts::AtEnd } else { Counts::Cash };
        let retention = |_: &Sheet, _, k| segment.retention_spend.at(t, k);
        self.line(Account::RetentionSpend, Basis::Customer, counts, retention);
        let response = segment.response_spend[t.min(plan.last())];
        self.same(Account::RetentionResponse, Counts::AtEnd, response);
        let index = plan.rate_index(t);
        for product in &plan.products {
            self.same(Account::NewProduct(product.event), Counts::Cash, product.revenue[index]);
            self.same(Account::NewProductCost(product.event), Counts::Cash, product.cost[index]);
        }
    }

    /// What programmes spend on each customer, and what they owe for it.
    fn programmes(&mut self) {
        let (plan, block, t) = (self.plan, self.block, self.t);
        for place in &block.reach.costs {
            self.customer_cost(&plan.levers.customer_costs[*place]);
        }
        let now = plan.entry(t);
        for place in &block.reach.points {
            let lever = &plan.levers.points[*place];
            let members = lever.members[block.segment][now];
            let member = Account::Programme(lever.programme, CostPart::Member);
            self.same(member, Counts::Cash, members * lever.per_member[now]);
            self.same(Account::MembershipFees, Counts::Cash, members * lever.fee[now]);
            let paid = Account::PointsSold(lever.programme);
            self.same(paid, Counts::Cash, members * lever.sold_for[now]);
            let each = plan.point_costs.at(*place, block.segment, t);
            let owed = earned_per_unit(plan, block, *place, t) * each;
            self.owed(Basis::Billed, |sheet, i, _| sheet.billed[i] * owed);
            if lever.sold[now] > 0.0 {
                let owed = members * lever.sold[now] * each;
                self.owed(Basis::Customer, |_, _, _| owed);
            }
        }
        if t >= plan.periods {
            let cards = block.cards_after(plan, t).1;
            self.owed(Basis::Customer, |_, _, _| cards);
        }
    }

    fn customer_cost(&mut self, cost: &CustomerCost) {
        let (segment, t) = (self.block.segment, self.t);
        let account = Account::of(cost.spent, cost.programme);
        // Less revenue, not more cost.
        let sign = if cost.spent == Spent::Refund { -1.0 } else { 1.0 };
        let counts = if cost.in_lifetime { Counts::Cash } else { Counts::Not };
        let before = self.sheet.lines.len();
        if cost.amount.any_tenure() {
            self.same(account, counts, sign * cost.amount.at(segment, t, 0));
        } else {
            let each = |_: &Sheet, _, k| sign * cost.amount.at(segment, t, k);
            self.line(account, Basis::Customer, counts, each);
        }
        if let Some(line) = self.sheet.lines.get_mut(before) {
            line.wasted = cost.dead_weight.map(|share| (cost.programme, share));
        }
    }

    /// A line with one amount for all tenures.
    fn same(&mut self, account: Account, counts: Counts, amount: f64) {
        if amount != 0.0 {
            self.line(account, Basis::Customer, counts, |_, _, _| amount);
        }
    }

    /// A line that is posted later: it only counts in margins.
    fn owed(&mut self, basis: Basis, each: impl Fn(&Sheet, usize, usize) -> f64) {
        self.write(None, basis, (Counts::Cash, -1.0), each);
    }

    /// A line; none where all amounts are 0.
    fn line(
        &mut self,
        account: Account,
        basis: Basis,
        counts: Counts,
        each: impl Fn(&Sheet, usize, usize) -> f64,
    ) {
        self.write(Some(account), basis, (counts, account.sign()), each);
    }

    fn write(
        &mut self,
        account: Option<Account>,
        basis: Basis,
        (counts, sign): (Counts, f64),
        each: impl Fn(&Sheet, usize, usize) -> f64,
    ) {
        let sheet = &mut *self.sheet;
        let first = sheet.amounts.len();
        for (i, k) in self.tenures.clone().enumerate() {
            let amount = each(sheet, i, k);
            sheet.amounts.push(amount);
        }
        let own = &sheet.amounts[first..];
        let Some(one) = own.first().copied() else { return };
        let by_tenure = own.iter().any(|amount| *amount != one);
        if !by_tenure && one == 0.0 {
            sheet.amounts.truncate(first);
            return;
        }
        let margin = match (counts, basis) {
            (Counts::Cash, Basis::Customer) => Some(&mut sheet.steady),
            (Counts::Cash, Basis::Visit | Basis::Billed) => Some(&mut sheet.visited),
            (Counts::AtEnd, _) => Some(&mut sheet.at_end),
            (Counts::Not, _) => None,
        };
        if let Some(margin) = margin {
            margin.iter_mut().zip(own).for_each(|(margin, amount)| *margin += sign * amount);
        }
        if basis == Basis::Billed {
            sheet.kept.iter_mut().zip(own).for_each(|(kept, amount)| *kept -= amount);
        }
        if !by_tenure {
            sheet.amounts.truncate(first + 1);
        }
        // Programmes that take over after the horizon have no account: nothing is posted any more.
        let posts = |_: &Account| self.t < self.plan.periods;
        let place = |account: Account| {
            let place = self.plan.account(account);
            place.expect("every posting has an account in the plan's chart")
        };
        let account =
            account.filter(posts).map(place).or(account.and_then(|a| self.plan.account(a)));
        sheet.lines.push(SheetLine { account, basis, wasted: None, first, by_tenure });
    }
}
