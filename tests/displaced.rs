//! Gifts that take the place of a sale (`docs/model.md`, section 6, "Gifts"), by hand.

use tenure::findings::find;
use tenure::findings::messages::ASSUMED_NO_SALE;
use tenure::scenario::read_text;

use crate::runs::{Page, expected, near, scenario};

const EXACT: f64 = 1e-11;

/// 1,200 customers who come four times a month and 600 who come once; nobody leaves.
fn shop(programme: &str) -> String {
    let segment = |id: &str, customers: usize, visits: usize, vat: &str| {
        format!(
            "[[segments]]\nid = \"{id}\"\nopening_customers = {customers}\nvisits = \"{visits} per month\"\n\
             basket_incl_vat = 10\nvat = {vat}\ncost_of_sales = \"40%\"\nchurn = \"0% per month\"\n"
        )
    };
    // The second segment's VAT rises from 0 to 25 % in the second month.
    let vat = "{ schedule = { \"2026-01-01\" = \"0%\", \"2026-02-01\" = \"25%\" } }";
    format!(
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"3 months\"\ndiscount_rate = \"0% per month\"\ncash_timing = \"start\"\nterminal_value = \"none\"\n\
         [purchase]\nmodel = \"visits\"\n{}{}\
         [[programmes]]\nid = \"p\"\n{programme}\n\
         [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"with\"\nprogrammes = [\"p\"]\n",
        segment("a", 1200, 4, "\"10%\""),
        segment("b", 600, 1, vat),
    )
}

#[track_caller]
fn series(page: &Page, path: &str, by_hand: [f64; 3]) {
    for (t, (found, by_hand)) in page.series(path).iter().zip(by_hand).enumerate() {
        assert!(near(*found, by_hand, EXACT), "{path}, {t}: {found}, by hand {by_hand}");
    }
}

const REWARDS: &str = "with/ledger/retention.p.reward";

/// 5 % of 1,200 and of 600 have a birthday, three in ten take a gift: 15 and 3 gifts (half and a fifth known, a
/// twelfth a month). Sold at 6.60: 6 without VAT in a, and 6.60 or 5.28 in b. A quarter displace a sale.
#[test]
fn a_birthday_gift_costs_the_sale_that_it_displaces() {
    let gift = "kind = \"birthday\"\nknown_birthdays = { a = \"50%\", b = \"20%\" }\nredeem = \"30%\"\n\
                gift = { sells_for_incl_vat = 6.60, costs_us = 2, displaced = \"25%\" }\nextra_visit_share = \"40%\"\n";
    let page = expected(&shop(gift));
    let (a, dear, cheap) = (2.0 + 0.25 * 4.0, 2.0 + 0.25 * 4.6, 2.0 + 0.25 * 3.28);
    let months = [15.0 * a + 3.0 * dear, 15.0 * a + 3.0 * cheap, 15.0 * a + 3.0 * cheap];
    series(&page, REWARDS, months);
    // Visits are as without: a gift that displaces a sale leaves the visit.
    let plain = expected(&shop(&gift.replace(", displaced = \"25%\"", "")));
    assert_eq!(page.series("with/series/revenue"), plain.series("with/series/revenue"));
    series(&plain, REWARDS, [36.0; 3]);
    let dead = 0.6 * months.iter().sum::<f64>();
    assert!(near(page.at("with/programmes/p/dead_weight"), dead, EXACT));
}

/// A sale that brings less than the gift costs is no loss: the difference is not below 0.
#[test]
fn a_sale_below_cost_is_not_missed() {
    let day = "kind = \"appreciation-day\"\nwhen = \"02-14\"\ncomes = \"10%\"\n\
               gift = { costs_us = 3, sells_for = 2, displaced = \"80%\" }\n";
    series(&expected(&shop(day)), REWARDS, [0.0, 180.0 * 3.0, 0.0]);
    let dear = day.replace("sells_for = 2", "sells_for = 5");
    series(&expected(&shop(&dear)), REWARDS, [0.0, 180.0 * (3.0 + 0.8 * 2.0), 0.0]);
}

/// All are two months old in the third month; the second segment's VAT is then 25 %.
#[test]
fn a_reward_for_tenure_may_displace_a_sale() {
    let reward = "kind = \"tenure-reward\"\nafter = \"2 months\"\nredeem = \"50%\"\nwould_have_stayed = \"90%\"\n\
                  reward = { costs_us = 1, sells_for_incl_vat = 5.5, displaced = \"40%\" }\n[opening_base]\ntenure = \"new\"\n";
    let page = expected(&shop(reward));
    let third = 600.0 * (1.0 + 0.4 * 4.0) + 300.0 * (1.0 + 0.4 * 3.4);
    series(&page, REWARDS, [0.0, 0.0, third]);
    assert!(near(page.at("with/programmes/p/dead_weight"), 0.9 * third, EXACT));
}

/// Of a punch card everything but money stays as it is, and cost is linear in the share displaced.
#[test]
fn a_free_piece_costs_more_and_changes_nothing_else() {
    let card = |displaced: &str| {
        let reward = format!("{{ costs_us = 2, sells_for_incl_vat = 11{displaced} }}");
        let text = format!(
            "kind = \"punch-card\"\nbuy = 5\nfree = 2\nreward = {reward}\ngoal_gradient = \"30%\"\n\
                            accounting = \"ifrs-15\"\nhead_start = 1\n"
        );
        expected(&shop(&text))
    };
    let (none, some) = (card(""), card(", displaced = \"35%\""));
    for path in ["with/series/revenue", "with/accounting/points/0/deferred"] {
        assert_eq!(none.series(path), some.series(path), "{path}");
    }
    let takers = |page: &Page| page.at("with/programmes/p/takers");
    assert_eq!(takers(&none), takers(&some));
    // Two pieces a card at 2, of which the sale brings 10 − 2 in a and, but for the first month, 8.80 − 2 in b.
    assert!(near(none.at("with/programmes/p/cost_pv"), 4.0 * takers(&none), EXACT));
    let cost = |page: &Page| page.series(REWARDS);
    // Only one of the segments at a time, so that each full card has one price.
    let only = |segment: &str, displaced: &str| {
        let text = format!(
            "kind = \"punch-card\"\nbuy = 5\nfree = 2\napplies_to = {{ segments = [\"{segment}\"] }}\n\
                            reward = {{ costs_us = 2, sells_for_incl_vat = 11{displaced} }}\n"
        );
        cost(&expected(&shop(&text)))
    };
    for (segment, forgone) in [("a", [8.0, 8.0, 8.0]), ("b", [9.0, 6.8, 6.8])] {
        let (none, some) = (only(segment, ""), only(segment, ", displaced = \"35%\""));
        for (t, forgone) in forgone.into_iter().enumerate() {
            let by_hand = none[t] / 2.0 * (2.0 + 0.35 * forgone);
            assert!(near(some[t], by_hand, EXACT), "{segment}, {t}: {} {by_hand}", some[t]);
        }
    }
}

/// The register says what is assumed where the file does not.
#[test]
fn the_register_names_what_is_assumed() {
    let day = |gift: &str| {
        let text =
            format!("kind = \"appreciation-day\"\nwhen = \"02-14\"\ncomes = \"10%\"\n{gift}\n");
        let found = find(&scenario(&shop(&text))).assumed;
        found.into_iter().map(|one| (one.path, one.what)).collect::<Vec<_>>()
    };
    let silent = ("programmes.p.gift.displaced".to_owned(), ASSUMED_NO_SALE);
    assert_eq!(day("gift = { costs_us = 3 }"), [silent]);
    assert_eq!(day("gift = { costs_us = 3, sells_for = 4, displaced = \"0%\" }"), []);
    assert_eq!(day(""), []);
}

/// The price becomes an assumption of the file where it drives money, and may then have a range.
#[test]
fn the_price_of_what_is_given_is_an_assumption_where_it_counts() {
    let gift = |more: &str| {
        let price = "{ base = 6, low = 5, high = 7 }";
        shop(&format!(
            "kind = \"appreciation-day\"\nwhen = \"02-14\"\ncomes = \"10%\"\ngift = {{ costs_us = 3, sells_for = {price}{more} }}\n"
        ))
    };
    let read = |text: &str| read_text("case.toml", text, &[]).map(|(scenario, ..)| scenario);
    let found = read(&gift(", displaced = \"50%\"")).ok().unwrap();
    assert!(found.assumptions.iter().any(|one| one.path == "programmes.p.gift.sells_for"));
    assert!(read(&gift("")).is_err());
}
