//! Where is the best mix? Lines of equal result over two amounts, with today, the optimum and a budget.

use super::backend::Dash;
use super::canvas::{Canvas, Fill, Place, Plot, Stroke, Type};
use super::isoline;
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale::{self, Span};
use super::series::Look;
use super::svg::{self, Drawing, Format, LINE, Svg, Width, Words};

/// Lines of equal result over a grid.
pub struct Contours<'a> {
    pub words: Words,
    pub across: ContourAxis<'a>,
    pub up: ContourAxis<'a>,
    /// Results: one row per step up, one number per step across, both evenly spaced and the same
    /// everywhere. Cells with a corner that is not finite stay blank.
    pub grid: Vec<Vec<f64>>,
    /// Prints a result where it is read out.
    pub format: Format<'a>,
    /// Results to draw a line for, with the text on the line.
    pub levels: Vec<(f64, String)>,
    pub budget: Option<Budget>,
    /// Named places; an arrow leads from each to the next.
    pub points: Vec<Spot>,
}

/// One of the two amounts of [`Contours`].
pub struct ContourAxis<'a> {
    pub low: f64,
    pub high: f64,
    /// What it is, with its unit.
    pub name: String,
    pub format: Format<'a>,
    /// As in [`Values`](super::Values).
    pub finest: f64,
}

/// The mixes that cost the same, as a straight line.
#[derive(Clone, Debug)]
pub struct Budget {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub label: String,
}

/// A named place on [`Contours`].
#[derive(Clone, Debug)]
pub struct Spot {
    pub at: (f64, f64),
    pub label: String,
    pub look: Look,
}

/// Draws contours; the level 0, if asked for, is darker than the others.
pub fn contours(spec: &Contours<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Contours<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let columns = spec.grid.iter().map(Vec::len).min()?;
    let ends = [spec.across.low, spec.across.high, spec.up.low, spec.up.high];
    let sound = ends.iter().all(|end| scale::drawable(*end));
    if spec.grid.len() < 2 || columns < 2 || !sound {
        return None;
    }
    scale::extent(spec.grid.iter().flatten().copied())?;
    let across = ticks(&spec.across, width.pick(6, 4))?;
    let up = ticks(&spec.up, 5)?;
    let labels: Vec<(f64, String)> =
        up.iter().map(|at| (*at, printed(&spec.up, *at, width))).collect();
    let left =
        letters::widest(labels.iter().map(|(_, label)| label.as_str()), Weight::Regular) + 8.0;
    let on_lines =
        |axis: &ContourAxis<'_>| letters::wrap(&axis.name, width.units(), Weight::Regular, 2);
    let names = (on_lines(&spec.across), on_lines(&spec.up));
    let top = LINE * names.1.len().max(1) as f64 + 8.0;
    let right = width.units() - 14.0;
    let place = Place { left, top, right, bottom: top + width.pick(300.0, 250.0) };
    let height = place.bottom + (1.0 + names.0.len().max(1) as f64) * LINE + 8.0;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(spec.across.low..spec.across.high, spec.up.low..spec.up.high, place);
    draw_frame(spec, &canvas, &plot, (&across, &labels), place, width);
    let soft = Type::new(Ink::Soft);
    for (row, line) in names.1.iter().enumerate() {
        canvas.text((0.0, LINE * (row as f64 + 0.5)), line, soft);
    }
    for (row, line) in names.0.iter().enumerate() {
        let y = place.bottom + 6.0 + LINE * (row as f64 + 1.5);
        canvas.text((width.units(), y), line, soft.to_the_left());
    }
    let spots = spots(spec, &plot, place);
    let budget = spec.budget.as_ref().and_then(|budget| budget_line(spec, budget, &plot, place));
    let names = spots.iter().map(|spot| spot.name.covers());
    let taken = names.chain(budget.iter().map(|(_, name)| name.covers())).collect();
    draw_levels(spec, &canvas, &plot, place, taken);
    if let Some(((from, to), name)) = &budget {
        canvas.line(*from, *to, Stroke { ink: Ink::Reference, width: 1.8, dash: Dash::Dashed });
        name.draw(&canvas, Type::new(Ink::Reference).halo());
    }
    draw_spots(&canvas, &spots);
    // The highest row is the first from above.
    let rows = kept(spec.grid.len()).map(|at| {
        let (_, y) = on_plot(spec, &plot, (0.0, at as f64));
        let value = |across: usize| match spec.grid[at][across] {
            value if scale::drawable(value) => letters::printed(spec.format, value),
            _ => String::new(),
        };
        let head = named(&spec.up, at, spec.grid.len());
        (y, std::iter::once(head).chain(kept(columns).map(value)).collect())
    });
    let mut rows: Vec<(f64, Vec<String>)> = rows.collect();
    rows.reverse();
    let columns = kept(columns)
        .map(|at| (on_plot(spec, &plot, (at as f64, 0.0)).0, named(&spec.across, at, columns)))
        .collect();
    Some(Drawing { rows, columns, ..Drawing::new(canvas, height, Some(place)) })
}

/// Places of a grid's side whose results are read out: with both ends, few enough for a page.
fn kept(count: usize) -> impl Iterator<Item = usize> {
    const MOST: usize = 14;
    let steps = count.saturating_sub(1).max(1);
    let shown = steps.min(MOST - 1);
    (0..=shown).map(move |at| at * steps / shown)
}

/// An amount with its name.
fn named(axis: &ContourAxis<'_>, at: usize, count: usize) -> String {
    let amount = axis.low + (axis.high - axis.low) * at as f64 / (count - 1) as f64;
    format!("{} {}", axis.name, letters::printed(axis.format, amount))
}

/// Round numbers along one of the two amounts.
fn ticks(axis: &ContourAxis<'_>, wanted: usize) -> Option<Vec<f64>> {
    let known = axis.low < axis.high && (axis.high - axis.low) > axis.high.abs() * 1e-9;
    let span = Span::Fixed(axis.low, axis.high);
    known.then(|| scale::axis((axis.low, axis.high), span, wanted, axis.finest).at)
}

fn printed(axis: &ContourAxis<'_>, at: f64, width: Width) -> String {
    letters::fit(&letters::printed(axis.format, at), width.units() * 0.25, Weight::Regular)
}

fn draw_frame(
    spec: &Contours<'_>,
    canvas: &Canvas,
    plot: &Plot,
    ticks: (&[f64], &[(f64, String)]),
    place: Place,
    width: Width,
) {
    let soft = Type::new(Ink::Soft);
    for (at, label) in ticks.1 {
        let (_, y) = plot.at(spec.across.low, *at);
        canvas.line((place.left, y), (place.right, y), Stroke::solid(Ink::Grid, 1.0));
        canvas.text((place.left - 8.0, y), label, soft.figures().to_the_left());
    }
    let labels: Vec<(f64, f64, String)> = ticks
        .0
        .iter()
        .map(|at| {
            let label = printed(&spec.across, *at, width);
            let half = letters::width(&label, Weight::Regular) / 2.0;
            let x = plot.at(*at, spec.up.low).0.min(width.units() - half).max(half);
            (x, half, label)
        })
        .collect();
    for (x, _, label) in labels.iter().step_by(super::axes::stride(&labels)) {
        canvas.text((*x, place.bottom + 6.0 + LINE / 2.0), label, soft.figures().centred());
    }
    let bottom = place.bottom;
    canvas.line((place.left, bottom), (place.right, bottom), Stroke::solid(Ink::Axis, 1.0));
}

/// Draws the lines with their texts, which keep clear of the places already taken.
fn draw_levels(
    spec: &Contours<'_>,
    canvas: &Canvas,
    plot: &Plot,
    place: Place,
    mut taken: Vec<Place>,
) {
    for (level, label) in &spec.levels {
        let chains = isoline::chains(&spec.grid, *level);
        let pixels = |chain: &isoline::Chain| -> Vec<(f64, f64)> {
            chain.iter().map(|at| on_plot(spec, plot, *at)).collect()
        };
        let stroke = if *level == 0.0 {
            Stroke::solid(Ink::Text, 2.2)
        } else {
            Stroke::solid(Ink::One, 1.3)
        };
        let drawn: Vec<Vec<(f64, f64)>> = chains.iter().map(pixels).collect();
        for chain in &drawn {
            canvas.path(chain, stroke);
        }
        let longest = drawn.iter().max_by_key(|chain| chain.len());
        let label = letters::fit(label, (place.right - place.left) * 0.5, Weight::Regular);
        let spot = longest.and_then(|chain| free_spot(chain, &label, place, &taken));
        if let Some((at, covered)) = spot {
            canvas.text(at, &label, Type::new(stroke.ink).halo().centred());
            taken.push(covered);
        }
    }
}

/// A grid position as a place in the picture.
fn on_plot(spec: &Contours<'_>, plot: &Plot, at: (f64, f64)) -> (f64, f64) {
    let columns = spec.grid.iter().map(Vec::len).min().unwrap_or(2);
    let part = |axis: &ContourAxis<'_>, steps: usize, at: f64| {
        axis.low + (axis.high - axis.low) * at / steps.saturating_sub(1).max(1) as f64
    };
    plot.at(part(&spec.across, columns, at.0), part(&spec.up, spec.grid.len(), at.1))
}

/// A point of the line where its label covers no other label, searched from the middle outwards.
fn free_spot(
    chain: &[(f64, f64)],
    label: &str,
    place: Place,
    taken: &[Place],
) -> Option<((f64, f64), Place)> {
    let half = letters::width(label, Weight::Regular) / 2.0 + 3.0;
    let middle = chain.len() / 2;
    let outwards = (0..chain.len()).map(|step| {
        let offset = step.div_ceil(2);
        if step % 2 == 0 { middle.checked_add(offset) } else { middle.checked_sub(offset) }
    });
    outwards.flatten().filter_map(|index| chain.get(index)).find_map(|at| {
        let covered = Place {
            left: at.0 - half,
            right: at.0 + half,
            top: at.1 - LINE / 2.0,
            bottom: at.1 + LINE / 2.0,
        };
        let inside = covered.left >= place.left
            && covered.right <= place.right
            && covered.top >= place.top
            && covered.bottom <= place.bottom;
        let apart = |other: &Place| {
            covered.right < other.left
                || covered.left > other.right
                || covered.bottom < other.top
                || covered.top > other.bottom
        };
        (inside && taken.iter().all(apart)).then_some((*at, covered))
    })
}

/// A text with its place: left end and middle.
struct Name {
    text: String,
    left: f64,
    y: f64,
    wide: f64,
}

impl Name {
    fn covers(&self) -> Place {
        let (top, bottom) = (self.y - LINE / 2.0, self.y + LINE / 2.0);
        Place { left: self.left - 2.0, right: self.left + self.wide + 2.0, top, bottom }
    }

    fn draw(&self, canvas: &Canvas, set: Type) {
        canvas.text((self.left, self.y), &self.text, set);
    }
}

type Ends = ((f64, f64), (f64, f64));

fn budget_line(
    spec: &Contours<'_>,
    budget: &Budget,
    plot: &Plot,
    place: Place,
) -> Option<(Ends, Name)> {
    let numbers = [budget.from.0, budget.from.1, budget.to.0, budget.to.1];
    if !numbers.iter().all(|number| scale::drawable(*number)) {
        return None;
    }
    let held = |at: (f64, f64)| {
        plot.at(
            at.0.clamp(spec.across.low, spec.across.high),
            at.1.clamp(spec.up.low, spec.up.high),
        )
    };
    let (from, to) = (held(budget.from), held(budget.to));
    let text = letters::fit(&budget.label, (place.right - place.left) * 0.6, Weight::Regular);
    let wide = letters::width(&text, Weight::Regular);
    let at = if from.1 < to.1 { from } else { to };
    let left = (at.0 + 10.0).min(place.right - wide).max(place.left);
    let y = (at.1 + LINE * 0.5).min(place.bottom - LINE / 2.0);
    Some(((from, to), Name { text, left, y, wide }))
}

/// A named place in pixels.
struct Placed {
    at: (f64, f64),
    look: Look,
    name: Name,
}

fn spots(spec: &Contours<'_>, plot: &Plot, place: Place) -> Vec<Placed> {
    const BESIDE: f64 = 10.0;
    let inside = |spot: &&Spot| {
        let (x, y) = spot.at;
        (spec.across.low..=spec.across.high).contains(&x)
            && (spec.up.low..=spec.up.high).contains(&y)
    };
    let placed = |spot: &Spot| {
        let (x, y) = plot.at(spot.at.0, spot.at.1);
        let text = letters::fit(&spot.label, (place.right - place.left) * 0.7, Weight::Bold);
        let wide = letters::width(&text, Weight::Bold);
        let up = if y - LINE < place.top { 1.0 } else { -1.0 };
        let (left, away) = if x + BESIDE + wide <= place.right {
            (x + BESIDE, 0.6 * LINE)
        } else if x - BESIDE - wide >= place.left {
            (x - BESIDE - wide, 0.6 * LINE)
        } else {
            ((x - wide / 2.0).min(place.right - wide).max(0.0), LINE)
        };
        Placed { at: (x, y), look: spot.look, name: Name { text, left, y: y + up * away, wide } }
    };
    spec.points.iter().filter(inside).map(placed).collect()
}

fn draw_spots(canvas: &Canvas, spots: &[Placed]) {
    for pair in spots.windows(2) {
        draw_arrow(canvas, pair[0].at, pair[1].at);
    }
    for spot in spots {
        canvas.mark(spot.look.mark, spot.at, 6.0, spot.look.ink);
        spot.name.draw(canvas, Type::new(spot.look.ink).bold().halo());
    }
}

/// A line that stops short of both marks, with a head at its end.
fn draw_arrow(canvas: &Canvas, from: (f64, f64), to: (f64, f64)) {
    const CLEAR: f64 = 9.0;
    const HEAD: f64 = 8.0;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = libm::hypot(dx, dy);
    if length < 3.0 * CLEAR {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let start = (from.0 + ux * CLEAR, from.1 + uy * CLEAR);
    let tip = (to.0 - ux * CLEAR, to.1 - uy * CLEAR);
    let neck = (tip.0 - ux * HEAD, tip.1 - uy * HEAD);
    canvas.line(start, neck, Stroke::solid(Ink::Text, 2.0));
    let side = (-uy * HEAD * 0.5, ux * HEAD * 0.5);
    let corners = [tip, (neck.0 + side.0, neck.1 + side.1), (neck.0 - side.0, neck.1 - side.1)];
    canvas.polygon(&corners, Fill::solid(Ink::Text));
}
