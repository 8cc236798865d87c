//! What every chart takes and gives: words around the picture, and the picture in two widths.

use std::fmt::Write;

use super::canvas::{Canvas, Place, Type};
use super::letters;
use super::palette::Ink;

/// A finished picture in two widths, for a page that shows the one that fits.
///
/// Both are complete `<svg>` elements. `templates/css/chart.css` shows `wide` in columns where its
/// text is 12 pixels or larger, else `narrow`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Svg {
    /// Whether there was enough to draw; else both say so in words.
    pub drawn: bool,
    pub wide: String,
    pub narrow: String,
    /// What is read out of each row of a chart whose rows are things, its columns' names before it.
    pub(super) readings: Vec<Vec<String>>,
}

impl Svg {
    /// Both renders in the box whose width decides between them, with what is read out row by row.
    pub fn markup(&self) -> String {
        let columns = self.readings.first().map_or(0, Vec::len);
        if self.readings.len() < 3 && columns < 3 {
            return format!(r#"<div class="chart-box">{}{}</div>"#, self.wide, self.narrow);
        }
        self.markup_with(self.readings.iter().cloned())
    }

    /// The same with what a crosshair reads out: one line a period, its cells set apart by tabs, the
    /// names of the series in the first line.
    pub fn markup_with<Row>(&self, points: impl IntoIterator<Item = Row>) -> String
    where
        Row: IntoIterator<Item = String>,
    {
        let mut out = String::with_capacity(2 * (self.wide.len() + self.narrow.len()));
        out.push_str("<div class=\"chart-box\" data-points=\"");
        for (at, row) in points.into_iter().enumerate() {
            out.push_str(if at == 0 { "" } else { "\n" });
            for (column, cell) in row.into_iter().enumerate() {
                out.push_str(if column == 0 { "" } else { "\t" });
                letters::escape_into(&mut out, &letters::clean(&cell));
            }
        }
        for text in ["\">", &self.wide, &self.narrow, "</div>"] {
            out.push_str(text);
        }
        out
    }
}

/// The words that belong to a picture.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Unique on the page; characters other than letters, digits, `-` and `_` are replaced.
    pub id: String,
    /// The finding, read out as the name of the picture.
    pub title: String,
    /// What is shown and how to read it, for who cannot see it.
    pub desc: String,
    /// Shown in place of the picture when there is nothing to draw.
    pub not_enough: String,
}

/// How a chart prints the numbers of an axis.
pub type Format<'a> = &'a dyn Fn(f64) -> String;

/// Which of the two renders is being drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    Wide,
    Narrow,
}

impl Width {
    /// Width of the picture in its own units.
    pub(super) fn units(self) -> f64 {
        match self {
            Width::Wide => 640.0,
            Width::Narrow => 336.0,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Width::Wide => "wide",
            Width::Narrow => "narrow",
        }
    }

    /// One of two values.
    pub(super) fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Width::Wide => wide,
            Width::Narrow => narrow,
        }
    }
}

/// Distance between two lines of text.
pub(super) const LINE: f64 = 17.0;

/// A drawn picture before its outer element is written.
pub(super) struct Drawing {
    pub canvas: Canvas,
    pub height: f64,
    /// Where a crosshair may move, if the chart has such a place.
    pub plot: Option<Place>,
    /// The middle of each row, and what is read out there, of a chart whose rows are things.
    pub rows: Vec<(f64, Vec<String>)>,
    /// The middle of each column and its name, where rows are read out cell by cell.
    pub columns: Vec<(f64, String)>,
    /// Where crosshairs may move in small multiples.
    pub panels: Vec<Place>,
}

impl Drawing {
    /// A drawing of which nothing is read out but along its plot.
    pub(super) fn new(canvas: Canvas, height: f64, plot: Option<Place>) -> Self {
        Drawing { canvas, height, plot, rows: vec![], columns: vec![], panels: vec![] }
    }
}

/// Draws both widths; `draw` answers `None` when there is not enough to draw.
pub(super) fn both(words: &Words, draw: impl Fn(Width, &str) -> Option<Drawing>) -> Svg {
    let one = |width: Width| {
        let id = format!("{}-{}", identifier(&words.id), width.class());
        let drawing = draw(width, &format!("{id}-hatch"));
        let drawn = drawing.is_some();
        let drawing = drawing.unwrap_or_else(|| in_words(words, width));
        let head = std::iter::once(String::new());
        let head = head.chain(drawing.columns.iter().map(|(_, name)| name.clone())).collect();
        let rows = drawing.rows.iter().map(|(_, read)| read.clone());
        let readings = std::iter::once(head).chain(rows).collect();
        (wrapped(words, &id, width, drawing), drawn, readings)
    };
    let ((wide, drawn, readings), (narrow, ..)) = (one(Width::Wide), one(Width::Narrow));
    Svg { drawn, wide, narrow, readings }
}

/// The picture of a chart without data: one sentence in an otherwise quiet place.
fn in_words(words: &Words, width: Width) -> Drawing {
    const ROOM: f64 = 24.0;
    let lines =
        letters::wrap(&words.not_enough, width.units() - 2.0 * ROOM, letters::Weight::Regular, 6);
    let height = 2.0 * ROOM + lines.len() as f64 * LINE;
    let canvas = Canvas::new((width.units(), height), "");
    for (row, line) in lines.iter().enumerate() {
        let y = ROOM + LINE * (row as f64 + 0.5);
        canvas.text((width.units() / 2.0, y), line, Type::new(Ink::Soft).centred());
    }
    Drawing::new(canvas, height, None)
}

fn wrapped(words: &Words, id: &str, width: Width, drawing: Drawing) -> String {
    let elements = drawing.canvas.elements();
    let mut svg = String::with_capacity(elements.len() + 800);
    let put = |svg: &mut String, text: std::fmt::Arguments<'_>| {
        svg.write_fmt(text).expect("writing to a string cannot fail");
    };
    put(
        &mut svg,
        format_args!(
            r#"<svg viewBox="0 0 {} {}" class="chart {}" role="img" aria-labelledby="{id}-title{}""#,
            width.units(),
            drawing.height.ceil(),
            width.class(),
            if words.desc == words.title { String::new() } else { format!(" {id}-desc") },
        ),
    );
    if let Some(plot) = drawing.plot {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        put(
            &mut svg,
            format_args!(
                r#" data-x0="{}" data-x1="{}" data-y0="{}" data-y1="{}""#,
                tenth(plot.left),
                tenth(plot.right),
                tenth(plot.top),
                tenth(plot.bottom)
            ),
        );
    }
    let corners = |at: &Place| [at.left, at.right, at.top, at.bottom];
    let places = [
        ("rows", drawing.rows.iter().map(|(middle, _)| *middle).collect::<Vec<_>>()),
        ("cols", drawing.columns.iter().map(|(middle, _)| *middle).collect()),
        ("panels", drawing.panels.iter().flat_map(corners).collect()),
    ];
    for (name, places) in places.iter().filter(|(_, places)| !places.is_empty()) {
        let places: Vec<String> = places.iter().map(|at| at.round().to_string()).collect();
        put(&mut svg, format_args!(r#" data-{name}="{}""#, places.join(" ")));
    }
    svg.push('>');
    // What says no more than the title is not read out after it.
    let texts = [("title", &words.title), ("desc", &words.desc)];
    let told = texts.into_iter().filter(|(name, text)| *name == "title" || **text != words.title);
    for (element, text) in told {
        put(&mut svg, format_args!(r#"<{element} id="{id}-{element}">"#));
        letters::escape_into(&mut svg, &letters::clean(text));
        put(&mut svg, format_args!("</{element}>"));
    }
    svg.push_str(&patterns(id, &elements));
    svg.push_str(&elements);
    svg.push_str("</svg>");
    svg
}

/// Definitions of the hatch patterns the elements refer to.
fn patterns(id: &str, elements: &str) -> String {
    let inks =
        [Ink::Reference, Ink::Axis, Ink::One, Ink::Two, Ink::Three, Ink::Four, Ink::Soft, Ink::Bad];
    let mut defs = String::new();
    if !elements.contains("url(#") {
        return defs;
    }
    for ink in inks {
        let name = ink.name();
        if elements.contains(&format!("url(#{id}-hatch-{name})")) {
            let pattern = format!(
                r#"<pattern id="{id}-hatch-{name}" width="6" height="6" patternUnits="userSpaceOnUse"><path fill="none" d="M-1 1l2-2M0 6l6-6M5 7l2-2" class="k-{name}" stroke-width="1.4"/></pattern>"#
            );
            defs.push_str(&pattern);
        }
    }
    if defs.is_empty() { defs } else { format!("<defs>{defs}</defs>") }
}

/// The caller's id reduced to characters that need no care anywhere.
fn identifier(id: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }
    };
    format!("c-{}", id.chars().map(safe).collect::<String>())
}
