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
    pub fn foresee(&self, plan: &Plan, place: usize, draws: &[Chance], known: &mut Foreseen) {
        let Foreseen { left, standing } = known;
        // Every number is written below.
        left.resize(self.size * draws.len(), 0);
        standing.clear();
        standing.resize(plan.periods * draws.len(), 0.0);
        if self.size == 0 {
            return;
        }
        let block = &plan.blocks[place];
        let opening = plan.origins[block.origin].kind == OriginKind::Opening;
        for (draw, chance) in draws.iter().enumerate() {
            let start = |own: &Sequence| own.rows[0] * draws.len() + draw * own.width(0);
            if opening {
                let groups = &plan.segments[block.segment].opening;
                let each = opened(groups, *chance, block.segment).zip(self.curves.iter());
                each.for_each(|((_, count), curve)| left[start(&curve.sequence)] = count as u32);
                continue;
            }
            for own in self.curves.iter().map(|curve| &curve.sequence).filter(|own| own.count() > 0)
            {
                for (t, left) in own.members.clone().zip(&mut left[start(own)..]) {
                    *left = chance.joiners(plan, block, t, self.joiners[t]) as u32;
                }
            }
        }
        let words = |chance: &Chance| -> Vec<u64> {
            let streams = (0..plan.periods).map(chance.streams(plan, block));
            streams.flatten().map(|mut stream| stream.next_u64()).collect()
        };
        let words: Vec<Vec<u64>> = draws.iter().map(words).collect();
        self.curves.iter().for_each(|curve| thin(curve, &words, left, standing));
    }

    /// The course of the draw at a place of so many that are known.
    pub fn course(&self, known: &Foreseen, draw: usize, draws: usize) -> Course {
        let periods = self.joiners.len();
        let mut left = Vec::with_capacity(self.size);
        for own in self.curves.iter().map(|curve| &curve.sequence) {
            for (age, row) in own.rows.iter().enumerate() {
                let width = own.width(age);
                left.extend_from_slice(&known.left[row * draws + draw * width..][..width]);
            }
        }
        let standing = known.standing[draw * periods..][..periods].to_vec();
        Course { curves: Arc::clone(&self.curves), left, standing }
    }
}

/// Thins the cohorts of a curve age by age, in all draws with these words of their periods.
fn thin(curve: &SurvivalCurve, words: &[Vec<u64>], left: &mut [u32], standing: &mut [f64]) {
    let own = &curve.sequence;
    let (cohorts, periods) = (own.count(), standing.len() / words.len());
    let members: Vec<Part> = own.members.clone().map(|own| Part::of(own as u64)).collect();
    let mut of_cohorts = vec![0; words.len() * cohorts];
    let (mut here, mut heads) = (Vec::new(), Vec::new());
    for (age, pair) in own.rows.windows(2).enumerate() {
        let (before, width, turn) = (own.width(age), own.width(age + 1), age % TURNS);
        let (now, next) = left.split_at_mut(pair[1] * words.len());
        let next = &mut next[..width * words.len()];
        here.clear();
        heads.clear();
        let now = now[pair[0] * words.len()..].chunks_exact(before);
        let each = words.iter().zip(of_cohorts.chunks_exact_mut(cohorts)).zip(now);
        for ((words, of_cohorts), now) in each {
            if turn == 0 {
                let each = members.iter().zip(&words[own.since + age..]).zip(&mut *of_cohorts);
                each.take(width).for_each(|((own, word), all)| *all = own.below(*word));
            }
            here.extend_from_slice(&now[..width]);
            heads.extend(of_cohorts[..width].iter().map(|word| head(*word, turn)));
        }
        let word =
            |place: usize| completed(of_cohorts[place / width * cohorts + place % width], turn);
        curve.thin(age, (&here, next), &heads, word);
        for (next, standing) in next.chunks_exact(width).zip(standing.chunks_exact_mut(periods)) {
            let all = standing[own.since + age..].iter_mut().zip(next);
            all.for_each(|(all, count)| *all += whole(*count));
        }
    }
}

/// What is known of the draws of a block.
#[derive(Clone, Default)]
pub struct Foreseen {
    /// Who is left of each cohort: by curve, age and draw.
    left: Vec<u32>,
    /// All who are left at the end of each period, by draw.
    standing: Vec<f64>,
}
