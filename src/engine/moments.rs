//! The customers' own chance without simulating it: exact moments of the value over the horizon.
//!
//! Where customers act independently of each other the value is a sum of independent lives. Raw
//! moments of one life follow backwards from E[(m + vX)^n] = Σ C(n,i) m^(n−i) v^i E[X^i], where X is
//! the life from the next period on (0 for a leaver).

use super::Projection;
use super::hazard::Hazards;
use super::phases::Phases;
use super::population::terms;
use crate::numeric::moments::Cumulants;
use crate::plan::{BlockPlan, OriginKind, Plan, Sheet, Slots};

/// Moments of `npv_horizon` when every customer's leaving is random and all else as expected; none
/// where customers depend on each other (word of mouth, a pool, a full segment, desks, win-backs).
pub fn customers_moments(plan: &Plan, projection: &Projection) -> Option<Cumulants> {
    if !plan.independent || projection.full.iter().any(Option::is_some) {
        return None;
    }
    let mut total = Cumulants::certain(0.0);
    // Those who join blocks with the same terms are worth the same.
    let kinds = terms(plan);
    let mut known: Vec<Option<Lives>> = vec![None; kinds.len()];
    for (place, block) in plan.blocks.iter().enumerate() {
        let opening = plan.origins[block.origin].kind == OriginKind::Opening;
        let joined = &projection.joined[place];
        if opening {
            let lives = Lives::of(plan, block, true);
            total = total.plus(&lives.opening(plan, block, lives.joining(plan, joined)));
        } else if joined.iter().any(|count| *count > 0.0) {
            let lives = known[kinds[place]].get_or_insert_with(|| Lives::of(plan, block, false));
            total = total.plus(&lives.joining(plan, joined));
        }
    }
    Some(total)
}

/// Raw moments 1 to 4 of what a life is worth, by slot and class.
type Raw = Vec<[f64; 4]>;

/// What the customers of a block are worth.
#[derive(Clone, Debug)]
struct Lives {
    /// One who joins in each period, at its start.
    newcomers: Vec<[f64; 4]>,
    /// Those of the start.
    here: Raw,
}

impl Lives {
    /// Those who join, of `joined` in each period.
    fn joining(&self, plan: &Plan, joined: &[f64]) -> Cumulants {
        let each = self.newcomers.iter().zip(joined).enumerate().rev();
        each.fold(Cumulants::certain(0.0), |total, (t, (newcomer, joined))| {
            let (whole, rest) = (joined.floor(), joined.fract());
            let chance = Cumulants::from_raw(newcomer.map(|moment| moment * rest));
            let newcomers = Cumulants::from_raw(*newcomer).times(whole).plus(&chance);
            total.plus(&newcomers.scaled(plan.discount(t, 0.0)))
        })
    }

    /// The customers of the start, and the `others`.
    fn opening(&self, plan: &Plan, block: &BlockPlan, others: Cumulants) -> Cumulants {
        let segment = &plan.segments[block.segment];
        let classes = segment.classes.count();
        segment.opening.iter().fold(others, |total, group| {
            let slot = group.tenure.min(self.here.len() / classes - 1) * classes;
            let one = mixed(&self.here[slot..slot + classes], &group.classes);
            total.plus(&Cumulants::from_raw(one).times(group.count))
        })
    }

    fn of(plan: &Plan, block: &BlockPlan, opening: bool) -> Self {
        let segment = &plan.segments[block.segment];
        let classes = segment.classes.count();
        let phases = Phases::of(plan, block);
        let oldest =
            if opening { segment.opening.last().map_or(0, |group| group.tenure) } else { 0 };
        let slots = |t: usize| match block.slots(segment) {
            Slots::Settled(slots) => slots,
            Slots::Open => oldest + t + 1,
        };
        let mut newcomers = vec![[0.0; 4]; plan.periods];
        let mut later: Raw = vec![[0.0; 4]; slots(plan.periods) * classes];
        // Mostly alike from period to period.
        let mut hazards = Hazards::default();
        for t in (0..plan.periods).rev() {
            hazards.prepare(plan, block, t, slots(t), &phases.multipliers);
            let hazard = hazards.now();
            let ahead = later.len() / classes;
            let mut now: Raw = Vec::with_capacity(slots(t) * classes);
            let sheet = Sheet::of(plan, block, t, 0..slots(t));
            let factor = plan.factor();
            let mut power = 1.0;
            let factors = [(); 4].map(|()| {
                power *= factor;
                power
            });
            // Offsets inside the period, relative to its start; tax falls at the cash timing.
            let cash = libm::pow(factor, plan.delta);
            for k in 0..slots(t) {
                let worth = |visits: f64| {
                    let (margin, at_end) = sheet.margins(k, visits, 0.0, 0.0);
                    margin * cash + at_end * factor - plan.tax[t] * (margin + at_end) * cash
                };
                let (value, visits) = (worth(1.0), sheet.visits[k]);
                let bought = (visits > 0.0).then(|| {
                    let without = worth(0.0);
                    of_visits(without, (value - without) / visits, visits)
                });
                let next = (k + 1).min(ahead - 1) * classes;
                for q in 0..classes {
                    let keep = hazard.keep(k, 0)[q];
                    let later = &later[next + q];
                    now.push(match &bought {
                        None => life(value, &factors, keep, later),
                        Some(bought) => life_of(bought, &factors, keep, later),
                    });
                }
            }
            later = now;
            newcomers[t] = mixed(&later[..classes], &segment.classes.weight);
        }
        Self { newcomers, here: later }
    }
}

/// Moments of `value + factor·X` where X is `later` with chance `keep`, else 0; `factors` are the powers of the factor.
fn life(value: f64, factors: &[f64; 4], keep: f64, later: &[f64; 4]) -> [f64; 4] {
    let x = |n: usize| keep * factors[n - 1] * later[n - 1];
    let m = value;
    [
        m + x(1),
        m * m + 2.0 * m * x(1) + x(2),
        m * m * m + 3.0 * m * m * x(1) + 3.0 * m * x(2) + x(3),
        m * m * m * m + 4.0 * m * m * m * x(1) + 6.0 * m * m * x(2) + 4.0 * m * x(3) + x(4),
    ]
}

/// Raw moments of `fixed + each·N`, N a Poisson number of mean `visits`.
fn of_visits(fixed: f64, each: f64, visits: f64) -> [f64; 4] {
    let (a, c, l) = (fixed, each, visits);
    let n = [l, l * (1.0 + l), l * (1.0 + l * (3.0 + l)), l * (1.0 + l * (7.0 + l * (6.0 + l)))];
    [
        a + c * n[0],
        a * a + 2.0 * a * c * n[0] + c * c * n[1],
        a * a * a + 3.0 * a * a * c * n[0] + 3.0 * a * c * c * n[1] + c * c * c * n[2],
        a * a * a * a
            + 4.0 * a * a * a * c * n[0]
            + 6.0 * a * a * c * c * n[1]
            + 4.0 * a * c * c * c * n[2]
            + c * c * c * c * n[3],
    ]
}

/// Moments of `M + factor·X`, M of the given moments and independent of X, which is `later` with chance
/// `keep`, else 0: who leaves does so whatever was bought.
fn life_of(m: &[f64; 4], factors: &[f64; 4], keep: f64, later: &[f64; 4]) -> [f64; 4] {
    let x = |n: usize| keep * factors[n - 1] * later[n - 1];
    [
        m[0] + x(1),
        m[1] + 2.0 * m[0] * x(1) + x(2),
        m[2] + 3.0 * m[1] * x(1) + 3.0 * m[0] * x(2) + x(3),
        m[3] + 4.0 * m[2] * x(1) + 6.0 * m[1] * x(2) + 4.0 * m[0] * x(3) + x(4),
    ]
}

fn mixed(classes: &[[f64; 4]], share: &[f64]) -> [f64; 4] {
    let mut mixed = [0.0; 4];
    for (moments, share) in classes.iter().zip(share) {
        for (sum, moment) in mixed.iter_mut().zip(moments) {
            *sum += share * moment;
        }
    }
    mixed
}
