//! The drawing board under every chart: shapes and texts in pixels, handed to plotters.

use std::cell::RefCell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::backend::{Dash, Finish, Paint, Themed, UNITS};
use super::letters::{TEXT, Weight};
use super::palette::Ink;

/// A point in pixels from the upper left corner.
pub(super) type Point = (f64, f64);

/// Outline of a small mark; differs by series so that colour is not needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Circle,
    Square,
    Diamond,
    Triangle,
    /// A circle with the paper showing through.
    Ring,
    /// No mark at all.
    None,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub ink: Ink,
    /// In pixels.
    pub width: f64,
    pub dash: Dash,
}

/// How an area is filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    pub ink: Ink,
    pub alpha: f64,
    pub finish: Finish,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub ink: Ink,
    pub weight: Weight,
    pub finish: Finish,
    pub across: HPos,
    pub down: VPos,
}

impl Stroke {
    pub(super) fn solid(ink: Ink, width: f64) -> Self {
        Stroke { ink, width, dash: Dash::Solid }
    }

    fn style(self) -> ShapeStyle {
        let paint = Paint { ink: self.ink, dash: self.dash, finish: Finish::Plain, alpha: 1.0 };
        ShapeStyle {
            color: paint.colour(),
            filled: false,
            stroke_width: (self.width * UNITS).round() as u32,
        }
    }
}

impl Fill {
    pub(super) fn solid(ink: Ink) -> Self {
        Fill { ink, alpha: 1.0, finish: Finish::Plain }
    }

    pub(super) fn faint(ink: Ink, alpha: f64) -> Self {
        Fill { ink, alpha, finish: Finish::Plain }
    }

    pub(super) fn hatched(ink: Ink) -> Self {
        Fill { ink, alpha: 1.0, finish: Finish::Hatched }
    }

    fn style(self) -> ShapeStyle {
        let paint =
            Paint { ink: self.ink, dash: Dash::Solid, finish: self.finish, alpha: self.alpha };
        ShapeStyle { color: paint.colour(), filled: true, stroke_width: 0 }
    }
}

impl Type {
    /// Left-aligned regular text, centred on its line.
    pub(super) fn new(ink: Ink) -> Self {
        Type {
            ink,
            weight: Weight::Regular,
            finish: Finish::Plain,
            across: HPos::Left,
            down: VPos::Center,
        }
    }

    pub(super) fn bold(self) -> Self {
        Type { weight: Weight::Bold, ..self }
    }

    pub(super) fn halo(self) -> Self {
        Type { finish: Finish::Halo, ..self }
    }

    pub(super) fn figures(self) -> Self {
        Type { finish: Finish::Figures, ..self }
    }

    pub(super) fn centred(self) -> Self {
        Type { across: HPos::Center, ..self }
    }

    pub(super) fn to_the_left(self) -> Self {
        Type { across: HPos::Right, ..self }
    }

    fn style(self) -> TextStyle<'static> {
        let weight = match self.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let paint = Paint { ink: self.ink, dash: Dash::Solid, finish: self.finish, alpha: 1.0 };
        TextStyle {
            font: FontDesc::new(FontFamily::SansSerif, TEXT * UNITS, weight),
            color: paint.colour().to_backend_color(),
            pos: Pos::new(self.across, self.down),
        }
    }
}

/// A picture being drawn.
pub(super) struct Canvas {
    area: DrawingArea<Themed, Shift>,
    out: Rc<RefCell<String>>,
}

impl Canvas {
    /// An empty picture of the given size in pixels whose hatch patterns are called `hatch`.
    pub(super) fn new(size: Point, hatch: &str) -> Self {
        let out = Rc::new(RefCell::new(String::new()));
        let themed = Themed {
            out: Rc::clone(&out),
            size: ((size.0 * UNITS) as u32, (size.1 * UNITS) as u32),
            hatch: hatch.to_owned(),
        };
        Canvas { area: themed.into_drawing_area(), out }
    }

    /// Everything drawn so far, as SVG elements.
    pub(super) fn elements(self) -> String {
        self.out.take()
    }

    pub(super) fn text(&self, at: Point, text: &str, set: Type) {
        if !text.is_empty() {
            sure(self.area.draw_text(text, &set.style(), units(at)));
        }
    }

    pub(super) fn line(&self, from: Point, to: Point, stroke: Stroke) {
        self.path(&[from, to], stroke);
    }

    pub(super) fn path(&self, points: &[Point], stroke: Stroke) {
        let points: Vec<_> = points.iter().map(|point| units(*point)).collect();
        sure(self.area.draw(&PathElement::new(points, stroke.style())));
    }

    pub(super) fn rect(&self, from: Point, to: Point, fill: Fill) {
        sure(self.area.draw(&Rectangle::new([units(from), units(to)], fill.style())));
    }

    pub(super) fn polygon(&self, corners: &[Point], fill: Fill) {
        let corners: Vec<_> = corners.iter().map(|corner| units(*corner)).collect();
        sure(self.area.draw(&Polygon::new(corners, fill.style())));
    }

    /// A mark of about the given radius in pixels.
    pub(super) fn mark(&self, mark: Mark, at: Point, radius: f64, ink: Ink) {
        let (x, y) = at;
        let fill = Fill::solid(ink);
        match mark {
            Mark::None => {}
            Mark::Circle => {
                let size = (radius * UNITS) as i32;
                sure(self.area.draw(&Circle::new(units(at), size, fill.style())));
            }
            Mark::Ring => {
                let size = ((radius - 0.5) * UNITS) as i32;
                sure(self.area.draw(&Circle::new(
                    units(at),
                    size,
                    Stroke::solid(ink, 2.0).style(),
                )));
            }
            Mark::Square => {
                let half = radius * 0.9;
                self.rect((x - half, y - half), (x + half, y + half), fill);
            }
            Mark::Diamond => {
                let half = radius * 1.25;
                self.polygon(&[(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill);
            }
            Mark::Triangle => {
                let half = radius * 1.2;
                let corners =
                    [(x, y - half), (x + half, y + half * 0.8), (x - half, y + half * 0.8)];
                self.polygon(&corners, fill);
            }
        }
    }

    /// The part of the picture where data are drawn in their own numbers.
    pub(super) fn plot(&self, x: Range<f64>, y: Range<f64>, place: Place) -> Plot {
        let (left, top) = units((place.left, place.top));
        let (right, bottom) = units((place.right, place.bottom));
        let coordinates = Cartesian2d::new(x, y, (left..right, bottom..top));
        Plot { area: self.area.apply_coord_spec(coordinates) }
    }
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A part of the picture with numbers on its two axes.
pub(super) struct Plot {
    area: DrawingArea<Themed, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

impl Plot {
    /// Where a pair of numbers lies, in pixels.
    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        let (across, down) = self.area.map_coordinate(&(x, y));
        (f64::from(across) / UNITS, f64::from(down) / UNITS)
    }

    pub(super) fn curve(&self, points: &[(f64, f64)], stroke: Stroke) {
        for piece in LineSeries::new(points.iter().copied(), stroke.style()) {
            sure(self.area.draw(&piece));
        }
    }

    /// The area enclosed by a ring of points.
    pub(super) fn surface(&self, points: &[(f64, f64)], fill: Fill) {
        sure(self.area.draw(&Polygon::new(points.to_vec(), fill.style())));
    }
}

fn units(point: Point) -> (i32, i32) {
    ((point.0 * UNITS).round() as i32, (point.1 * UNITS).round() as i32)
}

fn sure(drawn: Result<(), DrawingAreaErrorKind<Infallible>>) {
    drawn.expect("drawing to a string fails only if two drawings share it at once");
}
