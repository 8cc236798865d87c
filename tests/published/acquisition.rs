//! Where customers come from: response forms, word of mouth, the leaky bucket, the best mix of
//! finding and keeping.

use super::{OPTIMISER, Within, agree, exactly, meets, page, text};
use crate::runs::expected_with;

/// Blattberg & Deighton 1996, inputs of a public reference test; identity of Pfeifer 2005: at the
/// optimum marginal cost to acquire = marginal cost to retain = CLV. The optimum's spends are given.
#[test]
fn c24_g09_at_the_optimum_marginal_returns_are_one() {
    agree(&["c24", "g09"]);
    let page = page("c24");
    let (average, marginal) = (
        page.at("optimum/channels/prospects/cac_average"),
        page.at("optimum/channels/prospects/cac_marginal"),
    );
    // Averages say nothing: 36.99 to acquire against 31.27 to retain, at an exact optimum.
    meets("average", average, 36.9880828254, Within::Relative(OPTIMISER));
    meets("marginal", marginal, page.at("optimum/metrics/clv_runoff"), Within::Relative(OPTIMISER));
}

/// Extole, "How to model non-viral referral".
#[test]
fn c31_referral_chains_do_not_explode_below_one() {
    agree(&["c31-80", "c31-120"]);
}

/// Closed form: the active count tends to A/(h−w); w > h has no ceiling.
#[test]
fn g06_p05_leaky_bucket() {
    agree(&["g06", "p05", "p05-wom", "p05-wom5"]);
    let settings = [("churn.rate", "\"2% per month\"")];
    let halved = expected_with(&text("p05"), &settings).at("baseline/metrics/leaky_bucket_ceiling");
    exactly("churn halved", halved, 500_000.0);
    let settings = [("channels.ads.customers", "20000")];
    let doubled =
        expected_with(&text("p05"), &settings).at("baseline/metrics/leaky_bucket_ceiling");
    exactly("joiners doubled", doubled, 500_000.0);
}

/// Closed form: average and marginal CAC of every response form, carry-over.
#[test]
fn g08_p06_average_and_marginal_cac() {
    agree(&["g08", "p06-power", "p06-scurve", "p06-carry"]);
    let page = page("g08");
    let (at, double) =
        (page.at("baseline/channels/ads/joined"), page.at("spend-500000/channels/ads/joined"));
    exactly("incremental CAC", 250_000.0 / (double - at), 112.5);
}
