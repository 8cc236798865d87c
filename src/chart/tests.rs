//! What holds for every chart: safe text, same bytes, nothing outside the picture, no panics.

use super::letters::{self, Weight};
use super::trials::{HOSTILE, awkward, charts, number, words};
use super::*;
use roxmltree::{Document, Node};

const PLAIN: [f64; 6] = [0.1, -0.05, 0.3, 0.2, 0.9, 1.7];

/// Looks at every element of an SVG; one without data is empty.
fn each(svg: &str, mut look: impl FnMut(Node<'_, '_>)) {
    if !svg.is_empty() {
        let document = Document::parse(svg).unwrap_or_else(|wrong| panic!("{wrong}: {svg}"));
        document.descendants().filter(Node::is_element).for_each(&mut look);
    }
}

fn years(count: usize) -> Periods {
    Periods {
        first: 0.0,
        ticks: (0..=count / 12).map(|year| (year as f64 * 12.0, (year * 12).to_string())).collect(),
        unit: "months since the start".to_owned(),
    }
}

#[test]
fn same_description_gives_the_same_bytes() {
    let drawn = || charts("A", &PLAIN);
    assert_eq!(drawn(), drawn());
}

#[test]
fn hostile_text_stays_text() {
    const KNOWN: [&str; 11] = [
        "svg", "title", "desc", "text", "path", "rect", "circle", "defs", "pattern", "g",
        "clipPath",
    ];
    for (name, svg) in charts(HOSTILE, &PLAIN) {
        for render in [&svg.wide, &svg.narrow] {
            each(render, |element| {
                let tag = element.tag_name().name();
                assert!(KNOWN.contains(&tag), "{name}: <{tag}>");
                assert!(!element.has_attribute("style"), "{name}: the page's policy forbids {tag}");
            });
            assert!(!render.chars().any(char::is_control), "{name}");
        }
    }
}

#[test]
fn awkward_data_never_break_a_picture() {
    for values in awkward() {
        for (name, svg) in charts("a label", &values) {
            for render in [&svg.wide, &svg.narrow] {
                let broken = ["NaN", "inf\"", "2147483647"].iter().any(|bad| render.contains(bad));
                assert!(!broken, "{name} with {values:?}: {render}");
            }
        }
    }
}

#[test]
fn every_label_lies_inside_the_picture() {
    const SLACK: f64 = 0.6;
    let long = "Save desk, win-back and a points programme for subscribers in their second year";
    let charts = [long, HOSTILE, "A", ""].into_iter().flat_map(|text| {
        let data = [PLAIN.to_vec(), vec![-1234567.0, 9876543.0, 12.0]];
        data.into_iter().flat_map(move |values| charts(text, &values))
    });
    for (name, svg) in charts {
        for render in [&svg.wide, &svg.narrow] {
            let mut view = Vec::new();
            each(render, |element| {
                let read = |name| element.attribute(name).unwrap_or_default();
                let class = read("class");
                if element.has_tag_name("svg") {
                    view = read("viewBox").split(' ').map(|n| n.parse().unwrap()).collect();
                }
                if !element.has_tag_name("text") {
                    return;
                }
                let (x, y): (f64, f64) = (read("x").parse().unwrap(), read("y").parse().unwrap());
                let is = |how: &str| class.split(' ').any(|name| name == how);
                let weight = if is("bold") { Weight::Bold } else { Weight::Regular };
                let text = element.text().unwrap_or_default();
                let wide = letters::width(text, weight);
                let before =
                    if is("mid") { wide / 2.0 } else { wide * f64::from(u8::from(is("end"))) };
                let ends = (x - before, x - before + wide);
                let inside = ends.0 >= -SLACK && ends.1 <= view[2] + SLACK;
                assert!(inside, "{name}: {text} at {ends:?} of {}", view[2]);
                assert!((9.0..=view[3]).contains(&y), "{name}: {text} at {y}");
            });
        }
    }
}

#[test]
fn ids_of_two_pictures_never_meet() {
    let mut seen = std::collections::BTreeSet::new();
    for (name, svg) in charts("A", &PLAIN) {
        for render in [&svg.wide, &svg.narrow] {
            each(render, |element| {
                if let Some(id) = element.attribute("id") {
                    assert!(seen.insert(id.to_owned()), "{name}: {id} twice");
                }
            });
        }
    }
}

#[test]
fn a_restless_line_chart_stays_small() {
    let restless = |seed: i32| {
        (0..60).map(|t| f64::from((t * 37 + seed * 11) % 101) * 1e4).collect::<Vec<_>>()
    };
    let svg = lines(&Lines {
        words: words("size", "Five series, sixty points"),
        periods: years(60),
        values: Values { format: &number, span: Span::FromZero, finest: 0.0 },
        series: (0..5).map(|n| Series::new("A series", restless(n as i32), Look::nth(n))).collect(),
        rings: vec![],
        beyond_label: String::new(),
    });
    assert!(
        svg.wide.len() < 12_000 && svg.narrow.len() < 12_000,
        "{} {}",
        svg.wide.len(),
        svg.narrow.len()
    );
}

#[test]
fn names_of_crowded_line_ends_do_not_touch() {
    let series = (0..6)
        .map(|n| Series::new(format!("Line {n}"), vec![0.0, 100.0 + n as f64 * 0.1], Look::nth(n)));
    let svg = lines(&Lines {
        words: words("ends", "Six lines end at one place"),
        periods: years(12),
        values: Values { format: &number, span: Span::FromZero, finest: 0.0 },
        series: series.collect(),
        rings: vec![],
        beyond_label: String::new(),
    });
    for render in [&svg.wide, &svg.narrow] {
        let mut at: Vec<f64> = Vec::new();
        each(render, |element| {
            if element.text().is_some_and(|text| text.starts_with("Line ")) {
                at.push(element.attribute("y").unwrap().parse().unwrap());
            }
        });
        at.sort_by(f64::total_cmp);
        assert_eq!(at.len(), 6);
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= letters::TEXT), "{at:?}");
    }
}
