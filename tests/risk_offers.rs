//! Offers to the riskiest: who is targeted, what it does inside the classes, and what each class pays.

use crate::runs::{Page, expected, near, run};

/// A step at a threshold is met by a few classes to so much.
const THRESHOLD: f64 = 0.01;
/// The program's own identities.
const IDENTITY: f64 = 1e-9;

fn firm(months: usize, churn: &str, programmes: &str, strategies: &str) -> String {
    format!(
        "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"month\"\n\
         horizon = \"{months} months\"\ndiscount_rate = \"10% per year\"\nafter_horizon = \"go-on\"\ncash_timing = \"mid-period\"\n\
         [churn]\n{churn}\nreasons = {{ price = \"60%\", other = \"40%\" }}\n\
         [[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 10000\ncost_of_revenue = \"20%\"\n[opening_base]\ntenure = \"new\"\n\
         {programmes}\n{strategies}"
    )
}

const MIXED: &str = "model = \"beta-geometric\"\nalpha = 1.2\nbeta = 10";

const PAIR: &str = "[[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"with\"\nprogrammes = [\"nudge\"]\n";

fn nudge(target: &str, rest: &str) -> String {
    format!(
        "[[programmes]]\nid = \"nudge\"\nkind = \"proactive-offer\"\ntarget = {{ {target} }}\ncontact = \"1 per month\"\n\
         accept = \"40%\"\neffect = {{ churn = \"-40%\" }}\ncost = {{ per_contact = 0.5 }}\n{rest}\n"
    )
}

const OFFERS: &str = "offers = [{ name = \"half\", share = \"70%\", discount = \"50%\", lasts = \"2 months\" }, { name = \"gift\", share = \"30%\", gift_cost = 3, lasts = \"1 month\" }]\n";

/// 10,000 new customers, the riskiest fifth contacted each month, 40 % off their log-survival: a program with
/// 80,000 points of Beta(1.2, 10) in place of classes keeps 9,109.755 after a month, 4,256.304 after a year and
/// 1,762.475 after three, and gains 154,753.2 at a price of 20 and no cost but 0.5 a contact.
#[test]
fn the_riskiest_are_kept_and_no_others() {
    let text = firm(36, MIXED, &nudge("by = \"risk\", share = \"20%\"", ""), PAIR)
        .replace("cost_of_revenue = \"20%\"\n", "");
    let page = expected(&text);
    let closing = page.series("with/series/closing");
    for (t, continuum) in [(0, 9_109.755_36), (11, 4_256.303_71), (35, 1_762.475_16)] {
        assert!(near(closing[t], continuum, 1e-3), "{t}: {} {continuum}", closing[t]);
    }
    let gain = page.at("with/metrics/npv_horizon") - page.at("none/metrics/npv_horizon");
    assert!(near(gain, 154_753.2, THRESHOLD), "{gain}");
    // A fifth of all who are billed is contacted, whoever they are.
    let billed = page.series("with/series/opening");
    let contacts = page.series("with/ledger/retention.nudge.contact");
    for (billed, contacts) in billed.iter().zip(&contacts) {
        assert!(near(0.2 * 0.5 * billed, *contacts, IDENTITY), "{billed} {contacts}");
    }
}

/// Whom all are targeted, all are targeted alike: the road through the classes and the plain one agree in
/// every figure, beside a desk and a recovery on some of the reasons, with offers that give money and gifts.
#[test]
fn everybody_targeted_is_everybody_alike() {
    let beside = "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nacts_on = [\"price\"]\naccept = \"50%\"\nwould_have_stayed = \"20%\"\n\
        after_save = { churn_multiplier = 2, fades_over = \"4 months\" }\ncost = { per_contact = 4 }\n\
        offers = [{ name = \"third\", share = \"100%\", discount = \"30%\", lasts = \"3 months\" }]\n\
        [[programmes]]\nid = \"card\"\nkind = \"payment-recovery\"\nacts_on = [\"other\"]\nrecover = \"30%\"\ncost = { per_contact = 1 }\n";
    let strategies = "[[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"with\"\nprogrammes = [\"nudge\", \"desk\", \"card\"]\n";
    let page = |target: &str, repeat: &str| {
        let offer = format!("acts_on = [\"price\"]\n{OFFERS}");
        let beside = beside.replace("accept", &format!("{repeat}accept"));
        expected(&firm(12, MIXED, &format!("{}{beside}", nudge(target, &offer)), strategies))
    };
    for repeat in ["", "repeat = \"any-time\"\n"] {
        let (risk, all) = (page("by = \"risk\"", repeat), page("by = \"random\"", repeat));
        for figure in [
            "metrics/npv_horizon",
            "metrics/npv_runoff",
            "metrics/opening_base_value",
            "metrics/clv",
            "metrics/clv_runoff",
            "metrics/customers_end",
            "segments/all/rlv/0",
            "segments/all/rlv/5",
            "programmes/nudge/cost_pv",
            "programmes/nudge/takers",
            "programmes/desk/cost_pv",
            "programmes/card/cost_pv",
            "reasons/0/left",
            "reasons/1/left",
        ] {
            let [one, other] = [&risk, &all].map(|page| page.at(&format!("with/{figure}")));
            assert!(near(one, other, IDENTITY), "{figure}: {one} {other}");
        }
    }
}

/// Where nobody differs the riskiest are anybody.
#[test]
fn nobody_is_riskier_where_all_are_alike() {
    let churn = "model = \"constant\"\nrate = \"6% per month\"";
    let page = |by: &str| {
        let target = format!("by = \"{by}\", share = \"30%\"");
        expected(&firm(12, churn, &nudge(&target, OFFERS), PAIR))
    };
    let (risk, random) = (page("risk"), page("random"));
    assert_eq!(risk.series("with/series/closing"), random.series("with/series/closing"));
    assert_eq!(risk.at("with/metrics/npv"), random.at("with/metrics/npv"));
}

/// Where the figures were observed with the offers, they leave as observed under them, and the riskiest leave
/// sooner without.
#[test]
fn what_was_observed_is_backed_out_where_the_risk_is() {
    let target = "by = \"risk\", share = \"20%\"";
    let three = format!(
        "{PAIR}[[strategies]]\nid = \"same\"\nprogrammes = [\"nudge\"]\n[comparison]\nagainst = \"with\"\n"
    );
    let page = expected(&firm(24, MIXED, &nudge(target, OFFERS), &three));
    let closing = page.series("with/series/closing");
    let mut survival = 10_000.0;
    for (t, closing) in closing.iter().enumerate() {
        survival *= (10.0 + t as f64) / (11.2 + t as f64);
        assert!(near(*closing, survival, IDENTITY), "{t}: {closing} {survival}");
    }
    for metric in ["npv", "npv_runoff", "clv_runoff", "customers_end"] {
        let [with, same] = ["with", "same"].map(|id| page.at(&format!("{id}/metrics/{metric}")));
        assert!(near(with, same, IDENTITY), "{metric}: {with} {same}");
    }
    // In the first month the riskiest fifth have 1/0.6 of the log-survival without: from a program with 80,000
    // points of Beta(1.2, 10).
    let without = page.series("none/series/closing");
    assert!(near(without[0], FIRST_MONTH_WITHOUT, 1e-3), "{}", without[0]);
    assert!(without.iter().zip(&closing).all(|(none, with)| none < with));
}

const FIRST_MONTH_WITHOUT: f64 = 8_672.82;

/// The values of the base, of a customer and of what is left of a life are one value, and a longer horizon
/// changes it by no more than what is not followed for ever.
#[test]
fn values_follow_who_is_targeted() {
    let of = |months: usize| {
        expected(&firm(months, MIXED, &nudge("by = \"risk\", share = \"20%\"", OFFERS), PAIR))
    };
    let (short, long) = (of(12), of(48));
    let value = short.at("with/metrics/npv_runoff");
    let customer = 10_000.0 * short.at("with/metrics/clv_runoff");
    let residual = 10_000.0 * short.at("with/segments/all/rlv/0");
    for (what, found) in [
        ("base", short.at("with/metrics/opening_base_value")),
        ("customer", customer),
        ("residual", residual),
    ] {
        assert!(near(found, value, IDENTITY), "{what}: {found} {value}");
    }
    assert!(near(long.at("with/metrics/npv_runoff"), value, 1e-5));
}

/// Draws have fewer classes and say the same to a hundredth.
#[test]
fn draws_see_the_same_threshold() {
    let page: Page = run(&firm(
        24,
        MIXED,
        &nudge("by = \"risk\", share = \"20%\"", OFFERS).replace(
            "per_contact = 0.5",
            "per_contact = { base = 0.5, low = 0.499, high = 0.501 }",
        ),
        &format!("{PAIR}[uncertainty]\ndraws = 64\n"),
    ));
    let path = "with/metrics/incremental_npv";
    assert!(near(page.drawn(path, "mean"), page.at(path), THRESHOLD));
}
