//! What the date moves: events multiply what they name, and seasons what a channel brings.

use crate::joining::{meet, meets};
use crate::runs::expected;

/// Word of mouth after bad events is multiplied as a whole by an event, and not by its `acquisition`.
#[test]
fn events_multiply_what_they_name() {
    let text = |event: &str| {
        format!(
            "schema = 1\n[scenario]\nid = \"talk\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"3 months\"\ndiscount_rate = \"10% per year\"\n\
             [[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 1000\n[churn]\nmodel = \"constant\"\nrate = \"10% per month\"\n\
             [[channels]]\nid = \"ads\"\ncustomers = 100\nword_of_mouth = {{ per_customer = \"2% per month\" }}\n\
             [[events]]\nid = \"fair\"\nstarts = 2026-02-01\nlasts = \"1 month\"\n{event}\n"
        )
    };
    let joined = |event: &str| expected(&text(event)).series("baseline/series/joined");
    // Word of mouth of period 1: 2 % of the 1,120 billed in period 0.
    meet("acquisition", &joined("acquisition = 3"), &[120.0, 300.0 + 22.4, 100.0 + 0.02 * 1330.4]);
    meet("talk", &joined("word_of_mouth = 3"), &[120.0, 100.0 + 67.2, 100.0 + 0.02 * 1175.2]);
    // With chance ½ both act to the power ½ in expected values.
    let half = joined("word_of_mouth = 4\nprobability = \"50%\"");
    assert!((half[1] - 144.8).abs() < 1e-9);
}

/// A season of a quarter is the mean of its months, and what is stated is a month of factor 1.
#[test]
fn a_season_of_a_longer_period_is_the_mean_of_its_months() {
    let text = "schema = 1\n[scenario]\nid = \"season\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-02-01\nperiod = \"quarter\"\nhorizon = \"2 quarters\"\ndiscount_rate = \"10% per year\"\n\
        [[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 0\n[churn]\nmodel = \"constant\"\nrate = \"10% per quarter\"\n\
        [[channels]]\nid = \"ads\"\nspend = 900\nresponse = { form = \"saturating\", customers = 90, ceiling = 200 }\nseasonality = { feb = 4, may = 0.4 }\n";
    let page = expected(text);
    // (4 + 1 + 1)/3 and (0.4 + 1 + 1)/3.
    meet("joined", &page.series("baseline/series/joined"), &[180.0, 72.0]);
    meet("media", &page.series("baseline/ledger/acquisition.ads.media"), &[900.0, 900.0]);
    // 1/N′(900) = e^(900a)/(200a), a = −ln(1 − 0.45)/900.
    meets(&page, "baseline/channels/ads/cac_marginal", 900.0 / (0.55 * 200.0 * -libm::log(0.55)));
}
