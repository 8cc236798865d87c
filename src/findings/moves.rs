//! How much money can move from one lever to another before it stops paying, and how sure is what that gains?

use super::margins::Moved;
use super::model::{Lever, MoneyMove, Until};
use super::ran::Ran;
use crate::numeric::quantile::quantiles;
use crate::numeric::root::{brent, remembered};
use crate::plan::{Account, Adjust, Plan, Precision};
use crate::simulate::{Trial, moved_draws, npv, spend};

/// Draws that tell how sure a move is: each runs the strategy twice.
const DRAWS: usize = 200;
/// Shares of the way to the furthest point that are tried before the best of them is looked at closely.
const STEPS: usize = 8;

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
        let total = {
            let (plan, run) = trial.run_for_npv(stated);
            spend(&plan, &run)
        };
        // The factor on the lever that gives with which as much is spent in all; none where it cannot give so much.
        let given = remembered(|taken: f64| {
            let over = |given: f64| {
                let (plan, run) = trial.run_for_npv(&self.adjust(given, taken));
                spend(&plan, &run) - total
            };
            brent(over, 0.0, 1.0, 1e-9, 60).unwrap_or(f64::NAN)
        });
        let least = self.least();
        let worth = |taken: f64| -> Option<f64> {
            let given = Some(given(taken)).filter(|given| *given >= least)?;
            let (plan, run) = trial.run_for_npv(&self.adjust(given, taken));
            npv(&plan, &run).ok()
        };
        let worth = remembered(|taken: f64| worth(taken).unwrap_or(f64::NEG_INFINITY));
        let (most, until) = self.most(&values);
        let point = |step: usize| 1.0 + (most - 1.0) * step as f64 / STEPS as f64;
        let best = (0..=STEPS).max_by(|a, b| worth(point(*a)).total_cmp(&worth(point(*b))))?;
        if best == 0 {
            return None;
        }
        let ends = (point(best - 1), point((best + 1).min(STEPS)));
        let taken = highest(&worth, ends);
        let here = worth(1.0);
        let gain = worth(taken) - here;
        if !gain.is_finite() || gain <= 0.0 {
            return None;
        }
        let beyond = worth(point((best + 1).min(STEPS)));
        let until = match () {
            () if (most - taken) < 1e-3 * (most - 1.0) => until,
            () if beyond == f64::NEG_INFINITY => Until::Empty,
            () => Until::Even,
        };
        let adjust = self.adjust(given(taken), taken);
        let amount = self.amount(&trial, stated, &adjust);
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
    fn amount(&self, trial: &Trial<'_>, before: &Adjust, after: &Adjust) -> f64 {
        let own = |account: Account| self.moved[self.to].owns(account);
        let spent = |adjust: &Adjust| -> f64 {
            let (plan, run) = trial.run_for_npv(adjust);
            let accounts = run.ledger.accounts().filter(|(account, _)| own(*account));
            let sums = accounts.map(|(account, sums)| account.spent() * sums.iter().sum::<f64>());
            sums.sum::<f64>() / periods(&plan)
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

fn periods(plan: &Plan) -> f64 {
    plan.periods as f64
}

/// Where a function with one top between two ends is highest: golden section to a thousandth of the way.
fn highest(of: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let enough = 1e-3 * (high - low);
    while high - low > enough {
        let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if of(left) >= of(right) {
            high = right;
        } else {
            low = left;
        }
    }
    let ends = [low, 0.5 * (low + high), high];
    ends.into_iter().fold(low, |best, x| if of(x) > of(best) { x } else { best })
}
