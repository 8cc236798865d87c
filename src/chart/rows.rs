//! The table under charts whose rows are things: names at the left, marks in the middle, figures right.

use super::backend::Dash;
use super::canvas::{Canvas, Place, Plot, Stroke, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale::{self, Axis};
use super::spread;
use super::svg::{Format, LINE, TEXT, Width};

/// The words and the figure of one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Printed in bold above the row, opening a group; may be empty.
    pub heading: String,
    pub label: String,
    /// A quieter line under the label; may be empty.
    pub note: String,
    /// The figure at the right, as printed.
    pub value: String,
    pub ink: Option<Ink>,
}

/// A vertical line at a number that matters, with its name above the plot.
#[derive(Clone, Debug)]
pub struct Rule {
    pub at: f64,
    pub label: String,
}

/// The rows with every place computed.
pub(super) struct Table {
    /// Where marks go.
    pub place: Place,
    /// The middle of the marks of each row.
    pub middles: Vec<f64>,
    texts: Vec<(f64, f64, String, Type)>,
}

/// Height of the strip the marks of one row need.
const STRIP: f64 = 20.0;

/// Space between a text and the plot beside it.
const GAP: f64 = 12.0;

/// Lays rows out from `top` down: names beside the marks in the wide render, above them in the narrow.
pub(super) fn table(rows: &[Row], width: Width, top: f64) -> Table {
    let value_room = rows.iter().map(|row| value_width(row, width)).fold(0.0, f64::max);
    let value_gap = if value_room > 0.0 { value_room + GAP } else { GAP / 2.0 };
    let (label_room, left) = match width {
        Width::Wide => {
            const WIDEST: f64 = 208.0;
            let widest = rows.iter().flat_map(|row| {
                [letters::width(&letters::clean(&row.label), TEXT, Weight::Regular),
                 letters::width(&letters::clean(&row.note), TEXT, Weight::Regular)]
            });
            let room = widest.fold(0.0, f64::max).min(WIDEST);
            (room, room + GAP)
        }
        Width::Narrow => (width.units() - value_gap, 6.0),
    };
    let right = width.pick(width.units() - value_gap, width.units() - 8.0);
    let mut table = Table { place: Place { left, top, right, bottom: top }, middles: vec![], texts: vec![] };
    let mut y = top;
    for row in rows {
        y = table.lay(row, width, label_room, y);
    }
    table.place.bottom = y;
    table
}

fn value_width(row: &Row, width: Width) -> f64 {
    letters::width(&letters::clean(&row.value), TEXT, Weight::Bold).min(width.pick(150.0, 130.0))
}

impl Table {
    /// Places one row below `y` and returns its lower edge.
    fn lay(&mut self, row: &Row, width: Width, label_room: f64, mut y: f64) -> f64 {
        const PAD: f64 = 5.0;
        let full = width.units();
        if !row.heading.trim().is_empty() {
            let heading = letters::fit(&row.heading, full, TEXT, Weight::Bold);
            self.texts.push((0.0, y + PAD + LINE / 2.0, heading, Type::new(Ink::Text, TEXT).bold()));
            y += LINE + PAD;
        }
        let label = letters::wrap(&row.label, label_room, TEXT, Weight::Regular, 2);
        let note = letters::wrap(&row.note, label_room, TEXT, Weight::Regular, 3);
        let lines = (label.len() + note.len()) as f64 * LINE;
        let height = match width {
            Width::Wide => (lines + 2.0 * PAD).max(STRIP + 2.0 * PAD),
            Width::Narrow => lines + STRIP + 2.0 * PAD,
        };
        let middle = width.pick(y + height / 2.0, y + height - PAD - STRIP / 2.0);
        let first = width.pick(y + (height - lines) / 2.0, y + PAD) + LINE / 2.0;
        let words = label.into_iter().map(|line| (line, Ink::Text)).chain(note.into_iter().map(|line| (line, Ink::Soft)));
        for (count, (line, ink)) in words.enumerate() {
            self.texts.push((0.0, first + count as f64 * LINE, line, Type::new(ink, TEXT)));
        }
        let value = letters::fit(&row.value, value_width(row, width) + 1.0, TEXT, Weight::Bold);
        let set = Type::new(row.ink.unwrap_or(Ink::Text), TEXT).bold().figures().to_the_left();
        self.texts.push((full, width.pick(middle, first), value, set));
        self.middles.push(middle);
        y + height
    }

    pub(super) fn write(&self, canvas: &Canvas) {
        for (x, y, text, set) in &self.texts {
            canvas.text((*x, *y), text, *set);
        }
    }
}

/// Pixels needed below the rows for the numbers of [`draw_axis`].
pub(super) const AXIS_ROOM: f64 = LINE + 8.0;

/// Draws faint vertical lines at round numbers, the zero line darker, and the numbers below the rows.
pub(super) fn draw_axis(canvas: &Canvas, plot: &Plot, axis: &Axis, place: Place, format: Format<'_>, width: Width) {
    let labels: Vec<(f64, f64, String)> = axis
        .at
        .iter()
        .map(|value| {
            let label = letters::fit(&letters::printed(format, *value), width.units() / 3.0, TEXT, Weight::Regular);
            let half = letters::width(&label, TEXT, Weight::Regular) / 2.0;
            (plot.at(*value, 0.0).0, half, label)
        })
        .collect();
    let step = super::axes::stride(&labels);
    // Count from zero, so that the zero line keeps its number.
    let zero = axis.at.iter().position(|value| *value == 0.0).unwrap_or(0);
    for (index, (value, (x, half, label))) in axis.at.iter().zip(&labels).enumerate() {
        let ink = if *value == 0.0 { Ink::Axis } else { Ink::Grid };
        canvas.line((*x, place.top), (*x, place.bottom), Stroke::solid(ink, 1.0));
        if index % step == zero % step {
            let x = x.min(width.units() - half).max(*half);
            let set = Type::new(Ink::Soft, TEXT).figures().centred();
            canvas.text((x, place.bottom + 6.0 + LINE / 2.0), label, set);
        }
    }
}

/// Rules with their names laid out above the plot.
pub(super) struct Rules<'r> {
    rules: Vec<(&'r Rule, String)>,
    width: Width,
}

impl<'r> Rules<'r> {
    pub(super) fn new(rules: &'r [Rule], width: Width) -> Self {
        let fitted = |rule: &'r Rule| {
            (rule, letters::fit(&rule.label, width.units() * 0.8, TEXT, Weight::Regular))
        };
        let rules = rules.iter().filter(|rule| scale::drawable(rule.at)).map(fitted).collect();
        Rules { rules, width }
    }

    /// Every number that has to be on the axis.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.rules.iter().map(|(rule, _)| rule.at)
    }

    /// Pixels needed above the plot whatever the scale will be.
    pub(super) fn room(&self) -> f64 {
        self.rules.len() as f64 * LINE + if self.rules.is_empty() { 0.0 } else { 4.0 }
    }

    pub(super) fn draw(&self, canvas: &Canvas, plot: &Plot, place: Place) {
        let spans: Vec<(f64, f64)> = self
            .rules
            .iter()
            .map(|(rule, label)| {
                (plot.at(rule.at, 0.0).0, letters::width(label, TEXT, Weight::Regular))
            })
            .collect();
        let slots = spread::hang(&spans, 0.0, self.width.units(), 4.0);
        for ((x, _), slot) in spans.iter().zip(&slots) {
            let from = place.top - 4.0 - (slot.row as f64 + 1.0) * LINE + 3.0;
            let stroke = Stroke { ink: Ink::Soft, width: 1.2, dash: Dash::Dashed };
            canvas.line((*x, from), (*x, place.bottom), stroke);
        }
        for ((_, label), slot) in self.rules.iter().zip(&slots) {
            let y = place.top - 4.0 - (slot.row as f64 + 0.5) * LINE;
            canvas.text((slot.left, y), label, Type::new(Ink::Soft, TEXT).halo());
        }
    }
}
