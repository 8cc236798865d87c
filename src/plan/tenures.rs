//! Customers and amounts by tenure.

/// Customers at the start who share a tenure.
#[derive(Clone, Debug)]
pub struct OpeningGroup {
    /// Tenure k; in a steady state the last group stands for all longer ones.
    pub tenure: usize,
    /// How many.
    pub count: f64,
    /// Share of each risk class; sums to 1.
    pub classes: Vec<f64>,
}

/// How tenures are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slots {
    /// Tenures 0 … n − 1, the last meaning "n − 1 or more": nothing changes with tenure beyond.
    Settled(usize),
    /// Something changes with tenure for ever; every tenure is kept.
    Open,
}

/// A number by period and tenure: a part in time times a part in tenure.
#[derive(Clone, Debug)]
pub struct Grid {
    /// By period of the horizon; the last goes on.
    pub time: Vec<f64>,
    /// By tenure; the last goes on.
    pub tenure: Vec<f64>,
}

impl Grid {
    /// The value in period `t` at tenure `k`.
    pub fn at(&self, t: usize, k: usize) -> f64 {
        self.in_time(t) * self.tenure[k.min(self.tenure.len() - 1)]
    }

    /// The part in time, in period `t`.
    pub fn in_time(&self, t: usize) -> f64 {
        self.time[t.min(self.time.len() - 1)]
    }

    /// One over each.
    pub fn inverse(&self) -> Self {
        let inverse = |series: &[f64]| series.iter().map(|value| 1.0 / value).collect();
        Self { time: inverse(&self.time), tenure: inverse(&self.tenure) }
    }

    /// The product of two, period by period and tenure by tenure.
    pub fn times(&self, other: &Self) -> Self {
        let product = |one: &[f64], two: &[f64]| -> Vec<f64> {
            let last = |series: &[f64], i: usize| series[i.min(series.len() - 1)];
            (0..one.len().max(two.len())).map(|i| last(one, i) * last(two, i)).collect()
        };
        Self {
            time: product(&self.time, &other.time),
            tenure: product(&self.tenure, &other.tenure),
        }
    }
}
