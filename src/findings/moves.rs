//! How much money can move from one lever to another before it stops paying, and how sure is what that gains?

use std::cell::{Cell, RefCell};

use super::margins::Moved;
use super::model::{Lever, MoneyMove, Until};
use super::ran::Ran;
use crate::numeric::minimise::valley;
use crate::numeric::quantile::quantiles;
use crate::numeric::root::{near_root, remembered};
use crate::plan::{Account, Adjust, Precision};
use crate::simulate::{Rerun, Trial, moved_draws, npv, spend};

/// Draws that tell how sure a move is: each runs the strategy twice.
pub const DRAWS: usize = 200;
/// Shares of the way to the furthest point that are tried before the best of them is looked at closely.
const STEPS: usize = 4;
/// Part of all spending by which a move may miss it, …
const ENOUGH: f64 = 1e-10;
/// … and a point on the way to it.
const CLOSE: f64 = 1e-6;

/// A move of money between two levers of a strategy that spends no more for it.
pub struct Shift<'a> {
    pub ran: &'a Ran<'a>,
    pub place: usize,
    pub levers: &'a [Lever],
    pub moved: &'a [Moved],
    /// Places of the levers that gives and that takes.
    pub from: usize,
    pub to: usize,
}

impl Shift<'_> {
    /// The move that gains most; none where none gains.
    pub fn best(&self) -> Option<MoneyMove> {
        let values = self.ran.scenario.base_values();
        let trial = Trial::expected(self.ran.scenario, self.place, &values, Precision::Margin);
        let stated = &self.ran.cases[self.place].adjust;
        let rerun = RefCell::new(Rerun::new(trial, stated.clone()));
        // What all is worth with the levers moved, and what it costs.
        let come_to = |adjust: &Adjust| {
            let mut rerun = rerun.borrow_mut();
            let (plan, run) = rerun.for_npv(adjust);
            (npv(plan, &run).ok(), spend(plan, &run))
        };
        let (_, total) = come_to(stated);
        let (giver, taker) = (self.levers[self.from].spend_pv, self.levers[self.to].spend_pv);
        let least = self.least();
        // By how much less the lever that gives is left for more of the one that takes, and how spending hangs on the one that
        // gives, as they were at the point before.
        let (exchange, slope) = (Cell::new(-taker / giver), Cell::new(giver / total));
        let last_return = self.levers[self.from].marginal_return.unwrap_or(1.0) - 1.0;
        // The factor on the lever that gives with which as much is spent in all to `enough`, and what all is worth then; none
        // where it cannot give so much.
        let meet = |taken: f64, guess: f64, enough: f64| -> Option<(f64, f64)> {
            let mut asked: Vec<(f64, f64)> = Vec::new();
            let mut last = None;
            let over = |given: f64| {
                let (worth, spent) = come_to(&self.adjust(given, taken));
                last = worth;
                asked.push((given, spent / total - 1.0));
                spent / total - 1.0
            };
            let given = near_root(over, guess, slope.get(), (0.0, 1.0), enough)?;
            if let [.., (before, less), (after, more)] = asked[..]
                && (more - less) / (after - before) > 0.0
            {
                slope.set((more - less) / (after - before));
            }
            // What is spent too much would bring as much as the last unit of the lever that gives.
            let (_, over) = asked.last()?;
            Some((given, last? - over * total * last_return))
        };
        let point = remembered(|taken: f64| {
            let guess = 1.0 + exchange.get() * (taken - 1.0);
            let (given, worth) = meet(taken, guess, CLOSE)?;
            if taken > 1.0 {
                exchange.set((given - 1.0) / (taken - 1.0));
            }
            Some((given, worth))
        });
        let worth = |taken: f64| point(taken).map_or(f64::NEG_INFINITY, |(_, worth)| worth);
        // As far as the lever that gives can pay for: until it is left as little as may be.
        let unpaid = |taken: f64| come_to(&self.adjust(least, taken)).1 / total - 1.0;
        let (most, until) = self.most(&values);
        let (most, until) = if unpaid(most) > 0.0 {
            let guess = 1.0 + (1.0 - least) * giver / taker;
            (near_root(unpaid, guess, taker / total, (1.0, most), ENOUGH)?, Until::Empty)
        } else {
            (most, until)
        };
        let step = |step: usize| 1.0 + (most - 1.0) * step as f64 / STEPS as f64;
        let best = (0..=STEPS).max_by(|a, b| worth(step(*a)).total_cmp(&worth(step(*b))))?;
        // The first unit gains, so that the top may lie before the first of them.
        let (low, high) = (step(best.saturating_sub(1)), step((best + 1).min(STEPS)));
        let (taken, loss) = valley(|taken| -worth(taken), low, high, 1e-3 * (high - low));
        if -loss <= worth(1.0) {
            return None;
        }
        let until = if most - taken < 1e-3 * (most - 1.0) { until } else { Until::Even };
        let (given, best) = meet(taken, point(taken)?.0, 2.0 * ENOUGH)?;
        let gain = best - come_to(stated).0?;
        if !gain.is_finite() || gain <= 0.0 {
            return None;
        }
        let adjust = self.adjust(given, taken);
        let amount = self.amount(&mut rerun.borrow_mut(), stated, &adjust);
        let [low, high] = self.interval(stated, &adjust);
        let from = self.levers[self.from].path.clone();
        let to = self.levers[self.to].path.clone();
        Some(MoneyMove { from, to, amount_per_period: amount, gain, p10: low, p90: high, until })
    }

    /// The levers with factors on what gives and on what takes.
    fn adjust(&self, given: f64, taken: f64) -> Adjust {
        let mut adjust = self.ran.cases[self.place].adjust.clone();
        self.moved[self.from].scale(&mut adjust, given);
        self.moved[self.to].scale(&mut adjust, taken);
        adjust
    }

    /// How far the lever that takes can go, as a factor, and what stops it there.
    fn most(&self, values: &[f64]) -> (f64, Until) {
        let mut ends = vec![(2.0, Until::Doubled)];
        ends.extend(self.bound(self.to, |lever| lever.max).map(|most| (most, Until::Bound)));
        if let Moved::Programme(p) = self.moved[self.to] {
            let business = &self.ran.scenario.strategies[self.place].business;
            let reach = business.programmes[p].mechanics.reach(values);
            ends.push((1.0 / reach, Until::Reached));
        }
        let busy = self.levers[self.to].busy.filter(|busy| *busy > 0.0);
        ends.extend(busy.map(|busy| (1.0 / busy, Until::Full)));
        let least = |a: (f64, Until), b: (f64, Until)| if b.0 < a.0 { b } else { a };
        let (most, until) = ends.into_iter().reduce(least).unwrap_or((1.0, Until::Doubled));
        (most.max(1.0), until)
    }

    /// How little the lever that gives may be left, as a factor.
    fn least(&self) -> f64 {
        self.bound(self.from, |lever| lever.min).unwrap_or(0.0).min(1.0)
    }

    /// A bound of `[optimise]` on a lever, as a factor on what is stated.
    fn bound(
        &self,
        lever: usize,
        of: impl Fn(&crate::scenario::OptimiseLever) -> Option<f64>,
    ) -> Option<f64> {
        let (scenario, path) = (self.ran.scenario, &self.levers[lever].path);
        let stated = scenario.optimise.as_ref()?.levers.iter().find(|own| own.path == *path)?;
        let place = super::turning::in_force(scenario, self.place, path)?;
        Some(of(stated)? / scenario.assumptions[place].value)
    }

    /// Money that the lever takes more, per period, undiscounted.
    fn amount(&self, rerun: &mut Rerun<'_>, before: &Adjust, after: &Adjust) -> f64 {
        let own = |account: Account| self.moved[self.to].owns(account);
        let mut spent = |adjust: &Adjust| -> f64 {
            let (plan, run) = rerun.for_npv(adjust);
            let accounts = run.ledger.accounts().filter(|(account, _)| own(*account));
            let sums = accounts.map(|(account, sums)| account.spent() * sums.iter().sum::<f64>());
            sums.sum::<f64>() / plan.periods as f64
        };
        spent(after) - spent(before)
    }

    /// P10 and P90 of the gain over the draws; none without draws of assumptions.
    fn interval(&self, before: &Adjust, after: &Adjust) -> [Option<f64>; 2] {
        let mut gains = moved_draws(self.ran.scenario, self.place, [before, after], DRAWS);
        if gains.is_empty() {
            return [None, None];
        }
        let ends = quantiles(&mut gains, &[0.1, 0.9]);
        [Some(ends[0]), Some(ends[1])]
    }
}
