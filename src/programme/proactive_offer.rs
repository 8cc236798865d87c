//! `proactive-offer`: customers are contacted before they think of leaving, and some are given an offer.

use super::{
    Common, Context, EFFECT, Mechanics, Names, OFFER, Offer, ProgrammeKind, changes, offers,
};
use crate::fields::measures::{COUNT, FACTOR, SHARE};
use crate::fields::{self, APART, Fields, Key, Section};
use crate::lever::{
    Amount, ChurnFactor, CustomerCost, Levers, Promotion, RiskOffer, Scope, Spent, Takers,
};
use crate::units::{Path, Quantity, Values};

/// Fields of the kind `proactive-offer`.
#[derive(Clone, Debug)]
pub struct ProactiveOffer {
    /// Share of customers targeted at any time, 0 to 1.
    pub share: Quantity,
    /// How they are chosen.
    pub by: Target,
    /// Contacts per targeted customer and model period.
    pub contacts: Quantity,
    /// Share of contacts that take the offer, 0 to 1.
    pub accept: Quantity,
    /// Change of the log-survival of the named reasons among the targeted; above 0 where the contact
    /// reminds people that they may leave.
    pub churn: Path,
    /// Change of the visits of the targeted; above −1.
    pub visits: Path,
    /// Share of these changes that is selection, not effect, 0 to 1.
    pub selection: Quantity,
    /// Menu of offers; may be empty.
    pub offers: Vec<Offer>,
}

/// How the targeted are chosen.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A model picks customers who are so many times as likely to leave as the average.
    Multiplier(Quantity),
    /// Those most likely to leave, as far as customers differ: a model that is always right.
    Risk,
}

static TARGET: Section = Section::new(
    "target",
    "Who is contacted.",
    &[
        Key::value("share", SHARE).or("\"100%\"").means("share of customers targeted at any time"),
        Key::value("churn_multiplier", FACTOR).or("1").means(
            "how many times as likely to leave as the average the targeted are; one \
             factor for all classes, which overstates the benefit over long horizons",
        ),
        Key::words("by", &["risk", "random"]).means(
            "instead: the riskiest as far as customers differ, found anew in each period \
             (good to 1%), or anybody",
        ),
    ],
);

/// The kind `proactive-offer`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "proactive-offer",
    "Customers are contacted before they think of leaving; the effect may be negative, for a \
     contact reminds people that they may leave.",
    &[
        Key::table("target", &TARGET).means("who is contacted; everybody where absent"),
        Key::value("contact", COUNT)
            .needed()
            .means("contacts per targeted customer: \"1 per quarter\""),
        Key::value("accept", SHARE).or("\"100%\"").means("share of contacts that take the offer"),
        Key::table("effect", &EFFECT).means("what it does to those targeted"),
        changes::SELECTION,
        Key::tables("offers", &OFFER).means("menu of offers"),
    ],
    &["per_contact", "per_member"],
    read,
);

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    let target = fields.inside("target");
    let effect = changes::effect(fields);
    let selection = changes::selection(fields, &effect);
    let share = target.number_or_default("share");
    Box::new(ProactiveOffer {
        share,
        by: chosen(&target, share),
        contacts: fields.need_number("contact"),
        accept: fields.number_or_default("accept"),
        churn: effect.path_or("churn", 0.0),
        visits: effect.path_or("visits", 0.0),
        selection,
        offers: offers::offers(fields),
    })
}

fn chosen(target: &Fields<'_>, share: Quantity) -> Target {
    let multiplier = target.number_or_default("churn_multiplier");
    if target.has("by") && target.has("churn_multiplier") {
        target.one_too_many("by", "churn_multiplier", APART);
    }
    let whole = target.reading.base(share) * target.reading.base(multiplier);
    if whole > 1.0 {
        let message = format!(
            "the targeted would leave more often than all customers together: share × churn_multiplier is {}",
            fields::plain((whole * 1e4).round() / 1e4)
        );
        let one = target.diagnostic("churn_multiplier", "E015", message);
        target.reading.report(one.help("share × churn_multiplier is at most 1"));
    }
    match target.word("by") {
        Some("risk") => Target::Risk,
        _ => Target::Multiplier(multiplier),
    }
}

impl ProactiveOffer {
    /// What customers hold of the offers, by period and tenure: discount and gifts.
    ///
    /// Whoever takes an offer holds it in the periods that follow, unless a new one restarts it: of the
    /// customers who were there a periods ago, the share that took one then and none since.
    fn held(&self, context: &Context<'_>, takers: &[f64]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let longest = self.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0);
        let (discount, gift) = Offer::average(&self.offers, longest, context.values);
        let taken = |t: usize| takers[t.min(takers.len() - 1)].min(1.0);
        let row = |t: usize, given: &[f64]| {
            let (mut sum, mut none_since) = (0.0, 1.0);
            let mut row = vec![0.0];
            for (a, given) in given.iter().enumerate() {
                let share = t.checked_sub(a + 1).map_or(0.0, taken);
                sum += share * none_since * given;
                none_since *= 1.0 - share;
                row.push(sum);
            }
            row
        };
        let rows = |given: &[f64]| (0..=takers.len() + longest).map(|t| row(t, given)).collect();
        (rows(&discount), rows(&gift))
    }
}

impl Mechanics for ProactiveOffer {
    fn reach(&self, values: &Values) -> f64 {
        self.share.at(values)
    }

    fn acts_on_churn(&self) -> bool {
        self.churn != Path::fixed(0.0)
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let share = self.share.at(values);
        let caused = 1.0 - self.selection.at(values);
        context.visits(levers, &self.visits, |_, t| context.running(t) * share * caused);
        let mut alike = context.scope();
        for s in (0..context.segments).filter(|s| context.scope().segments[*s]) {
            if matches!(self.by, Target::Risk) && context.differ[s] {
                self.to_the_riskiest(context, s, levers);
                alike.segments[s] = false;
            }
        }
        if alike.segments.contains(&true) {
            self.to_anybody(context, alike, levers);
        }
    }

    fn lingers(&self, _values: &Values) -> usize {
        self.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0)
    }
}

impl ProactiveOffer {
    /// Targets the riskiest of segment `s`.
    fn to_the_riskiest(&self, context: &Context<'_>, s: usize, levers: &mut Levers) {
        let values = context.values;
        let (contacts, accept) = (self.contacts.at(values), self.accept.at(values));
        let caused = 1.0 - self.selection.at(values);
        let running = |t: usize| context.running(t);
        let cost = &context.common.cost;
        let longest = self.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0);
        let (discount, gift) = Offer::average(&self.offers, longest, values);
        let of = |each: &dyn Fn(usize) -> f64| context.by_period(|t| running(t) * each(t));
        levers.risks.push(RiskOffer {
            programme: context.programme,
            scope: only(context.scope(), s),
            reasons: context.reasons(),
            share: self.share.at(values),
            change: of(&|t| caused * context.at(&self.churn, t)),
            contact: of(&|t| contacts * context.at(&cost.per_contact, t)),
            member: of(&|t| context.at(&cost.per_member, t)),
            taken: context.by_period(|t| (running(t) * contacts * accept).min(1.0)),
            discount,
            gift,
        });
    }

    /// Targets customers of whom nothing is known, or of whom it is stated how likely they are to leave: in
    /// the segments of `scope` one factor holds for all.
    fn to_anybody(&self, context: &Context<'_>, scope: Scope, levers: &mut Levers) {
        let values = context.values;
        let share = self.share.at(values);
        let contacts = self.contacts.at(values);
        let caused = 1.0 - self.selection.at(values);
        let leaving = match self.by {
            Target::Multiplier(multiplier) => (share * multiplier.at(values)).min(1.0),
            // Customers who do not differ have no riskiest among them.
            Target::Risk => share,
        };
        for s in (0..context.segments).filter(|s| scope.segments[*s]) {
            let effect = |t: usize| context.running(t) * leaving * context.at(&self.churn, t);
            levers.churn.push(ChurnFactor {
                programme: context.programme,
                reasons: context.reasons(),
                scope: only(scope.clone(), s),
                factor: context.by_period(|t| 1.0 + effect(t) * caused),
                cost_per_failure: context.nothing(),
            });
        }
        let contacted = |t: usize| context.running(t) * share * contacts;
        let takers = context.by_period(|t| contacted(t) * self.accept.at(values));
        // Offers taken within the horizon run on after it: as many as are taken, also where reach is moved.
        let within = |(t, takers): (usize, &f64)| {
            if t < context.horizon { takers * context.within } else { *takers }
        };
        let taken: Vec<f64> = takers.iter().enumerate().map(within).collect();
        let (discount, gift) = self.held(context, &taken);
        let programme = context.programme;
        let discount = Amount::ByTenure(discount);
        levers.promotions.push(Promotion { programme, scope: scope.clone(), discount });
        let spend = |spent: Spent, amount: Amount, levers: &mut Levers| {
            if !amount.is_nothing() {
                let (scope, dead_weight, in_lifetime) = (scope.clone(), None, true);
                let cost =
                    CustomerCost { programme, scope, spent, amount, dead_weight, in_lifetime };
                levers.customer_costs.push(cost);
            }
        };
        let cost = &context.common.cost;
        let contact = context.by_period(|t| contacted(t) * context.at(&cost.per_contact, t));
        let member = |t: usize| context.running(t) * share * context.at(&cost.per_member, t);
        spend(Spent::Reward, Amount::ByTenure(gift), levers);
        spend(Spent::Contact, Amount::Always(contact), levers);
        spend(Spent::Member, Amount::Always(context.by_period(member)), levers);
        let per_customer = Amount::Always(takers);
        levers.takers.push(Takers { programme, scope, per_customer });
    }
}

/// One segment of a scope.
fn only(mut scope: Scope, s: usize) -> Scope {
    scope.segments.iter_mut().enumerate().for_each(|(other, flag)| *flag = other == s);
    scope
}
