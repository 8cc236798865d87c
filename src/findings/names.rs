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
        Account::NewProduct(e) => format!("revenue.{}.product", business.events[e].label.id),
        Account::NewProductCost(e) => {
            format!("cost_of_revenue.{}.product", business.events[e].label.id)
        }
        Account::PointsSold(p) => format!("revenue.{}.points_sold", business.programmes[p].id),
        Account::Refunds(p) => format!("revenue.{}.refund", business.programmes[p].id),
        Account::CostOfRevenue => "cost_of_revenue.share".to_owned(),
        Account::CostOfSales => "cost_of_revenue.cost_of_sales".to_owned(),
        Account::VariableLabour => "cost_of_revenue.variable_labour".to_owned(),
        Account::PaymentFees => "cost_of_revenue.payment_fees".to_owned(),
        Account::Service => "service".to_owned(),
        Account::Media(c) => format!("acquisition.{}.media", channel(c)),
        Account::Commission(c) => format!("acquisition.{}.commission", channel(c)),
        Account::ChannelFixed(c) => format!("acquisition.{}.fixed", channel(c)),
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

/// Words for the keys that often carry a range; they follow "the" and are singular.
const KEYS: &[(&str, &str)] = &[
    ("accept", "acceptance"),
    ("abuse", "share of false claims to a reward"),
    ("advocates", "share of customers who recommend"),
    ("after_save.churn_multiplier", "churn multiplier after a save"),
    ("alpha", "churn parameter α"),
    ("answer", "share who answer"),
    ("bad_event", "rate of bad events"),
    ("bad_visit", "share of bad visits"),
    ("being_asked.churn", "effect of being asked on churn"),
    ("beta", "churn parameter β"),
    ("basket", "basket"),
    ("basket_incl_vat", "basket with VAT"),
    ("breakage", "breakage"),
    ("churn_multiplier", "churn multiplier"),
    ("cost.per_member", "cost per member"),
    ("cost_of_revenue", "cost of revenue"),
    ("cost_per_customer", "cost per new customer"),
    ("comes", "share who come"),
    ("convert", "share of invited friends who join"),
    ("customers", "number of new customers"),
    ("discount_rate", "discount rate"),
    ("effect.churn", "effect on churn"),
    ("effect.visits", "effect on visits"),
    ("entry_cost", "cost of entry"),
    ("extra_return", "extra return rate"),
    ("fixed_per_month", "pay of the people per month"),
    ("fixed_per_period", "pay of the people per period"),
    ("fixed_per_quarter", "pay of the people per quarter"),
    ("fixed_per_year", "pay of the people per year"),
    ("extra_visit_share", "share of visits that would not have happened"),
    ("false_claims", "share of false claims"),
    ("fatigue", "fatigue"),
    ("follow_up_call.stays_change", "effect of a follow-up call on staying"),
    ("goal_gradient", "goal gradient"),
    ("growth", "growth"),
    ("invites", "number of invitations"),
    ("listens.bad_event_change", "effect of fixes on bad events"),
    ("listens.bad_visit_change", "effect of fixes on bad visits"),
    ("membership.enrol", "enrolment"),
    ("price", "price"),
    ("rate", "churn rate"),
    ("reach", "reach"),
    ("reachable_customers", "number of reachable customers"),
    ("recover", "recovery rate"),
    ("response.ceiling", "largest number of customers that spend can bring"),
    ("response.customers", "number of customers that today's spend brings"),
    ("retention_spend", "retention spend"),
    ("second_life_churn_multiplier", "churn multiplier after the return"),
    ("service_cost", "service cost"),
    ("spend", "spend"),
    ("visits", "number of visits"),
    ("word_of_mouth.per_customer", "word of mouth per customer"),
    ("ask_for_complaints.tells_us", "share of the dissatisfied who tell us"),
    ("resolve.quickly", "share resolved quickly"),
    ("resolve.share", "share of complaints resolved"),
    ("tells_us", "share of the dissatisfied who tell us"),
    ("would_have_come", "share who would have come anyway"),
    ("would_have_stayed", "share that would have stayed anyway"),
];

/// Sections that say nothing more in front of a key's own words.
const SILENT: &[&str] = &["model", "market", "churn", "purchase", "quality"];

/// The name of an assumption for readers, after "the": `acceptance of Save desk`.
#[must_use]
pub fn assumption_name(scenario: &Scenario, path: &str) -> String {
    let (section, rest) = path.split_once('.').unwrap_or(("", path));
    let owned = owner(scenario, section, rest);
    let key = match &owned {
        Some((_, key)) => *key,
        None if SILENT.contains(&section) => rest,
        None => path,
    };
    let words = KEYS
        .iter()
        .find(|(known, _)| *known == key)
        .map_or_else(|| spelled(key), |(_, words)| (*words).to_owned());
    match owned {
        // The name of an event may be a sentence.
        Some((name, _)) if section == "events" => format!("{words} of the event {name}"),
        Some((name, _)) => format!("{words} of {name}"),
        None => words,
    }
}

/// A key in words, with what it stands in after it: `offers.0.gift_cost` is `gift cost (offers 1)`.
fn spelled(key: &str) -> String {
    let count = |part: &str| part.parse::<usize>().map(|place| (place + 1).to_string());
    let word = |part: &str| count(part).unwrap_or_else(|_| part.replace('_', " "));
    let Some((around, last)) = key.rsplit_once('.') else {
        return word(key);
    };
    let around: Vec<String> = around.split('.').map(word).collect();
    format!("{} ({})", word(last), around.join(" "))
}

/// A new market of a path, and the key inside it.
fn market<'a>(scenario: &'a Scenario, rest: &'a str) -> Option<(&'a str, &'a str)> {
    let (place, key) = rest.strip_prefix("new_markets.")?.split_once('.')?;
    let place: usize = place.parse().ok()?;
    let all = scenario.strategies.iter().filter_map(|own| own.business.market.as_ref());
    let market = all.into_iter().find_map(|market| market.new_markets.get(place))?;
    Some((market.name.as_str(), key))
}

/// The name of what a path belongs to, and the key inside it.
fn owner<'a>(scenario: &'a Scenario, section: &str, rest: &'a str) -> Option<(&'a str, &'a str)> {
    let (id, key) = rest.split_once('.')?;
    let labelled = |labels: &'a [crate::scenario::Label]| {
        labels.iter().find(|label| label.id == id).map(|label| label.name.as_str())
    };
    let name = match section {
        "segments" => labelled(&scenario.segments),
        "channels" => labelled(&scenario.channels),
        "programmes" => {
            let all = scenario.strategies.iter().flat_map(|own| &own.business.programmes);
            all.into_iter().find(|one| one.id == id).map(|one| one.name.as_str())
        }
        "market" => return market(scenario, rest),
        "events" => {
            let all = scenario.strategies.iter().flat_map(|own| &own.business.events);
            all.into_iter().find(|one| one.label.id == id).map(|one| one.label.name.as_str())
        }
        _ => None,
    };
    Some((name?, key))
}
