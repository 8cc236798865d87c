//! The ways of running a plan: in expected values, with whole customers, or the lives of single ones.

use std::sync::Arc;

use super::ahead::{Foreseen, Prepared, is_foreseeable};
use super::hazard::Hazards;
use super::run::{Depth, Kept, Run};
use super::streams::Chance;
use super::{Lives, Projection};
use crate::plan::{BlockPlan, Plan};

/// Runs a plan in expected values.
pub fn project(plan: &Plan) -> Projection {
    Run::new(plan, Chance::Expected, Depth::Values, Kept::Together).whole()
}

/// The same with segments and channels kept apart: the ledger has its parts, and each block its series.
pub fn project_apart(plan: &Plan) -> Projection {
    Run::new(plan, Chance::Expected, Depth::Values, Kept::Apart).whole()
}

/// The same to the last digit, without what is kept apart, and as much of it as is wanted.
pub fn project_split(plan: &Plan, depth: Depth) -> Projection {
    Run::new(plan, Chance::Expected, depth, Kept::Split).whole()
}

/// Runs a plan with whole customers who each leave by their own chance; exact in distribution.
///
/// Lifetime values stay those of the `expected` projection: they are a customer's, not the customers'.
pub fn project_whole(plan: &Plan, expected: &Projection, key: u64) -> Projection {
    let mut run = Run::new(plan, Chance::Drawn(key), Depth::Customers, Kept::Whole);
    run.out.lives = Arc::clone(&expected.lives);
    run.whole()
}

/// What many runs of a plan with whole customers have in common.
#[derive(Debug)]
pub struct Many<'a> {
    plan: &'a Plan,
    lives: Arc<Lives>,
    /// By block.
    blocks: Vec<Prepared>,
}

/// Draws of them, worked out together and then run one after the other.
pub struct Draws<'a> {
    many: &'a Many<'a>,
    run: Run<'a>,
    /// Those at hand.
    chances: Vec<Chance>,
    /// What is known of them, by block.
    known: Vec<Foreseen>,
}

impl<'a> Many<'a> {
    /// Of a plan and an expected projection with the lives that they keep.
    pub fn of(plan: &'a Plan, expected: &Projection) -> Self {
        let mut run = Run::new(plan, Chance::Expected, Depth::Flows, Kept::Whole);
        run.horizon();
        for population in &mut run.populations {
            if let Some(cohorts) = population.customers.cohorts() {
                cohorts.tabulate(plan.periods, is_foreseeable(plan, population.block));
            }
        }
        // Draws go on after the horizon.
        run.outlive();
        let curves = run.populations.into_iter().map(|own| own.customers.into_curves());
        let blocks = curves.zip(run.out.joined);
        let blocks = blocks.map(|(curves, joined)| Prepared::new(curves, joined)).collect();
        let many = Self { plan, lives: Arc::clone(&expected.lives), blocks };
        if many.foreseen() > MOST_FORESEEN { many.unforeseen() } else { many }
    }

    /// How many draws are well worked out together.
    pub fn at_once(&self) -> usize {
        (AT_HAND / self.foreseen().max(1)).clamp(1, AT_ONCE)
    }

    /// Numbers that are worked out before a draw is run.
    pub fn foreseen(&self) -> usize {
        self.blocks.iter().map(|block| block.size).sum()
    }

    /// The same with nothing worked out before.
    pub fn unforeseen(mut self) -> Self {
        self.blocks.iter_mut().for_each(Prepared::forget);
        self
    }

    /// No draws yet.
    pub fn draws(&self) -> Draws<'_> {
        let run = Run::new(self.plan, Chance::Expected, Depth::Customers, Kept::Whole);
        Draws { many: self, run, chances: Vec::new(), known: Vec::new() }
    }
}

impl<'a> Draws<'a> {
    /// Their plan.
    pub fn plan(&self) -> &'a Plan {
        self.many.plan
    }

    /// Lets them go period by period.
    #[cfg(test)]
    pub(super) const fn each_alone(&mut self) {
        self.run.alone = false;
    }

    /// Customers billed in the last period of the latest.
    #[cfg(test)]
    pub(super) const fn billed(&self) -> f64 {
        self.run.billed
    }

    /// Works out the draws of these keys, as far as can be before they are run.
    pub fn foresee(&mut self, keys: &[u64]) {
        self.chances.clear();
        self.chances.extend(keys.iter().copied().map(Chance::Drawn));
        let foresee = |(place, block): (usize, &Prepared)| {
            block.foresee(self.many.plan, place, &self.chances)
        };
        self.known = self.many.blocks.iter().enumerate().map(foresee).collect();
    }

    /// As [`project_whole`], the draw at a place of these.
    pub fn project(&mut self, place: usize) -> Projection {
        let Many { lives, blocks, .. } = self.many;
        let course = |(block, known): (&Prepared, &Foreseen)| block.course(known, place);
        let courses = blocks.iter().zip(&self.known).map(course).collect();
        let chance = self.chances[place];
        self.run.begin(chance, courses);
        self.run.out.lives = Arc::clone(lives);
        self.run.horizon();
        self.run.finish()
    }
}

/// Most draws that are worked out together: more gain nothing from one another.
const AT_ONCE: usize = 128;
/// So many numbers, of one draw or several, are at hand while they are worked out.
const AT_HAND: usize = 1 << 18;
/// Most numbers that are worked out before a draw is run, 16 MiB of them: wide firms over long horizons draw as they go.
const MOST_FORESEEN: usize = 1 << 22;

/// Runs a plan in expected values, and tells what flows in each of so many periods after the horizon.
pub fn project_followed(plan: &Plan, periods: usize) -> Projection {
    let mut run = Run::new(plan, Chance::Expected, Depth::Customers, Kept::Together);
    run.after.paid = vec![0.0; periods];
    run.whole()
}

/// Runs a plan in expected values without the lives of single customers.
pub fn project_customers(plan: &Plan) -> Projection {
    project_followed(plan, 0)
}

/// Counts and ledger of the horizon in expected values; no lives, no run-off.
pub fn project_flows(plan: &Plan) -> Projection {
    Run::new(plan, Chance::Expected, Depth::Flows, Kept::Together).whole()
}

/// Hazards of a plan that were worked out in a run of it: another run begins with them where only its channels
/// have moved.
#[derive(Clone, Debug, Default)]
pub struct Known(Vec<Hazards>);

impl Known {
    /// A run of the plan, whose hazards are kept unless an offer looks for the riskiest of the customers who happen to
    /// be there.
    fn run(&mut self, mut run: Run<'_>) -> Projection {
        let plan = run.plan;
        if self.0.len() == run.hazards.len() {
            run.hazards = std::mem::take(&mut self.0);
        }
        run.horizon();
        let out = run.finish();
        if !plan.blocks.iter().any(BlockPlan::hangs_on_risk) {
            self.0 = run.hazards;
        }
        out
    }
}

/// The money of the horizon, and where wanted what the customers are worth who are left then, from what is known of the
/// plan; who joined is not written down.
pub fn project_money(plan: &Plan, known: &mut Known, beyond: bool) -> Projection {
    let depth = if beyond { Depth::Customers } else { Depth::Flows };
    known.run(Run::new(plan, Chance::Expected, depth, Kept::Money))
}

/// As much of [`project`] as is wanted, from what is known of the plan.
pub fn project_again(plan: &Plan, known: &mut Known, depth: Depth) -> Projection {
    known.run(Run::new(plan, Chance::Expected, depth, Kept::Together))
}

/// The life of one customer of each kind, of whose cancel attempts the desks serve the shares `served` in
/// another run of the same plan: with other discounting, say. Nothing else is worked out.
pub fn project_lives(plan: &Plan, served: &[Vec<f64>]) -> Projection {
    Run::new(plan, Chance::Expected, Depth::Lives, Kept::Together).lives(served)
}

/// The life of one customer of each kind who joins at the start of period `joining`, until the horizon ends;
/// `served` as in `project_lives`. Nothing else is worked out.
pub fn project_lives_from(plan: &Plan, joining: usize, served: &[Vec<f64>]) -> Projection {
    Run::new(plan, Chance::Expected, Depth::Lives, Kept::Together).lives_from(joining, served)
}
