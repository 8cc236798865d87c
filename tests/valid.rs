//! Scenarios that are fine: what their text means.

use std::path::{Path, PathBuf};
use tenure::diag::{Diagnostic, Severity};
use tenure::scenario::StatedUnit;
use tenure::scenario::{self, ChurnCurve, Inflow, Override, Scenario, read, read_text};
use tenure::units::Period;

/// The smallest template, as seen from the folder of valid scenarios.
const MINIMAL: &str = "../../templates/init/minimal.toml";

fn valid(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid").join(name)
}

fn scenario(name: &str) -> (Scenario, Vec<Diagnostic>) {
    changed(name, &[])
}

fn changed(name: &str, overrides: &[&str]) -> (Scenario, Vec<Diagnostic>) {
    let overrides: Vec<Override> =
        overrides.iter().map(|text| Override::parse(text).expect("path=value")).collect();
    match read(&valid(name), &overrides) {
        Ok((scenario, warnings, _)) => (scenario, warnings),
        Err((found, sources)) => {
            let colour = tenure::diag::Colour::Never;
            panic!("{name}\n{}", tenure::diag::human(&found, &sources, colour))
        }
    }
}

fn errors(name: &str, overrides: &[&str]) -> Vec<&'static str> {
    let overrides: Vec<Override> =
        overrides.iter().map(|text| Override::parse(text).expect("path=value")).collect();
    match read(&valid(name), &overrides) {
        Ok(_) => Vec::new(),
        Err((found, _)) => {
            let errors = found.into_iter().filter(|one| one.severity == Severity::Error);
            errors.map(|one| one.code).collect()
        }
    }
}

#[test]
fn the_minimal_scenario_means_what_it_says() {
    let (scenario, warnings) = scenario(MINIMAL);
    assert_eq!(warnings, []);
    assert_eq!(scenario.about.id, "minimal");
    assert_eq!((scenario.calendar.period, scenario.calendar.periods), (Period::Month, 60));
    assert_eq!(scenario.reasons, ["all"]);
    assert_eq!(scenario.strategies.len(), 2);
    let values = scenario.base_values();
    let monthly = scenario.strategies[0].business.discount_rate.at(&values);
    assert!((monthly - (libm::pow(1.1, 1.0 / 12.0) - 1.0)).abs() < 1e-15, "{monthly}");
    let spend =
        |s: usize| scenario.strategies[s].business.segments[0].retention_spend.at(0, 0, &values);
    assert_eq!((spend(0), spend(1)), (2.0, 3.0));
    assert_eq!(scenario.files.len(), 1);
    assert_eq!(scenario.files[0].name, "minimal.toml");
    assert_eq!(scenario.files[0].sha256.len(), 64);
}

#[test]
fn the_streaming_example_is_read_whole() {
    let (scenario, warnings) = scenario("../../scenarios/streaming.toml");
    assert_eq!(warnings, []);
    assert_eq!(scenario.strategies.len(), 6);
    assert_eq!(scenario.checks.len(), 8);
    assert_eq!(scenario.correlations.len(), 2);
    assert_eq!(scenario.checks[4].limit, tenure::scenario::Limit::Number(18.0));
    let own: Vec<&str> = scenario
        .assumptions
        .iter()
        .filter(|one| one.strategy.is_some())
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(
        own,
        [
            "programmes.save-desk.capacity.agents",
            "programmes.save-desk.offers.0.share",
            "programmes.save-desk.offers.0.discount",
        ]
    );
    let alpha = scenario.assumptions.iter().find(|one| one.path == "churn.alpha").expect("alpha");
    assert_eq!((alpha.low, alpha.high), (Some(1.35), Some(1.9)));
    assert_eq!(alpha.source.as_deref(), Some("bi-2025"));
    assert!(alpha.distribution.is_some());
}

#[test]
fn a_shop_with_every_key_of_visits_is_read_and_runs() {
    let (scenario, warnings) = scenario("shop.toml");
    assert_eq!(warnings, []);
    let values = scenario.base_values();
    let business = &scenario.strategies[1].business;
    assert_eq!(business.programmes.len(), 6);
    let visits =
        |s: usize, k: usize| business.segments[s].visits.as_ref().unwrap().at(0, k, &values);
    assert_eq!((visits(0, 0), visits(1, 0), visits(1, 5)), (4.6, 0.8, 1.2));
    let ChurnCurve::Constant(rate) = &business.segments[0].churn else { panic!() };
    assert!(rate.is_per_visit() && rate.at(0, 0, &values) == 0.022);
    let rate = scenario.assumptions.iter().find(|one| one.path == "segments.regulars.churn");
    assert_eq!(rate.map(|one| one.unit), Some(StatedUnit::Rate("visit")));
    let findings = tenure::findings::find(&scenario);
    assert!(findings.integrity.iter().all(|one| one.residual <= one.tolerance));
}

#[test]
fn every_key_of_the_kinds_that_are_built_is_read() {
    let (scenario, warnings) = scenario("everything.toml");
    assert_eq!(warnings, []);
    assert_eq!(scenario.files.len(), 3);
    let values = scenario.base_values();
    let business = |s: usize| &scenario.strategies[s].business;
    // Set by a strategy: a change of the assumption, not a new number.
    let price = |s: usize| business(s).segments[1].price.amount.at(0, 0, &values);
    assert!((price(1) - 1.1 * price(0)).abs() < 1e-12);
    // Counts per month become counts per quarter.
    let Inflow::Stated { customers, .. } = &business(0).channels[2].inflow else { panic!() };
    assert_eq!(customers.at(0, 0, &values), 870.0);
    // Layers: the upper file's price, the lower file's service cost.
    let premium = &business(0).segments[0];
    assert_eq!(premium.price.amount.at(0, 0, &values), 149.0);
    assert_eq!(premium.service_cost.at(0, 0, &values), 3.0);
    assert_eq!(business(1).programmes.len(), 6);
    let base = |path: &str| {
        let named = scenario.assumptions.iter().filter(|one| one.path == path);
        named.map(|one| (one.strategy, one.value)).collect::<Vec<_>>()
    };
    assert_eq!(base("programmes.desk.accept"), [(None, 0.24), (Some(1), 0.20)]);
    assert_eq!(base("programmes.desk.reach"), [(None, 0.62)]);
    let table = scenario.assumptions.iter().find(|one| one.path.ends_with("over 6 quarters"));
    assert_eq!(table.map(|one| one.unit), Some(StatedUnit::Rate("quarter")));
}

#[test]
fn overrides_apply_to_every_strategy() {
    let (scenario, _) =
        changed(MINIMAL, &["churn.alpha=2", "model.horizon=24 months", "scenario.title=\"T\""]);
    assert_eq!(scenario.calendar.periods, 24);
    assert_eq!(scenario.about.title, "T");
    let alpha: Vec<_> =
        scenario.assumptions.iter().filter(|one| one.path == "churn.alpha").collect();
    assert_eq!((alpha.len(), alpha[0].value, alpha[0].strategy), (1, 2.0, None));
    assert_eq!(scenario.files[alpha[0].file].name, "--set");
    assert_eq!(errors(MINIMAL, &["churn.alhpa=2"]), ["E030"]);
    assert_eq!(errors(MINIMAL, &["churn.alpha=x0"]), ["E015"]);
    let (scenario, _) = changed(MINIMAL, &["churn.alpha=x2"]);
    let alpha = &scenario.strategies[1].business.segments[0].churn;
    let scenario::ChurnCurve::BetaGeometric { alpha, .. } = alpha else { panic!() };
    assert_eq!(alpha.at(&scenario.base_values()), 1.336);
}

#[test]
fn the_response_curve_keeps_the_point_of_the_file() {
    let text = "schema = 1\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"1 year\"\n\
        discount_rate = \"10% per year\"\n[[segments]]\nid = \"all\"\nprice = 3\n[churn]\n\
        model = \"constant\"\nrate = \"3% per month\"\n[[channels]]\nid = \"ads\"\nspend = 100\n\
        response = { form = \"linear\", customers = 10 }\n[[strategies]]\nid = \"a\"\n\
        [[strategies]]\nid = \"b\"\nset = { \"channels.ads.spend\" = 300 }\n";
    let (scenario, _, _) = read_text("x.toml", text, &[]).expect("a valid text");
    let values = scenario.base_values();
    let Inflow::Response { spend, stated_spend, .. } =
        &scenario.strategies[1].business.channels[0].inflow
    else {
        panic!()
    };
    assert_eq!((spend.at(0, 0, &values), stated_spend.amount), (300.0, 100.0));
    assert_eq!(scenario.about.id, "x");
}

#[test]
fn a_scenario_shows_where_every_value_comes_from() {
    let text = scenario::show::show(&valid("everything.toml"), &[]).expect("a valid scenario");
    assert!(
        text.lines()
            .any(|line| line.starts_with("price = 149 ") && line.ends_with("# everything.toml:70"))
    );
    assert!(text.lines().any(
        |line| line.starts_with("service_cost = 3 ") && line.ends_with("# parts/base.toml:24")
    ));
    assert!(
        text.lines()
            .any(|line| line.starts_with("# carry_over = \"0%\"") && line.ends_with("# default"))
    );
}

#[test]
fn a_missing_file_is_an_error_without_a_place() {
    let (found, sources) = read(&valid("nowhere.toml"), &[]).expect_err("no file");
    assert_eq!((found.len(), found[0].code, found[0].span), (1, "E001", None));
    assert!(sources.files().is_empty());
}

#[test]
fn what_is_varied_and_searched_is_stored() {
    let (scenario, _) = scenario("everything.toml");
    let paths = |text: &str| vec![text.to_owned()];
    let sensitivity = &scenario.sensitivity;
    assert_eq!(sensitivity.tornado, scenario::Tornado::Paths(paths("programmes.desk.accept")));
    assert_eq!(sensitivity.break_even, paths("programmes.letters.effect.churn"));
    assert_eq!(sensitivity.swing, 0.1);
    assert_eq!(
        (sensitivity.grids.len(), sensitivity.grids[0].y.as_str()),
        (1, "programmes.desk.reach")
    );
    let optimise = scenario.optimise.expect("[optimise]");
    let lever = &optimise.levers[0];
    assert_eq!(
        (lever.path.as_str(), lever.min, lever.max),
        ("channels.social.spend", Some(0.0), Some(10.0))
    );
    // A bare number is money for the whole horizon.
    let budget = optimise.budget.expect("a budget");
    assert_eq!((budget.limit, budget.per), (3.0, scenario::BudgetTime::Horizon));
    // A year of a quarterly model.
    assert_eq!((optimise.objective.as_str(), optimise.horizon), ("npv", Some(4)));
    let budget = scenario.budget.expect("a budget");
    assert_eq!((budget.limit, budget.per), (12e6, scenario::BudgetTime::Year));
    let counts = [scenario::BudgetCounts::Programmes, scenario::BudgetCounts::ChannelsIncrease];
    assert_eq!(budget.counts, counts);
}

#[test]
fn what_is_not_said_about_varying_has_its_default() {
    let (scenario, _) = scenario(MINIMAL);
    assert_eq!(scenario.sensitivity, scenario::Sensitivity::default());
    assert!(scenario.optimise.is_none() && scenario.budget.is_none());
}

#[test]
fn every_segment_of_a_data_file_has_its_curve() {
    let (scenario, warnings) = scenario("segments.toml");
    assert_eq!(warnings, []);
    let segments = &scenario.strategies[0].business.segments;
    let first = |s: usize| match &segments[s].churn {
        scenario::ChurnCurve::FromData(data) => data.survival[1],
        other => panic!("{other:?}"),
    };
    assert!((first(0) - 0.631).abs() < 1e-12 && (first(1) - 0.869).abs() < 1e-12);
    assert!(matches!(segments[2].churn, scenario::ChurnCurve::Constant(_)));
    assert_eq!(scenario.files.len(), 2);
}

/// Points redeemed to a fifth at once, to a half a month later, all after two months: as a table of
/// lengths and as a list of periods.
#[test]
fn a_redemption_pattern_may_be_a_list() {
    let text = |pattern: &str| {
        format!(
            "schema = 1\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"6 months\"\n\
             discount_rate = \"10% per year\"\n[[segments]]\nid = \"all\"\nopening_customers = 10\nprice = 100\n\
             [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
             [[programmes]]\nid = \"points\"\nkind = \"points\"\nearn = \"1 point per 1 EUR\"\n\
             redeem = {{ point_value = 0.01, pattern = {pattern} }}\n[[strategies]]\nid = \"points\"\nprogrammes = [\"points\"]\n"
        )
    };
    let rewards = |pattern: &str| {
        let page = crate::runs::expected(&text(pattern));
        page.series("points/ledger/retention.points.reward")
    };
    let listed = rewards("[\"20%\", \"50%\", \"100%\"]");
    assert_eq!(
        listed,
        rewards("{ \"0 months\" = \"20%\", \"1 month\" = \"50%\", \"2 months\" = \"100%\" }")
    );
    // 1,000 points in the first month, 950 in the second: 200, then 0.3 of 1,000 and 0.2 of 950.
    assert!((listed[0] - 2.0).abs() < 1e-12 && (listed[1] - 4.9).abs() < 1e-12, "{listed:?}");
    let refused = read_text("x.toml", &text("[\"20%\", \"10%\", \"100%\"]"), &[]).unwrap_err();
    assert_eq!(refused.0.iter().map(|one| one.code).collect::<Vec<_>>(), ["E017"]);
}

/// 40 % left although the desk saved some: before it no more than all can have asked, so that 60 % at the most
/// accepted. Draws above it are cut off, and the register says how much that is.
#[test]
fn draws_accept_no_more_than_the_observed_churn_allows() {
    let text = r#"
schema = 1
[scenario]
id = "a"
title = "A"
question = "B?"
[model]
currency = "EUR"
start = 2026-01-01
horizon = "12 months"
discount_rate = "10% per year"
[uncertainty]
draws = 200
[[segments]]
id = "all"
opening_customers = 100
price = 10
[churn]
model = "constant"
rate = "40% per month"
[[programmes]]
id = "desk"
kind = "save-desk"
accept = { base = "40%", low = "20%", high = "75%" }
[[strategies]]
id = "desk"
programmes = ["desk"]
"#;
    let (scenario, ..) = tenure::scenario::read_text("a.toml", text, &[]).unwrap();
    let accept = scenario.assumptions.iter().find(|one| one.path == "programmes.desk.accept");
    let accept = accept.unwrap();
    let drawn = accept.distribution.as_ref().unwrap();
    assert!((drawn.quantile(1.0 - 1e-12) - 0.6).abs() < 1e-9, "{drawn:?}");
}
