//! Points pressure: what members do as their balance nears the reward.

use super::shared;
use crate::fields::measures::{CHANGE, SHARE};
use crate::fields::{Fields, Key, Section};
use crate::units::Quantity;

/// Members near the reward come more often and leave less.
#[derive(Clone, Debug)]
pub struct Pressure {
    /// Last part of the way to the minimum in which it is felt, 0 to 1.
    pub within: Quantity,
    /// Change of visits there.
    pub visits: Quantity,
    /// Change of the log-survival there.
    pub churn: Quantity,
}

impl Pressure {
    /// Factor on members' visits, and share of their time that they are near the reward. Balances lie evenly
    /// along the way, and the last part of it is passed faster: the pace of the whole is a harmonic mean.
    pub fn felt(&self, values: &[f64]) -> (f64, f64) {
        let (within, pace) = (self.within.at(values), 1.0 + self.visits.at(values));
        let near = within / pace;
        let whole = 1.0 - within + near;
        (1.0 / whole, near / whole)
    }
}

/// Its keys.
pub static PRESSURE: Section = Section::new(
    "pressure",
    "Points pressure: members whose balance nears the reward come more often and leave less.",
    &[
        Key::value("within", SHARE)
            .needed()
            .means("last part of the way to the minimum in which it is felt"),
        Key::value("visits", CHANGE)
            .or("\"0%\"")
            .means("change of visits there, where customers buy by visits"),
        Key::value("churn", CHANGE)
            .or("\"0%\"")
            .means("change of the log-survival of the named reasons there"),
    ],
);

/// Reads it; none where it is absent.
pub fn read(fields: &Fields<'_>, redeem: &Fields<'_>) -> Option<Pressure> {
    let table = fields.table("pressure")?;
    if table.has("visits") {
        shared::needs_visits(&table, "visits");
    }
    if !redeem.has("minimum") {
        let message = "`pressure` needs `redeem.minimum`: without it there is no reward to near";
        let help = "add `minimum` to `redeem`, or leave `pressure` out";
        fields.error("pressure", "E025", message, help);
    }
    let pressure = Pressure {
        within: table.need_number("within"),
        visits: table.number_or_default("visits"),
        churn: table.number_or_default("churn"),
    };
    if table.has("visits") {
        // A pace of nothing would never arrive.
        table.reading.keep_above(pressure.visits, -1.0);
    }
    Some(pressure)
}
