//! The strategies of a sample: a stock of customers that joins and leaves by the month.

use super::{HOSTILE, IDS, Wish, figure, name};
use crate::findings::{messages, *};
use crate::metric::Unit;

struct Run {
    churn: f64,
    joiners: f64,
    acquisition: f64,
    retention: f64,
    set_up: f64,
}

const RUNS: [Run; 6] = [
    Run {
        churn: 0.0335,
        joiners: 15_600.0,
        acquisition: 4_104_000.0,
        retention: 90_000.0,
        set_up: 0.0,
    },
    Run {
        churn: 0.0312,
        joiners: 15_600.0,
        acquisition: 4_104_000.0,
        retention: 610_000.0,
        set_up: 650_000.0,
    },
    Run {
        churn: 0.0321,
        joiners: 15_600.0,
        acquisition: 4_104_000.0,
        retention: 790_000.0,
        set_up: 2_400_000.0,
    },
    Run {
        churn: 0.0298,
        joiners: 15_900.0,
        acquisition: 4_104_000.0,
        retention: 1_330_000.0,
        set_up: 3_050_000.0,
    },
    Run {
        churn: 0.0337,
        joiners: 16_750.0,
        acquisition: 5_390_000.0,
        retention: 90_000.0,
        set_up: 0.0,
    },
    Run {
        churn: 0.0322,
        joiners: 15_600.0,
        acquisition: 4_104_000.0,
        retention: 420_000.0,
        set_up: 650_000.0,
    },
];

const MARGIN: f64 = 46.4;
const PRICE: f64 = 96.8;
pub(super) const RATE: f64 = 0.007_6;

pub(super) fn strategy(index: usize, wish: &Wish) -> StrategyFindings {
    let run = &RUNS[index];
    let n = wish.periods;
    let mut customers = 420_000.0;
    let mut cumulative = 0.0;
    let mut s = Series {
        period: (0..n).collect(),
        date: (0..n).map(|t| format!("{}-{:02}-01", 2026 + t / 12, t % 12 + 1)).collect(),
        opening: vec![],
        joined: vec![],
        returned: vec![],
        left: vec![],
        closing: vec![],
        revenue: vec![],
        acquisition_spend: vec![],
        retention_spend: vec![],
        cash_flow: vec![],
        discounted_cash_flow: vec![],
        cumulative_discounted_cash_flow: vec![],
        pool: None,
        known: None,
        recommended: None,
        desk_utilisation: None,
        capacity_utilisation: None,
        market_penetration: None,
    };
    for t in 0..n {
        let season = 1.0 + 0.05 * (t as f64 * 0.52).sin();
        let returned = if index == 3 { 310.0 } else { 0.0 };
        let joined = run.joiners * (1.0 - 0.0015 * t as f64);
        let left = (customers + joined) * run.churn * season * (1.0 - 0.002 * t as f64);
        let retention =
            run.retention * (0.9 + 0.1 * season) + if t == 0 { run.set_up } else { 0.0 };
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
        let around = |f: f64| {
            path.iter()
                .enumerate()
                .map(|(t, v)| v * (1.0 + f * (t as f64 / n as f64).sqrt()))
                .collect()
        };
        Band { p10: around(-0.12), p50: around(-0.01), p90: around(0.11) }
    });
    let years = (0..n.div_ceil(12)).map(|y| year(&s, y * 12, ((y + 1) * 12).min(n), y)).collect();
    StrategyFindings {
        id: IDS[index].into(),
        name: name(index, wish.hostile),
        metrics: metrics(index, &s, cumulative, customers, wish),
        segments: segments(run, wish),
        common: PartFindings {
            id: "common".into(),
            name: "common".into(),
            observed: None,
            metrics: Metrics::default(),
            flows: None,
        },
        channels: channels(wish),
        without_channel: PartFlows::default(),
        programmes: programmes(index, wish),
        billing: Billing::default(),
        accounts: vec![],
        ledger: Map(vec![]),
        years,
        retention_triangle: (n > 12).then(|| triangle(run, &s)),
        reasons: reasons(index, &s),
        cumulative_band_why: band.is_none().then(|| messages::NO_DRAWS.say([])),
        cumulative_band: band,
        rewards: Vec::new(),
        accounting: None,
        series: s,
    }
}

fn triangle(run: &Run, s: &Series) -> Triangle {
    let n = s.period.len();
    let cohort = |t: usize| CohortFindings {
        period: t,
        date: s.date[t].clone(),
        joined: s.joined[t],
        active: (6..n - t).step_by(6).map(|k| (1.0 - run.churn).powi(k as i32)).collect(),
    };
    Triangle {
        tenures: (6..n).step_by(6).collect(),
        cohorts: (0..n - 6).step_by(6).map(cohort).collect(),
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
        churn: sum(&s.left) / (sum(&s.closing) + sum(&s.left)),
        revenue: sum(&s.revenue),
        fees: 0.0,
        refunds: 0.0,
        contribution: sum(&s.revenue) * 0.48,
        acquisition_spend: sum(&s.acquisition_spend),
        retention_spend: sum(&s.retention_spend),
        overhead: 460_000.0 * (to - from) as f64,
        tax: sum(&s.cash_flow) * 0.22,
        cash_flow: sum(&s.cash_flow),
    }
}

fn metrics(index: usize, s: &Series, horizon: f64, end: f64, wish: &Wish) -> Metrics {
    use Unit::{Count, Money, Periods, Ratio, Share};
    let run = &RUNS[index];
    let f = |value: f64, unit: Unit| figure(value, unit, wish.draws);
    let clv = MARGIN / (run.churn + RATE) * 0.86;
    let joined: f64 = s.joined.iter().sum();
    let left: f64 = s.left.iter().sum();
    let cac = run.acquisition * s.period.len() as f64 / joined;
    let mut list = vec![
        ("npv", f(horizon + end * 610.0, Money)),
        ("npv_horizon", f(horizon, Money)),
        ("npv_stop", f(horizon + end * 610.0, Money)),
        ("npv_go_on", f(horizon + end * 640.0, Money)),
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
    let why = |text: &str| Metric::missing(text);
    if index == 0 {
        list.push((
            "marginal_return_retention",
            why("nothing this strategy spends on retention can be moved"),
        ));
    } else {
        list.push(("marginal_return_retention", f(1.9, Ratio)));
    }
    if index == 4 {
        let at = list.iter().position(|(id, _)| *id == "ltv_cac_marginal").unwrap();
        list[at].1 = why("the channel is at its ceiling, so there is no next customer");
    }
    list.push((
        "ltv_undiscounted",
        why("infinite: the expected lifetime has no end with alpha of 1 or less"),
    ));
    Metrics(list)
}

fn segments(run: &Run, wish: &Wish) -> Vec<PartFindings> {
    let parts =
        [("standard", "Standard", 1.0, MARGIN), ("premium", "Premium", 0.82, MARGIN * 1.38)];
    let part = |(id, name, multiplier, margin): &(&str, &str, f64, f64)| {
        let (alpha, beta) = (1.6 / multiplier / run.churn * 0.0335, 16.5);
        let mut s = 1.0;
        let curve: Vec<f64> = (0..=wish.periods)
            .map(|t| {
                let now = s;
                s *=
                    1.0 - alpha / multiplier.recip() * multiplier * 0.7 / (alpha + beta + t as f64);
                now
            })
            .collect();
        let clv = margin / (run.churn * multiplier + RATE) * 0.86;
        PartFindings {
            id: (*id).into(),
            name: (*name).into(),
            observed: Some(18),
            metrics: Metrics(vec![
                ("clv", figure(clv, Unit::Money, wish.draws)),
                ("clv_runoff", figure(clv * 1.22, Unit::Money, wish.draws)),
                ("survival", Metric::Array(curve)),
                ("customers_end", figure(200_000.0 * margin / MARGIN, Unit::Count, wish.draws)),
                ("ltv_undiscounted", Metric::missing("infinite")),
            ]),
            flows: None,
        }
    };
    parts.iter().map(part).collect()
}

fn channels(wish: &Wish) -> Vec<PartFindings> {
    let part = |id: &str, name: &str, cac: Option<f64>, joined: f64| {
        let f = |value: f64, unit| figure(value, unit, 0);
        let mut list = vec![("joined", f(joined, Unit::Count))];
        match cac {
            Some(cac) => list.extend([
                ("cac_average", f(cac, Unit::Money)),
                ("cac_marginal", f(cac * 1.9, Unit::Money)),
                ("ltv_cac", f(1_020.0 / cac, Unit::Ratio)),
                ("ltv_cac_marginal", f(1_020.0 / cac / 1.9, Unit::Ratio)),
                ("spend_pv", f(cac * joined * 0.84, Unit::Money)),
            ]),
            None => list.extend([
                ("cac_average", Metric::missing("costs nothing")),
                ("ltv_cac", Metric::missing("costs nothing")),
            ]),
        }
        PartFindings {
            id: id.into(),
            name: name.into(),
            observed: None,
            metrics: Metrics(list),
            flows: None,
        }
    };
    vec![
        part(
            "paid-social",
            if wish.hostile { HOSTILE[1] } else { "paid-social" },
            Some(342.9),
            330_000.0,
        ),
        part("search", "search", Some(279.4), 160_000.0),
        part("partner-bundle", "partner-bundle", Some(260.0), 139_000.0),
        part("organic", "organic", None, 110_000.0),
    ]
}

fn programmes(index: usize, wish: &Wish) -> Vec<PartFindings> {
    let part = |id: &str, cost: f64, takers: f64, gain: f64| PartFindings {
        id: id.into(),
        name: id.into(),
        observed: None,
        metrics: Metrics(vec![
            ("cost_pv", figure(cost, Unit::Money, wish.draws)),
            ("takers", figure(takers, Unit::Count, wish.draws)),
            ("incremental_npv_last", figure(gain, Unit::Money, wish.draws)),
        ]),
        flows: None,
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
    let list = [
        ("price", 0.31, index > 0),
        ("content", 0.24, false),
        ("competitor", 0.15, index > 0),
        ("service", 0.09, false),
        ("not_using", 0.09, index > 0),
        ("payment", 0.12, true),
    ];
    list.iter()
        .map(|(reason, share, here)| ReasonFindings {
            reason: (*reason).into(),
            left: left * share,
            rate: 0.032 * share,
            reached_by: if *here { vec!["Save desk".into()] } else { Vec::new() },
            reached_here: *here,
            reached_anywhere: !matches!(*reason, "content" | "service"),
        })
        .collect()
}
