//! Draws data as themed SVG: plain numbers, labels and looks in, text of `<svg>` elements out.
//!
//! Every chart is a pure function from a description to an [`Svg`] with a wide and a narrow render.
//! Nothing here knows what the numbers mean, where they come from or where the picture goes.

mod axes;
mod backend;
mod canvas;
mod heatmap;
mod letters;
mod lines;
mod palette;
mod scale;
mod series;
mod spread;
mod svg;

pub use axes::{Periods, Values};
pub use backend::Dash;
pub use canvas::Mark;
pub use lines::{Lines, Ring, lines};
pub use palette::{Ink, contrast, theme_css};
pub use scale::Span;
pub use series::{Band, Look, Series};
pub use svg::{Format, Svg, Words};

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;
