//! How many customers of each cohort were still there at which tenure.

use std::collections::BTreeMap;
use std::fmt;

/// Longest tenure that is looked at, in periods: the longest horizon of a scenario.
pub const MOST_TENURE: u32 = 1_200;

/// Customers who started together, counted at some tenures.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Tenure in periods, and customers left: tenures rise from 0, customers never do.
    points: Vec<(u32, f64)>,
}

/// What is wrong with the counts of a cohort. Displays as a lower-case fragment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CohortError {
    /// The first tenure is not 0, or there is none.
    NoStart,
    /// Nobody started.
    Empty,
    /// A tenure longer than [`MOST_TENURE`].
    TooLong { place: usize },
    /// A tenure is counted twice.
    Twice { place: usize },
    /// A count that is negative, infinite or undefined.
    NoCount { place: usize },
    /// More customers than before.
    Rises { place: usize },
}

impl CohortError {
    /// Which of the points is meant, from 0.
    pub const fn place(self) -> usize {
        match self {
            Self::NoStart | Self::Empty => 0,
            Self::TooLong { place }
            | Self::Twice { place }
            | Self::NoCount { place }
            | Self::Rises { place } => place,
        }
    }
}

impl fmt::Display for CohortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => {
                write!(f, "there is no row of tenure 0, with the customers at the start")
            }
            Self::Empty => write!(f, "nobody is there at tenure 0"),
            Self::TooLong { .. } => write!(f, "a tenure is longer than {MOST_TENURE} periods"),
            Self::Twice { .. } => write!(f, "this tenure has two rows"),
            Self::NoCount { .. } => write!(f, "a count is finite and 0 or more"),
            Self::Rises { .. } => write!(f, "there are more customers than at the tenure before"),
        }
    }
}

impl std::error::Error for CohortError {}

impl Cohort {
    /// A cohort from its tenures (periods) and customers, in ascending order of tenure. Tenures may be left out: who
    /// left is then known to within the gap.
    ///
    /// # Errors
    /// The first fault of the points.
    pub fn new(points: Vec<(u32, f64)>) -> Result<Self, CohortError> {
        match points.first() {
            Some((0, _)) => {}
            _ => return Err(CohortError::NoStart),
        }
        for (place, (tenure, customers)) in points.iter().enumerate() {
            if *tenure > MOST_TENURE {
                return Err(CohortError::TooLong { place });
            }
            if !customers.is_finite() || *customers < 0.0 {
                return Err(CohortError::NoCount { place });
            }
            if place > 0 && points[place - 1].0 >= *tenure {
                return Err(CohortError::Twice { place });
            }
            if place > 0 && points[place - 1].1 < *customers {
                return Err(CohortError::Rises { place });
            }
        }
        if points[0].1 <= 0.0 { Err(CohortError::Empty) } else { Ok(Self { points }) }
    }

    fn last(&self) -> (u32, f64) {
        *self.points.last().expect("a cohort has a start")
    }
}

/// Customers who left between two tenures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Left {
    /// Last tenure, in periods, at which they were there.
    pub after: u32,
    /// First tenure at which they were gone.
    pub by: u32,
    /// How many they are.
    pub customers: f64,
}

/// The cohorts of a table or of a log, which are taken to follow one curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Survivors {
    cohorts: Vec<Cohort>,
}

impl Survivors {
    /// Cohorts that follow one curve.
    pub fn new(cohorts: Vec<Cohort>) -> Self {
        Self { cohorts }
    }

    /// The same customers, watched for `tenure` periods only.
    pub fn until(&self, tenure: u32) -> Self {
        let cut = |cohort: &Cohort| Cohort {
            points: cohort.points.iter().copied().filter(|point| point.0 <= tenure).collect(),
        };
        Self { cohorts: self.cohorts.iter().map(cut).collect() }
    }

    /// Cohorts that were counted at least twice; the others say nothing about leaving.
    fn watched(&self) -> impl Iterator<Item = &Cohort> {
        self.cohorts.iter().filter(|cohort| cohort.points.len() > 1)
    }

    /// Customers at the start of the cohorts that were counted again.
    pub fn customers(&self) -> f64 {
        self.watched().map(|cohort| cohort.points[0].1).sum()
    }

    /// Tenures above 0 with a count, in periods, ascending.
    pub fn tenures(&self) -> Vec<u32> {
        self.pooled().into_iter().map(|(tenure, _)| tenure).collect()
    }

    /// Who left when, over all cohorts, in order of tenure.
    pub fn left(&self) -> Vec<Left> {
        let mut left: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for pair in self.watched().flat_map(|cohort| cohort.points.windows(2)) {
            *left.entry((pair[0].0, pair[1].0)).or_default() += pair[0].1 - pair[1].1;
        }
        let some = left.into_iter().filter(|(_, customers)| *customers > 0.0);
        some.map(|((after, by), customers)| Left { after, by, customers }).collect()
    }

    /// Who was still there when last counted: tenure in periods, and customers.
    pub fn kept(&self) -> Vec<(u32, f64)> {
        let mut kept: BTreeMap<u32, f64> = BTreeMap::new();
        for (tenure, customers) in self.watched().map(Cohort::last) {
            *kept.entry(tenure).or_default() += customers;
        }
        kept.into_iter().filter(|(_, customers)| *customers > 0.0).collect()
    }

    /// Observed survival by tenure (periods, above 0): the share 0 to 1 that is left of the cohorts counted there.
    pub fn pooled(&self) -> Vec<(u32, f64)> {
        let mut counts: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for cohort in self.watched() {
            for (tenure, customers) in &cohort.points[1..] {
                let count = counts.entry(*tenure).or_default();
                *count = (count.0 + customers, count.1 + cohort.points[0].1);
            }
        }
        counts.into_iter().map(|(tenure, (left, started))| (tenure, left / started)).collect()
    }

    /// Observed retention: tenures `a` and `b` of neighbouring counts, in periods, and the share 0 to 1 of those there
    /// at `a` who are there at `b`, over all cohorts counted at both. Nothing where nobody is left at `a`.
    pub fn retention(&self) -> Vec<(u32, u32, f64)> {
        let mut counts: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
        for pair in self.watched().flat_map(|cohort| cohort.points.windows(2)) {
            let count = counts.entry((pair[0].0, pair[1].0)).or_default();
            *count = (count.0 + pair[1].1, count.1 + pair[0].1);
        }
        let some = counts.into_iter().filter(|(_, (_, before))| *before > 0.0);
        some.map(|((a, b), (after, before))| (a, b, after / before)).collect()
    }
}

/// One cohort, counted at each tenure from 0 on.
#[cfg(test)]
pub fn one(points: &[f64]) -> Survivors {
    let points = points.iter().enumerate().map(|(t, n)| (t as u32, *n)).collect();
    Survivors::new(Cohort::new(points).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohorts_start_at_0_and_never_grow() {
        let refused = |points: &[(u32, f64)]| Cohort::new(points.to_vec()).unwrap_err();
        assert_eq!(refused(&[]), CohortError::NoStart);
        assert_eq!(refused(&[(1, 5.0)]), CohortError::NoStart);
        assert_eq!(refused(&[(0, 0.0)]), CohortError::Empty);
        assert_eq!(refused(&[(0, 5.0), (2, 4.0), (2, 4.0)]), CohortError::Twice { place: 2 });
        assert_eq!(refused(&[(0, 5.0), (1, 6.0)]), CohortError::Rises { place: 1 });
        assert_eq!(refused(&[(0, 5.0), (1, f64::NAN)]), CohortError::NoCount { place: 1 });
        assert_eq!(refused(&[(0, 5.0), (1201, 1.0)]), CohortError::TooLong { place: 1 });
    }

    #[test]
    fn cohorts_are_pooled_by_tenure() {
        let cohort = |points: &[(u32, f64)]| Cohort::new(points.to_vec()).unwrap();
        let both = Survivors::new(vec![
            cohort(&[(0, 100.0), (1, 80.0), (2, 60.0)]),
            cohort(&[(0, 300.0), (1, 220.0)]),
            cohort(&[(0, 50.0)]),
        ]);
        assert_eq!(both.customers(), 400.0);
        assert_eq!(both.tenures(), [1, 2]);
        let left = |after, by, customers| Left { after, by, customers };
        assert_eq!(both.left(), [left(0, 1, 100.0), left(1, 2, 20.0)]);
        assert_eq!(both.kept(), [(1, 220.0), (2, 60.0)]);
        assert_eq!(both.pooled(), [(1, 0.75), (2, 0.6)]);
        assert_eq!(both.retention(), [(0, 1, 0.75), (1, 2, 0.75)]);
        assert_eq!(both.until(1).kept(), [(1, 300.0)]);
    }
}
