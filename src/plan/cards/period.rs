//! One period of a card: a Poisson number of steps of its chain.

use super::CardEvents;

/// Where members stand after a period, by where they stood, and what happened.
#[derive(Clone, Debug)]
pub struct CardPeriod {
    size: usize,
    /// Share that goes from one state to another, row by row.
    move_to: Vec<f64>,
    /// Events of one member, by state at the start.
    events: Vec<CardEvents>,
}

impl CardPeriod {
    /// Everybody stays with the share `still`, and nothing happens.
    pub(super) fn of(size: usize, still: f64) -> Self {
        let mut move_to = vec![0.0; size * size];
        (0..size).for_each(|i| move_to[i * size + i] = still);
        Self { size, move_to, events: vec![CardEvents::default(); size] }
    }

    /// Adds a share of state `from` that goes to state `to`.
    pub(super) fn add(&mut self, from: usize, to: usize, share: f64) {
        self.move_to[from * self.size + to] += share;
    }

    /// Adds the events of a share of state `from`.
    pub(super) fn note(&mut self, from: usize, events: &CardEvents, share: f64) {
        self.events[from].add(events, share);
    }

    /// This step taken a Poisson number of times of mean `rate`.
    pub(super) fn repeated(&self, rate: f64) -> Self {
        // Over so short a part of the time that few steps are enough; then doubled.
        let halvings = if rate > MOST_STEPS { libm::log2(rate / MOST_STEPS).ceil() } else { 0.0 };
        let mut whole = Self::of(self.size, 1.0);
        if rate > 0.0 {
            whole.after(self, rate / libm::exp2(halvings));
        }
        (0..halvings as usize).for_each(|_| whole.double());
        whole
    }

    /// Share of members in state `from` that ends in each state; where age matters first those who still
    /// have their card, then those with a new one.
    #[must_use]
    pub fn row(&self, from: usize) -> &[f64] {
        &self.move_to[from * self.size..][..self.size]
    }

    /// Events of a member who starts in state `from`.
    #[must_use]
    pub fn events(&self, from: usize) -> &CardEvents {
        &self.events[from]
    }

    /// A Poisson number of mean `rate` of steps, by uniformisation: after k steps stands
    /// e^(−rate) rate^k / k! of the members, and step k + 1 is taken with the chance of more than k.
    ///
    /// Source: Jensen 1953, "Markoff chains as an aid in the study of Markoff processes".
    fn after(&mut self, step: &Self, rate: f64) {
        let size = self.size;
        let mut now = Self::of(size, 1.0).move_to;
        let mut next = vec![0.0; now.len()];
        self.move_to.fill(0.0);
        let (mut chance, mut more) = (libm::exp(-rate), -libm::expm1(-rate));
        let mut k = 0.0;
        loop {
            self.move_to.iter_mut().zip(&now).for_each(|(sum, share)| *sum += chance * share);
            if more < 1e-17 {
                return;
            }
            next.fill(0.0);
            for from in 0..size {
                for (via, share) in now[from * size..][..size].iter().enumerate() {
                    if *share == 0.0 {
                        continue;
                    }
                    self.events[from].add(&step.events[via], more * share);
                    let onward = &step.move_to[via * size..][..size];
                    let row = next[from * size..][..size].iter_mut().zip(onward);
                    row.for_each(|(sum, onward)| *sum += share * onward);
                }
            }
            std::mem::swap(&mut now, &mut next);
            k += 1.0;
            chance *= rate / k;
            // Summed from above, where the terms are small, the tail loses no digits.
            more = poisson_above(rate, k, chance);
        }
    }

    /// The same over twice the time.
    fn double(&mut self) {
        let size = self.size;
        let mut move_to = vec![0.0; size * size];
        let mut events = self.events.clone();
        for from in 0..size {
            for via in 0..size {
                let share = self.move_to[from * size + via];
                if share != 0.0 {
                    events[from].add(&self.events[via], share);
                    let onward = &self.move_to[via * size..][..size];
                    let row = move_to[from * size..][..size].iter_mut().zip(onward);
                    row.for_each(|(sum, onward)| *sum += share * onward);
                }
            }
        }
        (self.move_to, self.events) = (move_to, events);
    }
}

/// Chance of more than `k` events where that of exactly `k` is `chance`.
fn poisson_above(rate: f64, k: f64, chance: f64) -> f64 {
    let (mut sum, mut term, mut i) = (0.0, chance, k);
    loop {
        i += 1.0;
        term *= rate / i;
        sum += term;
        if i > rate && term <= sum * 1e-18 {
            return sum;
        }
    }
}

/// Steps of a chain that are followed one by one on average.
const MOST_STEPS: f64 = 16.0;
