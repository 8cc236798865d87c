//! The ledger: what was posted to which account in which period.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::numeric::sum::Accumulators;
use crate::plan::{Account, BlockPlan, Chart, Group, OriginKind, Plan};

/// Whose an amount is: of the customers of a segment, of those of a channel; of none where it is common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    pub segment: Option<usize>,
    pub channel: Option<usize>,
}

impl Owner {
    /// Of all together.
    pub const COMMON: Self = Self { segment: None, channel: None };

    /// The customers of a segment, wherever they come from.
    pub const fn segment(segment: usize) -> Self {
        Self { segment: Some(segment), channel: None }
    }

    /// The customers of a block.
    pub fn block(plan: &Plan, block: &BlockPlan) -> Self {
        let channel = match plan.origins[block.origin].kind {
            OriginKind::Channel(c) => Some(c),
            _ => None,
        };
        Self { segment: Some(block.segment), channel }
    }
}

/// Which part of the postings is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerPart {
    /// Of a segment; none: what belongs to none.
    Segment(Option<usize>),
    /// Of a channel; none: what belongs to none.
    Channel(Option<usize>),
}

/// Postings by place of the account.
type Book = BTreeMap<usize, Vec<f64>>;

/// The postings once more by segment, and by channel; the last book of each has what belongs to none.
#[derive(Clone, Debug)]
struct Books {
    segments: Vec<Book>,
    channels: Vec<Book>,
}

impl Books {
    fn of(&self, side: LedgerPart) -> &Book {
        let (books, own) = match side {
            LedgerPart::Segment(own) => (&self.segments, own),
            LedgerPart::Channel(own) => (&self.channels, own),
        };
        &books[own.unwrap_or(books.len() - 1)]
    }

    fn of_mut(&mut self, side: LedgerPart) -> &mut Book {
        let (books, own) = match side {
            LedgerPart::Segment(own) => (&mut self.segments, own),
            LedgerPart::Channel(own) => (&mut self.channels, own),
        };
        let own = own.unwrap_or(books.len() - 1);
        &mut books[own]
    }
}

/// Postings by account and period; costs are positive.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    chart: Arc<Chart>,
    periods: usize,
    /// Account after account.
    postings: Vec<f64>,
    /// Whether anything was posted to each account.
    used: Vec<bool>,
    books: Option<Box<Books>>,
}

impl Ledger {
    /// An empty ledger over the plan's accounts and periods; `apart` if it is also kept by segment and by
    /// channel.
    pub fn new(plan: &Plan, apart: bool) -> Self {
        let (chart, periods) = (Arc::clone(&plan.chart), plan.periods);
        let accounts = chart.accounts().len();
        let (postings, used) = (vec![0.0; periods * accounts], vec![false; accounts]);
        let books = |count: usize| vec![Book::new(); count + 1];
        let books = apart.then(|| {
            let (segments, channels) = (books(plan.segments.len()), books(plan.channels.len()));
            Box::new(Books { segments, channels })
        });
        Self { chart, periods, postings, used, books }
    }

    /// Adds `amount` to an account. An amount of zero needs no account.
    pub fn post(&mut self, account: Account, t: usize, amount: f64, owner: Owner) {
        self.post_among(account, t, amount, [(owner, 1.0)]);
    }

    /// Adds `amount` to an account, of which each owner has a share.
    pub fn post_among(
        &mut self,
        account: Account,
        t: usize,
        amount: f64,
        owners: impl IntoIterator<Item = (Owner, f64)>,
    ) {
        if amount == 0.0 {
            return;
        }
        let place = self.chart.place(account);
        let place = place.expect("every posting has an account in the plan's chart");
        self.row(place)[t] += amount;
        if self.books.is_some() {
            for (owner, share) in owners {
                self.enter(place, t, share * amount, owner);
            }
        }
    }

    /// Adds `amount` to the account at a place of the chart.
    pub fn post_at(&mut self, place: usize, t: usize, amount: f64, owner: Owner) {
        self.row(place)[t] += amount;
        self.enter(place, t, amount, owner);
    }

    /// Adds amounts to the account at a place of the chart, from period `first` on, of which each owner has a share.
    pub fn post_row(
        &mut self,
        place: usize,
        first: usize,
        amounts: impl Iterator<Item = f64> + Clone,
        owners: impl IntoIterator<Item = (Owner, f64)> + Clone,
    ) {
        let row = self.row(place)[first..].iter_mut();
        row.zip(amounts.clone()).for_each(|(posted, amount)| *posted += amount);
        if self.books.is_none() {
            return;
        }
        for (i, amount) in amounts.enumerate().filter(|(_, amount)| *amount != 0.0) {
            for (owner, share) in owners.clone() {
                self.enter(place, first + i, share * amount, owner);
            }
        }
    }

    /// The same to an account, if there is one: amounts of zero need none.
    pub fn post_series(
        &mut self,
        account: Account,
        first: usize,
        amounts: impl Iterator<Item = f64> + Clone,
        owners: impl IntoIterator<Item = (Owner, f64)> + Clone,
    ) {
        match self.chart.place(account) {
            Some(place) => self.post_row(place, first, amounts, owners),
            None => {
                let nothing = amounts.clone().all(|amount| amount == 0.0);
                assert!(nothing, "every posting has an account in the plan's chart");
            }
        }
    }

    fn row(&mut self, place: usize) -> &mut [f64] {
        self.used[place] = true;
        &mut self.postings[place * self.periods..][..self.periods]
    }

    fn enter(&mut self, place: usize, t: usize, amount: f64, owner: Owner) {
        let Some(books) = &mut self.books else { return };
        let periods = self.periods;
        for side in [LedgerPart::Segment(owner.segment), LedgerPart::Channel(owner.channel)] {
            books.of_mut(side).entry(place).or_insert_with(|| vec![0.0; periods])[t] += amount;
        }
    }

    /// The parts that it is kept in: those of the segments sum to the whole, and so do those of the channels.
    pub fn sides(&self) -> Vec<LedgerPart> {
        let Some(books) = &self.books else { return Vec::new() };
        let own = |count: usize| (0..count - 1).map(Some).chain([None]);
        let segments = own(books.segments.len()).map(LedgerPart::Segment);
        segments.chain(own(books.channels.len()).map(LedgerPart::Channel)).collect()
    }

    /// The postings on one side; none where they are not kept apart.
    pub fn part(&self, side: LedgerPart) -> Option<Self> {
        let book = self.books.as_ref()?.of(side);
        let (chart, periods) = (Arc::clone(&self.chart), self.periods);
        let (postings, used) = (vec![0.0; self.postings.len()], vec![false; self.used.len()]);
        let mut part = Self { chart, periods, postings, used, books: None };
        book.iter().for_each(|(place, own)| part.row(*place).copy_from_slice(own));
        Some(part)
    }

    /// The same without its parts.
    pub fn undivided(self) -> Self {
        Self { books: None, ..self }
    }

    /// Posts tax on the cash flow before it, on each part's own too.
    pub fn post_tax(&mut self, plan: &Plan) {
        let Some(place) = plan.account(Account::Tax) else { return };
        if plan.tax.iter().all(|rate| *rate == 0.0) {
            return;
        }
        let of = |ledger: &Self| -> Vec<f64> {
            plan.tax.iter().zip(ledger.cash_flow(plan)).map(|(rate, flow)| rate * flow).collect()
        };
        let parts = self.sides().into_iter().filter_map(|side| Some((side, of(&self.part(side)?))));
        let parts: Vec<(LedgerPart, Vec<f64>)> = parts.collect();
        let all = of(self);
        self.row(place).copy_from_slice(&all);
        for (side, tax) in parts {
            if let Some(books) = &mut self.books {
                books.of_mut(side).insert(place, tax);
            }
        }
    }

    /// Accounts and their postings, in the order of the chart.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, &[f64])> {
        self.chart.accounts().iter().copied().zip(self.postings.chunks_exact(self.periods))
    }

    /// All that is posted in some accounts over the horizon.
    pub fn total(&self, own: impl Fn(Account) -> bool) -> f64 {
        let used = self.accounts().zip(&self.used).filter(|(_, used)| **used);
        let mut sum = 0.0;
        for ((_, postings), _) in used.filter(|((account, _), _)| own(*account)) {
            postings.iter().for_each(|amount| sum += amount);
        }
        sum
    }

    /// Sum over the accounts of `factor` × posting × `weight`, per period.
    fn summed<'a>(
        &'a self,
        periods: usize,
        chosen: impl Fn(Account) -> f64,
        weight: impl Fn(Account) -> Option<&'a [f64]>,
    ) -> Vec<f64> {
        let mut sums = Accumulators::new(periods);
        for ((account, postings), used) in self.accounts().zip(&self.used) {
            let factor = chosen(account);
            if factor == 0.0 || !used {
                continue;
            }
            match weight(account) {
                None => sums.add(postings, postings, |amount, _| factor * amount),
                Some(weight) => {
                    sums.add(postings, weight, |amount, weight| factor * amount * weight)
                }
            }
        }
        sums.values()
    }

    /// Amounts of one group per period, as positive numbers.
    pub fn group(&self, plan: &Plan, group: Group) -> Vec<f64> {
        self.summed(plan.periods, |account| f64::from(u8::from(account.group() == group)), |_| None)
    }

    /// Cash flow per period: revenue less everything else.
    pub fn cash_flow(&self, plan: &Plan) -> Vec<f64> {
        self.summed(plan.periods, Account::sign, |_| None)
    }

    /// Discounted cash flow per period, each account at its own place in the period.
    pub fn discounted(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> Vec<f64> {
        let weight = |account| Some(plan.discounts_of(account));
        self.summed(plan.periods, chosen, weight)
    }

    /// Present value of the accounts that `chosen` weighs.
    pub fn present_value(&self, plan: &Plan, chosen: impl Fn(Account) -> f64) -> f64 {
        crate::numeric::sum::ordered_sum(&self.discounted(plan, chosen))
    }
}
