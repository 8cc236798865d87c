//! Who is left of whole customers in many draws, worked out ahead of their runs: age by age for all of them, so that the
//! table of an age is read while it is at hand.
//!
//! Who leaves of a cohort hangs on its number at the start alone. Where that hangs on nobody, its survivors are known
//! before a run begins; elsewhere a run draws as it goes. Both give the same.

use std::sync::Arc;

use super::curve::{Course, whole};
use super::customers::opened;
use super::rows::joins_freely;
use super::sequence::Sequence;
use super::streams::Chance;
use super::survival::SurvivalCurve;
use crate::numeric::random::Part;
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

    /// Works out who is left in several draws, one after the other, of the block at `place`: of each cohort, and at the end
    /// of each period of all of them.
    pub fn foresee(&self, plan: &Plan, place: usize, draws: &[Chance], known: &mut Foreseen) {
        let Foreseen { left, standing } = known;
        left.clear();
        left.resize(self.size * draws.len(), 0);
        standing.clear();
        standing.resize(plan.periods * draws.len(), 0.0);
        if self.size == 0 {
            return;
        }
        let block = &plan.blocks[place];
        let opening = plan.origins[block.origin].kind == OriginKind::Opening;
        let words = |chance: &Chance| -> Vec<u64> {
            let streams = (0..plan.periods).map(chance.streams(plan, block));
            streams.flatten().map(|mut stream| stream.next_u64()).collect()
        };
        let words: Vec<Vec<u64>> = draws.iter().map(words).collect();
        for (chance, left) in draws.iter().zip(left.chunks_exact_mut(self.size)) {
            if opening {
                let groups = &plan.segments[block.segment].opening;
                let each = opened(groups, *chance, block.segment).zip(self.curves.iter());
                each.for_each(|((_, count), curve)| left[curve.sequence.rows[0]] = count as u32);
                continue;
            }
            for Sequence { members, rows, .. } in self.curves.iter().map(|own| &own.sequence) {
                for t in members.clone() {
                    let count = chance.joiners(plan, block, t, self.joiners[t]);
                    left[rows[0] + t - members.start] = count as u32;
                }
            }
        }
        let mut room = Vec::new();
        for curve in self.curves.iter() {
            let Sequence { members, since, rows } = &curve.sequence;
            let parts: Vec<Part> = members.clone().map(|own| Part::of(own as u64)).collect();
            for (age, pair) in rows.windows(2).enumerate() {
                let own = members.len().min(rows.len() - 1 - age);
                let each = left.chunks_exact_mut(self.size);
                let each = each.zip(standing.chunks_exact_mut(plan.periods));
                for (words, (left, standing)) in words.iter().zip(each) {
                    let (before, after) = left.split_at_mut(pair[1]);
                    let (here, next) = (&before[pair[0]..][..own], &mut after[..own]);
                    curve.thin(age, (here, next), &words[since + age..], &parts, &mut room);
                    let all = standing[since + age..].iter_mut().zip(next);
                    all.for_each(|(all, count)| *all += whole(*count));
                }
            }
        }
    }

    /// The course of the draw at a place of those that are known.
    pub fn course(&self, known: &Foreseen, draw: usize) -> Course {
        let own = |count: usize| draw * count..(draw + 1) * count;
        Course {
            curves: Arc::clone(&self.curves),
            left: known.left[own(self.size)].to_vec(),
            standing: known.standing[own(self.joiners.len())].to_vec(),
        }
    }
}

/// What is known of the draws of a block.
#[derive(Clone, Default)]
pub struct Foreseen {
    /// Who is left of each cohort at each age.
    left: Vec<u32>,
    /// All who are left at the end of each period.
    standing: Vec<f64>,
}
