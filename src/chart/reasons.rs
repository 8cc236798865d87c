//! Why do they leave, and what can reach it? Losses by reason under each strategy.

use super::axes::Values;
use super::canvas::{Canvas, Fill, Plot, Stroke};
use super::key::{self, Named, Sample};
use super::palette::Ink;
use super::rows::{self, ChartRow};
use super::scale::{self, Axis};
use super::svg::{self, Drawing, Svg, Width, Words};

/// Losses by reason: a bar for the first strategy, marks for the others on the same scale.
pub struct Reasons<'a> {
    pub words: Words,
    /// The first is the one others are compared with, drawn as a bar.
    pub strategies: Vec<Named>,
    pub reasons: Vec<Reason>,
    /// Printed under the name of a reason nothing reaches.
    pub unreached: String,
    pub values: Values<'a>,
}

/// One reason for leaving.
#[derive(Clone, Debug)]
pub struct Reason {
    pub label: String,
    pub note: String,
    /// One per strategy, in the same order; not finite where a strategy has none.
    pub values: Vec<f64>,
    /// Printed at the right, such as the first and the best number.
    pub printed: String,
    pub reach: Reach,
}

/// Whether anything in the file acts on a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Reached,
    /// Part of the floor: hatched, last, and named as such.
    Unreached,
}

/// Draws losses by reason: the reachable ones by size, then the floor nothing reaches, hatched.
pub fn reasons(spec: &Reasons<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Reasons<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let data = scale::extent(spec.reasons.iter().flat_map(|reason| reason.values.iter().copied()))?;
    let axis = scale::axis(data, spec.values.span, width.pick(5, 4), spec.values.finest);
    let mut reasons: Vec<&Reason> = spec.reasons.iter().collect();
    let size = |reason: &Reason| {
        reason.values.first().copied().filter(|v| scale::drawable(*v)).unwrap_or(0.0)
    };
    reasons.sort_by(|a, b| {
        let floor = (a.reach == Reach::Unreached).cmp(&(b.reach == Reach::Unreached));
        floor.then(size(b).total_cmp(&size(a)))
    });
    let key = key::key(
        &spec.strategies,
        |index| {
            if index == 0 { Sample::Bar } else { Sample::Mark }
        },
        width,
    );
    let texts: Vec<ChartRow> =
        reasons.iter().map(|reason| text_of(reason, &spec.unreached)).collect();
    let table = rows::table(&texts, width, key.room + 2.0);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    for (reason, middle) in reasons.iter().zip(&table.middles) {
        draw_reason(spec, &canvas, &plot, &axis, (reason, *middle));
    }
    key.draw(&canvas);
    table.write(&canvas);
    let rows = table.readings(&texts);
    Some(Drawing { rows, ..Drawing::new(canvas, height, Some(table.place)) })
}

fn draw_reason(spec: &Reasons<'_>, canvas: &Canvas, plot: &Plot, axis: &Axis, row: (&Reason, f64)) {
    const HALF: f64 = 7.0;
    let (reason, middle) = row;
    let across = |value: f64| plot.at(value.clamp(axis.low, axis.high), 0.0).0;
    let zero = across(0.0);
    let first = reason.values.first().copied().filter(|value| scale::drawable(*value));
    if let Some(value) = first {
        let x = across(value);
        let (from, to) = ((zero.min(x), middle - HALF), (zero.max(x), middle + HALF));
        match reason.reach {
            Reach::Reached => canvas.rect(from, to, Fill::faint(Ink::Reference, key::BAR_ALPHA)),
            Reach::Unreached => canvas.rect(from, to, Fill::hatched(Ink::Reference)),
        }
        canvas.line((x, middle - HALF), (x, middle + HALF), Stroke::solid(Ink::Reference, 2.0));
    }
    if reason.reach == Reach::Unreached {
        return;
    }
    for (value, strategy) in reason.values.iter().zip(&spec.strategies).skip(1).rev() {
        if scale::drawable(*value) {
            canvas.mark(strategy.look.mark, (across(*value), middle), 5.0, strategy.look.ink);
        }
    }
}

fn text_of(reason: &Reason, unreached: &str) -> ChartRow {
    let note = match (reason.reach, reason.note.trim()) {
        (Reach::Reached, note) => note.to_owned(),
        (Reach::Unreached, "") => unreached.to_owned(),
        (Reach::Unreached, note) => format!("{unreached}; {note}"),
    };
    ChartRow {
        label: reason.label.clone(),
        note,
        value: reason.printed.clone(),
        ..ChartRow::default()
    }
}
