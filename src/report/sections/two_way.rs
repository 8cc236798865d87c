//! What if two assumptions move together?

use crate::chart::{self, ContourAxis, Contours, Look, Spot};
use crate::findings::{GridAxis, GridFindings};
use crate::report::printer::Printer;
use crate::report::table::Table;
use crate::text::Sign;

use super::picture::{self, Picture};

/// Names of the pictures: a page shows the first grids that the file asks for.
const IDS: [&str; 3] = ["two-way", "two-way-2", "two-way-3"];

/// The gain over two assumptions at a time, one picture for each grid.
pub fn two_way(p: &Printer<'_>) -> Vec<Picture> {
    let grids = p.findings.sensitivity.iter().flat_map(|all| &all.grids);
    let told = grids.enumerate().filter(|(_, grid)| turns(grid));
    IDS.iter().zip(told).map(|(id, (at, grid))| picture(p, id, at, grid)).collect()
}

/// Whether the gain has both signs in it: else a map of it shows nothing that decides.
fn turns(grid: &GridFindings) -> bool {
    let known = || grid.gain.iter().flatten().flatten();
    known().any(|gain| *gain > 0.0) && known().any(|gain| *gain < 0.0)
}

fn picture(p: &Printer<'_>, id: &'static str, at: usize, grid: &GridFindings) -> Picture {
    let known: Vec<f64> = grid.gain.iter().flatten().flatten().copied().collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let names = [
        ("name", p.name_of(&grid.strategy)),
        ("against", p.name_of(&grid.against)),
        ("currency", p.currency()),
        ("x", p.told(&grid.x.name)),
        ("y", p.told(&grid.y.name)),
    ];
    let title = p.say("two_way.turns", &names);
    let (x, y) = (printed(p, &grid.x), printed(p, &grid.y));
    let axis = |axis: &GridAxis| {
        let ends = (axis.values.first().copied(), axis.values.last().copied());
        (ends.0.unwrap_or(0.0), ends.1.unwrap_or(0.0))
    };
    let ((x_low, x_high), (y_low, y_high)) = (axis(&grid.x), axis(&grid.y));
    let gain = |gain: f64| p.numbers().short(gain, Sign::Always);
    let svg = chart::contours(&Contours {
        words: picture::words(p, id, &title),
        across: ContourAxis {
            low: x_low,
            high: x_high,
            name: p.told(&grid.x.name).plain(),
            format: &x,
            finest: 0.0,
        },
        up: ContourAxis {
            low: y_low,
            high: y_high,
            name: p.told(&grid.y.name).plain(),
            format: &y,
            finest: 0.0,
        },
        grid: grid
            .gain
            .iter()
            .map(|row| row.iter().map(|gain| gain.unwrap_or(f64::NAN)).collect())
            .collect(),
        format: &gain,
        levels: levels(low, high).into_iter().map(|level| (level, gain(level))).collect(),
        budget: None,
        points: vec![Spot {
            at: (grid.x.assumed, grid.y.assumed),
            label: p.words.plain("two_way.assumed"),
            look: Look::FIRST,
        }],
    });
    Picture {
        id,
        nav: p.word("two_way.nav"),
        title,
        subtitle: p.say("two_way.subtitle", &names),
        drawing: picture::drawing(&svg),
        note: p.word("two_way.note"),
        tables: vec![table(p, at, grid)],
        ..Picture::default()
    }
}

/// Round levels between the lowest and the highest gain, zero among them where it lies inside.
pub(super) fn levels(low: f64, high: f64) -> Vec<f64> {
    let width = high - low;
    if !(width > 0.0 && width.is_finite()) {
        return Vec::new();
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(width / 5.0)));
    let step = [1.0, 2.0, 5.0, 10.0].map(|size| size * power);
    let step = step.into_iter().find(|step| width / step <= 7.0).unwrap_or(width);
    let first = libm::ceil(low / step) as i64;
    let last = libm::floor(high / step) as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}

fn printed<'a>(p: &'a Printer<'a>, axis: &'a GridAxis) -> impl Fn(f64) -> String + 'a {
    move |value| match axis.unit {
        "share" | "rate" => p.numbers().stated_share(value),
        _ => p.numbers().tick(value),
    }
}

fn table(p: &Printer<'_>, at: usize, grid: &GridFindings) -> Table {
    let names =
        [("currency", p.currency()), ("x", p.told(&grid.x.name)), ("y", p.told(&grid.y.name))];
    let path = format!("sensitivity.grids.{at}");
    let (x, y) = (printed(p, &grid.x), printed(p, &grid.y));
    let mut table = Table::new(p.say("two_way.caption", &names), p.told(&grid.y.name));
    // Every second value keeps the table on the page; the findings hold all of them.
    let columns: Vec<usize> = (0..grid.x.values.len()).step_by(2).collect();
    for i in &columns {
        let value = grid.x.values[*i];
        table.figures(p.as_text(format!("{path}.x.values.{i}"), value, x(value)).into());
    }
    for (row, value) in grid.y.values.iter().enumerate().step_by(2) {
        let head = p.as_text(format!("{path}.y.values.{row}"), *value, y(*value));
        let cells = columns
            .iter()
            .map(|i| p.cell_or(format!("{path}.gain.{row}.{i}"), grid.gain[row][*i], Sign::Always));
        table.row(head.into(), cells.collect());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn levels_are_round_and_hold_zero() {
        assert_eq!(levels(-3.2e6, 9.7e6), [-2e6, 0.0, 2e6, 4e6, 6e6, 8e6]);
        assert!(levels(1.0, 1.0).is_empty() && levels(f64::INFINITY, 0.0).is_empty());
    }
}
