//! Customers who live alike, and one probe of each kind.

use super::Life;
use super::cards::Cards;
use super::curve::Course;
use super::customers::Customers;
use super::hazard::Hazard;
use super::kernel::sum;
use super::lane::{Lane, LaneStep, Turn};
use super::phases::{DeskPhases, Phases};
use super::risk::{self, OfferGives};
use crate::plan::{BlockPlan, CardChain, OriginKind, Plan, Sheet, Slots};

use super::streams::Chance;
use super::stretch::Stretch;

/// What customers are told apart by: their hazards, and what they pay and are given.
pub struct Terms {
    /// The first block that has them.
    pub block: usize,
    /// Whether anybody asks what one of them is worth: not of those who came back.
    pub asked: bool,
    /// Phases of a customer's life.
    pub phases: Phases,
    /// Money of one customer by tenure, in the period being run.
    pub sheet: Sheet,
    /// Since when money stands as it was written; none where bills grow.
    since: Option<usize>,
    /// Tenures of its customers in the period being run.
    pub tenures: usize,
    /// The block as those who join it meet it, and their money: where those of the start pay a price of
    /// their own.
    pub joiner: Option<(Box<BlockPlan>, Sheet)>,
    /// Share of the attempts at each of its desks that take an offer, in the period being run.
    pub taken: Vec<f64>,
    /// The life of one customer who joins at the start of period 0; nobody where none is wanted.
    pub probe: Lane,
    /// That customer's punch cards.
    pub cards: Cards,
    /// That customer's period.
    pub step: LaneStep,
    /// What desks give that customer in it.
    given: Given,
    /// That customer's periods and money.
    pub life: Life,
}

/// Customers of one block, or of several that nothing tells apart.
pub struct Population {
    /// The first of its blocks; all of them have its terms and hazards.
    pub block: usize,
    /// Its terms, by place.
    pub terms: usize,
    /// The customers.
    pub customers: Customers,
    /// People who take a win-back offer although they came back by themselves, and their punch cards.
    pub shadow: Option<(Lane, Cards)>,
    /// The period being run.
    pub step: LaneStep,
    /// Customers of each tenure and what desks give them, in the period being run.
    pub given: Given,
    /// Their punch cards.
    pub cards: Cards,
    /// Customers who joined or returned in the period being run.
    pub arrived: f64,
    /// Customers at the end of the period before.
    pub standing: f64,
    /// Those who stayed at the end of the period before, by slot, and what they would pay now if only their
    /// bills had grown.
    pub stayed: Vec<(f64, f64)>,
    /// Whether its money may be posted for many periods at once.
    pub alike: bool,
    /// Its customers whose money is still to be posted.
    pub stretch: Stretch,
    /// Customers billed in the period being run.
    pub active: f64,
    /// Customers who were to leave in it, before any desk.
    pub leaving: f64,
    /// Customers who left in it.
    pub gone: f64,
    /// Those by reason, where customers leave for the reasons in different shares; else empty.
    pub left_for: Vec<f64>,
    /// Periods and money of the opening customers; of all customers after the horizon.
    pub life: Life,
}

/// Tenures for which money that stands still is written in advance.
const AHEAD: usize = 48;

/// Which population each block belongs to: in expected values, channels without terms of their own
/// and with the same hazards share one, unless they are kept `apart`. Whole customers keep to their block,
/// whose key they have.
pub fn homes(plan: &Plan, apart: bool) -> Vec<usize> {
    let plain = |block: &BlockPlan| {
        let origin = &plan.origins[block.origin];
        // A card's chain is of the customers who carry it: those of two channels stamp for themselves.
        matches!(origin.kind, OriginKind::Channel(_))
            && origin.trial.0 == 0
            && block.reach.cards.is_empty()
    };
    places(plan, |one, other| !apart && plain(one) && plain(other))
}

/// Which terms each block has: blocks with the same hazards, no trial of their own and no offer share them.
pub fn terms(plan: &Plan) -> Vec<usize> {
    places(plan, |one, other| {
        let (own, known) = (&plan.origins[one.origin], &plan.origins[other.origin]);
        let unoffered = own.offer.is_none() && known.offer.is_none();
        // What a trial gives away is in its channel's account.
        let untried = own.trial.0 == 0 && known.trial.0 == 0;
        // Customers of the start pay and grow otherwise where bills grow.
        let alike = one.bill.from_start == other.bill.from_start
            || (one.bill.is_common() && other.bill.is_common());
        alike && unoffered && (untried || one.origin == other.origin)
    })
}

/// Numbers blocks so that those of a group that are alike share one, in the order in which they first appear.
fn places(plan: &Plan, alike: impl Fn(&BlockPlan, &BlockPlan) -> bool) -> Vec<usize> {
    // None are alike that do not leave alike.
    let mut firsts: Vec<Vec<(usize, &BlockPlan)>> = vec![Vec::new(); plan.groups];
    let mut count = 0;
    let mut all = Vec::with_capacity(plan.blocks.len());
    for block in &plan.blocks {
        let firsts = &mut firsts[block.group];
        let found = firsts.iter().find(|(_, first)| alike(block, first)).map(|(place, _)| *place);
        all.push(found.unwrap_or(count));
        if found.is_none() {
            firsts.push((count, block));
            count += 1;
        }
    }
    all
}

impl Terms {
    /// The terms of a block; with one customer who has just joined, where `lived`.
    pub fn of(plan: &Plan, place: usize, open_slots: usize, lived: bool) -> Self {
        let block = &plan.blocks[place];
        let phases = Phases::of(plan, block);
        let joiner = block.bill.of_a_joiner().map(|bill| {
            let joining = BlockPlan { bill, ..block.clone() };
            (Box::new(joining), Sheet::default())
        });
        let mut probe = Lane::default();
        if lived {
            let own = joiner.as_ref().map_or(block, |(joining, _)| joining);
            probe = Lane::new(plan, own, &phases, open_slots);
            probe.add(0, 1.0, &plan.segments[block.segment].classes.weight);
        }
        let kind = plan.origins[block.origin].kind;
        Self {
            block: place,
            // Win-backs come last: where one is the first, there are no others.
            asked: !matches!(kind, OriginKind::WinBack(_)),
            phases,
            sheet: Sheet::default(),
            since: None,
            tenures: 0,
            joiner,
            taken: Vec::new(),
            probe,
            cards: Cards::of(plan, block),
            step: LaneStep::default(),
            given: Given::default(),
            life: if lived { Life::sized(plan.settled_from + plan.cycle) } else { Life::default() },
        }
    }

    /// Forgets what was written down: a sheet has the tenures that there are, whatever ran before.
    pub fn begin(&mut self) {
        self.since = None;
    }

    /// Whether the money that was last written down is that of one customer of each of its tenures in a period which is
    /// like all `since` another.
    pub fn stands(&self, since: usize) -> bool {
        self.since == Some(since) && self.sheet.tenures() >= self.tenures
    }

    /// Writes down the money of one customer of each of its tenures in period `t`, which is like all `since` another.
    pub fn price(&mut self, plan: &Plan, t: usize, since: usize) {
        let (block, tenures) = (&plan.blocks[self.block], self.tenures);
        let still = block.bill.is_still();
        // What stands still is written for the tenures to come, too.
        let tenures = match block.slots(&plan.segments[block.segment]) {
            Slots::Open if still && plan.still_since(t + 1) == since => tenures + AHEAD,
            _ => tenures,
        };
        self.sheet.fill(plan, block, t, 0..tenures);
        if let Some((joining, sheet)) = &mut self.joiner {
            sheet.fill(plan, joining, t, 0..tenures);
        }
        self.since = still.then_some(since);
    }

    /// Sets the share of attempts that take an offer in period `t`.
    pub fn offer(&mut self, plan: &Plan, t: usize, served: &[f64]) {
        let now = plan.entry(t);
        let of = |own: &DeskPhases| {
            let desk = &plan.levers.desks[own.desk];
            desk.reach[now] * served[own.desk] * desk.accept[now]
        };
        self.taken.clear();
        self.taken.extend(self.phases.desks.iter().map(of));
    }

    /// Adds a period to the probe's life.
    pub fn live(
        &mut self,
        plan: &Plan,
        hazard: &Hazard,
        t: usize,
        served: &[f64],
        chains: &[CardChain],
    ) {
        let phases = &self.phases;
        let (block, sheet) = match &self.joiner {
            Some((joining, sheet)) => (&**joining, sheet),
            None => (&plan.blocks[self.block], &self.sheet),
        };
        let taken = &self.taken[..];
        let turn = Turn { plan, block, phases, hazard, t, taken };
        self.probe.step(&turn, None, &mut self.step);
        self.given.fill(&turn, &self.probe);
        let mut cards = NO_CARDS;
        if t < plan.periods && !block.reach.cards.is_empty() {
            let active = self.given.active.iter().sum::<f64>();
            let each = mean_visits(sheet, &self.given);
            let all = (active, active - self.probe.count(), each);
            self.cards.step(plan, block, chains, t, all);
            cards = (self.cards.more, self.cards.cost);
            let each = if active > 0.0 { self.cards.cost / active } else { 0.0 };
            self.life.cards.push((self.cards.more, each));
        }
        let period = lived(&turn, sheet, &self.given, &self.step, served, cards);
        self.life.push(period);
    }
}

impl Population {
    /// The population of a block, empty but for the opening customers.
    pub fn of(
        plan: &Plan,
        place: usize,
        (kind_of, terms): (&Terms, usize),
        open_slots: usize,
        (chance, whole, course): (Chance, bool, Course),
    ) -> Self {
        let (block, phases) = (&plan.blocks[place], &kind_of.phases);
        let lane = || Lane::new(plan, block, phases, open_slots);
        let mut customers = Customers::new(plan, block, phases, open_slots, (whole, course));
        let mut life = Life::default();
        let kind = plan.origins[block.origin].kind;
        if kind == OriginKind::Opening {
            let opening = &plan.segments[block.segment].opening;
            customers.open(opening, chance, block.segment);
            life = Life::sized(plan.settled_from + plan.cycle);
        }
        Self {
            block: place,
            terms,
            arrived: 0.0,
            standing: customers.count(),
            customers,
            shadow: matches!(kind, OriginKind::WinBack(_))
                .then(|| (lane(), Cards::of(plan, block))),
            step: LaneStep::default(),
            given: Given::default(),
            cards: Cards::of(plan, block),
            stayed: Vec::new(),
            alike: alike(plan, block, kind_of, chance),
            stretch: Stretch::default(),
            active: 0.0,
            leaving: 0.0,
            gone: 0.0,
            left_for: Vec::new(),
            life,
        }
    }

    /// Whether nobody has ever been here: then nothing is to be moved or posted.
    pub fn is_empty(&self) -> bool {
        self.customers.used() == 0
    }

    /// Moves the customers one period on, and sums up what became of them.
    pub fn advance(&mut self, turn: &Turn<'_>, chance: Chance) {
        if let Some(lane) = self.customers.cells().filter(|_| turn.block.varied()) {
            self.left_for = lane.left_by_reason(turn);
        }
        self.customers.step(turn, chance, &mut self.step);
        match &self.customers {
            Customers::Cells(lane) => self.given.fill(turn, lane),
            Customers::Curve(cohorts) => self.given.plain(cohorts.billed().iter().copied()),
        }
        // Of whole customers every order gives the same.
        let whole = chance != Chance::Expected && self.customers.cells().is_none();
        let all = |counts: &[f64]| if whole { sum(counts) } else { counts.iter().sum() };
        self.active = all(&self.given.active);
        self.leaving = all(&self.step.leavers);
        self.gone = self.leaving - self.step.saved.iter().sum::<f64>();
        // Subtracting keeps closing = opening + joined − left to the last bit.
        self.standing = self.active - self.gone;
    }

    /// Adds the period just run to the life of these customers.
    pub fn live(&mut self, turn: &Turn<'_>, sheet: &Sheet, served: &[f64]) {
        let within = turn.t < turn.plan.periods;
        let cards = if within { (self.cards.more, self.cards.cost) } else { NO_CARDS };
        self.life.push(lived(turn, sheet, &self.given, &self.step, served, cards));
    }
}

/// Whether the money of a block's customers is what one of them brings times their number as long as all tenures bring
/// the same: nothing is given to some of them alone, and nothing counted but money.
fn alike(plan: &Plan, block: &BlockPlan, terms: &Terms, chance: Chance) -> bool {
    let reach = &block.reach;
    let untouched = [&reach.points, &reach.cards, &reach.takers, &reach.risks];
    let visits = plan.segments[block.segment].visits.is_some();
    untouched.iter().all(|places| places.is_empty())
        && terms.phases.desks.is_empty()
        && block.rates.failures.is_empty()
        && block.bill.is_still()
        && !(visits && chance != Chance::Expected)
}

/// Visits that one customer would make without punch cards, on average over tenures; to the last digit the
/// same where all tenures make as many.
pub fn mean_visits(sheet: &Sheet, given: &Given) -> f64 {
    let here = given.active.iter().zip(&sheet.visits).filter(|(active, _)| **active > 0.0);
    let Some(first) = here.clone().next().map(|(_, visits)| *visits) else {
        return 0.0;
    };
    if here.clone().all(|(_, visits)| *visits == first) {
        return first;
    }
    let (visits, active) =
        here.fold((0.0, 0.0), |(sum, all), (active, visits)| (sum + active * visits, all + active));
    visits / active
}

/// Active customers, and their margins at the cash timing and at the end, in one period.
type Period = (f64, f64, f64);

impl Life {
    fn sized(periods: usize) -> Self {
        let room = || Vec::with_capacity(periods);
        let cards = Vec::new();
        Self { active: room(), margin: room(), margin_at_end: room(), cards, rest: None }
    }

    /// Adds a period.
    pub fn push(&mut self, (active, margin, at_end): Period) {
        self.active.push(active);
        self.margin.push(margin);
        self.margin_at_end.push(at_end);
    }
}

/// Factor on visits and cost of customers without punch cards, or after the horizon, when flows have them.
const NO_CARDS: (f64, f64) = (1.0, 0.0);

/// What customers brought in the period that `step` describes; their cards multiply visits by the first
/// of `cards` and cost the second.
fn lived(
    turn: &Turn<'_>,
    sheet: &Sheet,
    given: &Given,
    step: &LaneStep,
    served: &[f64],
    (visits, cards): (f64, f64),
) -> Period {
    let Turn { plan, block, phases, t, .. } = *turn;
    let now = plan.entry(t);
    let (mut active, mut margin, mut at_end) = (0.0, 0.0, 0.0);
    for (i, count) in given.active.iter().enumerate().filter(|(_, count)| **count != 0.0) {
        let own = sheet.margins(i, visits, 0.0, 0.0);
        active += count;
        margin += count * own.0;
        at_end += count * own.1;
    }
    for desk in &given.desks {
        let discounted = desk.discount.iter().enumerate();
        margin -= discounted.map(|(i, share)| share * visits * sheet.kept(i)).sum::<f64>();
        margin -= desk.gift;
    }
    for offer in &given.offers {
        let discounted = offer.discount.iter().enumerate();
        margin -= discounted.map(|(i, share)| share * visits * sheet.kept(i)).sum::<f64>();
        margin -= offer.gift + offer.contact + offer.member;
    }
    margin -= cards;
    for (own, attempts) in phases.desks.iter().zip(&step.attempts) {
        let desk = &plan.levers.desks[own.desk];
        let contacts = attempts * desk.reach[now] * served[own.desk];
        margin -= contacts * (1.0 + desk.gaming[now]) * desk.per_contact[now];
    }
    let index = plan.rate_index(t);
    for (rate, failures) in block.rates.failures.iter().zip(&step.failures) {
        margin -= failures * rate.cost[index];
    }
    (active, margin, at_end)
}

/// Customers by tenure, and what desks give them.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Customers.
    pub active: Vec<f64>,
    /// What each desk of the block gives.
    pub desks: Vec<DeskGives>,
    /// What each offer to the riskiest gives.
    pub offers: Vec<OfferGives>,
}

/// What one desk gives in one period.
#[derive(Clone, Debug, Default)]
pub struct DeskGives {
    /// Customers weighted by the share of the price given away, by tenure.
    pub discount: Vec<f64>,
    /// The part of takers who would have stayed.
    pub discount_anyway: Vec<f64>,
    /// Money given, less what is paid for it later.
    pub gift: f64,
    /// Money paid for what was first given.
    pub fee: f64,
    /// The part of `gift` of takers who would have stayed.
    pub gift_anyway: f64,
}

impl Given {
    /// Of customers to whom nothing was given.
    pub fn plain(&mut self, active: impl Iterator<Item = f64>) {
        self.active.clear();
        self.active.extend(active);
    }

    /// What the customers billed in a lane's period were given.
    fn fill(&mut self, turn: &Turn<'_>, lane: &Lane) {
        let Turn { plan, block, phases, t, .. } = *turn;
        self.active.clear();
        self.active.extend(lane.billed().map(|cells| cells.iter().sum::<f64>()));
        self.desks.resize_with(phases.desks.len(), DeskGives::default);
        for (own, gives) in phases.desks.iter().zip(&mut self.desks) {
            let desk = &plan.levers.desks[own.desk];
            (gives.gift, gives.fee, gives.gift_anyway) = (0.0, 0.0, 0.0);
            gives.discount.clear();
            gives.discount_anyway.clear();
            for (cells, all) in lane.billed().zip(&self.active) {
                // Of most tenures nobody has ever been saved.
                if cells[0] == *all {
                    gives.discount.push(0.0);
                    gives.discount_anyway.push(0.0);
                    continue;
                }
                let takers = |first: usize| &cells[first..][..own.giving];
                let amounts = desk.discount.iter().zip(&desk.gift).zip(&desk.fee);
                let counts = takers(own.saved).iter().zip(takers(own.offer_only));
                let (mut discounted, mut anyway) = (0.0, 0.0);
                for ((saved, offered), ((discount, gift), fee)) in counts.zip(amounts) {
                    let count = saved + offered;
                    discounted += count * discount;
                    anyway += offered * discount;
                    gives.gift += count * gift;
                    gives.fee += count * fee;
                    gives.gift_anyway += offered * gift;
                }
                gives.discount.push(discounted);
                gives.discount_anyway.push(anyway);
            }
        }
        self.offers.clear();
        if block.reach.risks.is_empty() {
            return;
        }
        self.offers = risk::given(plan, block, phases, lane, t);
        // A desk gives away of what the offers leave of the price.
        for offer in &self.offers {
            for (gives, less) in self.desks.iter_mut().zip(&offer.of_desks) {
                let each = gives.discount.iter_mut().zip(&mut gives.discount_anyway).zip(less);
                each.for_each(|((discount, anyway), less)| {
                    *discount -= less.0;
                    *anyway -= less.1;
                });
            }
        }
    }
}
