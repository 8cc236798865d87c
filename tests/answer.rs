//! Which strategy may be recommended, what a gain is without what comes after the horizon, and what money
//! brings back on average: against strategies that say the same in the scenario's own words.

use tenure::findings::{Comparison, Findings, Lever, find};

use crate::runs::{headline, scenario_with};

/// Differences of values some thousand times their size.
const DIFFERENCE: f64 = 1e-7;

/// Two years of a desk and an effect; `strategies` says who runs them.
fn scenario(strategies: &str) -> String {
    let head = r#"
schema = 1
[scenario]
id = "answer"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "24 months"
discount_rate = "8% per year"
terminal_value = "runoff"
[[segments]]
id = "all"
opening_customers = 1000
price = 20
[opening_base]
tenure = "new"
[churn]
model = "beta-geometric"
alpha = 2.0
beta = { base = 20, low = 10, high = 40 }
[churn.reasons]
price = "60%"
other = "40%"
[[channels]]
id = "ads"
spend = 1000
response = { form = "saturating", customers = 40, ceiling = 90 }
[[channels]]
id = "walk-in"
customers = 5
[[programmes]]
id = "desk"
kind = "save-desk"
acts_on = ["price"]
reach = "50%"
accept = "30%"
would_have_stayed = "10%"
offers = [{ name = "off", share = "100%", discount = "20%", lasts = "3 months" }]
cost = { fixed_per_month = 100, per_contact = 2 }
[[programmes]]
id = "care"
kind = "effect"
acts_on = ["price", "other"]
effect = { churn = "-8%" }
cost = { fixed_per_month = 300, set_up = 400 }
[[strategies]]
id = "none"
"#;
    format!("{head}{strategies}")
}

fn findings(text: &str, draws: usize) -> Findings {
    let mut scenario = scenario_with(text, &[]);
    scenario.uncertainty.draws = draws;
    find(&scenario)
}

fn comparison<'a>(found: &'a Findings, id: &str) -> &'a Comparison {
    found.comparisons.iter().find(|one| one.strategy == id).unwrap()
}

fn npv(found: &Findings, id: &str) -> f64 {
    let strategy = found.strategies.iter().find(|one| one.id == id).unwrap();
    strategy.metrics.expected("npv").unwrap()
}

fn near(left: f64, right: f64, size: f64) {
    assert!((left - right).abs() <= DIFFERENCE * size.abs(), "{left} {right}");
}

/// A programme that the file stops with the plan, while others go on: what `stop` means for a programme that
/// today does not run. Over the horizon alone there is one gain.
#[test]
fn a_gain_that_ends_with_the_plan_is_that_of_programmes_stopped_then() {
    let text = scenario(
        "[[strategies]]\nid = \"both\"\nprogrammes = [\"desk\", \"care\"]\n\
         [[strategies]]\nid = \"stopped\"\nprogrammes = [\"desk\", \"care\"]\n\
         set = { \"programmes.desk.stops\" = 2028-01-01, \"programmes.care.stops\" = 2028-01-01 }\n\
         [[strategies]]\nid = \"dearer\"\nset = { \"segments.all.price\" = 21 }\n",
    );
    let found = findings(&text, 0);
    let own = comparison(&found, "both");
    let stopped = comparison(&found, "stopped");
    let gain = |figure: &Option<tenure::findings::Figure>| figure.as_ref().unwrap().expected;
    let size = npv(&found, "both");
    near(gain(&own.incremental_npv_stop), gain(&stopped.incremental_npv_go_on), size);
    near(gain(&stopped.incremental_npv_stop), gain(&stopped.incremental_npv_go_on), size);
    assert!(gain(&own.incremental_npv_stop) < gain(&own.incremental_npv_go_on));
    near(own.incremental_npv.expected, gain(&own.incremental_npv_stop), size);
    let dearer = comparison(&found, "dearer");
    near(gain(&dearer.incremental_npv_stop), gain(&dearer.incremental_npv_go_on), size);
    let within = text.replace("terminal_value = \"runoff\"\n", "");
    let within = findings(&within, 0);
    let own = comparison(&within, "both");
    near(gain(&own.incremental_npv_stop), own.incremental_npv_horizon.expected, size);
    near(gain(&own.incremental_npv_go_on), own.incremental_npv.expected, size);
}

/// 1 + (npv - npv without) / spend, "without" being a strategy that has no such channel or programme.
#[test]
fn money_brings_back_on_average_what_a_plan_without_it_misses() {
    let text = scenario(
        "[[strategies]]\nid = \"both\"\nprogrammes = [\"desk\", \"care\"]\n\
         [[strategies]]\nid = \"no-care\"\nprogrammes = [\"desk\"]\n\
         [[strategies]]\nid = \"no-ads\"\nprogrammes = [\"desk\", \"care\"]\nset = { \"channels.ads.spend\" = 0 }\n",
    );
    let found = findings(&text, 0);
    assert_eq!(found.next_money.strategy, "both");
    let lever = |path: &str| -> &Lever {
        found.next_money.levers.iter().find(|lever| lever.path == path).unwrap()
    };
    let whole = npv(&found, "both");
    for (path, without) in [("programmes.care.reach", "no-care"), ("channels.ads.spend", "no-ads")]
    {
        let lever = lever(path);
        let back = lever.average_return.unwrap() - 1.0;
        near(back * lever.spend_pv, whole - npv(&found, without), whole);
    }
    // A channel without cost is no place for money.
    assert!(found.next_money.levers.iter().all(|lever| !lever.path.contains("walk-in")));
    // An effect whose cost is fixed takes no more money, however much its last part brings.
    assert!(!lever("programmes.care.reach").takes_money());
    assert!(lever("channels.ads.spend").takes_money());
}

/// What is only shown is never recommended, and costs nobody a regret.
#[test]
fn a_strategy_that_is_no_candidate_does_not_win() {
    let text = |candidate: &str| {
        scenario(&format!(
            "[[strategies]]\nid = \"care\"\nprogrammes = [\"care\"]\n\
             [[strategies]]\nid = \"dream\"\nname = \"A dream\"\n{candidate}set = {{ \"segments.all.price\" = 40 }}\n"
        ))
    };
    let (open, closed) = (
        findings(&text(""), 16),
        findings(&(text("candidate = false\n") + "[comparison]\nrival = \"dream\"\n"), 16),
    );
    assert_eq!((open.headline.winner.as_str(), closed.headline.winner.as_str()), ("dream", "care"));
    assert_eq!(closed.headline.runner_up.as_deref(), Some("none"));
    assert!(headline(&closed).contains("“A dream” would show "), "{}", headline(&closed));
    let regret = |found: &Findings| comparison(found, "care").regret.unwrap();
    assert!(regret(&open) > 1000.0 && regret(&closed) < 1000.0);
}

/// The headline says what the strategy does that the question names, and how often the winner is ahead of the next.
#[test]
fn the_rival_of_the_question_is_answered() {
    let strategies = "[[strategies]]\nid = \"care\"\nname = \"Care\"\nprogrammes = [\"care\"]\n\
         [[strategies]]\nid = \"more\"\nname = \"More\"\nset = { \"segments.all.price\" = 21 }\n\
         [[strategies]]\nid = \"less\"\nname = \"Less\"\nset = { \"segments.all.price\" = 19 }\n";
    let plain = findings(&scenario(strategies), 64);
    let asked = format!("{strategies}[comparison]\nrival = \"less\"\n");
    let rival = findings(&scenario(&asked), 64);
    assert!(headline(&rival).contains("“Less” loses EUR"), "{}", headline(&rival));
    // Where the file names none it is the runner-up.
    let named = |found: &Findings| found.headline.rival.clone().unwrap();
    assert_eq!((named(&plain), named(&rival)), ("care".to_owned(), "less".to_owned()));
    let (winner, next) = (&plain.headline.winner, plain.headline.runner_up.as_deref().unwrap());
    let ahead = plain.headline.probability_ahead.unwrap();
    assert!((0.0..=1.0).contains(&ahead), "{winner} {next} {ahead}");
}

/// A reward for tenure acts on churn: its marginal return is that of the file with gift and effect a little smaller
/// and larger, which is what moving its reach does.
#[test]
fn a_reward_for_tenure_has_a_marginal_return() {
    let reward = |id: &str, size: f64| {
        format!(
            "[[programmes]]\nid = \"{id}\"\nkind = \"tenure-reward\"\nacts_on = [\"price\"]\nafter = \"6 months\"\n\
             redeem = \"80%\"\nreward = {{ costs_us = {} }}\neffect = {{ churn = \"{}%\", lasts = \"12 months\" }}\n",
            4.0 * size,
            -20.0 * size
        )
    };
    let programmes = [("less", 0.999), ("stated", 1.0), ("more", 1.001)];
    let kinds: String = programmes.iter().map(|(id, size)| reward(id, *size)).collect();
    let strategies: String = programmes
        .iter()
        .map(|(id, _)| format!("[[strategies]]\nid = \"{id}\"\nprogrammes = [\"{id}\"]\n"))
        .collect();
    let text = scenario(&strategies)
        .replace("[[strategies]]\nid = \"none\"", &format!("{kinds}[[strategies]]\nid = \"none\""));
    let found = findings(&text, 0);
    let metric = |id: &str, metric: &str| {
        let strategy = found.strategies.iter().find(|one| one.id == id).unwrap();
        strategy.metrics.expected(metric).unwrap()
    };
    let change = |of: &str| metric("more", of) - metric("less", of);
    let by_hand = 1.0 + change("npv") / change("retention_spend_pv");
    // Fewer risk classes in the margins, and a difference of a thousandth: 1e-6.
    let own = metric("stated", "marginal_return_retention");
    assert!((own - by_hand).abs() < 1e-5 * by_hand.abs(), "{own} {by_hand}");
}
