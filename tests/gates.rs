//! Gates at the limit itself, on figures that are no number, and on draws of which some have none.

use tenure::findings::messages::BASE_ONLY;
use tenure::findings::{
    Baseline, CheckFindings, CheckVerdict, Figure, Findings, Metric, Sentence, find, find_against,
};
use tenure::metric::{Level, checked};
use tenure::report::voice::Voice;
use tenure::report::{json, junit, markdown, plain};
use tenure::scenario::{Check, CheckSeverity, Comparator, Limit, Statistic, read};

use super::checks::{MINIMAL, scenario, shipped};
use super::runs::headline;

/// A plan of 40 a month at a gross margin of 75 % and a constant churn: 30 a month.
fn plan(churn: &str, cost: f64, more: &str, checks: &[(&str, &str)]) -> Findings {
    let mut text = format!(
        "schema = 1\n[scenario]\nid = \"a\"\ntitle = \"A\"\nquestion = \"?\"\n[model]\ncurrency = \"USD\"\n\
         start = 2026-01-01\nperiod = \"month\"\nhorizon = \"48 months\"\ndiscount_rate = \"0% per year\"\n\
         cash_timing = \"start\"\n{more}\n[[segments]]\nid = \"all\"\nopening_customers = 0\nprice = 40\n\
         cost_of_revenue = \"25%\"\n[churn]\nmodel = \"constant\"\nrate = \"{churn} per month\"\n[[channels]]\n\
         id = \"ads\"\ncustomers = 100\ncost_per_customer = {cost}\n[[strategies]]\nid = \"now\"\nname = \"Now\"\n"
    );
    for (at, (metric, must)) in checks.iter().enumerate() {
        text.push_str(&format!(
            "[[checks]]\nid = \"c{at}\"\nmetric = \"{metric}\"\nstrategy = \"now\"\nmust = \"{must}\"\n"
        ));
    }
    find(&scenario(&text))
}

fn verdicts(findings: &Findings) -> Vec<CheckVerdict> {
    findings.checks.iter().map(|check| check.verdict).collect()
}

use CheckVerdict::{Fail, Pass, Uncertain};

/// Churn of 4 % a month, and a lifetime value of 30/0.04 = 750; the same at forty churns.
#[test]
fn a_figure_at_its_limit_keeps_it() {
    for half in 1..=40 {
        let churn = f64::from(half) / 2.0;
        let value = 3_000.0 / churn;
        let (rate, ltv) = (format!("{churn}%"), format!("{value}"));
        let signs = ["<=", ">=", "==", "<", ">"];
        let limits: Vec<String> = signs
            .iter()
            .flat_map(|sign| [format!("{sign} {rate}"), format!("{sign} {ltv}")])
            .collect();
        let checks: Vec<(&str, &str)> = limits
            .chunks(2)
            .flat_map(|pair| {
                [("churn_monthly", pair[0].as_str()), ("ltv_undiscounted", pair[1].as_str())]
            })
            .collect();
        let found = plan(&rate, 120.0, "", &checks);
        let wanted = [Pass, Pass, Pass, Pass, Pass, Pass, Fail, Fail, Fail, Fail];
        assert_eq!(verdicts(&found), wanted, "{churn}");
    }
}

/// What fails is told from its limit in every output.
#[test]
fn a_failure_never_prints_two_numbers_that_look_the_same() {
    let found =
        plan("4%", 120.0, "", &[("ltv_undiscounted", ">= 750.00004"), ("churn_monthly", "< 4%")]);
    assert_eq!(verdicts(&found), [Fail, Fail]);
    let voice = Voice::of(&found);
    let check = plain::check(&found.checks[0], &voice);
    let [value, limit] = plain::apart(&found.checks[0], &voice).unwrap();
    assert_eq!((value.as_str(), limit.as_str()), ("750", "750.00004"));
    assert!(check.contains("is 750, and must be >= 750.00004"), "{check}");
    let found = plan(
        "4%",
        120.0,
        "",
        &[("ltv_undiscounted", ">= 750.0001"), ("cac_blended", "<= 119.9996")],
    );
    assert_eq!(verdicts(&found), [Fail, Fail]);
    let mut near = found.checks[0].clone();
    (near.value, near.limit_value, near.limit) = (Some(749.9996), Some(750.0), ">= 750".into());
    let text = plain::check(&near, &Voice::of(&found));
    assert!(text.contains("is 749.9996"), "{text}");
    let mut findings = found.clone();
    findings.checks = vec![near];
    for text in [junit::render(&findings, &|_| None), markdown::render(&findings, &[])] {
        assert!(text.contains("749.9996"), "{text}");
    }
    let page = tenure::report::html::render(&findings, &tenure::report::RenderOptions::default());
    let page = page.unwrap();
    assert!(page.contains("749.9996"), "the page prints what fails as its limit");
}

/// The whole kind: every figure of every shipped scenario against its own printed value.
#[test]
fn every_metric_keeps_a_limit_that_is_its_own_value() {
    let printed = |value: f64| -> f64 { format!("{value:.11e}").parse().unwrap() };
    let (mut expected, mut drawn) = (0, 0);
    for path in shipped() {
        let (mut scenario, ..) = read(&path, &[]).unwrap();
        scenario.uncertainty.draws = scenario.uncertainty.draws.min(3);
        scenario.checks.clear();
        let found = find(&scenario);
        let mut ask = |place, channel, segment, metric: &str, figure: &Figure| {
            let mean = figure.draws.as_ref().and_then(|draws| draws.mean.ok());
            let own = [(Statistic::Expected, Some(figure.expected)), (Statistic::Mean, mean)];
            for (statistic, value) in own.iter().filter_map(|(s, v)| Some((*s, (*v)?))) {
                for comparison in [
                    Comparator::AtLeast,
                    Comparator::AtMost,
                    Comparator::Equal,
                    Comparator::Above,
                    Comparator::Below,
                ] {
                    scenario.checks.push(Check {
                        id: format!("c{}", scenario.checks.len()),
                        metric: metric.to_owned(),
                        strategies: vec![place],
                        versus: None,
                        segment,
                        channel,
                        statistic,
                        must: format!("{comparison:?} its own {value}"),
                        comparison,
                        limit: Limit::Number(printed(value)),
                        severity: CheckSeverity::Error,
                        confidence: 0.95,
                        file: 0,
                        line: 1,
                    });
                }
            }
        };
        for (place, strategy) in found.strategies.iter().enumerate() {
            for metric in checked() {
                for level in metric.levels {
                    match level {
                        Level::Strategy => {
                            if let Some(figure) = strategy.metrics.figure(metric.id) {
                                ask(place, None, None, metric.id, figure);
                            }
                        }
                        Level::Segment => {
                            for (s, part) in strategy.segments.iter().enumerate() {
                                if let Some(figure) = part.metrics.figure(metric.id) {
                                    ask(place, None, Some(s), metric.id, figure);
                                }
                            }
                        }
                        Level::Channel => {
                            // Referral programmes stand among the channels, but no check can name them there.
                            let channels = strategy.channels.iter().take(scenario.channels.len());
                            for (c, part) in channels.enumerate() {
                                if let Some(figure) = part.metrics.figure(metric.id) {
                                    ask(place, Some(c), None, metric.id, figure);
                                }
                            }
                        }
                        Level::Scenario | Level::Common | Level::Programme => {}
                    }
                }
            }
        }
        for check in find(&scenario).checks {
            let strict = check.limit.starts_with("Above") || check.limit.starts_with("Below");
            let what = format!("{}: {check:#?}", path.display());
            if check.statistic == "expected" {
                expected += 1;
                assert_eq!(check.verdict, if strict { Fail } else { Pass }, "{what}");
            } else {
                drawn += 1;
                // A limit in the middle of its interval is no reason to fail, and none to pass a strict one.
                let never = if strict { Pass } else { Fail };
                assert_ne!(check.verdict, never, "{what}");
            }
        }
    }
    assert!(expected > 5_000 && drawn > 1_000, "{expected} {drawn}");
}

/// 48 months of 30 at 4 % bring 644, so a customer for 5,000 is not paid back: > 48 months is not <= 12.
#[test]
fn a_bound_decides_where_it_can() {
    let checks = [
        ("payback_discounted", "<= 12 months"),
        ("payback_discounted", ">= 12 months"),
        ("payback_discounted", "<= 48 months"),
        ("payback_discounted", "<= 60 months"),
        ("payback_discounted", "== 12 months"),
    ];
    let found = plan("4%", 5_000.0, "", &checks);
    assert_eq!(verdicts(&found), [Fail, Pass, Fail, Uncertain, Fail]);
    assert_eq!(found.checks[0].beyond, Some(48.0));
    let metrics = json::any(&found.strategies[0].metrics).unwrap();
    assert!(metrics.contains("\"payback_discounted_beyond\": 48"), "{metrics}");
    let paid = plan("4%", 500.0, "", &checks[..1]);
    assert_eq!((verdicts(&paid), paid.checks[0].value), (vec![Fail], Some(27.0)));

    // Free customers: nothing to pay back, nothing to divide by, nothing burnt, cash that lasts.
    let free = plan(
        "4%",
        0.0,
        "opening_cash = 1000",
        &[
            ("payback_survival", "<= 1 months"),
            ("payback_survival", ">= 1 months"),
            ("ltv_cac", ">= 3"),
            ("ltv_cac", "<= 3"),
            ("burn_multiple", "<= 2"),
            ("burn_multiple", ">= 2"),
            ("peak_cash_period", "<= 6 months"),
            ("cash_runway", ">= 48 months"),
            ("cash_runway", "<= 12 months"),
            ("growth_stalls_period", ">= 24 months"),
            ("irr", ">= 10%"),
        ],
    );
    let wanted = [Pass, Fail, Pass, Fail, Pass, Fail, Pass, Pass, Fail, Pass, Pass];
    assert_eq!(verdicts(&free), wanted, "{:#?}", free.checks);

    // Nobody leaves: the lifetime and what is earned in it are endless.
    let endless = [("ltv_undiscounted", ">= 1000000"), ("ltv_undiscounted", "<= 1000000")];
    let never = plan("0%", 120.0, "", &endless);
    assert_eq!(verdicts(&never), [Pass, Fail], "{:#?}", never.checks);
}

/// Nothing is known of a rate of a desk that is not there, or of a runway of cash that is not stated.
#[test]
fn a_required_figure_of_which_nothing_is_known_fails() {
    let found = plan("4%", 120.0, "", &[("save_rate", ">= 0%"), ("cash_runway", ">= 0 months")]);
    assert_eq!(verdicts(&found), [Fail, Fail]);
    let text = plain::check(&found.checks[0], &Voice::of(&found));
    assert!(text.contains("has no value: the strategy has no save desk"), "{text}");
    let relative = plan("4%", 120.0, "", &[("save_rate", ">= baseline - 2%")]);
    assert_eq!(verdicts(&relative), [Uncertain]);
}

/// Expansion of 8 % to 22 % a year against churn: from 21.1 % on the value after the horizon is endless.
fn endless_in_some_draws(checks: &str) -> Findings {
    find(&scenario(&format!(
        "schema = 1\n[scenario]\nid = \"n\"\ntitle = \"t\"\nquestion = \"q?\"\n[model]\ncurrency = \"USD\"\n\
         start = 2026-01-01\nhorizon = \"24 months\"\ndiscount_rate = \"10% per year\"\n\
         terminal_value = \"runoff\"\n[uncertainty]\ndraws = 100\n[[segments]]\nid = \"s\"\n\
         opening_customers = 100\nprice = 100\nchurn = \"0.8% per month\"\n\
         expansion = {{ base = \"12% per year\", low = \"8% per year\", high = \"22% per year\" }}\n\
         [churn]\nmodel = \"by-segment\"\n[[channels]]\nid = \"c\"\ncustomers = 5\ncost_per_customer = 50\n\
         [[programmes]]\nid = \"p\"\nkind = \"effect\"\neffect = {{ churn = \"-40%\" }}\n\
         cost = {{ fixed_per_month = 300 }}\n[[strategies]]\nid = \"a\"\n[[strategies]]\nid = \"b\"\n\
         programmes = [\"p\"]\n{checks}"
    )))
}

#[test]
fn lost_draws_are_counted_everywhere() {
    let check = |metric: &str, statistic: &str, must: &str| {
        format!(
            "[[checks]]\nid = \"{id}-{}\"\nmetric = \"{metric}\"\nstrategy = \"b\"\n\
             statistic = \"{statistic}\"\nmust = \"{must}\"\n",
            must.len(),
            id = format!("{metric}-{statistic}").replace('_', "-")
        )
    };
    let checks = [
        check("npv", "mean", ">= 0"),
        check("npv", "p10", ">= 0"),
        check("npv", "p90", ">= 0"),
        check("incremental_npv", "probability_above", ">= 1%"),
        check("incremental_npv", "probability_above", ">= 100.0%"),
    ];
    let found = endless_in_some_draws(&checks.concat());
    let Some(Metric::Scalar(npv)) = found.strategies[1].metrics.get("npv") else {
        panic!("the base case is a number");
    };
    let draws = npv.draws.as_ref().unwrap();
    assert!(draws.undefined > 5 && draws.undefined < 95, "{draws:?}");
    assert!(draws.p90.is_err() && draws.mean.is_ok(), "{draws:?}");
    assert_ne!(Sentence::from(draws.undefined_why.unwrap()), BASE_ONLY.say([]), "{draws:?}");
    let text = json::any(&npv).unwrap();
    assert!(text.contains("\"undefined_draws\"") && text.contains("\"p90_why\""), "{text}");

    // The gain is of the draws in which both have a value.
    let compared = &found.comparisons[0];
    let gain = compared.incremental_npv.draws.as_ref().unwrap();
    assert!(gain.undefined >= draws.undefined);
    assert!(compared.probability_better.is_some() && compared.regret.is_some());
    let of = |at: usize| -> &CheckFindings { &found.checks[at] };
    assert_eq!(of(0).verdict, Uncertain);
    assert_ne!(of(1).verdict, Fail, "{:#?}", of(1));
    assert_ne!(of(2).verdict, Fail, "{:#?}", of(2));
    assert!(of(2).value.is_none() && of(0).undefined_draws == Some(draws.undefined));
    assert_eq!(of(4).verdict, Uncertain, "{:#?}", of(4));

    let options = tenure::report::RenderOptions::default();
    let page = tenure::report::html::render(&found, &options).unwrap();
    assert!(!page.contains("ask for draws"), "draws were made");
    assert!(page.contains("runs without a gain"));
    let told = tenure::report::markdown::render(&found, &[]);
    let lost = format!("(without {} draws: ", draws.undefined);
    assert!(told.contains(&lost), "{told}");
    assert!(headline(&found).contains("both have a value"), "{}", headline(&found));
}

/// A limit of 2 % of net present value lets most of a small gain go.
#[test]
fn a_relative_limit_wider_than_half_of_the_gain_is_told() {
    let gate = |metric: &str| {
        format!(
            "{MINIMAL}\n[[checks]]\nid = \"main\"\nmetric = \"{metric}\"\nstrategy = \"keep-more\"\n\
             must = \">= baseline - 10%\"\n"
        )
    };
    for (metric, told) in [("npv", true), ("incremental_npv", false)] {
        let scenario = scenario(&gate(metric));
        let alone = find(&scenario);
        assert!(alone.checks[0].slack_share_of_gain.is_none());
        let again = find_against(&scenario, Some(&Baseline::of(&alone)));
        let npv = alone.strategies[1].metrics.expected(metric).unwrap();
        let gain = alone.comparisons[0].incremental_npv.expected;
        let share = again.checks[0].slack_share_of_gain.unwrap();
        assert!((share / (0.1 * npv / gain).abs() - 1.0).abs() < 1e-9, "{share}");
        let slack = plain::slack(&again.checks[0], &Voice::of(&again));
        assert_eq!(slack.is_some(), told, "{metric}: {share}");
    }
}
