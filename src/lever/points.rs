//! Points: how they are earned, redeemed and sold.

use super::scope::Scope;
use serde::Deserialize;

/// Members earning and redeeming points.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsLever {
    /// Programme it belongs to.
    pub programme: usize,
    /// Whom it reaches.
    pub scope: Scope,
    /// Share of active customers who are members, per segment and period.
    pub members: Vec<Vec<f64>>,
    /// Points per unit of money billed, net of VAT, per period.
    pub earn: Vec<f64>,
    /// Whether points are earned on money including VAT.
    pub earn_on: EarnOn,
    /// Share of points never redeemed, by period of earning.
    pub breakage: Vec<f64>,
    /// Cash cost of one point redeemed, per period.
    pub cost_per_point: Vec<f64>,
    /// What one point is worth to the customer.
    pub point_value: Vec<f64>,
    /// How points are redeemed, by segment and by periods from the programme's first to earning; the last
    /// entry of each goes on.
    pub redemptions: Vec<Vec<Redemption>>,
    /// Points that a member must have before redeeming; 0 for none.
    pub minimum: f64,
    /// The rewards; empty where `cost_per_point` and `point_value` say it all.
    pub rewards: Vec<RewardLever>,
    /// Points sold to partners per member and period.
    pub sold: Vec<f64>,
    /// Money paid for them per member and period.
    pub sold_for: Vec<f64>,
    /// The part of that money that is for the points, not for the programme's name.
    pub sold_points_for: Vec<f64>,
    /// Periods after which unredeemed points expire; none when they never do.
    pub expiry: Option<usize>,
    /// Cost per member and period.
    pub per_member: Vec<f64>,
    /// Cost per new member.
    pub per_enrolment: Vec<f64>,
    /// Fee that a member pays per period.
    pub fee: Vec<f64>,
    /// Whether revenue is deferred to the points in the accounting view.
    pub deferred: bool,
}

/// When the points of one period of earning are redeemed.
#[derive(Clone, Debug, PartialEq)]
pub struct Redemption {
    /// Share that is not kept from redemption by a minimum that the balance reaches too late, or never.
    pub in_time: f64,
    /// Share whose owners never reach the minimum because earning ends first: it expires then.
    pub cut_off: f64,
    /// Share of the points that will be redeemed which is redeemed j periods after earning; sums to 1.
    pub pattern: Vec<f64>,
}

impl PointsLever {
    /// Whether points are earned or bought in period `t`.
    pub fn runs(&self, t: usize) -> bool {
        self.earn[t] > 0.0 || self.sold[t] > 0.0
    }

    /// First period in which they are.
    fn first(&self) -> usize {
        (0..self.earn.len()).find(|t| self.runs(*t)).unwrap_or(0)
    }

    /// First period from which they no longer are; none where it goes on for ever.
    pub fn ends(&self) -> Option<usize> {
        let last = (0..self.earn.len()).rev().find(|t| self.runs(*t))?;
        (last + 1 < self.earn.len()).then_some(last + 1)
    }

    /// First period from which all points wait alike.
    pub fn waiting_until(&self) -> usize {
        self.first() + self.redemptions.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// How points are redeemed that members of a segment earn in period `since`.
    pub fn redemption(&self, segment: usize, since: usize) -> &Redemption {
        let rows = &self.redemptions[segment];
        &rows[since.saturating_sub(self.first()).min(rows.len() - 1)]
    }
}

/// A reward that points are redeemed for.
#[derive(Clone, Debug, PartialEq)]
pub struct RewardLever {
    /// Share of the points redeemed.
    pub share: f64,
    /// What one point is worth to the member, per period.
    pub value: Vec<f64>,
    /// What one point redeemed costs, per period.
    pub cost: Vec<f64>,
}

/// What points are earned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EarnOn {
    /// Money billed net of VAT.
    #[default]
    Net,
    /// Money billed including VAT.
    Gross,
}
