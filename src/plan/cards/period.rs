//! One period of a card: a Poisson number of steps of its chain.

use super::{CardChain, CardEvents};

/// More steps than this are not followed one by one: positions have long mixed by then.
const MOST_STEPS: f64 = 65_536.0;

impl CardChain {
    /// One period in which a member whom no reward pulls would visit `visits` times on average, and is
    /// lost at each visit with chance `lost`. `held` are members by state; those lost are in none of them
    /// afterwards. It may hold the states twice: first those with their card of before, then those with
    /// one that was handed out in the period.
    ///
    /// The chain is uniformised: it takes a Poisson number of steps at the rate of its fastest state, so
    /// that after k steps stand e^(−r) r^k / k! of the members, and step k + 1 is taken with the chance of
    /// more than k. Source: Jensen 1953, "Markoff chains as an aid in the study of Markoff processes".
    pub fn live(&self, held: &mut Vec<f64>, visits: f64, lost: f64) -> CardEvents {
        let (n, size) = (self.states.len(), held.len());
        let forging = 1.0 + self.rules.false_stamps;
        let rate = visits * self.fastest * forging;
        if rate <= 0.0 {
            return CardEvents::default();
        }
        // So many that where one stands does not matter: fewer, each of them counted for several.
        let each = (rate / MOST_STEPS).max(1.0);
        let lost = (lost * each).min(1.0);
        let own = |i: usize| self.states[i].pace / self.fastest / forging;
        let forged = |i: usize| match self.states[i].forged {
            true => own(i) * self.rules.false_stamps,
            false => 0.0,
        };
        let chances: Vec<(f64, f64)> =
            (0..n).map(|i| (own(i) * (1.0 - lost) + forged(i), 1.0 - own(i) - forged(i))).collect();
        let mut next = vec![0.0; size];
        let (mut standing, mut stepping) = (vec![0.0; size], vec![0.0; size]);
        for (now, more) in poisson(rate / each) {
            standing.iter_mut().zip(&*held).for_each(|(sum, count)| *sum += now * count);
            stepping.iter_mut().zip(&*held).for_each(|(sum, count)| *sum += more * count);
            next.fill(0.0);
            for (place, count) in held.iter().enumerate() {
                let (state, (moves, rests)) = (&self.states[place % n], chances[place % n]);
                let card = if state.ends { size - n } else { place - place % n };
                next[card + state.next] += count * moves;
                next[place] += count * rests;
            }
            std::mem::swap(held, &mut next);
        }
        let mut events = CardEvents::default();
        for (place, steps) in stepping.iter().enumerate() {
            let (i, state) = (place % n, &self.states[place % n]);
            events.add(&self.of_visit(state, lost), each * steps * own(i));
            let stamp = CardEvents { false_stamps: 1.0, ..CardEvents::default() };
            events.add(&self.of_stamp(state, stamp), each * steps * forged(i));
        }
        *held = standing;
        events
    }
}

/// Chance of exactly k events of mean `rate`, and of more than k, for k = 0, 1, … up to where nothing is
/// left. Tails are summed from their small end, so that they lose no digits.
fn poisson(rate: f64) -> Vec<(f64, f64)> {
    let mode = rate.floor();
    let peak = libm::exp(mode * libm::log(rate) - rate - libm::lgamma(mode + 1.0));
    let mut chances = vec![(0.0, 0.0); mode as usize + 1];
    let (mut chance, mut k) = (peak, mode);
    while chance > 0.0 {
        chances[k as usize].0 = chance;
        if k == 0.0 {
            break;
        }
        chance *= k / rate;
        k -= 1.0;
    }
    (chance, k) = (peak, mode);
    while chance > peak * NOTHING {
        k += 1.0;
        chance *= rate / k;
        chances.push((chance, 0.0));
    }
    let mut above = 0.0;
    for (chance, more) in chances.iter_mut().rev() {
        *more = above;
        above += *chance;
    }
    chances
}

/// Chances this far below the largest are left out.
const NOTHING: f64 = 1e-20;
