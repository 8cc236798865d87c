//! Every chart under trial: any text in every place, any numbers wherever numbers go.

use super::*;

pub(super) const HOSTILE: &str = "</text><script>alert('x')</script> \"&\u{0}\u{7}\u{202e} Ærø — 漢字 and a name that goes on and on and on";

pub(super) fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// Words of a chart whose id is its own.
pub(super) fn words(id: &str, text: &str) -> Words {
    Words {
        id: id.to_owned(),
        title: text.to_owned(),
        desc: text.to_owned(),
        not_enough: text.to_owned(),
    }
}

/// Every chart with its number, with the same text in every place and the same numbers wherever it takes numbers.
pub(super) fn charts(text: &str, values: &[f64]) -> Vec<(usize, Svg)> {
    let own = || text.to_owned();
    let words = |id: &str| Words { id: format!("{id}{text}"), ..words(id, text) };
    let scale = |span| Values { format: &number, span, finest: 0.0 };
    let first = values.first().copied().unwrap_or(f64::NAN);
    let last = values.last().copied().unwrap_or(f64::NAN);
    let periods = || Periods {
        first: 1.0,
        ticks: (0..70).map(|t| (f64::from(t), format!("{text}{t}"))).collect(),
        unit: own(),
    };
    let series = |look| {
        let mut series = Series::new(text, values.to_vec(), look);
        series.note = own();
        series.band =
            Some(Band { low: values.iter().map(|v| v - 1.0).collect(), high: values.to_vec() });
        series.beyond = Some(2);
        series
    };
    let all_series = || (0..6).map(|index| series(Look::nth(index))).collect::<Vec<_>>();
    let rules = || vec![Rule { at: 1.0, label: own() }, Rule { at: first, label: own() }];
    let names = || (0..3).map(|n| Named { name: own(), look: Look::nth(n) }).collect::<Vec<_>>();
    let mut out = Vec::new();
    for (at, span) in [Span::FromZero, Span::Data, Span::Fixed(0.0, 1.0)].into_iter().enumerate() {
        out.push(lines(&Lines {
            words: words(&format!("lines{at}")),
            periods: periods(),
            values: scale(span),
            series: all_series(),
            rings: [0.0, 1.5, 2.0, 900.0, f64::NAN, -3.0]
                .map(|at| Ring { series: 1, at, label: own(), tail: own() })
                .to_vec(),
            beyond_label: own(),
        }));
        out.push(panels(&Panels {
            words: words(&format!("panels{at}")),
            periods: periods(),
            values: scale(span),
            panels: (0..5)
                .map(|_| Panel {
                    title: own(),
                    note: own(),
                    series: all_series(),
                    known: values.first().map(|at| (*at, at + 1.0)),
                    spots: values
                        .iter()
                        .map(|value| OnLine {
                            at: *value,
                            value: *value,
                            name: own(),
                            look: Look::SECOND,
                        })
                        .collect(),
                })
                .collect(),
        }));
        out.push(intervals(&Intervals {
            words: words(&format!("intervals{at}")),
            key: names(),
            rows: values
                .iter()
                .map(|value| Interval {
                    heading: own(),
                    label: own(),
                    note: own(),
                    value: *value,
                    range: Some((value - 2.0, last)),
                    printed: own(),
                    look: Look::FIRST,
                })
                .collect(),
            rules: rules(),
            values: scale(span),
        }));
        out.push(bars(&Bars {
            words: words(&format!("bars{at}")),
            groups: names(),
            bars: values
                .iter()
                .enumerate()
                .map(|(group, value)| Bar {
                    heading: own(),
                    label: own(),
                    note: own(),
                    group,
                    value: *value,
                    printed: own(),
                })
                .collect(),
            values: scale(span),
        }));
        out.push(reasons(&Reasons {
            words: words(&format!("reasons{at}")),
            strategies: names(),
            reasons: [Reach::Reached, Reach::Unreached]
                .map(|reach| Reason {
                    label: own(),
                    note: own(),
                    values: values.to_vec(),
                    printed: own(),
                    reach,
                })
                .to_vec(),
            unreached: own(),
            values: scale(span),
        }));
        out.push(waterfall(&Waterfall {
            words: words(&format!("waterfall{at}")),
            from: Part { label: own(), amount: first },
            drivers: values.iter().map(|value| Part { label: own(), amount: *value }).collect(),
            to: own(),
            values: scale(span),
            change: &number,
        }));
        out.push(tornado(&Tornado {
            words: words(&format!("tornado{at}")),
            base: first,
            swings: values
                .iter()
                .map(|value| Swing {
                    label: own(),
                    low: End { input: own(), result: *value },
                    high: End { input: own(), result: last },
                })
                .collect(),
            ends: (own(), own()),
            rules: rules(),
            values: scale(span),
            most: 4,
        }));
        out.push(contours(&Contours {
            words: words(&format!("contours{at}")),
            across: ContourAxis { low: 0.0, high: 10.0, name: own(), format: &number, finest: 0.0 },
            up: ContourAxis { low: first, high: last, name: own(), format: &number, finest: 0.0 },
            grid: vec![values.to_vec(); values.len()],
            format: &number,
            levels: vec![(first, own()), (1.5, own())],
            budget: Some(Budget { from: (0.0, first), to: (10.0, last), label: own() }),
            points: vec![Spot { at: (2.0, first), label: own(), look: Look::FIRST }],
        }));
    }
    out.push(heatmap(&Heatmap {
        words: words("heatmap"),
        columns: vec![own(); values.len()],
        unit: own(),
        rows: (0..values.len())
            .map(|skip| Cohort { label: own(), values: values[skip..].to_vec() })
            .collect(),
        format: &number,
        range: (first, last),
    }));
    let spark = sparkline(&Sparkline { title: own(), values: values.to_vec(), look: Look::FIRST });
    out.push(Svg { drawn: true, wide: spark.clone(), narrow: spark, ..Svg::default() });
    out.into_iter().enumerate().collect()
}

/// Data nobody hopes for.
pub(super) fn awkward() -> Vec<Vec<f64>> {
    let (nan, inf, max) = (f64::NAN, f64::INFINITY, f64::MAX);
    vec![
        vec![],
        vec![1.0],
        vec![0.0; 5],
        vec![-7.0; 3],
        vec![nan; 5],
        vec![inf, -inf, 3.0, nan, 4.0],
        vec![nan, 1.0, nan, 2.0, nan],
        vec![max, -max, 0.0, 1.0],
        vec![9e299, -9e299, 5.0],
        vec![1e-308, 2e-308, -1e-308, 5e-324],
        vec![1e18, 1e18 + 1000.0, 1e18],
        vec![-1.0, -2.0, -3.0, -10.0],
        vec![0.1, -0.05, 0.3, 0.2, 0.9, 1.7],
    ]
}
