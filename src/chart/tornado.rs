//! What could turn the decision? Each assumption moved to its low and its high end, widest first.

use super::axes::Values;
use super::canvas::{Canvas, Fill, Plot, Stroke, Type};
use super::key::{self, Named, Sample};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::rows::{self, ChartRow, ChartTable, Rule, Rules};
use super::scale::{self, Axis};
use super::series::Look;
use super::svg::{self, Drawing, Svg, Width, Words};

/// The result with one assumption at a time at the ends of its range.
pub struct Tornado<'a> {
    pub words: Words,
    /// The result with every assumption at its own value: where all bars start.
    pub base: f64,
    pub swings: Vec<Swing>,
    /// Names of the two ends, such as "assumption low" and "assumption high".
    pub ends: (String, String),
    /// Usually one, where the decision turns.
    pub rules: Vec<Rule>,
    pub values: Values<'a>,
    /// At most so many rows, the widest.
    pub most: usize,
}

/// One assumption of a [`Tornado`].
#[derive(Clone, Debug)]
pub struct Swing {
    pub label: String,
    pub low: End,
    pub high: End,
}

/// One end of the range of an assumption.
#[derive(Clone, Debug)]
pub struct End {
    /// The assumption there, as printed at the end of the bar.
    pub input: String,
    /// The result there.
    pub result: f64,
}

const LOOKS: [Look; 2] = [Look::SECOND, Look::FIRST];

/// Space between the end of a bar and its input.
const GAP: f64 = 5.0;

/// Draws swings around the base, sorted by width, with the inputs printed at the ends of the bars.
pub fn tornado(spec: &Tornado<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Tornado<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let swings = widest_first(spec);
    if swings.is_empty() || !scale::drawable(spec.base) {
        return None;
    }
    let rules = Rules::new(&spec.rules, width);
    let results = swings.iter().flat_map(|swing| [swing.low.result, swing.high.result]);
    let data = scale::extent(results.chain([spec.base]).chain(rules.numbers()))?;
    let rows: Vec<ChartRow> = swings.iter().map(|swing| text_of(swing, width)).collect();
    let drafted = rows::table(&rows, width, 0.0).place;
    let axis = with_room_for_inputs(
        scale::axis(data, spec.values.span, width.pick(5, 4), spec.values.finest),
        &swings,
        width,
        drafted.right - drafted.left,
    );
    let names = [(&spec.ends.0, LOOKS[0]), (&spec.ends.1, LOOKS[1])];
    let names = names.map(|(name, look)| Named { name: name.clone(), look });
    let key = key::key(&names, |_| Sample::Bar, width);
    let table = rules.table(&rows, &axis, key.room);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    rules.draw(&canvas, &axis, &table);
    draw_bars(spec, &canvas, &plot, &swings, (&axis, &table, width));
    key.draw(&canvas);
    table.write(&canvas);
    let read = swings.iter().map(|swing| readings(spec, swing));
    let rows = table.middles.iter().copied().zip(read).collect();
    Some(Drawing { rows, ..Drawing::new(canvas, height, Some(table.place)) })
}

fn widest_first<'s>(spec: &'s Tornado<'_>) -> Vec<&'s Swing> {
    let reach = |swing: &Swing| (swing.high.result - swing.low.result).abs();
    let known =
        |swing: &&Swing| scale::drawable(swing.low.result) && scale::drawable(swing.high.result);
    let mut swings: Vec<&Swing> = spec.swings.iter().filter(known).collect();
    swings.sort_by(|a, b| reach(b).total_cmp(&reach(a)).then_with(|| a.label.cmp(&b.label)));
    swings.truncate(spec.most);
    swings
}

/// The ends of a swing with their looks: first the one that lies further left.
fn ordered(swing: &Swing) -> [(&End, Look); 2] {
    let (low, high) = ((&swing.low, LOOKS[0]), (&swing.high, LOOKS[1]));
    if swing.low.result <= swing.high.result { [low, high] } else { [high, low] }
}

/// The axis widened until the inputs fit beside the bars of the wide render.
fn with_room_for_inputs(mut axis: Axis, swings: &[&Swing], width: Width, room: f64) -> Axis {
    if width == Width::Narrow {
        return axis;
    }
    // Widening makes every pixel worth more, so the room is approached step by step; the inputs
    // take at most half the plot, which halves the rest each time.
    const STEPS: usize = 12;
    for _ in 0..STEPS {
        let per_pixel = (axis.high - axis.low) / room;
        for [left, right] in swings.iter().map(|swing| ordered(swing)) {
            axis.low = axis.low.min(left.0.result - (input_width(left.0) + 2.0 * GAP) * per_pixel);
            axis.high =
                axis.high.max(right.0.result + (input_width(right.0) + 2.0 * GAP) * per_pixel);
        }
    }
    axis
}

const WIDEST_INPUT: f64 = 90.0;

fn input_width(end: &End) -> f64 {
    letters::width(&letters::clean(&end.input), Weight::Regular).min(WIDEST_INPUT)
}

fn draw_bars(
    spec: &Tornado<'_>,
    canvas: &Canvas,
    plot: &Plot,
    swings: &[&Swing],
    frame: (&Axis, &ChartTable, Width),
) {
    const HALF: f64 = 8.0;
    let (axis, table, width) = frame;
    let across = |value: f64| plot.at(value.clamp(axis.low, axis.high), 0.0).0;
    let base = across(spec.base);
    for (swing, middle) in swings.iter().zip(&table.middles) {
        let [left, right] = ordered(swing);
        for (end, look) in [left, right] {
            let x = across(end.result);
            let corners = ((base.min(x), middle - HALF), (base.max(x), middle + HALF));
            canvas.rect(corners.0, corners.1, Fill::faint(look.ink, key::BAR_ALPHA));
            canvas.line((x, middle - HALF), (x, middle + HALF), Stroke::solid(look.ink, 2.5));
        }
        if width == Width::Wide {
            let fitted = |end: &End| letters::fit(&end.input, WIDEST_INPUT, Weight::Regular);
            let set = |look: Look| Type::new(look.ink).halo();
            let place = table.place;
            let until = (across(left.0.result) - GAP).max(place.left + input_width(left.0));
            let from = (across(right.0.result) + GAP).min(place.right - input_width(right.0));
            canvas.text((until, *middle), &fitted(left.0), set(left.1).to_the_left());
            canvas.text((from, *middle), &fitted(right.0), set(right.1));
        }
    }
    table.upright(canvas, base, Stroke::solid(Ink::Text, 1.5));
}

/// The result at both ends of an assumption.
fn readings(spec: &Tornado<'_>, swing: &Swing) -> Vec<String> {
    let at =
        |end: &End| format!("{}: {}", end.input, letters::printed(spec.values.format, end.result));
    vec![swing.label.clone(), at(&swing.low), at(&swing.high)]
}

fn text_of(swing: &Swing, width: Width) -> ChartRow {
    let inputs = || format!("{} … {}", swing.low.input, swing.high.input);
    ChartRow {
        label: swing.label.clone(),
        note: width.pick(String::new(), inputs()),
        ..ChartRow::default()
    }
}
