//! One series of numbers over periods, how it looks, and how it is drawn with gaps and dots.

use super::backend::Dash;
use super::canvas::{Canvas, Fill, Mark, Plot, Stroke};
use super::palette::Ink;
use super::scale;

/// How a series is told from the others: colour, dashes and mark, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub ink: Ink,
    pub dash: Dash,
    pub mark: Mark,
}

impl Look {
    pub const FIRST: Look = Look { ink: Ink::One, dash: Dash::Solid, mark: Mark::Circle };
    pub const SECOND: Look = Look { ink: Ink::Two, dash: Dash::Dashed, mark: Mark::Square };
    pub const THIRD: Look = Look { ink: Ink::Three, dash: Dash::Mixed, mark: Mark::Diamond };
    pub const FOURTH: Look = Look { ink: Ink::Four, dash: Dash::Dotted, mark: Mark::Triangle };
    /// Something to compare against, such as doing nothing.
    pub const REFERENCE: Look = Look { ink: Ink::Reference, dash: Dash::Solid, mark: Mark::Ring };

    /// The look of the n-th series counted from 0; colours return after four with other dashes.
    pub fn nth(index: usize) -> Look {
        const LOOKS: [Look; 4] = [Look::FIRST, Look::SECOND, Look::THIRD, Look::FOURTH];
        let look = LOOKS[index % LOOKS.len()];
        let shifted = LOOKS[(index + index / LOOKS.len()) % LOOKS.len()];
        Look { ink: look.ink, dash: shifted.dash, mark: shifted.mark }
    }

    /// Width of its line in pixels: what is only compared against steps back.
    fn width(self) -> f64 {
        if self.ink == Ink::Reference || self.mark == Mark::None { 1.4 } else { 2.2 }
    }

    pub(super) fn stroke(self) -> Stroke {
        Stroke { ink: self.ink, width: self.width(), dash: self.dash }
    }
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// Printed at the end of the line.
    pub name: String,
    /// A second line under the name, such as the final value; may be empty.
    pub note: String,
    /// One number per period; a number that is not finite leaves a gap.
    pub values: Vec<f64>,
    pub look: Look,
    /// The range around the line, such as P10 to P90.
    pub band: Option<Band>,
    /// From this index on the line is drawn as "beyond the data".
    pub beyond: Option<usize>,
}

/// The range around a line, period by period.
#[derive(Clone, Debug)]
pub struct Band {
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

impl Series {
    /// A plain line without band, note or continuation.
    pub fn new(name: impl Into<String>, values: Vec<f64>, look: Look) -> Self {
        Series { name: name.into(), note: String::new(), values, look, band: None, beyond: None }
    }

    /// Every number that has to fit on the vertical axis.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        let band = self.band.iter().flat_map(|band| band.low.iter().chain(&band.high));
        self.values.iter().chain(band).copied()
    }

    /// The last drawable point as period index and value.
    pub(super) fn end(&self) -> Option<(usize, f64)> {
        let last = self.values.iter().rposition(|value| scale::drawable(*value))?;
        Some((last, self.values[last]))
    }

    /// The value at a period index between points, along the drawn line.
    pub(super) fn between(&self, at: f64) -> Option<f64> {
        if at.is_nan() || at < 0.0 {
            return None;
        }
        let before = *self.values.get(at.floor() as usize)?;
        let share = at - at.floor();
        if share == 0.0 {
            return Some(before).filter(|value| scale::drawable(*value));
        }
        let after = *self.values.get(at.floor() as usize + 1)?;
        Some(before + (after - before) * share).filter(|value| scale::drawable(*value))
    }
}

/// Draws the band of a series, if it has one; values beyond the axis are drawn at its edge.
pub(super) fn draw_band(plot: &Plot, series: &Series, first: f64, ends: (f64, f64)) {
    const ALPHA: f64 = 0.16;
    let Some(band) = &series.band else { return };
    let edges: Vec<(f64, f64, f64)> = band
        .low
        .iter()
        .zip(&band.high)
        .enumerate()
        .filter(|(_, (low, high))| scale::drawable(**low) && scale::drawable(**high))
        .map(|(at, (low, high))| {
            (first + at as f64, low.clamp(ends.0, ends.1), high.clamp(ends.0, ends.1))
        })
        .collect();
    if edges.len() < 2 {
        return;
    }
    let above: Vec<_> = edges.iter().map(|(x, _, high)| (*x, *high)).collect();
    let below: Vec<_> = edges.iter().map(|(x, low, _)| (*x, *low)).collect();
    let mut outline = thinned(&above, plot);
    outline.extend(thinned(&below, plot).into_iter().rev());
    plot.surface(&outline, Fill::faint(series.look.ink, ALPHA));
}

/// Draws the line of a series: gaps where numbers are missing, dots beyond the data.
pub(super) fn draw_line(
    canvas: &Canvas,
    plot: &Plot,
    series: &Series,
    first: f64,
    ends: (f64, f64),
) {
    let beyond = series.beyond.unwrap_or(usize::MAX);
    let seen = runs(&series.values, 0..beyond.saturating_add(1), first, ends);
    let unseen = runs(&series.values, beyond..usize::MAX, first, ends);
    let stroke = series.look.stroke();
    for (run, dash) in seen
        .iter()
        .map(|run| (run, stroke.dash))
        .chain(unseen.iter().map(|run| (run, Dash::Beyond)))
    {
        match run.as_slice() {
            [] => {}
            [only] if dash == Dash::Beyond && beyond != 0 && only.0 == first + beyond as f64 => {}
            [only] => canvas.mark(Mark::Circle, plot.at(only.0, only.1), 2.0, stroke.ink),
            many if dash == Dash::Beyond => {
                let width = stroke.width.max(2.0);
                plot.curve(&thinned(many, plot), Stroke { dash, width, ..stroke });
            }
            many => plot.curve(&thinned(many, plot), stroke),
        }
    }
}

/// Stretches of drawable values among the indices of `part`, as points inside `ends`.
fn runs(
    values: &[f64],
    part: std::ops::Range<usize>,
    first: f64,
    ends: (f64, f64),
) -> Vec<Vec<(f64, f64)>> {
    let mut out: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let upto = part.end.min(values.len());
    for (at, value) in values.iter().enumerate().take(upto).skip(part.start) {
        if scale::drawable(*value) {
            let point = (first + at as f64, value.clamp(ends.0, ends.1));
            out.last_mut().expect("there is always a run").push(point);
        } else {
            out.push(Vec::new());
        }
    }
    out.retain(|run| !run.is_empty());
    out
}

/// The points without those whose absence nobody could see: a smooth line of 600 months needs few.
///
/// Source: Douglas and Peucker (1973), "Algorithms for the reduction of the number of points".
fn thinned(points: &[(f64, f64)], plot: &Plot) -> Vec<(f64, f64)> {
    /// In pixels; a third of the thinnest line.
    const UNSEEN: f64 = 0.15;
    let pixels: Vec<_> = points.iter().map(|(x, y)| plot.at(*x, *y)).collect();
    let mut kept = vec![false; points.len()];
    let mut open = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        kept[from] = true;
        kept[to] = true;
        let (a, b) = (pixels[from], pixels[to]);
        let length = libm::hypot(b.0 - a.0, b.1 - a.1).max(f64::MIN_POSITIVE);
        let off = |at: usize| {
            let (dx, dy) = (pixels[at].0 - a.0, pixels[at].1 - a.1);
            ((b.0 - a.0) * dy - (b.1 - a.1) * dx).abs() / length
        };
        let worst = (from + 1..to).map(|at| (at, off(at))).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, _)) = worst.filter(|(_, off)| *off > UNSEEN) {
            open.push((from, at));
            open.push((at, to));
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}
