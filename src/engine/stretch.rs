//! Stretches of periods in which what one customer brings stands still.

/// Customers of a row of periods whose money is still to be posted.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// The first of the periods.
    pub first: usize,
    /// Customers of each.
    pub counts: Vec<Counts>,
}

/// Customers of one period.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Those billed.
    pub active: f64,
    /// Those who left.
    pub gone: f64,
    /// Those who came.
    pub arrived: f64,
}

/// Periods that a stretch has room for from its start: four years of months.
const ROOM: usize = 48;

impl Stretch {
    /// Adds a period.
    pub fn add(&mut self, t: usize, counts: Counts) {
        if self.counts.is_empty() {
            self.first = t;
            self.counts.reserve(ROOM);
        }
        self.counts.push(counts);
    }
}
