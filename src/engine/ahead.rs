//! Who is left of whole customers in many draws, worked out ahead of their runs: age by age for all of them, so that the
//! table of an age is read while it is at hand.
//!
//! Who leaves of a cohort hangs on its number at the start alone. Where that hangs on nobody, its survivors are known
//! before a run begins; elsewhere a run draws as it goes. Both give the same.

use std::sync::Arc;

use super::curve::{Course, whole};
use super::customers::opened;
use super::rows::joins_freely;
use super::sequence::{Left, Sequence};
use super::streams::Chance;
use super::survival::SurvivalCurve;
use crate::numeric::random::{Part, TURNS, completed, head};
use crate::plan::{OriginKind, Plan};

/// Whether the cohorts of a block start with numbers that hang on no customers.
pub fn is_foreseeable(plan: &Plan, block: usize) -> bool {
    let opening = plan.origins[plan.blocks[block].origin].kind == OriginKind::Opening;
    opening || joins_freely(plan)
}

/// A block of a plan of which many draws are run.
#[derive(Debug)]
pub struct Prepared {
    curves: Arc<Vec<SurvivalCurve>>,
    /// Who is expected to join, by period.
    joiners: Vec<f64>,
    /// Numbers that are worked out ahead for one draw.
    pub(super) size: usize,
}

impl Prepared {
    /// A block with these curves, which so many are expected to join in each period.
    pub fn new(curves: Arc<Vec<SurvivalCurve>>, joiners: Vec<f64>) -> Self {
        let size = curves.iter().map(|curve| curve.sequence.size()).sum();
        Self { curves, joiners, size }
    }

    /// Lets every draw go without anything worked out before.
    pub fn forget(&mut self) {
        let curves = Arc::make_mut(&mut self.curves);
        curves.iter_mut().for_each(|curve| curve.sequence = Sequence::default());
        self.size = 0;
    }

    /// Works out who is left in several draws of the block at `place`: of each cohort, and at the end of each period of all
    /// of them.
    pub fn foresee(&self, plan: &Plan, place: usize, draws: &[Chance]) -> Foreseen {
        let all = draws.len();
        let (mut left, mut standing) = (vec![0; self.size * all], vec![0.0; plan.periods * all]);
        if self.size > 0 {
            let block = &plan.blocks[place];
            let opening = plan.origins[block.origin].kind == OriginKind::Opening;
            let mut words = vec![0; plan.periods * all];
            for (draw, chance) in draws.iter().enumerate() {
                let mut start = |place: usize, count: f64| left[place * all + draw] = count as u32;
                if opening {
                    let groups = &plan.segments[block.segment].opening;
                    let each = opened(groups, *chance, block.segment).zip(self.curves.iter());
                    each.for_each(|((_, count), curve)| start(curve.sequence.rows[0], count));
                } else {
                    for Sequence { members, rows, .. } in self.sequences() {
                        for (t, place) in members.clone().zip(rows[0]..) {
                            start(place, chance.joiners(plan, block, t, self.joiners[t]));
                        }
                    }
                }
                let streams = (0..plan.periods).filter_map(chance.streams(plan, block));
                let own = words[draw..].iter_mut().step_by(all);
                own.zip(streams).for_each(|(word, mut stream)| *word = stream.next_u64());
            }
            self.curves.iter().for_each(|curve| thin(curve, &words, &mut left, &mut standing, all));
        }
        Foreseen { left: Left::new(left, all), standing }
    }

    /// Those of its curves that anybody is on.
    fn sequences(&self) -> impl Iterator<Item = &Sequence> {
        self.curves.iter().map(|curve| &curve.sequence).filter(|own| own.count() > 0)
    }

    /// The course of the draw at a place of those that are known.
    pub fn course(&self, known: &Foreseen, draw: usize) -> Course {
        let Foreseen { left, standing } = known;
        let left = left.of(draw);
        let standing = left.own(standing).collect();
        Course { curves: Arc::clone(&self.curves), left, standing }
    }
}

/// Thins the cohorts of a curve age by age in so many draws, with the words of each period.
fn thin(
    curve: &SurvivalCurve,
    words: &[u64],
    left: &mut [u32],
    standing: &mut [f64],
    draws: usize,
) {
    let own = &curve.sequence;
    let members: Vec<Part> = own.members.clone().map(|own| Part::of(own as u64)).collect();
    let (mut of_cohorts, mut heads) = (vec![0; members.len() * draws], Vec::new());
    for (age, pair) in own.rows.windows(2).enumerate() {
        let (first, turn) = ((own.since + age) * draws, age % TURNS);
        let size = members.len().min(own.rows.len() - 1 - age) * draws;
        let (now, next) = left.split_at_mut(pair[1] * draws);
        let (now, next) = (&now[pair[0] * draws..][..size], &mut next[..size]);
        if turn == 0 {
            let words = words[first..].chunks_exact(draws).zip(&members);
            for (of_cohort, (words, own)) in of_cohorts.chunks_exact_mut(draws).zip(words) {
                of_cohort.iter_mut().zip(words).for_each(|(all, word)| *all = own.below(*word));
            }
        }
        heads.clear();
        heads.extend(of_cohorts[..size].iter().map(|word| head(*word, turn)));
        curve.thin(age, (now, next), &heads, |place| completed(of_cohorts[place], turn));
        let all = standing[first..].iter_mut().zip(next);
        all.for_each(|(all, count)| *all += whole(*count));
    }
}

/// What is known of the draws of a block.
pub struct Foreseen {
    left: Left,
    /// All who are left at the end of each period, by draw.
    standing: Vec<f64>,
}
