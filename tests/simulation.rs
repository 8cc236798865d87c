//! Chance: whole customers agree with expected values and with closed forms, and assumptions are
//! drawn as stated.

use crate::business::whole;
use crate::runs::{Page, near, run, scenario};
use tenure::engine::{Projection, project, project_whole};
use tenure::plan::{Adjust, Precision, build};

/// One figure of a run of single customers.
/// A mean of draws is believed within so many of its standard errors (model.md, section 7).
pub const STANDARD_ERRORS: f64 = 4.0;
/// Identities.
const IDENTITY: f64 = 1e-9;
/// The table's tolerance of closed forms of chance (C48b, C48c).
const CLOSED_FORM: f64 = 1e-8;
/// Kurtosis of a normal variable: sums over thousands of customers.
pub const NORMAL: f64 = 3.0;
/// Kurtosis of an exponential variable, above that of one discounted lifetime.
const EXPONENTIAL: f64 = 9.0;

/// Sampling error of a standard deviation of `draws` draws: sd·√((κ−1)/(4n)).
pub fn error_of_sd(sd: f64, draws: usize, kurtosis: f64) -> f64 {
    sd * ((kurtosis - 1.0) / (4.0 * draws as f64)).sqrt()
}

#[track_caller]
fn sd_agrees(what: &str, found: f64, printed: f64, draws: usize, kurtosis: f64) {
    let error = error_of_sd(printed, draws, kurtosis);
    assert!(
        (found - printed).abs() <= STANDARD_ERRORS * error,
        "{what}: sd {found}, expected {printed} ± {error}"
    );
}

#[track_caller]
fn mean_agrees(what: &str, page: &Page, path: &str) {
    let (mean, se, expected) = (page.drawn(path, "mean"), page.drawn(path, "se"), page.at(path));
    let rounding = IDENTITY * expected.abs();
    assert!(
        (mean - expected).abs() <= STANDARD_ERRORS * se + rounding,
        "{what}, {path}: mean {mean} ± {se}, expected {expected}"
    );
}

fn head(draws: usize, period: &str, horizon: usize, discount: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"chance\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"{period}\"\n\
         horizon = \"{horizon} {period}s\"\ndiscount_rate = \"{discount} per year\"\ncash_timing = \"start\"\nseed = 11\n\
         [uncertainty]\ndraws = {draws}\ncustomers = true\n"
    )
}

/// Draws of a plan, and fewer where hazards that change with tenure for ever make them slow.
const DRAWS: usize = 300;
const SLOW_DRAWS: usize = 40;

fn linear_plans() -> Vec<(&'static str, usize, String)> {
    let base = |churn: &str, opening: &str| {
        let draws = if churn.contains("weibull") { SLOW_DRAWS } else { DRAWS };
        format!(
            "{}[[segments]]\nid = \"all\"\nprice = 20\nservice_cost = 3\nopening_customers = {opening}\n[churn]\n{churn}\n\
             [[channels]]\nid = \"ads\"\ncustomers = 40\ncost_per_customer = 60\n",
            head(draws, "month", 24, "9%")
        )
    };
    let sbg = "model = \"beta-geometric\"\nalpha = 0.8\nbeta = 7";
    let table = "{ \"0 months\" = 300, \"5 months\" = 200, \"20 months\" = 100 }";
    let with = |text: String, programme: &str| {
        format!(
            "{text}[[programmes]]\nid = \"p\"\n{programme}\n[[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"baseline\"\nprogrammes = [\"p\"]\n"
        )
    };
    let desk = "kind = \"save-desk\"\nreach = \"60%\"\naccept = \"40%\"\nwould_have_stayed = \"20%\"\n\
                after_save = { churn_multiplier = 2, fades_over = \"4 months\" }\ncost = { per_contact = 5 }\n\
                offers = [{ name = \"half\", share = \"100%\", discount = \"50%\", lasts = \"2 months\" }]";
    let points = "kind = \"points\"\nmembership = { enrol = \"50%\", ramp = \"4 months\" }\nearn = \"1 point per 1 EUR\"\n\
                  redeem = { point_value = 0.02 }\neffect = { churn = \"-15%\" }\ncost = { per_member_month = 0.1 }";
    let reward = "kind = \"tenure-reward\"\nafter = \"6 months\"\nreward = { costs_us = 9 }\n\
                  effect = { churn = \"-40%\", lasts = \"3 months\" }";
    let complaints = "kind = \"complaint-recovery\"\nask_for_complaints = { tells_us = \"40%\" }\nresolve = { share = \"80%\", quickly = \"50%\" }\n\
                      offers = [{ name = \"gift\", share = \"60%\", gift_cost = 5 }, { name = \"money back\", share = \"40%\", refund = 20 }]\n\
                      cost = { per_contact = 2 }\n[churn.reasons]\nservice = \"50%\"\nother = \"50%\"\n\
                      [quality]\nbad_event = \"5% per month\"\ntells_us = \"10%\"\n\
                      stays_if = { silent = \"40%\", complained_unresolved = \"45%\", resolved = \"80%\", resolved_quickly = \"95%\" }";
    let proactive = "kind = \"proactive-offer\"\ntarget = { share = \"30%\", churn_multiplier = 1.5 }\ncontact = \"1 per quarter\"\naccept = \"50%\"\n\
                     effect = { churn = \"-30%\" }\ncost = { per_contact = 2 }\n\
                     offers = [{ name = \"half\", share = \"100%\", discount = \"50%\", lasts = \"3 months\" }]";
    vec![
        ("opening table", DRAWS, base(sbg, table)),
        (
            "by tenure",
            DRAWS,
            base(
                "model = \"by-tenure\"\ntable = { \"1 month\" = \"20% per month\", \"2-6 months\" = \"8% per month\", \"over 6 months\" = \"3% per month\" }",
                table,
            ),
        ),
        (
            "Weibull",
            SLOW_DRAWS,
            base("model = \"discrete-weibull\"\nrate = \"15% per month\"\nshape = 0.7", table),
        ),
        (
            "beta-discrete-Weibull",
            SLOW_DRAWS,
            base("model = \"beta-discrete-weibull\"\nalpha = 0.7\nbeta = 4\nshape = 1.2", table),
        ),
        ("desk", DRAWS, with(base(sbg, table), desk)),
        (
            "desk, any time",
            DRAWS,
            with(base(sbg, table), &format!("{desk}\nrepeat = \"any-time\"")),
        ),
        ("points", DRAWS, with(base(sbg, table), points)),
        ("reward for tenure", DRAWS, with(base(sbg, table), reward)),
        ("complaints", DRAWS, with(base(sbg, table), complaints)),
        ("proactive offer", DRAWS, with(base(sbg, table), proactive)),
    ]
}

/// Means of whole customers are the expected values, wherever the plan is linear in counts.
#[test]
fn means_of_whole_customers_are_the_expected_values() {
    for (name, draws, text) in linear_plans() {
        let page = run(&text);
        for metric in
            ["npv_horizon", "customers_end", "customers_left", "revenue_pv", "retention_spend_pv"]
        {
            mean_agrees(name, &page, &format!("baseline/metrics/{metric}"));
        }
        let figure = page.part("baseline/metrics/npv_horizon").unwrap();
        if let Some(exact) = figure["customers_sd"].as_f64() {
            sd_agrees(name, page.drawn("baseline/metrics/npv_horizon", "sd"), exact, draws, NORMAL);
        } else {
            assert!(name.starts_with("desk"), "{name} has no exact moments");
        }
    }
}

/// The minimal scenario's known answer: sd 65,543.59.
#[test]
fn the_minimal_scenario_has_its_known_spread() {
    // The known answer is printed to the cent.
    let cent = 0.005;
    let text = include_str!("../templates/init/minimal.toml");
    let page = run(&format!("{text}\n[uncertainty]\ndraws = 300\ncustomers = true\n"));
    let figure = page.part("baseline/metrics/npv_horizon").unwrap();
    let exact = figure["customers_sd"].as_f64().unwrap();
    assert!((exact - 65_543.59).abs() <= cent, "exact moments: {exact}");
    sd_agrees("minimal", page.drawn("baseline/metrics/npv_horizon", "sd"), 65_543.59, 300, NORMAL);
    mean_agrees("minimal", &page, "baseline/metrics/npv_horizon");
    mean_agrees("minimal", &page, "baseline/metrics/customers_end");
}

/// C47 and C48b: mean and standard deviation of one customer's value, whole lifetime; many customers
/// together have √n times the deviation.
#[test]
fn c47_c48b_spread_of_a_lifetime() {
    let geometric = "model = \"constant\"\nrate = \"20% per year\"".to_owned();
    let beta = |a: f64, b: f64| format!("model = \"beta-geometric\"\nalpha = {a}\nbeta = {b}");
    let cases = [
        (geometric, "12%", 350.0, 207.686790184),
        (beta(3.8, 15.2), "10%", 400.89258373, 268.975531643),
        (beta(1.6, 16.5), "10%", 645.66903641, 341.668654657),
        (beta(0.5, 2.0), "10%", 560.774949176, 389.851216338),
        (beta(2.0, 6.0), "10%", 375.497746103, 277.9564037),
    ];
    for (churn, discount, mean, sd) in cases {
        let path = "baseline/metrics/npv_horizon";
        let text = |customers: usize, years: usize, draws: usize| {
            format!(
                "{}[[segments]]\nid = \"all\"\nprice = 100\nopening_customers = {customers}\n[opening_base]\ntenure = \"new\"\n[churn]\n{churn}\n",
                head(draws, "year", years, discount)
            )
        };
        let exact = |page: &Page| page.part(path).unwrap()["customers_sd"].as_f64().unwrap();
        for customers in [1_u16, 100] {
            let n = f64::from(customers);
            // So long that what is cut off is worth nothing: 1.1^-220 = 1e-9.
            let whole = run(&text(usize::from(customers), 220, 0));
            assert!(
                near(whole.at(path), n * mean, CLOSED_FORM),
                "mean {} and {mean}",
                whole.at(path)
            );
            assert!(
                near(exact(&whole), n.sqrt() * sd, CLOSED_FORM),
                "exact moments {} and {sd}",
                exact(&whole)
            );
            // Simulated over what is worth seeing of it.
            let draws = 1500;
            let page = run(&text(usize::from(customers), 30, draws));
            mean_agrees("lifetime", &page, path);
            let kurtosis = if customers == 1 { EXPONENTIAL } else { NORMAL };
            sd_agrees("lifetime", page.drawn(path, "sd"), exact(&page), draws, kurtosis);
            if (customers, mean) == (1, 350.0) {
                // P(L ≤ 1) = 0.2: a tenth of the customers pay once.
                assert!(near(page.drawn(path, "p10"), 100.0, CLOSED_FORM));
            }
        }
    }
}

fn survivors(draws: usize, churn: &str, chance: &str) -> Page {
    run(&format!(
        "schema = 1\n[scenario]\nid = \"survivors\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"year\"\n\
         horizon = \"12 years\"\ndiscount_rate = \"10% per year\"\nseed = 5\n[uncertainty]\ndraws = {draws}\n{chance}\n\
         [[segments]]\nid = \"all\"\nprice = 1\nopening_customers = 10000\n[opening_base]\ntenure = \"new\"\n[churn]\n{churn}\n"
    ))
}

/// C48c: one risk per customer against one risk per draw: 33.2 survivors of spread, or 1,317.8.
#[test]
fn c48c_one_risk_per_customer_is_not_one_risk_per_draw() {
    let (path, draws) = ("baseline/metrics/customers_end", 4000);
    let own = survivors(
        draws,
        "model = \"beta-geometric\"\nalpha = 3.8\nbeta = 15.2",
        "customers = true",
    );
    mean_agrees("survivors", &own, path);
    let each = own.drawn(path, "sd");
    sd_agrees("one risk per customer", each, 33.1723638953, draws, NORMAL);
    // P10 and P90 of Beta(3.8, 15.2), to which the distribution is fitted; the base is its median.
    let shared = "model = \"constant\"\nrate = { base = \"20% per year\", low = \"9.278416572740418% per year\", high = \"32.17192272684363% per year\", dist = \"beta\" }";
    let shared = survivors(draws, shared, "customers = true\nassumptions = true");
    let (mean, all) = (shared.drawn(path, "mean"), shared.drawn(path, "sd"));
    // Survival after 12 years is skewed: S(24), S(36), S(48) give a kurtosis near 5.
    let kurtosis = 6.0;
    sd_agrees("one risk per draw", all, 1317.82747763, draws, kurtosis);
    let se = shared.drawn(path, "se");
    assert!((mean - 1258.88482722).abs() <= STANDARD_ERRORS * se, "mean {mean} ± {se}");
    let error =
        error_of_sd(39.7266677102, draws, kurtosis) + error_of_sd(39.7266677102, draws, NORMAL);
    assert!((all / each - 39.7266677102).abs() <= STANDARD_ERRORS * error, "ratio {}", all / each);
}

/// G20: lifetime is convex in churn, so the mean of lifetimes is above the lifetime at mean churn.
#[test]
fn g20_mean_lifetime_is_above_lifetime_at_mean_churn() {
    let text = |rate: &str| {
        format!(
            "{}[[segments]]\nid = \"all\"\nprice = 1\nopening_customers = 1000\n[churn]\nmodel = \"constant\"\nrate = {rate}\n",
            head(200, "month", 12, "0%").replace("customers = true", "customers = false")
        )
    };
    let page = run(&text(
        "{ base = \"4% per month\", dist = \"discrete\", values = [\"3% per month\", \"5% per month\"], weights = [0.5, 0.5] }",
    ));
    let path = "baseline/metrics/clv_runoff";
    assert!(near(page.at(path), 25.0, IDENTITY), "at mean churn: {}", page.at(path));
    let mean = page.drawn(path, "mean");
    assert!(
        (mean - 26.6666666667).abs() <= STANDARD_ERRORS * page.drawn(path, "se"),
        "mean {mean}"
    );
}

/// The stated ends are P10 and P90, the base the median; money in one period is the price itself.
#[test]
fn ranges_are_hit() {
    // 2,048 points of a scrambled Sobol sequence hold a quantile's probability to about one point.
    let (draws, points) = (2048, 2.0 / 2048.0);
    for (dist, low, base, high) in [
        ("auto", 9.0, 10.0, 14.0),
        ("normal", 9.0, 10.0, 11.0),
        ("lognormal", 8.0, 10.0, 12.5),
        ("auto", 9.5, 10.0, 10.1),
    ] {
        let text = format!(
            "{}[[segments]]\nid = \"all\"\nprice = {{ base = {base}, low = {low}, high = {high}, dist = \"{dist}\" }}\n\
             opening_customers = 1\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n",
            head(draws, "month", 1, "0%").replace("customers = true", "customers = false")
        );
        let page = run(&text);
        for (statistic, probability, stated) in
            [("p10", 0.1, low), ("p50", 0.5, base), ("p90", 0.9, high)]
        {
            let found = page.drawn("baseline/metrics/revenue_pv", statistic);
            // Slope of the quantile there: a normal's density at P10 and P90 is 0.1755, at P50 0.3989.
            let sd = (high - low) / 2.5631;
            let slope = sd / if probability == 0.5 { 0.3989 } else { 0.1755 };
            // The longer side of a two-piece distribution is up to twice as steep.
            let allowed = 2.0 * slope * points;
            assert!(
                (found - stated).abs() <= allowed,
                "{dist} {statistic}: {found}, stated {stated} ± {allowed}"
            );
        }
    }
}

/// Rank correlations are achieved: for normal values the correlation is 2 sin(πρ/6), which shows in
/// the spread of their sum.
#[test]
fn rank_correlations_are_achieved() {
    let price = "{ base = 10, low = 9, high = 11, dist = \"normal\" }";
    for rank in [-0.7, 0.0, 0.6] {
        let text = format!(
            "{}[[segments]]\nid = \"a\"\nprice = {price}\nopening_customers = 1\n[[segments]]\nid = \"b\"\nprice = {price}\nopening_customers = 1\n\
             [churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
             [[correlations]]\nbetween = [\"segments.a.price\", \"segments.b.price\"]\nrank = {rank}\n",
            head(2048, "month", 1, "0%").replace("customers = true", "customers = false")
        );
        let page = run(&text);
        let own = page.drawn("baseline/segments/a/clv", "sd");
        let sum = page.drawn("baseline/metrics/revenue_pv", "sd");
        let found = sum * sum / (2.0 * own * own) - 1.0;
        let expected = 2.0 * libm::sin(std::f64::consts::PI * rank / 6.0);
        // Sampling error of a correlation, which scrambled points only lower.
        let error = (1.0 - expected * expected) / f64::from(2048).sqrt();
        assert!(
            (found - expected).abs() <= STANDARD_ERRORS * error,
            "rank {rank}: {found}, expected {expected}"
        );
    }
}

/// Identity 19: common random numbers. Identical strategies differ by exactly 0 in every draw, with
/// both sources of chance.
#[test]
fn identical_strategies_differ_by_nothing_in_every_draw() {
    let text = format!(
        "{}[[segments]]\nid = \"all\"\nprice = {{ base = 20, low = 15, high = 22 }}\nopening_customers = 500\n[opening_base]\ntenure = \"new\"\n\
         [churn]\nmodel = \"beta-geometric\"\nalpha = {{ base = 1.5, low = 1.2, high = 2 }}\nbeta = 18\n\
         [[channels]]\nid = \"ads\"\ncustomers = 12.5\ncost_per_customer = 30\n\
         [[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\naccept = {{ base = \"20%\", low = \"10%\", high = \"30%\" }}\n\
         [[strategies]]\nid = \"baseline\"\nprogrammes = []\n[[strategies]]\nid = \"same\"\nprogrammes = []\n[[strategies]]\nid = \"desk\"\nprogrammes = [\"desk\"]\n[[strategies]]\nid = \"desk-again\"\nprogrammes = [\"desk\"]\n",
        head(100, "month", 12, "9%")
    );
    let page = run(&text);
    for statistic in ["mean", "sd", "p10", "p90"] {
        assert_eq!(page.drawn("same/metrics/incremental_npv", statistic), 0.0, "{statistic}");
        let (one, other) = (
            page.drawn("desk/metrics/incremental_npv", statistic),
            page.drawn("desk-again/metrics/incremental_npv", statistic),
        );
        assert_eq!(one.to_bits(), other.to_bits(), "{statistic}");
    }
    assert!(page.drawn("desk/metrics/incremental_npv", "sd") > 0.0);
}

/// Whole customers stay whole, whatever the programmes do to them, and every draw reconciles.
#[test]
fn customers_stay_whole() {
    let scenario = scenario(&whole());
    let values = scenario.base_values();
    let events: Vec<f64> = scenario.strategies[0].business.events.iter().map(|_| 1.0).collect();
    for place in 0..scenario.strategies.len() {
        let business = &scenario.strategies[place].business;
        let adjust = Adjust::none(business.channels.len(), business.programmes.len());
        let plan = build(&scenario, place, &values, &adjust, &events, Precision::Draw);
        let expected = project(&plan);
        for draw in 0..3 {
            let run = project_whole(&plan, &expected, draw);
            for t in 0..plan.periods {
                for s in 0..plan.segments.len() {
                    let counts =
                        [run.opening[s][t], run.returned[s][t], run.left[s][t], run.closing[s][t]];
                    assert!(
                        counts.iter().all(|count| count.fract() == 0.0 && *count >= 0.0),
                        "{counts:?}"
                    );
                }
                assert!(run.joined.iter().all(|block| block[t].fract() == 0.0));
                let of = |series: &[Vec<f64>]| Projection::total(series, t);
                let moved = of(&run.opening) + of(&run.joined) + of(&run.returned) - of(&run.left);
                assert_eq!(moved, of(&run.closing), "period {t}");
            }
        }
    }
}
