//! What holds for every chart: safe text, same bytes, nothing outside the picture, no panics.

use super::letters::{self, Weight};
use super::trials::{HOSTILE, awkward, charts, number, words};
use super::*;

const PLAIN: [f64; 6] = [0.1, -0.05, 0.3, 0.2, 0.9, 1.7];

/// The elements of an SVG as (name and attributes, text behind it); panics where it is not well formed.
fn elements(svg: &str) -> Vec<(String, String)> {
    let mut open: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("unclosed: {piece}"));
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes: {tag}");
        assert!(!text.contains('>'), "stray >: {text}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap().to_owned();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_ref(), Some(&name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        if !tag.starts_with('/') {
            out.push((tag.to_owned(), text.to_owned()));
        }
    }
    assert!(open.is_empty(), "{open:?}");
    out
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

fn years(count: usize) -> Periods {
    Periods {
        first: 0.0,
        ticks: (0..=count / 12).map(|year| (year as f64 * 12.0, (year * 12).to_string())).collect(),
        unit: "months since the start".to_owned(),
    }
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
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
            for (tag, _) in elements(render) {
                let element = tag.split([' ', '/']).next().unwrap();
                assert!(KNOWN.contains(&element), "{name}: <{tag}>");
                assert!(
                    attribute(&tag, "style").is_none(),
                    "{name}: the page's policy forbids {tag}"
                );
            }
            assert!(!render.chars().any(char::is_control), "{name}");
        }
    }
}

#[test]
fn awkward_data_never_break_a_picture() {
    for values in awkward() {
        for (name, svg) in charts("a label", &values) {
            for render in [&svg.wide, &svg.narrow] {
                for (tag, _) in elements(render) {
                    let broken =
                        tag.contains("NaN") || tag.contains("inf\"") || tag.contains("2147483647");
                    assert!(!broken, "{name} with {values:?}: {tag}");
                }
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
            let all = elements(render);
            let Some(view) = all.first().and_then(|(tag, _)| attribute(tag, "viewBox")) else {
                continue;
            };
            let view: Vec<f64> = view.split(' ').map(|n| n.parse().unwrap()).collect();
            for (tag, text) in all.iter().filter(|(tag, _)| tag.starts_with("text ")) {
                let at = |name| attribute(tag, name).unwrap().parse::<f64>().unwrap();
                let class = attribute(tag, "class").unwrap_or_default();
                let is = |how: &str| class.split(' ').any(|name| name == how);
                let weight = if is("bold") { Weight::Bold } else { Weight::Regular };
                let wide = letters::width(&plain(text), weight);
                let left = match (is("mid"), is("end")) {
                    (true, _) => at("x") - wide / 2.0,
                    (_, true) => at("x") - wide,
                    _ => at("x"),
                };
                let inside = left >= -SLACK && left + wide <= view[2] + SLACK;
                assert!(
                    inside,
                    "{name}: {text} from {left:.1} to {:.1} of {}",
                    left + wide,
                    view[2]
                );
                assert!(at("y") >= 9.0 && at("y") <= view[3], "{name}: {text} at {}", at("y"));
            }
        }
    }
}

#[test]
fn ids_of_two_pictures_never_meet() {
    let mut seen = std::collections::BTreeSet::new();
    for (name, svg) in charts("A", &PLAIN) {
        for render in [&svg.wide, &svg.narrow] {
            for (tag, _) in elements(render) {
                if let Some(id) = attribute(&tag, "id") {
                    assert!(seen.insert(id.to_owned()), "{name}: {id} twice");
                }
            }
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
        let mut at: Vec<f64> = elements(render)
            .iter()
            .filter(|(_, text)| text.starts_with("Line "))
            .map(|(tag, _)| attribute(tag, "y").unwrap().parse().unwrap())
            .collect();
        at.sort_by(f64::total_cmp);
        assert_eq!(at.len(), 6);
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= letters::TEXT), "{at:?}");
    }
}
