//! Names of series with a sample of their look, in running text above a chart: not a box.

use super::canvas::{Canvas, Stroke, Type};
use super::letters::{self, Weight};
use super::series::Look;
use super::svg::{LINE, TEXT, Width};

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
}

/// Names laid out in rows that fit the picture.
pub(super) struct Key {
    items: Vec<(f64, f64, String, Look)>,
    sample: Sample,
    /// Pixels needed at the top.
    pub room: f64,
}

const SAMPLE_WIDTH: f64 = 26.0;
const BETWEEN: f64 = 18.0;

pub(super) fn key(names: &[Named], sample: Sample, width: Width) -> Key {
    let drawn = if sample == Sample::Line { SAMPLE_WIDTH } else { 10.0 } + 6.0;
    let (mut x, mut y) = (0.0, LINE / 2.0 + 1.0);
    let mut items = Vec::new();
    for named in names.iter().filter(|named| !letters::clean(&named.name).is_empty()) {
        let name = letters::fit(&named.name, width.units() - drawn, TEXT, Weight::Bold);
        let wide = drawn + letters::width(&name, TEXT, Weight::Bold);
        if x > 0.0 && x + wide > width.units() {
            x = 0.0;
            y += LINE + 2.0;
        }
        items.push((x, y, name, named.look));
        x += wide + BETWEEN;
    }
    let room = if items.is_empty() { 0.0 } else { y + LINE / 2.0 + 10.0 };
    Key { items, sample, room }
}

impl Key {
    pub(super) fn draw(&self, canvas: &Canvas) {
        for (x, y, name, look) in &self.items {
            let text = match self.sample {
                Sample::Line => {
                    let stroke = Stroke { width: 2.2, ..look.stroke() };
                    canvas.line((*x, *y), (x + SAMPLE_WIDTH, *y), stroke);
                    x + SAMPLE_WIDTH + 6.0
                }
                Sample::Mark => {
                    canvas.mark(look.mark, (x + 5.0, *y), 5.0, look.ink);
                    x + 16.0
                }
            };
            canvas.text((text, *y), name, Type::new(look.ink, TEXT).bold());
        }
    }
}
