//! Bad events, and the chain from a bad event to staying.

use crate::units::{Quantity, Values};

/// `[quality]`: bad events and whether customers stay after them.
#[derive(Clone, Debug)]
pub struct Quality {
    /// Place of the reason `service`.
    pub reason: usize,
    /// Bad events per customer and model period; per visit where `per_visit`.
    pub bad_events: Quantity,
    /// Whether they are counted per visit.
    pub per_visit: bool,
    /// Share who complain, 0 to 1.
    pub tells_us: Quantity,
    /// Share of complaints resolved without any programme, 0 to 1.
    pub resolved: Quantity,
    /// Share of the resolved that are resolved quickly, 0 to 1.
    pub quickly: Quantity,
    /// Chance of staying: silent, unresolved, resolved, resolved quickly.
    pub stays: [Quantity; 4],
    /// Whether a follow-up may make a customer more loyal than one without a bad event.
    pub recovery_paradox: bool,
    /// What is told to others; none: nothing.
    pub tells_others: Option<TellsOthers>,
    /// How those who stay buy afterwards; none: as before.
    pub fewer_visits: Option<FewerVisits>,
}

/// `[quality] fewer_visits`: customers who stay after a bad event buy less often for a while.
#[derive(Clone, Copy, Debug)]
pub struct FewerVisits {
    /// Change of their visits; above −1.
    pub change: Quantity,
    /// Periods that it lasts, at least 1.
    pub lasts: usize,
}

/// `[quality] tells_others`.
#[derive(Clone, Copy, Debug)]
pub struct TellsOthers {
    /// People told by a customer whose complaint was resolved.
    pub happy: Quantity,
    /// People told by any other customer after a bad event.
    pub unhappy: Quantity,
    /// Change of a hearer's chance to become a customer, up or down, 0 to 1.
    pub visit_chance_change: Quantity,
}

/// The chain from a bad event to staying, in numbers from 0 to 1.
///
/// Source of its form: TARP studies as quoted by Goodman 1984.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chain {
    /// Share who complain, v.
    pub tells_us: f64,
    /// Share of complaints resolved, r.
    pub resolved: f64,
    /// Share of the resolved that are resolved quickly, k.
    pub quickly: f64,
    /// Chances of staying: silent s0, unresolved s1, resolved s2, resolved quickly s3.
    pub stays: [f64; 4],
}

impl Chain {
    /// Chance of staying after a bad event:
    /// (1−v)s0 + v[(1−r)s1 + r(1−k)s2 + r k s3].
    pub fn stay(&self) -> f64 {
        let Self { tells_us: v, resolved: r, quickly: k, stays: [s0, s1, s2, s3] } = *self;
        (1.0 - v) * s0 + v * ((1.0 - r) * s1 + r * (1.0 - k) * s2 + r * k * s3)
    }

    /// Share of those with a bad event whose complaint is resolved.
    pub fn happy(&self) -> f64 {
        self.tells_us * self.resolved
    }

    /// The chain in which a share of those who complain is called, and each of the `remedies` goes to a share of
    /// those whose complaint is resolved; with each share goes the change of the chance of staying. Changes
    /// multiply, and the chance never exceeds 1 unless care may add loyalty.
    pub fn with_care(
        self,
        (called, change): (f64, f64),
        remedies: &[(f64, f64)],
        may_add: bool,
    ) -> Self {
        let most = if may_add { f64::INFINITY } else { 1.0 };
        // Called or not, after a remedy that changes the chance by so much.
        let after = |stay: f64, remedy: f64| {
            let [plain, called_up] =
                [1.0, 1.0 + change].map(|call| (stay * call * (1.0 + remedy)).min(most));
            plain + called * (called_up - plain)
        };
        let given = |stay: f64| {
            let gain =
                |(share, remedy): &(f64, f64)| share * (after(stay, *remedy) - after(stay, 0.0));
            after(stay, 0.0) + remedies.iter().map(gain).sum::<f64>()
        };
        let [silent, s1, s2, s3] = self.stays;
        Self { stays: [silent, after(s1, 0.0), given(s2), given(s3)], ..self }
    }
}

impl Quality {
    /// The chain without any programme.
    pub fn chain(&self, values: &Values) -> Chain {
        Chain {
            tells_us: self.tells_us.at(values),
            resolved: self.resolved.at(values),
            quickly: self.quickly.at(values),
            stays: self.stays.map(|stay| stay.at(values)),
        }
    }
}
