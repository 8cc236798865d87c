//! Are newer cohorts better? Those who join at the start of some periods, and how many stay how long.

use super::model::{CohortFindings, Triangle};
use super::ran::Ran;
use crate::engine::project_lives_from;
use crate::numeric::sum::ordered_sum;
use crate::units::Period;

/// Rows that a triangle has at most: more cannot be read.
const ROWS: usize = 12;

/// The cohorts of a strategy, evenly spaced; none where fewer than two have anything to compare.
pub fn triangle(ran: &Ran<'_>, place: usize) -> Option<Triangle> {
    let (scenario, plan, run) = (ran.scenario, &ran.cases[place].plan, &ran.cases[place].run);
    let step = step(scenario.calendar.period, plan.periods);
    let tenures: Vec<usize> = (step..plan.periods).step_by(step).collect();
    let joining = (0..plan.periods).step_by(step);
    let cohort = |t: usize| {
        let joined: Vec<f64> = run.joined.iter().map(|block| block[t]).collect();
        let all = ordered_sum(&joined);
        if all <= 0.0 || t + step >= plan.periods {
            return None;
        }
        let lives = project_lives_from(plan, t, &run.served);
        let active = |tenure: &usize| {
            let each = joined.iter().enumerate().filter(|(_, count)| **count > 0.0);
            let left = each.map(|(block, count)| count * lives.probe(block).active[*tenure]);
            left.sum::<f64>() / all
        };
        let known = tenures.iter().filter(|tenure| t + **tenure < plan.periods);
        let date = scenario.calendar.date_of(t as i64).to_string();
        Some(CohortFindings { period: t, date, joined: all, active: known.map(active).collect() })
    };
    let cohorts: Vec<CohortFindings> = joining.filter_map(cohort).collect();
    (cohorts.len() > 1).then_some(Triangle { tenures, cohorts })
}

/// Periods between two cohorts: a round number of months or years with at most [`ROWS`] rows.
fn step(period: Period, periods: usize) -> usize {
    let round: &[usize] = match period {
        Period::Month => &[1, 3, 6, 12, 24, 60],
        Period::Quarter => &[1, 2, 4, 8, 20],
        Period::Year => &[1, 2, 5, 10],
    };
    let few = |step: &&usize| periods.div_ceil(**step) <= ROWS;
    round.iter().find(few).copied().unwrap_or_else(|| periods.div_ceil(ROWS))
}
