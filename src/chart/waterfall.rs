//! Why is one worth more than the other? A walk from A to B, driver by driver.

use super::axes::Values;
use super::canvas::{Canvas, Fill, Stroke};
use super::letters;
use super::palette::Ink;
use super::rows::{self, ChartRow};
use super::scale;
use super::svg::{self, Drawing, Format, Svg, Width, Words};

/// A walk that ends exactly where its parts end: the last bar is the sum of all before it.
pub struct Waterfall<'a> {
    pub words: Words,
    pub from: Part,
    pub drivers: Vec<Part>,
    /// Name of the last bar.
    pub to: String,
    /// Axis of the levels, also used for the two ends.
    pub values: Values<'a>,
    /// Prints a change, with its sign.
    pub change: Format<'a>,
}

/// A named amount: a level for the start, a change for a driver.
#[derive(Clone, Debug)]
pub struct Part {
    pub label: String,
    pub amount: f64,
}

/// Draws the walk with dark ends, gains and losses coloured, and every sign printed.
pub fn waterfall(spec: &Waterfall<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

/// One bar: from where to where, and how it reads.
struct Bar {
    from: f64,
    to: f64,
    ink: Ink,
    row: ChartRow,
}

fn draw(spec: &Waterfall<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    if spec.drivers.is_empty() {
        return None;
    }
    let bars = bars(spec);
    let levels = bars.iter().flat_map(|bar| [bar.from, bar.to]);
    if levels.clone().any(|level| !scale::drawable(level)) {
        return None;
    }
    let axis =
        scale::axis(scale::extent(levels)?, spec.values.span, width.pick(5, 4), spec.values.finest);
    let rows: Vec<ChartRow> = bars.iter().map(|bar| bar.row.clone()).collect();
    let table = rows::table(&rows, width, 4.0);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    let across = |level: f64| plot.at(level.clamp(axis.low, axis.high), 0.0).0;
    const HALF: f64 = 8.0;
    for (n, (bar, pair)) in bars.iter().zip(table.middles.windows(2)).enumerate() {
        let x = across(bar.to);
        // The words of the narrow render stand over their bar: no line goes through them.
        if width == Width::Wide || rows::is_clear(&rows[n + 1], width, x) {
            canvas.line((x, pair[0] + HALF), (x, pair[1] - HALF), Stroke::solid(Ink::Axis, 1.0));
        }
    }
    for (bar, middle) in bars.iter().zip(&table.middles) {
        let (a, b) = (across(bar.from), across(bar.to));
        // A change too small for a bar is still a visible stroke.
        let (left, right) = (a.min(b), a.max(b).max(a.min(b) + 1.0));
        let ends = ((left, middle - HALF), (right, middle + HALF));
        if bar.ink == Ink::Bad {
            // Minus is told by more than its colour.
            canvas.rect(ends.0, ends.1, Fill::hatched(bar.ink));
            let corners = [ends.0, (right, ends.0.1), ends.1, (left, ends.1.1), ends.0];
            canvas.path(&corners, Stroke::solid(bar.ink, 1.2));
        } else {
            canvas.rect(ends.0, ends.1, Fill::solid(bar.ink));
        }
    }
    table.write(&canvas);
    let rows = table.readings(&rows);
    Some(Drawing { rows, ..Drawing::new(canvas, height, Some(table.place)) })
}

fn bars(spec: &Waterfall<'_>) -> Vec<Bar> {
    let end = |label: &str, level: f64| Bar {
        from: 0.0,
        to: level,
        ink: Ink::Text,
        row: ChartRow {
            label: label.to_owned(),
            value: letters::printed(spec.values.format, level),
            ink: Some(Ink::Text),
            ..ChartRow::default()
        },
    };
    let mut bars = vec![end(&spec.from.label, spec.from.amount)];
    let mut level = spec.from.amount;
    for driver in &spec.drivers {
        let ink = if driver.amount.total_cmp(&0.0).is_ge() { Ink::Good } else { Ink::Bad };
        let row = ChartRow {
            label: driver.label.clone(),
            value: letters::printed(spec.change, driver.amount),
            ink: Some(ink),
            ..ChartRow::default()
        };
        bars.push(Bar { from: level, to: level + driver.amount, ink, row });
        level += driver.amount;
    }
    let mut to = end(&spec.to, level);
    if spec.from.amount == 0.0 {
        // From nought the walk is itself a change, and its end carries a sign.
        to.row.value = letters::printed(spec.change, level);
    }
    bars.push(to);
    bars
}
