//! Who finds a place: the arrivals of a period within the capacity of their segments
//! (`docs/model.md`, section 4).

use super::joining::Arrivals;
use super::streams::Chance;
use crate::numeric::hypergeometric::hypergeometric;
use crate::numeric::random::{Stream, key};
use crate::plan::{OriginKind, Plan};

impl Arrivals {
    /// Cuts the arrivals of period `t` to the places that `opening[s][t]` customers leave free. Whole
    /// customers who find one are drawn among all, each alike.
    pub(super) fn admit(&mut self, plan: &Plan, t: usize, opening: &[Vec<f64>], chance: Chance) {
        self.full.clear();
        if plan.segments.iter().all(|segment| segment.capacity.is_none()) {
            return;
        }
        self.full.resize(plan.segments.len(), false);
        let origins = plan.origins.len();
        for (s, segment) in plan.segments.iter().enumerate() {
            let Some(capacity) = &segment.capacity else { continue };
            let own = s * origins..(s + 1) * origins;
            let wanted: f64 = self.by_block[own.clone()].iter().sum();
            let room = (capacity[t] - opening[s][t]).max(0.0);
            let room = if chance == Chance::Expected { room } else { room.floor() };
            if wanted <= room {
                continue;
            }
            if self.found.is_empty() {
                self.found.resize(plan.blocks.len(), 1.0);
            }
            self.full[s] = true;
            let (arrivals, found) = (&mut self.by_block[own.clone()], &mut self.found[own]);
            found.fill(room / wanted);
            match chance {
                Chance::Expected => arrivals.iter_mut().for_each(|count| *count *= room / wanted),
                Chance::Drawn(own) => {
                    let stream = Stream::new(key(&[own, s as u64, PLACES_KEY, t as u64]));
                    draw(arrivals, found, (wanted as u64, room as u64), stream);
                }
            }
        }
        if !self.found.is_empty() {
            self.follow(plan);
        }
    }

    /// What is paid for those who come goes with those who found a place.
    fn follow(&mut self, plan: &Plan) {
        let found = &self.found;
        let at = |s: usize, kind: OriginKind| found[plan.block_of(s, kind)];
        for (r, (lever, rewarded)) in
            plan.levers.referrals.iter().zip(&mut self.rewarded).enumerate()
        {
            // A friend's place, of whichever segment he joins.
            let by_mix = lever.mix.as_ref().map(|mix| {
                let each = mix.iter().enumerate();
                each.map(|(s, share)| share * at(s, OriginKind::Referral(r))).sum::<f64>()
            });
            for (s, converts) in rewarded.iter_mut().enumerate() {
                *converts *= by_mix.unwrap_or_else(|| at(s, OriginKind::Referral(r)));
            }
        }
        for (w, takers) in self.offer_only.iter_mut().enumerate() {
            for (s, count) in takers.iter_mut().enumerate() {
                *count *= at(s, OriginKind::WinBack(w));
            }
        }
        let heard = self.spoken.iter().enumerate();
        self.word_of_mouth = heard.map(|(c, spoken)| spoken * self.share_of(plan, c)).sum();
    }

    /// Share of a channel's joiners who found a place, before chance.
    pub(super) fn share_of(&self, plan: &Plan, c: usize) -> f64 {
        if self.found.is_empty() {
            return 1.0;
        }
        plan.channels[c]
            .mix
            .iter()
            .enumerate()
            .map(|(s, mix)| mix * self.found_of(plan, s, c))
            .sum()
    }

    /// The same of those who join segment `s`.
    pub(super) fn found_of(&self, plan: &Plan, s: usize, c: usize) -> f64 {
        self.found.get(plan.block_of(s, OriginKind::Channel(c))).copied().unwrap_or(1.0)
    }
}

/// Gives each of the blocks its part of the places, all who `wanted` one alike.
fn draw(blocks: &mut [f64], found: &mut [f64], (wanted, room): (u64, u64), mut stream: Stream) {
    let (mut wanted, mut room) = (wanted, room);
    for (count, found) in blocks.iter_mut().zip(found) {
        let own = *count as u64;
        if own == 0 {
            continue;
        }
        wanted -= own;
        let got = hypergeometric(&mut stream, own, wanted, room);
        room -= got;
        (*count, *found) = (got as f64, got as f64 / own as f64);
    }
}

/// Separates who finds a place from the streams of periods and of the opening base.
const PLACES_KEY: u64 = u64::MAX - 1;
