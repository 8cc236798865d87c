//! How do plotters' shapes become small, themeable SVG?
//!
//! Plotters hands every backend whole-number coordinates and a colour. Here one unit is a tenth of
//! a pixel, and the colour carries a [`Paint`] (which ink, which dashes, how the text is set)
//! instead of red, green and blue, so that the SVG can name a class and leave the colour to the page.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use plotters::style::RGBAColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::letters::{self, Weight};
use super::palette::Ink;

/// Backend units per pixel.
pub(super) const UNITS: f64 = 10.0;

/// Dash patterns; with the colour they tell series apart for readers who cannot by colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    DashDot,
    Dotted,
    /// Sparse round dots: what lies beyond the data. Not for a whole series.
    Beyond,
}

const DASHES: [Dash; 5] = [Dash::Solid, Dash::Dashed, Dash::DashDot, Dash::Dotted, Dash::Beyond];

impl Dash {
    /// Lengths of dashes and gaps in pixels.
    fn pattern(self) -> Option<&'static str> {
        match self {
            Dash::Solid => None,
            Dash::Dashed => Some("8 4"),
            Dash::DashDot => Some("9 3 2 3"),
            Dash::Dotted => Some("2.5 3"),
            Dash::Beyond => Some("0 5"),
        }
    }
}

/// What a plotters colour means on the way through plotters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    pub ink: Ink,
    pub dash: Dash,
    pub finish: Finish,
    /// Opacity from 0 to 1.
    pub alpha: f64,
}

/// The remaining choices of a paint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    Plain,
    /// Filled with slanting lines in the ink.
    Hatched,
    /// Text with a border in the colour of the paper.
    Halo,
    /// Text with figures of equal width.
    Figures,
}

const FINISHES: [Finish; 4] = [Finish::Plain, Finish::Hatched, Finish::Halo, Finish::Figures];

impl Paint {
    /// The paint packed into the channels of a colour.
    pub(super) fn colour(self) -> RGBAColor {
        RGBAColor(self.ink as u8, self.dash as u8, self.finish as u8, self.alpha)
    }

    fn unpack(colour: BackendColor) -> Self {
        let (ink, dash, finish) = colour.rgb;
        Paint {
            ink: Ink::from_index(ink),
            dash: DASHES.get(usize::from(dash)).copied().unwrap_or_default(),
            finish: FINISHES.get(usize::from(finish)).copied().unwrap_or(Finish::Plain),
            alpha: colour.alpha,
        }
    }
}

/// A drawing backend that appends SVG elements to a shared string.
pub(super) struct Themed {
    pub out: Rc<RefCell<String>>,
    /// Width and height in backend units.
    pub size: (u32, u32),
    /// Name of the hatch patterns of this picture, without the ink.
    pub hatch: String,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Themed {
    fn put(&self, arguments: std::fmt::Arguments<'_>) {
        self.out.borrow_mut().write_fmt(arguments).expect("writing to a string cannot fail");
    }

    /// Stroke attributes and the fill inside the stroke, if there is to be one.
    fn stroke<S: BackendStyle>(&self, style: &S, inside: Option<Ink>) {
        let paint = Paint::unpack(style.color());
        let (name, light) = (paint.ink.name(), paint.ink.light());
        match inside {
            Some(ink) => self.put(format_args!(
                r#" class="f-{} k-{name}" fill="{}" stroke="{light}""#,
                ink.name(),
                ink.light()
            )),
            None => self.put(format_args!(r#" fill="none" class="k-{name}" stroke="{light}""#)),
        }
        if style.stroke_width() != UNITS as u32 {
            self.put(format_args!(r#" stroke-width="{}""#, tenths(style.stroke_width() as i32)));
        }
        if let Some(pattern) = paint.dash.pattern() {
            self.put(format_args!(r#" stroke-dasharray="{pattern}""#));
        }
        if paint.dash == Dash::Beyond {
            self.put(format_args!(r#" stroke-linecap="round""#));
        }
        self.opacity("stroke", paint.alpha);
    }

    fn fill(&self, colour: BackendColor) {
        let paint = Paint::unpack(colour);
        let (name, light) = (paint.ink.name(), paint.ink.light());
        if paint.finish == Finish::Hatched {
            self.put(format_args!(r##" fill="url(#{}-{name})""##, self.hatch));
        } else {
            self.put(format_args!(r#" class="f-{name}" fill="{light}""#));
        }
        self.opacity("fill", paint.alpha);
    }

    fn opacity(&self, what: &str, alpha: f64) {
        if alpha < 1.0 {
            self.put(format_args!(r#" {what}-opacity="{}""#, (alpha * 100.0).round() / 100.0));
        }
    }
}

/// A backend coordinate in pixels with one decimal at most.
fn tenths(units: i32) -> f64 {
    f64::from(units) / UNITS
}

impl DrawingBackend for Themed {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        let corner = (point.0 + 1, point.1 + 1);
        self.draw_rect(point, corner, &colour, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (tenths(from.0), tenths(from.1));
        let (wide, high) = (tenths(to.0 - from.0), tenths(to.1 - from.1));
        self.put(format_args!(r#"<rect x="{x}" y="{y}" width="{wide}" height="{high}""#));
        if fill {
            self.fill(style.color());
        } else {
            self.stroke(style, None);
        }
        self.put(format_args!("/>"));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.put(format_args!(r#"<path d=""#));
        self.steps(path);
        self.put(format_args!("\""));
        self.stroke(style, None);
        self.put(format_args!("/>"));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, r) = (tenths(centre.0), tenths(centre.1), tenths(radius as i32));
        self.put(format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}""#));
        if fill {
            self.fill(style.color());
        } else {
            // A ring hides the line below it, so that it reads as a mark and not as a crossing.
            self.stroke(style, Some(Ink::Paper));
        }
        self.put(format_args!("/>"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.put(format_args!(r#"<path d=""#));
        self.steps(corners);
        self.put(format_args!("z\""));
        self.fill(style.color());
        self.put(format_args!("/>"));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        // Distance from the named line to the baseline as a share of the font size.
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.35,
            VPos::Bottom => -0.24,
        };
        let y = ((f64::from(at.1) + drop * style.size()).round()) / UNITS;
        self.put(format_args!(r#"<text x="{}" y="{y}""#, tenths(at.0)));
        match style.anchor().h_pos {
            HPos::Left => {}
            HPos::Center => self.put(format_args!(r#" text-anchor="middle""#)),
            HPos::Right => self.put(format_args!(r#" text-anchor="end""#)),
        }
        if matches!(style.style(), FontStyle::Bold) {
            self.put(format_args!(r#" font-weight="600""#));
        }
        let paint = Paint::unpack(style.color());
        let (name, light) = (paint.ink.name(), paint.ink.light());
        let set = match paint.finish {
            Finish::Halo => "halo ",
            Finish::Figures => "figures ",
            Finish::Plain | Finish::Hatched => "",
        };
        self.put(format_args!(r#" class="{set}f-{name}" fill="{light}">"#));
        letters::escape_into(&mut self.out.borrow_mut(), text);
        self.put(format_args!("</text>"));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let weight = match style.style() {
            FontStyle::Bold => Weight::Bold,
            _ => Weight::Regular,
        };
        Ok((letters::width(text, style.size(), weight).ceil() as u32, style.size().ceil() as u32))
    }
}

impl Themed {
    /// Path data: the first point absolute, all others as steps, which are short and, in whole
    /// units, exact.
    fn steps(&self, points: impl IntoIterator<Item = BackendCoord>) {
        let mut last: Option<BackendCoord> = None;
        for (x, y) in points {
            match last {
                None => self.put(format_args!("M{} {}l", tenths(x), tenths(y))),
                Some((from_x, from_y)) => {
                    let (dx, dy) = (x - from_x, y - from_y);
                    let space = if self.out.borrow().ends_with('l') || dx < 0 { "" } else { " " };
                    let gap = if dy < 0 { "" } else { " " };
                    self.put(format_args!("{space}{}{gap}{}", tenths(dx), tenths(dy)));
                }
            }
            last = Some((x, y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::palette::Ink;

    #[test]
    fn a_paint_survives_the_way_through_plotters() {
        for dash in DASHES {
            for finish in FINISHES {
                let paint = Paint { ink: Ink::Four, dash, finish, alpha: 0.5 };
                let colour = paint.colour();
                let carried = BackendColor { alpha: colour.3, rgb: (colour.0, colour.1, colour.2) };
                assert_eq!(Paint::unpack(carried), paint);
            }
        }
    }

    #[test]
    fn paths_are_written_as_short_exact_steps() {
        let out = Rc::new(RefCell::new(String::new()));
        let themed = Themed { out: Rc::clone(&out), size: (100, 100), hatch: String::new() };
        themed.steps([(10, 20), (25, 15), (15, 115)]);
        assert_eq!(*out.borrow(), "M1 2l1.5-0.5-1 10");
    }
}
