//! The accounting view: points as a performance obligation, commissions as an asset.

use tenure::findings::accounting::{allocated, identities, released_share};
use tenure::findings::{Accounting, CheckVerdict, NamedLines, PointsLiability, Profit};

use super::{EXACT, Within, agree, exactly, meets, page};
use crate::runs::Page;

/// Released in a period: what the roll-forward takes out of the liability, other than by the estimate, and by it.
fn released(page: &Page, t: usize) -> f64 {
    let line = |name: &str| page.at(&format!("points/accounting/points/points/{name}/{t}"));
    line("redeemed") + line("breakage") - line("estimate")
}

fn to_the_integer(what: &str, found: f64, printed: f64) {
    meets(what, found, printed, Within::Absolute(0.5));
}

/// KPMG, Revenue: IFRS 15 handbook (2019), Examples 10A and 10B. The source rounds the allotted share to 9 %;
/// the scenarios carry the exact 8,842.30, so their releases are scaled to 9,000.
#[test]
fn c32_change_of_the_estimate() {
    exactly("allotted", allocated(100_000.0, 9_700.0), 8_842.297_174_11);
    for (expected, printed, exact) in
        [(9_900.0, 3_552.0, 3_552.014_995_31), (9_200.0, 4_140.0, 4_139.959_659_35)]
    {
        let second = 9_000.0 * released_share(4_500.0, 9_700.0);
        to_the_integer("year 2", second, 4_175.0);
        exactly("year 2", second, 4_175.257_731_96);
        let third = 9_000.0 * released_share(8_500.0, expected) - second;
        to_the_integer("year 3", third, printed);
        exactly("year 3", third, exact);
        let page = page(&format!("c32-{expected}"));
        let scaled = |t: usize| released(&page, t) * 9_000.0 / 8_842.297_174_11;
        exactly("year 2 of the scenario", scaled(1), 4_175.257_731_96);
        exactly("year 3 of the scenario", scaled(2), exact);
    }
    // Both are run by name: "c32-9900", "c32-9200".
}

/// IFRS 15, Illustrative Example 52 (IE267–IE270), all six printed integers.
#[test]
fn c33_illustrative_example_52() {
    agree(&["c33"]);
    let page = page("c33");
    let line =
        |name: &str, t: usize| page.at(&format!("points/accounting/points/points/{name}/{t}"));
    to_the_integer("goods", 100_000.0 - line("deferred", 0), 91_324.0);
    to_the_integer("points", line("deferred", 0), 8_676.0);
    to_the_integer("released in year 1", released(&page, 0), 4_110.0);
    exactly("released in year 1", released(&page, 0), 4_109.589_041_1);
    to_the_integer("liability of year 1", line("closing", 0), 4_566.0);
    to_the_integer("released in year 2", released(&page, 1), 3_493.0);
    exactly("released in year 2", released(&page, 1), 3_492.915_313_28);
    to_the_integer("liability of year 2", line("closing", 1), 1_073.0);
    let nothing = line("closing", 2) + page.at("points/programmes/points/points_liability_end");
    assert!(nothing.abs() < 1e-9, "{nothing} after the last redemption");
}

/// Starbucks, 10-Q: $ million, three quarters and one quarter to 30 June 2024, and three quarters of the year before.
#[test]
fn g01_published_roll_forwards_reconcile() {
    let view = |closing: f64| {
        let lines = PointsLiability {
            opening: vec![1_567.5, 1_818.9, 1_503.0],
            deferred: vec![11_977.1, 3_833.4, 11_280.7],
            redeemed: vec![11_761.0, 3_870.2, 11_155.4],
            breakage: vec![9.8, 8.3, 0.1],
            estimate: vec![0.0; 3],
            closing: vec![1_773.8, closing, 1_628.2],
            current: vec![1_773.8, closing, 1_628.2],
            non_current: vec![0.0; 3],
        };
        let points = vec![NamedLines { id: "card".into(), name: "Card".into(), lines }];
        Accounting { points, commissions: vec![], profit: Profit::default(), years: vec![] }
    };
    let sums = identities(&view(1_773.8), "starbucks");
    assert_eq!(sums[0].id(), "points-liability-reconciles");
    assert!(sums[0].verdict == CheckVerdict::Pass && sums[0].residual < EXACT, "{sums:?}");
    let wrong = identities(&view(1_773.7), "starbucks");
    assert_eq!(wrong[0].verdict, CheckVerdict::Fail);
}

/// Closed form: allotment, three releases with what the estimate does in each, and the points themselves.
#[test]
fn p08_points_roll_forward() {
    agree(&["p08"]);
    let page = page("p08");
    let line =
        |name: &str, t: usize| page.at(&format!("points/accounting/points/points/{name}/{t}"));
    exactly("allotted to goods", 50_000.0 - line("deferred", 0), 49_261.083_743_8);
    for (t, (release, redeemed)) in [
        (236.453_201_97, 236.453_201_97),
        (169.950_738_916, 184.729_064_039),
        (332.512_315_271, 287.356_321_839),
    ]
    .into_iter()
    .enumerate()
    {
        exactly("released", released(&page, t), release);
        exactly("of which redeemed", line("redeemed", t) + line("breakage", t), redeemed);
    }
    let all: f64 = (0..3).map(|t| released(&page, t)).sum();
    exactly("all releases", all, 738.916_256_158);
    assert!(line("closing", 2).abs() < 1e-9);
    // 36,000 points × .02 × .55 are paid, whatever was estimated before.
    let rewards: f64 = page.series("points/ledger/retention.points.reward").iter().sum();
    exactly("cash cost", rewards, 396.0);
    let effective = 0.02 * (1.0 - 0.25);
    exactly("effective discount", effective, 0.015);
}

/// Closed form: 1,200 × .96^t / Σ .96^t over 24 months.
#[test]
fn p13_commission_amortised_by_survival() {
    agree(&["p13"]);
    let page = page("p13");
    let amortised = page.series("baseline/accounting/commissions/broker/amortised");
    exactly("first year", amortised[..12].iter().sum(), 744.089_253_845);
    exactly("all of it", amortised.iter().sum(), 1_200.0);
}
