//! Every chart on one page, for looking at with one's own eyes.
//!
//! `TENURE_GALLERY=/some/dir cargo test --release --lib gallery` writes `light.html` and `dark.html`.

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
    (0..=60).map(|t| f64::from(t)).map(|t| start + slope * t + bend * t * t).collect()
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
        values: Values { format: &money, span: Span::FromZero },
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
        values: Values { format: &share, span: Span::Fixed(0.0, 1.0) },
        series: vec![first, blended, second],
        rings: vec![Ring { series: 0, at: 24.0, label: "median 24 months".into() }],
        beyond_label: "beyond the data".into(),
    })
}

fn empty() -> Svg {
    lines(&Lines {
        words: words("empty", "Nothing to show"),
        periods: years(0),
        values: Values { format: &money, span: Span::FromZero },
        series: vec![Series::new("One point", vec![1.0], Look::FIRST)],
        rings: vec![],
        beyond_label: String::new(),
    })
}

pub(super) fn all() -> Vec<(&'static str, Svg)> {
    vec![("cash", cash()), ("survival", survival()), ("empty", empty())]
}

fn page(theme: &str) -> String {
    let css = format!("{}{}", theme_css(), include_str!("../../templates/css/chart.css"));
    let mut body = String::new();
    for (name, svg) in all() {
        body.push_str(&format!("<h2>{name} <small>{} / {} bytes</small></h2>", svg.wide.len(), svg.narrow.len()));
        body.push_str(&svg.markup());
    }
    format!(
        "<!doctype html><html lang=en data-theme={theme}><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <style>{css} body{{background:var(--chart-paper);color:var(--chart-text);font:16px/1.4 Inter,Arial;margin:16px}}\
         h2{{font-size:18px;margin:28px 0 8px}}small{{font-weight:400;font-size:12px}}main{{max-width:700px}}</style><main>{body}</main></html>"
    )
}

#[test]
fn gallery_is_written_when_asked_for() {
    let Ok(dir) = std::env::var("TENURE_GALLERY") else { return };
    for theme in ["light", "dark"] {
        std::fs::write(format!("{dir}/{theme}.html"), page(theme)).unwrap();
    }
}
