//! Money that moves from one lever to another gains what the scenario with that money moved is worth more.

use tenure::findings::{Findings, Until, find};
use tenure::report::voice;

use crate::runs::{scenario, scenario_with};

/// Two channels of which one is nearly exhausted.
const CHANNELS: &str = r#"
schema = 1
[scenario]
id = "two-channels"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "12 months"
discount_rate = "0% per year"
[[segments]]
id = "all"
opening_customers = 0
price = 20
[churn]
model = "constant"
rate = "5% per month"
[[channels]]
id = "near"
name = "Near"
spend = 4000
response = { form = "saturating", customers = 80, ceiling = 90 }
[[channels]]
id = "far"
name = "Far"
spend = 3000
response = { form = "saturating", customers = 110, ceiling = 200 }
[[strategies]]
id = "today"
"#;

fn npv(found: &Findings) -> f64 {
    found.strategies[0].metrics.expected("npv").unwrap()
}

/// What both channels are worth at these spends.
fn worth(near: f64, far: f64) -> f64 {
    let settings = [("channels.near.spend", near), ("channels.far.spend", far)];
    let settings = settings.map(|(path, value)| (path, value.to_string()));
    let settings = settings.each_ref().map(|(path, value)| (*path, value.as_str()));
    npv(&find(&scenario_with(CHANNELS, &settings)))
}

#[test]
fn a_move_gains_what_the_scenario_with_it_is_worth_more() {
    let found = find(&scenario(CHANNELS));
    let told = found.next_money.moved.as_ref().expect("one channel is nearly exhausted");
    assert_eq!(
        (told.from.as_str(), told.to.as_str()),
        ("channels.near.spend", "channels.far.spend")
    );
    let at = |amount: f64| worth(4000.0 - amount, 3000.0 + amount);
    let gain = at(told.amount_per_period) - at(0.0);
    assert!((gain - told.gain).abs() <= 1e-6 * gain, "{gain} {told:?}");
    // More and less gain less.
    assert_eq!(told.until, Until::Even);
    for other in [0.9, 1.1] {
        let less = at(other * told.amount_per_period) - at(0.0);
        assert!(less < gain, "{other}: {less} {gain}");
    }
}

/// A bound of `[optimise]` stops it there, and the page says so.
#[test]
fn a_move_ends_where_the_file_lets_it_end() {
    let bound = "[optimise]\nlevers = [{ path = \"channels.far.spend\", min = 0, max = 3200 }]\n";
    let found = find(&scenario(&format!("{CHANNELS}{bound}")));
    let told = found.next_money.moved.as_ref().unwrap();
    assert_eq!(told.until, Until::Bound);
    assert!((told.amount_per_period - 200.0).abs() < 1e-6, "{told:?}");
    let page = voice::spoken(&found, || serde_json::to_value(&found.next_money)).unwrap();
    let text = page["sentence"].as_str().unwrap().replace('\u{a0}', " ");
    assert!(text.starts_with("Move EUR 200 a month from Near to Far: +EUR "), "{text}");
    assert!(text.contains("as far as the file lets it go"), "{text}");
}

/// A channel that brings back less than it costs is told to be stopped, and takes no money from others.
#[test]
fn what_loses_on_the_whole_is_stopped_and_takes_nothing() {
    let dear = CHANNELS.replace("spend = 3000", "spend = 15000");
    let found = find(&scenario(&dear));
    let lever = &found.next_money.levers[1];
    assert!(lever.average_return.unwrap() < 1.0, "{lever:?}");
    assert!(found.next_money.moved.as_ref().is_none_or(|told| told.to != "channels.far.spend"));
    let page = voice::spoken(&found, || serde_json::to_value(&found.next_money)).unwrap();
    let text = page["sentence"].as_str().unwrap();
    assert!(text.contains("Stop Far: on average a EUR spent on it brings back 0."), "{text}");
}
