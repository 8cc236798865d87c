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
    Mixed,
    Dotted,
    /// Sparse round dots: what lies beyond the data. Not for a whole series.
    Beyond,
}

const DASHES: [Dash; 5] = [Dash::Solid, Dash::Dashed, Dash::Mixed, Dash::Dotted, Dash::Beyond];

impl Dash {
    /// Lengths of dashes and gaps in pixels.
    fn pattern(self) -> Option<&'static str> {
        match self {
            Dash::Solid => None,
            Dash::Dashed => Some("8 4"),
            Dash::Mixed => Some("9 3 2 3"),
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
    /// Stroke attributes and the fill inside the stroke, if there is to be one.
    fn stroke<S: BackendStyle>(out: &mut String, style: &S, inside: Option<Ink>) {
        let paint = Paint::unpack(style.color());
        let name = paint.ink.name();
        match inside {
            Some(ink) => put(out, &[" class=\"f-", ink.name(), " k-", name]),
            None => put(out, &[" class=\"k-", name]),
        }
        let width = style.stroke_width();
        if WIDTHS.contains(&width) {
            put(out, &[" w", &width.to_string()]);
        }
        out.push('"');
        if width != UNITS as u32 && !WIDTHS.contains(&width) {
            put_tenths(out, " stroke-width=\"", width as i32);
            out.push('"');
        }
        if let Some(pattern) = paint.dash.pattern() {
            put(out, &[" stroke-dasharray=\"", pattern, "\""]);
        }
        if paint.dash == Dash::Beyond {
            out.push_str(" stroke-linecap=\"round\"");
        }
        opacity(out, "stroke", paint.alpha);
    }

    fn fill(&self, out: &mut String, colour: BackendColor) {
        let paint = Paint::unpack(colour);
        let name = paint.ink.name();
        if paint.finish == Finish::Hatched {
            put(out, &[" fill=\"url(#", &self.hatch, "-", name, ")\""]);
        } else {
            put(out, &[" class=\"f-", name, "\""]);
        }
        opacity(out, "fill", paint.alpha);
    }
}

/// Widths of lines, in tenths, that `templates/css/chart.css` has a class for.
const WIDTHS: [u32; 8] = [8, 12, 13, 14, 16, 20, 22, 25];

fn put(out: &mut String, texts: &[&str]) {
    for text in texts {
        out.push_str(text);
    }
}

fn opacity(out: &mut String, what: &str, alpha: f64) {
    if alpha < 1.0 {
        let hundredths = (alpha * 100.0).round() / 100.0;
        write!(out, " {what}-opacity=\"{hundredths}\"").expect("writing to a string cannot fail");
    }
}

/// Appends `before` and a backend coordinate in pixels, with one decimal if it has one: a page has
/// thousands of them, and whole numbers need no number format.
fn put_tenths(out: &mut String, before: &str, units: i32) {
    out.push_str(before);
    if units < 0 {
        out.push('-');
    }
    let (whole, tenth) = (units.unsigned_abs() / 10, units.unsigned_abs() % 10);
    put_whole(out, whole);
    if tenth != 0 {
        out.push('.');
        put_whole(out, tenth);
    }
}

/// Appends a whole number.
fn put_whole(out: &mut String, number: u32) {
    if number >= 10 {
        put_whole(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
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
        let out = &mut *self.out.borrow_mut();
        put_tenths(out, "<rect x=\"", from.0);
        put_tenths(out, "\" y=\"", from.1);
        put_tenths(out, "\" width=\"", to.0 - from.0);
        put_tenths(out, "\" height=\"", to.1 - from.1);
        out.push('"');
        if fill {
            self.fill(out, style.color());
        } else {
            Self::stroke(out, style, None);
        }
        out.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let out = &mut *self.out.borrow_mut();
        let mut end = String::from("\"");
        Self::stroke(&mut end, style, None);
        end.push_str("/>");
        // Lines alike in a row are one element; where they are translucent, crossings would show.
        let last = out.rfind('<').map_or("", |at| &out[at..]);
        if last.starts_with("<path") && last.ends_with(&end) && !end.contains("opacity") {
            out.truncate(out.len() - end.len());
        } else {
            out.push_str("<path d=\"");
        }
        put_steps(out, path);
        out.push_str(&end);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let out = &mut *self.out.borrow_mut();
        put_tenths(out, "<circle cx=\"", centre.0);
        put_tenths(out, "\" cy=\"", centre.1);
        put_tenths(out, "\" r=\"", radius as i32);
        out.push('"');
        if fill {
            self.fill(out, style.color());
        } else {
            // A ring hides the line below it, so that it reads as a mark and not as a crossing.
            Self::stroke(out, style, Some(Ink::Paper));
        }
        out.push_str("/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let out = &mut *self.out.borrow_mut();
        out.push_str("<path d=\"");
        put_steps(out, corners);
        out.push_str("z\"");
        self.fill(out, style.color());
        out.push_str("/>");
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        // Distance from the named line to the baseline as a share of the font size.
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.35,
            VPos::Bottom => -0.24,
        };
        let y = (f64::from(at.1) + drop * style.size()).round() as i32;
        let out = &mut *self.out.borrow_mut();
        put_tenths(out, "<text x=\"", at.0);
        put_tenths(out, "\" y=\"", y);
        out.push('"');
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => "mid ",
            HPos::Right => "end ",
        };
        let bold = if matches!(style.style(), FontStyle::Bold) { "bold " } else { "" };
        let paint = Paint::unpack(style.color());
        let name = paint.ink.name();
        let set = match paint.finish {
            Finish::Halo => "halo ",
            Finish::Figures => "figures ",
            Finish::Plain | Finish::Hatched => "",
        };
        // Most text is in the ink that the style sheet gives to text.
        let colour = if paint.ink == Ink::Text { [""; 2] } else { ["f-", name] };
        let classes = [anchor, bold, set, colour[0], colour[1]];
        if classes.iter().any(|class| !class.is_empty()) {
            put(out, &[" class=\""]);
            put(out, &classes);
            out.push('"');
        }
        out.push('>');
        letters::escape_into(out, text);
        out.push_str("</text>");
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
        Ok((
            letters::width_at(text, style.size(), weight).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}

/// Path data: the first point absolute, all others as steps, which are short and, in whole units,
/// exact.
fn put_steps(out: &mut String, points: impl IntoIterator<Item = BackendCoord>) {
    let mut last: Option<BackendCoord> = None;
    for (x, y) in points {
        match last {
            None => {
                put_tenths(out, "M", x);
                put_tenths(out, " ", y);
                out.push('l');
            }
            Some((from_x, from_y)) => {
                let (dx, dy) = (x - from_x, y - from_y);
                put_tenths(out, if out.ends_with('l') || dx < 0 { "" } else { " " }, dx);
                put_tenths(out, if dy < 0 { "" } else { " " }, dy);
            }
        }
        last = Some((x, y));
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
        let mut out = String::new();
        put_steps(&mut out, [(10, 20), (25, 15), (15, 115), (6415, 115)]);
        assert_eq!(out, "M1 2l1.5-0.5-1 10 640 0");
    }
}
