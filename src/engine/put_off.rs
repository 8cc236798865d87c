//! Money that is put off: where what one customer brings stands still, that of many periods is posted at once.

use super::Owner;
use super::kernel::sum;
use super::population::{Population, Terms};
use super::projection::MovesOfPeriod;
use super::run::{Kept, Run};
use super::stretch::Counts;

impl Run<'_> {
    /// Posts the money of a population's customers in period `t`, or puts it off to the end of the stretch.
    pub(super) fn post_or_put_off(&mut self, place: usize, t: usize) {
        let population = &mut self.populations[place];
        if !population.alike || !self.terms[population.terms].sheet.is_flat() {
            self.catch_up(|waiting, _| waiting < place);
            return self.post_population(place, t);
        }
        let Population { given, gone, arrived, stretch, .. } = population;
        if stretch.counts.is_empty() {
            let at = self.waiting.partition_point(|waiting| *waiting < place);
            self.waiting.insert(at, place);
        }
        let active = sum(&given.active);
        stretch.add(t, Counts { active, gone: *gone, arrived: *arrived });
    }

    /// Posts what was put off of the populations `chosen` by place and terms, and of all before them: every account of a
    /// period sums the populations in their order, whatever is put off.
    pub(super) fn catch_up(&mut self, chosen: impl Fn(usize, &Terms) -> bool) {
        let terms = |place: usize| &self.terms[self.populations[place].terms];
        let last = self.waiting.iter().rposition(|place| chosen(*place, terms(*place)));
        let Some(last) = last else { return };
        let later = self.waiting.split_off(last + 1);
        for place in std::mem::replace(&mut self.waiting, later) {
            self.post_stretch(place);
        }
    }

    fn post_stretch(&mut self, place: usize) {
        let plan = self.plan;
        let Population { block, terms, stretch, .. } = &self.populations[place];
        let owner = Owner::block(plan, &plan.blocks[*block]);
        let sheet = &self.terms[*terms].sheet;
        for line in sheet.lines() {
            let (Some(account), [each]) = (line.account, sheet.amounts(line)) else { continue };
            let amounts = stretch.counts.iter().map(|counts| each * counts.active);
            self.out.ledger.post_row(account, stretch.first, amounts.clone(), [(owner, 1.0)]);
            if let Some((programme, share)) = line.wasted {
                let wasted = self.out.dead_weight[programme][stretch.first..].iter_mut();
                wasted.zip(amounts).for_each(|(wasted, amount)| *wasted += amount * share);
            }
        }
        // Of trials the ledger alone is asked.
        if self.kept != Kept::Money {
            self.move_stretch(place);
        }
        self.populations[place].stretch.counts.clear();
    }

    /// What bills recur, and how that moves, over the stretch.
    fn move_stretch(&mut self, place: usize) {
        let population = &mut self.populations[place];
        let growth = &self.plan.blocks[population.block].bill.growth;
        let list = self.terms[population.terms].sheet.list[0];
        let Population { step, given, stretch, stayed, .. } = population;
        for (i, Counts { active, gone, arrived }) in stretch.counts.iter().enumerate() {
            let t = stretch.first + i;
            let (growth, stays) = (growth.step(t), (active - gone) * list);
            let mut moves = MovesOfPeriod {
                billed: active * list,
                churned: gone * list,
                contraction: stays * growth.contraction,
                expansion: stays * growth.expansion,
                new: arrived * list,
                ..MovesOfPeriod::default()
            };
            // Only where the stretch begins is the price another one than before.
            for (stayed, before) in stayed.drain(..) {
                moves.price(before, list, stayed);
            }
            self.out.revenue_moves.add(t, &moves);
            if let Some(series) = self.out.parts.get_mut(place) {
                series.moves.add(t, &moves);
            }
        }
        let last = stretch.first + stretch.counts.len() - 1;
        let left = given.active.iter().zip(&step.leavers).map(|(count, left)| count - left);
        stayed.extend(left.map(|left| (left, list * growth.step(last).factor())));
    }
}
