//! Where the numbers of cohorts stand that are worked out ahead of a run.

use std::ops::Range;
use std::sync::Arc;

/// The cohorts of a curve whose survivors are worked out ahead: members in order, each of which starts one period after
/// the one before. Their numbers stand by age, then by member.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    pub members: Range<usize>,
    /// Period in which the first starts.
    pub since: usize,
    /// Place of the first's number at each age that it comes to within the horizon.
    pub rows: Vec<usize>,
}

impl Sequence {
    /// Of cohorts of which the first lives through these periods, the last of which is the horizon's; their numbers begin
    /// at a place.
    pub fn new(members: Range<usize>, lived: Range<usize>, mut place: usize) -> Self {
        let row = |age: usize| {
            let at = place;
            place += members.len().min(lived.len() + 1 - age);
            at
        };
        let rows = (0..=lived.len()).map(row).collect();
        Self { members, since: lived.start, rows }
    }

    /// Number of cohorts.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// Number of all numbers.
    pub fn size(&self) -> usize {
        let (first, last) = (self.rows.first(), self.rows.last());
        first.zip(last).map_or(0, |(first, last)| last + 1 - first)
    }

    /// The cohorts that live in period `t`: the youngest's age, and the rows of all ages from there on to that which the
    /// oldest comes to; the youngest is the last of those that have begun.
    pub fn living(&self, t: usize) -> (usize, &[usize]) {
        let begun = (t + 1).saturating_sub(self.since);
        let youngest = begun.saturating_sub(self.members.len());
        (youngest, self.rows.get(youngest..=begun).unwrap_or_default())
    }

    /// Age of a cohort at the start of period `t`, and place of its number then.
    pub fn of(&self, member: usize, t: usize) -> (usize, usize) {
        let own = member - self.members.start;
        let age = t - self.since - own;
        (age, self.rows[age] + own)
    }
}

/// Who is left of each cohort in several draws, by curve, age, cohort and draw; of which one is looked at.
#[derive(Clone, Debug, Default)]
pub struct Left {
    numbers: Arc<Vec<u32>>,
    draws: usize,
    draw: usize,
}

impl Left {
    /// Numbers of so many draws.
    pub fn new(numbers: Vec<u32>, draws: usize) -> Self {
        Self { numbers: Arc::new(numbers), draws, draw: 0 }
    }

    /// The same, to look at one of the draws.
    pub fn of(&self, draw: usize) -> Self {
        Self { numbers: Arc::clone(&self.numbers), draws: self.draws, draw }
    }

    /// What belongs to this draw of numbers that stand by something and draw.
    pub fn own(&self, numbers: &[f64]) -> impl Iterator<Item = f64> {
        numbers.iter().skip(self.draw).step_by(self.draws).copied()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number at a place of a [`Sequence`].
    pub fn at(&self, place: usize) -> u32 {
        self.numbers[place * self.draws + self.draw]
    }
}
