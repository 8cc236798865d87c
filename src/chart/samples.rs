//! One example of every chart with plausible numbers, for the gallery and the tests.

use super::*;

fn money(value: f64) -> String {
    format!("{}€{:.0}k", if value < 0.0 { "-" } else { "" }, value.abs())
}

fn share(value: f64) -> String {
    format!("{:.0} %", value * 100.0)
}

pub(super) fn words(id: &str, title: &str) -> Words {
    Words {
        id: id.to_owned(),
        title: title.to_owned(),
        desc: "What is shown.".to_owned(),
        not_enough: "Not enough data: fewer than two periods were simulated.".to_owned(),
    }
}

pub(super) fn years(count: usize) -> Periods {
    Periods {
        first: 0.0,
        ticks: (0..=count / 12).map(|year| (year as f64 * 12.0, (year * 12).to_string())).collect(),
        unit: "months since the start".to_owned(),
    }
}

fn path(start: f64, slope: f64, bend: f64) -> Vec<f64> {
    (0..=60).map(f64::from).map(|t| start + slope * t + bend * t * t).collect()
}

fn cash() -> Svg {
    let leader = path(-120.0, 4.0, 0.09);
    let band = Band {
        low: leader.iter().enumerate().map(|(t, v)| v - 2.2 * t as f64).collect(),
        high: leader.iter().enumerate().map(|(t, v)| v + 2.8 * t as f64).collect(),
    };
    let mut first = Series::new("Save desk and win-back", leader, Look::FIRST);
    first.band = Some(band);
    first.note = "€444k".into();
    let second = Series::new("Acquisition-led (digital)", path(-200.0, 9.0, 0.0), Look::SECOND);
    let third = Series::new("Points programme", path(-60.0, 4.9, 0.02), Look::THIRD);
    let fourth = Series::new("Referral", path(-40.0, 4.4, 0.02), Look::FOURTH);
    let mut today = Series::new("As today", path(0.0, 5.0, -0.03), Look::REFERENCE);
    today.note = "€192k".into();
    lines(&Lines {
        words: words("cash", "Save desk pays back first"),
        periods: years(60),
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        series: vec![first, second, third, fourth, today],
        rings: vec![
            Ring { series: 0, at: 20.4, label: "Save desk: month 21".into() },
            Ring { series: 1, at: 22.2, label: "Acquisition: month 23".into() },
            Ring { series: 2, at: 11.7, label: "Points: month 12".into() },
            Ring { series: 3, at: 8.8, label: "Referral: month 9".into() },
        ],
        beyond_label: String::new(),
    })
}

fn survival() -> Svg {
    let curve = |rate: f64, bend: f64| -> Vec<f64> {
        (0..=72).map(|t| libm::exp(-rate * libm::pow(f64::from(t), bend))).collect()
    };
    let mut first = Series::new("Save desk", curve(0.07, 0.72), Look::FIRST);
    let mut second = Series::new("As today", curve(0.09, 0.74), Look::REFERENCE);
    let blended = Series::new("One churn rate for all", curve(0.035, 1.0), Look::SECOND);
    first.beyond = Some(36);
    second.beyond = Some(36);
    lines(&Lines {
        words: words("survival", "Half stay beyond 24 months"),
        periods: years(72),
        values: Values { format: &share, span: Span::Fixed(0.0, 1.0), finest: 0.01 },
        series: vec![first, blended, second],
        rings: vec![Ring { series: 0, at: 24.0, label: "median 24 months".into() }],
        beyond_label: "beyond the data".into(),
    })
}

fn empty() -> Svg {
    lines(&Lines {
        words: words("empty", "Nothing to show"),
        periods: years(0),
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        series: vec![Series::new("One point", vec![1.0], Look::FIRST)],
        rings: vec![],
        beyond_label: String::new(),
    })
}

fn named(name: &str, look: Look) -> Named {
    Named { name: name.to_owned(), look }
}

fn ratio(value: f64) -> String {
    format!("{value:.1}")
}

fn spending() -> Svg {
    let year = |base: f64, step: f64| -> Vec<f64> {
        (0..60).map(|t| base + step * f64::from(t / 12) + if t < 6 { 20.0 } else { 0.0 }).collect()
    };
    let panel = |title: &str, a: Vec<f64>, r: Vec<f64>| Panel {
        title: title.to_owned(),
        note: "brings 12,400 · keeps 3,100".to_owned(),
        series: vec![
            Series::new("Acquisition", a, Look::FIRST),
            Series::new("Retention", r, Look::SECOND),
        ],
        spots: Vec::new(),
    };
    panels(&Panels {
        words: words("spending", "Where the money goes"),
        periods: years(60),
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        panels: vec![
            panel("As today", year(60.0, 0.0), year(5.0, 0.0)),
            panel("Save desk and win-back", year(60.0, -6.0), year(25.0, 8.0)),
            panel("Acquisition-led (digital)", year(95.0, 4.0), year(5.0, 0.0)),
        ],
    })
}

fn worth() -> Svg {
    let row = |heading: &str, label: &str, value: f64, low: f64, high: f64| Interval {
        heading: heading.to_owned(),
        label: label.to_owned(),
        note: String::new(),
        value,
        range: Some((low, high)),
        printed: format!("{value:.1}"),
        look: Look::FIRST,
    };
    intervals(&Intervals {
        words: words("worth", "Search pays, affiliates do not"),
        key: vec![],
        rows: vec![
            row("Households", "Referral", 5.2, 4.1, 6.6),
            row("", "Search advertising", 3.4, 2.2, 5.0),
            row("", "Affiliates and price comparison sites", 0.8, 0.4, 1.5),
            row("Small firms", "Field sales", 2.1, 1.2, 3.3),
            row("", "Referral", 4.4, 2.0, 7.9),
        ],
        rules: vec![
            Rule { at: 1.0, label: "1: earns its cost".into() },
            Rule { at: 3.0, label: "3: rule of thumb".into() },
        ],
        values: Values { format: &ratio, span: Span::Fixed(0.0, 7.0), finest: 0.1 },
    })
}

fn churn() -> Svg {
    let row = |label: &str, values: [f64; 3], reach: Reach| Reason {
        label: label.to_owned(),
        note: String::new(),
        values: values.to_vec(),
        printed: format!("{:.2} %", values[0] * 100.0),
        reach,
    };
    reasons(&Reasons {
        words: words("reasons", "A third of churn is out of reach"),
        strategies: vec![
            named("As today", Look::REFERENCE),
            named("Save desk", Look::FIRST),
            named("Complaint recovery", Look::SECOND),
        ],
        reasons: vec![
            row("Moves or dies", [0.0041, 0.0041, 0.0041], Reach::Unreached),
            row("Price", [0.0062, 0.0044, 0.0060], Reach::Reached),
            row("Poor service", [0.0048, 0.0047, 0.0021], Reach::Reached),
            row("Payment fails", [0.0022, 0.0011, 0.0022], Reach::Reached),
        ],
        unreached: "nothing in this file reaches it".into(),
        values: Values {
            format: &|v| format!("{:.1} %", v * 100.0),
            span: Span::FromZero,
            finest: 0.001,
        },
    })
}

fn levers() -> Svg {
    let row = |heading: &str, group: usize, value: f64| Bar {
        heading: heading.to_owned(),
        label: ["Finding", "Keeping"][group].to_owned(),
        note: String::new(),
        group,
        value,
        printed: format!("€{value:.2}"),
    };
    bars(&Bars {
        words: words("bars", "The save desk's money goes to keeping"),
        groups: vec![named("Acquisition", Look::FIRST), named("Retention", Look::SECOND)],
        bars: vec![
            row("As today", 0, 3.1),
            row("", 1, 0.35),
            row("Save desk", 0, 3.1),
            row("", 1, -0.2),
        ],
        values: Values { format: &|v| format!("€{v:.1}"), span: Span::FromZero, finest: 0.1 },
    })
}

fn walk() -> Svg {
    let part = |label: &str, amount: f64| Part { label: label.to_owned(), amount };
    waterfall(&Waterfall {
        words: words("waterfall", "Fewer leave: most of the gain"),
        from: part("As today", 192.0),
        drivers: vec![
            part("Fewer leave", 331.0),
            part("They spend more", 44.0),
            part("Discounts to those who would have stayed", -82.0),
            part("Cost of the desk", -41.0),
        ],
        to: "Save desk and win-back".into(),
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        change: &|v| format!("{v:+.0}k"),
        better: Better::Up,
    })
}

fn turns() -> Svg {
    let swing = |label: &str, low: (&str, f64), high: (&str, f64)| Swing {
        label: label.to_owned(),
        low: End { input: low.0.to_owned(), result: low.1 },
        high: End { input: high.0.to_owned(), result: high.1 },
    };
    tornado(&Tornado {
        words: words("tornado", "Only the save rate can turn it"),
        base: 252.0,
        swings: vec![
            swing("Discount rate", ("6 %", 290.0), ("12 %", 214.0)),
            swing("Share of savable cancellers who accept", ("9 %", -40.0), ("31 %", 505.0)),
            swing("Margin per month", ("€11.20", 120.0), ("€15.80", 395.0)),
        ],
        ends: ("assumption low".into(), "assumption high".into()),
        rules: vec![Rule { at: 0.0, label: "here the decision turns".into() }],
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        most: 8,
    })
}

fn sureness() -> Svg {
    let quantile = |name: &str, slope: f64| Quantile {
        name: name.to_owned(),
        values: path(-50.0, slope, 0.06),
    };
    fan(&Fan {
        words: words("fan", "Nine in ten draws end above zero"),
        periods: years(60),
        values: Values { format: &money, span: Span::FromZero, finest: 1.0 },
        middle: quantile("median", 2.0),
        pairs: vec![
            (quantile("P25", 0.5), quantile("P75", 3.3)),
            (quantile("P5", -2.0), quantile("P95", 5.0)),
        ],
    })
}

fn mix() -> Svg {
    let value = |a: f64, r: f64| {
        140.0 * (1.0 - libm::exp(-a / 40.0)) + 110.0 * (1.0 - libm::exp(-r / 15.0)) - a - r
    };
    let step = |i: i32, most: f64| f64::from(i) * most / 40.0;
    let levels = [0.0, 40.0, 80.0, 100.0, 110.0];
    contours(&Contours {
        words: words("contours", "Move 30 from advertising to the desk"),
        across: ContourAxis {
            low: 0.0,
            high: 160.0,
            name: "acquisition, €k a month".into(),
            format: &ratio,
            finest: 1.0,
        },
        up: ContourAxis {
            low: 0.0,
            high: 90.0,
            name: "retention, €k a month".into(),
            format: &ratio,
            finest: 1.0,
        },
        grid: (0..=40)
            .map(|y| (0..=40).map(|x| value(step(x, 160.0), step(y, 90.0))).collect())
            .collect(),
        levels: levels.iter().map(|level| (*level, money(*level))).collect(),
        budget: Some(Budget {
            from: (90.0, 0.0),
            to: (0.0, 90.0),
            label: "same budget as today".into(),
        }),
        points: vec![
            Spot { at: (82.0, 8.0), label: "today".into(), look: Look::REFERENCE },
            Spot { at: (55.0, 35.0), label: "best for the same money".into(), look: Look::SECOND },
        ],
    })
}

fn triangle() -> Svg {
    let row = |label: &str, count: usize, rate: f64| Cohort {
        label: label.to_owned(),
        values: (0..count).map(|t| libm::exp(-rate * libm::pow(t as f64, 0.8))).collect(),
    };
    heatmap(&Heatmap {
        words: words("heatmap", "Newer cohorts stay longer"),
        columns: (0..12).map(|month| month.to_string()).collect(),
        unit: "months since joining".into(),
        rows: (0..6)
            .map(|q| row(&format!("2023 Q{}", q + 1), 12 - 2 * q, 0.2 - 0.015 * q as f64))
            .collect(),
        format: &|v| format!("{:.0}", v * 100.0),
        range: (0.0, 1.0),
    })
}

fn spark() -> Svg {
    let picture = sparkline(&Sparkline {
        title: "Gain over five years".into(),
        values: path(-120.0, 4.0, 0.09),
        look: Look::FIRST,
    });
    Svg { wide: picture, narrow: String::new() }
}

pub(super) fn all() -> Vec<(&'static str, Svg)> {
    vec![
        ("cash", cash()),
        ("survival", survival()),
        ("empty", empty()),
        ("spending", spending()),
        ("worth", worth()),
        ("reasons", churn()),
        ("bars", levers()),
        ("waterfall", walk()),
        ("sparkline", spark()),
        ("tornado", turns()),
        ("fan", sureness()),
        ("heatmap", triangle()),
        ("contours", mix()),
    ]
}
