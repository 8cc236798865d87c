//! Names of series with a sample of their look, in running text above a chart: not a box.

use super::canvas::{Canvas, Fill, Stroke, Type};
use super::letters::{self, Weight};
use super::series::Look;
use super::svg::{LINE, Width};

/// A name and the look that stands for it.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    pub look: Look,
}

/// What the sample beside a name shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Line,
    Mark,
    Bar,
}

impl Sample {
    fn width(self) -> f64 {
        match self {
            Sample::Line => SAMPLE_WIDTH,
            Sample::Mark => 10.0,
            Sample::Bar => 15.0,
        }
    }
}

/// Opacity of bars that marks are drawn on.
pub(super) const BAR_ALPHA: f64 = 0.3;

/// Names laid out in rows that fit the picture.
pub(super) struct Key {
    items: Vec<(f64, f64, String, Look, Sample)>,
    /// Pixels needed at the top.
    pub room: f64,
}

const SAMPLE_WIDTH: f64 = 26.0;
const BETWEEN: f64 = 18.0;

pub(super) fn key(names: &[Named], sample: impl Fn(usize) -> Sample, width: Width) -> Key {
    let (mut x, mut y) = (0.0, LINE / 2.0 + 1.0);
    let mut items = Vec::new();
    for (index, named) in names.iter().enumerate() {
        if letters::clean(&named.name).is_empty() {
            continue;
        }
        let sample = sample(index);
        let drawn = sample.width() + 6.0;
        let name = letters::fit(&named.name, width.units() - drawn, Weight::Bold);
        let wide = drawn + letters::width(&name, Weight::Bold);
        if x > 0.0 && x + wide > width.units() {
            x = 0.0;
            y += LINE + 2.0;
        }
        items.push((x, y, name, named.look, sample));
        x += wide + BETWEEN;
    }
    let room = if items.is_empty() { 0.0 } else { y + LINE / 2.0 + 10.0 };
    Key { items, room }
}

impl Key {
    pub(super) fn draw(&self, canvas: &Canvas) {
        for (x, y, name, look, sample) in &self.items {
            match sample {
                Sample::Line => {
                    let stroke = Stroke { width: 2.2, ..look.stroke() };
                    canvas.line((*x, *y), (x + SAMPLE_WIDTH, *y), stroke);
                }
                Sample::Mark => {
                    canvas.mark(look.mark, (x + 5.0, *y), 5.0, look.ink);
                }
                Sample::Bar => {
                    let fill = Fill::faint(look.ink, BAR_ALPHA);
                    canvas.rect((*x, y - 6.0), (x + 14.0, y + 6.0), fill);
                    let edge = Stroke::solid(look.ink, 2.0);
                    canvas.line((x + 14.0, y - 6.0), (x + 14.0, y + 6.0), edge);
                }
            }
            canvas.text((x + sample.width() + 6.0, *y), name, Type::new(look.ink).bold());
        }
    }
}
