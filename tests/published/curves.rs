//! Churn curves: projection, heterogeneity, residual lifetimes, bases of existing customers.

use super::{THREE_DIGITS, Within, agree, exactly, meets, page};

/// Fader & Hardie 2007, Appendix B, at the fitted parameters.
#[test]
fn c11_projection_of_the_shifted_beta_geometric() {
    agree(&["c11"]);
}

/// Fader & Hardie, spreadsheet guide: churn by year and retention in year 12 at the least-squares
/// parameters.
#[test]
fn c13_churn_falls_with_tenure() {
    agree(&["c13"]);
    let survival = page("c13").series("baseline/segments/all/survival");
    let churn = |t: usize| 1.0 - survival[t] / survival[t - 1];
    for (t, printed) in [0.371333, 0.249426, 0.187779, 0.150566, 0.125663].into_iter().enumerate() {
        meets("churn", churn(t + 1), printed, Within::Absolute(THREE_DIGITS));
    }
    meets("r(12)", 1.0 - churn(12), 0.941763, Within::Absolute(THREE_DIGITS));
}

/// Fader, Hardie et al. 2018; own fit of seven years; at the fitted parameters.
#[test]
fn c15_projection_of_the_beta_discrete_weibull() {
    agree(&["c15", "c15c"]);
}

/// shifted_beta_geometric_py, README; G04 closed form.
#[test]
fn c17_g04_residual_lifetime_by_tenure() {
    agree(&["c17-g04"]);
}

/// Fader & Hardie workshop, day 2, slides 167–171.
#[test]
fn c19_a_blended_rate_undervalues_the_base() {
    agree(&["c19"]);
    let page = page("c19");
    let value = page.at("baseline/metrics/opening_base_value");
    let blended = page.at("baseline/metrics/opening_base_value_constant_churn");
    exactly("due at once", value * 1.1, 207_437.578259);
    exactly("blended, due at once", blended * 1.1, 182_291.684995);
    exactly("undervaluation", 1.0 - blended / value, 0.121221494559);
}

/// Closed forms: means of geometric and shifted beta-geometric lifetimes, and of survivors.
#[test]
fn c47_c48b_c48c_means_of_lifetimes() {
    agree(&["c47", "c48b-0-5-2-0", "c48b-1-6-16-5", "c48b-2-0-6-0", "c48b-3-8-15-2", "c48c"]);
}

/// Closed form: the sum of survival is infinite for alpha of at most 1.
#[test]
fn g05_an_infinite_lifetime_is_refused() {
    agree(&["g05-finite", "g05-infinite"]);
    let page = page("g05-infinite");
    let why = page.part("baseline/metrics/ltv_undiscounted_why").and_then(|why| why.as_str());
    assert!(why.is_some_and(|why| why.contains("infinite")), "{why:?}");
}

/// Panel of streaming cancels; the multiplier acts on log-survival.
#[test]
fn p04_second_lives_are_shorter() {
    agree(&["p04"]);
}

/// Closed form: an effect inside the classes, against the same on the blended curve.
#[test]
fn p10_effects_act_inside_the_classes() {
    agree(&["p10", "p10b"]);
    let blended = page("p10b").series("baseline/segments/all/survival")[12];
    let within = page("p10b").series("care/segments/all/survival")[12];
    exactly("gain within", within - blended, 0.0297456235499);
    exactly("gain on the blended curve", libm::pow(blended, 0.9) - blended, 0.0380238609482);
}

/// Identity 3: heterogeneity that goes to nothing is constant churn.
#[test]
fn identity_3_concentrated_risks_are_constant_churn() {
    agree(&["id3-1", "id3-10", "id3-100", "id3-10000"]);
}
