//! The table under charts whose rows are things: names at the left, marks in the middle, figures right.

use super::backend::Dash;
use super::canvas::{Canvas, Place, Plot, Stroke, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale::{self, Axis};
use super::spread::{self, Slot};
use super::svg::{Format, LINE, Width};

/// The words and the figure of one row.
#[derive(Clone, Debug, Default)]
pub(super) struct ChartRow {
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
pub(super) struct ChartTable {
    /// Where marks go.
    pub place: Place,
    /// The middle of the marks of each row.
    pub middles: Vec<f64>,
    /// Upper and lower ends of the strips vertical lines may run through without crossing words.
    strips: Vec<(f64, f64)>,
    texts: Vec<(f64, f64, String, Type)>,
}

/// Height of the strip the marks of one row need.
const STRIP: f64 = 20.0;

/// Space between a text and the plot beside it.
const GAP: f64 = 12.0;

/// Lays rows out from `top` down: names beside the marks in the wide render, above them in the narrow.
pub(super) fn table(rows: &[ChartRow], width: Width, top: f64) -> ChartTable {
    let value_room = rows.iter().map(|row| value_width(row, width)).fold(0.0, f64::max);
    let value_gap = if value_room > 0.0 { value_room + GAP } else { GAP / 2.0 };
    let (label_room, left) = match width {
        Width::Wide => {
            const WIDEST: f64 = 208.0;
            let widest = rows.iter().flat_map(|row| {
                [
                    letters::width(&letters::clean(&row.label), Weight::Regular),
                    letters::width(&letters::clean(&row.note), Weight::Regular),
                ]
            });
            let room = widest.fold(0.0, f64::max).min(WIDEST);
            (room, room + GAP)
        }
        Width::Narrow => (width.units() - value_gap, 6.0),
    };
    let right = width.pick(width.units() - value_gap, width.units() - 8.0);
    let mut table = ChartTable {
        place: Place { left, top, right, bottom: top },
        middles: vec![],
        strips: vec![],
        texts: vec![],
    };
    let mut y = top;
    for row in rows {
        y = table.lay(row, width, label_room, y);
    }
    table.place.bottom = y;
    table
}

fn value_width(row: &ChartRow, width: Width) -> f64 {
    letters::width(&letters::clean(&row.value), Weight::Bold).min(width.pick(150.0, 130.0))
}

/// Whether what is drawn at `x` keeps clear of the words that stand over the marks of a row.
pub(super) fn is_clear(row: &ChartRow, width: Width, x: f64) -> bool {
    let label = letters::width(&letters::clean(&row.label), Weight::Regular);
    (label + 4.0..width.units() - value_width(row, width) - 4.0).contains(&x)
}

impl ChartTable {
    /// Places one row below `y` and returns its lower edge.
    fn lay(&mut self, row: &ChartRow, width: Width, label_room: f64, mut y: f64) -> f64 {
        const PAD: f64 = 5.0;
        let full = width.units();
        if !row.heading.trim().is_empty() {
            let heading = letters::fit(&row.heading, full, Weight::Bold);
            self.texts.push((0.0, y + PAD + LINE / 2.0, heading, Type::new(Ink::Text).bold()));
            y += LINE + PAD;
        }
        let label = letters::wrap(&row.label, label_room, Weight::Regular, 3);
        let note = letters::wrap(&row.note, label_room, Weight::Regular, 3);
        let lines = (label.len() + note.len()) as f64 * LINE;
        let height = match width {
            Width::Wide => (lines + 2.0 * PAD).max(STRIP + 2.0 * PAD),
            Width::Narrow => lines + STRIP + 2.0 * PAD,
        };
        let middle = width.pick(y + height / 2.0, y + height - PAD - STRIP / 2.0);
        let first = width.pick(y + (height - lines) / 2.0, y + PAD) + LINE / 2.0;
        let words = label
            .into_iter()
            .map(|line| (line, Ink::Text))
            .chain(note.into_iter().map(|line| (line, Ink::Soft)));
        for (count, (line, ink)) in words.enumerate() {
            let set = Type::new(ink);
            self.texts.push((0.0, first + count as f64 * LINE, line, width.pick(set, set.halo())));
        }
        let value = letters::fit(&row.value, value_width(row, width) + 1.0, Weight::Bold);
        let set = Type::new(row.ink.unwrap_or(Ink::Text)).bold().to_the_left();
        let set = width.pick(set.figures(), set.halo());
        self.texts.push((full, width.pick(middle, first), value, set));
        self.middles.push(middle);
        let strip = width.pick((y, y + height), (middle - STRIP / 2.0, middle + STRIP / 2.0 + PAD));
        match self.strips.last_mut() {
            // Rows without a heading between them share one line.
            Some(last) if last.1 == strip.0 => last.1 = strip.1,
            _ => self.strips.push(strip),
        }
        y + height
    }

    /// What is read out of each row, and where it is: its name, its figure and its note.
    pub(super) fn readings(&self, rows: &[ChartRow]) -> Vec<(f64, Vec<String>)> {
        let mut heading = "";
        let mut read = |row| {
            let ChartRow { heading: own, label, note, value, .. }: &'_ ChartRow = row;
            if !own.is_empty() {
                heading = own;
            }
            let name =
                if heading.is_empty() { label.clone() } else { format!("{heading}, {label}") };
            let more = [value, note].into_iter().filter(|text| !text.is_empty()).cloned();
            std::iter::once(name).chain(more).collect()
        };
        self.middles.iter().zip(rows).map(|(middle, row)| (*middle, read(row))).collect()
    }

    pub(super) fn write(&self, canvas: &Canvas) {
        for (x, y, text, set) in &self.texts {
            canvas.text((*x, *y), text, *set);
        }
    }

    /// Draws a vertical line through the marks of all rows.
    pub(super) fn upright(&self, canvas: &Canvas, x: f64, stroke: Stroke) {
        for (from, to) in &self.strips {
            canvas.line((x, *from), (x, *to), stroke);
        }
    }
}

/// Pixels needed below the rows for the numbers of [`draw_axis`].
pub(super) const AXIS_ROOM: f64 = LINE + 8.0;

/// Draws faint vertical lines at round numbers, the zero line darker, and the numbers below the rows.
pub(super) fn draw_axis(
    canvas: &Canvas,
    plot: &Plot,
    axis: &Axis,
    table: &ChartTable,
    format: Format<'_>,
    width: Width,
) {
    let labels: Vec<(f64, f64, String)> = axis
        .at
        .iter()
        .map(|value| {
            let label = letters::fit(
                &letters::printed(format, *value),
                width.units() / 3.0,
                Weight::Regular,
            );
            let half = letters::width(&label, Weight::Regular) / 2.0;
            // At an end the number moves inwards, towards the next.
            (plot.at(*value, 0.0).0.min(width.units() - half).max(half), half, label)
        })
        .collect();
    let step = super::axes::stride(&labels);
    // Count from zero, so that the zero line keeps its number.
    let zero = axis.at.iter().position(|value| *value == 0.0).unwrap_or(0);
    for (index, (value, (x, _, label))) in axis.at.iter().zip(&labels).enumerate() {
        let ink = if *value == 0.0 { Ink::Axis } else { Ink::Grid };
        table.upright(canvas, plot.at(*value, 0.0).0, Stroke::solid(ink, 1.0));
        if index % step == zero % step {
            let set = Type::new(Ink::Soft).figures().centred();
            canvas.text((*x, table.place.bottom + 6.0 + LINE / 2.0), label, set);
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
            (rule, letters::fit(&rule.label, width.units() * 0.8, Weight::Regular))
        };
        let rules = rules.iter().filter(|rule| scale::drawable(rule.at)).map(fitted).collect();
        Rules { rules, width }
    }

    /// Every number that has to be on the axis.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.rules.iter().map(|(rule, _)| rule.at)
    }

    /// Lays rows out below the names of the rules, which take as many lines as they need.
    pub(super) fn table(&self, rows: &[ChartRow], axis: &Axis, top: f64) -> ChartTable {
        let draft = table(rows, self.width, top);
        let lines = self.slots(axis, draft.place).iter().map(|slot| slot.row + 1).max();
        let room = lines.map_or(0.0, |lines| lines as f64 * LINE + 4.0);
        table(rows, self.width, top + room)
    }

    fn slots(&self, axis: &Axis, place: Place) -> Vec<Slot> {
        let spans: Vec<(f64, f64)> = self
            .rules
            .iter()
            .map(|(rule, label)| {
                (across(axis, place, rule.at), letters::width(label, Weight::Regular))
            })
            .collect();
        spread::hang(&spans, 0.0, self.width.units(), 4.0)
    }

    pub(super) fn draw(&self, canvas: &Canvas, axis: &Axis, table: &ChartTable) {
        let dash = self.width.pick(Dash::Dashed, Dash::Solid);
        let stroke = Stroke { ink: Ink::Soft, width: 1.2, dash };
        let slots = self.slots(axis, table.place);
        let top = table.place.top - 4.0;
        for ((rule, _), slot) in self.rules.iter().zip(&slots) {
            let x = across(axis, table.place, rule.at);
            canvas.line((x, top - (slot.row as f64 + 1.0) * LINE + 3.0), (x, top + 4.0), stroke);
            table.upright(canvas, x, stroke);
        }
        for ((_, label), slot) in self.rules.iter().zip(&slots) {
            let y = top - (slot.row as f64 + 0.5) * LINE;
            canvas.text((slot.left, y), label, Type::new(Ink::Soft).halo());
        }
    }
}

/// Where a number lies between left and right, at the edge if the axis does not reach it.
fn across(axis: &Axis, place: Place, value: f64) -> f64 {
    let share = (value.clamp(axis.low, axis.high) - axis.low) / (axis.high - axis.low);
    place.left + share * (place.right - place.left)
}
