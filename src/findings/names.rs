//! Names of accounts, as they stand in `findings.json` and in the ledger of the report.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::messages::{OF, OF_THE_EVENT, UNDER};
use super::model::{Sentence, Slot};
use crate::plan::{Account, CostPart};
use crate::scenario::{Assumption, Scenario};

/// The name of an account of the strategy at `place`.
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
                CostPart::SetUp => "set_up",
                CostPart::Fixed => "fixed",
                CostPart::Contact => "contact",
                CostPart::Member => "member",
                CostPart::Reward => "reward",
                CostPart::Discount => "discount",
            };
            format!("retention.{}.{part}", business.programmes[p].id)
        }
        Account::Overhead(o) => format!("overhead.{}", business.overheads[o].id),
        Account::Tax => "tax".to_owned(),
    }
}

/// Keys that have words of their own, as the messages that hold them; the words follow "the" and are singular.
static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let english = include_str!("../../templates/text/en.toml");
    let own = english.split("\n[assumption.key]\n").nth(1).unwrap_or_default().lines();
    let keys = own.map_while(|line| line.split_once(" = "));
    keys.map(|(key, _)| format!("assumption.key.{key}")).collect()
});

/// Sections that say nothing more in front of a key's own words.
const SILENT: &[&str] = &["model", "market", "churn", "purchase", "quality"];

/// The name of an assumption for readers, after "the": `acceptance of Save desk`. The innermost table around it may be
/// `named`.
pub fn assumption_name(scenario: &Scenario, path: &str, named: Option<&str>) -> Slot {
    let (section, rest) = path.split_once('.').unwrap_or(("", path));
    let owned = owner(scenario, section, rest);
    let key = match &owned {
        Some((_, key)) => *key,
        None if SILENT.contains(&section) => rest,
        None => path,
    };
    let plain = listed(key);
    let known = |own: &&String| own.strip_prefix("assumption.key.") == Some(&*plain);
    let known = KEYS.iter().find(known);
    // One of a list is told by its own name where its key has words.
    let line = named.filter(|_| known.is_some() && *plain != *key);
    let words = match known {
        Some(own) => Sentence { key: own, slots: Vec::new() }.into(),
        None => {
            let line = owned.as_ref().filter(|_| section == "programmes");
            Slot::from(spelled(key, named.filter(|own| line.is_some_and(|(name, _)| name != own))))
        }
    };
    match owned {
        // The name of an event may be a sentence.
        Some((name, _)) if section == "events" => OF_THE_EVENT.say([words, name.into()]).into(),
        Some((name, _)) => OF.say([words, line.unwrap_or(name).into()]).into(),
        None => words,
    }
}

/// The name of an assumption; with the strategy that states it where another one states the same.
pub fn name_of(scenario: &Scenario, one: &Assumption) -> Slot {
    let name = assumption_name(scenario, &one.path, one.named.as_deref());
    let others = scenario.assumptions.iter().filter(|other| other.path == one.path);
    let owners = others.filter(|other| other.strategy.is_some()).count();
    match one.strategy.filter(|_| owners > 1) {
        Some(place) => {
            let strategy = scenario.strategies[place].label.name.as_str();
            UNDER.say([name, strategy.into()]).into()
        }
        None => name,
    }
}

/// A key inside one of several tables without which of them: `offers.0.gift_cost` is `offers.gift_cost`.
fn listed(key: &str) -> Cow<'_, str> {
    let lists = ["offers", "partners", "rewards"];
    match key.splitn(3, '.').collect::<Vec<_>>()[..] {
        [list, _, last] if lists.contains(&list) => format!("{list}.{last}").into(),
        _ => key.into(),
    }
}

/// A key in words, with what it stands in after it: `offers.0.gift_cost` is `gift cost (offers 1)`, or with the name of
/// that line of a list.
fn spelled(key: &str, line: Option<&str>) -> String {
    let count = |part: &str| part.parse::<usize>().map(|place| (place + 1).to_string());
    let word = |part: &str| count(part).unwrap_or_else(|_| part.replace('_', " "));
    let Some((around, last)) = key.rsplit_once('.') else {
        return word(key);
    };
    let mut around: Vec<String> = around.split('.').map(word).collect();
    if let (Some(line), 2..) = (line, around.len()) {
        around.splice(..2, [line.to_owned()]);
    }
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
