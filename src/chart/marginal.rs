//! Is the split balanced? What the next unit of money brings through each lever, best first.

use super::axes::Values;
use super::canvas::{Canvas, Fill};
use super::intervals;
use super::key::{self, Named, Sample};
use super::palette::Ink;
use super::rows::{self, Row, Rule, Rules};
use super::scale;
use super::series::Look;
use super::svg::{self, Drawing, Svg, Width, Words};

/// Returns per lever, in groups such as acquisition and retention.
pub struct Marginal<'a> {
    pub words: Words,
    /// The groups levers belong to, each with its own colour and mark.
    pub groups: Vec<Named>,
    pub levers: Vec<Lever>,
    /// Usually one, at 1.0: "gives back what it costs".
    pub rules: Vec<Rule>,
    pub values: Values<'a>,
}

/// One row of [`Marginal`].
#[derive(Clone, Debug)]
pub struct Lever {
    pub label: String,
    pub note: String,
    /// Index of its group.
    pub group: usize,
    pub value: f64,
    pub range: Option<(f64, f64)>,
    /// The figure as printed at the right.
    pub printed: String,
}

/// Draws a bar from zero per lever, sorted from best to worst; levers without a number come last.
pub fn marginal(spec: &Marginal<'_>) -> Svg {
    svg::both(&spec.words, |width, hatch| draw(spec, width, hatch))
}

fn draw(spec: &Marginal<'_>, width: Width, hatch: &str) -> Option<Drawing> {
    let rules = Rules::new(&spec.rules, width);
    scale::extent(spec.levers.iter().map(|lever| lever.value))?;
    let mut levers: Vec<&Lever> = spec.levers.iter().collect();
    levers.sort_by(|a, b| {
        let known = scale::drawable(b.value).cmp(&scale::drawable(a.value));
        known.then(b.value.total_cmp(&a.value)).then_with(|| a.label.cmp(&b.label))
    });
    let ranges = levers.iter().filter_map(|lever| lever.range).flat_map(|(low, high)| [low, high]);
    let data = levers.iter().map(|lever| lever.value).chain(ranges).chain(rules.numbers());
    let axis =
        scale::axis(scale::extent(data)?, spec.values.span, width.pick(5, 4), spec.values.finest);
    let key = key::key(&spec.groups, |_| Sample::Mark, width);
    let texts: Vec<Row> = levers.iter().map(|lever| text_of(lever)).collect();
    let table = rules.table(&texts, &axis, key.room);
    let height = table.place.bottom + rows::AXIS_ROOM;

    let canvas = Canvas::new((width.units(), height), hatch);
    let plot = canvas.plot(axis.low..axis.high, 0.0..1.0, table.place);
    rows::draw_axis(&canvas, &plot, &axis, &table, spec.values.format, width);
    let zero = plot.at(0.0_f64.clamp(axis.low, axis.high), 0.0).0;
    for (lever, middle) in levers.iter().zip(&table.middles) {
        if !scale::drawable(lever.value) {
            continue;
        }
        let look = spec.groups.get(lever.group).map_or(Look::REFERENCE, |group| group.look);
        let x = plot.at(lever.value.clamp(axis.low, axis.high), 0.0).0;
        let fill = Fill::faint(look.ink, 0.3);
        canvas.rect((zero.min(x), middle - 5.0), (zero.max(x), middle + 5.0), fill);
        if let Some(range) = lever.range {
            intervals::draw_range(&canvas, &plot, &axis, range, (*middle, look.ink));
        }
        canvas.mark(look.mark, (x, *middle), 6.0, look.ink);
    }
    rules.draw(&canvas, &axis, &table);
    key.draw(&canvas);
    table.write(&canvas);
    Some(Drawing { canvas, height, plot: Some(table.place) })
}

fn text_of(lever: &Lever) -> Row {
    Row {
        label: lever.label.clone(),
        note: lever.note.clone(),
        value: lever.printed.clone(),
        ink: Some(Ink::Text),
        ..Row::default()
    }
}
