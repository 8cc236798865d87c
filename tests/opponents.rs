//! Against whom, over which time and how surely: the answer holds where the page says that it does.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tenure::findings::{Comparison, Findings, Verdict, find};
use tenure::scenario::{self, Assumption, Scenario, Tornado};

use crate::runs::headline;

/// A strategy that buys customers and one that is paid more by those who are there; by hand below.
const SHOP: &str = r#"
schema = 1
[scenario]
id = "shop"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "24 months"
discount_rate = "0% per year"
cash_timing = "end"
terminal_value = "runoff"
[[segments]]
id = "all"
opening_customers = 1000
price = 10
[churn]
model = "constant"
rate = "10% per month"
[[channels]]
id = "ads"
customers = 0
cost_per_customer = 50
[[strategies]]
id = "today"
[[strategies]]
id = "find"
[strategies.set]
"channels.ads.customers" = { base = 10, low = 5, high = 30, source = "x" }
[[strategies]]
id = "keep"
[strategies.set]
"segments.all.price" = { base = 10.2, low = 10.1, high = 10.6, source = "x" }
[sources.x]
title = "x"
kind = "internal"
"#;

fn read(text: &str) -> Scenario {
    let Ok((scenario, _, _)) = scenario::read_text("case.toml", text, &[]) else {
        panic!("the scenario is refused")
    };
    scenario
}

fn shipped() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let Ok((mut scenario, _, _)) = scenario::read(path, &[]) else {
            panic!("{} is refused", path.display())
        };
        scenario.uncertainty.draws = 0;
        scenario
    };
    files.iter().map(read).collect()
}

fn near(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} {by_hand}");
}

/// 10 joiners a month, each worth 10 × (1 + 0.9 + …) = 100 until the last has left, who cost 50 each: 24 × 10 × 50.
/// Those who join in month t bring 100 × (1 − 0.9^(24 − t)) of it by the end of the plan.
#[test]
fn the_gain_is_told_by_the_end_of_the_plan_and_after_it() {
    let found = find(&read(SHOP));
    let find = &found.comparisons[0];
    near(find.incremental_npv.expected, 240.0 * 50.0);
    let within: f64 =
        (0..24).map(|t| 10.0 * (100.0 * (1.0 - libm::pow(0.9, f64::from(24 - t))) - 50.0)).sum();
    near(find.incremental_npv_horizon.expected, within);
    near(find.incremental_npv_after, 12_000.0 - within);
    // The flow of the month i after the plan: those left of all who joined.
    let left: f64 = (0..24).map(|t| 10.0 * libm::pow(0.9, f64::from(24 - t))).sum();
    let mut sum = within;
    for (i, reached) in find.cumulative_difference_after.iter().enumerate() {
        sum += 10.0 * left * libm::pow(0.9, i as f64);
        near(*reached, sum);
    }
    // 95 % of what follows has come: 1 − 0.9^n ≥ 0.95 from n = 29 on, and no more than 24 months are followed.
    assert_eq!(find.cumulative_difference_after.len(), 24);
}

/// The first joiner of the month costs 50 and brings 10: 10 × (−40) in the first month, less from then on.
#[test]
fn the_money_is_furthest_out_where_its_sum_is_lowest() {
    let found = find(&read(SHOP));
    let own = &found.comparisons[0];
    let mut sum = 0.0;
    let mut here = 0.0;
    let mut lowest = (0.0, 0);
    for t in 0..24 {
        here += 10.0;
        sum += 10.0 * here - 500.0;
        here *= 0.9;
        if sum < lowest.0 {
            lowest = (sum, t);
        }
    }
    let most = own.most_out.as_ref().unwrap();
    near(most.amount, -lowest.0);
    assert_eq!(most.period, lowest.1);
    let back = own.back_period.unwrap();
    let whole = [&own.cumulative_difference[..], &own.cumulative_difference_after[..]].concat();
    assert!(whole[back] >= 0.0 && whole[back - 1] < 0.0);
}

/// `keep` is paid 0.2 more in each of 10,000 customer months, 2,000 in all and 6,000 at most; `find` brings 1,200 for each
/// joiner of a month, 12,000 in all.
#[test]
fn a_flip_is_where_another_candidate_is_worth_as_much() {
    let wider = SHOP.replace("low = 5,", "low = 1,");
    let found = find(&read(&wider));
    assert_eq!(
        (found.headline.winner.as_str(), found.headline.rival.as_deref()),
        ("find", Some("keep"))
    );
    let [flip] = &found.headline.flips[..] else { panic!("{:?}", found.headline.flips) };
    assert_eq!(
        (flip.to.as_str(), flip.turn.assumption.as_str()),
        ("keep", "channels.ads.customers")
    );
    // 1,200 a joiner and month against 2,000.
    assert!((flip.turn.value.unwrap() - 2_000.0 / 1_200.0).abs() < 1e-6, "{flip:?}");
    assert_eq!((flip.turn.low, flip.turn.high), (Some(1.0), Some(30.0)));
    let against: Vec<_> =
        found.comparisons.iter().map(|c| (c.strategy.as_str(), c.against.as_str())).collect();
    assert_eq!(against, [("find", "today"), ("keep", "today"), ("find", "keep")]);
    near(found.comparisons[2].incremental_npv.expected, 10_000.0);
}

/// By the plan's end every joiner who is left has paid less than 50 back if he costs 90: it turns on what follows.
#[test]
fn an_answer_that_turns_on_what_follows_says_so_first() {
    let dear = SHOP.replace("cost_per_customer = 50", "cost_per_customer = 90");
    let found = find(&read(&dear));
    assert_eq!(found.headline.verdict, Verdict::TurnsOnAfter);
    let text = headline(&found);
    assert!(text.contains("turns on what comes after the plan"), "{text}");
    // The plan's own figure comes first.
    assert!(text.starts_with("“find” comes to \u{2212}"), "{text}");
}

/// Each kind of question is answered in its own way.
#[test]
fn the_answer_begins_as_the_question_asks() {
    let asked = |kind: &str| {
        let text = SHOP.replace("id = \"shop\"", &format!("id = \"shop\"\nasks = \"{kind}\""));
        headline(&find(&read(&text))).replace('\u{a0}', " ")
    };
    assert!(asked("which").starts_with("“find” brings EUR 12.0 k more"), "{}", asked("which"));
    assert!(asked("does-it-pay").starts_with("Yes: “find”"), "{}", asked("does-it-pay"));
    assert!(asked("keep-or-find").starts_with("Finding customers: "), "{}", asked("keep-or-find"));
    let how_much = asked("how-much");
    assert!(
        how_much.starts_with(
            "EUR 12.0 k on finding and EUR 0 on keeping customers, instead of EUR 0 and EUR 0: "
        ),
        "{how_much}"
    );
}

/// The winner of a comparison stays ahead at both ends of every assumption where its page says that none takes it
/// behind: each end is run again as a scenario of its own.
#[test]
fn what_is_said_to_hold_at_the_ends_of_the_ranges_holds_there() {
    for scenario in shipped() {
        let found = find(&scenario);
        for own in found.comparisons.iter().filter(|own| !own.tornado.is_empty()) {
            // The widest are those that could turn it.
            for swing in own.tornado.iter().take(3) {
                for (end, told) in [(swing.low, swing.at_low), (swing.high, swing.at_high)] {
                    let Some(again) =
                        again(&scenario, swing.strategy.as_deref(), &swing.assumption, end)
                    else {
                        continue;
                    };
                    let (gain, size) = gain(&again, own);
                    let near = (gain - told).abs() <= 1e-7 * size;
                    assert!(
                        near,
                        "{}: {} at {end}: {gain}, told {told}",
                        found.scenario.id, swing.assumption
                    );
                }
            }
        }
    }
}

/// The scenario with the base of one assumption moved; none where a strategy's own value is meant.
fn again(scenario: &Scenario, strategy: Option<&str>, path: &str, end: f64) -> Option<Findings> {
    let place =
        scenario.assumptions.iter().position(|one| one.path == path && one.strategy.is_none());
    let mut moved = scenario.clone();
    moved.assumptions[place.filter(|_| strategy.is_none())?].value = end;
    moved.sensitivity.grids.clear();
    moved.sensitivity.break_even.clear();
    moved.sensitivity.tornado = Tornado::Paths(Vec::new());
    Some(find(&moved))
}

/// The gain of a comparison in another run, and the size of what it is the difference of.
fn gain(found: &Findings, own: &Comparison) -> (f64, f64) {
    let npv = |id: &str| {
        let strategy = found.strategies.iter().find(|one| one.id == id).unwrap();
        strategy.metrics.expected("npv").unwrap()
    };
    let (npv, other) = (npv(&own.strategy), npv(&own.against));
    (npv - other, npv.abs().max(other.abs()))
}

/// A shop in which what is assumed, and how far it may be off, is drawn at random.
fn generated() -> impl Strategy<Value = String> {
    let ranged = |least: f64, most: f64| (least..most, 0.05_f64..0.9, 0.05_f64..1.5);
    (ranged(1.0, 30.0), ranged(10.05, 11.0), ranged(20.0, 90.0), 5.0_f64..20.0).prop_map(
        |(joiners, price, cost, service)| {
            let range = |(base, down, up): (f64, f64, f64)| {
                let (low, high) = (base * (1.0 - down), base * (1.0 + up));
                format!("{{ base = {base}, low = {low}, high = {high}, source = \"x\" }}")
            };
            // Around what is paid today, so that a price may lose as well.
            let price = {
                let (base, down, up) = price;
                let (low, high) = (base - down, base + up);
                format!("{{ base = {base}, low = {low}, high = {high}, source = \"x\" }}")
            };
            SHOP.replace("{ base = 10, low = 5, high = 30, source = \"x\" }", &range(joiners))
                .replace("{ base = 10.2, low = 10.1, high = 10.6, source = \"x\" }", &price)
                .replace("cost_per_customer = 50", &format!("cost_per_customer = {}", range(cost)))
                .replace("rate = \"10% per month\"", &format!("rate = {{ base = \"{service}% per month\", low = \"{}% per month\", high = \"{}% per month\" }}", service * 0.5, service * 1.8))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where no flip is told of an end of a range the winner stays ahead there; where one is, the two are worth the
    /// same at its value.
    #[test]
    fn nothing_turns_the_answer_but_what_is_told(text in generated()) {
        let scenario = read(&text);
        let found = find(&scenario);
        let flips = &found.headline.flips;
        let place = |id: &str| found.strategies.iter().position(|one| one.id == id).unwrap();
        let npv = |found: &Findings, at: usize| found.strategies[at].metrics.expected("npv").unwrap();
        let with = |at: usize, value: f64| {
            let mut moved = scenario.clone();
            moved.assumptions[at].value = value;
            moved.sensitivity.tornado = Tornado::Paths(Vec::new());
            find(&moved)
        };
        let winner = place(&found.headline.winner);
        for (at, one) in scenario.assumptions.iter().enumerate() {
            let (Some(low), Some(high)) = (one.low, one.high) else { continue };
            for (end, below) in [(low, true), (high, false)] {
                let told = flips.iter().any(|flip| {
                    flip.turn.assumption == one.path && (flip.turn.value.unwrap() < flip.turn.assumed) == below
                });
                let again = with(at, end);
                let ahead = place(&again.headline.winner) == winner
                    || (0..again.strategies.len()).all(|other| npv(&again, other) <= npv(&again, winner));
                prop_assert!(ahead != told, "{} at {end}: told {told}\n{text}", one.path);
            }
        }
        for flip in flips {
            let moved = |one: &Assumption| one.path == flip.turn.assumption && one.low.is_some();
            let at = scenario.assumptions.iter().position(moved);
            let again = with(at.unwrap(), flip.turn.value.unwrap());
            let (own, other) = (npv(&again, winner), npv(&again, place(&flip.to)));
            prop_assert!((own - other).abs() <= 1e-6 * own.abs().max(other.abs()), "{flip:?}: {own} {other}\n{text}");
        }
    }
}
