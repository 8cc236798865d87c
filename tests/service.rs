//! Bad events and what is done about them, each kind against its closed form in plain arithmetic
//! (`docs/model.md`, section 6).

use crate::business::strategy;
use crate::runs::{Page, expected, expected_with, near};

/// Closed forms of the model hold to this.
pub const EXACT: f64 = 1e-10;

/// A thousand customers, constant churn of 5 % a month, half of it for bad service, and a programme.
pub fn shop(programme: &str) -> String {
    [
        "schema = 1\n[scenario]\nid = \"shop\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"12 months\"\n\
         discount_rate = \"0% per year\"\n[[segments]]\nid = \"all\"\nprice = 20\nopening_customers = 1000\n\
         [opening_base]\ntenure = \"new\"\n[churn]\nmodel = \"constant\"\nrate = \"5% per month\"\n\
         [churn.reasons]\nservice = \"50%\"\nprice = \"50%\"\n\
         [quality]\nbad_event = \"4% per month\"\ntells_us = \"10%\"\nresolve = { share = \"40%\", quickly = \"30%\" }\n\
         stays_if = { silent = \"40%\", complained_unresolved = \"45%\", resolved = \"80%\", resolved_quickly = \"95%\" }\n",
        "[[programmes]]\nid = \"p\"\n",
        programme,
        "\n",
        &strategy("baseline", &[]),
        &strategy("with", &["p"]),
    ]
    .concat()
}

/// Chance of staying: (1−v)s0 + v[(1−r)s1 + r(1−k)s2 + r k s3].
pub fn stay(v: f64, r: f64, k: f64, s: [f64; 4]) -> f64 {
    (1.0 - v) * s[0] + v * ((1.0 - r) * s[1] + r * (1.0 - k) * s[2] + r * k * s[3])
}

pub const STAYS: [f64; 4] = [0.40, 0.45, 0.80, 0.95];

/// Factors on the log-survival of service and of price in each period, from the leavers of a run.
#[track_caller]
pub fn leaves(page: &Page, factors: impl Fn(usize) -> (f64, f64)) {
    let mut customers = 1000.0;
    for (t, left) in page.series("with/series/left").iter().enumerate() {
        let (service, price) = factors(t);
        let stays = libm::pow(0.95, 0.5 * service + 0.5 * price);
        let expected = customers * (1.0 - stays);
        assert!(near(*left, expected, EXACT), "period {t}: {left} left, expected {expected}");
        customers -= expected;
    }
}

pub const SORRY: &str = "kind = \"complaint-recovery\"\nask_for_complaints = { tells_us = \"30%\" }\nresolve = { share = \"80%\", quickly = \"60%\" }\n\
    offers = [\n  { name = \"replacement\", share = \"60%\", gift_cost = 9 },\n  { name = \"money back\", share = \"25%\", refund = 18 },\n\
      { name = \"coupon\", share = \"15%\", gift_cost = 8, redeem = \"60%\" },\n]\n\
    follow_up_call = { share = \"20%\", cost = 3, stays_change = \"10%\" }\nfalse_claims = \"6%\"\n\
    cost = { per_contact = 2, training_per_year = 1200 }\n";

/// The whole chain: who stays, what it costs, and where it is posted.
#[test]
fn complaints_are_answered_and_made_good() {
    let page = expected(&shop(SORRY));
    // A fifth of those who complain are called and stay 10 % more often, never more than surely.
    let called = [0.45, 0.80, 0.95].map(|s: f64| 0.8 * s + 0.2 * (1.1 * s).min(1.0));
    let after = stay(0.3, 0.8, 0.6, [0.40, called[0], called[1], called[2]]);
    let ratio = (1.0 - after) / (1.0 - stay(0.1, 0.4, 0.3, STAYS));
    leaves(&page, |_| (ratio, 1.0));
    // Of 1,000 customers in the first month 40 have a bad event, 12 complain; 6 % false claims on top.
    let complaints = 1000.0 * 0.04 * 0.3 * 1.06;
    let first = |account: &str| page.series(&format!("with/ledger/{account}"))[0];
    assert!(near(first("retention.p.contact"), complaints * (2.0 + 0.2 * 3.0), EXACT));
    let gift = 0.6 * 9.0 + 0.15 * 0.6 * 8.0;
    assert!(near(first("retention.p.reward"), complaints * 0.8 * gift, EXACT));
    assert!(near(first("revenue.p.refund"), -complaints * 0.8 * 0.25 * 18.0, EXACT));
    assert!(near(first("retention.p.fixed"), 100.0, EXACT));
    // Refunds are less revenue, and a cost of the programme.
    let revenue = page.series("with/series/revenue")[0];
    assert!(near(revenue, 20_000.0 - complaints * 0.8 * 0.25 * 18.0, EXACT));
    let names =
        ["contact", "reward", "fixed"].map(|part| format!("with/ledger/retention.p.{part}"));
    let paid: f64 = names.iter().flat_map(|name| page.series(name)).sum();
    let back: f64 = page.series("with/ledger/revenue.p.refund").iter().sum();
    assert!(near(page.at("with/programmes/p/cost_pv"), paid - back, EXACT));
    let customers: f64 = page.series("with/series/opening").iter().sum();
    let takers = customers * 0.04 * 0.3 * 1.06 * 0.8;
    assert!(near(page.at("with/programmes/p/takers"), takers, EXACT));
}

/// While a programme ramps up, only the customers it has reached live under the new chain.
#[test]
fn a_ramp_reaches_some_customers_fully() {
    let page = expected(&shop(&[SORRY, "ramp = \"4 months\""].concat()));
    let called = [0.45, 0.80, 0.95].map(|s: f64| 0.8 * s + 0.2 * (1.1 * s).min(1.0));
    let before = stay(0.1, 0.4, 0.3, STAYS);
    let after = stay(0.3, 0.8, 0.6, [0.40, called[0], called[1], called[2]]);
    leaves(&page, |t| {
        let reach = ((t + 1) as f64 / 4.0).min(1.0);
        ((1.0 - reach * after - (1.0 - reach) * before) / (1.0 - before), 1.0)
    });
}

/// What is observed under the strategy compared with already contains its programmes.
#[test]
fn observed_churn_contains_the_recovery_of_the_strategy_compared_with() {
    let text = shop(SORRY)
        .replace("id = \"baseline\"\nprogrammes = []", "id = \"baseline\"\nprogrammes = [\"p\"]")
        .replace("id = \"with\"\nprogrammes = [\"p\"]", "id = \"with\"\nprogrammes = []");
    let page = expected(&text);
    assert!(near(page.at("baseline/metrics/churn_period"), 0.05, EXACT));
    let called = [0.45, 0.80, 0.95].map(|s: f64| 0.8 * s + 0.2 * (1.1 * s).min(1.0));
    let after = stay(0.3, 0.8, 0.6, [0.40, called[0], called[1], called[2]]);
    leaves(&page, |_| ((1.0 - stay(0.1, 0.4, 0.3, STAYS)) / (1.0 - after), 1.0));
}

/// A good apology restores and does not add, unless the file says so.
#[test]
fn recovery_restores_and_does_not_add() {
    let called = "kind = \"complaint-recovery\"\nask_for_complaints = { tells_us = \"100%\" }\nresolve = { share = \"100%\", quickly = \"100%\" }\n\
                  follow_up_call = { share = \"100%\", stays_change = \"20%\" }";
    let page = expected(&shop(called));
    leaves(&page, |_| (0.0, 1.0));
    let more = shop(called).replace("[quality]\n", "[quality]\nrecovery_paradox = true\n");
    leaves(&expected(&more), |_| (0.0, 1.0));
    // Half of them called: .95 + .5 × (1.14 − .95) = 1.045 may make up for the uncalled; capped it may not.
    let half = called
        .replace("call = { share = \"100%\"", "call = { share = \"50%\"")
        .replace("tells_us = \"100%\"", "tells_us = \"50%\"");
    let base = 1.0 - stay(0.1, 0.4, 0.3, STAYS);
    let capped = 0.5 * 0.40 + 0.5 * (0.95 + 0.5 * 0.05);
    leaves(&expected(&shop(&half)), |_| ((1.0 - capped) / base, 1.0));
    let free = 0.5 * 0.40 + 0.5 * (0.95 + 0.5 * (0.95 * 1.2 - 0.95));
    let more = shop(&half).replace("[quality]\n", "[quality]\nrecovery_paradox = true\n");
    leaves(&expected(&more), |_| ((1.0 - free) / base, 1.0));
}

const SURVEY: &str = "kind = \"survey\"\nacts_on = [\"price\"]\nask = { share = \"30%\", every = \"3 months\", questions = 3 }\nanswer = \"20%\"\n\
    listens = { bad_event_change = \"-12%\", after = \"4 months\" }\nbeing_asked = { churn = \"-5%\", lasts = \"6 months\" }\nfatigue = \"4%\"\n\
    cost = { per_contact = 0.4, per_event = 0.5, fixes_per_month = 100 }\n";

/// Asking is care by itself; what is heard is mended after four months, if mending is paid for.
#[test]
fn a_survey_is_care_and_what_it_finds_is_mended() {
    let page = expected(&shop(SURVEY));
    // Two questions and three surveys a year more than one: five burdens of 4 %.
    let fresh = libm::pow(0.96, 5.0);
    let asked = |t: usize| 1.0 - libm::pow(0.7, (t + 1).min(6) as f64 / 3.0);
    let service = |t: usize| if t < 4 { 1.0 } else { 1.0 - 0.12 * fresh };
    leaves(&page, |t| (service(t), 1.0 - 0.05 * fresh * asked(t)));
    let contact = page.series("with/ledger/retention.p.contact")[0];
    assert!(near(contact, 1000.0 * 0.1 * (0.4 + 0.2 * fresh * 0.5), EXACT));
    assert!(near(page.series("with/ledger/retention.p.fixed")[0], 100.0, EXACT));
    // Nobody mends, or nobody answers: only the care is left.
    for unheard in [
        SURVEY.replace("fixes_per_month = 100", "fixes_per_month = 0"),
        SURVEY.replace("answer = \"20%\"", "answer = \"0%\""),
    ] {
        leaves(&expected(&shop(&unheard)), |t| (1.0, 1.0 - 0.05 * fresh * asked(t)));
    }
}

/// f(t) = f∞ + (f0 − f∞)e^(−kt), and back the same way when nobody watches any more.
#[test]
fn watching_daily_operations_is_learning() {
    let watch = "kind = \"quality\"\nbad_event_change = \"-40%\"\nspeed = \"0.15 per month\"";
    let learnt = |t: f64| 0.4 * (1.0 - libm::exp(-0.15 * t));
    leaves(&expected(&shop(watch)), |t| (1.0 - learnt(t as f64), 1.0));
    let stopped = [watch, "\nstarts = 2026-03-01\nstops = 2026-08-01"].concat();
    leaves(&expected(&shop(&stopped)), |t| {
        let learnt = match t {
            0..2 => 0.0,
            2..=7 => learnt(t as f64 - 2.0),
            _ => learnt(5.0) * libm::exp(-0.15 * (t as f64 - 7.0)),
        };
        (1.0 - learnt, 1.0)
    });
}

/// u(t) = u0 e^(−turnover t), on complaints and on the desk, until the next training.
#[test]
fn training_fades_with_staff_turnover() {
    let school = "kind = \"staff-training\"\nresolve_change = \"20%\"\nquickly_change = \"10%\"\naccept_change = \"25%\"\n\
                  staff_turnover = \"30% per year\"\nevery = \"5 months\"\ncost = { per_event = 400 }";
    let left = |t: usize| libm::exp(-0.025 * (t % 5) as f64);
    let base = 1.0 - stay(0.1, 0.4, 0.3, STAYS);
    let page = expected(&shop(school));
    leaves(&page, |t| {
        let after = stay(0.1, 0.4 * (1.0 + 0.2 * left(t)), 0.3 * (1.0 + 0.1 * left(t)), STAYS);
        ((1.0 - after) / base, 1.0)
    });
    let paid = page.series("with/ledger/retention.p.fixed");
    let days: Vec<usize> = (0..12).filter(|t| paid[*t] != 0.0).collect();
    assert_eq!(days, [0, 5, 10]);
    // The desk's acceptance: saved = contacts × accept × (1 − would_have_stayed).
    let desk = "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nacts_on = [\"price\"]\nreach = \"60%\"\naccept = \"24%\"\nwould_have_stayed = \"15%\"\n\
                cost = { per_contact = 1 }\n[[strategies]]\nid = \"desk\"\nprogrammes = [\"desk\"]\n[[strategies]]\nid = \"both\"\nprogrammes = [\"p\", \"desk\"]\n";
    let page = expected(&[shop(school), desk.to_owned()].concat());
    let contacts = page.series("both/ledger/retention.desk.contact");
    let saved: f64 =
        contacts.iter().enumerate().map(|(t, n)| n * 0.24 * (1.0 + 0.25 * left(t)) * 0.85).sum();
    assert!(near(page.at("both/programmes/desk/saved"), saved, EXACT));
}

/// The targeted leave more often, so an effect on them counts for more; takers hold their offer in the
/// months that follow, unless a new one restarts it.
#[test]
fn a_proactive_offer_reaches_those_who_leave_more_often() {
    let nudge = "kind = \"proactive-offer\"\nacts_on = [\"price\"]\ntarget = { share = \"20%\", churn_multiplier = 2 }\ncontact = \"1 per quarter\"\n\
                 accept = \"60%\"\neffect = { churn = \"-15%\", selection = \"20%\" }\ncost = { per_contact = 0.9, per_member = 0.1 }\n\
                 offers = [{ name = \"off\", share = \"75%\", discount = \"20%\", lasts = \"3 months\" }, { name = \"gift\", share = \"25%\", gift_cost = 5, lasts = \"1 month\" }]";
    let page = expected(&shop(nudge));
    leaves(&page, |_| (1.0, 1.0 - 0.4 * 0.15 * 0.8));
    let takers = 0.2 / 3.0 * 0.6;
    let opening = page.series("with/series/opening");
    let discounts = page.series("with/ledger/retention.p.discount");
    let gifts = page.series("with/ledger/retention.p.reward");
    for t in 0..12 {
        let held: f64 =
            (1..=t.min(3)).map(|a| takers * libm::pow(1.0 - takers, a as f64 - 1.0)).sum();
        let discount = opening[t] * 20.0 * 0.75 * 0.2 * held;
        assert!((discounts[t] - discount).abs() <= EXACT * 20.0 * opening[t], "period {t}");
        let gift = if t == 0 { 0.0 } else { opening[t] * takers * 0.25 * 5.0 };
        assert!(near(gifts[t], gift, EXACT), "period {t}: {} and {gift}", gifts[t]);
    }
    let contact = page.series("with/ledger/retention.p.contact")[0];
    assert!(near(contact, 1000.0 * 0.2 / 3.0 * 0.9, EXACT));
    assert!(near(page.series("with/ledger/retention.p.member")[0], 1000.0 * 0.2 * 0.1, EXACT));
}

/// The riskiest tenth of Beta(1, 1) leave with half of their log-survival, the others as before:
/// S(1) = ∫(1 − θ)dθ to 0.9 + ∫√(1 − θ)dθ from there on.
#[test]
fn the_riskiest_are_found_where_customers_differ() {
    let target = |by: &str| {
        format!(
            "kind = \"proactive-offer\"\ntarget = {{ share = \"10%\", by = \"{by}\" }}\ncontact = \"1 per month\"\neffect = {{ churn = \"-50%\" }}"
        )
    };
    let uniform = |by: &str| {
        let mixed = "model = \"beta-geometric\"\nalpha = 1\nbeta = 1";
        expected(&shop(&target(by)).replace("model = \"constant\"\nrate = \"5% per month\"", mixed))
    };
    let survival = |by: &str| uniform(by).series("with/segments/all/survival")[1];
    let riskiest = 0.495 + libm::pow(0.1, 1.5) / 1.5;
    // A threshold among a hundred classes.
    assert!(near(survival("risk"), riskiest, 1e-3), "{} {riskiest}", survival("risk"));
    // Of anybody a tenth of all leaving is halved: S(1) = ∫(1 − θ)^f dθ = 1/(1 + f).
    assert!(near(survival("random"), 1.0 / (2.0 - 0.5 * 0.1), 1e-9));
    // Where all are alike there are no riskiest.
    leaves(&expected(&shop(&target("risk"))), |_| (0.95, 0.95));
}

/// Two programmes on bad events multiply, and multiply with a plain effect on the same reason.
#[test]
fn programmes_on_one_reason_multiply() {
    let others = "[[programmes]]\nid = \"watch\"\nkind = \"quality\"\nbad_event_change = \"-40%\"\nspeed = \"0.15 per month\"\n\
                  [[programmes]]\nid = \"care\"\nkind = \"effect\"\nacts_on = [\"service\"]\nreach = \"50%\"\neffect = { churn = \"-10%\" }\n";
    let text =
        shop(SORRY).replace("programmes = [\"p\"]", "programmes = [\"p\", \"watch\", \"care\"]");
    let page = expected(&[text, others.to_owned()].concat());
    let called = [0.45, 0.80, 0.95].map(|s: f64| 0.8 * s + 0.2 * (1.1 * s).min(1.0));
    let after = stay(0.3, 0.8, 0.6, [0.40, called[0], called[1], called[2]]);
    let ratio = (1.0 - after) / (1.0 - stay(0.1, 0.4, 0.3, STAYS));
    leaves(&page, |t| (ratio * (1.0 - 0.4 * (1.0 - libm::exp(-0.15 * t as f64))) * 0.95, 1.0));
}

/// More of what is good never makes more customers leave.
#[test]
fn leaving_falls_with_the_main_parameters() {
    let left = |programme: &str, path: &str, value: &str| {
        let path = format!("programmes.p.{path}");
        expected_with(&shop(programme), &[(&path, value)]).at("with/metrics/customers_left")
    };
    let school =
        "kind = \"staff-training\"\nresolve_change = \"20%\"\nstaff_turnover = \"30% per year\"";
    let watch = "kind = \"quality\"\nbad_event_change = \"-40%\"\nspeed = \"0.15 per month\"";
    let nudge = "kind = \"proactive-offer\"\ntarget = { share = \"20%\" }\ncontact = \"1 per month\"\neffect = { churn = \"-15%\" }";
    let falls: [(&str, &str, [&str; 3]); 9] = [
        (SORRY, "ask_for_complaints.tells_us", ["\"0%\"", "\"40%\"", "\"100%\""]),
        (SORRY, "resolve.share", ["\"0%\"", "\"40%\"", "\"100%\""]),
        (SORRY, "resolve.quickly", ["\"0%\"", "\"40%\"", "\"100%\""]),
        (SORRY, "follow_up_call.stays_change", ["\"-10%\"", "\"0%\"", "\"30%\""]),
        (SURVEY, "listens.bad_event_change", ["\"10%\"", "\"0%\"", "\"-30%\""]),
        (SURVEY, "being_asked.churn", ["\"10%\"", "\"0%\"", "\"-30%\""]),
        (watch, "speed", ["\"0 per month\"", "\"0.1 per month\"", "\"2 per month\""]),
        (school, "resolve_change", ["\"-10%\"", "\"0%\"", "\"100%\""]),
        (nudge, "target.share", ["\"0%\"", "\"10%\"", "\"60%\""]),
    ];
    for (programme, path, values) in falls {
        let left = values.map(|value| left(programme, path, value));
        assert!(left.is_sorted_by(|a, b| a >= b), "{path}: {left:?}");
    }
}

/// A rival's offer, felt by members in part: 1 + (m − 1)(1 − damping × members).
#[test]
fn members_feel_less_of_a_rivals_offer() {
    let club = "kind = \"points\"\nmembership = { enrol = \"60%\", ramp = \"2 months\" }\n";
    let rival = "[[events]]\nid = \"rival\"\nkind = \"competitor-offer\"\nstarts = 2026-02-01\nlasts = \"4 months\"\nchurn = { price = 1.8 }\ndamped_for_members = \"50%\"\n";
    let price = |t: usize, members: f64, p: f64| {
        if (1..5).contains(&t) { libm::pow(1.0 + 0.8 * (1.0 - 0.5 * members), p) } else { 1.0 }
    };
    let page = expected(&[shop(club), rival.to_owned()].concat());
    leaves(&page, |t| (1.0, price(t, if t == 0 { 0.3 } else { 0.6 }, 1.0)));
    // It happens with 60 %: the expected engine takes the power.
    let perhaps = rival.replace("lasts", "probability = \"60%\"\nlasts");
    leaves(&expected(&[shop(club), perhaps].concat()), |t| (1.0, price(t, 0.6, 0.6)));
}

/// Customers of long standing feel less of it: here all are equally old.
#[test]
fn customers_of_long_standing_feel_less_of_a_rivals_offer() {
    let rival = "[[events]]\nid = \"rival\"\nkind = \"competitor-offer\"\nstarts = 2026-02-01\nchurn = { price = 1.8 }\ndamped_with_tenure = { \"4 months\" = \"30%\", \"8 months\" = \"75%\" }\n";
    let factor = |t: usize| match t {
        0 => 1.0,
        1..4 => 1.8,
        4..8 => 1.0 + 0.8 * 0.7,
        _ => 1.0 + 0.8 * 0.25,
    };
    let text = [shop("kind = \"effect\"\neffect = { churn = \"0%\" }"), rival.to_owned()].concat();
    let page = expected(&text);
    leaves(&page, |t| (1.0, factor(t)));
    // To the last customer: Σ S(t) × 20, undiscounted, for one who joins now.
    let stay = |t: usize| libm::pow(0.95, 0.5 + 0.5 * factor(t));
    let (mut alive, mut worth) = (1.0, 0.0);
    for t in 0..2000 {
        worth += 20.0 * alive;
        alive *= stay(t);
    }
    assert!(near(page.at("with/metrics/clv_runoff"), worth, 1e-9));
}

/// A pause charges nothing, a downgrade less; who keeps what was given pays for it afterwards.
#[test]
fn the_desk_pauses_downgrades_and_gives_what_is_paid_for_later() {
    let desk = "kind = \"save-desk\"\nacts_on = [\"price\"]\naccept = \"40%\"\nwould_have_stayed = \"0%\"\noffers = [\n\
        { name = \"pause\", share = \"50%\", pause = true, saves_cost = 1.5, lasts = \"2 months\" },\n\
        { name = \"smaller\", share = \"30%\", downgrade = \"70%\", lasts = \"4 months\" },\n\
        { name = \"channel\", share = \"20%\", gift_cost = 3, lasts = \"3 months\", keeps_paying = { share = \"25%\", price = 8, cost = 3, lasts = \"3 months\" } },\n]\n";
    let page = expected(&shop(&[desk, "stops = 2026-02-01\n"].concat()));
    // Saved in the first month, by the whole menu; they leave like the others from then on.
    let saved = page.at("with/programmes/p/saved");
    let leavers = 1000.0 * (1.0 - 0.95);
    assert!(near(saved, leavers * 0.5 * 0.4, EXACT));
    let here = |t: usize| saved * libm::pow(0.95, t as f64 - 1.0);
    let series = |name: &str| page.series(&format!("with/ledger/{name}"));
    let (discount, reward) = (series("retention.p.discount"), series("retention.p.reward"));
    let fees = series("revenue.membership_fees");
    for t in 1..12 {
        let a = t - 1;
        let given = |lasts: usize, each: f64| if a < lasts { each } else { 0.0 };
        let off = given(2, 0.5 * 20.0) + given(4, 0.3 * 6.0);
        let keeps = (3..6).contains(&a);
        let paying = if keeps { 0.2 * 0.25 } else { 0.0 };
        let gift = given(3, 0.2 * 3.0) - given(2, 0.5 * 1.5) + paying * 3.0;
        assert!((discount[t] - here(t) * off).abs() < 1e-9, "period {t}: {} discount", discount[t]);
        assert!((reward[t] - here(t) * gift).abs() < 1e-9, "period {t}: {} reward", reward[t]);
        assert!((fees[t] - here(t) * paying * 8.0).abs() < 1e-9, "period {t}: {} fees", fees[t]);
    }
}

/// Every published range names its kind, a key that is read, and its evidence.
#[test]
fn published_ranges_name_their_evidence() {
    use tenure::programme::PUBLISHED;
    for range in PUBLISHED.iter() {
        assert!(range.low < range.high && range.source.len() > 20, "{range:?}");
        assert!(
            tenure::scenario::explain::explain(&range.kind).is_some() || range.kind == "punch-card"
        );
    }
}

/// Reasons that a programme reaches through bad events are reachable, and no others.
#[test]
fn the_report_knows_which_reasons_can_be_reached() {
    let reached = |programme: &str| {
        let page = expected(&shop(programme));
        [0, 1].map(|reason| {
            let path = format!("with/reasons/{reason}/reached_here");
            page.part(&path).and_then(serde_json::Value::as_bool).unwrap()
        })
    };
    let (service, price, both, neither) =
        ([true, false], [false, true], [true, true], [false, false]);
    assert_eq!(reached(SORRY), service);
    assert_eq!(
        reached("kind = \"quality\"\nbad_event_change = \"-4%\"\nspeed = \"1 per month\""),
        service
    );
    assert_eq!(reached(SURVEY), both);
    let deaf = "kind = \"survey\"\nacts_on = [\"price\"]\nask = { share = \"30%\", every = \"3 months\" }\nbeing_asked = { churn = \"-5%\", lasts = \"6 months\" }";
    assert_eq!(reached(deaf), price);
    let silent = "kind = \"survey\"\nask = { share = \"30%\", every = \"3 months\" }\nlistens = { bad_event_change = \"-5%\" }\ncost = { fixes_per_month = 1 }";
    assert_eq!(reached(silent), service);
    let nudge = "kind = \"proactive-offer\"\nacts_on = [\"price\"]\ncontact = \"1 per month\"\neffect = { churn = \"-5%\" }";
    assert_eq!(reached(nudge), price);
    assert_eq!(reached("kind = \"staff-training\"\naccept_change = \"5%\""), neither);
    assert_eq!(reached("kind = \"staff-training\"\nresolve_change = \"5%\""), service);
}

/// A strategy brings a product to market by the probability of its event: the others sell nothing of it.
#[test]
fn a_strategy_switches_an_event_by_its_probability() {
    let events = "[[events]]\nid = \"app\"\nkind = \"new-product\"\nstarts = 2026-06-01\nprobability = \"0%\"\nentry_cost = 300\n\
        sells = { take = \"12%\", price = 9, cost = 4 }\n";
    let set = "[strategies.set]\n\"events.app.probability\" = \"100%\"\n";
    let page =
        expected(&[&shop("kind = \"effect\"\neffect = { churn = \"0%\" }"), set, events].concat());
    let none = page.series("baseline/ledger/revenue.app.product");
    let sold = page.series("with/ledger/revenue.app.product");
    let entry = page.series("with/ledger/acquisition.market_entry");
    let mut customers = 1000.0;
    for t in 0..12 {
        let buyers = if t >= 5 { 0.12 * customers } else { 0.0 };
        assert!(none[t] == 0.0 && near(sold[t], 9.0 * buyers, EXACT), "period {t}: {}", sold[t]);
        assert_eq!(entry[t], if t == 5 { 300.0 } else { 0.0 });
        customers *= 0.95;
    }
}

/// Which remedy keeps whom: money back keeps twice as many more as it might, a coupon loses some; factors of a call
/// and of a remedy multiply, and no chance exceeds 1.
#[test]
fn each_remedy_keeps_its_own_share() {
    let lines = SORRY
        .replace("refund = 18", "refund = 18, stays_change = \"15%\"")
        .replace("redeem = \"60%\"", "redeem = \"60%\", stays_change = \"-10%\"");
    let page = expected(&shop(&lines));
    // 60 % get a replacement, 25 % their money, 15 % a coupon; a fifth are called.
    let after = |s: f64| {
        let given = |change: f64| 0.8 * (s * change).min(1.0) + 0.2 * (s * change * 1.1).min(1.0);
        0.60 * given(1.0) + 0.25 * given(1.15) + 0.15 * given(0.9)
    };
    let unresolved = 0.8 * 0.45 + 0.2 * 0.45 * 1.1;
    let cared = stay(0.3, 0.8, 0.6, [0.40, unresolved, after(0.80), after(0.95)]);
    let ratio = (1.0 - cared) / (1.0 - stay(0.1, 0.4, 0.3, STAYS));
    leaves(&page, |_| (ratio, 1.0));
    // What is given costs as before.
    let first =
        |page: &Page, part: &str| page.series(&format!("with/ledger/retention.p.{part}"))[0];
    let plain = expected(&shop(SORRY));
    assert_eq!(first(&page, "reward"), first(&plain, "reward"));
    // The register says so only where no line does.
    let assumed = |page: &Page| page.pointer_root("assumed").as_array().unwrap().len();
    assert_eq!((assumed(&page), assumed(&plain)), (0, 1));
    // With the paradox a remedy may add loyalty: uncapped, but the hazard of service is never below 0.
    let more = shop(&lines).replace("[quality]\n", "[quality]\nrecovery_paradox = true\n");
    let free = |s: f64| (0.60 + 0.25 * 1.15 + 0.15 * 0.9) * s * (0.8 + 0.2 * 1.1);
    let cared = stay(0.3, 0.8, 0.6, [0.40, unresolved, free(0.80), free(0.95)]);
    leaves(&expected(&more), |_| ((1.0 - cared) / (1.0 - stay(0.1, 0.4, 0.3, STAYS)), 1.0));
}
