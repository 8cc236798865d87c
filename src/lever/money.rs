//! Money that programmes spend, and offers that are taken.

use super::scope::Scope;

/// Money that a programme spends on each active customer whom it reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerCost {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// What the money is spent on.
    pub spent: Spent,
    /// How much for each.
    pub amount: Amount,
    /// Share of it that goes to takers who would have acted anyway; none where the kind knows of none.
    pub dead_weight: Option<f64>,
    /// Whether a customer's lifetime value counts it: not where it is spent on bringing others.
    pub in_lifetime: bool,
}

/// Money, or a count, per active customer. An entry after a series' last is as the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// By period.
    Always(Vec<f64>),
    /// By segment and period.
    BySegment(Vec<Vec<f64>>),
    /// By period and tenure.
    ByTenure(Vec<Vec<f64>>),
    /// By segment and period, for customers who have an occasion in it.
    AtOccasion(Occasion, Vec<Vec<f64>>),
}

/// More periods than any customer stays.
const LONGEST_ROUND: usize = 1_200;

/// Tenures at which a customer has an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The first, in completed periods.
    pub after: usize,
    /// Periods from one to the next; none where there is one only.
    pub every: Option<usize>,
}

impl Occasion {
    /// Periods since the last occasion of customers of tenure `k`; none before the first.
    pub fn since(self, k: usize) -> Option<usize> {
        let since = k.checked_sub(self.after)?;
        Some(self.every.map_or(since, |every| since % every))
    }

    /// The first tenure, from `settled` on, from which nothing but what comes back changes, and the periods
    /// after which all of it has come back; none where that is longer than a life.
    pub fn recurring(all: &[Self], settled: usize) -> Option<(usize, usize)> {
        let from = all.iter().map(|occasion| occasion.after).max().unwrap_or(0);
        let together = |all: usize, every: usize| {
            let common = (1..=every).filter(|n| all.is_multiple_of(*n) && every.is_multiple_of(*n));
            all / common.max().unwrap_or(1) * every
        };
        let mut periods = 1;
        for every in all.iter().filter_map(|occasion| occasion.every) {
            periods = together(periods, every);
            if periods > LONGEST_ROUND {
                return None;
            }
        }
        Some((from.max(settled), periods))
    }
}

/// The entry of a series at a place; the last goes on, and an empty series is 0.
fn at(series: &[f64], place: usize) -> f64 {
    series.get(place).or(series.last()).copied().unwrap_or(0.0)
}

impl Amount {
    /// For a customer of segment `s` and tenure `k` in period `t`.
    pub fn at(&self, s: usize, t: usize, k: usize) -> f64 {
        match self {
            Self::Always(series) => at(series, t),
            Self::BySegment(rows) => at(&rows[s], t),
            Self::ByTenure(rows) => rows.get(t).or(rows.last()).map_or(0.0, |row| at(row, k)),
            Self::AtOccasion(occasion, rows) if occasion.since(k) == Some(0) => at(&rows[s], t),
            Self::AtOccasion(..) => 0.0,
        }
    }

    /// Whether all tenures have the same.
    pub const fn any_tenure(&self) -> bool {
        matches!(self, Self::Always(_) | Self::BySegment(_))
    }

    /// Whether there is never any.
    pub fn is_nothing(&self) -> bool {
        let mut all = self.series();
        all.all(|series| series.iter().all(|amount| *amount == 0.0))
    }

    /// The occasions that it comes at; none where it hangs on none.
    pub const fn occasion(&self) -> Option<Occasion> {
        match self {
            Self::AtOccasion(occasion, _) => Some(*occasion),
            _ => None,
        }
    }

    /// Tenure from which nothing changes any more; none where occasions come back.
    pub fn settled_tenure(&self) -> Option<usize> {
        match self {
            Self::Always(_) | Self::BySegment(_) => Some(0),
            Self::ByTenure(rows) => {
                Some(rows.iter().map(|row| row.len().saturating_sub(1)).max().unwrap_or(0))
            }
            Self::AtOccasion(occasion, _) => occasion.every.is_none().then_some(occasion.after + 1),
        }
    }

    /// Last period before `until` in which it changes.
    pub fn last_change(&self, until: usize) -> usize {
        match self {
            Self::BySegment(rows) | Self::AtOccasion(_, rows) => {
                let each = rows.iter().map(|row| last_change(&row[..row.len().min(until)]));
                each.max().unwrap_or(0)
            }
            Self::ByTenure(rows) => last_change(&rows[..rows.len().min(until)]),
            Self::Always(series) => last_change(&series[..series.len().min(until)]),
        }
    }

    fn series(&self) -> impl Iterator<Item = &Vec<f64>> {
        match self {
            Self::BySegment(rows) | Self::ByTenure(rows) | Self::AtOccasion(_, rows) => rows.iter(),
            Self::Always(series) => std::slice::from_ref(series).iter(),
        }
    }
}

/// Place from which a series no longer changes.
pub fn last_change<T: PartialEq>(series: &[T]) -> usize {
    let Some(last) = series.last() else { return 0 };
    series.iter().rposition(|value| value != last).map_or(0, |place| place + 1)
}

/// What money is spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Contacts.
    Contact,
    /// Membership.
    Member,
    /// Rewards and gifts.
    Reward,
    /// Price given back.
    Refund,
}

/// What a programme costs whoever there is.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedCost {
    /// Programme it belongs to.
    pub programme: usize,
    /// The only segment that the programme reaches, if it is one.
    pub segment: Option<usize>,
    /// Paid once, at the start of that period.
    pub set_up: Option<(usize, f64)>,
    /// Per period, at the cash timing; 0 where the programme does not run.
    pub fixed: Vec<f64>,
}

/// Offers of a programme that active customers take.
#[derive(Clone, Debug, PartialEq)]
pub struct Takers {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Offers taken per active customer.
    pub per_customer: Amount,
}
