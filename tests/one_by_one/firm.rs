//! What a business is, in plain numbers.

#[derive(Clone, Copy)]
pub enum Churn {
    Constant(f64),
    Beta(f64, f64),
}

/// When saved customers reach the desk again.
#[derive(Clone, Copy, PartialEq)]
pub enum Repeat {
    AfterOffer,
    AnyTime,
}

/// An offer on the menu.
#[derive(Clone, Copy)]
pub struct Offer {
    pub share: f64,
    pub discount: f64,
    pub gift_cost: f64,
    pub lasts: usize,
}

#[derive(Clone)]
pub struct Desk {
    /// Which reasons it hears.
    pub reasons: Vec<usize>,
    pub reach: f64,
    pub accept: f64,
    pub would_have_stayed: f64,
    pub multiplier: f64,
    pub fades_over: usize,
    pub offers: Vec<Offer>,
    pub repeat: Repeat,
    pub per_contact: f64,
}

#[derive(Clone)]
pub struct Recovery {
    pub reason: usize,
    pub reach: f64,
    pub recover: f64,
    pub per_contact: f64,
}

/// A monthly call to those most likely to leave.
#[derive(Clone, Copy)]
pub struct Nudge {
    pub share: f64,
    pub reason: usize,
    pub churn_effect: f64,
    pub per_contact: f64,
}

#[derive(Clone)]
pub struct Points {
    pub enrol: f64,
    pub per_money: f64,
    pub point_value: f64,
    pub breakage: f64,
    pub churn_effect: f64,
    pub selection: f64,
}

/// A card of stamps for those who carry it.
#[derive(Clone, Copy)]
pub struct Card {
    pub enrol: f64,
    pub buy: usize,
    pub head_start: usize,
    pub on_return: bool,
    pub lost: f64,
    pub false_stamps: f64,
    pub gradient: f64,
    pub pause: f64,
    pub extra_visits: f64,
    pub churn_effect: f64,
    pub reward: f64,
    pub per_card: f64,
}

/// A gift for those whose birthday is known.
#[derive(Clone, Copy)]
pub struct Birthday {
    pub known: f64,
    pub redeem: f64,
    pub extra_visit_share: f64,
    pub gift: f64,
    pub per_contact: f64,
    pub churn_effect: f64,
}

#[derive(Clone)]
pub struct Referral {
    pub advocates: f64,
    pub invites: f64,
    pub convert: f64,
    pub would_have_come: f64,
    pub abuse: f64,
    pub reward: f64,
    pub multiplier: f64,
}

#[derive(Clone)]
pub struct WinBack {
    pub window: usize,
    pub extra_return: f64,
    pub multiplier: f64,
    pub discount: f64,
    pub lasts: usize,
    pub per_contact: f64,
}

/// Bad events one by one, and a programme that answers complaints; the last reason is `service`.
#[derive(Clone)]
pub struct Complaints {
    /// Bad events per customer and month.
    pub events: f64,
    /// Share who complain, resolved, of them quickly: observed, and under the programme.
    pub observed: (f64, f64, f64),
    pub answered: (f64, f64, f64),
    /// Chances of staying: silent, unresolved, resolved, resolved quickly.
    pub stays: [f64; 4],
    pub per_contact: f64,
    pub gift: f64,
    /// Share of the gifts that are money given back.
    pub refunded: f64,
}

impl Complaints {
    /// Chance of leaving in a month for what was observed, if events come as a Poisson process.
    pub fn observed_rate(&self) -> f64 {
        let (v, r, k) = self.observed;
        let [s0, s1, s2, s3] = self.stays;
        let stay = (1.0 - v) * s0 + v * ((1.0 - r) * s1 + r * (1.0 - k) * s2 + r * k * s3);
        -libm::expm1(-self.events * (1.0 - stay))
    }
}

/// A business of one segment and one channel.
#[derive(Clone)]
pub struct Firm {
    pub churn: Churn,
    /// Shares of the reasons; named r0, r1, …
    pub reasons: Vec<f64>,
    /// Customers at the start by tenure.
    pub opening: Vec<(usize, usize)>,
    pub joiners: usize,
    /// A month of the year, from 0, and how many times as many join in it.
    pub season: Option<(usize, usize)>,
    /// Pay of the channel's people, a month.
    pub pay: f64,
    /// Customers that there is room for; no limit where none.
    pub capacity: Option<usize>,
    pub cost_per_customer: f64,
    /// Price per period; with `visits`, the basket of each.
    pub price: f64,
    /// What the customers of the start pay in its place, where that differs.
    pub opening_price: Option<f64>,
    /// Share added to the bill of whoever stays, and taken from it, each period.
    pub growth: (f64, f64),
    /// What a programme adds to both, among the share it reaches, from a period on, to before another.
    pub team: Option<Team>,
    /// Visits per period on average; none in a subscription.
    pub visits: Option<f64>,
    pub service_cost: f64,
    pub cost_of_revenue: f64,
    pub discount_rate: f64,
    pub periods: usize,
    pub desk: Option<Desk>,
    pub nudge: Option<Nudge>,
    pub recovery: Option<Recovery>,
    pub points: Option<Points>,
    pub referral: Option<Referral>,
    pub win_back: Option<WinBack>,
    pub card: Option<Card>,
    pub birthday: Option<Birthday>,
    pub gifts: Option<super::Gifts>,
    /// Constant churn; what it leaves for `service` must be what the events make leave.
    pub complaints: Option<Complaints>,
}

/// People who look after customers so that their bills grow.
#[derive(Clone, Copy)]
pub struct Team {
    pub reach: f64,
    pub expansion: f64,
    pub contraction: f64,
    pub from: usize,
    pub to: usize,
}

/// What one run came to.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    pub npv: f64,
    /// With what its customers bring after the horizon, all programmes ended, or going on.
    pub npv_runoff: f64,
    pub customers_end: f64,
    pub customers_left: f64,
}
