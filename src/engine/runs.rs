//! The ways of running a plan: in expected values, with whole customers, or the lives of single ones.

use std::sync::Arc;

use super::curve::SurvivalCurve;
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
    /// By block, of those whose customers are carried along curves.
    curves: Vec<Vec<SurvivalCurve>>,
}

impl<'a> Many<'a> {
    /// Of a plan and an expected projection with the lives that they keep.
    pub fn of(plan: &'a Plan, expected: &Projection) -> Self {
        let mut run = Run::new(plan, Chance::Expected, Depth::Flows, Kept::Whole);
        (0..plan.periods).for_each(|t| run.period(t));
        let curves = run.populations.into_iter().map(|own| own.customers.into_curves());
        Self { plan, lives: Arc::clone(&expected.lives), curves: curves.collect() }
    }

    /// As [`simulate`].
    pub fn project_whole(&self, key: u64) -> Projection {
        let mut run = Run::new(self.plan, Chance::Drawn(key), Depth::Customers, Kept::Whole);
        run.out.lives = Arc::clone(&self.lives);
        for (population, curves) in run.populations.iter_mut().zip(&self.curves) {
            population.customers.follow(curves);
        }
        run.whole()
    }
}

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
    /// Another run of the plan, whose hazards are kept unless an offer looks for the riskiest of the customers who happen
    /// to be there.
    fn again(&mut self, plan: &Plan, depth: Depth, kept: Kept) -> Projection {
        let mut run = Run::new(plan, Chance::Expected, depth, kept);
        if self.0.len() == run.hazards.len() {
            run.hazards = std::mem::take(&mut self.0);
        }
        (0..plan.periods).for_each(|t| run.period(t));
        let (out, hazards) = run.finish();
        if !plan.blocks.iter().any(BlockPlan::hangs_on_risk) {
            self.0 = hazards;
        }
        out
    }
}

/// The money of the horizon, and where wanted what the customers are worth who are left then, from what is known of the
/// plan; who joined is not written down.
pub fn project_money(plan: &Plan, known: &mut Known, beyond: bool) -> Projection {
    known.again(plan, if beyond { Depth::Customers } else { Depth::Flows }, Kept::Money)
}

/// As much of [`project`] as is wanted, from what is known of the plan.
pub fn project_again(plan: &Plan, known: &mut Known, depth: Depth) -> Projection {
    known.again(plan, depth, Kept::Together)
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
