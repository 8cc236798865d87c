//! Every kind of lever, and all levers of a plan.

use super::money::{Amount, CustomerCost, FixedCost, Occasion, Takers, last_change};
use super::points::PointsLever;
use super::scope::Scope;
use serde::Deserialize;

/// Multiplies the log-survival of some reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct ChurnFactor {
    /// Programme that causes it, for attribution.
    pub programme: usize,
    /// One flag per reason.
    pub reasons: Vec<bool>,
    /// Whom it reaches.
    pub scope: Scope,
    /// Factor per period: 1 + reach × effect; 1 where the programme does not run. The last goes on.
    pub factor: Vec<f64>,
    /// Cost of each leaver of these reasons before the factor acts (failed payments); 0 for others.
    pub cost_per_failure: Vec<f64>,
}

/// Multiplies the visits of customers who buy by visits.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitFactor {
    /// Programme that causes it, for attribution.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Factor by segment and period: 1 + reach × change; 1 where the programme does not run. Factors of
    /// several programmes multiply. The last entry goes on.
    pub factor: Vec<Vec<f64>>,
    /// Visits per active customer on top, by segment and period, likewise; those of several programmes
    /// are added.
    pub extra: Vec<Vec<f64>>,
}

/// Changes how the bills of customers grow.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowthChange {
    /// Programme that causes it.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Change of the expansion per period, by segment and period: reach × change, sign kept.
    pub expansion: Vec<Vec<f64>>,
    /// Change of the contraction per period, likewise.
    pub contraction: Vec<Vec<f64>>,
}

/// What an occasion at a tenure does to customers for a while; its cost is a [`CustomerCost`].
#[derive(Clone, Debug, PartialEq)]
pub struct TenureLever {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// The tenures.
    pub occasion: Occasion,
    /// One flag per reason that the factor acts on.
    pub reasons: Vec<bool>,
    /// Periods from an occasion on in which the factor acts, at least 1.
    pub lasts: usize,
    /// Factor on the log-survival of the reasons, per period; 1 where the programme does not run.
    pub factor: Vec<f64>,
    /// Whether the programme runs, per period: else a tenure reached in it is no occasion. The last goes on.
    pub runs: Vec<bool>,
    /// The first period before the model's start in which it ran; 0 where it was not there then.
    pub ran_from: i64,
}

impl TenureLever {
    /// Whether customers of tenure `k` have the effect of an occasion in period `t`.
    pub fn felt(&self, t: usize, k: usize) -> bool {
        let since = self.occasion.since(k).filter(|since| *since < self.lasts);
        self.acts(t) && since.is_some_and(|since| self.ran(t, since))
    }

    /// Whether customers of every tenure have it in period `t` if they have it in the `other`.
    pub fn felt_alike(&self, t: usize, other: usize) -> bool {
        let reached = |since: usize| self.ran(t, since) == self.ran(other, since);
        self.acts(t) == self.acts(other) && (!self.acts(t) || (0..self.window()).all(reached))
    }

    /// First period from which it hangs on tenure alone.
    pub fn settled_from(&self) -> usize {
        if !self.acts(self.factor.len())
            || self.ran_from == i64::MIN && self.runs.iter().all(|runs| *runs)
        {
            return 0;
        }
        last_change(&self.runs) + self.window()
    }

    /// First tenure from which nothing changes any more; none where occasions come back.
    pub fn settled_tenure(&self) -> Option<usize> {
        self.occasion.every.is_none().then_some(self.occasion.after + self.lasts)
    }

    /// Oldest tenure of which it need be asked: later ones have what another one has.
    pub fn oldest(&self) -> usize {
        self.occasion.after + self.occasion.every.unwrap_or(self.lasts + 1)
    }

    /// Periods since an occasion in which it may act.
    fn window(&self) -> usize {
        self.occasion.every.map_or(self.lasts, |every| every.min(self.lasts))
    }

    fn acts(&self, t: usize) -> bool {
        self.factor[t.min(self.factor.len() - 1)] != 1.0
    }

    /// Whether the programme ran `since` periods before `t`.
    fn ran(&self, t: usize, since: usize) -> bool {
        match t.checked_sub(since) {
            Some(then) => self.runs[then.min(self.runs.len() - 1)],
            None => t as i64 - since as i64 >= self.ran_from,
        }
    }
}

/// An offer to those of one segment who are most likely to leave.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskOffer {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it covers: one segment, some origins.
    pub scope: Scope,
    /// One flag per reason that it acts on.
    pub reasons: Vec<bool>,
    /// Share of those covered who are targeted at any time, 0 to 1.
    pub share: f64,
    /// Change of the log-survival of these reasons among the targeted, per period; the last goes on.
    pub change: Vec<f64>,
    /// Cost of contacts per targeted customer, per period.
    pub contact: Vec<f64>,
    /// Other cost per targeted customer, per period.
    pub member: Vec<f64>,
    /// Offers taken per targeted customer, per period, at most 1.
    pub taken: Vec<f64>,
    /// Share of the price given away in the a-th period after an offer was taken, averaged over the menu.
    pub discount: Vec<f64>,
    /// Gift cost likewise.
    pub gift: Vec<f64>,
}

impl RiskOffer {
    /// Whether it keeps or costs anybody in the last of its periods.
    pub fn goes_on(&self) -> bool {
        let last = |series: &[f64]| series.last().copied().unwrap_or(0.0);
        [&self.change, &self.contact, &self.member, &self.taken].iter().any(|s| last(s) != 0.0)
    }
}

/// A cancellation desk (`docs/model.md` section 6, "Save desk, exactly").
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Programme it belongs to.
    pub programme: usize,
    /// Reasons whose cancel attempts can reach the desk.
    pub reasons: Vec<bool>,
    /// Whom it serves.
    pub scope: Scope,
    /// Share of attempts that reach the desk, per period; 0 where the desk is closed.
    pub reach: Vec<f64>,
    /// Share of contacts that take an offer, per period.
    pub accept: Vec<f64>,
    /// Share of takers who would have stayed anyway.
    pub would_have_stayed: f64,
    /// Contacts it can serve per period; infinite when not stated.
    pub capacity: Vec<f64>,
    /// Contacts made only for the offer, as a share of ordinary contacts, per period.
    pub gaming: Vec<f64>,
    /// Cost of one served contact, per period.
    pub per_contact: Vec<f64>,
    /// Churn multiplier a periods after the save, for a = 0, 1, …; the length is the number of
    /// periods in which a saved customer does not reach the desk again.
    pub multiplier: Vec<f64>,
    /// Whether the last entry of `multiplier` holds for ever (a multiplier that never fades); nothing is
    /// given any more then.
    pub lasting: bool,
    /// Number of periods in which a taker who would have stayed anyway does not reach the desk again.
    pub only: usize,
    /// Share of the price given away a periods after the save, averaged over the menu.
    pub discount: Vec<f64>,
    /// Gift cost per taker a periods after the save, less what is saved in serving him and less `fee`,
    /// averaged over the menu.
    pub gift: Vec<f64>,
    /// What takers pay a periods after the save for what they were first given, averaged over the menu.
    pub fee: Vec<f64>,
    /// Whether a customer may take a new offer while an old one runs; it restarts the clock.
    pub repeat: Repeat,
}

/// Desks of one strategy: no two name the same reason, and few reasons are ever named.
pub const MOST_DESKS: usize = 8;

/// Whether saved customers reach the desk again at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Only after the multiplier has faded and the longest offer has ended.
    #[default]
    AfterOffer,
    /// At any time; a new offer restarts the clock.
    AnyTime,
}

/// Members collecting stamps on cards.
#[derive(Clone, Debug, PartialEq)]
pub struct PunchCard {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Share of active customers who carry a card, per segment and period.
    pub members: Vec<Vec<f64>>,
    /// Factor on members' visits, per segment and period, apart from the pull of the reward.
    pub visits: Vec<Vec<f64>>,
    /// How a card is filled.
    pub rules: CardRules,
    /// Share of cards lost per period.
    pub lost: f64,
    /// Cost of what is given for a full card, per segment and period.
    pub reward: Vec<Vec<f64>>,
    /// What a stamp's part of the reward sells for, and whether that is with VAT; none where revenue is not
    /// deferred to stamps.
    pub sells_for: Option<(f64, bool)>,
    /// Cost of a card handed out, per period.
    pub per_card: Vec<f64>,
    /// Cost per member and period.
    pub per_member: Vec<f64>,
}

/// How a card is filled, and when its reward is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardRules {
    /// Stamps on a full card, at least 1.
    pub buy: usize,
    /// Stamps given with a card, below `buy`.
    pub head_start: usize,
    /// Whether every card has them, or the first of a member only.
    pub every_card: bool,
    /// Whether the reward is taken at the next visit, or with the last stamp.
    pub on_return: bool,
    /// Share by which the gap between visits shrinks from the first to the last stamp, 0 to 1.
    pub gradient: f64,
    /// Share by which visits fall until the next stamp after a reward, 0 to 1.
    pub pause: f64,
    /// Stamps without a visit, as a share of those with one.
    pub false_stamps: f64,
    /// Periods after which a card ends; none when it never does.
    pub expiry: Option<usize>,
}

/// Customers bringing others.
#[derive(Clone, Debug, PartialEq)]
pub struct Referral {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whose invitations count.
    pub scope: Scope,
    /// Invitations that convert, per billed customer and period, would-have-come included.
    pub converts: Vec<f64>,
    /// Share who would have come anyway.
    pub would_have_come: f64,
    /// Rewards paid beyond real converts, as a share of converts.
    pub abuse: f64,
    /// Fixed money per convert (advocate and friend), per period of posting.
    pub reward: Vec<f64>,
    /// Share of one period's price given to the friend, times the number of periods.
    pub friend_discount: f64,
    /// Whether it is a share of one visit's basket, not of one period's price.
    pub friend_visits: bool,
    /// Churn multiplier of those who come.
    pub churn_multiplier: f64,
    /// Share of joiners by segment; none: the advocate's segment.
    pub mix: Option<Vec<f64>>,
}

/// Leavers asked to come back.
#[derive(Clone, Debug, PartialEq)]
pub struct WinBack {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whose leavers are asked.
    pub scope: Scope,
    /// Whether the programme runs, per period.
    pub running: Vec<bool>,
    /// Periods after leaving in which people can agree.
    pub window: usize,
    /// Share of the contacted leavers who agree because of the offer, over the whole window.
    pub extra_return: f64,
    /// Share who return j periods after leaving without any offer, j = 1 … window.
    pub without_offer: Vec<f64>,
    /// Cost of one contact, per period.
    pub per_contact: Vec<f64>,
    /// Share of the price given away in the a-th period after returning.
    pub discount: Vec<f64>,
    /// Gift cost in the a-th period after returning.
    pub gift: Vec<f64>,
    /// Churn multiplier in the second life.
    pub churn_multiplier: f64,
}

/// Changes how many bad events there are.
#[derive(Clone, Debug, PartialEq)]
pub struct BadEvents {
    /// Programme that causes it.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Factor on the bad events per customer, per period; 1 for none.
    pub factor: Vec<f64>,
}

/// Answers complaints (`docs/model.md` section 6, "complaint-recovery").
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whose complaints it answers.
    pub scope: Scope,
    /// Share of these customers under its care, per period.
    pub reach: Vec<f64>,
    /// Share who complain after a bad event; none: as without the programme.
    pub tells_us: Option<f64>,
    /// Share of complaints resolved; none: as without the programme.
    pub resolved: Option<f64>,
    /// Share of the resolved that are resolved quickly; none: as without the programme.
    pub quickly: Option<f64>,
    /// Share of those who complain who are called afterwards.
    pub called: f64,
    /// Change of the chance of staying of those called.
    pub call_change: f64,
    /// What is given to those whose complaint is resolved: share, and change of their chance of staying.
    pub remedies: Vec<(f64, f64)>,
    /// False claims, as a share of complaints.
    pub false_claims: f64,
    /// Cost of a complaint, calls included, per period.
    pub per_complaint: Vec<f64>,
    /// Gifts to each customer whose complaint is resolved, per period.
    pub gift: Vec<f64>,
    /// Money given back to each customer whose complaint is resolved, per period.
    pub refund: Vec<f64>,
}

/// What staff have learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct Skill {
    /// Programme that trains them.
    pub programme: usize,
    /// Change of the share of desk contacts that take an offer, per period.
    pub accept: Vec<f64>,
    /// Change of the share of complaints resolved, per period.
    pub resolved: Vec<f64>,
    /// Change of the share of resolved complaints that are resolved quickly, per period.
    pub quickly: Vec<f64>,
}

/// Price given to customers who did not ask for it, in the periods after a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Share of the price given away, by period and tenure, averaged over all customers in scope.
    pub discount: Amount,
}

/// Everything the programmes of one strategy do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levers {
    /// Factors on churn.
    pub churn: Vec<ChurnFactor>,
    /// Factors on visits.
    pub visits: Vec<VisitFactor>,
    /// Changes of how bills grow.
    pub growth: Vec<GrowthChange>,
    /// Costs per active customer.
    pub customer_costs: Vec<CustomerCost>,
    /// Costs that do not hang on customers, at least one entry per programme.
    pub fixed: Vec<FixedCost>,
    /// Offers taken by active customers.
    pub takers: Vec<Takers>,
    /// Cancellation desks, no two on the same reason at the same time.
    pub desks: Vec<Desk>,
    /// Effects of occasions at a tenure.
    pub tenures: Vec<TenureLever>,
    /// Offers to those most likely to leave.
    pub risks: Vec<RiskOffer>,
    /// Punch cards.
    pub cards: Vec<PunchCard>,
    /// Points programmes.
    pub points: Vec<PointsLever>,
    /// Referral programmes.
    pub referrals: Vec<Referral>,
    /// Win-back programmes.
    pub win_backs: Vec<WinBack>,
    /// Changes of the number of bad events.
    pub bad_events: Vec<BadEvents>,
    /// Programmes that answer complaints, no two for the same customers at the same time.
    pub recoveries: Vec<Recovery>,
    /// What staff have learnt.
    pub skills: Vec<Skill>,
    /// Price given to customers who did not ask for it.
    pub promotions: Vec<Promotion>,
}

impl Levers {
    /// Amounts that hang on the tenure of customers of segment `s`.
    pub fn given_by_tenure(&self, s: usize) -> impl Iterator<Item = &Amount> {
        let costs = self.customer_costs.iter().map(|lever| (&lever.scope, &lever.amount));
        let costs = costs.filter(|(_, amount)| !amount.any_tenure());
        let given = self.promotions.iter().map(|lever| (&lever.scope, &lever.discount));
        let taken = self.takers.iter().map(|lever| (&lever.scope, &lever.per_customer));
        let taken = taken.filter(|(_, amount)| !amount.any_tenure());
        costs
            .chain(given)
            .chain(taken)
            .filter(move |(scope, _)| scope.segments[s])
            .map(|(_, amount)| amount)
    }

    /// Whether a programme changes how many leave for reason `j`, through churn itself or through bad events.
    pub fn reach(&self, programme: usize, j: usize) -> bool {
        let own = |other: usize| other == programme;
        let changes = |factor: &[f64]| factor.iter().any(|factor| *factor != 1.0);
        let churn = |lever: &ChurnFactor| lever.reasons[j] && changes(&lever.factor);
        let tenure = |lever: &TenureLever| lever.reasons[j] && changes(&lever.factor);
        self.churn.iter().any(|lever| own(lever.programme) && churn(lever))
            || self.desks.iter().any(|lever| own(lever.programme) && lever.reasons[j])
            || self.tenures.iter().any(|lever| own(lever.programme) && tenure(lever))
            || self.risks.iter().any(|lever| own(lever.programme) && lever.reasons[j])
            || self.bad_events.iter().any(|lever| own(lever.programme))
            || self.recoveries.iter().any(|lever| own(lever.programme))
            || self.skills.iter().any(|lever| own(lever.programme))
    }

    /// Lets trained staff serve the desks: an acceptance never rises above 1.
    pub fn apply_skills(&mut self) {
        for skill in &self.skills {
            for desk in &mut self.desks {
                for (accept, change) in desk.accept.iter_mut().zip(&skill.accept) {
                    *accept = (*accept * (1.0 + change)).min(1.0);
                }
            }
        }
    }
}
