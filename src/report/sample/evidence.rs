//! Comparisons, checks, assumptions and levers of a sample.

use super::{IDS, Wish, decisions, value};
use crate::findings::{messages, *};
use crate::metric::Unit;

pub(super) fn compare(
    i: usize,
    strategies: &[StrategyFindings],
    gain: f64,
    wish: &Wish,
) -> Comparison {
    let (a, b) = (&strategies[i].series, &strategies[0].series);
    let difference: Vec<f64> = a
        .cumulative_discounted_cash_flow
        .iter()
        .zip(&b.cumulative_discounted_cash_flow)
        .map(|(a, b)| a - b)
        .collect();
    let sum = |values: &[f64], other: &[f64]| {
        values.iter().zip(other).map(|(a, b)| a - b).sum::<f64>() * 0.84
    };
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
    let drivers = [
        ("revenue", revenue),
        ("cost-of-revenue", -revenue * 0.44),
        ("service", -revenue * 0.05),
        ("acquisition", -acquisition),
        ("retention", -retention),
    ];
    let rest = horizon - drivers.iter().map(|(_, value)| value).sum::<f64>();
    let bridge = drivers
        .iter()
        .chain([&("tax", rest)])
        .map(|(driver, value)| Driver { driver: (*driver).into(), value: *value })
        .collect();
    let turns = [
        BreakEven {
            assumption: "programmes.save-desk.accept".into(),
            name: "acceptance of Save desk".into(),
            value: Some(0.137_4),
            value_why: None,
            assumed: 0.24,
            low: Some(0.17),
            high: Some(0.32),
            unit: "share",
            source: Some("pilot".into()),
        },
        BreakEven {
            assumption: "channels.paid-social.response.customers".into(),
            name: "number of customers that today's spend brings of paid-social".into(),
            value: None,
            value_why: Some(messages::NO_EFFECT.say([])),
            assumed: 7000.0,
            low: Some(6000.0),
            high: Some(7800.0),
            unit: "per month",
            source: None,
        },
    ];
    Comparison {
        strategy: IDS[i].into(),
        against: IDS[0].into(),
        incremental_npv: value(gain, Unit::Money, wish.draws),
        incremental_npv_horizon: value(horizon, Unit::Money, wish.draws),
        incremental_npv_stop: Some(value(gain, Unit::Money, wish.draws)),
        incremental_npv_go_on: Some(value(1.6 * gain, Unit::Money, 0)),
        probability_better: (wish.draws > 0).then_some(0.912_4),
        regret: (wish.draws > 0).then_some(431_000.0),
        acquisition_spend_pv: acquisition,
        retention_spend_pv: retention,
        payback_period: payback,
        payback_period_why: None,
        payback_period_beyond: None,
        payback_periods: payback.map(|period| period + 1),
        bridge,
        attribution: (i != 4).then(|| decisions::attribution(gain, &turns[0])),
        cumulative_band: (wish.draws > 0).then(|| decisions::band(&difference)),
        quantiles: (wish.draws > 0).then(|| decisions::quantiles(gain)),
        cumulative_difference: difference,
        break_even: if wish.draws > 0 || i == 1 { turns.into() } else { vec![] },
    }
}

pub(super) fn next_money(winner: &str) -> NextMoney {
    let lever =
        |path: &str, name: &str, side, spend, back: Option<f64>, why: Option<Reason>| Lever {
            can_grow: true,
            mostly_fixed: false,
            busy: None,
            path: path.into(),
            name: name.into(),
            side,
            spend_pv: spend,
            average_return: back.map(|back| back + 0.4),
            marginal_return: back,
            marginal_return_why: why,
        };
    use Side::{Acquisition, Retention};
    NextMoney {
        strategy: winner.into(),
        levers: vec![
            lever(
                "channels.paid-social.spend",
                "Advertising, paid-social",
                Acquisition,
                96_400_000.0,
                Some(0.874_3),
                None,
            ),
            lever(
                "channels.search.spend",
                "Advertising, search",
                Acquisition,
                38_200_000.0,
                Some(1.213),
                None,
            ),
            lever(
                "channels.partner-bundle.customers",
                "Partner bundle, customers",
                Acquisition,
                30_300_000.0,
                Some(1.79),
                None,
            ),
            lever(
                "programmes.save-desk.reach",
                "Save desk, reach",
                Retention,
                17_200_000.0,
                Some(2.312_8),
                None,
            ),
            lever(
                "programmes.nordlys-points.enrol",
                "Points, enrolment",
                Retention,
                23_900_000.0,
                Some(0.912),
                None,
            ),
            lever(
                "programmes.card-updater.reach",
                "Card updater",
                Retention,
                1_610_000.0,
                None,
                Some(messages::ALL_REACH_ALL),
            ),
        ],
        sentence: Some(messages::MOVE.say([
            "paid social".into(),
            "the save desk".into(),
            "DKK".into(),
            Quote::of("next_money.levers.3.marginal_return", 2.312_8, Form::Factor),
            Quote::of("next_money.levers.0.marginal_return", 0.874_3, Form::Factor),
        ])),
        why_missing: None,
    }
}

pub(super) fn checks(wish: &Wish) -> Vec<CheckFindings> {
    let check = |id: &str,
                 metric: &str,
                 strategy: Option<&str>,
                 verdict,
                 severity,
                 value: Option<f64>,
                 limit: &str,
                 limit_value,
                 unit| CheckFindings {
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
        value_why: value.is_none().then(|| "no limited desk in this strategy".into()),
        beyond: None,
        undefined_draws: None,
        undefined_draws_why: None,
        interval: value.map(|value| [value, value]),
        limit: limit.into(),
        limit_value: Some(limit_value),
        limit_value_why: None,
        baseline: None,
        slack_share_of_gain: None,
        unit,
    };
    use CheckVerdict::{Fail, Pass, Uncertain};
    use Unit::{Count, Money, Periods, Share};
    let mut list = vec![
        check(
            "keep-pays",
            "incremental_npv",
            Some("save"),
            Pass,
            "error",
            Some(12_345_678.9),
            ">= 0",
            0.0,
            Money,
        ),
        check(
            "payback",
            "payback_discounted",
            Some("save"),
            Pass,
            "error",
            Some(7.0),
            "<= 18 months",
            18.0,
            Periods,
        ),
        check(
            "desk-not-overloaded",
            "desk_utilisation",
            Some("save"),
            Uncertain,
            "warning",
            None,
            "<= 100%",
            1.0,
            Share,
        ),
        check(
            "sources-complete",
            "assumptions_without_source",
            None,
            Pass,
            "warning",
            Some(9.0),
            "<= 12",
            12.0,
            Count,
        ),
    ];
    if wish.draws > 0 {
        let mut odds = check(
            "beats-advertising",
            "incremental_npv",
            Some("save"),
            Fail,
            "warning",
            Some(0.634),
            ">= 70%",
            0.7,
            Share,
        );
        odds.statistic = "probability_above";
        odds.versus = Some(IDS[wish.strategies.min(5) - 1].into());
        odds.interval = Some([0.627, 0.641]);
        list.insert(2, odds);
    }
    list
}

pub(super) fn assumptions() -> Vec<AssumptionFindings> {
    let a = |path: &str,
             value: f64,
             range: Option<(f64, f64)>,
             unit: &str,
             source: Option<&str>,
             swing: Option<f64>,
             line: usize| AssumptionFindings {
        path: path.into(),
        name: path.replace(['.', '-'], " ").into(),
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
        swing_why: swing.is_none().then(|| messages::NO_RANGE_STATED.say([])),
        at_low: swing.map(|swing| 9e6 - 0.7 * swing),
        at_high: swing.map(|swing| 9e6 + 0.3 * swing),
        tried: None,
        rank_correlation: swing.map(|swing| if swing > 0.0 { 0.62 } else { -0.21 }),
        rank_correlation_se: swing.map(|_| 0.011),
        for_good: false,
    };
    let mut list = vec![
        a(
            "programmes.save-desk.accept",
            0.24,
            Some((0.17, 0.32)),
            "share",
            Some("pilot-q3"),
            Some(14_200_000.0),
            112,
        ),
        a(
            "programmes.save-desk.would_have_stayed",
            0.15,
            Some((0.08, 0.25)),
            "share",
            Some("judgement"),
            Some(-5_300_000.0),
            113,
        ),
        a("churn.alpha", 1.6, Some((1.35, 1.9)), "number", Some("bi-2025"), Some(-8_900_000.0), 58),
        a("churn.beta", 16.5, Some((14.0, 19.0)), "number", Some("bi-2025"), Some(7_100_000.0), 59),
        a("segments.standard.price_incl_vat", 109.0, None, "money", None, None, 41),
        a("segments.standard.opening_customers", 294_000.0, None, "count", None, None, 40),
        a(
            "model.discount_rate",
            0.095,
            Some((0.08, 0.12)),
            "rate per year",
            Some("wacc"),
            Some(-1_950_000.0),
            24,
        ),
        a("channels.paid-social.spend", 2_400_000.0, None, "money", None, None, 84),
    ];
    for i in 0..30 {
        list.push(a(
            &format!("segments.standard.detail-{i}"),
            0.1 * f64::from(i),
            None,
            "share",
            None,
            None,
            200 + i as usize,
        ));
    }
    let mut set =
        a("programmes.save-desk.capacity.agents", 8.0, None, "count", Some("judgement"), None, 240);
    set.strategy = Some("save".into());
    list.push(set);
    list
}

pub(super) fn sources() -> Vec<SourceFindings> {
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
        s(
            "pilot-q3",
            "Save-desk pilot, Aarhus site, randomised holdout, n = 6 412",
            "illustrative",
        ),
        s("judgement", "Analyst judgement", "judgement"),
    ]
}
