//! How much is what: bars from zero, in groups such as acquisition and retention, in the order given.

use super::axes::Values;
use super::canvas::{Canvas, Fill};
use super::key::{self, Named, Sample};
use super::palette::Ink;
use super::rows::{self, ChartRow};
use super::scale;
use super::series::Look;
use super::svg::{self, Drawing, Svg, Width, Words};

/// Bars under headings.
pub struct Bars<'a> {
    pub words: Words,
    /// The groups bars belong to, each with its own colour and mark.
    pub groups: Vec<Named>,
    pub bars: Vec<Bar>,
    pub values: Values<'a>,
}

/// One row of [`Bars`].
#[derive(Clone, Debug)]
pub struct Bar {
    /// Opens a group of rows; may be empty.
    pub heading: String,
    pub label: String,
    pub note: String,
    /// Index of its group.
    pub group: usize,
    pub value: f64,
    /// The figure as printed at the right.
    pub printed: String,
}

/// Draws a bar from zero for each row.
pub fn bars(spec: &Bars<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Bars<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let data = scale::extent(spec.bars.iter().map(|bar| bar.value))?;
    let axis = scale::axis(data, spec.values.span, width.pick(5, 4), spec.values.finest);
    let key = key::key(&spec.groups, |_| Sample::Mark, width);
    let texts: Vec<ChartRow> = spec.bars.iter().map(text_of).collect();
    let table = rows::table(&texts, width, key.room + 2.0);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    let zero = plot.at(0.0_f64.clamp(axis.low, axis.high), 0.0).0;
    for (bar, middle) in spec.bars.iter().zip(&table.middles) {
        if !scale::drawable(bar.value) {
            continue;
        }
        let look = spec.groups.get(bar.group).map_or(Look::REFERENCE, |group| group.look);
        let x = plot.at(bar.value.clamp(axis.low, axis.high), 0.0).0;
        let fill = Fill::faint(look.ink, 0.3);
        canvas.rect((zero.min(x), middle - 5.0), (zero.max(x), middle + 5.0), fill);
        canvas.mark(look.mark, (x, *middle), 6.0, look.ink);
    }
    key.draw(&canvas);
    table.write(&canvas);
    let rows = table.readings(&texts);
    Some(Drawing { rows, ..Drawing::new(canvas, height, Some(table.place)) })
}

fn text_of(bar: &Bar) -> ChartRow {
    ChartRow {
        heading: bar.heading.clone(),
        label: bar.label.clone(),
        note: bar.note.clone(),
        value: bar.printed.clone(),
        ink: Some(Ink::Text),
    }
}
