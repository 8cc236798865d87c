//! Names of accounts, as they stand in `findings.json` and in the ledger of the report.

use crate::plan::{Account, Part};
use crate::scenario::Scenario;

/// The name of an account of the strategy at `place`.
#[must_use]
pub fn account_name(scenario: &Scenario, place: usize, account: Account) -> String {
    let business = &scenario.strategies[place].business;
    let channel = |c: usize| &scenario.channels[c].id;
    match account {
        Account::GrossRevenue => "revenue.gross".to_owned(),
        Account::MembershipFees => "revenue.membership_fees".to_owned(),
        Account::CostOfRevenue => "cost_of_revenue.share".to_owned(),
        Account::CostOfSales => "cost_of_revenue.cost_of_sales".to_owned(),
        Account::PaymentFees => "cost_of_revenue.payment_fees".to_owned(),
        Account::Service => "service".to_owned(),
        Account::Media(c) => format!("acquisition.{}.media", channel(c)),
        Account::Commission(c) => format!("acquisition.{}.commission", channel(c)),
        Account::Onboarding(c) => format!("acquisition.{}.onboarding", channel(c)),
        Account::FirstPeriodDiscount(c) => {
            format!("acquisition.{}.first_period_discount", channel(c))
        }
        Account::AcquisitionTeam(o) => format!("acquisition.team.{}", business.overheads[o].id),
        Account::MarketEntry => "acquisition.market_entry".to_owned(),
        Account::RetentionSpend => "retention.spend".to_owned(),
        Account::RetentionResponse => "retention.response_spend".to_owned(),
        Account::Programme(p, part) => {
            let part = match part {
                Part::SetUp => "set_up",
                Part::Fixed => "fixed",
                Part::Contact => "contact",
                Part::Member => "member",
                Part::Reward => "reward",
                Part::Discount => "discount",
            };
            format!("retention.{}.{part}", business.programmes[p].id)
        }
        Account::Overhead(o) => format!("overhead.{}", business.overheads[o].id),
        Account::Tax => "tax".to_owned(),
    }
}
