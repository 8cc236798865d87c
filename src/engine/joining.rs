//! Who joins in a period: channels, word of mouth, invitations and win-backs, within the pool.

use crate::plan::{OriginKind, Plan};

/// What joining remembers from period to period.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Customers billed in the period before, by block.
    billed: Vec<f64>,
    /// Leavers of every period so far, by segment: `left[t][s]`.
    left: Vec<Vec<f64>>,
    /// Leavers in scope of each win-back lever: `lapsed[w][t][s]`.
    lapsed: Vec<Vec<Vec<f64>>>,
    pool_at_start: f64,
}

/// Arrivals of one period.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// New or returning customers by block.
    pub by_block: Vec<f64>,
    /// Joiners of each channel that are not from word of mouth, after depletion.
    pub paid: Vec<f64>,
    /// Joiners from word of mouth, after depletion.
    pub word_of_mouth: f64,
    /// Converts of each referral lever on whom rewards are paid, by segment.
    pub rewarded: Vec<Vec<f64>>,
    /// Leavers contacted by each win-back lever.
    pub contacted: Vec<f64>,
    /// Customers who return without an offer and take it, by win-back lever and segment.
    pub offer_only: Vec<Vec<f64>>,
    /// Prospects at the opening; none without a market.
    pub pool: Option<f64>,
    /// Whether joiners were cut to the pool.
    pub exhausted: bool,
}

impl Joining {
    /// Before period 0, with the opening customers by block.
    #[must_use]
    pub fn new(plan: &Plan, opening: &[f64]) -> Self {
        let customers: f64 = opening.iter().sum();
        let pool_at_start =
            plan.market.as_ref().map_or(0.0, |market| market.reachable[0] - customers);
        Self {
            billed: opening.to_vec(),
            left: Vec::new(),
            lapsed: vec![Vec::new(); plan.levers.win_backs.len()],
            pool_at_start,
        }
    }

    /// Arrivals of period `t`, with `customers` at its opening.
    #[must_use]
    pub fn arrivals(&self, plan: &Plan, t: usize, customers: f64) -> Arrivals {
        let segments = plan.segments.len();
        let mut by_block = vec![0.0; plan.blocks.len()];
        let billed: f64 = self.billed.iter().sum();
        let mut paid: Vec<f64> = plan.channels.iter().map(|channel| channel.joiners[t]).collect();
        let spoken: Vec<f64> =
            plan.channels.iter().map(|channel| channel.word_of_mouth[t] * billed).collect();
        let rewarded = self.converts(plan, t);
        let invited: Vec<Vec<f64>> = rewarded
            .iter()
            .zip(&plan.levers.referrals)
            .map(|(rewarded, lever)| {
                let incremental =
                    rewarded.iter().map(|count| count * (1.0 - lever.would_have_come));
                match &lever.mix {
                    None => incremental.collect(),
                    Some(mix) => {
                        let all: f64 = incremental.sum();
                        mix.iter().map(|share| share * all).collect()
                    }
                }
            })
            .collect();
        let wanted: f64 = paid.iter().sum::<f64>()
            + spoken.iter().sum::<f64>()
            + invited.iter().flatten().sum::<f64>();
        let (pool, share, exhausted) = self.pool(plan, t, customers, wanted);
        paid.iter_mut().for_each(|count| *count *= share);
        for (place, block) in plan.blocks.iter().enumerate() {
            by_block[place] = match plan.origins[block.origin].kind {
                OriginKind::Opening => 0.0,
                OriginKind::Channel(c) => {
                    (paid[c] + spoken[c] * share) * plan.channels[c].mix[block.segment]
                }
                OriginKind::Referral(r) => invited[r][block.segment] * share,
                OriginKind::WinBack(w) => self.returning(plan, w, block.segment, t),
            };
        }
        let win_backs = || plan.levers.win_backs.iter().enumerate();
        let offer_only = |(w, lever): (usize, &crate::lever::WinBack)| {
            // Back j periods after leaving, which was at the end of its period: in t = u + 1 + j.
            let of = |s: usize| -> f64 {
                let contacted = |j: &usize| lever.running[t - j];
                let back = (1..=lever.window.min(t.saturating_sub(1))).filter(contacted);
                back.map(|j| self.lapsed[w][t - 1 - j][s] * lever.without_offer[j - 1]).sum()
            };
            (0..segments).map(of).collect()
        };
        Arrivals {
            by_block,
            paid,
            word_of_mouth: spoken.iter().sum::<f64>() * share,
            rewarded,
            contacted: win_backs()
                .map(|(w, lever)| {
                    let asked = t > 0 && lever.running[t];
                    if asked { self.lapsed[w][t - 1].iter().sum() } else { 0.0 }
                })
                .collect(),
            offer_only: win_backs().map(offer_only).collect(),
            pool,
            exhausted,
        }
    }

    /// Converts of the invitations of the period before, by lever and the advocate's segment.
    fn converts(&self, plan: &Plan, t: usize) -> Vec<Vec<f64>> {
        let of = |lever: &crate::lever::Referral| {
            let mut converts = vec![0.0; plan.segments.len()];
            if t == 0 {
                return converts;
            }
            for (block, billed) in plan.blocks.iter().zip(&self.billed) {
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
        let lapsed: f64 = self.left[first..t].iter().flatten().sum();
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

    /// Remembers who was billed and who left in the period just run, by block.
    pub fn remember(&mut self, plan: &Plan, billed: Vec<f64>, left: &[f64]) {
        let by_segment = |reached: &dyn Fn(usize, usize) -> bool| {
            let mut sums = vec![0.0; plan.segments.len()];
            for (block, left) in plan.blocks.iter().zip(left) {
                if reached(block.segment, plan.scope_place(block.origin)) {
                    sums[block.segment] += left;
                }
            }
            sums
        };
        self.billed = billed;
        self.left.push(by_segment(&|_, _| true));
        for (lapsed, lever) in self.lapsed.iter_mut().zip(&plan.levers.win_backs) {
            lapsed.push(by_segment(&|s, o| lever.scope.segments[s] && lever.scope.origins[o]));
        }
    }
}

impl Plan {
    /// Place of an origin among the flags of a lever's scope.
    #[must_use]
    pub fn scope_place(&self, origin: usize) -> usize {
        match self.origins[origin].kind {
            OriginKind::Opening => 0,
            OriginKind::Channel(c) => 1 + c,
            OriginKind::Referral(_) => 1 + self.channels.len(),
            OriginKind::WinBack(_) => 2 + self.channels.len(),
        }
    }
}
