//! Who is best where? Cells over two lists of values, each in the colour and with the letter of its best, and lines where
//! the best changes.

use super::canvas::{Canvas, Fill, Place, Stroke, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::svg::{self, Drawing, LINE, Svg, Width, Words};

/// Colours of the contenders, in turn; letters tell those of one colour apart.
const INKS: [Ink; 5] = [Ink::One, Ink::Two, Ink::Three, Ink::Four, Ink::Reference];
/// Cells that are read out at most.
const READ: usize = 400;
/// Opacity of a cell by how clearly its best is best.
const SHADES: [f64; 4] = [0.16, 0.28, 0.42, 0.58];

/// Cells over two lists of values.
pub struct Regions {
    pub words: Words,
    pub across: Steps,
    pub up: Steps,
    /// By step up, then across: the best, as its place among the names; none where nothing is known.
    pub cells: Vec<Vec<Option<Best>>>,
    /// Names of the contenders.
    pub names: Vec<String>,
    /// By contender, its turn for a colour: the first five have one of their own.
    pub turns: Vec<usize>,
}

/// The values along one side.
#[derive(Clone, Debug)]
pub struct Steps {
    /// What they are of.
    pub name: String,
    pub labels: Vec<String>,
}

/// The best of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Its place among the names.
    pub place: usize,
    /// How clearly it is the best, 0 to 1.
    pub lead: f64,
}

/// The letter of a contender.
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + (place % 26) as u8);
    if place < 26 { letter.to_string() } else { format!("{letter}{}", place / 26 + 1) }
}

/// Draws the cells; equal neighbours in a row are one mark.
pub fn regions(spec: &Regions) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn ink(spec: &Regions, place: usize) -> Ink {
    INKS[spec.turns.get(place).copied().unwrap_or(place) % INKS.len()]
}

fn draw(spec: &Regions, width: Width, hatch: &str) -> Option<Drawing> {
    let (rows, columns) = (spec.up.labels.len(), spec.across.labels.len());
    if rows == 0 || columns == 0 || !spec.cells.iter().flatten().any(Option::is_some) {
        return None;
    }
    let most = width.pick(150.0, 84.0);
    let labels: Vec<String> =
        spec.up.labels.iter().map(|one| letters::fit(one, most, Weight::Regular)).collect();
    let left = letters::widest(labels.iter().map(String::as_str), Weight::Regular) + 8.0;
    let tall = (width.pick(300.0, 240.0) / rows as f64).clamp(2.0, 30.0);
    let top = LINE + 6.0;
    let right = width.units() - 2.0;
    let place = Place { left, top, right, bottom: top + tall * rows as f64 };
    let wide = (right - left) / columns as f64;
    let names = spec.names.len() as f64;
    let height = place.bottom + 2.0 * LINE + 12.0 + names * (LINE + 2.0);
    let canvas = Canvas::new((width.units(), height), hatch);
    let soft = Type::new(Ink::Soft);
    let name = letters::fit(&spec.up.name, width.units(), Weight::Regular);
    canvas.text((0.0, LINE / 2.0), &name, soft);
    // The first value is at the bottom.
    let y = |row: usize| place.bottom - tall * row as f64;
    let x = |column: usize| left + wide * column as f64;
    let every = (LINE / tall).ceil().max(1.0) as usize;
    for (row, label) in labels.iter().enumerate().step_by(every) {
        canvas.text((left - 8.0, y(row) - tall / 2.0), label, soft.figures().to_the_left());
    }
    let placed = |(column, label): (usize, &String)| {
        let label = letters::fit(label, width.units() / 3.0, Weight::Regular);
        let half = letters::width(&label, Weight::Regular) / 2.0;
        ((x(column) + wide / 2.0).min(width.units() - half).max(half), half, label)
    };
    let across: Vec<(f64, f64, String)> =
        spec.across.labels.iter().enumerate().map(placed).collect();
    for (x, _, label) in across.iter().step_by(super::axes::stride(&across)) {
        canvas.text((*x, place.bottom + 6.0 + LINE / 2.0), label, soft.figures().centred());
    }
    let name = letters::fit(&spec.across.name, width.units(), Weight::Regular);
    canvas.text((right, place.bottom + 6.0 + LINE * 1.5), &name, soft.to_the_left());
    cells(spec, &canvas, (&x, &y), [wide, tall]);
    borders(spec, &canvas, (&x, &y));
    for (at, name) in spec.names.iter().enumerate() {
        let y = place.bottom + 12.0 + LINE * 2.0 + (LINE + 2.0) * (at as f64 + 0.5);
        canvas.rect((0.0, y - 8.0), (18.0, y + 8.0), Fill::faint(ink(spec, at), SHADES[2]));
        canvas.text((9.0, y), &letter(at), Type::new(Ink::Text).bold().centred());
        let name = letters::fit(name, width.units() - 26.0, Weight::Regular);
        canvas.text((26.0, y), &name, Type::new(Ink::Text));
    }
    let cell = |row: usize, column: usize| spec.cells.get(row)?.get(column).copied().flatten();
    let best = |row: usize, column: usize| {
        cell(row, column).and_then(|best| spec.names.get(best.place)).cloned().unwrap_or_default()
    };
    let named = |steps: &Steps, label: &String| format!("{} {label}", steps.name).trim().to_owned();
    // A map of very many cells would weigh more with what they say than all the rest of its page.
    let few = rows * columns <= READ;
    let read = spec.up.labels.iter().enumerate().rev().filter(|_| few);
    let read = read.map(|(row, label)| {
        let head = std::iter::once(named(&spec.up, label));
        (y(row) - tall / 2.0, head.chain((0..columns).map(|column| best(row, column))).collect())
    });
    let heads = spec.across.labels.iter().enumerate().filter(|_| few);
    let heads = heads.map(|(column, label)| (x(column) + wide / 2.0, named(&spec.across, label)));
    let (rows, columns) = (read.collect(), heads.collect());
    Some(Drawing { rows, columns, ..Drawing::new(canvas, height, Some(place)) })
}

/// Where a column begins from the left, and a row from below.
type Places<'a> = (&'a dyn Fn(usize) -> f64, &'a dyn Fn(usize) -> f64);

fn cells(spec: &Regions, canvas: &Canvas, (x, y): Places<'_>, [wide, tall]: [f64; 2]) {
    let columns = spec.across.labels.len();
    let level = |best: Best| ((best.lead * SHADES.len() as f64) as usize).min(SHADES.len() - 1);
    let cell = |row: usize, column: usize| spec.cells.get(row)?.get(column).copied().flatten();
    let each = wide >= 16.0 && tall >= LINE;
    // Where cells are small, the longest run of each contender has its letter.
    let mut longest: Vec<Option<(usize, f64, f64)>> = vec![None; spec.names.len()];
    for row in 0..spec.up.labels.len() {
        let mut column = 0;
        while column < columns {
            let Some(best) = cell(row, column) else {
                column += 1;
                continue;
            };
            let same = |at: &usize| {
                cell(row, *at).is_some_and(|o| o.place == best.place && level(o) == level(best))
            };
            let end = (column..columns).take_while(same).last().unwrap_or(column) + 1;
            let fill = Fill::faint(ink(spec, best.place), SHADES[level(best)]);
            canvas.rect((x(column), y(row + 1)), (x(end), y(row)), fill);
            let middle = |from: usize, to: usize| (x(from) + x(to)) / 2.0;
            if each {
                for at in column..end {
                    let set = Type::new(Ink::Text).centred();
                    canvas.text(
                        (middle(at, at + 1), y(row) - tall / 2.0),
                        &letter(best.place),
                        set,
                    );
                }
            } else if let Some(own) = longest.get_mut(best.place)
                && own.is_none_or(|(length, ..)| end - column > length)
            {
                *own = Some((end - column, middle(column, end), y(row) - tall / 2.0));
            }
            column = end;
        }
    }
    for (place, found) in longest.iter().enumerate() {
        if let Some((_, x, y)) = found {
            let set = Type::new(Ink::Text).bold().halo().centred();
            canvas.text((*x, *y), &letter(place), set);
        }
    }
}

/// Lines between cells whose best differs.
fn borders(spec: &Regions, canvas: &Canvas, (x, y): Places<'_>) {
    let (rows, columns) = (spec.up.labels.len(), spec.across.labels.len());
    let best = |row: usize, column: usize| {
        spec.cells.get(row)?.get(column).copied().flatten().map(|best| best.place)
    };
    let differ =
        |one: Option<usize>, other: Option<usize>| one.is_some() && other.is_some() && one != other;
    let stroke = Stroke::solid(Ink::Text, 1.6);
    let runs = |along: usize,
                other: usize,
                change: &dyn Fn(usize, usize) -> bool,
                line: &dyn Fn(usize, usize, usize)| {
        for at in 1..other {
            let mut from = None;
            for step in 0..=along {
                match (from, step < along && change(at, step)) {
                    (None, true) => from = Some(step),
                    (Some(start), false) => {
                        line(at, start, step);
                        from = None;
                    }
                    _ => {}
                }
            }
        }
    };
    runs(
        rows,
        columns,
        &|column, row| differ(best(row, column - 1), best(row, column)),
        &|column, from, to| {
            canvas.line((x(column), y(from)), (x(column), y(to)), stroke);
        },
    );
    runs(
        columns,
        rows,
        &|row, column| differ(best(row - 1, column), best(row, column)),
        &|row, from, to| {
            canvas.line((x(from), y(row)), (x(to), y(row)), stroke);
        },
    );
}
