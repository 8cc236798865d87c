//! Where does the money go? The same lines once per strategy, on one scale.

use super::axes::{self, Numbers, Periods, Values};
use super::canvas::{Canvas, Fill, Mark, Place, Type};
use super::key::{self, Named, Sample};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale;
use super::series::{self, Look, Series};
use super::svg::{self, Drawing, LINE, Svg, Width, Words};

/// Small multiples: panels of lines over the same periods and the same scale.
pub struct Panels<'a> {
    pub words: Words,
    pub periods: Periods,
    pub values: Values<'a>,
    pub panels: Vec<Panel>,
}

/// One small chart; lines of the same name have the same look in all panels.
#[derive(Clone, Debug)]
pub struct Panel {
    pub title: String,
    /// A line under the title, such as what the money brings; may be empty.
    pub note: String,
    pub series: Vec<Series>,
    pub spots: Vec<OnLine>,
    /// Periods between which there is evidence: what lies outside is shaded. None where nothing says so.
    pub known: Option<(f64, f64)>,
}

/// A named mark in a panel.
#[derive(Clone, Debug)]
pub struct OnLine {
    /// Period, possibly between two.
    pub at: f64,
    pub value: f64,
    /// In the key, once for all panels.
    pub name: String,
    pub look: Look,
}

const BETWEEN: f64 = 30.0;

/// Draws panels side by side in the wide render and stacked in the narrow one.
pub fn panels(spec: &Panels<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Panels<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let series = || spec.panels.iter().flat_map(|panel| &panel.series);
    let longest = series().filter_map(Series::end).map(|(last, _)| last).max()?;
    let data = scale::extent(series().flat_map(Series::numbers))?;
    if longest == 0 || !scale::drawable(spec.periods.first) {
        return None;
    }
    let ends = (spec.periods.first, spec.periods.first + longest as f64);
    let numbers = axes::numbers(data, spec.values, width.pick(5, 3), width);
    let (names, lines) = names(spec);
    let sample = |at: usize| if at < lines { Sample::Line } else { Sample::Mark };
    let key = key::key(&names, sample, width);
    let grid = Grid::new(spec, width, numbers.room, key.room);
    let height = grid.height(spec.panels.len());

    let canvas = Canvas::new((width.units(), height), hatch);
    key.draw(&canvas);
    for (index, panel) in spec.panels.iter().enumerate() {
        let place = grid.place(index);
        let plot = canvas.plot(ends.0..ends.1, numbers.axis.low..numbers.axis.high, place);
        if index % grid.columns == 0 {
            numbers.draw(&canvas, &plot, place);
        } else {
            numbers.draw_grid(&canvas, &plot, place);
        }
        draw_panel(spec, &canvas, &plot, panel, (&numbers, &grid, place), longest);
        let reach = if index % grid.columns == 0 { numbers.room } else { BETWEEN / 2.0 - 2.0 };
        let limits = (place.left - reach, place.right + BETWEEN / 2.0 - 2.0);
        spec.periods.draw(&canvas, &plot, ends, place.bottom, limits);
    }
    let last = grid.place(spec.panels.len() - 1);
    let across = (numbers.room, width.units() - BETWEEN / 2.0);
    spec.periods.draw_unit(&canvas, across, last.bottom, (0.0, width.units()));
    let panels = (0..spec.panels.len()).map(|index| grid.place(index)).collect();
    Some(Drawing { panels, ..Drawing::new(canvas, height, None) })
}

fn draw_panel(
    spec: &Panels<'_>,
    canvas: &Canvas,
    plot: &super::canvas::Plot,
    panel: &Panel,
    frame: (&Numbers, &Grid, Place),
    longest: usize,
) {
    let (numbers, grid, place) = frame;
    let limits = (numbers.axis.low, numbers.axis.high);
    if let Some((low, high)) = panel.known {
        let across = |at: f64| plot.at(at, limits.0).0.clamp(place.left, place.right);
        for (from, to) in [(place.left, across(low)), (across(high), place.right)] {
            if to - from > 0.5 {
                canvas.rect(
                    (from, place.top),
                    (to, place.bottom),
                    Fill::faint(Ink::Reference, 0.14),
                );
            }
        }
    }
    for series in &panel.series {
        series::draw_band(plot, series, spec.periods.first, limits);
    }
    for series in panel.series.iter().rev() {
        series::draw_line(canvas, plot, series, spec.periods.first, limits);
    }
    let drawable = |spot: &&OnLine| scale::drawable(spot.at) && scale::drawable(spot.value);
    // A ring lies under a mark at the same place.
    let (rings, marks): (Vec<&OnLine>, Vec<&OnLine>) =
        panel.spots.iter().filter(drawable).partition(|spot| spot.look.mark == Mark::Ring);
    for spot in rings.into_iter().chain(marks) {
        let last = spec.periods.first + longest as f64;
        let across = spot.at.clamp(spec.periods.first, last);
        let at = plot.at(across, spot.value.clamp(limits.0, limits.1));
        let size = if spot.look.mark == Mark::Ring { 8.5 } else { 5.0 };
        canvas.mark(spot.look.mark, at, size, spot.look.ink);
    }
    let (left, room) = grid.heading(place);
    let mut y = place.top - grid.head + LINE / 2.0;
    for line in letters::wrap(&panel.title, room, Weight::Bold, 2) {
        canvas.text((left, y), &line, Type::new(Ink::Text).bold());
        y += LINE;
    }
    for line in letters::wrap(&panel.note, room, Weight::Regular, 2) {
        canvas.text((left, y), &line, Type::new(Ink::Soft));
        y += LINE;
    }
}

/// Each name once, with the look of its first line or mark; and how many of them are lines.
fn names(spec: &Panels<'_>) -> (Vec<Named>, usize) {
    let mut out: Vec<Named> = Vec::new();
    let mut add = |name: &str, look: Look| {
        if !out.iter().any(|named| named.name == name) {
            out.push(Named { name: name.to_owned(), look });
        }
    };
    spec.panels.iter().flat_map(|panel| &panel.series).for_each(|line| add(&line.name, line.look));
    let marks: Vec<&OnLine> = spec.panels.iter().flat_map(|panel| &panel.spots).collect();
    marks.iter().for_each(|spot| add(&spot.name, spot.look));
    let lines = out.iter().filter(|named| marks.iter().all(|spot| spot.name != named.name)).count();
    (out, lines)
}

/// Places of the panels.
struct Grid {
    columns: usize,
    left: f64,
    top: f64,
    /// Width and height of a plot.
    size: (f64, f64),
    /// Pixels for title and note above a plot, and for periods below it.
    head: f64,
    foot: f64,
    /// Pixels below the last row of plots.
    end: f64,
}

impl Grid {
    fn new(spec: &Panels<'_>, width: Width, left: f64, top: f64) -> Self {
        let count = spec.panels.len();
        let columns = match (width, count) {
            (Width::Narrow, _) | (Width::Wide, 0 | 1) => 1,
            (Width::Wide, 2 | 4) => 2,
            (Width::Wide, _) => 3,
        };
        let between = BETWEEN * (columns - 1) as f64;
        let wide = (width.units() - left - between - BETWEEN / 2.0) / columns as f64;
        let room = if columns == 1 { left + wide } else { wide };
        let lines = |text: &str, weight| letters::wrap(text, room, weight, 2).len();
        let most = spec
            .panels
            .iter()
            .map(|panel| lines(&panel.title, Weight::Bold) + lines(&panel.note, Weight::Regular));
        let head = most.max().unwrap_or(0) as f64 * LINE + 13.0;
        let size = (wide, width.pick(if columns == 1 { 220.0 } else { 150.0 }, 120.0));
        Grid { columns, left, top, size, head, foot: LINE + 7.0 + 14.0, end: spec.periods.room() }
    }

    fn place(&self, index: usize) -> Place {
        let (column, row) = ((index % self.columns) as f64, (index / self.columns) as f64);
        let left = self.left + column * (self.size.0 + BETWEEN);
        let top = self.top + self.head + row * (self.head + self.size.1 + self.foot);
        Place { left, top, right: left + self.size.0, bottom: top + self.size.1 }
    }

    /// Where title and note of a panel begin and how much room they have.
    fn heading(&self, place: Place) -> (f64, f64) {
        let left = if self.columns == 1 { 0.0 } else { place.left };
        (left, place.right - left)
    }

    fn height(&self, count: usize) -> f64 {
        self.place(count.saturating_sub(1)).bottom + self.end
    }
}
