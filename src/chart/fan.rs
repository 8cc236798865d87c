//! How sure are we? Quantiles over time, the wider the fainter, around a median.

use super::axes::{Periods, Values};
use super::lines::{self, Lines};
use super::series::{Band, Look, Series};
use super::svg::{Svg, Words};

/// Quantiles of one quantity over time.
pub struct Fan<'a> {
    pub words: Words,
    pub periods: Periods,
    pub values: Values<'a>,
    /// The line in the middle, usually the median.
    pub middle: Quantile,
    /// Pairs of a low and a high quantile, the innermost first.
    pub pairs: Vec<(Quantile, Quantile)>,
}

/// One quantile over time, named at its end.
#[derive(Clone, Debug)]
pub struct Quantile {
    pub name: String,
    pub values: Vec<f64>,
}

/// Draws nested bands around a line; every edge is named, so no band is left unlabelled.
pub fn fan(spec: &Fan<'_>) -> Svg {
    let mut series = vec![Series::new(&spec.middle.name, spec.middle.values.clone(), Look::FIRST)];
    for (low, high) in &spec.pairs {
        for (edge, other) in [(low, Some(high)), (high, None)] {
            let mut line = Series::new(&edge.name, edge.values.clone(), Look::EDGE);
            line.band =
                other.map(|high| Band { low: low.values.clone(), high: high.values.clone() });
            series.push(line);
        }
    }
    lines::lines(&Lines {
        words: spec.words.clone(),
        periods: spec.periods.clone(),
        values: spec.values,
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    })
}
