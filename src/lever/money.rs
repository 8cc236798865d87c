//! Money that programmes spend, and offers that are taken.

use super::Scope;

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

/// Money per active customer. An entry after a series' last is as the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// By period.
    Always(Vec<f64>),
    /// By segment and period.
    BySegment(Vec<Vec<f64>>),
    /// By period and tenure.
    ByTenure(Vec<Vec<f64>>),
    /// By period, for customers who have an occasion in it.
    AtOccasion(Occasion, Vec<f64>),
}

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
    #[must_use]
    pub fn since(self, k: usize) -> Option<usize> {
        let since = k.checked_sub(self.after)?;
        Some(self.every.map_or(since, |every| since % every))
    }
}

/// The entry of a series at a place; the last goes on, and an empty series is 0.
fn at(series: &[f64], place: usize) -> f64 {
    series.get(place).or(series.last()).copied().unwrap_or(0.0)
}

impl Amount {
    /// For a customer of segment `s` and tenure `k` in period `t`.
    #[must_use]
    pub fn at(&self, s: usize, t: usize, k: usize) -> f64 {
        match self {
            Self::Always(series) => at(series, t),
            Self::BySegment(rows) => at(&rows[s], t),
            Self::ByTenure(rows) => rows.get(t).or(rows.last()).map_or(0.0, |row| at(row, k)),
            Self::AtOccasion(occasion, series) if occasion.since(k) == Some(0) => at(series, t),
            Self::AtOccasion(..) => 0.0,
        }
    }

    /// Whether all tenures have the same.
    #[must_use]
    pub const fn any_tenure(&self) -> bool {
        matches!(self, Self::Always(_) | Self::BySegment(_))
    }

    /// Whether there is never any.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let mut all = self.series();
        all.all(|series| series.iter().all(|amount| *amount == 0.0))
    }

    /// Tenure from which nothing changes any more; none where occasions come back.
    #[must_use]
    pub fn settled_tenure(&self) -> Option<usize> {
        match self {
            Self::Always(_) | Self::BySegment(_) => Some(0),
            Self::ByTenure(rows) => {
                Some(rows.iter().map(|row| row.len().saturating_sub(1)).max().unwrap_or(0))
            }
            Self::AtOccasion(occasion, _) => occasion.every.is_none().then_some(occasion.after + 1),
        }
    }

    /// Last period in which it changes.
    #[must_use]
    pub fn last_change(&self) -> usize {
        match self {
            Self::BySegment(rows) => rows.iter().map(|row| last_change(row)).max().unwrap_or(0),
            Self::ByTenure(rows) => last_change(rows),
            Self::Always(series) | Self::AtOccasion(_, series) => last_change(series),
        }
    }

    fn series(&self) -> impl Iterator<Item = &Vec<f64>> {
        match self {
            Self::BySegment(rows) | Self::ByTenure(rows) => rows.iter(),
            Self::Always(series) | Self::AtOccasion(_, series) => {
                std::slice::from_ref(series).iter()
            }
        }
    }
}

/// Place from which a series no longer changes.
#[must_use]
pub fn last_change<T: PartialEq>(series: &[T]) -> usize {
    series.windows(2).rposition(|pair| pair[0] != pair[1]).map_or(0, |place| place + 1)
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
    /// Offers taken per active customer and period.
    pub per_customer: Vec<f64>,
}
