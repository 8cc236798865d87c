//! A response curve is fixed once, by the file's own stated point: spend moves along it, whoever moves it.

use tenure::findings::{Findings, find};

use crate::runs::scenario_with;

const HEAD: &str = r#"
schema = 1
[scenario]
id = "curves"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "24 months"
discount_rate = "8% per year"
[[segments]]
id = "all"
opening_customers = 1000
price = 20
[opening_base]
tenure = "new"
"#;

/// A channel on a saturating curve, spend as given, and a strategy that costs and keeps a little.
fn channel(spend: &str, set: &str) -> String {
    format!(
        "{HEAD}[churn]\nmodel = \"constant\"\nrate = \"4% per month\"\n\
         [[channels]]\nid = \"ads\"\nspend = {spend}\nresponse = {{ form = \"saturating\", customers = 40, ceiling = 90 }}\n\
         [[strategies]]\nid = \"today\"\n[strategies.set]\n{set}\n\
         [[strategies]]\nid = \"kept\"\n[strategies.set]\n\"churn.rate\" = \"3.9% per month\"\n{set}\n"
    )
}

/// Retention spend on a curve.
fn response(spend: &str, kept: &str, set: &str) -> String {
    format!(
        "{HEAD}[retention_response]\nspend = {spend}\nkept = {kept}\nceiling = \"97%\"\nfloor = \"90%\"\n\
         [[channels]]\nid = \"ads\"\ncustomers = 40\ncost_per_customer = 30\n\
         [[strategies]]\nid = \"today\"\n[strategies.set]\n{set}\n\
         [[strategies]]\nid = \"dearer\"\n[strategies.set]\n\"segments.all.price\" = 20.5\n{set}\n"
    )
}

fn findings(text: &str, settings: &[(&str, &str)]) -> Findings {
    find(&scenario_with(text, settings))
}

fn npv(found: &Findings, place: usize) -> f64 {
    found.strategies[place].metrics.expected("npv").unwrap()
}

/// `--set` is the same `set` in every strategy, by a factor and by a value.
#[test]
fn set_from_outside_is_set_in_every_strategy() {
    let cases = [
        (
            "channels.ads.spend",
            channel("1000", ""),
            channel("1000", "\"channels.ads.spend\" = 1250"),
        ),
        (
            "retention_response.spend",
            response("2", "\"95%\"", ""),
            response("2", "\"95%\"", "\"retention_response.spend\" = 2.5"),
        ),
    ];
    for (path, plain, inside) in cases {
        let value = if path.starts_with("channels") { "1250" } else { "2.5" };
        let inside = findings(&inside, &[]);
        for outside in [value, "x1.25"] {
            let outside = findings(&plain, &[(path, outside)]);
            for place in [0, 1] {
                assert_eq!(npv(&outside, place), npv(&inside, place), "{path}");
            }
        }
        assert_ne!(npv(&findings(&plain, &[]), 0), npv(&inside, 0), "{path}");
    }
}

/// The ends of a ranged spend are the runs with that spend, nothing included.
#[test]
fn a_range_of_spend_moves_along_the_curve() {
    let ranged = "{ base = 1000, low = 0, high = 2000, dist = \"uniform\" }";
    let found = findings(&channel(ranged, ""), &[]);
    let own = found.assumptions.iter().find(|one| one.path == "channels.ads.spend").unwrap();
    let gain = |spend: &str| {
        let found = findings(&channel("1000", &format!("\"channels.ads.spend\" = {spend}")), &[]);
        npv(&found, 1) - npv(&found, 0)
    };
    let (low, high) = (gain("0"), gain("2000"));
    // Differences of values some thousand times their size, on fewer risk classes.
    let near = |left: f64, right: f64| (left - right).abs() <= 1e-6 * npv(&found, 0).abs();
    assert!(
        near(own.at_low.unwrap(), low) && near(own.at_high.unwrap(), high),
        "{own:?} {low} {high}"
    );
    assert!(high - low > 1000.0, "{low} {high}");
}

/// A search may take `kept` past its ceiling, and spend down to nothing: no curve, but an answer.
#[test]
fn trials_past_the_curve_end_in_an_answer() {
    let kept = "{ base = \"95%\", low = \"91%\", high = \"96.9%\", dist = \"pert\" }";
    let spend = "{ base = 2, low = 0, high = 4 }";
    for text in [response("2", kept, ""), response(spend, "\"95%\"", ""), response(spend, kept, "")]
    {
        let found = findings(&text, &[]);
        assert!(found.assumptions.iter().any(|one| one.swing.is_some_and(|swing| swing != 0.0)));
    }
}

/// What a strategy sets itself is reached under its own path, as a value and as a change.
#[test]
fn a_strategy_s_own_setting_is_set_from_outside() {
    let text = channel("1000", "");
    let kept = |rate: &str| npv(&findings(&text.replace("3.9%", rate), &[]), 1);
    let path = "strategies.kept.set.churn.rate";
    assert_eq!(npv(&findings(&text, &[(path, "3.5% per month")]), 1), kept("3.5%"));
    assert_eq!(npv(&findings(&text, &[(path, "x0.5")]), 1), kept("1.95%"));
    let other = findings(&text, &[(path, "3.5% per month")]);
    assert_eq!(npv(&other, 0), npv(&findings(&text, &[]), 0));
    assert!(kept("3.5%") != kept("3.9%"));
}
