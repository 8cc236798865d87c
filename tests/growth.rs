//! Bills that grow: from now on for the customers of the start, from joining for all others; what programmes
//! add; what customers of the start are billed; what of the revenue is still there after a year.

use crate::runs::{Page, expected, expected_with, near, scenario};
use tenure::findings::find;

/// Plain arithmetic in doubles.
const EXACT: f64 = 1e-12;
/// Beta mixtures against their closed form.
const CLASSES: f64 = 1e-9;

fn firm(months: usize, discount: &str, rest: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"growth\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"{discount} per month\"\ncash_timing = \"start\"\n\
         terminal_value = \"runoff\"\n{rest}"
    )
}

const OLD: &str = "[churn]\nmodel = \"constant\"\nrate = \"2% per month\"\n[[segments]]\nid = \"all\"\nprice = 100\n\
    cost_of_revenue = \"10%\"\nservice_cost = 20\nopening_customers = { \"24-35 months\" = 100 }\n\
    expansion = \"15% per year\"\n[[strategies]]\nid = \"today\"\nprogrammes = []\n";

#[track_caller]
fn at(page: &Page, path: &str, by_hand: f64, tolerance: f64) {
    let found = page.at(path);
    assert!(near(found, by_hand, tolerance), "{path}: {found}, by hand {by_hand}");
}

#[track_caller]
fn bills(page: &Page, strategy: &str, by_hand: impl Fn(usize) -> f64) {
    let revenue = page.series(&format!("{strategy}/ledger/revenue.gross"));
    for (t, found) in revenue.iter().enumerate() {
        let by_hand = by_hand(t);
        assert!(
            near(*found, by_hand, CLASSES),
            "{strategy}, period {t}: {found}, by hand {by_hand}"
        );
    }
}

/// M2: 100 customers at 100, 24 to 35 months old, 15 % a year: period 0 bills 10,000 under every strategy.
/// The values are 100 (90/(1 − 0.98 g v) − 20/(1 − 0.98 v)), and what falls within 24 months.
#[test]
fn growth_of_the_customers_of_the_start_counts_from_now_on() {
    let more = "[[strategies]]\nid = \"more\"\nprogrammes = []\nset.\"segments.all.expansion\" = \"+3 points\"\n";
    let page = expected(&firm(24, "1%", &format!("{OLD}{more}")));
    let g = libm::pow(1.15, 1.0 / 12.0);
    bills(&page, "today", |t| 10_000.0 * libm::pow(0.98 * g, t as f64));
    let g = libm::pow(1.18, 1.0 / 12.0);
    bills(&page, "more", |t| 10_000.0 * libm::pow(0.98 * g, t as f64));
    at(&page, "today/metrics/npv_horizon", 141_350.163_963_810_67, CLASSES);
    at(&page, "today/metrics/npv_runoff", 423_503.795_324_649_66, CLASSES);
    at(&page, "today/metrics/opening_base_value", 423_503.795_324_649_66, CLASSES);
    at(&page, "today/segments/all/rlv/24", 4_235.037_953_246_497, CLASSES);
}

/// 100 customers of 30 months and 10 joiners a month, shifted beta-geometric with alpha 1.5 and beta 6; the
/// figures are those of a loop over periods and cohorts to where nothing is left, in another language.
#[test]
fn joiners_grow_from_joining_and_run_off_goes_on_growing() {
    let rest = "[churn]\nmodel = \"beta-geometric\"\nalpha = 1.5\nbeta = 6\n[[segments]]\nid = \"all\"\nprice = 100\n\
        cost_of_revenue = \"10%\"\nservice_cost = 20\nopening_customers = { \"30 months\" = 100 }\n\
        expansion = \"15% per year\"\n[[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 50\n";
    let page = expected(&firm(36, "2%", rest));
    at(&page, "baseline/metrics/npv_horizon", 239_598.584_503_344_73, CLASSES);
    at(&page, "baseline/metrics/npv_runoff", 400_361.079_236_842_5, CLASSES);
}

/// 15 % a year outrun 1 % a month where some customers hardly ever leave; without them they do not.
#[test]
fn run_off_is_absent_where_growth_outruns_the_discount_rate() {
    let rest = OLD.replace(
        "model = \"constant\"\nrate = \"2% per month\"",
        "model = \"beta-geometric\"\nalpha = 1.5\nbeta = 30",
    );
    let slow = "[[strategies]]\nid = \"slow\"\nprogrammes = []\nset.\"segments.all.expansion\" = \"3% per year\"\n";
    let page = expected(&firm(24, "1%", &format!("{rest}{slow}")));
    assert!(page.number("today/metrics/npv_runoff").is_none());
    assert!(page.part("today/metrics/npv_runoff_why").is_some());
    assert!(page.number("slow/metrics/npv_runoff").is_some());
    assert!(page.number("today/metrics/npv_horizon").is_some());
}

/// What a programme of ramp 3 adds from March to August, to 40 % of customers, a quarter of it selection.
fn added(t: usize) -> (f64, f64) {
    let ramp = if (2..8).contains(&t) { ((t - 1) as f64 / 3.0).min(1.0) } else { 0.0 };
    let reach = 0.4 * 0.75 * ramp;
    (reach * (libm::pow(1.06, 1.0 / 12.0) - 1.0), reach * -(1.0 - libm::pow(0.95, 1.0 / 12.0)))
}

const TEAM: &str = "[[channels]]\nid = \"ads\"\ncustomers = 20\ncost_per_customer = 50\n\
    [[programmes]]\nid = \"team\"\nkind = \"effect\"\nreach = \"40%\"\nramp = \"3 months\"\nstarts = 2026-03-01\n\
    stops = 2026-09-01\neffect = { expansion = \"6% per year\", contraction = \"-5% per year\", selection = \"25%\" }\n";

/// Revenue of 100 customers of the start and 20 joiners a month at 100 whose bills grow by g(u) from u to u+1.
fn grown(t: usize, g: impl Fn(usize) -> f64) -> f64 {
    let product = |from: usize| (from..t).map(&g).product::<f64>();
    let joined: f64 = (0..=t).map(|j| 20.0 * libm::pow(0.98, (t - j) as f64) * product(j)).sum();
    100.0 * (100.0 * libm::pow(0.98, t as f64) * product(0) + joined)
}

/// M20: rates are added, sign kept; contraction never falls below 0; what has been gained stays in the bill.
#[test]
fn a_programme_changes_how_bills_grow_while_it_runs() {
    let old = OLD.replace("15% per year", "3% per year\"\ncontraction = \"1% per year");
    let with = "[[strategies]]\nid = \"team\"\nprogrammes = [\"team\"]\n";
    let page = expected(&firm(18, "1%", &format!("{old}{TEAM}{with}")));
    let (e, c) = (libm::pow(1.03, 1.0 / 12.0) - 1.0, 1.0 - libm::pow(0.99, 1.0 / 12.0));
    bills(&page, "today", |t| grown(t, |_| 1.0 + e - c));
    let g = |u: usize| 1.0 + (e + added(u).0).max(0.0) - (c + added(u).1).clamp(0.0, 1.0);
    // At full reach 0.3 × 5 % a year is more than the 1 % there is.
    assert!((c + added(5).1) < 0.0);
    bills(&page, "team", |t| grown(t, g));
    // From September on the rate is as stated and what was gained stays.
    let revenue = page.series("team/ledger/revenue.gross");
    assert!(revenue[17] > page.series("today/ledger/revenue.gross")[17]);
}

/// Under `against` a segment grows as stated, whatever runs there; without it the change is missing.
#[test]
fn the_growth_that_was_observed_has_the_programmes_of_against_in_it() {
    let old = OLD.replace("programmes = []", "programmes = [\"team\"]");
    let without = "[[strategies]]\nid = \"without\"\nprogrammes = []\n";
    let page = expected(&firm(18, "1%", &format!("{old}{TEAM}{without}")));
    let e = libm::pow(1.15, 1.0 / 12.0) - 1.0;
    bills(&page, "today", |t| grown(t, |_| 1.0 + e));
    bills(&page, "without", |t| grown(t, |u| 1.0 + e - added(u).0 + added(u).1));
}

/// M1 with M20: over 6 months a programme adds 6 % a year to 8 %. Under stop what was gained until T stays and the rate is
/// again as stated; under go-on it goes on. Without what `against` runs the rate is lower until T: then that takes over
/// under stop, never under go-on. 100 customers, of whom 98 % stay, 90 of 100 kept, 20 for service.
#[test]
fn after_the_horizon_bills_grow_by_the_programmes_that_run_then() {
    let old = OLD.replace("15% per year", "8% per year");
    let team = "[[programmes]]\nid = \"team\"\nkind = \"effect\"\neffect = { expansion = \"6% per year\" }\n";
    let root = |rate: f64| libm::pow(rate, 1.0 / 12.0);
    let added = root(1.06) - 1.0;
    let (v, horizon) = (1.0 / 1.01, 6);
    // Bills grow by `first` until T, by `later` from then on.
    let worth = |first: f64, later: f64| {
        let lost = |g: f64| 0.98 * g * v;
        let until = (0..horizon).map(|t| libm::pow(lost(first), f64::from(t))).sum::<f64>();
        let after = libm::pow(lost(first), f64::from(horizon)) / (1.0 - lost(later));
        100.0 * (90.0 * (until + after) - 20.0 / (1.0 - lost(1.0)))
    };
    let with = "[[strategies]]\nid = \"team\"\nprogrammes = [\"team\"]\n";
    let page = expected(&firm(6, "1%", &format!("{old}{team}{with}")));
    let (stated, more) = (root(1.08), root(1.08) + added);
    at(&page, "today/metrics/npv_stop", worth(stated, stated), CLASSES);
    at(&page, "team/metrics/npv_stop", worth(more, stated), CLASSES);
    at(&page, "team/metrics/npv_go_on", worth(more, more), CLASSES);
    let old = old.replace("programmes = []", "programmes = [\"team\"]");
    let without = "[[strategies]]\nid = \"without\"\nprogrammes = []\n";
    let page = expected(&firm(6, "1%", &format!("{old}{team}{without}")));
    let less = root(1.08) - added;
    at(&page, "today/metrics/npv_stop", worth(stated, stated), CLASSES);
    at(&page, "today/metrics/npv_go_on", worth(stated, stated), CLASSES);
    at(&page, "without/metrics/npv_stop", worth(less, stated), CLASSES);
    at(&page, "without/metrics/npv_go_on", worth(less, less), CLASSES);
}

/// Customers of the start with bills by tenure share what hazards and costs make of them with joiners, who pay the
/// price: 100 of 0 and 100 of 12 months at 50 and 80, 10 joiners a month at 100.
#[test]
fn bills_of_the_start_leave_joiners_their_own_worth() {
    let rest = "[churn]\nmodel = \"constant\"\nrate = \"2% per month\"\n[[segments]]\nid = \"all\"\nprice = 100\n\
        opening_price = { by_tenure = { \"1-11 months\" = 50, \"over 11 months\" = 80 } }\nservice_cost = 20\n\
        opening_customers = { \"0 months\" = 100, \"12 months\" = 100 }\n[[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 0\n";
    let page = expected(&firm(6, "1%", rest));
    let v = 1.0 / 1.01;
    let life = 1.0 / (1.0 - 0.98 * v);
    let joiners: f64 = (0..6).map(|t| 10.0 * libm::pow(v, f64::from(t))).sum();
    let by_hand = life * (100.0 * (30.0 + 60.0) + 80.0 * joiners);
    at(&page, "baseline/metrics/npv_runoff", by_hand, CLASSES);
    at(&page, "baseline/metrics/clv_runoff", 80.0 * life, CLASSES);
}

/// Members' share of points, punch cards and newsletters; and only those of the block that is reached.
#[test]
fn points_and_newsletters_grow_the_bills_of_those_whom_they_reach() {
    let rest = "[[channels]]\nid = \"ads\"\ncustomers = 20\ncost_per_customer = 50\n\
        [[programmes]]\nid = \"club\"\nkind = \"points\"\nmembership = { enrol = \"50%\" }\nearn = 1\nredeem = { point_value = 0 }\n\
        breakage = \"0%\"\neffect = { expansion = \"4% per year\" }\napplies_to = { origins = [\"opening\"] }\n\
        [[programmes]]\nid = \"news\"\nkind = \"newsletter\"\nsubscribers = \"25%\"\nsends = \"1 per month\"\n\
        effect = { contraction = \"-2% per year\" }\n\
        [[strategies]]\nid = \"both\"\nprogrammes = [\"club\", \"news\"]\n";
    let old = OLD.replace("15% per year", "0% per year\"\ncontraction = \"3% per year");
    let page = expected(&firm(12, "1%", &format!("{old}{rest}")));
    let club = 0.5 * (libm::pow(1.04, 1.0 / 12.0) - 1.0);
    let c = 1.0 - libm::pow(0.97, 1.0 / 12.0) - 0.25 * (1.0 - libm::pow(0.98, 1.0 / 12.0));
    let alive = |k: usize| libm::pow(0.98, k as f64);
    bills(&page, "both", |t| {
        let joined: f64 = (0..=t).map(|k| 20.0 * alive(k) * libm::pow(1.0 - c, k as f64)).sum();
        100.0 * (100.0 * alive(t) * libm::pow(1.0 + club - c, t as f64) + joined)
    });
}

const PRICED: &str = "[churn]\nmodel = \"constant\"\nrate = \"2% per month\"\n[[segments]]\nid = \"all\"\nprice = PRICE\n\
    opening_customers = { \"6 months\" = 100, \"30 months\" = 50 }\nexpansion = \"3% per year\"\nOPENING\n\
    [[channels]]\nid = \"ads\"\ncustomers = 20\ncost_per_customer = 50\n[[strategies]]\nid = \"today\"\nprogrammes = []\n\
    [[strategies]]\nid = \"dear\"\nprogrammes = []\nset.\"segments.all.price\" = \"x1.1\"\n";

fn priced(price: &str, opening: &str) -> Page {
    let rest = PRICED.replace("PRICE", price).replace("OPENING", opening);
    expected(&firm(18, "1%", &rest))
}

/// A number moves with `price`, of the strategy and by dates: price(t) × 80/100. Joiners pay the price.
#[test]
fn a_number_for_the_customers_of_the_start_moves_with_the_price() {
    let dated = "{ schedule = { 2026-01-01 = 100, 2026-07-01 = 120 } }";
    let page = priced(dated, "opening_price = 80");
    let g = libm::pow(1.03, 1.0 / 12.0);
    let kept = |k: usize| libm::pow(0.98 * g, k as f64);
    for (strategy, factor) in [("today", 1.0), ("dear", 1.1)] {
        bills(&page, strategy, |t| {
            let price = factor * if t < 6 { 100.0 } else { 120.0 };
            let joined: f64 = (0..=t).map(|k| 20.0 * kept(k)).sum();
            price * (150.0 * 0.8 * kept(t) + joined)
        });
    }
    // A new customer pays the price: with bills of 100 for all it is worth as much.
    let same = priced(dated, "");
    at(&page, "today/metrics/clv", same.at("today/metrics/clv"), EXACT);
    at(&page, "today/metrics/clv_runoff", same.at("today/metrics/clv_runoff"), EXACT);
}

/// A schedule is the bill itself; it moves with what the strategy changes, not with the price's own dates.
#[test]
fn a_schedule_for_the_customers_of_the_start_is_the_bill_itself() {
    let dated = "{ schedule = { 2026-01-01 = 100, 2026-07-01 = 120 } }";
    let page = priced(dated, "opening_price = { schedule = { 2026-01-01 = 80, 2026-04-01 = 90 } }");
    let g = libm::pow(1.03, 1.0 / 12.0);
    let kept = |k: usize| libm::pow(0.98 * g, k as f64);
    for (strategy, factor) in [("today", 1.0), ("dear", 1.1)] {
        bills(&page, strategy, |t| {
            let price = if t < 6 { 100.0 } else { 120.0 };
            let old = if t < 3 { 80.0 } else { 90.0 };
            let joined: f64 = (0..=t).map(|k| 20.0 * kept(k)).sum();
            factor * (150.0 * old * kept(t) + price * joined)
        });
    }
}

/// By tenure: that of the start counts. Prices by tenure: 100 in the first year, 140 later. Those of 6 months
/// paid 70 at 100 and pay 98 at 140; those of 30 months pay 126 at 140. Both with 20 % VAT.
#[test]
fn customers_of_the_start_may_pay_by_tenure_and_with_vat() {
    let tenured = "{ by_tenure = { \"1-12 months\" = 100, \"over 12 months\" = 140 } }";
    let own = "opening_price_incl_vat = { by_tenure = { \"1-24 months\" = 84, \"over 24 months\" = 151.2 } }\nvat = \"20%\"";
    let page = priced(tenured, own);
    let g = libm::pow(1.03, 1.0 / 12.0);
    let kept = |k: usize| libm::pow(0.98 * g, k as f64);
    let price = |k: usize| if k < 12 { 100.0 } else { 140.0 };
    let old = |t: usize| {
        kept(t) * (100.0 * 70.0 * price(6 + t) / 100.0 + 50.0 * 126.0 * price(30 + t) / 140.0)
    };
    let joined = |t: usize| (0..=t).map(|k| 20.0 * kept(k) * price(k)).sum::<f64>();
    bills(&page, "today", |t| old(t) + joined(t));
    // Run-off: after period 17 all of the start pay 140 × their own factor, and joiners come of age.
    let v = 1.0 / 1.01;
    let value = |t: usize| {
        let joined: f64 = (0..18).map(|j| 20.0 * kept(t - j) * price(t - j)).sum();
        libm::pow(v, t as f64) * (old(t) + joined)
    };
    let run_off: f64 = (18..6000).map(value).sum();
    let horizon = page.at("today/metrics/npv_horizon");
    at(&page, "today/metrics/npv_runoff", horizon + run_off, CLASSES);
    let lives: f64 = (0..6000).map(|t| libm::pow(v, t as f64) * old(t)).sum();
    at(&page, "today/metrics/opening_base_value", lives, CLASSES);
}

/// `opening_basket` where customers buy by visits: 4 visits of 9, where new customers pay 10.
#[test]
fn customers_of_the_start_may_have_a_basket_of_their_own() {
    let rest = "[purchase]\nmodel = \"visits\"\n[[segments]]\nid = \"all\"\nvisits = \"4 per month\"\nbasket = 10\n\
        opening_basket = 9\nopening_customers = 100\nchurn = \"2% per month\"\n\
        [[channels]]\nid = \"ads\"\ncustomers = 20\ncost_per_customer = 5\n";
    let page = expected(&firm(6, "1%", rest));
    bills(&page, "baseline", |t| {
        let alive = |k: usize| libm::pow(0.98, k as f64);
        4.0 * (9.0 * 100.0 * alive(t) + 10.0 * 20.0 * (0..=t).map(alive).sum::<f64>())
    });
}

/// Draws of whole customers and exact moments have the same bills.
#[test]
fn draws_have_the_bills_of_the_expected_run() {
    let dated = "{ schedule = { 2026-01-01 = 100, 2026-07-01 = 120 } }";
    for opening in [
        "opening_price = 80",
        "opening_price = { by_tenure = { \"1-24 months\" = 80, \"over 24 months\" = 95 } }",
    ] {
        let rest = PRICED.replace("PRICE", dated).replace("OPENING", opening);
        let text =
            format!("{}[uncertainty]\ndraws = 400\ncustomers = true\n", firm(18, "1%", &rest));
        let page = Page::of(&find(&scenario(&text)));
        for metric in ["npv_horizon", "npv_runoff", "nrr"] {
            let path = format!("today/metrics/{metric}");
            let (mean, se) = (page.drawn(&path, "mean"), page.drawn(&path, "se"));
            let expected = page.at(&path);
            assert!(
                (mean - expected).abs() <= 4.0 * se + 1e-9 * expected.abs(),
                "{metric}: {mean} ± {se}, {expected}"
            );
        }
        let (sd, exact) = (
            page.drawn("today/metrics/npv_horizon", "sd"),
            page.drawn("today/metrics/npv_horizon", "customers_sd"),
        );
        assert!((sd / exact - 1.0).abs() < 4.0 / (2.0 * 400.0_f64).sqrt(), "{sd}, exact {exact}");
    }
}

/// 100 customers, 2 % leave a month; 3 % a year grown, 1 % shrunk; the price rises by 20 % in July and falls by
/// a tenth in October: all of it by hand over 12 months.
#[test]
fn gross_and_net_retention_know_moves_of_the_price() {
    let rest = "[churn]\nmodel = \"constant\"\nrate = \"2% per month\"\n[[segments]]\nid = \"all\"\n\
        price = { schedule = { 2026-01-01 = 100, 2026-07-01 = 120, 2026-10-01 = 108 } }\n\
        opening_customers = 100\nexpansion = \"3% per year\"\ncontraction = \"1% per year\"\n";
    let page = expected(&firm(12, "1%", rest));
    let (e, c) = (libm::pow(1.03, 1.0 / 12.0) - 1.0, 1.0 - libm::pow(0.99, 1.0 / 12.0));
    let price = |t: usize| [100.0, 120.0, 108.0][usize::from(t >= 6) + usize::from(t >= 9)];
    let list = |t: usize| 100.0 * libm::pow(0.98 * (1.0 + e - c), t as f64) * price(t);
    let billed: f64 = (0..12).map(list).sum();
    let (mut risen, mut cut) = (0.0, 0.0);
    for t in 0..11 {
        let moved = list(t) * 0.98 * (1.0 + e - c) * (price(t + 1) / price(t) - 1.0);
        risen += f64::max(moved, 0.0);
        cut += f64::max(-moved, 0.0);
    }
    let year = |kept: f64| libm::pow(kept, 12.0);
    at(&page, "baseline/metrics/grr", year(0.98 * (1.0 - c) - cut / billed), EXACT);
    at(&page, "baseline/metrics/nrr", year(0.98 * (1.0 + e - c) + (risen - cut) / billed), EXACT);
    at(&page, "baseline/metrics/nrr_constant_price", year(0.98 * (1.0 + e - c)), EXACT);
    at(&page, "baseline/metrics/revenue_churn_period", 1.0 - 0.98 * (1.0 - c), EXACT);
    at(&page, "baseline/metrics/revenue_churn_annual", 1.0 - year(0.98 * (1.0 - c)), EXACT);
}

/// Those whom a desk saves are not lost revenue: all of a half of the leavers stay.
#[test]
fn saved_customers_are_no_lost_revenue() {
    let desk = "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nreach = \"50%\"\naccept = \"100%\"\n\
        [[programmes.offers]]\nname = \"thanks\"\ngift_cost = 1\nlasts = \"1 month\"\n\
        [[strategies]]\nid = \"desk\"\nprogrammes = [\"desk\"]\n";
    let old = OLD.replace("expansion = \"15% per year\"\n", "");
    let page = expected_with(&firm(1, "1%", &format!("{old}{desk}")), &[]);
    at(&page, "desk/metrics/revenue_churn_period", 0.01, EXACT);
    at(&page, "today/metrics/revenue_churn_period", 0.02, EXACT);
}
