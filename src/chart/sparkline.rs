//! A line the size of a word, for lists of many results.

use super::canvas::{Canvas, Mark, Place, Stroke};
use super::letters;
use super::palette::Ink;
use super::scale::{self, Span};
use super::series::{self, Look, Series};

/// A tiny line without numbers.
#[derive(Clone, Debug)]
pub struct Sparkline {
    /// What it shows in words; there is no other text.
    pub title: String,
    pub values: Vec<f64>,
    pub look: Look,
}

const SIZE: (f64, f64) = (120.0, 28.0);

/// Draws a sparkline as one `<svg>`; empty text when there are fewer than two numbers.
pub fn sparkline(spec: &Sparkline) -> String {
    const EDGE: f64 = 3.5;
    let known = spec.values.iter().filter(|value| scale::drawable(**value)).count();
    let Some(data) = scale::extent(spec.values.iter().copied()).filter(|_| known > 1) else {
        return String::new();
    };
    // Zero is always inside: a line that only falls less steeply must not look like a gain.
    let data = (data.0.min(0.0), data.1.max(0.0));
    let axis = scale::axis(data, Span::Data, 4, 0.0);
    let (low, high) = (data.0.max(axis.low), if data.1 > data.0 { data.1 } else { axis.high });
    let place = Place { left: EDGE, top: EDGE, right: SIZE.0 - EDGE, bottom: SIZE.1 - EDGE };
    let canvas = Canvas::new(SIZE, "");
    let plot = canvas.plot(0.0..(spec.values.len() - 1) as f64, low..high, place);
    let (_, y) = plot.at(0.0, 0.0);
    canvas.line((place.left, y), (place.right, y), Stroke::solid(Ink::Axis, 0.8));
    let line = Series::new("", spec.values.clone(), spec.look);
    series::draw_line(&canvas, &plot, &line, 0.0, (low, high));
    if let Some((at, value)) = line.end() {
        canvas.mark(Mark::Circle, plot.at(at as f64, value), 2.5, spec.look.ink);
    }
    let mut label = String::new();
    letters::escape_into(&mut label, &letters::clean(&spec.title));
    format!(
        r#"<svg viewBox="0 0 {} {}" class="chart spark" role="img" aria-label="{label}">{}</svg>"#,
        SIZE.0,
        SIZE.1,
        canvas.elements()
    )
}
