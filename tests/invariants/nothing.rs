//! Does what does nothing change nothing?

use super::IDENTITY;
use crate::business::{
    CHANNELS, CHURN, FRAME, QUALITY, REASONS, SEGMENTS, ground, in_money, reasons, strategy,
};
use crate::runs::{expected, near};
use tenure::programme::KINDS;

/// Keys of each kind with which it has no effect on customers, and costs. Offers are gifts: a discount
/// also lowers costs that are a share of the money billed.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    (
        "complaint-recovery",
        "offers = [{ name = \"gift\", share = \"50%\", gift_cost = 4 }, { name = \"money back\", share = \"50%\", refund = 10 }]\n\
         false_claims = \"10%\"\ncost = { per_contact = 1, training_per_year = 120 }",
    ),
    (
        "proactive-offer",
        "contact = \"1 per quarter\"\noffers = [{ name = \"gift\", share = \"100%\", gift_cost = 2, lasts = \"2 months\" }]\n\
         cost = { per_contact = 0.5 }",
    ),
    (
        "quality",
        "bad_event_change = \"0%\"\nspeed = \"0.2 per month\"\ncost = { fixed_per_month = 100 }",
    ),
    (
        "staff-training",
        "accept_change = \"0%\"\nresolve_change = \"0%\"\ncost = { set_up = 100, per_event = 50 }",
    ),
    (
        "survey",
        "ask = { share = \"30%\", every = \"3 months\" }\nlistens = { bad_event_change = \"0%\" }\n\
         being_asked = { churn = \"0%\", lasts = \"3 months\" }\ncost = { per_contact = 0.4, fixes_per_month = 300 }",
    ),
    (
        "appreciation-day",
        "when = \"06-15\"\ncomes = \"25%\"\ngift = { costs_us = 3 }\neffect = { churn = \"0%\" }\ncost = { per_event = 900 }",
    ),
    (
        "birthday",
        "known_birthdays = { standard = \"40%\" }\ngift = { costs_us = 4 }\nredeem = \"30%\"\neffect = { churn = \"0%\" }\n\
         cost = { per_contact = 0.6 }",
    ),
    (
        "effect",
        "effect = { churn = \"0%\" }\ncost = { set_up = 500, fixed_per_month = 30, per_member = 0.1 }",
    ),
    (
        "newsletter",
        "subscribers = \"35%\"\nsends = \"2 per month\"\nunsubscribe = \"0.4% per send\"\neffect = { churn = \"0%\" }\n\
         cost = { per_contact = 0.05 }",
    ),
    (
        "payment-recovery",
        "acts_on = [\"payment\"]\nrecover = \"0%\"\ncost = { set_up = 500, per_contact = 0.4 }",
    ),
    (
        "points",
        "membership = { enrol = \"50%\", ramp = \"4 months\" }\nearn = \"1 point per 1 EUR\"\n\
         redeem = { point_value = 0.02 }\neffect = { churn = \"0%\" }\ncost = { per_member_month = 0.1 }",
    ),
    (
        "punch-card",
        "buy = 9\nreward = { costs_us = 4 }\nlost_cards = \"2% per month\"\neffect = { churn = \"0%\" }\ncost = { per_card = 0.2 }",
    ),
    (
        "referral",
        "advocates = \"6%\"\ninvites = \"0.4 per month\"\nconvert = \"22%\"\nwould_have_come = \"100%\"\n\
         reward = { advocate = { costs_us = 40 } }",
    ),
    (
        "save-desk",
        "acts_on = [\"price\"]\nreach = \"60%\"\naccept = \"25%\"\nwould_have_stayed = \"100%\"\n\
         cost = { per_contact = 6 }\noffers = [{ name = \"gift\", share = \"100%\", gift_cost = 7, lasts = \"3 months\" }]",
    ),
    (
        "tenure-reward",
        "after = \"6 months\"\nreward = { costs_us = 9 }\neffect = { churn = \"0%\", lasts = \"3 months\" }",
    ),
    (
        "win-back",
        "window = \"6 months\"\nextra_return = \"0%\"\nreturn_without_offer = { \"6 months\" = \"9%\" }\n\
         offers = [{ name = \"gift\", share = \"100%\", gift_cost = 3, lasts = \"2 months\" }]\ncost = { per_contact = 1.5 }",
    ),
];

/// Identity 12 and G18: a programme without effect costs exactly what it costs. With
/// `would_have_stayed` of 100 % nobody fewer leaves.
#[test]
fn programmes_without_effect_cost_exactly_their_cost() {
    let kinds: Vec<&str> = WITHOUT_EFFECT.iter().map(|(kind, _)| *kind).collect();
    assert!(KINDS.iter().all(|kind| kinds.contains(&kind.name)), "a kind has no row here");
    for (kind, keys) in WITHOUT_EFFECT.iter().copied() {
        let text = [
            in_money(
                &[
                    FRAME,
                    &SEGMENTS.concat(),
                    CHURN,
                    &reasons(&REASONS),
                    QUALITY,
                    &CHANNELS[..2].concat(),
                ]
                .concat(),
                1.0,
            ),
            format!("[[programmes]]\nid = \"idle\"\nkind = \"{kind}\"\n{keys}\n"),
            strategy("baseline", &[]),
            strategy("idle", &["idle"]),
        ]
        .concat();
        // Stamps are for visits.
        let text = match kind {
            "punch-card" => {
                // Those of the two segments; a reason is called the same.
                let basket = "\nvisits = \"2.5 per month\"\nbasket = ";
                let shop = text.replacen("\nprice = ", basket, 2);
                format!("{shop}[purchase]\nmodel = \"visits\"\n")
            }
            _ => text,
        };
        let page = expected(&text);
        let cost = page.at("idle/programmes/idle/cost_pv");
        let gain = page.at("idle/metrics/incremental_npv");
        assert!(cost > 0.0, "{kind} costs nothing");
        // 1e-9 per unit of cost, and what the difference of two values of millions can lose.
        let allowed = IDENTITY * cost + 1e-15 * page.at("baseline/metrics/npv").abs() * 10.0;
        assert!((gain + cost).abs() <= allowed, "{kind}: gain {gain}, cost {cost}");
        for name in ["customers_end", "customers_left"] {
            let (with, without) = (
                page.at(&format!("idle/metrics/{name}")),
                page.at(&format!("baseline/metrics/{name}")),
            );
            assert!(near(with, without, IDENTITY), "{kind}, {name}: {with} and {without}");
        }
    }
}

/// Identity 6: without programmes a strategy is the baseline bit for bit; so is a programme of reach
/// 0 that costs nothing.
#[test]
fn without_programmes_a_strategy_is_the_baseline() {
    let plain = expected(&in_money(&[ground(), strategy("baseline", &[])].concat(), 1.0));
    let idle = [
        "[[programmes]]\nid = \"care\"\nkind = \"effect\"\nreach = \"0%\"\neffect = { churn = \"-20%\" }\n",
        "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nreach = \"0%\"\naccept = \"50%\"\n",
    ];
    let with = [
        ground(),
        idle.concat(),
        strategy("baseline", &[]),
        strategy("empty", &[]),
        strategy("idle", &["care", "desk"]),
    ];
    let with = expected(&in_money(&with.concat(), 1.0));
    for series in ["closing", "left", "revenue", "cash_flow", "discounted_cash_flow"] {
        let baseline = plain.series(&format!("baseline/series/{series}"));
        for id in ["baseline", "empty", "idle"] {
            assert_eq!(baseline, with.series(&format!("{id}/series/{series}")), "{id} {series}");
        }
    }
    for metric in
        ["npv", "npv_runoff", "clv", "clv_runoff", "customer_equity", "opening_base_value"]
    {
        let baseline = plain.at(&format!("baseline/metrics/{metric}"));
        for id in ["baseline", "empty", "idle"] {
            assert_eq!(
                baseline.to_bits(),
                with.at(&format!("{id}/metrics/{metric}")).to_bits(),
                "{id} {metric}"
            );
        }
    }
}
