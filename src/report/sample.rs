//! Findings as an engine would give them, for tests and for looking at: a small business computed
//! on the spot, so that its figures agree with one another.

use crate::findings::*;

/// What a sample has.
pub struct Wish {
    pub strategies: usize,
    pub periods: usize,
    pub draws: usize,
    /// Names that try to break out of the page.
    pub hostile: bool,
}

const HOSTILE: [&str; 3] = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "*_[`|]_* & <b>"];
const NAMES: [&str; 6] = [
    "As today",
    "Save desk",
    "Loyalty points",
    "Save desk, points and win-back",
    "Same money into advertising",
    "Smaller save desk, no discounts over 25%",
];
const IDS: [&str; 6] = ["baseline", "save", "points", "keep", "advertise", "save-lite"];

/// Two strategies, 60 months, no draws.
pub fn small() -> Findings {
    sample(&Wish { strategies: 2, periods: 60, draws: 0, hostile: false })
}

/// Six strategies, 48 months, draws, hostile names and missing metrics.
pub fn large() -> Findings {
    sample(&Wish { strategies: 6, periods: 48, draws: 20_000, hostile: true })
}

/// Six strategies, 48 months, draws, names of people.
pub fn flagship() -> Findings {
    sample(&Wish { strategies: 6, periods: 48, draws: 20_000, hostile: false })
}

struct Run {
    churn: f64,
    joiners: f64,
    acquisition: f64,
    retention: f64,
    set_up: f64,
}

const RUNS: [Run; 6] = [
    Run { churn: 0.0335, joiners: 15_600.0, acquisition: 4_104_000.0, retention: 90_000.0, set_up: 0.0 },
    Run { churn: 0.0312, joiners: 15_600.0, acquisition: 4_104_000.0, retention: 610_000.0, set_up: 650_000.0 },
    Run { churn: 0.0321, joiners: 15_600.0, acquisition: 4_104_000.0, retention: 790_000.0, set_up: 2_400_000.0 },
    Run { churn: 0.0298, joiners: 15_900.0, acquisition: 4_104_000.0, retention: 1_330_000.0, set_up: 3_050_000.0 },
    Run { churn: 0.0337, joiners: 16_750.0, acquisition: 5_390_000.0, retention: 90_000.0, set_up: 0.0 },
    Run { churn: 0.0322, joiners: 15_600.0, acquisition: 4_104_000.0, retention: 420_000.0, set_up: 650_000.0 },
];

const MARGIN: f64 = 46.4;
const PRICE: f64 = 96.8;
const RATE: f64 = 0.007_6;

fn figure(expected: f64, unit: FigureUnit, draws: usize) -> Metric {
    Metric::Scalar(value(expected, unit, draws))
}

fn value(expected: f64, unit: FigureUnit, draws: usize) -> Figure {
    let sd = expected.abs() * 0.21;
    let draws = (draws > 0).then(|| Draws {
        mean: expected * 0.98,
        sd,
        se: sd / (draws as f64).sqrt(),
        p10: expected - 1.31 * sd,
        p50: expected * 0.99,
        p90: expected + 1.24 * sd,
    });
    Figure { expected, draws, customers_sd: None, unit }
}

fn name(index: usize, hostile: bool) -> String {
    if hostile && index >= 3 { format!("{} {}", HOSTILE[index - 3], NAMES[index]) } else { NAMES[index].to_owned() }
}

/// Findings of that size.
pub fn sample(wish: &Wish) -> Findings {
    let mut strategies: Vec<StrategyFindings> = (0..wish.strategies).map(|i| strategy(i, wish)).collect();
    let npv = |i: usize| strategies[i].metrics.expected("npv").unwrap();
    let gain: Vec<f64> = (0..wish.strategies).map(|i| npv(i) - npv(0)).collect();
    for (i, strategy) in strategies.iter_mut().enumerate().skip(1) {
        strategy.metrics.0.insert(3, ("incremental_npv", figure(gain[i], FigureUnit::Money, wish.draws)));
    }
    let comparisons: Vec<Comparison> = (1..wish.strategies).map(|i| compare(i, &strategies, gain[i], wish)).collect();
    let mut order: Vec<usize> = (0..wish.strategies).collect();
    order.sort_by(|a, b| gain[*b].total_cmp(&gain[*a]));
    let winner = order[0];
    let headline = headline(&order, &strategies, &comparisons);
    let mut assumptions = assumptions();
    if wish.hostile {
        assumptions[0].path = "programmes.<script>alert(3)</script>.accept".into();
        assumptions[1].note = Some("](javascript:alert(4)) <img src=x>".into());
    }
    Findings {
        schema: 1,
        tenure: "0.1.0",
        scenario: scenario(wish),
        headline,
        next_money: next_money(IDS[winner]),
        checks: checks(wish),
        assumptions,
        sources: sources(),
        integrity: vec![
            Integrity { id: "customers-reconcile".into(), meaning: "Opening + joined + returned − left = closing, every period and segment".into(), residual: 1.2e-16, tolerance: 1e-9, verdict: CheckVerdict::Pass },
            Integrity { id: "ledger-closes".into(), meaning: "Cash flow equals the sum of its accounts".into(), residual: 0.0, tolerance: 1e-9, verdict: CheckVerdict::Pass },
            Integrity { id: "bridge-closes".into(), meaning: "The drivers of each comparison sum to its difference".into(), residual: 3.4e-12, tolerance: 1e-9, verdict: CheckVerdict::Pass },
        ],
        notes: vec![
            "The save desk’s capacity is shared by all customers, so draws of single customers are not exact there.".into(),
            "Event rival-launch happens with probability 60 %: the expected engine uses its multiplier to that power.".into(),
        ],
        strategies,
        comparisons,
    }
}

fn scenario(wish: &Wish) -> ScenarioFacts {
    ScenarioFacts {
        id: "nordlys-play-2026".into(),
        title: if wish.hostile { "Nordlys </title><script>alert(0)</script> Play: save desk and loyalty versus more advertising".into() } else { "Nordlys Play: save desk and loyalty versus more advertising".into() },
        question: Some("Where should the next DKK 12 m a year go: keeping customers or finding new ones?".into()),
        entity: Some("Nordlys Play A/S".into()),
        prepared_by: Some("FP&A".into()),
        reviewed_by: Some("Group controlling".into()),
        status: "draft",
        version: Some("0.3".into()),
        language: "en".into(),
        currency: "DKK".into(),
        period: "month",
        periods: wish.periods,
        start: "2026-01-01".into(),
        discount_rate_per_period: RATE,
        discount_rate_per_year: 0.095,
        cash_timing: "mid-period",
        clv_convention: "first-payment-counted",
        terminal_value: "runoff",
        price_basis: "nominal",
        inflation_per_year: 0.02,
        input_sha256: Map(vec![("streaming.toml".into(), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into())]),
        seed: 20_260_101,
        draws: wish.draws,
        draws_assumptions: true,
        draws_customers: false,
        against: IDS[0].into(),
        risk_classes: 31,
    }
}

fn strategy(index: usize, wish: &Wish) -> StrategyFindings {
    let run = &RUNS[index];
    let n = wish.periods;
    let mut customers = 420_000.0;
    let mut cumulative = 0.0;
    let mut s = Series {
        period: (0..n).collect(),
        date: (0..n).map(|t| format!("{}-{:02}-01", 2026 + t / 12, t % 12 + 1)).collect(),
        opening: vec![], joined: vec![], returned: vec![], left: vec![], closing: vec![],
        revenue: vec![], acquisition_spend: vec![], retention_spend: vec![], cash_flow: vec![],
        discounted_cash_flow: vec![], cumulative_discounted_cash_flow: vec![],
        pool: None, desk_utilisation: None,
    };
    for t in 0..n {
        let season = 1.0 + 0.05 * (t as f64 * 0.52).sin();
        let returned = if index == 3 { 310.0 } else { 0.0 };
        let joined = run.joiners * (1.0 - 0.0015 * t as f64);
        let left = (customers + joined) * run.churn * season * (1.0 - 0.002 * t as f64);
        let retention = run.retention * (0.9 + 0.1 * season) + if t == 0 { run.set_up } else { 0.0 };
        let revenue = (customers + joined) * PRICE;
        let cash = (customers + joined) * MARGIN - run.acquisition - retention - 460_000.0;
        let discounted = cash * (1.0 + RATE).powf(-(t as f64 + 0.5));
        cumulative += discounted;
        s.opening.push(customers);
        s.joined.push(joined);
        s.returned.push(returned);
        s.left.push(left);
        customers += joined + returned - left;
        s.closing.push(customers);
        s.revenue.push(revenue);
        s.acquisition_spend.push(run.acquisition);
        s.retention_spend.push(retention);
        s.cash_flow.push(cash);
        s.discounted_cash_flow.push(discounted);
        s.cumulative_discounted_cash_flow.push(cumulative);
    }
    let band = (wish.draws > 0).then(|| {
        let path = &s.cumulative_discounted_cash_flow;
        let around = |f: f64| path.iter().enumerate().map(|(t, v)| v * (1.0 + f * (t as f64 / n as f64).sqrt())).collect();
        Band { p10: around(-0.12), p50: around(-0.01), p90: around(0.11) }
    });
    let years = (0..n.div_ceil(12)).map(|y| year(&s, y * 12, ((y + 1) * 12).min(n), y)).collect();
    StrategyFindings {
        id: IDS[index].into(),
        name: name(index, wish.hostile),
        metrics: metrics(index, &s, cumulative, customers, wish),
        segments: segments(run, wish),
        channels: channels(wish),
        programmes: programmes(index, wish),
        ledger: Map(vec![]),
        years,
        reasons: reasons(index, &s),
        cumulative_band: band,
        series: s,
    }
}

fn year(s: &Series, from: usize, to: usize, y: usize) -> Year {
    let sum = |values: &[f64]| values[from..to].iter().sum::<f64>();
    Year {
        fiscal_year: 2026 + i32::try_from(y).unwrap(),
        periods: to - from,
        customers_end: s.closing[to - 1],
        joined: sum(&s.joined),
        returned: sum(&s.returned),
        left: sum(&s.left),
        revenue: sum(&s.revenue),
        contribution: sum(&s.revenue) * 0.48,
        acquisition_spend: sum(&s.acquisition_spend),
        retention_spend: sum(&s.retention_spend),
        overhead: 460_000.0 * (to - from) as f64,
        tax: sum(&s.cash_flow) * 0.22,
        cash_flow: sum(&s.cash_flow),
    }
}

fn metrics(index: usize, s: &Series, horizon: f64, end: f64, wish: &Wish) -> Metrics {
    use FigureUnit::{Count, Money, Periods, Ratio, Share};
    let run = &RUNS[index];
    let f = |value: f64, unit: FigureUnit| figure(value, unit, wish.draws);
    let clv = MARGIN / (run.churn + RATE) * 0.86;
    let joined: f64 = s.joined.iter().sum();
    let left: f64 = s.left.iter().sum();
    let cac = run.acquisition * s.period.len() as f64 / joined;
    let mut list = vec![
        ("npv", f(horizon + end * 610.0, Money)),
        ("npv_horizon", f(horizon, Money)),
        ("npv_runoff", f(horizon + end * 610.0, Money)),
        ("customer_equity", f(horizon + end * 640.0, Money)),
        ("opening_base_value", f(420_000.0 * clv * 1.3, Money)),
        ("opening_base_value_constant_churn", f(420_000.0 * clv, Money)),
        ("revenue_pv", f(s.revenue.iter().sum::<f64>() * 0.83, Money)),
        ("acquisition_spend_pv", f(s.acquisition_spend.iter().sum::<f64>() * 0.84, Money)),
        ("retention_spend_pv", f(s.retention_spend.iter().sum::<f64>() * 0.84, Money)),
        ("clv", f(clv, Money)),
        ("clv_runoff", f(clv * 1.22, Money)),
        ("quick_ltv", f(MARGIN / run.churn, Money)),
        ("cac_paid", f(cac * 1.4, Money)),
        ("cac_blended", f(cac, Money)),
        ("cac_loaded", f(cac * 1.12, Money)),
        ("ltv_cac", f(clv / cac, Ratio)),
        ("ltv_cac_marginal", f(clv / cac * 0.58, Ratio)),
        ("payback_simple", f(cac / MARGIN, Periods)),
        ("payback_survival", f((cac / MARGIN).ceil() + 1.0, Periods)),
        ("payback_discounted", f((cac / MARGIN).ceil() + 1.0, Periods)),
        ("customers_end", f(end, Count)),
        ("customers_joined", f(joined, Count)),
        ("customers_left", f(left, Count)),
        ("churn_period", f(run.churn * 0.97, Share)),
        ("churn_annual", f(1.0 - (1.0 - run.churn * 0.97).powi(12), Share)),
        ("assumptions_judgement_share", f(0.18, Share)),
        ("assumptions_without_source", f(9.0, Count)),
        ("marginal_return_acquisition", f(0.94, Ratio)),
    ];
    let why = |text: &str| Metric::Missing(text.into());
    if index == 0 {
        list.push(("marginal_return_retention", why("nothing this strategy spends on retention can be moved")));
    } else {
        list.push(("marginal_return_retention", f(1.9, Ratio)));
    }
    if index == 4 {
        let at = list.iter().position(|(id, _)| *id == "ltv_cac_marginal").unwrap();
        list[at].1 = why("the channel is at its ceiling, so there is no next customer");
    }
    list.push(("ltv_undiscounted", why("infinite: the expected lifetime has no end with alpha of 1 or less")));
    Metrics(list)
}

fn segments(run: &Run, wish: &Wish) -> Vec<PartFindings> {
    let parts = [("standard", "Standard", 1.0, MARGIN), ("premium", "Premium", 0.82, MARGIN * 1.38)];
    let part = |(id, name, multiplier, margin): &(&str, &str, f64, f64)| {
        let (alpha, beta) = (1.6 / multiplier / run.churn * 0.0335, 16.5);
        let mut s = 1.0;
        let curve: Vec<f64> = (0..=wish.periods)
            .map(|t| {
                let now = s;
                s *= 1.0 - alpha / multiplier.recip() * multiplier * 0.7 / (alpha + beta + t as f64);
                now
            })
            .collect();
        let clv = margin / (run.churn * multiplier + RATE) * 0.86;
        PartFindings {
            id: (*id).into(),
            name: (*name).into(),
            metrics: Metrics(vec![
                ("clv", figure(clv, FigureUnit::Money, wish.draws)),
                ("clv_runoff", figure(clv * 1.22, FigureUnit::Money, wish.draws)),
                ("survival", Metric::Array(curve)),
                ("customers_end", figure(200_000.0 * margin / MARGIN, FigureUnit::Count, wish.draws)),
                ("ltv_undiscounted", Metric::Missing("infinite".into())),
            ]),
        }
    };
    parts.iter().map(part).collect()
}

fn channels(wish: &Wish) -> Vec<PartFindings> {
    let part = |id: &str, name: &str, cac: Option<f64>, joined: f64| {
        let f = |value: f64, unit| figure(value, unit, 0);
        let mut list = vec![("joined", f(joined, FigureUnit::Count))];
        match cac {
            Some(cac) => list.extend([
                ("cac_average", f(cac, FigureUnit::Money)),
                ("cac_marginal", f(cac * 1.9, FigureUnit::Money)),
                ("ltv_cac", f(1_020.0 / cac, FigureUnit::Ratio)),
                ("ltv_cac_marginal", f(1_020.0 / cac / 1.9, FigureUnit::Ratio)),
                ("spend_pv", f(cac * joined * 0.84, FigureUnit::Money)),
            ]),
            None => list.extend([
                ("cac_average", Metric::Missing("costs nothing".into())),
                ("ltv_cac", Metric::Missing("costs nothing".into())),
            ]),
        }
        PartFindings { id: id.into(), name: name.into(), metrics: Metrics(list) }
    };
    vec![
        part("paid-social", if wish.hostile { HOSTILE[1] } else { "paid-social" }, Some(342.9), 330_000.0),
        part("search", "search", Some(279.4), 160_000.0),
        part("partner-bundle", "partner-bundle", Some(260.0), 139_000.0),
        part("organic", "organic", None, 110_000.0),
    ]
}

fn programmes(index: usize, wish: &Wish) -> Vec<PartFindings> {
    let part = |id: &str, cost: f64, takers: f64, gain: f64| PartFindings {
        id: id.into(),
        name: id.into(),
        metrics: Metrics(vec![
            ("cost_pv", figure(cost, FigureUnit::Money, wish.draws)),
            ("takers", figure(takers, FigureUnit::Count, wish.draws)),
            ("incremental_npv_last", figure(gain, FigureUnit::Money, wish.draws)),
        ]),
    };
    let mut list = vec![part("card-updater", 1_900_000.0, 41_200.0, 11_300_000.0)];
    if [1, 3, 5].contains(&index) {
        list.push(part("save-desk", 21_400_000.0, 38_900.0, 9_800_000.0));
    }
    if [2, 3].contains(&index) {
        list.push(part("nordlys-points", 29_700_000.0, 0.0, -3_100_000.0));
    }
    if index == 3 {
        list.push(part("win-back", 2_100_000.0, 9_400.0, 2_250_000.0));
    }
    list
}

fn reasons(index: usize, s: &Series) -> Vec<ReasonFindings> {
    let left: f64 = s.left.iter().sum();
    let list = [("price", 0.31, index > 0), ("content", 0.24, false), ("competitor", 0.15, index > 0), ("service", 0.09, false), ("not_using", 0.09, index > 0), ("payment", 0.12, true)];
    list.iter()
        .map(|(reason, share, here)| ReasonFindings {
            reason: (*reason).into(),
            left: left * share,
            rate: 0.032 * share,
            reached_here: *here,
            reached_anywhere: !matches!(*reason, "content" | "service"),
        })
        .collect()
}

fn compare(i: usize, strategies: &[StrategyFindings], gain: f64, wish: &Wish) -> Comparison {
    let (a, b) = (&strategies[i].series, &strategies[0].series);
    let difference: Vec<f64> = a.cumulative_discounted_cash_flow.iter().zip(&b.cumulative_discounted_cash_flow).map(|(a, b)| a - b).collect();
    let sum = |values: &[f64], other: &[f64]| values.iter().zip(other).map(|(a, b)| a - b).sum::<f64>() * 0.84;
    let revenue = sum(&a.revenue, &b.revenue);
    let acquisition = sum(&a.acquisition_spend, &b.acquisition_spend);
    let retention = sum(&a.retention_spend, &b.retention_spend);
    let horizon = *difference.last().unwrap();
    let last_below = difference.iter().rposition(|value| *value < 0.0);
    let payback = match last_below {
        None => Some(0),
        Some(t) if t + 1 < difference.len() => Some(t + 1),
        Some(_) => None,
    };
    let drivers = [("revenue", revenue), ("cost-of-revenue", -revenue * 0.44), ("service", -revenue * 0.05), ("acquisition", -acquisition), ("retention", -retention)];
    let rest = horizon - drivers.iter().map(|(_, value)| value).sum::<f64>();
    let bridge = drivers.iter().chain([&("tax", rest)]).map(|(driver, value)| Driver { driver: (*driver).into(), value: *value }).collect();
    let turns = [
        BreakEven { assumption: "programmes.save-desk.accept".into(), value: Some(0.137_4), value_why: None, assumed: 0.24, low: Some(0.17), high: Some(0.32), unit: "share" },
        BreakEven { assumption: "channels.paid-social.response.customers".into(), value: None, value_why: Some("the gain stays positive in the whole range".into()), assumed: 7000.0, low: Some(6000.0), high: Some(7800.0), unit: "per month" },
    ];
    Comparison {
        strategy: IDS[i].into(),
        against: IDS[0].into(),
        incremental_npv: value(gain, FigureUnit::Money, wish.draws),
        incremental_npv_horizon: value(horizon, FigureUnit::Money, wish.draws),
        incremental_npv_runoff: Some(value(gain, FigureUnit::Money, wish.draws)),
        probability_better: (wish.draws > 0).then_some(0.912_4),
        regret: (wish.draws > 0).then_some(431_000.0),
        acquisition_spend_pv: acquisition,
        retention_spend_pv: retention,
        payback_period: payback,
        cumulative_difference: difference,
        bridge,
        break_even: if wish.draws > 0 || i == 1 { turns.into() } else { vec![] },
    }
}

fn headline(order: &[usize], strategies: &[StrategyFindings], comparisons: &[Comparison]) -> Headline {
    let lead = order[0];
    let (text, figures) = match comparisons.iter().position(|c| c.strategy == IDS[lead]) {
        Some(at) => {
            let c = &comparisons[at];
            let numbers = crate::text::Numbers::default();
            let money = |v: f64| format!("DKK {}", numbers.short(v, crate::text::Sign::OnlyMinus));
            let mut figures = vec![
                Quoted { path: format!("comparisons.{at}.incremental_npv.expected"), text: money(c.incremental_npv.expected) },
                Quoted { path: format!("comparisons.{at}.incremental_npv_horizon.expected"), text: money(c.incremental_npv_horizon.expected) },
            ];
            let mut text = format!("{} is worth {} more than as today with run-off, {} of it within the horizon.", strategies[lead].name, figures[0].text, figures[1].text);
            if let Some(chance) = c.probability_better {
                figures.push(Quoted { path: format!("comparisons.{at}.probability_better"), text: numbers.percent(chance, 0, crate::text::Sign::OnlyMinus) });
                text.push_str(&format!(" Better in {} of simulations.", figures[2].text));
            }
            (text, figures)
        }
        None => ("Nothing beats carrying on as today.".to_owned(), vec![]),
    };
    Headline {
        text,
        winner: IDS[lead].into(),
        runner_up: order.get(1).map(|i| IDS[*i].into()),
        verdict: Verdict::Better,
        winner_of_the_draws: None,
        figures,
    }
}

fn next_money(winner: &str) -> NextMoney {
    let lever = |path: &str, name: &str, side, spend, back: Option<f64>, why: Option<&str>| Lever {
        path: path.into(),
        name: name.into(),
        side,
        spend_pv: spend,
        marginal_return: back,
        marginal_return_why: why.map(str::to_owned),
    };
    use Side::{Acquisition, Retention};
    NextMoney {
        strategy: winner.into(),
        levers: vec![
            lever("channels.paid-social.spend", "Advertising, paid-social", Acquisition, 96_400_000.0, Some(0.874_3), None),
            lever("channels.search.spend", "Advertising, search", Acquisition, 38_200_000.0, Some(1.213), None),
            lever("channels.partner-bundle.customers", "Partner bundle, customers", Acquisition, 30_300_000.0, Some(1.79), None),
            lever("programmes.save-desk.reach", "Save desk, reach", Retention, 17_200_000.0, Some(2.312_8), None),
            lever("programmes.nordlys-points.enrol", "Points, enrolment", Retention, 23_900_000.0, Some(0.912), None),
            lever("programmes.card-updater.reach", "Card updater", Retention, 1_610_000.0, None, Some("already reaches everybody")),
        ],
        sentence: "The next krone brings back 2.31 in the save desk and 0.87 in paid social: move money from advertising to the desk.".into(),
        figures: vec![
            Quoted { path: "next_money.levers.3.marginal_return".into(), text: "2.31".into() },
            Quoted { path: "next_money.levers.0.marginal_return".into(), text: "0.87".into() },
        ],
        why_missing: None,
    }
}

fn checks(wish: &Wish) -> Vec<CheckFindings> {
    let check = |id: &str, metric: &str, strategy: Option<&str>, verdict, severity, value: Option<f64>, limit: &str, limit_value, unit| CheckFindings {
        id: id.into(),
        metric: metric.into(),
        strategy: strategy.map(str::to_owned),
        versus: None,
        segment: None,
        channel: None,
        statistic: "expected",
        verdict,
        severity,
        value,
        value_why: value.is_none().then(|| "no limited desk in this strategy".to_owned()),
        interval: value.map(|value| [value, value]),
        limit: limit.into(),
        limit_value,
        unit,
    };
    use CheckVerdict::{Fail, Pass, Uncertain};
    use FigureUnit::{Count, Money, Periods, Share};
    let mut list = vec![
        check("keep-pays", "incremental_npv", Some("save"), Pass, "error", Some(12_345_678.9), ">= 0", 0.0, Money),
        check("payback", "payback_discounted", Some("save"), Pass, "error", Some(7.0), "<= 18 months", 18.0, Periods),
        check("desk-not-overloaded", "desk_utilisation", Some("save"), Uncertain, "warning", None, "<= 100%", 1.0, Share),
        check("sources-complete", "assumptions_without_source", None, Pass, "warning", Some(9.0), "<= 12", 12.0, Count),
    ];
    if wish.draws > 0 {
        let mut odds = check("beats-advertising", "incremental_npv", Some("save"), Fail, "warning", Some(0.634), ">= 70%", 0.7, Share);
        odds.statistic = "probability_above";
        odds.versus = Some(IDS[wish.strategies.min(5) - 1].into());
        odds.interval = Some([0.627, 0.641]);
        list.insert(2, odds);
    }
    list
}

fn assumptions() -> Vec<AssumptionFindings> {
    let a = |path: &str, value: f64, range: Option<(f64, f64)>, unit: &str, source: Option<&str>, swing: Option<f64>, line: usize| AssumptionFindings {
        path: path.into(),
        strategy: None,
        value,
        low: range.map(|r| r.0),
        high: range.map(|r| r.1),
        unit: unit.into(),
        source: source.map(str::to_owned),
        kind: source.map(|_| "illustrative".to_owned()),
        confidence: source.map(|_| "medium".to_owned()),
        owner: None,
        note: None,
        file: "streaming.toml".into(),
        line,
        swing,
    };
    let mut list = vec![
        a("programmes.save-desk.accept", 0.24, Some((0.17, 0.32)), "share", Some("pilot-q3"), Some(14_200_000.0), 112),
        a("programmes.save-desk.would_have_stayed", 0.15, Some((0.08, 0.25)), "share", Some("judgement"), Some(-5_300_000.0), 113),
        a("churn.alpha", 1.6, Some((1.35, 1.9)), "", Some("bi-2025"), Some(-8_900_000.0), 58),
        a("churn.beta", 16.5, Some((14.0, 19.0)), "", Some("bi-2025"), Some(7_100_000.0), 59),
        a("segments.standard.price_incl_vat", 109.0, None, "money per month", None, None, 41),
        a("segments.standard.opening_customers", 294_000.0, None, "customers", None, None, 40),
        a("model.discount_rate", 0.095, Some((0.08, 0.12)), "per year", Some("wacc"), Some(-1_950_000.0), 24),
        a("channels.paid-social.spend", 2_400_000.0, None, "money per month", None, None, 84),
    ];
    for i in 0..30 {
        list.push(a(&format!("segments.standard.detail-{i}"), 0.1 * f64::from(i), None, "share", None, None, 200 + i as usize));
    }
    let mut set = a("programmes.save-desk.capacity.agents", 8.0, None, "agents", Some("judgement"), None, 240);
    set.strategy = Some("save".into());
    list.push(set);
    list
}

fn sources() -> Vec<SourceFindings> {
    let s = |id: &str, title: &str, kind: &str| SourceFindings {
        id: id.into(),
        title: title.into(),
        kind: kind.into(),
        owner: Some("BI".into()),
        date: Some("2025-12-03".into()),
        confidence: Some("high".into()),
        url: None,
    };
    vec![
        s("wacc", "Group treasury WACC memo 2025-11", "illustrative"),
        s("bi-2025", "BI cohort extract, sign-ups 2022-2025, fitted 2025-12-03", "illustrative"),
        s("pilot-q3", "Save-desk pilot, Aarhus site, randomised holdout, n = 6 412", "illustrative"),
        s("judgement", "Analyst judgement", "judgement"),
    ]
}

/// One strategy about which little is known.
pub fn bare() -> Findings {
    let mut findings = sample(&Wish { strategies: 2, periods: 24, draws: 0, hostile: false });
    for strategy in &mut findings.strategies {
        for (_, metric) in &mut strategy.metrics.0 {
            *metric = Metric::Missing("not computed in this run".into());
        }
        strategy.segments.clear();
        strategy.channels.clear();
        strategy.programmes.clear();
        strategy.reasons.clear();
        strategy.years.clear();
    }
    for comparison in &mut findings.comparisons {
        comparison.payback_period = None;
        comparison.break_even.clear();
    }
    findings.next_money.levers.clear();
    findings.next_money.sentence = String::new();
    findings.next_money.figures.clear();
    findings.next_money.why_missing = Some("no strategy spends money that can be moved".into());
    findings.checks.clear();
    findings.assumptions.clear();
    findings.sources.clear();
    findings.notes.clear();
    findings
}
