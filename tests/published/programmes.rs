//! Programmes in closed form.

use super::{agree, exactly, page, text};
use crate::runs::expected_with;

/// Vendor's worked example: the offer is paid to all takers, the benefit comes from those who would
/// have left.
#[test]
fn g10_value_of_a_save_desk_contact() {
    agree(&["g10-free-agents", "g10"]);
}

/// Closed form: negative effects are carried.
#[test]
fn g12_a_contact_may_raise_churn() {
    agree(&["g12", "g12-offer"]);
}

/// Neslin et al. 2006: profit of each target is linear in the share who would leave, b: 56 b − 11 (1 − b).
#[test]
fn c39_profit_of_a_proactive_campaign() {
    agree(&["c39", "c39-break-even"]);
    let page = page("c39-break-even");
    let (gain, cost) =
        (page.at("offer/metrics/incremental_npv"), page.at("offer/programmes/offer/cost_pv"));
    assert!(gain.abs() < 1e-9 * cost, "{gain} at the break-even share, cost {cost}");
}

/// Neslin et al. 2006: N a {b[g CLV + d(1−g)] − d − c} − A.
#[test]
fn g11_a_campaign_with_contact_costs() {
    agree(&["g11", "g11-35"]);
}

/// G16 and P03: TARP levels. The stay chances .3918, .4543, .4245 and .40372 show as monthly churn
/// 1 − exp(−bad events × (1 − stay)).
#[test]
fn g16_p03_complaint_chain() {
    agree(&["p03", "p03-visits"]);
    let page = page("p03");
    // What the chain gives per bad event, from the log-survival of a month.
    let stay = |id: &str| {
        1.0 + libm::log1p(-page.at(&format!("{id}/metrics/churn_period"))) / (4.6 * 0.022)
    };
    exactly("before", stay("baseline"), 0.3918);
    exactly("after", stay("sorry"), 0.4543);
    exactly("gain", stay("sorry") - stay("baseline"), 0.0625);
    exactly("only more voice", stay("voice"), 0.4245);
    exactly("only better resolution", stay("better"), 0.40372);
}

/// German bank study: 40 of extra value on a reward of 25 is 60 %.
#[test]
fn g13_referral_return_is_net_of_the_whole_reward() {
    agree(&["g13"]);
    let page = page("g13");
    let cost = page.at("friends/programmes/friends/cost_pv");
    exactly("return", page.at("friends/metrics/incremental_npv") / cost, 0.6);
}

/// Panel of 2024: 25, 34 and 45 % back after 3, 6 and 12 months; here those who only take the offer.
#[test]
fn g14_returns_without_an_offer_meet_the_stated_points() {
    agree(&["g14-3-months", "g14-6-months", "g14-12-months"]);
}

/// Identity: incremental NPV = −PV of cost.
#[test]
fn g18_a_programme_without_effect_costs_what_it_costs() {
    agree(&["g18"]);
}

/// Closed form: path, money, run-off, break-even of the acceptance.
#[test]
fn p01_save_desk() {
    agree(&["p01"]);
    // The acceptance at which the desk pays for itself, printed to 1e-6.
    let settings = [("programmes.desk.accept", "\"7.05303378785%\"")];
    let page = expected_with(&text("p01"), &settings);
    let (gain, cost) =
        (page.at("desk/metrics/incremental_npv"), page.at("desk/programmes/desk/cost_pv"));
    assert!(gain.abs() < 1e-6 * cost, "{gain} at the break-even acceptance, cost {cost}");
}

/// Closed form: an offer of three periods may be taken again and restarts the clock.
#[test]
fn p01b_offers_are_never_added_up() {
    agree(&["p01b"]);
    let page = page("p01b");
    let discounts = page.series("desk/ledger/retention.desk.discount");
    let running = [
        0.0,
        7.5,
        14.28375,
        20.402656875,
        19.5049399725,
        18.6467226137,
        17.8262668187,
        17.0419110787,
        16.2920669912,
        15.5752160436,
        14.8899065377,
        14.23475065,
    ];
    for (t, (discount, running)) in discounts.iter().zip(running).enumerate() {
        exactly(&format!("discount of period {t}"), *discount, 12.0 * running);
    }
}

/// Closed form: what exceeds the capacity is unserved.
#[test]
fn p01c_a_full_desk_serves_no_more() {
    agree(&["p01c"]);
}

/// Closed form: observed churn already contains the desk.
#[test]
fn p01d_the_untreated_hazard_is_backed_out() {
    agree(&["p01d"]);
}

/// Closed form: takers still here after n months, (1−h)^(2n) at multiplier 2.
#[test]
fn p01e_saved_customers_leave_sooner() {
    agree(&["p01e", "p01e-desk"]);
}

/// Closed form: return on rewards, and what it would seem if `would_have_come` were ignored.
#[test]
fn p07_referral_programme() {
    agree(&["p07"]);
    let roi = |come: &str| {
        let page = expected_with(&text("p07"), &[("programmes.friends.would_have_come", come)]);
        page.at("referral/metrics/incremental_npv") / page.at("referral/programmes/friends/cost_pv")
    };
    exactly("return", roi("\"30%\""), 1.58970662507);
    exactly("return if everybody is new", roi("\"0%\""), 2.69958089295);
    // The table prints the break-even share to twelve digits.
    assert!(roi("\"72.969911216%\"").abs() < 1e-9, "{}", roi("\"72.969911216%\""));
}

/// Closed form: cash cost, and points opening + earned − redeemed − expired = closing.
#[test]
fn p08_points_cost_what_is_redeemed() {
    agree(&["p08-cash"]);
    let page = page("p08-cash");
    let cost = page.at("points/programmes/points/cost_pv");
    exactly("share of sales", cost / 50_000.0, 0.00825);
    exactly("share of revenue", page.at("points/metrics/reward_cost_share_of_revenue"), 0.00825);
}

/// Closed form: the product rule, and 1 − 0.95^1.19.
#[test]
fn p09_hazard_split_by_reason() {
    agree(&["p09", "p09-two"]);
    let page = page("p09");
    let leavers = [22.3916485964, 26.8699783157, 9.95184382063];
    for (reason, printed) in leavers.into_iter().enumerate() {
        let found = page.at(&format!("care/reasons/{reason}/left"));
        exactly(&format!("leavers of reason {reason}"), found, printed);
    }
}
