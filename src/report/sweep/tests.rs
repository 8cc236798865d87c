//! Pages of sweeps whose answers are known.

use super::tables::LISTED;
use super::view::View;
use super::{Point, Swept, render};
use crate::text::Catalogue;

/// Three strategies over a square: the first wins on the left, the second above, else the third; a third axis
/// moves nothing.
fn square(side: usize, more: usize) -> Swept {
    let point = |(x, y, z): (usize, usize, usize)| {
        let (x, y) = (x as f64 / side as f64, y as f64 / side as f64);
        Point {
            at: vec![x.to_string(), format!("{y}%"), format!("x{z}")],
            figures: vec![1.0 - 2.0 * x, 5.0, y - 0.5, f64::NAN, 0.3 * x, 7.0],
        }
    };
    let all =
        (0..side).flat_map(|x| (0..side).flat_map(move |y| (0..more).map(move |z| (x, y, z))));
    Swept {
        title: "A <b>title</b>".to_owned(),
        language: "en".to_owned(),
        currency: "EUR".to_owned(),
        strategies: ["Left", "Up", "Else"].map(str::to_owned).to_vec(),
        paths: ["a.x", "b.y", "c.z"].map(str::to_owned).to_vec(),
        figures: vec!["npv".to_owned(), "payback_discounted:p10".to_owned()],
        points: all.map(point).collect(),
        ends: [(side * side * more) as u64, 0, 3],
    }
}

#[test]
fn the_page_says_who_wins_where() {
    let swept = square(10, 2);
    let view = View::of(&swept, Catalogue::of("en"));
    let won = |x: usize, y: usize| view.best(&swept.points[(x * 10 + y) * 2], 0).unwrap().0;
    assert_eq!([won(0, 0), won(9, 9), won(9, 0)], [0, 1, 2]);
    // Less is better, and what has no number wins nothing.
    assert_eq!(view.best(&swept.points[0], 1), Some((0, 2.0)));
    let map = view.map(0).unwrap();
    assert_eq!(map.pictures.len(), 2);
    assert_eq!(map.pictures[1].title.plain(), "c.z = x1");
    let effects = view.effects(0).unwrap();
    assert_eq!(effects.rows[0].head.plain(), "a.x");
    assert!(effects.rows.iter().any(|row| row.cells[2].content.plain() == "0"));
    let page = render(&swept).unwrap();
    assert!(page.contains("A &lt;b&gt;title") && !page.contains("<b>title"));
    assert!(
        page.contains("3 cannot be run") && !page.contains("src=") && !page.contains("<link"),
        "offline"
    );
    assert_eq!(view.listed("sweep.best", 0, false).unwrap().rows.len(), LISTED);
    let first = |worst| view.listed("sweep.best", 0, worst).unwrap().rows[0].head.plain();
    assert!(first(false).starts_with("a.x = 0, "), "{}", first(false));
    assert!(first(true).starts_with("a.x = 0.9, "), "{}", first(true));
}

#[test]
fn ten_thousand_variants_fit_two_megabytes() {
    for (side, more) in [(100, 1), (20, 25)] {
        let size = render(&square(side, more)).unwrap().len();
        assert!(size < 2_000_000, "{side} {more}: {size}");
    }
}

#[test]
fn scattered_points_have_no_map() {
    let mut swept = square(8, 1);
    for (place, point) in swept.points.iter_mut().enumerate() {
        point.at = vec![
            format!("{}", (place * 37) % 64),
            format!("{}", (place * 11) % 64),
            "1".to_owned(),
        ];
    }
    let view = View::of(&swept, Catalogue::of("da"));
    assert!(view.map(0).is_none());
    // In groups of neighbours.
    assert!(view.effects(1).unwrap().rows[0].cells[0].content.plain().contains(" … "));
    assert!(render(&Swept::default()).is_ok());
}
