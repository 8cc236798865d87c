//! Draws data as themed SVG: plain numbers, labels and looks in, text of `<svg>` elements out.
//!
//! Every chart is a pure function from a description to an [`Svg`] with a wide and a narrow render.
//! Nothing here knows what the numbers mean, where they come from or where the picture goes.

mod axes;
mod backend;
mod bars;
mod canvas;
mod contours;
mod heatmap;
mod intervals;
mod isoline;
mod key;
mod letters;
mod lines;
mod palette;
mod panels;
mod reasons;
mod regions;
mod rows;
mod scale;
mod series;
mod sparkline;
mod spread;
mod svg;
mod tornado;
mod waterfall;

pub use axes::{Periods, Values};
pub use backend::Dash;
pub use bars::{Bar, Bars, bars};
pub use canvas::Mark;
pub use contours::{Budget, ContourAxis, Contours, Spot, contours};
pub use heatmap::{Cohort, Heatmap, heatmap};
pub use intervals::{Interval, Intervals, intervals};
pub use key::Named;
pub use letters::escape_into;
pub use lines::{Lines, Ring, lines};
pub use palette::{Ink, theme_css};
pub use panels::{OnLine, Panel, Panels, panels};
pub use reasons::{Reach, Reason, Reasons, reasons};
pub use regions::{Best, Regions, Steps, regions};
pub use rows::Rule;
pub use scale::Span;
pub use series::{Band, Look, Series};
pub use sparkline::{Sparkline, sparkline};
pub use svg::{Svg, Words};
pub use tornado::{End, Swing, Tornado, tornado};
pub use waterfall::{Part, Waterfall, waterfall};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trials;
