//! `appreciation-day`: one day a year for the customers; some come, and think better of the shop for a while.

use super::{
    Assumed, Common, Context, GIFT, Gift, Mechanics, Names, PASSING_EFFECT, ProgrammeKind, changes,
    shared,
};
use crate::fields::measures::SHARE;
use crate::fields::{Fields, Key};
use crate::lever::{Amount, Levers, Spent};
use crate::units::{Path, Quantity, Values, days_in_month};

/// Fields of the kind `appreciation-day`.
#[derive(Clone, Debug)]
pub struct AppreciationDay {
    /// Calendar month of the day, 0 for January.
    pub month: usize,
    /// Share of customers who come, per segment, 0 to 1.
    pub comes: Vec<Quantity>,
    /// What each of them gets.
    pub gift: Gift,
    /// Share of those who come whose visit would not have happened, 0 to 1.
    pub extra_visit_share: Quantity,
    /// What the day does to those who came.
    pub changes: changes::Changes,
}

/// The kind `appreciation-day`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "appreciation-day",
    "One day a year for the customers: a fixed cost, a gift for all who come, a short effect on \
     them.",
    &[
        Key::text("when").needed().means("month and day of every year: \"06-15\""),
        Key::of("comes", shared::SHARE_BY_SEGMENT).needed().means("share of customers who come"),
        Key::table("gift", &GIFT).means("what each of them gets"),
        Key::value("extra_visit_share", SHARE)
            .or("\"0%\"")
            .means("share of those who come whose visit would not have happened (model visits)"),
        Key::table("effect", &PASSING_EFFECT)
            .means("what it does to those who came; for one period where `lasts` is absent"),
    ],
    &["per_event"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require_all(&["when", "comes"]);
    let (gift, extra_visit_share) = Gift::with_visits(fields, "gift");
    Box::new(AppreciationDay {
        month: when(fields).unwrap_or(0),
        comes: shared::by_segment(fields, "comes", names, 1.0),
        gift,
        extra_visit_share,
        changes: changes::changes(fields),
    })
}

/// The calendar month of `when`; a day that no year has is reported.
fn when(fields: &Fields<'_>) -> Option<usize> {
    let text = fields.text("when")?;
    let digits = |part: &str| {
        let legal = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        legal.then(|| part.parse::<u32>().ok()).flatten()
    };
    let day = text.split_once('-').and_then(|(month, day)| Some((digits(month)?, digits(day)?)));
    // A leap year has every day.
    let legal = |(month, day): &(u32, u32)| {
        (1..=12).contains(month) && (1..=days_in_month(2000, *month)).contains(day)
    };
    let month = day.filter(legal).map(|(month, _)| month as usize - 1);
    if month.is_none() {
        let message = format!("\"{text}\" is not a day of the year");
        let help = "write month and day: when = \"06-15\"";
        fields.reading.report(fields.diagnostic("when", "E043", message).help(help));
    }
    month
}

impl Mechanics for AppreciationDay {
    fn reach(&self, values: &Values) -> f64 {
        self.comes.iter().map(|share| share.at(values)).fold(0.0, f64::max)
    }

    fn assumed(&self) -> Option<(String, Assumed)> {
        self.gift.assumed("gift")
    }

    fn acts_on_churn(&self) -> bool {
        self.changes.act_on_churn()
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let per_year = f64::from(context.calendar.period.per_year());
        let day = |t: usize| context.calendar.calendar_months(t).any(|month| month == self.month);
        // After the horizon every period has its part of the year's day.
        let held = |t: usize| match t < context.horizon {
            true if day(t) => context.running(t),
            true => 0.0,
            false => context.running(t) / per_year,
        };
        let comes = |s: usize| self.comes[s].at(values);
        let extra = self.extra_visit_share.at(values);
        let gifts = |s: usize, t: usize| held(t) * (comes(s) * self.gift.cost(context, s, t));
        let gifts = Amount::BySegment(context.by_segment(gifts));
        context.spend(levers, Spent::Reward, gifts, Some(1.0 - extra));
        let taken = context.by_segment(|s, t| held(t) * comes(s));
        context.taken(levers, Amount::BySegment(taken));
        context.extra_visits(levers, context.by_segment(|s, t| held(t) * (comes(s) * extra)));
        let lasts = self.changes.lasts.unwrap_or(1);
        let felt = |t: usize| {
            let window = t.saturating_sub(lasts - 1)..=t;
            if t >= context.horizon && context.running(context.horizon) > 0.0 {
                let ran = window.filter(|u| context.ran(*u) > 0.0).count();
                return context.running(context.horizon) * (ran as f64 / per_year).min(1.0);
            }
            window.map(held).fold(0.0, f64::max)
        };
        let caused = 1.0 - self.changes.selection.at(values);
        let factor = |change: &Path| {
            let of =
                |s: usize, t: usize| 1.0 + felt(t) * (comes(s) * caused * context.at(change, t));
            context.by_segment(of)
        };
        if self.changes.act_on_churn() {
            context.churn(levers, factor(&self.changes.churn));
        }
        context.visit_factor(levers, factor(&self.changes.visits));
        let per_event = &context.common.cost.per_event;
        let event = |t: usize| match context.stands(t) {
            true => context.at(per_event, t) / per_year,
            false if held(t) > 0.0 => context.at(per_event, t),
            false => 0.0,
        };
        context.more_fixed(levers, context.by_period(event));
    }

    fn builds_up(&self) -> usize {
        self.changes.lasts.unwrap_or(1)
    }
}
