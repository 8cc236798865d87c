//! Appreciation days, newsletters and rewards for tenure, customer by customer.

use super::Dice;

/// A day of the year on which some come and get a gift.
#[derive(Clone, Copy)]
pub struct Day {
    /// Month of the year, from 0; the model starts in January.
    pub month: usize,
    pub comes: f64,
    pub gift: f64,
    pub per_event: f64,
    pub extra_visit_share: f64,
    pub churn_effect: f64,
    pub lasts: usize,
}

/// Letters to those who subscribe.
#[derive(Clone, Copy)]
pub struct Letters {
    pub subscribers: f64,
    pub sends: usize,
    pub unsubscribe: f64,
    pub sign_ups: f64,
    pub extra_visits: f64,
    pub churn_effect: f64,
    pub per_contact: f64,
}

/// Something for everybody who has been a customer for so long.
#[derive(Clone, Copy)]
pub struct Tenure {
    pub after: usize,
    pub every: usize,
    pub redeem: f64,
    pub gift: f64,
    pub per_contact: f64,
    pub churn_effect: f64,
    pub lasts: usize,
    /// The only reason that it acts on; none: all.
    pub reason: Option<usize>,
}

#[derive(Clone, Copy)]
pub struct Gifts {
    pub day: Day,
    pub letters: Letters,
    pub tenure: Tenure,
}

/// What a customer has to do with them.
#[derive(Clone, Copy, Default)]
pub struct Touched {
    pub tenure: usize,
    pub subscribed: Option<bool>,
    /// Factor on the log-survival of this period.
    pub factor: Option<f64>,
    /// The same on the reason that rewards act on; none: on all.
    pub rewarded: Option<(Option<usize>, f64)>,
}

impl Gifts {
    /// Share of customers who subscribe in period `t`.
    fn subscribers(&self, t: usize) -> f64 {
        let own = &self.letters;
        let kept = libm::pow(1.0 - own.unsubscribe, own.sends as f64);
        (0..t).fold(own.subscribers, |share, _| share * kept + own.sign_ups * (1.0 - share))
    }

    /// Mean visits of a customer, once it is known whether he subscribes.
    pub fn mean(&self, t: usize, mean: f64, own: &mut Touched, dice: &mut Dice) -> f64 {
        let share = self.subscribers(t);
        let subscribes = *own.subscribed.get_or_insert_with(|| dice.happens(share));
        mean * if subscribes { 1.0 + self.letters.extra_visits } else { 1.0 }
    }

    /// Money spent on a customer in period `t`, and whether he comes once more.
    pub fn month(&self, t: usize, own: &mut Touched, dice: &mut Dice) -> (f64, bool) {
        let (day, letters, tenure) = (&self.day, &self.letters, &self.tenure);
        let (mut spent, mut comes) = (0.0, false);
        if t % 12 == day.month && dice.happens(day.comes) {
            spent += day.gift;
            comes = dice.happens(day.extra_visit_share);
        }
        own.rewarded = None;
        let felt = (0..day.lasts).any(|a| t >= a && (t - a) % 12 == day.month);
        let mut factor = if felt { 1.0 + day.comes * day.churn_effect } else { 1.0 };
        factor *= 1.0 + self.subscribers(t) * letters.churn_effect;
        if let Some(since) = own.tenure.checked_sub(tenure.after) {
            if since % tenure.every == 0 {
                spent += tenure.per_contact;
                spent += if dice.happens(tenure.redeem) { tenure.gift } else { 0.0 };
            }
            // Nobody was given anything before the programme began.
            let given = since % tenure.every;
            if given < tenure.lasts && given <= t {
                own.rewarded = Some((tenure.reason, 1.0 + tenure.churn_effect));
            }
        }
        own.factor = Some(factor);
        if let Some(subscribed) = &mut own.subscribed {
            if *subscribed {
                spent += letters.per_contact * letters.sends as f64;
                *subscribed = (0..letters.sends).all(|_| !dice.happens(letters.unsubscribe));
            } else {
                *subscribed = dice.happens(letters.sign_ups);
            }
        }
        (spent, comes)
    }

    /// Cost of the day itself.
    pub fn fixed(&self, t: usize) -> f64 {
        if t % 12 == self.day.month { self.day.per_event } else { 0.0 }
    }

    /// The three programmes.
    pub fn text(&self) -> String {
        let share = |x: f64| format!("\"{}%\"", 100.0 * x);
        let (d, l, r) = (&self.day, &self.letters, &self.tenure);
        format!(
            "[[programmes]]\nid = \"day\"\nkind = \"appreciation-day\"\nwhen = \"{:02}-15\"\ncomes = {}\ngift = {{ costs_us = {} }}\n\
             extra_visit_share = {}\neffect = {{ churn = {}, lasts = \"{} months\" }}\ncost = {{ per_event = {} }}\n\
             [[programmes]]\nid = \"news\"\nkind = \"newsletter\"\nsubscribers = {}\nsends = \"{} per month\"\n\
             unsubscribe = \"{}% per send\"\nsign_ups = \"{}% per month\"\nextra_visits = {}\neffect = {{ churn = {} }}\n\
             cost = {{ per_contact = {} }}\n\
             [[programmes]]\nid = \"loyal\"\nkind = \"tenure-reward\"\nafter = \"{} months\"\nevery = \"{} months\"\n\
             {}reward = {{ costs_us = {} }}\nredeem = {}\neffect = {{ churn = {}, lasts = \"{} months\" }}\ncost = {{ per_contact = {} }}\n",
            d.month + 1,
            share(d.comes),
            d.gift,
            share(d.extra_visit_share),
            share(d.churn_effect),
            d.lasts,
            d.per_event,
            share(l.subscribers),
            l.sends,
            100.0 * l.unsubscribe,
            100.0 * l.sign_ups,
            share(l.extra_visits),
            share(l.churn_effect),
            l.per_contact,
            r.after,
            r.every,
            r.reason.map(|j| format!("acts_on = [\"r{j}\"]\n")).unwrap_or_default(),
            r.gift,
            share(r.redeem),
            share(r.churn_effect),
            r.lasts,
            r.per_contact,
        )
    }
}
