//! What a plan is built from.

use super::Precision;
use crate::scenario::{Business, Scenario};
use crate::units::Values;

/// One strategy at given values, about to become a plan.
pub(super) struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) business: &'a Business,
    pub(super) against: &'a Business,
    pub(super) values: &'a Values,
    pub(super) precision: Precision,
    pub(super) periods: usize,
    pub(super) discount_rate: f64,
    /// Whether save desks act.
    pub(super) desks: bool,
}

impl<'a> Builder<'a> {
    /// As stated; desks act.
    pub(super) fn new(
        scenario: &'a Scenario,
        place: usize,
        values: &'a Values,
        precision: Precision,
    ) -> Self {
        let business = &scenario.strategies[place].business;
        let against = &scenario.strategies[scenario.against].business;
        let periods = scenario.calendar.periods;
        let discount_rate = business.discount_rate.at(values);
        Self { scenario, business, against, values, precision, periods, discount_rate, desks: true }
    }
}
