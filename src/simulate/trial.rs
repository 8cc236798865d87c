//! One strategy at given values, tried with different levers.

use super::case::Case;
use super::wishes::Wishes;
use crate::engine::{Known, Projection, project, project_lives, project_money};
use crate::plan::{Adjust, Plan, Precision, build, build_undiscounted};
use crate::scenario::Scenario;

/// Whether events happen: as often as expected, or by one uniform number for each, the same for all
/// strategies.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    Expected,
    Drawn(&'a [f64]),
}

impl Happening<'_> {
    /// Exponents of the events' multipliers under a strategy, which may state its own probabilities.
    pub fn shares(self, scenario: &Scenario, place: usize, values: &[f64]) -> Vec<f64> {
        let events = scenario.strategies[place].business.events.iter();
        let probabilities = events.map(|event| event.probability.at(values));
        match self {
            Self::Expected => probabilities.collect(),
            Self::Drawn(uniforms) => {
                let happens = |(p, u): (f64, &f64)| f64::from(u8::from(*u < p));
                probabilities.zip(uniforms).map(happens).collect()
            }
        }
    }
}

/// One strategy at given values, to be tried with different levers.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    pub scenario: &'a Scenario,
    /// Its place among the strategies.
    pub place: usize,
    /// Value of every assumption, in the order of the register.
    pub values: &'a [f64],
    pub events: Happening<'a>,
    pub precision: Precision,
}

impl<'a> Trial<'a> {
    /// With events as often as they are expected.
    pub const fn expected(
        scenario: &'a Scenario,
        place: usize,
        values: &'a [f64],
        precision: Precision,
    ) -> Self {
        Self { scenario, place, values, events: Happening::Expected, precision }
    }

    /// Levers as stated.
    pub fn none(&self) -> Adjust {
        let business = &self.scenario.strategies[self.place].business;
        Adjust::none(business.channels.len(), business.programmes.len())
    }

    /// How far each event happens under this strategy.
    pub(super) fn shares(&self) -> Vec<f64> {
        self.events.shares(self.scenario, self.place, self.values)
    }

    /// The plan with the levers moved.
    pub fn plan(&self, adjust: &Adjust) -> Plan {
        let Self { scenario, place, values, precision, .. } = *self;
        let mut plan = build(scenario, place, values, adjust, &self.shares(), precision);
        let as_observed = place == scenario.against && *adjust == self.none();
        if !plan.observed_risks.is_empty() && !as_observed {
            // Whom the offers targeted is seen in the run of `against`.
            let against = Self { place: scenario.against, ..*self };
            plan.observed = Some(std::sync::Arc::new(against.plan(&against.none())));
        }
        plan
    }

    /// Plan and expected projection with the levers moved.
    pub fn run(&self, adjust: &Adjust) -> (Plan, Projection) {
        let plan = self.plan(adjust);
        let run = project(&plan);
        (plan, run)
    }

    /// The strategy with the levers moved, as far as it is wanted.
    pub fn case(&self, adjust: Adjust, wishes: Wishes) -> Case {
        let plan = self.plan(&adjust);
        Case::of(adjust, plan, wishes)
    }

    /// The plan `own` with what runs after the horizon where that is not what the scenario names; none where no
    /// programme runs, or the same ones do.
    pub fn other_end(&self, adjust: &Adjust, own: &Plan) -> Option<Plan> {
        let after = Some(self.scenario.after_horizon.other());
        let plan = self.plan(&Adjust { after, ..adjust.clone() });
        (plan.levers != own.levers).then_some(plan)
    }

    /// The same as [`Trial::run`], as far as [`npv`](super::npv) needs it.
    pub fn run_for_npv(&self, adjust: &Adjust) -> (Plan, Projection) {
        let plan = self.plan(adjust);
        let run = project_money(&plan, &mut Known::default(), plan.runs_off());
        (plan, run)
    }

    /// The plan with money that keeps its value, and the lives of single customers under it; desks serve
    /// them as in `run`.
    pub fn undiscounted(
        &self,
        adjust: &Adjust,
        (own, run): (&Plan, &Projection),
    ) -> (Plan, Projection) {
        let mut plan = build_undiscounted(
            self.scenario,
            self.place,
            self.values,
            adjust,
            &self.shares(),
            self.precision,
        );
        plan.aims.clone_from(&own.aims);
        plan.observed_aims.clone_from(&own.observed_aims);
        let lives = project_lives(&plan, &run.served);
        (plan, lives)
    }
}
