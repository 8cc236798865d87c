//! Stretches of periods in which what one customer brings stands still.

/// Customers of a row of periods whose money is still to be posted.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// The first of the periods.
    pub first: usize,
    /// Customers billed in each.
    pub active: Vec<f64>,
    /// Customers who left in each.
    pub gone: Vec<f64>,
    /// Customers who came in each.
    pub arrived: Vec<f64>,
}

impl Stretch {
    /// Adds a period.
    pub fn add(&mut self, t: usize, active: f64, gone: f64, arrived: f64) {
        if self.active.is_empty() {
            self.first = t;
        }
        self.active.push(active);
        self.gone.push(gone);
        self.arrived.push(arrived);
    }

    /// Ends it: all is posted.
    pub fn clear(&mut self) {
        self.active.clear();
        self.gone.clear();
        self.arrived.clear();
    }
}
