//! Who joins in a period: channels, word of mouth, invitations and win-backs, within the pool.

use super::population::Population;
use crate::lever::{Referral, WinBack};
use crate::plan::{OriginKind, Plan};

/// What joining remembers from period to period.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Share of each channel's joiners, segment after segment: every period asks for all of them.
    mix: Vec<f64>,
    /// Customers billed in the period before, each population's at its first block. Blocks that share one are alike
    /// in segment and in every lever's scope.
    billed: Vec<(usize, f64)>,
    /// Leavers of every period so far.
    left: Vec<f64>,
    /// Leavers in scope of each win-back lever: `lapsed[w][t][s]`.
    lapsed: Vec<Vec<Vec<f64>>>,
    pool_at_start: f64,
    /// Share of prospects to whom customers recommended the firm.
    pub(super) recommended: f64,
}

/// Arrivals of one period.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    /// New or returning customers by block.
    pub by_block: Vec<f64>,
    /// Joiners of each channel that are not from word of mouth, within the pool.
    pub paid: Vec<f64>,
    /// The same of those from word of mouth.
    pub spoken: Vec<f64>,
    /// Both.
    pub came: Vec<f64>,
    /// Joiners from word of mouth who found a place.
    pub word_of_mouth: f64,
    /// Share of the arrivals of each block who found a place; empty where all did.
    pub found: Vec<f64>,
    /// Whether each segment had no place for all.
    pub full: Vec<bool>,
    /// Converts of each referral lever on whom rewards are paid, by the advocate's segment.
    pub rewarded: Vec<Vec<f64>>,
    /// Leavers contacted by each win-back lever, by segment.
    pub contacted: Vec<Vec<f64>>,
    /// Customers who return without an offer and take it, by win-back lever and segment.
    pub offer_only: Vec<Vec<f64>>,
    /// Prospects at the opening; none without a market.
    pub pool: Option<f64>,
    /// Whether joiners were cut to the pool.
    pub exhausted: bool,
}

impl Joining {
    /// Before period 0, with the opening customers by block.
    pub fn new(plan: &Plan, opening: &[Population]) -> Self {
        let customers: f64 = opening.iter().map(|population| population.standing).sum();
        let pool_at_start =
            plan.market.as_ref().map_or(0.0, |market| market.reachable[0] - customers);
        let mix =
            (0..plan.segments.len()).flat_map(|s| plan.channels.iter().map(move |c| c.mix[s]));
        Self {
            mix: mix.collect(),
            billed: opening.iter().map(|own| (own.block, own.standing)).collect(),
            left: Vec::with_capacity(plan.periods),
            lapsed: vec![Vec::new(); plan.levers.win_backs.len()],
            pool_at_start,
            recommended: plan.brand.as_ref().map_or(0.0, |brand| brand.recommended),
        }
    }

    /// Writes the arrivals of period `t`, with `customers` at its opening; the segments' capacity comes after.
    pub fn arrivals(&self, plan: &Plan, t: usize, customers: f64, arrivals: &mut Arrivals) {
        let billed: f64 = self.billed.iter().map(|(_, billed)| billed).sum();
        let known = plan.brand.as_ref().map_or(1.0, |brand| brand.factor(t, self.recommended));
        fill(&mut arrivals.paid, plan.channels.iter().map(|c| c.joiners[t] * known));
        let heard = self.heard(plan, t, billed);
        let spoken = plan.channels.iter().map(|channel| channel.word_of_mouth[t] * heard);
        fill(&mut arrivals.spoken, spoken);
        arrivals.word_of_mouth = arrivals.spoken.iter().sum();
        arrivals.rewarded = self.converts(plan, t);
        let invited = invited(plan, &arrivals.rewarded);
        let wanted = arrivals.paid.iter().sum::<f64>()
            + arrivals.word_of_mouth
            + invited.iter().flatten().sum::<f64>();
        let (pool, share, exhausted) = self.pool(plan, t, customers, wanted);
        arrivals.word_of_mouth *= share;
        // Rewards too are for friends who come.
        if share != 1.0 {
            let all = arrivals.paid.iter_mut().chain(&mut arrivals.spoken);
            all.chain(arrivals.rewarded.iter_mut().flatten()).for_each(|count| *count *= share);
        }
        (arrivals.pool, arrivals.exhausted) = (pool, exhausted);
        arrivals.found.clear();
        let came = arrivals.paid.iter().zip(&arrivals.spoken);
        fill(&mut arrivals.came, came.map(|(paid, spoken)| paid + spoken));
        let win_backs = || plan.levers.win_backs.iter().enumerate();
        let (blocks, channels) = (&mut arrivals.by_block, plan.channels.len());
        blocks.clear();
        // In the order of a segment's blocks.
        for s in 0..plan.segments.len() {
            blocks.push(0.0);
            let mix = &self.mix[s * channels..][..channels];
            blocks.extend(arrivals.came.iter().zip(mix).map(|(came, mix)| came * mix));
            blocks.extend(invited.iter().map(|invited| invited[s] * share));
            blocks.extend(win_backs().map(|(w, _)| self.returning(plan, w, s, t)));
        }
        let asked = |(w, lever): (usize, &WinBack)| {
            let asked = t > 0 && lever.running[t];
            if asked { self.lapsed[w][t - 1].clone() } else { Vec::new() }
        };
        arrivals.contacted = win_backs().map(asked).collect();
        let offer_only = |(w, lever): (usize, &WinBack)| {
            // Back j periods after leaving, which was at the end of its period: in t = u + 1 + j.
            let of = |s: usize| -> f64 {
                let contacted = |j: &usize| lever.running[t - j];
                let back = (1..=lever.window.min(t.saturating_sub(1))).filter(contacted);
                back.map(|j| self.lapsed[w][t - 1 - j][s] * lever.without_offer[j - 1]).sum()
            };
            (0..plan.segments.len()).map(of).collect()
        };
        arrivals.offer_only.clear();
        arrivals.offer_only.extend(win_backs().map(offer_only));
    }

    /// Customers billed in the period before, each weighted by how much its word brings: more or less than
    /// observed, after bad events and in the events of the period (`docs/model.md`, section 4).
    fn heard(&self, plan: &Plan, t: usize, billed: f64) -> f64 {
        plan.events_on_word_of_mouth[t] * self.spoken(plan, t, billed)
    }

    fn spoken(&self, plan: &Plan, t: usize, billed: f64) -> f64 {
        let rate: f64 = plan.channels.iter().map(|channel| channel.word_of_mouth[t]).sum();
        let silent = || plan.blocks.iter().all(|block| block.rates.told.is_empty());
        if rate == 0.0 || silent() {
            return billed;
        }
        let then = t.saturating_sub(1);
        let of = |(block, billed): &(usize, f64)| {
            let told = plan.blocks[*block].rates.told.get(then).copied().unwrap_or(0.0);
            billed * (1.0 + told / rate).max(0.0)
        };
        self.billed.iter().map(of).sum()
    }

    /// Converts of the invitations of the period before, by lever and the advocate's segment.
    fn converts(&self, plan: &Plan, t: usize) -> Vec<Vec<f64>> {
        let of = |lever: &Referral| {
            let mut converts = vec![0.0; plan.segments.len()];
            if t == 0 {
                return converts;
            }
            for (block, billed) in &self.billed {
                let block = &plan.blocks[*block];
                let scope = plan.scope_place(block.origin);
                if lever.scope.segments[block.segment] && lever.scope.origins[scope] {
                    converts[block.segment] += billed * lever.converts[t - 1];
                }
            }
            converts
        };
        plan.levers.referrals.iter().map(of).collect()
    }

    /// Customers of segment `s` who agreed in the period before to come back.
    fn returning(&self, plan: &Plan, w: usize, s: usize, t: usize) -> f64 {
        let lever = &plan.levers.win_backs[w];
        if t == 0 {
            return 0.0;
        }
        // Leavers of period u agree in u+1 … u+window; those who agree in t−1 left in t−1−j.
        let each = lever.extra_return / lever.window as f64;
        let contacted = (1..=lever.window.min(t - 1)).filter(|j| lever.running[t - j]);
        contacted.map(|j| self.lapsed[w][t - 1 - j][s] * each).sum()
    }

    /// Prospects, the factor on joiners, and whether joiners had to be cut to the pool.
    fn pool(&self, plan: &Plan, t: usize, customers: f64, wanted: f64) -> (Option<f64>, f64, bool) {
        let Some(market) = &plan.market else {
            return (None, 1.0, false);
        };
        let first = market.lapsed_return_after.map_or(0, |n| t.saturating_sub(n));
        let lapsed: f64 = self.left[first..t].iter().sum();
        let pool = (market.reachable[t] - customers - lapsed).max(0.0);
        let share = if market.depletion == 0.0 {
            1.0
        } else if self.pool_at_start > 0.0 {
            libm::pow(pool / self.pool_at_start, market.depletion)
        } else {
            0.0
        };
        if wanted * share > pool {
            (Some(pool), pool / wanted, true)
        } else {
            (Some(pool), share, false)
        }
    }

    /// Remembers who was billed and who left in the period just run, out of how large a `pool`.
    pub fn remember(&mut self, plan: &Plan, populations: &[Population], pool: Option<f64>) {
        let billed = self.billed.iter_mut().zip(populations);
        billed.for_each(|((_, billed), population)| *billed = population.active);
        self.left.push(populations.iter().map(|population| population.gone).sum());
        if let (Some(brand), Some(pool)) = (&plan.brand, pool) {
            let customers = self.billed.iter().map(|(_, billed)| billed).sum();
            self.recommended = brand.told(self.recommended, customers, pool);
        }
        for (lapsed, lever) in self.lapsed.iter_mut().zip(&plan.levers.win_backs) {
            let mut leavers = vec![0.0; plan.segments.len()];
            for population in populations {
                let block = &plan.blocks[population.block];
                let scope = plan.scope_place(block.origin);
                if lever.scope.segments[block.segment] && lever.scope.origins[scope] {
                    leavers[block.segment] += population.gone;
                }
            }
            lapsed.push(leavers);
        }
    }
}

fn fill(to: &mut Vec<f64>, values: impl Iterator<Item = f64>) {
    to.clear();
    to.extend(values);
}

/// Joiners that each referral lever brings beyond those who would have come, by segment.
fn invited(plan: &Plan, rewarded: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of = |(rewarded, lever): (&Vec<f64>, &Referral)| {
        let incremental = rewarded.iter().map(|count| count * (1.0 - lever.would_have_come));
        match &lever.mix {
            None => incremental.collect(),
            Some(mix) => {
                let all: f64 = incremental.sum();
                mix.iter().map(|share| share * all).collect()
            }
        }
    };
    rewarded.iter().zip(&plan.levers.referrals).map(of).collect()
}

impl Plan {
    /// Place of an origin among the flags of a lever's scope.
    pub fn scope_place(&self, origin: usize) -> usize {
        match self.origins[origin].kind {
            OriginKind::Opening => 0,
            OriginKind::Channel(c) => 1 + c,
            OriginKind::Referral(_) => 1 + self.channels.len(),
            OriginKind::WinBack(_) => 2 + self.channels.len(),
        }
    }
}
