//! What a split is worth and what it spends.

use rayon::prelude::*;

use super::levers::{BudgetLever, Moves};
use super::snippet;
use crate::engine::Projection;
use crate::findings::Split;
use crate::numeric::allocate::Taken;
use crate::plan::{Account, Adjust, Group, Plan, Precision};
use crate::simulate::{Case, Trial, npv};

/// A lever this close to an end, as a share of its range, is at it.
pub const AT_AN_END: f64 = 1e-6;
/// A budget of which a smaller part than this is left is used up.
pub const USED_UP: f64 = 1e-6;

/// One strategy whose levers are moved.
pub struct Objective<'a> {
    pub trial: Trial<'a>,
    /// The strategy as it is.
    pub case: &'a Case,
    pub levers: &'a [BudgetLever],
    /// Whether the value after the horizon counts.
    pub beyond: bool,
    /// Whether acquisition counts against the budget, and retention.
    pub counts: [bool; 2],
}

/// Half width of the central difference of a marginal return, as a share of a lever's range.
const HALF: f64 = 1e-4;
/// Worths that differ by a smaller share are the same.
const SAME: f64 = 1e-9;
/// A desk is full where this share of the range changes nothing.
const FLAT: f64 = 1e-3;
/// Halvings of a lever's range where the reach of a full desk is lowered.
const HALVINGS: u32 = 30;

impl Objective<'_> {
    /// Levers of the plan at the values `x`.
    pub fn adjust(&self, x: &[f64]) -> Adjust {
        let mut adjust = self.case.adjust.clone();
        for (lever, value) in self.levers.iter().zip(x) {
            let factor = value / lever.stated;
            match lever.moves {
                Moves::Channel(c) => {
                    adjust.channels[c] = factor;
                    // Nothing to do is no team.
                    adjust.people[c] = *value > 0.0;
                }
                Moves::Response => adjust.retention_response = factor,
                Moves::Programme(p) => {
                    adjust.programmes[p] = factor;
                    // Nobody reached is no programme: its fixed costs go as well.
                    adjust.running[p] = *value > 0.0;
                }
            }
        }
        adjust
    }

    /// Lowest and highest value of each lever.
    pub fn bounds(&self) -> Vec<(f64, f64)> {
        self.levers.iter().map(|lever| (lever.min, lever.max)).collect()
    }

    /// The values within the limits.
    pub fn inside(&self, x: &[f64]) -> Vec<f64> {
        self.levers.iter().zip(x).map(|(lever, x)| x.clamp(lever.min, lever.max)).collect()
    }

    /// The values as the snippet states them: what is promised is worked out at these.
    pub fn stated(&self, x: Vec<f64>) -> Vec<f64> {
        let x = self.trimmed(x);
        self.levers.iter().zip(x).map(|(lever, x)| snippet::as_stated(lever, x)).collect()
    }

    /// Worth and spend at the values `x`; NaN where the worth is infinite.
    pub fn ask(&self, x: &[f64]) -> Taken {
        let (plan, run) = self.trial.run_for_npv(&self.adjust(x));
        Taken { worth: self.worth(&plan, &run), spend: self.spend(self.sides(&plan, &run)) }
    }

    /// Worth, and discounted acquisition and retention spend.
    pub fn sides_at(&self, x: &[f64]) -> (f64, [f64; 2]) {
        let (plan, run) = self.trial.run_for_npv(&self.adjust(x));
        (self.worth(&plan, &run), self.sides(&plan, &run))
    }

    /// The same in full precision, with both sides' spend.
    pub fn split(&self, x: &[f64]) -> Split {
        let trial = Trial { precision: Precision::Base, ..self.trial };
        let (plan, run) = trial.run_for_npv(&self.adjust(x));
        let sides = self.sides(&plan, &run);
        let refunds = |account: Account| match account {
            Account::Refunds(_) => account.spent(),
            _ => 0.0,
        };
        let refunds_pv = run.ledger.present_value(&plan, refunds);
        Split {
            npv: self.worth(&plan, &run),
            spend_pv: self.spend(sides),
            acquisition_spend_pv: sides[0],
            retention_spend_pv: sides[1] - refunds_pv,
            refunds_pv,
        }
    }

    fn worth(&self, plan: &Plan, run: &Projection) -> f64 {
        if self.beyond {
            npv(plan, run).unwrap_or(f64::NAN)
        } else {
            run.ledger.present_value(plan, Account::sign)
        }
    }

    /// Discounted acquisition and retention spend; refunds are money spent on keeping customers.
    fn sides(&self, plan: &Plan, run: &Projection) -> [f64; 2] {
        let finding = |account: Account| account.group() == Group::Acquisition;
        [true, false].map(|side| {
            let counted = |one: Account| if finding(one) == side { one.spent() } else { 0.0 };
            run.ledger.present_value(plan, counted)
        })
    }

    fn spend(&self, sides: [f64; 2]) -> f64 {
        let counted = |side: usize| if self.counts[side] { sides[side] } else { 0.0 };
        counted(0) + counted(1)
    }

    /// 1 + ΔNPV/Δspend of every lever, by a central difference, at an end taken inwards; spend is what the budget
    /// counts, wherever it is posted.
    pub fn marginal_returns(&self, x: &[f64]) -> Vec<Option<f64>> {
        let of = |(i, lever): (usize, &BudgetLever)| {
            if x[i] <= 0.0 && self.stops(lever.moves) {
                // What does not run has no last unit of money.
                return None;
            }
            let half = HALF * (lever.max - lever.min);
            let inside = |value: f64| value.clamp(lever.min.min(x[i]), lever.max.max(x[i]));
            let at = |value: f64| {
                let mut moved = x.to_vec();
                moved[i] = value;
                self.ask(&moved)
            };
            // A step to nothing would stop a programme.
            let down = inside(x[i] - half);
            let down = if down <= 0.0 { x[i] } else { down };
            let (low, high) = (at(down), at(inside(x[i] + half)));
            let spent = high.spend - low.spend;
            // Where more of a lever saves money, nothing comes back per unit spent.
            let moved = spent > 1e-12 * high.spend.abs();
            let value = 1.0 + (high.worth - low.worth) / spent;
            (moved && value.is_finite()).then_some(value)
        };
        let each: Vec<(usize, &BudgetLever)> = self.levers.iter().enumerate().collect();
        each.into_par_iter().map(of).collect()
    }

    /// Whether a lever at 0 stops something that has a fixed cost, or may have.
    fn stops(&self, moves: Moves) -> bool {
        match moves {
            Moves::Channel(c) => self.case.plan.channels[c].fixed.iter().any(|pay| *pay > 0.0),
            Moves::Programme(_) => true,
            Moves::Response => false,
        }
    }

    /// Programmes whose desk has no agent free in some period.
    pub fn busy_desks(&self, x: &[f64]) -> Vec<usize> {
        let (plan, run) = self.trial.run_for_npv(&self.adjust(x));
        let each = plan.levers.desks.iter().zip(&run.desks);
        let busy = each.filter(|(_, desk)| {
            desk.demand.iter().zip(&desk.capacity).any(|(demand, capacity)| demand >= capacity)
        });
        busy.map(|(lever, _)| lever.programme).collect()
    }

    /// The point with the reach of every busy desk as low as it can be at the same worth: agents who are busy in
    /// every period serve no more however many are sent to them.
    pub fn trimmed(&self, mut x: Vec<f64>) -> Vec<f64> {
        let busy = self.busy_desks(&x);
        for (i, lever) in self.levers.iter().enumerate() {
            let Moves::Programme(p) = lever.moves else { continue };
            if !busy.contains(&p) || x[i] <= lever.min {
                continue;
            }
            let worth = self.ask(&x).worth;
            let same = |value: f64| {
                let mut moved = x.clone();
                moved[i] = value;
                self.ask(&moved).worth >= worth - SAME * worth.abs()
            };
            if !same(x[i] - FLAT * (lever.max - lever.min)) {
                continue;
            }
            // Worth rises with reach up to where the desk is full, and is flat from there.
            let (mut low, mut high) = (lever.min, x[i]);
            for _ in 0..HALVINGS {
                let middle = 0.5 * (low + high);
                if same(middle) { high = middle } else { low = middle }
            }
            x[i] = high;
        }
        x
    }
}
