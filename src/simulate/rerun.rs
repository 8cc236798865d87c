//! One strategy run again and again with its levers moved: what does not move is worked out once.

use super::trial::Trial;
use crate::engine::{Known, Projection, project_money};
use crate::plan::{Adjust, Plan, move_channels};

/// A strategy, its plan where its levers were last, and the hazards that are known of it.
#[derive(Clone, Debug)]
pub struct Rerun<'a> {
    trial: Trial<'a>,
    adjust: Adjust,
    plan: Plan,
    known: Known,
    /// Whether other levers change whom its offers find, even where only channels move.
    watched: bool,
}

impl<'a> Rerun<'a> {
    /// With the levers where they are first.
    pub fn new(trial: Trial<'a>, adjust: Adjust) -> Self {
        let plan = trial.plan(&adjust);
        let watched = trial.place == trial.scenario.against && !plan.observed_risks.is_empty();
        Self { trial, adjust, plan, known: Known::default(), watched }
    }

    /// The plan with the levers moved.
    pub fn plan(&mut self, adjust: &Adjust) -> &Plan {
        if *adjust != self.adjust {
            self.adjust.channels.clone_from(&adjust.channels);
            if *adjust == self.adjust && !self.watched {
                let Trial { scenario, place, values, .. } = self.trial;
                let shares = self.trial.shares();
                move_channels(&mut self.plan, scenario, place, values, adjust, &shares);
            } else {
                self.adjust.clone_from(adjust);
                self.plan = self.trial.plan(adjust);
                self.known = Known::default();
            }
        }
        &self.plan
    }

    /// Plan and expected flows of the horizon with the levers moved.
    pub fn flows(&mut self, adjust: &Adjust) -> (&Plan, Projection) {
        self.plan(adjust);
        let run = project_money(&self.plan, &mut self.known, false);
        (&self.plan, run)
    }

    /// The same with what its net present value needs.
    pub fn for_npv(&mut self, adjust: &Adjust) -> (&Plan, Projection) {
        self.plan(adjust);
        let beyond = self.plan.runs_off();
        let run = project_money(&self.plan, &mut self.known, beyond);
        (&self.plan, run)
    }

    /// The levers where they are, the plan with them, and what is known of it.
    pub fn into_parts(self) -> (Adjust, Plan, Known) {
        (self.adjust, self.plan, self.known)
    }
}
