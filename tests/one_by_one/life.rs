//! What happens to each customer, period by period; and the same business as a scenario.

use super::card::Stamps;
use super::gifts::Touched;
use super::{Churn, Complaints, Desk, Dice, Firm, Offer, Outcome, Repeat, WinBack};

/// Periods after the horizon in which something promised before may still run.
const PROMISED: usize = 12;

/// Periods after the horizon until the last customer has left, of those who all leave at a rate.
const LAST: usize = 250;

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Regular,
    /// Saved, this many periods ago.
    Saved(usize),
    /// Took the offer without wanting to leave.
    OfferOnly(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Stays,
    Saved,
    Leaves,
}

/// Somebody who would become a customer.
#[derive(Clone, Copy)]
enum Coming {
    Joiner,
    Friend,
    Returner,
}

#[derive(Clone)]
struct Person {
    /// Chance of leaving in a period, in the first life and without programmes.
    theta: f64,
    /// Of the origin, on log-survival.
    multiplier: f64,
    phase: Phase,
    offer: Option<(Offer, usize)>,
    /// Periods since coming back by a win-back.
    back: Option<usize>,
    member: bool,
    /// Bill as a multiple of the price.
    level: f64,
    /// The card of those who carry one, and whether they have had their first.
    card: Option<Stamps>,
    carries: bool,
    birthday_known: bool,
    touched: Touched,
    /// Whether he is among the riskiest of this month.
    called: bool,
}

impl Firm {
    fn person(&self, tenure: usize, multiplier: f64, dice: &mut Dice) -> Person {
        let theta = match self.churn {
            Churn::Constant(rate) => rate,
            Churn::Beta(alpha, beta) => dice.beta(alpha, beta + tenure as f64),
        };
        let member = self.points.as_ref().is_some_and(|points| dice.happens(points.enrol));
        let carries = self.card.is_some_and(|card| dice.happens(card.enrol));
        let birthday_known = self.birthday.is_some_and(|birthday| dice.happens(birthday.known));
        let (phase, offer, back, card) = (Phase::Regular, None, None, None);
        let touched = Touched { tenure, ..Touched::default() };
        Person {
            theta,
            multiplier,
            phase,
            offer,
            back,
            member,
            level: 1.0,
            card,
            carries,
            birthday_known,
            touched,
            called: false,
        }
    }

    fn takes(desk: &Desk, dice: &mut Dice) -> Offer {
        let mut u = dice.uniform();
        for offer in &desk.offers {
            if u < offer.share {
                return *offer;
            }
            u -= offer.share;
        }
        desk.offers[desk.offers.len() - 1]
    }

    /// The same once all programmes have ended: nobody joins, what was promised is kept.
    fn ended(&self) -> Self {
        let desk = self.desk.clone().map(|desk| Desk { reach: 0.0, ..desk });
        let win_back = self.win_back.clone();
        let win_back = win_back.map(|own| WinBack { extra_return: 0.0, per_contact: 0.0, ..own });
        let complaints = self.complaints.clone();
        let complaints = complaints.map(|own| Complaints {
            answered: own.observed,
            per_contact: 0.0,
            gift: 0.0,
            ..own
        });
        let (joiners, recovery, points, referral) = (0, None, None, None);
        let (card, birthday, gifts, team) = (None, None, None, None);
        Self {
            desk,
            win_back,
            complaints,
            joiners,
            recovery,
            points,
            referral,
            card,
            birthday,
            gifts,
            team,
            nudge: None,
            ..self.clone()
        }
    }

    /// The same where programmes go on: those that bring customers end all the same.
    fn going_on(&self) -> Self {
        let Self { win_back, .. } = self.ended();
        Self { joiners: 0, referral: None, win_back, ..self.clone() }
    }

    /// What a regular customer brings from the start of a period on: the same until he leaves, but for his bill,
    /// which grows as stated.
    fn rest(&self, person: &Person, v: f64) -> f64 {
        let leaves: f64 = self.log_survivals(person).iter().sum();
        let events = self.complaints.as_ref().map_or(0.0, Complaints::observed_rate);
        let stays = libm::exp(-leaves) * (1.0 - events);
        let billed = self.price * self.visits.unwrap_or(1.0);
        let grows = person.level * billed * (1.0 - self.cost_of_revenue);
        let (expansion, contraction) = self.growth;
        let growth = 1.0 + expansion - contraction;
        let value = grows / (1.0 - v * stays * growth) - self.service_cost / (1.0 - v * stays);
        value * libm::sqrt(v)
    }

    /// One run of the whole horizon, customer by customer, and of what follows if all programmes end with it, or `go_on`
    /// until the last customer has left.
    pub fn run(&self, go_on: bool, dice: &mut Dice) -> Outcome {
        let ended = if go_on { self.going_on() } else { self.ended() };
        let after = if go_on { LAST } else { PROMISED };
        let v = 1.0 / (1.0 + self.discount_rate);
        let mut people: Vec<Person> = Vec::new();
        for (tenure, count) in &self.opening {
            let level = self.opening_price.map_or(1.0, |price| price / self.price);
            let one = |_| Person { level, ..self.person(*tenure, 1.0, dice) };
            people.extend((0..*count).map(one));
        }
        let (mut npv, mut left) = (0.0, 0);
        let mut horizon = (0.0, 0);
        // Converts of the period before, and who comes back in which period.
        let mut converts = 0;
        let mut returning = vec![0_usize; self.periods + after + 100];
        let mut gone_before = 0;
        for t in 0..self.periods + after {
            let firm = if t < self.periods { self } else { &ended };
            if t == self.periods {
                horizon = (npv, people.len());
                converts = 0;
                returning.fill(0);
                for person in &mut people {
                    person.touched.factor = None;
                }
            }
            let (start, cash) = (libm::pow(v, t as f64), libm::pow(v, t as f64 + 0.5));
            // 2. Joiners, as far as there is room. Who was invited or agreed in the last period does not come any more.
            let busy = firm.season.filter(|(month, _)| t % 12 == *month);
            let joiners = firm.joiners * busy.map_or(1, |(_, times)| times);
            npv -= if t < self.periods { cash * firm.pay } else { 0.0 };
            let mut at_door = vec![Coming::Joiner; joiners];
            let mut anyway = 0;
            if let Some(referral) = &firm.referral {
                for _ in 0..converts {
                    if dice.happens(referral.would_have_come) {
                        anyway += 1;
                    } else {
                        at_door.push(Coming::Friend);
                    }
                }
            }
            at_door.extend((0..returning[t]).map(|_| Coming::Returner));
            let wanted = at_door.len();
            if let Some(capacity) = firm.capacity {
                dice.shuffle(&mut at_door);
                at_door.truncate(capacity.saturating_sub(people.len()));
            }
            let share = if wanted > 0 { at_door.len() as f64 / wanted as f64 } else { 1.0 };
            let reward = |npv: &mut f64, dice: &mut Dice| {
                if let Some(referral) = &firm.referral {
                    let twice = 1.0 + f64::from(u8::from(dice.happens(referral.abuse)));
                    *npv -= cash * referral.reward * twice;
                }
            };
            // Friends who would have come are among the joiners, and find a place as often as they do.
            for _ in 0..anyway {
                if dice.happens(share) {
                    reward(&mut npv, dice);
                }
            }
            for coming in at_door {
                people.push(match coming {
                    Coming::Joiner => {
                        npv -= start * firm.cost_per_customer;
                        firm.person(0, 1.0, dice)
                    }
                    Coming::Friend => {
                        reward(&mut npv, dice);
                        firm.person(0, firm.referral.as_ref().map_or(1.0, |r| r.multiplier), dice)
                    }
                    Coming::Returner => Person {
                        back: Some(0),
                        ..firm.person(0, firm.win_back.as_ref().map_or(1.0, |w| w.multiplier), dice)
                    },
                });
            }
            if let Some(win_back) = &firm.win_back {
                npv -= cash * win_back.per_contact * gone_before as f64;
                for _ in 0..gone_before {
                    if dice.happens(win_back.extra_return) {
                        // Agrees in t, …, t + window − 1 with equal chance, and is back one later.
                        let wait = (dice.uniform() * win_back.window as f64) as usize;
                        returning[t + wait + 1] += 1;
                    }
                }
            }
            if let Some(nudge) = &firm.nudge {
                let mut order: Vec<usize> = (0..people.len()).collect();
                order.sort_by(|a, b| people[*b].theta.total_cmp(&people[*a].theta));
                let called = nudge.share * people.len() as f64;
                for (rank, place) in order.into_iter().enumerate() {
                    let chance = (called - rank as f64).clamp(0.0, 1.0);
                    people[place].called = chance > 0.0 && dice.happens(chance);
                    npv -= cash * if people[place].called { nudge.per_contact } else { 0.0 };
                }
            }
            // 3–4. Billing, points, invitations.
            converts = 0;
            npv -= cash * firm.gifts.map_or(0.0, |gifts| gifts.fixed(t));
            for person in &mut people {
                let mean = firm.visits.map(|mean| match &firm.gifts {
                    Some(gifts) => gifts.mean(t, mean, &mut person.touched, dice),
                    None => mean,
                });
                let mut visits = match (mean, &firm.card) {
                    (Some(mean), Some(card)) if person.carries => {
                        let first = person.card.is_none();
                        let mut stamps = person.card.unwrap_or(card.first());
                        let month = card.month(mean, &mut stamps, dice);
                        let lost = dice.happens(card.lost);
                        person.card = Some(if lost { card.first() } else { stamps });
                        let cards = month.cards + usize::from(first) + usize::from(lost);
                        npv -= cash
                            * (card.reward * month.rewards as f64 + card.per_card * cards as f64);
                        month.visits
                    }
                    (Some(mean), _) => dice.poisson(mean),
                    (None, _) => 1,
                };
                if let (true, Some(birthday)) = (person.birthday_known, &firm.birthday)
                    && dice.happens(1.0 / 12.0)
                {
                    npv -= cash * birthday.per_contact;
                    if dice.happens(birthday.redeem) {
                        npv -= cash * birthday.gift;
                        visits += usize::from(dice.happens(birthday.extra_visit_share));
                    }
                }
                if let Some(gifts) = &firm.gifts {
                    let (spent, comes) = gifts.month(t, &mut person.touched, dice);
                    npv -= cash * spent;
                    visits += usize::from(comes);
                }
                let mut billed = firm.price * person.level * visits as f64;
                let mut gift = 0.0;
                if let (Some(back), Some(win_back)) = (person.back, &firm.win_back)
                    && back < win_back.lasts
                {
                    billed *= 1.0 - win_back.discount;
                }
                if let Some((offer, age)) = person.offer
                    && age < offer.lasts
                {
                    billed *= 1.0 - offer.discount;
                    gift = offer.gift_cost;
                }
                npv += cash * (billed * (1.0 - firm.cost_of_revenue) - firm.service_cost - gift);
                if let (true, Some(points)) = (person.member, &firm.points) {
                    let earned = billed * points.per_money;
                    npv -= cash * earned * (1.0 - points.breakage) * points.point_value;
                }
                if let Some(referral) = &firm.referral {
                    let invites =
                        dice.happens(referral.advocates) && dice.happens(referral.invites);
                    if invites && dice.happens(referral.convert) {
                        converts += 1;
                    }
                }
            }
            // 5. Leaving.
            gone_before = 0;
            let mut stayed = Vec::with_capacity(people.len());
            for mut person in people {
                let fate = firm.fate(&person, cash, &mut npv, dice);
                if let Some(back) = &mut person.back {
                    *back += 1;
                }
                if fate == Fate::Leaves {
                    left += usize::from(t < self.periods);
                    gone_before += 1;
                } else {
                    firm.next(&mut person, fate, dice);
                    person.level *= firm.step(t);
                    person.touched.tenure += 1;
                    stayed.push(person);
                }
            }
            people = stayed;
        }
        let start = libm::pow(v, (self.periods + after) as f64);
        let rest: f64 = people.iter().map(|person| ended.rest(person, v)).sum();
        Outcome {
            npv: horizon.0,
            npv_runoff: npv + start * rest,
            customers_end: horizon.1 as f64,
            customers_left: left as f64,
        }
    }

    /// Factor on the bills of those who stay to the end of a period.
    fn step(&self, t: usize) -> f64 {
        let (mut expansion, mut contraction) = self.growth;
        if let Some(team) = self.team.filter(|team| (team.from..team.to).contains(&t)) {
            expansion = (expansion + team.reach * team.expansion).max(0.0);
            contraction = (contraction + team.reach * team.contraction).clamp(0.0, 1.0);
        }
        1.0 + expansion - contraction
    }

    fn log_survivals(&self, person: &Person) -> Vec<f64> {
        let mut multiplier = person.multiplier;
        if let (Phase::Saved(age), Some(desk)) = (person.phase, &self.desk) {
            let faded = (1.0 - age as f64 / desk.fades_over as f64).max(0.0);
            multiplier *= 1.0 + (desk.multiplier - 1.0) * faded;
        }
        let effect = self.points.as_ref().map_or(1.0, |points| {
            1.0 + points.enrol * points.churn_effect * (1.0 - points.selection)
        });
        let whole = -libm::log1p(-person.theta) * multiplier * effect;
        let card = self.card.map_or(1.0, |card| 1.0 + card.enrol * card.churn_effect);
        let birthday = self.birthday.map_or(1.0, |own| 1.0 + own.known * own.churn_effect);
        let whole = whole * card * birthday * person.touched.factor.unwrap_or(1.0);
        let mut logs: Vec<f64> = self.reasons.iter().map(|share| share * whole).collect();
        if let Some((reason, factor)) = person.touched.rewarded {
            let acts = |(j, _): &(usize, &mut f64)| reason.is_none_or(|reason| reason == *j);
            logs.iter_mut().enumerate().filter(acts).for_each(|(_, log)| *log *= factor);
        }
        if let (Some(nudge), true) = (&self.nudge, person.called) {
            logs[nudge.reason] *= 1.0 + nudge.churn_effect;
        }
        if let (Some(_), Some(service)) = (&self.complaints, logs.last_mut()) {
            // Bad events happen one by one.
            *service = 0.0;
        }
        logs
    }

    /// Chances of leaving for each reason, after payment recovery, and its failures before it.
    fn chances(&self, person: &Person) -> (Vec<f64>, f64) {
        let mut logs = self.log_survivals(person);
        let split = |logs: &[f64]| -> Vec<f64> {
            let whole: f64 = logs.iter().sum();
            logs.iter().map(|log| -libm::expm1(-whole) * log / whole).collect()
        };
        let mut failures = 0.0;
        if let Some(recovery) = &self.recovery {
            failures = split(&logs)[recovery.reason];
            logs[recovery.reason] *= 1.0 - recovery.reach * recovery.recover;
        }
        (split(&logs), failures)
    }

    /// The bad events of a month, one after the other; whether one of them makes the customer leave.
    fn bad_events(&self, own: &Complaints, cash: f64, npv: &mut f64, dice: &mut Dice) -> bool {
        let (tells, resolved, quickly) = own.answered;
        let mut leaves = false;
        for _ in 0..dice.poisson(own.events) {
            let mut stay = own.stays[0];
            if dice.happens(tells) {
                *npv -= cash * own.per_contact;
                stay = own.stays[1];
                if dice.happens(resolved) {
                    // A refund is money back, a gift is a cost: the same money either way.
                    *npv -= cash * own.gift;
                    stay = if dice.happens(quickly) { own.stays[3] } else { own.stays[2] };
                }
            }
            leaves |= !dice.happens(stay);
        }
        leaves
    }

    fn reaches(desk: &Desk, person: &Person) -> bool {
        desk.repeat == Repeat::AnyTime || person.phase == Phase::Regular
    }

    /// What the end of the period brings; contacts and failed payments are paid for.
    fn fate(&self, person: &Person, cash: f64, npv: &mut f64, dice: &mut Dice) -> Fate {
        let (chances, failures) = self.chances(person);
        if let Some(recovery) = &self.recovery
            && dice.happens(failures)
        {
            *npv -= cash * recovery.per_contact;
        }
        if let Some(complaints) = &self.complaints
            && self.bad_events(complaints, cash, npv, dice)
        {
            return Fate::Leaves;
        }
        let mut u = dice.uniform();
        let Some(reason) = chances.iter().position(|chance| {
            u -= chance;
            u < 0.0
        }) else {
            return Fate::Stays;
        };
        let Some(desk) = &self.desk else {
            return Fate::Leaves;
        };
        if !desk.reasons.contains(&reason)
            || !Self::reaches(desk, person)
            || !dice.happens(desk.reach)
        {
            return Fate::Leaves;
        }
        *npv -= cash * desk.per_contact;
        // A taker who would have stayed is one of the stayers; the one who called leaves.
        let saved = dice.happens(desk.accept) && !dice.happens(desk.would_have_stayed);
        if saved { Fate::Saved } else { Fate::Leaves }
    }

    /// Phase and offer in the next period of a person who is still here.
    fn next(&self, person: &mut Person, fate: Fate, dice: &mut Dice) {
        let Some(desk) = &self.desk else { return };
        if fate == Fate::Saved {
            person.phase = Phase::Saved(0);
            person.offer = Some((Self::takes(desk, dice), 0));
            return;
        }
        if Self::reaches(desk, person) {
            // Takers who would have stayed come from the stayers, as many as of the callers.
            let (chances, _) = self.chances(person);
            let leaving: f64 = chances.iter().sum();
            let heard: f64 = desk.reasons.iter().map(|reason| chances[*reason]).sum();
            let takes = heard * desk.reach * desk.accept * desk.would_have_stayed / (1.0 - leaving);
            if dice.happens(takes.min(1.0)) {
                person.phase = Phase::OfferOnly(0);
                person.offer = Some((Self::takes(desk, dice), 0));
                return;
            }
        }
        if let Some((_, age)) = &mut person.offer {
            *age += 1;
        }
        let longest =
            desk.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0).max(desk.fades_over);
        person.phase = match person.phase {
            Phase::Saved(age) if age + 1 < longest => Phase::Saved(age + 1),
            Phase::OfferOnly(age) if age + 1 < longest => Phase::OfferOnly(age + 1),
            _ => Phase::Regular,
        };
    }
}
