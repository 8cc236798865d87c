//! What is spent on takers who would have acted anyway, by hand.

use crate::runs::{Page, expected, near};

const EXACT: f64 = 1e-12;

#[track_caller]
fn exactly(what: &str, found: f64, by_hand: f64) {
    assert!(near(found, by_hand, EXACT), "{what}: {found}, by hand {by_hand}");
}

/// A thousand customers who pay 10 a month.
fn firm(months: usize, churn: &str, programme: &str) -> Page {
    expected(&text(months, churn, programme))
}

fn text(months: usize, churn: &str, programme: &str) -> String {
    format!(
        r#"
schema = 1
[scenario]
id = "firm"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "{months} months"
discount_rate = "0% per month"
cash_timing = "start"
terminal_value = "none"
[[segments]]
id = "all"
price = 10
opening_customers = 1000
[churn]
model = "constant"
rate = "{churn}"
[[programmes]]
id = "p"
{programme}
[[strategies]]
id = "none"
programmes = []
[[strategies]]
id = "with"
programmes = ["p"]
"#
    )
}

/// 50 want to leave, 30 reach the desk, 7.5 take 5 off and a gift of 1: 45 in the month after, of which the fifth
/// who would have stayed takes 9.
#[test]
fn a_desk_gives_to_those_who_would_have_stayed() {
    let desk = "kind = \"save-desk\"\nreach = \"60%\"\naccept = \"25%\"\nwould_have_stayed = \"20%\"\n\
                offers = [{ discount = \"50%\", gift_cost = 1, lasts = \"1 month\" }]\n";
    let page = firm(2, "5% per month", desk);
    exactly("offers", page.at("with/programmes/p/cost_pv"), 45.0);
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 9.0);
}

/// A tenth of a thousand invite, a fifth of the invited come: 20, each rewarded with 5 and two months at half price, 15.
/// 22 rewards are paid; those of the 6 who would have come and the 2 for nobody are wasted: 8 × 15.
#[test]
fn rewards_go_to_friends_who_would_have_come_and_to_nobody() {
    let referral = "kind = \"referral\"\nadvocates = \"10%\"\ninvites = \"1 per month\"\nconvert = \"20%\"\n\
                    would_have_come = \"30%\"\nabuse = \"10%\"\n\
                    reward = { advocate = 5, friend = { discount = \"50%\", lasts = \"2 months\" } }\n";
    let page = firm(2, "0% per month", referral);
    exactly("rewards", page.at("with/programmes/p/cost_pv"), 330.0);
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 120.0);
}

/// 100 leave in the first month, 40 of them are back two months later without an offer and take 5 off and 2: 280.
#[test]
fn who_comes_back_anyway_takes_the_offer() {
    let win_back = "kind = \"win-back\"\nwindow = \"1 month\"\nreturn_without_offer = { \"1 month\" = \"40%\" }\n\
                    extra_return = \"10%\"\noffers = [{ discount = \"50%\", gift_cost = 2, lasts = \"1 month\" }]\n";
    let page = firm(3, "10% per month", win_back);
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 280.0);
    exactly("cost", page.at("with/programmes/p/cost_pv"), 280.0 + 10.0 * 7.0);
}

/// The same where they come four times a month, and half of them carry a card that draws them: stamps at the rates 4,
/// 4/0.875 and 4/0.75 are 4.482928 visits in a card's first month (matrix exponential), so the offer takes 20 off for
/// each four of them.
#[test]
fn who_comes_back_anyway_comes_as_often_as_his_card_draws_him() {
    let win_back = "kind = \"win-back\"\nwindow = \"1 month\"\nreturn_without_offer = { \"1 month\" = \"40%\" }\n\
                    extra_return = \"10%\"\noffers = [{ discount = \"50%\", gift_cost = 2, lasts = \"1 month\" }]\n\
                    [[programmes]]\nid = \"card\"\nkind = \"punch-card\"\nbuy = 3\nenrol = \"50%\"\ngoal_gradient = \"25%\"\n\
                    reward = { costs_us = 3 }\n[purchase]\nmodel = \"visits\"\n";
    let shop = text(3, "10% per month", win_back)
        .replace("price = 10", "basket = 10\nvisits = \"4 per month\"")
        .replace("[\"p\"]", "[\"p\", \"card\"]");
    let page = expected(&shop);
    let more = 1.0 + 0.5 * (4.482927623634856 / 4.0 - 1.0);
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 40.0 * (20.0 * more + 2.0));
    exactly("cost", page.at("with/programmes/p/cost_pv"), 50.0 * (20.0 * more + 2.0));
}
