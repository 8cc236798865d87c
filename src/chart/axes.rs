//! The quiet part of charts over time: horizontal grid, numbers at the left, periods below.

use super::canvas::{Canvas, Place, Plot, Point, Stroke, Type};
use super::letters::{self, Weight};
use super::palette::Ink;
use super::scale::{self, Axis, Span};
use super::svg::{Format, LINE, Width};

/// The horizontal axis of a chart over time.
#[derive(Clone, Debug, Default)]
pub struct Periods {
    /// Number of the period the first value of each series belongs to.
    pub first: f64,
    /// Candidate labels in rising order; every second, third, … is printed where all would collide.
    pub ticks: Vec<(f64, String)>,
    /// What the numbers count, on its own line below them; may be empty.
    pub unit: String,
}

/// The vertical axis of a chart over time.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    pub format: Format<'a>,
    pub span: Span,
    /// The smallest difference the format shows, such as 1000 for whole thousands; 0 if any.
    ///
    /// Ticks are multiples of it, so that no tick is printed rounded.
    pub finest: f64,
}

/// Room between a number on an axis and the plot.
const GAP: f64 = 8.0;

/// Share of the picture that numbers at the left may take at most.
const LEFT_SHARE: f64 = 0.3;

/// A vertical axis with its numbers already printed and measured.
pub(super) struct Numbers {
    pub axis: Axis,
    labels: Vec<String>,
    /// Pixels the numbers and their gap need at the left.
    pub room: f64,
}

/// An axis of about so many steps over the data.
pub(super) fn numbers(data: (f64, f64), values: Values<'_>, steps: usize, width: Width) -> Numbers {
    let axis = scale::axis(data, values.span, steps, values.finest);
    let most = width.units() * LEFT_SHARE;
    let labels: Vec<String> = axis
        .at
        .iter()
        .map(|value| letters::fit(&letters::printed(values.format, *value), most, Weight::Regular))
        .collect();
    let room = letters::widest(labels.iter().map(String::as_str), Weight::Regular) + GAP;
    Numbers { axis, labels, room }
}

impl Numbers {
    /// Draws grid lines across `place`, the zero line darker, and the numbers at their left.
    pub(super) fn draw(&self, canvas: &Canvas, plot: &Plot, place: Place) {
        for (value, label) in self.axis.at.iter().zip(&self.labels) {
            let (_, y) = plot.at(0.0, *value);
            if *value != 0.0 {
                canvas.line((place.left, y), (place.right, y), Stroke::solid(Ink::Grid, 1.0));
            }
            let set = Type::new(Ink::Soft).figures().to_the_left();
            canvas.text((place.left - GAP, y), label, set);
        }
        if self.axis.low <= 0.0 && self.axis.high >= 0.0 {
            let (_, y) = plot.at(0.0, 0.0);
            canvas.line((place.left, y), (place.right, y), Stroke::solid(Ink::Axis, 1.0));
        }
    }

    /// Draws the grid only, for a panel whose neighbour carries the numbers.
    pub(super) fn draw_grid(&self, canvas: &Canvas, plot: &Plot, place: Place) {
        let silent = Numbers {
            axis: self.axis.clone(),
            labels: vec![String::new(); self.labels.len()],
            room: 0.0,
        };
        silent.draw(canvas, plot, place);
    }
}

impl Periods {
    /// Pixels needed below the plot.
    pub(super) fn room(&self) -> f64 {
        let unit = if self.unit.is_empty() { 0.0 } else { LINE };
        LINE + 7.0 + unit
    }

    /// Draws the labels below `top`, as many as stand apart between `low` and `high`.
    pub(super) fn draw(
        &self,
        canvas: &Canvas,
        plot: &Plot,
        ends: (f64, f64),
        top: f64,
        limits: Point,
    ) {
        let placed: Vec<(f64, f64, String)> = self
            .ticks
            .iter()
            .filter(|(at, _)| scale::drawable(*at) && *at >= ends.0 && *at <= ends.1)
            .map(|(at, label)| {
                let label = letters::fit(label, (limits.1 - limits.0) / 2.0, Weight::Regular);
                let half = letters::width(&label, Weight::Regular) / 2.0;
                let x = plot.at(*at, 0.0).0.min(limits.1 - half).max(limits.0 + half);
                (x, half, label)
            })
            .collect();
        for (x, _, label) in placed.iter().step_by(stride(&placed)) {
            let set = Type::new(Ink::Soft).figures().centred();
            canvas.text((*x, top + 7.0 + LINE / 2.0), label, set);
        }
    }

    /// Draws what the periods count, centred between two ends.
    pub(super) fn draw_unit(&self, canvas: &Canvas, between: (f64, f64), top: f64, limits: Point) {
        if !self.unit.is_empty() {
            let middle = (between.0 + between.1) / 2.0;
            let unit = letters::fit(&self.unit, limits.1 - limits.0, Weight::Regular);
            let half = letters::width(&unit, Weight::Regular) / 2.0;
            let x = middle.min(limits.1 - half).max(limits.0 + half);
            canvas.text((x, top + 6.0 + LINE * 1.5), &unit, Type::new(Ink::Soft).centred());
        }
    }
}

/// The smallest step through the labels at which no two touch.
pub(super) fn stride(placed: &[(f64, f64, String)]) -> usize {
    const APART: f64 = 12.0;
    let free = |step: usize| {
        let mut end = f64::NEG_INFINITY;
        placed.iter().step_by(step).all(|(x, half, _)| {
            let clear = x - half >= end + APART;
            end = x + half;
            clear
        })
    };
    (1..=placed.len().max(1)).find(|step| free(*step)).unwrap_or(1)
}
