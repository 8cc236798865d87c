//! What acts on customers and money under one strategy.

use super::{Brand, ChurnCurve, Market, Quality, Segment, StatedSpend};
use crate::programme::Programme;
use crate::units::{CashTiming, Path, Quantity, Values};
use serde::{Deserialize, Serialize};

/// Everything that acts on customers and money under one strategy.
#[derive(Clone, Debug)]
pub struct Business {
    /// Discount rate per model period.
    pub discount_rate: Quantity,
    /// When recurring flows fall.
    pub cash_timing: CashTiming,
    /// When `retention_spend` falls: `cash_timing`, or the end of the period.
    pub retention_timing: CashTiming,
    /// Which payments a lifetime value counts.
    pub clv_convention: ClvConvention,
    /// What is counted after the horizon.
    pub terminal_value: TerminalValue,
    /// Share of the period's cash flow.
    pub corporate_tax: Path,
    /// Prospects; none means an endless pool.
    pub market: Option<Market>,
    /// Segments, in the order of the file.
    pub segments: Vec<Segment>,
    /// Events.
    pub events: Vec<Event>,
    /// Channels, in the order of the file.
    pub channels: Vec<Channel>,
    /// Fixed costs per period by name, the acquisition team among them.
    pub overheads: Vec<Overhead>,
    /// Brand recognition; none: conversion does not move.
    pub brand: Option<Brand>,
    /// Quality of product and service.
    pub quality: Option<Quality>,
    /// Programmes of this strategy, in the order of its list.
    pub programmes: Vec<Programme>,
}

/// Which payments a lifetime value counts (Fader & Hardie 2012, note 024, cases 1 to 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClvConvention {
    /// The payment at joining is counted.
    #[default]
    FirstPaymentCounted,
    /// Valued just after the first payment, which is not counted.
    JustAcquired,
    /// Every payment at the end of its period.
    EndOfPeriod,
}

/// What `npv` counts after the horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TerminalValue {
    /// Nothing.
    #[default]
    None,
    /// The customers at the end, until the last has left; no new ones.
    RunOff,
    /// The last period's cash flow for ever.
    Perpetuity,
}

/// `[[events]]`.
#[derive(Clone, Debug)]
pub struct Event {
    /// Id and name.
    pub label: Label,
    /// First period.
    pub starts: i64,
    /// Number of periods; none: for good.
    pub lasts: Option<usize>,
    /// Chance that it happens, 0 to 1.
    pub probability: Quantity,
    /// Multiplier of the log-survival by reason, in the order of the scenario's reasons.
    pub churn: Vec<Quantity>,
    /// Multiplier of the joiners that channels' spend or stated customers bring.
    pub acquisition: Quantity,
    /// Multiplier of word of mouth.
    pub word_of_mouth: Quantity,
    /// Share of its effect on churn that members of a programme do not feel, 0 to 1.
    pub damped_for_members: Quantity,
    /// Share of its effect on churn that customers of at least a tenure do not feel; tenures ascend from 1.
    pub damped_with_tenure: Vec<(usize, Quantity)>,
    /// Prospects that it adds while it lasts.
    pub reachable_customers: Quantity,
    /// Paid at the start of its first period.
    pub entry_cost: Quantity,
    /// What it sells to active customers; none: nothing new.
    pub sells: Option<NewProduct>,
}

/// A product that customers may buy beside what they have.
#[derive(Clone, Debug)]
pub struct NewProduct {
    /// Share of active customers who buy it, 0 to 1.
    pub take: Quantity,
    /// Money per buyer and model period, net of VAT.
    pub price: Path,
    /// Cost per buyer and model period.
    pub cost: Path,
}

/// `[[channels]]`.
#[derive(Clone, Debug)]
pub struct Channel {
    /// How customers come and what they cost.
    pub inflow: Inflow,
    /// Money for each customer that `inflow` brings, at the start of the period.
    pub cost_per_customer: Path,
    /// Pay of its people per model period, at the cash timing, while it runs.
    pub fixed: Path,
    /// Multiplier of the customers that `inflow` brings by calendar month, January first.
    pub seasonality: [Quantity; 12],
    /// Whether its spend or customers may be moved to find where money goes.
    pub lever: bool,
    /// Joiners per customer billed in the period before.
    pub word_of_mouth: Option<Quantity>,
    /// Cost per joiner on top, at the start of the period.
    pub onboarding_cost: Path,
    /// Share of joiners by segment; none: in proportion to opening customers.
    pub mix: Option<Vec<Quantity>>,
    /// Multiplier of the log-survival of its customers.
    pub churn_multiplier: Quantity,
    /// Reduced price at the beginning.
    pub trial: Option<TrialPeriod>,
    /// First period with joiners and spend.
    pub starts: Option<i64>,
    /// First period without.
    pub stops: Option<i64>,
    /// Whether commissions are capitalised and amortised in the accounting view.
    pub commission_capitalised: bool,
    /// Periods over which a capitalised commission is amortised; none: as many as the horizon has.
    pub commission_amortised_over: Option<usize>,
}

/// How a channel brings customers.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a scenario has few channels")]
pub enum Inflow {
    /// Only word of mouth.
    None,
    /// A stated number per model period.
    Stated {
        /// Customers who join.
        customers: Path,
    },
    /// Spend per model period with a response curve through the file's own stated point.
    Response {
        /// Spend.
        spend: Path,
        /// Spend at period 0 of the file before any strategy's `set`.
        stated_spend: StatedSpend,
        /// Customers per model period at the stated spend.
        customers: Quantity,
        /// Shape of the curve.
        form: ResponseForm,
        /// Share of effective spend carried over from the period before.
        carry_over: Quantity,
    },
}

impl Business {
    /// Lets response curves go through what the file would state at other values of its numbers.
    pub fn restate(&mut self, values: &Values) {
        for channel in &mut self.channels {
            if let Inflow::Response { stated_spend, .. } = &mut channel.inflow {
                stated_spend.restate(values);
            }
        }
        for segment in &mut self.segments {
            if let ChurnCurve::Response(response) = &mut segment.churn {
                response.stated_spend.restate(values);
            }
        }
    }
}

/// Shape of a channel's response to spend.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "each formula says what its parameters are: M the ceiling, b the exponent"
)]
pub enum ResponseForm {
    /// Constant cost per customer.
    Linear,
    /// N = M(1 − e^(−kX)).
    Saturating { ceiling: Quantity },
    /// N = aX^b, 0 < b < 1.
    Power { exponent: Quantity },
    /// N = M X^b / (X^b + h^b), h from the stated point.
    SCurve { ceiling: Quantity, exponent: Quantity },
}

/// Reduced price for new customers.
#[derive(Clone, Debug)]
pub struct TrialPeriod {
    /// Periods.
    pub lasts: usize,
    /// Share of the price paid.
    pub price_share: Quantity,
}

/// A fixed cost per period.
#[derive(Clone, Debug)]
pub struct Overhead {
    /// Key in the file.
    pub id: String,
    /// Money per model period.
    pub amount: Path,
    /// Whether it belongs to fully loaded acquisition cost.
    pub account: OverheadAccount,
    /// Segment that it belongs to, by place; none: common to all.
    pub segment: Option<usize>,
}

/// Where an overhead is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverheadAccount {
    /// The acquisition team.
    AcquisitionTeam,
    /// Everything else.
    Fixed,
}

impl Event {
    /// Share of its effect on churn that is felt at tenure `k`.
    pub fn felt_at(&self, k: usize, values: &crate::units::Values) -> f64 {
        let reached = self.damped_with_tenure.iter().rev().find(|(tenure, _)| k >= *tenure);
        1.0 - reached.map_or(0.0, |(_, damping)| damping.at(values))
    }

    /// Whether the event is in force in period `t`.
    pub fn in_force(&self, t: usize) -> bool {
        let since = t as i64 - self.starts;
        since >= 0 && self.lasts.is_none_or(|lasts| since < lasts as i64)
    }
}

/// An id and a name for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Id in the file.
    pub id: String,
    /// Name for readers; the id when none is given.
    pub name: String,
}
