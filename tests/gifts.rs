//! Birthdays, appreciation days and newsletters: closed forms, nothing for nothing, direction.

use crate::runs::{Page, expected, expected_with, near};

/// Plain arithmetic in doubles.
const EXACT: f64 = 1e-11;

fn shop(months: usize, churn: &str, programme: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"0% per month\"\ncash_timing = \"start\"\n\
         [purchase]\nmodel = \"visits\"\n\
         [[segments]]\nid = \"a\"\nopening_customers = 1200\nvisits = \"4 per month\"\nbasket = 10\ncost_of_sales = \"40%\"\n\
         churn = \"{churn}\"\n\
         [[segments]]\nid = \"b\"\nopening_customers = 600\nvisits = \"1 per month\"\nbasket = 20\ncost_of_sales = \"40%\"\n\
         churn = \"{churn}\"\n\
         [[programmes]]\nid = \"p\"\n{programme}\n\
         [[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"with\"\nprogrammes = [\"p\"]\n"
    )
}

#[track_caller]
fn exactly(what: &str, found: f64, by_hand: f64) {
    assert!(near(found, by_hand, EXACT), "{what}: {found}, by hand {by_hand}");
}

fn gain(page: &Page) -> f64 {
    page.at("with/metrics/incremental_npv")
}

fn cost(page: &Page) -> f64 {
    page.at("with/programmes/p/cost_pv")
}

const BIRTHDAY: &str = "kind = \"birthday\"\nknown_birthdays = { a = \"50%\", b = \"20%\" }\ngift = { sells_for_incl_vat = 6, costs_us = 2 }\n\
    redeem = \"30%\"\nextra_visit_share = \"40%\"\ncost = { per_contact = 0.5, fixed_per_month = 7 }\n";

/// A month has a twelfth of the known birthdays: 50 and 10 letters, 15 and 3 gifts, of which 6 and 1.2
/// are visits at margins of 6 and 12.
#[test]
fn a_twelfth_of_the_known_birthdays_falls_in_a_month() {
    let page = expected(&shop(3, "0% per month", BIRTHDAY));
    let month = |account: &str| page.series(&format!("with/ledger/retention.p.{account}"))[1];
    exactly("letters", month("contact"), 0.5 * 60.0);
    exactly("gifts", month("reward"), 2.0 * 18.0);
    exactly("fixed", month("fixed"), 7.0);
    exactly("gain", gain(&page), 3.0 * (6.0 * 6.0 + 1.2 * 12.0 - 30.0 - 36.0 - 7.0));
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 3.0 * 36.0 * 0.6);
    let series = page.series("with/ledger/revenue.gross");
    exactly("revenue", series[0], 1206.0 * 40.0 - 6.0 * 30.0 + 601.2 * 20.0);
}

/// Only those whose birthday is known leave less, and only while the effect lasts: 1 + known × lasts/12 × effect.
#[test]
fn being_remembered_lasts() {
    for (lasts, share) in
        [("", 1.0), (", lasts = \"3 months\"", 0.25), (", lasts = \"2 years\"", 1.0)]
    {
        let effect =
            format!("{BIRTHDAY}effect = {{ churn = \"-10%\", selection = \"50%\"{lasts} }}\n");
        let page = expected(&shop(1, "8% per month", &effect));
        let factor = |known: f64| 1.0 - 0.05 * known * share;
        let kept = |known: f64| libm::pow(0.92, factor(known));
        let by_hand = 1200.0 * kept(0.5) + 600.0 * kept(0.2);
        exactly("customers", page.at("with/metrics/customers_end"), by_hand);
    }
}

const DAY: &str = "kind = \"appreciation-day\"\nwhen = \"02-14\"\ncomes = \"25%\"\ngift = { costs_us = 3 }\n\
    cost = { per_event = 500 }\n";

/// One day in fourteen months, twice in 14 + 12: its cost falls in its months and its effect lasts two.
#[test]
fn the_day_comes_once_a_year() {
    let page = expected(&shop(14, "0% per month", DAY));
    let fixed = page.series("with/ledger/retention.p.fixed");
    let gifts = page.series("with/ledger/retention.p.reward");
    for t in 0..14 {
        let held = if t == 1 || t == 13 { 1.0 } else { 0.0 };
        exactly("event", fixed[t], 500.0 * held);
        exactly("gifts", gifts[t], 3.0 * 450.0 * held);
    }
    exactly("gain", gain(&page), -2.0 * (500.0 + 1350.0));
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 2.0 * 1350.0);
    let more = format!(
        "{DAY}extra_visit_share = \"20%\"\neffect = {{ churn = \"-12%\", lasts = \"2 months\" }}\n"
    );
    let page = expected(&shop(4, "8% per month", &more));
    let exponents = [0.0, 1.0, 1.0, 0.0];
    let kept: f64 = exponents.map(|felt| libm::pow(0.92, 1.0 - 0.03 * felt)).iter().product();
    exactly("customers", page.at("with/metrics/customers_end"), 1800.0 * kept);
    // A twentieth more of a visit each in February, at margins of 6 and 12.
    let page = expected(&shop(2, "0% per month", &more));
    let visits = 6.0 * 0.05 * 1200.0 + 12.0 * 0.05 * 600.0;
    exactly("extra visits", gain(&page), visits - 1350.0 - 500.0);
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), 0.8 * 1350.0);
}

/// If it goes on, the day's gifts are paid once in a year of the run-off: spread over its periods. So is the day
/// itself, by each customer what one of the last period's bore.
#[test]
fn after_the_horizon_every_month_has_a_twelfth_of_the_day() {
    let text = shop(2, "10% per month", DAY);
    let page = expected(&text);
    let later = 1800.0 * 0.81 * 10.0;
    let day = 500.0 / 12.0 / 1620.0 * later;
    let by_hand = gain(&page) - 0.25 * 3.0 / 12.0 * later - day;
    let value = |id: &str, of: &str| page.at(&format!("{id}/metrics/{of}"));
    exactly("run-off", value("with", "npv_go_on") - value("none", "npv_go_on"), by_hand);
    exactly("stopped", value("with", "npv_stop") - value("none", "npv_stop"), gain(&page));
}

const NEWS: &str = "kind = \"newsletter\"\nsubscribers = { a = \"40%\", b = \"10%\" }\nsends = \"2 per month\"\n\
    cost = { per_contact = 0.05, fixed_per_month = 20 }\n";

/// Subscribers × 0.99² each month, and a tenth of the others sign up.
#[test]
fn subscribers_unsubscribe_and_sign_up() {
    let more = format!("{NEWS}unsubscribe = \"1% per send\"\nsign_ups = \"10% per month\"\n");
    let page = expected(&shop(3, "0% per month", &more));
    let contacts = page.series("with/ledger/retention.p.contact");
    let (mut a, mut b): (f64, f64) = (0.4, 0.1);
    for found in contacts {
        exactly("contacts", found, 0.05 * 2.0 * (1200.0 * a + 600.0 * b));
        (a, b) = (a * 0.9801 + 0.1 * (1.0 - a), b * 0.9801 + 0.1 * (1.0 - b));
    }
    exactly("no effect", gain(&page), -cost(&page));
}

/// What is remembered builds up as 1 − (1−decay)^n and fades after the last issue; each sending tires.
#[test]
fn a_newsletter_is_remembered_forgotten_and_tired_of() {
    let more = format!(
        "{NEWS}stops = 2026-03-01\ndecay = \"50% per month\"\nfatigue = \"10% per send\"\nextra_visits = {{ a = \"5%\" }}\n"
    );
    let page = expected(&shop(4, "0% per month", &more));
    let revenue = page.series("with/ledger/revenue.gross");
    let strength = [0.5, 0.75 * 0.81, 0.375 * 0.81 * 0.81, 0.1875 * 0.81 * 0.81];
    for (found, strength) in revenue.iter().zip(strength) {
        let by_hand = 48_000.0 * (1.0 + 0.4 * 0.05 * strength) + 12_000.0;
        exactly("revenue", *found, by_hand);
    }
    assert_eq!(page.series("with/ledger/retention.p.contact")[2..], [0.0, 0.0]);
}

/// Without an effect each costs what it costs, and a stronger effect is worth more.
#[test]
fn nothing_for_nothing_and_more_for_more() {
    for (programme, key, values) in [
        (BIRTHDAY, "extra_visit_share", ["\"0%\"", "\"30%\"", "\"90%\""]),
        (DAY, "extra_visit_share", ["\"0%\"", "\"30%\"", "\"90%\""]),
        (NEWS, "extra_visits", ["\"0%\"", "\"2%\"", "\"4%\""]),
    ] {
        let text = shop(12, "4% per month", programme);
        let path = format!("programmes.p.{key}");
        let [none, some, more] = values.map(|value| expected_with(&text, &[(&path, value)]));
        assert!(
            near(gain(&none), -cost(&none), 1e-9),
            "{programme}: {} {}",
            gain(&none),
            cost(&none)
        );
        assert!(gain(&none) < gain(&some) && gain(&some) < gain(&more), "{programme}");
    }
}

/// Gifts without visits: the same programmes keep subscribers of a service, without extra visits.
#[test]
fn gifts_work_in_a_subscription() {
    let text = shop(
        6,
        "5% per month",
        "kind = \"birthday\"\nknown_birthdays = \"60%\"\ngift = { costs_us = 2 }\n",
    )
    .replace("[purchase]\nmodel = \"visits\"\n", "")
    .replace("visits = \"4 per month\"\nbasket = 10", "price = 40")
    .replace("visits = \"1 per month\"\nbasket = 20", "price = 20");
    let page = expected(&text);
    let active: f64 = (0..6).map(|t| 1800.0 * libm::pow(0.95, f64::from(t))).sum();
    exactly("cost", cost(&page), 0.6 / 12.0 * 2.0 * active);
    exactly("gain", gain(&page), -cost(&page));
    exactly("dead weight", page.at("with/programmes/p/dead_weight"), cost(&page));
}
