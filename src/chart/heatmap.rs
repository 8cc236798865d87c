//! Are newer cohorts better? A triangle of shares, one row per cohort, the number in every cell.

use super::canvas::{Canvas, Fill, Place, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale;
use super::svg::{self, Drawing, Format, LINE, Svg, Width, Words};

/// Number of shades from nothing to everything.
pub(super) const STEPS: usize = 7;

/// Opacity of the cell colour at a step, and the ink readable on it in both themes.
pub(super) fn shade(step: usize) -> (f64, Ink) {
    const SHADES: [(f64, Ink); STEPS] = [
        (0.06, Ink::Text),
        (0.14, Ink::Text),
        (0.24, Ink::Text),
        (0.36, Ink::Text),
        (0.48, Ink::Text),
        (0.82, Ink::Paper),
        (1.0, Ink::Paper),
    ];
    SHADES[step.min(STEPS - 1)]
}

/// A table of numbers shaded by size; rows may have different lengths.
pub struct Heatmap<'a> {
    pub words: Words,
    /// Names of the columns, such as months since joining.
    pub columns: Vec<String>,
    /// What the columns count; may be empty.
    pub unit: String,
    pub rows: Vec<Cohort>,
    /// Prints the number of a cell, as short as possible.
    pub format: Format<'a>,
    /// Numbers of the faintest and the fullest shade.
    pub range: (f64, f64),
}

/// One row of a [`Heatmap`].
#[derive(Clone, Debug)]
pub struct Cohort {
    pub label: String,
    /// One per column; missing or not finite cells stay blank.
    pub values: Vec<f64>,
}

/// Draws a shaded triangle; the narrow render leaves out columns evenly where cells would not fit.
pub fn heatmap(spec: &Heatmap<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Heatmap<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    const CELL: f64 = 24.0;
    scale::extent(spec.rows.iter().flat_map(|row| row.values.iter().copied()))?;
    let count = spec.rows.iter().map(|row| row.values.len()).max()?;
    let most = width.pick(160.0, 96.0);
    let labels: Vec<String> =
        spec.rows.iter().map(|row| letters::fit(&row.label, most, Weight::Regular)).collect();
    let left = letters::widest(labels.iter().map(String::as_str), Weight::Regular) + 8.0;
    let kept = columns_that_fit(spec, count, width.units() - left);
    let cell = ((width.units() - left) / kept.len() as f64).min(64.0);
    let unit = if spec.unit.is_empty() { 0.0 } else { LINE + 2.0 };
    let top = unit + LINE + 6.0;
    let height = top + spec.rows.len() as f64 * CELL + 2.0;

    let canvas = Canvas::new((width.units(), height), hatch);
    let unit = letters::fit(&spec.unit, width.units() - left, Weight::Regular);
    canvas.text((left, LINE / 2.0), &unit, Type::new(Ink::Soft));
    for (place, column) in kept.iter().enumerate() {
        let x = left + cell * (place as f64 + 0.5);
        let name = spec.columns.get(*column).map_or("", String::as_str);
        let name = letters::fit(name, cell - 2.0, Weight::Regular);
        canvas.text((x, top - 4.0 - LINE / 2.0), &name, Type::new(Ink::Soft).centred());
    }
    for (index, (row, label)) in spec.rows.iter().zip(&labels).enumerate() {
        let y = top + CELL * index as f64;
        canvas.text((left - 8.0, y + CELL / 2.0), label, Type::new(Ink::Text).to_the_left());
        for (place, column) in kept.iter().enumerate() {
            let Some(value) = row.values.get(*column).filter(|value| scale::drawable(**value))
            else {
                continue;
            };
            let (alpha, ink) = shade(step(*value, spec.range));
            let x = left + cell * place as f64;
            let corners = ((x + 0.5, y + 0.5), (x + cell - 0.5, y + CELL - 0.5));
            canvas.rect(corners.0, corners.1, Fill::faint(Ink::One, alpha));
            let text = letters::fit(&letters::printed(spec.format, *value), cell, Weight::Regular);
            let set = Type::new(ink).figures().centred();
            canvas.text((x + cell / 2.0, y + CELL / 2.0), &text, set);
        }
    }
    let right = left + cell * kept.len() as f64;
    let place = Place { left, top, right, bottom: height - 2.0 };
    // A column that is left out lies between two that are drawn.
    let every = kept.get(1).copied().unwrap_or(1) as f64;
    let column = |at: usize| {
        let name = spec.columns.get(at).cloned().unwrap_or_default();
        (left + cell * (at as f64 / every + 0.5), name)
    };
    let row = |(index, row): (usize, &Cohort)| {
        let value = |at: usize| match row.values.get(at).filter(|value| scale::drawable(**value)) {
            Some(value) => letters::printed(spec.format, *value),
            None => String::new(),
        };
        let read = std::iter::once(row.label.clone()).chain((0..count).map(value)).collect();
        (top + CELL * (index as f64 + 0.5), read)
    };
    let rows = spec.rows.iter().enumerate().map(row).collect();
    let columns = (0..count).map(column).collect();
    Some(Drawing { rows, columns, ..Drawing::new(canvas, height, Some(place)) })
}

/// Indices of columns, every one or every second or third …, so that numbers fit their cells.
fn columns_that_fit(spec: &Heatmap<'_>, count: usize, room: f64) -> Vec<usize> {
    const PAD: f64 = 6.0;
    let cells = spec.rows.iter().flat_map(|row| row.values.iter().copied());
    let texts: Vec<String> = cells
        .filter(|value| scale::drawable(*value))
        .map(|value| letters::printed(spec.format, value))
        .collect();
    let widest = letters::widest(texts.iter().map(String::as_str), Weight::Regular) + PAD;
    let most = ((room / widest).floor() as usize).max(1);
    (0..count).step_by(count.div_ceil(most).max(1)).collect()
}

fn step(value: f64, range: (f64, f64)) -> usize {
    let size = range.1 - range.0;
    let share = if size > 0.0 { ((value - range.0) / size).clamp(0.0, 1.0) } else { 0.0 };
    ((share * STEPS as f64) as usize).min(STEPS - 1)
}
