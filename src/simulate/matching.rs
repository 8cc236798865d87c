//! The same money: channels moved until a strategy spends what another does.

use super::case::{Case, Met, Unmet};
use super::rerun::Rerun;
use super::trial::Trial;
use super::worth::spend;
use crate::engine::Projection;
use crate::numeric::root::brent;
use crate::plan::{Adjust, Plan, Precision};

/// Largest factor on spend that a match may need.
pub const MOST_SPEND: f64 = 1e4;

impl<'a> Trial<'a> {
    /// Plan and run, as far as [`npv`](super::npv) needs it, with levers that spend what the strategy's `spend_as` names
    /// under these values, found from those of the base `cases`; as stated for other strategies.
    pub fn run_matched(&self, cases: &[Case]) -> (Plan, Projection) {
        let (adjust, mut rerun) = self.matched(self.target(cases), cases[self.place].met);
        let (_, run) = rerun.for_npv(&adjust);
        let (_, plan, _) = rerun.into_parts();
        (plan, run)
    }

    /// What the strategy is to spend under these values; none where it spends what it says.
    fn target(&self, cases: &[Case]) -> Option<f64> {
        let spend_as = self.scenario.strategies[self.place].spend_as.as_ref()?;
        let other = Self { place: spend_as.strategy, ..*self };
        let (adjust, mut rerun) = other.matched(other.target(cases), cases[other.place].met);
        let (plan, run) = rerun.flows(&adjust);
        Some(spend(plan, &run))
    }

    /// Levers that spend `target` if this strategy spends as another, and the strategy to be run with them.
    pub(super) fn matched(&self, target: Option<f64>, near: Met) -> (Adjust, Rerun<'a>) {
        let mut rerun = Rerun::new(*self, self.none());
        let (adjust, ..) = self.match_spend(&mut rerun, target, near);
        (adjust, rerun)
    }

    /// One factor on the channels' spend so that this strategy spends `target`, sought `near` the base
    /// case's. Leaves the channels anywhere.
    pub(super) fn match_spend(
        &self,
        rerun: &mut Rerun<'_>,
        target: Option<f64>,
        near: Met,
    ) -> (Adjust, Met, Option<Unmet>) {
        let (Some(target), Some(spend_as)) =
            (target, &self.scenario.strategies[self.place].spend_as)
        else {
            return (self.none(), near, None);
        };
        let moved = |factor: f64| {
            let mut adjust = self.none();
            spend_as.channels.iter().for_each(|channel| adjust.channels[*channel] = factor);
            adjust
        };
        let plan = rerun.plan(&self.none());
        let media = |c: &usize| -> f64 {
            let series = plan.channels[*c].media.iter().enumerate();
            series.map(|(t, amount)| amount * plan.discount(t, 0.0)).sum()
        };
        let media = spend_as.channels.iter().map(media).sum::<f64>() / target;
        let mut gap = |factor: f64| {
            let (plan, run) = rerun.flows(&moved(factor));
            spend(plan, &run) / target - 1.0
        };
        // The classes of a draw are good to 3e-4 of its customers, those of the base case to 1e-9. Near the root the next
        // secant point is off by less than the product of the last two gaps.
        let (exact, near_enough) =
            if self.precision == Precision::Base { (1e-11, 0.0) } else { (1e-5, 1e-4) };
        let met = |factor: f64, growth: f64| (moved(factor), Met { factor, growth }, None);
        // Spend is nearly proportional to the factor: a few secant steps from a near guess meet it.
        let (mut x0, mut y0) = (near.factor, gap(near.factor));
        if y0.abs() < exact {
            return met(x0, near.growth);
        }
        let slope = media * near.growth;
        let mut x1 = if slope > 0.0 { (x0 - y0 / slope).max(0.0) } else { x0 * 1.01 };
        for _ in 0..12 {
            let y1 = gap(x1);
            let growth = (y1 - y0) / (x1 - x0) / media;
            if y1.abs() < exact {
                return met(x1, if growth.is_finite() { growth } else { near.growth });
            }
            if y1 == y0 || !y1.is_finite() {
                break;
            }
            let x2 = (x1 - y1 * (x1 - x0) / (y1 - y0)).max(0.0);
            if y0.abs().max(y1.abs()) < 0.5 && (y0 * y1).abs() < near_enough {
                return met(x2, growth);
            }
            (x0, y0) = (x1, y1);
            x1 = x2;
        }
        let bound = |factor: f64, why: Unmet| (moved(factor), Met { factor, ..near }, Some(why));
        match brent(&mut gap, 0.0, MOST_SPEND, 1e-13, 200) {
            Some(factor) => met(factor, near.growth),
            None if gap(0.0) > 0.0 => bound(0.0, Unmet::TooMuch),
            None => bound(MOST_SPEND, Unmet::TooLittle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::npv;
    use super::super::trial::Happening;
    use super::*;
    use crate::engine::{Depth, project_again, project_flows};
    use crate::scenario::read;

    /// The plan that is left from the search for the factor is the one that would be built with it.
    #[test]
    fn a_plan_moved_to_its_spend_is_the_plan_built_for_it() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let (scenario, ..) = read(&folder.join("scenarios/streaming.toml"), &[]).unwrap();
        let place = scenario.strategies.iter().position(|s| s.spend_as.is_some()).unwrap();
        let values = scenario.base_values();
        let (events, precision) = (Happening::Expected, Precision::Draw);
        let trial = Trial { scenario: &scenario, place, values: &values, events, precision };
        let stated = trial.plan(&trial.none());
        let target = 1.1 * spend(&stated, &project_flows(&stated));
        let (adjust, mut rerun) = trial.matched(Some(target), Met::default());
        rerun.plan(&adjust);
        let (adjust, moved, mut known) = rerun.into_parts();
        let (built, expected) = trial.run(&adjust);
        let found = project_again(&moved, &mut known, Depth::Values);
        // A draw meets the spend to 1e-5.
        assert!((spend(&moved, &found) / target - 1.0).abs() < 1e-5);
        assert_eq!(npv(&moved, &found), npv(&built, &expected));
        assert_eq!(found.ledger.cash_flow(&moved), expected.ledger.cash_flow(&built));
    }
}
