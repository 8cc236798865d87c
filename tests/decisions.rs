//! What the findings say about single programmes and single assumptions, against figures made another way:
//! strategies that switch a programme off themselves, published elasticities, plain arithmetic.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tenure::findings::{Attribution, Comparison, Findings, find};

use crate::runs::{expected, headline, near, scenario_with};

/// Sums of the same numbers in another order.
const IDENTITY: f64 = 1e-9;

fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    fs::read_to_string(path).unwrap()
}

/// The flagship without rank correlations, so that a single value may take the place of a range.
fn uncorrelated() -> String {
    let text = shipped("streaming.toml");
    let from = text.find("[[correlations]]").unwrap();
    let until = text.find("[sensitivity]").unwrap();
    format!("{}{}", &text[..from], &text[until..])
}

fn findings(text: &str, settings: &[(&str, &str)], draws: usize) -> Findings {
    let mut scenario = scenario_with(text, settings);
    scenario.uncertainty.draws = draws;
    find(&scenario)
}

fn comparison<'a>(findings: &'a Findings, strategy: &str) -> &'a Comparison {
    findings.comparisons.iter().find(|one| one.strategy == strategy).unwrap()
}

fn attribution<'a>(findings: &'a Findings, strategy: &str) -> &'a Attribution {
    comparison(findings, strategy).attribution.as_ref().unwrap()
}

fn gain(findings: &Findings, strategy: &str) -> f64 {
    comparison(findings, strategy).incremental_npv.expected
}

/// A business with a desk, an effect that is too dear and a referral programme, each subset of the three a
/// strategy of its own, named by its letters.
fn subsets() -> String {
    let mut text = String::from(
        "schema = 1\n[scenario]\nid = \"subsets\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"24 months\"\ndiscount_rate = \"8% per year\"\nterminal_value = \"runoff\"\n\
         [[segments]]\nid = \"all\"\nopening_customers = 1000\nprice = 20\n[opening_base]\ntenure = \"new\"\n\
         [churn]\nmodel = \"beta-geometric\"\nalpha = 2.0\nbeta = 20\n[churn.reasons]\nprice = \"60%\"\nother = \"40%\"\n\
         [[channels]]\nid = \"ads\"\nspend = 1000\nresponse = { form = \"saturating\", customers = 40, ceiling = 90 }\n\
         [[programmes]]\nid = \"a\"\nkind = \"save-desk\"\nacts_on = [\"price\"]\nreach = \"50%\"\naccept = { base = \"30%\", low = \"20%\", high = \"40%\" }\n\
         would_have_stayed = \"10%\"\noffers = [{ name = \"off\", share = \"100%\", discount = \"20%\", lasts = \"3 months\" }]\n\
         cost = { fixed_per_month = 100, per_contact = 2 }\n\
         [[programmes]]\nid = \"b\"\nkind = \"effect\"\nacts_on = [\"price\", \"other\"]\neffect = { churn = { base = \"-5%\", low = \"-12%\", high = \"-2%\" } }\n\
         cost = { fixed_per_month = 2500, set_up = 400 }\n\
         [[programmes]]\nid = \"c\"\nkind = \"referral\"\nadvocates = \"20%\"\ninvites = \"0.5 per month\"\nconvert = \"10%\"\nreward = { advocate = 10, friend = 5 }\n\
         [[strategies]]\nid = \"none\"\n",
    );
    for set in ["a", "b", "c", "ab", "ac", "bc", "abc"] {
        let list: Vec<String> = set.chars().map(|one| format!("\"{one}\"")).collect();
        text.push_str(&format!(
            "[[strategies]]\nid = \"{set}\"\nprogrammes = [{}]\n",
            list.join(", ")
        ));
    }
    text
}

/// Gain of every subset, from its own strategy: index = bits of a, b, c.
fn gains(found: &Findings) -> [f64; 8] {
    ["none", "a", "b", "ab", "c", "ac", "bc", "abc"]
        .map(|set| if set == "none" { 0.0 } else { gain(found, set) })
}

/// Alone, added last and the fair share (the six orders of three, written out) from eight strategies.
#[test]
fn a_bundle_is_taken_apart_as_by_eight_strategies() {
    let found = findings(&subsets(), &[], 0);
    let v = gains(&found);
    let worth = &attribution(&found, "abc").programmes;
    let whole = v[7];
    let (a, b, c) = (1, 2, 4);
    for (i, one) in [a, b, c].into_iter().enumerate() {
        let others = [a, b, c].map(|x| if x == one { 0 } else { x });
        let [x, y] =
            [others.iter().max().unwrap(), others.iter().filter(|x| **x > 0).min().unwrap()]
                .map(|x| *x);
        let orders = [
            v[one],
            v[one],
            v[x | one] - v[x],
            v[y | one] - v[y],
            v[7] - v[x | y],
            v[7] - v[x | y],
        ];
        let share = orders.iter().sum::<f64>() / 6.0;
        let own = &worth[i];
        // Gains are differences of values some thousand times their size.
        let close =
            |left: f64, right: f64| (left - right).abs() <= 1e-9 * whole.abs().max(1.0) * 10.0;
        assert!(close(own.incremental_npv_alone, v[one]), "{own:?} {v:?}");
        assert!(close(own.incremental_npv_last, v[7] - v[x | y]), "{own:?} {v:?}");
        assert!(close(own.incremental_npv_shapley, share), "{own:?} {share}");
    }
    let apart = v[1] + v[2] + v[4];
    assert!((whole - apart).abs() > 1.0, "the programmes must depend on each other: {v:?}");
}

#[test]
fn shares_and_other_changes_sum_to_the_gain() {
    let text = shipped("streaming.toml");
    let found = findings(&text, &[], 0);
    for one in &found.comparisons {
        let Some(attribution) = &one.attribution else {
            continue;
        };
        let shares = attribution.programmes.iter().map(|p| p.incremental_npv_shapley);
        let sum = shares.sum::<f64>() + attribution.other_changes;
        assert!(near(sum, one.incremental_npv.expected, IDENTITY), "{}: {sum}", one.strategy);
    }
    // What a strategy sets besides its programmes is a change of its own.
    let text = text.replace(
        "programmes = [\"card-updater\", \"save-desk\"]\n\n",
        "programmes = [\"card-updater\", \"save-desk\"]\nset = { \"channels.search.spend\" = \"x0.5\" }\n\n",
    );
    let found = findings(&text, &[], 0);
    let own = attribution(&found, "save");
    let sum = own.programmes[0].incremental_npv_shapley + own.other_changes;
    assert!(own.other_changes.abs() > 1e5, "{own:?}");
    assert!(near(sum, gain(&found, "save"), IDENTITY));
}

#[test]
fn one_programme_is_the_whole_difference() {
    let found = findings(&shipped("streaming.toml"), &[], 0);
    let own = &attribution(&found, "points").programmes[0];
    let whole = gain(&found, "points");
    for value in [own.incremental_npv_alone, own.incremental_npv_last, own.incremental_npv_shapley]
    {
        assert!(near(value, whole, IDENTITY), "{own:?}");
    }
}

/// Eleven programmes that only cost: each is worth minus its cost in every order, so sampling has no error.
#[test]
fn large_bundles_are_sampled() {
    let mut text = String::from(
        "schema = 1\n[scenario]\nid = \"many\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"year\"\n\
         horizon = \"2 years\"\ndiscount_rate = \"0% per year\"\n[[segments]]\nid = \"all\"\nopening_customers = 100\nprice = 50\n\
         [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"20% per year\"\n",
    );
    let mut ids = Vec::new();
    for n in 1..=11 {
        text.push_str(&format!(
            "[[programmes]]\nid = \"p{n}\"\nkind = \"effect\"\nreach = \"100%\"\neffect = {{ churn = \"{}%\" }}\ncost = {{ set_up = {} }}\n",
            if n == 11 { "-10" } else { "0" },
            10 * n
        ));
        ids.push(format!("\"p{n}\""));
    }
    text.push_str(&format!(
        "[[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"all-of-them\"\nprogrammes = [{}]\n",
        ids.join(", ")
    ));
    let found = findings(&text, &[], 0);
    let own = attribution(&found, "all-of-them");
    assert_eq!(own.sampled_orders, Some(200));
    for (n, programme) in own.programmes.iter().enumerate().take(10) {
        assert!(near(programme.incremental_npv_shapley, -10.0 * (n + 1) as f64, IDENTITY));
        assert!(programme.incremental_npv_shapley_se.unwrap() < 1e-9);
    }
    // 20 % × 0.9 on the log scale leaves 1 − 0.8^0.9 of 100 customers a year; two payments, one renewal.
    let kept = 100.0 * (libm::pow(0.8, 0.9) - 0.8) * 50.0;
    let last = &own.programmes[10];
    assert!(near(last.incremental_npv_shapley, kept - 110.0, IDENTITY), "{last:?} {kept}");
    let sum: f64 = own.programmes.iter().map(|one| one.incremental_npv_shapley).sum();
    assert!(near(sum, gain(&found, "all-of-them"), IDENTITY));
}

/// Put back into the file, a break-even value leaves nothing of the gain.
#[test]
fn a_break_even_put_back_gains_nothing() {
    let text = uncorrelated();
    let found = findings(&text, &[], 0);
    let turn = attribution(&found, "save").programmes[0].break_even.clone().unwrap();
    assert_eq!(turn.assumption, "programmes.save-desk.accept");
    let value = format!("{:.12}%", 100.0 * turn.value.unwrap());
    let there = findings(&text, &[(&turn.assumption, &value)], 0);
    // The search runs on fewer risk classes: 1e-6 of the value, some hundred millions.
    let left = gain(&there, "save") / gain(&found, "save");
    assert!(left.abs() < 1e-4, "{left}");
    // Asked for by the file: the same assumption for every comparison, and an answer where there is none.
    let asked = &comparison(&found, "advertise").break_even;
    let paths: Vec<&str> = asked.iter().map(|one| one.assumption.as_str()).collect();
    assert_eq!(
        paths,
        [
            "programmes.save-desk.accept",
            "programmes.nordlys-points.effect.churn",
            "channels.paid-social.response.customers"
        ]
    );
    assert_eq!(asked[1].value, None);
    assert_eq!(asked[1].value_why.as_ref().unwrap().key, "turn.no_effect");
}

/// The best other use of the desk's money is what a strategy says that moves the channel itself; the channels
/// that can spend as another strategy do no better.
#[test]
fn the_same_money_is_a_strategy_of_equal_spend() {
    let bounded = shipped("streaming.toml");
    let bound = "max = 3_500 },   # the partner has no more to sign up";
    let text = bounded.replace(bound, "},");
    assert_ne!(text, bounded);
    let found = findings(&text, &[], 0);
    let other = attribution(&found, "save").programmes[0].same_money.clone().unwrap();
    assert_eq!(other.lever, "channels.partner-bundle.customers");
    // With the bound of `[optimise]` the lever cannot take the money: 1.8 times 2,900 is more than 3,500.
    let elsewhere =
        attribution(&findings(&bounded, &[], 0), "save").programmes[0].same_money.clone().unwrap();
    assert!(other.factor > 3_500.0 / 2_900.0);
    assert_ne!(elsewhere.lever, other.lever);
    let spends_as = "spend_as = { strategy = \"save\", channels = [\"paid-social\", \"search\"] }";
    let moved = text.replace(
        spends_as,
        &format!("set = {{ \"channels.partner-bundle.customers\" = \"x{:.12}\" }}", other.factor),
    );
    assert_ne!(text, moved);
    let moved = findings(&moved, &[], 0);
    assert!(near(gain(&moved, "advertise"), other.incremental_npv, 1e-8), "{other:?}");
    let spend = |strategy: &str| {
        let metrics = &moved.strategies.iter().find(|one| one.id == strategy).unwrap().metrics;
        let of = |id: &str| metrics.expected(id).unwrap();
        of("acquisition_spend_pv") + of("retention_spend_pv")
    };
    assert!(near(spend("advertise"), spend("save"), IDENTITY));
    for channel in ["paid-social", "search"] {
        let alone = spends_as.replace("\"paid-social\", \"search\"", &format!("\"{channel}\""));
        let found = findings(&text.replace(spends_as, &alone), &[], 0);
        assert!(gain(&found, "advertise") <= other.incremental_npv);
    }
}

/// Retention: (1+i)/(1+i−r) of a value counted from the first renewal: 5.5 (WorthSignal reference test, C07),
/// 3.5 and 5.0909 (Gupta, Lehmann & Stuart 2004, G07).
#[test]
fn elasticity_to_retention_as_published() {
    let text = include_str!("published/cases/c07.toml");
    for (churn, rate, printed) in
        [("10%", "10%", 5.5), ("20%", "12%", 3.5), ("10%", "12%", 5.09090909091)]
    {
        let (churn, rate) = (format!("\"{churn} per year\""), format!("\"{rate} per year\""));
        let found = findings(text, &[("churn.rate", &churn), ("model.discount_rate", &rate)], 0);
        let value = found.strategies[0].metrics.expected("clv_elasticity_retention").unwrap();
        // A central difference of ±1e-4 is off by its square times the third derivative.
        assert!(near(value, printed, 1e-6), "{value} against {printed}");
    }
}

/// Gupta, Lehmann & Stuart 2004, Table 5 (C08): e(margin) = 1 + e(acquisition cost); by hand, acquisition is
/// 10 × 120 a month for 24 months at 1 %.
#[test]
fn elasticity_to_margin_is_one_more_than_to_acquisition_cost() {
    let text = include_str!("published/cases/p12.toml");
    let found = findings(text, &[], 0);
    let metrics = &found.strategies[0].metrics;
    let value = |id: &str| metrics.expected(id).unwrap();
    let (margin, cost) = (value("elasticity_margin"), value("elasticity_acquisition_cost"));
    assert!(near(margin, 1.0 + cost, 1e-12));
    let annuity = (1.0 - libm::pow(1.01, -24.0)) / (1.0 - 1.0 / 1.01);
    assert!(near(cost, 1200.0 * annuity / value("npv"), IDENTITY), "{cost}");
}

/// The middle of a grid is the base case; a corner is what the file gives with both values put in.
#[test]
fn a_grid_agrees_with_runs_of_the_file() {
    let text = uncorrelated();
    let found = findings(&text, &[], 0);
    let sensitivity = found.sensitivity.as_ref().unwrap();
    let grid = &sensitivity.grids[0];
    assert_eq!((grid.x.values.len(), grid.gain.len(), grid.gain[0].len()), (9, 9, 9));
    let set = |x: usize, y: usize| {
        let share = format!("{:.12}%", 100.0 * grid.x.values[x]);
        let factor = format!("{:.12}", grid.y.values[y]);
        let there = findings(&text, &[(&grid.x.path, &share), (&grid.y.path, &factor)], 0);
        gain(&there, &sensitivity.strategy)
    };
    for (x, y) in [(0, 0), (8, 0), (3, 7)] {
        let cell = grid.gain[y][x].unwrap();
        // Cells use fewer risk classes than the base case: 1e-6 of the values they are differences of.
        assert!((cell - set(x, y)).abs() < 1e-6 * 9e8, "{cell} {}", set(x, y));
    }
}

/// A tornado of named paths moves just these, by 10 % where they have no range.
#[test]
fn a_tornado_may_name_its_paths() {
    let text = shipped("streaming.toml").replace(
        "tornado    = \"all-ranges\"              # every assumption with low/high",
        "tornado = [\"segments.standard.service_cost\"]",
    );
    let found = findings(&text, &[], 0);
    let swung: Vec<_> = found.assumptions.iter().filter(|one| one.swing.is_some()).collect();
    assert_eq!(swung.len(), 1);
    let [low, high] = swung[0].tried.unwrap();
    assert!(near(low, 0.9 * swung[0].value, 1e-12) && near(high, 1.1 * swung[0].value, 1e-12));
    let at_high = findings(&text, &[("segments.standard.service_cost", &high.to_string())], 0);
    assert!((gain(&at_high, "save") - swung[0].at_high.unwrap()).abs() < 1e-6 * 9e8);
}

/// One ranged assumption that only helps: the gain rises with it in every draw. The share of swings on
/// judgement is then all or nothing.
#[test]
fn a_single_cause_correlates_fully() {
    let text = subsets().replace(", low = \"-12%\", high = \"-2%\"", "");
    let found = findings(&text, &[], 64);
    let accept = found.assumptions.iter().find(|one| one.path == "programmes.a.accept").unwrap();
    assert_eq!(accept.rank_correlation, Some(1.0));
    assert_eq!(accept.rank_correlation_se, Some(0.0));
    assert_eq!(found.sensitivity.as_ref().unwrap().judgement_swing_share, Some(1.0));
    let measured = text.replace("high = \"40%\" }", "high = \"40%\", source = \"pilot\" }")
        + "[sources.pilot]\ntitle = \"Pilot\"\nkind = \"experiment\"\n";
    let found = findings(&measured, &[], 0);
    assert_eq!(found.sensitivity.as_ref().unwrap().judgement_swing_share, Some(0.0));
    let quantiles = comparison(&findings(&text, &[], 64), "a").quantiles.clone().unwrap();
    assert!(quantiles.len() == 41 && quantiles.windows(2).all(|pair| pair[0] <= pair[1]));
}

/// A winning bundle that hides a loser says so in the headline.
#[test]
fn the_headline_names_the_loser_of_a_bundle() {
    let mut text = subsets();
    // Only the whole bundle is offered.
    let first = text.find("[[strategies]]\nid = \"a\"").unwrap();
    text.truncate(first);
    text.push_str(
        "[[strategies]]\nid = \"all\"\nname = \"All three\"\nprogrammes = [\"a\", \"b\", \"c\"]\n",
    );
    // Dearer than what it keeps, cheaper than what the others gain.
    let text = text.replace("fixed_per_month = 2500", "fixed_per_month = 1500");
    let found = findings(&text, &[], 0);
    assert!(gain(&found, "all") > 0.0, "{}", gain(&found, "all"));
    let (_, loser) = attribution(&found, "all").loser().expect("one of them loses");
    assert!(headline(&found).contains(&format!("Without “{}” it would bring", loser.name)));
}

/// Findings carry the programmes' figures as metrics, with a reason where a programme is no player.
#[test]
fn programmes_carry_their_figures() {
    let page = expected(&shipped("streaming.toml"));
    let own = page.part("keep/programmes/nordlys-points/metrics").unwrap();
    for id in ["incremental_npv_alone", "incremental_npv_last", "incremental_npv_shapley"] {
        assert!(own[id]["expected"].as_f64().unwrap() < 0.0, "{id}");
    }
    let common = page.part("keep/programmes/card-updater/metrics").unwrap();
    assert_eq!(common["incremental_npv_shapley"], Value::Null);
    assert!(common["incremental_npv_shapley_why"].as_str().unwrap().contains("compared with"));
    assert!(common["incremental_npv_last"]["expected"].as_f64().unwrap() > 0.0);
}

/// Twelve months at 20 a month for the programme and 30 more a month in the channel, against 400 a year: by
/// hand 600/400, and in the half year that is left 300/200.
#[test]
fn the_budget_is_used_as_by_hand() {
    let text = |counts: &str, per: &str| {
        format!(
            "schema = 1\n[scenario]\nid = \"budget\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
             horizon = \"18 months\"\ndiscount_rate = \"5% per year\"\n[[segments]]\nid = \"all\"\nopening_customers = 0\nprice = 9\n\
             [churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
             [[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 7\n\
             [[programmes]]\nid = \"p\"\nkind = \"effect\"\neffect = {{ churn = \"-1%\" }}\ncost = {{ fixed_per_month = 20 }}\n\
             [[strategies]]\nid = \"none\"\n[[strategies]]\nid = \"more\"\nprogrammes = [\"p\"]\nset = {{ \"channels.ads.cost_per_customer\" = 10 }}\n\
             [comparison]\nbudget = {{ limit = 400, per = \"{per}\", counts = [{counts}] }}\n"
        )
    };
    for (counts, per, by_hand) in [
        ("\"programmes\", \"channels-increase\"", "year", 600.0 / 400.0),
        ("\"programmes\"", "year", 240.0 / 400.0),
        ("\"channels\"", "quarter", 300.0 / 400.0),
        ("\"programmes\", \"channels\"", "horizon", 18.0 * 120.0 / 400.0),
    ] {
        let page = expected(&text(counts, per));
        assert!(near(page.at("more/metrics/budget_use"), by_hand, 1e-12), "{counts} {per}");
    }
    let page = expected(&text("\"channels-increase\"", "month"));
    assert_eq!(page.at("none/metrics/budget_use"), 0.0);
}
