//! How do several strategies develop over time, and when does each cross a mark?

use super::axes::{self, Numbers, Periods, Values};
use super::backend::Dash;
use super::canvas::{Canvas, Mark, Place, Plot, Stroke, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale;
use super::series::{self, Series};
use super::spread::{self, Slot, Wish};
use super::svg::{self, Drawing, LINE, Svg, Width, Words};

/// Several lines over the same periods, labelled at their ends.
pub struct Lines<'a> {
    pub words: Words,
    pub periods: Periods,
    pub values: Values<'a>,
    /// In falling importance: the first is drawn on top and the last loses its label first.
    pub series: Vec<Series>,
    /// Points of interest on the lines, named in a lane below the plot.
    pub rings: Vec<Ring>,
    /// Printed where the first line goes beyond its data; may be empty.
    pub beyond_label: String,
}

/// A point of interest on a line, such as the month money is earned back.
#[derive(Clone, Debug)]
pub struct Ring {
    /// Index of the series it lies on.
    pub series: usize,
    /// Period, possibly between two.
    pub at: f64,
    pub label: String,
    /// What follows the label and is never cut, such as the month; may be empty.
    pub tail: String,
}

/// Gap between the end of the plot and the labels at the line ends.
const END_GAP: f64 = 10.0;

/// A label moved further than this from its line gets a leader.
const MOVED: f64 = 3.0;

/// Draws lines over periods.
pub fn lines(spec: &Lines<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Lines<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let longest = spec.series.iter().filter_map(Series::end).map(|(last, _)| last).max()?;
    let data = scale::extent(spec.series.iter().flat_map(Series::numbers))?;
    if longest == 0 || !scale::drawable(spec.periods.first) {
        return None;
    }
    let ends = (spec.periods.first, spec.periods.first + longest as f64);
    let numbers = axes::numbers(data, spec.values, width.pick(5, 4), width);
    let labels = end_labels(spec, width);
    let names = labels.iter().map(EndLabel::width).fold(0.0, f64::max);
    let needed: f64 = labels.iter().map(EndLabel::height).sum();
    let beyond = label_of_beyond(spec).map(|(index, label)| {
        (index, letters::wrap(label, width.units() * 0.75, Weight::Regular, 3))
    });
    let top = match &beyond {
        Some((_, lines)) => LINE * lines.len() as f64 + 8.0,
        None => LINE / 2.0 + 2.0,
    };
    let place = Place {
        left: numbers.room,
        top,
        right: width.units() - if names > 0.0 { names + END_GAP } else { LINE / 2.0 },
        bottom: top + needed.clamp(width.pick(270.0, 230.0), 420.0),
    };
    let rings = rings(spec, width, place, ends);
    let lane_rows = rings.iter().map(|ring| ring.slot.row + 1).max().unwrap_or(0);
    let lane = if lane_rows == 0 { 0.0 } else { lane_rows as f64 * (LINE + 1.0) + 6.0 };
    let below = place.bottom + lane;
    let height = below + spec.periods.room();

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(ends.0..ends.1, numbers.axis.low..numbers.axis.high, place);
    draw_data(spec, &canvas, &plot, &numbers, place, beyond);
    draw_rings(spec, &canvas, &plot, &rings, place);
    draw_end_labels(&canvas, &plot, &labels, ends.0, &numbers, place);
    let limits = (0.0, width.units());
    spec.periods.draw(&canvas, &plot, ends, below, limits);
    spec.periods.draw_unit(&canvas, (place.left, place.right), below, limits);
    Some(Drawing::new(canvas, height, Some(place)))
}

fn draw_data(
    spec: &Lines<'_>,
    canvas: &Canvas,
    plot: &Plot,
    numbers: &Numbers,
    place: Place,
    beyond: Option<(usize, Vec<String>)>,
) {
    let limits = (numbers.axis.low, numbers.axis.high);
    let first = spec.periods.first;
    for series in &spec.series {
        series::draw_band(plot, series, first, limits);
    }
    numbers.draw(canvas, plot, place);
    if let Some((index, lines)) = beyond {
        let x = plot.at(first + index as f64, 0.0).0;
        let stroke = Stroke { ink: Ink::Axis, width: 1.0, dash: Dash::Dotted };
        canvas.line((x, place.top - 6.0), (x, place.bottom), stroke);
        let wide = letters::widest(lines.iter().map(String::as_str), Weight::Regular);
        let left =
            (x + 4.0).min(place.right - wide).max(place.left.min(place.right - wide)).max(0.0);
        for (row, line) in lines.iter().enumerate() {
            canvas.text((left, LINE * (row as f64 + 0.5)), line, Type::new(Ink::Soft));
        }
    }
    for series in spec.series.iter().rev() {
        series::draw_line(canvas, plot, series, first, limits);
    }
}

/// The smallest index from which a line is beyond its data, with the words for it.
fn label_of_beyond<'s>(spec: &'s Lines<'_>) -> Option<(usize, &'s str)> {
    let starts = spec.series.iter().filter_map(|series| {
        let (last, _) = series.end()?;
        series.beyond.filter(|start| *start < last)
    });
    let index = starts.min()?;
    (!spec.beyond_label.trim().is_empty()).then_some((index, spec.beyond_label.as_str()))
}

/// The name of a series beside the end of its line.
struct EndLabel {
    name: Vec<String>,
    note: Vec<String>,
    /// Period index and value of the end.
    end: (usize, f64),
    ink: Ink,
    mark: Mark,
}

impl EndLabel {
    fn width(&self) -> f64 {
        let names = letters::widest(self.name.iter().map(String::as_str), Weight::Bold);
        names.max(letters::widest(self.note.iter().map(String::as_str), Weight::Regular))
    }

    fn height(&self) -> f64 {
        match self.name.len() + self.note.len() {
            0 => 0.0,
            lines => lines as f64 * LINE + 4.0,
        }
    }
}

fn end_labels(spec: &Lines<'_>, width: Width) -> Vec<EndLabel> {
    let room = width.pick(172.0, 104.0);
    let label = |series: &Series| {
        Some(EndLabel {
            name: letters::wrap(&series.name, room, Weight::Bold, width.pick(3, 4)),
            note: letters::wrap(&series.note, room, Weight::Regular, 2),
            end: series.end()?,
            ink: series.look.ink,
            mark: series.look.mark,
        })
    };
    spec.series.iter().filter_map(label).collect()
}

fn draw_end_labels(
    canvas: &Canvas,
    plot: &Plot,
    labels: &[EndLabel],
    first: f64,
    numbers: &Numbers,
    place: Place,
) {
    let ends: Vec<(f64, f64)> = labels
        .iter()
        .map(|label| {
            let value = label.end.1.clamp(numbers.axis.low, numbers.axis.high);
            plot.at(first + label.end.0 as f64, value)
        })
        .collect();
    let wishes: Vec<Wish> = labels
        .iter()
        .zip(&ends)
        .map(|(label, end)| Wish { at: end.1, size: label.height() })
        .collect();
    let slots = spread::spread(&wishes, place.top - LINE / 2.0, place.bottom + LINE / 2.0);
    for ((label, end), slot) in labels.iter().zip(&ends).zip(slots).rev() {
        canvas.mark(label.mark, *end, 4.0, label.ink);
        let Some(centre) = slot.filter(|_| label.height() > 0.0) else {
            continue;
        };
        let left = place.right + END_GAP;
        if (centre - end.1).abs() > MOVED || end.0 < place.right - 1.0 {
            let elbow = [(end.0 + 5.0, end.1), (place.right + 4.0, centre), (left - 2.0, centre)];
            canvas.path(&elbow, Stroke::solid(label.ink, 0.8));
        }
        let mut y = centre - (label.height() - 4.0) / 2.0 + LINE / 2.0;
        for line in &label.name {
            canvas.text((left, y), line, Type::new(label.ink).bold());
            y += LINE;
        }
        for line in &label.note {
            canvas.text((left, y), line, Type::new(Ink::Soft));
            y += LINE;
        }
    }
}

/// A ring with the place of its text.
struct Hung<'s> {
    at: f64,
    value: f64,
    series: &'s Series,
    text: String,
    slot: Slot,
}

fn rings<'s>(spec: &'s Lines<'_>, width: Width, place: Place, ends: (f64, f64)) -> Vec<Hung<'s>> {
    const LEADER_GAP: f64 = 4.0;
    let known: Vec<_> = spec
        .rings
        .iter()
        .filter_map(|ring| {
            let series = spec.series.get(ring.series)?;
            let value = series.between(ring.at - ends.0)?;
            let most = width.units() * 0.8;
            let tail = letters::clean(&ring.tail);
            let whole = format!("{}{tail}", letters::clean(&ring.label));
            // Colour and line say whose it is where its name has no room.
            let short = if tail.is_empty() { &*whole } else { tail.trim_start_matches([':', ' ']) };
            let fits = letters::width(&whole, Weight::Regular) <= most;
            let text = letters::fit(if fits { &whole } else { short }, most, Weight::Regular);
            Some((ring.at, value, series, text))
        })
        .collect();
    let spans: Vec<(f64, f64)> = known
        .iter()
        .map(|(at, _, _, text)| {
            let share = (at - ends.0) / (ends.1 - ends.0);
            let x = place.left + share * (place.right - place.left);
            (x, letters::width(text, Weight::Regular))
        })
        .collect();
    let slots = spread::hang(&spans, 0.0, width.units(), LEADER_GAP);
    known
        .into_iter()
        .zip(slots)
        .map(|((at, value, series, text), slot)| Hung { at, value, series, text, slot })
        .collect()
}

fn draw_rings(spec: &Lines<'_>, canvas: &Canvas, plot: &Plot, rings: &[Hung<'_>], place: Place) {
    let middle = |ring: &Hung<'_>| place.bottom + 4.0 + (ring.slot.row as f64 + 0.5) * (LINE + 1.0);
    for ring in rings {
        let (x, y) = plot.at(ring.at, ring.value);
        let stroke = Stroke { ink: ring.series.look.ink, width: 1.0, dash: Dash::Dotted };
        canvas.line((x, y), (x, middle(ring) + LINE / 2.0), stroke);
    }
    for ring in rings {
        let ink = ring.series.look.ink;
        canvas.mark(Mark::Ring, plot.at(ring.at, ring.value), 5.5, ink);
        let set = Type::new(ink).halo();
        canvas.text((ring.slot.left, middle(ring)), &ring.text, set);
    }
    debug_assert!(rings.len() <= spec.rings.len(), "a ring is drawn at most once");
}
