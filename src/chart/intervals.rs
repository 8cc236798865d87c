//! Who is worth it? One figure per row with the range it may lie in, against lines that matter.

use super::axes::Values;
use super::canvas::{Canvas, Fill, Plot, Stroke};
use super::key::{self, Named, Sample};
use super::palette::Ink;
use super::rows::{self, ChartRow, Rule, Rules};
use super::scale::{self, Axis};
use super::series::Look;
use super::svg::{self, Drawing, Svg, Width, Words};

/// Rows with a point and a range on one scale.
pub struct Intervals<'a> {
    pub words: Words,
    /// Names of the looks the rows use; empty when they all share one.
    pub key: Vec<Named>,
    pub rows: Vec<Interval>,
    pub rules: Vec<Rule>,
    /// A fixed span cuts ranges that go beyond it, with an arrow.
    pub values: Values<'a>,
}

/// One row of [`Intervals`].
#[derive(Clone, Debug)]
pub struct Interval {
    /// Opens a group of rows; may be empty.
    pub heading: String,
    pub label: String,
    pub note: String,
    pub value: f64,
    /// Low and high end of the range, such as P10 and P90.
    pub range: Option<(f64, f64)>,
    /// The figure as printed at the right.
    pub printed: String,
    pub look: Look,
}

/// Draws a point and a range per row.
pub fn intervals(spec: &Intervals<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Intervals<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let rules = Rules::new(&spec.rules, width);
    scale::extent(spec.rows.iter().map(|row| row.value))?;
    let ranges = spec.rows.iter().filter_map(|row| row.range).flat_map(|(low, high)| [low, high]);
    let data = spec.rows.iter().map(|row| row.value).chain(ranges).chain(rules.numbers());
    let axis =
        scale::axis(scale::extent(data)?, spec.values.span, width.pick(5, 4), spec.values.finest);
    let key = key::key(&spec.key, |_| Sample::Mark, width);
    let texts: Vec<ChartRow> = spec.rows.iter().map(text_of).collect();
    let table = rules.table(&texts, &axis, key.room);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    rules.draw(&canvas, &axis, &table);
    key.draw(&canvas);
    table.write(&canvas);
    for (row, middle) in spec.rows.iter().zip(&table.middles) {
        if let Some(range) = row.range {
            draw_range(&canvas, &plot, &axis, range, (*middle, row.look.ink));
        }
        if scale::drawable(row.value) {
            let x = plot.at(row.value.clamp(axis.low, axis.high), 0.0).0;
            canvas.mark(row.look.mark, (x, *middle), 5.0, row.look.ink);
        }
    }
    let rows = table.readings(&texts);
    Some(Drawing { rows, ..Drawing::new(canvas, height, Some(table.place)) })
}

fn text_of(row: &Interval) -> ChartRow {
    ChartRow {
        heading: row.heading.clone(),
        label: row.label.clone(),
        note: row.note.clone(),
        value: row.printed.clone(),
        ink: None,
    }
}

/// Draws a range as a thick faint bar between thin ends, or an arrow where the axis cuts it.
pub(super) fn draw_range(
    canvas: &Canvas,
    plot: &Plot,
    axis: &Axis,
    range: (f64, f64),
    at: (f64, Ink),
) {
    let (low, high) = (range.0.min(range.1), range.0.max(range.1));
    if !scale::drawable(low) || !scale::drawable(high) || high < axis.low || low > axis.high {
        return;
    }
    let (y, ink) = at;
    let left = plot.at(low.max(axis.low), 0.0).0;
    let right = plot.at(high.min(axis.high), 0.0).0;
    canvas.rect((left, y - 3.0), (right, y + 3.0), Fill::faint(ink, 0.35));
    for (cut, x, tip) in [(low < axis.low, left, -6.0), (high > axis.high, right, 6.0)] {
        if cut {
            canvas.polygon(&[(x, y - 5.0), (x + tip, y), (x, y + 5.0)], Fill::solid(ink));
        } else {
            canvas.line((x, y - 5.0), (x, y + 5.0), Stroke::solid(ink, 1.6));
        }
    }
}
