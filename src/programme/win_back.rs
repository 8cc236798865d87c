//! `win-back`: former customers are asked to come back.

use super::{Common, Context, Mechanics, Names, OFFER, Offer, ProgrammeKind, offers, shared};
use crate::fields::measures::{FACTOR, SHARE};
use crate::fields::{Fields, Key, Kind};
use crate::lever::{Levers, WinBack};
use crate::units::Quantity;

/// Fields of the kind `win-back`.
#[derive(Clone, Debug)]
pub struct WinBackProgramme {
    /// Periods after leaving in which people can agree, at least 1.
    pub window: usize,
    /// Cumulative share back without any offer, by periods since leaving, ascending; may be empty.
    pub return_without_offer: Vec<(usize, Quantity)>,
    /// Share of contacted leavers who return because of the offer, 0 to 1.
    pub extra_return: Quantity,
    /// Churn multiplier in the second life, greater than 0.
    pub second_life_churn_multiplier: Quantity,
    /// Menu of offers; may be empty.
    pub offers: Vec<Offer>,
}

impl WinBackProgramme {
    /// Share returning without an offer j periods after leaving, j = 1 … window: differences of the
    /// stated cumulative shares, straight lines between the stated points, flat after the last.
    fn without_offer(&self, values: &[f64]) -> Vec<f64> {
        let points: Vec<(f64, f64)> = std::iter::once((0.0, 0.0))
            .chain(self.return_without_offer.iter().map(|(j, share)| (*j as f64, share.at(values))))
            .collect();
        let cumulative = |j: usize| {
            let j = j as f64;
            let next = points.partition_point(|point| point.0 <= j);
            match points.get(next) {
                None => points[next - 1].1,
                Some(right) => {
                    let left = points[next - 1];
                    left.1 + (right.1 - left.1) * (j - left.0) / (right.0 - left.0)
                }
            }
        };
        (1..=self.window).map(|j| (cumulative(j) - cumulative(j - 1)).max(0.0)).collect()
    }
}

/// The kind `win-back`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "win-back",
    "Former customers are asked to come back.",
    &[
        Key::of("window", Kind::Length)
            .needed()
            .means("time after leaving in which people can agree"),
        Key::of("return_without_offer", Kind::Map("time since leaving", &Kind::Value(SHARE)))
            .means("cumulative share back without any offer"),
        Key::value("extra_return", SHARE)
            .or("\"0%\"")
            .means("share of contacted leavers who return because of the offer"),
        Key::value("second_life_churn_multiplier", FACTOR)
            .or("1")
            .means("multiplier of churn in the second life"),
        Key::tables("offers", &OFFER).means("menu of offers"),
    ],
    &["per_contact"],
    read,
);

fn read(fields: &Fields<'_>, _: &Names<'_>, _: &mut Common) -> Box<dyn Mechanics> {
    fields.require("window");
    shared::without(fields, &["acts_on"], "people are asked to come back whatever they left for");
    shared::without(fields, &["ramp"], "all who have left are asked from the first period on");
    Box::new(WinBackProgramme {
        window: fields.time("window").unwrap_or(1),
        return_without_offer: without_offer(fields),
        extra_return: fields.number_or_default("extra_return"),
        second_life_churn_multiplier: fields.number_or_default("second_life_churn_multiplier"),
        offers: offers::offers(fields),
    })
}

fn without_offer(fields: &Fields<'_>) -> Vec<(usize, Quantity)> {
    let key = "return_without_offer";
    let points = fields.by_length(key, usize::MAX, "at least one period");
    let base = |point: &(usize, Quantity)| fields.reading.base(point.1);
    if points.windows(2).any(|pair| base(&pair[1]) < base(&pair[0])) {
        let help = "each share is of all who left, with those who were back before";
        fields.error(key, "E017", "the share that is back must not fall with time", help);
    }
    points
}

impl Mechanics for WinBackProgramme {
    fn acts_on_churn(&self) -> bool {
        false
    }

    fn goes_on(&self) -> bool {
        false
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let longest = self.offers.iter().map(|offer| offer.lasts).max().unwrap_or(0);
        let (discount, gift) = Offer::average(&self.offers, longest, values);
        levers.win_backs.push(WinBack {
            programme: context.programme,
            scope: context.scope(),
            running: (0..context.periods).map(|t| context.running(t) > 0.0).collect(),
            window: self.window,
            extra_return: self.extra_return.at(values),
            without_offer: self.without_offer(values),
            per_contact: context.while_running(&context.common.cost.per_contact),
            discount,
            gift,
            churn_multiplier: self.second_life_churn_multiplier.at(values),
        });
    }
}
